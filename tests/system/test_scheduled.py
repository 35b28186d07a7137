"""What belongs to nobody's campaign (logistics, security duty, coordination, outreach) is scheduled by its own agency."""
import json
import unittest

from daemon import Daemon, rally
from test_team import Team

JSON = {"Content-Type": "application/json"}


def neutral(uid, kind, lat=0.51, lon=117.55, paslon=None, **more):
    body = rally(uid, lat, lon, paslon, **more).replace(b"RAPAT-UMUM", kind.encode())
    return body.replace(b"SUMMARY:Rapat umum", b"SUMMARY:Rencana rahasia")


class Scheduled(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().__enter__()
        self.addCleanup(self.daemon.__exit__)

    def file(self, body, role="kpu"):
        answer = self.daemon.ask("POST", "/api/v1/notices", body, role)
        self.assertEqual(answer.status, 201, answer.body)
        return answer.json()["notices"][0]

    def act(self, uid, role="kpu", on=None, **members):
        if on:
            members["on"] = on
        known = self.daemon.ask("GET", "/api/v1/notices/" + uid, role=role).json()
        members.setdefault("chain_revision", known["chain_revision"])
        return self.daemon.decide(uid, role=role, **members)

    def feed(self):
        return self.daemon.ask("GET", "/feeds/64.08/approved.ics", role=None).body.decode()

    def test_its_agency_schedules_it_without_an_sttp(self):
        for kind in ("LOGISTIK", "RAKOR", "SOSIALISASI", "PENGAMANAN"):
            uid = kind.lower() + "@s"
            filed = self.file(neutral(uid, kind))
            self.assertEqual(filed["allowed"], ["withdraw", "schedule"])
            self.assertEqual([f["rule"] for f in filed["findings"] if f["rule"] == "R14"], [], "no letter is sent")
            seen = self.daemon.ask("GET", "/api/v1/notices/" + uid, role="polres").json()
            self.assertEqual(seen["allowed"], [], "not the police's to decide")
            self.assertEqual(self.act(uid, "polres", act="approve", sttp="S/1").status, 409)
            for role in ("polres", "bawaslu"):
                self.assertEqual(self.act(uid, role, act="schedule").status, 403)
                self.assertEqual(self.act(uid, role, act="withdraw", reason="ya").status, 403)
            done = self.act(uid, act="schedule")
            self.assertEqual(done.status, 200, done.body)
            verdict = done.json()
            self.assertEqual((verdict["state"], verdict["sttp"], verdict["allowed"]), ("approved", "", ["withdraw", "done", "not_held"]))

    def test_a_campaign_is_not_scheduled(self):
        self.file(rally("kampanye@s", 0.51, 117.55, 1), "bawaslu")
        for role in ("bawaslu", "polres", "kpu"):
            self.assertIn(self.act("kampanye@s", role, act="schedule").status, (403, 409), role)
        listed = self.daemon.ask("GET", "/api/v1/notices/kampanye@s", role="polres").json()["allowed"]
        self.assertNotIn("schedule", listed)

    def test_the_public_sees_outreach_in_its_own_words(self):
        invited = neutral("pemilih@s", "SOSIALISASI").replace(b"GEO", b"LOCATION:Balai Desa Singa Gembara\r\nGEO")
        self.file(invited.replace(b"Rencana rahasia", b"Sosialisasi KPU: ayo memilih 27 November"))
        bare = neutral("pasar@s", "SOSIALISASI", start="20241121T140000", end="20241121T160000")
        self.file(bare.replace(b"Rencana rahasia", b"Ayo ke TPS"))
        self.assertEqual(self.act("pasar@s", act="schedule").status, 200)
        self.file(neutral("gudang@s", "LOGISTIK", 0.55))
        self.assertEqual(self.act("pemilih@s", act="schedule").status, 200)
        self.assertEqual(self.act("gudang@s", act="schedule").status, 200)
        feed = self.feed()
        self.assertIn("UID:pemilih@s", feed)
        self.assertNotIn("gudang@s", feed, "logistics are nobody's business")
        self.assertIn("SUMMARY:[SIMULASI] Sosialisasi KPU: ayo memilih 27 November\r\n", feed)
        self.assertIn("SUMMARY:[SIMULASI] Sosialisasi: Ayo ke TPS\r\n", feed)
        self.assertNotIn("ampanye -", feed)
        self.assertNotIn("ahasia", feed)
        self.assertIn("LOCATION:Balai Desa Singa Gembara", feed, "people are invited")
        page = self.daemon.ask("GET", "/kalender/64.08", role=None).body.decode()
        self.assertIn("Terjadwal", page)
        self.assertIn("Sosialisasi KPU: ayo memilih 27 November", page)
        english = self.daemon.ask("GET", "/kalender/en/64.08", role=None).body.decode()
        self.assertIn("Outreach: Ayo ke TPS", english)
        self.assertNotIn("ampanye -", page)

    def test_conflicts_are_named_as_for_an_approval(self):
        self.file(rally("rapat@s", 0.51, 117.55, 1), "bawaslu")
        filed = self.file(neutral("truk@s", "LOGISTIK", 0.512))
        self.assertEqual(len(filed["conflicts"]), 1)
        bare = self.act("truk@s", act="schedule")
        self.assertEqual(bare.status, 409)
        seen = [{"conflict": c["id"], "revision": c["revision"]} for c in bare.json()["notices"][0]["conflicts"]]
        self.assertEqual(self.act("truk@s", act="schedule", seen=seen).status, 422, "a reason is wanted")
        self.assertEqual(self.act("truk@s", act="schedule", seen=seen, reason="dikawal").status, 200)

    def test_a_change_of_what_is_scheduled_is_scheduled_too(self):
        self.file(neutral("temu@s", "RAKOR"))
        self.assertEqual(self.act("temu@s", act="schedule").status, 200)
        change = self.daemon.ask("PUT", "/api/v1/notices/temu@s", neutral("temu@s", "RAKOR", 0.52, sequence=1), "kpu",
                                 {"If-Match": "*"})
        self.assertEqual(change.status, 200, change.body)
        self.assertTrue(change.json()["pending_revision"])
        done = self.act("temu@s", act="schedule", on="change")
        self.assertEqual(done.status, 200, done.body)
        self.assertFalse(done.json()["pending_revision"])
        self.assertEqual(self.act("temu@s", act="withdraw", reason="ditunda").status, 200)
        back = self.daemon.ask("GET", "/api/v1/notices/temu@s", role="kpu").json()
        self.assertEqual(back["state"], "withdrawn")

    def test_deleting_what_is_scheduled_asks_its_own_agency(self):
        self.file(neutral("apel@s", "PENGAMANAN"), "polres")
        self.assertEqual(self.act("apel@s", "polres", act="schedule").status, 200)
        gone = self.daemon.ask("DELETE", "/api/v1/notices/apel@s", role="polres", headers={"If-Match": "*"})
        self.assertEqual(gone.status, 202)
        self.assertEqual(self.act("apel@s", "polres", act="withdraw", reason="batal").status, 200)

    def test_bawaslu_does_not_answer_for_another_office(self):
        self.file(neutral("antar@s", "LOGISTIK", start="20270110T140000", end="20270110T150000"))
        known = self.daemon.ask("GET", "/api/v1/notices/antar@s", role="polres").json()
        bands = [{"from": "2027-01-10T16:00:00+08:00", "to": "2027-01-10T16:00:00+08:00"}]
        offered = self.daemon.ask("POST", "/api/v1/notices/antar@s/retime", json.dumps(
            {"chain_revision": known["chain_revision"], "bands": bands, "reason": "padat"}), "polres", JSON)
        self.assertEqual(offered.status, 201, offered.body)
        accepted = self.daemon.ask("POST", "/api/v1/notices/antar@s/retime/accept", json.dumps(
            {"chain_revision": offered.json()["chain_revision"], "proposal": 1, "start": bands[0]["from"]}), "bawaslu", JSON)
        self.assertEqual(accepted.status, 403, accepted.body)
        moved = self.daemon.ask("POST", "/api/v1/notices/antar@s/move", json.dumps(
            {"chain_revision": offered.json()["chain_revision"], "start": bands[0]["from"]}), "kpu", JSON)
        self.assertEqual(moved.status, 200, moved.body)

    def test_no_sttp_is_stated_of_it(self):
        answer = self.daemon.ask("POST", "/api/v1/notices", neutral("apel@s", "PENGAMANAN", extra=["X-JARAK-STTP:S/1"]),
                                 "polres")
        self.assertEqual(answer.status, 422, answer.body)
        self.assertEqual(answer.json()["field"], "X-JARAK-STTP")

    def test_the_names_of_neutral_kinds_are_no_shelter_for_a_campaign(self):
        """With a paslon it is a campaign activity: it needs an STTP and officials are told; a team may not say it."""
        filed = self.file(neutral("bagi@s", "LOGISTIK", paslon=2), "bawaslu")
        self.assertIn("R25", [f["rule"] for f in filed["findings"]])
        self.assertEqual(self.act("bagi@s", "bawaslu", act="schedule").status, 409)
        self.assertEqual(self.act("bagi@s", "polres", act="approve", sttp="S/2").status, 200)
        for kind in ("LOGISTIK", "PENGAMANAN", "RAKOR", "SOSIALISASI"):
            for path in ("notices", "check"):
                team = Team(self.daemon, 2).ask("POST", "/api/v1/" + path, neutral("tim@s", kind, paslon=2))
                self.assertEqual((team.status, team.json()["field"]), (403, "CATEGORIES"), (kind, path))

    def test_who_filed_is_told_that_it_is_scheduled(self):
        self.file(neutral("apel@s", "PENGAMANAN"), "polres")
        told = json.loads(self.daemon.ask("POST", "/api/v1/accounts", json.dumps(
            {"name": "kanit", "role": "polres", "region": "64.08"}), "admin", JSON).body)
        self.assertIn("name", told)
        self.assertEqual(self.act("apel@s", "polres", act="schedule").status, 200)
        history = self.daemon.ask("GET", "/api/v1/notices/apel@s/history", role="polres").json()["history"]
        self.assertEqual([h["act"] for h in history][-1], "schedule")


if __name__ == "__main__":
    unittest.main()
