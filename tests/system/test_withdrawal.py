"""An approved rally does not vanish by DELETE: at every door it is a request, and the history says who did what."""
import json
import unittest

import dav
from daemon import Daemon, rally
from test_itip import event, message, read, send

LEG = ("X-JARAK-LEG:BUBAR", "RELATED-TO;RELTYPE=PARENT:a@w")
JSON = {"Content-Type": "application/json"}


class Withdrawal(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().__enter__()
        self.addCleanup(self.daemon.__exit__)
        self.post(rally("a@w", 0.5, 117.5, 1))
        self.decide(act="approve", sttp="S/1")

    def post(self, octets):
        answer = self.daemon.ask("POST", "/api/v1/notices", octets)
        self.assertEqual(answer.status, 201, answer.body)
        return answer.json()["notices"][0]

    def get(self, uid="a@w", role="polres"):
        return self.daemon.ask("GET", "/api/v1/notices/" + uid, role=role)

    def decide(self, **what):
        answer = self.daemon.decide("a@w", chain_revision=self.get().json()["chain_revision"], **what)
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json()

    def feed(self):
        return self.daemon.ask("GET", "/feeds/64.08/approved.ics", role=None).body

    def listed(self):
        return {n["uid"]: n["etag"] for n in self.daemon.ask("GET", "/api/v1/notices").json()["notices"]}

    def test_delete_by_rest_is_a_request_that_an_officer_confirms(self):
        before, etag = self.feed(), self.listed()["a@w"]
        asked = self.daemon.ask("DELETE", "/api/v1/notices/a@w", headers={"If-Match": etag})
        self.assertEqual((asked.status, asked.json()["state"], asked.json()["withdrawal_requested"]), (202, "approved", True))
        self.assertNotEqual(self.listed()["a@w"], etag)
        self.assertEqual(self.feed(), before)
        blind = self.daemon.decide("a@w", act="withdraw", chain_revision=self.get().json()["chain_revision"])
        self.assertEqual((blind.status, blind.json()["field"]), (422, "reason"))
        self.assertEqual(self.decide(act="withdraw", reason="hujan lebat")["state"], "withdrawn")
        self.assertIn(b"STATUS:CANCELLED", self.feed())
        plain = self.post(rally("b@w", 1.5, 117.5, 1))
        gone = self.daemon.ask("DELETE", "/api/v1/notices/b@w", headers={"If-Match": plain["etag"]})
        self.assertEqual((gone.status, gone.json()["state"]), (200, "withdrawn"), "nobody relied on it yet")

    def test_delete_by_a_calendar_client_is_the_same(self):
        before = self.feed()
        href = dav.REQUESTS + "a%40w.ics"
        etag = dav.ask(self.daemon, "GET", href).headers["etag"]
        token = dav.sync(self.daemon, dav.REQUESTS)[1]
        self.assertEqual(dav.ask(self.daemon, "DELETE", href, headers={"If-Match": etag}).status, 204)
        kept = dav.ask(self.daemon, "GET", href)
        self.assertEqual(kept.status, 200)
        self.assertNotEqual(kept.headers["etag"], etag)
        self.assertEqual(len(dav.sync(self.daemon, dav.REQUESTS, token)[0]), 1, "a client learns that it is there")
        self.assertEqual(self.feed(), before)
        self.assertTrue(self.get().json()["withdrawal_requested"])

    def test_a_cancelling_message_is_the_same(self):
        before = self.feed()
        answer = send(self.daemon, message("CANCEL", event("a@w", "SEQUENCE:3", "STATUS:CANCELLED")))
        self.assertEqual(answer.status, 200, answer.body)
        self.assertTrue(read(answer)[0]["status"][0].startswith("1."), "asked for, not done")
        self.assertEqual(self.feed(), before)
        self.assertTrue(self.get().json()["withdrawal_requested"])

    def test_a_leg_is_asked_for_like_its_main(self):
        self.post(rally("leg@w", 0.5, 117.5, 1, start="20241120T170000", end="20241120T180000", extra=LEG))
        self.decide(act="approve", on="change", sttp="S/1")
        before = self.feed()
        asked = self.daemon.ask("DELETE", "/api/v1/notices/leg@w", headers={"If-Match": "*"})
        self.assertEqual(asked.status, 202, asked.body)
        self.assertTrue(self.get("leg@w").json()["withdrawal_requested"])
        self.assertFalse(self.get().json()["withdrawal_requested"])
        self.assertEqual(self.get().json()["pending_state"], "submitted")
        self.assertEqual(self.feed(), before)
        self.decide(act="approve", on="change", sttp="S/1")
        self.assertEqual(self.get("leg@w").status, 404)

    def test_the_other_side_is_told_that_it_is_cancelled(self):
        self.post(rally("lawan@w", 0.505, 117.5, 2))
        self.daemon.ask("DELETE", "/api/v1/notices/a@w", headers={"If-Match": "*"})
        self.decide(act="withdraw", reason="hujan lebat")
        told = self.daemon.ask("GET", "/api/v1/alerts", role="polres").json()["alerts"]
        self.assertEqual([a["event"] for a in told], ["opened", "closed"])
        self.assertIn("dibatalkan", told[1]["text"])
        self.assertIn("dibatalkan", told[1]["text_shared"])
        self.assertNotIn("tidak lagi", told[1]["text"])

    def test_the_history_lists_every_filing_edit_act_opinion_and_report(self):
        self.post(rally("lawan@w", 0.505, 117.5, 2))
        self.post(rally("a@w", 0.501, 117.5, 1, sequence=1))
        conflict = self.daemon.ask("GET", "/api/v1/notices/a@w/conflicts", role="kpu").json()["conflicts"][0]
        said = self.daemon.ask("POST", "/api/v1/conflicts/%s/verdict" % conflict["id"], json.dumps(
            {"verdict": "objected", "revision": conflict["revision"], "note": "terlalu dekat"}), "kpu", JSON)
        self.assertEqual(said.status, 200, said.body)
        self.decide(act="refuse", on="change", basis="Pasal 9")
        self.daemon.ask("POST", "/api/v1/reports", json.dumps({"uid": "a@w", "kind": "late", "minutes": 20}), "bawaslu", JSON)
        self.daemon.ask("DELETE", "/api/v1/notices/a@w", headers={"If-Match": "*"})
        self.decide(act="undo" if "undo" in self.get().json()["allowed"] else "withdraw", reason="keliru")
        history = self.daemon.ask("GET", "/api/v1/notices/a@w/history", role="polres").json()["history"]
        self.assertEqual([h["act"] for h in history], ["file", "approve", "change", "opinion", "refuse", "report",
                                                       "ask_withdraw", "withdraw"])
        self.assertEqual([h["role"] for h in history], ["bawaslu", "polres", "bawaslu", "kpu", "polres", "bawaslu",
                                                        "bawaslu", "polres"])
        self.assertTrue(all(h["account"] and h["time"] for h in history))
        self.assertEqual((history[3]["reason"], history[3]["basis"]), ("terlalu dekat", "objected"))


if __name__ == "__main__":
    unittest.main()
