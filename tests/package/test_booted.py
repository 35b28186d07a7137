"""The packages on a machine that has started: a root with systemd as its first process, in namespaces of its own.

What the README tells to do is done there, word for word, and what the units promise is tried: each way of setup is reached,
a reload and restarts fail nobody, a daemon that is killed or hangs comes back, and what it starts works within its unit.
"""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

from test_package import DEBS, NEWER, NOTICE, SOURCES, deb, newer, run

WAIT_S = 120
PACKAGES = ("jarak-data", "jarakd", "jarakd-postgresql", "jarakctl")
NAME, ADDRESS = "jarak.kutim.test", "192.0.2.7"  # the proxy's; the machine's own in the office
SOCKET = "/run/jarakd/jarakd.sock"
UNITS = ("jarakd.service", "jarakd.socket", "jarakd-tcp.socket", "jarakd-notify.socket", "jarakd-notify.service")
# Asks one address for as long as a file is there, one question after the other, and counts what was not answered well.
LOAD = r"""
good=0; bad=0; touch /run/load
while [ -e /run/load ]; do
    code=$(curl -s -o /dev/null -w '%{http_code}' --max-time 30 --unix-socket /run/jarakd/jarakd.sock http://x/feeds/64.08/approved.ics)
    if [ "$code" = 200 ]; then good=$((good + 1)); else bad=$((bad + 1)); fi
done
echo "$good $bad"
"""
# Takes one message in the machine's network, and ends.
RELAY = r"""
import socket
client = socket.create_server(("127.0.0.1", 2525)).accept()[0]
with client, client.makefile("rb") as lines:
    client.sendall(b"220 uji ESMTP\r\n")
    for line in lines:
        if line.startswith(b"DATA"):
            client.sendall(b"354 go on\r\n")
            print(b"".join(iter(lines.readline, b".\r\n")).decode())
        client.sendall(b"250 ok\r\n")
        if line.startswith(b"QUIT"):
            break
"""


class Machine:
    """A root that has been booted; `sh` runs words of a shell in it."""

    def __init__(self, folder):
        self.log = open(folder + ".log", "w+b")
        self.process = subprocess.Popen(
            ["systemd-nspawn", "--quiet", "--directory", folder, "--boot", "--register=no", "--keep-unit", "--private-network",
             "--machine=jarak-boot", "--system-call-filter=landlock_create_ruleset landlock_add_rule landlock_restrict_self"],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        self.first = ""
        end = time.monotonic() + WAIT_S
        while not self.is_up():
            if self.process.poll() is not None or time.monotonic() > end:
                self.close()
                self.log.seek(0)
                raise unittest.SkipTest("no machine can be started in this one: " + self.log.read().decode()[-300:])
            time.sleep(0.2)

    def is_up(self):
        found = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=False).stdout.split()
        self.first = found[-1] if found else ""
        return self.first and self.tell("systemctl is-system-running").strip() in ("running", "degraded")

    def words(self, text):
        return ["nsenter", "-t", self.first, "-m", "-u", "-i", "-n", "-p", "-C", "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                "sh", "-c", text]

    def tell(self, text):
        """What it says, well or not."""
        return subprocess.run(self.words(text), capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL).stdout

    def sh(self, text):
        return run(*self.words(text), stdin=subprocess.DEVNULL)

    def until(self, text, want):
        end, said = time.monotonic() + WAIT_S, ""
        while said != want:
            if time.monotonic() > end:
                raise AssertionError("%s: %r, not %r\n%s" % (text, said, want, self.tell("journalctl --no-pager -n 30")))
            time.sleep(0.1)
            said = self.tell(text).strip()

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=WAIT_S)


@unittest.skipUnless(shutil.which("systemd-nspawn") and os.geteuid() == 0, "needs systemd-nspawn, and root")
class Booted(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="jarakd-boot-")
        cls.addClassCleanup(cls.folder.cleanup)
        debs, root = os.path.join(cls.folder.name, "debs"), os.path.join(cls.folder.name, "root")
        os.mkdir(debs)
        for name in PACKAGES:
            shutil.copy(deb(name, DEBS), debs)
        run("mmdebstrap", "--quiet", "--mode=root", "--variant=minbase", "--skip=output/dev",
            "--hook-dir=/usr/share/mmdebstrap/hooks/file-mirror-automount", "--include=systemd-sysv,dbus,curl,iproute2,nginx-light,postgresql-15",
            *["--include=" + path for path in sorted(glob.glob(os.path.join(debs, "*.deb")))],
            "--customize-hook=rm -rf \"$1%s\"" % cls.folder.name, "bookworm", root, SOURCES)
        shutil.copy(NOTICE, os.path.join(root, "root", "surat.ics"))
        shutil.copy(NOTICE.replace("01-rapat-umum-paslon-1", "02-rapat-umum-paslon-2"), os.path.join(root, "root", "surat-2.ics"))
        cls.machine = Machine(root)
        cls.addClassCleanup(cls.machine.close)
        cls.machine.sh("ip address add %s/32 dev lo" % ADDRESS)

    def begin(self, *words):
        """Nothing of an earlier test; setup, then what it tells to do next, as it stands there. @return what it told"""
        m = self.machine
        m.tell("systemctl disable --now %s; systemctl reset-failed; rm -rf /etc/systemd/system/jarakd* /var/lib/jarakd/* "
               "/etc/jarakd/tls; sed -i '/^store /d; /^mail-/d' /etc/jarakd/jarakd.conf; systemctl daemon-reload" % " ".join(UNITS))
        told = m.sh("jarakd-setup " + " ".join(words))
        m.sh(re.search(r"(?m)^Berikutnya: (.+)$", told)[1])
        return told

    def code(self, words, token=""):
        sign = "-H 'Authorization: Bearer %s'" % token if token else ""
        return self.machine.tell("curl -s -o /dev/null -w '%%{http_code}' --max-time 60 %s %s" % (sign, words))

    def files(self, told, words, letter="surat"):
        """One of the sheets' accounts files a notice there."""
        token = re.search(r"Akun +: bawaslu-64\.08\n.*\nToken +: ([0-9a-f]{64})\n", told)[1]
        self.assertEqual(self.code("-H 'Content-Type: text/calendar' --data-binary @/root/%s.ics %s" % (letter, words), token), "201")

    def test_an_authority_of_this_machine(self):
        told = self.begin("--tls", "local", "--name", ADDRESS)
        self.files(told, "--cacert /etc/jarakd/tls/ca.crt https://%s:8642/api/v1/notices" % ADDRESS)
        self.assertEqual(self.code("--cacert /etc/jarakd/tls/ca.crt https://%s:8642/meja/login" % ADDRESS), "200")
        self.assertNotIn("listen-unused", self.machine.tell("journalctl -u jarakd -n 20 --no-pager"))

    def test_in_the_clear(self):
        self.files(self.begin("--tls", "none", "--name", ADDRESS), "http://%s:8642/api/v1/notices" % ADDRESS)

    def test_behind_the_proxy_whose_lines_it_prints(self):
        told = self.begin("--tls", "proxy", "--name", NAME)
        block = re.search(r"(?ms)^# nginx: .*?^}\n", told)[0]
        with open(os.path.join(self.folder.name, "root", "etc", "nginx", "sites-enabled", "jarakd"), "w", encoding="utf-8") as f:
            f.write(block)
        self.machine.sh("nginx -t && systemctl reload nginx")
        self.machine.until("curl -s -o /dev/null -w '%%{http_code}' -H 'Host: %s' http://127.0.0.1/healthz" % NAME, "200")
        self.files(told, "-H 'Host: %s' -H 'X-Forwarded-Proto: https' http://127.0.0.1/api/v1/notices" % NAME)
        self.assertEqual(self.code("http://%s:8642/healthz" % ADDRESS), "000", "nobody but the proxy")

    def test_another_way_later_is_told_how_it_comes_to_hold(self):
        self.begin("--tls", "proxy", "--name", NAME)
        told = self.machine.sh("jarakd-setup --tls none --name " + ADDRESS)
        self.machine.sh(re.search(r"(systemctl stop .+)$", told, re.M)[1])
        self.assertEqual(self.code("http://%s:8642/healthz" % ADDRESS), "200")

    def under_load(self, work):
        """Nobody who asks meanwhile fails."""
        with subprocess.Popen(self.machine.words(LOAD), stdout=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL) as load:
            self.machine.until("test -e /run/load && echo yes", "yes")
            work()
            self.machine.sh("rm /run/load")
            good, bad = load.communicate(timeout=WAIT_S)[0].split()
        self.assertGreater(int(good), 5)
        self.assertEqual(int(bad), 0)

    def test_restarts_and_a_reload_fail_nobody(self):
        self.begin("--tls", "none", "--name", ADDRESS)

        def work():
            for _ in range(5):
                self.machine.sh("systemctl restart jarakd")
            self.machine.sh("systemctl reload jarakd")
            self.machine.until("journalctl -u jarakd --no-pager | grep -q 'reloaded pack' && echo yes", "yes")
        self.under_load(work)

    def test_upgraded_it_is_the_new_one_that_runs_and_nobody_failed(self):
        m = self.machine
        self.begin("--tls", "none", "--name", ADDRESS)
        before = m.tell("systemctl show -P MainPID jarakd")
        to = os.path.join(self.folder.name, "root", "root", "newer")
        os.mkdir(to)
        for path in newer(self.folder.name, PACKAGES):
            shutil.copy(path, to)
        self.under_load(lambda: m.sh("dpkg --force-confdef --force-confold -i /root/newer/*.deb"))
        self.assertEqual(m.tell("dpkg-query -W -f '${Version}' jarakd"), NEWER)
        self.assertNotEqual(m.tell("systemctl show -P MainPID jarakd"), before)
        m.until("systemctl is-active jarakd jarakd.socket jarakd-tcp.socket | sort -u", "active")
        self.assertEqual(self.code("http://%s:8642/healthz" % ADDRESS), "200", "where setup had it listen")

    def test_killed_or_hanging_it_comes_back(self):
        """Also when it is killed more often than systemd tries by itself."""
        m = self.machine
        self.begin("--tls", "none", "--name", ADDRESS)
        for _ in range(8):
            m.until("systemctl is-active jarakd", "active")
            m.sh("kill -9 $(systemctl show -P MainPID jarakd)")
        m.until("systemctl is-active jarakd jarakd.socket jarakd-tcp.socket | sort -u", "active")
        self.assertEqual(self.code("--unix-socket %s http://x/healthz" % SOCKET), "200")
        m.sh("mkdir -p /etc/systemd/system/jarakd.service.d && printf '[Service]\\nWatchdogSec=2\\n' > "
             "/etc/systemd/system/jarakd.service.d/short.conf && systemctl daemon-reload && systemctl restart jarakd")
        m.sh("kill -STOP $(systemctl show -P MainPID jarakd)")
        m.until("journalctl -u jarakd --no-pager | grep -c 'Watchdog timeout'", "1")
        m.until("systemctl is-active jarakd", "active")

    def test_what_it_starts_works_within_its_unit(self):
        m = self.machine
        told = self.begin("--tls", "none", "--name", ADDRESS)
        self.files(told, "http://%s:8642/api/v1/notices" % ADDRESS)
        self.files(told, "http://%s:8642/api/v1/notices" % ADDRESS, "surat-2")
        police = re.search(r"Akun +: polres-64\.08\n.*\nToken +: ([0-9a-f]{64})\n", told)[1]
        found = m.tell("curl -s -H 'Authorization: Bearer %s' http://%s:8642/api/v1/conflicts" % (police, ADDRESS))
        conflict = re.search(r'"id":"([0-9a-f]+)"', found)[1]
        for path in ("conflicts/%s/sheet.pdf" % conflict, "days/64.08/2024-11-23/matrix.pdf", "notices?as_of=40"):
            self.assertEqual(self.code("'http://%s:8642/api/v1/%s'" % (ADDRESS, path), police), "200", path)
        m.sh("systemctl start jarakd-backup.service")
        backup = m.sh("ls /var/backups/jarakd/*.tar").split()[-1]
        m.sh("jarakctl restore %s --data /root/drill --erasures none --drill" % backup)
        m.sh("systemctl stop jarakd jarakd.socket jarakd-tcp.socket && rm -rf /root/was && mv /var/lib/jarakd /root/was && "
             "jarakctl restore %s --data /var/lib/jarakd --erasures none && systemctl start jarakd" % backup)
        self.assertEqual(self.code("http://%s:8642/api/v1/conflicts/%s" % (ADDRESS, conflict), police), "200", "restored by root, served by its user")
        self.assertIn("sandbox seccomp=on landlock=", m.tell("journalctl -u jarakd --no-pager"))
        self.assertNotIn("landlock=0", m.tell("journalctl -u jarakd --no-pager -n 30"))
        self.assertEqual(m.tell("systemctl --failed --no-legend").strip(), "")

    def test_an_alert_goes_out_by_mail(self):
        """The daemon has no network; jarakd-notify.service has, and is started when there is something to send."""
        m, notices = self.machine, "http://%s:8642/api/v1/notices" % ADDRESS
        told = self.begin("--tls", "none", "--name", ADDRESS)
        m.sh("printf 'mail-relay smtp://127.0.0.1:2525\\nmail-from jarakd@kpu.example\\nmail-domain polres.example\\n' >> /etc/jarakd/jarakd.conf"
             " && systemctl restart jarakd")
        police = re.search(r"Akun +: polres-64\.08\n.*\nToken +: ([0-9a-f]{64})\n", told)[1]
        with subprocess.Popen(["nsenter", "-t", m.first, "-n", sys.executable, "-c", RELAY], stdout=subprocess.PIPE, text=True) as relay:
            wish = '{"channel":"email","target":"piket@polres.example","area":"","level":"info","contest":""}'
            self.assertEqual(self.code("-H 'Content-Type: application/json' -d '%s' http://%s:8642/api/v1/subscriptions" % (wish, ADDRESS), police), "201")
            for letter in ("surat", "surat-2"):
                self.files(told, notices, letter)
            message = relay.communicate(timeout=WAIT_S)[0]
        self.assertIn("To: <piket@polres.example>", message)
        self.assertEqual(m.tell("systemctl is-active jarakd-notify.service").strip(), "active")

    def prepare_server(self, store, *more):
        """A database of nothing; the daemon waits with an empty folder."""
        m, owner = self.machine, "cd / && runuser -u postgres -- "
        self.begin("--tls", "none", "--name", ADDRESS)
        m.sh("systemctl stop jarakd && rm -rf /var/lib/jarakd/* && systemctl start postgresql@15-main")
        m.sh(owner + "dropdb --if-exists jarak")
        m.sh(owner + "dropuser --if-exists jarakd")
        for words in ("createuser jarakd", "createdb jarak", "jarakctl store prepare postgresql:///jarak --daemon-role jarakd", *more):
            m.sh(owner + words)
        m.sh("echo 'store %s' >> /etc/jarakd/jarakd.conf" % store)

    def test_a_journal_at_a_server_by_tcp(self):
        """From another machine, as docs/sharing.md has it: a password in a file, the drop-in, TLS."""
        m = self.machine
        self.prepare_server("postgresql://jarakd@127.0.0.1/jarak?sslmode=require", "psql -qc \"ALTER ROLE jarakd PASSWORD 'rahasia'\"")
        m.sh("umask 077 && echo '127.0.0.1:5432:jarak:jarakd:rahasia' > /var/lib/jarakd/.pgpass && chown jarakd:jarakd /var/lib/jarakd/.pgpass")
        m.sh("mkdir -p /etc/systemd/system/jarakd.service.d && cp /usr/share/jarakd/jarakd-net.conf /etc/systemd/system/jarakd.service.d/net.conf && "
             "systemctl daemon-reload && systemctl start jarakd")
        token = m.sh("awk '/^bawaslu 64.08 /{print $3}' /var/lib/jarakd/tokens").strip()
        file = "-H 'Content-Type: text/calendar' --data-binary @/root/%%s.ics http://%s:8642/api/v1/notices" % ADDRESS
        self.assertEqual(self.code(file % "surat", token), "201")
        m.sh("systemctl restart postgresql@15-main")
        m.until("curl -s -o /dev/null -w '%%{http_code}' -H 'Authorization: Bearer %s' %s" % (token, file % "surat-2"), "201")

    def test_a_journal_at_a_server_of_this_machine(self):
        """As docs/sharing.md has it; the server starts after the daemon, and is gone for a while."""
        m, notices = self.machine, "http://%s:8642/api/v1/notices" % ADDRESS
        self.prepare_server("postgresql:///jarak")
        m.sh("systemctl stop postgresql@15-main; systemctl start --no-block jarakd")
        m.until("test $(systemctl show -P NRestarts jarakd) -gt 6 && echo yes", "yes")
        m.sh("systemctl start postgresql@15-main")
        m.until("systemctl is-active jarakd", "active")
        token = m.sh("awk '/^bawaslu 64.08 /{print $3}' /var/lib/jarakd/tokens").strip()
        file = "-H 'Content-Type: text/calendar' --data-binary @/root/%s.ics " + notices
        self.assertEqual(self.code(file % "surat", token), "201")
        m.sh("systemctl stop postgresql@15-main")
        self.assertEqual(self.code(file % "surat-2", token), "503")
        self.assertEqual(self.code("http://%s:8642/feeds/64.08/approved.ics" % ADDRESS), "200")
        m.sh("systemctl restart jarakd")
        self.assertEqual(self.code(notices, token), "200", "from its copy")
        m.sh("systemctl start postgresql@15-main")
        m.until("curl -s -o /dev/null -w '%%{http_code}' -H 'Authorization: Bearer %s' %s" % (token, file % "surat-2"), "201")


if __name__ == "__main__":
    unittest.main()
