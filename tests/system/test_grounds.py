"""Who sees what is decided by where bodies lie: sub-districts and neighbours see what touches their ground, and of it
the legs that do; who decides is another matter (SPEC 9)."""
import datetime
import json
import re
import unittest

from daemon import Clock, Daemon, rally, sample, until
from desk import Clerk, make_account, undated
from test_rights import CODES, routes

WITA = datetime.timezone(datetime.timedelta(hours=8))
SANGATTA, ANCALONG, BERAU = "64.08.04", "64.08.01", "64.03"
BORDER = (1.06, 118.58)     # in Sandaran, 4 km from the ground of Biduk-Biduk
INLAND = (1.0009, 118.5283)  # in Sandaran, 13 km from it


def office(daemon, role, region, name):
    make_account(daemon, role, region, name)
    answer = daemon.ask("POST", "/api/v1/accounts/%s/tokens" % name, b"{}", "admin", {"Content-Type": "application/json"})
    assert answer.status == 201, answer.body
    return answer.json()["token"]


class Offices(unittest.TestCase):
    def begin(self, **options):
        self.daemon = Daemon(**options)
        self.daemon.start()
        self.addCleanup(self.daemon.__exit__)
        self.keys = {region: office(self.daemon, "polres", region, "polsek-" + region.replace(".", "-"))
                     for region in (SANGATTA, ANCALONG)}
        self.keys[BERAU] = self.daemon.token("polres", BERAU)

    def ask(self, region, method, path, body=None, **headers):
        headers["Authorization"] = "Bearer " + self.keys[region]
        if body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(body).encode()
        return self.daemon.ask(method, path, body, role=None, headers=headers)

    def get(self, region, path):
        answer = self.ask(region, "GET", path)
        self.assertEqual(answer.status, 200, (path, answer.body))
        return answer.json()

    def alerts(self, region):
        return self.get(region, "/api/v1/alerts")["alerts"]

    def events(self, region):
        return [(a["event"], a["level"]) for a in self.alerts(region)]

    def file(self, body, sent=201, **headers):
        answer = self.daemon.ask("POST", "/api/v1/notices", body, headers=headers)
        self.assertEqual(answer.status, sent, answer.body)
        return answer

    def pair(self, name, place, near=0.004, **more):
        for paslon in (1, 2):
            self.file(rally("%s-%d@uji" % (name, paslon), place[0] + near * (paslon - 1), place[1], paslon=paslon, **more))


class SubDistrict(Offices):
    def test_a_whole_day_of_a_polsek(self):
        self.begin()
        for name in ("01-rapat-umum-paslon-1.ics", "02-rapat-umum-paslon-2.ics"):
            self.file(sample(name))
        whole = self.daemon.ask("GET", "/api/v1/conflicts", role="polres").json()["conflicts"]
        self.assertEqual(len(whole), 1)
        self.assertEqual(self.events(SANGATTA), [("opened", "siaga")])
        self.assertEqual(self.events(ANCALONG), [])
        alert = self.alerts(SANGATTA)[0]
        self.assertIn("SIAGA", alert["text"])
        mine = self.get(SANGATTA, "/api/v1/conflicts")["conflicts"]
        self.assertEqual([c["id"] for c in mine], [whole[0]["id"]])
        self.assertEqual(mine[0]["level"], whole[0]["level"])
        self.assertEqual(len(mine[0]["parts"]), len(whole[0]["parts"]), "all of it lies in Sangatta")
        self.assertEqual(self.get(ANCALONG, "/api/v1/conflicts")["conflicts"], [])
        day = self.get(SANGATTA, "/api/v1/days/64.08.04/2024-11-23")
        self.assertEqual(len(day["activities"]), 2)
        for a in day["activities"]:
            self.assertEqual((a["href"], a["code"], a["summary"], a["sttp"]), (None, None, None, ""))
            self.assertTrue(a["legs"])
        self.assertEqual(self.get(ANCALONG, "/api/v1/days/64.08.01/2024-11-23")["activities"], [])
        listed = self.get(SANGATTA, "/api/v1/notices?date=2024-11-23")["notices"]
        whole_list = self.daemon.ask("GET", "/api/v1/notices?date=2024-11-23", role="polres").json()["notices"]
        self.assertEqual([n["uid"] for n in listed], [n["uid"] for n in whole_list])
        for n in listed:
            self.assertFalse({"href", "summary", "etag", "code", "precedence", "level"} & set(n))
            self.assertTrue(n["start"] and n["party"] and n["kind"])
        self.assertEqual(self.get(ANCALONG, "/api/v1/notices")["notices"], [])
        # Filters by sub-district work for all.
        for region, count in ((SANGATTA, len(whole_list)), (ANCALONG, 0)):
            asked = "?region=" + region
            self.assertEqual(len(self.daemon.ask("GET", "/api/v1/notices" + asked, role="polres").json()["notices"]), count)
            self.assertEqual(len(self.daemon.ask("GET", "/api/v1/conflicts" + asked, role="polres").json()["conflicts"]), min(count, 1))
        export = self.ask(SANGATTA, "GET", "/api/v1/export?format=ics")
        self.assertEqual((export.status, export.body.count(b"BEGIN:VEVENT")), (200, 0))
        page = self.get(SANGATTA, "/api/v1/conflicts/" + mine[0]["id"])
        self.assertEqual(page["allowed"], [[], []])
        self.assertEqual(self.ask(ANCALONG, "GET", "/api/v1/conflicts/" + mine[0]["id"]).status, 404)
        # An opinion of its own, an acknowledgement that counts; a decision is not its.
        said = self.ask(SANGATTA, "POST", "/api/v1/conflicts/%s/verdict" % mine[0]["id"],
                        {"verdict": "objected", "note": "jalan satu", "revision": mine[0]["revision"]})
        self.assertEqual(said.status, 200, said.body)
        # Beside that of the regency's police, which stays its own.
        regency = self.daemon.ask("POST", "/api/v1/conflicts/%s/verdict" % mine[0]["id"], json.dumps(
            {"verdict": "accepted", "note": "", "revision": mine[0]["revision"]}).encode(), "polres", {"Content-Type": "application/json"})
        self.assertEqual(regency.status, 200, regency.body)
        for _ in range(2):
            told = self.daemon.ask("GET", "/api/v1/conflicts/" + mine[0]["id"], role="polres").json()["verdicts"]
            self.assertEqual([(v["agency"], v.get("region"), v["verdict"]) for v in told],
                             [("polres", None, "accepted"), ("polres", SANGATTA, "objected")])
            self.daemon.stop()
            self.daemon.start()
        self.assertEqual(self.ask(ANCALONG, "POST", "/api/v1/conflicts/%s/verdict" % mine[0]["id"],
                                  {"verdict": "accepted", "revision": mine[0]["revision"]}).status, 404)
        done = self.ask(SANGATTA, "POST", "/api/v1/alerts/%s/ack" % alert["id"])
        self.assertEqual(done.status, 200, done.body)
        self.assertEqual(done.json()["conflict"]["acknowledged"]["by"], "polsek-64-08-04")
        self.assertEqual(self.ask(SANGATTA, "GET", "/api/v1/notices/rapat-umum-paslon-1@kutim-2024.simulasi").status, 404)
        refused = self.ask(SANGATTA, "POST", "/api/v1/notices/rapat-umum-paslon-1@kutim-2024.simulasi/decision",
                           {"act": "hold", "revision": 1, "reason": "x"})
        self.assertIn(refused.status, (403, 404))

    def test_its_pages_show_the_day_and_the_conflict_and_lead_to_no_notice(self):
        self.begin()
        for name in ("01-rapat-umum-paslon-1.ics", "02-rapat-umum-paslon-2.ics"):
            self.file(sample(name))
        make_account(self.daemon, "bawaslu", SANGATTA, "panwascam")
        clerk = Clerk(self.daemon, "panwascam")
        day = clerk.get("/meja/hari/64.08.04/2024-11-23")
        self.assertEqual(day.status, 200)
        self.assertIn("Rapat umum", day.words())
        self.assertNotIn("/meja/pemberitahuan/", day.text)
        self.assertNotIn("Buka dan putuskan", day.words())
        conflict = self.get(SANGATTA, "/api/v1/conflicts")["conflicts"][0]["id"]
        page = clerk.get("/meja/konflik/" + conflict)
        self.assertEqual(page.status, 200)
        self.assertIn("konvoi berpapasan", page.words().lower())
        self.assertNotIn('name="act"', page.text)
        self.assertEqual(clerk.get("/meja/kotak").status, 200)
        self.assertEqual(clerk.get("/meja/rakor/64.08.04/2024-11-23").status, 200)
        self.assertEqual(clerk.get("/meja/pemberitahuan/rapat-umum-paslon-1%40kutim-2024.simulasi").status, 404)

    def test_silence_of_the_sub_district_goes_up_to_the_regency_and_the_province(self):
        clock = Clock()
        clock.shift(datetime.datetime(2024, 11, 10, 8, tzinfo=WITA).timestamp() - clock.now())
        self.begin(options=["--tick-ms", "100"], env=clock.env)
        self.keys["64"] = self.daemon.token("polres", "64")
        self.pair("pusat", (0.55, 117.53))
        self.assertEqual(self.events(SANGATTA)[0], ("opened", "siaga"))
        clock.shift(4 * 3600 + 60)  # nobody takes notice: siaga climbs after 4 hours
        self.keys["64.08"] = self.daemon.token("polres")
        until(lambda: self.events("64.08"), lambda told: ("escalated", "siaga") in told)
        clock.shift(4 * 3600 + 60)
        until(lambda: self.events("64"), lambda told: ("escalated", "siaga") in told)
        self.assertEqual(self.events(SANGATTA).count(("opened", "siaga")), 1)


class Leaks(Offices):
    """Every address that can be asked, by offices whose ground nothing touches, and what of a chain a guest is not told."""

    def walk(self, key, uids, conflict):
        told = []
        for (method, pattern), _ in routes():
            if method != "GET" or "stream" in pattern or "/places" in pattern or "/regions" in pattern:
                continue  # those that end, and hold plans
            for uid in uids:
                known = dict(CODES, uid=uid.replace("@", "%40"), id=conflict, date="2024-11-20")
                path = re.sub(r"\{(\w+)\}", lambda m: known[m[1]], pattern)
                answer = self.daemon.ask("GET", path, role=None, headers={"Authorization": "Bearer " + key})
                self.assertLess(answer.status, 500, path)
                told.append((path, answer.body.decode("utf-8", "replace")))
        self.assertGreater(len(told), 75)
        return told

    def test_what_lies_elsewhere_shows_nowhere(self):
        self.begin()
        for paslon in (1, 2):
            self.file(rally("rahasia-%d@uji" % paslon, 0.5500 + 0.004 * paslon, 117.5307, paslon=paslon, extra=(
                "LOCATION:Lapangan Melati", "X-JARAK-CROWD:4321"), start="20241120T141700", end="20241120T164300"))
        conflict = self.daemon.ask("GET", "/api/v1/conflicts", role="polres").json()["conflicts"][0]["id"]
        for region in (ANCALONG, BERAU):
            for path, text in self.walk(self.keys[region], ["rahasia-1@uji"], conflict):
                for secret in ("Melati", "4.321", "4321", "14.17", "14:17", "16.43", "117.5307"):
                    # By itself: places of maps hold such digits too, and hashes.
                    self.assertNotRegex(text, r"(?<!\w)%s(?!\w)" % re.escape(secret), (region, path))
                if "rahasia" in text:  # what was asked may be repeated in a refusal
                    self.assertIn("rahasia", path)

    def test_a_guest_is_not_told_of_other_legs_letters_and_titles(self):
        self.begin()
        self.file(rally("induk@uji", 0.5500, 117.5307, extra=("LOCATION:Lapangan Melati", "CONTACT:Budi 0812-5550-1234", "DESCRIPTION:rahasia tim"), start="20241120T101700", end="20241120T114300"))
        leg = rally("bubar@uji", *BORDER, start="20241120T140000", end="20241120T160000", extra=("RELATED-TO;RELTYPE=PARENT:induk@uji", "X-JARAK-LEG:BUBAR"))
        answer = self.daemon.ask("POST", "/api/v1/notices", leg.replace(b"SUMMARY:Rapat umum", b"SUMMARY:Judul rahasia"))
        self.assertEqual(answer.status, 201, answer.body)
        self.file(rally("lawan@uji", *BORDER, paslon=2))
        conflict = self.get(BERAU, "/api/v1/conflicts")["conflicts"][0]["id"]
        self.assertEqual(len(self.get(BERAU, "/api/v1/days/64.03/2024-11-20")["activities"]), 2)
        for path, text in self.walk(self.keys[BERAU], ["induk@uji", "bubar@uji"], conflict):
            for secret in ("Melati", "Budi", "0812-5550", "rahasia tim", "Judul rahasia", "10.17", "10:17", "11.43", "117.5307"):
                self.assertNotIn(secret, undated(text), path)


class Neighbour(Offices):
    def test_a_neighbour_sees_what_comes_near_its_ground_and_nothing_else(self):
        self.begin()
        self.pair("dalam", INLAND, start="20241119T140000", end="20241119T160000")
        self.assertEqual(self.events(BERAU), [])
        self.pair("batas", BORDER)
        self.assertEqual(self.events(BERAU), [("opened", "siaga")])
        conflicts = self.get(BERAU, "/api/v1/conflicts")["conflicts"]
        self.assertEqual(len(conflicts), 1)
        own = self.daemon.ask("GET", "/api/v1/conflicts/" + conflicts[0]["id"], role="polres").json()
        self.assertEqual(own["id"], conflicts[0]["id"])
        self.assertEqual(len(self.get(BERAU, "/api/v1/days/64.03/2024-11-20")["activities"]), 2)
        self.assertEqual(self.get(BERAU, "/api/v1/days/64.03/2024-11-19")["activities"], [])
        for side in conflicts[0]["own"], conflicts[0]["with"]:
            self.assertIsNone(side.get("summary"))
        # Its word stands beside the others'; its reading ends nobody's silence.
        said = self.ask(BERAU, "POST", "/api/v1/conflicts/%s/verdict" % own["id"],
                        {"verdict": "objected", "note": "mendekati Biduk-Biduk", "revision": own["revision"]})
        self.assertEqual(said.status, 200, said.body)
        refused = self.ask(BERAU, "POST", "/api/v1/alerts/%s/ack" % self.alerts(BERAU)[0]["id"])
        self.assertEqual(refused.status, 403)
        self.assertIn("wilayah", refused.json()["detail"])

    def test_of_a_chain_only_the_legs_that_touch_its_ground_are_told(self):
        self.begin()
        line = [[round(INLAND[1] + 0.05 * k / 3, 5), round(INLAND[0] + 0.06 * k / 3, 5)] for k in range(4)]
        way = 'STRUCTURED-DATA;VALUE=TEXT;FMTTYPE="application/geo+json":' + json.dumps(
            {"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": line}}).replace(",", "\\,")
        main = rally("jauh@uji", 0.55, 117.53)
        self.file(main)
        leg = rally("jalan@uji", *INLAND, start="20241120T080000", end="20241120T090000", extra=(
            "RELATED-TO;RELTYPE=PARENT:jauh@uji", "X-JARAK-LEG:BERANGKAT", "X-JARAK-VEHICLES:cars=100", way))
        leg = leg.replace(b"CATEGORIES:RAPAT-UMUM", b"CATEGORIES:KONVOI").replace(b"GEO:%.6f;%.6f\r\n" % INLAND, b"")
        answer = self.daemon.ask("POST", "/api/v1/notices", leg)
        self.assertEqual(answer.status, 201, answer.body)
        self.file(rally("lawan@uji", *BORDER, paslon=2, start="20241120T083000", end="20241120T103000"))
        day = self.get(BERAU, "/api/v1/days/64.03/2024-11-20")
        seen = {a["uid"]: [leg["uid"] for leg in a["legs"]] for a in day["activities"]}
        self.assertEqual(seen, {"jauh@uji": ["jalan@uji"], "lawan@uji": ["lawan@uji"]})
        self.assertNotIn("0.55", json.dumps(day))
        for part in self.get(BERAU, "/api/v1/conflicts")["conflicts"][0]["parts"]:
            self.assertEqual(sorted(part["legs"]), ["berangkat", "rapat"])

    def test_what_moves_away_ends_for_it_and_what_comes_back_opens_once_also_after_a_restart(self):
        self.begin()
        self.pair("geser", BORDER)
        self.assertEqual(self.events(BERAU), [("opened", "siaga")])
        self.daemon.stop()
        self.daemon.start()
        self.assertEqual(self.events(BERAU), [("opened", "siaga")])
        for sequence, place in ((1, INLAND), (2, BORDER)):
            for paslon in (1, 2):
                self.file(rally("geser-%d@uji" % paslon, place[0] + 0.004 * (paslon - 1), place[1], paslon=paslon, sequence=sequence))
            self.daemon.stop()
            self.daemon.start()
        events = [event for event, _ in self.events(BERAU)]
        self.assertEqual([e for e in events if e in ("opened", "closed")], ["opened", "closed", "opened"])
        own = [a["event"] for a in self.daemon.ask("GET", "/api/v1/alerts", role="polres").json()["alerts"]]
        self.assertEqual(own[0], "opened")
        self.assertEqual(self.get(BERAU, "/api/v1/conflicts")["conflicts"][0]["level"], "siaga")

    def test_a_change_that_comes_near_is_told_though_the_conflict_is_what_it_was_also_after_a_restart(self):
        self.begin()
        self.pair("ubah", INLAND)
        self.assertEqual(self.events(BERAU), [])
        told = self.daemon.ask("GET", "/api/v1/conflicts", role="polres").json()["conflicts"][0]
        notice = self.daemon.ask("GET", "/api/v1/notices/ubah-1@uji", role="polres").json()
        self.daemon.decide("ubah-1@uji", act="approve", sttp="STTP/1", reason="dikawal", chain_revision=notice["chain_revision"],
                           seen=[{"conflict": told["id"], "revision": told["revision"]}])
        # What is asked for beside it touches Berau's ground and meets nobody there.
        self.file(rally("ubah-1@uji", *BORDER, sequence=1))
        again = self.daemon.ask("GET", "/api/v1/conflicts", role="polres").json()["conflicts"]
        self.assertEqual([(c["id"], c["revision"]) for c in again], [(told["id"], told["revision"])])
        self.assertEqual(len(self.get(BERAU, "/api/v1/conflicts")["conflicts"]), 1)
        self.assertEqual(self.events(BERAU), [("opened", "siaga")])
        self.file(rally("ubah-1@uji", *INLAND, sequence=2))
        self.assertEqual([e for e, _ in self.events(BERAU)], ["opened", "closed"])
        self.daemon.stop()
        self.daemon.start()
        self.assertEqual([e for e, _ in self.events(BERAU)], ["opened", "closed"])

    def test_an_office_that_comes_later_is_told_what_stands_on_its_ground(self):
        self.begin()
        self.pair("batas", BORDER)
        self.pair("dalam", INLAND, start="20241119T140000", end="20241119T160000")
        answer = self.daemon.ask("POST", "/api/v1/accounts", json.dumps(
            {"name": "polsek-biduk", "role": "polres", "region": "64.03.08"}).encode(), "admin", {"Content-Type": "application/json"}, region=BERAU)
        self.assertEqual(answer.status, 201, answer.body)
        key = self.daemon.ask("POST", "/api/v1/accounts/polsek-biduk/tokens", b"{}", "admin", {"Content-Type": "application/json"}, region=BERAU)
        self.keys["64.03.08"] = key.json()["token"]
        self.assertEqual(self.events("64.03.08"), [("opened", "siaga")])

    def test_calendars_of_the_neighbour_hold_it_as_long_as_it_is_near(self):
        self.begin()
        self.pair("batas", BORDER)
        path = "/dav/calendars/64.03/conflicts/"
        found = self.ask(BERAU, "PROPFIND", path, Depth="1")
        self.assertEqual(found.status, 207, found.body)
        conflict = self.get(BERAU, "/api/v1/conflicts")["conflicts"][0]["id"]
        self.assertIn(conflict.encode(), found.body)
        event = self.ask(BERAU, "GET", path + conflict + ".ics")
        self.assertEqual(event.status, 200)
        for paslon in (1, 2):
            self.file(rally("batas-%d@uji" % paslon, *INLAND, paslon=paslon, sequence=1))
        self.assertEqual(self.ask(BERAU, "GET", path + conflict + ".ics").status, 404)


if __name__ == "__main__":
    unittest.main()
