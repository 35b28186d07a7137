"""kill -9 while a schema is brought up to date, while a snapshot is written and while files are published: the next start
completes what was begun, or begins it anew."""
import glob
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import unittest

from daemon import BUILD, RELEASE, ROOT, SLOW, Daemon, rally, until

ROUNDS = int(os.environ.get("JARAK_KILL_ROUNDS", "12" if SLOW == 1 else "3"))
FIXTURES = sorted(glob.glob(os.path.join(ROOT, "tests", "fixtures", "store-v*", "jarakd.db")))


def rows(path):
    """What the journal of a store holds, and at which schema it is. Of a copy: who closes it last takes its log away."""
    with tempfile.TemporaryDirectory(prefix="jarakd-faults-") as folder:
        for file in glob.glob(glob.escape(path) + "*"):
            shutil.copy(file, folder)
        db = sqlite3.connect(os.path.join(folder, "jarakd.db"))
        try:
            return db.execute("SELECT count(*) FROM journal").fetchone()[0], db.execute("PRAGMA user_version").fetchone()[0]
        finally:
            db.close()


def replays(path):
    return subprocess.run([os.path.join(BUILD, "jarakctl"), "replay", path], cwd=ROOT, capture_output=True, text=True, check=False)


class Killed(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="jarakd-faults-")
        self.addCleanup(self.folder.cleanup)
        self.data = os.path.join(self.folder.name, "data")
        self.db = os.path.join(self.data, "jarakd.db")
        self.dice = random.Random(64)

    def test_in_the_middle_of_a_migration(self):
        """`jarakctl erase` of a notice that is not there opens the store, which brings it up to date, and changes nothing else."""
        command = [os.path.join(RELEASE, "jarakctl"), "erase", "tidak-ada@uji", "--basis", "uji", "--data", self.data]
        cut, whole = 0, 0
        for fixture in FIXTURES:
            before = rows(fixture)
            began = time.monotonic()
            newest = None
            for number in range(ROUNDS + 1):
                shutil.rmtree(self.data, ignore_errors=True)
                os.mkdir(self.data)
                shutil.copy(fixture, self.db)
                with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
                    if number:  # a moment of any kind will do; the first is let go on, and tells how long it takes
                        time.sleep(self.dice.random() * took)
                        process.kill()
                    process.wait()
                took = time.monotonic() - began if not number else took
                if number:
                    seen = rows(self.db)
                    self.assertEqual(seen[0], before[0], "no entry came or went")
                    cut += seen[1] < newest
                    whole += seen[1] == newest
                    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
                    self.assertIn("tidak ada", again.stderr, "it is read, and that notice is not there")
                newest = newest or rows(self.db)[1]
                self.assertEqual(rows(self.db), (before[0], newest))
                told = replays(self.db)
                self.assertEqual(told.returncode, 0, told.stdout + told.stderr)
        self.assertEqual(cut + whole, ROUNDS * len(FIXTURES))
        self.assertGreater(cut, 0, "some were killed before the end")

    def test_while_snapshot_shelf_and_public_files_are_written(self):
        """At a stop a snapshot and a shelf are written, behind a decision the public files: it is killed within them."""
        site = os.path.join(self.folder.name, "situs")
        options = ["--public-url", "https://jadwal.example", "--publish", site]
        uids = set()
        with Daemon(data=self.data, options=options, build=RELEASE) as d:
            for number in range(ROUNDS):
                uid = "k%d@faults" % number
                verdict = d.ask("POST", "/api/v1/notices", rally(uid, 0.2 + number % 80 / 100, 116.6 + number // 80 % 80 / 100))
                self.assertEqual(verdict.status, 201)
                uids.add(uid)
                self.assertEqual(d.decide(uid, act="approve", sttp="STTP/%d" % number, reason="uji",
                                          chain_revision=verdict.json()["notices"][0]["chain_revision"]).status, 200)
                if number % 2:
                    d.process.send_signal(signal.SIGTERM)  # it writes snapshot and shelf now
                time.sleep(self.dice.random() * 0.03 * SLOW)  # a moment of any kind will do
                d.stop(signal.SIGKILL)
                d.start()
                feed = d.ask("GET", "/feeds/64.08/approved.ics", role=None)
                self.assertEqual((feed.status, feed.body.count(b"BEGIN:VEVENT")), (200, number + 1))
            path = os.path.join(site, "feeds", "64.08", "approved.ics")

            def read():
                with open(path, "rb") as file:
                    return file.read()

            until(lambda: os.path.exists(path) and read() == d.ask("GET", "/feeds/64.08/approved.ics", role=None).body,
                  what="the public files are not made good")
            known, cursor = set(), 0
            while cursor is not None:
                page = d.ask("GET", "/api/v1/notices?cursor=%d" % cursor).json()
                known |= {n["uid"] for n in page["notices"]}
                cursor = page["cursor"]
            self.assertEqual(uids - known, set(), "acknowledged and lost")
            self.assertNotIn("audit-difference", d.logged())
            self.assertEqual(d.stop(), 0)
            told = replays(self.db)
            self.assertEqual(told.returncode, 0, told.stdout + told.stderr)
