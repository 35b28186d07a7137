"""The brief of a coordination meeting: page, paper, message and document say the same, in two editions."""
import datetime
import json
import os
import re
import subprocess
import unittest

from daemon import BUILD, Clock, Daemon, rally, sample
from desk import Clerk, make_account, undated
from test_paper import A4, facts_of, size_of, words_of

DAY = "/api/v1/days/64.08/2024-11-23/brief"
PAGE = "/meja/ringkasan/64.08/2024-11-23"
WITA = datetime.timezone(datetime.timedelta(hours=8))
SECRETS = ("Stadion", "Kudungga", "12.40", "12.57", "13.03", "12.44", "mobil", "berangkat", "pulang", " km", " m,",
           "Jalan bersama", " orang", "uji-polres", "diajukan", "/meja/konflik/", "perlu putusan", "baru")


class Brief(unittest.TestCase):
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

    def get(self, path, role="polres", **headers):
        answer = self.daemon.ask("GET", path, role=role, headers=headers)
        self.assertEqual(answer.status, 200, (path, answer.body[:400]))
        return answer

    def test_figures_are_those_of_the_days_and_matters_are_their_conflicts_worst_first(self):
        brief = self.get(DAY).json()
        self.assertEqual((brief["region"], brief["date"], brief["edition"]), ("64.08", "2024-11-23", "internal"))
        self.assertEqual([d["date"] for d in brief["days"]], ["2024-11-%02d" % n for n in range(23, 31)])
        want = [c for c in self.day["conflicts"] if c["level"] in ("waspada", "siaga")]
        told = brief["matters"]["told"]
        self.assertEqual(len(told) + brief["matters"]["left"], len(want))
        self.assertEqual({line["conflict"] for line in told} - {c["id"] for c in want}, set())
        ranks = [("siaga", "waspada").index(line["level"]) for line in told]
        self.assertEqual(ranks, sorted(ranks))
        for line in told:
            self.assertIn("perlu putusan", line["note"])
        first = brief["days"][0]
        self.assertEqual(first["activities"], len(self.day["activities"]))
        self.assertEqual(first["waiting"], first["activities"])
        for level in ("siaga", "waspada", "info"):
            self.assertEqual(first[level], sum(a["level"] == level for a in self.day["activities"]), level)
        self.assertEqual([a["level"] for a in brief["activities"]["told"]].count("siaga"), 2)
        self.assertEqual(len(brief["activities"]["told"]) + brief["activities"]["left"], first["activities"])
        self.assertEqual(sum(int(n) for n in re.findall(r": (\d+)", first["who"])), first["activities"])

    def test_page_paper_and_message_say_what_the_document_says(self):
        for edition in ("internal", "bersama"):
            brief = self.get(DAY + "?edition=" + edition).json()
            page = self.clerk.get(PAGE + "?edisi=" + edition)
            self.assertEqual(page.status, 200)
            pdf = self.get(DAY + ".pdf?edition=" + edition)
            paper, words = words_of(pdf.body), page.words()
            for line in brief["matters"]["told"]:
                for text in (line["when"], line["what"], line["more"]):
                    self.assertIn(" ".join(text.split()), words)
                    self.assertIn(text.replace(" ", ""), paper.replace(" ", ""))
            text = self.get(DAY + ".txt?edition=" + edition).body.decode()
            self.assertEqual(text, brief["text"])
            self.assertIn(brief["matters"]["told"][0]["what"], text)
            self.assertLessEqual(len(text), 1000)
            self.assertIn("Sabtu, 23 November 2024", text)

    def test_it_is_one_upright_page_of_a4_the_same_bytes_twice_and_after_a_restart(self):
        paths = [DAY + end + "?edition=" + edition + "&lang=" + lang for end in ("", ".txt", ".pdf")
                 for edition in ("internal", "bersama") for lang in ("id", "en")]
        first = [self.get(path).body for path in paths]
        self.assertEqual(len(set(first)), len(first))
        self.daemon.stop()
        self.daemon.start()
        type(self).clerk = Clerk(self.daemon, "uji-polres")  # sessions end with the daemon
        for path, body in zip(paths, first):
            self.assertTrue(self.get(path).body == body, path)
        pdf = self.get(DAY + ".pdf")
        self.assertEqual(facts_of(pdf.body)["Pages"], "1")
        for got, want in zip(size_of(pdf.body), A4):
            self.assertAlmostEqual(got, want, delta=0.5)
        self.assertEqual(pdf.headers["content-disposition"], 'inline; filename="ringkasan-64.08-2024-11-23.pdf"')

    def test_the_shared_edition_tells_date_hour_and_sub_district_alone(self):
        told = [self.get(DAY + "?edition=bersama").body.decode(), self.get(DAY + ".txt?edition=bersama").body.decode(),
                words_of(self.get(DAY + ".pdf?edition=bersama").body)]
        page = self.clerk.get(PAGE + "?edisi=bersama").text
        told.append(re.sub(r"<[^>]*>", " ", re.search(r"<article.*?</article>", page, re.S).group(0)))
        for text in told:
            self.assertIn("Sangatta Utara", text)
            self.assertIn("koordinasi", text)
            for word in SECRETS:
                self.assertNotIn(word, undated(text))
        self.assertNotIn("changes", self.get(DAY + "?edition=bersama").json())

    def test_english_is_english(self):
        for path in (DAY + ".txt?lang=en", DAY + ".txt?edition=bersama&lang=en"):
            text = self.get(path).body.decode()
            self.assertIn("Brief for the meeting, Saturday, 23 November 2024", text)
            for word in ("kegiatan", "pukul", "perlu", "Konflik", "mohon", "Dan ", "Jadwal"):
                self.assertNotIn(word, text)

    def test_what_is_asked_wrongly_is_refused_and_a_team_reads_neither_edition(self):
        for path, status in ((DAY + "?edition=rahasia", 422), (DAY + "?since=kemarin-dulu", 422), (DAY + "?since=2024-11-24", 422),
                             (DAY.replace("64.08", "99.99"), 404), (DAY.replace("23/", "40/"), 422)):
            self.assertEqual(self.daemon.ask("GET", path, role="polres").status, status, path)
        for path in (DAY, DAY + ".txt?edition=bersama", DAY + ".pdf?edition=bersama"):
            self.assertEqual(self.daemon.ask("GET", path, role="tim").status, 403)
        self.assertEqual(Clerk(self.daemon, "uji-tim").get(PAGE + "?edisi=bersama").status, 403)
        self.assertEqual(self.daemon.ask("GET", DAY, role="polres", region="64.03").status, 403)

    def test_dates_are_typed_as_people_write_them_and_the_matrix_leads_to_it(self):
        page = self.clerk.get("/meja/ringkasan?tanggal=23+November+2024&sejak=20-11-2024&edisi=internal")
        self.assertEqual((page.status, page.headers["Location"]), (303, PAGE + "?edisi=internal&sejak=2024-11-20"))
        self.assertIn('href="%s?edisi=internal"' % PAGE, self.clerk.get("/meja/rakor/64.08/2024-11-23").text)

    def test_the_command_line_prints_the_message_and_keeps_the_page(self):
        token = os.path.join(self.daemon.folder.name, "brief.token")
        with open(token, "w") as out:
            out.write(self.daemon.token("polres"))
        url = ["--url", "http://127.0.0.1:%d" % self.daemon.port, "--token-file", token]

        def ctl(*words):
            return subprocess.run([os.path.join(BUILD, "jarakctl"), *url, *words], capture_output=True, timeout=60)

        said = ctl("digest", "64.08", "2024-11-23", "--edition", "bersama")
        self.assertEqual(said.returncode, 0, said.stderr)
        self.assertEqual(said.stdout.decode().strip(), self.get(DAY + ".txt?edition=bersama").body.decode().strip())
        path = os.path.join(self.daemon.folder.name, "ringkasan.pdf")
        self.assertEqual(ctl("--lang", "en", "digest", "64.08", "2024-11-23", "--output", path).returncode, 0)
        with open(path, "rb") as file:
            self.assertEqual(file.read(), self.get(DAY + ".pdf?lang=en").body)
        self.assertEqual(json.loads(ctl("--json", "digest", "64.08", "2024-11-23").stdout)["edition"], "internal")
        self.assertEqual(ctl("digest").returncode, 0)
        for wrong in (("digest", "--since", "2024-11-20"), ("digest", "--edition", "bersama"), ("digest", "64.08", "2024-11-23", "--edition", "x")):
            self.assertEqual(ctl(*wrong).returncode, 2, wrong)

    def test_a_full_week_is_still_one_page_and_one_message_and_the_rest_is_counted(self):
        with Daemon() as daemon:
            make_account(daemon, "polres")
            for day in range(23, 27):
                for n in range(40):
                    body = rally("penuh-%d-%d@uji" % (day, n), 0.5 + 0.001 * (n // 2), 117.53, paslon=1 + n % 2, extra=(
                        "LOCATION:Lapangan dengan nama yang %spanjang di ujung jalan %d" % (12 * "sangat\r\n  ", n),),
                        start="202411%dT%02d0000" % (day, 8 + n % 9), end="202411%dT%02d0000" % (day, 10 + n % 9))
                    self.assertEqual(daemon.ask("POST", "/api/v1/notices", body).status, 201)
            for edition in ("internal", "bersama"):
                brief = daemon.ask("GET", DAY + "?edition=" + edition, role="polres").json()
                self.assertGreater(brief["matters"]["left"], 40)
                self.assertEqual(brief["activities"]["left"], 32)
                self.assertLessEqual(len(brief["text"]), 1000)
                self.assertGreater(len(brief["text"]), 500)
                told = len(re.findall("^- ", brief["text"], re.M))
                self.assertGreater(told, 1)
                self.assertIn("Dan %d lagi" % (brief["matters"]["left"] + 6 - told), brief["text"].replace(".", ""))
                pdf = daemon.ask("GET", DAY + ".pdf?edition=" + edition, role="polres")
                self.assertEqual((pdf.status, facts_of(pdf.body)["Pages"]), (200, "1"))
            # The longest that a matter can be is a column that meets another head-on.
            for n in range(24):
                for paslon, name in ((1, "01-rapat-umum-paslon-1.ics"), (2, "02-rapat-umum-paslon-2.ics")):
                    body = re.sub(rb"(?m)^((?:UID|RELATED-TO)[^:]*:)", rb"\g<1>k%d-" % n, sample(name))
                    answer = daemon.ask("POST", "/api/v1/notices", body)
                    self.assertEqual(answer.status, 201, answer.body)
            pdf = daemon.ask("GET", DAY + ".pdf", role="polres")
            self.assertEqual((pdf.status, facts_of(pdf.body)["Pages"]), (200, "1"))


class News(unittest.TestCase):
    """What changed since when, with a clock that is moved."""

    def test_what_opened_changed_and_ended_is_told_once_and_what_came_and_went_is_not(self):
        clock = Clock()

        def go_to(day):
            clock.shift(datetime.datetime(2024, 11, day, 8, tzinfo=WITA).timestamp() - clock.now())

        go_to(10)
        with Daemon(env=clock.env) as daemon:
            for n in (1, 2, 3):
                at = 0.5 + 0.3 * n
                for paslon in (1, 2):
                    body = rally("r%d-%d@uji" % (n, paslon), at, 117.4, paslon=paslon, start="202411%02dT140000" % (15 + n), end="202411%02dT160000" % (15 + n))
                    self.assertEqual(daemon.ask("POST", "/api/v1/notices", body).status, 201)
            path = "/api/v1/days/64.08/2024-11-15/brief"
            told = daemon.ask("GET", path, role="polres").json()
            self.assertEqual((told["since"], told["matters"]["left"] + len(told["matters"]["told"])), ("2024-11-09", 3))
            self.assertEqual([c["note"] for c in told["changes"]["told"]], ["baru"] * 3)
            go_to(12)
            gone = daemon.ask("GET", "/api/v1/notices/r1-2@uji", role="polres").headers["etag"]
            self.assertEqual(daemon.ask("DELETE", "/api/v1/notices/r1-2@uji", role="bawaslu", headers={"If-Match": gone}).status, 200)
            for paslon in (1, 2):  # a new pair opens and is withdrawn again within the same time
                body = rally("r9-%d@uji" % paslon, 2.2, 117.0, paslon=paslon, start="20241120T140000", end="20241120T160000")
                self.assertEqual(daemon.ask("POST", "/api/v1/notices", body).status, 201)
            gone = daemon.ask("GET", "/api/v1/notices/r9-2@uji", role="polres").headers["etag"]
            self.assertEqual(daemon.ask("DELETE", "/api/v1/notices/r9-2@uji", role="bawaslu", headers={"If-Match": gone}).status, 200)
            told = daemon.ask("GET", path, role="polres").json()
            self.assertEqual(told["since"], "2024-11-11")
            self.assertEqual([(c["note"], c["when"]) for c in told["changes"]["told"]], [("berakhir", "Sab, 16 Nov")])
            self.assertEqual(len(told["matters"]["told"]), 2)
            self.assertEqual(len(daemon.ask("GET", path + "?since=2024-11-10", role="polres").json()["changes"]["told"]), 2)
            self.assertTrue(told["as_of"].startswith("2024-11-12"), told["as_of"])


if __name__ == "__main__":
    unittest.main()
