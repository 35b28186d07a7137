"""A full disk: what was acknowledged stays, the rest is refused, and the daemon goes on."""
import os
import resource
import subprocess
import unittest

from daemon import BUILD, Daemon, rally
from stall_shapes import calendar
from stall_shapes import rally as rally_lines

LIMIT = 1 << 20  # octets of the largest file the daemon may write


def small_files():
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, LIMIT))  # SIGXFSZ is ignored: writing fails


def file_one(daemon, number):
    """All at one place, so that each notice also opens conflicts."""
    return daemon.ask("POST", "/api/v1/notices",
                      rally("full-%d@disk" % number, 0.5, 117.5, 1 + number % 2, "20241123T140000",
                            "20241123T150000")).status


class FullDisk(unittest.TestCase):
    def test_the_daemon_survives_and_keeps_what_it_acknowledged(self):
        with Daemon(before=small_files) as d:
            kept, refused = [], []
            for number in range(600):
                status = file_one(d, number)
                (kept if status == 201 else refused).append((number, status))
                if len(refused) == 5:
                    break
            self.assertTrue(kept)
            # 507 where the system says the disk is full (tests/unit/store), 500 for this limit.
            self.assertTrue(refused, "the disk was never full")
            self.assertLessEqual({status for _, status in refused}, {500, 507})
            self.assertEqual(d.ask("GET", "/healthz", role=None).status, 200)
            for number, _ in kept:
                self.assertEqual(d.ask("GET", "/api/v1/notices/full-%d@disk" % number).status, 200)
            for number, _ in refused:
                self.assertEqual(d.ask("GET", "/api/v1/notices/full-%d@disk" % number).status, 404)
            pairs = {c["id"] for c in d.ask("GET", "/api/v1/conflicts").json()["conflicts"]}
            d.stop()
            d.before = None  # room again
            d.start()
            again = {c["id"] for c in d.ask("GET", "/api/v1/conflicts").json()["conflicts"]}
            self.assertEqual(pairs, again)
            self.assertEqual(file_one(d, 10000), 201)
            d.stop()
            replayed = subprocess.run([os.path.join(BUILD, "jarakctl"), "replay", os.path.join(d.data, "jarakd.db")],
                                      capture_output=True, text=True)
            self.assertEqual(replayed.returncode, 0, replayed.stdout + replayed.stderr)

    def test_an_import_that_does_not_fit_leaves_nothing(self):
        """It is done in turns; the one that counts is refused whole, and what fits afterwards is kept."""
        many = calendar(*[rally_lines("m%d@disk" % i, 1 + i % 2, 0.0007 * i, 117.0, "202410%02dT100000" % (1 + i % 28))
                          for i in range(2500)])
        with Daemon(before=small_files) as d:
            self.assertEqual(file_one(d, 1), 201)
            for _ in range(2):
                self.assertIn(d.ask("POST", "/api/v1/import", many).status, (500, 507))
                self.assertEqual([n["uid"] for n in d.ask("GET", "/api/v1/notices").json()["notices"]], ["full-1@disk"])
            self.assertEqual(file_one(d, 2), 201)
            d.stop()
            d.before = None
            d.start()
            self.assertEqual(len(d.ask("GET", "/api/v1/notices").json()["notices"]), 2)
            self.assertEqual(d.ask("POST", "/api/v1/import", many).status, 201)


if __name__ == "__main__":
    unittest.main()
