"""Checkpoints: whoever rewrites the journal, consistently and from one end to the other, is noticed."""
import glob
import hashlib
import os
import random
import shutil
import sqlite3
import subprocess
import tempfile
import unittest

from daemon import BUILD, ROOT, SLOW, Daemon, rally

TAMPERINGS = 200 if SLOW == 1 else 40


def ctl(*words):
    return subprocess.run([os.path.join(BUILD, "jarakctl"), *words], cwd=ROOT, capture_output=True, text=True,
                          timeout=60 * SLOW, check=False)


def number(n):
    return n.to_bytes(8, "big", signed=True)


def entry_hash(previous, seq, time_s, actor, kind, version, payload):
    """docs/journal.md, J2."""
    digest = hashlib.sha256()
    for field in (previous, number(seq), number(time_s), actor.encode(), number(kind), number(version),
                  number(len(payload)), payload):
        digest.update(len(field).to_bytes(8, "big") + field)
    return digest.digest()


def rehash(db):
    """What a forger with the file does: the whole chain is made right again."""
    previous = bytes(32)
    for seq, *fields in db.execute("SELECT seq, time_s, actor, kind, version, payload FROM journal"
                                   " ORDER BY seq").fetchall():
        previous = entry_hash(previous, seq, *fields)
        db.execute("UPDATE journal SET hash = ? WHERE seq = ?", (previous, seq))


class Checkpoints(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.data = os.path.join(cls.folder.name, "data")
        cls.early = os.path.join(cls.folder.name, "early")
        cls.text = os.path.join(cls.folder.name, "checkpoint.txt")
        with Daemon(data=cls.data) as d:
            for i in range(4):
                d.ask("POST", "/api/v1/notices", rally("a%d@c" % i, 0.5 + i * 0.01, 117.5, 1 + i % 2))
            d.stop()
            shutil.copytree(cls.data, cls.early)
            d.start()
            for i in range(4, 8):
                d.ask("POST", "/api/v1/notices", rally("a%d@c" % i, 0.5 + i * 0.01, 117.5, 1 + i % 2))
            made = ctl("checkpoint", "--data", cls.data)  # the daemon is running
            assert made.returncode == 0, made.stderr
            with open(cls.text, "w", encoding="utf-8") as f:
                f.write(made.stdout)
            d.ask("POST", "/api/v1/notices", rally("later@c", 0.6, 117.6))
            d.stop()
        cls.entries = int(made.stdout.split("entries: ")[1].split()[0])

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def copy(self):
        target = os.path.join(self.folder.name, "copy")
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.data, target)
        return target

    def verify(self, data, text=None, *more):
        return ctl("verify", "--data", data, "--checkpoint", text or self.text, *more)

    def test_what_was_not_touched_stands(self):
        done = self.verify(self.data)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("entry %d stands" % self.entries, done.stdout)
        self.assertEqual(os.stat(os.path.join(self.data, "keys", "checkpoint.key")).st_mode & 0o777, 0o600)

    def test_every_consistent_forgery_is_noticed(self):
        """Someone else did it, at another time: the tables do not show it, and the chain is made right."""
        rng, unnoticed, replayed = random.Random(6408), [], 0
        for i in range(TAMPERINGS):
            data, seq = self.copy(), rng.randint(1, self.entries)
            db = sqlite3.connect(os.path.join(data, "jarakd.db"), isolation_level=None)
            db.execute("PRAGMA synchronous = OFF")
            db.execute("BEGIN")
            if i % 2:
                db.execute("UPDATE journal SET actor = actor || 'x' WHERE seq = ?", (seq,))
            else:
                db.execute("UPDATE journal SET time_s = time_s + ? WHERE seq = ?", (rng.choice((-1, 1, 3600)), seq))
            rehash(db)
            db.execute("COMMIT")
            db.close()
            done = self.verify(data)
            replayed += "differences 0" in done.stdout
            if done.returncode != 1 or "stands" in done.stdout:
                unnoticed.append((seq, done.stdout))
        self.assertEqual(unnoticed, [])
        self.assertEqual(replayed, TAMPERINGS, "these forgeries are consistent: only the checkpoint notices")

    def test_an_older_copy_in_its_place_is_noticed(self):
        done = self.verify(self.early)
        self.assertEqual(done.returncode, 1)
        self.assertIn("differences 0", done.stdout)

    def test_a_new_store_in_its_place_is_noticed(self):
        with Daemon() as d:
            for i in range(12):
                d.ask("POST", "/api/v1/notices", rally("n%d@c" % i, 0.5 + i * 0.01, 117.5))
            d.stop()
            self.assertEqual(self.verify(d.data).returncode, 1)
            for path in glob.glob(os.path.join(self.data, "keys", "*")):  # with the right key beside it
                shutil.copy(path, os.path.join(d.data, "keys"))
            done = self.verify(d.data)
            self.assertEqual(done.returncode, 1, done.stdout)

    def test_a_text_that_was_changed_is_no_checkpoint(self):
        with open(self.text, encoding="utf-8") as f:
            text = f.read()
        other = os.path.join(self.folder.name, "other.txt")
        for change, status in ((text.replace("entries: %d" % self.entries, "entries: %d" % (self.entries - 1)), 1),
                               (text.replace("hash: ", "hash: 0")[:-1] + "\n", 3), (text[:-20], 3), ("", 3),
                               (text + text, 3)):
            with open(other, "w", encoding="utf-8") as f:
                f.write(change)
            self.assertEqual(self.verify(self.data, other).returncode, status, change)
        with open(other, "w", encoding="utf-8") as f:  # as a messenger hands it on
            f.write("Pak Kapolres, mohon disimpan:\r\n\r\n" + text.replace("\n", " \r\n\r\n") + "Terima kasih\r\n")
        self.assertEqual(self.verify(self.data, other).returncode, 0)
        self.assertEqual(self.verify(self.data, None, "--key", "0" * 64).returncode, 1)
        self.assertEqual(self.verify(self.data, None, "--key", "xyz").returncode, 2)


if __name__ == "__main__":
    unittest.main()
