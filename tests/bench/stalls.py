#!/usr/bin/env python3
"""The requests that could hold everybody, asked of a real daemon: milliseconds of its processor, of what it
keeps others waiting, and MiB it grew by. Loopback only, bounded. usage: stalls.py --build FOLDER [NAME ...]"""
import argparse
import http.client
import os
import shutil
import sys
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "system"))
TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


def cpu_ms(pid):
    """Of the process, its children that ended and those that still run."""
    with open("/proc/%d/stat" % pid, encoding="ascii") as f:
        words = f.read().rsplit(")", 1)[1].split()
    return sum(int(w) for w in words[11:15]) * TICK_MS


def rss_mib(pid):
    with open("/proc/%d/status" % pid, encoding="ascii") as f:
        return next(int(line.split()[1]) for line in f if line.startswith("VmRSS")) / 1024


class Beside(threading.Thread):
    """Asks for /healthz again and again, and keeps how long the slowest answer took."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port, self.ended, self.slowest_ms, self.count = port, False, 0.0, 0

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        while not self.ended:
            began = time.monotonic()
            try:
                connection.request("GET", "/healthz")
                connection.getresponse().read()
            except (OSError, http.client.HTTPException):  # it is started anew
                break
            self.slowest_ms = max(self.slowest_ms, 1000 * (time.monotonic() - began))
            self.count += 1
            time.sleep(0.002)
        connection.close()


def measure(daemon, name, ask):
    """Runs the shape and prints what it cost. `ask` returns what to say of the answer."""
    pid, first = daemon.process.pid, daemon.process
    before, grown, began = cpu_ms(pid), rss_mib(pid), time.monotonic()
    beside = Beside(daemon.port)
    beside.start()
    said = ask()
    wall_ms = 1000 * (time.monotonic() - began)
    beside.ended = True
    beside.join()
    time.sleep(0.3)  # until the processor time of a copy that ended is counted
    if daemon.process is not first:  # it was started anew
        pid, before, grown = daemon.process.pid, 0, 0
    print("stall_%s: cpu %.0f ms, wall %.0f ms, others waited %.0f ms, grew %.0f MiB, %s" % (
        name, cpu_ms(pid) - before, wall_ms, beside.slowest_ms, rss_mib(pid) - grown, said), flush=True)


def own_pack(folder):
    """A shape may change it."""
    from daemon import PACK
    return shutil.copytree(os.path.join(ROOT, PACK), os.path.join(folder, "pack"))


def main():
    from stall_shapes import SHAPES, Asker
    from daemon import Daemon
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default=os.path.join(ROOT, "build"))
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    unknown = set(options.names) - set(SHAPES)
    if unknown:
        raise SystemExit("no such shape: " + ", ".join(sorted(unknown)))
    for name in options.names or SHAPES:
        with tempfile.TemporaryDirectory() as folder, Daemon(build=options.build, pack=own_pack(folder)) as daemon:
            asker = Asker(daemon)
            for text, ask in SHAPES[name](asker):
                measure(daemon, name + text, ask)


if __name__ == "__main__":
    main()
