"""A data folder that was begun as an exercise and is used in earnest: nobody of the exercise comes in any more."""
import json
import os
import shutil
import signal
import subprocess
import tempfile
import unittest

from daemon import BUILD, PACK, ROOT, Daemon, until
from desk import Clerk, make_account


def pack_in_earnest(folder):
    path = os.path.join(folder, "kutim-2024")
    shutil.copytree(PACK, path)
    with open(os.path.join(path, "pack.json"), encoding="utf-8") as f:
        pack = json.load(f)
    pack["simulation"] = False
    with open(os.path.join(path, "pack.json"), "w", encoding="utf-8") as f:
        json.dump(pack, f)
    return path


class Exercise(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="jarakd-test-")
        self.addCleanup(self.folder.cleanup)
        self.earnest = pack_in_earnest(self.folder.name)

    def test_tokens_and_passwords_of_the_exercise_end_with_it_until_somebody_is_let_in(self):
        with Daemon() as d:
            make_account(d, "polres")
            self.assertTrue(os.path.exists(os.path.join(d.data, "latihan")))
            self.assertEqual(d.ask("GET", "/api/v1/alerts", role="polres").status, 200)
            d.stop()
            d.pack = self.earnest
            d.start()
            self.assertFalse(os.path.exists(os.path.join(d.data, "latihan")))
            self.assertEqual(d.ask("GET", "/api/v1/alerts", role="polres").status, 401)
            self.assertEqual(d.ask("GET", "/api/v1/alerts", role="admin").status, 401)
            self.assertEqual(Clerk(d, "uji-polres").get("/meja/kotak").status, 303)
            d.stop()
            done = subprocess.run([os.path.join(BUILD, "jarakctl"), "account", "disable", "polres-64.08", "--undo", "--data",
                                   d.data], cwd=ROOT, capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            d.start()
            self.assertEqual(d.ask("GET", "/api/v1/alerts", role="polres").status, 200, "and stays in after a restart")
            self.assertEqual(d.ask("GET", "/api/v1/alerts", role="admin").status, 401)

    def test_a_folder_begun_in_earnest_keeps_its_accounts_also_through_an_exercise(self):
        with Daemon(pack=self.earnest) as d:
            self.assertFalse(os.path.exists(os.path.join(d.data, "latihan")))
            for pack in (PACK, self.earnest):
                d.stop()
                d.pack = pack
                d.start()
            self.assertEqual(d.ask("GET", "/api/v1/alerts", role="polres").status, 200)

    def test_a_pack_that_is_taken_on_by_a_reload_ends_an_exercise_too(self):
        with Daemon() as d:
            moving = os.path.join(self.folder.name, "paket")
            shutil.copytree(PACK, moving)
            d.stop()
            d.pack = moving
            d.start()
            self.assertEqual(d.ask("GET", "/api/v1/alerts", role="polres").status, 200)
            shutil.copy(os.path.join(self.earnest, "pack.json"), moving)
            d.process.send_signal(signal.SIGHUP)
            until(lambda: "exercise-accounts disabled=" in d.logged() and " turns=" in d.logged())
            self.assertEqual(d.ask("GET", "/api/v1/alerts", role="polres").status, 401)
            self.assertFalse(os.path.exists(os.path.join(d.data, "latihan")))


class AnotherPack(unittest.TestCase):
    def test_a_paslon_and_a_start_with_another_region_are_given_their_accounts_and_no_other_is_touched(self):
        with tempfile.TemporaryDirectory(prefix="jarakd-test-") as folder:
            pack = os.path.join(folder, "paket")
            shutil.copytree(PACK, pack)
            with Daemon(pack=pack) as d:
                first = lines(d, "tokens")
                contests = os.path.join(pack, "contests.json")
                with open(contests, encoding="utf-8") as f:
                    stated = json.load(f)
                of_regency = next(c for c in stated["contests"] if c["id"] == "pilbup-64.08")
                of_regency["paslon"].append(dict(of_regency["paslon"][-1], number=9))
                with open(contests, "w", encoding="utf-8") as f:
                    json.dump(stated, f)
                d.process.send_signal(signal.SIGHUP)
                until(lambda: os.path.exists(os.path.join(d.data, "tokens-2")) and " turns=" in d.logged())
                self.assertEqual([line.split()[:2] + line.split()[3:] for line in lines(d, "tokens-2")], [["tim", "64.08", "pilbup-64.08", "9"]])
                self.assertEqual(os.stat(os.path.join(d.data, "tokens-2")).st_mode & 0o777, 0o600)
                token = {"Authorization": "Bearer " + lines(d, "tokens-2")[0].split()[2]}
                self.assertEqual(d.ask("GET", "/api/v1/notices", role=None, headers=token).status, 200)
                self.assertEqual(lines(d, "tokens"), first)
                d.stop()
                d.options = ["--pack", os.path.join(ROOT, "calendars", "bontang-psu-2025")]
                d.start()
                regions = {line.split()[1] for line in lines(d, "tokens-3")}
                self.assertEqual(regions & {line.split()[1] for line in first}, set(), "those that are there are left")
                self.assertEqual(d.ask("GET", "/api/v1/alerts", role="polres").status, 200)
                d.stop()
                d.start()
                self.assertFalse(os.path.exists(os.path.join(d.data, "tokens-4")), "a later start makes none")


def lines(daemon, name):
    with open(os.path.join(daemon.data, name), encoding="utf-8") as f:
        return f.read().splitlines()


if __name__ == "__main__":
    unittest.main()
