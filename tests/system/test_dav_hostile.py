"""Bodies that mean harm: each refused rightly, memory given back, others served meanwhile. A bound that is
missed shows as a body that is not refused, or as one whose answer does not come; how soon the worst of them is
refused, tests/bench/serve.py says."""
import base64
import os
import re
import socket
import threading
import unittest

from dav import HOME, REQUESTS, xml
from daemon import Daemon, rally

PATH = REQUESTS + "jahat@uji.ics"
GOOD = rally("jahat@uji", 0.5, 117.4, 1)


def with_line(line):
    return GOOD.replace(b"END:VEVENT", line + b"\r\nEND:VEVENT")


def instead(old, new):
    assert old in GOOD
    return GOOD.replace(old, new)


def query(inner):
    return xml("C:calendar-query", "<D:prop><D:getetag/></D:prop><C:filter>%s</C:filter>" % inner)


def in_event(inner):
    return query('<C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">%s</C:comp-filter></C:comp-filter>' % inner)


UNREAD = {  # lines that nobody reads: taken, at the cost of their bytes
    "parameters": with_line(b"ATTENDEE" + b";X-A=b" * 1000 + b":mailto:a@b"),
    "a description of 200 KB": with_line(b"DESCRIPTION:" + b"x" * 200000),
    "folds": with_line(b"DESCRIPTION:x" + b"\r\n x" * 7000),
    "quotes": with_line(b"X-A;B=" + b'"x' * 100000 + b":1"),
    "quotes that stay open": with_line(b"X-A;B=" + b'"x,' * 70000 + b":1"),
    "semicolons": with_line(b"X-A" + b";" * 200000 + b":1"),
}
NOTICES = {  # all of them: 403
    "a line of 200 KB": with_line(b"X-JARAK-PROPS:" + b"x" * 200000),
    "10 MB in one line": with_line(b"DESCRIPTION:" + b"x" * 10000000),
    "a folded line without end": with_line(b"X-JARAK-PROPS:x" + b"\r\n x" * 50000),
    "20,000 levels": b"BEGIN:VCALENDAR\r\n" + b"BEGIN:A\r\n" * 20000,
    "levels of components in the event": with_line(b"BEGIN:VALARM\r\n" * 2000),
    "FREQ=SECONDLY": with_line(b"RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"),
    "FREQ=MINUTELY": with_line(b"RRULE:FREQ=MINUTELY;COUNT=9"),
    "FREQ=HOURLY": with_line(b"RRULE:FREQ=HOURLY"),
    "an empty rule": with_line(b"RRULE:"),
    "COUNT=999999999": with_line(b"RRULE:FREQ=DAILY;COUNT=999999999"),
    "a date that never comes": with_line(b"RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31;COUNT=3"),
    "15,000 EXDATE values": with_line(b"EXDATE:" + b",".join([b"20241120T060000Z"] * 15000)),
    "EXDATE lines": with_line(b"\r\n".join([b"EXDATE:20241120T060000Z"] * 8001)),
    "RDATE values": with_line(b"RDATE:" + b",".join(b"202411%02dT%02d%02d00Z" % (d, h, m) for d in range(1, 29)
                                                    for h in range(20) for m in range(12))[:8000]),
    "bad UTF-8": with_line(b"DESCRIPTION:\xc3\x28"),
    "an overlong NUL": with_line(b"DESCRIPTION:\xc0\x80"),
    "a surrogate": with_line(b"DESCRIPTION:\xed\xa0\x80"),
    "NUL": with_line(b"DESCRIPTION:a\x00b"),
    "a control": with_line(b"SUMMARY:a\x1bb"),
    "month 13": instead(b"MAKASSAR:20241120".replace(b"MAKASSAR", b"Makassar"), b"Makassar:20241320"),
    "31 November": instead(b"DTSTART;TZID=Asia/Makassar:20241120", b"DTSTART;TZID=Asia/Makassar:20241131"),
    "hour 25": instead(b"T140000", b"T250000"),
    "the end before the start": instead(b"T170000", b"T130000"),
    "GEO nan": instead(b"GEO:0.500000;", b"GEO:nan;"),
    "GEO 1e2": instead(b"GEO:0.500000;", b"GEO:1e2;"),
    "GEO inf": instead(b"GEO:0.500000;", b"GEO:inf;"),
    "GEO turned round": instead(b"GEO:0.500000;117.400000", b"GEO:117.4;0.5"),
    "GEO with one number": instead(b"GEO:0.500000;117.400000", b"GEO:0.5"),
    "a UID of 10 KB": instead(b"UID:jahat@uji", b"UID:" + b"u" * 8000),
    "no UID": instead(b"UID:jahat@uji\r\n", b""),
    "two UIDs": GOOD.replace(b"END:VCALENDAR", GOOD.split(b"TEST//EN\r\n")[-1].replace(b"jahat", b"dua").split(
        b"END:VCALENDAR")[0].split(b"EN\r\n")[-1] + b"END:VCALENDAR"),
    "SEQUENCE that wraps": instead(b"SEQUENCE:0", b"SEQUENCE:4294967296"),
    "SEQUENCE below 0": instead(b"SEQUENCE:0", b"SEQUENCE:-1"),
    "a zone nobody knows": instead(b"TZID=Asia/Makassar", b"TZID=Mars/Olympus"),
    "no END": GOOD[:-17],
    "END of another": instead(b"END:VEVENT", b"END:VTODO"),
    "nothing but ends": b"END:VCALENDAR\r\n" * 5000,
    "no iCalendar": b"%PDF-1.4 " + bytes(range(1, 128)) * 20,
    "one octet": b"B",
    "vehicles without end": with_line(b"X-JARAK-VEHICLES:cars=99999999999999999999"),
    "a radius of 1e9": with_line(b"X-JARAK-RADIUS:1e9"),
    "a polygon that is none": with_line(b'STRUCTURED-DATA;VALUE=TEXT;FMTTYPE="application/geo+json":{"type":"Polygon"'
                                        b'\\,"coordinates":' + b"[" * 5000),
}
BOMB = b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY %c "&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;">' % ((ord("b") + i,) + (ord("a") + i,) * 8) for i in range(12))
BODIES = {  # (method, path, body, status)
    "a bomb of entities": ("PROPFIND", HOME, BOMB + b']><propfind xmlns="DAV:">&m;</propfind>', 400),
    "a quadratic bomb": ("PROPFIND", HOME, b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 30000 + b'">]><x>' + b"&a;" * 9000 + b"</x>", 400),
    "a file of the machine": ("PROPFIND", HOME, b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', 400),
    "an entity of the network": ("REPORT", REQUESTS, b'<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:9/">]><x>&e;</x>', 400),
    "a document type of parameters": ("REPORT", REQUESTS, b'<!DOCTYPE x [<!ENTITY % p "x"> %p;]><x/>', 400),
    "deep XML": ("PROPFIND", HOME, b"<a>" * 20000, 422),
    "deeper XML": ("REPORT", REQUESTS, b"<a>" * 300000, 422),
    "many elements": ("REPORT", REQUESTS, b"<a>" + b"<b/>" * 200000 + b"</a>", 422),
    "many attributes": ("PROPFIND", HOME, b"<a " + b" ".join(b'a%d="1"' % i for i in range(5000)) + b"/>", 422),
    "text without end": ("REPORT", REQUESTS, b"<a>" + b"&amp;" * 200000, 422),
    "XML that ends early": ("PROPFIND", HOME, b'<propfind xmlns="DAV:"><prop>', 400),
    "no XML": ("PROPFIND", HOME, b"\x00\x01\x02", 400),
    "bad UTF-8 in XML": ("PROPFIND", HOME, b'<propfind xmlns="DAV:">\xff</propfind>', 400),
    "UTF-16 with a document type": ("PROPFIND", HOME, "<!DOCTYPE x><x/>".encode("utf-16"), 400),
    "another root": ("PROPFIND", HOME, b"<x/>", 400),
    "200 properties": ("PROPFIND", HOME, xml("D:propfind", "<D:prop>%s</D:prop>" % "".join("<D:p%d/>" % i for i in range(200))), 422),
    "10,000 addresses": ("REPORT", REQUESTS, xml("C:calendar-multiget", "<D:prop><D:getetag/></D:prop>"
                                                 + "<D:href>/dav/x.ics</D:href>" * 10000), 207),
    "30,000 addresses": ("REPORT", REQUESTS, xml("C:calendar-multiget", "<D:href>/</D:href>" * 30000), 422),
    "filters in filters": ("REPORT", REQUESTS, query('<C:comp-filter name="VCALENDAR">' * 20 + "</C:comp-filter>" * 20), 207),
    "2,000 filters": ("REPORT", REQUESTS, in_event('<C:prop-filter name="UID"/>' * 2000), 207),
    "text of 300 octets": ("REPORT", REQUESTS, in_event('<C:prop-filter name="UID"><C:text-match>%s</C:text-match></C:prop-filter>' % ("a" * 300)), 403),
    "a range backwards": ("REPORT", REQUESTS, in_event('<C:time-range start="20241201T000000Z" end="20241101T000000Z"/>'), 403),
    "a range of nonsense": ("REPORT", REQUESTS, in_event('<C:time-range start="99999999T999999Z"/>'), 403),
    "no filter": ("REPORT", REQUESTS, xml("C:calendar-query", ""), 403),
    "a limit below 1": ("REPORT", REQUESTS, xml("D:sync-collection", "<D:sync-token/><D:limit><D:nresults>0</D:nresults></D:limit>"), 403),
    "a token of 10 KB": ("REPORT", REQUESTS, xml("D:sync-collection", "<D:sync-token>%s</D:sync-token>" % ("9" * 10000)), 403),
    "a free-busy of all time": ("REPORT", REQUESTS, xml("C:free-busy-query", '<C:time-range start="20240101T000000Z"/>'), 403),
}


class Hostile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().__enter__()
        cls.basic = base64.b64encode(("x:" + cls.daemon.token("bawaslu")).encode()).decode()

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__()

    def send(self, method, path, body, kind):
        """The status, 0 without an answer; the server may stop reading before the last byte."""
        with socket.create_connection(("127.0.0.1", self.daemon.port), timeout=30) as s:
            head = "%s %s HTTP/1.1\r\nHost: x\r\nAuthorization: Basic %s\r\nDepth: 1\r\nContent-Type: %s\r\n" \
                   "Content-Length: %d\r\n\r\n" % (method, path, self.basic, kind, len(body))
            s.sendall(head.encode())
            try:
                s.sendall(body)
            except OSError:
                pass  # refused already
            try:
                got = s.recv(64)
            except OSError:
                got = b""
            return int(got.split()[1]) if got else 0

    def resident(self):
        with open("/proc/%d/status" % self.daemon.process.pid, encoding="ascii") as f:
            return next(int(line.split()[1]) for line in f if line.startswith("VmRSS"))

    def steps(self):
        """What was put off to other turns and processes; the milliseconds are the bench's matter (stalls.py unread)."""
        said = self.daemon.ask("GET", "/metrics", role=None).body.decode()
        return [int(re.search(r"^jarakd_work_%s_total (\d+)$" % name, said, re.MULTILINE)[1]) for name in ("copies", "turns", "refused")]

    def test_each_is_refused_and_others_are_served_meanwhile(self):
        self.assertGreaterEqual(len(NOTICES) + len(BODIES), 60)
        answers, over = [], threading.Event()

        def others():
            while not over.wait(0.005):
                answers.append(self.daemon.ask("GET", "/healthz", role=None).status)

        thread = threading.Thread(target=others)
        thread.start()
        try:
            for name, octets in NOTICES.items():
                self.assertEqual(self.send("PUT", PATH, octets, "text/calendar"), 403, name)
            for number, (name, octets) in enumerate(UNREAD.items()):
                uid, steps = "baik-%d@uji" % number, self.steps()
                self.assertEqual(self.send("PUT", PATH.replace("jahat@uji", uid), octets.replace(b"jahat@uji", uid.encode()),
                                           "text/calendar"), 201, name)
                self.assertEqual(self.steps(), steps, name + ": it is taken at once, and nobody is asked to wait for it")
            for name, (method, path, body, wanted) in BODIES.items():
                self.assertEqual(self.send(method, path, body, "application/xml"), wanted, name)
        finally:
            over.set()
            thread.join()
        self.assertGreater(len(answers), 0)
        self.assertEqual(set(answers), {200})
        self.assertEqual(self.daemon.ask("GET", PATH).status, 404, "nothing was stored")
        self.assertEqual(self.daemon.ask("PUT", PATH, GOOD).status, 201, "the pattern of all of them is good")

    @unittest.skipIf(os.environ.get("JARAK_ASAN"), "sanitizers keep what was freed")
    def test_memory_is_given_back(self):
        def round_of_all():
            for octets in NOTICES.values():
                self.send("PUT", PATH, octets, "text/calendar")
            for method, path, body, _ in BODIES.values():
                self.send(method, path, body, "application/xml")

        round_of_all()
        before = self.resident()
        for _ in range(3):
            round_of_all()
        self.assertLess(self.resident() - before, 8 * 1024)


if __name__ == "__main__":
    unittest.main()
