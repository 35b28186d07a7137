"""A day told from end to end: the risk map is stated, a rally is filed into it and is siaga because of it, both teams hear what they
may, agencies get tasks, a report from the field is verified, and the digest of the evening names all of it."""
import datetime
import json
import re
import unittest

from daemon import Clock, Daemon, rally
from desk import Clerk, make_account

WITA = datetime.timezone(datetime.timedelta(hours=8))
JSON = {"Content-Type": "application/json"}
KM = 1000.0 / 110575.0
SECRETS = ("Saksi Budi", "Simpang Bukit")  # what is said in the field, and a zone's name: officials' alone


class Day(unittest.TestCase):
    def setUp(self):
        self.clock = Clock()
        self.clock.shift(datetime.datetime(2024, 11, 18, 8, tzinfo=WITA).timestamp() - self.clock.now())
        self.daemon = Daemon(env=self.clock.env, options=["--tick-ms", "100"]).__enter__()
        self.addCleanup(self.daemon.__exit__)
        for role in ("polres", "bawaslu"):
            make_account(self.daemon, role)

    def ask(self, method, path, body=None, role="polres", **more):
        if isinstance(body, dict):
            body, more = json.dumps(body), dict({"headers": JSON}, **more)
        return self.daemon.ask(method, path, body, role, **more)

    def done(self, *args, **more):
        answer = self.ask(*args, **more)
        self.assertIn(answer.status, (200, 201, 204), answer.body)
        return answer.json() if answer.body else None

    def draw_the_map(self):
        zone = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [117.2, 0.5]},
                "properties": {"id": "bukit", "name": "Simpang Bukit", "level": "tinggi", "factor": 2.0, "radius_m": 2000, "from": "2024-11-01",
                               "to": "2024-11-30", "source": "rakor", "verified": True}}
        body = json.dumps({"type": "FeatureCollection", "basis": "berita acara 7", "features": [zone]})
        answer = self.ask("PUT", "/api/v1/zones?region=64.08", body, headers=dict(JSON, **{"If-None-Match": "*"}))
        self.assertIn(answer.status, (200, 201), answer.body)

    def file_the_rallies(self):
        for uid, north_km, paslon in (("a@hari", 0, 1), ("b@hari", 1.6, 2)):  # waspada without the map
            body = rally(uid, 0.5 + north_km * KM, 117.2, paslon=paslon, start="20241120T140000", end="20241120T160000")
            self.done("POST", "/api/v1/notices", body, role="bawaslu")
        conflict = self.done("GET", "/api/v1/conflicts")["conflicts"][0]
        self.assertEqual(conflict["level"], "siaga")
        self.assertIn("Simpang Bukit", json.dumps(self.done("GET", "/api/v1/conflicts/" + conflict["id"]), ensure_ascii=False))
        return conflict

    def test_what_was_drawn_in_the_morning_is_named_in_the_evening(self):
        self.draw_the_map()
        conflict = self.file_the_rallies()
        police = Clerk(self.daemon, "uji-polres")
        page = police.get("/meja/konflik/" + conflict["id"])
        shared = re.search(r'<textarea id="salin"[^>]*>([^<]*)</textarea>', page.text).group(1)
        self.assertIn("Rabu, 20 November 2024", shared)
        for secret in SECRETS:
            self.assertNotIn(secret, shared, "the text for both teams names no zone")
        for agency in ("polres", "kpu"):
            self.done("POST", "/api/v1/tasks", {"title": "Pisahkan jam " + agency, "agency": agency, "about": conflict["id"],
                                               "due": "2024-11-19T12:00:00+08:00"}, role="kesbangpol")
            self.assertIn("task_file", [a["act"]["act"] for a in self.done("GET", "/api/v1/alerts", role=agency)["alerts"]
                                        if a["event"] == "act"])
        self.assertIn("Pisahkan jam kpu", police.get("/meja/konflik/" + conflict["id"]).words())
        report = self.done("POST", "/api/v1/reports", {"category": "incident", "title": "Massa berkumpul lebih awal", "about": "a@hari",
                                                      "text": "Saksi Budi melihat.", "point": {"lat": 0.5, "lon": 117.2}}, role="bawaslu")
        kept = self.done("POST", "/api/v1/reports", {"category": "neutrality", "title": "Camat ikut berorasi", "text": "Saksi Budi melihat.",
                                                    "place": "Bukit"}, role="bawaslu")
        self.done("POST", "/api/v1/reports/%s/verify" % report["id"], {"assessment": "dua rekaman", "recommendation": "tambah penjagaan"})
        self.clock.forward_to(20)
        digest = self.done("GET", "/api/v1/digest?region=64.08")
        told = json.dumps(digest, ensure_ascii=False)
        for said in ("Rapat umum Paslon 1 dan rapat umum Paslon 2", "siaga", "Pisahkan jam polres", "Pisahkan jam kpu",
                     "Massa berkumpul lebih awal", "berita acara 7"):
            self.assertIn(said, told)
        self.assertNotIn("Camat ikut berorasi", told, "Bawaslu's until it is released")
        own = json.dumps(self.done("GET", "/api/v1/digest?region=64.08", role="bawaslu"), ensure_ascii=False)
        self.assertIn("Massa berkumpul lebih awal", own)
        text = self.ask("GET", "/api/v1/digest.txt?region=64.08").body.decode()
        self.assertLess(len(text), 1000)
        self.assertIn("siaga", text)
        self.assertIn("peta kerawanan 64.08, edisi 1", Clerk(self.daemon, "uji-polres").get("/meja/digest").words())
        self.outsiders_learn_nothing(report, kept)

    def outsiders_learn_nothing(self, report, kept):
        for role in ("tim", "pembaca", None):
            for path in ("/", "/kalender/64.08", "/feeds/64.08/approved.ics", "/api/v1/notices", "/api/v1/alerts", "/api/v1/digest?region=64.08",
                         "/api/v1/reports", "/api/v1/tasks"):
                body = self.ask("GET", path, role=role).body.decode()
                for secret in SECRETS + (report["id"], kept["id"], "Pisahkan jam"):
                    self.assertNotIn(secret, body, (role, path))


if __name__ == "__main__":
    unittest.main()
