"""Daemons of a shared journal whose server, or whose own disk, is not there when they want it."""
import errno
import os
import pwd
import shutil
import signal
import tempfile
import unittest

import many
from daemon import until
from desk import Clerk, make_account
from faults import FILES, Orders

NEAR = (0.5, 117.5)


def status_of(daemon, method, path, body=None, role="bawaslu"):
    return daemon.ask(method, path, body, role=role).status


@unittest.skipIf(many.SKIP, many.SKIP)
class Alone(unittest.TestCase):
    def answers_what_it_knows(self, daemon):
        self.assertIn("because=server-gone", daemon.logged())
        self.assertEqual(status_of(daemon, "GET", "/api/v1/notices/a@m", role="polres"), 200)
        self.assertEqual(status_of(daemon, "GET", "/feeds/64.08/approved.ics", role=None), 200)
        for method, path, body in (("POST", "/api/v1/check", many.rally("c@m", 0.1, 117.0)),
                                   ("POST", "/api/v1/notices", many.rally("c@m", 0.1, 117.0)),
                                   ("GET", "/freebusy/64.08.ifb?start=20241101T000000Z&end=20241110T000000Z", None),
                                   ("GET", "/api/v1/notices/a@m/slots?date=2024-11-24", None)):
            self.assertEqual(status_of(daemon, method, path, body), 503, path)
        ready = daemon.ask("GET", "/readyz", role=None)
        self.assertEqual((ready.status, "journal-age" in ready.json()["faults"]), (503, True), ready.body)
        self.assertGreaterEqual(int(ready.headers["jarak-age"]), 5)

    def test_they_start_without_the_server_and_go_on_when_it_is_there(self):
        with many.Many(2) as m:
            self.assertEqual(status_of(m.writer(), "POST", "/api/v1/notices", many.rally("a@m", *NEAR)), 201)
            m.together()
            m.cluster.first.stop()
            for daemon in m.daemons:
                daemon.stop()
            for daemon in m.daemons:
                daemon.start()
            for daemon in m.daemons:
                self.answers_what_it_knows(daemon)
            m.cluster.first.start()
            writer = m.writer()
            filed = until(lambda: writer.ask("POST", "/api/v1/notices", many.rally("b@m", 0.53, 117.56, paslon=2)),
                          lambda answer: answer.status == 201)
            self.assertEqual(filed.status, 201)
            m.together()
            for daemon in m.daemons:
                self.assertEqual(status_of(daemon, "GET", "/api/v1/notices/b@m", role="polres"), 200)
                until(lambda d=daemon: d.ask("GET", "/readyz", role=None).status, lambda status: status == 200)
            self.assertIn("differences 0", many.ctl("replay", m.address))

    def test_a_session_of_before_holds_there(self):
        with many.Many(1) as m:
            (daemon,) = m.daemons
            clerk = Clerk(daemon, make_account(daemon, "polres"))
            self.assertEqual(clerk.get("/meja/hari/64.08/2024-11-20").status, 200)
            m.cluster.first.stop()
            daemon.stop()
            daemon.start()
            self.assertEqual(clerk.get("/meja/hari/64.08/2024-11-20").status, 200)

    def test_a_copy_of_another_journal_is_not_answered_from(self):
        with many.Many(1) as m:
            (daemon,) = m.daemons
            m.cluster.first.stop()
            daemon.stop()
            daemon.options += ["--store-journal", "lain"]
            with self.assertRaises(RuntimeError):
                daemon.start()

    def test_a_journal_that_became_another_meanwhile_is_noticed(self):
        with many.Many(1) as m:
            (daemon,) = m.daemons
            self.assertEqual(status_of(daemon, "POST", "/api/v1/notices", many.rally("a@m", *NEAR)), 201)
            daemon.stop()
            m.cluster.first.sql("UPDATE jarak.head SET salt = decode(repeat('07', 32), 'hex')")
            m.cluster.first.stop()
            daemon.start()
            self.assertEqual(status_of(daemon, "GET", "/api/v1/notices/a@m", role="polres"), 200)
            m.cluster.first.start()
            until(daemon.process.poll, lambda code: code is not None, "it goes on with a journal that is not its own")
            self.assertIn("another-journal", daemon.logged())

    def test_what_is_left_beside_the_copy_is_private(self):
        with many.Many(1) as m:
            path = os.path.join(m.daemons[0].data, "copy.db.session")
            self.assertEqual((os.stat(path).st_mode & 0o777, os.stat(path).st_size), (0o600, 64))

    def test_half_of_it_is_none(self):
        with many.Many(1) as m:
            (daemon,) = m.daemons
            m.cluster.first.stop()
            daemon.stop()
            os.truncate(os.path.join(daemon.data, "copy.db.session"), 40)
            with self.assertRaises(RuntimeError):
                daemon.start()


@unittest.skipIf(many.SKIP, many.SKIP)
class OwnDisk(unittest.TestCase):
    def test_a_follower_whose_disk_is_full_says_so_once_and_goes_on_by_itself(self):
        with many.Many(1) as m:
            orders = Orders()
            reader = m.add(env=orders.env)
            writer = m.writer()
            orders.arm("write", first=1, length=0, error=errno.ENOSPC, only=FILES)
            for number in range(3):
                self.assertEqual(status_of(writer, "POST", "/api/v1/notices", many.rally("n%d@m" % number, 0.1 * number, 117.0)),
                                 201)
            failed = until(lambda: orders.get("failed"), lambda failed: failed > 2, "nothing was written")
            self.assertGreater(failed, 2)
            self.assertEqual(reader.logged().count("not-followed"), 1, reader.logged())
            self.assertEqual(status_of(reader, "GET", "/healthz", role=None), 200)
            orders.disarm()
            m.together()
            self.assertIn("followed-again", reader.logged())
            self.assertEqual(status_of(reader, "GET", "/api/v1/notices/n2@m", role="polres"), 200)


@unittest.skipIf(many.SKIP, many.SKIP)
class TakingOver(unittest.TestCase):
    def test_nothing_is_judged_again_behind_a_program_alike(self):
        with many.Many(2) as m:
            for _ in range(2):
                self.assertEqual(status_of(m.writer(), "POST", "/api/v1/notices", many.rally("a@m", *NEAR)) // 100, 2)
                m.together()
                known = m.cluster.first.sql("SELECT program FROM jarak.head")
                self.assertEqual(len(known), 64)
                writer = m.writer()
                writer.stop(signal.SIGKILL)
                after = m.writer()
                self.assertIn("judged=as-followed", after.logged())
                writer.start()

    def test_all_is_behind_another(self):
        with many.Many(2) as m:
            writer, (reader,) = m.writer(), m.readers()
            until(lambda: m.cluster.first.sql("SELECT program FROM jarak.head"), lambda known: len(known) == 64)
            m.cluster.first.sql("UPDATE jarak.head SET program = repeat('5', 64)")
            writer.stop(signal.SIGKILL)
            until(reader.role, lambda role: role == "writes")
            self.assertIn("judged=anew", reader.logged())

    def test_the_systems_user_is_the_role_also_when_the_server_comes_back(self):
        """Within its sandbox: libpq looks up the user's name at every connection. Root's name would be known without
        /etc/passwd where systemd has a say in names, so it is another user's daemon then."""
        user = pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        name, top = user.pw_name, tempfile.mkdtemp(prefix="jarakd-user-")
        self.addCleanup(shutil.rmtree, top)
        os.chown(top, user.pw_uid, user.pw_gid)

        def become():
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(user.pw_gid)
                os.setuid(user.pw_uid)

        with many.Many(0) as m:
            with open(m.cluster.first.data + "/pg_hba.conf", "w", encoding="utf-8") as f:
                f.write("local all all trust\n")
            m.cluster.first.sql('CREATE ROLE "%s" LOGIN' % name)
            many.ctl("store", "prepare", m.address, "--daemon-role", name)
            m.cluster.first.stop()
            m.cluster.first.start()
            m.address = "postgresql:///jarak?host=" + m.cluster.first.socket
            daemon = m.add(data=os.path.join(top, "data"), before=become)
            self.assertIn("sandbox seccomp=on", daemon.logged())
            for uid, restart in (("a@m", False), ("b@m", True)):
                m.cluster.first.stop()
                if restart:
                    daemon.stop()
                    daemon.start()
                m.cluster.first.start()
                until(lambda u=uid: daemon.ask("POST", "/api/v1/notices", many.rally(u, *NEAR)).status, lambda status: status in (200, 201))

    def test_too_few_standbys_are_told_at_once(self):
        with many.Many(1) as m:
            m.add(["--store-standbys", "1"])
            reader = m.daemons[1]
            self.assertIn("standbys missing wanted=1", until(reader.logged, lambda log: "standbys" in log))
            reader.stop()
            m.cluster.first.stop()
            reader.start()
            alone = reader.logged().rsplit("because=server-gone", 1)[-1]
            self.assertNotIn("standbys", alone, "nobody knows without the server")
            m.cluster.first.start()
            until(lambda: reader.logged().rsplit("because=server-gone", 1)[-1], lambda log: "standbys missing wanted=1" in log)


if __name__ == "__main__":
    unittest.main()
