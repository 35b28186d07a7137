"""A shared journal as docs/sharing.md sets it up: passwords, certificates and roles, and what is done to it by a file."""
import os
import random
import shutil
import sqlite3
import tempfile
import unittest

import cluster
import many
from daemon import PACK, Daemon, make_certificate, rally, until

UID = "a@m"


def write(path, text):
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    os.chmod(path, 0o600)


@unittest.skipIf(many.SKIP, many.SKIP)
class Network(unittest.TestCase):
    """A server that is reached by TCP, with a certificate and passwords; the daemons' role may add and no more."""

    @classmethod
    def setUpClass(cls):
        cls.host = "127.%d.%d.%d" % tuple(random.randint(2, 250) for _ in range(3))  # a port 5432 of our own
        cls.home = tempfile.mkdtemp(prefix="jarakd-home-")
        cls.addClassCleanup(shutil.rmtree, cls.home)
        os.mkdir(cls.home + "/.postgresql")
        cls.server = cluster.Cluster(fsync="off", listen_addresses=cls.host, password_encryption="scram-sha-256")
        cls.addClassCleanup(cls.server.close)
        cls.certify("IP:" + cls.host)
        with open(cls.server.first.data + "/pg_hba.conf", "w", encoding="utf-8") as f:
            f.write("local all jarak trust\nhostssl jarak jarakd 127.0.0.0/8 scram-sha-256\n")
        cls.server.first.sql("CREATE ROLE jarakd LOGIN PASSWORD 'rahasia'")
        many.ctl("store", "prepare", cls.server.address(), "--daemon-role", "jarakd")
        cls.again()
        write(cls.home + "/.pgpass", "%s:5432:jarak:jarakd:rahasia\n" % cls.host)
        write(cls.home + "/services", "[jarak]\nhost=%s\nuser=jarakd\ndbname=jarak\n" % cls.host)
        cls.env = dict(os.environ, HOME=cls.home, PGSERVICEFILE=cls.home + "/services")
        cls.address = "postgresql://jarakd@%s/jarak" % cls.host

    @classmethod
    def certify(cls, names):
        """The server has a certificate of these names, and the daemons believe in who signed it."""
        for path in make_certificate(cls.server.first.data, "server", names):
            if os.getuid() == 0:
                shutil.chown(path, "postgres", "postgres")
            os.chmod(path, 0o600)
        shutil.copy(cls.server.first.data + "/server.pem", cls.home + "/.postgresql/root.crt")

    @classmethod
    def again(cls):
        first = cls.server.first
        first.stop()
        first.set(ssl="on", ssl_cert_file="server.pem", ssl_key_file="server.key")
        first.start()

    def test_password_and_authority_are_found_at_every_connection(self):
        with Daemon(options=["--store", self.address], env=self.env) as writer:
            self.assertEqual(writer.ask("POST", "/api/v1/notices", rally(UID, 0.5, 117.5)).status, 201)
            tls = self.server.first.sql("SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)"
                                        " WHERE usename = 'jarakd'")
            self.assertEqual(tls, "t")
            with Daemon(options=["--store", "postgresql://?service=jarak", "--store-wakes", "off"], env=self.env) as reader:
                self.again()  # within their sandboxes both connect anew
                until(lambda: writer.ask("POST", "/api/v1/notices", rally("b@m", 0.6, 117.6)).status,
                      lambda status: status == 201, "it does not connect again: " + writer.logged()[-1000:])
                until(lambda: reader.ask("GET", "/api/v1/notices/b@m", headers={
                    "Authorization": "Bearer " + writer.token("polres")}, role=None).status, lambda status: status == 200)
                for daemon in (writer, reader):
                    self.assertIn("sandbox seccomp=on", daemon.logged())

    def refused(self, **env):
        """A start that ends, and what is told then."""
        daemon = Daemon(options=["--store", self.address], env=dict(self.env, **env))
        try:
            with self.assertRaises(RuntimeError) as told:
                daemon.start()
            return str(told.exception)
        finally:
            daemon.__exit__()

    def test_a_server_of_another_name_is_not_believed(self):
        try:
            self.certify("IP:127.0.0.1")
            self.again()
            self.assertRegex(self.refused(), "certificate .*does not match")
        finally:
            self.certify("IP:" + self.host)
            self.again()

    def test_a_wrong_password_is_told(self):
        write(self.home + "/wrong", "*:*:*:*:salah\n")
        self.assertIn("password authentication failed", self.refused(PGPASSFILE=self.home + "/wrong"))


def keys_of(path):
    with sqlite3.connect("file:%s?mode=ro" % path, uri=True) as db:
        return dict(db.execute("SELECT CAST(uid AS TEXT), key FROM keys"))


@unittest.skipIf(many.SKIP, many.SKIP)
class ByAFile(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="jarakd-file-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.path = os.path.join(self.folder, "jarakd.db")

    def test_backups_and_checkpoints_are_made_of_a_copy_that_goes_on(self):
        with many.Many(1) as m:
            shutil.copytree(os.path.join(m.writer().data, "keys"), os.path.join(self.folder, "keys"))
            for uid in ("a@m", "b@m"):
                self.assertEqual(m.writer().ask("POST", "/api/v1/notices", rally(uid, 0.5, 117.5)).status, 201)
                said = many.ctl("store", "copy", m.address, self.path)  # while it writes
                self.assertEqual(int(said.split()[1]), m.writer().seq())
                checkpoint = os.path.join(self.folder, "checkpoint-" + uid)
                with open(checkpoint, "w", encoding="utf-8") as f:
                    f.write(many.ctl("checkpoint", "--data", self.folder))
                many.ctl("verify", "--data", self.folder, "--checkpoint", checkpoint)
            many.ctl("verify", "--data", self.folder, "--checkpoint", os.path.join(self.folder, "checkpoint-a@m"))
            backup = os.path.join(self.folder, "backup.tar")
            many.ctl("backup", backup, "--data", self.folder, "--pack", PACK)
            told = many.ctl("restore", backup, "--data", os.path.join(self.folder, "drill"), "--erasures", "none", "--drill")
            self.assertIn("\ndifferences 0\n", told)

    def test_an_erasure_is_made_in_a_file_and_comes_back(self):
        """At the server its key goes with its entry, and from the copies of those who follow."""
        with many.Many(2) as m:
            daemons, first = m.daemons, m.cluster.first
            for uid, lat in ((UID, 0.5), ("b@m", 0.7)):
                self.assertEqual(m.writer().ask("POST", "/api/v1/notices", rally(uid, lat, 117.5)).status, 201)
            m.together()
            for daemon in daemons:
                daemon.stop()
            many.ctl("store", "copy", m.address, self.path)
            key = keys_of(self.path)[UID]
            held = "SELECT count(*) FROM jarak.sides WHERE bytes = '\\x%s'" % key.hex()
            self.assertEqual(first.sql(held), "1")
            many.ctl("erase", UID, "--basis", "permintaan", "--data", self.folder)
            there = many.ctl("store", "copy", self.path, m.address)
            self.assertEqual(first.sql(held), "0")
            first.sql("VACUUM FULL jarak.sides")
            self.assertEqual(there, many.ctl("store", "copy", m.address, self.path))
            self.assertIn("differences 0", many.ctl("replay", m.address))
            for daemon in daemons:
                daemon.start()
                self.assertFalse(any(key in self.octets(daemon, name) for name in os.listdir(daemon.data)), "a copy has it")
                self.assertEqual(daemon.ask("GET", "/api/v1/notices/b@m").status, 200)
                self.assertNotIn(b"Rapat umum", daemon.ask("GET", "/api/v1/notices/" + UID).body)
            self.assertEqual(m.writer().ask("POST", "/api/v1/notices", rally("c@m", 0.8, 117.5)).status, 201)

    def octets(self, daemon, name):
        path = os.path.join(daemon.data, name)
        if not os.path.isfile(path):
            return b""
        with open(path, "rb") as f:
            return f.read()


@unittest.skipIf(many.SKIP, many.SKIP)
class Standbys(unittest.TestCase):
    def test_a_role_that_may_not_see_them_does_not_write(self):
        server = cluster.Cluster()
        try:
            address = server.stand_by()
            server.first.sql("CREATE ROLE jarakd LOGIN")
            many.ctl("store", "prepare", server.address(), "--daemon-role", "jarakd")
            with Daemon(options=["--store", address.replace("user=jarak&", "user=jarakd&"), "--store-standbys", "1"]) as daemon:
                self.assertIn("shared-journal role=reads", daemon.logged())
                server.first.sql("GRANT pg_read_all_stats TO jarakd")
                until(lambda: "shared-journal role=writes" in daemon.logged())
                self.assertEqual(daemon.ask("POST", "/api/v1/notices", rally(UID, 0.5, 117.5)).status, 201)
        finally:
            server.close()


if __name__ == "__main__":
    unittest.main()
