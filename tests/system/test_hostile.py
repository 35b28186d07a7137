"""Clients that mean harm, or only do not know better: slow ones are cut, who sends too much still reads why not,
and guesses are slowed down without keeping anybody out."""
import http.client
import os
import select
import socket
import ssl
import subprocess
import tempfile
import unittest

from daemon import Daemon, make_certificate, rally, until

MIB = 1 << 20
EACH = 40  # connections of a shape
HELLO = bytes.fromhex("16030100c8010000c40303")  # of a TLS client's first record


class Slow(unittest.TestCase):
    """Each shape is cut by a deadline of its own; others are served meanwhile. The bench (tests/bench/slow.py) holds
    thousands, and says how soon."""

    def hold(self, daemon, sent=b"", small=False):
        """Connections of one shape that from now on send nothing, and read nothing."""
        held = []
        for _ in range(EACH):
            s = socket.socket()
            self.addCleanup(s.close)
            if small:
                s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            s.connect(("127.0.0.1", daemon.port))
            s.sendall(sent)
            held.append(s)
        return held

    def wait_cut(self, held):
        """Until the daemon has ended all of them."""
        poll, left = select.poll(), set()
        for s in held:
            poll.register(s, select.POLLRDHUP)
            left.add(s.fileno())

        def look():
            for fd, _ in poll.poll(0):
                poll.unregister(fd)
                left.discard(fd)
            return left
        until(look, lambda left: not left, "they are held for ever")

    def open_now(self, daemon):
        text = daemon.ask("GET", "/metrics", role="admin").body.decode()
        return int(text.split("\njarakd_http_connections ")[1].split()[0]) - 1

    def hold_handshakes(self):
        """At a daemon of their own: connections whose handshake stops before it begins and behind its first octets, which keep
        nobody else out. They wait beside the other shapes."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        cert, key = make_certificate(folder.name, "cert")
        daemon = Daemon(options=["--tls-cert", cert, "--tls-key", key]).__enter__()
        self.addCleanup(daemon.__exit__)
        held = self.hold(daemon) + self.hold(daemon, HELLO)
        context = ssl.create_default_context(cafile=cert)
        beside = http.client.HTTPSConnection("127.0.0.1", daemon.port, timeout=30, context=context)
        self.assertEqual(daemon.ask("GET", "/healthz", role=None, connection=beside).status, 200)
        beside.close()
        return held

    def test_each_shape_is_cut_and_who_can_hear_it_is_told_why(self):
        handshakes = self.hold_handshakes()
        with Daemon() as daemon:
            for i in range(60):
                daemon.ask("POST", "/api/v1/notices", rally("l%d@slow" % i, 0.2 + i * 0.02, 117.5))
            own = "Host: x\r\nAuthorization: Bearer %s\r\n" % daemon.token("bawaslu")
            post = "POST /api/v1/notices HTTP/1.1\r\n" + own + "Content-Type: text/calendar\r\n"
            shapes = {"silent": b"", "head": b"GET /api/v1/notices HT",
                      "body": (post + "Content-Length: 900\r\n\r\nBEGIN:").encode(),
                      "chunked": (post + "Transfer-Encoding: chunked\r\n\r\n5\r\nBEG").encode(),
                      "answer": ("GET /api/v1/notices HTTP/1.1\r\n" + own + "\r\n").encode()}
            held = {name: self.hold(daemon, sent, name == "answer") for name, sent in shapes.items()}
            self.assertGreaterEqual(self.open_now(daemon), len(shapes) * EACH, "all are held")
            self.assertEqual(daemon.ask("POST", "/api/v1/notices", rally("beside@slow", 0.9, 117.9)).status, 201)
            for name, sockets in dict(held, handshake=handshakes).items():
                with self.subTest(name):
                    self.wait_cut(sockets)
            for name in ("head", "body", "chunked"):
                for s in held[name]:
                    self.assertTrue(s.recv(4096).startswith(b"HTTP/1.1 408 "), name)
            for s in held["silent"]:
                self.assertEqual(s.recv(4096), b"", "who never asked is not answered")
            until(lambda: self.open_now(daemon), lambda n: n == 0)


class Bodies(unittest.TestCase):
    """Who sends all of a body before he reads still finds the answer; each way of sending, plain and by TLS."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.cert, key = make_certificate(cls.folder.name, "cert")
        cls.big = os.path.join(cls.folder.name, "big")
        with open(cls.big, "wb") as f:
            for _ in range(64):
                f.write(b"x" * MIB)
        cls.plain = Daemon().__enter__()
        cls.tls = Daemon(options=["--tls-cert", cls.cert, "--tls-key", key]).__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.plain.__exit__()
        cls.tls.__exit__()
        cls.folder.cleanup()

    def cases(self, daemon):
        """What is refused before its body is read: path, token, content type, the answer."""
        files = daemon.token("bawaslu")
        return [("/api/v1/notices", files, "text/calendar", 413), ("/api/v1/notices", None, "text/calendar", 401),
                ("/api/v1/decisions", files, "application/json", 403), ("/api/v1/tidak-ada", files, "text/calendar", 404),
                ("/api/v1/notices", files, "image/png", 415), ("/api/v1/notices?apa=1", files, "text/calendar", 400)]

    def each(self):
        for daemon in (self.plain, self.tls):
            for path, token, kind, code in self.cases(daemon):
                yield daemon, path, token, kind, code

    def connect(self, daemon):
        s = socket.create_connection(("127.0.0.1", daemon.port), timeout=60)
        if daemon is self.tls:
            s = ssl.create_default_context(cafile=self.cert).wrap_socket(s, server_hostname="127.0.0.1")
        self.addCleanup(s.close)
        return s

    def head(self, path, token, kind, *more):
        fields = ["POST %s HTTP/1.1" % path, "Host: x", "Content-Type: " + kind, *more]
        if token:
            fields.append("Authorization: Bearer " + token)
        return "\r\n".join(fields + ["", ""]).encode()

    def test_curl(self):
        for daemon, path, token, kind, code in self.each():
            for more in ([], ["-H", "Transfer-Encoding: chunked"], ["-H", "Expect:"]):
                words = ["curl", "-s", "-o", os.devnull, "-w", "%{http_code}", "--cacert", self.cert, "-H",
                         "Content-Type: " + kind, "--data-binary", "@" + self.big, *more]
                words += ["-H", "Authorization: Bearer " + token] if token else []
                done = subprocess.run(words + ["http%s://127.0.0.1:%d%s" % (
                    "s" if daemon is self.tls else "", daemon.port, path)], capture_output=True, text=True, timeout=60, check=False)
                self.assertEqual((done.returncode, done.stdout), (0, str(code)), more)

    def test_http_client(self):
        for daemon, path, token, kind, code in self.each():
            for chunked in (False, True):
                own = http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=60)
                own.sock = self.connect(daemon)
                headers = {"Content-Type": kind}
                if token:
                    headers["Authorization"] = "Bearer " + token
                with open(self.big, "rb") as f:
                    own.request("POST", path, iter(lambda: f.read(MIB), b"") if chunked else f, headers,
                                encode_chunked=chunked)
                self.assertEqual(own.getresponse().status, code)

    def test_sockets_that_send_all_before_they_read(self):
        for daemon, path, token, kind, code in self.each():
            for field, body in (("Content-Length: %d" % (64 * MIB), b"x" * MIB),
                                ("Transfer-Encoding: chunked", b"100000\r\n" + b"x" * MIB + b"\r\n")):
                s = self.connect(daemon)
                s.sendall(self.head(path, token, kind, field))
                for _ in range(64):
                    s.sendall(body)
                self.assertTrue(s.recv(4096).startswith(b"HTTP/1.1 %d " % code), field)

    def test_who_asks_whether_to_send_is_told_at_once(self):
        for daemon, path, token, kind, code in self.each():
            s = self.connect(daemon)
            s.sendall(self.head(path, token, kind, "Content-Length: %d" % (64 * MIB), "Expect: 100-continue"))
            self.assertTrue(s.recv(4096).startswith(b"HTTP/1.1 %d " % code), "and not 100 before it")

    def test_who_pours_without_end_is_ended(self):
        daemon = self.plain
        s = self.connect(daemon)
        s.sendall(self.head("/api/v1/notices", daemon.token("bawaslu"), "text/calendar", "Content-Length: 999999999999"))
        with self.assertRaises(OSError):
            for _ in range(4096):  # 4 GiB, where 128 MiB are thrown away
                s.sendall(b"x" * MIB)


class Floods(unittest.TestCase):
    def test_wrong_tokens_are_slowed_down_and_right_ones_never(self):
        with Daemon() as daemon:
            def guess(i, address):
                return daemon.ask("GET", "/api/v1/notices", role=None, headers={
                    "Authorization": "Bearer %064x" % i, "X-Forwarded-For": address})
            for i in range(50):
                self.assertEqual(guess(i, "203.0.113.9").status, 401, i)
            late = guess(50, "203.0.113.9")
            self.assertEqual(late.status, 429)
            self.assertTrue(1 <= int(late.headers["retry-after"]) <= 60)
            self.assertEqual(guess(51, "203.0.113.10").status, 401, "another address has its own")
            own = daemon.ask("GET", "/api/v1/notices", headers={"X-Forwarded-For": "203.0.113.9"})
            self.assertEqual(own.status, 200, "the office behind the same address works on")

    def test_refusals_are_answered_and_do_not_fill_the_log(self):
        with Daemon() as daemon:
            own = http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=30)
            for _ in range(500):
                self.assertEqual(daemon.ask("GET", "/api/v1/notices", role=None, connection=own).status, 401)
            own.close()
            for line in (b"GET / HTTP/9.9\r\n\r\n", b"\0\0\0\0\r\n\r\n", b"GET /a b HTTP/1.1\r\n\r\n",
                         b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n", b"A" * 20000):
                for _ in range(40):
                    with socket.create_connection(("127.0.0.1", daemon.port), timeout=30) as s:
                        s.sendall(line)
                        answer = s.recv(4096)
                        self.assertIn(answer[:10], (b"HTTP/1.1 4", b"HTTP/1.1 5"), line[:20])
                        self.assertIn(b"\r\nConnection: close\r\n", answer, line[:20])
            self.assertEqual(daemon.ask("POST", "/api/v1/notices", rally("after@flood", 0.5, 117.5)).status, 201)
            self.assertLessEqual(daemon.logged().count("refused code=401"), 20, "ten a minute")


if __name__ == "__main__":
    unittest.main()
