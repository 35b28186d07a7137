"""Whatever is changed in the files of a data folder, while the daemon is away, is noticed: by `jarakctl verify`, or by a
start that says so and makes the file anew. Tables, column by column: tests/unit/store/test_tamper.c; the shelf, of
which a file is looked at when it is to be shown: test_early.py; backups: test_backup.py."""
import os
import random
import shutil
import sqlite3
import subprocess
import tempfile
import unittest

from daemon import BUILD, ROOT, Daemon, rally, until

LETTER = b"%PDF-1.4\n" + b"x" * 5000
OBJECTS = ("CREATE TABLE %s (a)", "CREATE TABLE %s (a TEXT) STRICT", "CREATE VIEW %s AS SELECT * FROM journal",
           "CREATE INDEX %s ON journal (actor)", "CREATE UNIQUE INDEX %s ON journal (hash)",
           "CREATE TRIGGER %s AFTER INSERT ON journal BEGIN DELETE FROM journal; END",
           "CREATE TRIGGER %s BEFORE UPDATE ON accounts BEGIN SELECT 1; END",
           "CREATE VIRTUAL TABLE %s USING fts5(a)")


def ctl(*words):
    return subprocess.run([os.path.join(BUILD, "jarakctl"), *words], cwd=ROOT, capture_output=True, text=True,
                          timeout=60, check=False)


def deeds(octets, count):
    """Other contents of a file: an octet changed here and there, cut off, nothing, zeros."""
    rng = random.Random(6408)
    for at in sorted({0, len(octets) - 1} | {rng.randrange(len(octets)) for _ in range(count)}):
        other = bytearray(octets)
        other[at] ^= 1 << rng.randrange(8)
        yield "octet %d" % at, bytes(other)
    for end in (len(octets) - 1, len(octets) // 2, 1, 0):
        yield "cut at %d" % end, octets[:end]
    yield "zeros", bytes(len(octets))


class Tampering(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.daemon = Daemon(data=cls.at("data")).__enter__()
        for i in range(6):
            cls.daemon.ask("POST", "/api/v1/notices", rally("t%d@u" % i, 0.5 + 0.01 * i, 117.5, 1 + i % 2))
        cls.daemon.stop()
        shutil.copytree(cls.at("data"), cls.at("kept"))
        cls.text = cls.at("checkpoint.txt")
        with open(cls.text, "w", encoding="utf-8") as f:
            f.write(ctl("checkpoint", "--data", cls.at("kept")).stdout)

    @classmethod
    def at(cls, name):
        return os.path.join(cls.folder.name, name)

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__()
        cls.folder.cleanup()

    def setUp(self):
        self.restore()

    def restore(self):
        shutil.rmtree(self.at("data"))
        shutil.copytree(self.at("kept"), self.at("data"))

    def path(self, name):
        return os.path.join(self.at("data"), name)

    def read(self, name):
        with open(self.path(name), "rb") as f:
            return f.read()

    def write(self, name, octets):
        with open(self.path(name), "wb") as f:
            f.write(octets)

    def verify(self, *more):
        return ctl("verify", "--data", self.at("data"), *more)

    def assert_noticed(self, what):
        """Without a checkpoint, and on one."""
        for more in ((), ("--checkpoint", self.text)):
            done = self.verify(*more)
            self.assertNotEqual(done.returncode, 0, "not noticed: %s %s" % (what, more))
            self.assertTrue(done.stderr, what)

    def test_untouched_it_stands(self):
        for more in ((), ("--checkpoint", self.text)):
            self.assertEqual(self.verify(*more).returncode, 0)

    def test_either_half_of_the_key(self):
        for name in ("keys/checkpoint.key", "keys/checkpoint.pub"):
            octets = self.read(name)
            for what, other in deeds(octets, 24):
                if other.lower() == octets:
                    continue  # the same number in other letters
                self.write(name, other)
                self.assert_noticed((name, what))
            self.write(name, octets)

    def test_another_pair_of_keys(self):
        """What a start makes where the private half is gone: the checkpoint was signed with the one before."""
        os.unlink(self.path("keys/checkpoint.key"))
        self.daemon.start()
        self.daemon.stop()
        self.assertEqual(self.verify().returncode, 0, "a whole pair, and a whole journal")
        self.assertEqual(self.verify("--checkpoint", self.text).returncode, 1)
        os.unlink(self.path("keys/checkpoint.pub"))
        self.assert_noticed("no public half")

    def test_objects_that_are_none_of_ours(self):
        names = ("tambahan", "zzz", "_", "\"a b\"")
        for sql in OBJECTS:
            for name in names:
                self.restore()
                db = sqlite3.connect(self.path("jarakd.db"))
                db.execute(sql % name)
                db.commit()
                db.close()
                self.assert_noticed(sql % name)
        ours = sqlite3.connect(self.path("jarakd.db"))
        dropped = [n for n, in ours.execute("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")]
        ours.close()
        for name in dropped:
            self.restore()
            db = sqlite3.connect(self.path("jarakd.db"))
            db.execute("DROP INDEX " + name)
            db.commit()
            db.close()
            self.assert_noticed("without " + name)

    def test_the_store_as_a_file(self):
        octets = self.read("jarakd.db")
        for what, other in (("zeros", bytes(len(octets))), ("nothing", b""), ("cut", octets[:len(octets) // 2]),
                            ("no head", b"x" * 100 + octets[100:])):
            self.write("jarakd.db", other)
            self.assert_noticed(what)
        os.unlink(self.path("jarakd.db"))
        self.assert_noticed("gone")

    def started(self):
        """Start and stop; what was logged meanwhile, and what is shown."""
        before = len(self.daemon.logged())
        self.daemon.start()
        until(lambda: "audit entries=" in self.daemon.logged()[before:])
        shown = self.daemon.ask("GET", "/api/v1/notices").body
        self.daemon.stop()
        return self.daemon.logged()[before:], shown

    def test_the_snapshot(self):
        """A start that was handed another one does not believe it, says so, and shows the same."""
        logged, shown = self.started()
        self.assertIn("snapshot=used", logged)
        self.restore()
        octets = self.read("jarakd.snapshot")
        for what, other in deeds(octets, 14):
            self.restore()
            self.write("jarakd.snapshot", other)
            logged, again = self.started()
            self.assertNotIn("snapshot=used", logged, what)
            self.assertEqual(again, shown, what)
            self.assertIn("differences=0", logged)
        self.restore()
        os.unlink(self.path("jarakd.snapshot"))
        self.assertIn("snapshot=none", self.started()[0])

    def test_half_a_letter(self):
        """Its parts lie sealed: with an octet that is another no letter comes of it."""
        whole, cut = LETTER + b"end", len(LETTER)

        def part(start, end):
            return self.daemon.ask("PUT", "/api/v1/notices/t0@u/letter", whole[start:end], headers={
                "Content-Type": "application/pdf", "Content-Range": "bytes %d-%d/%d" % (start, end - 1, len(whole))})
        self.daemon.start()
        self.addCleanup(self.daemon.stop)
        self.assertEqual(part(0, cut).status, 202)
        name, = os.listdir(self.path("letters"))
        name = "letters/" + name
        octets = self.read(name)
        for what, other in deeds(octets, 30):
            self.write(name, other)
            self.assertNotIn(part(cut, len(whole)).status, (200, 201), what)
        self.write(name, octets)
        self.assertEqual(part(cut, len(whole)).status, 201)


if __name__ == "__main__":
    unittest.main()
