"""The snapshot beside the store: a start that finds one says and shows what a start without one does."""
import json
import os
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import tempfile
import unittest

from daemon import BUILD, PACK, ROOT, Daemon, rally, until


class Snapshot(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="jarakd-snapshot-")
        self.addCleanup(self.folder.cleanup)
        self.pack = os.path.join(self.folder.name, "pack")
        shutil.copytree(os.path.join(ROOT, PACK), self.pack)
        self.daemon = Daemon(pack=self.pack).__enter__()
        self.addCleanup(self.daemon.__exit__)
        self.path = os.path.join(self.daemon.data, "jarakd.snapshot")

    def file(self, name, lat, paslon, **more):
        self.assertIn(self.daemon.ask("POST", "/api/v1/notices", rally(name, lat, 117.5, paslon=paslon, **more)).status, (200, 201))

    def all_that_is_shown(self):
        d = self.daemon
        shown = [d.ask("GET", p, role=role).body for role in ("bawaslu", "polres", "kpu") for p in
                 ("/api/v1/notices", "/api/v1/conflicts?state=all", "/api/v1/alerts?after=0")]
        return shown + [d.ask("GET", "/feeds/approved.ics").body]

    def used(self):
        return re.findall(r"audited .*snapshot=(\S+)", self.daemon.logged())

    def test_a_restart_uses_it_and_shows_the_same(self):
        for i in range(20):
            self.file("s%d@uji" % i, 0.5 + 0.01 * i, 1 + i % 2)
        before = self.all_that_is_shown()
        self.daemon.stop()
        self.assertEqual(stat.S_IMODE(os.stat(self.path).st_mode), 0o600)
        with open(self.path, "rb") as f:
            self.assertNotIn(b"s1@uji", f.read(), "it is sealed")
        self.daemon.start()
        self.assertEqual(self.used(), ["none", "used"])
        self.assertEqual(self.all_that_is_shown(), before)

    def test_what_came_behind_it_is_there_after_a_kill(self):
        self.file("dulu@uji", 0.5, 1)
        self.daemon.stop()
        self.daemon.start()
        self.file("baru@uji", 0.51, 2)
        self.file("dulu@uji", 0.52, 1, sequence=1)
        before = self.all_that_is_shown()
        self.daemon.process.send_signal(signal.SIGKILL)
        self.daemon.process.wait()
        self.daemon.start()
        self.assertEqual(self.used()[-1], "used")
        self.assertEqual(self.all_that_is_shown(), before)

    def test_another_pack_takes_it_away(self):
        self.file("satu@uji", 0.5, 1)
        self.daemon.stop()
        path = os.path.join(self.pack, "policy.json")
        with open(path, encoding="utf-8") as f:
            policy = json.load(f)
        policy["version"] += 1
        with open(path, "w", encoding="utf-8") as f:
            json.dump(policy, f)
        self.daemon.start()
        self.assertEqual(self.used()[-1], "other-program-or-pack")
        self.assertFalse(os.path.exists(self.path))
        self.daemon.stop()
        self.daemon.start()
        self.assertEqual(self.used()[-1], "used")

    def test_a_spoilt_one_is_taken_away(self):
        for i in range(20):
            self.file("s%d@uji" % i, 0.5 + 0.01 * i, 1 + i % 2)
        before = self.all_that_is_shown()
        self.daemon.stop()
        with open(self.path, "r+b") as f:
            f.truncate(os.path.getsize(self.path) - 1)
        self.daemon.start()
        self.assertEqual(self.used()[-1], "spoilt")
        self.assertFalse(os.path.exists(self.path))
        self.assertEqual(self.all_that_is_shown(), before)

    def test_an_erasure_ends_it(self):
        self.file("hapus@uji", 0.5, 1)
        self.daemon.stop()
        done = subprocess.run([os.path.join(BUILD, "jarakctl"), "erase", "--data", self.daemon.data, "--basis", "uji",
                               "hapus@uji"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.daemon.start()
        self.assertEqual(self.used()[-1], "erased")
        self.assertFalse(os.path.exists(self.path))

    def audited(self):
        return re.findall(r"audit entries=(\d+) notices=(\d+) chains=(\d+) heavy=0 differences=(\d+)", self.daemon.logged())

    def test_behind_a_start_everything_is_compared(self):
        for i in range(30):
            self.file("s%d@uji" % i, 0.5 + 0.01 * i, 1 + i % 2)
        self.daemon.stop()
        before = len(self.audited())
        self.daemon.start()
        done = until(lambda: self.audited()[before:])[0]
        self.assertEqual(done[1:], ("30", "30", "0"))
        self.assertEqual(self.daemon.ask("GET", "/readyz", role=None).status, 200)

    def test_what_was_changed_behind_its_back_is_told_and_no_snapshot_believed(self):
        for i in range(10):
            self.file("s%d@uji" % i, 0.5 + 0.01 * i, 1 + i % 2)
        self.daemon.stop()
        before = len(self.audited())
        with sqlite3.connect(os.path.join(self.daemon.data, "jarakd.db")) as db:
            db.execute("UPDATE journal SET actor = 'polres-64.08' WHERE seq = 12")
        db.close()
        self.daemon.start()
        self.assertEqual(self.used()[-1], "used")
        self.assertEqual(until(lambda: self.audited()[before:])[0][3], "1")
        self.assertIn("audit-difference part=journal what=hash", self.daemon.logged())
        ready = self.daemon.ask("GET", "/readyz", role=None)
        self.assertEqual((ready.status, ready.json()["faults"]), (503, ["audit"]))
        self.assertIn(b"jarakd_audit_differences 1", self.daemon.ask("GET", "/metrics", role="admin").body)
        self.assertFalse(os.path.exists(self.path))
        self.daemon.stop()
        self.assertFalse(os.path.exists(self.path))

    def spoil_journal(self):
        """A leaf of the journal's tree that no start by a snapshot reads, as by a bad sector."""
        store = os.path.join(self.daemon.data, "jarakd.db")
        with sqlite3.connect(store) as db:
            size = db.execute("PRAGMA page_size").fetchone()[0]
            leaves = [page for page, in db.execute("SELECT pageno FROM dbstat WHERE name = 'journal' AND pagetype = 'leaf'")]
        db.close()
        self.assertGreater(len(leaves), 4)
        with open(store, "r+b") as f:
            f.seek((leaves[1] - 1) * size)
            f.write(bytes(size))

    def test_an_audit_that_cannot_read_the_store_says_so_once(self):
        for i in range(60):
            self.file("s%d@uji" % i, 0.5 + 0.01 * i, 1 + i % 2)
        self.daemon.stop()
        self.spoil_journal()
        self.daemon.start()
        self.assertEqual(self.used()[-1], "used")
        until(lambda: "audit-failed" in self.daemon.logged())
        until(lambda: self.daemon.ask("GET", "/readyz", role=None).json()["faults"] == ["audit"])
        self.assertIn(b"jarakd_audit_failing 1", self.daemon.ask("GET", "/metrics", role="admin").body)
        self.assertIn(b"jarakd_audit_differences 0", self.daemon.ask("GET", "/metrics", role="admin").body)
        self.assertEqual(len(re.findall("audit-failed part=journal why=corrupt", self.daemon.logged())), 1)

    def test_a_link_in_its_place_is_not_followed(self):
        self.file("satu@uji", 0.5, 1)
        self.daemon.stop()
        other = os.path.join(self.folder.name, "other")
        os.rename(self.path, other)
        os.symlink(other, self.path)
        self.daemon.start()
        self.assertEqual(self.used()[-1], "not-readable")
        self.daemon.stop()
        self.assertFalse(os.path.islink(self.path))


if __name__ == "__main__":
    unittest.main()
