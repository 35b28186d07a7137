"""Under a service manager: what it is told, in which order, and what its sockets are for."""
import http.client
import itertools
import os
import select
import shutil
import signal
import socket
import tempfile
import threading
import time
import unittest

from daemon import BUILD, HANGING_S, PACK, ROOT, Daemon, rally, until
from service import Ear, tcp_socket, unix_socket

WATCHDOG_MS = 200
RESTARTS = 5
CLIENTS = 12  # half of them keep their connection
BETWEEN = 6   # requests of each client between two restarts, at least


class Told(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="jarakd-service-")
        self.addCleanup(self.folder.cleanup)

    def ear(self, watchdog_ms=None):
        ear = Ear(watchdog_ms)
        self.addCleanup(ear.close)
        return ear

    def test_loading_ready_reloading_ready_and_stopping_are_said_in_this_order(self):
        ear = self.ear()
        pack = os.path.join(self.folder.name, "pack")
        shutil.copytree(os.path.join(ROOT, PACK), pack)
        with Daemon(env=ear.env, pack=pack) as d:
            _, before = ear.hear_until("READY")
            self.assertEqual(before, ["STATUS"])
            for spoilt in (False, True):  # what is refused ends too
                with open(os.path.join(pack, "pack.json"), "a", encoding="utf-8") as f:
                    f.write("x" if spoilt else "\n")
                began_us = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
                d.process.send_signal(signal.SIGHUP)
                state, before = ear.hear_until("RELOADING")
                self.assertEqual(before, [])
                self.assertLessEqual(began_us, int(state["MONOTONIC_USEC"]))
                _, before = ear.hear_until("READY")
                self.assertEqual(before, [])
                self.assertIn("reload-refused " if spoilt else "reloaded ", d.logged())
            d.stop()
            _, before = ear.hear_until("STOPPING")
            self.assertEqual(before, [])
            self.assertIsNone(ear.hear(0), "nothing is said behind it")

    def test_reloads_that_came_close_behind_each_other_are_over_at_the_end(self):
        ear = self.ear()
        with Daemon(env=ear.env) as d:
            ear.hear_until("READY")
            for _ in range(3):
                d.process.send_signal(signal.SIGHUP)
                ear.hear_until("RELOADING")
            until(d.logged, lambda log: log.count("reloaded ") == 3, "a reload was lost")
            d.stop()
            _, before = ear.hear_until("STOPPING")
            self.assertEqual(before, ["READY"], "and then none is under way")

    def test_the_watchdog_is_fed_while_the_loop_turns_and_starves_when_it_hangs(self):
        ear = self.ear(WATCHDOG_MS)
        config = os.path.join(self.folder.name, "jarakd.conf")
        open(config, "w", encoding="utf-8").close()
        with Daemon(env=ear.env, options=["--config", config]) as d:
            ear.hear_until("READY")
            for _ in range(5):
                ear.hear_until("WATCHDOG")
            # A reload that reads a pipe nobody writes to holds the loop, and nothing else of the process.
            os.unlink(config)
            os.mkfifo(config)
            d.process.send_signal(signal.SIGHUP)
            ear.hear_until("RELOADING")
            self.assertIsNone(ear.hear(10 * WATCHDOG_MS / 1000), "the loop hangs and something feeds the watchdog")
            with open(config, "w", encoding="utf-8"):
                pass
            _, before = ear.hear_until("READY")
            self.assertLessEqual(set(before), {"WATCHDOG"})
            ear.hear_until("WATCHDOG")

    def test_a_long_start_feeds_it_too(self):
        ear = self.ear(WATCHDOG_MS)
        gate = os.path.join(self.folder.name, "gate")
        with Daemon() as d:
            d.stop()
            open(gate, "w", encoding="utf-8").close()
            d.env = dict(ear.env, LD_PRELOAD=os.path.join(BUILD, "tests", "gate.so"), JARAK_TEST_GATE=gate,
                         ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0")
            d.launch()
            for _ in range(5):
                _, before = ear.hear_until("WATCHDOG")
                self.assertNotIn("READY", before)
            os.unlink(gate)
            ear.hear_until("READY")
            d.wait_loaded()

    def test_a_watchdog_of_another_process_is_not_ours(self):
        ear = self.ear(WATCHDOG_MS)
        with Daemon(env=dict(ear.env, WATCHDOG_PID="1")):
            ear.hear_until("READY")
            self.assertIsNone(ear.hear(5 * WATCHDOG_MS / 1000))

    def test_children_are_told_nothing_of_it(self):
        ear = self.ear(WATCHDOG_MS)
        listening = tcp_socket()
        self.addCleanup(listening.close)
        with Daemon(env=ear.env, sockets=[listening], options=["--webhook-host", "hook.example"]) as d:
            pid = int(until(d.logged, lambda log: "notify-started pid=" in log).split("notify-started pid=")[1].split()[0])
            with open("/proc/%d/environ" % pid, "rb") as f:
                names = {entry.split(b"=")[0].decode() for entry in f.read().split(b"\0")}
            self.assertEqual({n for n in names if n.startswith(("NOTIFY_", "WATCHDOG_", "LISTEN_"))}, set())
            held = [os.readlink("/proc/%d/fd/%s" % (pid, fd)) for fd in os.listdir("/proc/%d/fd" % pid)]
            self.assertNotIn("socket:[%d]" % os.fstat(listening.fileno()).st_ino, held)


class Handed(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="jarakd-service-")
        self.addCleanup(self.folder.cleanup)
        self.path = os.path.join(self.folder.name, "jarakd.sock")

    def test_sockets_handed_over_stand_in_the_place_of_those_of_the_options(self):
        tcp, unix = tcp_socket(), unix_socket(self.path)
        self.addCleanup(tcp.close)
        self.addCleanup(unix.close)
        own = os.path.join(self.folder.name, "own.sock")
        with Daemon(sockets=[unix, tcp], options=["--socket", own]) as d:
            self.assertEqual(d.port, tcp.getsockname()[1])
            self.assertEqual(d.ask("GET", "/healthz", role=None).status, 200)
            with socket.socket(socket.AF_UNIX) as s:
                s.connect(self.path)
                s.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                self.assertIn(b"200 OK", s.recv(4096))
            self.assertFalse(os.path.exists(own))
            d.stop()
            self.assertTrue(os.path.exists(self.path), "it is not the daemon's to remove")
            with socket.create_connection(("127.0.0.1", d.port)) as early:  # nobody is there: it waits
                early.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                d.start()
                early.settimeout(HANGING_S)
                self.assertIn(b"200 OK", early.recv(4096))
            d.stop()
            d.sockets = [unix]
            d.start()
            self.assertIsNone(d.port, "no TCP beside a UNIX socket alone")

    def test_what_is_no_listening_socket_is_refused(self):
        deaf = socket.socket()
        self.addCleanup(deaf.close)
        datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.addCleanup(datagrams.close)
        datagrams.bind(("127.0.0.1", 0))
        with open(os.devnull, encoding="utf-8") as nothing:
            for wrong in (deaf, datagrams, nothing):
                with self.assertRaisesRegex(RuntimeError, "LISTEN_FDS"):
                    Daemon(sockets=[wrong]).start()

    def test_sockets_of_another_process_are_not_taken(self):
        with Daemon(env=dict(os.environ, LISTEN_PID="1", LISTEN_FDS="1")) as d:
            self.assertEqual(d.ask("GET", "/healthz", role=None).status, 200)


class Client(threading.Thread):
    """Files and reads by turns; `faults` has whatever was not answered as it should be. Nothing is sent twice."""

    def __init__(self, load, number):
        super().__init__(daemon=True)
        self.load, self.number, self.keep = load, number, number % 2 == 0
        self.unix = number % 3 == 0
        self.connection, self.done, self.filed, self.faults = None, 0, [], []

    def connect(self):
        if self.unix:
            connection = http.client.HTTPConnection("localhost", timeout=HANGING_S)
            connection.sock = socket.socket(socket.AF_UNIX)
            connection.sock.settimeout(HANGING_S)
            connection.sock.connect(self.load.path)
        else:
            connection = http.client.HTTPConnection("127.0.0.1", self.load.port, timeout=HANGING_S)
            connection.connect()
        return connection

    def usable(self):
        """The connection to ask on: one that the server has closed meanwhile is none (RFC 9112 9.3.1)."""
        if self.connection and (self.connection.sock is None or select.select([self.connection.sock], [], [], 0)[0]):
            self.connection.close()
            self.connection = None
        if not self.connection:
            self.connection = self.connect()
        return self.connection

    def ask(self, method, path, body=None):
        headers = {"Authorization": "Bearer " + self.load.token, "Content-Type": "text/calendar"}
        if not self.keep:
            headers["Connection"] = "close"
        connection = self.usable()
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.read()
        if answer.will_close:
            connection.close()
            self.connection = None
        return answer.status

    def turn(self, i):
        uid = "beban-%d-%d@uji" % (self.number, i)
        body = rally(uid, 0.30 + 0.01 * self.number, 117.0 + 0.0001 * i, paslon=1)
        status = self.ask("POST", "/api/v1/notices", body)
        if status == 201:
            self.filed.append(uid)
        else:
            self.faults.append((uid, status))
        for path in ("/feeds/64.08/approved.ics", "/api/v1/notices/" + uid):
            status = self.ask("GET", path)
            if status != 200:
                self.faults.append((path, status))

    def run(self):
        for i in itertools.count():
            if self.load.over.is_set():
                break
            try:
                self.turn(i)
            except (OSError, http.client.HTTPException) as e:
                self.faults.append((i, repr(e)))
                self.connection = None
            self.done += 1
        if self.connection:
            self.connection.close()


class Load:
    def __init__(self, daemon, path):
        self.port, self.path, self.token = daemon.port, path, daemon.token("bawaslu")
        self.over = threading.Event()
        self.clients = [Client(self, n) for n in range(CLIENTS)]
        for client in self.clients:
            client.start()

    def go_on(self):
        """Until each client has asked several times more."""
        goals = [client.done + BETWEEN for client in self.clients]
        until(lambda: [client.done for client in self.clients],
              lambda done: all(d >= goal for d, goal in zip(done, goals)), "a client stands still")

    def end(self):
        self.over.set()
        for client in self.clients:
            client.join(HANGING_S)


class Restarts(unittest.TestCase):
    def test_five_restarts_under_load_fail_no_request_and_lose_no_filing(self):
        with tempfile.TemporaryDirectory(prefix="jarakd-service-") as folder:
            path = os.path.join(folder, "jarakd.sock")
            with tcp_socket() as tcp, unix_socket(path) as unix, Daemon(sockets=[tcp, unix]) as d:
                load = Load(d, path)
                self.addCleanup(load.over.set)
                for _ in range(RESTARTS):
                    load.go_on()
                    self.assertEqual(d.stop(), 0)
                    d.start()
                load.go_on()
                load.end()
                faults = [fault for client in load.clients for fault in client.faults]
                filed = [uid for client in load.clients for uid in client.filed]
                self.assertEqual(faults, [], "of %d filings" % len(filed))
                self.assertGreaterEqual(len(filed), CLIENTS * BETWEEN * RESTARTS)
                for uid in filed:
                    self.assertEqual(d.ask("GET", "/api/v1/notices/" + uid).status, 200, uid)

    def test_a_request_on_its_way_when_the_stop_comes_is_answered_as_the_last(self):
        with tcp_socket() as tcp, Daemon(sockets=[tcp]) as d:
            kept = http.client.HTTPConnection("127.0.0.1", d.port, timeout=HANGING_S)
            self.assertEqual(d.ask("GET", "/healthz", role=None, connection=kept).status, 200)
            d.process.send_signal(signal.SIGTERM)
            until(d.logged, lambda log: "stopping signal=" in log)
            answer = d.ask("POST", "/api/v1/notices", rally("akhir@uji", 0.5, 117.5), connection=kept)
            self.assertEqual((answer.status, answer.headers.get("connection")), (201, "close"))
            kept.close()
            self.assertEqual(d.process.wait(HANGING_S), 0)
            d.start()
            self.assertEqual(d.ask("GET", "/api/v1/notices/akhir@uji").status, 200)


if __name__ == "__main__":
    unittest.main()
