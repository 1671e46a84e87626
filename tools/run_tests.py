"""Run every group of tests, show what failed, and end with one line "N passed, N failed[, N skipped]".

    run_tests.py [GROUP …]      groups: style unit web scenario browser
"""

import os
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent
LOGS = ROOT / "build" / "test-logs"


class Count:
    def __init__(self, passed=0, failed=0, skipped=0):
        self.passed, self.failed, self.skipped = passed, failed, skipped

    def add(self, other):
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped


def run(name, command, **options):
    """Run COMMAND with its output in a log file; return (exit code, output)."""
    log = LOGS / (re.sub(r"\W+", "-", name) + ".log")
    with open(log, "w+", encoding="utf-8", errors="replace") as file:
        code = subprocess.run(command, stdout=file, stderr=subprocess.STDOUT, cwd=ROOT, check=False, **options).returncode
        file.seek(0)
        return code, file.read()


def check(name, command, **options):
    """One check that passes by its exit code."""
    code, output = run(name, command, **options)
    print(f"{'ok' if code == 0 else 'FAILED'}  {name}")
    if code != 0:
        print("\n".join(output.splitlines()[-60:]))
    return Count(passed=1) if code == 0 else Count(failed=1)


def c_files():
    return sorted(str(p.relative_to(ROOT)) for d in ("src", "tests", "bench") for p in (ROOT / d).rglob("*.[ch]"))


def style():
    count = Count()
    count.add(check("clang-format", ["clang-format", "--dry-run", "--Werror", *c_files()]))
    sources = [f for f in c_files() if f.startswith("src/") and f.endswith(".c")]
    tidy = ["xargs", "-P", "2", "-n", "8", "clang-tidy", "--quiet", "-p", "build/sanitized"]
    count.add(check("clang-tidy", tidy, input="\n".join(sources), text=True))
    count.add(check("repository names no host, no path of a machine", ["tools/check-repository"]))
    return count


def unit():
    run("unit", ["meson", "test", "-C", "build/sanitized", "--no-rebuild"])
    count = Count()
    tree = xml.etree.ElementTree.parse(ROOT / "build/sanitized/meson-logs/testlog.junit.xml")
    for case in tree.iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            count.failed += 1
            print(f"FAILED  {case.get('classname')} {case.get('name')}")
        elif case.find("skipped") is not None:
            count.skipped += 1
            print(f"skipped  {case.get('classname')} {case.get('name')}")
        else:
            count.passed += 1
    if count.failed:
        print((ROOT / "build/sanitized/meson-logs/testlog.txt").read_text(errors="replace")[-8000:])
    print(f"unit: {count.passed} passed, {count.failed} failed")
    return count


def web():
    if not (ROOT / "web/package.json").exists():
        return Count()
    count = check("web: lint, types and unit tests", ["npm", "--prefix", "web", "run", "--silent", "check"])
    code, output = run("web size", ["npm", "--prefix", "web", "run", "--silent", "size"])
    figure = output.splitlines()[-1].strip() if output.strip() else "no figure"
    print(f"{'ok' if code == 0 else 'FAILED'}  web: {figure}")
    count.add(Count(passed=1) if code == 0 else Count(failed=1))
    return count


def node(name, files, environment):
    command = ["node", "--test", "--test-reporter=tap", *files]
    code, output = run(name, command, env={**os.environ, **environment})
    numbers = {key: sum(map(int, re.findall(rf"^# {key} (\d+)$", output, re.M))) for key in ("pass", "fail", "skipped")}
    count = Count(numbers["pass"], numbers["fail"], numbers["skipped"])
    if code != 0 and count.failed == 0:
        count.failed = 1
    if count.failed:
        print("\n".join(output.splitlines()[-200:]))
    print(f"{name}: {count.passed} passed, {count.failed} failed")
    return count


def both_engines(folder):
    files = sorted(str(p.relative_to(ROOT)) for p in (ROOT / "tests" / folder).glob("*.test.mjs"))
    count = Count()
    for engine in ("sqlite", "postgresql") if files else ():
        count.add(node(f"{folder} on {engine}", files, {"LUOSHI_TEST_ENGINE": engine}))
    return count


GROUPS = {
    "style": style,
    "unit": unit,
    "web": web,
    "scenario": lambda: both_engines("scenarios"),
    "browser": lambda: both_engines("browser"),
}


def main(names):
    LOGS.mkdir(parents=True, exist_ok=True)
    total = Count()
    for name in names or GROUPS:
        total.add(GROUPS[name]())
        sys.stdout.flush()
    skipped = f", {total.skipped} skipped" if total.skipped else ""
    print(f"{total.passed} passed, {total.failed} failed{skipped}")
    return 1 if total.failed or not total.passed else 0


sys.exit(main(sys.argv[1:]))
