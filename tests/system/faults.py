"""Calls of a daemon that fail (tests/tools/fail.c): one request at a time is asked while its Nth call fails, or all
from the Nth on. What is always so: the daemon ends by no signal, what it says is one of its own answers, and when
the fault has passed it serves, has all it acknowledged, and its journal says the same as its tables."""
import contextlib
import json
import mmap
import os
import random
import re
import socket
import sqlite3
import struct
import subprocess
import tempfile
import time
import urllib.parse

import stall_shapes
from daemon import BUILD, HANGING_S, PACK, ROOT, SLOW, Daemon, rally, until
from desk import Clerk, make_account
from test_desk import rally as form_fields
from test_table_ways import GPX, TABLE, parts

KINDS = ("alloc", "open", "read", "write", "flush", "accept", "epoll", "watch", "mmap", "sendmsg", "fork")
FIELDS = ("kinds", "first", "length", "error", "only", "family", "flush_us", "seen", "failed", "owner", "waits")
ANYTHING, FILES, SOCKETS, BELOW = range(4)
# Besides what a request is answered anyway: a server that cannot do it now. All are asked for in a way that succeeds.
OURS = (200, 201, 202, 204, 207, 303, 304, 500, 503, 507)
JSON = {"Content-Type": "application/json"}
XML = {"Content-Type": "application/xml; charset=utf-8", "Depth": "1"}
PDF = b"%PDF-1.4\n" + bytes(range(256)) * 300
QUERY = (b'<?xml version="1.0"?><C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><D:getetag/>'
         b'<C:calendar-data/></D:prop><C:filter><C:comp-filter name="VCALENDAR"/></C:filter></C:calendar-query>')


class Orders:
    """What tests/tools/fail.c is told and tells back; `env` is that of a daemon that takes them."""

    def __init__(self, env=None):
        preload = os.path.join(BUILD, "tests", "fail.so")
        if not os.path.exists(preload):
            raise RuntimeError("%s is not there: no call would fail (JARAK_BUILD)" % preload)
        self.file = tempfile.NamedTemporaryFile(prefix="jarakd-fail-")
        self.file.truncate(8 * len(FIELDS))
        self.at = mmap.mmap(self.file.fileno(), 8 * len(FIELDS))
        self.env = dict(env or os.environ, JARAK_TEST_FAIL=self.file.name, LD_PRELOAD=preload)

    def put(self, field, value):
        struct.pack_into("=q", self.at, 8 * FIELDS.index(field), value)

    def get(self, field):
        return struct.unpack_from("=q", self.at, 8 * FIELDS.index(field))[0]

    def arm(self, *kinds, first=0, length=1, error=0, only=ANYTHING, family=0):
        """first 0: they are only counted. length 0: all from there on."""
        self.disarm()
        for field, value in (("first", first), ("length", length), ("error", error), ("only", only), ("family", family),
                             ("seen", 0), ("failed", 0)):
            self.put(field, value)
        self.put("kinds", sum(1 << KINDS.index(k) for k in kinds))

    def disarm(self):
        self.put("kinds", 0)

    def forget(self):
        """The next process that starts is the daemon."""
        self.put("owner", 0)


class Answer:
    """What came on a connection that was asked once: `status` 0 where it was ended without an answer."""

    def __init__(self, octets):
        words = octets.split(b" ", 2)
        self.status = int(words[1]) if octets.startswith(b"HTTP/1.1 ") and len(words) > 2 else 0
        head, _, self.body = octets.partition(b"\r\n\r\n")
        self.headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:] if ": " in line)
        self.headers = {k.lower(): v for k, v in self.headers.items()}


class Asker:
    """Asks one daemon; its tokens were read before, so that nothing but the request is asked of anybody."""

    def __init__(self, daemon, orders):
        self.daemon, self.orders = daemon, orders
        self.tokens = {role: daemon.token(role) for role in ("bawaslu", "polres", "admin", "kpu")}

    def ask(self, method, path, body=None, role="bawaslu", headers=None):
        """The answer. A daemon that has gone to rest while its calls fail is let go on: what it still owes comes then."""
        own = socket.create_connection(("127.0.0.1", self.daemon.port), timeout=HANGING_S)
        lines = ["%s %s HTTP/1.1" % (method, path), "Host: 127.0.0.1:%d" % self.daemon.port, "Connection: close"]
        if role:
            lines.append("Authorization: Bearer " + self.tokens[role])
        sent = dict({"Content-Type": "text/calendar"} if body is not None else {}, **(headers or {}))
        lines += ["%s: %s" % pair for pair in sent.items()]
        if body is not None:
            lines.append("Content-Length: %d" % len(body))
        got = b""
        with own:
            try:
                own.sendall("\r\n".join(lines + ["", ""]).encode() + (body or b""))
                while True:
                    more = self.receive(own)
                    if not more:
                        return Answer(got)
                    got += more
            except ConnectionError:
                return Answer(got)

    def at_rest(self):
        """It waits for events, and has not merely been given no core yet: what was sent has made it runnable."""
        with open("/proc/%d/stat" % self.daemon.process.pid, encoding="utf-8") as file:
            return bool(self.orders.get("waits")) and file.read().rsplit(")", 1)[1].split()[0] == "S"

    def receive(self, own):
        rests, end = 0, time.monotonic() + HANGING_S
        own.settimeout(0.004)
        while True:
            try:
                return own.recv(1 << 20)
            except TimeoutError:
                rests = rests + 1 if self.at_rest() or self.orders.get("failed") > MANY else 0
                if rests >= 3:
                    self.orders.disarm()
                if time.monotonic() > end:
                    raise AssertionError("neither an answer nor an end of the connection") from None


class Steps:
    """One request after another of a day; each comes with a name, is new each time it is asked, and may be acknowledged."""

    def __init__(self, asker):
        self.asker, self.number = asker, 0
        self.dice = random.Random(6408)
        self.reads = 0  # which of READS is next
        self.name = self.cookie = self.csrf = self.conflict = ""  # made when they are needed first
        self.acknowledged = []  # (UID, what it was acknowledged to be) of what was answered 2xx

    def place(self):
        """Somewhere of its own, so that a step costs the same whenever it is asked."""
        self.number += 1
        return 0.2 + self.number % 90 / 100, 116.6 + self.number // 90 % 90 / 100

    def uid(self):
        return "f%d@faults" % self.number

    def chain(self, uid, lat, lon):
        """A rally on two days and its convoy, with a way."""
        line = [[round(lon - 0.01 + 0.001 * i, 6), round(lat, 6)] for i in range(10)]
        return stall_shapes.calendar(
            stall_shapes.rally(uid, 1, lat, lon, "20241105T140000", rrule="FREQ=WEEKLY;COUNT=2;BYDAY=TU"),
            stall_shapes.convoy("k-" + uid, 1, line, "20241105T110000", 2, rrule="FREQ=WEEKLY;COUNT=2;BYDAY=TU", parent=uid))

    def filed(self, paslon=1):
        """Prepared: a notice that is there."""
        lat, lon = self.place()
        answer = until(lambda: self.asker.ask("POST", "/api/v1/notices", rally(self.uid(), lat, lon, paslon)),
                       lambda seen: seen.status == 201, "nothing is taken")
        self.acknowledged.append((self.uid(), "submitted"))
        return lat, lon, json.loads(answer.body)["notices"][0]

    def file_chain(self):
        lat, lon = self.place()
        return ("POST", "/api/v1/notices", self.chain(self.uid(), lat, lon)), self.uid()

    def file_conflict(self):
        lat, lon, _ = self.filed()
        self.number += 1
        return ("POST", "/api/v1/notices", rally(self.uid(), lat + 0.0005, lon, 2)), self.uid()

    def check(self):
        lat, lon, _ = self.filed()
        return ("POST", "/api/v1/check", self.chain("c-" + self.uid(), lat, lon)), None

    def approve(self):
        _, _, verdict = self.filed()
        body = json.dumps({"act": "approve", "sttp": "STTP/%d" % self.number, "chain_revision": verdict["chain_revision"],
                           "reason": "uji", "seen": [{"conflict": c["id"], "revision": c["revision"]} for c in verdict["conflicts"]]})
        return ("POST", "/api/v1/notices/%s/decision" % self.uid(), body.encode(), "polres", JSON), None

    def feed(self):
        step = self.approve()[0]
        self.asker.ask(*step)
        return ("GET", "/feeds/64.08/approved.ics", None, None, {"Accept-Encoding": "gzip"}), None

    def page(self):
        self.asker.ask(*self.approve()[0])
        return ("GET", "/kalender/64.08", None, None), None

    def dav_put(self):
        lat, lon = self.place()
        return ("PUT", "/dav/calendars/64.08/requests/%s.ics" % self.uid(), rally(self.uid(), lat, lon)), self.uid()

    def dav_report(self):
        return ("REPORT", "/dav/calendars/64.08/conflicts/", QUERY, "bawaslu", XML), None

    def dav_find(self):
        return ("PROPFIND", "/dav/calendars/64.08/", b"", "bawaslu", XML), None

    def letter(self):
        self.filed()
        return ("PUT", "/api/v1/notices/%s/letter" % self.uid(), PDF, "bawaslu", {"Content-Type": "application/pdf"}), None

    def letter_part(self):
        self.filed()
        return ("PUT", "/api/v1/notices/%s/letter" % self.uid(), PDF[:9000], "bawaslu",
                {"Content-Type": "application/pdf", "Content-Range": "bytes 0-8999/%d" % len(PDF)}), None

    def slots(self):
        self.filed()
        return ("GET", "/api/v1/notices/%s/slots?date=2024-11-20" % self.uid(), None), None

    def form(self):
        """The table that the form of an office sends, with its ways."""
        self.place()
        name = self.uid()
        table = (TABLE % "konvoi.gpx").replace("a@tabel", name).replace("b@tabel", "k-" + name)
        return ("POST", "/api/v1/import", parts(("tabel", "surat.csv", table.encode()), ("rute", "konvoi.gpx", GPX)), "bawaslu",
                {"Content-Type": "multipart/form-data; boundary=XX"}), name

    def table(self):
        lat, lon = self.place()
        row = "%s;pilbup-64.08;1;rapat umum;23-11-2024;14.00;17.00;Lapangan;%.4f;%.4f" % (self.uid(), lat, lon)
        head = "uid;pemilihan;paslon;bentuk;tanggal;jam_mulai;jam_selesai;tempat;lintang;bujur"
        return ("POST", "/api/v1/import", ("%s\r\n%s\r\n" % (head, row)).encode(), "bawaslu", {"Content-Type": "text/csv"}), self.uid()

    def page_form(self):
        """The form of the pages, by somebody who has signed in."""
        self.sign_in()
        lat, lon = self.place()
        fields = form_fields(self.uid(), 1, "%.6f" % lat, "%.6f" % lon, csrf=self.csrf)
        return ("POST", "/meja/formulir", urllib.parse.urlencode(fields).encode(), None, {
            "Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie,
            "Origin": "http://127.0.0.1:%d" % self.asker.daemon.port}), self.uid()

    def heavy(self):
        """Two long convoys on the same roads: a copy of the process finds out."""
        self.place()
        return ("POST", "/api/v1/check", stall_shapes.calendar(*[
            stall_shapes.convoy("%s-%s" % (name, self.uid()), paslon, stall_shapes.corners(600, lane), rrule="FREQ=DAILY;COUNT=10")
            for name, paslon, lane in (("a", 1, 0), ("b", 2, 0.00005))])), None

    def past(self):
        """Tables as they were: jarakd-past folds them, and a copy answers."""
        return ("GET", "/api/v1/notices?as_of=40", None), None

    def sheet(self):
        """Paper: jarakd-paper lays it out."""
        if not self.conflict:
            self.asker.ask(*self.file_conflict()[0])
            self.conflict = json.loads(self.asker.ask("GET", "/api/v1/conflicts", None, "polres").body)["conflicts"][0]["id"]
        return ("GET", "/api/v1/conflicts/%s/sheet.pdf" % self.conflict, None, "polres"), None

    def conflicts(self):
        return ("GET", "/api/v1/conflicts", None, "polres"), None

    def alerts(self):
        return ("GET", "/api/v1/alerts", None, "polres"), None

    def account(self):
        self.number += 1
        body = json.dumps({"name": "uji-%d" % self.number, "role": "bawaslu", "region": "64.08"})
        return ("POST", "/api/v1/accounts", body.encode(), "admin", JSON), None

    def sign_in(self):
        """Cookie and CSRF field of somebody of the supervisors at the pages."""
        if not self.cookie:
            self.name = self.name or make_account(self.asker.daemon, "bawaslu")
            clerk = Clerk(self.asker.daemon, self.name)
            self.csrf = clerk.get("/meja/formulir").csrf()
            self.cookie = "; ".join("%s=%s" % pair for pair in clerk.cookies.items())

    def read(self):
        """Documents, pages and papers in turn."""
        self.sign_in()
        self.sheet()
        path = READS[self.reads % len(READS)] % {"conflict": self.conflict}
        page = path.startswith("/meja/")
        return ("GET", path, None, None if page else "polres", {"Cookie": self.cookie} if page else {}), None

    def metrics(self):
        return ("GET", "/metrics", None, None), None


STEPS = ("file_chain", "file_conflict", "check", "approve", "feed", "page", "dav_put", "dav_report", "dav_find", "letter",
         "letter_part", "slots", "form", "page_form", "table", "conflicts", "alerts", "account", "metrics")
COPIES = ("heavy", "past", "sheet")  # copies of the process and programs beside it take part
DAY = "64.08/2024-11-20"
READS = tuple("/api/v1/" + path for path in (
    "conflicts/%(conflict)s", "conflicts/%(conflict)s/history", "conflicts/%(conflict)s/map.svg", "days/" + DAY, "days/%s/matrix.pdf" % DAY,
    "days/%s/brief" % DAY, "days/%s/brief.txt" % DAY, "days/%s/brief.pdf" % DAY, "days/%s/map.svg" % DAY, "digest?region=64.08",
    "digest.txt?region=64.08", "digest.pdf?region=64.08", "export?format=csv", "notices/f1@faults", "notices/f1@faults/history",
    "notices/f1@faults/certificate", "alerts.atom", "zones", "stations", "policy?contest=pilbup-64.08", "places?q=lap")) + tuple(
        "/meja/" + path for path in ("hari/" + DAY, "konflik/%(conflict)s", "kotak", "pemberitahuan/f1@faults", "formulir?ubah=f1@faults",
                                     "tps", "kebijakan", "digest"))
MANY = 200  # failed calls: a loop that turns without end for them, or listens for nobody
ROUNDS = int(os.environ.get("JARAK_FAULTS", "8" if SLOW == 1 else "2"))  # calls that fail, of each step and way


class World:
    """A daemon whose calls fail, the steps it is asked, and the laws."""

    def __init__(self, case, build=BUILD, options=(), pack=PACK, add=None):
        """add(orders): makes and starts a daemon that takes them and is somebody else's to end; else it is one of its own file."""
        self.case, self.orders = case, Orders()
        if add:
            self.daemon = add(self.orders)
        else:
            self.daemon = Daemon(env=self.orders.env, build=build, options=options, pack=pack)
            self.daemon.start()
            case.addCleanup(self.daemon.__exit__)
        self.asker = Asker(self.daemon, self.orders)
        self.steps = Steps(self.asker)
        self.told = {}  # status: how often
        self.read = self.ends = 0  # characters of its log that were looked at; how often it gave its state up

    def failing(self, name, *kinds, **how):
        """One step while calls fail. Its answer, and the number of the calls that were counted and that failed."""
        request, uid = getattr(self.steps, name)()
        self.orders.arm(*kinds, **how)
        answer = self.asker.ask(*request)
        self.orders.disarm()
        told = "%s, %s %s: %s" % (name, kinds, how, answer.status)
        self.goes_on(told)
        self.case.assertIn(answer.status, OURS + (0,), "%s %r" % (told, answer.body[:300]))
        if answer.status in (503, 507):
            self.case.assertIn("retry-after", answer.headers, told)
        self.told[answer.status] = self.told.get(answer.status, 0) + 1
        if uid and answer.status in (200, 201, 204, 303):
            self.steps.acknowledged.append((uid, "submitted"))
        return answer, self.orders.get("seen"), self.orders.get("failed")

    def goes_on(self, told):
        """It is there. Or it has ended by its own decision, for it could not read its store back, and is started again."""
        until(lambda: self.daemon.process.poll() is not None or self.asker.at_rest(), what=told + ": it does not come to rest")
        log = self.daemon.logged()
        if "state-lost" in log[self.read:]:
            self.case.assertEqual(self.daemon.process.wait(timeout=HANGING_S), 1, told)
            self.daemon.process.stdout.close()
            self.daemon.log.close()
            log = self.daemon.logged()  # what it wrote until its end is its own, and not of the next one
            self.read = len(log)
            self.orders.forget()
            self.daemon.start()
            self.steps.cookie = ""  # it was of the one that has ended
            self.ends += 1
            log += self.daemon.logged()[len(log):]
        self.read = len(log)
        self.case.assertIsNone(self.daemon.process.poll(), told + "\n" + log[-2000:])

    def serves(self):
        """The fault has passed: a notice is taken, at once or as soon as the store was read again."""
        lat, lon = self.steps.place()
        uid = self.steps.uid()
        until(lambda: self.asker.ask("POST", "/api/v1/notices", rally(uid, lat, lon)).status,
              lambda status: status in (200, 201), "it does not serve again")
        self.steps.acknowledged.append((uid, "submitted"))

    def all_steps(self, *kinds, steps=STEPS, **how):
        """Each step, with a sample of its calls failing once, and from then on."""
        failed = 0
        for name in steps:
            self.failing(name, *kinds, **how)  # the first of its kind fills caches
            seen = self.failing(name, *kinds, **how)[1]
            for length in (1, 0):
                for first in sorted(self.steps.dice.sample(range(1, seen + 1), min(seen, ROUNDS))):
                    failed += self.failing(name, *kinds, first=first, length=length, **how)[2] > 0
            self.serves()
        return failed

    def known(self):
        found, cursor = set(), 0
        while cursor is not None:
            page = self.daemon.ask("GET", "/api/v1/notices?cursor=%d" % cursor).json()
            found.update(n["uid"] for n in page["notices"])
            cursor = page["cursor"]
        return found

    def chains(self):
        """How many memory has, and how many the store: what was refused half way is in neither."""
        counted = re.search(r"^jarakd_chains (\d+)$", self.daemon.ask("GET", "/metrics").body.decode(), re.MULTILINE)
        with contextlib.closing(sqlite3.connect("file:%s/jarakd.db?mode=ro" % self.daemon.data, uri=True)) as store:
            return int(counted.group(1)), store.execute("SELECT count(*) FROM chains").fetchone()[0]

    def nothing_is_lost(self):
        """Before and behind a restart that reads everything; and replay."""
        acknowledged = {uid for uid, _ in self.steps.acknowledged}
        before = self.known()
        until(self.chains, lambda seen: seen[0] == seen[1], "memory has another number of chains than the store")
        self.case.assertEqual(acknowledged - before, set())
        self.case.assertEqual(self.daemon.stop(), 0, self.daemon.logged()[-2000:])
        replay = subprocess.run([os.path.join(BUILD, "jarakctl"), "replay", os.path.join(self.daemon.data, "jarakd.db")], cwd=ROOT,
                                capture_output=True, text=True, check=False)
        self.case.assertEqual(replay.returncode, 0, replay.stdout + replay.stderr)
        self.orders.forget()
        self.daemon.start()
        self.case.assertEqual(self.known(), before)
        until(lambda: "audit entries=" in self.daemon.logged().rsplit("listening", 1)[-1])
        self.case.assertNotIn("audit-difference", self.daemon.logged())
        return len(acknowledged)
