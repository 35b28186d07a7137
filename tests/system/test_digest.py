"""The digest of a meeting: what became of a region between two entries of the journal, in four forms that say the same,
the same bytes for the same entries, whatever came later."""
import datetime
import json
import os
import random
import subprocess
import threading
import unittest

from daemon import BUILD, ROOT, Clock, Daemon, rally, sample, until
from desk import Clerk, make_account
from test_paper import A4, facts_of, size_of, words_of
from test_rakor import meeting
from test_scheduled import neutral
from test_team import Team

WITA = datetime.timezone(datetime.timedelta(hours=8))
JSON = {"Content-Type": "application/json"}
PATH = "/api/v1/digest"
FORMS = ("", ".txt", ".pdf")


def at(lat, day, paslon, uid, hour=14, **more):
    return rally(uid, lat, 117.5, paslon, start="202411%02dT%02d0000" % (day, hour), end="202411%02dT%02d0000" % (day, hour + 2), **more)


class Office(unittest.TestCase):
    """A daemon whose clock is set, and what officials do there."""

    @classmethod
    def setUpClass(cls):
        cls.clock = Clock()
        cls.go_to(10)
        cls.daemon = Daemon(env=cls.clock.env, options=["--tick-ms", "100"])
        cls.daemon.start()

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__()

    @classmethod
    def go_to(cls, day, hour=8):
        cls.clock.shift(datetime.datetime(2024, 11, day, hour, tzinfo=WITA).timestamp() - cls.clock.now())

    @classmethod
    def ask(cls, method, path, body=None, role="polres", region="64.08", **headers):
        return cls.daemon.ask(method, path, body, role, headers, region)

    @classmethod
    def file(cls, body, role="bawaslu"):
        answer = cls.ask("POST", "/api/v1/notices", body, role, **{"Content-Type": "text/calendar"})
        assert answer.status == 201, answer.body
        return answer.json()["notices"][0]

    @classmethod
    def act(cls, uid, role="polres", **members):
        known = cls.ask("GET", "/api/v1/notices/" + uid, role=role).json()
        members.setdefault("chain_revision", known["chain_revision"])
        answer = cls.daemon.decide(uid, role=role, **members)
        assert answer.status == 200, answer.body
        return answer.json()

    @classmethod
    def seen(cls, uid):
        found = cls.ask("GET", "/api/v1/notices/" + uid).json()["conflicts"]
        return [{"conflict": c["id"], "revision": c["revision"]} for c in found]

    @classmethod
    def digest(cls, query="", role="polres", region="64.08"):
        answer = cls.ask("GET", PATH + query, role=role, region=region)
        assert answer.status == 200, answer.body
        return answer.json()

    @classmethod
    def conflict(cls, uid):
        return cls.ask("GET", "/api/v1/notices/" + uid).json()["conflicts"][0]["id"]


class Told(Office):
    """Two days of work between two meetings."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make_account(cls.daemon, "polres")
        make_account(cls.daemon, "tim", contest="pilbup-64.08", paslon=1)
        for uid, lat, day, paslon in (("a1@d", 0.5, 15, 1), ("a2@d", 0.5363, 15, 2), ("b1@d", 0.9, 16, 1), ("b2@d", 0.901, 16, 2),
                                      ("d1@d", 1.3, 17, 1), ("d2@d", 1.301, 17, 2), ("sendiri@d", 1.6, 14, 1)):
            cls.file(at(lat, day, paslon, uid))
        cls.file(meeting("rakor@d", "20241111T090000", "20241111T110000"), "kesbangpol")
        cls.act("rakor@d", "kesbangpol", act="schedule")
        cls.file(neutral("truk@d", "LOGISTIK", 0.2, start="20241113T080000", end="20241113T100000"), "kpu")
        cls.act("truk@d", "kpu", act="schedule")
        cls.file(neutral("apel@d", "PENGAMANAN", 0.25, start="20241114T080000", end="20241114T100000", extra=["X-JARAK-CROWD:120"]))
        cls.before = {name: cls.conflict(name + "1@d") for name in "abd"}
        cls.first = cls.digest()
        cls.go_to(12)
        cls.file(at(0.502, 15, 2, "a2@d", sequence=1))
        gone = cls.ask("DELETE", "/api/v1/notices/b2@d", role="bawaslu", **{"If-Match": "*"})
        assert gone.status == 200, gone.body
        for uid, lat, paslon in (("c1@d", 0.7, 1), ("c2@d", 0.703, 2)):
            cls.file(at(lat, 18, paslon, uid))
        cls.act("c1@d", act="approve", sttp="STTP/7", reason="dikawal dua peleton sampai bubar", seen=cls.seen("c1@d"))
        cls.act("sendiri@d", act="hold", reason="menunggu peta lokasi")
        alert = next(a for a in cls.ask("GET", "/api/v1/alerts").json()["alerts"] if a["conflict"]["id"] == cls.before["d"])
        assert cls.ask("POST", "/api/v1/alerts/%s/ack" % alert["id"], "").status in (200, 204)
        report = cls.ask("POST", "/api/v1/reports", json.dumps({"uid": "c1@d", "kind": "late", "minutes": 20}), **JSON)
        assert report.status == 201, report.body
        verified = cls.ask("POST", "/api/v1/reports/%s/verify" % report.json()["id"], "", role="bawaslu")
        assert verified.status == 200, verified.body
        cls.matters()
        cls.file(meeting("rakor2@d", "20241113T090000", "20241113T110000"), "kesbangpol")
        cls.act("rakor2@d", "kesbangpol", act="schedule")
        cls.told = cls.digest()
        cls.query = "?from=%d&to=%d" % (cls.told["from"], cls.told["to"])
        cls.clerk = Clerk(cls.daemon, "uji-polres")

    @classmethod
    def post(cls, path, role, **body):
        answer = cls.ask("POST", "/api/v1/" + path, json.dumps(body), role, **JSON)
        assert answer.status in (200, 201), answer.body
        return answer.json()

    @classmethod
    def matters(cls):
        """A hoax that is none, neutrality that Bawaslu keeps to itself, and three tasks of two agencies, one late, one done."""
        judged = {"assessment": "sudah ditanyakan", "recommendation": "beri jawaban"}
        hoax = cls.post("reports", "kpu", uid="h@d", category="hoax", title="Kabar TPS 4 dipindah", text="x", place="Pasar", region="64.08.04")
        cls.post("reports/%s/refute" % hoax["id"], "polres", **judged)
        cls.post("reports", "bawaslu", uid="n@d", category="neutrality", title="Lurah ikut barisan", text="x", place="Balai", region="64.08.04")
        for uid, title, agency, due in (("t1@d", "Pasang pembatas", "polres", "2024-11-14T14:00:00+08:00"), ("t2@d", "Perbaiki gudang", "kpu",
                                        "2024-11-11T23:00:00+08:00"), ("t3@d", "Cek daftar hadir", "kpu", "2024-11-15T14:00:00+08:00")):
            cls.post("tasks", "bawaslu", uid=uid, title=title, agency=agency, due=due, about="rakor@d")
        drop = {"stage": "district", "place": "Kantor camat", "region": "64.08.04"}
        got = cls.post("drops", "kpu", uid="k1@d", title="Kotak suara", due="2024-11-14T14:00:00+08:00", **drop)
        cls.post("drops/%s/receive" % got["id"], "polres", by="Ketua PPK", condition="short")
        cls.post("drops", "kpu", uid="k2@d", title="Bilik suara", due="2024-11-11T14:00:00+08:00", **drop)
        cls.post("drops", "kpu", uid="k3@d", title="Segel", due="2024-11-20T14:00:00+08:00", **drop)
        done = next(t for t in cls.ask("GET", "/api/v1/tasks", role="kpu").json()["tasks"] if t["title"] == "Cek daftar hadir")
        cls.post("tasks/%s/progress" % done["id"], "kpu", percent=100)

    def text(self, form, query=None):
        answer = self.ask("GET", PATH + form + (query or self.query))
        self.assertEqual(answer.status, 200, answer.body[:300])
        return words_of(answer.body) if form == ".pdf" else answer.body.decode()

    def page(self):
        page = self.clerk.get("/meja/digest?dari=%d&sampai=%d" % (self.told["from"], self.told["to"]))
        self.assertEqual(page.status, 200)
        return page

    def test_it_begins_at_the_end_of_the_last_meeting_that_was_held(self):
        self.assertIsNone(self.first["last_meeting"], "it was only called by then")
        self.assertEqual(self.told["last_meeting"]["uid"], "rakor@d")
        self.assertEqual(self.told["readiness"]["next_meeting"]["uid"], "rakor2@d")
        self.assertGreaterEqual(self.told["from"], self.first["to"])
        self.assertEqual(self.told["from_time"], "2024-11-11T11:00:00+08:00", "and not that of the entry before it")
        self.assertGreater(self.told["to_time"], "2024-11-12")

    def test_conflicts_are_new_worse_and_closed_and_what_stayed_is_no_news(self):
        news = {c["conflict"]: c for c in self.told["consolidation"]["conflicts"]}
        self.assertEqual({c["news"] for c in news.values()}, {"new", "worse", "closed"})
        a, b, c = (news[id] for id in (self.before["a"], self.before["b"], self.conflict("c1@d")))
        self.assertEqual((a["news"], a["before"], a["level"]), ("worse", "waspada", "siaga"))
        self.assertEqual((b["news"], b["before"], b["level"]), ("closed", "siaga", "none"))
        self.assertEqual((c["news"], c["before"], c["level"]), ("new", "none", "siaga"))
        self.assertNotIn(self.before["d"], news)
        figures = self.told["figures"]
        self.assertEqual([figures[n] for n in ("new", "worse", "eased", "closed", "passed")], [1, 1, 0, 1, 0])
        self.assertEqual((figures["siaga"], figures["waspada"]), (3, 0))
        whole = self.digest("?from=1")["figures"]
        self.assertEqual([whole[n] for n in ("new", "worse", "closed")], [3, 0, 0], "what came and went is nothing to a reader")

    def test_overrides_stand_with_name_and_reason_in_every_form(self):
        override, = [a for a in self.told["consolidation"]["acts"] if a["conflicts"]]
        self.assertEqual((override["act"], override["uid"], override["reason"]), ("approve", "c1@d", "dikawal dua peleton sampai bubar"))
        for text in (self.text(".txt"), self.text(".pdf"), self.page().words()):
            for word in ("dikawal dua peleton sampai bubar", override["account"]):
                self.assertIn(word.replace(" ", ""), text.replace(" ", "").replace("\n", ""))
        self.assertEqual(sorted(a["act"] for a in self.told["consolidation"]["acts"]), ["approve", "hold", "schedule", "withdraw"])

    def test_alerts_that_nobody_acknowledged(self):
        told = {c["conflict"] for c in self.told["consolidation"]["unacknowledged"]}
        self.assertEqual(told, {self.before["a"], self.conflict("c1@d")}, "that of d was acknowledged, b is closed")

    def test_readiness_and_neutrality(self):
        for name in ("polling_stations", "recap_places"):
            self.assertIsInstance(self.told["readiness"][name], int)
        duties = {d["kind"]: d for d in self.told["readiness"]["duties"]}
        self.assertEqual((duties["logistik"]["ahead"], duties["logistik"]["unscheduled"]), (1, 0))
        self.assertEqual((duties["pengamanan"]["ahead"], duties["pengamanan"]["unscheduled"], duties["pengamanan"]["people"]), (1, 1, 120))
        one, two = [p for p in self.told["neutrality"]["paslon"] if p["contest"] == "pilbup-64.08"]
        self.assertEqual((one["filed"], one["approved"], one["refused"]), (1, 1, 1))
        self.assertEqual((two["filed"], two["approved"], two["refused"]), (1, 0, 0))

    def test_reports_verified_and_refuted_and_those_that_bawaslu_keeps(self):
        told = {r["title"]: (r["what"], r["state"], r["neutrality"]) for r in self.told["neutrality"]["reports"]}
        self.assertEqual(told, {"Rapat umum": ("terlambat", "verified", False), "Kabar TPS 4 dipindah": ("hoaks", "refuted", False)})
        self.assertEqual([self.told["figures"]["reports_" + n] for n in ("verified", "refuted", "unverified")], [1, 1, 0])
        kept = self.digest(self.query, "bawaslu")
        self.assertIn("Lurah ikut barisan", [r["title"] for r in kept["neutrality"]["reports"] if r["neutrality"]])
        self.assertEqual(kept["figures"]["reports_unverified"], 1)
        self.assertNotIn("Lurah", json.dumps(self.told) + self.text(".pdf") + self.page().text)
        early = self.digest("?from=%d" % self.told["to"])
        self.assertEqual(early["neutrality"]["reports"], [], "judged before it begins")

    def test_how_short_the_police_are_is_told_to_the_police_alone(self):
        self.assertEqual(self.told["readiness"]["officers"], {"short_days": 0, "day": None, "need": 0, "capacity": 0})
        self.assertIn("Personel tujuh hari ke depan: cukup.", self.page().words())
        kept = self.digest(self.query, "bawaslu")
        self.assertNotIn("officers", kept["readiness"])

    def test_how_deliveries_stand(self):
        self.assertEqual([self.told["figures"]["drops" + n] for n in ("", "_received", "_threatened", "_bad")], [3, 1, 1, 1])
        line = "Kiriman logistik: 1 dari 3 diterima, 1 terancam atau lewat tenggat, 1 kurang atau rusak."
        for text in (self.page().words(), self.text(".pdf")):
            self.assertIn(line.replace(" ", ""), text.replace(" ", "").replace("\n", ""))

    def test_open_tasks_of_each_agency_the_late_ones_first(self):
        tasks = self.told["consolidation"]["tasks"]
        self.assertEqual([(t["title"], t["agency"], t["late"]) for t in tasks], [("Perbaiki gudang", "kpu", True), ("Pasang pembatas", "polres", False)])
        self.assertEqual((self.told["figures"]["tasks"], self.told["figures"]["tasks_late"]), (2, 1))
        self.assertIn("Tugas terbuka: KPU 1 (terlambat 1), Polres 1.", self.text(".txt"))
        for text in (self.text(".pdf"), self.page().words()):
            self.assertIn("Perbaikigudang", text.replace(" ", "").replace("\n", ""))
            self.assertIn("terlambat", text)

    def test_the_next_seven_days(self):
        days = {d["date"]: d for d in self.told["days"]}
        self.assertEqual(sorted(days), ["2024-11-%02d" % n for n in range(12, 20)])
        self.assertEqual((days["2024-11-15"]["activities"], days["2024-11-15"]["siaga"]), (2, 2))
        self.assertIn("apat koordinasi 1", days["2024-11-13"]["what"])
        self.assertTrue(days["2024-11-13"]["phase"])

    def test_page_paper_and_message_say_what_the_document_says(self):
        page, paper, text = self.page(), self.text(".pdf"), self.text(".txt")
        self.assertEqual(text, self.told["text"])
        self.assertLess(len(text), 1000)
        for heading in ("1. Kesiapan teknis", "2. Konsolidasi", "3. Netralitas", "Tujuh hari ke depan"):
            self.assertIn(heading, page.words())
            self.assertIn(heading.replace(" ", ""), paper.replace(" ", ""))
        for word in ("memburuk: waspada menjadi siaga", "selesai; semula siaga", "baru, siaga"):
            self.assertIn(word, page.words())
            self.assertIn(word.replace(" ", ""), paper.replace(" ", ""))
        self.assertIn("Baru 1, memburuk 1", text)
        self.assertIn('href="/api/v1/digest.pdf?region=64.08&amp;from=%d' % self.told["from"], page.text)
        day = self.clerk.get("/meja/hari/64.08/2024-11-15")
        self.assertIn('href="/meja/digest?wilayah=64.08"', day.text)

    def test_it_is_one_upright_page_of_a4(self):
        pdf = self.ask("GET", PATH + ".pdf" + self.query)
        self.assertEqual(facts_of(pdf.body)["Pages"], "1")
        for got, want in zip(size_of(pdf.body), A4):
            self.assertAlmostEqual(got, want, delta=0.5)
        self.assertEqual(pdf.headers["content-disposition"], 'inline; filename="digest.pdf"')

    def test_english_is_english(self):
        text = self.text(".txt", self.query + "&lang=en") + self.text(".pdf", self.query + "&lang=en")
        self.assertIn("Digest for the coordination meeting", text)
        for word in ("Kesiapan", "Konsolidasi", "memburuk", "menunggu", "Tidak", "Rakor berikutnya"):
            self.assertNotIn(word, text)

    def test_the_province_reads_its_regencies_in_one(self):
        told = self.digest("?from=1&to=%d" % self.told["to"], region="64")
        self.assertEqual([r["region"] for r in told["regions"]][0], "64.08", "where there is most to do")
        self.assertGreater(len(told["regions"]), 1)
        own = self.digest("?from=1&to=%d" % self.told["to"])
        self.assertEqual(told["regions"][0]["figures"], own["figures"])
        self.assertEqual(sum(r["figures"]["siaga"] for r in told["regions"][1:]), 0)
        self.assertIn("Kutai Timur: siaga 3", told["text"])
        one = self.digest("?region=64.08&from=1&to=%d" % self.told["to"], region="64")
        self.assertEqual(one["figures"], own["figures"])
        pdf = self.ask("GET", PATH + ".pdf?from=1", region="64")
        self.assertEqual(facts_of(pdf.body)["Pages"], "1")

    def test_what_is_asked_wrongly_is_refused(self):
        for query, status in (("?from=x", 422), ("?from=999999", 422), ("?to=999999", 422), ("?from=9&to=4", 422), ("?to=0", 422),
                              ("?region=64", 403), ("?region=64.03", 403), ("?region=77", 404), ("?lang=fr", 422), ("?since=1", 400)):
            self.assertEqual(self.ask("GET", PATH + query).status, status, query)
        self.assertEqual(self.clerk.get("/meja/digest?dari=x").status, 422)

    def test_a_team_and_a_reader_get_none_of_it(self):
        team = Team(self.daemon, 1)
        for form in FORMS:
            self.assertEqual(team.ask("GET", PATH + form).status, 403)
            for role in ("pembaca", "admin"):
                self.assertEqual(self.ask("GET", PATH + form, role=role).status, 403)
            self.assertEqual(self.ask("GET", PATH + form, role=None).status, 401)
        self.assertEqual(Clerk(self.daemon, "uji-tim").get("/meja/digest").status, 403)
        other = self.digest("?from=1", region="64.03")
        self.assertEqual((other["figures"]["acts"], other["consolidation"]["conflicts"]), (0, []))

    def test_jarakctl(self):
        token = os.path.join(self.daemon.folder.name, "token")
        with open(token, "w", encoding="utf-8") as out:
            out.write(self.daemon.token("polres"))
        words = [os.path.join(BUILD, "jarakctl"), "--url", "http://127.0.0.1:%d" % self.daemon.port, "--token-file", token]
        entries = ["--from", str(self.told["from"]), "--to", str(self.told["to"])]

        def ctl(*more):
            return subprocess.run([*words, *more], capture_output=True, timeout=60)

        self.assertEqual(ctl("digest", *entries).stdout.decode().strip(), self.told["text"].strip())
        path = os.path.join(self.daemon.folder.name, "digest.pdf")
        self.assertEqual(ctl("digest", "64.08", *entries, "--output", path).returncode, 0)
        with open(path, "rb") as file:
            self.assertEqual(file.read(), self.ask("GET", PATH + ".pdf" + self.query).body)
        self.assertEqual(ctl("digest", "64.08", "2024-11-23", "--from", "1").returncode, 2)
        self.assertNotEqual(ctl("digest", "--from", "999999").returncode, 0)


class Law(Office):
    """The same two entries give the same bytes: asked at once, after more commands, and after a restart."""
    SEASONS = int(os.environ.get("JARAK_SEASONS", "3"))

    def step(self, r, n):
        kind = r.randrange(9)
        uids = [x["uid"] for x in self.ask("GET", "/api/v1/notices").json()["notices"]]
        uid = r.choice(uids) if uids else None
        if kind < 4 or not uid:
            lat = 0.5 + r.random() / 30
            self.ask("POST", "/api/v1/notices", at(lat, r.randrange(12, 20), r.randrange(1, 3), "n%d@law" % n, r.randrange(9, 16)), "bawaslu",
                     **{"Content-Type": "text/calendar"})
        elif kind == 4:
            self.ask("DELETE", "/api/v1/notices/" + uid, role="bawaslu", **{"If-Match": "*"})
        elif kind == 5:
            known = self.ask("GET", "/api/v1/notices/" + uid).json()
            act = r.choice(known["allowed"] or ["approve"])
            self.daemon.decide(uid, act=act, sttp="S/%d" % n, reason="alasan %d" % n, basis="PKPU", chain_revision=known["chain_revision"],
                               seen=self.seen(uid))
        elif kind == 6:
            alerts = self.ask("GET", "/api/v1/alerts").json()["alerts"]
            if alerts:
                self.ask("POST", "/api/v1/alerts/%s/ack" % r.choice(alerts)["id"], "")
        elif kind == 7:
            self.file(meeting("rk%d@law" % n, "202411%02dT090000" % r.randrange(9, 15), "202411%02dT110000" % r.randrange(15, 16)), "kesbangpol")
            self.act("rk%d@law" % n, "kesbangpol", act="schedule")
        else:
            self.clock.shift(r.randrange(60, 40000))

    def take(self):
        """Digests of now, each with the address that asks for it again."""
        kept = {}
        for role, region in (("polres", "64.08"), ("kesbangpol", "64.08"), ("bawaslu", "64")):
            told = self.digest(role=role, region=region)
            # A tick may have come between the two questions: then it is asked for as what it is, the past.
            for start in (told["from"] or 1, max(1, told["to"] // 2)):
                for form in FORMS:
                    path = PATH + form + "?from=%d&to=%d" % (start, told["to"])
                    answer = self.ask("GET", path, role=role, region=region)
                    self.assertEqual(answer.status, 200, answer.body[:300])
                    kept[path, role, region] = answer.body
        return kept

    def check(self, kept):
        for (path, role, region), body in kept.items():
            def ask(path=path, role=role, region=region):
                return self.ask("GET", path, role=role, region=region)
            answer = until(ask, lambda a: a.status != 429)  # the share of an account fills again
            self.assertEqual(answer.status, 200, (path, role, answer.body[:300]))
            self.assertTrue(answer.body == body, (path, role, region, answer.body[:3000], body[:3000]))

    def test_the_same_bytes_for_the_same_entries(self):
        r = random.Random(20241123)
        kept, n = {}, 0
        for _ in range(self.SEASONS):
            for _ in range(12):
                n += 1
                self.step(r, n)
            kept.update(self.take())
        self.check(kept)
        self.daemon.stop()
        self.daemon.start()
        for _ in range(6):
            n += 1
            self.step(r, n)
        self.check(kept)


class Busy(unittest.TestCase):
    """While others file, a digest is of one entry and of nothing between two."""

    def test_what_was_told_of_an_entry_is_told_of_it_again(self):
        with Daemon(options=["--tick-ms", "100"]) as daemon:
            def ask(query):
                return daemon.ask("GET", PATH + query, role="polres")
            done, filed = threading.Event(), []

            def file():
                while not done.is_set():
                    n = len(filed)
                    filed.append(daemon.ask("POST", "/api/v1/notices", rally("c%d@b" % n, 0.4 + (n % 40) / 400, 117.5, 1 + n % 2, "20271120T%02d0000" % (
                        8 + n % 9), "20271120T%02d0000" % (9 + n % 9)), "bawaslu").status)
            other = threading.Thread(target=file)
            other.start()
            kept = {}
            while len(kept) < 8:
                answer = ask("?from=1")
                self.assertEqual(answer.status, 200, answer.body)
                kept[answer.json()["to"]] = answer.body
            done.set()
            other.join()
            self.assertEqual(set(filed), {201})
            for to, body in kept.items():
                again = until(lambda to=to: ask("?from=1&to=%d" % to), lambda a: a.status != 429)
                self.assertTrue(again.body == body, (to, again.body[:2000], body[:2000]))


class Full(unittest.TestCase):
    """The most that a regency and a province may have to say: one page, one message, and the rest is counted."""

    def test_one_page_one_message_and_what_was_cut_is_said(self):
        clock = Clock()
        clock.shift(datetime.datetime(2024, 11, 20, 8, tzinfo=WITA).timestamp() - clock.now())
        whole = os.path.join(ROOT, "calendars", "kaltim-2024")  # with it the province has ten regencies and towns
        with Daemon(env=clock.env, options=["--pack", whole]) as daemon:
            for n in range(8):
                for name in ("01-rapat-umum-paslon-1.ics", "02-rapat-umum-paslon-2.ics"):
                    body = sample(name).replace(b"@kutim", b"%d@kutim" % n)
                    self.assertIn(daemon.ask("POST", "/api/v1/notices", body).status, (200, 201))
            for n in range(6):
                uid = "penuh%d@d" % n
                for paslon in (1, 2):
                    body = rally("%s-%d" % (uid, paslon), 0.4 + n / 8, 117.2, paslon, start="20241122T%02d0000" % (9 + n),
                                 end="20241122T%02d0000" % (10 + n)).replace(b"SUMMARY:Rapat umum", b"SUMMARY:" + b"Kegiatan panjang " * 12)
                    self.assertEqual(daemon.ask("POST", "/api/v1/notices", body).status, 201)
                known = daemon.ask("GET", "/api/v1/notices/%s-1" % uid, role="polres").json()
                seen = [{"conflict": c["id"], "revision": c["revision"]} for c in known["conflicts"]]
                decided = daemon.decide(uid + "-1", act="approve", sttp="S/%d" % n, chain_revision=known["chain_revision"], seen=seen,
                                        reason="Pertimbangan panjang sekali. " * 30)
                self.assertEqual(decided.status, 200, decided.body)
            for n in range(8):
                for path, body in (("reports", {"category": "hoax", "text": "x", "place": "Pasar", "region": "64.08.04"}),
                                   ("tasks", {"agency": "kpu", "due": "2024-11-19T14:00:00+08:00"})):
                    body = dict(body, uid="%s%d@d" % (path, n), title="Judul yang sangat panjang sekali " * 6)
                    self.assertEqual(daemon.ask("POST", "/api/v1/" + path, json.dumps(body), "bawaslu", JSON).status, 201)
            for region in ("64.08", "64"):
                for lang in ("id", "en"):
                    text = daemon.ask("GET", PATH + ".txt?from=1&lang=" + lang, role="polres", region=region).body.decode()
                    self.assertLess(len(text), 1000)
                    self.assertRegex(text.splitlines()[-1], r"^(Tidak muat di sini: |No room here for: )\d+ ")
                    pdf = daemon.ask("GET", PATH + ".pdf?from=1&lang=" + lang, role="polres", region=region)
                    self.assertEqual((pdf.status, facts_of(pdf.body)["Pages"]), (200, "1"), (region, lang))


if __name__ == "__main__":
    unittest.main()
