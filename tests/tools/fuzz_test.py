"""make fuzz fails when a target does."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Fuzz(unittest.TestCase):
    def fuzz(self, *targets):
        """Run tools/fuzz in a tree whose targets are the shell scripts TARGETS, built already."""
        with tempfile.TemporaryDirectory() as folder:
            tree = pathlib.Path(folder)
            built = tree / "build/fuzz/tests/fuzz"
            built.mkdir(parents=True)
            (tree / "build/fuzz/build.ninja").touch()
            (tree / "tools").mkdir()
            for name in ("fuzz", "lib.sh"):
                shutil.copy(ROOT / "tools" / name, tree / "tools")
            (tree / "bin").mkdir()
            programs = {tree / "bin/ninja": "true"} | {built / f"t{i}_fuzz": text for i, text in enumerate(targets)}
            for path, text in programs.items():
                path.write_text(f"#!/bin/sh\n{text}\n")
                path.chmod(0o755)
            path = f"{tree / 'bin'}:{os.environ['PATH']}"
            return subprocess.run([tree / "tools/fuzz"], env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False)

    def test_a_crash_fails_is_named_and_lets_the_others_run(self):
        done = self.fuzz("echo SUMMARY: planted >&2; exit 77", "echo stat::average_exec_per_sec: 9")
        self.assertEqual(done.returncode, 1)
        self.assertIn("SUMMARY: planted", done.stdout)
        self.assertIn("FAILED  t0_fuzz ended with 77", done.stdout)
        self.assertIn("stat::average", done.stdout)

    def test_targets_that_find_nothing_pass(self):
        self.assertEqual(self.fuzz("echo quiet", "true").returncode, 0)


if __name__ == "__main__":
    unittest.main()
