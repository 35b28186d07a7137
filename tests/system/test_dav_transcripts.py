"""What four clients send, in their order, with their headers and properties, and what each needs in the answer.

The facts are from the clients' own sources (as of 2026-08 where they still change); the requests are written
anew here. Each test names its files:
  Apple        apple/ccs-calendarserver contrib/performance/loadtest: ical.py (order, headers) and request-data/
               iOS_5, OS_X_10_11 (bodies that Apple took down from its clients; Profile tells the order)
  DAVx5        bitfireAT/davx5-ose core/.../{servicedetection,resource/remote,sync} and bitfireAT/dav4jvm ktor/Dav*.kt
  Thunderbird  mozilla/releases-comm-central calendar/providers/caldav: CalDavProvider, CalDavCalendar, modules/
               CalDavRequest, modules/CalDavRequestHandlers (.sys.mjs)
  Evolution    GNOME/evolution-data-server src/calendar/backends/caldav/e-cal-backend-caldav.c and
               src/libedataserver/e-webdav-{discover,session}.c"""
import unittest
import xml.etree.ElementTree as ET

from dav import CONFLICTS, HOME, NS, REQUESTS, precondition, put, rows
from phone import ONE, TWO
from daemon import Daemon, rally

PRINCIPAL = "/dav/principals/bawaslu-64.08/"
DAV, CAL, SERVER = "DAV:", "urn:ietf:params:xml:ns:caldav", "http://calendarserver.org/ns/"
APPLE_ICAL, ME, CARD = "http://apple.com/ns/ical/", "http://me.com/_namespace/", "urn:ietf:params:xml:ns:carddav"
PUSH = "https://bitfire.at/webdav-push"
ZONE = ("BEGIN:VCALENDAR&#13;\nVERSION:2.0&#13;\nPRODID:-//Apple Inc.//Mac OS X 10.11//EN&#13;\nCALSCALE:GREGORIAN&#13;\n"
        "BEGIN:VTIMEZONE&#13;\nTZID:Asia/Makassar&#13;\nBEGIN:STANDARD&#13;\nTZOFFSETFROM:+0800&#13;\nDTSTART:19880101T000000"
        "&#13;\nTZNAME:WITA&#13;\nTZOFFSETTO:+0800&#13;\nEND:STANDARD&#13;\nEND:VTIMEZONE&#13;\nEND:VCALENDAR&#13;\n")


def props(*names):
    """Elements by (namespace, names...), each with a declaration of its own, as Apple writes them."""
    return "".join('<x:%s xmlns:x="%s"/>' % (name, ns) for ns, *words in names for name in words)


class Client(unittest.TestCase):
    """A daemon, and a client with headers of its own."""

    headers, xml_type = {}, "text/xml"

    def setUp(self):
        self.daemon = Daemon().__enter__()
        self.addCleanup(self.daemon.__exit__)

    def say(self, method, path, body=None, depth=None, wanted=207, **extra):
        sent = {**self.headers, **{k.replace("_", "-"): v for k, v in extra.items()}}
        if depth is not None:
            sent["Depth"] = str(depth)
        if body is not None:
            sent.setdefault("Content-Type", self.xml_type)
            body = ('<?xml version="1.0" encoding="UTF-8"?>\n' + body).encode()
        answer = self.daemon.ask(method, path, body, headers=sent)
        self.assertEqual(answer.status, wanted, (method, path, answer.body))
        if wanted == 207:
            self.assertTrue(answer.headers["content-type"].startswith("application/xml"), "DAVx5 reads nothing else")
            for response in ET.fromstring(answer.body).findall("D:response", NS):
                self.assertTrue(response.find("D:propstat", NS) is not None or response.find("D:status", NS) is not None)
        return answer

    def send(self, method, path, octets=None, wanted=201, kind="text/calendar", **conditions):
        sent = {**self.headers, "Content-Type": kind, **{k.replace("_", "-"): v for k, v in conditions.items()}}
        answer = self.daemon.ask(method, path, octets, headers=sent)
        self.assertEqual(answer.status, wanted, (method, path, answer.body))
        return answer

    def find(self, path, *names, depth=0):
        return rows(self.say("PROPFIND", path, '<A:propfind xmlns:A="DAV:"><A:prop>%s</A:prop></A:propfind>' %
                             props(*names), depth))

    def href(self, row, prop):
        return row[prop].find("D:href", NS).text

    def edits(self, name, kind="text/calendar"):
        """PUT of something new, stale and right changes, stale and right deletes, as all of them do."""
        path = REQUESTS + name + ".ics"
        octets = rally(name, 0.5, 117.4, 1)
        first = self.send("PUT", path, octets, kind=kind, If_None_Match="*").headers["etag"]
        self.assertFalse(first.startswith("W/"), "a weak tag makes Evolution and DAVx5 fetch again")
        self.send("PUT", path, octets, 204, kind=kind, If_None_Match="*")  # the same again: its answer was lost
        self.send("PUT", path, octets.replace(b"umum", b"lain"), 412, kind=kind, If_None_Match="*")
        second = self.send("PUT", path, octets.replace(b"umum", b"besar"), 204, kind=kind, If_Match=first).headers["etag"]
        self.assertNotEqual(first, second)
        self.send("PUT", path, octets, 412, kind=kind, If_Match=first)
        self.send("DELETE", path, wanted=412, If_Match=first)
        self.assertIn(b"besar", self.send("GET", path, wanted=200).body)
        self.send("DELETE", path, wanted=204, If_Match=second)
        self.send("DELETE", path, wanted=404, If_Match=second)


class Apple(Client):
    """request-data/iOS_5/Profile and OS_X_10_11/Profile. PUT and DELETE conditions are not in them: RFC 4791 5.3."""

    headers = {"User-Agent": "iOS/5.1 (9B179) dataaccessd/1.0", "Accept": "*/*", "Accept-Language": "en-us",
               "Accept-Encoding": "gzip,deflate", "Connection": "keep-alive"}

    def test_set_up_and_first_synchronisation(self):
        self.say("PROPFIND", "/.well-known/caldav", '<A:propfind xmlns:A="DAV:"><A:prop/></A:propfind>', 0, 308)
        row = self.find("/dav/", (DAV, "current-user-principal", "principal-URL", "resourcetype"))["/dav/"]
        self.assertEqual(self.href(row, "D:current-user-principal"), PRINCIPAL)
        self.assertIn("calendar-access", self.say("OPTIONS", PRINCIPAL, wanted=200).headers["dav"])
        row = self.find(PRINCIPAL, (SERVER, "allowed-calendar-component-set", "dropbox-home-URL", "email-address-set",
                                    "notification-URL"),
                        (CAL, "calendar-home-set", "calendar-user-address-set", "schedule-inbox-URL",
                         "schedule-outbox-URL"),
                        (DAV, "current-user-principal", "displayname", "principal-collection-set", "principal-URL",
                         "resource-id", "supported-report-set"))[PRINCIPAL]
        self.assertEqual(self.href(row, "C:calendar-home-set"), HOME)
        # the report is sent to principal-collection-set
        answer = self.say("REPORT", self.href(row, "D:principal-collection-set"),
                          '<A:principal-search-property-set xmlns:A="DAV:"/>', 0, 200)
        self.assertEqual(ET.fromstring(answer.body).tag, "{DAV:}principal-search-property-set")
        self.say("REPORT", PRINCIPAL, '<A:expand-property xmlns:A="DAV:">' + "".join(
            '<A:property name="calendar-proxy-%s-for" namespace="http://calendarserver.org/ns/"><A:property name='
            '"calendar-user-address-set" namespace="urn:ietf:params:xml:ns:caldav"/><A:property name="email-address-set" '
            'namespace="http://calendarserver.org/ns/"/><A:property name="displayname" namespace="DAV:"/></A:property>'
            % way for way in ("read", "write")) + "</A:expand-property>", 0)
        home = self.find(HOME, (DAV, "add-member", "current-user-privilege-set", "displayname", "owner",
                                "quota-available-bytes", "quota-used-bytes", "resource-id", "resourcetype",
                                "supported-report-set", "sync-token"),
                         (SERVER, "allowed-sharing-modes", "getctag", "me-card", "publish-url", "push-transports", "pushkey",
                          "source", "subscribed-strip-alarms", "subscribed-strip-attachments", "subscribed-strip-todos",
                          "xmpp-server", "xmpp-uri", "invite", "pre-publish-url"),
                         (CAL, "calendar-description", "calendar-free-busy-set", "calendar-timezone", "calendar-alarm",
                          "schedule-calendar-transp", "schedule-default-calendar-URL", "supported-calendar-component-set",
                          "supported-calendar-component-sets", "default-alarm-vevent-date",
                          "default-alarm-vevent-datetime", "managed-attachments-server-URL"),
                         (APPLE_ICAL, "calendar-color", "calendar-order", "refreshrate", "autoprovisioned",
                          "language-code", "location-code"),
                         (ME, "bulk-requests"), (CARD, "max-image-size", "max-resource-size"), depth=1)
        self.assertEqual(len(home), 9)
        self.assertNotIn("D:sync-collection", ET.tostring(home[HOME]["D:supported-report-set"]).decode(),
                         "or the home itself is synchronised")
        for prop in ('<x:calendar-color xmlns:x="%s" symbolic-color="orange">#FD8208FF</x:calendar-color>' % APPLE_ICAL,
                     '<x:calendar-order xmlns:x="%s">1</x:calendar-order>' % APPLE_ICAL,
                     "<A:displayname>kampanye</A:displayname>",
                     '<x:calendar-timezone xmlns:x="%s">%s</x:calendar-timezone>' % (CAL, ZONE)):
            answer = self.say("PROPPATCH", REQUESTS, '<A:propertyupdate xmlns:A="DAV:"><A:set><A:prop>%s</A:prop></A:set>'
                              "</A:propertyupdate>" % prop)
            stat, = ET.fromstring(answer.body).findall("D:response/D:propstat", NS)
            self.assertEqual(len(stat.find("D:prop", NS)), 1)
        self.synchronise()

    def synchronise(self):
        path = REQUESTS + "5A0C8A65-0A3A-4A79-9B0B-0F1C2D3E4F50.ics"
        before = self.find(REQUESTS, (SERVER, "getctag"), (DAV, "sync-token"))[REQUESTS]
        self.send("PUT", path, rally("5A0C8A65-0A3A-4A79-9B0B-0F1C2D3E4F50", 0.5, 117.4, 1))
        after = self.find(REQUESTS, (SERVER, "getctag"), (DAV, "sync-token"))[REQUESTS]
        self.assertNotEqual(before["CS:getctag"].text, after["CS:getctag"].text)
        query = ('<G:calendar-query xmlns:G="urn:ietf:params:xml:ns:caldav"><A:prop xmlns:A="DAV:"><A:getetag/>'
                 '<A:getcontenttype/></A:prop><G:filter><G:comp-filter name="VCALENDAR"><G:comp-filter name="%s"%s'
                 "</G:comp-filter></G:filter></G:calendar-query>")
        for inner, found in ((("VEVENT", '><G:time-range start="20241101T000000Z"/></G:comp-filter>'), [path]),
                             (("VEVENT", '><G:time-range start="20241101T010101Z" end="20241122T010101Z"/></G:comp-filter>'),
                              [path]),
                             (("VTODO", "/>"), [])):
            self.assertEqual(list(rows(self.say("REPORT", REQUESTS, query % inner, 1))), found)
        listed = self.find(REQUESTS, (DAV, "getcontenttype", "getetag"), depth=1)
        self.assertEqual(set(listed), {REQUESTS, path})
        got = rows(self.say("REPORT", REQUESTS, '<G:calendar-multiget xmlns:G="urn:ietf:params:xml:ns:caldav"><A:prop '
                            'xmlns:A="DAV:"><A:getetag/><G:calendar-data/><G:schedule-tag/></A:prop><A:href xmlns:A="DAV:">'
                            "%s</A:href></G:calendar-multiget>" % path))
        self.assertEqual(got[path]["D:getetag"].text, listed[path]["D:getetag"].text)
        self.assertIn("Rapat umum", got[path]["C:calendar-data"].text)
        self.assertNotIn("C:schedule-tag", got[path], "with one, changes would come with If-Schedule-Tag-Match")

    def test_edits(self):
        self.edits("6B0C8A65-0A3A-4A79-9B0B-0F1C2D3E4F50")


class Davx5(Client):
    """DavResourceFinder, ServiceRefresher, HomeSetRefresher, BaseWebDavCollection, CalDavCollection, SyncManager."""

    headers = {"User-Agent": "DAVx5/4.5.5-ose (ktor) Android/15", "Accept-Language": "id-ID, id;q=0.7, *;q=0.5"}
    xml_type = "application/xml; charset=UTF-8"
    accept = "application/xml,text/xml"

    def dav(self, method, path, body=None, depth=None, wanted=207):
        return self.say(method, path, body, depth, wanted, Accept=self.accept, Accept_Encoding="gzip,deflate,identity")

    def find_all(self, path, depth, *names):
        return rows(self.dav("PROPFIND", path, '<propfind xmlns="DAV:" xmlns:CAL="%s"><prop>%s</prop></propfind>' % (
            CAL, props(*names)), depth))

    def test_detection_and_lists(self):
        first = ((DAV, "resourcetype", "displayname", "current-user-principal", "current-user-privilege-set"),
                 (CAL, "calendar-home-set", "supported-calendar-component-set", "calendar-description",
                  "calendar-timezone"), (APPLE_ICAL, "calendar-color"))
        # what the user typed, then the well-known address; 308 is followed with the method kept (dav4jvm)
        answer = self.daemon.ask("PROPFIND", "/", b"<propfind xmlns='DAV:'/>", headers={**self.headers, "Depth": "0"})
        self.assertIn(answer.status, (404, 405))
        self.dav("PROPFIND", "/.well-known/caldav", "<propfind xmlns='DAV:'/>", 0, 308)
        row = self.find_all("/dav/", 0, *first)["/dav/"]
        principal = self.href(row, "D:current-user-principal")
        answer = self.say("OPTIONS", principal, wanted=200, Content_Length="0", Accept_Encoding="identity")
        self.assertIn("calendar-access", [word.strip() for word in answer.headers["dav"].split(",")])
        row = self.find_all(principal, 0, (DAV, "displayname", "group-membership", "resourcetype"),
                            (CAL, "calendar-home-set"),
                            (SERVER, "calendar-proxy-read-for", "calendar-proxy-write-for"))[principal]
        self.assertIsNotNone(row["D:resourcetype"].find("D:principal", NS))
        listed = self.find_all(self.href(row, "C:calendar-home-set"), 1,
                               (DAV, "current-user-privilege-set", "displayname", "owner", "resourcetype"),
                               (PUSH, "transports", "topic"), (APPLE_ICAL, "calendar-color"),
                               (CAL, "calendar-description", "calendar-timezone", "calendar-timezone-id",
                                "supported-calendar-component-set"), (SERVER, "source"))
        calendars = [href for href, row in listed.items() if row["D:resourcetype"].find("C:calendar", NS) is not None]
        self.assertEqual(len(calendars), 8)
        self.assertEqual(self.href(listed[REQUESTS], "D:owner"), principal)

    def changes(self, token, limit=""):
        return self.dav("REPORT", REQUESTS, '<sync-collection xmlns="DAV:"><sync-token>%s</sync-token><sync-level>1'
                        "</sync-level>%s<prop><getetag/><resourcetype/></prop></sync-collection>" % (token, limit), 0)

    def test_synchronisation_in_pages_and_batches(self):
        for n in range(23):
            put(self.daemon, REQUESTS + "d%d.ics" % n, rally("d%d@uji" % n, 0.5, 116.5 + n / 20, 1), If_None_Match="*")
        row = self.find_all(REQUESTS, 0, (DAV, "supported-report-set", "sync-token"), (SERVER, "getctag"),
                            (CAL, "max-resource-size"), (CARD, "max-resource-size", "supported-address-data"))[REQUESTS]
        self.assertIn("sync-collection", ET.tostring(row["D:supported-report-set"]).decode())
        token, seen = "", {}
        while True:  # no limit is sent: ours is 5,000 rows, so one stands in for it here
            answer = self.changes(token, "<limit><nresults>10</nresults></limit>")
            page = rows(answer)
            more = page.pop(REQUESTS, None)
            token = ET.fromstring(answer.body).find("D:sync-token", NS).text
            seen.update(page)
            if not more:
                break
            self.assertEqual(more["status"], 507)
        self.assertEqual(len(seen), 23)
        self.assertTrue(all("D:getetag" in r and len(r["D:resourcetype"]) == 0 for r in seen.values()))
        paths = list(seen)
        for first in range(0, 23, 10):  # MULTIGET_BATCH_SIZE; no Depth
            batch = paths[first:first + 10]
            got = rows(self.dav("REPORT", REQUESTS, '<CAL:calendar-multiget xmlns="DAV:" xmlns:CAL="%s"><prop>'
                                "<getcontenttype/><getetag/><CAL:schedule-tag/><CAL:calendar-data/></prop>%s"
                                "</CAL:calendar-multiget>" % (CAL, "".join("<href>%s</href>" % h for h in batch))))
            self.assertEqual(list(got), batch)
            self.assertTrue(all(r["C:calendar-data"].text.startswith("BEGIN:VCALENDAR") for r in got.values()))
        self.daemon.ask("DELETE", paths[0])
        gone = rows(self.changes(token))
        self.assertEqual({href: row["status"] for href, row in gone.items()}, {paths[0]: 404})

    def test_a_query_since_some_day_where_only_that_is_wanted(self):
        put(self.daemon, REQUESTS + "q.ics", rally("q@uji", 0.5, 117.4, 1), If_None_Match="*")
        for start, found in (("20241101T000000Z", 1), ("20241121T000000Z", 0)):
            got = self.dav("REPORT", REQUESTS, '<CAL:calendar-query xmlns="DAV:" xmlns:CAL="%s"><prop><getetag/></prop>'
                           '<CAL:filter><CAL:comp-filter name="VCALENDAR"><CAL:comp-filter name="VEVENT"><CAL:time-range '
                           'start="%s"/></CAL:comp-filter></CAL:comp-filter></CAL:filter></CAL:calendar-query>' % (
                               CAL, start), 1)
            self.assertEqual(len(rows(got)), found)

    def test_edits_and_an_upload_that_may_not_be(self):
        self.edits("0b8e4b1e-5d0c-4b0e-9d53-8a1f2ec00001", "text/calendar;charset=utf-8")
        # 403 is taken like 412, and the server's version fetched, only where it names this precondition
        answer = self.send("PUT", CONFLICTS + "x.ics", rally("x@uji", 0.5, 117.4, 1), 403, If_None_Match="*")
        self.assertEqual(precondition(answer)[0], "D:need-privileges")


class Thunderbird(Client):
    """CalDavProvider.detectCalendars, CalDavCalendar.checkDavResourceType and below, CalDavWebDavSyncHandler."""

    headers = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.0",
               "Accept": "text/xml", "Accept-Charset": "utf-8,*;q=0.1", "Accept-Encoding": "gzip, deflate"}
    xml_type = "text/xml; charset=utf-8"

    def test_detection(self):
        self.say("PROPFIND", "/.well-known/caldav", "<D:propfind xmlns:D='DAV:'/>", 0, 308)
        row = self.find("/dav/", (DAV, "resourcetype", "owner", "displayname", "current-user-principal",
                                  "current-user-privilege-set"), (APPLE_ICAL, "calendar-color"),
                        (CAL, "calendar-home-set"))["/dav/"]
        principal = self.href(row, "D:current-user-principal")
        home = self.href(self.find(principal, (CAL, "calendar-home-set"))[principal], "C:calendar-home-set")
        listed = self.find(home, (DAV, "resourcetype", "displayname", "current-user-privilege-set"),
                           (APPLE_ICAL, "calendar-color"), depth=1)
        writable = {href for href, row in listed.items() if row["D:resourcetype"].find("C:calendar", NS) is not None and
                    any(row["D:current-user-privilege-set"].find("D:privilege/D:" + word, NS) is not None
                        for word in ("write", "write-content", "write-properties", "all"))}
        self.assertEqual(writable, {REQUESTS, ONE, TWO, HOME + "laporan/", HOME + "tugas/", HOME + "kiriman/"}, "all others are set read-only in the client")

    def test_synchronisation(self):
        for n in (1, 2):
            put(self.daemon, REQUESTS + "t%d.ics" % n, rally("t%d@uji" % n, 0.5, 117.4, n), If_None_Match="*")
        row = self.find(REQUESTS, (DAV, "resourcetype", "owner", "current-user-principal", "current-user-privilege-set",
                                   "supported-report-set"), (CAL, "supported-calendar-component-set"),
                        (SERVER, "getctag"))[REQUESTS]
        self.assertEqual(row["C:supported-calendar-component-set"][0].get("name"), "VEVENT")
        self.say("OPTIONS", HOME, wanted=200)  # no "calendar-schedule" in DAV: no inbox is looked for
        ask = ('<sync-collection xmlns="DAV:"><sync-token%s<sync-level>1</sync-level><prop><getcontenttype/><getetag/>'
               "</prop></sync-collection>")
        for calendar, count in ((REQUESTS, 2), (CONFLICTS, 1)):
            answer = self.say("REPORT", calendar, ask % "/>", 1)  # Depth 1, of an old draft
            found = rows(answer)
            self.assertEqual(len(found), count)
            self.assertTrue(all(r["D:getcontenttype"].text.startswith("text/calendar") for r in found.values()))
            got = rows(self.say("REPORT", calendar, '<C:calendar-multiget xmlns:D="DAV:" xmlns:C="%s"><D:prop><D:getetag/>'
                                "<C:calendar-data/></D:prop>%s</C:calendar-multiget>" % (
                                    CAL, "".join("<D:href>%s</D:href>" % h for h in found)), 1))
            self.assertEqual(set(got), set(found))
        token = ET.fromstring(answer.body).find("D:sync-token", NS).text
        self.assertEqual(rows(self.say("REPORT", CONFLICTS, ask % (">%s</sync-token>" % token), 1)), {})
        # any 4xx makes it forget the token and begin anew, but not the body it takes for a rate limit
        answer = self.say("REPORT", CONFLICTS, ask % ">urn:lain</sync-token>", 1, 403)
        self.assertNotIn(b'<D:error xmlns:D="DAV:"/>', answer.body)

    def test_edits(self):
        self.edits("3f9c1a52-7f0e-4e53-a4b8-9a0a5f0c0001", "text/calendar; charset=utf-8")


class Evolution(Client):
    """webdav_discover, ecb_caldav_connect_sync, _list_existing_sync, _get_changes_sync, _save_component_sync."""

    headers = {"User-Agent": "Evolution/3.46.4", "Accept-Encoding": "gzip, deflate"}
    xml_type = 'application/xml; charset="utf-8"'
    kind = 'text/calendar; charset="utf-8"'

    def test_discovery_and_connection(self):
        self.say("PROPFIND", "/.well-known/caldav", "<D:propfind xmlns:D='DAV:'/>", 0, 308)
        wanted = ((DAV, "resourcetype", "current-user-principal", "principal-URL"),
                  (CAL, "calendar-home-set", "calendar-user-address-set"))
        principal = self.href(self.find("/dav/", *wanted)["/dav/"], "D:current-user-principal")
        home = self.href(self.find(principal, *wanted)[principal], "C:calendar-home-set")
        listed = self.find(home, (DAV, "resourcetype", "displayname"), (SERVER, "source", "getctag"),
                           (CAL, "supported-calendar-component-set", "calendar-description"),
                           (APPLE_ICAL, "calendar-color", "calendar-order"), depth=1)
        self.assertIn(REQUESTS, listed)
        answer = self.say("OPTIONS", REQUESTS, wanted=200)
        self.assertIn("calendar-access", answer.headers["dav"])
        self.assertIn("PUT", answer.headers["allow"])
        row = self.find(REQUESTS, (DAV, "current-user-privilege-set"))[REQUESTS]
        self.assertIsNotNone(row["D:current-user-privilege-set"].find("D:privilege/D:write-content", NS))
        row = self.find(REQUESTS, (SERVER, "getctag"), (DAV, "supported-report-set"))[REQUESTS]
        self.assertIn("sync-collection", ET.tostring(row["D:supported-report-set"]).decode())

    def test_lists_and_changes(self):
        put(self.daemon, REQUESTS + "e.ics", rally("e@uji", 0.5, 117.4, 1), If_None_Match="*")
        # it lists with nothing but UIDs, from a part of the data
        got = rows(self.say("REPORT", REQUESTS, '<C:calendar-query xmlns:D="DAV:" xmlns:C="%s"><D:prop><D:getetag/>'
                            '<C:calendar-data><C:comp name="VCALENDAR"><C:comp name="VEVENT"><C:prop name="UID"/></C:comp>'
                            '</C:comp></C:calendar-data></D:prop><C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter '
                            'name="VEVENT"/></C:comp-filter></C:filter></C:calendar-query>' % CAL, 1))
        self.assertIn("UID:e@uji", got[REQUESTS + "e.ics"]["C:calendar-data"].text)
        self.assertNotIn("SUMMARY", got[REQUESTS + "e.ics"]["C:calendar-data"].text)
        ask = '<sync-collection xmlns="DAV:"><sync-token%s<sync-level>1</sync-level><prop><getetag/></prop></sync-collection>'
        answer = self.say("REPORT", REQUESTS, ask % "/>", 0)
        token = ET.fromstring(answer.body).find("D:sync-token", NS).text
        self.assertIn(":", token, "or it is taken for a ctag and thrown away")
        got = rows(self.say("REPORT", REQUESTS, '<C:calendar-multiget xmlns:D="DAV:" xmlns:C="%s"><D:prop><D:getetag/>'
                            "<C:calendar-data/></D:prop><D:href>%s</D:href></C:calendar-multiget>" % (
                                CAL, REQUESTS + "e.ics")))
        self.assertIn("Rapat umum", got[REQUESTS + "e.ics"]["C:calendar-data"].text)
        # a token that is refused is dropped where the answer says so by name
        answer = self.say("REPORT", REQUESTS, ask % ">urn:lain</sync-token>", 0, 403)
        self.assertIn(b"valid-sync-token", answer.body)

    def test_edits_and_a_body_in_chunks(self):
        self.edits("e3b1f0a2c4d5e6f708192a3b4c5d6e7f80910203", self.kind)
        octets = rally("chunk@uji", 0.5, 117.4, 1)  # libsoup sends every PUT as chunks
        answer = self.send("PUT", REQUESTS + "chunk.ics", iter([octets[:300], octets[300:]]), 201, self.kind,
                           If_None_Match="*")
        self.assertEqual(self.daemon.ask("GET", REQUESTS + "chunk.ics").body, octets)
        self.assertTrue(answer.headers["etag"].startswith('"'))


if __name__ == "__main__":
    unittest.main()
