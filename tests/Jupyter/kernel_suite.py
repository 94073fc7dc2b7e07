"""The public test suite for Jupyter kernels, jupyter_kernel_test, with samples in C#. Prints one line of JSON per test."""
import json
import os
import unittest

import jupyter_kernel_test

jupyter_kernel_test.TIMEOUT = 60


class CSharpKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = os.environ.get("WORKBOOK_TEST_KERNEL", ".net-csharp")
    language_name = "csharp"
    file_extension = ".cs"
    code_hello_world = 'Console.WriteLine("hello, world");'
    code_stderr = 'Console.Error.WriteLine("oops");'
    completion_samples = [
        {"text": "Console.WriteL", "matches": {"WriteLine"}},
        {"text": "var words = new[] { 1 }; words.Aver", "matches": {"Average"}},
    ]
    complete_code_samples = ["1 + 1", "var x = 2;", 'Console.Write("a");', "int Twice(int n) => 2 * n;", "#!html\n<b>bold"]
    incomplete_code_samples = ["if (true) {", "int Twice(int n)\n{", 'var s = """\n  raw', "/* a comment"]
    invalid_code_samples = ["int x = ;;)", "}"]
    code_generate_error = 'throw new Exception("no");'
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": '"text"', "result": "text"},
        {"code": "new[] { 1, 2 }.Length == 2", "result": "True", "mime": "text/plain"},
    ]
    code_display_data = [
        {"code": 'display(HTML("<b>bold</b>"));', "mime": "text/html"},
        {"code": 'display("plain");', "mime": "text/plain"},
        {"code": '"<svg/>".DisplayAs("image/svg+xml");', "mime": "image/svg+xml"},
    ]
    code_history_pattern = "6 * ?"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Console.WriteLine"
    code_clear_output = "Microsoft.DotNet.Interactive.Kernel.ClearOutput();"


class Results(unittest.TestResult):
    def say(self, test, outcome, text=None):
        print(json.dumps({"name": test.id().split(".")[-1], "outcome": outcome, "error": text}), flush=True)

    def addSuccess(self, test):
        self.say(test, "passed")

    def addFailure(self, test, err):
        self.say(test, "failed", self._exc_info_to_string(err, test))

    addError = addFailure

    def addSubTest(self, test, subtest, err):
        if err:
            self.say(test, "failed", str(subtest) + self._exc_info_to_string(err, test))

    def addSkip(self, test, reason):
        self.say(test, "skipped", reason)


if __name__ == "__main__":
    unittest.defaultTestLoader.loadTestsFromTestCase(CSharpKernelTests).run(Results())
