"""What was sent may be folded within a character, begin with a byte order mark and hold characters that XML has no form
for. GET gives it back byte for byte; whatever else repeats it is text of its own kind."""
import json
import unittest
import xml.etree.ElementTree as ET

from dav import NS, REQUESTS, report, rows
from daemon import Daemon, rally

WORD = "Tôngköl – Rapat « ﷽ » 📅"


def cut(name, text):
    """A line folded within each of its characters of several bytes."""
    out, octets = name.encode() + b":", text.encode()
    for i in range(len(octets)):
        out += (b"\r\n " if octets[i] & 0xc0 == 0x80 else b"") + octets[i:i + 1]
    return out


def notice(uid="cut@uji", lat=0.5049):
    octets = rally(uid, lat, 117.5279)
    octets = octets.replace(b"SUMMARY:Rapat umum", cut("SUMMARY", WORD) + b"\r\n" + cut("LOCATION", WORD) + b"\r\n"
                            + cut("DESCRIPTION", WORD + "\v\uffff\ufffe") + b"\r\n" + cut("X-JARAK-PUBLIC-NOTE", WORD)
                            + b"\r\n" + cut("X-JARAK-LETTER-NO", WORD) + b"\r\n" + cut("CONTACT", WORD))
    return b"\xef\xbb\xbf\r\n" + octets


def unfolded(text):
    return text.replace("\r\n ", "").replace("\n ", "")


class Embedding(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.d = Daemon().__enter__()
        cls.sent = notice()
        got = cls.d.ask("POST", "/api/v1/notices", cls.sent)
        assert got.status == 201, got.body
        cls.posted = got
        assert cls.d.ask("POST", "/api/v1/notices", notice("lain@uji", 0.51).replace(b"PASLON:1", b"PASLON:2")).status == 201
        for uid in ("cut@uji", "lain@uji"):
            verdict = cls.d.ask("GET", "/api/v1/notices/" + uid).json()
            seen = [{"conflict": c["id"], "revision": c["revision"]} for c in verdict["conflicts"]]
            got = cls.d.decide(uid, act="approve", on="plan", sttp="S/" + uid, reason="uji", basis="uji", seen=seen,
                               chain_revision=verdict["chain_revision"])
            assert got.status == 200, got.body

    @classmethod
    def tearDownClass(cls):
        cls.d.__exit__()

    def test_get_is_byte_for_byte_at_both_doors(self):
        for path in ("/api/v1/notices/cut@uji.ics", REQUESTS + "cut@uji.ics"):
            got = self.d.ask("GET", path)
            self.assertEqual((got.status, got.body), (200, self.sent))

    def test_calendar_data_is_xml_and_whole_characters(self):
        for data in ("<C:calendar-data/>",
                     '<C:calendar-data><C:comp name="VCALENDAR"><C:allprop/><C:allcomp/></C:comp></C:calendar-data>',
                     '<C:calendar-data><C:comp name="VCALENDAR"><C:comp name="VEVENT"><C:prop name="SUMMARY"/></C:comp>'
                     "</C:comp></C:calendar-data>",
                     '<C:calendar-data><C:expand start="20241101T000000Z" end="20241130T000000Z"/></C:calendar-data>',
                     '<C:calendar-data><C:limit-recurrence-set start="20241101T000000Z" end="20241130T000000Z"/>'
                     "</C:calendar-data>"):
            for kind, more in (("C:calendar-query", '<C:filter><C:comp-filter name="VCALENDAR"/></C:filter>'),
                               ("C:calendar-multiget", "<D:href>%scut@uji.ics</D:href>" % REQUESTS),
                               ("D:sync-collection", "<D:sync-token/><D:sync-level>1</D:sync-level>")):
                with self.subTest(data, kind=kind):
                    got = report(self.d, REQUESTS, kind, "%s<D:prop>%s</D:prop>%s" % (
                        more if kind == "D:sync-collection" else "", data, "" if kind == "D:sync-collection" else more))
                    self.assertEqual(got.status, 207, got.body)
                    text = rows(got)[REQUESTS + "cut@uji.ics"]["C:calendar-data"].text
                    self.assertTrue(text.startswith("BEGIN:VCALENDAR"), text[:30])
                    self.assertIn("SUMMARY:" + WORD, unfolded(text))
                    for line in text.replace("\r\n", "\n").split("\n"):
                        self.assertLessEqual(len(line.encode()), 75)

    def test_every_other_answer_is_text_of_its_kind(self):
        listed = [("/api/v1/notices", json.loads), ("/api/v1/notices/cut@uji", json.loads),
                  ("/api/v1/notices/cut@uji/history", json.loads), ("/api/v1/notices/cut@uji/certificate", json.loads),
                  ("/api/v1/days/64.08/2024-11-20", json.loads), ("/api/v1/conflicts", json.loads),
                  ("/api/v1/alerts", json.loads), ("/api/v1/export?format=geojson", json.loads),
                  ("/api/v1/export?format=csv", str), ("/api/v1/export?format=ics", str),
                  ("/feeds/64.08/approved.ics", str), ("/feeds/64.08/approved.json", json.loads),
                  ("/", str), ("/kalender/64.08", str), ("/kalender/64.08/2024-11-20", str)]
        told = set()
        for path, read in listed:
            got = self.d.ask("GET", path)
            if got.status == 404:
                continue
            with self.subTest(path):
                self.assertEqual(got.status, 200, got.body)
                text = got.body.decode("utf-8")
                read(text)
                if WORD in unfolded(text) or WORD in unfolded(text).encode().decode("unicode_escape", "replace"):
                    told.add(path)
        self.assertLessEqual({"/api/v1/export?format=geojson", "/api/v1/export?format=csv", "/api/v1/export?format=ics",
                              "/feeds/64.08/approved.ics"}, told)

    def test_an_export_is_read_again(self):
        text = self.d.ask("GET", "/api/v1/export?format=ics").body
        with Daemon() as other:
            self.assertIn(other.ask("POST", "/api/v1/import", text).status, (200, 201))
            self.assertEqual(len(other.ask("GET", "/api/v1/notices").json()["notices"]), 2)


if __name__ == "__main__":
    unittest.main()
