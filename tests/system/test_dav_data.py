"""Parts of calendar data, instances of a recurrence, and the reports about principals."""
import unittest
import xml.etree.ElementTree as ET

from dav import CONFLICTS, HOME, NS, REQUESTS, precondition, put, report, rows, tag
from daemon import Daemon, rally

ME = "/dav/principals/bawaslu-64.08/"
DAYS = '<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:time-range start="%s" end="%s"/>' \
       "</C:comp-filter></C:comp-filter></C:filter>"


class Shared(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().__enter__()
        cls.path = REQUESTS + "r@uji.ics"
        octets = rally("r@uji", 0.5, 117.4, 1, start="20241110T140000", end="20241110T150000")
        octets = octets.replace(b"END:VEVENT", b"RRULE:FREQ=DAILY;COUNT=5\r\nEND:VEVENT")
        assert put(cls.daemon, cls.path, octets).status == 201

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__()


class Parts(Shared):
    def query(self, data, first="20241111T000000Z", last="20241113T000000Z", path=REQUESTS):
        return report(self.daemon, path, "C:calendar-query", "<D:prop><D:getetag/>%s</D:prop>%s" % (
            data, DAYS % (first, last)))

    def text(self, answer, path=None):
        self.assertEqual(answer.status, 207, answer.body)
        return rows(answer)[path or self.path]["C:calendar-data"].text

    def test_expand_in_a_query_and_in_a_multiget(self):
        data = '<C:calendar-data><C:expand start="20241111T000000Z" end="20241113T000000Z"/></C:calendar-data>'
        got = report(self.daemon, REQUESTS, "C:calendar-multiget", "<D:prop>%s</D:prop><D:href>%s</D:href>" % (
            data, self.path))
        for text in (self.text(self.query(data)), self.text(got)):
            starts = [x for x in text.split("\r\n") if x.startswith(("DTSTART", "RECURRENCE-ID"))]
            self.assertEqual(starts, ["DTSTART:20241111T060000Z", "RECURRENCE-ID:20241111T060000Z",
                                      "DTSTART:20241112T060000Z", "RECURRENCE-ID:20241112T060000Z"])
            self.assertNotIn("RRULE", text)
        self.assertIn("RRULE", self.text(self.query("<C:calendar-data/>")))

    def test_what_evolution_asks_to_learn_the_uids(self):
        text = self.text(self.query('<C:calendar-data><C:comp name="VCALENDAR"><C:comp name="VEVENT"><C:prop name="UID"/>'
                                    "</C:comp></C:comp></C:calendar-data>"))
        self.assertEqual(text.split("\r\n"), ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//test//EN", "BEGIN:VEVENT",
                                              "UID:r@uji", "END:VEVENT", "END:VCALENDAR", ""])

    def test_limits_of_a_recurrence_keep_the_rule(self):
        text = self.text(self.query('<C:calendar-data><C:limit-recurrence-set start="20241111T000000Z" '
                                    'end="20241113T000000Z"/></C:calendar-data>'))
        self.assertEqual(text.encode(), self.daemon.ask("GET", self.path).body)

    def test_events_of_conflicts_are_expanded_too(self):
        with Daemon() as daemon:
            for n in (1, 2):
                self.assertEqual(put(daemon, REQUESTS + "k%d.ics" % n, rally("k%d@uji" % n, 0.5, 117.4, n)).status, 201)
            answer = report(daemon, CONFLICTS, "C:calendar-query", "<D:prop><C:calendar-data><C:expand "
                            'start="20241101T000000Z" end="20241130T000000Z"/></C:calendar-data></D:prop>' +
                            DAYS % ("20241101T000000Z", "20241130T000000Z"))
            event, = rows(answer).values()
            self.assertEqual(event["C:calendar-data"].text.count("BEGIN:VEVENT"), 1)
            self.assertNotIn("RECURRENCE-ID", event["C:calendar-data"].text)

    def test_what_is_malformed_or_of_another_type_is_said(self):
        for inner in ('<C:expand start="20241111T000000Z"/>', '<C:expand start="x" end="y"/>',
                      '<C:comp name="VEVENT"/>', '<C:comp/>', '<C:comp name="VCALENDAR"><C:prop/></C:comp>',
                      '<C:limit-recurrence-set start="20241112T000000Z" end="20241111T000000Z"/>'):
            self.assertEqual(self.query("<C:calendar-data>%s</C:calendar-data>" % inner).status, 400, inner)
        answer = self.query('<C:calendar-data content-type="application/calendar+json"/>')
        self.assertEqual((answer.status, precondition(answer)), (403, ["C:supported-calendar-data"]))

    def test_an_answer_of_instances_has_a_bound(self):
        with Daemon() as daemon:
            for n in range(4):
                octets = rally("b%d@uji" % n, 0.5, 116.6 + n / 10, 1, start="20240901T140000", end="20240901T150000",
                               extra=["X-ISI-%d:%s" % (k, "y" * 7000) for k in range(33)])
                octets = octets.replace(b"END:VEVENT", b"RRULE:FREQ=DAILY;COUNT=80\r\nEND:VEVENT")
                self.assertEqual(put(daemon, REQUESTS + "b%d.ics" % n, octets).status, 201)
            span = 'start="20240101T000000Z" end="20250101T000000Z"'
            ask = "<D:prop><C:calendar-data><C:expand %s/></C:calendar-data></D:prop>%s" % (
                span, DAYS % ("20240101T000000Z", "20250101T000000Z"))
            answer = report(daemon, REQUESTS, "C:calendar-query", ask)
            self.assertEqual((answer.status, precondition(answer)), (403, ["D:number-of-matches-within-limits"]))
            self.assertLess(len(answer.body), 4096, "nothing of the instances is sent")
            self.assertEqual(daemon.ask("GET", "/healthz", role=None).status, 200)


class Principals(Shared):
    def test_expand_property_puts_what_stands_at_an_address_in_its_place(self):
        answer = report(self.daemon, REQUESTS, "D:expand-property",
                        '<D:property name="owner"><D:property name="displayname"/><D:property name="calendar-home-set" '
                        'namespace="urn:ietf:params:xml:ns:caldav"><D:property name="resourcetype"/></D:property>'
                        '</D:property><D:property name="displayname"/><D:property name="tiada" namespace="urn:x"/>', 0)
        self.assertEqual(answer.status, 207, answer.body)
        row, = ET.fromstring(answer.body).findall("D:response", NS)
        found, missing = row.findall("D:propstat", NS)
        self.assertEqual([e.tag for e in missing.find("D:prop", NS)], ["{urn:x}tiada"])
        owner = found.find("D:prop/D:owner/D:response", NS)
        self.assertEqual(owner.find("D:href", NS).text, ME)
        self.assertEqual(owner.find("D:propstat/D:prop/D:displayname", NS).text, "bawaslu-64.08")
        home = owner.find("D:propstat/D:prop/C:calendar-home-set/D:response", NS)
        self.assertEqual(home.find("D:href", NS).text, HOME)
        self.assertIsNotNone(home.find("D:propstat/D:prop/D:resourcetype/D:collection", NS))

    def test_what_can_be_searched_for_is_told(self):
        answer = report(self.daemon, "/dav/principals/", "D:principal-search-property-set", "", 0,
                        headers={"Accept-Language": "en"})
        self.assertEqual(answer.status, 200)
        told = ET.fromstring(answer.body).findall("D:principal-search-property", NS)
        self.assertEqual([tag(p.find("D:prop", NS)[0].tag) for p in told],
                         ["D:displayname", "C:calendar-user-address-set", "C:calendar-home-set"])
        self.assertEqual(told[0].find("D:description", NS).text, "Account name")

    def search(self, *searches, path="/dav/principals/", more="", **how):
        inner = "".join("<D:property-search><D:prop>%s</D:prop><D:match>%s</D:match></D:property-search>" % s
                        for s in searches)
        answer = report(self.daemon, path, "D:principal-property-search",
                        inner + "<D:prop><D:displayname/><D:principal-URL/></D:prop>" + more, 0, **how)
        self.assertEqual(answer.status, 207, answer.body)
        return list(rows(answer))

    def test_only_the_caller_is_found(self):
        self.assertEqual(self.search(("<D:displayname/>", "BAWASLU")), [ME])
        self.assertEqual(self.search(("<D:displayname/>", "polres")), [])
        self.assertEqual(self.search(("<C:calendar-home-set/>", HOME)), [ME], "as Thunderbird asks")
        self.assertEqual(self.search(("<D:displayname/>", "bawaslu"), ("<C:calendar-home-set/>", "64.03")), [])
        self.assertEqual(self.search(("<D:displayname/><C:calendar-home-set/>", "64.08")), [ME], "both hold it")
        self.assertEqual(self.search(("<D:displayname/><C:calendar-home-set/>", "bawaslu")), [])
        self.assertEqual(self.search(("<C:calendar-home-set/>", "D:href")), [], "tags are no text")
        self.assertEqual(self.search(("<D:current-user-privilege-set/>", "")), [], "nothing that is not told")
        self.assertEqual(self.search(), [])
        every = "<D:apply-to-principal-collection-set/>"
        self.assertEqual(self.search(("<D:displayname/>", "bawaslu"), path=HOME), [])
        self.assertEqual(self.search(("<D:displayname/>", "bawaslu"), path=HOME, more=every), [ME])


if __name__ == "__main__":
    unittest.main()
