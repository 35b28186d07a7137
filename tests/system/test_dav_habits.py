"""What calendar clients do beside the letter of the RFCs, and what the RFCs ask beside what one client does."""
import hashlib
import unittest
import xml.etree.ElementTree as ET

from dav import REQUESTS, precondition, put, report, rows
from daemon import Daemon, rally

QUERY = ('<D:prop><D:getetag/></D:prop><C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">%s'
         "</C:comp-filter></C:comp-filter></C:filter>")


class Habits(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.d = Daemon().__enter__()
        assert put(cls.d, REQUESTS + "a@uji.ics", rally("a@uji", 0.5, 117.5)).status == 201

    @classmethod
    def tearDownClass(cls):
        cls.d.__exit__()

    def put(self, path, octets, **fields):
        return self.d.ask("PUT", path, octets, headers={k.replace("_", "-"): v for k, v in fields.items()})

    def test_a_quoted_star_is_a_star_for_who_writes(self):
        path = REQUESTS + "bintang@uji.ics"
        self.assertEqual(self.put(path, rally("bintang@uji", 0.6, 117.1), If_None_Match='"*"').status, 201)
        again = self.put(path, rally("bintang@uji", 0.6, 117.2), If_None_Match='"*"')
        self.assertEqual(again.status, 412)
        self.assertTrue(ET.fromstring(again.body).tag.endswith("error"))
        self.assertEqual(self.put(path, rally("bintang@uji", 0.6, 117.3, sequence=1), If_Match='"*"').status, 204)
        self.assertEqual(self.d.ask("GET", path, headers={"If-None-Match": '"*"'}).status, 200)

    def test_every_412_says_why(self):
        path = REQUESTS + "a@uji.ics"
        for method, fields in (("PUT", {"If-None-Match": "*"}), ("PUT", {"If-Match": '"x"'}), ("DELETE", {"If-Match": '"x"'}),
                               ("GET", {"If-Match": '"x"'})):
            got = self.d.ask(method, path, rally("a@uji", 0.5, 117.5, sequence=9) if method == "PUT" else None, headers=fields)
            self.assertEqual(got.status, 412, (method, fields))
            self.assertIn(b"changed-meanwhile", got.body, (method, fields, got.body))

    def test_a_name_without_its_ending_is_kept(self):
        path = REQUESTS + "tanpa-akhiran"
        self.assertEqual(self.put(path, rally("polos@uji", 0.7, 117.1), If_None_Match="*").status, 201)
        octets = self.d.ask("GET", path)
        self.assertEqual((octets.status, octets.body), (200, rally("polos@uji", 0.7, 117.1)))
        listed = rows(report(self.d, REQUESTS, "C:calendar-query", QUERY % ""))
        self.assertIn(path, listed)
        self.assertNotIn(path + ".ics", listed)
        self.assertEqual(self.d.ask("GET", path + ".ics").status, 404)
        got = rows(report(self.d, REQUESTS, "C:calendar-multiget", "<D:prop><D:getetag/></D:prop><D:href>%s</D:href>" % path))
        self.assertEqual(got[path]["D:getetag"].text, octets.headers["etag"])
        self.assertEqual(self.put(path, rally("polos@uji", 0.7, 117.2, sequence=1), If_Match=octets.headers["etag"]).status, 204)
        self.assertEqual(self.put(path + ".ics", rally("polos@uji", 0.7, 117.2, sequence=2)).status, 403)
        self.assertEqual(self.d.ask("DELETE", path).status, 204)
        self.assertEqual(self.d.ask("GET", path).status, 404)

    def test_a_name_without_its_ending_survives_a_restart(self):
        with Daemon() as d:
            path = REQUESTS + "tanpa%20akhiran"
            self.assertEqual(d.ask("PUT", path, rally("polos@uji", 0.7, 117.1)).status, 201)
            d.stop()
            d.start()
            self.assertEqual(d.ask("GET", path).status, 200)

    def test_a_hashed_name_is_found_after_a_check_was_taken_back_and_after_a_restart(self):
        with Daemon() as d:
            name = "~" + hashlib.sha256(b"a/b@uji").hexdigest()[:32]
            octets = rally("a/b@uji", 0.7, 117.1)
            self.assertEqual(d.ask("POST", "/api/v1/check", octets).status, 200)
            self.assertEqual(d.ask("GET", "/api/v1/notices/" + name).status, 404)
            self.assertEqual(d.ask("POST", "/api/v1/notices", octets).status, 201)
            for _ in range(2):
                self.assertEqual(d.ask("GET", "/api/v1/notices/%s.ics" % name).body, octets)
                self.assertEqual(d.ask("GET", REQUESTS + name + ".ics").body, octets)
                d.stop()
                d.start()
            plain = "~" + hashlib.sha256(b"c@uji").hexdigest()[:32]
            self.assertEqual(d.ask("POST", "/api/v1/notices", rally("c@uji", 0.3, 117.1)).status, 201)
            self.assertEqual(d.ask("GET", "/api/v1/notices/" + plain).status, 404)

    def test_an_unknown_collation_is_named(self):
        match = '<C:prop-filter name="SUMMARY"><C:text-match collation="i;unicode-casemap">x</C:text-match></C:prop-filter>'
        got = report(self.d, REQUESTS, "C:calendar-query", QUERY % match)
        self.assertEqual((got.status, precondition(got)), (403, ["C:supported-collation"]), got.body)
        got = report(self.d, REQUESTS, "C:calendar-query", QUERY % '<C:prop-filter name="SUMMARY"><C:x/></C:prop-filter>')
        self.assertEqual((got.status, precondition(got)), (403, ["C:supported-filter"]), got.body)

    def test_a_time_range_may_begin_with_the_calendar_and_end_with_it(self):
        for start, end in (("00010101T000000Z", "99991231T235959Z"), ("18000101T000000Z", "23000101T000000Z"),
                           ("19000101T000000Z", "21991231T235959Z")):
            got = report(self.d, REQUESTS, "C:calendar-query", QUERY % '<C:time-range start="%s" end="%s"/>' % (start, end))
            self.assertEqual(got.status, 207, got.body)
            self.assertIn(REQUESTS + "a@uji.ics", rows(got))
            data = '<D:prop><C:calendar-data><C:expand start="%s" end="%s"/></C:calendar-data></D:prop><D:href>%sa@uji.ics</D:href>'
            got = report(self.d, REQUESTS, "C:calendar-multiget", data % (start, end, REQUESTS))
            self.assertEqual(got.status, 207, got.body)
            self.assertIn("DTSTART", rows(got)[REQUESTS + "a@uji.ics"]["C:calendar-data"].text)
        for start, end in (("99991231T235959Z", "00010101T000000Z"), ("20240230T000000Z", "20240301T000000Z"),
                           ("00001301T000000Z", "20240301T000000Z")):
            got = report(self.d, REQUESTS, "C:calendar-query", QUERY % '<C:time-range start="%s" end="%s"/>' % (start, end))
            self.assertEqual(got.status, 403, (start, end, got.body))

    def test_a_refusal_shows_the_value_and_not_its_quotes(self):
        tag = self.d.ask("PUT", "/api/v1/notices/a@uji", rally("a@uji", 0.5, 117.5, sequence=9), headers={
            "If-Match": '"abc"', "Accept-Language": "en"}).json()
        self.assertIn("If-Match: ", tag["detail"])
        octets = rally("q@uji", 0.5, 117.5).replace(b"DTEND;TZID=Asia/Makassar", b'DTEND;TZID="Zona, Sendiri"')
        got = self.d.ask("POST", "/api/v1/check", octets, headers={"Accept-Language": "en"}).json()
        self.assertIn('DTEND "Zona, Sendiri": ', got["detail"])
        octets = rally("q@uji", 0.5, 117.5, extra=("LOCATION:A\\, B", "LOCATION:C\\, D"))
        self.assertEqual(self.d.ask("POST", "/api/v1/check", octets).json()["value"], "C, D")


if __name__ == "__main__":
    unittest.main()
