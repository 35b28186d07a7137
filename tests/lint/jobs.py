#!/usr/bin/env python3
"""Plant what can go wrong with a job of the test suite and see that tests/tools/test.py counts it as a failure.

usage: jobs.py
A job that dies, hangs, tells nothing or cannot be started must not be missing from the total. Exits 1 when one was.
"""
import contextlib
import io
import os
import sys
import tempfile
from functools import partial

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "tools"))
from jobs import Job, Pool  # noqa: E402
from test import count_command, count_leak, count_system, count_unit  # noqa: E402

TOLD = "echo 'result: {\"passed\": 2, \"failed\": %d, \"skipped\": 1, \"failures\": [], \"seconds\": {}}'"
HANGING_S = 2
# name, command, what reads it (of its name), passed, failed, skipped
PLANTED = [
    ("dies", "kill -9 $$", lambda name: partial(count_system, name, "", {}), (0, 1, 0)),
    ("hangs", "sleep 600 & sleep 600", lambda name: partial(count_system, name, "", {}), (0, 1, 0)),
    ("lies", "echo 'result: nonsense'", lambda name: partial(count_system, name, "", {}), (0, 1, 0)),
    ("fails", TOLD % 1 + "; exit 1", lambda name: partial(count_system, name, "", {}), (2, 1, 1)),
    ("passes", TOLD % 0, lambda name: partial(count_system, name, "", {}), (2, 0, 1)),
    ("leaves a process", "sleep 3 & " + TOLD % 0, lambda name: partial(count_system, name, "", {}), (2, 0, 1)),
    ("dies after its word", TOLD % 0 + "; kill -9 $$", lambda name: partial(count_system, name, "", {}), (2, 1, 1)),
    ("no synthesis", "true", lambda name: partial(count_unit, name, ""), (0, 1, 0)),
    ("a check", "false", lambda name: partial(count_command, name), (0, 1, 0)),
    ("no leak", "true", lambda _: partial(count_leak, "/nonexistent/report"), (0, 1, 0)),
    ("a report", "echo leak >report.1; " + TOLD % 0, lambda name: partial(count_system, name, "report", {}), (2, 1, 1)),
]


def main():
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        jobs = [Job(name, name, ["sh", "-c", command], counted(name)) for name, command, counted, _ in PLANTED]
        jobs.append(Job("cannot start", "cannot start", ["/nonexistent"], partial(count_command, "cannot start")))
        with contextlib.redirect_stdout(io.StringIO()):
            counts = Pool(folder, 4, HANGING_S).run(jobs)
        for name, want in [(p[0], p[3]) for p in PLANTED] + [("cannot start", (0, 1, 0))]:
            got = counts[name].passed, counts[name].failed, counts[name].skipped
            if got != want:
                wrong.append("%s: %s passed, failed, skipped instead of %s" % (name, got, want))
            if want[1] and not counts[name].failures and name != "fails":
                wrong.append("%s: failed and is not named" % name)
    print("\n".join(wrong) or "%d planted jobs noticed" % len(jobs))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
