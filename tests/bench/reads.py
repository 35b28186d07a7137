#!/usr/bin/env python3
"""How long reads wait beside durable submissions: 500 of these a second, each sent at its own time, over eight connections. Loopback
only. usage: reads.py [--build FOLDER] [--rate N] [--seconds N]

Reads (a CalDAV member, the list of a day, the public feed's 304, a check) come one after the other from one client, 5 ms apart, with
and without the submissions in turns. On the bare disk, then with a flush of 2 ms (tests/bench/flush.c)."""
import argparse
import multiprocessing
import os
import shutil
import socket
import statistics
import tempfile
import time

from calendars import ROOT, event, stream
from serve import notice

APART_S = 0.005


class Asker:
    """One connection that is kept, asked as fast as Python can."""

    def __init__(self, port, token):
        self.own = socket.create_connection(("127.0.0.1", port))
        self.own.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.token = token

    def ask(self, method, path, body=b"", more=""):
        self.own.sendall(("%s %s HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer %s\r\nContent-Type: text/calendar\r\n%sContent-Length: %d\r\n\r\n"
                          % (method, path, self.token, more, len(body))).encode() + body)
        have = b""
        while b"\r\n\r\n" not in have:
            have += self.own.recv(65536)
        head, _, rest = have.partition(b"\r\n\r\n")
        left = 0
        for line in head.split(b"\r\n")[1:]:
            if line.lower().startswith(b"content-length:"):
                left = int(line.split(b":")[1]) - len(rest)
        while left > 0:
            left -= len(self.own.recv(min(left, 1 << 20)))
        return int(head.split()[1])


def file_some(port, token, run, worker, workers, rate, seconds, told):
    """Every `workers`-th of the submissions, each at its time; told: how many were late by more than a tenth of a second."""
    asker, late, began = Asker(port, token), 0, time.monotonic()
    count = int(rate * seconds)
    for i in range(worker, count, workers):
        due = began + i / rate
        time.sleep(max(0, due - time.monotonic()))
        late += time.monotonic() - due > 0.1
        status = asker.ask("POST", "/api/v1/notices", notice(run, i))
        assert status == 201, status
    told.put((len(range(worker, count, workers)), late, time.monotonic() - began))


def read_some(asker, tag, seconds):
    """Milliseconds each read took, by what it was."""
    kinds = (("member", "GET", "/dav/calendars/64.08/requests/c7.ics", b"", ""),
             ("day", "GET", "/api/v1/notices?region=64.08&date=2024-11-05", b"", ""),
             ("feed", "GET", "/feeds/64.08/approved.ics", b"", "If-None-Match: %s\r\n" % tag),
             ("check", "POST", "/api/v1/check", notice(10 ** 6, 1), ""))
    took, until = {kind[0]: [] for kind in kinds}, time.monotonic() + seconds
    while time.monotonic() < until:
        for kind in kinds:
            before = time.perf_counter()
            status = asker.ask(*kind[1:])
            took[kind[0]].append(1000 * (time.perf_counter() - before))
            assert status in (200, 304), (kind[0], status)
            time.sleep(APART_S)
    return took


def both(daemon, o, run):
    """One turn without, one with. Returns what the reads took in each, and submissions a second."""
    token = daemon.token("bawaslu")
    asker = Asker(daemon.port, token)
    tag = daemon.ask("GET", "/feeds/64.08/approved.ics", role=None).headers["etag"]
    alone, told, workers = read_some(asker, tag, o.seconds), multiprocessing.Queue(), 8
    filing = [multiprocessing.Process(target=file_some, args=(daemon.port, token, run, w, workers, o.rate, o.seconds, told))
              for w in range(workers)]
    for one in filing:
        one.start()
    beside = read_some(asker, tag, o.seconds)
    said = [told.get() for _ in filing]
    for one in filing:
        one.join()
    return alone, beside, sum(count for count, _, _ in said) / max(took for _, _, took in said), sum(late for _, late, _ in said)


def p99(values):
    return sorted(values)[int(0.99 * len(values))]


def measure(name, folder, o, env):
    from daemon import Daemon
    alone, beside, rates, late = {}, {}, [], 0
    with Daemon(data=os.path.join(folder, "data" + name), env=env) as daemon:
        assert daemon.ask("POST", "/api/v1/import", stream(map(event, range(1000)))).status == 201
        for run in range(3):
            one, two, rate, behind = both(daemon, o, run)
            rates.append(rate)
            late += behind
            for whole, part in ((alone, one), (beside, two)):
                for kind, values in part.items():
                    whole.setdefault(kind, []).extend(values)
    print("reads%s_submissions_per_s %.0f\nreads%s_late %d" % (name, statistics.median(rates), name, late))
    for what, whole in (("alone", alone), ("beside", beside)):
        every = [value for values in whole.values() for value in values]
        for kind, values in [("all", every), *whole.items()]:
            print("reads%s_%s_%s_p50_ms %.2f\nreads%s_%s_%s_p99_ms %.2f" % (name, what, kind, statistics.median(values), name, what, kind, p99(values)))


def main():
    options = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1].split("\n")[0])
    options.add_argument("--build", default=os.path.join(ROOT, "build"))
    options.add_argument("--rate", type=int, default=500)
    options.add_argument("--seconds", type=int, default=5)
    o = options.parse_args()
    os.environ["JARAK_BUILD"] = os.path.abspath(o.build)
    folder = tempfile.mkdtemp(prefix="jarakd-reads-", dir=os.environ["JARAK_BUILD"])
    try:
        measure("", folder, o, dict(os.environ))
        measure("_flush_2ms", folder, o, dict(os.environ, LD_PRELOAD=os.path.join(os.environ["JARAK_BUILD"], "bench", "flush.so")))
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
