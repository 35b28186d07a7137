"""Data of every released schema are taken over; data of a newer one are refused in words and left as they are."""
import glob
import os
import shutil
import sqlite3
import subprocess
import tempfile
import unittest

from daemon import BUILD, PACK, ROOT, Daemon

FIXTURES = sorted(glob.glob(os.path.join(ROOT, "tests", "fixtures", "store-v*", "jarakd.db")))
WORDS = ("ditulis jarakd yang lebih baru (skema %d)", "pasang lagi versi itu", "written by a newer jarakd (schema %d)", "install that version again")


def version(path):
    db = sqlite3.connect(path)
    try:
        return db.execute("PRAGMA user_version").fetchone()[0]
    finally:
        db.close()


def octets(path):
    with open(path, "rb") as f:
        return f.read()


class Upgrade(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="jarakd-test-")
        self.addCleanup(self.folder.cleanup)
        self.data = os.path.join(self.folder.name, "data")
        os.mkdir(self.data)
        self.db = os.path.join(self.data, "jarakd.db")

    def ctl(self, *words):
        return subprocess.run([os.path.join(BUILD, "jarakctl"), *words], cwd=ROOT, capture_output=True, text=True, check=False)

    def start(self):
        """Of a daemon that is expected to end by itself."""
        return subprocess.run([os.path.join(BUILD, "jarakd"), "--listen", "127.0.0.1:0", "--data", self.data, "--pack", PACK], cwd=ROOT,
                              capture_output=True, text=True, check=False, timeout=120)

    def test_each_released_schema_has_data_that_are_brought_up_to_date_and_proved(self):
        with Daemon() as d:
            newest = version(os.path.join(d.data, "jarakd.db"))
        self.assertGreaterEqual(len(FIXTURES), 2)
        for fixture in FIXTURES:
            shutil.copy(fixture, self.db)
            before = version(self.db)
            replay = self.ctl("replay", self.db)
            if before < newest:
                self.assertNotEqual(replay.returncode, 0, "nothing is changed by who only looks")
                self.assertIn("(skema %d)" % before, replay.stderr)
            opened = self.ctl("erase", "tidak-ada@uji", "--basis", "uji", "--data", self.data)
            self.assertIn("tidak ada", opened.stderr, "it is read, and that notice is not there")
            self.assertEqual(version(self.db), newest)
            replay = self.ctl("replay", self.db)
            self.assertEqual(replay.returncode, 0, replay.stdout + replay.stderr)

    def test_data_of_a_newer_version_are_refused_in_both_languages_and_left_alone(self):
        with Daemon(data=self.data) as d:
            d.stop()
            newest = version(self.db)
            db = sqlite3.connect(self.db)
            db.execute("PRAGMA user_version = %d" % (newest + 1))
            db.close()
            before = octets(self.db)
            done = self.start()
            self.assertEqual(done.returncode, 1)
            for word in WORDS:
                self.assertIn(word % (newest + 1) if "%" in word else word, done.stderr)
            for words in (("replay", self.db), ("verify", "--data", self.data), ("account", "list", "--data", self.data)):
                for lang, word in (("id", WORDS[0]), ("en", WORDS[2])):
                    told = self.ctl("--lang", lang, *words)
                    self.assertIn(told.returncode, (1, 3), words)
                    self.assertIn(word % (newest + 1), told.stderr, words)
            self.assertEqual(octets(self.db), before)


if __name__ == "__main__":
    unittest.main()
