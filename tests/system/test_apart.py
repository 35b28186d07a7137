"""jarakd-notify runs apart, as its unit has it: reached over a UNIX socket that stays when either side begins anew."""
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import unittest

from daemon import BUILD, HANGING_S, Daemon, hand_over, handed, until
from service import Ear, unix_socket
from test_webhook import FAST, Receiver, delivered, inbox, pair, subscribe, verified


class Apart(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="jarakd-apart-")
        self.addCleanup(self.folder.cleanup)
        self.path = os.path.join(self.folder.name, "notify.sock")
        self.socket = unix_socket(self.path)
        self.addCleanup(self.socket.close)
        self.receiver = Receiver()
        self.addCleanup(lambda: self.receiver.close())
        self.options = FAST + ["--notify-socket", self.path]
        self.courier = None
        self.addCleanup(lambda: self.courier and self.end())

    def begin(self, env=None):
        self.courier = subprocess.Popen(handed([os.path.join(BUILD, "jarakd-notify")], [self.socket]), close_fds=False,
                                        preexec_fn=lambda: hand_over([self.socket]), env=env, stdin=subprocess.DEVNULL,
                                        stderr=subprocess.PIPE, text=True)

    def end(self, how=signal.SIGKILL):
        self.courier.send_signal(how)
        self.courier.wait(HANGING_S)
        self.courier.stderr.close()
        self.courier = None

    def test_what_is_due_is_delivered_in_order_over_restarts_of_either_side(self):
        with Daemon(options=self.options) as d:
            made = subscribe(d, self.receiver.url())
            self.assertEqual(made.status, 201, made.body)
            secret = made.json()["secret"]
            pair(d, 0)
            self.begin()  # what was sent to the socket before waits in it
            self.receiver.wait(1)
            for number in range(1, 7):
                pair(d, number)
                if number % 2:
                    self.end()
                    self.begin()
                else:
                    d.stop()
                    d.start()
            told = inbox(d)
            delivered(d, told[-1]["index"])
            seen = {}
            for headers, body in self.receiver.taken:
                alert = verified(self, secret, headers, body)
                self.assertEqual(seen.setdefault(alert["index"], alert), alert, "the same number is the same message")
            self.assertEqual([seen[i] for i in sorted(seen)], told, "none is missing")
            order = [json.loads(body)["index"] for _, body in self.receiver.taken]
            self.assertEqual(order, sorted(order), "and none overtook another")
            self.assertNotIn("notify-started", d.logged(), "nothing is started by the daemon")

    def test_a_receipt_that_came_is_not_followed_by_a_second_message(self):
        self.begin()
        with Daemon(options=self.options) as d:
            subscribe(d, self.receiver.url())
            pair(d, 0)
            told = inbox(d)
            delivered(d, told[-1]["index"])
            self.end()
            self.begin()
            d.stop()
            d.start()
            pair(d, 1)
            delivered(d, inbox(d)[-1]["index"])
            self.assertEqual(len(self.receiver.taken), len(inbox(d)))

    def test_nobody_elses_process_is_served(self):
        os.chmod(self.folder.name, 0o755)
        os.chmod(self.path, 0o777)
        self.begin()
        script = ("import os, socket, sys\nos.setgid(65534)\nos.setuid(65534)\ns = socket.socket(socket.AF_UNIX)\n"
                  "s.connect(sys.argv[1])\ns.settimeout(60)\nsys.exit(len(s.recv(1)))\n")
        run = subprocess.run([sys.executable, "-c", script, self.path], timeout=HANGING_S, check=False)
        self.assertEqual(run.returncode, 0, "it is closed")
        self.assertIn("another user", self.courier.stderr.readline())
        with socket.socket(socket.AF_UNIX) as own:  # and goes on serving its own
            own.connect(self.path)
            own.settimeout(0.5)
            with self.assertRaises(TimeoutError):
                own.recv(1)

    def test_the_daemon_sends_nothing_to_a_socket_of_another_user(self):
        other = os.path.join(self.folder.name, "other")
        os.mkdir(other)
        os.chmod(other, 0o777)
        os.chmod(self.folder.name, 0o755)
        path = os.path.join(other, "notify.sock")
        script = ("import os, signal, socket, sys\nos.setgid(65534)\nos.setuid(65534)\ns = socket.socket(socket.AF_UNIX)\n"
                  "s.bind(sys.argv[1])\ns.listen()\nsignal.pause()\n")
        other = subprocess.Popen([sys.executable, "-c", script, path])
        self.addCleanup(other.wait)
        self.addCleanup(other.kill)
        until(lambda: os.path.exists(path))
        with Daemon(options=FAST + ["--notify-socket", path]) as d:
            until(d.logged, lambda log: "notify-not-reached" in log)
            self.assertIn("not of our user", d.logged())

    def test_its_watchdog_is_fed_with_and_without_a_daemon(self):
        ear = Ear(200)
        self.addCleanup(ear.close)
        self.begin(ear.env)
        ear.hear_until("READY")
        ear.hear_until("WATCHDOG")
        with Daemon(options=self.options) as d:
            until(d.logged, lambda log: "notify-reached" in log)
            for _ in range(3):
                ear.hear_until("WATCHDOG")


if __name__ == "__main__":
    unittest.main()
