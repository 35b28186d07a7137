"""The public feeds and pages: what calendars ask of them, and a strict reader of every feed."""
import gzip
import hashlib
import re
import subprocess
import unittest

import jcal
from daemon import Daemon, rally, sample

PYTHON = "/usr/bin/python3"  # Debian's, which has Debian's modules
FEED = "/feeds/64.08/approved.ics"

# Debian's icalendar reads the feed; prints a line an event: UID, SEQUENCE, DTSTAMP, LAST-MODIFIED, STATUS, zone.
READER = """
import sys, icalendar
calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
zones = {str(z["TZID"]) for z in calendar.walk("VTIMEZONE")}
assert not calendar.errors, calendar.errors
for event in calendar.walk("VEVENT"):
    assert not event.errors, event.errors
    for name in ("DTSTART", "DTEND"):
        zone = event[name].params.get("TZID")
        assert zone in zones, (name, zone, zones)
        assert event[name].dt.tzinfo is not None, "floating"
    print(event["UID"], event["SEQUENCE"], event["DTSTAMP"].to_ical().decode(),
          event["LAST-MODIFIED"].to_ical().decode(), event["STATUS"], sep="\\t")
"""


def public_id(uid):
    return hashlib.sha256(uid.encode()).hexdigest()[:16]


class Calendar(unittest.TestCase):
    def approve(self, d, uid, sttp=None):
        verdict = d.ask("GET", "/api/v1/notices/" + uid).json()
        seen = [{"conflict": c["id"], "revision": c["revision"]} for c in verdict["conflicts"]]
        answer = d.decide(uid, act="approve", on="change" if verdict["pending_revision"] else "plan", sttp=sttp or "S/" + uid,
                          chain_revision=verdict["chain_revision"], seen=seen, reason="uji")
        self.assertEqual(answer.status, 200, answer.body)

    def withdraw(self, d, uid):
        revision = d.ask("GET", "/api/v1/notices/" + uid).json()["chain_revision"]
        answer = d.decide(uid, act="withdraw", on="plan", reason="uji", chain_revision=revision)
        self.assertEqual(answer.status, 200, answer.body)

    def publish(self, d, uid, *args, **more):
        answer = d.ask("POST", "/api/v1/notices", rally(uid, *args, **more))
        self.assertEqual(answer.status, 201, answer.body)
        self.approve(d, uid)

    def read(self, octets):
        """Events by UID, after the form was held against RFC 5545."""
        self.assertTrue(octets.endswith(b"END:VCALENDAR\r\n"))
        self.assertNotIn(b"\n", octets.replace(b"\r\n", b""))
        for line in octets.split(b"\r\n"):
            self.assertLessEqual(len(line), 75, line)
            line.decode()  # never cut inside a character
        done = subprocess.run([PYTHON, "-c", READER], input=octets, capture_output=True)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        rows = [line.split("\t") for line in done.stdout.decode().splitlines()]
        return {row[0]: dict(sequence=int(row[1]), stamp=row[2], modified=row[3], status=row[4]) for row in rows}

    def get(self, d, path=FEED, **headers):
        return d.ask("GET", path, role=None, headers=headers)


class Feed(Calendar):
    def test_the_head_says_what_calendars_ask_for(self):
        with Daemon(options=["--public-url", "https://kalender.example"]) as d:
            self.publish(d, "satu@feed", 0.5, 117.5)
            answer = self.get(d)
            lines = answer.body.replace(b"\r\n ", b"").decode().split("\r\n")
            for line in ("VERSION:2.0", "METHOD:PUBLISH", "X-WR-TIMEZONE:Asia/Makassar",
                         "REFRESH-INTERVAL;VALUE=DURATION:PT15M", "X-PUBLISHED-TTL:PT15M",
                         "SOURCE;VALUE=URI:https://kalender.example" + FEED):
                self.assertIn(line, lines)
            name = [line[5:] for line in lines if line.startswith("NAME:")]
            self.assertEqual(["X-WR-CALNAME:" + name[0]], [x for x in lines if x.startswith("X-WR-CALNAME")])
            self.assertEqual(answer.headers["cache-control"], "max-age=300")
            self.assertEqual(answer.headers["vary"], "Accept, Accept-Encoding")
            self.assertRegex(answer.headers["etag"], r'^"[0-9a-f]{32}"$')
            zipped = self.get(d, **{"Accept-Encoding": "gzip"})
            self.assertEqual(gzip.decompress(zipped.body), answer.body)
            self.assertNotEqual(zipped.headers["etag"], answer.headers["etag"])
            for one, encoding in ((answer, {}), (zipped, {"Accept-Encoding": "gzip"})):
                same = self.get(d, **{"If-None-Match": one.headers["etag"]}, **encoding)
                self.assertEqual((same.status, same.body), (304, b""))
            head = d.ask("HEAD", FEED, role=None)
            self.assertEqual((head.status, head.body, head.headers["content-length"]),
                             (200, b"", str(len(answer.body))))

    def test_sequence_and_last_modified_rise_together_and_nothing_moves_without_a_change(self):
        with Daemon() as d:
            uid, before = "naik@feed", None
            self.publish(d, uid, 0.5, 117.5)
            self.publish(d, "tetap@feed", 0.9, 116.5, 1, "20241121T140000", "20241121T170000")
            still = self.read(self.get(d).body)["tetap@feed"]
            for step in range(4):  # all of it within a second or two: seconds must rise all the same
                now = self.read(self.get(d).body)[uid]
                if before:
                    self.assertGreater(now["sequence"], before["sequence"])
                    self.assertGreater(now["modified"], before["modified"])
                    self.assertGreater(now["stamp"], before["stamp"])
                before = now
                etag = d.ask("GET", "/api/v1/notices/" + uid).headers["etag"]
                moved = rally(uid, 0.5 + 0.001 * step, 117.5, sequence=step + 1)
                pending = self.get(d)
                d.ask("PUT", "/api/v1/notices/" + uid, moved, headers={"If-Match": etag})
                self.assertEqual(self.get(d).body, pending.body, "a pending change is not public")
                self.approve(d, uid)
            answer = self.get(d)
            self.assertEqual(self.read(answer.body)["tetap@feed"], still)
            zipped = self.get(d, **{"Accept-Encoding": "gzip"})
            self.assertEqual(gzip.decompress(zipped.body), answer.body)
            d.stop()
            d.start()
            again = self.get(d)
            self.assertEqual((again.body, again.headers["etag"], again.headers["last-modified"]),
                             (answer.body, answer.headers["etag"], answer.headers["last-modified"]))
            self.assertEqual(self.get(d, **{"Accept-Encoding": "gzip"}).body, zipped.body)
            self.withdraw(d, uid)
            gone = self.read(self.get(d).body)[uid]
            self.assertEqual(gone["status"], "CANCELLED")
            self.assertGreater(gone["sequence"], before["sequence"])
            self.assertGreater(gone["modified"], before["modified"])

    def test_the_feed_is_the_same_whether_it_grew_or_was_written_at_once(self):
        with Daemon() as d:
            for number in range(12):
                day = 20 + number % 4
                self.publish(d, "n%d@feed" % number, 0.2 + 0.1 * number, 116.5, 1 + number % 2,
                             "202411%dT%02d0000" % (day, 9 + number % 5), "202411%dT180000" % day)
                grown = self.get(d)
                self.assertEqual(len(self.read(grown.body)), number + 1)
            starts = re.findall(rb"DTSTART;TZID=[^:]*:(\S+)\r\nDTEND", grown.body)
            self.assertEqual(starts, sorted(starts))
            day = self.get(d, FEED + "?from=2024-11-21&to=2024-11-21")
            self.assertEqual(len(self.read(day.body)), 3)
            d.stop()
            d.start()
            self.assertEqual(self.get(d).body, grown.body)

    def test_every_region_s_feed_is_read_by_a_strict_reader(self):
        with Daemon() as d:
            for name in ("02-rapat-umum-paslon-2.ics",):
                filed = d.ask("POST", "/api/v1/notices", sample(name)).json()["notices"][0]
                self.approve(d, filed["chain"])
            for region, count in (("64", 1), ("64.08", 1), ("64.03", 0)):
                self.assertEqual(len(self.read(self.get(d, "/feeds/%s/approved.ics" % region).body)), count)


class Pages(Calendar):
    def test_the_page_offers_three_ways_at_the_address_it_was_asked_at(self):
        with Daemon() as d:
            self.publish(d, "halaman@feed", 0.5, 117.5)
            host = "127.0.0.1:%d" % d.port
            for path in ("/", "/kalender/64.08"):
                page = self.get(d, path).body.decode()
                self.assertIn('href="webcal://%s%s"' % (host, FEED), page)
                self.assertIn('readonly value="http://%s%s"' % (host, FEED), page)
                self.assertIn('<a download="approved.ics" href="%s"' % FEED, page)
                self.assertIn("/kalender/64.08/" + public_id("halaman@feed"), page)
            self.assertIn('value="https://%s' % host,
                          self.get(d, "/", **{"X-Forwarded-Proto": "https"}).body.decode())
            self.assertEqual(self.get(d, "/kalender/99.99").status, 404)
            self.assertEqual(self.get(d, "/kalender/64.08?x=1").status, 400)
            policy = self.get(d, "/").headers["content-security-policy"]
            self.assertIn("default-src 'none'", policy)
        with Daemon(options=["--public-url", "https://kalender.example"]) as d:
            self.assertIn('href="webcal://kalender.example' + FEED, self.get(d, "/").body.decode())

    def test_a_link_that_was_passed_on_opens_the_page(self):
        with Daemon() as d:
            self.publish(d, "a@k", 0.51, 117.55)
            page = "/kalender/64.08/" + public_id("a@k")
            for path in ("/", "/kalender/64.08", "/kalender/en/64.08", page, page.replace("/64.08", "/en/64.08")):
                plain = d.ask("GET", path, role=None)
                shared = d.ask("GET", path + "?fbclid=IwAR0x&utm_source=wa&utm_medium=social", role=None)
                self.assertEqual((shared.status, shared.body), (200, plain.body), path)
                self.assertEqual(d.ask("GET", path + "?at=2024-11-20", role=None).status, 400, path)
            self.assertEqual(d.ask("GET", FEED + "?fbclid=x", role=None).status, 400, "a machine's address")

    def test_a_filter_holds_for_the_list_and_for_the_calendar_subscribed_to(self):
        with Daemon() as d:
            self.publish(d, "a@feed", 0.5, 117.5, 1)
            self.publish(d, "b@feed", 0.9, 116.5, 2)
            page = self.get(d, "/kalender/64.08?area=&paslon=2&kind=&from=&to=").body.decode()
            self.assertIn(public_id("b@feed"), page)
            self.assertNotIn(public_id("a@feed"), page)
            self.assertIn(FEED + "?paslon=2", page)
            self.assertIn('href="/kalender/en/64.08?paslon=2"', page)
            for wrong in ("area=64.08.99", "area=Sangatta", "area=" + "6" * 3000, "paslon=x", "from=2024-13-01"):
                for path in (FEED, "/kalender/64.08"):
                    answer = self.get(d, path + "?" + wrong)
                    self.assertEqual((answer.status, answer.json()["field"]), (400, wrong.split("=")[0]), wrong)
            for number in range(90):  # more filters than are kept
                answer = self.get(d, FEED + "?paslon=2&from=2024-11-20&to=%d-11-20" % (2024 + number))
                self.assertEqual(list(self.read(answer.body)), ["b@feed"])
            english = self.get(d, "/kalender/en/64.08?paslon=2").body.decode()
            self.assertIn('href="/kalender/64.08?paslon=2"', english)
            self.assertIn('action="/kalender/en/64.08"', english)
            self.assertIn("/kalender/en/64.08/" + public_id("b@feed"), english)
            self.assertNotIn(public_id("a@feed"), english)
            self.assertEqual(list(self.read(self.get(d, FEED + "?paslon=2").body)), ["b@feed"])

    def test_an_activity_has_a_page_and_a_file_with_public_facts_only(self):
        with Daemon() as d:
            path = "/kalender/64.08/" + public_id("satu@feed")
            answer = d.ask("POST", "/api/v1/notices",
                           rally("satu@feed", 0.5, 117.5, extra=["CONTACT:Budi 0812", "DESCRIPTION:rahasia"]))
            self.assertEqual(answer.status, 201)
            for end in ("", ".ics"):
                self.assertEqual(self.get(d, path + end).status, 404, "not approved, hence not there")
            self.approve(d, "satu@feed")
            page, file = self.get(d, path), self.get(d, path + ".ics")
            self.assertEqual((page.status, file.status), (200, 200))
            for octets in (page.body, file.body):
                self.assertNotIn(b"Budi", octets)
                self.assertNotIn(b"rahasia", octets)
            self.assertIn("STTP terbit", page.body.decode())
            self.assertEqual(list(self.read(file.body)), ["satu@feed"])
            self.assertEqual(self.get(d, path + ".ics", **{"If-None-Match": file.headers["etag"]}).status, 304)
            for wrong in ("/kalender/64.03/" + public_id("satu@feed"), "/kalender/64.08/0123456789abcdef",
                          "/kalender/64.08/satu@feed"):
                self.assertEqual(self.get(d, wrong).status, 404)



class Jcal(Calendar):
    """The same calendars as JSON, where Accept prefers it."""

    def both(self, d, path):
        """jCal that says what the iCalendar says, with HEAD, 304 and a tag of its own. @return both answers"""
        plain, json_ = self.get(d, path), self.get(d, path, Accept=jcal.TYPE)
        jcal.check(self, plain.body, json_)
        self.assertEqual(json_.headers["etag"], plain.headers["etag"][:-1] + '-jcal"')
        self.assertEqual(json_.headers["last-modified"], plain.headers["last-modified"])
        self.assertNotIn("content-encoding", json_.headers)
        for answer in (plain, json_):
            self.assertEqual(answer.headers["vary"], "Accept, Accept-Encoding")
        hit = self.get(d, path, **{"Accept": jcal.TYPE, "If-None-Match": json_.headers["etag"]})
        self.assertEqual((hit.status, hit.body, hit.headers["etag"]), (304, b"", json_.headers["etag"]))
        self.assertEqual(self.get(d, path, **{"Accept": jcal.TYPE, "If-None-Match": plain.headers["etag"]}).status, 200)
        head = d.ask("HEAD", path, role=None, headers={"Accept": jcal.TYPE})
        self.assertEqual((head.body, head.headers["content-length"], head.headers["content-type"], head.headers["etag"]),
                         (b"", str(len(json_.body)), jcal.TYPE, json_.headers["etag"]))
        return plain, json_

    def test_the_feed_and_each_activity_are_there_as_jcal(self):
        with Daemon() as d:
            self.both(d, FEED)
            for n, day in enumerate(("20241119", "20241120", "20241121", "20241120")):
                self.publish(d, "satu-%d@jcal" % n, 0.3 + n / 10, 117.5, 1, start=day + "T140000", end=day + "T170000",
                             extra=('X-JARAK-PUBLIC-NOTE:catatan\\, "é" \\\\ dan\\nbaris; kedua ' + 200 * "x",))
            plain, first = self.both(d, FEED)
            self.assertEqual(plain.body.count(b"BEGIN:VEVENT"), 4)
            self.both(d, FEED + "?from=2024-11-20&to=2024-11-20")
            self.both(d, FEED + "?from=2024-11-25")
            self.both(d, "/kalender/64.08/%s.ics" % public_id("satu-0@jcal"))
            self.withdraw(d, "satu-1@jcal")
            _, after = self.both(d, FEED)
            self.assertNotEqual(after.headers["etag"], first.headers["etag"])
            self.assertIn(b'["status",{},"text","CANCELLED"]', after.body)
            for accept, kind in (("*/*", "text/calendar"), ("text/html, */*;q=0.8", "text/calendar"), ("text/*", "text/calendar"),
                                 (jcal.TYPE + ";q=0.5, text/calendar", "text/calendar"), (jcal.TYPE + ";q=0", "text/calendar"),
                                 ("text/calendar;q=0.4, " + jcal.TYPE + ";q=0.5", jcal.TYPE), (jcal.TYPE + ", */*", jcal.TYPE)):
                answer = self.get(d, **{"Accept": accept, "Accept-Encoding": "gzip"})
                self.assertEqual(answer.headers["content-type"].split(";")[0], kind, accept)
                self.assertEqual(answer.headers.get("content-encoding"), None if kind == jcal.TYPE else "gzip", accept)


class Private(unittest.TestCase):
    """Conflicts, requests and alerts by an address that is given to a calendar service."""

    @staticmethod
    def key_of(token):
        """As jk_feed_key() makes it."""
        spans = (b"jarakd feed ", hashlib.sha256(token.encode()).hexdigest().encode())
        return hashlib.sha256(b"".join(len(s).to_bytes(8, "big") + s for s in spans)).hexdigest()

    def test_a_key_reads_two_feeds_that_end_with_its_token(self):
        with Daemon() as d:
            for uid, lat, paslon in (("rahasia-a@p", 0.5, 1), ("rahasia-b@p", 0.505, 2)):
                self.assertEqual(d.ask("POST", "/api/v1/notices", rally(uid, lat, 117.5, paslon)).status, 201)
            feeds = d.ask("GET", "/api/v1/sessions", role="polres").json()["feeds"]
            calendar = d.ask("GET", feeds["conflicts"], role=None)
            self.assertEqual(calendar.status, 200)
            conflict = d.ask("GET", "/api/v1/conflicts", role="polres").json()["conflicts"][0]["id"]
            self.assertIn("SUMMARY:Konflik %s\\, buka jarakd" % conflict[:4].upper(), calendar.body.decode())
            self.assertIn("UID:konflik-%s@jarakd" % conflict, calendar.body.decode())
            for secret in (b"rahasia", b"Rapat", b"Paslon", b"GEO", b"LOCATION", b"DESCRIPTION:P"):
                self.assertNotIn(secret, calendar.body)
            again = d.ask("GET", feeds["conflicts"], role=None, headers={"If-None-Match": calendar.headers["etag"]})
            self.assertEqual(again.status, 304)
            self.assertIn(b"<entry>", d.ask("GET", feeds["alerts"], role=None).body)
            neighbour = d.ask("GET", "/api/v1/sessions", role="polres", region="64.03").json()["feeds"]
            self.assertNotIn(b"BEGIN:VEVENT", d.ask("GET", neighbour["conflicts"], role=None).body)
            self.assertNotIn("feeds", d.ask("GET", "/api/v1/sessions", role="tim").json())
            key = feeds["conflicts"][len("/feeds/t/"):-len(".ics")]
            self.assertEqual(d.ask("GET", "/api/v1/notices", role=None, headers={"Authorization": "Bearer " + key}).status,
                             401, "it opens nothing else")
            for wrong in (d.token("polres"), key[:-1], key.upper() if key.upper() != key else "x", 64 * "0"):
                self.assertEqual(d.ask("GET", "/feeds/t/%s.ics" % wrong, role=None).status, 404, wrong)
            d.ask("DELETE", "/api/v1/notices/rahasia-a@p", headers={"If-Match": "*"})
            self.assertNotIn(b"BEGIN:VEVENT", d.ask("GET", feeds["conflicts"], role=None).body)
            d.ask("POST", "/api/v1/accounts/polres-64.08/disable", '{"disabled":true}', "admin",
                  {"Content-Type": "application/json"})
            self.assertEqual(d.ask("GET", feeds["conflicts"], role=None).status, 404)

    def test_requests_that_wait_stand_in_a_calendar_that_says_little(self):
        with Daemon() as d:
            extra = ("LOCATION:Lapangan rahasia", "CONTACT:081234567890", "X-JARAK-PUBLIC-NOTE:catatan")
            for uid, paslon, day in (("rahasia-a@p", 1, "20241120"), ("rahasia-b@p", 2, "20241121")):
                self.assertEqual(d.ask("POST", "/api/v1/notices", rally(
                    uid, 0.5, 117.5, paslon, start=day + "T140000", end=day + "T170000", extra=extra)).status, 201)
            path = d.ask("GET", "/api/v1/sessions", role="polres").json()["feeds"]["requests"]
            get = lambda **headers: d.ask("GET", path, role=None, headers=headers)
            codes = {n["uid"]: n["code"] for n in d.ask("GET", "/api/v1/notices", role="polres").json()["notices"]}
            both = get()
            self.assertEqual((both.status, both.headers["content-type"]), (200, "text/calendar; charset=utf-8"))
            text = both.body.decode()
            titles = re.findall(r"SUMMARY:(.*?)\r\n", text)
            self.assertEqual(titles, ["Permohonan %s\\, buka jarakd" % codes[u] for u in ("rahasia-a@p", "rahasia-b@p")])
            self.assertEqual(re.findall(r"DTSTART;TZID=Asia/Makassar:(\w+)", text), ["20241120T140000", "20241121T140000"])
            for secret in ("rahasia", "Rapat", "Paslon", "GEO", "LOCATION", "DESCRIPTION", "CONTACT", "081234567890", "catatan", "X-JARAK"):
                self.assertNotIn(secret, text)
            jcal.check(self, both.body, get(Accept=jcal.TYPE))
            self.assertEqual(get(**{"If-None-Match": both.headers["etag"]}).status, 304)
            d.stop()
            d.start()
            self.assertEqual(get().headers["etag"], both.headers["etag"], "the same after a restart")

            Calendar.approve(self, d, "rahasia-a@p")
            self.assertEqual(re.findall(r"SUMMARY:Permohonan (\w+)", get().body.decode()), [codes["rahasia-b@p"]])
            etag = d.ask("GET", "/api/v1/notices/rahasia-a@p").headers["etag"]
            moved = d.ask("PUT", "/api/v1/notices/rahasia-a@p", rally("rahasia-a@p", 0.5, 117.5, 1, start="20241122T140000",
                          end="20241122T170000", sequence=1), headers={"If-Match": etag})
            self.assertIn(moved.status, (200, 204), moved.body)
            pending = get().body.decode()
            self.assertIn("DTSTART;TZID=Asia/Makassar:20241122T140000", pending, "what is pending waits too")
            uid = re.search(r"UID:(permohonan-\w+@jarakd)", text)[1]
            self.assertEqual(re.findall(re.escape(uid) + r"\r\nSEQUENCE:(\d)", text + pending), ["1", "2"])
            d.ask("DELETE", "/api/v1/notices/rahasia-b@p", headers={"If-Match": "*"})
            self.assertNotIn("20241121", get().body.decode())

            neighbour = d.ask("GET", "/api/v1/sessions", role="polres", region="64.03").json()["feeds"]["requests"]
            self.assertNotIn(b"BEGIN:VEVENT", d.ask("GET", neighbour, role=None).body)
            self.assertNotIn("feeds", d.ask("GET", "/api/v1/sessions", role="tim").json())
            self.assertNotIn("code", str(d.ask("GET", "/api/v1/notices", role="tim").json()))
            team = self.key_of(d.token("tim", paslon=1))
            self.assertEqual(d.ask("GET", "/feeds/t/%s/requests.ics" % team, role=None).status, 404)
            self.assertEqual("/feeds/t/%s/requests.ics" % self.key_of(d.token("polres")), path, "the key is made so")

    def test_a_revoked_token_takes_its_feeds_along(self):
        with Daemon() as d:
            json_ = {"Content-Type": "application/json"}
            made = d.ask("POST", "/api/v1/accounts/polres-64.08/tokens", '{"label":"kalender"}', "admin", json_)
            self.assertEqual(made.status, 201, made.body)
            feeds = d.ask("GET", "/api/v1/sessions", role=None,
                          headers={"Authorization": "Bearer " + made.json()["token"]}).json()["feeds"]
            for name in ("requests", "conflicts", "alerts"):
                self.assertEqual(d.ask("GET", feeds[name], role=None).status, 200, name)
            gone = d.ask("POST", "/api/v1/accounts/polres-64.08/tokens/%s/revoke" % made.json()["account"]["tokens"][-1]["id"], None, "admin")
            self.assertEqual(gone.status, 200, gone.body)
            for name in ("requests", "conflicts", "alerts"):
                self.assertEqual(d.ask("GET", feeds[name], role=None).status, 404, name)
            self.assertEqual(d.ask("GET", d.ask("GET", "/api/v1/sessions", role="polres").json()["feeds"]["requests"], role=None).status,
                             200, "the account's other token")


if __name__ == "__main__":
    unittest.main()
