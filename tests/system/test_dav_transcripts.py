"""Request sequences in the manner of known clients, written from knowledge of them; not recorded from the clients."""
import unittest
import xml.etree.ElementTree as ET

from dav import CONFLICTS, HOME, NS, REQUESTS, ask, put, rows
from daemon import Daemon, rally

APPLE = {"User-Agent": "iOS/17.5.1 (21F90) dataaccessd/1.0", "Prefer": "return=minimal", "Brief": "t"}
DAVX5 = {"User-Agent": "DAVx5/4.4-ose (okhttp/4.12.0) Android/14"}
THUNDERBIRD = {"User-Agent": "Mozilla/5.0 Thunderbird/115.9.0"}
EVOLUTION = {"User-Agent": "Evolution/3.46.4"}


class Transcripts(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().__enter__()
        self.addCleanup(self.daemon.__exit__)

    def say(self, method, path, body=None, depth=None, agent=None, wanted=207):
        answer = ask(self.daemon, method, path, body.encode() if body else None, depth, headers=agent)
        self.assertEqual(answer.status, wanted, (method, path, answer.body))
        return answer

    def test_apple_calendar(self):
        principal = "/dav/principals/bawaslu-64.08/"
        self.say("PROPFIND", "/.well-known/caldav", depth=0, agent=APPLE, wanted=308)
        self.say("PROPFIND", "/dav/", '<?xml version="1.0" encoding="UTF-8"?><A:propfind xmlns:A="DAV:"><A:prop>'
                 "<A:current-user-principal/><A:principal-URL/><A:resourcetype/></A:prop></A:propfind>", 0, APPLE)
        self.say("OPTIONS", principal, agent=APPLE, wanted=200)
        got = self.say("PROPFIND", principal, '<A:propfind xmlns:A="DAV:"><A:prop><B:calendar-home-set xmlns:B='
                       '"urn:ietf:params:xml:ns:caldav"/><B:calendar-user-address-set xmlns:B='
                       '"urn:ietf:params:xml:ns:caldav"/><A:current-user-principal/><A:displayname/>'
                       '<C:dropbox-home-URL xmlns:C="http://calendarserver.org/ns/"/><A:principal-collection-set/>'
                       "<A:principal-URL/><A:resource-id/><B:schedule-inbox-URL xmlns:B="
                       '"urn:ietf:params:xml:ns:caldav"/><A:supported-report-set/></A:prop></A:propfind>', 0, APPLE)
        self.assertNotIn(b" 404 ", got.body, "minimal")
        listed = rows(self.say("PROPFIND", HOME, '<A:propfind xmlns:A="DAV:"><A:prop><A:add-member/>'
                               '<C:calendar-color xmlns:C="http://apple.com/ns/ical/"/><A:current-user-privilege-set/>'
                               "<A:displayname/><D:getctag xmlns:D=\"http://calendarserver.org/ns/\"/><A:resourcetype/>"
                               '<B:supported-calendar-component-set xmlns:B="urn:ietf:params:xml:ns:caldav"/>'
                               "<A:sync-token/></A:prop></A:propfind>", 1, APPLE))
        self.assertEqual(len(listed), 4)
        for prop in ('<C:calendar-order xmlns:C="http://apple.com/ns/ical/">2</C:calendar-order>',
                     '<C:calendar-color xmlns:C="http://apple.com/ns/ical/" symbolic-color="blue">#1BADF8FF'
                     "</C:calendar-color>", "<A:displayname>Kampanye</A:displayname>"):
            self.say("PROPPATCH", REQUESTS, '<A:propertyupdate xmlns:A="DAV:"><A:set><A:prop>%s</A:prop></A:set>'
                     "</A:propertyupdate>" % prop, agent=APPLE)
        self.say("PROPFIND", REQUESTS, '<A:propfind xmlns:A="DAV:"><A:prop><A:getcontenttype/><A:getetag/></A:prop>'
                 "</A:propfind>", 1, APPLE)
        path = REQUESTS + "5A0C8A65-0A3A-4A79-9B0B-0F1C2D3E4F50.ics"
        octets = rally("5A0C8A65-0A3A-4A79-9B0B-0F1C2D3E4F50", 0.5, 117.4, 1)
        created = put(self.daemon, path, octets, If_None_Match="*", **{"User_Agent": APPLE["User-Agent"]})
        self.assertEqual(created.status, 201)
        self.say("REPORT", REQUESTS, '<B:calendar-multiget xmlns:B="urn:ietf:params:xml:ns:caldav"><A:prop '
                 'xmlns:A="DAV:"><A:getetag/><B:calendar-data/><B:schedule-tag/></A:prop><A:href xmlns:A="DAV:">%s'
                 "</A:href></B:calendar-multiget>" % path, agent=APPLE)
        stale = created.headers["etag"]
        self.assertEqual(put(self.daemon, path, octets.replace(b"umum", b"besar"), If_Match=stale).status, 204)
        self.assertEqual(put(self.daemon, path, octets, If_Match=stale).status, 412)
        self.assertEqual(self.daemon.ask("DELETE", path, headers={"If-Match": stale}).status, 412)
        self.assertEqual(self.daemon.ask("GET", path).status, 200)

    def test_davx5_pages_through_the_changes(self):
        for n in range(5):
            put(self.daemon, REQUESTS + "d%d.ics" % n, rally("d%d@uji" % n, 0.5, 116.5 + n / 10, 1), If_None_Match="*")
        self.say("PROPFIND", REQUESTS, '<propfind xmlns="DAV:" xmlns:CAL="urn:ietf:params:xml:ns:caldav" xmlns:CS='
                 '"http://calendarserver.org/ns/"><prop><CAL:max-resource-size/><supported-report-set/><CS:getctag/>'
                 "<sync-token/></prop></propfind>", 0, DAVX5)
        token, seen = "", []
        while True:
            answer = self.say("REPORT", REQUESTS, '<sync-collection xmlns="DAV:"><sync-token>%s</sync-token>'
                              "<sync-level>1</sync-level><limit><nresults>2</nresults></limit><prop><getetag/></prop>"
                              "</sync-collection>" % token, 0, DAVX5)
            page = rows(answer)
            more = page.pop(REQUESTS, None)
            seen += page
            token = ET.fromstring(answer.body).find("D:sync-token", NS).text
            if not more:
                break
            self.assertEqual(more["status"], 507)
        self.assertEqual(len(seen), 5)
        got = self.say("REPORT", REQUESTS, '<CAL:calendar-multiget xmlns="DAV:" xmlns:CAL="urn:ietf:params:xml:ns:caldav">'
                       '<prop><getcontenttype/><getetag/><CAL:calendar-data content-type="text/calendar" version="2.0"/>'
                       "</prop>%s</CAL:calendar-multiget>" % "".join("<href>%s</href>" % h for h in seen), None, DAVX5)
        self.assertEqual(sum("C:calendar-data" in row for row in rows(got).values()), 5)

    def test_thunderbird(self):
        put(self.daemon, REQUESTS + "t.ics", rally("t@uji", 0.5, 117.4, 1), If_None_Match="*")
        put(self.daemon, REQUESTS + "u.ics", rally("u@uji", 0.501, 117.4, 2), If_None_Match="*")
        self.say("PROPFIND", REQUESTS, '<D:propfind xmlns:D="DAV:" xmlns:CS="http://calendarserver.org/ns/" xmlns:C='
                 '"urn:ietf:params:xml:ns:caldav"><D:prop><D:resourcetype/><D:owner/><D:current-user-principal/>'
                 "<D:current-user-privilege-set/><D:supported-report-set/><C:supported-calendar-component-set/>"
                 "<CS:getctag/></D:prop></D:propfind>", 0, THUNDERBIRD)
        self.say("OPTIONS", REQUESTS, agent=THUNDERBIRD, wanted=200)
        answer = self.say("REPORT", CONFLICTS, '<sync-collection xmlns="DAV:"><sync-token/><sync-level>1</sync-level>'
                          "<prop><getcontenttype/><getetag/></prop></sync-collection>", 1, THUNDERBIRD)
        event, = rows(answer)
        self.assertIn("VEVENT", rows(answer)[event]["D:getcontenttype"].text)

    def test_evolution(self):
        put(self.daemon, REQUESTS + "e.ics", rally("e@uji", 0.5, 117.4, 1), If_None_Match="*")
        got = self.say("REPORT", REQUESTS, '<C:calendar-query xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop xmlns:D='
                       '"DAV:"><D:getetag/></D:prop><C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name='
                       '"VEVENT"/></C:comp-filter></C:filter></C:calendar-query>', 1, EVOLUTION)
        self.assertEqual(list(rows(got)), [REQUESTS + "e.ics"])
        etag = rows(got)[REQUESTS + "e.ics"]["D:getetag"].text
        gone = self.daemon.ask("DELETE", REQUESTS + "e.ics", headers={**EVOLUTION, "If-Match": etag})
        self.assertEqual(gone.status, 204)
        self.assertEqual(self.daemon.ask("DELETE", REQUESTS + "e.ics", headers=EVOLUTION).status, 404)


if __name__ == "__main__":
    unittest.main()
