"""Run every group of tests, show what failed, and end with one line "N passed, N failed".

    run_tests.py [GROUP …]      groups: style unit web scenario browser; without any, also whether each operation was asked
"""

import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LOGS = ROOT / "build" / "test-logs"
SEEN = LOGS / "operations-seen"
LINES_SHOWN = 60
FAILURES_SHOWN = 400


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
        print("\n".join(output.splitlines()[-LINES_SHOWN:]))
    return Count(passed=1) if code == 0 else Count(failed=1)


# What the program itself never calls, and who does: each is a door that must stay.
DOORS = {
    "main": "the system",
    "calendar_read": "tests: calendars that no file holds",
    "read_run": "tests: luoshi read with streams of their own",
    "score_table_change": "bench: what a live score would cost",
    "store_prepare_all": "tests: every statement on both engines",
}


def judge_symbols(listing):
    """What is wrong with the functions of LISTING, nm -A -P of the program's object files: those that no other file uses,
    and doors that are none."""
    defined, used = {}, set()
    for line in listing.splitlines():
        file, _, symbol = line.partition(": ")
        name, kind = symbol.split()[:2]
        if kind == "T":
            defined[name] = file
        elif kind == "U":
            used.add(name)
    alone = defined.keys() - used
    faults = [f"{defined[name]}: {name}() is used by no other file: remove it, or make it static" for name in sorted(alone - DOORS.keys())]
    faults += [f"{name}() is no door any more: take it from DOORS" for name in sorted(DOORS.keys() - alone)]
    return faults if defined else ["no function in build/: build it first"]


def unused_functions(build="build"):
    """Each function that src/ offers to other files is used by one of the program."""
    objects = sorted(str(p.relative_to(ROOT)) for f in ("src", "luoshi.p") for p in (ROOT / build / f).rglob("*.o"))
    command = ["nm", "-A", "-P", *objects]
    listing = subprocess.run(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, check=True).stdout if objects else ""
    faults = judge_symbols(listing)
    print("\n".join([f"{'FAILED' if faults else 'ok'}  every function that src/ offers is used", *faults]))
    return Count(failed=1) if faults else Count(passed=1)


def c_files():
    return sorted(str(p.relative_to(ROOT)) for d in ("src", "tests", "bench") for p in (ROOT / d).rglob("*.[ch]"))


def style():
    count = Count()
    count.add(check("clang-format", ["clang-format", "--dry-run", "--Werror", *c_files()]))
    sources = [f for f in c_files() if f.startswith("src/") and f.endswith(".c")]
    tidy = ["xargs", "-P", "2", "-n", "8", "clang-tidy", "--quiet", "-p", "build/sanitized"]
    count.add(check("clang-tidy", tidy, input="\n".join(sources), text=True))
    count.add(check("tools find what is broken", [sys.executable, "-m", "unittest", "discover", "-s", "tests/tools", "-p", "*_test.py"]))
    count.add(check("api/openapi.yaml is valid OpenAPI 3.1", ["node", "tests/harness/openapi.mjs", "api/openapi.yaml"]))
    count.add(unused_functions())
    count.add(check("repository names no host, no path of a machine", ["tools/check-repository"]))
    return count


def judge_programs(log, code):
    """Count the programs of LOG, meson's testlog.json, by their result: a program that GLib aborted, a sanitizer ended or
    a time limit killed stands in no report of cases. CODE is what `meson test` ended with."""
    count = Count()
    told = []
    for line in log.read_text(errors="replace").splitlines() if log.exists() else ():
        test = json.loads(line)
        name, result = test["name"].split(" / ")[-1], test["result"]
        if result in ("OK", "EXPECTEDFAIL"):
            count.passed += 1
        elif result == "SKIP":
            count.skipped += 1
            told.append(f"skipped  {name}")
        else:
            count.failed += 1
            told.append(f"FAILED  {name} ({result.lower()})")
            told += (test.get("stdout", "") + test.get("stderr", "")).splitlines()[-LINES_SHOWN:]
    if count.failed == 0 and (code != 0 or count.passed + count.skipped == 0):
        count.failed = 1
        told.append(f"FAILED  meson test ended with {code}, {count.passed} programs passed")
    return count, told


def unit():
    logs = ROOT / "build/sanitized/meson-logs"
    for old in ("testlog.json", "testlog.junit.xml", "testlog.txt"):
        (logs / old).unlink(missing_ok=True)
    code, output = run("unit", ["meson", "test", "-C", "build/sanitized", "--no-rebuild"])
    count, told = judge_programs(logs / "testlog.json", code)
    if code != 0 and not (logs / "testlog.json").exists():
        told += output.splitlines()[-LINES_SHOWN:]
    print("\n".join([*told, f"unit: {count.passed} passed, {count.failed} failed"]))
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


def failures(tap):
    """Of TAP, what was printed of each test that failed: its line and the lines set in behind it. All of it if none says so."""
    lines = tap.splitlines()
    told = []
    failing = False
    for line in lines:
        failing = line.startswith("not ok") or (failing and line.startswith(" "))
        if failing:
            told.append(line)
    return told or lines


def node(name, files, environment):
    # Two files at once even on two cores, where node would run one: each mostly waits for its server or browser.
    command = ["node", "--test", "--test-concurrency=2", "--test-reporter=tap", *files]
    code, output = run(name, command, env={**os.environ, **environment})
    numbers = {key: sum(map(int, re.findall(rf"^# {key} (\d+)$", output, re.M))) for key in ("pass", "fail", "skipped")}
    count = Count(numbers["pass"], numbers["fail"], numbers["skipped"])
    if code != 0 and count.failed == 0:
        count.failed = 1
    if count.failed:
        print("\n".join(failures(output)[-FAILURES_SHOWN:]))
    print(f"{name}: {count.passed} passed, {count.failed} failed")
    return count


def contract():
    """Every operation of the interface was asked and answered by some scenario or page of this run."""
    import yaml

    with open(ROOT / "api/openapi.yaml", encoding="utf-8") as file:
        paths = yaml.safe_load(file)["paths"]
    declared = {one["operationId"] for item in paths.values() for one in item.values() if isinstance(one, dict) and "operationId" in one}
    never = sorted(declared - set(SEEN.read_text(encoding="utf-8").split()))
    if never:
        print(f"FAILED  operations that no scenario and no page ever asked: {', '.join(never)}")
        return Count(failed=1)
    print(f"ok  each of the {len(declared)} operations was asked and its answers held against api/openapi.yaml")
    return Count(passed=1)


def both_engines(folder):
    files = sorted(str(p.relative_to(ROOT)) for p in (ROOT / "tests" / folder).glob("*.test.mjs"))
    count = Count()
    # A file that starts no server and opens no database is the same on both engines.
    stored = [one for one in files if re.search(r"startServer|emptyDatabase", (ROOT / one).read_text(encoding="utf-8"))]
    for engine, chosen in (("sqlite", files), ("postgresql", stored)) if files else ():
        count.add(node(f"{folder} on {engine}", chosen, {"LUOSHI_TEST_ENGINE": engine, "LUOSHI_TEST_SEEN": str(SEEN)}))
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
    SEEN.write_text("", encoding="utf-8")
    total = Count()
    for name in names or GROUPS:
        total.add(GROUPS[name]())
        sys.stdout.flush()
    if not names:
        total.add(contract())
    if total.skipped:
        print(f"{total.skipped} did not apply to the engine they were asked on")
    print(f"{total.passed} passed, {total.failed} failed")
    return 1 if total.failed or not total.passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
