"""A data folder that was begun as an exercise and is used in earnest: nobody of the exercise comes in any more."""
import json
import os
import shutil
import subprocess
import tempfile
import unittest

from daemon import BUILD, PACK, ROOT, Daemon
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


if __name__ == "__main__":
    unittest.main()
