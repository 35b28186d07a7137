"""The accounts of a region as pages: made, kept out and let in, another password, a token told once."""
import re
import unittest

from daemon import Daemon, until
from desk import PASSWORD, Clerk, make_account
from test_webhook import FAST, Receiver, pair, subscribe


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
        page = new.get("/meja/kotak")
        self.assertEqual(page.status, 200)
        self.assertIn("kata sandi disetel ulang", page.words(), "every device that reads the inbox is told")
        self.assertEqual(page.text.count("disetel ulang"), 1, "and of the first password nobody was")
        self.assertNotIn("disetel ulang", Clerk(self.daemon, "uji-polres").get("/meja/kotak").words())

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

    def test_a_token_is_revoked_and_lets_nobody_in(self):
        make_account(self.daemon, "kpu", name="cabut")
        token = re.search(r'readonly value="([0-9a-f]{64})"', self.post("/cabut", a="token", label="ponsel lama").text).group(1)
        held = {"Authorization": "Bearer " + token}
        self.assertEqual(self.daemon.ask("GET", "/api/v1/alerts", role=None, headers=held).status, 200)
        account = re.search(r"<b>cabut</b>.*?</details>", self.admin.get("/meja/admin").text, re.S).group(0)
        self.assertIn("<b>ponsel lama</b>", account)
        key = re.search(r'name="token" value="([0-9a-f]+)"', account).group(1)
        self.assertEqual(self.post("/cabut", a="cabut", token=key).status, 303)
        self.assertEqual(self.daemon.ask("GET", "/api/v1/alerts", role=None, headers=held).status, 401)
        account = re.search(r"<b>cabut</b>.*?</details>", self.admin.get("/meja/admin").text, re.S).group(0)
        self.assertNotIn('name="token"', account)
        self.assertIn("dicabut", account)
        self.assertEqual(self.post("/cabut", a="cabut", token=key).status, 404)

    def test_dates_end_an_account_and_a_bad_one_is_told(self):
        make_account(self.daemon, "kpu", name="masa")
        clerk = Clerk(self.daemon, "masa")
        self.assertEqual(self.post("/masa", a="tanggal", mulai="kemarin", sampai="").status, 422)
        self.assertEqual(clerk.get("/meja/kotak").status, 200)
        self.assertEqual(self.post("/masa", a="tanggal", mulai="2024-09-25", sampai="2024-11-27").status, 303)
        self.assertEqual(clerk.get("/meja/kotak").status, 303, "its dates are over")
        page = self.admin.get("/meja/admin").text
        self.assertRegex(page, r'name="mulai" type="text" value="2024-09-25"')
        self.assertRegex(page, r'name="sampai" type="text" value="2024-11-27"')
        self.assertEqual(self.post("/masa", a="tanggal", mulai="", sampai="").status, 303)
        self.assertEqual(Clerk(self.daemon, "masa").get("/meja/kotak").status, 200)

    def entry(self, name):
        return re.search(r"<b>%s</b>.*?</details>" % name, self.admin.get("/meja/admin").text, re.S).group(0)

    def test_a_reader_is_granted_the_supervisory_scope_with_a_reason_and_loses_it(self):
        make_account(self.daemon, "pembaca", name="jaksa")
        grant = {"a": "cakupan", "cakupan": "supervisory", "kantor": "kejaksaan", "alasan": "surat tugas 12"}
        clerk = Clerk(self.daemon, "jaksa")
        self.assertEqual(clerk.get("/meja/hari/64.08/2024-11-20").status, 403)
        self.assertIn("cakupan publik", self.entry("jaksa"))
        self.assertEqual(self.post("/jaksa", **dict(grant, alasan=" ")).status, 422)
        self.assertEqual(self.post("/jaksa", **dict(grant, kantor="")).status, 422)
        self.assertEqual(self.post("/jaksa", **grant).status, 303)
        self.assertEqual(clerk.get("/meja/hari/64.08/2024-11-20").status, 303, "it signs in anew")
        self.assertEqual(Clerk(self.daemon, "jaksa").get("/meja/hari/64.08/2024-11-20").status, 200)
        entry = self.entry("jaksa")
        self.assertIn("cakupan pengawasan, Kejaksaan", entry)
        self.assertIn('value="supervisory" selected', entry)
        self.assertIn('value="kejaksaan" selected', entry)
        self.assertEqual(self.post("/jaksa", **dict(grant, cakupan="public", kantor="", alasan="tugas selesai")).status, 303)
        self.assertEqual(Clerk(self.daemon, "jaksa").get("/meja/hari/64.08/2024-11-20").status, 403)
        self.assertIn("cakupan publik, Kejaksaan", self.entry("jaksa"))

    def test_a_scope_is_for_readers_and_never_for_a_dprd(self):
        make_account(self.daemon, "pembaca", name="dewan")
        grant = {"a": "cakupan", "cakupan": "supervisory", "kantor": "dprd", "alasan": "surat 3"}
        refused = self.post("/dewan", **grant)
        self.assertEqual(refused.status, 403)
        self.assertIn("anggota DPRD", refused.words())
        self.assertNotIn('name="cakupan"', self.entry("uji-polres"))
        self.assertEqual(self.post("/uji-polres", **dict(grant, kantor="kejaksaan")).status, 422)

    def test_a_team_is_made_with_its_pair_and_others_without(self):
        self.assertEqual(self.post("", nama="tim-satu", peran="tim", pemilihan="pilbup-64.08", paslon="").status, 422)
        self.assertEqual(self.post("", nama="tim-satu", peran="tim", pemilihan="pilbup-64.08", paslon="1").status, 303)
        self.assertEqual(self.post("", nama="baca", peran="pembaca", pemilihan="pilbup-64.08", paslon="1").status, 303)
        accounts = {a["name"]: a for a in self.daemon.ask("GET", "/api/v1/accounts", role="admin").json()["accounts"]}
        self.assertEqual((accounts["tim-satu"]["contest"], accounts["tim-satu"]["paslon"]), ("pilbup-64.08", 1))
        self.assertNotIn("paslon", accounts["baca"])
        self.assertRegex(self.admin.get("/meja/admin").text, r"<b>tim-satu</b> Tim 1")
        self.assertIn("Pembaca", self.admin.get("/meja/admin").text)

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


class Deliveries(unittest.TestCase):
    def test_what_does_not_arrive_is_told_with_its_reason_and_sent_again(self):
        receiver = Receiver()
        self.addCleanup(receiver.close)
        with Daemon(options=FAST + ["--retry-dead-s", "1"]) as d:
            for role in ("admin", "polres"):
                make_account(d, role)
            admin = Clerk(d, "uji-admin")
            self.assertIn("Belum ada akun wilayah ini", admin.get("/meja/kiriman").words())
            receiver.answer = 500
            made = subscribe(d, receiver.url()).json()
            pair(d, 0)
            page = until(lambda: admin.get("/meja/kiriman"), lambda p: "dihentikan" in p.words())
            self.assertIn("HTTP 500", page.words())
            self.assertRegex(page.words(), r"\d+ kali gagal sejak")
            receiver.answer = 204
            fields = {"csrf": page.csrf()}
            self.assertEqual(admin.post("/meja/kiriman/" + made["id"], {}).status, 403)
            self.assertEqual(admin.post("/meja/kiriman/tidakada", fields).status, 404)
            other = Clerk(d, "uji-polres")
            self.assertEqual(other.get("/meja/kiriman").status, 403)
            done = admin.go("POST", "/meja/kiriman/" + made["id"], fields)
            self.assertIn("Dicoba lagi.", done.words())
            until(lambda: admin.get("/meja/kiriman").words(), lambda w: "semua terkirim" in w)
            self.assertEqual(len(receiver.taken), 1)


if __name__ == "__main__":
    unittest.main()
