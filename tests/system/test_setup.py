"""The first installation by jarakd-setup: accounts, TLS three ways, what is handed out, and again when something is missing."""
import os
import re
import shutil
import signal
import sqlite3
import ssl
import stat
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.request

from daemon import BUILD, PACK, ROOT, Daemon, until
from desk import Clerk

NAME = "jarak.kutim.test"


def openssl(*words):
    return subprocess.run(["openssl", *words], capture_output=True, text=True, check=True).stdout


class Setup(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="jarakd-test-")
        self.addCleanup(self.folder.cleanup)
        self.conf = os.path.join(self.folder.name, "jarakd.conf")
        self.data = os.path.join(self.folder.name, "data")
        self.tls = os.path.join(self.folder.name, "tls")
        self.program = os.path.join(self.folder.name, "jarakd-setup")
        os.symlink(os.path.join(BUILD, "jarakctl"), self.program)  # as it is installed
        self.write("# milik operator\nlisten 127.0.0.1:8642\npack %s\nlog-level warning\n" % PACK)

    def write(self, text):
        with open(self.conf, "w", encoding="utf-8") as f:
            f.write(text)

    def read(self, *path):
        with open(os.path.join(self.folder.name, *path), encoding="utf-8") as f:
            return f.read()

    def setup_by(self, *words, code=0):
        done = subprocess.run([self.program, "--config", self.conf, "--data", self.data, *words], cwd=ROOT, capture_output=True, text=True,
                              check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout if code == 0 else done.stderr

    def mode(self, *path):
        return stat.S_IMODE(os.stat(os.path.join(self.folder.name, *path)).st_mode)

    def test_one_command_makes_the_accounts_and_a_sheet_for_each_that_signs_in(self):
        told = self.setup_by()
        sheets = told.split("LEMBAR AKUN: ")[1:]
        accounts = re.findall(r"(?m)^Akun +: (\S+)$", told)
        self.assertEqual((len(sheets), len(set(accounts))), (len(accounts), len(accounts)))
        self.assertIn("polres-64.08", accounts)
        self.assertIn("tim-pilbup-64.08-1", accounts)
        self.assertEqual(len(self.read("data", "tokens").splitlines()), len(accounts))
        self.assertEqual([self.mode("data", n) for n in ("tokens", "lembar", "jarakd.db", "latihan")], [0o600] * 4)
        sheet = next(s for s in sheets if "polres-64.08" in s)
        self.assertIn("Polres, Kutai Timur (64.08)", sheet)
        password = re.search(r"Kata sandi: ([a-z2-9]{4}(?:-[a-z2-9]{4}){4})\n", sheet).group(1)
        token = re.search(r"Token +: ([0-9a-f]{64})\n", sheet).group(1)
        self.assertIn(password, self.read("data", "lembar"))
        with Daemon(data=self.data) as d:
            self.assertEqual(d.ask("GET", "/api/v1/alerts", role=None, headers={"Authorization": "Bearer " + token}).status, 200)
            clerk = Clerk(d)
            clerk.sign_in("polres-64.08", password)
            self.assertEqual(clerk.get("/meja/kotak").status, 200, "people sign in by it")
            self.assertIn("sedang berjalan", self.setup_by(), "the store of a daemon is its own")
        again = self.setup_by()
        self.assertIn("tidak ada yang diubah", again)
        self.assertFalse(os.path.exists(os.path.join(self.data, "lembar-2")))
        self.assertNotIn("LEMBAR", again)

    def test_another_pack_is_given_its_accounts_and_nobody_elses_password_changes(self):
        first = self.setup_by()
        hashes = self.hashes()
        self.write("listen 127.0.0.1:8642\npack %s\npack %s\n" % (PACK, os.path.join(ROOT, "calendars", "bontang-psu-2025")))
        told = self.setup_by("--lang", "en")
        accounts = re.findall(r"(?m)^Account +: (\S+)$", told)
        self.assertGreater(len(accounts), 0)
        self.assertEqual(set(accounts) & set(re.findall(r"(?m)^Akun +: (\S+)$", first)), set())
        self.assertEqual({name: h for name, h in self.hashes().items() if name in hashes}, hashes)
        self.assertIn("lembar-2", told)

    def hashes(self):
        db = sqlite3.connect(os.path.join(self.data, "jarakd.db"))
        try:
            return dict(db.execute("SELECT account, password FROM accesses"))
        finally:
            db.close()

    def test_behind_a_proxy(self):
        told = self.setup_by("--tls", "proxy", "--name", NAME)
        self.assertEqual(self.read("jarakd.conf"),
                         "# milik operator\nlisten 127.0.0.1:8642\npack %s\nlog-level warning\npublic-url https://%s\n" % (PACK, NAME))
        for line in ("server_name %s;" % NAME, "proxy_pass http://127.0.0.1:8642;", "proxy_set_header X-Forwarded-Proto $scheme;",
                     "certbot --nginx -d " + NAME, "%s {" % NAME, "reverse_proxy 127.0.0.1:8642 {", "Alamat    : https://%s/meja/" % NAME):
            self.assertIn(line, told)
        before = os.stat(self.conf).st_ino
        self.setup_by("--tls=proxy", "--name=" + NAME)
        self.assertEqual(os.stat(self.conf).st_ino, before, "nothing is written where all is as it should be")
        self.assertIn("nama host", self.setup_by("--tls", "proxy", code=3))
        self.assertIn("nama host", self.setup_by("--tls", "proxy", "--name", "a b;", code=3))
        self.assertIn("proxy, local", self.setup_by("--tls", "ssl", code=3))

    def test_in_the_clear_with_a_warning_each_time(self):
        for _ in range(2):
            self.assertIn("PERINGATAN", self.setup_by("--tls", "none", "--name", "192.0.2.7"))
        self.assertIn("listen 0.0.0.0:8642\n", self.read("jarakd.conf"))
        self.assertIn("public-url http://192.0.2.7:8642\n", self.read("jarakd.conf"))

    def test_systemd_listens_where_the_configuration_says(self):
        """The daemon is given its sockets: what it cannot open itself must be asked of who opens it."""
        etc = os.path.join(self.folder.name, "etc")
        units = os.path.join(etc, "systemd", "system")
        os.makedirs(units)
        os.makedirs(os.path.join(etc, "jarakd"))
        self.conf, socket = os.path.join(etc, "jarakd", "jarakd.conf"), os.path.join(units, "jarakd-tcp.socket.d", "listen.conf")
        self.write("listen 127.0.0.1:8700\npack %s\n" % PACK)
        for words, listen in (([], "127.0.0.1:8700"), (["--tls", "none", "--name", "192.0.2.7"], "0.0.0.0:8700"),
                              (["--tls", "local", "--name", "192.0.2.7"], "0.0.0.0:8700"), (["--tls", "proxy", "--name", NAME], "127.0.0.1:8700")):
            told = self.setup_by(*words)
            self.assertIn("systemctl enable --now jarakd", told)
            with open(socket, encoding="utf-8") as f:
                self.assertEqual(f.read().split("\n", 1)[1], "[Socket]\nListenStream=\nListenStream=%s\n" % listen)
        before = os.stat(socket).st_ino
        with Daemon(data=self.data):
            self.assertNotIn("berubah", self.setup_by("--tls", "proxy", "--name", NAME))
            self.assertEqual(os.stat(socket).st_ino, before, "nothing is written where all is as it should be")
            self.assertIn("jarakd-tcp.socket && systemctl enable --now jarakd", self.setup_by("--tls", "none", "--name", NAME))

    def test_an_authority_of_this_machine_for_one_name_alone(self):
        told = self.setup_by("--tls", "local", "--name", "localhost")
        self.assertEqual([self.mode("tls", n) for n in ("ca.key", "server.key", "ca.crt", "server.crt")], [0o600, 0o640, 0o644, 0o644])
        print_ = openssl("x509", "-in", self.tls + "/ca.crt", "-noout", "-fingerprint", "-sha256").split("=")[1].strip()
        self.assertEqual(told.count("SHA-256 " + print_), 1 + told.count("LEMBAR AKUN"), "once for the operator, and on each sheet")
        self.assertIn("https://localhost:8642/ca.crt", told)
        self.assertIn("\u2588", told, "a code for phones")
        text = openssl("x509", "-in", self.tls + "/ca.crt", "-noout", "-text")
        for want in ("CA:TRUE, pathlen:0", "X509v3 Name Constraints: critical", "DNS:localhost", "IP:0.0.0.0/0.0.0.0"):
            self.assertIn(want, text)
        self.assertIn("OK", openssl("verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname", "localhost", "-CAfile", self.tls + "/ca.crt",
                                    self.tls + "/server.crt"))
        self.signs_nobody_else()
        self.lasts_397_days()
        files = {n: self.read("tls", n) for n in os.listdir(self.tls)}
        self.setup_by("--tls", "local", "--name", "localhost")
        self.assertEqual({n: self.read("tls", n) for n in os.listdir(self.tls)}, files, "run again, nothing changes")
        self.served()

    def signs_nobody_else(self):
        """Whoever has the key of the authority can make a certificate of another name; nobody believes it."""
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", self.folder.name + "/other.key")
        other = self.sign("DNS:bank.example", self.folder.name + "/other.key")
        done = subprocess.run(["openssl", "verify", "-CAfile", self.tls + "/ca.crt", other], capture_output=True, text=True, check=False)
        self.assertIn("permitted subtree violation", done.stdout + done.stderr)

    def sign(self, name, key, *more):
        """A certificate of the authority for a name, made by hand."""
        made = os.path.join(self.folder.name, "made")
        with open(made + ".ext", "w", encoding="utf-8") as f:
            f.write("subjectAltName=%s\nextendedKeyUsage=serverAuth\n" % name)
        openssl("req", "-new", "-key", key, "-subj", "/CN=x", "-out", made + ".csr")
        openssl("x509", "-req", "-in", made + ".csr", "-CA", self.tls + "/ca.crt", "-CAkey", self.tls + "/ca.key", "-extfile", made + ".ext",
                "-out", made + ".crt", *more)
        return made + ".crt"

    def lasts_397_days(self):
        with open(self.tls + "/server.crt", encoding="utf-8") as f:
            self.assertIn("BEGIN CERTIFICATE", f.read())
        dates = dict(line.split("=") for line in openssl("x509", "-in", self.tls + "/server.crt", "-noout", "-dates").splitlines())
        lasts = ssl.cert_time_to_seconds(dates["notAfter"]) - ssl.cert_time_to_seconds(dates["notBefore"])
        self.assertEqual(lasts, 397 * 86400)
        self.assertLess(ssl.cert_time_to_seconds(dates["notBefore"]), os.path.getmtime(self.tls + "/server.crt") - 3600,
                        "a clock that is behind believes it")

    def served(self):
        """By the daemon, to who believes the authority; the authority itself to anybody, and never a key."""
        conf = self.read("jarakd.conf").replace("0.0.0.0:8642", "127.0.0.1:0").replace("log-level warning\n", "")
        self.write(conf)
        with Daemon(data=self.data, options=["--config", self.conf]) as d:
            url = "https://localhost:%d" % d.port
            believes = ssl.create_default_context(cafile=self.tls + "/ca.crt")
            with urllib.request.urlopen(url + "/healthz", context=believes, timeout=30) as answer:
                self.assertEqual(answer.status, 200)
            with self.assertRaises(urllib.error.URLError):
                urllib.request.urlopen(url.replace("localhost", "127.0.0.1") + "/healthz", context=believes, timeout=30)
            with urllib.request.urlopen(url + "/ca.crt", context=believes, timeout=30) as answer:
                self.assertEqual((answer.read().decode(), answer.headers["Content-Type"]), (self.read("tls", "ca.crt"), "application/x-x509-ca-cert"))
            self.write(conf.replace("tls-ca %s/ca.crt" % self.tls, "tls-ca %s/server.key" % self.tls))
            d.process.send_signal(signal.SIGHUP)
            until(lambda: "reloaded" in d.logged())
            with self.assertRaises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(url + "/ca.crt", context=believes, timeout=30)
            self.assertEqual(refused.exception.code, 404)
            refused.exception.close()

    def test_a_certificate_that_ends_soon_is_made_anew_by_the_same_authority(self):
        self.setup_by("--tls", "local", "--name", "10.1.2.3")
        ca, server = self.read("tls", "ca.crt"), self.read("tls", "server.crt")
        text = openssl("x509", "-in", self.tls + "/ca.crt", "-noout", "-text")
        self.assertIn("IP:10.1.2.3/255.255.255.255", text)
        self.assertIn("OK", openssl("verify", "-verify_ip", "10.1.2.3", "-CAfile", self.tls + "/ca.crt", self.tls + "/server.crt"))
        short = self.sign("IP:10.1.2.3", self.tls + "/server.key", "-days", "59")
        os.replace(short, self.tls + "/server.crt")
        self.setup_by("--tls", "local", "--name", "10.1.2.3")
        self.assertEqual(self.read("tls", "ca.crt"), ca)
        self.assertNotEqual(self.read("tls", "server.crt"), server)
        self.lasts_397_days()
        self.setup_by("--tls", "local", "--name", NAME)
        self.assertNotEqual(self.read("tls", "ca.crt"), ca, "another name is another authority: the old one is constrained")

    def test_the_store_is_made_by_the_owner_of_the_folder(self):
        if os.geteuid() != 0:
            self.skipTest("only root gives files away")
        os.chmod(self.folder.name, 0o755)
        os.mkdir(self.data, 0o700)
        os.chown(self.data, 65534, 65534)
        self.setup_by("--tls", "local", "--name", "localhost")
        for name in os.listdir(self.data):
            at = os.stat(os.path.join(self.data, name))
            self.assertEqual((at.st_uid, at.st_gid), (65534, 65534), name)
        self.assertEqual((os.stat(self.tls + "/server.key").st_gid, os.stat(self.tls + "/ca.key").st_uid), (65534, 0))

    def test_help_version_and_misuse(self):
        def run(*words):
            return subprocess.run([self.program, *words], capture_output=True, text=True, check=False, cwd=ROOT)
        self.assertIn("usage: jarakctl setup", run("--help").stdout)
        self.assertTrue(run("--version").stdout.startswith("jarakd-setup 0."))
        self.assertEqual((run("--lang", "fr").returncode, run("kata").returncode), (2, 2))
        shutil.rmtree(self.data, ignore_errors=True)
        self.assertIn("tidak dapat dibaca", self.setup_by("--config", "/tidak/ada", code=3))


if __name__ == "__main__":
    unittest.main()
