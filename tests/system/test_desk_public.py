"""The public calendar as people meet it: what takes place first, dates as they are typed, refusals in words."""
import re
import unittest

from daemon import Daemon, rally, sample

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def approve(daemon, uid, lat, lon, paslon=1, **more):
    filed = daemon.ask("POST", "/api/v1/notices", rally(uid, lat, lon, paslon, **more)).json()["notices"][0]
    decided = daemon.decide(uid, act="approve", sttp="STTP/" + uid, chain_revision=filed["chain_revision"])
    assert decided.status == 200, decided.body


class Calendar(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon()
        cls.daemon.start()
        approve(cls.daemon, "a@umum", 0.5, 117.5, 1)
        approve(cls.daemon, "b@umum", 0.9, 116.5, 2, start="20241120T090000", end="20241120T110000")
        approve(cls.daemon, "c@umum", 0.9, 116.5, 1, start="20241022T090000", end="20241022T110000")
        assert cls.daemon.ask("POST", "/api/v1/notices", sample("02-rapat-umum-paslon-2.ics")).status == 201

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__()

    def get(self, path, browser=True):
        return self.daemon.ask("GET", path, role=None, headers=BROWSER if browser else {"Accept": "*/*"})

    def text(self, path):
        page = self.get(path)
        self.assertEqual(page.status, 200, page.body)
        return page.body.decode()

    def test_what_takes_place_comes_first_by_date_and_hour(self):
        text = self.text("/")
        main = text[text.index('<main id="isi">'):text.index("</main>")]
        order = [main.index(word) for word in (
            "<h1>", 'id="h2024-10-22"', 'id="h2024-11-20"', "09.00-11.00 WITA</span></p>", "14.00-17.00 WITA</span></p>",
            "<form", '<table class="cal"', 'id="address"')]
        self.assertEqual(order[:3] + order[4:], sorted(order[:3] + order[4:]))
        self.assertEqual(main.count('<section class="panel" aria-labelledby="h2'), 2)
        self.assertIn("2 kegiatan", main)
        self.assertIn('class="skip" href="#isi"', text)
        self.assertNotIn("<script", text)
        self.assertNotIn('type="date"', text)

    def test_nothing_that_waits_is_named_in_either_language(self):
        for path in ("/", "/kalender/64.08", "/kalender/en/64.08", "/kalender/64", "/kalender/64.08?paslon=2"):
            text = self.text(path)
            for word in ("Kudungga", "2024-11-23", "23 November", "konvoi", "Konvoi"):
                self.assertNotIn(word, text.replace('placeholder="23-11-2024"', ""), path)

    def test_months_lead_to_their_days_on_the_same_page(self):
        text = self.text("/")
        self.assertEqual(re.findall(r'<td><a href="#(h[\d-]+)">(\d+)<small>(\d+)', text),
                         [("h2024-10-22", "22", "1"), ("h2024-11-20", "20", "2")])
        for anchor in re.findall(r'href="#([^"]+)"', text):
            self.assertIn('id="%s"' % anchor, text)
        # 1 November 2024 was a Friday: four cells are empty before it.
        november = text[text.index(">November 2024<"):]
        self.assertRegex(november, r"<tbody>\s*<tr>\s*(<td></td>\s*){4}<td>1</td>")
        self.assertEqual(len(re.findall(r"<td>", november[:november.index("</table>")])) % 7, 0)

    def test_dates_are_typed_as_people_write_them_and_stay_as_they_were_meant(self):
        for typed in ("20-11-2024", "2024-11-20", "20+November+2024", "Rabu,+20+November+2024"):
            text = self.text("/kalender/64.08?from=%s&to=" % typed)
            self.assertIn('name="from" type="text" size="14" placeholder="23-11-2024" value="20-11-2024"', text)
            self.assertNotIn("h2024-10-22", text)
            self.assertIn("/feeds/64.08/approved.ics?from=2024-11-20", text)
        self.assertEqual(self.get("/kalender/64.08?from=31-11-2024").status, 400)

    def test_an_empty_filter_says_so_and_leads_back(self):
        text = self.text("/kalender/64.08?from=2024-12-01")
        self.assertIn("Tidak ada kegiatan yang cocok dengan saringan ini.", text)
        self.assertIn('<a href="/kalender/64.08">Semua kegiatan</a>', text)
        self.assertIn('<details class="panel" open>', text)
        self.assertIn("No activity passes this filter.", self.text("/kalender/en/64.08?from=2024-12-01"))
        self.assertNotIn("saringan ini.", self.text("/kalender/64.03"))

    def test_other_regions_and_both_languages_are_linked(self):
        text = self.text("/kalender/64.08")
        others = re.findall(r'<a href="(/kalender/[\d.]+)">', text[text.index('id="lain"'):])
        self.assertIn("/kalender/64", others)
        self.assertNotIn("/kalender/64.08", others)
        for path in others:
            self.assertEqual(self.get(path).status, 200, path)
        english = self.text("/kalender/en/64.08")
        for word in ("Wilayah lain", "kegiatan", "Jadwal", "Langsung"):
            self.assertNotIn(word, english)

    def test_it_says_where_to_look_on_the_day_and_how_a_stock_android_comes_by_it(self):
        text = self.text("/kalender/64.08")
        here = "http://127.0.0.1:%d/kalender/64.08" % self.daemon.port
        self.assertIn("Jadwal dapat berubah; cek %s pada hari-H." % here, text)
        self.assertIn("calendar.google.com", text)
        self.assertNotIn('href="https://calendar.google.com', text)
        name = re.search(r'download="([0-9a-f]+\.ics)" href="(/kalender/64\.08/[0-9a-f]+\.ics)"', text)
        self.assertTrue(self.get(name.group(2)).body.startswith(b"BEGIN:VCALENDAR"))
        activity = self.text(name.group(2)[:-4])
        self.assertIn("Jadwal dapat berubah; cek %s" % here, activity)
        self.assertIn('<main id="isi">', activity)

    def test_a_refusal_is_a_page_for_a_browser_and_a_problem_for_a_program(self):
        for path, code in (("/kalender/99.99", 404), ("/kalender/64.08/0123456789abcdef", 404), ("/kalender/64.08?paslon=x", 400),
                           ("/kalender/en/64.08?from=kemarin", 400), ("/jadwal", 404), ("/kalender/64.08?warna=1", 400),
                           ("/meja/tidak-ada", 404)):
            page = self.get(path)
            self.assertEqual((page.status, page.headers["content-type"]), (code, "text/html; charset=utf-8"), path)
            self.assertIn("<main", page.body.decode())
            self.assertEqual("The page cannot be shown" in page.body.decode(), "/en/" in path)
            self.assertEqual(page.headers["vary"], "Accept")
            problem = self.get(path, browser=False)
            self.assertEqual((problem.status, problem.headers["content-type"]), (code, "application/problem+json"))
        for path in ("/kalender/%3Cscript%3E", "/%3Cscript%3E"):
            self.assertNotIn("<script", self.get(path).body.decode())
        for path in ("/api/v1/tidak-ada", "/dav/tidak-ada", "/feeds/tidak-ada"):
            self.assertNotIn("html", self.get(path).headers["content-type"], "programs alone ask there")


if __name__ == "__main__":
    unittest.main()
