"""A promise of our own breaks inside the program: the release undoes the command and goes on, the checking build aborts.

tests/tools/spoil.c breaks it from outside: PROJ gives no number for a distance while a file exists.
"""
import os
import signal
import subprocess
import tempfile
import unittest

from daemon import BUILD, PACK, RELEASE, ROOT, Daemon, sample

RALLY = "02-rapat-umum-paslon-2.ics"


def is_checking():
    """Was BUILD made with JK_CHECKING? Its assertions then call the C library's."""
    symbols = subprocess.run(["nm", "-D", os.path.join(BUILD, "jarakd")], stdout=subprocess.PIPE, text=True, check=True)
    return "__assert_fail" in symbols.stdout


class Spoilt(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="jarakd-spoil-")
        self.addCleanup(self.folder.cleanup)
        self.file = os.path.join(self.folder.name, "spoil")
        self.env = dict(os.environ, JARAK_TEST_SPOIL=self.file, LD_PRELOAD=os.path.join(BUILD, "tests", "spoil.so"))
        asan = self.env.get("ASAN_OPTIONS", "")
        self.env["ASAN_OPTIONS"] = asan + (":" if asan else "") + "verify_asan_link_order=0"

    def spoil(self):
        with open(self.file, "w", encoding="utf-8"):
            pass

    def mend(self):
        os.remove(self.file)

    def replay(self, d):
        """The tables are what the journal makes of them."""
        done = subprocess.run([os.path.join(RELEASE, "jarakctl"), "replay", os.path.join(d.data, "jarakd.db")],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT)
        self.assertEqual(done.returncode, 0, done.stdout)

    @unittest.skipUnless(os.path.exists(os.path.join(RELEASE, "jarakd")), "no release was built (make build)")
    def test_the_release_answers_500_stores_nothing_and_goes_on(self):
        with Daemon(env=self.env, build=RELEASE, spoilt=True) as d:
            first = d.ask("POST", "/api/v1/notices", sample("01-rapat-umum-paslon-1.ics"))
            self.assertEqual(first.status, 201, first.body)
            listed = d.ask("GET", "/api/v1/notices").json()
            self.spoil()
            for path in ("/api/v1/notices", "/api/v1/check"):
                answer = d.ask("POST", path, sample(RALLY))
                self.assertEqual(answer.status, 500, answer.body)
                self.assertEqual(answer.json()["type"], "urn:jarakd:problem:corrupt")
                self.assertNotIn(b"verdict", answer.body)
                self.assertNotIn(b"conflicts", answer.body)
            self.mend()
            self.assertEqual(d.ask("GET", "/api/v1/notices").json(), listed)
            log = d.logged()
            self.assertEqual(log.count("assert file=daemon/geo/geodesic.c"), 1, "once a place: " + log)
            stored = d.ask("POST", "/api/v1/notices", sample(RALLY))
            self.assertEqual(stored.status, 201, stored.body)
            self.assertEqual(d.stop(), 0)
            self.replay(d)
            d.start()
            after = d.ask("GET", "/api/v1/notices").json()
            self.assertEqual(len(after["notices"]), len(listed["notices"]) + len(stored.json()["notices"]))

    @unittest.skipUnless(is_checking(), "this is not the checking build")
    def test_the_checking_build_aborts_and_has_stored_nothing(self):
        with Daemon(env=self.env, spoilt=True) as d:
            before = d.ask("GET", "/api/v1/notices").json()
            self.spoil()
            with self.assertRaises(OSError):
                d.ask("POST", "/api/v1/notices", sample(RALLY))
            self.assertEqual(d.process.wait(timeout=30), -signal.SIGABRT)
            d.process.stdout.close()
            d.log.close()
            self.assertIn("Assertion", d.logged())
            self.mend()
            d.start()
            self.assertEqual(d.ask("GET", "/api/v1/notices").json(), before)

    @unittest.skipUnless(os.path.exists(os.path.join(RELEASE, "jarakctl")), "no release was built (make build)")
    def test_the_terminal_says_that_what_it_printed_is_no_answer(self):
        self.spoil()
        command = [os.path.join(RELEASE, "jarakctl"), "--pack", PACK, "check",
                   os.path.join(PACK, "notices", "01-rapat-umum-paslon-1.ics"), os.path.join(PACK, "notices", RALLY)]
        spoilt = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=self.env, cwd=ROOT)
        self.assertEqual(spoilt.returncode, 70, spoilt.stderr)
        self.assertIn("jarakctl: assert file=", spoilt.stderr)
        self.mend()
        sound = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=self.env, cwd=ROOT)
        self.assertIn(sound.returncode, (0, 1), sound.stderr)
        self.assertNotIn("assert", sound.stderr)


class Level(unittest.TestCase):
    def test_lines_below_the_level_are_not_written(self):
        with Daemon() as d:
            self.assertIn("audited chains=0", d.logged())
        with Daemon(options=["--log-level", "error"]) as d:
            self.assertEqual(d.ask("GET", "/healthz", role=None).status, 200)
            self.assertEqual(d.stop(), 0)
            self.assertEqual(d.logged(), "")

    def test_a_level_in_the_config_file_holds_from_the_reload_on(self):
        with tempfile.NamedTemporaryFile("w", suffix=".conf") as f:
            f.write("log-level info\n")
            f.flush()
            with Daemon(options=["--config", f.name]) as d:
                before = d.logged()
                f.seek(0)
                f.write("log-level error\n")
                f.flush()
                os.truncate(f.name, len("log-level error\n"))
                d.process.send_signal(signal.SIGHUP)
                self.assertEqual(d.stop(), 0)
                self.assertIn("audited", before)
                self.assertEqual(d.logged(), before, "neither that it reloaded nor that it stops; no refusal either")

    def test_in_systemds_journal_each_line_has_its_priority(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "journal")
            with open(path, "wb") as log:
                named = "%d:%d" % (os.fstat(log.fileno()).st_dev, os.fstat(log.fileno()).st_ino)
                process = subprocess.Popen(
                    [os.path.join(BUILD, "jarakd"), "--listen", "127.0.0.1:0", "--data", os.path.join(folder, "data"),
                     "--pack", PACK], stdout=subprocess.PIPE, stderr=log, cwd=ROOT,
                    env=dict(os.environ, JOURNAL_STREAM=named))
                process.stdout.readline()
                process.terminate()
                self.assertEqual(process.wait(timeout=30), 0)
                process.stdout.close()
            with open(path, encoding="utf-8") as log:
                lines = log.read().splitlines()
            told = [line for line in lines if line != "<4>sandbox off"]  # a build for tests warns of that
        self.assertTrue(told and all(line.startswith("<6>") for line in told), lines)


if __name__ == "__main__":
    unittest.main()
