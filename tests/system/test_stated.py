"""Which role may state which property, at every door (docs/rights.md, "Who states what")."""
import unittest

import dav
from daemon import Daemon, rally
from test_itip import message, read, send
from test_team import Team

FILERS = ("bawaslu", "kpu", "polres", "tim")
VALUES = {"X-JARAK-STTP": "STTP/9", "X-JARAK-RECEIVED": "20241110T010000Z", "X-JARAK-PUBLIC-NOTE": "Terbuka untuk umum"}
MAY = {"X-JARAK-STTP": ("bawaslu", "polres"), "X-JARAK-RECEIVED": ("bawaslu", "kpu", "polres"),
       "X-JARAK-PUBLIC-NOTE": ("bawaslu", "kpu", "polres")}
HEAD = ("nomor_sttp,pemilihan,paslon,bentuk,tanggal,jam_mulai,jam_selesai,lintang,bujur,judul,uid\r\n")


class Stated(unittest.TestCase):
    count = 0

    def setUp(self):
        self.daemon = Daemon().__enter__()
        self.addCleanup(self.daemon.__exit__)
        self.tim = Team(self.daemon, 1)

    def octets(self, prop, uid=None, sequence=0):
        """A rally of its own day and place, with the property on a line of its own."""
        if not uid:
            Stated.count += 1
            uid = "s%d@stated" % Stated.count
        return uid, rally(uid, 0.3 + Stated.count / 100, 117.5, 1, sequence=sequence,
                          extra=["%s:%s" % (prop, VALUES[prop])] if prop else [])

    def ask(self, role, method, path, octets, kind="text/calendar", **headers):
        if role == "tim":
            return self.tim.ask(method, path, octets, kind)
        return self.daemon.ask(method, path, octets, role, {"Content-Type": kind, **headers})

    def line_of(self, octets, prop):
        return [n for n, l in enumerate(octets.split(b"\r\n"), 1) if l.startswith(prop.encode())][0]

    def judge(self, prop, role, answer, octets, door):
        if role in MAY[prop]:
            self.assertIn(answer.status, (200, 201, 204), (prop, role, door, answer.body))
            return
        self.assertEqual(answer.status, 403, (prop, role, door, answer.body))
        if "json" in answer.headers.get("content-type", ""):
            self.assertEqual((answer.json()["field"], answer.json()["line"]), (prop, self.line_of(octets, prop)), door)
        else:
            self.assertIn(prop.encode(), answer.body, door)

    def test_filing_checking_and_importing(self):
        for prop in VALUES:
            for role in FILERS:
                for path in ("/api/v1/notices", "/api/v1/check", "/api/v1/import"):
                    if role == "tim" and path.endswith("import"):
                        continue
                    octets = self.octets(prop)[1]
                    self.judge(prop, role, self.ask(role, "POST", path, octets), octets, path)

    def test_changing(self):
        for prop in VALUES:
            for role in FILERS[:3]:
                uid, plain = self.octets(None)
                self.assertEqual(self.ask(role, "POST", "/api/v1/notices", plain).status, 201)
                octets = self.octets(prop, uid, 1)[1]
                self.judge(prop, role, self.ask(role, "PUT", "/api/v1/notices/" + uid, octets, **{"If-Match": "*"}), octets,
                           "PUT")

    def test_drafts(self):
        for prop in VALUES:
            made = self.ask("tim", "POST", "/api/v1/notices", self.octets(None)[1])
            self.assertEqual(made.status, 201, made.body)
            octets = self.octets(prop)[1]
            self.judge(prop, "tim", self.ask("tim", "PUT", "/api/v1/drafts/" + made.json()["draft"]["id"], octets), octets,
                       "PUT /drafts")

    def test_tables(self):
        for role in FILERS[:3]:
            uid, _ = self.octets(None)
            table = HEAD + "STTP/9,pilbup-64.08,1,RAPAT-UMUM,2024-11-20,14:00,17:00,%.3f,117.9,Rapat,%s\r\n" % (
                0.3 + Stated.count / 100, uid)
            answer = self.ask(role, "POST", "/api/v1/import", table.encode(), "text/csv")
            if role in MAY["X-JARAK-STTP"]:
                self.assertEqual(answer.status, 201, answer.body)
            else:
                self.assertEqual((answer.status, answer.json()["line"], answer.json()["field"]), (403, 2, "nomor_sttp"),
                                 answer.body)

    def test_calendar_clients(self):
        for prop in VALUES:
            for role in FILERS[:3]:
                uid, octets = self.octets(prop)
                self.judge(prop, role, dav.put(self.daemon, dav.REQUESTS + uid + ".ics", octets, role), octets, "CalDAV")
                octets = self.octets(prop)[1]
                answer = send(self.daemon, message("REQUEST", octets), role)
                if role in MAY[prop]:
                    self.assertEqual(read(answer)[0]["status"], ["2.0;Success"], (prop, role))
                else:
                    self.assertEqual(answer.status, 403, (prop, role, answer.body))

    def test_who_confirms_does_not_make_it_true(self):
        """What an older daemon let in as a draft is refused when it is confirmed; here, by a date of a series."""
        octets = self.octets(None)[1].replace(b"END:VCALENDAR", b"\r\n".join([
            b"BEGIN:VEVENT", b"UID:s%d@stated" % Stated.count, b"DTSTAMP:20241101T000000Z",
            b"RECURRENCE-ID;TZID=Asia/Makassar:20241120T140000", b"DTSTART;TZID=Asia/Makassar:20241120T140000",
            b"DTEND;TZID=Asia/Makassar:20241120T160000", b"SUMMARY:Rapat umum", b"CATEGORIES:RAPAT-UMUM",
            b"X-JARAK-CONTEST:pilbup-64.08", b"X-JARAK-PASLON:1", b"GEO:0.5;117.5", b"X-JARAK-STTP:STTP/9", b"END:VEVENT",
            b"END:VCALENDAR"])).replace(b"SUMMARY", b"RRULE:FREQ=DAILY;COUNT=2\r\nSUMMARY", 1)
        refused = self.ask("tim", "POST", "/api/v1/notices", octets)
        self.assertEqual((refused.status, refused.json()["field"]), (403, "X-JARAK-STTP"), refused.body)
        self.assertEqual(refused.json()["line"], self.line_of(octets, "X-JARAK-STTP"))


if __name__ == "__main__":
    unittest.main()
