"""A team is told in its own inbox of every act of officials on what it handed in, and of nothing else."""
import json
import unittest

from daemon import Daemon, rally
from test_team import Team

JSON = {"Content-Type": "application/json"}


class Inbox(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().__enter__()
        self.addCleanup(self.daemon.__exit__)
        self.team = Team(self.daemon, 1)

    def post(self, path, members, role="bawaslu"):
        return self.daemon.ask("POST", path, json.dumps(members), role, JSON)

    def acts(self, team=None):
        answer = (team or self.team).ask("GET", "/api/v1/alerts")
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json()["alerts"]

    def hand_in(self, uid="a@i", lat=0.51, confirm=True):
        made = self.team.ask("POST", "/api/v1/notices", rally(uid, lat, 117.5, 1))
        self.assertEqual(made.status, 201, made.body)
        draft = made.json()["draft"]["id"]
        if confirm:
            done = self.post("/api/v1/drafts/%s/confirm" % draft, {"revision": 1})
            self.assertEqual(done.status, 201, done.body)
        return draft

    def decide(self, uid, **members):
        known = self.daemon.ask("GET", "/api/v1/notices/" + uid, role="polres").json()
        members.setdefault("chain_revision", known["chain_revision"])
        members.setdefault("seen", [{"conflict": c["id"], "revision": c["revision"]} for c in known["conflicts"]])
        done = self.post("/api/v1/notices/%s/decision" % uid, members, "polres")
        self.assertEqual(done.status, 200, done.body)

    def test_drafts(self):
        draft = self.hand_in(confirm=False)
        self.assertEqual(self.acts(), [])
        self.post("/api/v1/drafts/%s/return" % draft, {"revision": 1, "note": "nomor surat belum ada"})
        told, = self.acts()
        self.assertEqual((told["event"], told["act"]["act"], told["act"]["uid"], told["act"]["state"], told["index"]),
                         ("act", "draft_return", draft, "returned", 1))
        self.assertIn("nomor surat belum ada", told["text"])
        self.hand_in("b@i", 0.7)
        self.assertEqual([a["act"]["act"] for a in self.acts()], ["draft_return", "draft_confirm"])

    def test_every_act_on_what_it_handed_in(self):
        self.hand_in()
        self.decide("a@i", act="hold", reason="menunggu rakor")
        self.decide("a@i", act="approve", sttp="S/1", reason="lawan berjarak 300 m, dikawal")
        self.decide("a@i", act="withdraw", reason="banjir")
        told = self.acts()
        self.assertEqual([a["act"]["act"] for a in told], ["draft_confirm", "hold", "approve", "withdraw"])
        self.assertEqual([a["act"]["reason"] for a in told], ["", "menunggu rakor", "", "banjir"])
        self.assertEqual([a["index"] for a in told], [1, 2, 3, 4])
        self.assertIn("STTP terbit", told[2]["text"])

    def test_nothing_tells_of_the_other_side(self):
        self.hand_in()
        before = self.acts()
        self.daemon.ask("POST", "/api/v1/notices", rally("lawan@i", 0.512, 117.5, 2))
        self.assertGreater(len(self.daemon.ask("GET", "/api/v1/alerts", role="polres").json()["alerts"]), 0)
        self.assertEqual(self.acts(), before, "conflicts are for officials")
        self.decide("a@i", act="approve", sttp="S/1", reason="lawan berjarak 50 m")
        for alert in self.acts():
            self.assertNotIn("command", alert, "the journal's number would count what others file")
            self.assertNotIn("50 m", json.dumps(alert))
            self.assertNotIn("titles", alert)
        self.assertEqual(self.acts(Team(self.daemon, 2)), [], "each team its own")

    def test_it_is_the_same_after_a_restart_and_goes_on(self):
        self.hand_in()
        before = self.acts()
        self.daemon.stop()
        self.daemon.start()
        self.assertEqual(self.acts(), before)
        self.decide("a@i", act="hold", reason="menunggu")
        self.assertEqual(self.team.ask("GET", "/api/v1/alerts?after=1").json()["alerts"][0]["act"]["act"], "hold")

    def test_conflicts_and_their_acknowledgement_stay_closed(self):
        for path in ("/api/v1/conflicts", "/api/v1/digest", "/api/v1/alerts/0123456789abcdef-1.cap"):
            self.assertEqual(self.team.ask("GET", path).status, 403, path)
        self.assertEqual(self.team.ask("GET", "/api/v1/subscriptions").status, 200)


if __name__ == "__main__":
    unittest.main()
