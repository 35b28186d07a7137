"""A pipe or a link lies where the data folder has a file or a folder of its own: nobody waits for it, and nothing outside
is written, read or removed."""
import os
import select
import shutil
import signal
import subprocess
import tempfile
import unittest

from daemon import BUILD, HANGING_S, PACK, RELEASE, ROOT, Daemon, rally, until

FILES = ("tokens", "latihan", "keys/checkpoint.key", "keys/checkpoint.pub", "deliveries.db", "deliveries.db-wal", "deliveries.db-shm",
         "jarakd.db.lock", "jarakd.snapshot", "jarakd.snapshot.new", "shelf/manifest", "shelf/manifest.new", "shelf/64.08.ics.gz")
FOLDERS = ("keys", "shelf", "letters")


PART = b"%PDF-1.4\n" + bytes(5000)


class Waited(Daemon):
    """One that says in time whether it serves: `start()` fails where it waits for somebody."""

    def wait_loaded(self):
        if not select.select([self.process.stdout], [], [], HANGING_S)[0]:
            self.process.kill()
            raise AssertionError("it does not come up: " + self.logged()[-1000:])
        super().wait_loaded()


class Places(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="jarakd-faults-")
        cls.kept, cls.data, cls.outside = (os.path.join(cls.folder.name, name) for name in ("kept", "data", "lain"))
        with Waited(data=cls.data, build=RELEASE) as d:
            verdict = d.ask("POST", "/api/v1/notices", rally("a@tempat", 0.5, 117.5)).json()["notices"][0]
            assert d.decide("a@tempat", act="approve", sttp="STTP/1", reason="uji", chain_revision=verdict["chain_revision"]).status == 200
            cls.token = {role: d.token(role) for role in ("bawaslu", "polres")}
            assert d.stop() == 0
        shutil.copytree(cls.data, cls.kept)
        cls.names = sorted(os.path.relpath(os.path.join(at, name), cls.kept) for at, _, names in os.walk(cls.kept) for name in names)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def setUp(self):
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.copytree(self.kept, self.data)
        shutil.rmtree(self.outside, ignore_errors=True)
        os.mkdir(self.outside)
        for name in ("berkas", "manifest", "checkpoint.pub", "surat.part"):
            with open(os.path.join(self.outside, name), "w", encoding="utf-8") as file:
                file.write("milik orang lain: " + name)
            os.utime(file.name, (0, 0))  # as old as what is swept away where it is ours

    def plant(self, name, make):
        path = os.path.join(self.data, name)
        if os.path.isdir(path):
            shutil.rmtree(path)
        elif os.path.lexists(path):
            os.remove(path)
        make(path)

    def seen_outside(self):
        found = {}
        for name in os.listdir(self.outside):
            with open(os.path.join(self.outside, name), "rb") as file:
                found[name] = file.read()
        return found

    def runs(self, name):
        """It starts and works, or says what is in its way and ends with 1; and it never waits."""
        before = self.seen_outside()
        d = Waited(data=self.data, build=RELEASE)
        try:
            d.start()
        except RuntimeError as refused:
            self.assertEqual(d.process.returncode, 1, name)
            self.assertRegex(str(refused), r"jarakd: .*(keys|deliveries\.db|jarakd\.db)", name)
            d.process.stdout.close()
            d.log.close()
        else:
            d.token = lambda role, *_: self.token[role]
            self.assertEqual(d.ask("POST", "/api/v1/notices", rally("b@tempat", 0.8, 117.8)).status, 201, name)
            part = d.ask("PUT", "/api/v1/notices/b@tempat/letter", PART, headers={
                "Content-Type": "application/pdf", "Content-Range": "bytes 0-%d/9000" % (len(PART) - 1)})
            self.assertIn(part.status, (500,) if name == "letters" else (202,), part.body)
            self.assertEqual(d.stop(), 0, name)
        d.folder.cleanup()
        self.assertEqual(self.seen_outside(), before, name)
        told = subprocess.run([os.path.join(BUILD, "jarakctl"), "checkpoint", "--data", self.data], cwd=ROOT, capture_output=True,
                              text=True, timeout=HANGING_S, check=False)
        self.assertIn(told.returncode, (0, 1, 3), told.stderr)
        self.assertEqual(self.seen_outside(), before, name)

    def test_a_pipe(self):
        for name in FILES + FOLDERS:
            with self.subTest(name):
                self.setUp()
                self.plant(name, os.mkfifo)
                self.runs(name)

    def test_a_link_to_a_file_of_somebody_else(self):
        for name in FILES:
            for target in ("berkas", "tidak-ada"):
                with self.subTest(name, target=target):
                    self.setUp()
                    self.plant(name, lambda path, target=target: os.symlink(os.path.join(self.outside, target), path))
                    self.runs(name)

    def test_a_link_to_a_folder_of_somebody_else(self):
        for name in FOLDERS:
            with self.subTest(name):
                self.setUp()
                self.plant(name, lambda path: os.symlink(self.outside, path))
                self.runs(name)


class Packs(unittest.TestCase):
    def test_a_pipe_in_a_pack_is_named_and_not_waited_for(self):
        """At a reload the one who is served goes on with the pack there was; a start ends."""
        with tempfile.TemporaryDirectory(prefix="jarakd-faults-") as folder:
            pack = os.path.join(folder, "paket")
            shutil.copytree(PACK, pack)
            d = Waited(pack=pack, build=RELEASE).start()
            self.addCleanup(d.__exit__)
            os.remove(os.path.join(pack, "rules.json"))
            os.mkfifo(os.path.join(pack, "rules.json"))
            d.process.send_signal(signal.SIGHUP)
            until(lambda: "reload-refused" in d.logged(), what=d.logged())
            self.assertIn("rules.json", d.logged())
            self.assertEqual(d.ask("POST", "/api/v1/notices", rally("a@pipa", 0.5, 117.5)).status, 201)
            self.assertEqual(d.stop(), 0)
            with self.assertRaisesRegex(RuntimeError, r"rules\.json"):
                d.start()
            d.process.stdout.close()
            d.log.close()
