#!/usr/bin/env python3
"""A whole nation in one daemon: N made-up regencies with 2,000 activities each, filed over HTTP, restarted and asked,
for a small nation and a large one in one run, with the ratios. Loopback only. Not part of make test: 508 regencies
take an hour on two cores and some 8 GB of disk under the build folder.
usage: nation.py --build FOLDER [--regencies N] [--small N] [--keep FOLDER] [--figures FILE]    (50 regencies: a quick look)

filed_per_s      notices, each in a request of its own, over 32 connections, with the nation already filed
check, list ...  milliseconds from the request to the last byte, each regency in turn, by its own officials
decision         from the request that approves until a feed that shows it has arrived
start            from exec until /healthz answers, and until a check is answered
first_feed       from exec until a regency's public feed is answered, of the shelf, while the start reads its snapshot
early_wait       the slowest such feed until everything is loaded
memory           RSS of the daemon by the number of activities, filed and after the restart
hangup           the longest wait for /healthz while SIGHUP is worked on, the pack being the same
alert            from the request that files a rival until the alert is read, with 1,000 streams open over the regencies
alert_crowd      the same with all of them of one account
--keep           keep pack and store of the large nation there, or go on with those that are there already"""
import argparse
import http.client
import json
import os
import re
import selectors
import shutil
import signal
import socket
import statistics
import sys
import tempfile
import threading
import time

from nation_data import ACTIVITIES, DAYS, PUBLIC, activity, make_pack, rivals, stream

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "system"))
TOGETHER = 40  # notices of one request while the nation is filled
ASKED = 200  # of each question
DAVS = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'


class Nation:
    """A daemon with so many regencies and the tokens of its officials."""

    def __init__(self, build, folder, count):
        from daemon import PACK, Daemon
        pack, data = os.path.join(folder, "pack"), os.path.join(folder, "data")
        self.is_filed = os.path.exists(os.path.join(folder, "filed"))
        if os.path.exists(pack):
            shutil.rmtree(pack)
        self.folder, self.count = folder, count
        self.regencies = make_pack(pack, PACK, count)
        self.daemon = Daemon(data=data, pack=pack, build=build)
        self.tokens = {}

    def watch_start(self, began, logged):
        """Ask for a feed until everything is loaded: the figures of what is served meanwhile."""
        loading = threading.Thread(target=self.daemon.wait_loaded)
        loading.start()
        while not (port := re.search(r"loading port=(\d+)", self.daemon.logged()[logged:])) and loading.is_alive():
            time.sleep(0.001)
        self.daemon.port = int(port[1]) if port else self.daemon.port
        first, worst = None, 0
        while loading.is_alive():
            status, _, took_ms = self.ask("GET", "/feeds/%s/approved.ics" % self.regencies[0].code)
            if status == 200 and first is None:
                first = 1000 * (time.monotonic() - began)
            worst = max(worst, took_ms)
            time.sleep(0.002)
        loading.join()
        return {"first_feed_ms": first or float("nan"), "early_wait_most_ms": worst}

    def start(self):
        """Start it; seconds until /healthz answers and until a check does."""
        began = time.monotonic()
        logged = len(self.daemon.logged()) if self.daemon.process else 0
        self.daemon.launch()
        self.early = self.watch_start(began, logged)
        if not self.tokens:
            with open(os.path.join(self.daemon.data, "tokens"), encoding="utf-8") as f:
                self.tokens = {tuple(line.split()[:2]): line.split()[2] for line in f}
        while self.ask("GET", "/healthz")[0] != 200:
            time.sleep(0.005)
        alive_s = time.monotonic() - began
        while True:
            status, body, _ = self.ask("POST", "/api/v1/check", self.check_body(0), "bawaslu", self.regencies[0])
            if status == 200:
                return alive_s, time.monotonic() - began
            if status != 503:
                raise SystemExit("check: %d %s" % (status, body[:300]))
            time.sleep(0.005)

    def check_body(self, i):
        return stream([activity(self.regencies[i % self.count], i, "check")])

    def request(self, method, path, body, role, regency, more=()):
        lines = ["%s %s HTTP/1.1" % (method, path), "Host: bench"]
        if role:
            lines.append("Authorization: Bearer " + self.tokens[role, regency.code])
        if body is not None:
            kind = "application/json" if body[:1] == b"{" else "application/xml" if body[:1] == b"<" else "text/calendar"
            lines += ["Content-Type: " + kind, "Content-Length: %d" % len(body)]
        return "\r\n".join([*lines, *more, "", ""]).encode() + (body or b"")

    def ask(self, method, path, body=None, role=None, regency=None, more=()):
        """One request on a connection that is kept. Returns status, body and milliseconds."""
        sent = self.request(method, path, body, role, regency, more)
        while True:
            if not getattr(self, "line", None):
                self.line = Line(self.daemon.port)
            began = time.perf_counter()
            try:
                status, headers, got = self.line.ask(sent)
            except ConnectionError:
                self.line = None  # the daemon ends what has been idle
                continue
            took_ms = 1000 * (time.perf_counter() - began)
            if status != 429:
                return status, got, took_ms
            time.sleep(float(re.search(rb"(?i)retry-after: (\d+)", headers)[1]))

    def stop(self):
        self.line = None
        self.daemon.stop()

    def memory(self):
        with open("/proc/%d/status" % self.daemon.process.pid, encoding="ascii") as f:
            return 1024 * int(re.search(r"VmRSS:\s+(\d+)", f.read())[1])


class Line:
    """A connection for one request after the other."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=120)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.have = b""

    def take(self):
        """A whole answer of what has arrived, or None."""
        end = self.have.find(b"\r\n\r\n")
        if end < 0:
            return None
        headers = self.have[:end]
        length = re.search(rb"(?i)\r\ncontent-length: (\d+)", headers)
        if not length and b"chunked" in headers:
            raise SystemExit("an answer in chunks")
        until = end + 4 + (int(length[1]) if length else 0)
        if len(self.have) < until:
            return None
        body, self.have = self.have[end + 4:until], self.have[until:]
        return int(headers[9:12]), headers, body

    def read(self):
        got = self.socket.recv(1 << 20)
        if not got:
            raise ConnectionResetError
        self.have += got

    def ask(self, request):
        self.socket.sendall(request)
        while not (answer := self.take()):
            self.read()
        return answer


def flood(port, requests, good, connections=32):
    """Send requests over so many connections, one at a time on each; all must be answered with one of `good`.
    Returns how many were answered with the first of them, and the seconds."""
    select, counted, began, busy = selectors.DefaultSelector(), 0, time.monotonic(), 0
    requests = iter(requests)
    for _ in range(connections):
        request = next(requests, None)
        if request is None:
            break
        line, busy = Line(port), busy + 1
        select.register(line.socket, selectors.EVENT_READ, line)
        line.socket.sendall(request)
    while busy:
        for key, _ in select.select():
            key.data.read()
            answer = key.data.take()
            if not answer:
                continue
            if answer[0] not in good:
                raise SystemExit("answered %d: %s" % (answer[0], answer[2][:500]))
            counted += answer[0] == good[0]
            request = next(requests, None)
            if request is None:
                busy -= 1
                select.unregister(key.data.socket)
                key.data.socket.close()
            else:
                key.data.socket.sendall(request)
    return counted, time.monotonic() - began


def fill(nation):
    """File all but what file_singly() files, and approve what lies apart. The regencies come in turns."""
    def filings():
        for first in range(0, ACTIVITIES - 20, TOGETHER):
            for regency in nation.regencies:
                yield nation.request("POST", "/api/v1/notices", stream(
                    [activity(regency, i) for i in range(first, min(first + TOGETHER, ACTIVITIES - 20))]),
                    "bawaslu", regency)

    def approvals():
        for i in range(PUBLIC):
            for regency in nation.regencies:
                yield nation.request("POST", "/api/v1/notices/n%d-%d@nation/decision" % (regency.number, i), json.dumps(
                    {"act": "approve", "sttp": "S/%d/%d" % (regency.number, i), "chain_revision": 1, "seen": []}
                    ).encode(), "polres", regency)

    _, seconds = flood(nation.daemon.port, filings(), [201], 8)
    approved, more_s = flood(nation.daemon.port, approvals(), [200, 409])
    if approved < 0.8 * PUBLIC * nation.count:
        raise SystemExit("only %d were approved" % approved)
    print("# filed in %.0f s, %d approved in %.0f s" % (seconds, approved, more_s), flush=True)


def file_singly(nation):
    """The last twenty of every regency, at most 10,000, made before the clock runs; notices a second."""
    requests = [nation.request("POST", "/api/v1/notices", stream([activity(regency, i)]), "bawaslu", regency)
                for i in range(ACTIVITIES - 20, ACTIVITIES) for regency in nation.regencies]
    count, seconds = flood(nation.daemon.port, requests, [201])
    return count / seconds


def middle(took):
    took = sorted(took)
    return statistics.median(took), took[int(0.99 * (len(took) - 1))]


def times(nation, method, path, body=None, role=None, good=200, more=(), count=ASKED):
    """Milliseconds of a question (path and body made for a regency and a turn): p50 and p99."""
    took = []
    for turn in range(count):
        regency = nation.regencies[turn * 7 % nation.count]
        status, got, took_ms = nation.ask(method, path(regency, turn), body and body(regency, turn), role, regency, more)
        if status != good:
            raise SystemExit("%s %s: %d %s" % (method, path(regency, turn), status, got[:300]))
        took.append(took_ms)
    return middle(took)


def date(turn):
    day = DAYS[turn * 11 % len(DAYS)]
    return "%s-%s-%s" % (day[:4], day[4:6], day[6:])


def dav(inner):
    return lambda *_: ('<?xml version="1.0" encoding="utf-8"?>' + inner).encode()


def questions(nation):
    """Every question with its p50 and p99 in milliseconds."""
    def home(regency, _turn):
        return "/dav/calendars/%s/requests/" % regency.code

    yield "check", times(nation, "POST", lambda *_: "/api/v1/check", lambda r, i: stream([activity(r, i, "check")]),
                         "bawaslu")
    yield "list_of_day", times(nation, "GET", lambda r, i: "/api/v1/notices?region=%s&date=%s" % (r.code, date(i)),
                               role="polres")
    yield "conflicts", times(nation, "GET", lambda r, i: "/api/v1/conflicts?region=%s&from=%s&to=%s" % (
        r.code, date(i), date(i)), role="polres")
    yield "feed", times(nation, "GET", lambda r, _: "/feeds/%s/approved.ics" % r.code)
    yield "page", times(nation, "GET", lambda r, _: "/kalender/" + r.code)
    yield "dav_list", times(nation, "PROPFIND", home, dav(
        "<D:propfind %s><D:prop><D:getetag/></D:prop></D:propfind>" % DAVS), "bawaslu", 207, ["Depth: 1"], 40)
    yield "dav_sync", times(nation, "REPORT", home, dav(
        "<D:sync-collection %s><D:sync-token/><D:sync-level>1</D:sync-level><D:prop><D:getetag/></D:prop>"
        "</D:sync-collection>" % DAVS), "bawaslu", 207, ["Depth: 0"], 40)


def decision_visible(nation):
    """An activity apart from all others is filed and approved; until the feed shows it."""
    took = []
    for turn in range(20):
        regency = nation.regencies[turn * 7 % nation.count]
        uid = "d%d-%d@nation" % (nation.round, turn)
        lines = activity(regency, turn).replace("UID:n%d-%d@nation" % (regency.number, turn), "UID:" + uid)
        status, got, _ = nation.ask("POST", "/api/v1/notices", stream([lines]), "bawaslu", regency)
        assert status == 201, got
        conflicts = json.loads(got)["notices"][0]["conflicts"]
        body = json.dumps({"act": "approve", "sttp": "D/%s" % uid, "chain_revision": 1, "reason": "bench", "seen": [
            {"conflict": one["id"], "revision": one["revision"]} for one in conflicts]}).encode()
        began = time.perf_counter()
        status, got, _ = nation.ask("POST", "/api/v1/notices/%s/decision" % uid, body, "polres", regency)
        assert status == 200, got
        while uid.encode() not in nation.ask("GET", "/feeds/%s/approved.ics" % regency.code)[1]:
            pass
        took.append(1000 * (time.perf_counter() - began))
    nation.round += 1
    return middle(took)


def hangup_ms(nation):
    """The longest wait for /healthz from SIGHUP until it is logged as done."""
    worst, before = 0, nation.daemon.logged().count("reloaded")
    nation.daemon.process.send_signal(signal.SIGHUP)
    until = time.monotonic() + 60
    while nation.daemon.logged().count("reloaded") == before and time.monotonic() < until:
        worst = max(worst, nation.ask("GET", "/healthz")[2])
    for _ in range(20):
        worst = max(worst, nation.ask("GET", "/healthz")[2])
    return worst


def alerts(nation, spread, open_count=1000, reader_count=10):
    """Rivals filed with many streams open, of which up to ten are read: those of one account, or of every regency's
    police in turn."""
    regency, late, silent = nation.regencies[0], [], []
    for i in range(open_count):
        sent = nation.request("GET", "/api/v1/alerts/stream", None, "polres", nation.regencies[i % nation.count if spread else 0])
        silent.append(Line(nation.daemon.port))
        silent[-1].socket.sendall(sent)
        silent[-1].read()
        assert silent[-1].have.startswith(b"HTTP/1.1 200"), silent[-1].have
    readers = (silent[::nation.count] if spread else silent)[:reader_count]
    select = selectors.DefaultSelector()
    for one in readers:
        select.register(one.socket, selectors.EVENT_READ, one)
    for turn in range(30):
        uid = "a%d-%d@nation" % (nation.round, turn)
        pair = [stream([one]) for one in rivals(regency, uid)]
        assert nation.ask("POST", "/api/v1/notices", pair[0], "bawaslu", regency)[0] == 201
        for one in readers:
            one.have = b""
        began, waiting = time.perf_counter(), set(readers)
        status, got, _ = nation.ask("POST", "/api/v1/notices", pair[1], "bawaslu", regency)
        assert status == 201, got
        while waiting:
            for key, _ in select.select(30) or sys.exit("no alert for %s: %s" % (uid, got[:500])):
                key.data.read()
                if (uid + "-2").encode() in key.data.have and key.data in waiting:
                    waiting.discard(key.data)
                    late.append(1000 * (time.perf_counter() - began))
    nation.round += 1
    for one in silent:
        one.socket.close()
    return middle(late)


def measure(build, folder, count):
    """All figures of a nation, by name."""
    nation, figures = Nation(build, folder, count), {}
    nation.round = int(time.time())
    activities = ACTIVITIES * count
    try:
        nation.start()
        if not nation.is_filed:
            fill(nation)
            figures["filed_per_s"] = file_singly(nation)
            figures["memory_filed"] = nation.memory() / activities
            with open(os.path.join(folder, "filed"), "w", encoding="ascii"):
                pass
        nation.stop()
        figures["start_healthz_s"], figures["start_check_s"] = nation.start()
        figures.update(nation.early)
        figures["memory_started"] = nation.memory() / activities
        for name, (half, most) in questions(nation):
            figures[name + "_p50_ms"], figures[name + "_p99_ms"] = half, most
        figures["decision_p50_ms"], figures["decision_p99_ms"] = decision_visible(nation)
        figures["hangup_ms"] = hangup_ms(nation)
        for name, spread in (("alert", True), ("alert_crowd", False)):
            figures[name + "_p50_ms"], figures[name + "_p99_ms"] = alerts(nation, spread)
        nation.stop()
    finally:
        if nation.daemon.process.poll() is None:
            nation.daemon.process.kill()
            nation.daemon.process.wait()
    return figures


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--build", default=os.path.join(ROOT, "build"))
    options.add_argument("--regencies", type=int, default=508)
    options.add_argument("--small", type=int, default=5, help="0: the large one alone")
    options.add_argument("--keep", help="folder of pack and store of the large nation")
    options.add_argument("--figures", help="file that each nation measured is added to, a line of JSON (growth.py)")
    o = options.parse_args()
    build = os.path.abspath(o.build)
    folder = tempfile.mkdtemp(prefix="nation-", dir=build)
    os.environ["JARAK_BUILD"] = build
    try:
        small = measure(build, os.path.join(folder, "small"), o.small) if o.small else {}
        large = measure(build, o.keep or os.path.join(folder, "large"), o.regencies)
    finally:
        shutil.rmtree(folder)
    if o.figures:
        with open(o.figures, "a", encoding="ascii") as f:
            for count, figures in ((o.small, small), (o.regencies, large)):
                if figures:
                    f.write(json.dumps({"activities": ACTIVITIES * count, **figures}) + "\n")
    print("%-20s %14s %14s %8s" % ("figure", "%d activities" % (ACTIVITIES * o.small),
                                   "%d" % (ACTIVITIES * o.regencies), "ratio"))
    for name in large:
        beside = small.get(name)
        print("%-20s %14s %14.2f %8s" % (name, "%.2f" % beside if beside else "-", large[name],
                                         "%.2f" % (large[name] / beside) if beside else "-"))


if __name__ == "__main__":
    main()
