"""make test sees a unit test that is broken, however it ended."""

import json
import pathlib
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


if __name__ == "__main__":
    unittest.main()
