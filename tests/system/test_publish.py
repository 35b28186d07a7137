"""--publish: the public calendar as files, held against the daemon and served by a plain web server."""
import gzip
import hashlib
import http.server
import os
import re
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.request

from daemon import SLOW, Clock, Daemon, rally, until

URL = "https://jadwal.example"
FEED = "feeds/64.08/approved.ics"


def public_id(uid):
    return hashlib.sha256(uid.encode()).hexdigest()[:16]


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class Publish(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="jarakd-publish-")
        self.addCleanup(self.folder.cleanup)
        self.site = os.path.join(self.folder.name, "situs")
        self.data = os.path.join(self.folder.name, "data")
        self.options = ["--public-url", URL, "--publish", self.site]

    def approve(self, d, uid, lat=0.5, lon=117.5, paslon=1, extra=()):
        answer = d.ask("POST", "/api/v1/notices", rally(uid, lat, lon, paslon, extra=extra))
        self.assertEqual(answer.status, 201, answer.body)
        verdict = answer.json()["notices"][0]
        seen = [{"conflict": c["id"], "revision": c["revision"]} for c in verdict["conflicts"]]
        answer = d.decide(uid, act="approve", sttp="STTP/" + uid, reason="uji", seen=seen,
                          chain_revision=verdict["chain_revision"])
        self.assertEqual(answer.status, 200, answer.body)

    def withdraw(self, d, uid):
        revision = d.ask("GET", "/api/v1/notices/" + uid).json()["chain_revision"]
        self.assertEqual(d.decide(uid, act="withdraw", reason="uji", chain_revision=revision).status, 200)

    def read(self, path):
        with open(os.path.join(self.site, path), "rb") as f:
            return f.read()

    def wait(self, check):
        until(check, what="not published, but %s" % self.files())

    def wait_equal(self, d, path=FEED):
        """Until the file has the daemon's octets."""
        def same():
            return os.path.exists(os.path.join(self.site, path)) and \
                self.read(path) == d.ask("GET", "/" + path, role=None).body
        self.wait(same)

    def files(self):
        """All that is published; not what is just being written beside its place."""
        found = []
        for folder, _, names in os.walk(self.site):
            found += [os.path.relpath(os.path.join(folder, name), self.site) for name in names if name[0] != "."]
        return sorted(found)

    def wait_shown(self, *uids):
        """Until the front page, the last file of its region, shows them."""
        def shown():
            return os.path.exists(os.path.join(self.site, "index.html")) and \
                all(public_id(uid).encode() in self.read("index.html") for uid in uids)
        self.wait(shown)

    def test_every_file_has_the_octets_of_its_address(self):
        with Daemon(options=self.options) as d:
            self.approve(d, "a@situs", extra=["X-JARAK-PUBLIC-NOTE:Jalan ditutup", "CONTACT:Budi 0812"])
            self.approve(d, "b@situs", 0.505, 117.51, 2)
            d.ask("POST", "/api/v1/notices", rally("rahasia@situs", 0.9, 116.9))
            own = "64.08/%s" % public_id("a@situs")
            regions = ("64", "64.08", "64.03", "64.01")
            wanted = ["index.html", "assets/jarakd.css", "kalender/%s.ics" % own, "kalender/%s/index.html" % own,
                      "kalender/en/%s/index.html" % own] + [
                path % region for region in regions for path in (
                    "feeds/%s/approved.ics", "feeds/%s/approved.ics.gz", "feeds/%s/qr.svg",
                    "kalender/%s/index.html", "kalender/en/%s/index.html")]
            self.wait_shown("a@situs", "b@situs")
            self.wait(lambda: set(wanted) <= set(self.files()))
            for name in self.files():
                address = "/" + re.sub(r"/?index\.html$", "", name)
                headers = {}
                if name.endswith(".gz"):
                    address, headers = address[:-3], {"Accept-Encoding": "gzip"}
                answer = d.ask("GET", address, role=None, headers=headers)
                self.assertEqual((answer.status, answer.body), (200, self.read(name)), name)
                self.assertNotIn(b"Budi", answer.body)
                self.assertEqual(os.stat(os.path.join(self.site, name)).st_mode & 0o777, 0o644, name)
            self.assertEqual(gzip.decompress(self.read(FEED + ".gz")), self.read(FEED))
            self.assertNotIn(public_id("rahasia@situs"), " ".join(self.files()))
            self.assertNotIn(b"<form", self.read("index.html"), "a filter would do nothing there")
            self.assertIn(b"SOURCE;VALUE=URI:" + URL.encode(), self.read(FEED).replace(b"\r\n ", b""))

    def test_a_plain_web_server_serves_every_link(self):
        with Daemon(options=self.options) as d:
            for number in range(3):
                self.approve(d, "s%d@situs" % number, 0.3 + number / 10)
            self.wait_equal(d)
        server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), lambda *a: Quiet(*a, directory=self.site))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        base, seen, waiting = "http://127.0.0.1:%d" % server.server_port, set(), ["/"]
        while waiting:
            path = waiting.pop()
            if path in seen:
                continue
            seen.add(path)
            with urllib.request.urlopen(base + path) as answer:
                body = answer.read()
                self.assertEqual(answer.status, 200)
                if answer.headers.get_content_type() == "text/html":
                    waiting += re.findall(r'(?:href|src|action)="(/[^"]*)"', body.decode())
        self.assertGreater(len(seen), 10)
        self.assertFalse([path for path in seen if "?" in path], "a query means nothing to a file")
        with urllib.request.urlopen(base + "/kalender/en/64.08") as answer:
            self.assertIn(b'<html lang="en">', answer.read())

    def test_readers_never_see_half_a_file_or_a_link_to_nothing(self):
        faults, rounds, over = [], [0], threading.Event()

        def look_once():
            feed, page = self.read(FEED), self.read("kalender/64.08/index.html").decode()
            if not (feed.startswith(b"BEGIN:VCALENDAR\r\n") and feed.endswith(b"END:VCALENDAR\r\n")):
                faults.append(feed[-80:])
            if not page.endswith("</html>\n"):
                faults.append(page[-80:])
            gzip.decompress(self.read(FEED + ".gz"))
            for name in re.findall(r'href="(/kalender/64\.08/[0-9a-f]{16})"', page):
                if not os.path.exists(self.site + name + "/index.html") and \
                        name in self.read("kalender/64.08/index.html").decode():
                    faults.append(name)

        def look():
            while not over.is_set():
                try:
                    look_once()
                except (OSError, EOFError, UnicodeDecodeError) as e:  # half a gzip file is one of these
                    faults.append(repr(e))
                rounds[0] += 1

        with Daemon(options=self.options) as d:
            self.approve(d, "awal@situs")
            self.wait_shown("awal@situs")
            reader = threading.Thread(target=look)
            reader.start()
            try:
                for number in range(25):
                    self.approve(d, "n%d@situs" % number, 0.1 + number / 20)
                    if number % 5 == 4:
                        self.withdraw(d, "n%d@situs" % (number - 2))
                self.wait_equal(d)
            finally:
                over.set()
                reader.join()
        self.assertEqual(faults, [])
        self.assertGreater(rounds[0], 10)

    def test_a_change_while_the_daemon_was_without_a_folder_is_caught_up_with(self):
        with Daemon(data=self.data, options=self.options) as d:
            self.approve(d, "a@situs")
            self.approve(d, "b@situs", 0.9)
            self.wait_equal(d)
        before = {name: os.stat(os.path.join(self.site, name)).st_mtime_ns for name in self.files()}
        gone = "kalender/64.08/" + "0" * 16
        os.makedirs(os.path.join(self.site, gone))
        for name in (gone + "/index.html", gone + ".ics", "kalender/64.08/catatan.txt"):
            with open(os.path.join(self.site, name), "w", encoding="utf-8") as f:
                f.write("lama")
        with open(os.path.join(self.site, FEED), "w", encoding="utf-8") as f:
            f.write("terpotong")
        with Daemon(data=self.data, options=["--public-url", URL]) as d:
            self.approve(d, "c@situs", 0.3)
        with Daemon(data=self.data, options=self.options) as d:
            self.wait_equal(d)
            self.wait(lambda: not os.path.exists(os.path.join(self.site, gone)))
            self.assertIn("kalender/64.08/%s.ics" % public_id("c@situs"), self.files())
            self.assertNotIn(gone + ".ics", self.files())
            self.assertIn("kalender/64.08/catatan.txt", self.files(), "not ours: left alone")
        same = "kalender/64.08/%s/index.html" % public_id("a@situs")
        self.assertEqual(os.stat(os.path.join(self.site, same)).st_mtime_ns, before[same], "not written again")

    def test_what_was_cancelled_stays_for_thirty_days_and_leaves_by_itself(self):
        clock = Clock()
        day, own = 86400, "kalender/64.08/%s.ics" % public_id("batal@situs")
        with Daemon(options=self.options + ["--tick-ms", "100"], env=clock.env) as d:
            self.approve(d, "batal@situs")
            self.approve(d, "tetap@situs", 0.9)
            self.withdraw(d, "batal@situs")
            self.wait_equal(d)
            self.assertIn(b"STATUS:CANCELLED", self.read(FEED))
            clock.shift(30 * day - 3600)
            self.assertIn(b"batal@situs", d.ask("GET", "/" + FEED, role=None).body)
            self.wait_equal(d)
            self.assertIn(own, self.files())
            clock.shift(2 * 3600)
            answer = d.ask("GET", "/" + FEED, role=None)
            self.assertNotIn(b"batal@situs", answer.body)
            self.assertIn(b"tetap@situs", answer.body)
            self.assertEqual(d.ask("GET", "/" + own, role=None).status, 404)
            self.wait_equal(d)
            self.wait(lambda: own not in self.files())

    def test_stopping_right_after_a_decision_still_writes_it(self):
        with Daemon(options=self.options) as d:
            self.approve(d, "akhir@situs")
        self.assertIn(b"akhir@situs", self.read(FEED))

    def test_what_cannot_be_written_holds_nothing_up_and_is_made_good(self):
        with Daemon(options=self.options) as d:
            self.approve(d, "a@situs")
            self.wait_equal(d)
            os.rename(self.site, self.site + ".away")
            with open(self.site, "w", encoding="utf-8") as f:
                f.write("a file where the folder was")
            self.approve(d, "b@situs", 0.9)
            self.assertEqual(d.ask("GET", "/healthz", role=None).status, 200)
            self.assertIn(b"b@situs", d.ask("GET", "/" + FEED, role=None).body)
            time.sleep(0.3)
            os.remove(self.site)
            os.rename(self.site + ".away", self.site)
            self.wait_equal(d)

    def test_it_needs_an_address_and_a_place(self):
        program = os.path.join(os.environ["JARAK_BUILD"], "jarakd")
        root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        done = subprocess.run([program, "-t", "--publish", self.site], cwd=root, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("public-url", done.stderr)
        self.assertFalse(os.path.exists(self.site))
        nowhere = os.path.join(self.folder.name, "tidak", "ada")
        done = subprocess.run([program, "--listen", "127.0.0.1:0", "--data", self.data, "--public-url", URL,
                               "--publish", nowhere], cwd=root, capture_output=True, text=True, check=False,
                              timeout=30 * SLOW)
        self.assertEqual(done.returncode, 1)
        self.assertIn(nowhere, done.stderr)

    def test_the_code_is_read_back_as_the_feeds_address(self):
        with Daemon(options=self.options) as d:
            self.wait_equal(d, "feeds/64.08/qr.svg")
        svg = self.read("feeds/64.08/qr.svg").decode()
        side = int(re.search(r'viewBox="0 0 (\d+) ', svg)[1])
        cells = [[255] * side for _ in range(side)]
        for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-", svg):
            for i in range(int(width)):
                cells[int(y)][int(x) + i] = 0
        image = os.path.join(self.folder.name, "qr.pgm")
        with open(image, "wb") as f:
            f.write(b"P5 %d %d 255\n" % (8 * side, 8 * side))
            for row in cells:
                f.write(bytes(cell for cell in row for _ in range(8)) * 8)
        read = subprocess.run(["zbarimg", "-q", "--raw", image], capture_output=True, text=True, check=True)
        self.assertEqual(read.stdout.strip(), "webcal://jadwal.example/" + FEED)


if __name__ == "__main__":
    unittest.main()
