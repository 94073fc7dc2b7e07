"""Compares the workbook's kernel with ipykernel, with the same client code, in turn; prints a table.

    python3 kernels.py FOLDER [repetitions=5] [cells=1000]

FOLDER holds the kernelspec `workbook`. Times are in milliseconds, memory is the resident memory of the
kernel's process and of all that it started, in MiB.
"""
import os
import queue
import statistics
import sys
import time

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

WARM_UP, MEASURED = 10, 50
LIMIT = 120  # seconds to wait for any single message
KERNELS = {
    "workbook": ("workbook", lambda i: f"var a{i} = {i}; a{i} + 1"),
    "ipykernel": ("python3", lambda i: f"a{i} = {i}; a{i} + 1"),
}


def memory(root):
    """Resident memory of a process and its descendants."""
    parents, resident = {}, {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/status") as file:
                fields = dict(line.split(":", 1) for line in file)
        except OSError:
            continue  # it ended meanwhile
        parents[int(entry)] = int(fields["PPid"])
        resident[int(entry)] = int(fields.get("VmRSS", "0 kB").split()[0]) / 1024

    def belongs(process):
        while process and process != root:
            process = parents.get(process, 0)
        return process == root

    return sum(size for process, size in resident.items() if belongs(process))


def run(client, code):
    """Milliseconds from the request to its reply and to idle."""
    begun = time.perf_counter()
    request = client.execute(code)
    while True:
        reply = client.get_shell_msg(timeout=LIMIT)
        if reply["parent_header"].get("msg_id") == request:
            break
    if reply["content"]["status"] != "ok":
        sys.exit(f"The cell `{code}` failed: {reply['content'].get('evalue')}")
    while True:
        message = client.get_iopub_msg(timeout=LIMIT)
        if (message["parent_header"].get("msg_id") == request and message["msg_type"] == "status"
                and message["content"]["execution_state"] == "idle"):
            return (time.perf_counter() - begun) * 1000


def subscribe(client):
    """Waits until iopub is heard: a subscription may come later than the first answers, and a quick cell's end would be missed."""
    while True:
        client.kernel_info()
        client.get_shell_msg(timeout=LIMIT)
        try:
            return client.get_iopub_msg(timeout=0.05)
        except queue.Empty:
            continue


def measure(folder, name, code, cells):
    specs = KernelSpecManager()
    specs.kernel_dirs.insert(0, folder)
    manager = KernelManager(kernel_name=name, kernel_spec_manager=specs)
    begun = time.perf_counter()
    manager.start_kernel(stdout=sys.stderr, env=os.environ | {"PYDEVD_DISABLE_FILE_VALIDATION": "1"})
    client = manager.client()
    try:
        client.start_channels()
        client.kernel_info()
        client.get_shell_msg(timeout=LIMIT)
        info = (time.perf_counter() - begun) * 1000
        subscribe(client)
        run(client, code(0))
        first = (time.perf_counter() - begun) * 1000
        process = getattr(manager.provisioner, "pid", None) or manager.provisioner.process.pid
        before = memory(process)
        times = [run(client, code(i)) for i in range(1, cells)]
        after = memory(process)
        return {
            "start to kernel_info, ms": info,
            "start to first result, ms": first,
            "warm cell, ms": statistics.median(times[WARM_UP:WARM_UP + MEASURED]),
            "memory after 1 cell, MiB": before,
            f"memory after {cells:,} cells, MiB": after,
            f"growth over {cells:,} cells, MiB": after - before,
        }
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def main(folder, repetitions=5, cells=1000):
    results = {side: [] for side in KERNELS}
    for repetition in range(repetitions):
        for side, (name, code) in KERNELS.items():
            results[side].append(measure(folder, name, code, cells))
        print(f"repetition {repetition + 1} of {repetitions} done", file=sys.stderr)
    print(f"{os.cpu_count()} cores, {repetitions} repetitions in turn; median (range)\n")
    print("| | workbook | ipykernel | ratio of medians |\n|---|---|---|---|")
    for figure in results["workbook"][0]:
        sides = {side: [r[figure] for r in runs] for side, runs in results.items()}
        medians = {side: statistics.median(values) for side, values in sides.items()}
        shown = [f"{medians[side]:.1f} ({min(values):.1f} to {max(values):.1f})" for side, values in sides.items()]
        ratio = f"{medians['workbook'] / medians['ipykernel']:.2f}" if medians["ipykernel"] > 0.05 else ""
        print(f"| {figure} | {shown[0]} | {shown[1]} | {ratio} |")


if __name__ == "__main__":
    main(sys.argv[1], *(int(argument) for argument in sys.argv[2:]))
