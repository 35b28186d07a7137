#!/usr/bin/env python3
"""How soon: figures that system tests do not assert, for they depend on the machine. An alert after the
answer with a thousand streams open, the worst hostile body, others during a flood of log-ins, the start
after kill -9. Loopback only, under a minute. usage: soon.py --build FOLDER"""
import argparse
import json
import os
import signal
import socket
import statistics
import sys
import threading
import time
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "system"))


def ms(began):
    return 1000 * (time.monotonic() - began)


def bench_alerts(daemon, case):
    """Milliseconds from an answered request to each of ten readers, over thirty alerts; below zero where the
    alert was read before the answer."""
    from daemon import Stream
    from test_streams import OPEN, READERS, open_streams
    from test_webhook import pair
    open_streams(case, daemon, OPEN - READERS)
    readers, late = [Stream(daemon) for _ in range(READERS)], []
    for number in range(30):
        pair(daemon, number)
        answered = time.monotonic()
        for reader in readers:
            late.append(1000 * (reader.wait(number + 1)[number][2] - answered))
    for reader in readers:
        reader.close()
    late.sort()
    print("alert_of_%d_streams_p99_ms %.1f" % (OPEN, late[int(0.99 * len(late))]))


def answer_ms(case, method, path, body, kind):
    """From the last byte sent, or from where the server stopped reading, to the answer."""
    with socket.create_connection(("127.0.0.1", case.daemon.port), timeout=30) as s:
        head = "%s %s HTTP/1.1\r\nHost: x\r\nAuthorization: Basic %s\r\nDepth: 1\r\nContent-Type: %s\r\n" \
               "Content-Length: %d\r\n\r\n" % (method, path, case.basic, kind, len(body))
        try:
            s.sendall(head.encode() + body)
        except OSError:
            pass  # refused already
        began = time.monotonic()
        try:
            s.recv(64)
        except OSError:
            pass
        return ms(began)


def bench_hostile(case_class):
    """The worst of all hostile bodies, each the best of three: what else the machine does is not the daemon's."""
    from test_dav_hostile import BODIES, NOTICES, PATH
    case_class.setUpClass()
    try:
        case, worst = case_class(), (0, "")
        asked = [(name, "PUT", PATH, body, "text/calendar") for name, body in NOTICES.items()]
        asked += [(name, *one[:3], "application/xml") for name, one in BODIES.items()]
        for name, *request in asked:
            worst = max(worst, (min(answer_ms(case, *request) for _ in range(3)), name))
        print("hostile_body_worst_ms %.1f (%s)" % worst)
    finally:
        case_class.tearDownClass()


def bench_flood(daemon):
    """Another client's request while ninety log-ins are hashed."""
    sent, took, over = [], [], threading.Event()

    def watch():
        while not over.is_set():
            began = time.monotonic()
            daemon.ask("GET", "/healthz", role=None)
            took.append(ms(began))

    for i in range(90):
        body = json.dumps({"name": "n%d" % i, "password": "tebakan yang salah"})
        one = socket.create_connection(("127.0.0.1", daemon.port), timeout=120)
        one.sendall(("POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 198.51.100.%d\r\n"
                     "Content-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                     % (i, len(body), body)).encode())
        sent.append(one)
    watcher = threading.Thread(target=watch)
    watcher.start()
    for one in sent:
        with one, one.makefile("rb") as answer:
            answer.read()
    over.set()
    watcher.join()
    print("others_in_a_flood_median_ms %.1f\nothers_in_a_flood_worst_ms %.1f" % (
        statistics.median(took), max(took)))


def bench_start(daemon):
    """The start over the store of the benches before, after kill -9."""
    took = []
    for _ in range(5):
        daemon.stop(signal.SIGKILL)
        daemon.start()
        took.append(1000 * daemon.start_s)
    print("start_after_kill_ms %.0f" % statistics.median(took))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--build", default=os.path.join(ROOT, "build"))
    os.environ["JARAK_BUILD"] = os.path.abspath(options.parse_args().build)
    from daemon import Daemon
    import test_dav_hostile
    case = unittest.TestCase()
    try:
        with Daemon() as daemon:
            bench_alerts(daemon, case)
            bench_flood(daemon)
            bench_start(daemon)
    finally:
        case.doCleanups()
    bench_hostile(next(one for one in vars(test_dav_hostile).values()
                       if isinstance(one, type) and issubclass(one, unittest.TestCase)))


if __name__ == "__main__":
    main()
