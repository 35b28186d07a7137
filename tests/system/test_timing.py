"""The timing of alerts against a clock that is set: steps, hours, the digest, an hour of downtime."""
import json
import os
import re
import subprocess
import time
import unittest

from daemon import BUILD, ROOT, SLOW, Clock, Daemon, Stream, eventually
from test_webhook import FAST, Receiver, inbox, listed, pair, subscribe

TICK = ["--tick-ms", "200"]


def log_of(daemon):
    with open(os.path.join(daemon.folder.name, "stderr"), encoding="utf-8") as f:
        return f.read()


def events(daemon, role="polres"):
    return [a["event"] for a in inbox(daemon, role)]


def settle():
    """Long enough for a few ticks, in which nothing may happen."""
    time.sleep(0.8 * SLOW)


class Timing(unittest.TestCase):
    def setUp(self):
        self.clock, self.receiver = Clock(), Receiver()
        self.addCleanup(lambda: self.receiver.close())

    def daemon(self, options=()):
        return Daemon(options=FAST + TICK + list(options), env=self.clock.env)

    def replays(self, daemon):
        daemon.stop()
        said = subprocess.run([os.path.join(BUILD, "jarakctl"), "replay", os.path.join(daemon.data, "jarakd.db")],
                              cwd=ROOT, capture_output=True, text=True)
        self.assertEqual(said.returncode, 0, said.stdout + said.stderr)

    def test_nobody_answers_and_it_climbs_also_over_a_restart(self):
        with self.daemon() as d:
            stream = Stream(d)
            pair(d, 0)  # a siaga whose start is past: half an hour a step
            self.clock.shift(29 * 60)
            settle()
            self.assertEqual(events(d), ["opened"])
            self.clock.shift(70)
            eventually(lambda: len(stream.events) == 2, "no escalation on the stream")
            told = stream.events[1][1]
            self.assertEqual((told["event"], told["escalation"]),
                             ("escalated", {"step": 1, "reached": "kabupaten"}))
            self.assertIn("Eskalasi langkah 1", told["text"])
            cap = d.ask("GET", "/api/v1/alerts/%s.cap" % told["id"], role="polres")
            self.assertIn(b"<value>1 kabupaten</value>", cap.body)
            stream.close()
            d.stop()
            d.start()
            self.clock.shift(28 * 60)
            settle()
            self.assertEqual(events(d), ["opened", "escalated"])
            self.clock.shift(150)
            eventually(lambda: len(events(d)) == 3, "no second step")
            self.assertEqual(inbox(d)[2]["escalation"]["reached"], "provinsi")
            self.assertEqual(events(d, "kpu"), ["opened", "escalated"])
            self.replays(d)

    def test_who_answers_stops_it(self):
        with self.daemon() as d:
            pair(d, 0)
            path = "/api/v1/alerts/%s/ack" % inbox(d)[0]["id"]
            self.assertEqual(d.ask("POST", path, role="polres", headers={"Content-Length": "0"}).status, 200)
            self.clock.shift(86400)
            settle()
            self.assertEqual(events(d), ["opened"])

    def test_a_night_with_one_siaga_and_its_morning(self):
        self.clock.forward_to(22)
        with self.daemon() as d:
            secret = subscribe(d, self.receiver.url()).json()["secret"]
            self.assertTrue(secret)
            pair(d, 0, km=4.0)
            pair(d, 1, km=10.0)
            pair(d, 2, km=0.8)
            taken = self.receiver.wait(1)
            settle()
            self.assertEqual(len(self.receiver.taken), 1, "the siaga alone")
            self.assertEqual(json.loads(taken[0][1])["level"], "siaga")
            d.ask("POST", "/api/v1/alerts/%s/ack" % json.loads(taken[0][1])["id"], role="polres",
                  headers={"Content-Length": "0"})
            self.assertEqual(len(inbox(d)), 3, "the inbox is told at any hour")
            d.stop()
            d.start()
            self.clock.forward_to(6)
            headers, body = self.receiver.wait(2)[1]
            summary = json.loads(body)
            self.assertEqual(int(headers["X-Jarak-Summary"]), summary["summary"])
            self.assertEqual([a["level"] for a in summary["alerts"]], ["waspada", "info"])
            self.assertEqual([a["index"] for a in summary["alerts"]], [1, 2])
            settle()
            self.assertEqual(len(self.receiver.taken), 2, "once")

    def test_a_subscriber_that_was_down_for_an_hour_gets_all_in_order(self):
        self.clock.forward_to(9)
        with self.daemon() as d:
            subscribe(d, self.receiver.url())
            pair(d, 0)
            self.receiver.wait(1)
            self.receiver.answer = 503
            for number in range(1, 10):
                pair(d, number)
                self.clock.shift(400)
            settle()
            self.receiver.answer = 204
            eventually(lambda: listed(d)[0]["delivery"]["delivered"] == inbox(d)[-1]["index"],
                  "not all arrived", 60)
            told = [json.loads(body) for _, body in self.receiver.taken]
            # What one command changed is one letter, worst first; letters are in the order of the inbox.
            indices = [index for letter in told
                       for index in sorted(alert["index"] for alert in letter.get("alerts", [letter]))]
            self.assertEqual(indices, sorted(set(indices)))
            self.assertEqual([letter["index"] for letter in told], sorted(letter["index"] for letter in told))
            newest = {alert["conflict"]["id"]: alert["index"] for alert in inbox(d)}
            self.assertEqual(set(newest.values()) - set(indices), set(), "the newest of each is there")

    def test_a_clock_that_is_set_is_logged_and_journalled_and_takes_nothing_back(self):
        with self.daemon() as d:
            pair(d, 0)
            settle()
            self.assertNotIn("clock-set", log_of(d))
            self.clock.shift(-7200)
            eventually(lambda: "clock-set" in log_of(d), "not noticed")
            told = re.search(r"clock-set from=(\d+) to=(\d+)", log_of(d))
            self.assertLessEqual(abs(int(told[1]) - int(told[2]) - 7200), 1)
            self.clock.shift(7200)
            eventually(lambda: log_of(d).count("clock-set") == 2, "not noticed")
            settle()
            self.assertEqual(log_of(d).count("clock-set"), 2, "each once")
            self.assertEqual(events(d), ["opened"])
            self.replays(d)


if __name__ == "__main__":
    unittest.main()
