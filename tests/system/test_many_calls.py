"""What a server of PostgreSQL says, or does not say, and what of it is told: to who files, and to who copies by hand."""
import errno
import os
import shutil
import signal
import subprocess
import tempfile
import unittest

import cluster
import many
from daemon import BUILD, ROOT, until
from faults import FILES, SOCKETS, Orders

FIXTURE = os.path.join(ROOT, "tests", "fixtures", "store-v20", "jarakd.db")
RUNS = 5  # of calls for memory: a sample; two of each other kind
WRITES = "CREATE OR REPLACE FUNCTION say() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'kata basis data' USING ERRCODE = '%s'; END$$;"


def daemons_of(server):
    return [int(pid) for pid in server.sql("SELECT pid FROM pg_stat_activity WHERE application_name = 'jarakd'").split()]


@unittest.skipIf(many.SKIP, many.SKIP)
class Words(unittest.TestCase):
    def test_each_refusal_is_told_as_what_it_is_and_passes_with_its_cause(self):
        """What passes by itself is 503, no room 507, and what only the owner of the tables can mend 500: never the caller's fault."""
        with many.Many(1) as m:
            writer, server = m.writer(), m.cluster.first
            number = 0

            def file():
                return writer.ask("POST", "/api/v1/notices", many.rally("w%d@m" % number, 0.1 + number / 10, 117.0))
            for code, status in (("40001", 503), ("25006", 503), ("57014", 503), ("53300", 503), ("58030", 503), ("08006", 503),
                                 ("53100", 507), ("42501", 500), ("23514", 500)):
                with self.subTest(code):
                    server.sql(WRITES % code + "CREATE TRIGGER say BEFORE INSERT ON jarak.journal FOR EACH ROW EXECUTE FUNCTION say()")
                    answer = file()
                    self.assertEqual(answer.status, status, answer.body)
                    self.assertIn("retry-after" if status != 500 else "date", answer.headers)
                    server.sql("DROP TRIGGER say ON jarak.journal")
                    until(lambda: file().status, lambda told: told in (200, 201), writer.logged()[-1000:])
                    number += 1
            self.takes_over_in_vain(writer, server)
            until(lambda: file().status, lambda told: told in (200, 201), writer.logged()[-1000:])
            self.assertIn("differences 0", many.ctl("replay", m.address))
            self.assertEqual(len(many.stored(writer)), len(set(many.stored(writer))))
            self.hangs(writer, server)

    def takes_over_in_vain(self, writer, server):
        """Its first group is refused: it lets the journal go and serves who reads, and tries again until there is room."""
        def cut():
            for pid in daemons_of(server):
                server.sql("SELECT pg_terminate_backend(%d)" % pid)
            return writer.ask("POST", "/api/v1/notices", many.rally("v@m", -0.7, 117.0)).status
        server.sql(WRITES % "53100" + "CREATE TRIGGER say BEFORE INSERT ON jarak.journal FOR EACH ROW EXECUTE FUNCTION say()")
        until(cut, lambda status: status == 503, "it has connected again before")
        until(lambda: "because=refused" in writer.logged(), what="it does not take over")
        self.assertEqual(writer.ask("GET", "/api/v1/notices", role="polres").status, 200)
        self.assertEqual(writer.ask("POST", "/api/v1/notices", many.rally("v@m", -0.7, 117.0)).status, 503)
        server.sql("DROP TRIGGER say ON jarak.journal")

    def hangs(self, writer, server):
        """Nothing is heard of the server, and nothing of its end: who files is told within the time of a group."""
        stopped = daemons_of(server)
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        try:
            answer = writer.ask("POST", "/api/v1/notices", many.rally("h@m", -0.5, 117.0))
            self.assertEqual(answer.status, 503, answer.body)
            self.assertEqual(writer.ask("GET", "/api/v1/notices", role="polres").status, 200)
        finally:
            for pid in stopped:
                os.kill(pid, signal.SIGCONT)
        until(lambda: writer.ask("POST", "/api/v1/notices", many.rally("h@m", -0.5, 117.0)).status,
              lambda told: told in (200, 201), writer.logged()[-1000:])
        self.assertEqual(many.stored(writer).count("h@m"), 1)


@unittest.skipIf(many.SKIP, many.SKIP)
class Copies(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cluster.Cluster(fsync="off")
        cls.addClassCleanup(cls.server.close)
        cls.folder = tempfile.mkdtemp(prefix="jarakd-copies-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.address = cls.server.address()
        many.ctl("store", "prepare", cls.address)
        cls.path = shutil.copy(FIXTURE, cls.folder)
        cls.there = many.ctl("store", "copy", cls.path, cls.address)

    def test_whatever_call_fails_a_copy_ends_in_words_and_the_next_one_is_whole(self):
        orders, journals, failed = Orders(), 0, 0
        command = [os.path.join(BUILD, "jarakctl"), "--lang", "en", "store", "copy"]
        back = os.path.join(self.folder, "back.db")

        def run(*words, **how):
            orders.forget()
            orders.arm(how.pop("kind"), **how)
            told = subprocess.run(command + list(words), cwd=ROOT, env=orders.env, capture_output=True, text=True, check=False)
            orders.disarm()
            self.assertIn(told.returncode, (0, 1, 2, 3), (how, told.stderr))
            self.assertTrue(told.returncode == 0 or told.stderr, how)
            return told.returncode != 0
        for kind, error, only in (("alloc", 0, 0), ("read", errno.ECONNRESET, SOCKETS), ("read", errno.EIO, FILES), ("write", errno.ENOSPC, FILES),
                                  ("open", errno.EMFILE, 0)):
            for to_server in (True, False):
                words = (self.path, self.address, "--journal", "first") if to_server else (self.address, back)
                run(*words, kind=kind, only=only)
                seen = orders.get("seen")
                for number in range(RUNS if kind == "alloc" else 2):
                    journals += 1
                    if to_server:
                        words = (self.path, self.address, "--journal", "j%d" % journals)
                    elif os.path.exists(back):
                        os.remove(back)
                    failed += run(*words, kind=kind, first=1 + number * seen // RUNS, length=number % 2, error=error, only=only)
                    self.assertEqual(many.ctl("store", "copy", *words), self.there, (kind, number))
        self.assertGreater(failed, RUNS)
        self.assertEqual(many.ctl("replay", self.path), many.ctl("replay", back))

    def test_tables_of_another_program_are_told_and_left_alone(self):
        first = self.server.first
        try:
            first.sql("INSERT INTO jarak.steps VALUES (1000)")
            for words in (("store", "prepare", self.address), ("store", "copy", self.path, self.address)):
                with self.assertRaises(RuntimeError) as told:
                    many.ctl(*words)
                self.assertRegex(str(told.exception), "newer program|schema 2, not 1")
        finally:
            first.sql("DELETE FROM jarak.steps WHERE step = 1000")
        first.sql("ALTER TABLE jarak.steps RENAME TO kept; CREATE TABLE jarak.steps (step int, taken timestamptz)")
        try:
            with self.assertRaises(RuntimeError) as told:
                many.ctl("store", "copy", self.path, self.address)
            self.assertIn("schema 0, not 1: jarakctl store prepare", str(told.exception))
        finally:
            first.sql("DROP TABLE jarak.steps; ALTER TABLE jarak.kept RENAME TO steps")
        self.assertEqual(many.ctl("store", "copy", self.path, self.address), self.there)

    def test_a_server_that_is_not_there_is_told(self):
        for words in (("store", "prepare"), ("replay",)):
            with self.assertRaises(RuntimeError) as told:
                many.ctl(*words, "postgresql:///jarak?user=jarak&host=/nowhere&connect_timeout=2")
            self.assertIn("/nowhere", str(told.exception))

    def test_a_head_that_somebody_spoilt_is_refused(self):
        first = self.server.first
        first.sql("CREATE TABLE kept AS SELECT hash FROM jarak.head WHERE journal = 'jarak'; UPDATE jarak.head SET hash = 'x' WHERE journal = 'jarak'")
        try:
            with self.assertRaises(RuntimeError) as told:
                many.ctl("store", "copy", self.address, os.path.join(self.folder, "spoilt.db"))
            self.assertIn("head", str(told.exception))
        finally:
            first.sql("UPDATE jarak.head SET hash = kept.hash FROM kept WHERE journal = 'jarak'; DROP TABLE kept")


if __name__ == "__main__":
    unittest.main()
