"""What is typed wrongly at the desk: the page comes again with what was typed and says what is meant; nothing was done."""
import json
import re
import unittest

from daemon import Daemon, rally
from desk import PASSWORD, Clerk, make_account
from test_webhook import FAST, Receiver, subscribe

JSON = {"Content-Type": "application/json"}
EVENT = ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//telepon//ID\r\nBEGIN:VEVENT\r\nUID:telepon-%s\r\nDTSTAMP:20241101T000000Z\r\n"
         "DTSTART;TZID=Asia/Makassar:20241123T090000\r\nDTEND;TZID=Asia/Makassar:20241123T110000\r\nSUMMARY:Rapat umum Paslon 1\r\n"
         "%sDESCRIPTION:Massa: 1500%s\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
REPORT = {"jenis": "no_sttp", "judul": "Konvoi liar", "uraian": "Tiga puluh motor.", "waktu": "2024-11-20T14:05", "tempat": "Simpang tiga"}
TASK = {"uid": "t@salah", "lembaga": "bawaslu", "judul": "Panggil koordinator", "waktu": "2030-11-21T10:00"}
DROP = {"uid": "k@salah", "isi": "Kotak suara", "koli": "12", "tujuan": "district", "kecamatan": "64.08.11", "tempat": "Kantor Camat Sandaran",
        "tenggat": "2099-11-24T17:00", "moda": "sea", "dari": "Sangatta Utara", "pengangkut": "Lanal", "titik": "1.001, 118.528"}


class Wrong(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(options=FAST)
        cls.daemon.start()
        cls.addClassCleanup(cls.daemon.__exit__)
        for role in ("bawaslu", "kpu", "polres", "admin"):
            setattr(cls, role, Clerk(cls.daemon, make_account(cls.daemon, role)))
        for uid, paslon, lat in (("a@salah", 1, 0.5), ("b@salah", 2, 0.505)):
            assert cls.daemon.ask("POST", "/api/v1/notices", rally(uid, lat, 117.5, paslon=paslon)).status == 201
        cls.conflict = cls.daemon.ask("GET", "/api/v1/conflicts", role="polres").json()["conflicts"][0]["id"]

    def api(self, path, body=None, role="polres"):
        return self.daemon.ask("POST" if body else "GET", "/api/v1/" + path, json.dumps(body) if body else None, role, JSON).json()

    def post(self, clerk, path, fields, form=None):
        return clerk.post(path, dict(fields, csrf=clerk.get(form or path).csrf()))

    def refused(self, clerk, path, fields, kept, cases):
        """Each wrong value is 422 in words, and what was typed beside it is there again."""
        for name, value in cases:
            page = self.post(clerk, path, dict(fields, **{name: value}))
            self.assertEqual(page.status, 422, (name, page.words()[:600]))
            self.assertIn('role="alert"', page.text, name)
            self.assertIn(kept, page.text, (name, "what was typed is there again"))

    def test_reports_tasks_and_drops(self):
        for clerk, path, fields, kept, cases, kind in (
                (self.bawaslu, "/meja/laporan", REPORT, "Tiga puluh motor.", (("waktu", "kemarin"), ("waktu", "2024-11-20T25:00"), ("titik", "di sana")), "reports"),
                (self.polres, "/meja/tugas", TASK, "Panggil koordinator", (("waktu", "besok"), ("waktu", ""), ("lembaga", "pasar")), "tasks"),
                (self.kpu, "/meja/logistik", DROP, "Kantor Camat Sandaran", (("tujuan", "pasar"), ("moda", "kuda"), ("koli", "-1"), ("titik", "laut"),
                                                                            ("tenggat", ""), ("tenggat", "besok"), ("berangkat", "nanti")), "drops")):
            with self.subTest(path):
                self.refused(clerk, path, fields, kept, cases)
                listed = self.api(kind, role="kpu" if kind == "drops" else "bawaslu")
                self.assertEqual([m["title"] for m in next(v for v in listed.values() if isinstance(v, list)) if m["title"] in kept + fields.get("judul", "")], [])

    def test_acts_of_what_was_filed(self):
        drop = self.post(self.kpu, "/meja/logistik", dict(DROP, uid="l@salah"))
        self.assertEqual(drop.status, 303, drop.words())
        path = drop.headers["Location"].split("?")[0]
        for fields in ({"langkah": "terbang"}, {"langkah": "receive", "penerima": "Ketua PPK", "keadaan": "hilang"},
                       {"langkah": "receive", "penerima": "Ketua PPK", "waktu": "tadi"}):
            page = self.post(self.polres, path, fields)
            self.assertEqual(page.status, 422, (fields, page.words()[:400]))
            self.assertIn('role="alert"', page.text)
        self.assertIn("belum berangkat", self.polres.get(path).words())
        self.assertEqual(self.post(self.polres, "/meja/logistik/" + "0" * 16, {"langkah": "leave"}, path).status, 404)
        self.assertEqual(self.post(self.kpu, path, {"langkah": "cancel", "teks": "salah tulis"}).status, 303)

    def test_a_task_leads_to_what_it_is_about(self):
        for about, href in (("a@salah", "/meja/pemberitahuan/a@salah"), (self.conflict, "/meja/konflik/" + self.conflict)):
            task = self.api("tasks", {"title": "Tindak " + about, "agency": "polres", "due": "2030-01-01T00:00:00Z", "about": about})
            self.assertIn('href="%s"' % href, self.polres.get("/meja/tugas/" + task["id"]).text)
        self.assertIn("Tindak a@salah", self.polres.get("/meja/tugas?lembaga=polres").words())
        self.assertNotIn("Tindak a@salah", self.polres.get("/meja/tugas?lembaga=kpu").words())

    def test_a_long_list_goes_on_behind_its_last_row(self):
        for number in range(51):
            self.api("reports", {"uid": "p%d@salah" % number, "category": "hoax", "title": "Kabar nomor %d." % number, "text": "t", "place": "Pasar",
                                 "region": "64.08.04"}, "bawaslu")
        first = self.bawaslu.get("/meja/laporan?jenis=hoax")
        more = re.search(r'href="(/meja/laporan\?[^"]*sebelum=[^"]+)"', first.text).group(1).replace("&amp;", "&")
        rest = self.bawaslu.get(more)
        told = [set(re.findall(r"Kabar nomor \d+\.", page.words())) for page in (first, rest)]
        self.assertEqual((len(told[0] | told[1]), told[0] & told[1]), (51, set()))
        self.assertNotIn("Kabar nomor", self.bawaslu.get("/meja/laporan?jenis=no_sttp").words())

    def test_days_times_and_conflicts(self):
        for path, status in (("/meja/hari?tanggal=kapan-kapan", 422), ("/meja/hari?tanggal=20+November+2024", 303), ("/meja/hari/64.08/2024-11-20?jam=2500", 422),
                             ("/meja/hari/64.08/2024-11-20?dari=awal", 422), ("/meja/hari/64.08/2024-11-20?antri=x", 422),
                             ("/meja/konflik/" + "0" * 16, 404), ("/meja/pemberitahuan/a@salah/waktu?tanggal=lusa+kemarin", 422),
                             ("/meja/pemberitahuan/a@salah/waktu?tanggal=21+November+2024", 200), ("/meja/pemberitahuan/tidak-ada/waktu", 404)):
            page = self.polres.get(path)
            self.assertEqual(page.status, status, (path, page.words()[:300]))
        times = "/meja/pemberitahuan/a@salah/waktu"
        for fields in ({}, {"pita": "pagi"}, {"pita": "1-"}, {"pita": "x-2"}):
            page = self.post(self.polres, times, dict(fields, revisi="1", alasan="alasan uji"))
            self.assertEqual(page.status, 422, fields)
            self.assertIn("alasan uji", page.text)
        self.assertEqual(self.post(self.polres, "/meja/pemberitahuan/tidak-ada/waktu", {"pita": "1-2"}, times).status, 404)
        for start in ("", "besok", "2024-11-23 pagi", "lusa 09.00"):
            page = self.post(self.bawaslu, times + "/jawab", {"jawab": "terima", "mulai": start, "revisi": "1", "usulan": "1"}, times)
            self.assertEqual(page.status, 422, start)
        self.assertEqual(self.daemon.ask("GET", "/api/v1/notices/a@salah").json()["chain_revision"], 1)

    def test_the_inbox(self):
        for given in ("", self.conflict, self.conflict + "-", self.conflict + "-x", "0" * 16 + "-1"):
            self.assertEqual(self.post(self.polres, "/meja/kotak/terima", {"id": given}, "/meja/kotak").status, 404, given)
        self.assertIn("1 belum ditanggapi", self.polres.get("/meja/kotak?tingkat=siaga&keadaan=belum").words())
        self.assertEqual(self.polres.get("/meja/kotak?tingkat=merah").status, 200)

    def test_who_may_not_state_a_policy_is_told_what_it_would_change(self):
        before = self.api("conflicts")["conflicts"]
        page = self.post(self.kpu, "/meja/kebijakan", {"baris": "kecil-kecil", "tingkat": "info", "jarak": "100", "menit": ""})
        self.assertEqual(page.status, 200, page.words())
        self.assertNotIn("Tetapkan batas ini", page.words())
        for wrong in ({"baris": "pasar"}, {"tingkat": "merah"}, {"jarak": "jauh"}):
            page = self.post(self.kpu, "/meja/kebijakan", dict({"baris": "kecil-kecil", "tingkat": "info", "jarak": "100", "menit": ""}, **wrong))
            self.assertEqual(page.status, 422, wrong)
        stated = self.post(self.kpu, "/meja/kebijakan", {"langkah": "tetapkan", "baris": "kecil-kecil", "tingkat": "info", "jarak": "100", "dasar": "x"})
        self.assertEqual(stated.status, 403)
        self.assertEqual(self.api("conflicts")["conflicts"], before)

    def test_a_draft_is_filed_only_complete_and_as_it_was_seen(self):
        answer = self.daemon.ask("POST", "/api/v1/accounts/bawaslu-64.08/password", json.dumps({"password": PASSWORD}), "admin", JSON)
        self.assertIn(answer.status, (200, 201), answer.body)
        owner, at = Clerk(self.daemon, "bawaslu-64.08"), "/dav/calendars/64.08/pilbup-64.08-paslon-1/%s.ics"
        for name, place, status in (("kurang", "", 422), ("utuh", "LOCATION:Lapangan\r\n", 303)):
            self.assertEqual(self.daemon.ask("PUT", at % name, EVENT % (name, place, "\\nKoordinat: 0.2053, 117.2343" if place else "")).status, 201)
            shown = re.sub(r"\r\n[ \t]", "", self.daemon.ask("GET", at % name).body.decode())
            link = re.search(r"/meja/draf/[^\\\s]+", shown).group(0)
            stale = self.post(owner, link, {"revisi": "77"}, "/meja/kotak")
            self.assertIn(stale.status, (412, 422), stale.words()[:300])
            self.assertIn("1500", stale.words(), "the draft is shown with it")
            page = self.post(owner, link, {"revisi": "1"}, "/meja/kotak")
            self.assertEqual(page.status, status, page.words()[:500])
        self.assertEqual(self.post(owner, "/meja/draf/" + "0" * 16, {"revisi": "1"}, "/meja/kotak").status, 404)
        self.assertIn("Rapat umum", owner.get(page.headers["Location"]).words())

    def test_what_fails_stands_first_among_deliveries(self):
        receiver = Receiver()
        self.addCleanup(receiver.close)
        for role, target in (("bawaslu", receiver.url()), ("polres", "http://127.0.0.1:1/hook"), ("kpu", receiver.url("/kpu"))):
            self.assertEqual(subscribe(self.daemon, target, role).status, 201)
        page = self.admin.get("/meja/kiriman")
        for account in ("bawaslu-64.08", "polres-64.08", "kpu-64.08"):
            self.assertIn(account, page.words())
        self.assertEqual(self.post(self.admin, "/meja/kiriman/tidak-ada", {}, "/meja/kiriman").status, 404)


if __name__ == "__main__":
    unittest.main()
