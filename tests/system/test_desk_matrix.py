"""The matrix of a coordination meeting: what the internal edition tells, and what the shared one must not."""
import re
import unittest

from daemon import Daemon, rally, sample
from desk import Clerk, make_account, undated

DAY = "/meja/rakor/64.08/2024-11-23"


class Matrix(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon()
        cls.daemon.start()
        make_account(cls.daemon, "polres")
        make_account(cls.daemon, "tim", contest="pilbup-64.08", paslon=1)
        for name in ("01-rapat-umum-paslon-1.ics", "02-rapat-umum-paslon-2.ics", "05-dua-puluh-pertemuan.ics"):
            assert cls.daemon.ask("POST", "/api/v1/notices", sample(name)).status == 201
        cls.day = cls.daemon.ask("GET", "/api/v1/days/64.08/2024-11-23", role="polres").json()
        cls.clerk = Clerk(cls.daemon, "uji-polres")

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__()

    def rows(self, path):
        page = self.clerk.get(path)
        self.assertEqual(page.status, 200, page.text)
        return page, re.findall(r"<tr><td>\d+</td>.*?</tr>", page.text, re.S)

    def test_the_internal_edition_has_every_activity_and_what_needs_a_decision_stands_first(self):
        page, rows = self.rows(DAY)
        self.assertEqual(len(rows), len(self.day["activities"]))
        ticked = ["boxes" in row for row in rows]
        self.assertTrue(ticked[0])
        self.assertEqual(ticked, sorted(ticked, reverse=True))
        self.assertIn("16 kegiatan tanpa konflik ada pada lampiran", page.words())
        levels = [re.search(r'class="lv (\w+)"', row).group(1) for row in rows[:6]]
        self.assertEqual(levels, ["siaga", "siaga", "waspada", "waspada", "info", "info"])
        worst = self.day["conflicts"][0]
        self.assertIn("/meja/konflik/" + worst["id"], rows[0])
        words = re.sub(r"<[^>]*>", " ", rows[0] + rows[1])
        for text in ("14.00-17.00", "Stadion Kudungga", "12.30", "Jalan bersama", "100 mobil, 400 motor", "10.000 orang",
                     "0 m, batas"):
            self.assertIn(text, words)
        self.assertIn("Sabtu, 23 November 2024", page.words())
        self.assertIn("SIMULASI", page.text)
        for office in ("Polres", "Bawaslu", "KPU", "Kesbangpol"):
            self.assertIn("<p><i></i>%s Kutai Timur</p>" % office, page.text)

    def test_the_shared_edition_tells_date_hour_and_sub_district_and_nothing_of_place_way_or_officer(self):
        page, rows = self.rows(DAY + "?edisi=bersama")
        self.assertEqual(len(rows), len(self.day["activities"]))
        sheet = re.sub(r"<[^>]*>", " ", re.search(r"<article.*?</article>", page.text, re.S).group(0))
        self.assertIn("Kec. ", sheet)
        self.assertIn("mohon koordinasi", sheet)
        self.assertNotIn("/meja/konflik/", "".join(rows))
        self.assertNotIn("uji-polres", sheet)
        for a in self.day["activities"]:
            if a.get("place") and not a["place"].startswith("Kec."):
                self.assertNotIn(a["place"], sheet)
        for word in ("Stadion", "12.40", "12.57", "13.03", "mobil", "berangkat", "pulang", " km", " m,", "Jalan bersama", " orang"):
            self.assertNotIn(word, undated(sheet))
        # Each hour that is told is the stated one of a main that stands still, never that of a leg.
        stated = set(re.findall(r"T(\d\d):(\d\d)", " ".join(
            str(leg.get("start")) + " " + str(leg.get("end")) for a in self.day["activities"] for leg in a["legs"]
            if leg["leg"] == "rapat")))
        self.assertTrue(stated)
        for hour in re.findall(r"<b class=\"nb\">(\d\d)\.(\d\d)-(\d\d)\.(\d\d)</b>", "".join(rows)):
            self.assertIn(hour[:2], stated)
            self.assertIn(hour[2:], stated)

    def test_a_chain_of_which_only_a_column_is_on_the_road_that_day_is_told_by_the_whole_hour(self):
        start = rally("konvoi@uji", 0.55, 117.6, paslon=2, start="20241121T101700", end="20241121T114300")
        start = start.replace(b"CATEGORIES:RAPAT-UMUM", b"CATEGORIES:KONVOI")
        answer = self.daemon.ask("POST", "/api/v1/notices", start)
        self.assertEqual(answer.status, 201, answer.body)
        page, rows = self.rows("/meja/rakor/64.08/2024-11-21?edisi=bersama")
        mine = [row for row in rows if "Konvoi" in row]
        self.assertEqual(len(mine), 1, page.text)
        self.assertIn("pukul 10.00", mine[0])
        for minute in ("10.17", "11.43"):
            self.assertNotIn(minute, page.text)
        self.assertIn("10.17-11.43", "".join(self.rows("/meja/rakor/64.08/2024-11-21")[1]))

    def test_several_days_are_one_matrix_and_not_more_than_two_weeks(self):
        page, _ = self.rows(DAY.replace("23", "22") + "?sampai=2024-11-23")
        self.assertEqual(page.text.count('<section class="sheetday"'), 2)
        self.assertIn("Tidak ada kegiatan pada hari itu", page.text)
        self.assertEqual(self.clerk.get("/meja/rakor/64.08/2024-11-10?sampai=2024-11-23").status, 200)
        for wrong in ("/meja/rakor/64.08/2024-11-09?sampai=2024-11-23", DAY + "?sampai=2024-11-22"):
            refused = self.clerk.get(wrong)
            self.assertGreaterEqual(refused.status, 400)
            self.assertIn("paling banyak 14 hari", refused.words())
        self.assertEqual(self.clerk.get(DAY + "?edisi=rahasia").status, 422)
        self.assertEqual(self.clerk.get("/meja/rakor/64.08/kemarin-dulu").status, 422)

    def test_dates_are_typed_as_people_write_them(self):
        page = self.clerk.get("/meja/rakor?tanggal=22+November+2024&sampai=23-11-2024&edisi=bersama")
        self.assertEqual((page.status, page.headers["Location"]),
                         (303, "/meja/rakor/64.08/2024-11-22?edisi=bersama&sampai=2024-11-23"))
        self.assertEqual(self.clerk.get("/meja/rakor").status, 303)

    def test_days_and_navigation_lead_to_it_in_both_languages(self):
        day = self.clerk.get("/meja/hari/64.08/2024-11-23").text
        self.assertIn('href="%s"' % DAY, day)
        self.assertIn('<li class="wide"><a href="/meja/rakor">Matriks rakor</a>', day)
        clerk = Clerk(self.daemon, "uji-polres")
        clerk.get("/meja/bahasa?lang=en&ke=/meja/")
        page = clerk.get(DAY + "?edisi=bersama")
        self.assertIn('<html lang="en">', page.text)
        self.assertIn("please coordinate", page.text)
        for word in ("Putusan rapat", "mohon", "Kegiatan"):
            self.assertNotIn(word, page.text)

    def test_a_team_does_not_read_it_in_either_edition(self):
        team = Clerk(self.daemon, "uji-tim")
        for path in (DAY, DAY + "?edisi=bersama", "/meja/rakor"):
            self.assertEqual(team.get(path).status, 403)
        self.assertEqual(Clerk(self.daemon).get(DAY).status, 303)


if __name__ == "__main__":
    unittest.main()
