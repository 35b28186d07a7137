"""What the programs can no longer do once they run; and that they do their work all the same, without any network."""
import ctypes
import http.client
import os
import shutil
import signal
import socket
import ssl
import stat
import subprocess
import sys
import tempfile
import time
import unittest

from daemon import BUILD, HANGING_S, PACK, ROOT, Daemon, hand_over, handed, make_certificate, rally, sample, until
from service import unix_socket
from test_webhook import FAST, Receiver, delivered, inbox, pair, subscribe

DAY = "/api/v1/days/64.08/2024-11-20"

LETTER = b"%PDF-1.4\n%%EOF\n"


def landlock():
    """The kernel's version of it; below 1: none."""
    return ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), ctypes.c_uint32(1))


def has_sandbox(daemon):
    return "sandbox seccomp=on" in daemon.logged()


def status_of(pid):
    with open("/proc/%d/status" % pid, encoding="utf-8") as f:
        return dict(line.rstrip("\n").split(":\t", 1) for line in f if ":\t" in line)


def busy(daemon, ask):
    """A run in which everything that is ever written is written: filings, letters, decisions, deliveries, paper, past."""
    for name in sorted(n for n in os.listdir(os.path.join(PACK, "notices")) if n.endswith(".ics"))[:3]:
        assert ask("POST", "/api/v1/notices", sample(name)).status in (200, 201), name
    assert ask("POST", "/api/v1/notices", rally("surat@uji", 0.9, 117.2)).status == 201


class Locked(unittest.TestCase):
    def test_the_process_and_its_sender_hold_both_locks_from_the_first_answer_on(self):
        with Daemon(options=["--webhook-host", "hook.example"]) as d:
            if not has_sandbox(d):
                self.skipTest("a build with sanitizers, or a kernel without seccomp")
            self.assertIn("sandbox seccomp=on landlock=%d" % max(landlock(), 0), d.logged())
            log = until(d.logged, lambda text: "notify-started pid=" in text)
            sender = int(log.split("notify-started pid=")[1].split()[0])
            for pid, filters in ((d.process.pid, 1), (sender, 2)):
                until(lambda: status_of(pid)["Seccomp_filters"], lambda n: int(n) == filters, "not locked")
                self.assertEqual((status_of(pid)["Seccomp"], status_of(pid)["NoNewPrivs"]), ("2", "1"))

    def test_off_is_off_for_the_children_too(self):
        with Daemon(options=["--sandbox", "off", "--webhook-host", "hook.example"]) as d:
            self.assertIn("sandbox off", d.logged())
            log = until(d.logged, lambda text: "notify-started pid=" in text)
            sender = int(log.split("notify-started pid=")[1].split()[0])
            self.assertEqual([status_of(pid)["Seccomp"] for pid in (d.process.pid, sender)], ["0", "0"])

    def test_a_program_that_is_none_of_ours_is_not_run(self):
        """In the place of jarakd-paper stands one that asks the shell: it may not."""
        with tempfile.TemporaryDirectory(prefix="jarakd-sandbox-") as folder:
            for name in ("jarakd", "jarakd-past", "jarakd-notify"):
                shutil.copy2(os.path.join(BUILD, name), folder)
            with open(os.path.join(folder, "jarakd-paper"), "w", encoding="utf-8") as f:
                f.write("#!/bin/sh\ntouch %s/ran\n" % folder)
            os.chmod(os.path.join(folder, "jarakd-paper"), 0o755)
            for option, ran in (("on", False), ("off", True)):
                with Daemon(build=folder, options=["--sandbox", option], env=dict(
                        os.environ, JARAK_ZONES=os.path.join(ROOT, "calendars", "tz", "zones.ics"))) as d:
                    if option == "on" and (not has_sandbox(d) or landlock() < 1):
                        self.skipTest("a build with sanitizers, or a kernel without Landlock")
                    self.assertEqual(d.ask("GET", DAY + "/matrix.pdf", role="polres").status, 503)
                    self.assertEqual(os.path.exists(os.path.join(folder, "ran")), ran)


class Renewed(unittest.TestCase):
    def test_a_certificate_that_a_link_leads_to_is_read_again(self):
        """As certbot keeps them: live/ has links, archive/ has the files, and a renewal is another file."""
        with tempfile.TemporaryDirectory(prefix="jarakd-renewed-") as folder:
            live, archive = os.path.join(folder, "live"), os.path.join(folder, "archive")
            os.mkdir(live)
            os.mkdir(archive)
            names = [os.path.join(live, name) for name in ("a.pem", "a.key")]
            for name, to in zip(names, make_certificate(archive, "satu")):
                os.symlink(to, name)
            with Daemon(options=["--tls-cert", names[0], "--tls-key", names[1]]) as d:
                for name, to in zip(names, make_certificate(archive, "dua")):
                    os.unlink(name)
                    os.symlink(to, name)
                d.process.send_signal(signal.SIGHUP)
                until(d.logged, lambda log: "reloaded " in log)
                self.assertNotIn("certificate-kept", d.logged())
                served = ssl.get_server_certificate(("127.0.0.1", d.port))
                with open(names[0], encoding="utf-8") as f:
                    self.assertEqual(ssl.PEM_cert_to_DER_cert(served), ssl.PEM_cert_to_DER_cert(f.read()))


class Modes(unittest.TestCase):
    def check(self, data):
        for where, folders, names in os.walk(data):
            for name in folders + [""]:
                self.assertEqual(stat.S_IMODE(os.lstat(os.path.join(where, name)).st_mode), 0o700, (where, name))
            for name in names:
                self.assertEqual(stat.S_IMODE(os.lstat(os.path.join(where, name)).st_mode), 0o600, (where, name))

    def test_the_data_folder_is_its_owners_alone_whatever_the_umask_and_the_folder_were(self):
        receiver = Receiver()
        self.addCleanup(receiver.close)
        for mask, there in ((0, None), (0o022, 0o755), (0, 0o777)):
            with tempfile.TemporaryDirectory(prefix="jarakd-modes-") as folder:
                data, site = os.path.join(folder, "data"), os.path.join(folder, "situs")
                if there:
                    os.mkdir(data)
                    os.chmod(data, there)
                with Daemon(data=data, before=lambda m=mask: os.umask(m), options=FAST + [
                        "--publish", site, "--public-url", "https://jadwal.example"]) as d:
                    busy(d, d.ask)
                    answer = d.ask("PUT", "/api/v1/notices/surat@uji/letter", LETTER, headers={"Content-Type": "application/pdf"})
                    self.assertIn(answer.status, (200, 201, 204), answer.body)
                    subscribe(d, receiver.url())
                    pair(d, 0)
                    delivered(d, inbox(d)[-1]["index"])
                    self.check(data)
                    until(d.logged, lambda log: "published " in log)
                    d.stop()
                    self.check(data)
                    for name in ("jarakd.db", "jarakd.snapshot", "deliveries.db", "tokens", "keys", "shelf"):
                        self.assertTrue(os.path.exists(os.path.join(data, name)), name)
                    d.start()
                    self.check(data)
                    index = os.path.join(site, "index.html")
                    self.assertEqual(stat.S_IMODE(os.stat(index).st_mode) & 0o444, 0o444, "the public reads it")


INSIDE = """
import os, subprocess, sys
subprocess.run(["mount", "--make-rprivate", "/"], check=True)
for folder in ("/usr", "/etc", sys.argv[1]):
    subprocess.run(["mount", "--bind", folder, folder], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)
os.execv(sys.argv[2], sys.argv[2:])
"""


def may_unshare():
    return subprocess.run(["unshare", "--net", "--mount", "--ipc", "true"], capture_output=True, check=False).returncode == 0


class Unix(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=HANGING_S)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(HANGING_S)
        self.sock.connect(self.path)


class Namespace(unittest.TestCase):
    """As its unit has it: a network of its own with nothing in it, folders that cannot be written, a socket of the
    manager's and a courier outside."""

    def test_everything_works_without_a_network_and_with_a_courier_that_has_one(self):
        if os.geteuid() != 0 or not may_unshare():
            self.skipTest("this machine forbids namespaces")
        receiver = Receiver()
        self.addCleanup(receiver.close)
        with tempfile.TemporaryDirectory(prefix="jarakd-ns-") as folder:
            own, apart = os.path.join(folder, "jarakd.sock"), os.path.join(folder, "notify.sock")
            with unix_socket(own) as listening, unix_socket(apart) as notify, Isolated(
                    sockets=[listening], options=FAST + ["--notify-socket", apart]) as d:
                courier = subprocess.Popen(handed([os.path.join(BUILD, "jarakd-notify")], [notify]), close_fds=False,
                                           preexec_fn=lambda: hand_over([notify]), stdin=subprocess.DEVNULL)
                self.addCleanup(courier.wait)
                self.addCleanup(courier.kill)
                self.assertNotEqual(os.readlink("/proc/%d/ns/net" % d.process.pid), os.readlink("/proc/self/ns/net"))
                ask = lambda *words, **more: d.ask(*words, connection=Unix(own), **more)
                began = int(time.time())
                busy(d, ask)
                d.ask_over = own
                pair(d, 0)
                subscribed = subscribe(d, receiver.url())
                self.assertEqual(subscribed.status, 201, subscribed.body)
                paper = ask("GET", DAY + "/matrix.pdf", role="polres")
                self.assertEqual((paper.status, paper.body[:5]), (200, b"%PDF-"))
                until(lambda: int(time.time()), lambda now: now > began)
                past = ask("GET", "/api/v1/conflicts?as_of=" + time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(began)), role="polres")
                self.assertEqual(past.status, 200, past.body)
                delivered(d, inbox(d)[-1]["index"])
                self.assertTrue(receiver.taken)


class Isolated(Daemon):
    ask_over = None

    def ask(self, *words, **more):
        if self.ask_over and not more.get("connection"):
            more["connection"] = Unix(self.ask_over)
        return super().ask(*words, **more)

    def command(self, words):
        return ["unshare", "--net", "--mount", "--ipc", "--uts", sys.executable, "-c", INSIDE, ROOT] + words


if __name__ == "__main__":
    unittest.main()
