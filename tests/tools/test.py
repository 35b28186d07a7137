#!/usr/bin/env python3
"""Run the parts of the test suite and count: the last line is `N passed, N failed, N skipped`.

usage: test.py [--build FOLDER] [--asan FOLDER] [--release FOLDER] [--jobs N] [--long] [--times] PART...
parts: unit system asan lint package (the Debian packages, which `make deb` made)
Each unit program, each module of tests/system and each check of lint is a job; N of them run at once, the longest first
and the parts mixed, so that one that waits leaves its core to another. --long gives the unit and system parts more rounds
and the long seasons; --times names the slowest system tests. Fails when any part fails. Python standard library only.
"""
import argparse
import glob
import json
import os
import re
import resource
import signal
import sys
import time
from functools import partial

from jobs import HANGING_S, Count, Job, Pool

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SYNTHESIS = re.compile(r"Tested: .*?(\d+).*?Passing: .*?(\d+).*?Failing: .*?(\d+).*?Crashing: .*?(\d+)")
LONG = {"JARAK_PROPERTY_PERCENT": "1000", "JARAK_SEASONS": "100", "JARAK_STEPS": "10000", "JARAK_EVERY": "100",
        "JARAK_SEASON_DAYS": "60", "JARAK_CRASH_ROUNDS": "1000", "JARAK_POWER_ROUNDS": "500", "JARAK_KILL_ROUNDS": "300",
        "JARAK_FAULTS": "500", "JARAK_BACKUP_KILLS": "200", "JARAK_LONG": "1"}
FAILING = re.compile(r"^\[(?:FAIL|CRASH)[^\]]*\] ([\w:]+)", re.M)
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
LEAK = re.compile(r"leak of \d+ byte.*?allocated from:\n\s+#0 [^\n]*\n\s+#1 ([^\n]*)")
WORKERS = (os.cpu_count() or 1) + 2  # two wait now and then: for a browser, a clock, a lease, a relay
LONG_HANGING_S = 6 * 3600
SLOWEST = 30


def is_criterions_own(report):
    """Criterion now and then leaks 48 octets of its own; who asked for them is the second frame."""
    with open(report, encoding="utf-8", errors="replace") as f:
        text = f.read()
    callers = LEAK.findall(text)
    return "LeakSanitizer" in text and bool(callers) and text.count(" leak of ") == len(callers) and all(
        "libcriterion" in caller for caller in callers)


def reports(prefix):
    """What sanitizers have written: Criterion hides leaks and a daemon's end, files do not."""
    return sorted(glob.glob(glob.escape(prefix) + ".*"))


def sanitizer_env(prefix):
    log = "log_path=%s:" % prefix
    env = dict(os.environ)
    env["ASAN_OPTIONS"] = log + "detect_leaks=1:abort_on_error=0"
    env["UBSAN_OPTIONS"] = log + "print_stacktrace=1"
    env["LSAN_OPTIONS"] = "suppressions=" + os.path.join(ROOT, "tests", "tools", "lsan.supp")
    env.setdefault("JARAK_PROPERTY_PERCENT", "10")
    return env


def with_reports(prefix, told):
    """What a job came to and the sanitizers' reports, each a failure."""
    passed, failed, skipped, failures = told
    for report in reports(prefix):
        with open(report, encoding="utf-8", errors="replace") as f:
            failures.append("sanitizer report %s:\n%s" % (os.path.basename(report), f.read()[:4000]))
        failed += 1
    return passed, failed, skipped, failures


def count_unit(name, prefix, output, status):
    """A Criterion program; without a synthesis line it is a failure of its own."""
    output = COLOURS.sub("", output)
    found = SYNTHESIS.search(output)
    passed, failed = (int(found[2]), int(found[3]) + int(found[4])) if found else (0, 1)
    own = [r for r in reports(prefix) if is_criterions_own(r)] if prefix else []
    for report in own:
        os.remove(report)
    if status != 0 and failed == 0 and not (own and not reports(prefix)):
        failed = 1
    failures = ["%s: %s" % (name, ", ".join(FAILING.findall(output)) or "crashed")] if failed else []
    return with_reports(prefix, (passed, failed, 0, failures)) if prefix else (passed, failed, 0, failures)


def count_system(name, prefix, times, output, status):
    """A module of tests/system: its last line; without it the process has died."""
    last = output.rstrip().rsplit("\n", 1)[-1]
    if last.startswith("result: "):
        told = json.loads(last[len("result: "):])
        times.update(told["seconds"])
        result = told["passed"], told["failed"], told["skipped"], told["failures"]
        if status != 0 and not told["failed"]:
            result = told["passed"], 1, told["skipped"], ["%s: ended with %s" % (name, status)]
    else:
        result = 0, 1, 0, ["%s: ended with %s and told nothing" % (name, status)]
    return with_reports(prefix, result) if prefix else result


def count_leak(prefix, _output, _status):
    """The suite must be able to fail: a deliberate leak has to leave a report."""
    told = reports(prefix)
    for report in told:
        os.remove(report)
    return (1, 0, 0, []) if told else (0, 1, 0, ["the deliberate leak was not noticed"])


def count_command(name, _output, status):
    return (1, 0, 0, []) if status == 0 else (0, 1, 0, [name])


def unit_jobs(part, build, asan, env):
    for program in sorted(glob.glob(os.path.join(build, "tests", "unit_*"))):
        if not os.access(program, os.X_OK) or program.endswith(".d"):
            continue
        name = os.path.basename(program)
        prefix = os.path.join(build, "report." + name) if asan else ""
        yield Job(part, name, [program, "--jobs", "1"], partial(count_unit, name, prefix),
                  sanitizer_env(prefix) if asan else env)


# Done once: what looks at the release build whatever it is told, what runs other tests again, and daemons that share a journal, of which test_many goes
# through the code under sanitizers and the others would only wait once more for servers, leases and proxies.
WITHOUT_SANITIZERS = {"test_again", "test_faults_calls", "test_faults_disk", "test_faults_kill", "test_faults_memory", "test_faults_places",
                      "test_instructions", "test_many_alone", "test_many_calls", "test_many_faults", "test_many_front",
                      "test_many_memory", "test_many_season", "test_many_sessions", "test_many_setup", "test_many_store", "test_reads_first"}


def system_jobs(part, build, asan, times, more=None):
    """Scripts of pages are none of ours in C, and the pages are asked for by test_desk as well: once, without sanitizers."""
    for path in sorted(glob.glob(os.path.join(ROOT, "tests", "system", "test_*.py"))):
        name = os.path.basename(path)[:-3]
        if asan and name in WITHOUT_SANITIZERS:
            continue
        prefix = os.path.join(build, "report." + name) if asan else ""
        env = dict(sanitizer_env(prefix) if asan else os.environ, **(more or {}), JARAK_BUILD=build, JARAK_ASAN="1" if asan else "")
        command = [sys.executable, os.path.join(ROOT, "tests", "tools", "system_module.py")]
        yield Job(part, name, command + (["--no-scripts"] if asan else []) + [name],
                  partial(count_system, name, prefix, times), env)


def asan_jobs(build, times):
    for old in glob.glob(os.path.join(build, "report.*")):
        os.remove(old)
    prefix = os.path.join(build, "report.leak")
    yield Job("asan", "leak", [os.path.join(build, "tests", "leak")], partial(count_leak, prefix), sanitizer_env(prefix))
    yield from unit_jobs("asan", build, True, None)
    yield from system_jobs("asan", build, True, times)


def lint_jobs(build):
    """Each check is one command; its output is shown when it fails."""
    for name, command in [
            ("format", "git ls-files '*.c' '*.h' | xargs clang-format --dry-run --Werror"),
            ("layers", "python3 tests/lint/layers.py daemon include/jarak"),
            ("house", "python3 tests/lint/house.py %s daemon" % os.path.relpath(build, ROOT)),
            ("planted", "python3 tests/lint/planted.py %s" % build),
            ("purity", "tests/lint/purity.sh %s/libjarak.a" % build),
            ("rules", "%s/tests/rules_doc calendars/kutim-2024 | diff - docs/rules.md" % build),
            ("journal", "%s/tests/journal_doc docs/journal.md >%s/journal.md && diff %s/journal.md docs/journal.md" % (
                build, build, build)),
            ("sizes", "python3 tests/lint/sizes.py daemon"),
            ("jobs", "python3 tests/lint/jobs.py"),
            ("shell", "git ls-files '*.sh' .ci/run | xargs shellcheck"),
            ("clang", "make -s B=build-clang CC=clang OPT=-O0 build")]:
        yield Job("lint", name, ["sh", "-c", command], partial(count_command, name))


def package_jobs():
    """One job: it mounts, installs and purges in folders of its own, and takes minutes."""
    yield Job("package", "packages", [sys.executable, "-m", "unittest", "discover", "tests/package"],
              partial(count_command, "packages"))


# Those that take longest, first, so that no core is left waiting for one of them at the end. What is not named follows.
LONG_JOBS = ("asan/test_stalls", "asan/unit_app", "unit/unit_app", "asan/unit_season", "system/test_browser", "unit/unit_season",
             "asan/test_mail", "system/test_many_faults", "system/test_many_season", "system/test_again", "system/test_axe", "asan/unit_engine", "unit/unit_engine", "system/test_maps_day", "system/test_mail",
             "asan/unit_store", "unit/unit_store", "asan/test_ics_cases", "system/test_paper", "system/test_stalls", "system/test_maps_form",
             "asan/test_paper", "asan/unit_http", "unit/unit_http", "asan/test_timing", "lint/clang")


# What would take the suite beyond its twenty minutes and is done each time in another way, without sanitizers or by gcc:
# with --long, and by `make lint`.
LONG_ONLY = ("asan/test_stalls", "asan/test_oversight", "lint/clang")


def name_of(job):
    return "%s/%s" % (job.part, job.name)


def rank(job):
    return LONG_JOBS.index(name_of(job)) if name_of(job) in LONG_JOBS else len(LONG_JOBS)


def stop(_number, _frame):
    raise KeyboardInterrupt


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--build", default=os.path.join(ROOT, "build-check"))
    options.add_argument("--asan", default=os.path.join(ROOT, "build-asan"))
    options.add_argument("--release", default=os.path.join(ROOT, "build"))
    options.add_argument("--jobs", type=int, default=WORKERS)
    options.add_argument("--long", action="store_true")
    options.add_argument("--times", action="store_true")
    options.add_argument("part", nargs="+", choices=["unit", "system", "asan", "lint", "package"])
    o = options.parse_args()
    build, asan, release = (os.path.abspath(f) for f in (o.build, o.asan, o.release))
    os.environ["JARAK_RELEASE"] = release
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    jobs, times, began = [], {}, time.monotonic()
    for part in o.part:
        seen = times.setdefault(part, {})
        jobs += {"unit": lambda: unit_jobs("unit", build, False, dict(os.environ, **LONG) if o.long else None),
                 "system": lambda: system_jobs("system", build, False, seen, LONG if o.long else None),
                 "asan": lambda: asan_jobs(asan, seen), "lint": lambda: lint_jobs(release), "package": package_jobs}[part]()
    if not o.long and len(o.part) > 1:
        jobs = [job for job in jobs if name_of(job) not in LONG_ONLY]
    counts = Pool(ROOT, o.jobs, LONG_HANGING_S if o.long else HANGING_S).run(sorted(jobs, key=rank))
    if o.times:
        for seconds, name in sorted(((s, "%s/%s" % (part, name)) for part in times for name, s in times[part].items()),
                                    reverse=True)[:SLOWEST]:
            print("%7.1f s  %s" % (seconds, name))
    total = Count()
    for part, count in counts.items():
        print("-- %s: %s, %.0f s of jobs" % (part, count, count.seconds))
        total.add(count.passed, count.failed, count.skipped, ["%s: %s" % (part, f) for f in count.failures])
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print("-- all: %.0f s, %d jobs at once, %.0f s of processor time" % (
        time.monotonic() - began, o.jobs, used.ru_utime + used.ru_stime))
    for failure in total.failures:
        print("failed in %s" % failure)
    print(total)
    return 1 if total.failed or any(c.passed == 0 for c in counts.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
