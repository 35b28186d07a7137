#!/usr/bin/env python3
"""HTTP figures as ratios within one run: durable submissions against one-row SQLite transactions, the
feed against nginx. Loopback only, bounded in time. usage: serve.py --build FOLDER [--seconds N]"""
import argparse
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "system"))

def notice(number, i):
    day, place = 1 + i % 20, random.random()
    return ("\r\n".join([
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//bench//EN", "BEGIN:VEVENT",
        "UID:b%d-%d@bench" % (number, i), "DTSTAMP:20241101T000000Z",
        "DTSTART;TZID=Asia/Makassar:202411%02dT140000" % day,
        "DTEND;TZID=Asia/Makassar:202411%02dT150000" % day, "SUMMARY:Tatap muka",
        "CATEGORIES:TATAP-MUKA", "X-JARAK-CONTEST:pilbup-64.08", "X-JARAK-PASLON:%d" % (1 + i % 2),
        "GEO:%.6f;%.6f" % (0.1 + 1.6 * place, 116.2 + 2.5 * random.random()), "DESCRIPTION:" + "x" * 600,
        "END:VEVENT", "END:VCALENDAR", ""])).encode()


def submit(daemon, run, seconds):
    """Durable submissions a second over 32 connections; every answer must be 201."""
    done = subprocess.run(["wrk", "-t1", "-c32", "-d%ds" % seconds, "-s",
                           os.path.join(ROOT, "tests", "bench", "submit.lua"),
                           "http://127.0.0.1:%d" % daemon.port, "--", daemon.token("bawaslu"), str(run)],
                          capture_output=True, text=True, check=True)
    if "Non-2xx" in done.stdout:
        raise SystemExit(done.stdout)
    return float(re.search(r"Requests/sec:\s*([\d.]+)", done.stdout)[1])


PLAIN = """
import sqlite3, sys, time
db = sqlite3.connect(sys.argv[1] + "/plain.db", isolation_level=None)
db.execute("PRAGMA journal_mode = WAL")
db.execute("PRAGMA synchronous = FULL")
db.execute("CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, octets BLOB)")
seconds, count, octets = float(sys.argv[2]), 0, b"x" * 1000
until = time.monotonic() + seconds
while time.monotonic() < until:
    db.execute("BEGIN")
    db.execute("INSERT INTO t (octets) VALUES (?)", (octets,))
    db.execute("COMMIT")
    count += 1
print(count / seconds)
"""


def one_row_commits(folder, seconds, env):
    """Transactions a second of one row of 1,000 bytes each: plain SQLite, WAL and FULL as ours."""
    done = subprocess.run([sys.executable, "-c", PLAIN, folder, str(seconds)], capture_output=True, text=True,
                          check=True, env=env)
    return float(done.stdout)


def bench_submit(name, folder, seconds, env):
    """Submissions against one-row transactions on the same disk, in turns; `env` may slow its flush down."""
    from daemon import Daemon
    ratios, rates = [], []
    with Daemon(data=os.path.join(folder, name), env=env) as daemon:
        for run in range(3):
            plain = one_row_commits(folder, seconds, env)
            rates.append(submit(daemon, run, seconds))
            ratios.append(rates[-1] / plain)
        daemon.stop(signal.SIGKILL)
        daemon.start()
        print("start%s_after_kill_s %.2f" % (name, daemon.start_s))
    print("submit%s_per_s %.0f\nsubmit%s_over_one_row_sqlite %.1f" % (
        name, statistics.median(rates), name, statistics.median(ratios)))


def wrk(url, headers, seconds):
    """Answers a second over 32 connections. What is answered with an error does not count as one."""
    command = ["wrk", "-t1", "-c32", "-d%ds" % seconds, "--timeout", "10s", url]
    for header in headers:
        command[-1:-1] = ["-H", header]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    if "Non-2xx" in done.stdout:
        raise SystemExit(url + ": " + done.stdout)
    return float(re.search(r"Requests/sec:\s*([\d.]+)", done.stdout)[1])


def start_nginx(folder, body, port):
    web = os.path.join(folder, "web")
    os.makedirs(web, exist_ok=True)
    os.chmod(folder, 0o755)
    with open(os.path.join(web, "approved.ics"), "wb") as f:
        f.write(body)
    config = os.path.join(folder, "nginx.conf")
    with open(config, "w", encoding="utf-8") as f:
        f.write("worker_processes 1; daemon off; pid %s/nginx.pid; error_log stderr crit;\n"
                "events { worker_connections 256; }\n"
                "http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;\n"
                " types { text/calendar ics; } open_file_cache max=10;\n"
                " server { listen 127.0.0.1:%d; root %s; } }\n" % (folder, port, web))
    return subprocess.Popen(["nginx", "-p", folder, "-c", config], stderr=subprocess.DEVNULL)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def fill_feed(daemon, octets):
    """Approve meetings until the feed has that size."""
    size, i = 0, 0
    while size < octets:
        for _ in range(20):
            uid = "b9999-%d@bench" % i
            verdict = daemon.ask("POST", "/api/v1/notices", notice(9999, i)).json()["notices"][0]
            seen = [{"conflict": c["id"], "revision": c["revision"]} for c in verdict["conflicts"]]
            daemon.decide(uid, act="approve", sttp="S/%d" % i, reason="bench", seen=seen,
                          chain_revision=verdict["chain_revision"])
            i += 1
        size = len(daemon.ask("GET", "/feeds/64.08/approved.ics", role=None).body)


def bench_feed(daemon, folder, seconds):
    fill_feed(daemon, 64 * 1024)
    answer = daemon.ask("GET", "/feeds/64.08/approved.ics", role=None)
    port = free_port()
    nginx = start_nginx(folder, answer.body, port)
    ours = "http://127.0.0.1:%d/feeds/64.08/approved.ics" % daemon.port
    theirs = "http://127.0.0.1:%d/approved.ics" % port
    try:
        time.sleep(0.5)
        peer = http.client.HTTPConnection("127.0.0.1", port)
        peer.request("GET", "/approved.ics")
        etag = peer.getresponse().getheader("ETag")
        for name, own, other in [("body", [], []), ("304", ["If-None-Match: " + answer.headers["etag"]],
                                                    ["If-None-Match: " + etag])]:
            ratios, rates = [], []
            for _ in range(5 * seconds):  # many short turns: what else the machine does hits both alike
                peer_rate = wrk(theirs, other, 1)
                rates.append(wrk(ours, own, 1))
                ratios.append(rates[-1] / peer_rate)
            print("feed_%s_per_s %.0f\nfeed_%s_over_nginx %.2f" % (name, statistics.median(rates), name,
                                                                   statistics.median(ratios)))
        print("feed_bytes %d" % len(answer.body))
    finally:
        nginx.terminate()
        nginx.wait()


def event(i):
    """One of many meetings of one paslon, over forty days: nothing meets, so all may be approved together."""
    return "\r\n".join([
        "BEGIN:VEVENT", "UID:c%d@bench" % i, "DTSTAMP:20241001T000000Z",
        "DTSTART;TZID=Asia/Makassar:2024%02d%02dT140000" % (10 + i % 40 // 20, 1 + i % 20),
        "DTEND;TZID=Asia/Makassar:2024%02d%02dT150000" % (10 + i % 40 // 20, 1 + i % 20), "SUMMARY:Pertemuan terbatas",
        "CATEGORIES:PERTEMUAN-TERBATAS", "X-JARAK-CONTEST:pilbup-64.08", "X-JARAK-PASLON:1",
        "GEO:%.6f;%.6f" % (0.1 + i % 1600 / 1000, 116.2 + i % 2500 / 1000), "LOCATION:Gedung serbaguna %d" % i,
        "END:VEVENT"])


def fill_many(daemon, count):
    """File so many and approve all but the last fifty."""
    for first in range(0, count, 1000):
        body = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//bench//EN"] +
                           [event(i) for i in range(first, min(first + 1000, count))] + ["END:VCALENDAR", ""])
        assert daemon.ask("POST", "/api/v1/import", body.encode()).status == 201
    for first in range(0, count - 50, 200):
        chosen = [{"uid": "c%d@bench" % i, "act": "approve", "chain_revision": 1, "sttp": "S/%d" % i}
                  for i in range(first, min(first + 200, count - 50))]
        answer = daemon.ask("POST", "/api/v1/decisions", json.dumps({"decisions": chosen}), "polres",
                            {"Content-Type": "application/json"})
        assert answer.status == 200, answer.body


def fetch(sock, request, room):
    """Send a request and take all of its answer, as fast as Python can. Returns the bytes of the body."""
    sock.sendall(request)
    have = 0
    while True:
        have += sock.recv_into(memoryview(room)[have:])
        end = room.find(b"\r\n\r\n", 0, min(have, 4096))
        if end >= 0:
            break
    length = int(re.search(rb"Content-Length: (\d+)", room[:end])[1])
    while have < end + 4 + length:
        have += sock.recv_into(memoryview(room)[have:])
    return length


def bench_change(daemon, count=10000):
    """From the answer to an approval until the last octet of the feed that shows it."""
    fill_many(daemon, count)
    room = bytearray(64 << 20)
    for name, extra in (("", b""), ("_gzip", b"Accept-Encoding: gzip\r\n")):
        request = b"GET /feeds/64.08/approved.ics HTTP/1.1\r\nHost: bench\r\n" + extra + b"\r\n"
        took, again = [], []
        with socket.create_connection(("127.0.0.1", daemon.port)) as sock:
            size = fetch(sock, request, room)
            for i in range(25):
                uid = "c%d@bench" % (count - 50 + i + (25 if extra else 0))
                done = daemon.decide(uid, act="approve", sttp="T/%s" % uid, chain_revision=1, seen=[])
                assert done.status == 200, done.body
                start = time.perf_counter()
                fetch(sock, request, room)
                took.append(1000 * (time.perf_counter() - start))
                start = time.perf_counter()
                fetch(sock, request, room)
                again.append(1000 * (time.perf_counter() - start))
        took.sort()
        print("feed_change%s_ms %.1f\nfeed_change%s_worst_ms %.1f\nfeed_again%s_ms %.1f\nfeed_of_%d%s_bytes %d" % (
            name, statistics.median(took), name, took[-1], name, statistics.median(again), count, name, size))


def bench_cached(daemon, folder, seconds):
    """The feed of many from the cache against nginx with the same bytes as a file."""
    body = daemon.ask("GET", "/feeds/64.08/approved.ics", role=None).body
    port = free_port()
    nginx = start_nginx(folder, body, port)
    rates, ratios = [], []
    try:
        time.sleep(0.5)
        for _ in range(3):
            peer = wrk("http://127.0.0.1:%d/approved.ics" % port, [], seconds)
            rates.append(wrk("http://127.0.0.1:%d/feeds/64.08/approved.ics" % daemon.port, [], seconds))
            ratios.append(rates[-1] / peer)
    finally:
        nginx.terminate()
        nginx.wait()
    print("feed_cached_mb_per_s %.0f\nfeed_cached_over_nginx %.2f" % (
        statistics.median(rates) * len(body) / 1e6, statistics.median(ratios)))


def bench_streams(daemon, open_count=1000, reader_count=10):
    """From asking to file a rival until its alert is read, with many streams open that nobody reads."""
    from daemon import Stream, rally
    request = ("GET /api/v1/alerts/stream HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer %s\r\n\r\n"
               % daemon.token("polres")).encode()
    silent, late = [], []
    for _ in range(open_count - reader_count):
        silent.append(socket.create_connection(("127.0.0.1", daemon.port), timeout=30))
        silent[-1].sendall(request)
        assert silent[-1].recv(16).startswith(b"HTTP/1.1 200")
    readers = [Stream(daemon) for _ in range(reader_count)]
    for number in range(30):
        have, lat, lon = len(readers[0].events), 0.3 + 0.25 * (number // 10), 116.2 + 0.14 * (number % 10)
        daemon.ask("POST", "/api/v1/notices", rally("s%d-1@bench" % number, lat, lon, 1))
        asked = time.monotonic()
        daemon.ask("POST", "/api/v1/notices", rally("s%d-2@bench" % number, lat + 0.007, lon, 2))
        late += [1000 * (reader.wait(have + 1)[have][2] - asked) for reader in readers]
    late.sort()
    print("alert_streams %d\nalert_ms %.1f\nalert_p99_ms %.1f" % (
        open_count, statistics.median(late), late[int(0.99 * len(late))]))
    for reader in readers:
        reader.close()
    for one in silent:
        one.close()


def bench_hostile():
    """From the first byte sent to the answer: the slowest of the bodies of tests/system/test_dav_hostile.py, each
    the best of three."""
    from test_dav_hostile import BODIES, NOTICES, PATH, Hostile
    Hostile.setUpClass()
    asked = [("PUT", PATH, body, "text/calendar") for body in NOTICES.values()]
    asked += [(method, path, body, "application/xml") for method, path, body, _ in BODIES.values()]
    worst = 0
    for request in asked:
        took = []
        for _ in range(3):
            before = time.monotonic()
            Hostile().send(*request)
            took.append(1000 * (time.monotonic() - before))
        worst = max(worst, min(took))
    Hostile.tearDownClass()
    print("hostile_bodies %d\nhostile_worst_ms %.1f" % (len(asked), worst))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--build", default=os.path.join(ROOT, "build"))
    options.add_argument("--seconds", type=int, default=3)
    o = options.parse_args()
    os.environ["JARAK_BUILD"] = os.path.abspath(o.build)
    from daemon import Daemon
    folder = tempfile.mkdtemp(prefix="jarakd-bench-", dir=ROOT + "/build")
    try:
        bench_submit("", folder, o.seconds, dict(os.environ))
        bench_submit("_flush_2ms", folder, o.seconds,
                     dict(os.environ, LD_PRELOAD=os.path.join(os.path.abspath(o.build), "bench", "flush.so")))
        with Daemon(data=os.path.join(folder, "data2")) as daemon:
            bench_feed(daemon, folder, o.seconds)
        with Daemon() as daemon:
            bench_streams(daemon)
        bench_hostile()
        with Daemon(data=os.path.join(folder, "data3")) as daemon:
            bench_change(daemon)
            bench_cached(daemon, folder, o.seconds)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
