"""What jupyter_kernel_test does not test: Stop, stdin, comms, dropped cells, user expressions, the end, and hard cases.

Each test prints one line of JSON: its name, and its error or null.
"""
import json
import os
import re
import select
import signal
import subprocess
import sys
import threading
import time
import traceback

from clients import Kernel, Run, alive, resident_mib, wait_until

FOREIGN = 'new System.Text.RegularExpressions.Regex("(a+)+$").IsMatch(new string(\'a\', 60) + "b")'


def test_results_streams_and_displays(kernel):
    run = kernel.run('Console.Write("one "); Console.Error.Write("two"); display("three"); 4')
    assert run.status == "ok" and run.result == "4", run.outputs
    assert (run.text(), run.text("stderr")) == ("one ", "two")
    assert run.types == ["stream", "stream", "display_data", "execute_result"], run.types
    assert run.outputs[0]["content"]["execution_state"] == "busy"
    assert run.outputs[1]["msg_type"] == "execute_input"
    assert run.outputs[-2]["msg_type"] == "execute_result"


def test_a_display_is_updated_in_place(kernel):
    run = kernel.run('var shown = display("first"); shown.Update("second");')
    ids = [m["content"]["transient"]["display_id"] for m in run.outputs if m["msg_type"].endswith("display_data")]
    assert len(ids) == 2 and ids[0] == ids[1], run.outputs
    later = kernel.run('shown.Update("third");')
    last = [m for m in later.outputs if m["msg_type"] == "update_display_data"][-1]["content"]
    assert last["transient"]["display_id"] == ids[0] and last["data"]["text/plain"] == "third"


def test_an_error_is_told_once_and_the_session_stays(kernel):
    kernel.run("var kept = 11;")
    run = kernel.run('throw new InvalidOperationException("too bad");')
    assert run.status == "error" and run.error["ename"] == "InvalidOperationException" and run.error["evalue"] == "too bad"
    assert run.reply["content"]["ename"] == run.error["ename"] and run.reply["content"]["traceback"] == run.error["traceback"]
    assert kernel.run("kept").result == "11"


def test_user_expressions(kernel):
    run = kernel.run("var n = 20;", user_expressions={"twice": "2 * n", "wrong": "nosuch"})
    values = run.reply["content"]["user_expressions"]
    assert values["twice"]["status"] == "ok" and values["twice"]["data"]["text/plain"] == "40", values
    assert values["wrong"]["status"] == "error" and "nosuch" in values["wrong"]["evalue"], values


def test_silent_and_unstored_cells_do_not_count(kernel):
    first = kernel.run("1").reply["content"]["execution_count"]
    silent = kernel.run("var s = 5; s", silent=True)
    assert silent.status == "ok" and silent.types == [] and not [m for m in silent.outputs if m["msg_type"] == "execute_input"], silent.outputs
    unstored = kernel.run("2", store_history=False)
    assert unstored.result == "2"
    assert kernel.run("s").reply["content"]["execution_count"] == first + 1
    history = kernel.client.history(reply=True, hist_access_type="tail", n=2)["content"]["history"]
    assert [h[2] for h in history] == ["1", "s"], history


def test_history_by_range_and_pattern(kernel):
    count = kernel.run("var pears = 1;").reply["content"]["execution_count"]
    kernel.run("var plums = 2;")
    by_range = kernel.client.history(reply=True, hist_access_type="range", session=0, start=count, stop=count + 1, raw=True)
    assert by_range["content"]["history"] == [[1, count, "var pears = 1;"]], by_range["content"]
    found = kernel.client.history(reply=True, hist_access_type="search", pattern="var p*s = *;", n=10)
    assert [h[2] for h in found["content"]["history"]][-2:] == ["var pears = 1;", "var plums = 2;"], found["content"]


def test_comms(kernel):
    assert kernel.client.comm_info(reply=True)["content"] == {"status": "ok", "comms": {}}
    message = kernel.client.session.msg("comm_open", {"comm_id": "c1", "target_name": "nobody", "data": {}})
    kernel.client.shell_channel.send(message)
    while True:
        answer = kernel.client.get_iopub_msg(timeout=30)
        if answer["parent_header"].get("msg_id") == message["header"]["msg_id"] and answer["msg_type"] == "comm_close":
            assert answer["content"]["comm_id"] == "c1"
            return


def test_unknown_requests_are_answered(kernel):
    message = kernel.client.session.msg("frobnicate_request", {})
    kernel.client.shell_channel.send(message)
    reply = kernel.client.get_shell_msg(timeout=30)
    assert reply["msg_type"] == "frobnicate_reply" and reply["content"]["status"] == "error", reply


def test_cells_behind_a_failing_one_are_dropped(kernel):
    runs = [kernel.begin('Thread.Sleep(300); throw new Exception("first");'.replace("Thread", "System.Threading.Thread")), kernel.begin("var never = 1;"), kernel.begin("2")]
    assert [r.finish().status for r in runs] == ["error", "aborted", "aborted"]
    assert kernel.run("3").result == "3"
    runs = [kernel.begin('throw new Exception("first");', stop_on_error=False), kernel.begin("4")]
    assert [r.finish().status for r in runs] == ["error", "ok"]


def test_completion_counts_code_points(kernel):
    kernel.run("var wordCount = 3;")
    code = '/* 😀😀 */ wordCou'
    reply = kernel.client.complete(code, len(code), reply=True)["content"]
    assert reply["matches"] == ["wordCount"] and (reply["cursor_start"], reply["cursor_end"]) == (9, 16), reply


def test_inspection(kernel):
    reply = kernel.client.inspect("Console.WriteLine", 12, reply=True)["content"]
    assert reply["found"] and "WriteLine" in reply["data"]["text/plain"], reply
    assert not kernel.client.inspect("   ", 1, reply=True)["content"]["found"]


def test_the_user_is_asked_through_the_client_that_sent_the_cell(kernel):
    other = kernel.connect()
    run = kernel.begin('var name = await Microsoft.DotNet.Interactive.Kernel.GetInputAsync("Your name?"); Console.Write("Hello " + name);')
    question = kernel.client.get_stdin_msg(timeout=60)
    assert question["content"] == {"prompt": "Your name?", "password": False}, question["content"]
    other.input("nobody asked")  # must be ignored: another client's answer
    kernel.client.input("Ada 😀")
    assert run.finish().text() == "Hello Ada 😀", run.outputs
    other.stop_channels()
    refused = kernel.run('await Microsoft.DotNet.Interactive.Kernel.GetInputAsync("?")', allow_stdin=False)
    assert refused.status == "error" and "nobody can answer" in refused.error["evalue"], refused.error


def test_stop_ends_loops_and_waits_and_keeps_variables(kernel):
    for code in ["while (true) { }", "await Task.Delay(-1);", "System.Threading.Thread.Sleep(-1);", 'await Microsoft.DotNet.Interactive.Kernel.GetInputAsync("?")']:
        run = kernel.begin(f'var before = 7; Console.WriteLine("started"); {code}')
        run.wait_for(lambda m: m["msg_type"] == "stream")
        begun = time.monotonic()
        kernel.manager.interrupt_kernel()
        assert run.finish().status == "error", code
        took = time.monotonic() - begun
        print(f"# stop: {took * 1000:.0f} ms for {code}", file=sys.stderr)
        assert kernel.run("before").result == "7", code


def test_stop_may_come_on_the_shell_channel_as_vs_code_sends_it(kernel):
    run = kernel.begin('Console.WriteLine("started"); while (true) { }')
    run.wait_for(lambda m: m["msg_type"] == "stream")
    kernel.client.shell_channel.send(kernel.client.session.msg("interrupt_request", {}))
    reply = kernel.client.get_shell_msg(timeout=30)
    assert reply["msg_type"] == "interrupt_reply" and reply["content"] == {"status": "ok"}, reply
    assert run.finish().status == "error"
    assert kernel.run("1 + 1").result == "2"


def test_a_display_waits_until_vs_code_has_cleared_the_cell(kernel):
    code = 'var held = display("a"); held.Update("b"); System.Threading.Thread.Sleep(700); held.Update("c");'
    kernel.run(code)  # The first time is slow enough by itself.
    content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False, "stop_on_error": True}
    message = kernel.client.session.msg("execute_request", content, metadata={"cellId": "vscode-notebook-cell:/a.ipynb#W1"})
    kernel.client.shell_channel.send(message)
    shown = {}
    while "idle" not in shown:
        got = kernel.client.get_iopub_msg(timeout=30)
        if got["parent_header"].get("msg_id") == message["header"]["msg_id"]:
            kind = got["content"]["execution_state"] if got["msg_type"] == "status" else got["msg_type"]
            shown.setdefault(kind, []).append(got["header"]["date"])
    assert (shown["display_data"][0] - shown["busy"][0]).total_seconds() >= 0.35, shown
    assert len(shown["update_display_data"]) >= 1 and shown["update_display_data"][-1] > shown["display_data"][0], shown
    kernel.client.get_shell_msg(timeout=30)


def test_stop_between_cells_does_nothing(kernel):
    message = kernel.client.session.msg("interrupt_request", {})
    kernel.client.control_channel.send(message)
    reply = kernel.client.get_control_msg(timeout=30)  # only then is it between two cells
    assert reply["msg_type"] == "interrupt_reply" and reply["content"]["status"] == "ok", reply
    assert kernel.run("1 + 1").result == "2"


def test_two_clients_get_their_own_replies(kernel):
    clients = [kernel.connect() for _ in range(2)]
    kernel.run("int shared = 0;")
    answers = [[], []]

    def work(i):
        for n in range(20):
            run = Run(clients[i], f"shared++; {i} * 1000 + {n}").finish()
            answers[i].append(run.result)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(2)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert answers == [[str(i * 1000 + n) for n in range(20)] for i in range(2)], answers
    assert kernel.run("shared").result == "40"
    [c.stop_channels() for c in clients]


def test_a_client_that_goes_in_the_middle_of_a_cell(kernel):
    client = kernel.connect()
    Run(client, "System.Threading.Thread.Sleep(500); var left = 3;").wait_for(lambda m: m["msg_type"] == "execute_input")
    client.stop_channels()
    assert kernel.run("left").result == "3"


def test_ten_thousand_displays(kernel):
    run = kernel.run("for (var i = 0; i < 10_000; i++) display(i);")
    shown = [m["content"]["data"]["text/plain"] for m in run.outputs if m["msg_type"] == "display_data"]
    assert shown == [str(i) for i in range(10_000)], len(shown)


def test_64_mib_in_one_output(kernel):
    run = kernel.run("display(new string('x', 64 << 20)); Console.Write(new string('y', 8 << 20));")
    shown = [m for m in run.outputs if m["msg_type"] == "display_data"][0]["content"]["data"]["text/plain"]
    assert len(shown) == 64 << 20 and len(run.text()) == 8 << 20
    assert kernel.run("1").result == "1"


def test_what_native_code_prints_is_shown(kernel):
    run = kernel.run('[System.Runtime.InteropServices.DllImport("libc")] static extern int puts(string s);\nputs("from C");')
    wait_until(lambda: "from C" in run.collect(0.2).text(), "the text of native code came")


def test_a_fresh_kernel_says_what_it_is(kernel):
    info = kernel.client.kernel_info(reply=True)["content"]
    assert info["protocol_version"].startswith("5.") and info["language_info"]["name"] == "csharp" and info["status"] == "ok", info


def own_test_a_call_that_does_not_listen_is_named_and_the_second_stop_ends_it(kernel):
    kernel.run("var lost = 1;")
    run = kernel.begin(f'Console.WriteLine("started"); {FOREIGN}')
    run.wait_for(lambda m: m["msg_type"] == "stream")
    kernel.manager.interrupt_kernel()
    run.wait_for(lambda m: m["msg_type"] == "stream" and m["content"]["name"] == "stderr")
    assert "has not stopped" in run.text("stderr") and "Stop once more" in run.text("stderr"), run.text("stderr")
    kernel.manager.interrupt_kernel()
    assert run.finish().status == "error" and "variables are lost" in run.error["evalue"], run.error
    assert kernel.run("1 + 1").result == "2"
    assert kernel.run("lost").status == "error"


def test_an_exception_on_another_thread_is_told_and_the_session_goes_on(kernel):
    run = kernel.run('var back = new System.Threading.Thread(() => throw new Exception("in the back")); back.Start(); back.Join(); 5')
    assert run.result == "5" and "in the back" in run.collect(0.5).text("stderr"), run.outputs
    assert kernel.run("6").result == "6"


def own_test_a_crash_in_native_code_is_named(kernel):
    for code, words in [
        ('[System.Runtime.InteropServices.DllImport("libc")] static extern nint strlen(nint text);\nstrlen(8);', "SIGSEGV"),
        ('Environment.FailFast("boom");', "boom"),
        ("Environment.Exit(3);", "exit code 3"),
        ('[System.Runtime.InteropServices.DllImport("libc")] static extern void abort();\nabort();', "SIGABRT"),
    ]:
        run = kernel.run(code)
        assert run.status == "error" and run.error["ename"] == "ProcessEnded" and words in run.error["evalue"], (code, run.error)
        assert "from the top" in run.error["evalue"]
        assert kernel.run("1 + 1").result == "2", code


def own_test_shutdown_leaves_nothing(kernel):
    kernel.run("1")
    front, evaluator = kernel.pid, kernel.evaluator()
    kernel.begin("while (true) { }").wait_for(lambda m: m["msg_type"] == "execute_input")
    message = kernel.client.session.msg("shutdown_request", {"restart": False})
    kernel.client.control_channel.send(message)
    reply = kernel.client.get_control_msg(timeout=30)
    assert reply["msg_type"] == "shutdown_reply" and reply["content"] == {"status": "ok", "restart": False}, reply
    wait_until(lambda: not alive(front) and not alive(evaluator), "both processes ended")


def own_test_shutdown_on_the_shell_channel_is_answered_before_the_end(kernel):
    front = kernel.pid
    message = kernel.client.session.msg("shutdown_request", {"restart": False})
    kernel.client.shell_channel.send(message)
    reply = kernel.client.get_shell_msg(timeout=30)
    assert reply["msg_type"] == "shutdown_reply" and reply["content"] == {"status": "ok", "restart": False}, reply
    wait_until(lambda: not alive(front), "the kernel ended")


def own_test_restart_gives_a_fresh_session(kernel):
    kernel.run("var old = 1;")
    kernel.manager.restart_kernel(now=False)
    kernel.client.wait_for_ready(timeout=90)
    assert kernel.run("old").status == "error"
    assert kernel.run("2").result == "2"


def own_test_a_kernel_whose_parent_died_ends(kernel):
    script = (
        "import time; from clients import Kernel; k = Kernel(); k.run('1'); print(k.pid, k.evaluator(), flush=True); time.sleep(600)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=os.path.dirname(os.path.abspath(__file__)))
    # A parent that fails leaves a kernel that holds the pipe open, so a plain read would wait for ever.
    assert select.select([parent.stdout], [], [], 120)[0], "the parent has not started its kernel in 120 s"
    front, evaluator = map(int, parent.stdout.readline().split())
    assert alive(front) and alive(evaluator)
    parent.kill()
    parent.wait()
    wait_until(lambda: not alive(front) and not alive(evaluator), "both processes ended")


def own_test_the_evaluator_ends_with_a_killed_front(kernel):
    kernel.run("1")
    evaluator = kernel.evaluator()
    kernel.begin("while (true) { }").wait_for(lambda m: m["msg_type"] == "execute_input")
    os.kill(kernel.pid, signal.SIGKILL)
    wait_until(lambda: not alive(evaluator), "the evaluator ended")


def own_test_a_connection_file_is_private(kernel):
    mode = os.stat(kernel.manager.connection_file).st_mode & 0o777
    assert mode == 0o600, oct(mode)


def own_test_a_thousand_cells(kernel):
    for i in range(10):
        kernel.run(f"var a{i} = {i};")
    before = resident_mib(kernel.pid) + resident_mib(kernel.evaluator())
    for i in range(1_000):
        run = kernel.run(f"var v = {i}; v")
        assert run.result == str(i)
    after = resident_mib(kernel.pid) + resident_mib(kernel.evaluator())
    print(f"# memory: {before:.0f} MiB after 10 cells, {after:.0f} MiB after 1,010", file=sys.stderr)
    assert after < before + 200, (before, after)  # measured: 135


FULL = {"own_test_a_thousand_cells"}


def main(full, only):
    every = [(n, f) for n, f in globals().items() if re.match("(own_)?test_", n) and callable(f)]
    shared = None
    for name, test in every:
        if (name in FULL and not full) or (only and only not in name):
            continue
        own = Kernel() if name.startswith("own_") else None
        if not own and not shared:
            shared = Kernel()
        error = None
        try:
            test(own or shared)
        except BaseException:
            error = traceback.format_exc(limit=-3)
        finally:
            if own:
                own.stop()
        print(json.dumps({"name": name, "error": error}), flush=True)
        if error and not own:
            shared.stop()
            shared = None
    if shared:
        shared.stop()


if __name__ == "__main__":
    main(full="--full" in sys.argv, only=next((a for a in sys.argv[1:] if not a.startswith("--")), None))
