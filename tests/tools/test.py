#!/usr/bin/env python3
"""Run the parts of the test suite and count: the last line is `N passed, N failed, N skipped`.

usage: test.py [--build FOLDER] [--asan FOLDER] [--release FOLDER] [--long] PART...
parts: unit system asan lint
--long gives the unit part ten times the rounds and the long seasons. Fails when any part fails. Python standard library
only.
"""
import argparse
import glob
import os
import re
import subprocess
import sys
import time
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SYNTHESIS = re.compile(r"Tested: .*?(\d+).*?Passing: .*?(\d+).*?Failing: .*?(\d+).*?Crashing: .*?(\d+)")
LONG = {"JARAK_PROPERTY_PERCENT": "1000", "JARAK_SEASONS": "100", "JARAK_STEPS": "10000", "JARAK_EVERY": "100",
        "JARAK_SEASON_DAYS": "60"}
FAILING = re.compile(r"^\[(?:FAIL|CRASH)[^\]]*\] ([\w:]+)", re.M)
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class Count:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0
        self.failures = []

    def add(self, passed, failed, skipped=0):
        self.passed += passed
        self.failed += failed
        self.skipped += skipped

    def __str__(self):
        return "%d passed, %d failed, %d skipped" % (self.passed, self.failed, self.skipped)


LEAK = re.compile(r"leak of \d+ byte.*?allocated from:\n\s+#0 [^\n]*\n\s+#1 ([^\n]*)")


def is_criterions_own(report):
    """Criterion now and then leaks 48 octets of its own; who asked for them is the second frame."""
    with open(report, encoding="utf-8", errors="replace") as f:
        text = f.read()
    callers = LEAK.findall(text)
    return "LeakSanitizer" in text and bool(callers) and text.count(" leak of ") == len(callers) and all(
        "libcriterion" in caller for caller in callers)


def drop_criterions_own(build):
    """Remove such reports. True when there was one and no other is left."""
    own = [r for r in reports(build) if is_criterions_own(r)]
    for report in own:
        print("Criterion's own leak, not ours: %s" % os.path.basename(report))
        os.remove(report)
    return bool(own) and not reports(build)


def run_unit(build, count, env=None):
    """Every Criterion program; a program without a synthesis line is a failure of its own."""
    for program in sorted(glob.glob(os.path.join(build, "tests", "unit_*"))):
        if not os.access(program, os.X_OK) or program.endswith(".d"):
            continue
        done = subprocess.run([program, "--jobs", "2"], cwd=ROOT, env=env, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        output = COLOURS.sub("", done.stdout)
        found = SYNTHESIS.search(output)
        passed, failed = (int(found[2]), int(found[3]) + int(found[4])) if found else (0, 1)
        if done.returncode != 0 and failed == 0 and not (found and drop_criterions_own(build)):
            failed = 1
        print("%-28s %4d passed, %d failed" % (os.path.basename(program), passed, failed))
        if failed:
            print(output)
            count.failures.append("%s: %s" % (os.path.basename(program), ", ".join(FAILING.findall(output)) or "crashed"))
        count.add(passed, failed)


def each(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from each(test)
        else:
            yield test


def run_system(build, count, asan=False):
    os.environ["JARAK_BUILD"] = build
    os.environ["JARAK_ASAN"] = "1" if asan else ""
    sys.path.insert(0, os.path.join(ROOT, "tests", "system"))
    for name in [m for m in sys.modules if m.startswith("test_") or m == "daemon"]:
        del sys.modules[name]
    suite = unittest.defaultTestLoader.discover(os.path.join(ROOT, "tests", "system"), "test_*.py")
    if asan:  # scripts of pages are none of ours in C, and the pages are asked for by test_desk as well
        suite = unittest.TestSuite(t for t in each(suite) if not getattr(t, "SCRIPTS", False))
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=1).run(suite)
    failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    skipped = len(result.skipped)
    count.add(result.testsRun - failed - skipped, failed, skipped)
    for test, trace in result.failures + result.errors:
        count.failures.append("%s: %s" % (test.id(), trace.strip().splitlines()[-1][:300]))
    for test, reason in result.skipped:
        print("skipped: %s: %s" % (test, reason))


def sanitizer_env(build):
    """Criterion hides leaks: reports go to files, and any file is a failure."""
    for old in glob.glob(os.path.join(build, "report.*")):
        os.remove(old)
    log = "log_path=%s:" % os.path.join(build, "report")
    env = dict(os.environ)
    env["ASAN_OPTIONS"] = log + "detect_leaks=1:abort_on_error=0"
    env["UBSAN_OPTIONS"] = log + "print_stacktrace=1"
    env["LSAN_OPTIONS"] = "suppressions=" + os.path.join(ROOT, "tests", "tools", "lsan.supp")
    env.setdefault("JARAK_PROPERTY_PERCENT", "10")
    return env


def reports(build):
    return sorted(glob.glob(os.path.join(build, "report.*")))


def leak_is_noticed(build, count):
    """The suite must be able to fail: a deliberate leak has to leave a report."""
    env = sanitizer_env(build)
    subprocess.run([os.path.join(build, "tests", "leak")], env=env, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    noticed = bool(reports(build))
    print("deliberate leak                 %s" % ("noticed" if noticed else "NOT NOTICED"))
    count.add(int(noticed), int(not noticed))


def run_asan(build, count):
    leak_is_noticed(build, count)
    env = sanitizer_env(build)
    run_unit(build, count, env)
    os.environ.update({k: env[k] for k in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS",
                                           "JARAK_PROPERTY_PERCENT")})
    run_system(build, count, asan=True)
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "JARAK_PROPERTY_PERCENT"):
        del os.environ[name]
    drop_criterions_own(build)
    for report in reports(build):
        print("sanitizer report: %s" % report)
        with open(report, encoding="utf-8", errors="replace") as f:
            print(f.read()[:4000])
        count.failures.append("sanitizer report %s" % os.path.basename(report))
    count.add(0, len(reports(build)))


def run_lint(build, count):
    """Each check is one command; its output is shown when it fails."""
    for name, command in [
            ("format", "git ls-files '*.c' '*.h' | xargs clang-format --dry-run --Werror"),
            ("layers", "python3 tests/lint/layers.py daemon include/jarak"),
            ("house", "python3 tests/lint/house.py %s daemon" % os.path.relpath(build, ROOT)),
            ("planted", "python3 tests/lint/planted.py %s" % build),
            ("purity", "tests/lint/purity.sh %s/libjarak.a" % build),
            ("rules", "make -s %s/tests/rules_doc B=%s && %s/tests/rules_doc calendars/kutim-2024 | "
             "diff - docs/rules.md" % (build, build, build)),
            ("journal", "make -s %s/tests/journal_doc B=%s && %s/tests/journal_doc docs/journal.md "
             ">%s/journal.md && diff %s/journal.md docs/journal.md" % (build, build, build, build, build)),
            ("sizes", "python3 tests/lint/sizes.py daemon"),
            ("shell", "git ls-files '*.sh' .ci/run | xargs shellcheck"),
            ("clang", "make -s -j2 B=build-clang CC=clang build")]:
        done = subprocess.run(command, cwd=ROOT, shell=True, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        print("lint %-8s %s" % (name, "ok" if done.returncode == 0 else "FAILED"))
        if done.returncode:
            print(done.stdout[-6000:])
            count.failures.append("lint %s" % name)
        count.add(int(done.returncode == 0), int(done.returncode != 0))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--build", default=os.path.join(ROOT, "build-check"))
    options.add_argument("--asan", default=os.path.join(ROOT, "build-asan"))
    options.add_argument("--release", default=os.path.join(ROOT, "build"))
    options.add_argument("--long", action="store_true")
    options.add_argument("part", nargs="+", choices=["unit", "system", "asan", "lint"])
    o = options.parse_args()
    os.environ["JARAK_RELEASE"] = os.path.abspath(o.release)
    total = Count()
    for part in o.part:
        count, began = Count(), time.monotonic()
        print("== %s" % part, flush=True)
        if part == "unit":
            run_unit(os.path.abspath(o.build), count, dict(os.environ, **LONG) if o.long else None)
        elif part == "system":
            run_system(os.path.abspath(o.build), count)
        elif part == "asan":
            run_asan(os.path.abspath(o.asan), count)
        else:
            run_lint(os.path.abspath(o.release), count)
        print("-- %s: %s, %.0f s" % (part, count, time.monotonic() - began), flush=True)
        total.add(count.passed, count.failed, count.skipped)
        total.failures += ["%s: %s" % (part, failure) for failure in count.failures]
    for failure in total.failures:
        print("failed in %s" % failure)
    print(total)
    return 1 if total.failed or total.passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
