"""Other times: police propose, Bawaslu accepts for the team, and two who accept at once do it once."""
import json
import threading
import unittest

from daemon import Daemon, rally

JSON = {"Content-Type": "application/json"}
BAND = {"from": "2024-11-21T09:00:00+08:00", "to": "2024-11-21T13:00:00+08:00"}


class Retime(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().__enter__()
        self.addCleanup(self.daemon.__exit__)
        for uid, lat, paslon in (("own@r", 0.5, 1), ("other@r", 0.505, 2)):
            answer = self.daemon.ask("POST", "/api/v1/notices", rally(uid, lat, 117.5, paslon,
                                                                      extra=["CONTACT:Ibu Sari", "X-JARAK-DAY:Rabu"]))
            self.assertEqual(answer.status, 201)

    def verdict(self, uid):
        return self.daemon.ask("GET", "/api/v1/notices/" + uid, role="polres").json()

    def say(self, uid, end="", role="polres", **members):
        members.setdefault("chain_revision", self.verdict("own@r")["chain_revision"])
        return self.daemon.ask("POST", "/api/v1/notices/%s/retime%s" % (uid, end), json.dumps(members), role, JSON)

    def test_a_chain_moves_with_its_octets_and_the_conflict_closes(self):
        refused = self.say("own@r", bands=[{"from": "2024-11-20T14:00:00+08:00", "to": "2024-11-20T14:00:00+08:00"}],
                           reason="x")
        self.assertEqual(refused.status, 409)
        blockers = [b["uid"] for c in refused.json()["slots"]["closed"] for b in c["blockers"]]
        self.assertIn("other@r", blockers)
        self.assertEqual(self.say("own@r", bands=[BAND]).status, 422, "a reason is wanted")
        self.assertEqual(self.say("own@r", bands=[BAND], reason="x", chain_revision=7).status, 409)
        self.assertEqual(self.say("nobody@r", bands=[BAND], reason="x").status, 404)
        offered = self.say("own@r", bands=[BAND], reason="dua rapat berdekatan", level="waspada")
        self.assertEqual(offered.status, 201)
        retime = offered.json()["retimes"][0]
        self.assertEqual((retime["proposal"], retime["status"], retime["bands"]), (1, "open", [BAND]))
        start = "2024-11-21T10:00:00+08:00"
        for role in ("polres", "kpu", "kesbangpol"):
            self.assertEqual(self.say("own@r", "/accept", role, proposal=1, start=start).status, 403)
        self.assertEqual(self.say("own@r", "/accept", "bawaslu", proposal=1,
                                  start="2024-11-21T13:00:01+08:00").status, 422)
        moved = self.say("own@r", "/accept", "bawaslu", proposal=1, start=start)
        self.assertEqual(moved.status, 200, moved.body)
        self.assertEqual((moved.json()["conflicts"], moved.json()["sequence"], moved.json()["state"]), ([], 1, "submitted"))
        octets = self.daemon.ask("GET", "/api/v1/notices/own@r.ics", role="polres").body
        for line in (b"DTSTART;TZID=Asia/Makassar:20241121T100000\r\n", b"DTEND;TZID=Asia/Makassar:20241121T130000\r\n",
                     b"SEQUENCE:1\r\n", b"X-JARAK-DAY:Kamis\r\n", b"CONTACT:Ibu Sari\r\n"):
            self.assertIn(line, octets)
        self.assertNotIn(b"DTSTAMP:20241101T000000Z", octets)
        history = self.daemon.ask("GET", "/api/v1/notices/own@r/history", role="polres").json()["history"]
        self.assertEqual([h["act"] for h in history], ["file", "retime", "change", "retime_accept"])
        self.assertEqual((history[1]["retime"]["bands"], history[3]["retime"]["start"]), ([BAND], start))
        alerts = self.daemon.ask("GET", "/api/v1/alerts", role="polres").json()["alerts"]
        self.assertEqual([a["event"] for a in alerts], ["opened", "closed"])

    def test_of_two_who_accept_at_once_one_wins(self):
        self.assertEqual(self.say("own@r", bands=[BAND], reason="x").status, 201)
        revision = self.verdict("own@r")["chain_revision"]
        answers, barrier = [], threading.Barrier(2)

        def accept(hour):
            barrier.wait()
            answers.append(self.say("own@r", "/accept", "bawaslu", proposal=1, chain_revision=revision,
                                    start="2024-11-21T%02d:00:00+08:00" % hour))
        threads = [threading.Thread(target=accept, args=(hour,)) for hour in (10, 11)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        self.assertEqual(sorted(a.status for a in answers), [200, 409])
        late, = [a for a in answers if a.status == 409]
        self.assertEqual(late.json()["notices"][0]["retimes"][0]["status"], "accepted", "shown as it now is")

    def test_a_new_version_makes_it_void_and_declining_says_why(self):
        self.assertEqual(self.say("own@r", bands=[BAND], reason="x").status, 201)
        self.assertEqual(self.say("own@r", "/decline", "bawaslu", proposal=1).status, 422)
        done = self.say("own@r", "/decline", "bawaslu", proposal=1, reason="tim tidak dapat")
        self.assertEqual(done.json()["retimes"][0]["answer"]["reason"], "tim tidak dapat")
        self.assertEqual(self.say("own@r", bands=[BAND], reason="x").status, 201)
        self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", rally("own@r", 0.5, 117.5, sequence=3)).status, 201)
        self.assertEqual([r["status"] for r in self.verdict("own@r")["retimes"]], ["declined", "void"])
        gone = self.say("own@r", "/accept", "bawaslu", proposal=2, start=BAND["from"])
        self.assertEqual(gone.status, 409)
        self.daemon.stop()
        self.daemon.start()
        self.assertEqual([r["status"] for r in self.verdict("own@r")["retimes"]], ["declined", "void"])


if __name__ == "__main__":
    unittest.main()
