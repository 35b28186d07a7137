"""A filed notice that is changed by its form, decided on its own page, and taken back."""
import html
import re
import unittest

from daemon import NOTICES, Daemon
from desk import Clerk, make_account
from test_desk import ROUTE, octets, rally


def fields_of(page):
    """What a browser would send of the form as it stands."""
    form = re.search(r'<form class="form".*?</form>', page.text, re.S).group(0)
    sent = {}
    for tag in re.findall(r"<input\b[^>]*>", form):
        at = {k: html.unescape(v) for k, v in re.findall(r'([a-z-]+)="([^"]*)"', tag)}
        if "name" not in at or (at.get("type") in ("radio", "checkbox") and " checked" not in tag):
            continue
        sent[at["name"]] = at.get("value", "")
    for name, text in re.findall(r'<textarea[^>]*name="([a-z]+)"[^>]*>(.*?)</textarea>', form, re.S):
        sent[name] = html.unescape(text).replace("\n", "\r\n")
    for name, options in re.findall(r'<select[^>]*name="([a-z]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        sent[name] = chosen.group(1) if chosen else ""
    return sent


def lines_of(octet_stream):
    """Unfolded lines of the events, without those every version has of its own."""
    text = re.sub(r"\r\n[ \t]", "", octet_stream.decode())
    text = "\r\n".join(re.findall(r"BEGIN:VEVENT.*?END:VEVENT", text, re.S))
    return sorted(l for l in text.split("\r\n") if not re.match(r"SEQUENCE|DTSTAMP|LAST-MODIFIED", l))


class Change(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon()
        self.daemon.start()
        self.addCleanup(self.daemon.__exit__)
        for role in ("polres", "bawaslu", "kpu"):
            make_account(self.daemon, role)
        make_account(self.daemon, "bawaslu", name="uji-dua")
        self.clerk = Clerk(self.daemon, "uji-bawaslu")
        self.polres = Clerk(self.daemon, "uji-polres")

    def open(self, uid, clerk=None):
        page = (clerk or self.clerk).get("/meja/formulir?ubah=" + uid)
        self.assertEqual(page.status, 200, page.words())
        return page

    def save(self, fields, clerk=None, **changes):
        return (clerk or self.clerk).go("POST", "/meja/formulir", dict(fields, a="ajukan", **changes))

    def stored(self, uid):
        return self.daemon.ask("GET", "/api/v1/notices/%s.ics" % uid).body

    def verdict(self, uid):
        return self.daemon.ask("GET", "/api/v1/notices/" + uid, role="polres").json()

    def file(self, **fields):
        page = self.clerk.go("POST", "/meja/formulir", dict(fields, csrf=self.clerk.get("/meja/formulir").csrf()))
        self.assertEqual(page.status, 200, page.words())

    def file_whole(self, uid="lengkap@meja"):
        more = {"nosurat": "12/TIM/XI/2024", "tglsurat": "11 November 2024", "tglterima": "12-11-2024", "juru": "Ani, Budi",
                "jamterima": "10.00", "hari": "Sabtu", "mobil": "100", "motor": "400", "kumpul": "0.5049, 117.5279",
                "jkumpul": "11.30", "jberangkat": "12.30", "jtiba": "13.03", "jpulang": "17.20", "pj": "Cici 0812",
                "jpulangtiba": "17.53", "jbubar": "18.23", "raga": "baliho;\r\nbendera"}
        for i, (lat, lon) in enumerate(ROUTE):
            more["lat%d" % i], more["lon%d" % i] = lat, lon
        self.file(**rally(uid, 2, "0.5579", "117.6045", **more))

    def test_saved_as_it_was_opened_nothing_changes_whoever_filed_it(self):
        for name in ("01-rapat-umum-paslon-1.ics", "02-rapat-umum-paslon-2.ics", "05-dua-puluh-pertemuan.ics"):
            self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", octets(name)).status, 201)
        self.file_whole()
        listed = self.daemon.ask("GET", "/api/v1/notices", role="polres").json()["notices"]
        mains = [n for n in listed if n["uid"] == n["chain"]]
        self.assertGreater(len(mains), 20)
        for notice in mains:
            page = self.save(fields_of(self.open(notice["uid"])))
            self.assertIn(page.status, (200,), page.words())
            self.assertEqual(self.verdict(notice["uid"])["chain_revision"], notice["chain_revision"], notice["uid"])

    def test_one_field_changes_its_own_lines_and_no_others(self):
        self.daemon.ask("POST", "/api/v1/notices", octets("02-rapat-umum-paslon-2.ics"))
        uid = "rapat-umum-paslon-2@kutim-2024.simulasi"
        before = self.stored(uid)
        page = self.save(fields_of(self.open(uid)), massa="4.321")
        self.assertIn("Perubahan tersimpan.", page.words())
        gone = [l for l in lines_of(before) if l not in lines_of(self.stored(uid))]
        come = [l for l in lines_of(self.stored(uid)) if l not in lines_of(before)]
        self.assertEqual([l.split(":")[0] for l in gone], ["X-JARAK-CROWD"])
        self.assertEqual(come, ["X-JARAK-CROWD:4321"])

    def test_a_form_of_ours_comes_back_whole_with_its_letter(self):
        self.file_whole()
        fields = fields_of(self.open("lengkap@meja"))
        wanted = {"nosurat": "12/TIM/XI/2024", "tglsurat": "2024-11-11", "tglterima": "2024-11-12", "jamterima": "10.00",
                  "hari": "Sabtu", "juru": "Ani, Budi", "pj": "Cici 0812", "jkumpul": "11.30", "jbubar": "18.23",
                  "mobil": "100", "motor": "400", "raga": "baliho;\r\nbendera", "pulang": "sama", "lat5": "0.5579"}
        self.assertEqual({k: fields[k] for k in wanted}, wanted)

    def test_names_of_the_gazetteer_are_offered_and_an_assembly_point_may_be_one(self):
        page = self.clerk.get("/meja/formulir")
        self.assertIn('<option value="Stadion Kudungga (halaman/kompleks)">', page.text)
        self.assertRegex(page.text, r'name="kumpul"[^>]*list="tempat-tempat"')
        more = {"kumpul": "Polder Ilham Maulana", "jkumpul": "11.30", "jberangkat": "12.30", "titik": "",
                "tempat": "Stadion Kudungga (halaman/kompleks)"}
        self.file(**rally("nama@meja", 2, "", "", **more))
        day = self.daemon.ask("GET", "/api/v1/days/64.08/2024-11-23", role="polres").json()
        legs = {l["leg"]: l for l in day["activities"][0]["legs"]}
        self.assertAlmostEqual(legs["rapat"]["lat"], 0.5579, delta=1e-4)
        self.assertIsNotNone(legs["kumpul"].get("lat"), legs["kumpul"])
        self.assertEqual(fields_of(self.open("nama@meja"))["kumpul"], "Polder Ilham Maulana")
        for wrong in ("0.5, abc", "geo:abc", "https://peta.example/tanpa-koordinat"):
            page = self.clerk.go("POST", "/meja/formulir",
                                 dict(rally("salah@meja", 2, "0.5", "117.5", **dict(more, kumpul=wrong)),
                                      csrf=self.clerk.get("/meja/formulir").csrf()))
            self.assertEqual(page.status, 422, wrong)
            self.assertIn('id="kumpul-e"', page.text)

    def test_a_leg_is_moved_taken_out_and_put_in_again(self):
        self.file_whole()
        fields = fields_of(self.open("lengkap@meja"))
        self.save(fields, jberangkat="12.00", jtiba="12.33")
        day = "/api/v1/days/64.08/2024-11-23"
        legs = {l["leg"]: l for l in self.daemon.ask("GET", day, role="polres").json()["activities"][0]["legs"]}
        self.assertEqual(legs["berangkat"]["start"], "2024-11-23T12:00:00+08:00")
        self.assertEqual(legs["kumpul"]["end"], "2024-11-23T12:00:00+08:00")
        self.assertEqual(legs["pulang"]["start"], "2024-11-23T17:20:00+08:00", "what was not touched stays")
        fields = fields_of(self.open("lengkap@meja"))
        empty = {k: "" for k in fields if re.match(r"(lat|lon)\d", k)}
        self.save(fields, **dict(empty, jberangkat="12.00", jpulang="", jpulangtiba="", jbubar="", pulang="tidak"))
        legs = [l["leg"] for l in self.daemon.ask("GET", day, role="polres").json()["activities"][0]["legs"]]
        self.assertEqual(sorted(legs), ["kumpul", "rapat"])
        fields = fields_of(self.open("lengkap@meja"))
        ways = {k + str(i): v for i, p in enumerate(ROUTE) for k, v in zip(("lat", "lon"), p)}
        page = self.save(fields, **dict(ways, jberangkat="12.00", jtiba="12.33", mobil="50"))
        self.assertEqual(page.status, 200, page.words())
        legs = [l["leg"] for l in self.daemon.ask("GET", day, role="polres").json()["activities"][0]["legs"]]
        self.assertEqual(sorted(legs), ["berangkat", "kumpul", "rapat"])

    def test_of_two_clerks_the_second_sees_both_versions(self):
        self.file_whole()
        second = Clerk(self.daemon, "uji-dua")
        mine, theirs = fields_of(self.open("lengkap@meja")), fields_of(self.open("lengkap@meja", second))
        self.assertEqual(self.save(mine, massa="9.000").status, 200)
        page = self.save(theirs, second, massa="7.000", pj="Dedi 0813")
        self.assertEqual(page.status, 409)
        self.assertIn("Orang lain sudah mengubah pemberitahuan ini", page.words())
        rows = re.search(r'aria-labelledby="h-dua".*?</table>', page.text, re.S).group(0)
        self.assertIn("7.000", rows)
        self.assertIn("9000", rows)
        self.assertIn("Dedi 0813", rows)
        self.assertEqual(self.verdict("lengkap@meja")["chain_revision"], 2, "nothing is saved yet")
        again = self.save(fields_of(page), second)
        self.assertEqual(again.status, 200, again.words())
        told = re.sub(r"\s+", " ", re.search(r"Riwayat.*", again.words()).group(0))
        self.assertEqual(told.count("isi diubah (Bawaslu)"), 2, told)
        self.assertEqual(told.count("diajukan (Bawaslu)"), 1, told)
        self.assertNotIn("change", told)
        self.assertNotIn("lengkap@meja", told, "an address is nobody's reason")
        self.assertIn(b"X-JARAK-CROWD:7000", self.stored("lengkap@meja"))
        self.assertEqual(self.save(fields_of(page), second).status, 200, "sent twice it is done once")
        self.assertEqual(self.verdict("lengkap@meja")["chain_revision"], 3)

    def test_a_form_names_no_notice_of_somebody_else(self):
        self.file_whole()
        self.file_whole("lain@meja")
        fields = fields_of(self.open("lengkap@meja"))
        page = self.save(fields, uid="lain@meja", massa="5.000")
        self.assertEqual(page.status, 200)
        self.assertEqual(self.verdict("lain@meja")["chain_revision"], 1)
        self.assertEqual(self.verdict("lengkap@meja")["chain_revision"], 2)
        make_account(self.daemon, "kpu", name="uji-kpu2")
        kpu = Clerk(self.daemon, "uji-kpu2")
        self.assertEqual(kpu.get("/meja/formulir?ubah=tidak-ada@meja").status, 404)
        page = self.save(fields_of(self.open("lengkap@meja", kpu)), kpu, paslon="1")
        self.assertEqual(page.status, 422, "a notice stays with its pair")

    def approve(self, uid, sttp):
        page = self.polres.get("/meja/pemberitahuan/" + uid)
        revision = self.verdict(uid)["chain_revision"]
        return page, self.polres.go("POST", "/meja/pemberitahuan/%s/putusan" % uid,
                                    {"csrf": page.csrf(), "uid": uid, "revisi": revision, "act": "approve", "sttp": sttp})

    def test_an_approved_plan_holds_while_its_change_waits_and_each_is_decided_by_itself(self):
        self.file_whole()
        _, done = self.approve("lengkap@meja", "STTP/7/XI/2024")
        self.assertIn("Putusan tersimpan.", done.words())
        self.assertIn("STTP terbit", done.words())
        page = self.open("lengkap@meja")
        self.assertIn("rencana yang disetujui tetap berlaku", page.words())
        self.save(fields_of(page), massa="4.000", tempat="Lapangan lain")
        public = self.daemon.ask("GET", "/calendars/64.08.ics", role=None).body
        self.assertNotIn(b"Lapangan lain", public)
        page = self.polres.get("/meja/pemberitahuan/lengkap@meja")
        self.assertIn("Perubahan yang menunggu", page.words())
        form = {"csrf": page.csrf(), "uid": "lengkap@meja", "revisi": self.verdict("lengkap@meja")["chain_revision"],
                "atas": "change", "act": "refuse", "alasan": "Jalan diperbaiki.", "dasar": ""}
        path = "/meja/pemberitahuan/lengkap@meja/putusan"
        refused = self.polres.post(path, form)
        self.assertEqual(refused.status, 422, "a refusal has a legal basis")
        self.assertIn("Jalan diperbaiki.", refused.text, "what was typed is kept")
        page = self.polres.go("POST", path, dict(form, dasar="Pasal 20"))
        self.assertIn("STTP terbit", page.words(), "refusing the change leaves the plan")
        self.assertNotIn("Perubahan yang menunggu", page.words())

    def test_its_filer_asks_to_take_an_approved_one_back_and_means_it(self):
        self.file_whole()
        self.approve("lengkap@meja", "STTP/8/XI/2024")
        page = self.clerk.get("/meja/pemberitahuan/lengkap@meja")
        self.assertIn("Minta pembatalan", page.words())
        path, form = "/meja/pemberitahuan/lengkap@meja/tarik", {"csrf": page.csrf(),
                                                               "revisi": self.verdict("lengkap@meja")["chain_revision"]}
        self.assertEqual(self.clerk.post(path, form).status, 422, "the box is not ticked")
        self.assertEqual(self.clerk.post(path, dict(form, yakin="ya", revisi=1)).status, 409)
        done = self.clerk.go("POST", path, dict(form, yakin="ya"))
        self.assertIn("Pembatalan diminta", done.words())
        self.assertTrue(self.verdict("lengkap@meja")["withdrawal_requested"])
        self.assertNotIn("h-tarik", done.text, "it is asked for once")
        self.assertNotIn("h-tarik", self.polres.get("/meja/pemberitahuan/lengkap@meja").text)

    def test_a_stale_approval_lists_what_stands_now_and_keeps_what_was_typed(self):
        self.daemon.ask("POST", "/api/v1/notices", octets("01-rapat-umum-paslon-1.ics"))
        uid = "rapat-umum-paslon-1@kutim-2024.simulasi"
        page = self.polres.get("/meja/pemberitahuan/" + uid)
        self.assertNotIn('name="lihat"', page.text, "there is nothing to override yet")
        self.daemon.ask("POST", "/api/v1/notices", octets("02-rapat-umum-paslon-2.ics"))
        path = "/meja/pemberitahuan/%s/putusan" % uid
        form = {"csrf": page.csrf(), "uid": uid, "revisi": 1, "act": "approve", "sttp": "STTP/9/XI/2024", "alasan": "Diatur."}
        page = self.polres.post(path, form)
        self.assertEqual(page.status, 409)
        seen = re.findall(r'name="lihat" value="([^"]+)"', page.text)
        self.assertEqual(len(seen), 1, "the fresh list")
        for kept in ('value="STTP/9/XI/2024"', ">Diatur.<", 'value="approve" required checked'):
            self.assertIn(kept, page.text)
        self.assertNotIn("checkbox\" name=\"lihat\" value=\"%s\" checked" % seen[0], page.text)
        done = self.polres.go("POST", path, dict(form, lihat=seen[0]))
        self.assertIn("STTP terbit", done.words())

    def test_a_returned_letter_says_which_fields_it_lacks(self):
        self.file(**rally("kurang@meja", 1, "0.5", "117.5"))
        page = self.polres.get("/meja/pemberitahuan/kurang@meja")
        fields = [("csrf", page.csrf()), ("uid", "kurang@meja"), ("revisi", "1"), ("act", "return"), ("alasan", "Lengkapi."),
                  ("kurang", "letter_no"), ("kurang", "contact")]
        self.assertEqual(self.polres.post("/meja/pemberitahuan/kurang@meja/putusan", fields + [("kurang", "warna")]).status, 422)
        self.assertEqual(self.polres.post("/meja/pemberitahuan/kurang@meja/putusan", fields).status, 303)
        self.assertEqual(self.verdict("kurang@meja")["missing"], ["letter_no", "contact"])
        page = self.clerk.get("/meja/pemberitahuan/kurang@meja")
        self.assertIn("Lengkapi: Nomor surat, Penanggung jawab.", page.words(), "whoever filed it reads which")

    def test_several_are_approved_in_one_go_or_none(self):
        for i, paslon in enumerate((1, 2, 1)):
            self.file(**rally("banyak-%d@meja" % i, paslon, "0.%d" % (1 + 2 * i), "117.1", ("0%d.00" % (7 + i), "11.00")))
        for name in ("01-rapat-umum-paslon-1.ics", "02-rapat-umum-paslon-2.ics"):
            self.daemon.ask("POST", "/api/v1/notices", octets(name))
        page = self.polres.get("/meja/putusan")
        self.assertIn("Menunggu STTP (3)", page.words())
        self.assertIn("2 lainnya berkonflik", page.words())
        sent = dict(re.findall(r'type="hidden" name="([ur]\d)" value="([^"]*)"', page.text), csrf=page.csrf())
        self.assertEqual(self.polres.post("/meja/putusan", sent).status, 422, "none was chosen")
        sent.update(p0="ya", s0="STTP/1", p1="ya", s1="STTP/1")
        refused = self.polres.post("/meja/putusan", sent)
        self.assertEqual(refused.status, 422, "one number twice")
        self.assertIn('value="STTP/1"', refused.text)
        self.assertEqual(self.verdict(sent["u0"])["state"], "submitted", "none of them")
        done = self.polres.go("POST", "/meja/putusan", dict(sent, s1="STTP/2"))
        self.assertIn("Putusan tersimpan.", done.words())
        self.assertIn("Menunggu STTP (1)", done.words())
        self.assertEqual([self.verdict(sent["u%d" % i])["state"] for i in range(3)], ["approved", "approved", "submitted"])
        again = self.polres.post("/meja/putusan", dict(sent, s1="STTP/2"))
        self.assertEqual(again.status // 100, 4, "an old page decides nothing")
        rival = {"csrf": page.csrf(), "u0": "rapat-umum-paslon-1@kutim-2024.simulasi", "r0": "1", "p0": "ya", "s0": "STTP/5"}
        self.assertEqual(self.polres.post("/meja/putusan", rival).status, 409, "what conflicts is decided singly")
        self.assertEqual(self.clerk.get("/meja/putusan").status, 403)

    def send_letter(self, page, data, uid="surat@meja", name="surat.pdf", clerk=None):
        at = re.search(r'name="lama" value="([^"]*)"', page.text)
        parts = [("csrf", None, page.csrf().encode()), ("lama", None, html.unescape(at.group(1)).encode() if at else b"")]
        parts += [("berkas", name, data)] if name is not None else []
        body = b"".join(b'--XX\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n' %
                        (n.encode(), b'; filename="%s"\r\nContent-Type: x/y' % f.encode() if f is not None else b"", d)
                        for n, f, d in parts) + b"--XX--\r\n"
        return (clerk or self.clerk).ask("POST", "/meja/pemberitahuan/%s/surat" % uid, body,
                                         Content_Type="multipart/form-data; boundary=XX")

    def test_the_letter_is_uploaded_on_the_page_and_replaced_only_by_who_saw_it(self):
        self.file(**rally("surat@meja", 1, "0.5", "117.5"))
        page = self.clerk.get("/meja/pemberitahuan/surat@meja")
        self.assertIn("Surat belum diunggah.", page.words())
        self.assertEqual(self.send_letter(page, b"", name="").status, 422, "no file was chosen")
        refused = self.send_letter(page, b"PK\x03\x04 docx", name="surat.docx")
        self.assertEqual(refused.status, 415)
        self.assertIn('role="alert"', refused.text)
        self.assertEqual(self.send_letter(page, b"%PDF-1.4 satu").status, 303)
        after = self.clerk.get("/meja/pemberitahuan/surat@meja")
        self.assertIn("Unduh surat (PDF, 1 KiB,", after.words())
        self.assertEqual(self.clerk.get("/api/v1/notices/surat@meja/letter").text, "%PDF-1.4 satu")
        self.assertEqual(self.send_letter(page, b"%PDF-1.4 dua").status // 100, 4, "this page saw no letter")
        self.assertEqual(self.send_letter(after, b"%PDF-1.4 dua").status, 303)
        self.assertEqual(self.clerk.get("/api/v1/notices/surat@meja/letter").text, "%PDF-1.4 dua")
        forged = self.polres.get("/meja/pemberitahuan/surat@meja")
        self.assertEqual(self.send_letter(forged, b"%PDF-1.4 tiga").status, 403, "another session's form")
        big = self.send_letter(self.clerk.get("/meja/pemberitahuan/surat@meja"), b"%PDF-" + b"x" * (5 * 1024 * 1024))
        self.assertEqual(big.status, 413)


if __name__ == "__main__":
    unittest.main()
