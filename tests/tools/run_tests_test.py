"""make test sees a unit test that is broken, however it ended, and a function that nothing uses."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
import run_tests  # noqa: E402


def judge(*results, code=0):
    with tempfile.TemporaryDirectory() as folder:
        log = pathlib.Path(folder) / "testlog.json"
        if results:
            tests = ({"name": f"luoshi:unit / test{i}", "result": result, "stdout": "why\n"} for i, result in enumerate(results))
            log.write_text("".join(json.dumps(test) + "\n" for test in tests))
        return run_tests.judge_programs(log, code)


class UnitTests(unittest.TestCase):
    def test_what_passed_and_what_was_skipped_is_counted(self):
        count, told = judge("OK", "SKIP", "OK")
        self.assertEqual((count.passed, count.failed, count.skipped), (2, 0, 1))
        self.assertEqual(told, ["skipped  test1"])

    def test_an_abort_a_leak_and_a_time_limit_fail_and_are_shown(self):
        for result in ("ERROR", "FAIL", "TIMEOUT", "INTERRUPT", "UNEXPECTEDPASS"):
            count, told = judge("OK", result, code=1)
            self.assertEqual((count.passed, count.failed), (1, 1), result)
            self.assertEqual(told, [f"FAILED  test1 ({result.lower()})", "why"])

    def test_meson_that_fails_without_naming_a_test_fails(self):
        self.assertEqual(judge("OK", code=2)[0].failed, 1)

    def test_no_test_at_all_fails(self):
        self.assertEqual(judge(code=0)[0].failed, 1)


class UnusedFunctions(unittest.TestCase):
    """From C to the verdict: what a compiler makes of two files."""

    def judge(self, caller):
        doors = "".join(f"void {name}(void); void {name}(void) {{}}\n" for name in run_tests.DOORS)
        sources = {"a.c": doors + "int shared(void); int shared(void) { return 1; }", "b.c": caller}
        with tempfile.TemporaryDirectory() as folder:
            objects = []
            for name, text in sources.items():
                file = pathlib.Path(folder) / name
                file.write_text(text)
                objects.append(file.with_suffix(".o"))
                subprocess.run(["cc", "-w", "-c", "-o", objects[-1], file], check=True)
            listing = subprocess.run(["nm", "-A", "-P", *objects], capture_output=True, text=True, check=True).stdout
        return [fault.replace(folder, "") for fault in run_tests.judge_symbols(listing)]

    def test_a_function_that_another_file_uses_is_fine_a_static_one_too(self):
        self.assertEqual(self.judge("int shared(void); static int own(void) { return shared(); } int (*of)(void) = own;"), [])

    def test_a_function_that_no_other_file_uses_is_named(self):
        told = "/a.o: shared() is used by no other file: remove it, or make it static"
        self.assertEqual(self.judge("int nothing;"), [told])

    def test_a_door_that_the_program_uses_is_none(self):
        said = self.judge("int shared(void); void read_run(void); int (*of)(void) = shared; void (*door)(void) = read_run;")
        self.assertEqual(said, ["read_run() is no door any more: take it from DOORS"])

    def test_nothing_built_is_no_success(self):
        self.assertEqual(len(run_tests.judge_symbols("")), 1)


if __name__ == "__main__":
    unittest.main()
