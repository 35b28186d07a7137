"""The officials' pages without a script: who may open them, what a form may do, what is told."""
import json
import os
import re
import unittest
import urllib.parse

from daemon import NOTICES, Daemon
from desk import Clerk, Page, make_account

DAY = "/meja/hari/64.08/2024-11-23"
ROUTE = [("0.5049", "117.5279"), ("0.50934", "117.54121"), ("0.51383", "117.56781"), ("0.52953", "117.59123"),
         ("0.55967", "117.61787"), ("0.5579", "117.6045")]


def octets(name):
    with open(os.path.join(NOTICES, name), "rb") as f:
        return f.read()


def rally(uid, paslon, lat, lon, hours=("14.00", "17.00"), **more):
    """The fields of a rally on 23 November, as they are typed."""
    fields = {"uid": uid, "pemilihan": "pilbup-64.08", "paslon": str(paslon), "bentuk": "RAPAT-UMUM",
              "tanggal": "23-11-2024", "mulai": hours[0], "selesai": hours[1], "tempat": "Lapangan",
              "titik": "%s; %s" % (lat, lon), "massa": "10.000", "pulang": "sama", "a": "ajukan"}
    fields.update(more)
    return fields


class Desk(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon()
        cls.daemon.start()
        for role in ("polres", "bawaslu", "kpu"):
            make_account(cls.daemon, role)
        make_account(cls.daemon, "tim", contest="pilbup-64.08", paslon=1)
        for name in ("01-rapat-umum-paslon-1.ics", "02-rapat-umum-paslon-2.ics", "05-dua-puluh-pertemuan.ics"):
            assert cls.daemon.ask("POST", "/api/v1/notices", octets(name)).status == 201

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__()

    def worst(self):
        day = self.daemon.ask("GET", "/api/v1/days/64.08/2024-11-23", role="polres").json()
        return day["conflicts"][0]


class Doors(Desk):
    def test_who_has_not_signed_in_is_sent_to_the_page_that_asks_and_comes_back(self):
        clerk = Clerk(self.daemon)
        sent = clerk.get(DAY + "?jam=764&urut=jarak")
        self.assertEqual(sent.status, 303)
        to = urllib.parse.urlparse(sent.headers["Location"])
        self.assertEqual(to.path, "/meja/login")
        self.assertEqual(urllib.parse.parse_qs(to.query)["ke"], [DAY + "?jam=764&urut=jarak"])
        done = clerk.sign_in("uji-polres", to=DAY + "?jam=764&urut=jarak")
        self.assertEqual((done.status, done.headers["Location"]), (303, DAY + "?jam=764&urut=jarak"))
        self.assertIn("SameSite=Lax", done.headers["Set-Cookie"])

    def test_each_role_comes_to_the_page_it_works_on(self):
        make_account(self.daemon, "admin", name="uji-admin-2")
        for name, path in (("uji-polres", "/meja/hari"), ("uji-admin-2", "/meja/admin"), ("uji-tim", "/")):
            clerk = Clerk(self.daemon, name)
            self.assertEqual(clerk.get("/meja/").headers["Location"], path)
            self.assertEqual(clerk.go("GET", "/meja/").status, 200, name)

    def test_a_wrong_password_is_told_on_the_page_and_lets_nobody_in(self):
        clerk = Clerk(self.daemon)
        page = clerk.sign_in("uji-kpu", "salah sama sekali")
        self.assertEqual(page.status, 303)
        page = clerk.get(page.headers["Location"])
        self.assertEqual(page.status, 401)
        self.assertIn("Nama akun atau kata sandi salah.", page.words())
        self.assertEqual(clerk.get(DAY).status, 303)

    def test_after_signing_in_one_comes_to_paths_of_ours_alone(self):
        for bad in ("//evil.example/", "https://evil.example/", "/\\evil", "", "javascript:alert(1)"):
            done = Clerk(self.daemon).sign_in("uji-polres", to=bad)
            self.assertEqual(done.headers["Location"], "/meja/", bad)

    def test_a_team_opens_no_officers_page(self):
        clerk = Clerk(self.daemon, "uji-tim")
        for path in (DAY, "/meja/kotak", "/meja/konflik/" + self.worst()["id"], "/meja/formulir"):
            self.assertEqual(clerk.get(path).status, 403, path)

    def test_every_form_wants_its_csrf_field_and_our_own_origin(self):
        clerk = Clerk(self.daemon, "uji-polres")
        csrf = clerk.get("/meja/kotak").csrf()
        conflict = self.worst()["id"]
        posts = ["/meja/formulir", "/meja/kotak/terima", "/meja/konflik/%s/pendapat" % conflict,
                 "/meja/konflik/%s/putusan" % conflict, "/meja/keluar"]
        for path in posts:
            for fields, headers in (({}, {}), ({"csrf": "0" * 64}, {}), ({"csrf": csrf}, {"Origin": None}),
                                    ({"csrf": csrf}, {"Origin": "https://evil.example"})):
                self.assertEqual(clerk.post(path, fields, **headers).status, 403, (path, fields, headers))
        self.assertEqual(clerk.get(DAY).status, 200, "none of them has signed it out")

    def test_the_right_csrf_field_signs_out(self):
        clerk = Clerk(self.daemon, "uji-kpu")
        done = clerk.post("/meja/keluar", {"csrf": clerk.get(DAY).csrf()})
        self.assertEqual((done.status, done.headers["Location"]), (303, "/meja/login"))
        self.assertEqual(clerk.get(DAY).status, 303)

    def test_a_link_of_the_exercise_signs_in_once_from_this_machine_alone(self):
        def make(role="admin", **headers):
            return self.daemon.ask("POST", "/api/v1/accounts/uji-polres/link", role=role, headers=headers)

        self.assertEqual(make("polres").status, 403)
        self.assertEqual(make(**{"X-Forwarded-For": "203.0.113.7"}).status, 404, "a proxy asks for somebody else")
        path = make().json()["path"]
        clerk = Clerk(self.daemon)
        page = clerk.get(path + "?ke=" + DAY)
        self.assertEqual(page.status, 200)
        self.assertEqual(clerk.get(DAY).status, 303, "looking at a link signs nobody in")
        fields = {"tautan": path.rsplit("/", 1)[1], "ke": DAY}
        self.assertEqual(clerk.post("/meja/tautan", fields, Origin="https://evil.example").status, 404)
        done = clerk.post("/meja/tautan", fields)
        self.assertEqual((done.status, done.headers["Location"]), (303, DAY))
        self.assertEqual(clerk.get(DAY).status, 200)
        self.assertEqual(Clerk(self.daemon).post("/meja/tautan", fields).status, 404, "it was used")

    def test_pages_are_kept_by_nobody_and_load_nothing_from_elsewhere(self):
        page = Clerk(self.daemon, "uji-polres").get(DAY)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertNotIn("unsafe", page.headers["Content-Security-Policy"])
        self.assertEqual(re.findall(r'(?:src|href)="(?:https?:)?//', page.text), [])
        self.assertEqual(re.findall(r"<script(?![^>]* src=)", page.text), [])


class Pages(Desk):
    def test_a_day_says_what_needs_a_decision_where_and_when(self):
        page = Clerk(self.daemon, "uji-polres").get(DAY)
        words = page.words()
        for text in ("Sabtu, 23 November 2024", "22 kegiatan, 2 rapat umum, 4 konvoi", "Perlu putusan (2)",
                     "Konvoi berangkat Paslon 1 dan konvoi berangkat Paslon 2: konvoi berpapasan",
                     "selisih 14 menit, batas 30 menit", "batas siaga 500 m dan 30 menit", "Kec. Sangatta Utara"):
            self.assertIn(text, words)
        self.assertIn('class="col2o"', page.text, "a column is drawn")
        self.assertLess(len(page.text), 150000)

    def test_at_another_minute_the_map_is_another(self):
        clerk = Clerk(self.daemon, "uji-polres")
        early, meeting = clerk.get(DAY + "?jam=360").text, clerk.get(DAY + "?jam=764").text
        self.assertNotIn('class="col1"', early, "nobody is on the road at six")
        self.assertIn('class="col1"', meeting)
        self.assertIn("Peta pukul 12.44 WITA", meeting)

    def test_in_english_everything_is(self):
        clerk = Clerk(self.daemon, "uji-polres")
        clerk.go("GET", "/meja/bahasa?lang=en&ke=" + urllib.parse.quote(DAY))
        words = clerk.get(DAY).words()
        self.assertIn("Saturday, 23 November 2024", words)
        for left in ("Perlu putusan", "Semua kegiatan", "batas", "selisih", "Lajur"):
            self.assertNotIn(left, words)

    def test_a_conflict_is_found_by_its_code_and_shows_both_sides(self):
        clerk = Clerk(self.daemon, "uji-polres")
        whole = self.worst()["id"]
        words = clerk.go("GET", "/meja/konflik/" + whole[:8].upper()).words()
        for text in ("Rapat umum Paslon 1 dan rapat umum Paslon 2", "Bagian yang terlalu dekat (11)", "7,0 km",
                     "Unduh sertifikat pemeriksaan", "terbitkan STTP"):
            self.assertIn(text, words)
        self.assertEqual(clerk.get("/meja/konflik/zzzz").status, 422)
        self.assertEqual(clerk.get("/meja/konflik/0000000000000000").status, 404)

    def test_what_is_typed_is_text(self):
        clerk = Clerk(self.daemon, "uji-bawaslu")
        bad = "<img src=x onerror=alert(1)></script>\"'"
        fields = rally("jahat@meja", 1, "1.2", "117.2", tempat=bad, raga=bad, pj=bad,
                       csrf=clerk.get("/meja/formulir").csrf())
        page = clerk.go("POST", "/meja/formulir", fields)
        self.assertEqual(page.status, 200)
        day = clerk.get(DAY)
        for text in (page.text, day.text):
            self.assertNotIn("<img src=x", text)
            self.assertIn("&lt;img src=x onerror=alert(1)&gt;", text)
        self.assertEqual(self.daemon.ask("DELETE", "/api/v1/notices/jahat@meja", headers={"If-Match": "*"}).status // 100, 2)


class Acts(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon()
        self.daemon.start()
        self.addCleanup(self.daemon.__exit__)
        for role in ("polres", "bawaslu"):
            make_account(self.daemon, role)
        self.clerk = Clerk(self.daemon, "uji-bawaslu")
        self.csrf = self.clerk.get("/meja/formulir").csrf()

    def file(self, **fields):
        return self.clerk.go("POST", "/meja/formulir", dict(fields, csrf=self.csrf))

    def conflicts(self):
        return self.daemon.ask("GET", "/api/v1/conflicts", role="polres").json()["conflicts"]

    def test_a_whole_filing_without_a_script_is_what_was_typed(self):
        more = {"nosurat": "12/TIM/XI/2024", "tglsurat": "11 November 2024", "tglterima": "12-11-2024",
                "jamterima": "10.00", "hari": "Sabtu", "mobil": "100", "motor": "400", "kumpul": "0.5049, 117.5279",
                "jkumpul": "11.30", "jberangkat": "12.30", "jtiba": "13.03", "jpulang": "17.20",
                "jpulangtiba": "17.53", "jbubar": "18.23"}
        for i, (lat, lon) in enumerate(ROUTE):
            more["lat%d" % i], more["lon%d" % i] = lat, lon
        page = self.file(**rally("lengkap@meja", 2, "0.5579", "117.6045", **more))
        self.assertEqual(page.status, 200, page.words())
        self.assertIn("Pemberitahuan tersimpan.", page.words())
        day = self.daemon.ask("GET", "/api/v1/days/64.08/2024-11-23", role="polres").json()
        self.assertEqual(len(day["activities"]), 1)
        legs = {leg["leg"]: leg for leg in day["activities"][0]["legs"]}
        self.assertEqual(set(legs), {"rapat", "kumpul", "berangkat", "pulang", "bubar"})
        self.assertEqual((legs["rapat"]["lat"], legs["rapat"]["lon"]), (0.5579, 117.6045))
        stored = self.daemon.ask("GET", "/api/v1/notices/lengkap@meja-berangkat.ics").body.decode()
        shape = json.loads(re.search(r"(\{.*\})", re.sub(r"\r\n[ \t]", "", stored)).group(1).replace("\\,", ","))
        for (lat, lon), (x, y) in zip(ROUTE, shape["coordinates"]):
            self.assertAlmostEqual(float(lon), x, delta=1e-6)
            self.assertAlmostEqual(float(lat), y, delta=1e-6)
        self.assertEqual(legs["pulang"]["start"], "2024-11-23T17:20:00+08:00")
        self.assertEqual(legs["pulang"]["way"]["points"][0], [0.5579, 117.6045], "turned round")
        self.assertEqual(legs["bubar"]["lat"], 0.5049)

    def test_sent_twice_it_is_filed_once(self):
        fields = rally("dua@meja", 1, "0.5", "117.5")
        self.assertEqual(self.file(**fields).status, 200)
        self.assertEqual(self.file(**fields).status, 200)
        listed = self.daemon.ask("GET", "/api/v1/notices").json()["notices"]
        self.assertEqual([n["uid"] for n in listed], ["dua@meja"])

    def test_what_is_missing_is_told_beside_its_field_and_what_was_typed_comes_back(self):
        page = self.file(**rally("kurang@meja", 1, "0.5", "117.5", mulai="", tempat="Lapangan Uji"))
        self.assertEqual(page.status, 422)
        self.assertIn('id="mulai-e"', page.text)
        self.assertIn('value="Lapangan Uji"', page.text)
        page = self.file(**rally("kurang@meja", 1, "0.5", "117.5", titik="di lapangan"))
        self.assertIn('id="titik-e"', page.text)
        page = self.file(**rally("kurang@meja", 1, "0.5", "117.5", massa="banyak sekali"))
        self.assertIn('id="massa-e"', page.text)
        self.assertEqual(self.daemon.ask("GET", "/api/v1/notices").json()["notices"], [])

    def test_a_check_saves_nothing_and_says_what_it_would_be(self):
        self.file(**rally("satu@meja", 1, "0.5", "117.5"))
        page = self.file(**rally("dua@meja", 2, "0.5", "117.54", a="periksa"))
        self.assertIn("1 kegiatan paslon lain hari itu; terdekat", page.words())
        self.assertIn("batas info 15,0 km", page.words())
        self.assertEqual(len(self.daemon.ask("GET", "/api/v1/notices").json()["notices"]), 1)

    def test_just_inside_and_just_outside_the_limits(self):
        # Along the equator a degree of longitude is 111,319.49 m; venues have a radius of 150 m each by default.
        def apart(metres, hours):
            lon = 117.0 + (metres + 2 * radius) / 111319.49
            page = self.file(**rally("b-%d@meja" % metres, 2, "0.0", "%.9f" % lon, hours, a="periksa"))
            return re.search(r'id="periksa".*?class="lv (\w+)"', page.text, re.S).group(1)

        self.file(**rally("a@meja", 1, "0.0", "117.0", ("09.00", "11.00")))
        day = self.daemon.ask("GET", "/api/v1/days/64.08/2024-11-23", role="polres").json()
        radius = day["activities"][0]["legs"][0]["radius_m"]
        near, far = ("13.00", "15.00"), ("16.30", "18.00")
        self.assertEqual(apart(15020, near), "none")
        self.assertEqual(apart(14980, near), "info")
        self.assertEqual(apart(5020, near), "info")
        self.assertEqual(apart(4980, near), "waspada")
        self.assertEqual(apart(4980, far), "info")

    def pair(self):
        self.daemon.ask("POST", "/api/v1/notices", octets("01-rapat-umum-paslon-1.ics"))
        self.daemon.ask("POST", "/api/v1/notices", octets("02-rapat-umum-paslon-2.ics"))
        return self.conflicts()[0]

    def test_an_opinion_is_given_once_an_objection_has_a_note(self):
        c = self.pair()
        polres = Clerk(self.daemon, "uji-polres")
        page = polres.get("/meja/konflik/" + c["id"])
        fields = {"csrf": page.csrf(), "revisi": c["revision"], "pendapat": "objected", "catatan": ""}
        refused = polres.post("/meja/konflik/%s/pendapat" % c["id"], fields)
        self.assertEqual(refused.status, 422)
        self.assertIn('role="alert"', refused.text)
        page = polres.go("POST", "/meja/konflik/%s/pendapat" % c["id"], dict(fields, catatan="Rute pulang juga."))
        self.assertIn("Pendapat tersimpan.", page.words())
        self.assertIn("Rute pulang juga.", page.words())
        stale = polres.post("/meja/konflik/%s/pendapat" % c["id"], dict(fields, revisi=99, catatan="Lama."))
        self.assertEqual(stale.status, 409)
        self.assertIn("Lama.", stale.text, "what was typed is kept")

    def test_an_approval_in_spite_of_a_conflict_names_it_and_a_refusal_its_basis(self):
        c = self.pair()
        polres = Clerk(self.daemon, "uji-polres")
        path = "/meja/konflik/%s/putusan" % c["id"]
        page = polres.get("/meja/konflik/" + c["id"])
        side = self.daemon.ask("GET", "/api/v1/conflicts/" + c["id"], role="polres").json()
        fields = {"csrf": page.csrf(), "uid": "rapat-umum-paslon-1@kutim-2024.simulasi",
                  "revisi": side["chain_revisions"][0], "act": "approve", "sttp": "STTP/1/XI/2024", "alasan": "", "dasar": ""}
        refused = polres.post(path, dict(fields, alasan="Jalan diatur."))
        self.assertEqual(refused.status, 409, "it does not name the conflict")
        self.assertIn("Jalan diatur.", refused.text)
        self.assertEqual(polres.post(path, dict(fields, lihat="%s/%d" % (c["id"], c["revision"]))).status // 100, 4,
                         "it has no reason")
        done = polres.go("POST", path, dict(fields, alasan="Jalan diatur.", lihat="%s/%d" % (c["id"], c["revision"])))
        self.assertIn("Putusan tersimpan.", done.words())
        self.assertIn("STTP terbit", done.words())
        other = dict(fields, uid="rapat-umum-paslon-2@kutim-2024.simulasi", revisi=side["chain_revisions"][1],
                     act="refuse", sttp="", alasan="Terlalu dekat.")
        self.assertEqual(polres.post(path, other).status, 422, "a refusal has a legal basis")

    def test_a_copy_has_everything_but_the_letter_and_the_uid(self):
        self.pair()
        page = self.clerk.get("/meja/formulir?salin=rapat-umum-paslon-2@kutim-2024.simulasi")
        fields = dict(re.findall(r'<input[^>]*name="([a-z0-9]+)" (?:type="text" |aria-label="[^"]*" )value="([^"]*)"', page.text))
        self.assertEqual((fields["mulai"], fields["selesai"], fields["jberangkat"], fields["jkumpul"]),
                         ("14.00", "17.00", "12.30", "11.30"))
        self.assertEqual((fields["lat0"], fields["lon0"], fields["massa"], fields["mobil"]), ("0.5049", "117.5279", "10000", "100"))
        self.assertEqual((fields["nosurat"], fields["tglsurat"]), ("", ""))
        self.assertNotIn("kutim-2024.simulasi", re.search(r'name="uid" value="([^"]+)"', page.text).group(1))

    def test_clear_times_are_proposed_by_the_police_and_answered_by_bawaslu(self):
        self.pair()
        path = "/meja/pemberitahuan/rapat-umum-paslon-1@kutim-2024.simulasi/waktu"
        polres = Clerk(self.daemon, "uji-polres")
        page = polres.get(path + "?tanggal=22-11-2024")
        bands = re.findall(r'name="pita" value="(\d+-\d+)"', page.text)
        self.assertTrue(bands, page.words())
        fields = {"csrf": page.csrf(), "revisi": re.search(r'name="revisi" value="(\d+)"', page.text).group(1),
                  "alasan": "Konvoi berpapasan."}
        self.assertEqual(polres.post(path, fields).status, 422, "no band was chosen")
        self.assertIn("menunggu jawaban", polres.go("POST", path, dict(fields, pita=bands[0])).words())
        self.assertEqual(self.clerk.post(path, dict(fields, csrf=self.csrf, pita=bands[0])).status, 403)
        page = self.clerk.get(path)
        start = re.search(r'name="mulai" type="text" value="([^"]+)"', page.text).group(1)
        answer = {"csrf": self.csrf, "revisi": fields["revisi"], "usulan": "1", "mulai": start, "jawab": "terima"}
        self.assertEqual(self.clerk.post(path + "/jawab", dict(answer, mulai="nanti")).status, 422)
        self.assertIn("diterima", self.clerk.go("POST", path + "/jawab", answer).words())
        moved = self.daemon.ask("GET", "/api/v1/days/64.08/" + start[:10], role="polres").json()
        self.assertIn("rapat-umum-paslon-1@kutim-2024.simulasi", [a["uid"] for a in moved["activities"]])
        self.assertEqual([c for c in self.conflicts() if c["level"] == "siaga"], [])

    def test_the_link_of_a_calendar_draft_shows_what_was_understood_and_an_official_files_it(self):
        event = ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//telepon//ID\r\nBEGIN:VEVENT\r\nUID:telepon-1\r\n"
                 "DTSTAMP:20241101T000000Z\r\nDTSTART;TZID=Asia/Makassar:20241123T090000\r\n"
                 "DTEND;TZID=Asia/Makassar:20241123T110000\r\nSUMMARY:Rapat umum Paslon 1\r\n"
                 "DESCRIPTION:Massa: 1500\\nBawa <b>bendera</b>\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
        home = "/dav/calendars/64.08/pilbup-64.08-paslon-1/"
        put = self.daemon.ask("PUT", home + "satu.ics", event)
        self.assertEqual(put.status, 201, put.body)
        shown = re.sub(r"\r\n[ \t]", "", self.daemon.ask("GET", home + "satu.ics").body.decode())
        link = re.search(r"/meja/draf/[^\\\s]+", shown).group(0)
        words = self.as_token_owner(link).words()
        for text in ("Belum lengkap: tempat.", "Rapat umum", "1500", "Bawa bendera"):
            self.assertIn(text, words)
        done = self.daemon.ask("PUT", home + "satu.ics", event.replace("Massa: 1500", "Massa: 1500\\nKoordinat: 0.5053, 117.5343").replace("SUMMARY", "LOCATION:Lapangan\r\nSUMMARY"))
        self.assertEqual(done.status, 204, done.body)
        page = self.as_token_owner(link)
        self.assertIn("Lengkap; menunggu", page.words())

    def as_token_owner(self, path):
        """The account that put the event there, by its token: sessions and tokens open the same pages."""
        answer = self.daemon.ask("GET", path)
        return Page(answer.status, answer.headers, answer.body)

    def test_an_alert_is_acknowledged_once_and_the_page_says_so(self):
        c = self.pair()
        polres = Clerk(self.daemon, "uji-polres")
        page = polres.get("/meja/kotak")
        self.assertIn("1 belum ditanggapi.", page.words())
        given = re.search(r'name="id" value="([^"]+)"', page.text).group(1)
        self.assertTrue(given.startswith(c["id"]))
        page = polres.go("POST", "/meja/kotak/terima", {"csrf": page.csrf(), "id": given})
        self.assertIn("0 belum ditanggapi.", page.words())
        self.assertIn("Pemberitahuan yang diajukan akun ini Belum ada.", page.words())
        self.assertEqual(self.conflicts()[0]["acknowledged"]["by"], "uji-polres")

    def test_a_filer_sees_what_became_of_a_notice(self):
        self.file(**rally("milik@meja", 1, "0.5", "117.5"))
        self.assertEqual(self.daemon.decide("milik@meja", act="return", chain_revision=1, reason="Belum lengkap.",
                                            missing=["letter_no"]).status, 200)
        self.assertIn("dikembalikan", self.clerk.get("/meja/kotak").words())
        page = self.clerk.get("/meja/pemberitahuan/milik@meja")
        self.assertIn("Belum lengkap.", page.words())
        for href in re.findall(r'class="btn" href="([^"]+)"', page.text):
            self.assertEqual(self.clerk.go("GET", href).status, 200, href)


if __name__ == "__main__":
    unittest.main()
