"""A Jupyter client for the tests of the kernel: starts it, sends it requests and collects what it answers."""
import os
import queue
import subprocess
import time

from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import KernelManager

NAME = os.environ.get("WORKBOOK_TEST_KERNEL", ".net-csharp")
PATIENCE = 90  # seconds; only a kernel that hangs needs them


class Kernel:
    """A running kernel and one client of it. Time is taken from the clock that never jumps."""

    def __init__(self, **start):
        self.manager = KernelManager(kernel_name=NAME)
        self.manager.start_kernel(stderr=subprocess.DEVNULL, **start)
        self.client = self.connect()

    def connect(self):
        """One more client, with a session of its own."""
        client = BlockingKernelClient(connection_file=self.manager.connection_file)
        client.load_connection_file()
        client.start_channels()
        client.wait_for_ready(timeout=PATIENCE)
        hears = False
        while not hears:  # a subscription may come later than the first answers
            client.kernel_info(reply=True, timeout=PATIENCE)
            try:
                client.get_iopub_msg(timeout=1)
                hears = True
            except queue.Empty:
                pass
        return client

    @property
    def pid(self):
        return self.manager.provisioner.process.pid

    def evaluator(self):
        """The process that runs the cells."""
        return children(self.pid)[0]

    def run(self, code, client=None, **options):
        return Run(client or self.client, code, **options).finish()

    def begin(self, code, client=None, **options):
        return Run(client or self.client, code, **options)

    def stop(self):
        self.client.stop_channels()
        if self.manager.is_alive():
            self.manager.shutdown_kernel(now=True)
        self.manager.cleanup_resources()


class Run:
    """One execute_request: what came on iopub for it, and its reply."""

    def __init__(self, client, code, **options):
        self.client = client
        self.outputs = []
        self.reply = None
        self.id = client.execute(code, **options)

    def wait_for(self, wanted):
        """Reads iopub until an output fits. What has arrived is always taken, however late this process is woken."""
        silence = 0
        while silence < PATIENCE:
            try:
                message = self.client.get_iopub_msg(timeout=1)
            except queue.Empty:
                silence += 1
                continue
            if message["parent_header"].get("msg_id") == self.id:
                self.outputs.append(message)
                if wanted(message):
                    return message
        raise TimeoutError(f"the output that was waited for did not come; there was {[m['msg_type'] for m in self.outputs][-8:]}")

    def collect(self, seconds):
        """Takes what still comes after the end, from threads and native code."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                self.outputs.append(self.client.get_iopub_msg(timeout=0.1))
            except queue.Empty:
                pass
        return self

    def finish(self):
        self.wait_for(lambda m: m["msg_type"] == "status" and m["content"]["execution_state"] == "idle")
        while self.reply is None:
            reply = self.client.get_shell_msg(timeout=PATIENCE)
            if reply["parent_header"].get("msg_id") == self.id:
                self.reply = reply
        return self

    @property
    def status(self):
        return self.reply["content"]["status"]

    @property
    def types(self):
        return [m["msg_type"] for m in self.outputs if m["msg_type"] not in ("status", "execute_input")]

    def text(self, stream="stdout"):
        return "".join(m["content"]["text"] for m in self.outputs if m["msg_type"] == "stream" and m["content"]["name"] == stream)

    @property
    def result(self):
        found = [m["content"]["data"] for m in self.outputs if m["msg_type"] == "execute_result"]
        return found[-1]["text/plain"] if found else None

    @property
    def error(self):
        found = [m["content"] for m in self.outputs if m["msg_type"] == "error"]
        assert len(found) <= 1, f"{len(found)} errors for one cell"
        return found[0] if found else None


def children(pid):
    out = subprocess.run(["ps", "--ppid", str(pid), "-o", "pid="], capture_output=True, text=True).stdout
    return [int(p) for p in out.split()]


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as stat:
        return stat.read().rsplit(")", 1)[1].split()[0] != "Z"


def wait_until(condition, what, patience=PATIENCE):
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"it did not come about that {what}")
        time.sleep(0.05)


def resident_mib(pid):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024
