"""What is printed: matrix, conflict sheet, maps, letter. The same bytes twice, text that can be taken out, codes that
can be read, editions that keep what they must; and a program that dies, hangs or is missing harms nobody."""
import concurrent.futures
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

import stall_shapes
from daemon import BUILD, ROOT, Clock, Daemon, rally, sample, until
from desk import Clerk, make_account, undated

DAY = "/api/v1/days/64.08/2024-11-23"
NOTICES = ("01-rapat-umum-paslon-1.ics", "02-rapat-umum-paslon-2.ics", "05-dua-puluh-pertemuan.ics")
A4 = (595.276, 841.89)


def run(words, octets):
    return subprocess.run(words, input=octets, capture_output=True, check=True).stdout


def words_of(pdf):
    """The text of a PDF as a reader marks it, blanks and line ends as one blank."""
    return re.sub(r"\s+", " ", run(["pdftotext", "-raw", "-", "-"], pdf).decode())


def facts_of(pdf):
    lines = run(["pdfinfo", "-"], pdf).decode().splitlines()
    return {name: value.strip() for name, value in (line.split(":", 1) for line in lines)}


def size_of(pdf):
    wide, high = re.match(r"([\d.]+) x ([\d.]+) pts", facts_of(pdf)["Page size"]).groups()
    return float(wide), float(high)


class Paper(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon()
        cls.daemon.start()
        make_account(cls.daemon, "polres")
        make_account(cls.daemon, "tim", contest="pilbup-64.08", paslon=1)
        for name in NOTICES:
            assert cls.daemon.ask("POST", "/api/v1/notices", sample(name)).status == 201
        cls.day = cls.daemon.ask("GET", DAY, role="polres").json()
        cls.conflict = "/api/v1/conflicts/" + cls.day["conflicts"][0]["id"]

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__()

    def get(self, path, role="polres", **headers):
        answer = self.daemon.ask("GET", path, role=role, headers=headers)
        self.assertEqual(answer.status, 200, (path, answer.body[:400]))
        return answer

    def test_the_same_twice_is_the_same_bytes_and_after_a_restart_too(self):
        paths = [DAY + "/matrix.pdf", DAY + "/matrix.pdf?edition=bersama&lang=en", self.conflict + "/sheet.pdf",
                 self.conflict + "/map.svg", self.conflict + "/map.png", DAY + "/map.svg?time=12:44", DAY + "/map.png"]
        first = [self.get(path).body for path in paths]
        time.sleep(1.1)  # the clock has gone on
        self.assertEqual(first, [self.get(path).body for path in paths])
        self.daemon.stop()
        self.daemon.start()
        for path, body in zip(paths, first):
            self.assertEqual(self.get(path).body == body, True, path)
        self.assertEqual(len(set(first)), len(first))

    def test_the_matrix_is_a_landscape_sheet_whose_text_can_be_taken_out(self):
        answer = self.get(DAY + "/matrix.pdf")
        self.assertEqual(answer.headers["content-type"], "application/pdf")
        self.assertEqual(answer.headers["content-disposition"], 'inline; filename="matriks-64.08-2024-11-23.pdf"')
        for got, want in zip(size_of(answer.body), A4[::-1]):
            self.assertAlmostEqual(got, want, delta=0.5)
        facts, words = facts_of(answer.body), words_of(answer.body)
        self.assertEqual(facts["Title"], "Matriks rakor, Sabtu, 23 November 2024")
        self.assertEqual(facts["Pages"], "2")  # the day is one sheet; the annex is the other
        for text in ("Matriks rapat koordinasi kampanye", "Sabtu, 23 November 2024", "14.00-17.00", "Stadion Kudungga",
                     "100 mobil, 400 motor", "0 m, batas 500 m", "ubah rute", "Polres Kutai Timur", "SIMULASI",
                     "16 kegiatan tanpa konflik ada pada lampiran", "Halaman 1 dari 2"):
            self.assertIn(text, words)
        one = run(["pdftotext", "-raw", "-l", "1", "-", "-"], answer.body).decode()
        self.assertIn("Kesbangpol Kutai Timur", one)

    def test_the_matrix_has_a_sheet_for_each_day_and_a_row_for_each_activity(self):
        body = self.get(DAY.replace("23", "22") + "/matrix.pdf?to=2024-11-23").body
        first, second = (run(["pdftotext", "-raw", "-f", n, "-l", n, "-", "-"], body).decode() for n in "12")
        self.assertIn("Jumat, 22 November 2024", first)
        self.assertIn("Tidak ada kegiatan pada hari itu", first)
        self.assertIn("Sabtu, 23 November 2024", second)
        self.assertEqual(self.daemon.ask("GET", DAY + "/matrix.pdf?to=2024-11-22", role="polres").status, 422)
        self.assertEqual(self.daemon.ask("GET", DAY + "/matrix.pdf?edition=rahasia", role="polres").status, 422)
        rows = re.findall(r"^(\d+)\b", run(["pdftotext", "-raw", "-", "-"], self.get(DAY + "/matrix.pdf").body).decode(), re.M)
        self.assertTrue({str(n + 1) for n in range(len(self.day["activities"]))} <= set(rows))

    def test_the_shared_editions_tell_no_way_no_place_and_no_officer(self):
        sheets = [self.get(DAY + "/matrix.pdf?edition=bersama").body,
                  self.get(self.conflict + "/sheet.pdf?edition=bersama").body]
        for body in sheets:
            words = undated(words_of(body))
            self.assertIn("Sangatta Utara", words)
            self.assertIn("oordinasi", words)
            for a in self.day["activities"]:
                if a.get("place") and not a["place"].startswith("Kec."):
                    self.assertNotIn(a["place"], words)
            for word in ("Stadion", "12.40", "12.57", "13.03", "12.44", "mobil", "berangkat", "pulang", "km", " m,",
                         "Jalan bersama", " orang", "uji-polres", "diajukan"):
                self.assertNotIn(word, words)
        self.assertNotIn("Peta pukul", words_of(sheets[1]))

    def test_the_conflict_sheet_says_who_where_when_and_how_near_and_has_a_map(self):
        answer = self.get(self.conflict + "/sheet.pdf")
        for got, want in zip(size_of(answer.body), A4):
            self.assertAlmostEqual(got, want, delta=0.5)
        words = words_of(answer.body)
        for text in ("Lembar konflik", "Peta pukul 12.44 WITA", "batas siaga 500 m dan 30 menit", "Bagian yang terlalu dekat (11)",
                     "Rapat umum Paslon 2", "skematik, bukan batas resmi", "Kebijakan", "Baris: konvoi-konvoi", "Pendapat instansi",
                     "kepala konvoi bertemu pukul 12.44"):
            self.assertIn(text, words)
        english = words_of(self.get(self.conflict + "/sheet.pdf?lang=en").body)
        self.assertIn("Conflict sheet", english)
        for word in ("Lembar", "Putusan", "pukul"):
            self.assertNotIn(word, english)
        self.assertIn("Conflict sheet", words_of(self.get(self.conflict + "/sheet.pdf", **{"Accept-Language": "en"}).body))

    def test_maps_come_as_svg_and_png_of_the_same_strokes(self):
        svg = self.get(self.conflict + "/map.svg?time=12:44")
        self.assertEqual(svg.headers["content-type"], "image/svg+xml")
        self.assertIn(b"<svg", svg.body)
        self.assertNotIn(b"<script", svg.body)
        self.assertIn("attachment", svg.headers["content-disposition"])
        self.assertEqual(svg.headers["content-security-policy"], "default-src 'none'; sandbox")
        png = self.get(self.conflict + "/map.png?time=12:44").body
        self.assertEqual(png[:8], b"\x89PNG\r\n\x1a\n")
        self.assertNotEqual(png, self.get(self.conflict + "/map.png?time=13:10").body)
        for wrong in ("25:00", "noon", ""):
            self.assertEqual(self.daemon.ask("GET", DAY + "/map.png?time=" + wrong, role="polres").status, 422, wrong)

    def test_pages_lead_to_what_is_printed_and_a_session_is_enough(self):
        clerk = Clerk(self.daemon, "uji-polres")
        for page in ("/meja/rakor/64.08/2024-11-23?edisi=bersama", "/meja/konflik/" + self.conflict.rsplit("/", 1)[1]):
            links = re.findall(r'href="(/api/v1/[^"]*\.pdf[^"]*)"', clerk.get(page).text)
            self.assertTrue(links, page)
            for link in links:
                own = self.daemon.ask("GET", link.replace("&amp;", "&"), role=None, headers={
                    "Cookie": "; ".join("%s=%s" % c for c in clerk.cookies.items())})
                self.assertEqual((own.status, own.body[:5]), (200, b"%PDF-"), link)

    def test_who_may_not_see_a_conflict_gets_no_sheet_of_it(self):
        team = Clerk(self.daemon, "uji-tim")
        for path in (DAY + "/matrix.pdf?edition=bersama", self.conflict + "/sheet.pdf", self.conflict + "/map.png", DAY + "/map.svg"):
            own = self.daemon.ask("GET", path, role=None, headers={
                "Cookie": "; ".join("%s=%s" % c for c in team.cookies.items())})
            self.assertEqual(own.status, 403, path)
            self.assertEqual(self.daemon.ask("GET", path, role=None).status, 401)
        self.assertEqual(self.daemon.ask("GET", self.conflict + "/sheet.pdf", role="polres", region="64.03").status, 404)
        self.assertEqual(self.daemon.ask("GET", DAY + "/matrix.pdf", role="polres", region="64.03").status, 403)

    def test_thirty_at_once_are_bounded_and_each_is_answered(self):
        def ask(_):
            return self.daemon.ask("GET", DAY + "/matrix.pdf", role="polres").status

        with concurrent.futures.ThreadPoolExecutor(30) as pool:
            got = [a.result() for a in [pool.submit(ask, i) for i in range(30)]]
        self.assertLessEqual(set(got), {200, 429})
        self.assertGreaterEqual(got.count(200), 8)


class Letter(unittest.TestCase):
    """The answer to the team: what was notified and decided, nothing of the other side, and a code."""
    ONE, TWO = "rapat-umum-paslon-1@kutim-2024.simulasi", "rapat-umum-paslon-2@kutim-2024.simulasi"
    SECRET = "dijaga ketat karena konvoi Paslon 2 lewat"

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(options=["--public-url", "https://kampanye.example"])
        cls.daemon.start()
        make_account(cls.daemon, "polres")
        for paslon in (1, 2):
            make_account(cls.daemon, "tim", name="uji-tim%d" % paslon, contest="pilbup-64.08", paslon=paslon)
        for name in NOTICES:
            assert cls.daemon.ask("POST", "/api/v1/notices", sample(name)).status == 201
        cls.others = [a["uid"] for a in cls.daemon.ask("GET", DAY, role="polres").json()["activities"]
                      if a["kind"] != "rapat_umum"]

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__()

    def decide(self, uid, **members):
        now = self.daemon.ask("GET", "/api/v1/notices/" + uid, role="polres").json()
        members.setdefault("seen", [{"conflict": c["id"], "revision": c["revision"]} for c in now["conflicts"]])
        answer = self.daemon.decide(uid, chain_revision=now["chain_revision"], **members)
        self.assertEqual(answer.status, 200, answer.body)

    def letter(self, uid, end="", status=200):
        answer = self.daemon.ask("GET", "/api/v1/notices/%s/answer.pdf%s" % (uid, end), role="polres")
        self.assertEqual(answer.status, status, answer.body[:300])
        return answer.body

    def code_of(self, pdf):
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "l.pdf"), "wb") as f:
                f.write(pdf)
            run(["pdftoppm", "-r", "150", "-png", os.path.join(folder, "l.pdf"), os.path.join(folder, "l")], b"")
            return run(["zbarimg", "-q", "--raw", os.path.join(folder, "l-1.png")], b"").decode().strip()

    def public(self, path):
        return self.daemon.ask("GET", path, role=None, headers={"Accept": "text/html"})

    def test_an_approval_names_the_number_and_nothing_of_the_other_side_and_its_code_opens_the_hash_alone(self):
        self.letter(self.ONE, status=409)
        self.decide(self.ONE, act="approve", sttp="STTP/17/XI/2024", reason=self.SECRET)
        body = self.letter(self.ONE)
        words = words_of(body)
        for text in ("KEPOLISIAN NEGARA REPUBLIK INDONESIA", "RESOR KUTAI TIMUR", "STTP/17/XI/2024", "Rapat umum",
                     "Sabtu, 23 November 2024 pukul 14.00-17.00 WITA", "10.000 orang", "Kepala Kepolisian Resor Kutai Timur",
                     "Sangatta, ", "Konvoi berangkat", "SIMULASI", "Kendaraan"):
            self.assertIn(text, words)
        for secret in ("Paslon 2", "dijaga", "konflik", "siaga", "waspada", "Stadion", "Diputuskan dengan", "polres-64.08"):
            self.assertNotIn(secret, words)
        self.assertEqual(size_of(body), size_of(self.letter(self.ONE)))
        self.assertEqual(body, self.letter(self.ONE))
        code = self.code_of(body)
        self.assertRegex(code, r"^https://kampanye\.example/surat/[0-9a-f]{64}$")
        kept = self.daemon.ask("GET", "/api/v1/notices/%s/certificate?of=approval" % self.ONE, role="polres")
        self.assertEqual(kept.status, 200)
        page = self.public(code[len("https://kampanye.example"):])
        self.assertEqual(page.status, 200, page.body)
        text = page.body.decode()
        self.assertIn(code[-64:], text)
        self.assertIn("Surat dengan kode ini tercatat, dan putusannya berlaku", text)
        for secret in ("Paslon", "STTP/17", "Rapat umum", "Yos Sudarso", "14.00", "polres"):
            self.assertNotIn(secret, text)
        english = self.public(code[len("https://kampanye.example"):] + "?lang=en")
        self.assertIn("Letter on record", english.body.decode())

    def test_what_the_public_reads_of_others_may_be_told_once_it_is_approved(self):
        self.decide(self.TWO, act="approve", sttp="STTP/18/XI/2024", reason=self.SECRET)
        if b"approved" not in self.daemon.ask("GET", "/api/v1/notices/" + self.ONE, role="polres").body:
            self.decide(self.ONE, act="approve", sttp="STTP/17/XI/2024", reason=self.SECRET)
        words = words_of(self.letter(self.TWO)) + words_of(self.letter(self.ONE))
        self.assertIn("Diputuskan dengan mengetahui kegiatan lain yang sudah diumumkan", words)
        for secret in ("dijaga", "siaga", "konflik"):
            self.assertNotIn(secret, words)

    def test_held_returned_and_refused_say_why_and_have_no_code(self):
        held, returned, refused = self.others[:3]
        self.decide(held, act="hold", reason="menunggu rapat koordinasi")
        self.decide(returned, act="return", reason="surat belum ditandatangani", missing=["letter", "route"])
        self.decide(refused, act="refuse", basis="PKPU 13 Tahun 2024 Pasal 41", reason="di tempat ibadah")
        for uid, texts in ((held, ("ditahan", "Alasan: menunggu rapat koordinasi")),
                           (returned, ("dikembalikan untuk dilengkapi", "Yang perlu dilengkapi: surat, rute", "belum ditandatangani")),
                           (refused, ("ditolak", "Dasar hukum: PKPU 13 Tahun 2024 Pasal 41", "Alasan: di tempat ibadah"))):
            words = words_of(self.letter(uid))
            for text in texts + ("Surat ini tanpa kode",):
                self.assertIn(text, words)
        english = words_of(self.letter(refused, "?lang=en"))
        self.assertIn("Legal basis: PKPU 13", english)
        self.assertNotIn("Alasan", english)

    def test_an_approval_that_was_rescinded_has_no_letter_and_its_code_says_so(self):
        uid = self.others[5]
        self.decide(uid, act="approve", sttp="STTP/21/XI/2024", reason="x")
        code = self.code_of(self.letter(uid))[len("https://kampanye.example"):]
        self.assertEqual(self.public(code).status, 200)
        self.decide(uid, act="rescind", reason="salah terbit")
        self.letter(uid, status=409)
        self.assertIn("tidak berlaku lagi", self.public(code).body.decode())

    def test_who_may_have_it(self):
        uid = self.others[6]
        self.decide(uid, act="hold", reason="x")
        for role, region, status in (("bawaslu", "64.08", 200), ("kesbangpol", "64.08", 200), ("polres", "64.03", 404),
                                     ("pembaca", "64.08", 403), (None, "64.08", 401)):
            try:
                got = self.daemon.ask("GET", "/api/v1/notices/%s/answer.pdf" % uid, role=role, region=region).status
            except KeyError:
                continue  # the pack gives no such account
            self.assertEqual(got, status, (role, region))
        for wrong in ("0" * 64, "x", "0" * 63, "DDE2" * 16):
            self.assertEqual(self.public("/surat/" + wrong).status, 404, wrong)


class Starts(unittest.TestCase):
    """The sheet while there is still time: when either side could start instead."""

    def test_either_side_is_told_when_it_could_start_or_that_it_cannot(self):
        clock = Clock()
        clock.shift(1731800000 - time.time())  # 17 November 2024
        with Daemon(env=clock.env) as daemon:
            for name in NOTICES:
                self.assertEqual(daemon.ask("POST", "/api/v1/notices", sample(name)).status, 201)
            seen = set()
            for conflict in daemon.ask("GET", DAY, role="polres").json()["conflicts"]:
                path = "/api/v1/conflicts/%s/sheet.pdf" % conflict["id"]
                sides = daemon.ask("GET", path[:-len("/sheet.pdf")], role="polres").json()["sides"]
                body = daemon.ask("GET", path, role="polres").body
                words = words_of(body)
                told = words.split("Waktu yang bebas: kegiatan dapat mulai", 1)[1].split("Pendapat instansi")[0]
                for side in sides:
                    bands = daemon.ask("GET", "/api/v1/notices/%s/slots?date=2024-11-23" % side["uid"], role="polres").json()["bands"]
                    seen.add(bool(bands))
                    for band in bands[:3]:
                        self.assertIn(band["from"][11:16].replace(":", "."), told)
                    if not bands:
                        self.assertIn("tidak ada waktu yang bebas", told)
            self.assertEqual(seen, {True, False})
            clock.shift(86400)  # a day later nothing has changed
            self.assertEqual(body, daemon.ask("GET", path, role="polres").body)
            self.assertNotIn("Waktu yang bebas", words_of(daemon.ask("GET", path + "?edition=bersama", role="polres").body))
            self.assertIn("17 November 2024", words)


    def test_the_internal_matrix_says_it_of_what_needs_a_decision_on_paper_and_on_the_page(self):
        clock = Clock()
        clock.shift(1731800000 - time.time())
        with Daemon(env=clock.env) as daemon:
            make_account(daemon, "polres")
            for name in NOTICES:
                self.assertEqual(daemon.ask("POST", "/api/v1/notices", sample(name)).status, 201)
            pages = [words_of(daemon.ask("GET", DAY + "/matrix.pdf", role="polres").body),
                     Clerk(daemon, "uji-polres").get("/meja/rakor/64.08/2024-11-23").words()]
            for activity in daemon.ask("GET", DAY, role="polres").json()["activities"]:
                if activity["level"] not in ("waspada", "siaga"):
                    continue
                bands = daemon.ask("GET", "/api/v1/notices/%s/slots?date=2024-11-23" % activity["uid"], role="polres").json()["bands"]
                want = "; ".join("%s-%s" % (b["from"][11:16], b["to"][11:16]) for b in bands[:2]).replace(":", ".")
                for words in pages:
                    self.assertIn("Dapat mulai: " + (want or "tidak ada waktu yang bebas"), words)
            self.assertEqual([words.count("Dapat mulai: ") for words in pages], [4, 4])
            for words in (words_of(daemon.ask("GET", DAY + "/matrix.pdf?edition=bersama", role="polres").body),
                          Clerk(daemon, "uji-polres").get("/meja/rakor/64.08/2024-11-23?edisi=bersama").words()):
                self.assertNotIn("Dapat mulai", words)

    def test_a_sheet_whose_clear_times_are_heavy_is_printed(self):
        # They are looked for by a copy of the process, and a copy cannot read what was told of the conflict.
        own = [stall_shapes.rally("main@uji", 1, 0.5, 117.45, "20241001T120000")]
        own += [stall_shapes.convoy("leg%d@uji" % i, 1, stall_shapes.corners(60, 0.0001 * i), parent="main@uji") for i in range(12)]
        with Daemon() as daemon:
            answer = daemon.ask("POST", "/api/v1/notices", stall_shapes.calendar(*own))
            self.assertEqual(answer.status, 201, answer.body)
            for i in range(40):
                octets = stall_shapes.calendar(stall_shapes.convoy("r%d@uji" % i, 2, stall_shapes.corners(60, 0.00005 * i)))
                self.assertEqual(daemon.ask("POST", "/api/v1/notices", octets).status, 201)
            conflict = daemon.ask("GET", "/api/v1/conflicts", role="polres").json()["conflicts"][0]["id"]
            for end in ("/sheet.pdf", "/map.svg", "/sheet.pdf?edition=bersama"):
                answer = daemon.ask("GET", "/api/v1/conflicts/" + conflict + end, role="polres")
                self.assertEqual(answer.status, 200, (end, answer.body))
            copies = re.search(rb"^jarakd_work_copies_total (\d+)", daemon.ask("GET", "/metrics", role=None).body, re.M)
            self.assertGreater(int(copies.group(1)), 0)  # the case is heavy enough to be one

    def test_an_office_is_told_clear_times_of_its_own_region_only(self):
        clock = Clock()
        clock.shift(1731800000 - time.time())
        with Daemon(env=clock.env) as daemon:
            for uid, region, lat in (("berau@uji", "64.03", 2.15), ("kutim@uji", "64.08", 2.1505)):
                octets = rally(uid, lat, 117.49, 1).replace(b"pilbup-64.08", b"pilbup-" + region.encode())
                answer = daemon.ask("POST", "/api/v1/notices", octets, region=region)
                self.assertEqual(answer.status, 201, answer.body)
            conflicts = daemon.ask("GET", "/api/v1/conflicts", role="polres", region="64.03").json()["conflicts"]
            self.assertEqual(len(conflicts), 1)
            path = "/api/v1/conflicts/%s/sheet.pdf" % conflicts[0]["id"]
            told = {}
            for region in ("64.03", "64.08", "64"):
                body = daemon.ask("GET", path, role="polres", region=region)
                self.assertEqual(body.status, 200, (region, body.body))
                told[region] = words_of(body.body).split("dapat mulai", 1)[1].split("Pendapat instansi")[0]
            rows = {region: len(re.findall("Paslon|Bupati", text)) for region, text in told.items()}
            self.assertEqual((rows["64.03"], rows["64.08"]), (rows["64"] / 2, rows["64"] / 2), told)


class Terminal(unittest.TestCase):
    """jarakctl matrix, map, surat."""

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon()
        cls.daemon.start()
        cls.folder = tempfile.TemporaryDirectory()
        for name in NOTICES[:2]:
            assert cls.daemon.ask("POST", "/api/v1/notices", sample(name)).status == 201
        cls.code = cls.daemon.ask("GET", DAY, role="polres").json()["conflicts"][0]["id"]
        cls.token = os.path.join(cls.folder.name, "polres")
        with open(cls.token, "w", encoding="utf-8") as f:
            f.write(cls.daemon.token("polres"))

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__()
        cls.folder.cleanup()

    def ctl(self, *words, code=0, **more):
        more.setdefault("stdout", subprocess.PIPE)
        done = subprocess.run([os.path.join(BUILD, "jarakctl"), "--url", "http://127.0.0.1:%d" % self.daemon.port, "--token-file",
                               self.token, *words], stderr=subprocess.PIPE, check=False, **more)
        self.assertEqual(done.returncode, code, (words, done.stderr))
        return done

    def test_files_are_what_the_daemon_answers(self):
        for words, path in ((("matrix", "64.08", "2024-11-23"), DAY + "/matrix.pdf?lang=id"),
                            (("--lang", "en", "matrix", "64.08", "2024-11-22", "--to", "2024-11-23", "--edition", "bersama"),
                             DAY.replace("23", "22") + "/matrix.pdf?to=2024-11-23&edition=bersama&lang=en"),
                            (("map", "64.08", "2024-11-23", "--time", "12:44", "--form", "png"), DAY + "/map.png?time=12:44&lang=id"),
                            (("map", self.code[:8]), "/api/v1/conflicts/%s/map.svg?lang=id" % self.code)):
            self.assertEqual(self.ctl(*words).stdout, self.daemon.ask("GET", path, role="polres").body, words)

    def test_an_output_is_written_whole_and_its_name_says_what_a_map_is(self):
        picture, letter = (os.path.join(self.folder.name, name) for name in ("peta.png", "surat.pdf"))
        self.assertEqual(self.ctl("map", self.code, "--output", picture).stdout, b"")
        with open(picture, "rb") as f:
            self.assertEqual(f.read(8), b"\x89PNG\r\n\x1a\n")
        refused = self.ctl("surat", Letter.ONE, "--output", letter, code=3)
        self.assertIn("belum dijawab", refused.stderr.decode())
        self.assertFalse(os.path.exists(letter))
        self.assertEqual(self.daemon.decide(Letter.ONE, act="hold", reason="rakor", chain_revision=self.daemon.ask(
            "GET", "/api/v1/notices/" + Letter.ONE, role="polres").json()["chain_revision"]).status, 200)
        self.ctl("surat", Letter.ONE, "--output", letter)
        with open(letter, "rb") as f:
            self.assertIn("ditahan", words_of(f.read()))
        self.ctl("surat", Letter.ONE, "--output", "/nonexistent/x.pdf", code=3)

    def test_a_terminal_gets_no_octets_and_words_that_are_not_known_are_refused(self):
        master, slave = os.openpty()
        try:
            told = self.ctl("surat", Letter.ONE, code=2, stdout=slave).stderr.decode()
        finally:
            os.close(master)
            os.close(slave)
        self.assertIn("--output", told)
        self.assertIn("internal", self.ctl("matrix", "64.08", "2024-11-23", "--edition", "rahasia", code=2).stderr.decode())
        self.assertIn("png", self.ctl("map", self.code, "--form", "bmp", code=2).stderr.decode())
        self.ctl("matrix", "64.08", code=2)


class Hostile(unittest.TestCase):
    def test_titles_of_strangers_are_text_and_break_no_page(self):
        long = "x" * 1900
        titles = ["<b>tebal</b> & <span size='huge'>besar", long, "kata " * 380, "\u202eterbalik \u0645\u0631\u062d\u0628\u0627",
                  "\U0001f600" * 200, "{page} {pages} %s %n"]
        with Daemon() as daemon:
            for i, title in enumerate(titles):
                octets = rally("h%d@uji" % i, 0.5 + i / 1000, 117.55, paslon=1 + i % 2, start="20241123T140000", end="20241123T170000")
                octets = re.sub(rb"LOCATION:[^\r\n]*\r\n", b"", octets)
                octets = octets.replace(b"END:VEVENT", ("LOCATION:%s\r\nEND:VEVENT" % title).encode(), 1)
                answer = daemon.ask("POST", "/api/v1/notices", octets)
                self.assertIn(answer.status, (201, 422), answer.body)
            day = daemon.ask("GET", DAY, role="polres").json()
            self.assertGreaterEqual(len(day["activities"]), 4)
            body = daemon.ask("GET", DAY + "/matrix.pdf", role="polres")
            self.assertEqual(body.status, 200, body.body)
            words = words_of(body.body)
            self.assertIn("<b>tebal</b> & <span", words)
            self.assertIn("{page} {pages} %s %n", words)
            self.assertLess(int(facts_of(body.body)["Pages"]), 8)
            boxes = run(["pdftotext", "-bbox", "-", "-"], body.body).decode()
            for x in re.findall(r'xMax="([\d.]+)"', boxes):
                self.assertLess(float(x), A4[1])  # nothing leaves the sheet
            for conflict in day["conflicts"]:
                for end in ("sheet.pdf", "map.svg", "sheet.pdf?edition=bersama"):
                    path = "/api/v1/conflicts/%s/%s" % (conflict["id"], end)
                    self.assertEqual(daemon.ask("GET", path, role="polres").status, 200, path)


def pid_of(mark):
    def look():
        if os.path.exists(mark):
            with open(mark, encoding="utf-8") as f:
                return f.read().strip()
        return ""
    return int(until(look))


class Edges(unittest.TestCase):
    """What is over, empty or erased."""

    def test_a_closed_conflict_an_empty_day_and_a_withdrawn_notice(self):
        with Daemon() as daemon:
            for name in NOTICES[:2]:
                daemon.ask("POST", "/api/v1/notices", sample(name))
            conflict = "/api/v1/conflicts/" + daemon.ask("GET", DAY, role="polres").json()["conflicts"][0]["id"]
            etag = daemon.ask("GET", "/api/v1/notices/" + Letter.TWO, role="bawaslu").headers["etag"]
            gone = daemon.ask("DELETE", "/api/v1/notices/" + Letter.TWO, headers={"If-Match": etag})
            self.assertIn(gone.status, (200, 204), gone.body)
            for end in ("/sheet.pdf", "/sheet.pdf?edition=bersama", "/map.svg", "/map.png?time=12:44"):
                answer = daemon.ask("GET", conflict + end, role="polres")
                self.assertEqual(answer.status, 200, (end, answer.body[:300]))
                if end == "/sheet.pdf":
                    self.assertIn("selesai", words_of(answer.body))
            for end in ("/matrix.pdf", "/map.svg", "/map.png"):
                self.assertEqual(daemon.ask("GET", DAY.replace("11-23", "10-01") + end, role="polres").status, 200, end)
            head = daemon.ask("HEAD", DAY + "/matrix.pdf", role="polres")
            self.assertEqual((head.status, head.body), (200, b""))
            self.assertGreater(int(head.headers["content-length"]), 10000)
            self.assertEqual(daemon.ask("GET", "/api/v1/notices/%s/answer.pdf" % Letter.TWO, role="polres").status, 409)

    def test_a_letter_is_printed_before_and_after_a_restart_alike(self):
        with Daemon(options=["--public-url", "https://kampanye.example"]) as daemon:
            daemon.ask("POST", "/api/v1/notices", sample(NOTICES[0]))
            self.assertEqual(daemon.decide(Letter.ONE, act="approve", sttp="STTP/1", reason="", chain_revision=1, seen=[]).status, 200)
            path = "/api/v1/notices/%s/answer.pdf" % Letter.ONE
            body = daemon.ask("GET", path, role="polres").body
            self.assertEqual(body[:5], b"%PDF-")
            time.sleep(1.1)
            daemon.stop()
            daemon.start()
            self.assertEqual(body == daemon.ask("GET", path, role="polres").body, True)
            daemon.stop()
            subprocess.run([os.path.join(BUILD, "jarakctl"), "erase", Letter.ONE, "--basis", "uji", "--data", daemon.data], check=True,
                           capture_output=True, cwd=ROOT)
            daemon.start()
            erased = daemon.ask("GET", path, role="polres")
            self.assertEqual(erased.status, 404, erased.body[:200])


class Program(unittest.TestCase):
    """The program that lays out, replaced by others beside a copy of the daemon."""

    def daemon_with(self, script):
        folder = tempfile.TemporaryDirectory(prefix="jarakd-paper-")
        self.addCleanup(folder.cleanup)
        for name in ("jarakd", "jarakd-paper"):
            shutil.copy2(os.path.join(BUILD, name), folder.name)
        program = os.path.join(folder.name, "jarakd-paper")
        if script is None:
            os.remove(program)
        elif script:
            with open(program, "w", encoding="utf-8") as f:
                f.write("#!/bin/sh\n" + script + "\n")
        # What stands in for the program is a script, and the sandbox lets nobody run the shell.
        daemon = Daemon(build=folder.name, options=["--sandbox", "off"], env=dict(os.environ, JARAK_ZONES=os.path.join(ROOT, "calendars", "tz", "zones.ics")))
        daemon.start()
        self.addCleanup(daemon.__exit__)
        self.program = program
        return daemon

    def test_what_dies_lies_or_is_missing_is_a_503_and_harms_nobody(self):
        whole = 'printf "jarakd-paper 5\\n12345"'
        for script, status in ((None, 503), ("exit 1", 503), ("kill -SEGV $$", 503), ("echo hello", 503), (whole, 200),
                               ('printf "jarakd-paper 9\\n12345"', 503), ('printf "jarakd-paper 5\\n123456"', 503),
                               ('printf "jarakd-paper -1\\n"', 503), ('printf "jarakd-paper 99999999999\\nx"', 503)):
            with self.subTest(script=script):
                daemon = self.daemon_with(script)
                answer = daemon.ask("GET", DAY + "/matrix.pdf", role="polres")
                self.assertEqual(answer.status, status, answer.body)
                if status == 503:
                    self.assertEqual(answer.headers["content-type"], "application/problem+json")
                    self.assertIn("halaman cetak", answer.json()["detail"])
                    page = daemon.ask("GET", DAY + "/matrix.pdf", role="polres", headers={"Accept": "text/html,*/*;q=0.8"})
                    self.assertEqual((page.status, page.headers["content-type"]), (503, "text/html; charset=utf-8"))
                    self.assertIn("halaman cetak", page.body.decode())
                self.assertEqual(daemon.ask("GET", "/healthz", role=None).status, 200)
                self.assertEqual(daemon.stop(), 0)

    def test_what_hangs_is_ended_and_others_do_not_wait_for_it(self):
        daemon = self.daemon_with("sleep 600")
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            late = [pool.submit(daemon.ask, "GET", DAY + "/matrix.pdf", role=role) for role in ("polres", "bawaslu")]
            for _ in range(20):
                self.assertEqual(daemon.ask("GET", "/healthz", role=None).status, 200)
            self.assertEqual([a.done() for a in late], [False, False], "nobody waited for them")
            self.assertEqual([a.result().status for a in late], [503, 503])
        self.assertIn("paper-late", daemon.logged())

    def test_one_accounts_pages_take_one_program_and_another_account_has_its_own(self):
        daemon = self.daemon_with("exit 1")
        mark = tempfile.mktemp()
        with open(self.program, "w", encoding="utf-8") as f:
            f.write("#!/bin/sh\nread first\ncase $(cat) in *bersama*) echo $$ > %s; exec sleep 600;; esac\n"
                    "printf 'jarakd-paper 2\\nok'\n" % mark)
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            slow = [pool.submit(daemon.ask, "GET", DAY + "/matrix.pdf?edition=bersama", role="polres") for _ in range(2)]
            pid_of(mark)  # one of the two runs
            os.remove(mark)
            self.assertEqual(daemon.ask("GET", DAY + "/matrix.pdf", role="bawaslu").body, b"ok")
            self.assertEqual([a.done() for a in slow], [False, False], "it waited for neither")
            self.assertFalse(os.path.exists(mark), "and the other waits for the first")
            daemon.stop()  # asked to stop: what waits is told so, and nothing is left behind
            self.assertEqual({a.result().status for a in slow}, {503})

    def test_killed_while_it_works_is_a_503_and_the_next_one_is_made(self):
        mark = tempfile.mktemp()
        daemon = self.daemon_with("echo $$ > %s; exec sleep 600" % mark)
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            asked = pool.submit(daemon.ask, "GET", DAY + "/matrix.pdf", role="polres")
            pid = pid_of(mark)
            os.remove(mark)
            os.kill(pid, signal.SIGKILL)
            self.assertEqual(asked.result().status, 503)
        shutil.copy2(os.path.join(BUILD, "jarakd-paper"), self.program)
        self.assertEqual(daemon.ask("GET", DAY + "/matrix.pdf", role="polres").status, 200)

    def test_whoever_leaves_leaves_no_program_behind(self):
        mark = tempfile.mktemp()
        daemon = self.daemon_with("echo $$ > %s; exec sleep 600" % mark)
        own = __import__("socket").create_connection(("127.0.0.1", daemon.port))
        own.sendall(("GET %s/matrix.pdf HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n" % (DAY, daemon.token("polres"))).encode())
        pid = pid_of(mark)
        os.remove(mark)
        own.close()
        until(lambda: not os.path.exists("/proc/%d" % pid), what="the program runs on")


class Alone(unittest.TestCase):
    """The program without the daemon: what it takes and what it refuses."""

    def print(self, text, status=0, env=None):
        done = subprocess.run([os.path.join(BUILD, "jarakd-paper")], input=text.encode() if isinstance(text, str) else text,
                              capture_output=True, env=env, check=False)
        self.assertEqual(done.returncode, status, done.stderr)
        return done.stdout

    def test_what_is_no_document_is_refused_and_nothing_is_written(self):
        head = "form\tpdf\npage 210 297 12\n"
        for wrong in ("", "\n", "form\tpdf", "form\tdoc\n", head, head + "p\n", head + "p\ta\nform\tpdf\n", head + "nonsense\tx\n",
                      head + "p 1\ta\n", head + "gap nan\n", head + "gap 1e3\n", head + "table 1 10\nrow\ncell 0\ta\ncell 0\tb\nend\nend\n",
                      head + "table 1 10\nrow\n", head + "end\n", head + "draw 100 100 10 10\np\tx\nend\n", head + "p\ta\rb\n",
                      head + "code 20 21\tff\tx\n", head + "p\t" + "x" * 1300 + "\n", "page 210 297 12\n", head + "page 1 1 1\n"):
            self.assertEqual(self.print(wrong, status=1), b"", wrong)
        self.assertEqual(self.print(b"form\tpdf\np\t\xff\n", status=1), b"")

    def test_it_depends_on_neither_environment_nor_folder(self):
        text = "form\tpdf\npage 210 297 12\ntitle\tx\ncreated\t2024-11-23T14:00:00+08:00\np\tKutai Timur\n"
        one = self.print(text, env={})
        self.assertEqual(one, self.print(text, env={"LC_ALL": "C.UTF-8", "TZ": "America/New_York", "FONTCONFIG_FILE": "/nonexistent",
                                                    "HOME": "/tmp", "PANGO_LANGUAGE": "ar"}))
        self.assertIn(b"DejaVuSans", one)

    def test_hundreds_of_pages_end_where_the_limit_is(self):
        head = "form\tpdf\npage 210 297 12\n"
        self.print(head + "p\ta\nbreak\n" * 290)
        self.assertEqual(self.print(head + "p\ta\nbreak\n" * 400, status=1), b"")


if __name__ == "__main__":
    unittest.main()
