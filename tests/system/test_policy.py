"""Another policy: asked about beforehand with jarakctl, put in force with SIGHUP, told to the inboxes."""
import json
import os
import shutil
import signal
import subprocess
import tempfile
import unittest

from daemon import BUILD, PACK, ROOT, SLOW, Daemon, Stream, rally, until
from desk import Clerk, make_account

KM = 1000.0 / 110575.0  # degrees of latitude here


def ctl(*words):
    return subprocess.run([os.path.join(BUILD, "jarakctl"), *words], cwd=ROOT, capture_output=True, text=True,
                          timeout=60 * SLOW, check=False)


class Policy(unittest.TestCase):
    def test_what_if_tells_what_the_reload_then_does(self):
        with tempfile.TemporaryDirectory() as folder:
            pack = os.path.join(folder, "pack")
            shutil.copytree(PACK, pack)
            with open(os.path.join(pack, "policy.json"), encoding="utf-8") as f:
                text = f.read()
            proposed = os.path.join(folder, "proposed.json")
            with open(proposed, "w", encoding="utf-8") as f:
                f.write(text.replace('"distance_m": 15000', '"distance_m": 9000').replace(
                    '"version": 1', '"version": 2'))
            with Daemon(pack=pack) as d:
                token = os.path.join(folder, "token")
                with open(token, "w", encoding="utf-8") as f:
                    f.write(d.token("polres") + "\n")
                d.ask("POST", "/api/v1/notices", rally("a@p", 0.5, 117.5))
                d.ask("POST", "/api/v1/notices", rally("b@p", 0.5 + 12 * KM, 117.5, paslon=2))
                url = "http://127.0.0.1:%d" % d.port
                asked = ctl("--url", url, "--token-file", token, "whatif", "--policy", proposed)
                self.assertEqual(asked.returncode, 1, asked.stderr)
                self.assertEqual(asked.stdout, "kutim-2024-usulan/2: 1 konflik lebih sedikit (siaga 0 > 0, "
                                               "waspada 0 > 0, info 1 > 0)\n")
                told = json.loads(ctl("--json", "--url", url, "--token-file", token, "whatif", "--policy",
                                      proposed).stdout)
                conflict = d.ask("GET", "/api/v1/conflicts", role="polres").json()["conflicts"][0]
                self.assertEqual([c["id"] for c in told["changed"]], [conflict["id"]])
                stream = Stream(d, after=1)
                shutil.copy(proposed, os.path.join(pack, "policy.json"))
                d.process.send_signal(signal.SIGHUP)
                closed = stream.wait(1)
                self.assertEqual([e[1]["event"] for e in closed], ["closed"])
                stream.close()
                self.assertEqual(d.ask("GET", "/api/v1/conflicts?state=open", role="polres").json()["conflicts"],
                                 [])
                verdict = d.ask("GET", "/api/v1/notices/a@p", role="polres").json()
                self.assertEqual(verdict["policy"]["version"], 2)
                with open(os.path.join(pack, "policy.json"), "w", encoding="utf-8") as f:
                    f.write("{")
                d.process.send_signal(signal.SIGHUP)
                until(d.logged, lambda log: "reload-refused" in log, "it was not refused")
                self.assertEqual(d.ask("GET", "/api/v1/notices/a@p", role="polres").json()["policy"]["version"],
                                 2, "a pack that is wrong changes nothing")
                self.assertEqual(ctl("--url", url, "whatif", "--policy", proposed).returncode, 3, "no token")
                self.assertEqual(d.ask("POST", "/api/v1/whatif", b"{", "polres",
                                       {"Content-Type": "application/json"}).status, 422)

    def test_agencies_give_their_verdicts_and_are_asked_again_by_a_change(self):
        with Daemon() as d:
            d.ask("POST", "/api/v1/notices", rally("a@p", 0.5, 117.5))
            verdict = d.ask("POST", "/api/v1/notices", rally("b@p", 0.5 + 4 * KM, 117.5, paslon=2)).json()
            conflict = verdict["notices"][0]["conflicts"][0]
            path = "/api/v1/conflicts/%s/verdict" % conflict["id"]

            def say(role, **body):
                return d.ask("POST", path, json.dumps(body), role, {"Content-Type": "application/json"})
            self.assertEqual(say("kpu", verdict="accepted", revision=1).status, 200)
            told = say("polres", verdict="objected", note="satu jalan keluar", revision=1).json()
            self.assertEqual([(v["agency"], v["verdict"]) for v in told["verdicts"]],
                             [("polres", "objected"), ("kpu", "accepted")])
            self.assertEqual(say("polres", verdict="objected", revision=1).status, 422)
            self.assertEqual(say("tim", verdict="accepted", revision=1).status, 403)
            d.ask("POST", "/api/v1/notices", rally("a@p", 0.501, 117.5, sequence=1))
            stale = say("polres", verdict="accepted", revision=1)
            self.assertEqual(stale.status, 409)
            self.assertEqual(stale.json()["notices"][0]["revision"], 2, "the fresh one is told")
            listed = d.ask("GET", "/api/v1/conflicts", role="polres").json()["conflicts"][0]["verdicts"]
            self.assertEqual({v["verdict"] for v in listed}, {"rejudge"})

    def test_who_decided_it_when_and_on_what_basis_is_told_where_it_is_used(self):
        with tempfile.TemporaryDirectory() as folder:
            pack = os.path.join(folder, "pack")
            shutil.copytree(PACK, pack)
            with open(os.path.join(pack, "policy.json"), encoding="utf-8") as f:
                policy = json.load(f)
            policy.update(decided_by="Rakor Forkopimda Kutai Timur", decided_on="2024-09-19", basis="Berita acara 7/2024")
            with open(os.path.join(pack, "policy.json"), "w", encoding="utf-8") as f:
                json.dump(policy, f)
            with Daemon(pack=pack) as d:
                make_account(d, "polres")
                told = d.ask("GET", "/api/v1/policy", role="polres").json()
                self.assertEqual((told["decided_by"], told["decided_on"], told["basis"]),
                                 ("Rakor Forkopimda Kutai Timur", "2024-09-19", "Berita acara 7/2024"))
                page = Clerk(d, "uji-polres").get("/meja/kebijakan").words()
                self.assertIn("Ditetapkan Rakor Forkopimda Kutai Timur, Kamis, 19 September 2024; dasar: Berita acara 7/2024.", page)
                d.ask("POST", "/api/v1/notices", rally("a@p", 0.5, 117.5))
                certificate = d.ask("GET", "/api/v1/notices/a@p/certificate", role="polres")
                self.assertEqual(certificate.json()["policy"]["rules"]["decided_by"], "Rakor Forkopimda Kutai Timur")
                path = os.path.join(folder, "certificate.json")
                with open(path, "wb") as f:
                    f.write(certificate.body)
                done = ctl("verify-certificate", path)
                self.assertEqual(done.returncode, 0, done.stderr)
        with Daemon() as d:
            make_account(d, "polres")
            self.assertNotIn("decided_by", d.ask("GET", "/api/v1/policy", role="polres").json())
            self.assertIn("Belum ditetapkan", Clerk(d, "uji-polres").get("/meja/kebijakan").words())

    def test_what_if_offline_counts_pairs_of_the_files(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, lat, paslon in (("a", 0.5, 1), ("b", 0.5 + 12 * KM, 2), ("c", 0.5 + 16 * KM, 1)):
                with open(os.path.join(folder, name + ".ics"), "wb") as f:
                    f.write(rally(name + "@p", lat, 117.5, paslon))
            files = [os.path.join(folder, n + ".ics") for n in "abc"]
            wide = os.path.join(folder, "wide.json")
            with open(os.path.join(PACK, "policy.json"), encoding="utf-8") as f:
                text = f.read()
            with open(wide, "w", encoding="utf-8") as f:
                f.write(text.replace('"distance_m": 5000', '"distance_m": 12000'))
            done = ctl("whatif", "--policy", wide, *files)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertEqual(done.stdout.splitlines()[0].split("\t")[:2], ["info", "waspada"])
            same = ctl("whatif", "--policy", os.path.join(PACK, "policy.json"), *files)
            self.assertEqual(same.returncode, 0, same.stderr)
            self.assertEqual(ctl("whatif").returncode, 2)
            self.assertEqual(ctl("whatif", "--policy", "/nowhere", *files).returncode, 3)


if __name__ == "__main__":
    unittest.main()
