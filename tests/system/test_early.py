"""What the daemon answers while it still reads its store: what the public was shown last, and 503."""
import gzip
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import unittest

from daemon import BUILD, HANGING_S, PACK, Daemon, rally, until

URL = "https://jadwal.example"
FEED = "/feeds/64.08/approved.ics"
OTHER = "/feeds/64.03/approved.ics"
ABOVE = "/feeds/64/approved.ics"
PAGES = ("/", "/kalender/64.08", "/kalender/en/64.08", "/kalender/64")
GZIP = {"Accept-Encoding": "gzip"}
SHOWN = ("content-type", "etag", "last-modified", "cache-control", "vary", "content-encoding", "content-security-policy",
         "x-content-type-options", "referrer-policy", "content-length")


class Unix(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("unix", timeout=30)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(30)
        self.sock.connect(self.path)


class Early(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="jarakd-early-")
        self.addCleanup(self.folder.cleanup)
        self.gate = os.path.join(self.folder.name, "gate")
        self.unix = os.path.join(self.folder.name, "socket")
        env = dict(os.environ, JARAK_TEST_GATE=self.gate, LD_PRELOAD=os.path.join(BUILD, "tests", "gate.so"))
        env["ASAN_OPTIONS"] = ":".join(filter(None, [env.get("ASAN_OPTIONS"), "verify_asan_link_order=0"]))
        self.daemon = Daemon(options=["--public-url", URL, "--socket", self.unix], env=env).__enter__()
        self.addCleanup(self.daemon.__exit__)
        self.shelf = os.path.join(self.daemon.data, "shelf")

    def approve(self, uid, lat=0.5, lon=117.5, paslon=1):
        d = self.daemon
        answer = d.ask("POST", "/api/v1/notices", rally(uid, lat, lon, paslon))
        self.assertEqual(answer.status, 201, answer.body)
        verdict = answer.json()["notices"][0]
        seen = [{"conflict": c["id"], "revision": c["revision"]} for c in verdict["conflicts"]]
        answer = d.decide(uid, act="approve", sttp="STTP/" + uid, reason="uji", seen=seen,
                          chain_revision=verdict["chain_revision"])
        self.assertEqual(answer.status, 200, answer.body)

    def close_gate(self):
        open(self.gate, "w", encoding="utf-8").close()

    def open_gate(self):
        os.unlink(self.gate)
        self.daemon.wait_loaded()

    def begin(self):
        """Start as far as the gate: the doorman answers."""
        d, before = self.daemon, self.daemon.logged()
        self.close_gate()
        d.launch()
        d.port = int(until(lambda: re.findall(r"loading port=(\d+)", d.logged()[len(before):]))[0])

    def restart(self):
        self.assertEqual(self.daemon.stop(), 0)
        self.begin()

    def kill(self):
        """As by the kernel, or the mains."""
        self.daemon.process.send_signal(signal.SIGKILL)
        self.daemon.process.wait()
        self.daemon.process.stdout.close()
        self.daemon.log.close()

    def shown(self, path, **headers):
        answer = self.daemon.ask("GET", path, role=None, headers=headers)
        return answer.status, {k: answer.headers[k] for k in SHOWN if k in answer.headers}, answer.body

    def assert_loading(self, answer, path=""):
        self.assertEqual(answer.status, 503, path)
        self.assertIn(int(answer.headers["retry-after"]), range(1, 6), path)

    def test_feeds_and_pages_are_those_of_the_loaded_daemon(self):
        self.approve("a@dini")
        asked = [(FEED, {}), (FEED, GZIP), (OTHER, {}), (ABOVE, GZIP), ("/feeds/64.08/qr.svg", {}),
                 ("/assets/jarakd.css", {})] + [(path, {}) for path in PAGES]
        before = [self.shown(path, **headers) for path, headers in asked]
        self.restart()
        for (path, headers), wanted in zip(asked, before):
            self.assertEqual(self.shown(path, **headers), wanted, path)
            tag = wanted[1]["etag"]
            same = self.daemon.ask("GET", path, role=None, headers={"If-None-Match": tag, **headers})
            self.assertEqual((same.status, same.headers["etag"], same.body), (304, tag, b""), path)
            head = self.daemon.ask("HEAD", path, role=None, headers=headers)
            self.assertEqual((head.status, head.headers["etag"], head.body), (200, tag, b""), path)
        self.assertEqual(gzip.decompress(before[1][2]), before[0][2])
        self.assertIn(b"a@dini", before[0][2])
        self.open_gate()
        for (path, headers), wanted in zip(asked, before):
            self.assertEqual(self.shown(path, **headers), wanted, path)

    def test_everything_else_has_to_wait_on_the_same_connection_until_it_is_loaded(self):
        self.approve("a@dini")
        self.restart()
        d = self.daemon
        body = rally("b@dini", 0.6, 117.5, 2)
        with self.subTest("what asks for an account"):
            for method, path, sent in (("POST", "/api/v1/check", body), ("POST", "/api/v1/notices", body),
                                       ("GET", "/api/v1/notices", None), ("GET", "/meja/", None), ("GET", "/metrics", None),
                                       ("PROPFIND", "/dav/", None), ("GET", "/feeds/t/%s.ics" % ("0" * 64), None),
                                       ("GET", FEED + "?paslon=1", None), ("GET", "/feeds/../data/tokens", None),
                                       ("GET", "/kalender/64.08/0123456789abcdef", None), ("OPTIONS", "/dav/", None)):
                answer = d.ask(method, path, sent, role="polres")
                if ".." in path:
                    self.assertEqual(answer.status, 400)
                    continue
                self.assert_loading(answer, path)
                self.assertEqual(answer.headers["content-type"], "application/problem+json", path)
                self.assertIn("memuat data", answer.json()["detail"], path)
        jcal = d.ask("GET", FEED, role=None, headers={"Accept": "application/calendar+json"})
        self.assert_loading(jcal)
        page = d.ask("GET", "/meja/", role=None, headers={"Accept": "text/html"})
        self.assert_loading(page)
        self.assertIn("memuat data", page.body.decode())
        self.assertIn("text/html", page.headers["content-type"])
        english = d.ask("GET", "/kalender/en/64.08/0123456789abcdef", role=None, headers={"Accept": "text/html"})
        self.assertIn("loading its data", english.body.decode())
        kept = http.client.HTTPConnection("127.0.0.1", d.port, timeout=30)
        self.assert_loading(d.ask("POST", "/api/v1/check", body, connection=kept))
        first = kept.sock
        self.assert_loading(d.ask("POST", "/api/v1/notices", body, connection=kept))
        self.open_gate()
        self.assertEqual(d.ask("POST", "/api/v1/check", body, connection=kept).status, 200)
        self.assertEqual(d.ask("POST", "/api/v1/notices", body, connection=kept).status, 201)
        self.assertIs(kept.sock, first)
        kept.close()

    def test_health_readiness_and_the_unix_socket(self):
        self.approve("a@dini")
        wanted = self.shown(FEED)
        self.restart()
        d = self.daemon
        self.assertEqual(d.ask("GET", "/healthz", role=None).json(), {"status": "alive"})
        ready = d.ask("GET", "/readyz", role=None)
        self.assert_loading(ready)
        said = ready.json()
        self.assertIn(said.pop("loaded_percent"), range(0, 101))
        self.assertEqual(said, {"status": "not-ready", "pack": "kutim-2024", "faults": ["loading"]})
        unix = Unix(self.unix)
        answer = d.ask("GET", FEED, role=None, connection=unix)
        self.assertEqual((answer.status, answer.headers["etag"], answer.body), (200, wanted[1]["etag"], wanted[2]))
        self.assert_loading(d.ask("GET", "/api/v1/notices", connection=unix))
        self.open_gate()
        self.assertEqual(d.ask("GET", "/api/v1/notices", connection=unix).status, 200)
        unix.close()
        self.assertEqual(d.ask("GET", "/readyz", role=None).status, 200)

    def test_sigterm_ends_it_and_sighup_waits(self):
        self.approve("a@dini")
        self.restart()
        d = self.daemon
        kept = http.client.HTTPConnection("127.0.0.1", d.port, timeout=30)
        self.assertEqual(d.ask("GET", FEED, role=None, connection=kept).status, 200)
        self.assertEqual(d.stop(), 0)
        self.assertFalse(os.path.exists(self.unix))
        kept.close()
        self.begin()
        self.assertEqual(self.shown(FEED)[0], 200, "nothing was lost by it")
        d.process.send_signal(signal.SIGHUP)
        self.assertEqual(self.shown("/healthz")[0], 200)
        before = len(d.logged())
        self.open_gate()
        until(lambda: "reloaded pack=" in d.logged()[before:])

    def spoil(self, name, how):
        path = os.path.join(self.shelf, name)
        with open(path, "r+b") as f:
            how(f)

    def test_what_was_tampered_with_is_not_shown(self):
        self.approve("a@dini")
        kept = os.path.join(self.folder.name, "kept")

        def flip(f):
            f.seek(40)
            byte = f.read(1)
            f.seek(40)
            f.write(bytes([byte[0] ^ 1]))
        self.assertEqual(self.daemon.stop(), 0)
        shutil.copytree(self.shelf, kept)
        self.assertEqual(os.stat(self.shelf).st_mode & 0o777, 0o700)
        for name, path, how in (("64.08.ics.gz", FEED, flip), ("64.08.ics.gz", FEED, lambda f: f.truncate(50)),
                                ("64.08.ics.gz", FEED, lambda f: (f.seek(0, 2), f.write(b"x"))),
                                ("64.08.id.html", "/kalender/64.08", flip)):
            self.spoil(name, how)
            self.begin()
            self.assert_loading(self.daemon.ask("GET", path, role=None), path)
            self.assertEqual(self.shown(OTHER)[0], 200)
            self.assertIn("shelf-spoilt file=" + name, self.daemon.logged())
            self.open_gate()
            self.assertEqual(self.shown(FEED)[0], 200)
            self.assertEqual(self.daemon.stop(), 0, "and it is written again")
            with open(os.path.join(self.shelf, name), "rb") as new, open(os.path.join(kept, name), "rb") as old:
                self.assertEqual(new.read(), old.read())
        for spoil in (lambda: os.unlink(os.path.join(self.shelf, "64.08.ics.gz")),
                      lambda: (os.unlink(os.path.join(self.shelf, "64.08.ics.gz")),
                               os.symlink(os.path.join(kept, "64.08.ics.gz"), os.path.join(self.shelf, "64.08.ics.gz"))),
                      lambda: os.unlink(os.path.join(self.shelf, "manifest")),
                      lambda: self.spoil("manifest", flip),
                      lambda: self.spoil("manifest", lambda f: f.truncate(os.path.getsize(f.name) - 1))):
            spoil()
            self.begin()
            self.assert_loading(self.daemon.ask("GET", FEED, role=None))
            self.open_gate()
            self.assertEqual(self.daemon.stop(), 0)
        self.begin()
        self.assertEqual(self.shown(FEED)[0], 200)
        self.open_gate()

    def test_the_files_of_an_earlier_run_are_not_shown_in_place_of_later_ones(self):
        self.approve("a@dini")
        self.assertEqual(self.daemon.stop(), 0)
        kept = os.path.join(self.folder.name, "kept")
        shutil.copytree(self.shelf, kept)
        self.daemon.start()
        self.withdraw("a@dini")
        self.assertEqual(self.daemon.stop(), 0)
        shutil.copy(os.path.join(kept, "64.08.ics.gz"), self.shelf)
        self.begin()
        self.assert_loading(self.daemon.ask("GET", FEED, role=None))
        self.open_gate()
        self.assertEqual(self.daemon.stop(), 0)
        shutil.rmtree(self.shelf)
        shutil.copytree(kept, self.shelf)  # files and manifest: the journal has gone on since
        self.begin()
        for path in (FEED, ABOVE) + PAGES:
            self.assert_loading(self.daemon.ask("GET", path, role=None), path)
        self.assertEqual(self.shown(OTHER)[0], 200, "nothing of that region has changed")
        self.open_gate()

    def withdraw(self, uid):
        known = self.daemon.ask("GET", "/api/v1/notices/" + uid, role="polres").json()
        gone = self.daemon.decide(uid, act="withdraw", reason="batal", chain_revision=known["chain_revision"])
        self.assertEqual(gone.status, 200, gone.body)

    def test_behind_a_kill_nothing_is_shown_that_was_decided_otherwise(self):
        self.approve("a@dini")
        self.assertEqual(self.daemon.stop(), 0)
        self.daemon.start()
        self.withdraw("a@dini")
        self.kill()
        self.begin()
        for path in (FEED, ABOVE, "/", "/kalender/64.08"):
            answer = self.daemon.ask("GET", path, role=None)
            self.assert_loading(answer, path)
            self.assertNotIn(b"a@dini", answer.body)
        self.assertEqual(self.shown(OTHER)[0], 200)
        self.open_gate()
        self.assertIn(b"STATUS:CANCELLED", self.shown(FEED)[2])

    def test_behind_a_kill_what_the_public_never_saw_makes_nothing_old(self):
        self.approve("a@dini")
        self.assertEqual(self.daemon.stop(), 0)
        self.daemon.start()
        wanted = self.shown(FEED)
        self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", rally("c@dini", 0.9, 117.9, 2)).status, 201)
        self.kill()
        self.begin()
        self.assertEqual(self.shown(FEED), wanted)
        self.open_gate()
        self.assertEqual(self.shown(FEED), wanted)

    def test_what_is_erased_is_gone_from_the_files_before_anybody_is_told_so(self):
        self.approve("a@dini")
        self.approve("b@dini", 0.9, 117.9, 2)
        self.assertEqual(self.daemon.stop(), 0)
        kept = os.path.join(self.folder.name, "kept")
        shutil.copytree(self.shelf, kept)
        done = subprocess.run([os.path.join(BUILD, "jarakctl"), "erase", "a@dini", "--basis", "uji", "--data", self.daemon.data],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertFalse(os.path.exists(self.shelf))
        shutil.copytree(kept, self.shelf)  # from somebody's copy: the key is gone
        self.begin()
        for path in (FEED, OTHER, "/"):
            answer = self.daemon.ask("GET", path, role=None)
            self.assert_loading(answer, path)
            self.assertNotIn(b"a@dini", answer.body)
        self.open_gate()

    def test_another_pack_or_address_shows_nothing_of_the_one_before(self):
        self.approve("a@dini")
        self.assertEqual(self.daemon.stop(), 0)
        self.daemon.options[1] = "https://lain.example"
        self.begin()
        for path in (FEED, "/"):
            self.assert_loading(self.daemon.ask("GET", path, role=None), path)
        self.open_gate()

    def test_a_first_start_shows_nothing_and_a_start_without_a_snapshot_does(self):
        self.approve("a@dini")
        wanted = self.shown(FEED)
        self.assertEqual(self.daemon.stop(), 0)
        os.unlink(os.path.join(self.daemon.data, "jarakd.snapshot"))
        self.begin()
        self.assertEqual(self.shown(FEED), wanted)
        self.open_gate()
        self.assertEqual(self.daemon.stop(), 0)
        shutil.rmtree(self.daemon.data)
        self.begin()
        self.assert_loading(self.daemon.ask("GET", FEED, role=None))
        self.assertEqual(self.shown("/healthz")[0], 200)
        self.open_gate()

    def test_a_half_sent_request_is_answered_by_whoever_is_there_when_its_head_is(self):
        self.approve("a@dini")
        self.restart()
        with socket.create_connection(("127.0.0.1", self.daemon.port), timeout=HANGING_S) as s:
            s.sendall(b"GET %s HTTP/1.1\r\nHost: x\r\n" % FEED.encode())
            with socket.create_connection(("127.0.0.1", self.daemon.port), timeout=HANGING_S) as body:
                body.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
                answer = b"".join(iter(lambda: body.recv(4096), b""))
                self.assertTrue(answer.startswith(b"HTTP/1.1 200"), "its body was not waited for")
                self.assertIn(b"Connection: close", answer)
            with socket.create_connection(("127.0.0.1", self.daemon.port), timeout=HANGING_S) as body:
                body.sendall(b"POST /api/v1/check HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n")
                self.assertTrue(body.recv(4096).startswith(b"HTTP/1.1 503"))
                self.open_gate()
                body.sendall(b"xxxxGET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                self.assertIn(b"200 OK", b"".join(iter(lambda: body.recv(4096), b"")))
            s.sendall(b"Connection: close\r\n\r\n")
            self.assertTrue(b"".join(iter(lambda: s.recv(65536), b"")).startswith(b"HTTP/1.1 200"))


class Ready(unittest.TestCase):
    def test_systemd_hears_of_the_loading_and_then_of_readiness(self):
        with tempfile.TemporaryDirectory(prefix="jarakd-early-") as folder:
            path = os.path.join(folder, "notify")
            told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            self.addCleanup(told.close)
            told.bind(path)
            told.settimeout(HANGING_S)
            with Daemon(env=dict(os.environ, NOTIFY_SOCKET=path)):
                self.assertEqual(told.recv(200), b"STATUS=loading 0 %\nEXTEND_TIMEOUT_USEC=60000000")
                while True:
                    said = told.recv(200)
                    if said.startswith(b"READY=1"):
                        break
                    self.assertIn(b"STATUS=loading", said)


if __name__ == "__main__":
    unittest.main()
