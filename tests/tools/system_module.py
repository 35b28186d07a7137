#!/usr/bin/env python3
"""Run the tests of one module of tests/system; the last line says what they came to, for tests/tools/test.py.

usage: system_module.py [--no-scripts] MODULE     JARAK_BUILD, JARAK_RELEASE and JARAK_ASAN as tests/system/daemon.py has them
--no-scripts leaves out classes with SCRIPTS = True: what they test runs in the browser, not in C.
The last line is `result: ` and a JSON object: passed, failed, skipped, failures (names with the last line of the trace),
seconds (by test).
"""
import argparse
import json
import os
import sys
import time
import unittest

SYSTEM = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "system")


class Timed(unittest.TextTestResult):
    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        self.seconds, self.began = {}, 0.0

    def startTest(self, test):
        super().startTest(test)
        self.began = time.monotonic()

    def stopTest(self, test):
        super().stopTest(test)
        self.seconds[test.id()] = round(time.monotonic() - self.began, 2)


def each(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from each(test)
        else:
            yield test


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--no-scripts", action="store_true")
    options.add_argument("module")
    o = options.parse_args()
    sys.path.insert(0, SYSTEM)
    # A module that cannot be loaded is a test that fails.
    tests = list(each(unittest.defaultTestLoader.discover(SYSTEM, o.module + ".py")))
    if o.no_scripts:
        tests = [t for t in tests if not getattr(t, "SCRIPTS", False)]
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=0, resultclass=Timed).run(unittest.TestSuite(tests))
    failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    for test, reason in result.skipped:
        print("skipped: %s: %s" % (test, reason))
    told = {"passed": max(0, result.testsRun - failed - len(result.skipped)), "failed": failed, "skipped": len(result.skipped),
            "failures": ["%s: %s" % (test.id(), trace.strip().splitlines()[-1][:300])
                         for test, trace in result.failures + result.errors], "seconds": result.seconds}
    print("result: " + json.dumps(told), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
