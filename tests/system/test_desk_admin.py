"""The accounts of a region as pages: made, kept out and let in, another password, a token told once."""
import re
import unittest

from daemon import Daemon
from desk import PASSWORD, Clerk, make_account


class Admin(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon()
        cls.daemon.start()
        make_account(cls.daemon, "admin")
        make_account(cls.daemon, "polres")

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__()

    def setUp(self):
        self.admin = Clerk(self.daemon, "uji-admin")

    def post(self, path, **fields):
        csrf = self.admin.get("/meja/admin").csrf()
        return self.admin.post("/meja/admin/akun" + path, dict(fields, csrf=csrf))

    def test_an_administrator_comes_to_the_accounts_of_the_region_in_both_languages(self):
        page = self.admin.get("/meja/admin")
        self.assertEqual(page.status, 200)
        self.assertIn("<b>uji-polres</b>", page.text)
        self.assertIn("Akun wilayah", page.text)
        self.admin.get("/meja/bahasa?lang=en&ke=/meja/")
        english = self.admin.get("/meja/admin").text
        self.assertIn("Accounts of the region", english)
        for word in ("Nonaktifkan", "Peran", "sandi baru"):
            self.assertNotIn(word, english)

    def test_an_account_is_made_gets_a_password_and_signs_in(self):
        made = self.post("", nama="petugas-baru", peran="bawaslu", mulai="", sampai="")
        self.assertEqual((made.status, made.headers["Location"]), (303, "/meja/admin?selesai=1"))
        self.assertEqual(self.post("/petugas-baru", a="sandi", sandi=PASSWORD).status, 303)
        self.assertEqual(Clerk(self.daemon, "petugas-baru").get("/meja/kotak").status, 200)
        twice = self.post("", nama="petugas-baru", peran="bawaslu")
        self.assertEqual(twice.status, 409)
        self.assertIn('role="alert"', twice.text)

    def test_a_lost_password_is_reset_and_the_sessions_of_the_old_one_end(self):
        make_account(self.daemon, "kpu", name="lupa")
        old = Clerk(self.daemon, "lupa")
        self.assertEqual(old.get("/meja/kotak").status, 200)
        weak = self.post("/lupa", a="sandi", sandi="abc")
        self.assertGreaterEqual(weak.status, 400)
        self.assertEqual(old.get("/meja/kotak").status, 200)
        self.assertEqual(self.post("/lupa", a="sandi", sandi="kata sandi yang lain 8").status, 303)
        self.assertEqual(old.get("/meja/kotak").status, 303)
        new = Clerk(self.daemon)
        new.sign_in("lupa", "kata sandi yang lain 8")
        self.assertEqual(new.get("/meja/kotak").status, 200)

    def test_who_is_kept_out_is_out_at_once_and_may_be_let_in_again(self):
        make_account(self.daemon, "kpu", name="keluar")
        clerk = Clerk(self.daemon, "keluar")
        self.assertEqual(self.post("/keluar", a="nonaktifkan").status, 303)
        self.assertEqual(clerk.get("/meja/kotak").status, 303)
        self.assertIn("dinonaktifkan", self.admin.get("/meja/admin").text)
        self.assertEqual(self.post("/keluar", a="aktifkan").status, 303)
        self.assertEqual(Clerk(self.daemon, "keluar").get("/meja/kotak").status, 200)

    def test_a_token_is_shown_once_and_lets_in(self):
        page = self.post("/uji-polres", a="token", label="ponsel")
        self.assertEqual((page.status, page.headers["Cache-Control"]), (201, "no-store"))
        token = re.search(r'id="token" class="copy" readonly value="([0-9a-f]{64})"', page.text).group(1)
        asked = self.daemon.ask("GET", "/api/v1/alerts", role=None, headers={"Authorization": "Bearer " + token})
        self.assertEqual(asked.status, 200)
        self.assertNotIn(token, self.admin.get("/meja/admin").text)

    def test_nothing_is_done_without_the_field_of_the_session_or_by_others(self):
        for path, fields in (("", {"nama": "x-1", "peran": "kpu"}), ("/uji-polres", {"a": "nonaktifkan"}),
                             ("/uji-polres", {"a": "token"}), ("/uji-polres", {"a": "sandi", "sandi": PASSWORD})):
            self.assertEqual(self.admin.post("/meja/admin/akun" + path, fields).status, 403)
            other = Clerk(self.daemon, "uji-polres")
            fields = dict(fields, csrf=other.get("/meja/kotak").csrf())
            self.assertEqual(other.post("/meja/admin/akun" + path, fields).status, 403)
        self.assertEqual(self.post("/tidak-ada", a="nonaktifkan").status, 404)
        self.assertEqual(self.post("/uji-polres", a="hapus").status, 422)
        page = self.post("/uji-polres", a="<script>").text
        self.assertNotIn("<script>", page)


if __name__ == "__main__":
    unittest.main()
