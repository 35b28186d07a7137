"""CalDAV by hand: discovery, properties, resources, reports; what WIRE says of each."""
import re
import signal
import socket
import unittest
import xml.etree.ElementTree as ET

from dav import APPROVED, CONFLICTS, HOME, NS, REQUESTS, ask, find, precondition, put, report, rows, sync, xml
from phone import ONE, TWO
from daemon import Daemon, rally


class Shared(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__()


class Discovery(Shared):
    def test_from_the_well_known_address_to_the_calendars(self):
        for method in ("GET", "PROPFIND"):
            answer = self.daemon.ask(method, "/.well-known/caldav", role=None)
            self.assertEqual((answer.status, answer.headers["location"]), (308, "/dav/"))
        who = find(self.daemon, "/dav/", "D:current-user-principal")["/dav/"]["D:current-user-principal"]
        principal = who.find("D:href", NS).text
        self.assertEqual(principal, "/dav/principals/bawaslu-64.08/")
        row = find(self.daemon, principal, "C:calendar-home-set", "C:calendar-user-address-set", "D:principal-URL",
                   "D:resourcetype")[principal]
        self.assertEqual(row["C:calendar-home-set"].find("D:href", NS).text, HOME)
        self.assertIsNotNone(row["D:resourcetype"].find("D:principal", NS))
        listed = find(self.daemon, HOME, "D:resourcetype", "D:displayname", "C:supported-calendar-component-set",
                      "CS:getctag", "D:sync-token", "D:supported-report-set", depth=1)
        self.assertEqual(set(listed), {HOME, REQUESTS, APPROVED, CONFLICTS, HOME + "laporan/", HOME + "tugas/", HOME + "kiriman/", ONE, TWO})
        for path in (REQUESTS, APPROVED, CONFLICTS):
            self.assertIsNotNone(listed[path]["D:resourcetype"].find("C:calendar", NS))
            self.assertEqual(listed[path]["CS:getctag"].text, listed[path]["D:sync-token"].text)
        self.assertIn("Kutai Timur", listed[REQUESTS]["D:displayname"].text)

    def test_options_tells_what_is_spoken_and_everything_else_wants_a_password(self):
        answer = self.daemon.ask("OPTIONS", "/dav/", role=None)
        self.assertEqual((answer.status, answer.headers["dav"]), (200, "1, 3, calendar-access"))
        answer = ask(self.daemon, "PROPFIND", "/dav/", depth=0, role=None)
        self.assertEqual(answer.status, 401)
        self.assertIn("Basic", answer.headers["www-authenticate"])

    def test_a_slash_at_the_end_makes_no_difference(self):
        self.assertEqual(ask(self.daemon, "PROPFIND", "/dav/calendars/64.08/requests", depth=0).status, 207)
        self.assertEqual(ask(self.daemon, "PROPFIND", "/dav", depth=0).status, 207)

    def test_depth_infinity_is_refused_and_unknown_properties_are_told(self):
        for depth in ("infinity", None):
            answer = ask(self.daemon, "PROPFIND", HOME, depth=depth)
            self.assertEqual((answer.status, precondition(answer)), (403, ["D:propfind-finite-depth"]))
        body = b'<propfind xmlns="DAV:"><prop><x xmlns="urn:a&amp;b"/><resourcetype/><y xmlns=""/></prop></propfind>'
        answer = ask(self.daemon, "PROPFIND", HOME, body, 0)
        stats = ET.fromstring(answer.body).findall("D:response/D:propstat", NS)
        self.assertEqual([s.find("D:status", NS).text for s in stats], ["HTTP/1.1 200 OK", "HTTP/1.1 404 Not Found"])
        self.assertEqual([e.tag for e in stats[1].find("D:prop", NS)], ["{urn:a&b}x", "y"])
        answer = ask(self.daemon, "PROPFIND", HOME, body, 0, headers={"Prefer": "return=minimal"})
        self.assertEqual(len(ET.fromstring(answer.body).findall("D:response/D:propstat", NS)), 1)

    def test_allprop_and_propname(self):
        for inner, value in (("<D:allprop/>", True), ("<D:propname/>", False)):
            answer = ask(self.daemon, "PROPFIND", HOME, xml("D:propfind", inner), 0)
            self.assertEqual(len(rows(answer)[HOME]["D:resourcetype"]) > 0, value)
        self.assertIn("D:displayname", rows(ask(self.daemon, "PROPFIND", HOME, depth=0))[HOME])

    def test_others_principals_and_regions_are_not_there(self):
        for path in ("/dav/principals/polres-64.08/", "/dav/calendars/64.03/requests/", "/dav/calendars/64/",
                     "/dav/calendars/64.08/lain/", "/dav/x/", "/dav/calendars/64.08/requests/tidak-ada.ics"):
            self.assertEqual(ask(self.daemon, "PROPFIND", path, depth=0).status, 404, path)

    def test_roles_see_their_privileges(self):
        wanted = {("bawaslu", REQUESTS): True, ("kesbangpol", REQUESTS): True, ("kesbangpol", ONE): False, ("polres", HOME + "tugas/"): True, ("bawaslu", CONFLICTS): False,
                  ("polres", APPROVED): False}
        for (role, path), writes in wanted.items():
            row = find(self.daemon, path, "D:current-user-privilege-set", role=role)[path]
            names = {p[0].tag for p in row["D:current-user-privilege-set"]}
            self.assertIn("{DAV:}read", names)
            self.assertEqual("{DAV:}write" in names, writes, (role, path))
        for role in ("pembaca", "admin"):
            answer = ask(self.daemon, "PROPFIND", HOME, depth=0, role=role)
            self.assertEqual((answer.status, precondition(answer)[0]), (403, "D:need-privileges"))

    def test_proppatch_is_answered_property_by_property(self):
        inner = ("<D:set><D:prop><D:displayname>Punyaku</D:displayname></D:prop></D:set><D:set><D:prop>"
                 '<A:calendar-color xmlns:A="http://apple.com/ns/ical/">#FF0000FF</A:calendar-color>'
                 '<A:calendar-order xmlns:A="http://apple.com/ns/ical/">3</A:calendar-order></D:prop></D:set>')
        answer = ask(self.daemon, "PROPPATCH", REQUESTS, xml("D:propertyupdate", inner))
        self.assertEqual(answer.status, 207)
        stat, = ET.fromstring(answer.body).findall("D:response/D:propstat", NS)
        self.assertEqual(stat.find("D:status", NS).text, "HTTP/1.1 403 Forbidden")
        self.assertEqual(len(stat.find("D:prop", NS)), 3)

    def test_calendars_are_not_made_by_clients(self):
        for method in ("MKCALENDAR", "MKCOL"):
            answer = ask(self.daemon, method, HOME + "baru/")
            self.assertEqual((answer.status, precondition(answer)[0]), (403, "D:need-privileges"))


class Resources(Shared):
    def test_put_get_change_delete_with_conditions_and_octets_kept(self):
        path, octets = REQUESTS + "a@uji.ics", rally("a@uji", 0.5, 117.4, 1)
        created = put(self.daemon, path, octets, If_None_Match="*")
        self.assertEqual(created.status, 201, created.body)
        got = self.daemon.ask("GET", path)
        self.assertEqual((got.status, got.body, got.headers["etag"]), (200, octets, created.headers["etag"]))
        self.assertEqual(self.daemon.ask("HEAD", path).headers["etag"], created.headers["etag"])
        self.assertEqual(self.daemon.ask("GET", path, headers={"If-None-Match": got.headers["etag"]}).status, 304)
        self.assertEqual(self.daemon.ask("GET", "/api/v1/notices/a@uji.ics").body, octets)
        self.assertEqual(put(self.daemon, path, octets + b" ", If_None_Match="*").status, 412)
        again = octets.replace(b"Rapat umum", "Rapat umum \u2014 lapangan".encode())
        changed = put(self.daemon, path, again, If_Match="W/" + got.headers["etag"])
        self.assertEqual(changed.status, 204, changed.body)
        self.assertEqual(put(self.daemon, path, octets, If_Match=got.headers["etag"]).status, 412)
        self.assertEqual(self.daemon.ask("DELETE", path, headers={"If-Match": got.headers["etag"]}).status, 412)
        self.assertEqual(self.daemon.ask("DELETE", path, headers={"If-Match": changed.headers["etag"]}).status, 204)
        self.assertEqual(self.daemon.ask("GET", path).status, 404)
        self.assertNotIn(path, find(self.daemon, REQUESTS, "D:getetag", depth=1))
        answer = put(self.daemon, path, octets, If_None_Match="*")
        self.assertEqual((answer.status, precondition(answer)[0]), (403, "J:chain-final"))

    def test_a_client_names_its_resource_and_the_name_outlives_a_restart(self):
        path, octets = REQUESTS + "0F%20caf%C3%A9.ics", rally("b@uji", 0.5, 116.9, 1)
        self.assertEqual(put(self.daemon, path, octets, If_None_Match="*").status, 201)
        for _ in range(2):
            self.assertIn(path, find(self.daemon, REQUESTS, "D:getetag", depth=1))
            self.assertEqual(self.daemon.ask("GET", path).body, octets)
            self.assertEqual(self.daemon.ask("GET", REQUESTS + "b@uji.ics").status, 404)
            self.daemon.stop()
            self.daemon.start()
        answer = put(self.daemon, REQUESTS + "lain.ics", octets, If_None_Match="*")
        self.assertEqual((answer.status, precondition(answer)[0]), (403, "C:no-uid-conflict"))
        self.assertEqual(ET.fromstring(answer.body).find("C:no-uid-conflict/D:href", NS).text, path)
        answer = put(self.daemon, path, rally("lain@uji", 0.5, 116.8, 1))
        self.assertEqual((answer.status, precondition(answer)[0]), (403, "C:no-uid-conflict"))

    def test_uids_that_no_address_can_hold_have_a_name_of_ours(self):
        self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", rally("x/y@uji", 0.5, 116.7, 1)).status, 201)
        named = [href for href, row in find(self.daemon, REQUESTS, "C:calendar-data", "D:getetag", depth=1).items()
                 if href.startswith(REQUESTS + "~")]
        self.assertEqual(len(named), 1)
        self.assertIn(b"UID:x/y@uji", self.daemon.ask("GET", named[0]).body)

    def test_what_is_refused_is_refused_as_the_rfc_has_it(self):
        path, good = REQUESTS + "c@uji.ics", rally("c@uji", 0.5, 116.6, 1)
        cases = ((good.replace(b"VERSION:2.0", b"\xff"), "C:valid-calendar-data"),
                 (good.replace(b"GEO:0", b"GEO:nan;0"), "C:valid-calendar-object-resource"),
                 (good.replace(b"UID:c@uji\r\n", b""), "C:valid-calendar-object-resource"),
                 (good.replace(b"END:VEVENT", b"RRULE:FREQ=DAILY;COUNT=5000\r\nEND:VEVENT"), None))
        for octets, name in cases:
            answer = put(self.daemon, path, octets, If_None_Match="*")
            self.assertEqual(answer.status, 403, (name, answer.body))
            self.assertIn(name or precondition(answer)[0], precondition(answer))
        answer = self.daemon.ask("PUT", path, good, headers={"Content-Type": "text/plain"})
        self.assertEqual((answer.status, precondition(answer)[0]), (403, "C:supported-calendar-data"))
        answer = put(self.daemon, path, good + b" " * (257 * 1024))
        self.assertEqual((answer.status, precondition(answer)[0]), (403, "C:max-resource-size"))
        for other in (APPROVED + "c@uji.ics", CONFLICTS + "c@uji.ics", REQUESTS):
            answer = put(self.daemon, other, good)
            self.assertEqual((answer.status, precondition(answer)[0]), (403, "D:need-privileges"))
        answer = put(self.daemon, path, good, role="kesbangpol")
        self.assertEqual((answer.status, precondition(answer)[0]), (403, "D:need-privileges"))
        answer = put(self.daemon, path, good.replace(b"pilbup-64.08", b"pilbup-64.03"))
        self.assertEqual((answer.status, precondition(answer)[0]), (403, "D:need-privileges"))
        self.assertEqual(self.daemon.ask("GET", path).status, 404, "nothing was stored")


class Decided(Shared):
    def test_conflicts_and_approvals_stand_in_their_calendars(self):
        one, two = (REQUESTS + "k%d@uji.ics" % n for n in (1, 2))
        octets = rally("k1@uji", 0.5, 117.5, 1, extra=("X-JARAK-LETTER-NO:1",))
        self.assertEqual(put(self.daemon, one, octets).status, 201)
        self.assertEqual(put(self.daemon, two, rally("k2@uji", 0.501, 117.5, 2)).status, 201, "never refused for it")
        listed = find(self.daemon, CONFLICTS, "D:getetag", depth=1)
        event, = set(listed) - {CONFLICTS}
        text = self.daemon.ask("GET", event).body.decode().replace("\r\n ", "")
        for line in ("RELATED-TO:k1@uji", "RELATED-TO:k2@uji", "BEGIN:VALARM", "SEQUENCE:1"):
            self.assertIn(line, text)
        self.assertIn("SIAGA", text)
        self.assertEqual(self.daemon.ask("DELETE", event).status, 403)
        to = {"Destination": "http://127.0.0.1:%d%s" % (self.daemon.port, one.replace("requests", "approved"))}
        self.assertEqual(ask(self.daemon, "MOVE", one, headers=to).status, 403, "bawaslu does not decide")
        answer = ask(self.daemon, "MOVE", one, role="polres", headers=to)
        self.assertEqual((answer.status, precondition(answer)[0]), (409, "J:sttp-required"))
        octets = octets.replace(b"END:VEVENT", b"X-JARAK-STTP:STTP/1\r\nEND:VEVENT")
        self.assertEqual(put(self.daemon, one, octets, If_Match="*").status, 204)
        answer = ask(self.daemon, "MOVE", one, role="polres", headers=to)
        self.assertEqual((answer.status, precondition(answer)[0]), (409, "J:separation-conflict"))
        self.assertEqual(ET.fromstring(answer.body).find("*/*/D:href", NS).text, event)
        self.assertEqual(find(self.daemon, APPROVED, "D:getetag", depth=1).keys(), {APPROVED})
        self.assertEqual(self.daemon.ask("DELETE", two).status, 204)
        self.assertEqual(find(self.daemon, CONFLICTS, "D:getetag", depth=1).keys(), {CONFLICTS}, "it is closed")
        self.assertEqual(ask(self.daemon, "MOVE", one, role="polres", headers=to).status, 201)
        approved = self.daemon.ask("GET", APPROVED + "k1@uji.ics")
        self.assertEqual(approved.body, octets)
        self.assertEqual(put(self.daemon, one, octets.replace(b"Rapat umum", b"Rapat"), If_Match="*").status, 204)
        self.assertEqual(self.daemon.ask("GET", APPROVED + "k1@uji.ics").body, octets, "in force until decided")
        self.assertEqual(self.daemon.ask("GET", APPROVED + "k1@uji.ics").headers["etag"], approved.headers["etag"])


class Reports(Shared):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for n in range(6):
            octets = rally("r%d@uji" % n, 0.5, 116.9 + n / 100, 1, start="202411%02dT140000" % (10 + n),
                           end="202411%02dT160000" % (10 + n))
            if n == 5:
                octets = octets.replace(b"END:VEVENT", b"RRULE:FREQ=DAILY;COUNT=3\r\nDESCRIPTION;X-A=b:Bersama\\, ya"
                                                       b"\r\nEND:VEVENT")
            assert put(cls.daemon, REQUESTS + "r%d@uji.ics" % n, octets).status == 201

    def query(self, inner, path=REQUESTS):
        answer = report(self.daemon, path, "C:calendar-query", "<D:prop><D:getetag/></D:prop><C:filter>"
                        '<C:comp-filter name="VCALENDAR">%s</C:comp-filter></C:filter>' % inner)
        if answer.status != 207:
            return precondition(answer)[0]
        return "".join(sorted(href.split("/")[-1][1] for href in rows(answer)))

    def event(self, inner):
        return self.query('<C:comp-filter name="VEVENT">%s</C:comp-filter>' % inner)

    def test_time_ranges_know_recurrence_and_are_half_open(self):
        for start, end, wanted in (("20241111T000000Z", "20241112T000000Z", "1"),
                                   ("20241111T080000Z", "20241112T060000Z", ""),  # 16.00 WITA is the end
                                   ("20241111T075959Z", "20241112T060001Z", "12"),
                                   ("20241117T000000Z", "20241118T000000Z", "5"),
                                   ("20241118T000000Z", "20241218T000000Z", "")):
            self.assertEqual(self.event('<C:time-range start="%s" end="%s"/>' % (start, end)), wanted, start)
        self.assertEqual(self.event('<C:time-range start="20241114T000000Z"/>'), "45")
        self.assertEqual(self.event(""), "012345")

    def test_properties_text_and_what_is_not_there(self):
        text = '<C:prop-filter name="%s"><C:text-match%s>%s</C:text-match></C:prop-filter>'
        self.assertEqual(self.event(text % ("UID", "", "R3@")), "3")
        self.assertEqual(self.event(text % ("UID", ' collation="i;octet"', "R3@")), "")
        self.assertEqual(self.event(text % ("UID", ' negate-condition="yes"', "r3@")), "01245")
        self.assertEqual(self.event(text % ("DESCRIPTION", "", "bersama, ya")), "5")
        self.assertEqual(self.event('<C:prop-filter name="RRULE"><C:is-not-defined/></C:prop-filter>'), "01234")
        self.assertEqual(self.event('<C:prop-filter name="DESCRIPTION"><C:param-filter name="X-A"><C:text-match>B'
                                    "</C:text-match></C:param-filter></C:prop-filter>"), "5")
        self.assertEqual(self.query('<C:comp-filter name="VTODO"/>'), "")
        self.assertEqual(self.query('<C:comp-filter name="VTODO"><C:is-not-defined/></C:comp-filter>'), "012345")
        self.assertEqual(self.event('<C:comp-filter name="VALARM"><C:is-not-defined/></C:comp-filter>'), "012345")

    def test_what_cannot_be_filtered_by_is_said(self):
        self.assertEqual(self.event('<C:prop-filter name="DTSTAMP"><C:time-range start="20241114T000000Z"/>'
                                    "</C:prop-filter>"), "C:supported-filter")
        self.assertEqual(self.event('<C:prop-filter name="UID"><C:text-match collation="i;unicode-casemap">x'
                                    "</C:text-match></C:prop-filter>"), "C:supported-collation")
        self.assertEqual(self.event('<C:time-range start="20241399T000000Z"/>'), "C:valid-filter")
        self.assertEqual(self.event("<C:prop-filter/>"), "C:valid-filter")
        answer = report(self.daemon, REQUESTS, "D:version-tree", "")
        self.assertEqual((answer.status, precondition(answer)), (403, ["D:supported-report"]))

    def test_multiget_answers_each_address(self):
        hrefs = [REQUESTS + "r1@uji.ics", "http://x" + REQUESTS + "r2%40uji.ics", REQUESTS + "tidak.ics", "/etc/passwd",
                 REQUESTS.replace("64.08", "64.03") + "r1@uji.ics"]
        answer = report(self.daemon, REQUESTS, "C:calendar-multiget", "<D:prop><D:getetag/><C:calendar-data/></D:prop>"
                        + "".join("<D:href>%s</D:href>" % h for h in hrefs))
        got = rows(answer)
        self.assertEqual(len(got), 5)
        self.assertEqual(got[hrefs[0]]["C:calendar-data"].text.encode(), self.daemon.ask("GET", hrefs[0]).body)
        self.assertIn("C:calendar-data", got[REQUESTS + "r2@uji.ics"])
        self.assertEqual([got[h]["status"] for h in hrefs[2:]], [404, 404, 404])

    def test_freebusy_joins_and_cuts(self):
        answer = report(self.daemon, REQUESTS, "C:free-busy-query",
                        '<C:time-range start="20241110T070000Z" end="20241111T070000Z"/>')
        self.assertEqual(answer.status, 200)
        lines = [x for x in answer.body.decode().split("\r\n") if x.startswith("FREEBUSY")]
        self.assertEqual(lines, ["FREEBUSY:20241110T070000Z/20241110T080000Z",
                                 "FREEBUSY:20241111T060000Z/20241111T070000Z"])


class Together(unittest.TestCase):
    def test_what_is_put_at_the_same_moment_shares_its_commits_and_is_all_there(self):
        with Daemon() as daemon:
            sockets = []
            daemon.process.send_signal(signal.SIGSTOP)
            for n in range(20):
                octets = rally("s%d@uji" % n, 0.5, 116.5 + n / 20, 1)
                head = ("PUT %ss%d.ics HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nIf-None-Match: *\r\nContent-Type: "
                        "text/calendar\r\nContent-Length: %d\r\n\r\n" % (REQUESTS, n, daemon.token("bawaslu"), len(octets)))
                sockets.append(socket.create_connection(("127.0.0.1", daemon.port), timeout=30))
                sockets[-1].sendall(head.encode() + octets)
            daemon.process.send_signal(signal.SIGCONT)
            for one in sockets:
                with one:
                    self.assertTrue(one.recv(4096).startswith(b"HTTP/1.1 201 "))
            said = daemon.ask("GET", "/metrics", role=None).body.decode()
            self.assertLess(int(re.search(r"jarakd_commit_seconds_count (\d+)", said)[1]), 10)
            daemon.stop(signal.SIGKILL)
            daemon.start()
            self.assertEqual(len(sync(daemon, REQUESTS)[0]), 20)


class Sync(unittest.TestCase):
    def test_changes_tombstones_pages_and_a_token_that_outlives_restarts(self):
        with Daemon() as daemon:
            _, empty, _ = sync(daemon, REQUESTS)
            for n in range(5):
                put(daemon, REQUESTS + "s%d.ics" % n, rally("s%d@uji" % n, 0.5, 116.5 + n / 10, 1))
            all_rows, token, _ = sync(daemon, REQUESTS)
            self.assertEqual(len(all_rows), 5)
            self.assertEqual(find(daemon, REQUESTS, "D:sync-token")[REQUESTS]["D:sync-token"].text, token)
            daemon.stop()
            daemon.start()
            self.assertEqual(sync(daemon, REQUESTS, token), ({}, token, 207))
            put(daemon, REQUESTS + "s1.ics", rally("s1@uji", 0.5, 116.61, 1, sequence=1))
            daemon.ask("DELETE", REQUESTS + "s3.ics")
            changed, after, _ = sync(daemon, REQUESTS, token)
            self.assertEqual(set(changed), {REQUESTS + "s1.ics", REQUESTS + "s3.ics"})
            self.assertEqual(changed[REQUESTS + "s3.ics"]["status"], 404)
            seen, at, pages = {}, empty, 0
            while True:
                page, at, _ = sync(daemon, REQUESTS, at, limit=2)
                cut = page.pop(REQUESTS, None)
                self.assertLessEqual(len(page), 2)
                seen.update(page)
                pages += 1
                if not cut:
                    break
                self.assertEqual(cut["status"], 507)
            self.assertEqual((len(seen), pages, at), (5, 3, after))
            self.assertEqual(sync(daemon, APPROVED)[0], {})

    def test_tokens_of_elsewhere_are_refused(self):
        with Daemon() as daemon:
            put(daemon, REQUESTS + "s.ics", rally("s@uji", 0.5, 116.5, 1))
            _, token, _ = sync(daemon, REQUESTS)
            head, mark = token.rsplit(":", 1)
            for bad in ("x", "urn:jarakd:sync:", "urn:jarakd:sync:1:1", head + ":0000000000000000", head + ":" + mark[:15],
                        "urn:jarakd:sync:99999999:0:" + mark, "urn:jarakd:sync:-1:0:" + mark):
                answer, _, status = sync(daemon, REQUESTS, bad)
                self.assertEqual((status, precondition(answer)), (403, ["D:valid-sync-token"]), bad)


class Regions(Shared):
    def test_a_province_works_below_itself_and_neighbours_see_nothing(self):
        path = "/dav/calendars/64.03/requests/berau@uji.ics"
        octets = rally("berau@uji", 2.15, 117.49, 1).replace(b"pilbup-64.08", b"pilbup-64.03")
        self.assertEqual(put(self.daemon, path, octets, region="64.03").status, 201)
        self.assertEqual(self.daemon.ask("GET", path).status, 404)
        self.assertEqual(self.daemon.ask("GET", REQUESTS + "berau@uji.ics").status, 404)
        answer = put(self.daemon, REQUESTS + "berau@uji.ics", octets)
        self.assertEqual(answer.status, 403)
        self.assertNotIn(b"64.03/requests", answer.body)
        for region in ("64", "64.03"):
            at = path.replace("64.03", region)
            self.assertEqual(ask(self.daemon, "GET", at, region="64").status, 200)
        self.assertEqual(sync(self.daemon, REQUESTS)[0], {})


if __name__ == "__main__":
    unittest.main()
