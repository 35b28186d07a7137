"""Daemons that share a journal behind nginx, as an office meets them, and `make run-many`."""
import collections
import os
import re
import signal
import subprocess
import tempfile
import unittest

import front
import many
from daemon import BUILD, RELEASE, ROOT, Daemon, free_port, rally, until


class Behind:
    """Stands in the place of a daemon: whoever asks it asks the proxy."""

    def __init__(self, m, proxy):
        self.many, self.process = m, proxy.process
        self.port = int(proxy.listen.rsplit(":", 1)[1])

    def role(self):
        return "writes"

    def token(self, role, region="64.08", paslon=None):
        return self.many.daemons[0].token(role, region, paslon)

    ask = Daemon.ask


class Door:
    """What many.Filers wants of its many: one address."""

    def __init__(self, behind):
        self.daemons = [behind]


@unittest.skipIf(many.SKIP or front.SKIP, many.SKIP or front.SKIP)
class Front(unittest.TestCase):
    def test_filings_through_a_proxy_are_all_taken_also_while_who_writes_is_killed(self):
        with tempfile.TemporaryDirectory(prefix="jarakd-front-") as folder, many.Many(2) as m:
            proxy = front.Front(folder, "127.0.0.1:%d" % free_port(), [d.port for d in m.daemons])
            try:
                behind = Behind(m, proxy)
                filers = many.Filers(Door(behind))
                filers.more(20)
                self.assertEqual((filers.refused, filers.unsure), (0, []), "nginx did not find who writes")
                writer, (reader,) = m.writer(), m.readers()
                writer.stop(signal.SIGKILL)
                refused = until(lambda: behind.ask("POST", "/api/v1/notices", rally("k@m", 0.9, 118.5)),
                                lambda answer: answer.status == 503, "nobody was without who writes")
                self.assertIn("retry-after", refused.headers)
                self.assertEqual(behind.ask("GET", "/api/v1/notices").status, 200, "reads do not wait")
                self.assertEqual(behind.ask("POST", "/api/v1/check", rally("c@m", 0.9, 118.6)).status, 200)
                until(reader.role, lambda role: role == "writes")
                filers.more(20)
                acked = filers.stop()
                listed = collections.Counter(many.stored(behind))
                self.assertEqual([uid for uid in acked if listed[uid] == 0], [], "acknowledged and lost")
                self.assertEqual([uid for uid, count in listed.items() if count > 1], [])
            finally:
                proxy.close()

    def test_what_was_written_is_read_by_who_wrote_it(self):
        """Each read may go to the other daemon: who states what it was told of is not answered before that is there."""
        with tempfile.TemporaryDirectory(prefix="jarakd-front-") as folder, many.Many(2) as m:
            proxy = front.Front(folder, "127.0.0.1:%d" % free_port(), [d.port for d in m.daemons])
            try:
                behind = Behind(m, proxy)
                for i in range(10):
                    filed = behind.ask("POST", "/api/v1/notices", rally("w%d@m" % i, -1.0 + 0.05 * i, 116.0))
                    self.assertEqual(filed.status, 201, filed.body)
                    for _ in range(2):
                        seen = behind.ask("GET", "/api/v1/notices/w%d@m" % i,
                                          headers={"Jarak-Journal": filed.headers["jarak-journal"]})
                        self.assertEqual(seen.status, 200, seen.body)
            finally:
                proxy.close()


@unittest.skipIf(many.SKIP or front.SKIP, many.SKIP or front.SKIP)
class RunMany(unittest.TestCase):
    def test_it_tells_the_story_and_leaves_nothing(self):
        build = RELEASE if os.path.exists(os.path.join(RELEASE, "jarakd-postgresql.so")) else BUILD
        done = subprocess.run(["python3", os.path.join(ROOT, "tests", "tools", "run_many.py"), "--build",
                               os.path.relpath(build, ROOT), "--listen", "127.0.0.1:%d" % free_port(), "--once"],
                              cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
        self.assertEqual(done.returncode, 0, done.stderr[-3000:])
        story, alert, rest = done.stdout.partition("dari aliran jarakd yang lain")
        self.assertIn("STTP terbit", story)
        self.assertTrue(alert, done.stdout)
        self.assertIn("SIAGA", rest)
        self.assertEqual(len(re.findall(r"http://127\.0\.0\.1:\d+/meja/tautan/[0-9a-f]{64}\?ke=/meja/", rest)), 2)
        pids = re.findall(r"\(pid (\d+)\)", rest)
        self.assertEqual(len(pids), 4, rest)
        for pid in pids:
            self.assertFalse(os.path.exists("/proc/" + pid), "something goes on")
        for folder in set(re.findall(r"/\S+/jarakd-pg-\w+", rest) + re.findall(r"/\S+/jarakd-many-\w+", done.stderr)):
            self.assertFalse(os.path.exists(folder), folder)


if __name__ == "__main__":
    unittest.main()
