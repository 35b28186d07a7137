"""jarakctl against the running daemon: what an officer does from a terminal."""
import json
import os
import subprocess
import tempfile
import time
import unittest

from daemon import BUILD, ROOT, SLOW, Daemon, rally

KM = 1000.0 / 110575.0


class Ctl(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().__enter__()
        cls.folder = tempfile.TemporaryDirectory()
        cls.token = os.path.join(cls.folder.name, "token")
        with open(cls.token, "w", encoding="utf-8") as f:
            f.write(cls.daemon.token("polres") + "\n")
        for uid, lat, paslon in (("a b@c", 0.5, 1), ("dua@c", 0.5 + 4 * KM, 2)):
            assert cls.daemon.ask("POST", "/api/v1/notices", rally(uid, lat, 117.5, paslon)).status == 201

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__()
        cls.folder.cleanup()

    def command(self, *words):
        return [os.path.join(BUILD, "jarakctl"), "--url", "http://127.0.0.1:%d" % self.daemon.port, "--token-file",
                self.token, *words]

    def ctl(self, *words):
        return subprocess.run(self.command(*words), cwd=ROOT, capture_output=True, text=True, timeout=60 * SLOW,
                              check=False)

    def test_0_a_value_stands_behind_a_space_or_an_equals_sign(self):
        spaced = self.ctl("list", "--date", "2024-11-20", "--paslon", "1")
        joined = self.ctl("list", "--paslon=1", "--date=2024-11-20")
        self.assertEqual([line.split("\t")[0] for line in spaced.stdout.splitlines()], ["a b@c"], spaced.stderr)
        self.assertEqual((joined.returncode, joined.stdout), (0, spaced.stdout), joined.stderr)
        self.assertEqual(self.ctl("show", "--", "a b@c").returncode, 0, "-- ends the options")
        self.assertEqual(self.ctl("list", "--date=besok").returncode, 3)

    def test_1_list_show_and_slots(self):
        listed = self.ctl("list", "--date", "2024-11-20")
        self.assertEqual([line.split("\t")[0] for line in listed.stdout.splitlines()], ["a b@c", "dua@c"])
        self.assertEqual(self.ctl("list", "--date", "2024-11-21").stdout, "")
        shown = self.ctl("show", "a b@c")
        self.assertEqual(shown.returncode, 0, shown.stderr)
        self.assertRegex(shown.stdout, r"(?m)^[0-9a-f]{16}/1\t2024-11-20\t12\.00-18\.00 WITA\tSangatta Utara\tPaslon 1\t"
                         r"Paslon 2\tWASPADA\t3,70 km \(batas 5,00 km\), selisih 0 menit \(batas 120\)\ta b@c\tdua@c$")
        self.assertRegex(shown.stdout, r"Riwayat:\n  \S+  file  \w+  .+@c\n")
        self.assertIn("akun ini: review approve hold", shown.stdout)
        for line in ("Paslon 1: Rapat umum (rapat umum)\n", "Rabu, 20 November 2024, 14.00-17.00 WITA\n",
                     "Status: diajukan (revisi 1, UID a b@c)\n"):
            self.assertIn(line, shown.stdout)
        english = self.ctl("--lang", "en", "show", "a b@c").stdout
        self.assertIn("Wednesday, 20 November 2024, 14:00-17:00 WITA\n", english)
        self.assertIn("3.70 km (limit 5.00 km), 0 minutes apart (limit 120)", english)
        self.assertEqual(json.loads(self.ctl("--json", "show", "dua@c").stdout)["uid"], "dua@c")
        slots = self.ctl("slots", "dua@c", "--date", "2024-11-20/2024-11-21", "--level", "waspada")
        self.assertRegex(slots.stdout, r"(?m)^1\t2024-11-2\dT\d\d:\d\d:\d\d\+08:00\t2024-11-2\dT")
        self.assertEqual(self.ctl("show", "nobody@c").returncode, 3)
        self.assertEqual(self.ctl("show").returncode, 2)
        self.assertEqual(self.ctl("list", "--colour", "red").returncode, 2)

    def test_2_decide_with_what_was_seen(self):
        seen = [line.split("\t")[0] for line in self.ctl("show", "dua@c").stdout.splitlines()
                if "\tWASPADA\t" in line][0]
        blind = self.ctl("decide", "dua@c", "approve", "--revision", "1", "--sttp", "STTP/7", "--reason", "dikawal")
        self.assertEqual(blind.returncode, 3)
        self.assertIn("409", blind.stderr)
        done = self.ctl("decide", "dua@c", "approve", "--revision", "1", "--sttp", "STTP/7", "--reason", "dikawal",
                        "--seen", seen)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("Status: STTP terbit (revisi 2, UID dua@c)\nSTTP: STTP/7\n", done.stdout)
        self.assertEqual(self.ctl("decide", "dua@c", "done").returncode, 2, "which revision?")
        self.assertEqual(self.ctl("decide", "dua@c", "done", "--revision", "2", "--seen", "x").returncode, 2)

    def test_3_tail_shows_the_inbox_and_follows_it(self):
        once = self.ctl("tail", "--once")
        self.assertIn("PERINGATAN JARAK", once.stdout)
        count = once.stdout.count("PERINGATAN JARAK")
        follow = subprocess.Popen(self.command("tail", "--after", str(count)), cwd=ROOT, stdout=subprocess.PIPE,
                                  text=True)
        time.sleep(0.3)
        self.daemon.ask("POST", "/api/v1/notices", rally("tiga@c", 0.5 + 2 * KM, 117.5, 2))
        first = follow.stdout.readline()
        follow.terminate()
        follow.wait(timeout=60)
        follow.stdout.close()
        self.assertTrue(first.startswith("[%d] PERINGATAN JARAK" % (count + 1)), first)


if __name__ == "__main__":
    unittest.main()
