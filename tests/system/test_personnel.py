"""Officers of the police: what a day asks for, who is sent, what is over; told to the police and to nobody else."""
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

from browser import Browser
from daemon import BUILD, ROOT, Daemon, rally, sample, until
from desk import Clerk, make_account

DAY = "2024-11-23"
JSON = {"Content-Type": "application/json"}
BASIS = "sprin/12/XI/2024"
OTHERS = ("bawaslu", "kpu", "kesbangpol", "tim", "pembaca", "admin")
WORDS = (b"X-JARAK-OFFICERS", b"X-JARAK-UNIT", b"X-JARAK-GUARDS", b"polres-kutim", b"R32", b"R33", b"kurang 54")


def duty(uid, officers=60, unit="polres-kutim", guards="", start="20241123T130000", end="20241123T180000", lat=0.51, lon=117.54,
         sequence=0, summary="Pengamanan", extra=()):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//test//EN", "BEGIN:VEVENT", "UID:" + uid, "DTSTAMP:20241101T000000Z",
             "SEQUENCE:%d" % sequence, "DTSTART;TZID=Asia/Makassar:" + start, "DTEND;TZID=Asia/Makassar:" + end, "SUMMARY:" + summary,
             "CATEGORIES:PENGAMANAN", "GEO:%.6f;%.6f" % (lat, lon), *(["X-JARAK-OFFICERS:%s" % officers] if officers else []),
             *(["X-JARAK-UNIT:" + unit] if unit else []), *(["X-JARAK-GUARDS:" + guards] if guards else []), *extra, "END:VEVENT",
             "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


class Personnel(unittest.TestCase):
    options = ()

    def setUp(self):
        self.daemon = Daemon(options=self.options).__enter__()
        self.addCleanup(self.daemon.__exit__)
        for role in ("polres", "bawaslu"):
            make_account(self.daemon, role)

    def get(self, path, role="polres", region="64.08"):
        return self.daemon.ask("GET", path, role=role, region=region)

    def file(self, octets, role="polres", status=201):
        answer = self.daemon.ask("POST", "/api/v1/notices", octets, role)
        self.assertEqual(answer.status, status, answer.body)
        return answer.json()

    def samples(self):
        for name in ("01-rapat-umum-paslon-1.ics", "02-rapat-umum-paslon-2.ics"):
            self.file(sample(name), "bawaslu")

    def day(self, date=DAY, role="polres", region="64.08"):
        answer = self.get("/api/v1/personnel?region=%s&date=%s" % (region, date), role, region)
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json()

    def findings(self, uid, role="polres"):
        answer = self.get("/api/v1/notices/" + uid, role)
        self.assertEqual(answer.status, 200, answer.body)
        return {f["rule"]: f["text"] for f in answer.json()["findings"]}


class Balance(Personnel):
    def test_two_rallies_of_a_day_ask_for_more_than_there_is_and_both_plans_say_so(self):
        self.samples()
        day = self.day()
        self.assertEqual((day["capacity"], day["known"], day["vote"]), (614, True, False))
        rallies = [a for a in day["activities"] if a["kind"] == "rapat_umum"]
        # 10,000 people, siaga: one officer for thirty, 334 each.
        self.assertEqual([(a["level"], a["officers"]) for a in rallies], [("siaga", 334)] * 2)
        hours = {h["hour"]: h for h in day["hours"]}
        self.assertEqual((hours[14]["need"], hours[14]["missing"]), (668, 54))
        self.assertEqual((hours[3]["need"], hours[3]["missing"]), (0, 0))
        texts = [self.findings(a["uid"]).get("R32", "") for a in rallies]
        for text in texts:
            self.assertIn("668", text)
            self.assertIn("tersedia 614, kurang 54", text)
            self.assertIn("Sabtu, 23 November 2024 pukul", text)
        self.assertEqual(texts[0], texts[1])

    def test_swapping_the_pairs_changes_nothing(self):
        seen = []
        for first, second in ((1, 2), (2, 1)):
            with Daemon() as d:
                for uid, lon, paslon in (("a@tukar", 117.50, first), ("b@tukar", 117.52, second)):
                    octets = rally(uid, 0.5, lon, paslon, "20241121T140000", "20241121T160000", extra=["X-JARAK-CROWD:30000"])
                    self.assertEqual(d.ask("POST", "/api/v1/notices", octets).status, 201)
                day = d.ask("GET", "/api/v1/personnel?region=64.08&date=2024-11-21", role="polres").json()
                for a in day["activities"]:
                    a.pop("party")
                seen.append(day)
        self.assertEqual(seen[0], seen[1])
        self.assertTrue(any(h["missing"] for h in seen[0]["hours"]))

    def test_a_unit_is_over_with_its_ways_and_the_order_of_filing_does_not_matter(self):
        # Both are 100 km from the base as the crow flies: on the road for more than four hours each way.
        one = duty("satu@tugas", 300, start="20241120T080000", end="20241120T100000", lat=1.2, lon=117.0)
        two = duty("dua@tugas", 300, start="20241120T110000", end="20241120T120000")
        self.file(one)
        self.assertNotIn("R32", self.findings("satu@tugas"))
        self.file(two)
        day = self.day("2024-11-20")
        unit = [u for u in day["units"] if u["code"] == "polres-kutim"][0]
        self.assertEqual((unit["officers"], unit["duties"], unit["over"]), (414, 2, True))
        self.assertEqual(unit["committed"][11], 600)
        for uid in ("satu@tugas", "dua@tugas"):
            self.assertIn("Polres Kutai Timur melebihi kekuatan", self.findings(uid)["R32"])
        with Daemon() as d:
            for octets in (two, one):
                self.assertEqual(d.ask("POST", "/api/v1/notices", octets, "polres").status, 201)
            self.assertEqual(d.ask("GET", "/api/v1/personnel?region=64.08&date=2024-11-20", role="polres").json(), day)

    def test_it_is_the_same_after_a_restart(self):
        self.samples()
        self.file(duty("jaga@tugas", guards="stadion-kudungga"))
        before = self.day()
        self.daemon.stop()
        self.daemon.start()
        self.assertEqual(self.day(), before)
        self.assertEqual([d["about"] for d in before["duties"]], ["Stadion Kudungga (halaman/kompleks)"])

    def test_it_can_be_asked_for_as_it_was_known(self):
        self.samples()
        before = self.get("/api/v1/days/64.08/%s/replay" % DAY).json()["knowledge"][-1]["entry"]
        self.file(duty("kelak@tugas", guards="stadion-kudungga"))
        answer = self.get("/api/v1/personnel?region=64.08&date=%s&as_of=%d" % (DAY, before))
        self.assertEqual(answer.status, 200, answer.body)
        self.assertEqual((answer.json()["duties"], len(answer.json()["activities"])), ([], 2))
        self.assertEqual(len(self.day()["duties"]), 1)
        page = Clerk(self.daemon, "uji-polres").get("/meja/personel?wilayah=64.08&tanggal=%s&as_of=%d" % (DAY, before))
        self.assertEqual(page.status, 200)
        self.assertIn("Sebagaimana diketahui pada", page.words())
        self.assertNotIn("/meja/personel/tugas", page.text)
        self.assertEqual(self.get("/api/v1/personnel?date=%s&as_of=1" % DAY, "bawaslu").status, 403)

    def test_a_unit_holds_on_its_days_alone(self):
        self.assertEqual(self.day("2024-11-28")["capacity"], 614)
        self.assertEqual(self.day("2024-11-29")["capacity"], 714)
        self.file(duty("awal@tugas", 20, "bko-rekap", start="20241120T080000", end="20241120T100000"))
        self.assertIn("tidak bertugas pada hari itu", self.findings("awal@tugas")["R33"])

    def test_what_if(self):
        for query, text in (("stations=171&each=2", "171 TPS x 2 = 342 dari 614; sisa 272"),
                            ("stations=701&each=2", "701 TPS x 2 = 1.402 dari 614; kurang 788")):
            answer = self.get("/api/v1/personnel/whatif?date=2024-11-27&" + query)
            self.assertEqual((answer.status, answer.json()["text"]), (200, text))
        self.assertEqual(answer.json()["missing"], 788)
        for query, field in (("", "stations"), ("stations=0", "stations"), ("stations=1.5", "stations"), ("stations=100001", "stations"),
                             ("stations=1&each=-1", "each"), ("stations=1&capacity=x", "capacity"), ("stations=1&date=27", "date")):
            answer = self.get("/api/v1/personnel/whatif?" + query)
            self.assertIn(answer.status, (400, 422), (query, answer.body))
            self.assertEqual(answer.json()["field"], field)

    def test_on_the_day_of_the_vote_stations_ask_by_their_risk(self):
        day = self.day("2024-11-27")
        by_risk = {}
        for row in day["tps"]:
            known = by_risk.setdefault(row["risk"], [0, 0])
            known[0] += row["stations"]
            known[1] += row["officers"]
        self.assertEqual(sum(n for n, _ in by_risk.values()), 701)
        prone = [by_risk["rawan"][k] + by_risk["sangat rawan"][k] for k in (0, 1)]
        self.assertEqual((day["vote"], prone), (True, [171, 342]))
        need = sum(officers for _, officers in by_risk.values())
        hours = {h["hour"]: h["need"] for h in day["hours"]}
        self.assertEqual((hours[6], hours[7], hours[23]), (0, need, need))
        self.assertEqual(sum(d["need"] for d in day["districts"]), need)
        self.assertEqual({d["missing"] for d in day["districts"]}, {d["need"] for d in day["districts"]})
        code = "64.08.01-001"
        self.file(duty("tps@tugas", 2, guards=code, start="20241127T060000", end="20241127T235900", lat=0.51))
        after = self.day("2024-11-27")
        self.assertIn("TPS 001", after["duties"][0]["about"])
        self.assertEqual(self.day("2024-11-26")["tps"], [])
        # Two officers each at all of them, once an office says so.
        body = {"basis": BASIS, "tps": [{"risk": "kurang rawan", "officers": 2, "stations": 1}]}
        answer = self.daemon.ask("PUT", "/api/v1/personnel?region=64.08", json.dumps(body), "polres", dict(JSON, **{"If-None-Match": "*"}))
        self.assertEqual(answer.status, 200, answer.body)
        hours = {h["hour"]: h for h in self.day("2024-11-27")["hours"]}
        self.assertEqual((hours[10]["need"], hours[10]["missing"]), (1402, 788))
        self.file(rally("r@coblos", 0.5, 117.5, 0, "20241127T090000", "20241127T110000").replace(b"RAPAT-UMUM", b"RAKOR"), "kpu")
        self.assertIn("1.404", self.findings("r@coblos")["R32"])
        clerk = Clerk(self.daemon, "uji-polres")
        self.assertIn("Kebutuhan TPS", clerk.get("/meja/personel?wilayah=64.08&tanggal=2024-11-27").words())

    def test_another_regency_has_units_and_balances_of_its_own(self):
        self.samples()
        folder = tempfile.mkdtemp(prefix="jarakd-berau-")
        self.addCleanup(shutil.rmtree, folder, True)
        with Daemon(options=["--pack", os.path.join(ROOT, "calendars", "kaltim-2024")]) as d:
            for name in ("01-rapat-umum-paslon-1.ics", "02-rapat-umum-paslon-2.ics"):
                d.ask("POST", "/api/v1/notices", sample(name))
            other = d.ask("GET", "/api/v1/personnel?region=64.03&date=" + DAY, role="polres", region="64.03")
            self.assertEqual(other.status, 200, other.body)
            self.assertEqual((other.json()["known"], other.json()["capacity"], other.json()["activities"]), (False, 0, []))
            self.assertIn(d.ask("GET", "/api/v1/personnel?region=64.08&date=" + DAY, role="polres", region="64.03").status, (403, 404))


class Duties(Personnel):
    def test_who_may_state_them(self):
        for role in ("bawaslu", "kpu"):
            answer = self.daemon.ask("POST", "/api/v1/notices", duty("x@tugas"), role)
            self.assertEqual((answer.status, answer.json()["field"], answer.json()["line"]), (403, "X-JARAK-OFFICERS", 13))
            self.file(duty("%s@tugas" % role, 0, ""), role)  # without them it is an office's own duty, as ever
        self.file(duty("x@tugas"))

    def test_what_is_wrong_is_told_with_its_place_and_nothing_is_kept(self):
        cases = ((duty("x@salah", "nol"), "X-JARAK-OFFICERS", 13), (duty("x@salah", "0"), "X-JARAK-OFFICERS", 13),
                 (duty("x@salah", "12.5"), "X-JARAK-OFFICERS", 13), (duty("x@salah", "100001"), "X-JARAK-OFFICERS", 13),
                 (duty("x@salah", 0), "X-JARAK-OFFICERS", 4), (duty("x@salah", unit="u" * 41), "X-JARAK-UNIT", 14),
                 (duty("x@salah", extra=["X-JARAK-OFFICERS:5"]), "X-JARAK-OFFICERS", 15),
                 (rally("x@salah", 0.5, 117.5, extra=["X-JARAK-OFFICERS:5"]), "CATEGORIES", 4))
        for octets, field, line in cases:
            answer = self.daemon.ask("POST", "/api/v1/notices", octets, "polres")
            self.assertEqual((answer.status // 100, answer.json()["field"], answer.json()["line"]), (4, field, line), octets)
        self.assertEqual(self.get("/api/v1/notices/x@salah").status, 404)

    def test_what_it_guards_is_cancelled_or_moves(self):
        self.file(rally("a@jaga", 0.5, 117.5, start="20241120T140000", end="20241120T160000"), "bawaslu")
        self.file(duty("t@jaga", guards="a@jaga", start="20241120T130000", end="20241120T170000"))
        self.assertNotIn("R33", self.findings("t@jaga"))
        self.assertEqual([d["fault"] for d in self.day("2024-11-20")["duties"]], [""])
        etag = self.get("/api/v1/notices/a@jaga").headers["etag"]
        moved = rally("a@jaga", 0.5, 117.5, start="20241121T090000", end="20241121T110000", sequence=1)
        answer = self.daemon.ask("PUT", "/api/v1/notices/a@jaga", moved, headers={"If-Match": etag})
        self.assertEqual(answer.status, 200, answer.body)
        self.assertIn("berlangsung pada jam lain", self.findings("t@jaga")["R33"])
        self.assertIn("21 November 2024", self.findings("t@jaga")["R33"])
        self.assertEqual([d["fault"] for d in self.day("2024-11-20")["duties"]], ["guards_moved"])
        answer = self.daemon.ask("DELETE", "/api/v1/notices/a@jaga", headers={"If-Match": answer.headers["etag"]})
        self.assertEqual(answer.status, 200, answer.body)
        self.assertIn("batal, ditarik atau ditolak", self.findings("t@jaga")["R33"])
        self.file(duty("u@jaga", guards="tak-ada@jaga", start="20241120T130000", end="20241120T170000"))
        self.assertIn("tidak dikenal", self.findings("u@jaga")["R33"])
        self.file(duty("v@jaga", unit="tak-ada", start="20241120T130000", end="20241120T170000"))
        self.assertIn("tidak ada dalam daftar personel", self.findings("v@jaga")["R33"])


    def test_the_form_files_and_changes_one(self):
        self.file(rally("a@form", 0.55, 117.6, start="20241120T140000", end="20241120T160000"), "bawaslu")
        clerk = Clerk(self.daemon, "uji-polres")
        page = clerk.get("/meja/personel/tugas?tanggal=2024-11-20&jaga=a@form")
        self.assertEqual(page.status, 200)
        self.assertIn('value="a@form"', page.text)
        uid = re.search(r'name="uid" value="([^"]+)"', page.text).group(1)
        fields = {"csrf": page.csrf(), "uid": uid, "judul": "Jaga rapat", "satuan": "polres-kutim", "personel": "80", "mengamankan": "a@form",
                  "tanggal": "20-11-2024", "mulai": "13.00", "selesai": "17.00", "tempat": ""}
        for field, value in (("personel", "0"), ("personel", "banyak"), ("satuan", "x"), ("tanggal", ""), ("mulai", "25.00")):
            wrong = clerk.post("/meja/personel/tugas", dict(fields, **{field: value}))
            self.assertEqual(wrong.status, 422, (field, value))
            self.assertIn('id="%s-e"' % field, wrong.text)
        for _ in range(2):  # sent twice it is filed once
            self.assertEqual(clerk.post("/meja/personel/tugas", fields).status, 303)
        duties = self.day("2024-11-20")["duties"]
        self.assertEqual([(d["officers"], d["unit"], d["guards"], d["placed"], d["fault"]) for d in duties], [(80, "polres-kutim", "a@form", True, "")])
        # What a phone shows of it: in words to the police, and to nobody else.
        for role, there in (("polres", True), ("bawaslu", False)):
            octets = self.get("/api/v1/notices/%s.ics" % uid, role).body.replace(b"\r\n ", b"")
            self.assertEqual(b"80 personel Polres Kutai Timur\\, mengamankan Rapat umum" in octets, there, octets)
            self.assertEqual(b"DESCRIPTION" in octets, there)
        page = clerk.get("/meja/personel/tugas?ubah=" + uid)
        self.assertIn('value="80"', page.text)
        fields = dict(fields, csrf=page.csrf(), ubah=uid, revisi=re.search(r'name="revisi" value="(\d+)"', page.text).group(1), personel="90")
        self.assertEqual(clerk.post("/meja/personel/tugas", fields).status, 303)
        self.assertEqual([d["officers"] for d in self.day("2024-11-20")["duties"]], [90])
        self.assertEqual(clerk.post("/meja/personel/tugas", dict(fields, personel="91")).status, 409)
        self.assertIn("/meja/personel/tugas?ubah=", clerk.get("/meja/pemberitahuan/" + uid).text)
        other = Clerk(self.daemon, "uji-bawaslu")
        self.assertEqual(other.get("/meja/personel/tugas").status, 403)

    def test_a_table_brings_them_and_never_takes_them_away(self):
        head = "bentuk,tanggal,jam_mulai,jam_selesai,lintang,bujur,judul,uid,personel,satuan,mengamankan\r\n"
        row = "pengamanan,2024-11-20,13:00,17:00,0.51,117.54,Jaga,csv@tugas,%s,polres-kutim,stadion-kudungga\r\n"

        def bring(text, role="polres"):
            return self.daemon.ask("POST", "/api/v1/import", text.encode(), role, {"Content-Type": "text/csv"})
        answer = bring(head + row % "lima")
        self.assertEqual((answer.status // 100, answer.json()["field"], answer.json()["line"]), (4, "personel", 2))
        self.assertEqual(bring(head + row % 60, "bawaslu").status, 403)
        self.assertEqual(bring(head + row % 60).status, 201)
        self.assertEqual(bring(head + row % 60).json()["unchanged"], 1)
        self.assertEqual([(d["officers"], d["guards"]) for d in self.day("2024-11-20")["duties"]], [(60, "stadion-kudungga")])
        short = "bentuk,tanggal,jam_mulai,jam_selesai,judul,uid\r\npengamanan,2024-11-20,14:00,17:00,Jaga,csv@tugas\r\n"
        self.assertEqual(bring(short).status, 201)
        self.assertEqual([d["officers"] for d in self.day("2024-11-20")["duties"]], [60])
        for role in ("polres", "bawaslu"):
            self.assertNotIn(b"polres-kutim", self.get("/api/v1/export?format=csv", role).body)
        for officers in (60, 61):  # a guess is not answered
            answer = bring(head + row % officers, "bawaslu")
            self.assertNotIn(b"unchanged", answer.body)

    def test_the_command_line_has_it(self):
        self.samples()
        token = tempfile.NamedTemporaryFile("w", suffix=".token")
        self.addCleanup(token.close)
        token.write(self.daemon.token("polres"))
        token.flush()

        def ctl(*words):
            done = subprocess.run([os.path.join(BUILD, "jarakctl"), "--url", "http://127.0.0.1:%d" % self.daemon.port, "--token-file",
                                   token.name, *words], capture_output=True, text=True, check=False)
            return done.returncode, done.stdout + done.stderr
        self.assertEqual(ctl("personnel", "whatif", "64.08", "701", "--each", "2", "--date", "2024-11-27"),
                         (0, "701 TPS x 2 = 1.402 dari 614; kurang 788\n"))
        code, text = ctl("personnel", "show", "64.08", "--date", DAY)
        self.assertEqual(code, 0, text)
        self.assertIn("capacity\t2024-11-23\t614\n", text)
        self.assertIn("hour\t14\t668\t0\t54\n", text)
        self.assertIn("unit\tpolres-kutim\t414\t0\t-\tPolres Kutai Timur\n", text)
        with tempfile.NamedTemporaryFile("w", suffix=".json") as f:
            json.dump({"units": [dict(code="cadangan", name="Cadangan", region="64.08", officers=100, **{"from": "2024-11-20", "to": "2024-11-25"})]}, f)
            f.flush()
            self.assertEqual(ctl("personnel", "import", "64.08", f.name, "--basis", BASIS)[0], 0)
        self.assertEqual(self.day()["capacity"], 714)
        self.assertIn(BASIS, ctl("personnel", "history", "64.08")[1])
        self.assertEqual(ctl("personnel", "withdraw", "64.08", "--seen", "1", "--basis", "cabut")[0], 0)
        self.assertEqual(self.day()["capacity"], 614)
        self.assertEqual(ctl("personnel", "show")[0], 2)


class Privacy(Personnel):
    def setUp(self):
        super().setUp()
        self.samples()
        self.file(duty("rahasia@tugas", 500, summary="Pengamanan stadion"))

    def kept(self, answer, *where):
        for word in WORDS:
            self.assertNotIn(word, answer.body, where)

    def test_the_routes_are_of_the_police_alone(self):
        for role in OTHERS:
            for path in ("/api/v1/personnel?region=64.08&date=" + DAY, "/api/v1/personnel/whatif?stations=1", "/api/v1/personnel/history"):
                answer = self.get(path, role)
                self.assertEqual(answer.status, 403, (role, path))
                self.kept(answer, role, path)
        self.assertEqual(self.daemon.ask("GET", "/api/v1/personnel", role=None).status, 401)

    def test_no_other_door_tells_of_officers(self):
        paths = ["/api/v1/notices", "/api/v1/notices/rahasia@tugas", "/api/v1/notices/rahasia@tugas.ics",
                 "/api/v1/notices/rahasia@tugas/history", "/api/v1/notices/01-main@kutim-2024", "/api/v1/export?format=ics",
                 "/api/v1/export?format=csv", "/api/v1/export?format=geojson", "/api/v1/days/64.08/" + DAY,
                 "/api/v1/days/64.08/%s/brief.txt" % DAY, "/api/v1/digest?region=64.08", "/api/v1/policies", "/api/v1/alerts",
                 "/api/v1/statistics?region=64.08", "/feeds/64.08/approved.ics", "/kalender/64.08", "/api/v1/zones"]
        for role in OTHERS + (None,):
            for path in paths:
                self.kept(self.get(path, role), role, path)
        clerk = Clerk(self.daemon, "uji-bawaslu")
        for path in ("/meja/hari/64.08/" + DAY, "/meja/pemberitahuan/rahasia@tugas", "/meja/rakor/64.08/" + DAY, "/meja/kotak"):
            page = clerk.get(path)
            self.assertEqual(page.status, 200, path)
            for word in WORDS:
                self.assertNotIn(word.decode(), page.text, path)
        self.assertEqual(clerk.get("/meja/personel").status, 403)
        # The police have all of it.
        own = self.get("/api/v1/notices/rahasia@tugas.ics")
        self.assertIn(b"X-JARAK-OFFICERS:500", own.body)
        self.assertIn(b"X-JARAK-OFFICERS:500", self.get("/api/v1/export?format=ics").body)

    def test_calendars_leave_the_lines_out(self):
        for role, there in (("polres", True), ("bawaslu", False), ("kpu", False)):
            answer = self.daemon.ask("GET", "/dav/calendars/64.08/requests/rahasia@tugas.ics", role=role)
            self.assertEqual(answer.status, 200, answer.body)
            self.assertEqual(b"X-JARAK-OFFICERS" in answer.body, there, role)
            body = ('<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><C:calendar-data/></D:prop><C:filter>'
                    '<C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">%s</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>')
            for inner in ("", '<C:prop-filter name="X-JARAK-OFFICERS"/>'):
                answer = self.daemon.ask("REPORT", "/dav/calendars/64.08/requests/", body % inner, role, {"Content-Type": "application/xml", "Depth": "1"})
                self.assertEqual(answer.status, 207, answer.body)
                self.assertEqual(b"X-JARAK-OFFICERS" in answer.body, there, (role, inner))
                self.assertEqual(b"rahasia" in answer.body, there or not inner, (role, inner))

    def test_a_stale_change_shows_no_officers(self):
        answer = self.daemon.ask("PUT", "/api/v1/notices/rahasia@tugas", duty("rahasia@tugas", 0, "", sequence=1), "bawaslu",
                                 {"If-Match": '"x"'})
        self.assertIn(answer.status, (403, 412))
        self.kept(answer)


class Stating(Personnel):
    def put(self, body, role="polres", seen=None, region="64.08"):
        condition = {"If-Match": seen} if seen else {"If-None-Match": "*"}
        return self.daemon.ask("PUT", "/api/v1/personnel?region=" + region, json.dumps(body), role, dict(JSON, **condition))

    def unit(self, **more):
        return dict({"code": "polres-kutim", "name": "Polres Kutai Timur", "region": "64.08", "officers": 400, "from": "2024-08-26",
                     "to": "2024-12-16", "base": {"lat": 0.51, "lon": 117.54}}, **more)

    def test_units_are_stated_with_a_basis_and_kept(self):
        answer = self.put({"basis": BASIS, "units": [self.unit()]})
        self.assertEqual(answer.status, 200, answer.body)
        self.assertEqual((answer.json()["edition"], answer.json()["part"], answer.headers["etag"]), (1, "personnel", '"e1"'))
        self.assertEqual(self.day()["capacity"], 600)
        self.assertEqual(self.put({"basis": BASIS, "units": [self.unit()]}).status, 412)
        demand = [{"kind": "rapat_umum", "officers": 10}]
        self.assertEqual(self.put({"basis": BASIS, "demand": demand}, seen='"e1"').status, 200)
        self.samples()
        day = self.day()
        self.assertEqual(day["capacity"], 614)  # the newest stands for itself; what it does not state is the file's
        self.assertEqual({a["officers"] for a in day["activities"] if a["kind"] == "rapat_umum"}, {10})
        self.daemon.stop()
        self.daemon.start()
        self.assertEqual(self.day(), day)
        history = self.get("/api/v1/personnel/history?region=64.08").json()["editions"]
        self.assertEqual([e["edition"] for e in history], [2, 1])
        self.assertEqual(history[1]["basis"], BASIS)
        self.assertEqual(self.put({"withdrawn": True, "basis": "dicabut"}, seen='"e2"').status, 200)
        self.assertEqual({a["officers"] for a in self.day()["activities"] if a["kind"] == "rapat_umum"}, {334})
        for role in OTHERS:
            for path in ("/api/v1/policies", "/api/v1/digest?region=64.08", "/api/v1/policies/history?region=64.08"):
                answer = self.get(path, role)
                self.assertNotIn(BASIS.encode(), answer.body, (role, path))
                self.assertNotIn(b"personnel", answer.body, (role, path))

    def test_what_was_counted_before_a_statement_is_not_told_behind_it(self):
        self.samples()
        self.assertEqual(self.day()["capacity"], 614)
        for number, officers in enumerate((300, 301, 302)):  # nobody asks in between
            answer = self.put({"basis": BASIS, "units": [self.unit(officers=officers)]}, seen='"e%d"' % number if number else None)
            self.assertEqual(answer.status, 200, answer.body)
        self.assertEqual(self.day()["capacity"], 502)

    def test_what_is_wrong_is_told_with_its_path(self):
        cases = (({"units": [self.unit(officers=1.5)]}, "units[0].officers"), ({"units": [self.unit(region="64.03")]}, "units[0].region"),
                 ({"units": [self.unit(to="2024-01-01")]}, "units[0].to"), ({"units": [self.unit(), self.unit()]}, "units[1].code"),
                 ({"units": [self.unit(base={"place": "tak-ada"})]}, "units[0].base.place"), ({"units": {}}, "units"),
                 ({"demand": [{"kind": "rapat", "officers": 1}]}, "demand[0].kind"), ({"demand": [{"officers": -1}]}, "demand[0].officers"),
                 ({"demand": [{"officers": 1}, {"kind": "konvoi", "officers": 2}]}, "demand[1]"),
                 ({"tps": [{"risk": "aman", "officers": 1, "stations": 4}]}, "tps[0].risk"),
                 ({"travel": {"speed_kmh": 500, "detour": 1}}, "travel.speed_kmh"), ({"unit": []}, "unit"))
        for body, field in cases:
            answer = self.put(dict(body, basis=BASIS))
            self.assertEqual(answer.status // 100, 4, (body, answer.body))
            self.assertTrue(answer.json()["field"].endswith("personnel.json: " + field), (field, answer.json()["field"]))
        self.assertEqual(self.put({"units": []}).status, 422)  # no basis
        self.assertEqual(self.day()["capacity"], 614)
        for role in ("bawaslu", "kpu", "kesbangpol"):
            self.assertEqual(self.put({"basis": BASIS, "units": []}, role).status, 403)
        answer = self.daemon.ask("PUT", "/api/v1/personnel?region=64.03", json.dumps({"basis": BASIS}), "polres", dict(JSON, **{"If-None-Match": "*"}))
        self.assertIn(answer.status, (400, 403, 404))


class Pages(Personnel):
    def test_the_page_says_it_without_a_script(self):
        self.samples()
        self.file(duty("t@meja", 500, guards="tak-ada@meja"))
        clerk = Clerk(self.daemon, "uji-polres")
        page = clerk.get("/meja/personel?wilayah=64.08&tanggal=%s&tps=701&tiap=2" % DAY)
        self.assertEqual(page.status, 200)
        words = page.words()
        for said in ("Kekuatan 614; paling banyak diperlukan 668", "diperlukan 668, tersedia 614, kurang 54", "Polres Kutai Timur: ditugaskan 500",
                     "701 TPS x 2 = 1.402 dari 614; kurang 788", "BKO Polda Kaltim dan Brimob", "belum diverifikasi", "yang diamankan tidak dikenal",
                     "Sangatta"):
            self.assertIn(said, words)
        page = clerk.get("/meja/personel?wilayah=64.08&tanggal=%s&tps=171" % DAY)
        self.assertIn("171 TPS x 2 = 342 dari 614; sisa 272", page.words())
        self.assertEqual(clerk.get("/meja/personel?wilayah=64.08&tanggal=%s&tps=-3" % DAY).status, 400)
        day = clerk.get("/meja/hari/64.08/" + DAY)
        self.assertIn("Personel kurang pukul", day.words())
        self.assertIn('class="pn over"', day.text)
        notice = clerk.get("/meja/pemberitahuan/t@meja").words()
        self.assertIn("Satuan", notice)
        self.assertIn("R33", notice)

    def test_on_a_phone_and_on_a_desk(self):
        self.samples()
        self.file(duty("t@meja", 120, guards="stadion-kudungga"))
        for width in (390, 1280):
            with Browser(self.daemon, width=width) as b:
                b.sign_in("uji-polres")
                b.open("/meja/personel?wilayah=64.08&tanggal=%s" % DAY)
                self.assertIn("kurang 54", b.text("main"))
                self.assertLessEqual(b.run("return document.documentElement.scrollWidth"), width)
                b.one("#tps").send_keys("701")
                b.one("#tiap").clear()
                b.one("#tiap").send_keys("2")
                b.picture("personel")
                b.one("#tiap").submit()
                # A form that a script sends is answered whenever it is: the page before it still stands.
                said = until(lambda: b.text("#jawab-andai"), lambda text: text)
                self.assertIn("701 TPS x 2 = 1.402 dari 614; kurang 788", said)
                self.assertEqual(b.faults(), [])
                b.open("/meja/hari/64.08/" + DAY)
                self.assertIn("Personel kurang", b.text("main"))
                self.assertLessEqual(b.run("return document.documentElement.scrollWidth"), width)
                b.run("document.querySelector('#h-lajur').scrollIntoView()")
                b.picture("personel-hari")
                self.assertEqual(b.faults(), [])


if __name__ == "__main__":
    unittest.main()
