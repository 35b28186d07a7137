"""The policy as a page, and what another limit would change: the same as over JSON."""
import re
import unittest

from daemon import Daemon
from desk import Clerk, make_account
from test_desk import octets


class Policy(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon()
        cls.daemon.start()
        for role in ("polres", "admin"):
            make_account(cls.daemon, role)
        for name in ("01-rapat-umum-paslon-1.ics", "02-rapat-umum-paslon-2.ics", "05-dua-puluh-pertemuan.ics"):
            assert cls.daemon.ask("POST", "/api/v1/notices", octets(name)).status == 201

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__()

    def setUp(self):
        self.polres = Clerk(self.daemon, "uji-polres")
        self.page = self.polres.get("/meja/kebijakan")

    def ask(self, row, level, km="", minutes=""):
        return self.polres.post("/meja/kebijakan", {"csrf": self.page.csrf(), "baris": row, "tingkat": level, "jarak": km,
                                                    "menit": minutes})

    def conflicts(self):
        return self.daemon.ask("GET", "/api/v1/conflicts", role="polres").json()["conflicts"]

    def test_each_row_is_listed_once_with_its_limits(self):
        rows = re.findall(r'<tr><th scope="row">([^<]+)</th>', self.page.text)
        self.assertEqual(len(rows), len(set(rows)))
        self.assertIn("besar-besar 1,0 km, 120 menit 5,0 km, 120 menit 15,0 km, hari yang sama", self.page.words())

    def test_the_limit_in_force_changes_nothing_and_a_wider_one_says_how_many_more(self):
        row = "besar-besar"
        same = self.ask(row, "waspada", "5", "120")
        self.assertEqual(same.status, 200, same.words())
        self.assertIn("tidak ada", same.words().lower())
        self.assertEqual(same.text.count('data-l="Menjadi"'), 0)
        wider = self.ask("kecil-kecil", "info", "100")
        self.assertEqual(wider.status, 200, wider.words())
        self.assertRegex(wider.words(), r"\d+ konflik lebih banyak")
        self.assertIn('value="100"', wider.text)
        self.assertGreater(wider.text.count('data-l="Menjadi"'), 0)

    def confirm(self, clerk, answer, basis, step="tetapkan"):
        """The second form as the first's answer wrote it."""
        form = re.search(r'<form class="(?:in )?stack" method="post" action="/meja/kebijakan">.*?name="langkah" value="%s".*?</form>' % step, answer.text, re.S)
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form.group(0)))
        return clerk.post("/meja/kebijakan", dict(fields, dasar=basis, langkah=step))

    def test_a_limit_is_stated_behind_what_it_would_do_and_taken_back(self):
        before = self.conflicts()
        tried = self.ask("kecil-kecil", "info", "20")
        more = int(re.search(r"(\d+) konflik lebih banyak", tried.words()).group(1))
        self.assertIn("Tetapkan batas ini", tried.words())
        refused = self.confirm(self.polres, tried, "")
        self.assertEqual((refused.status, self.conflicts()), (422, before))
        self.assertIn('role="alert"', refused.text)
        done = self.confirm(self.polres, tried, "berita acara 9")
        self.assertEqual(done.status, 303, done.words())
        page = self.polres.get(done.headers["Location"])
        self.assertIn("Edisi 1 berlaku;", page.words())
        self.assertEqual(len(self.conflicts()), len(before) + more, "as many as were foretold")
        for text in ("kecil-kecil: siaga 50 m, 15 menit; waspada 100 m, 15 menit; info 20,0 km", "uji-polres, Polres Kutai Timur", "dasar: berita acara 9", "edisi-64.08"):
            self.assertIn(text, page.words())
        stale = self.confirm(self.polres, tried, "berita acara 9")
        self.assertEqual(stale.status, 412, "somebody else has stated since")
        # A second change keeps the first.
        second = self.confirm(self.polres, self.ask("besar-besar", "siaga", "2"), "berita acara 10")
        page = self.polres.get(second.headers["Location"])
        self.assertRegex(page.words(), r"Edisi 2 berlaku .*besar-besar: siaga 2,0 km.*kecil-kecil: .*info 20,0 km")
        reader = Clerk(self.daemon, make_account(self.daemon, "kpu"))
        seen = reader.get("/meja/kebijakan")
        self.assertIn("berita acara 10", seen.words())
        self.assertNotIn("langkah", seen.text)
        forged = reader.post("/meja/kebijakan", {"csrf": seen.csrf(), "baris": "besar-besar", "tingkat": "siaga", "jarak": "3", "menit": "",
                                                 "edisi": "2", "dasar": "x", "langkah": "tetapkan"})
        self.assertEqual(forged.status, 403)
        back = self.confirm(self.polres, page, "dicabut", "cabut")
        self.assertEqual(back.status, 303, back.words())
        self.assertEqual({c["id"]: c["level"] for c in self.conflicts()}, {c["id"]: c["level"] for c in before})
        self.assertIn("Penetapan dicabut.", self.polres.get("/meja/kebijakan").words())

    def test_nothing_is_kept_and_what_makes_no_policy_is_told(self):
        before = self.conflicts()
        row = "besar-besar"
        self.ask(row, "siaga", "4")
        self.assertEqual(self.conflicts(), before)
        nested = self.ask(row, "siaga", "40")
        self.assertEqual(nested.status, 422, "siaga farther than waspada")
        self.assertIn('role="alert"', nested.text)
        for row, level, km, minutes in ((row, "siaga", "jauh", ""), (row, "siaga", "-1", ""), (row, "siaga", "", "9e9"),
                                        ("tidak ada", "siaga", "1", ""), (row, "merah", "1", ""), (row, "siaga", "0", "")):
            self.assertEqual(self.ask(row, level, km, minutes).status, 422, (row, level, km, minutes))
        self.assertEqual(Clerk(self.daemon, "uji-admin").get("/meja/kebijakan").status, 403)


if __name__ == "__main__":
    unittest.main()
