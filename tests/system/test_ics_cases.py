"""Events as real programs write them: each file of the shared cases gets the answer its expectation names, the same
at every door (check, POST, import, CalDAV PUT), and what was stored comes back byte for byte."""
import hashlib
import os
import re
import unittest
import urllib.parse
import xml.etree.ElementTree as ET

from daemon import ROOT, Daemon

FOLDER = os.path.join(ROOT, "..", "shared", "cases", "ics")
ENGLISH = {"Accept-Language": "en", "Content-Type": "text/calendar"}
REQUESTS = "/dav/calendars/64.08/requests/"
QUERY = (b'<C:calendar-query xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><getetag/><C:calendar-data/>'
         b'</prop><C:filter><C:comp-filter name="VCALENDAR"/></C:filter></C:calendar-query>')


def segment(uid):
    """The address of a UID (docs/decisions/0046-addresses.md)."""
    return "~" + hashlib.sha256(uid.encode()).hexdigest()[:32] if "/" in uid else urllib.parse.quote(uid, safe="")


DOORS = {
    "check": lambda d, data, uid: d.ask("POST", "/api/v1/check", data, headers=ENGLISH),
    "post": lambda d, data, uid: d.ask("POST", "/api/v1/notices", data, headers=ENGLISH),
    "import": lambda d, data, uid: d.ask("POST", "/api/v1/import", data, headers=ENGLISH),
    "put": lambda d, data, uid: d.ask("PUT", REQUESTS + segment(uid) + ".ics", data,
                                      headers=dict(ENGLISH, **{"If-None-Match": "*"})),
}
# What a refusal must say, where the expectation asks for words.
SAYS = {
    "allday-sameday.ics": "end", "bom.ics": "byte order mark", "leading-blank.ics": "blank", "blank-between.ics": "blank",
    "dtend-same.ics": "end", "dup-uid.ics": "dup-uid", "leaflet-geo-15.ics": "decimals", "rr-until-date.ics": "UNTIL",
    "uid-slash.ics": "UID", "radicale1635-override-exdate.ics": "EXDATE", "outlook-custom.ics": "zone",
}


def expectations():
    with open(os.path.join(FOLDER, "expect.tsv"), encoding="utf-8") as lines:
        return [line.rstrip("\n").split("\t", 1) for line in lines if line.strip() and not line.startswith("#")]


@unittest.skipUnless(os.path.exists(os.path.join(FOLDER, "expect.tsv")), "the shared cases are not beside this tree")
class Cases(unittest.TestCase):
    def refused(self, name, wanted, got):
        self.assertNotRegex(wanted, "^ok(,|$)", got.body)
        self.assertNotEqual(name, "outlook-custom.ics", "its VTIMEZONE has one fixed offset")
        self.assertIn(got.status, (400, 403, 422), got.body)
        text = got.body.decode("utf-8")
        self.assertIn(SAYS[name].lower(), text.lower())

    def taken(self, door, d, data, uid):
        if door == "check":
            return
        place = segment(uid)
        self.assertEqual(d.ask("GET", "/api/v1/notices/%s.ics" % place).body, data)
        self.assertEqual(d.ask("GET", REQUESTS + place + ".ics").body, data)
        report = d.ask("REPORT", REQUESTS, QUERY, headers={"Content-Type": "application/xml", "Depth": "1"})
        self.assertEqual(report.status, 207, report.body)
        texts = [e.text for e in ET.fromstring(report.body).iter("{urn:ietf:params:xml:ns:caldav}calendar-data")]
        self.assertEqual(len(texts), 1)
        self.assertIn("SUMMARY", texts[0].upper())

    def holds(self, name, wanted):
        with open(os.path.join(FOLDER, name), "rb") as file:
            data = file.read()
        uid = re.search(rb"(?im)^UID:([^\r\n]*)", data).group(1).decode()
        answers = {}
        for door, ask in DOORS.items():
            with self.subTest(name, door=door), Daemon() as d:
                got = ask(d, data, uid)
                answers[door] = got.status in (200, 201)
                if not answers[door]:
                    self.refused(name, wanted, got)
                else:
                    self.assertFalse(wanted.startswith("refuse,") or wanted.startswith("refuse and"), got.body)
                    self.taken(door, d, data, uid)
        self.assertEqual(len(set(answers.values())), 1, (name, answers))

    def test_every_line_holds(self):
        listed = expectations()
        self.assertEqual(sorted(n for n, _ in listed), sorted(n for n in os.listdir(FOLDER) if n.endswith(".ics")))
        for name, wanted in listed:
            self.holds(name, wanted)


if __name__ == "__main__":
    unittest.main()
