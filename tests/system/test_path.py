"""The path of a notice: filed, judged, told, decided, published; with a real daemon and sockets."""
import json
import threading
import time
import unittest

from daemon import Daemon, Stream, rally, sample

ONE, TWO = "rapat-umum-paslon-1@kutim-2024.simulasi", "rapat-umum-paslon-2@kutim-2024.simulasi"
FEED = "/feeds/64.08/approved.ics"


def main_verdict(answer, uid):
    return [v for v in answer.json()["notices"] if v["uid"] == uid][0]


class PathOfANotice(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().__enter__()

    @classmethod
    def tearDownClass(cls):
        status = cls.daemon.stop()
        cls.daemon.__exit__()
        assert status == 0, "SIGTERM ends with %d" % status

    def test_1_nothing_but_the_public_routes_answers_without_a_token(self):
        for method, path in [("GET", "/api/v1/notices"), ("POST", "/api/v1/notices"),
                             ("GET", "/api/v1/conflicts"), ("GET", "/api/v1/alerts"),
                             ("GET", "/api/v1/alerts/stream"), ("POST", "/api/v1/check"),
                             ("PUT", "/api/v1/notices/x"), ("DELETE", "/api/v1/notices/x"),
                             ("POST", "/api/v1/notices/x/decision")]:
            answer = self.daemon.ask(method, path, b"" if method in ("POST", "PUT") else None, None)
            self.assertEqual(answer.status, 401, path)
        for path in ("/", "/healthz", "/readyz", FEED):
            self.assertEqual(self.daemon.ask("GET", path, role=None).status, 200, path)
        self.assertEqual(self.daemon.ask("GET", "/api/v1/alerts", role="pembaca").status, 403)

    def test_2_the_rallies_are_info_and_their_convoys_siaga(self):
        first = self.daemon.ask("POST", "/api/v1/notices", sample("01-rapat-umum-paslon-1.ics"))
        self.assertEqual(first.status, 201)
        self.assertEqual(main_verdict(first, ONE)["conflicts"], [])
        second = self.daemon.ask("POST", "/api/v1/notices", sample("02-rapat-umum-paslon-2.ics"))
        self.assertEqual(second.status, 201)
        self.assertIn("link", second.headers)
        conflicts = main_verdict(second, TWO)["conflicts"]
        self.assertEqual(len(conflicts), 1)
        parts = {tuple(p["legs"]): p for p in conflicts[0]["parts"]}
        rallies = parts[("rapat", "rapat")]
        self.assertEqual(rallies["level"], "info")
        # 9,738 m between the points, radii of 150 m taken off
        self.assertAlmostEqual(rallies["distance_m"], 9438, delta=60)
        self.assertEqual(conflicts[0]["level"], "siaga")
        self.assertEqual(parts[("berangkat", "berangkat")]["level"], "siaga")
        self.assertEqual(parts[("berangkat", "berangkat")]["kind"], "head_on")
        self.assertEqual(parts[("berangkat", "berangkat")]["distance_m"], 0)

    def test_3_the_same_octets_again_change_nothing(self):
        before = self.daemon.ask("GET", "/api/v1/alerts", role="polres").json()["alerts"]
        again = self.daemon.ask("POST", "/api/v1/notices", sample("02-rapat-umum-paslon-2.ics"))
        self.assertEqual(again.status, 201)
        self.assertEqual(main_verdict(again, TWO)["revision"], 1)
        after = self.daemon.ask("GET", "/api/v1/alerts", role="polres").json()["alerts"]
        self.assertEqual(before, after)

    def test_4_the_morning_variant_is_judged_and_not_stored(self):
        listed = self.daemon.ask("GET", "/api/v1/notices").json()
        answer = self.daemon.ask("POST", "/api/v1/check", sample("03-varian-pagi-paslon-1.ics"))
        self.assertEqual(answer.status, 200)
        conflict = main_verdict(answer, ONE)["conflicts"][0]
        self.assertIn(conflict["level"], ("waspada", "siaga"))
        crowd = [p for p in conflict["parts"] if p["legs"] == ["rapat", "berangkat"]]
        self.assertTrue(crowd, "the dispersing crowd meets the other column")
        self.assertEqual(self.daemon.ask("GET", "/api/v1/notices").json(), listed)

    def test_5_an_uncertain_place_is_a_range_and_asks_for_a_point(self):
        answer = self.daemon.ask("POST", "/api/v1/check",
                                 sample("04-varian-lokasi-belum-pasti-paslon-2.ics"))
        verdict = main_verdict(answer, TWO)
        self.assertIn("R9", [f["rule"] for f in verdict["findings"]])
        part = [p for p in verdict["conflicts"][0]["parts"] if p["legs"] == ["rapat", "rapat"]][0]
        self.assertAlmostEqual(part["distance_max_m"] - part["distance_m"], 4200, delta=1)

    def test_6_twenty_meetings_raise_at_most_ten_conflicts(self):
        answer = self.daemon.ask("POST", "/api/v1/notices", sample("05-dua-puluh-pertemuan.ics"))
        self.assertEqual(answer.status, 201)
        self.assertEqual(len(answer.json()["notices"]), 20)
        ids = {c["id"] for v in answer.json()["notices"] for c in v["conflicts"]}
        self.assertLessEqual(len(ids), 10)
        self.assertGreaterEqual(len(ids), 1)

    def test_7_alerts_arrive_at_once_and_are_replayed_after_a_reconnect(self):
        stream = Stream(self.daemon)
        have = len(self.daemon.ask("GET", "/api/v1/alerts?after=0").json()["alerts"])
        self.assertGreaterEqual(have, 2)
        self.assertEqual(len(stream.wait(have)), have)
        answer = self.daemon.ask("POST", "/api/v1/notices", rally("dekat-1@test", 0.80, 117.40, 1))
        self.assertEqual(answer.status, 201)
        answer = self.daemon.ask("POST", "/api/v1/notices", rally("dekat-2@test", 0.81, 117.40, 2))
        self.assertEqual(answer.status, 201)
        index, data = stream.wait(have + 1)[-1][:2]
        self.assertEqual(data["event"], "opened")
        self.assertLess(len(data["text"]), 1000)
        self.assertIn("SIMULASI", data["text"])
        self.assertLess(len(data["text_shared"]), 1000)
        self.assertIn("Mohon koordinasi", data["text_shared"])
        for secret in ("Rapat", "Paslon", "polres", "@", "0.8"):
            self.assertNotIn(secret, data["text_shared"])
        stream.close()
        self.assertEqual([e[0] for e in stream.events], list(range(1, index + 1)), "no gap")
        later = Stream(self.daemon, after=index - 1)
        self.assertEqual([e[:2] for e in later.wait(1)], [(index, data)])
        later.close()

    def test_8_approving_into_a_conflict_needs_every_conflict_named(self):
        verdict = self.daemon.ask("GET", "/api/v1/notices/dekat-1@test", role="polres").json()
        self.assertIn("approve", verdict["allowed"])
        act = dict(act="approve", sttp="STTP/01/SIM", chain_revision=verdict["chain_revision"])
        before = self.daemon.ask("GET", FEED, role=None)
        self.assertEqual(self.daemon.decide("dekat-1@test", role="bawaslu", **act).status, 403)
        refused = self.daemon.decide("dekat-1@test", **act)
        self.assertEqual(refused.status, 409)
        listed = refused.json()["notices"][0]["conflicts"]
        self.assertEqual([c["id"] for c in listed], [c["id"] for c in verdict["conflicts"]])
        seen = [{"conflict": c["id"], "revision": c["revision"]} for c in listed]
        self.assertEqual(self.daemon.decide("dekat-1@test", **act, seen=seen).status, 422, "a reason")
        stale = [{"conflict": c["id"], "revision": c["revision"] + 7} for c in listed]
        self.assertEqual(self.daemon.decide("dekat-1@test", **act, seen=stale, reason="x").status, 409)
        unchanged = self.daemon.ask("GET", FEED, role=None, headers={"If-None-Match": before.headers["etag"]})
        self.assertEqual(unchanged.status, 304)
        done = self.daemon.decide("dekat-1@test", **act, seen=seen, reason="pengamanan ditambah")
        self.assertEqual(done.status, 200, done.body)
        self.assertEqual(done.json()["state"], "approved")
        after = self.daemon.ask("GET", FEED, role=None, headers={"If-None-Match": before.headers["etag"]})
        self.assertEqual(after.status, 200)
        self.assertNotEqual(after.headers["etag"], before.headers["etag"])
        self.assertIn(b"UID:dekat-1@test", after.body)
        self.assertNotIn(b"UID:dekat-2@test", after.body)

    def test_9_feed_answers_head_gzip_and_conditions(self):
        plain = self.daemon.ask("GET", FEED, role=None)
        head = self.daemon.ask("HEAD", FEED, role=None)
        self.assertEqual(head.headers["etag"], plain.headers["etag"])
        self.assertEqual(int(head.headers["content-length"]), len(plain.body))
        zipped = self.daemon.ask("GET", FEED, role=None, headers={"Accept-Encoding": "gzip"})
        self.assertEqual(zipped.headers["content-encoding"], "gzip")
        self.assertNotEqual(zipped.headers["etag"], plain.headers["etag"])
        import gzip
        self.assertEqual(gzip.decompress(zipped.body), plain.body)
        self.assertEqual(self.daemon.ask("GET", FEED + "?colour=red", role=None).status, 400)
        self.assertEqual(self.daemon.ask("GET", "/feeds/99.99/approved.ics", role=None).status, 404)
        self.assertNotIn(b"X-JARAK", plain.body.replace(b"X-JARAK-CERTIFICATE:", b""))

    def test_a_a_changed_approved_rally_stays_in_force_until_it_is_approved_again(self):
        before = self.daemon.ask("GET", FEED, role=None).body
        etag = self.daemon.ask("GET", "/api/v1/notices/dekat-1@test").headers["etag"]
        moved = rally("dekat-1@test", 0.95, 117.40, 1, sequence=1)
        bare = self.daemon.ask("PUT", "/api/v1/notices/dekat-1@test", moved)
        self.assertEqual(bare.status, 428)
        wrong = self.daemon.ask("PUT", "/api/v1/notices/dekat-1@test", moved, headers={"If-Match": '"x"'})
        self.assertEqual(wrong.status, 412)
        answer = self.daemon.ask("PUT", "/api/v1/notices/dekat-1@test", moved, headers={"If-Match": etag})
        self.assertEqual(answer.status, 200, answer.body)
        self.assertTrue(answer.json()["pending_revision"])
        self.assertEqual(self.daemon.ask("GET", FEED, role=None).body, before, "byte for byte")
        self.assertTrue(answer.json()["conflicts"], "the approved version still stands beside it")
        octets = self.daemon.ask("GET", "/api/v1/notices/dekat-1@test.ics")
        self.assertEqual(octets.body, moved)

    def test_b_withdrawing_closes_the_conflict(self):
        etag = self.daemon.ask("GET", "/api/v1/notices/dekat-2@test").headers["etag"]
        self.assertEqual(self.daemon.ask("DELETE", "/api/v1/notices/dekat-2@test").status, 428)
        gone = self.daemon.ask("DELETE", "/api/v1/notices/dekat-2@test", headers={"If-Match": etag})
        self.assertEqual(gone.status, 200, gone.body)
        self.assertEqual(gone.json()["state"], "withdrawn")
        last = self.daemon.ask("GET", "/api/v1/alerts", role="polres").json()["alerts"][-1]
        self.assertEqual(last["event"], "closed")

    def test_c_an_old_sequence_is_refused_and_errors_name_line_and_property(self):
        again = self.daemon.ask("POST", "/api/v1/notices", rally("dekat-1@test", 0.96, 117.41, 1))
        self.assertEqual(again.status, 409)
        bad = self.daemon.ask("POST", "/api/v1/notices", rally("x@test", 0.5, 117.5).replace(
            b"GEO:0.500000;117.500000", b"GEO:117.5;0.5"))
        self.assertEqual(bad.status, 422)
        problem = bad.json()
        self.assertEqual((problem["field"], problem["line"]), ("GEO", 14))
        self.assertEqual(bad.headers["content-type"], "application/problem+json")
        english = self.daemon.ask("POST", "/api/v1/notices", b"hello", headers={"Accept-Language": "en"})
        self.assertIn(english.status, (400, 422))
        strict = self.daemon.ask("POST", "/api/v1/notices", rally("y@test", 0.951, 117.40, 2),
                                 headers={"Prefer": "handling=strict"})
        self.assertEqual(strict.status, 409)
        self.assertTrue(strict.json()["notices"][0]["conflicts"])
        self.assertEqual(self.daemon.ask("GET", "/api/v1/notices/y@test").status, 404)


class Restart(unittest.TestCase):
    def test_everything_is_there_after_a_restart_and_replay_agrees(self):
        import os
        import subprocess
        from daemon import BUILD, ROOT
        with Daemon() as d:
            for name in ("01-rapat-umum-paslon-1.ics", "02-rapat-umum-paslon-2.ics"):
                d.ask("POST", "/api/v1/notices", sample(name))
            conflicts = d.ask("GET", "/api/v1/conflicts").body
            alerts = d.ask("GET", "/api/v1/alerts", role="polres").body
            verdict = d.ask("GET", "/api/v1/notices/" + TWO).body
            self.assertEqual(d.stop(), 0)
            d.start()
            self.assertEqual(d.ask("GET", "/api/v1/conflicts").body, conflicts)
            self.assertEqual(d.ask("GET", "/api/v1/alerts", role="polres").body, alerts)
            self.assertEqual(d.ask("GET", "/api/v1/notices/" + TWO).body, verdict)
            d.stop()
            ctl = os.path.join(BUILD, "jarakctl")
            database = os.path.join(d.data, "jarakd.db")
            replay = subprocess.run([ctl, "replay", database], cwd=ROOT, capture_output=True, text=True)
            self.assertEqual(replay.returncode, 0, replay.stderr)
            erase = subprocess.run([ctl, "erase", TWO, "--basis", "uji", "--data", d.data], cwd=ROOT,
                                   capture_output=True, text=True)
            self.assertEqual(erase.returncode, 0, erase.stderr)
            replay = subprocess.run([ctl, "replay", database], cwd=ROOT, capture_output=True, text=True)
            self.assertEqual(replay.returncode, 0, replay.stderr)
            d.start()
            self.assertEqual(d.ask("GET", "/api/v1/notices/" + TWO).status, 404)


class Together(unittest.TestCase):
    def test_twenty_clients_at_once_give_the_same_conflicts_every_run(self):
        """Twenty rallies on a grid, ten of each side, filed in any order: one set of pairs."""
        sets = []
        for run in range(3):
            with Daemon() as d:
                statuses = []

                def file(i):
                    body = rally("ramai-%02d@test" % i, 0.5 + 0.03 * (i // 5), 117.4 + 0.03 * (i % 5), 1 + i % 2)
                    statuses.append(d.ask("POST", "/api/v1/notices", body).status)

                clients = [threading.Thread(target=file, args=((i * (7 + 2 * run)) % 20,)) for i in range(20)]
                for client in clients:
                    client.start()
                for client in clients:
                    client.join()
                self.assertEqual(statuses, [201] * 20)
                listed = d.ask("GET", "/api/v1/conflicts").json()["conflicts"]
                sets.append(sorted((*sorted((c["own"]["uid"], c["with"]["uid"])), c["level"],
                                    c["distance_m"]) for c in listed))
                self.assertEqual(len(d.ask("GET", "/api/v1/notices").json()["notices"]), 20)
        self.assertGreater(len(sets[0]), 20)
        self.assertEqual(sets[0], sets[1])
        self.assertEqual(sets[0], sets[2])


if __name__ == "__main__":
    unittest.main()
