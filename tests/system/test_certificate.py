"""Certificates: the daemon's verdicts computed again from the document, by jarakctl and by a script of its own."""
import copy
import json
import os
import subprocess
import sys
import tempfile
import unittest

from daemon import BUILD, ROOT, SLOW, Daemon, rally, sample

SCRIPT = os.path.join(ROOT, "tests", "tools", "verify_certificate.py")


def run(*words):
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120 * SLOW, check=False)


class Certificates(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().__enter__()
        cls.folder = tempfile.TemporaryDirectory()
        cls.chains = []
        for name in ("01-rapat-umum-paslon-1.ics", "02-rapat-umum-paslon-2.ics",
                     "04-varian-lokasi-belum-pasti-paslon-2.ics", "05-dua-puluh-pertemuan.ics"):
            filed = cls.daemon.ask("POST", "/api/v1/notices", sample(name)).json()["notices"]
            cls.chains += [v["uid"] for v in filed if v["uid"] == v["chain"]]
        # A series: the certificate must name the instances that are told.
        series = rally("deret@c", 0.5, 117.5, extra=["RRULE:FREQ=DAILY;COUNT=3"])
        cls.daemon.ask("POST", "/api/v1/notices", series)
        cls.daemon.ask("POST", "/api/v1/notices", rally("lain@c", 0.53, 117.5, 2, "20241121T140000",
                                                       "20241121T170000"))
        cls.chains.append("deret@c")
        cls.documents = [cls.daemon.ask("GET", "/api/v1/notices/%s/certificate" % uid, role="polres").json()
                         for uid in cls.chains]

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__()
        cls.folder.cleanup()

    def write(self, document):
        path = os.path.join(self.folder.name, "c.json")
        with open(path, "w", encoding="utf-8") as f:
            json.dump(document, f, indent=1)
        return path

    def ctl(self, document):
        return run(os.path.join(BUILD, "jarakctl"), "verify-certificate", self.write(document))

    def test_every_certificate_is_computed_again_from_itself_alone(self):
        parts = 0
        for document in self.documents:
            done = self.ctl(document)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            parts += int(done.stdout.split()[3])
        self.assertGreater(parts, 40)

    def test_and_by_a_script_that_shares_no_code(self):
        for document in self.documents:
            done = run(sys.executable, SCRIPT, self.write(document))
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_it_names_what_it_was_computed_from(self):
        document = self.documents[1]
        octets = self.daemon.ask("GET", "/api/v1/notices/%s.ics" % self.chains[1], role="polres").body
        import hashlib
        self.assertIn(hashlib.sha256(octets).hexdigest(), [b["octets_sha256"] for b in document["bodies"]])
        self.assertEqual(document["policy"]["version"], 1)
        self.assertEqual(len(document["journal"]["hash"]), 64)
        self.assertGreater(document["journal"]["seq"], 10)
        self.assertTrue(document["simulation"])

    def test_whatever_is_bent_is_noticed(self):
        document = [d for d in self.documents if d["conflicts"]][1]

        def bend(change):
            bent = copy.deepcopy(document)
            change(bent)
            return bent
        part = lambda d: d["conflicts"][0]["parts"][-1]
        bends = {
            "distance": lambda d: part(d).update(distance_m=part(d)["distance_m"] + 0.05),
            "instant": lambda d: part(d)["at"][0].update(time_s=part(d)["at"][0]["time_s"] + 5),
            "place": lambda d: part(d)["at"][1].update(lat=part(d)["at"][1]["lat"] + 0.0002),
            "level": lambda d: part(d).update(level="siaga", level_max="siaga"),
            "conflict": lambda d: d["conflicts"][0].update(level="info"),
            "body": lambda d: d["bodies"][part(d)["own"]]["nodes"][0].__setitem__(
                0, d["bodies"][part(d)["own"]]["nodes"][0][0] + 0.001),
            "time of a body": lambda d: [n.__setitem__(2, n[2] + 86400) or n.__setitem__(3, n[3] + 86400)
                                         for n in d["bodies"][part(d)["own"]]["nodes"]],
            "pad": lambda d: d["bodies"][part(d)["own"]].update(pad_m=d["bodies"][part(d)["own"]]["pad_m"] + 1),
            "row": lambda d: [r.update(distance_m=0.5) for r in part(d)["row"].values() if isinstance(r, dict)],
            "raised": lambda d: part(d).update(raised=not part(d)["raised"]),
            "a part taken out": lambda d: d["conflicts"][0]["parts"].pop(),
            "a conflict taken out": lambda d: d["conflicts"].pop(0),
            "all conflicts taken out": lambda d: d["conflicts"].clear(),
            "a row made narrower": lambda d: [r[level].update(distance_m=1.0) for r in d["policy"]["rules"]["rows"]
                                              for level in ("info", "waspada", "siaga") if level in r],
            "another paslon": lambda d: [b["party"].update(paslon=[9]) for b in d["bodies"]],
            "nearest": lambda d: d["nearest"].update(distance_m=d["nearest"]["distance_m"] + 0.05),
        }
        for name, change in bends.items():
            with self.subTest(name):
                done = self.ctl(bend(change))
                self.assertEqual(done.returncode, 1, name + done.stdout + done.stderr)

    def test_what_is_no_certificate_is_refused(self):
        whole = json.dumps(self.documents[1])
        for text in ("", "{}", "[]", whole[:-20], whole.replace("jarakd-certificate/2", "x"),
                     whole.replace('"own": 0', '"own": 4000'), whole.replace('"nodes": [[', '"nodes": [["x", ')):
            path = os.path.join(self.folder.name, "wrong.json")
            with open(path, "w", encoding="utf-8") as f:
                f.write(text)
            done = run(os.path.join(BUILD, "jarakctl"), "verify-certificate", path)
            self.assertEqual(done.returncode, 3, text[:60] + done.stdout)
            self.assertIn("certificate", done.stderr)

    def test_an_approval_keeps_its_certificate_and_the_public_gets_its_hash(self):
        import hashlib
        with Daemon() as d:
            filed = d.ask("POST", "/api/v1/notices", sample("02-rapat-umum-paslon-2.ics")).json()["notices"]
            main = [v for v in filed if v["uid"] == v["chain"]][0]
            path = "/api/v1/notices/%s/certificate" % main["uid"]
            self.assertEqual(d.ask("GET", path + "?of=approval", role="polres").status, 404)
            d.decide(main["uid"], act="approve", sttp="STTP/1", chain_revision=main["chain_revision"])
            kept = d.ask("GET", path + "?of=approval", role="polres")
            told = hashlib.sha256(kept.body).hexdigest()
            feed = d.ask("GET", "/feeds/64.08/approved.ics", role=None)
            unfolded = feed.body.replace(b"\r\n ", b"").decode()
            self.assertIn("X-JARAK-CERTIFICATE:" + told + "\r\n", unfolded)
            # What others file later is not part of it: the public learns nothing of pending plans.
            d.ask("POST", "/api/v1/notices", sample("01-rapat-umum-paslon-1.ics"))
            again = d.ask("GET", "/feeds/64.08/approved.ics", role=None)
            self.assertEqual((again.body, again.headers["etag"]), (feed.body, feed.headers["etag"]))
            self.assertNotEqual(d.ask("GET", path, role="polres").body, kept.body)
            with open(os.path.join(self.folder.name, "kept.json"), "wb") as f:
                f.write(kept.body)
            done = run(os.path.join(BUILD, "jarakctl"), "verify-certificate", f.name)
            self.assertEqual((done.returncode, done.stdout.split()[-1]), (0, told))
            d.stop()
            d.start()
            self.assertEqual(d.ask("GET", "/feeds/64.08/approved.ics", role=None).body, feed.body)
            self.assertEqual(d.ask("GET", path + "?of=approval", role="polres").body, kept.body)
            d.stop()
            replay = run(os.path.join(BUILD, "jarakctl"), "replay", os.path.join(d.data, "jarakd.db"))
            self.assertEqual(replay.returncode, 0, replay.stdout + replay.stderr)
            erased = run(os.path.join(BUILD, "jarakctl"), "erase", main["uid"], "--basis", "uji", "--data", d.data)
            self.assertEqual(erased.returncode, 0, erased.stderr)
            d.start()
            self.assertEqual(d.ask("GET", path + "?of=approval", role="polres").status, 404)

    def test_only_who_may_see_the_region_gets_one(self):
        path = "/api/v1/notices/%s/certificate" % self.chains[0]
        self.assertEqual(self.daemon.ask("GET", path, role="polres", region="64.03").status, 404)
        self.assertEqual(self.daemon.ask("GET", path, role=None).status, 401)
        self.assertEqual(self.daemon.ask("GET", path, role="tim").status, 403)
        self.assertEqual(self.daemon.ask("GET", path, role="polres", region="64").status, 200)


if __name__ == "__main__":
    unittest.main()
