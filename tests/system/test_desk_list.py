"""A letter of many meetings: typed or pasted, judged row by row, filed all together."""
import re
import unittest

from daemon import Daemon
from desk import Clerk, make_account
from test_desk import rally


class List(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon()
        self.daemon.start()
        self.addCleanup(self.daemon.__exit__)
        for role in ("polres", "bawaslu"):
            make_account(self.daemon, role)
        self.clerk = Clerk(self.daemon, "uji-bawaslu")
        page = self.clerk.get("/meja/daftar")
        self.common = {"csrf": page.csrf(), "uid": re.search(r'name="uid" value="([^"]+)"', page.text).group(1),
                       "pemilihan": "pilbup-64.08", "paslon": "1", "nosurat": "31/TIM/XI/2024", "tglsurat": "15-11-2024"}

    def row(self, i, place, hours=("09.00", "11.00"), day="23-11-2024", kind="tatap muka", **more):
        row = {"bentuk": kind, "tanggal": day, "mulai": hours[0], "selesai": hours[1], "tempat": place}
        return {"%s%d" % (k, i): v for k, v in dict(row, **more).items()}

    def send(self, act, *rows, **more):
        fields = dict(self.common, a=act, **more)
        for row in rows:
            fields.update(row)
        return self.clerk.go("POST", "/meja/daftar", fields)

    def filed(self):
        return self.daemon.ask("GET", "/api/v1/notices", role="polres").json()["notices"]

    def said(self, page):
        panel = re.search(r'id="periksa".*?</section>', page.text, re.S).group(0)
        return [re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", li)).strip() for li in re.findall(r"<li.*?</li>", panel, re.S)]

    def test_all_rows_are_filed_with_their_letter_and_sent_twice_once(self):
        rows = [self.row(0, "Balai desa A", titik="0.10; 117.10"), self.row(2, "Balai desa B", ("13.00", "15.00"), massa="50")]
        page = self.send("ajukan", *rows)
        self.assertIn("Semua baris tersimpan.", page.words())
        self.assertEqual(len(self.filed()), 2, "a blank row says nothing")
        for notice in self.filed():
            body = self.daemon.ask("GET", "/api/v1/notices/%s.ics" % notice["uid"]).body
            self.assertIn(b"X-JARAK-LETTER-NO:31/TIM/XI/2024", body)
            self.assertIn(b"X-JARAK-LETTER-DATE:2024-11-15", body)
        self.assertIn("Semua baris tersimpan.", self.send("ajukan", *rows).words())
        self.assertEqual(len(self.filed()), 2)

    def test_each_row_is_judged_also_against_the_others_and_nothing_is_saved(self):
        self.clerk.go("POST", "/meja/formulir", dict(rally("lawan@meja", 2, "0.5", "117.5", ("09.00", "11.00")),
                                                     csrf=self.common["csrf"]))
        page = self.send("sela", self.row(0, "Lapangan", titik="0.5; 117.51", massa="3000", kind="rapat umum"),
                         self.row(1, "Balai", titik="0.9; 117.9"), self.row(2, "Balai", mulai2="", mulai="nanti"),
                         self.row(3, "Entah di mana"))
        said = self.said(page)
        self.assertEqual(len(said), 4, said)
        self.assertRegex(said[0], r"Baris 1 (SIAGA|WASPADA) .*Paslon 2")
        self.assertEqual(said[1], "Baris 2 tanpa konflik")
        self.assertIn("Baris 3", said[2])
        self.assertIn("tulis jam", said[2])
        self.assertIn("Belum dapat dinilai", said[3])
        self.assertNotIn("<html", page.text, "for a script the panel alone")
        self.assertEqual(len(self.filed()), 1)

    def test_one_wrong_row_keeps_all_from_being_filed_and_what_was_typed_stays(self):
        page = self.send("ajukan", self.row(0, "Balai desa A"), self.row(1, "Balai desa B", day="31-31-2024"))
        self.assertEqual(page.status, 422)
        self.assertEqual(self.filed(), [])
        self.assertIn('value="Balai desa B"', page.text)
        self.assertRegex(page.text, r'name="tanggal1"[^>]*aria-invalid="true"')
        self.assertEqual(self.send("ajukan").status, 422, "an empty list is none")
        self.assertEqual(self.send("ajukan", self.row(0, "Balai"), paslon="").status, 422, "whose they are is not known")

    def test_rows_are_pasted_with_and_without_heads(self):
        plain = "tatap muka\tSabtu, 23 November 2024\t09.00\t11.00\tBalai desa A\t0,10; 117,10\t50\r\n\r\n" \
                "pertemuan terbatas\t24/11/2024\t13.00\t\t\"Gedung \"\"Serbaguna\"\"\"\r\n"
        page = self.send("tempel", tempel=plain)
        self.assertEqual(page.status, 200, page.words())
        for value in ('name="tempat0" aria-label="Nama tempat 1" value="Balai desa A"', 'value="Gedung &quot;Serbaguna&quot;"',
                      'value="0,10; 117,10"', 'value="pertemuan terbatas"'):
            self.assertIn(value, page.text)
        headed = "No;Tempat;Bentuk Kegiatan;Tanggal;Jam_Mulai;Jam Selesai;Lintang;Bujur\n1;Balai C;tatap muka;25-11-2024;08.00;10.00;0.3;117.3\n"
        page = self.send("tempel", self.row(0, "Balai desa A"), tempel=headed)
        self.assertRegex(page.text, r'name="tempat1"[^>]*value="Balai C"', "behind the rows that are there")
        self.assertRegex(page.text, r'name="titik1"[^>]*value="0.3; 117.3"')

    def test_what_cannot_be_pasted_says_why_and_stays(self):
        page = self.send("tempel", tempel="Tempat;Bentuk;Warna\nBalai;tatap muka;merah")
        self.assertEqual(page.status, 422)
        self.assertIn("Warna", page.words())
        self.assertIn("Balai;tatap muka;merah</textarea>", page.text)
        page = self.send("tempel", tempel="a\tb\tc\td\te\tf\tg\th\ti")
        self.assertEqual(page.status, 422, "a cell too many")
        page = self.send("tempel", tempel="\n".join("tatap muka\t23-11-2024" for _ in range(61)))
        self.assertEqual(page.status // 100, 4)
        self.assertIn("60 baris", page.words())
        page = self.send("tempel", tempel='"tidak ditutup')
        self.assertEqual(page.status, 422)


if __name__ == "__main__":
    unittest.main()
