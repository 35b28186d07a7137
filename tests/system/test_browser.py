"""The desk in a real browser: scripts, streams, drafts, narrow screens, other zones."""
import json
import os
import re
import socket
import struct
import threading
import unittest
import zlib
import urllib.parse

from browser import Browser
from daemon import NOTICES, Daemon, until
from desk import make_account
from selenium.webdriver.common.keys import Keys
from test_desk import DAY, ROUTE


def octets(name):
    with open(os.path.join(NOTICES, name), "rb") as f:
        return f.read()


class Line:
    """A line to the daemon that can be cut: every connection ends, and no new one comes about until it is mended."""

    def __init__(self, port):
        self.to, self.whole, self.pairs = port, True, []
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                near, _ = self.server.accept()
            except OSError:
                return
            if not self.whole:
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self.to))
            self.pairs.append((near, far))
            for a, b in ((near, far), (far, near)):
                threading.Thread(target=self.pump, args=(a, b), daemon=True).start()

    def pump(self, a, b):
        try:
            while data := a.recv(65536):
                b.sendall(data)
        except OSError:
            pass
        for end in (a, b):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        a.close()  # the other thread closes the other one

    def cut(self):
        self.whole = False
        for pair in self.pairs:
            for end in pair:
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
        self.pairs = []

    def mend(self):
        self.whole = True

    def close(self):
        self.cut()
        self.server.close()


class InBrowser(unittest.TestCase):
    SCRIPTS = True  # what is tested runs in the browser: once, not again under sanitizers (tests/tools/test.py)
    FILED = ("01-rapat-umum-paslon-1.ics", "02-rapat-umum-paslon-2.ics", "05-dua-puluh-pertemuan.ics")

    def setUp(self):
        self.daemon = Daemon()
        self.daemon.start()
        self.addCleanup(self.daemon.__exit__)
        for role in ("polres", "bawaslu"):
            make_account(self.daemon, role)
        for name in self.FILED:
            self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", octets(name)).status, 201)

    def browser(self, name, **more):
        browser = Browser(self.daemon, **more)
        self.addCleanup(browser.__exit__)
        if name:
            browser.sign_in(name)
        return browser

    def conflict(self):
        return self.daemon.ask("GET", "/api/v1/conflicts", role="polres").json()["conflicts"][0]["id"]


class Screens(InBrowser):
    def test_no_screen_complains_scrolls_sideways_or_speaks_two_languages(self):
        screens = {"hari": DAY, "konflik": "/meja/konflik/" + self.conflict(), "kotak": "/meja/kotak",
                   "kebijakan": "/meja/kebijakan", "formulir": "/meja/formulir", "daftar": "/meja/daftar", "putusan": "/meja/putusan", "ringkasan": "/meja/ringkasan/64.08/2024-11-23", "digest": "/meja/digest?dari=1", "rapat": "/meja/rapat", "jejak": "/meja/jejak",
                   "ubah": "/meja/formulir?ubah=rapat-umum-paslon-2@kutim-2024.simulasi",
                   "pemberitahuan": "/meja/pemberitahuan/rapat-umum-paslon-1@kutim-2024.simulasi"}
        with Browser(self.daemon) as b:
            b.open("/meja/login")
            b.picture("login")
            self.assertEqual(b.faults(), [])
            b.sign_in("uji-polres")
            for lang in ("en", "id"):
                b.open("/meja/bahasa?lang=%s&ke=/meja/kotak" % lang)
                for name, path in screens.items():
                    for width in (320, 390, 1280, 1920):
                        b.width(width)
                        b.open(path)
                        self.assertEqual(b.run("return document.documentElement.lang"), lang)
                        self.assertLessEqual(b.run("return document.documentElement.scrollWidth"), width, (name, width))
                        self.assertEqual(b.faults(), [], (name, width))
                        if width in (390, 1280) and lang == "id":
                            b.picture(name)

    def test_the_other_pages_do_not_either(self):
        make_account(self.daemon, "admin", name="uji-admin")
        public, matrix = ["/", "/kalender/en/64.08"], ["/meja/rakor/64.08/2024-11-23?edisi=" + e for e in ("internal", "bersama")]
        with Browser(self.daemon) as b:
            for name, paths in (("", public), ("uji-polres", matrix), ("uji-admin", ["/meja/admin", "/meja/jejak"])):
                if name:
                    b.driver.delete_all_cookies()
                    b.sign_in(name)
                for path in paths:
                    for width in (320, 1280):
                        b.width(width)
                        b.open(path)
                        self.assertLessEqual(b.run("return document.documentElement.scrollWidth"), width, path)
                        self.assertEqual(b.faults(), [], (path, width))

    def test_hours_are_those_of_the_region_wherever_the_browser_is(self):
        with Browser(self.daemon, zone="America/New_York") as b:
            b.sign_in("uji-polres")
            b.open(DAY)
            self.assertEqual(b.run("return new Date(0).getTimezoneOffset()"), 300, "the browser is in New York")
            self.assertIn("12.44 WITA", b.text("#h-peta"), "when the heads meet")
            self.assertIn("14.00-17.00", b.text("table.acts"))

    def test_the_slider_moves_the_map_and_the_address_with_it(self):
        b = self.browser("uji-polres")
        b.open(DAY)
        b.run("const s = document.getElementById('jam'); s.value = 770; s.dispatchEvent(new Event('input'))")
        until(lambda: b.text("#h-peta"), lambda t: "12.50" in t)
        until(lambda: len(b.all("#peta .far .col1")), lambda n: n == 1, "what the server draws follows")
        until(lambda: b.driver.current_url, lambda u: "jam=770" in u)
        b.run("const s = document.getElementById('jam'); s.value = 360; s.dispatchEvent(new Event('input'))")
        until(lambda: b.text("#h-peta"), lambda t: "06.00" in t)
        until(lambda: len(b.all("#peta .far .col1")), lambda n: n == 0)
        self.assertEqual(b.faults(), [])


class Form(InBrowser):
    FILED = ("01-rapat-umum-paslon-1.ics",)

    def type(self, b, name, value):
        field = b.run("return document.getElementsByName(arguments[0])[0]", name)
        field.clear()
        field.send_keys(value)

    def fill(self, b):
        b.run("document.querySelector('input[name=paslon][value=\"2\"]').click()")
        b.run("document.getElementById('bentuk').value = 'RAPAT-UMUM'")
        for name, value in (("tanggal", "23-11-2024"), ("mulai", "14.00"), ("selesai", "17.00"), ("tempat", "Stadion"),
                            ("titik", "0.5579; 117.6045"), ("pj", "Nama Seseorang")):
            self.type(b, name, value)

    def test_the_check_comes_while_somebody_types_and_saves_nothing(self):
        b = self.browser("uji-bawaslu")
        b.open("/meja/formulir")
        self.fill(b)
        until(lambda: b.text("#periksa"), lambda t: "1 kegiatan paslon lain hari itu" in t)
        self.assertIn("9,4 km", b.text("#periksa"))
        self.assertIn("INFO", b.text("#periksa"))
        self.type(b, "jberangkat", "12.30")
        self.type(b, "jtiba", "13.03")
        for i, (lat, lon) in enumerate(ROUTE):
            self.type(b, "lat%d" % i, lat)
            self.type(b, "lon%d" % i, lon)
        until(lambda: b.text("#periksa"), lambda t: "SIAGA" in t and "konvoi berpapasan" in t)
        self.assertEqual(b.faults(), [])
        listed = self.daemon.ask("GET", "/api/v1/notices").json()["notices"]
        self.assertEqual({n["chain"] for n in listed}, {"rapat-umum-paslon-1@kutim-2024.simulasi"})

    def test_a_draft_survives_a_reload_without_contacts_and_ends_with_the_session(self):
        b = self.browser("uji-bawaslu")
        b.open("/meja/formulir")
        self.fill(b)
        b.open("/meja/formulir")
        until(lambda: b.run("return document.getElementById('tempat').value"), lambda v: v == "Stadion")
        self.assertEqual(b.one("#pj").get_attribute("value"), "", "contacts are not kept on a device")
        self.assertTrue(b.run("return document.querySelector('input[name=paslon][value=\"2\"]').checked"))
        self.assertNotIn("Seseorang", b.run("return JSON.stringify(localStorage)"))
        b.one("form[action='/meja/keluar'] button").click()
        until(lambda: b.driver.current_url, lambda u: "/meja/login" in u)
        self.assertEqual(b.run("return localStorage.length"), 0)

    def test_a_draft_of_a_list_keeps_every_row_also_those_behind_the_written_ones(self):
        b = self.browser("uji-bawaslu")
        b.open("/meja/daftar")
        shown = len(b.all("table.entries tbody tr"))
        for place in range(shown):
            self.type(b, "tempat%d" % place, "Balai %d" % place)
        b.one("button[value=baris]").send_keys(Keys.ENTER)
        last = "tempat%d" % (shown + 1)
        until(lambda: b.run("return document.getElementsByName(arguments[0]).length", last), lambda n: n == 1)
        self.type(b, last, "Balai terakhir")
        self.type(b, "pj0", "Nama Seseorang")
        self.assertNotIn("Seseorang", b.run("return JSON.stringify(localStorage)"))
        b.open("/meja/daftar")
        until(lambda: b.run("const f = document.getElementsByName(arguments[0])[0]; return f && f.value", last),
              lambda v: v == "Balai terakhir")
        self.assertEqual(b.run("return document.getElementsByName('tempat2')[0].value"), "Balai 2")
        self.assertEqual(b.one("#baris-%d input" % (shown + 2)).get_attribute("aria-label")[-1], str(shown + 2)[-1])
        self.assertEqual(b.faults(), [])

    def test_rows_of_a_list_that_were_taken_are_not_pasted_again_by_the_draft(self):
        b = self.browser("uji-bawaslu")
        b.open("/meja/daftar")
        self.type(b, "tempel", "tatap muka; 23-11-2024; 09.00; 11.00; Balai desa A")
        b.one("button[value=tempel]").click()
        until(lambda: b.run("return document.getElementsByName('tempat0')[0].value"), lambda v: v == "Balai desa A")
        self.assertEqual(b.one("#tempel").get_attribute("value"), "")
        self.assertEqual(b.faults(), [])

    def test_what_is_filed_leaves_no_draft(self):
        b = self.browser("uji-bawaslu")
        b.open("/meja/formulir")
        self.fill(b)
        b.one("button[value=ajukan]").click()
        until(lambda: b.driver.current_url, lambda u: "/meja/pemberitahuan/" in u)
        self.assertEqual(b.run("return localStorage.length"), 0)

    def test_a_photo_of_the_letter_is_made_smaller_before_it_is_sent(self):
        photo = os.path.join(self.daemon.folder.name, "foto.png")
        line = b"\0" + (bytes(range(256)) * 36)[:9000]  # 3,000 pixels of three octets
        with open(photo, "wb") as f:
            chunk = lambda kind, data: (struct.pack(">I", len(data)) + kind + data +
                                        struct.pack(">I", zlib.crc32(kind + data)))
            f.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 3000, 2000, 8, 2, 0, 0, 0)) +
                    chunk(b"IDAT", zlib.compress(line * 2000, 1)) + chunk(b"IEND", b""))
        b = self.browser("uji-bawaslu")
        b.open("/meja/pemberitahuan/rapat-umum-paslon-1@kutim-2024.simulasi")
        b.one("#berkas").send_keys(photo)
        until(lambda: b.run("return document.getElementById('berkas').files[0].type"), lambda t: t == "image/jpeg")
        b.one("#surat button").click()
        until(lambda: b.text("main"), lambda t: "Unduh surat (JPEG" in t)
        kept = self.daemon.ask("GET", "/api/v1/notices/rapat-umum-paslon-1@kutim-2024.simulasi/letter", role="polres").body
        frame = re.search(rb"\xff[\xc0\xc2]..\x08(..)(..)", kept, re.S)
        self.assertEqual(struct.unpack(">HH", frame.group(1) + frame.group(2)), (1067, 1600))
        self.assertEqual(b.faults(), [])

    def test_a_title_with_tags_is_text_everywhere(self):
        body = octets("01-rapat-umum-paslon-1.ics").replace(b"[SIMULASI] Rapat umum Paslon 1",
                                                            b"<img src=x onerror=document.title='jahat'></script>")
        uid = "rapat-umum-paslon-1@kutim-2024.simulasi"
        main = body[:body.index(b"END:VEVENT")] + b"END:VEVENT\r\nEND:VCALENDAR\r\n"
        etag = self.daemon.ask("GET", "/api/v1/notices/" + urllib.parse.quote(uid)).json()["etag"]
        self.assertEqual(self.daemon.ask("PUT", "/api/v1/notices/" + urllib.parse.quote(uid), main,
                                         headers={"If-Match": etag}).status // 100, 2)
        b = self.browser("uji-polres")
        for path in (DAY, "/meja/pemberitahuan/" + urllib.parse.quote(uid), "/meja/kotak"):
            b.open(path)
            self.assertNotEqual(b.driver.title, "jahat")
            self.assertEqual(b.all("main img"), [])


class Live(InBrowser):
    FILED = ("01-rapat-umum-paslon-1.ics",)

    def told(self, b):
        return b.run("return [...document.querySelectorAll('#langsung a')].map((a) => a.dataset.id)")

    def test_an_alert_appears_once_in_a_page_that_is_open(self):
        b = self.browser("uji-polres")
        b.open("/meja/kotak")
        until(lambda: b.text("#live"), lambda t: "Terhubung" in t)
        self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", octets("02-rapat-umum-paslon-2.ics")).status, 201)
        first = until(lambda: self.told(b))
        self.assertEqual(len(first), 1)
        b.open("/meja/kotak")
        until(lambda: b.text("#live"), lambda t: "Terhubung" in t)
        self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", octets("05-dua-puluh-pertemuan.ics")).status, 201)
        second = until(lambda: self.told(b))
        self.assertNotIn(first[0], second, "what stands in the page already is not told again")
        self.assertEqual(b.faults(), [])

    def test_after_an_outage_what_was_missed_is_told_once_and_counted(self):
        line = Line(self.daemon.port)
        self.addCleanup(line.close)
        b = self.browser(None)
        b.base = "http://127.0.0.1:%d" % line.port
        b.sign_in("uji-polres")
        b.open("/meja/kotak")
        until(lambda: b.text("#live"), lambda t: t == "Terhubung")
        line.cut()
        until(lambda: b.text("#live"), lambda t: "Sambungan putus" in t)
        self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", octets("02-rapat-umum-paslon-2.ics")).status, 201)
        until(lambda: len(self.daemon.ask("GET", "/api/v1/alerts", role="polres").json()["alerts"]), lambda n: n == 1)
        self.assertEqual(self.told(b), [])
        line.mend()
        until(lambda: b.text("#live"), lambda t: t == "Terhubung, 1 terlewat")
        self.assertEqual(len(self.told(b)), 1)

    def test_a_page_that_is_opened_asks_for_what_was_told_since_it_was_made(self):
        b = self.browser("uji-polres")
        b.open("/meja/kotak")
        until(lambda: b.text("#live"), lambda t: "Terhubung" in t)
        self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", octets("02-rapat-umum-paslon-2.ics")).status, 201)
        until(lambda: self.told(b))
        b.driver.switch_to.new_window("tab")
        b.open("/meja/kotak")
        until(lambda: b.text("#live"), lambda t: "Terhubung" in t)
        self.assertEqual(self.told(b), [], "it stands in the page already")
        # As if the page had been made before: the holder is asked for what came after nothing.
        b.run("new BroadcastChannel('jarak-peringatan').onmessage = (m) => { window.heard = (window.heard || []).concat(m.data); };"
              "const c = new BroadcastChannel('jarak-peringatan'); c.postMessage({ ask: 0 });")
        heard = until(lambda: b.run("return (window.heard || []).filter((m) => m.id)"))
        self.assertEqual(len(heard), 1)
        self.assertEqual(self.told(b), [], "and is not told a second time")

    def test_two_pages_of_a_browser_share_one_stream(self):
        b = self.browser("uji-polres")
        b.open("/meja/kotak")
        until(lambda: b.text("#live"), lambda t: "Terhubung" in t)
        b.driver.switch_to.new_window("tab")
        b.open("/meja/kotak")
        self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", octets("02-rapat-umum-paslon-2.ics")).status, 201)
        until(lambda: self.told(b), what="the page without a stream of its own is told by the other")
        self.assertEqual(len(self.told(b)), 1)
        metrics = self.daemon.ask("GET", "/metrics", role=None).body.decode()
        self.assertIn("\njarakd_http_streams 1\n", metrics)


if __name__ == "__main__":
    unittest.main()
