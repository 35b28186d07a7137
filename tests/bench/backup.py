#!/usr/bin/env python3
"""What a backup costs whoever files beside it: durable submissions at a fixed pace, without and with backups that follow
each other without a pause. Loopback only.
usage: backup.py --build FOLDER [--notices N] [--seconds S] [--pace N]

Printed: p50, p99 and the longest wait of a submission in milliseconds, alone and beside backups; how much longer the
longest is (the stall); how many backups were made, their size and the time of each; then one restore with its replay."""
import argparse
import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "system"))


def percentile(waits, part):
    return sorted(waits)[min(len(waits) - 1, int(len(waits) * part))]


class Filer:
    """One client with one connection, a submission every so often; a late one is not caught up with."""

    def __init__(self, daemon, rally, pace):
        self.daemon, self.rally, self.pace, self.number = daemon, rally, pace, 0
        self.connection = http.client.HTTPConnection("127.0.0.1", daemon.port)
        self.token = daemon.token("bawaslu")

    def file(self):
        self.number += 1
        body = self.rally("b%d@bench" % self.number, 0.2 + self.number % 97 / 100, 116.2 + self.number % 1009 / 700, 1)
        began = time.perf_counter()
        self.connection.request("POST", "/api/v1/notices", body,
                                {"Authorization": "Bearer " + self.token, "Content-Type": "text/calendar"})
        answer = self.connection.getresponse()
        answer.read()
        assert answer.status == 201, answer.status
        return (time.perf_counter() - began) * 1000

    def during(self, is_over):
        waits = []
        while not is_over():
            waits.append(self.file())
            time.sleep(max(0.0, 1 / self.pace - waits[-1] / 1000))
        return waits


def show(name, waits):
    print("%-22s p50 %.2f  p99 %.2f  longest %.2f ms  (%d submissions)" % (
        name, statistics.median(waits), percentile(waits, 0.99), max(waits), len(waits)))


def main():
    options = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1].split("\n")[0])
    options.add_argument("--build", default="build")
    options.add_argument("--notices", type=int, default=10000)
    options.add_argument("--seconds", type=float, default=20)
    options.add_argument("--pace", type=float, default=100)
    said = options.parse_args()
    os.environ["JARAK_BUILD"] = os.path.abspath(said.build)
    from daemon import Daemon, rally
    with tempfile.TemporaryDirectory(prefix="jarakd-bench-", dir=said.build) as folder, \
            Daemon(data=os.path.join(folder, "data"), build=os.path.abspath(said.build)) as daemon:
        filer = Filer(daemon, rally, said.pace)
        for _ in range(said.notices):
            filer.file()
        program = os.path.join(os.path.abspath(said.build), "jarakctl")
        target, times, over = os.path.join(folder, "b.tar"), [], threading.Event()

        def back_up():
            end = time.monotonic() + said.seconds
            while time.monotonic() < end:
                began = time.monotonic()
                subprocess.run([program, "backup", target, "--data", daemon.data], check=True, stdout=subprocess.DEVNULL)
                times.append(time.monotonic() - began)
            over.set()

        end = time.monotonic() + said.seconds
        alone = filer.during(lambda: time.monotonic() > end)
        thread = threading.Thread(target=back_up)
        thread.start()
        beside = filer.during(over.is_set)
        thread.join()
        show("alone", alone)
        show("beside backups", beside)
        print("stall                  %.2f ms (longest beside %.2f, alone %.2f; goal 20)" % (
            max(0.0, max(beside) - max(alone)), max(beside), max(alone)))
        print("backups                %d of %.1f MB, %.2f s each" % (
            len(times), os.path.getsize(target) / 1e6, statistics.mean(times)))
        began = time.monotonic()
        subprocess.run([program, "restore", target, "--data", os.path.join(folder, "back"), "--erasures", "none"],
                       check=True, stdout=subprocess.DEVNULL)
        print("restore and replay     %.2f s" % (time.monotonic() - began))


if __name__ == "__main__":
    main()
