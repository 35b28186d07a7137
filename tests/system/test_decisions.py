"""Officials decide: many at once, two at once, and what the record says afterwards."""
import json
import threading
import time
import unittest

from daemon import Clock, Daemon, rally

JSON = {"Content-Type": "application/json"}


class Decisions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__()

    def file(self, uid, lat, lon, paslon=1, **more):
        answer = self.daemon.ask("POST", "/api/v1/notices", rally(uid, lat, lon, paslon, **more))
        self.assertEqual(answer.status, 201)
        return answer.json()["notices"][0]

    def many(self, decisions, role="polres"):
        return self.daemon.ask("POST", "/api/v1/decisions", json.dumps({"decisions": decisions}), role, JSON)

    def test_selected_notices_get_their_numbers_in_one_command(self):
        filed = [self.file("m%d@d" % i, 0.3 + 0.4 * i, 117.2 + 0.3 * (i % 2), 1 + i % 2) for i in range(3)]
        acts = [{"uid": v["uid"], "act": "approve", "sttp": "STTP/%d" % i, "chain_revision": v["chain_revision"]}
                for i, v in enumerate(filed)]
        self.assertEqual(self.many(acts, "bawaslu").status, 403)
        self.assertEqual(self.many([]).status, 422)
        self.assertEqual(self.many(acts + [dict(acts[0], uid="nobody@d")]).status, 404)
        done = self.many(acts)
        self.assertEqual(done.status, 200)
        self.assertEqual([(v["state"], v["sttp"]) for v in done.json()["notices"]],
                         [("approved", "STTP/%d" % i) for i in range(3)])
        self.assertEqual(self.many(acts).status, 409, "they are approved already")
        history = self.daemon.ask("GET", "/api/v1/notices/m0@d/history", role="polres").json()["history"]
        self.assertEqual([(h["act"], h["role"], h["sttp"]) for h in history],
                         [("file", "bawaslu", ""), ("approve", "polres", "STTP/0")])

    def test_two_officers_at_once_exactly_one_wins(self):
        for n in range(10):
            filed = self.file("two%d@d" % n, 1.6, 117.9, 1, start="202410%02dT140000" % (10 + n),
                              end="202410%02dT170000" % (10 + n))
            statuses, barrier = [], threading.Barrier(2)

            def act(**what):
                barrier.wait()
                statuses.append(self.daemon.decide(filed["uid"], chain_revision=filed["chain_revision"],
                                                   **what).status)
            threads = [threading.Thread(target=act, kwargs={"act": "approve", "sttp": "S/%d" % n}),
                       threading.Thread(target=act, kwargs={"act": "hold", "reason": "menunggu surat"})]
            for t in threads:
                t.start()
            for t in threads:
                t.join()
            self.assertEqual(sorted(statuses), [200, 409])

    def test_a_forbidden_act_says_which_are_allowed_and_refusing_needs_its_basis(self):
        filed = self.file("acts@d", 1.2, 118.1)
        ask = lambda **what: self.daemon.decide("acts@d", chain_revision=filed["chain_revision"], **what)
        self.assertEqual(ask(act="refuse", reason="ditolak").status, 422)
        for act in ("bless", "", "Approve"):
            unknown = ask(act=act)
            self.assertEqual((unknown.status, unknown.json()["field"]), (422, "act"), act)
        wrong = ask(act="done")
        self.assertEqual(wrong.status, 409)
        self.assertIn("approve", wrong.json()["value"])
        self.assertEqual(ask(act="return").status, 422, "what is missing must be said")
        self.assertEqual(ask(act="return", reason="nomor surat belum ada").status, 200)
        again = self.file("acts@d", 1.2, 118.1, sequence=1)
        self.assertEqual(again["state"], "submitted", "handed in again")

    def test_what_is_missing_is_named_until_it_is_handed_in(self):
        filed = self.file("kurang@d", 0.9, 118.0)
        ask = lambda **what: self.daemon.decide("kurang@d", chain_revision=filed["chain_revision"], **what)
        self.assertEqual(ask(act="return", reason="x", missing=["stempel"]).status, 422)
        self.assertEqual(ask(act="return", reason="x", missing="letter_no").status, 422)
        self.assertEqual(ask(act="hold", reason="x", missing=["letter_no"]).status, 422)
        done = ask(act="return", reason="belum lengkap", missing=["route", "letter_no"])
        self.assertEqual((done.status, done.json()["missing"]), (200, ["letter_no", "route"]))
        self.daemon.stop()
        self.daemon.start()
        verdict = lambda: self.daemon.ask("GET", "/api/v1/notices/kurang@d", role="bawaslu").json()
        self.assertEqual((verdict()["state"], verdict()["missing"]), ("returned", ["letter_no", "route"]))
        history = self.daemon.ask("GET", "/api/v1/notices/kurang@d/history", role="polres").json()["history"]
        self.assertEqual((history[1]["missing"], history[1]["seen"]), (["letter_no", "route"], []))
        self.assertEqual(self.file("kurang@d", 0.9, 118.0, sequence=1)["missing"], [])

    def test_the_change_of_an_approved_rally_is_refused_and_the_plan_stays(self):
        filed = self.file("ubah@d", 0.7, 118.4)
        decide = lambda **what: self.daemon.decide(
            "ubah@d", chain_revision=self.daemon.ask("GET", "/api/v1/notices/ubah@d").json()["chain_revision"], **what)
        self.assertIsNone(filed["pending_state"])
        self.assertEqual(decide(act="approve", sttp="S/1").status, 200)
        feed = lambda: self.daemon.ask("GET", "/feeds/64.08/approved.ics", role=None).body
        before = feed()
        changed = self.file("ubah@d", 0.8, 118.4, sequence=1)
        self.assertEqual((changed["state"], changed["pending_state"]), ("approved", "submitted"))
        unsaid = decide(act="refuse", basis="Pasal 9")
        self.assertEqual((unsaid.status, unsaid.json()["field"]), (422, "on"))
        self.assertEqual(decide(act="refuse", on="rencana", basis="Pasal 9").status, 422)
        self.assertEqual(decide(act="hold", on="change", reason="tunggu").json()["pending_state"], "on_hold")
        self.assertEqual(decide(act="hold", on="plan", reason="tunggu").status, 409)
        back = decide(act="return", on="change", reason="kurang", missing=["letter_no"]).json()
        self.assertEqual((back["state"], back["pending_state"], back["missing"]), ("approved", "returned", ["letter_no"]))
        self.daemon.stop()
        self.daemon.start()
        again = self.daemon.ask("GET", "/api/v1/notices/ubah@d").json()
        self.assertEqual((again["pending_state"], again["missing"]), ("returned", ["letter_no"]))
        self.file("ubah@d", 0.81, 118.4, sequence=2)
        done = decide(act="refuse", on="change", basis="Pasal 9").json()
        self.assertEqual((done["state"], done["pending_revision"], done["pending_state"]), ("approved", False, None))
        self.assertEqual(feed(), before)
        self.assertIn(b"GEO:0.700000", self.daemon.ask("GET", "/api/v1/notices/ubah@d.ics").body)
        history = self.daemon.ask("GET", "/api/v1/notices/ubah@d/history", role="polres").json()["history"]
        self.assertEqual([(h["act"], h["on"]) for h in history if h["act"] in ("approve", "hold", "return", "refuse")],
                         [("approve", "plan"), ("hold", "change"), ("return", "change"), ("refuse", "change")])

    def test_a_verdict_lists_only_what_its_reader_may_do(self):
        """The matrix of role and act, held against what is answered when it is tried."""
        acts = ("review", "approve", "hold", "return", "refuse", "withdraw", "done", "not_held", "confirm", "undo",
                "correct_sttp", "rescind")
        filed = self.file("boleh@d", 0.2, 118.6)
        listed = lambda role: self.daemon.ask("GET", "/api/v1/notices/boleh@d", role=role).json()
        self.assertEqual(filed["allowed"], ["withdraw"], "bawaslu filed it")
        self.assertEqual(listed("kpu")["allowed"], [], "another agency")
        self.assertEqual(listed("kesbangpol")["allowed"], [])
        self.assertIn("approve", listed("polres")["allowed"])
        for role in ("bawaslu", "kpu"):
            for act in acts:
                if act not in listed(role)["allowed"]:
                    tried = self.daemon.decide("boleh@d", role=role, act=act, sttp="S/9", reason="x", basis="x",
                                               chain_revision=listed(role)["chain_revision"])
                    self.assertIn(tried.status, (403, 409), (role, act, tried.body))
        gone = self.daemon.decide("boleh@d", role="bawaslu", act="withdraw", reason="keliru",
                                  chain_revision=filed["chain_revision"])
        self.assertEqual((gone.status, gone.json()["state"]), (200, "withdrawn"), gone.body)

    def test_an_sttp_on_paper_is_recorded_and_confirmed(self):
        filed = self.file("paper@d", 0.1, 118.3, extra=["X-JARAK-STTP:STTP/99"])
        self.assertEqual((filed["state"], filed["sttp_recorded"]), ("approved", True))
        feed = lambda: self.daemon.ask("GET", "/feeds/64.08/approved.ics", role=None).body
        self.assertNotIn(b"paper@d", feed())
        self.assertNotIn("confirm", filed["allowed"])
        self.assertIn("confirm", self.daemon.ask("GET", "/api/v1/notices/paper@d", role="polres").json()["allowed"])
        self.assertEqual(self.daemon.decide("paper@d", role="bawaslu", act="confirm",
                                            chain_revision=filed["chain_revision"]).status, 403)
        self.assertEqual(self.daemon.decide("paper@d", act="confirm",
                                            chain_revision=filed["chain_revision"]).status, 200)
        self.assertIn(b"paper@d", feed())
        history = self.daemon.ask("GET", "/api/v1/notices/paper@d/history", role="polres").json()["history"]
        self.assertEqual([h["act"] for h in history], ["file", "record", "confirm"])


class TheClock(unittest.TestCase):
    """A daemon that believes it is November 2024."""

    def setUp(self):
        self.clock = Clock()
        self.at(1731913200)  # 18 November 2024, 15.00 WITA
        self.daemon = Daemon(env=self.clock.env).__enter__()

    def tearDown(self):
        self.daemon.__exit__()

    def at(self, now_s):
        self.clock.shift(now_s - self.clock.now())

    def decide(self, uid, **what):
        seen = self.daemon.ask("GET", "/api/v1/notices/" + uid, role="polres").json()
        return self.daemon.decide(uid, chain_revision=seen["chain_revision"], **what)

    def feed(self):
        return self.daemon.ask("GET", "/feeds/64.08/approved.ics", role=None).body

    def test_a_rally_of_the_23rd_is_not_done_on_the_18th_and_mistakes_are_undone(self):
        self.daemon.ask("POST", "/api/v1/notices", rally("j@clock", 0.5, 117.5, start="20241123T140000",
                                                          end="20241123T170000"))
        self.assertEqual(self.decide("j@clock", act="approve", sttp="S/1").status, 200)
        for act in ("done", "not_held"):
            early = self.decide("j@clock", act=act)
            self.assertEqual((early.status, early.json()["field"]), (409, "act"))
            self.assertNotIn(act, self.daemon.ask("GET", "/api/v1/notices/j@clock", role="polres").json()["allowed"])
        self.assertEqual(self.decide("j@clock", act="withdraw", reason="salah pilih").status, 200)
        self.assertIn(b"STATUS:CANCELLED", self.feed())
        self.assertEqual(self.decide("j@clock", act="undo").status, 422, "a reason is wanted")
        back = self.decide("j@clock", act="undo", reason="salah pilih baris")
        self.assertEqual((back.status, back.json()["state"]), (200, "approved"))
        self.assertNotIn(b"STATUS:CANCELLED", self.feed())
        fixed = self.decide("j@clock", act="correct_sttp", sttp="S/2", reason="salah ketik")
        self.assertEqual((fixed.status, fixed.json()["sttp"], fixed.json()["state"]), (200, "S/2", "approved"))
        gone = self.decide("j@clock", act="rescind", reason="diterbitkan untuk paslon lain")
        self.assertEqual((gone.status, gone.json()["state"], gone.json()["sttp"]), (200, "under_review", ""))
        self.assertIn(b"STATUS:CANCELLED", self.feed())
        self.assertEqual(self.decide("j@clock", act="approve", sttp="S/3").status, 200)
        self.at(1732350600)  # 23 November, 16.30 WITA: it is on
        self.assertEqual(self.decide("j@clock", act="done").status, 409)
        self.at(1732356060)  # a minute past 18.00: the crowd has left
        self.assertEqual(self.decide("j@clock", act="done").json()["state"], "done")
        self.assertEqual(self.decide("j@clock", act="undo", reason="belum selesai").json()["state"], "approved")
        history = self.daemon.ask("GET", "/api/v1/notices/j@clock/history", role="polres").json()["history"]
        self.assertEqual([h["act"] for h in history], ["file", "approve", "withdraw", "undo", "correct_sttp", "rescind",
                                                       "approve", "done", "undo"])

    def test_one_number_for_two_letters_is_found_at_both(self):
        for uid, lat in (("x@clock", 0.5), ("y@clock", 1.5)):
            self.daemon.ask("POST", "/api/v1/notices", rally(uid, lat, 117.5, start="20241123T140000",
                                                              end="20241123T170000"))
            self.assertEqual(self.decide(uid, act="approve", sttp="S/7").status, 200)
        for uid in ("x@clock", "y@clock"):
            found = self.daemon.ask("GET", "/api/v1/notices/" + uid, role="bawaslu").json()["findings"]
            self.assertIn("R24", [f["rule"] for f in found])


if __name__ == "__main__":
    unittest.main()
