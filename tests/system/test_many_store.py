"""One suite of store tests over both keepers of a journal: the file and the server."""
import os
import random
import re
import shutil
import subprocess
import tempfile
import time
import unittest

import cluster
import many
from daemon import BUILD, RELEASE, ROOT, Daemon
from stall_shapes import calendar, rally

LETTERS, LETTER_OCTETS, MEMORY = 24, 4 << 20, 64 << 20
SLOW_S = 4  # for a letter; HOLD in daemon/store/postgresql/link.c is 2 s


@unittest.skipIf(many.SKIP, many.SKIP)
class Suite(unittest.TestCase):
    def run_over(self, suites, least, **more):
        server = cluster.Cluster(fsync="off")
        try:
            many.ctl("store", "prepare", server.address())
            env = dict(os.environ, JARAK_SHARED=server.address(), JARAK_SHARED_MODULE=many.MODULE, **more)
            done = subprocess.run([os.path.join(BUILD, "tests", "unit_store"), "--jobs", "2", "--filter", suites], cwd=ROOT, env=env,
                                  capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, (done.stdout + done.stderr)[-3000:])
            kept = int(server.first.sql("SELECT count(*) FROM jarak.head"))
            self.assertGreater(kept, least, "hardly a test kept its journal at the server")
        finally:
            server.close()

    def test_woken(self):
        self.run_over("!(refusals)/*", 60)  # those refuse calls of the file

    def test_asking_each_second(self):
        self.run_over("@(put|subscription|trail|store)/*", 10, JARAK_SHARED_POLL="1")

    def test_a_daemons_role_may_only_add_to_the_journal(self):
        server = cluster.Cluster(fsync="off")
        try:
            server.first.sql("CREATE ROLE daemon LOGIN")
            many.ctl("store", "prepare", server.address(), "--daemon-role", "daemon")
            address = server.address().replace("user=jarak", "user=daemon")
            many.ctl("store", "copy", self.fixture(), address)
            for what in ("UPDATE jarak.journal SET kind = 1", "DELETE FROM jarak.journal", "TRUNCATE jarak.journal",
                         "DROP TABLE jarak.journal", "DELETE FROM jarak.head", "DROP TRIGGER journal_rows ON jarak.journal"):
                with self.assertRaises(RuntimeError, msg=what) as refused:
                    server.first.sql("SET ROLE daemon; " + what)
                self.assertRegex(str(refused.exception), "permission denied|must be owner")
            for what in ("UPDATE jarak.journal SET kind = 1", "TRUNCATE jarak.journal"):
                with self.assertRaises(RuntimeError, msg=what) as refused:
                    server.first.sql(what)  # the owner himself
                self.assertIn("only added to", str(refused.exception))
        finally:
            server.close()

    def fixture(self):
        """A store of an older schema, in a folder of its own, for opening brings it up to date."""

        folder = tempfile.mkdtemp(prefix="jarakd-copy-")
        self.addCleanup(shutil.rmtree, folder)
        return shutil.copy(os.path.join(ROOT, "tests", "fixtures", "store-v20", "jarakd.db"), folder)

    def test_a_store_is_copied_to_a_server_and_back(self):
        server = cluster.Cluster(fsync="off")
        try:
            many.ctl("store", "prepare", server.address())
            path = self.fixture()
            there = many.ctl("store", "copy", path, server.address())
            self.assertEqual(many.ctl("store", "copy", path, server.address()), there)  # again: it is all there
            back = path + ".back"
            self.assertEqual(many.ctl("store", "copy", server.address(), back), there)
            self.assertEqual(many.ctl("replay", path), many.ctl("replay", back))
            self.assertEqual(many.ctl("replay", path), many.ctl("replay", server.address()))
            other = os.path.join(os.path.dirname(path), "other.db")
            with self.assertRaises(RuntimeError):  # no journal is made for a name that was mistyped
                many.ctl("store", "copy", server.address(), other, "--journal", "nobody")
            with many.Many(1, address=lambda _: server.address(), options=["--store-journal", "second"]) as m:
                m.writer()
                for to in (path, back):  # another store does not go over it, nor it over another
                    with self.assertRaises(RuntimeError):
                        many.ctl("store", "copy", server.address(), to, "--journal", "second")
                    with self.assertRaises(RuntimeError):
                        many.ctl("store", "copy", to, server.address(), "--journal", "second")
            self.assertEqual(many.ctl("replay", path), many.ctl("replay", back))
        finally:
            server.close()

    def test_a_store_is_copied_over_a_slow_way(self):
        """A letter takes longer than a daemon may leave its group standing: nobody waits for a copy."""
        server = cluster.Cluster(fsync="off")
        proxy = cluster.Proxy(server.top, server.first)
        try:
            many.ctl("store", "prepare", server.address())
            with Daemon(build=RELEASE) as daemon:
                self.assertEqual(daemon.ask("POST", "/api/v1/notices", many.rally("a@m", 0.2, 117.5)).status, 201)
                letter = b"%PDF-1.4\n" + random.Random(1).randbytes(LETTER_OCTETS)
                answer = daemon.ask("PUT", "/api/v1/notices/a@m/letter", letter, headers={"Content-Type": "application/pdf"})
                self.assertEqual(answer.status, 201, answer.body)
                daemon.stop()
                proxy.rate = LETTER_OCTETS // SLOW_S
                many.ctl("store", "copy", os.path.join(daemon.data, "jarakd.db"),
                         server.address().replace(server.first.socket, proxy.socket))
            self.assertIn("differences 0", many.ctl("replay", server.address()))
            self.assertEqual(server.first.sql("SELECT count(*) FROM jarak.sides WHERE side = ascii('f')").strip(), "1")
        finally:
            proxy.close()
            server.close()

    def test_whoever_dies_while_a_copy_is_made_makes_it_anew(self):
        """At moments drawn by chance, most of them before it is whole."""
        server, chance, died = cluster.Cluster(fsync="off"), random.Random(5), 0
        try:
            many.ctl("store", "prepare", server.address())
            with Daemon(build=RELEASE) as daemon:
                for number in range(3):
                    notices = calendar(*[rally("k%d-%d@m" % (number, i), 1 + i % 2, 0.0007 * i, 117.0, "202410%02dT100000" % (1 + i % 28))
                                         for i in range(2500)])
                    self.assertEqual(daemon.ask("POST", "/api/v1/import", notices).status, 201)
                daemon.stop()
                many.ctl("store", "copy", os.path.join(daemon.data, "jarakd.db"), server.address())
                path = os.path.join(daemon.data, "back.db")
                for _ in range(10):
                    copying = subprocess.Popen([os.path.join(RELEASE, "jarakctl"), "store", "copy", server.address(), path],
                                               stdout=subprocess.DEVNULL)
                    time.sleep(chance.uniform(0.02, 0.12))
                    copying.kill()
                    copying.wait()
                    died += os.path.exists(path + ".unfinished")
                    if not os.path.exists(path + ".unfinished") and os.path.exists(path):
                        os.unlink(path)
                self.assertGreater(died, 2, "it is made too fast")
                many.ctl("store", "copy", server.address(), path)
                self.assertFalse(os.path.exists(path + ".unfinished"))
                self.assertEqual(many.ctl("replay", path), many.ctl("replay", server.address()))
        finally:
            server.close()

    def test_letters_go_in_parts(self):
        """However many there are: a group is small here, at the server and at a daemon that begins with it."""
        server, letters = cluster.Cluster(fsync="off"), {}
        try:
            many.ctl("store", "prepare", server.address())
            with Daemon(build=RELEASE) as daemon:
                for number in range(LETTERS):
                    uid = "surat-%d@m" % number
                    self.assertEqual(daemon.ask("POST", "/api/v1/notices", many.rally(uid, 0.2 + 0.02 * number, 117.5)).status, 201)
                    letters[uid] = b"%PDF-1.4\n" + random.Random(number).randbytes(LETTER_OCTETS)
                    answer = daemon.ask("PUT", "/api/v1/notices/%s/letter" % uid, letters[uid], headers={"Content-Type": "application/pdf"})
                    self.assertEqual(answer.status, 201, answer.body)
                daemon.stop()
                subprocess.run(["prlimit", "--data=%d" % MEMORY, os.path.join(RELEASE, "jarakctl"), "store", "copy",
                                os.path.join(daemon.data, "jarakd.db"), server.address()], stdout=subprocess.DEVNULL, check=True)
                sign = {"Authorization": "Bearer " + daemon.token("bawaslu")}
                with many.Many(1, address=lambda _: server.address()) as m:
                    with open("/proc/%d/status" % m.writer().process.pid, encoding="utf-8") as f:
                        most = int(re.search(r"VmHWM:\s+(\d+)", f.read())[1])
                    self.assertLess(most << 10, LETTERS * LETTER_OCTETS, "all letters at once")
                    for uid, octets in letters.items():
                        answer = m.writer().ask("GET", "/api/v1/notices/%s/letter" % uid, headers=sign, role=None)
                        self.assertEqual((answer.status, answer.body), (200, octets), uid)
            parts = int(server.first.sql("SELECT count(DISTINCT seq) FROM jarak.sides WHERE side = ascii('f')"))
            self.assertGreater(parts, 6)
        finally:
            server.close()


if __name__ == "__main__":
    unittest.main()
