"""What is erased can be read nowhere again: not in the journal, the inboxes, the outbox or a published file."""
import os
import subprocess
import unittest

from daemon import BUILD, ROOT, Daemon, rally
from test_team import Team

MARK = "RAHASIA-Siti-0812"  # a title of a phone calendar carries names and numbers


def jarakctl(*words):
    return subprocess.run([os.path.join(BUILD, "jarakctl"), *words], cwd=ROOT, capture_output=True, text=True)


def marked(uid, lat, lon, paslon, **times):
    body = rally(uid, lat, lon, paslon, **times, extra=("LOCATION:Rumah " + MARK, "DESCRIPTION:hubungi " + MARK,
                                                        "CONTACT:" + MARK))
    return body.replace(b"SUMMARY:Rapat umum", b"SUMMARY:Rapat umum " + MARK.encode())


def holding(folder):
    """The files below a folder in which the mark can be read."""
    found = []
    for place, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(place, name), "rb") as file:
                if MARK.encode() in file.read():
                    found.append(os.path.relpath(os.path.join(place, name), folder))
    return found


class TitlesOfAlerts(unittest.TestCase):
    def test_the_title_is_told_while_the_notice_lives_and_kept_nowhere(self):
        with Daemon() as d:
            d.ask("POST", "/api/v1/notices", marked("a@e", 0.51, 117.55, 1))
            d.ask("POST", "/api/v1/notices", marked("b@e", 0.511, 117.55, 2))
            alert = d.ask("GET", "/api/v1/alerts", role="polres").json()["alerts"][0]
            self.assertEqual(sorted(alert["titles"]), ["Rapat umum " + MARK] * 2)
            for text in ("text", "text_en", "text_shared", "text_shared_en"):
                self.assertNotIn(MARK, alert[text])
            self.assertIn("Rapat umum", alert["text"], "the kind says what it is")
            self.assertNotIn("summary", alert["conflict"]["own"])
            known = d.ask("GET", "/api/v1/notices/b@e", role="polres").json()
            gone = d.decide("b@e", act="withdraw", reason="batal", chain_revision=known["chain_revision"])
            self.assertEqual(gone.status, 200, gone.body)
            closed = d.ask("GET", "/api/v1/alerts", role="polres").json()["alerts"][-1]
            self.assertEqual((closed["event"], MARK in closed["text"]), ("closed", False))
            self.assertEqual(d.stop(), 0)
            self.assertEqual(holding(d.data), [], "nothing stands open beside the sealed octets")
            for uid in ("a@e", "b@e"):
                erased = jarakctl("erase", uid, "--basis", "uji", "--data", d.data)
                self.assertEqual(erased.returncode, 0, erased.stderr)
            d.start()
            alerts = d.ask("GET", "/api/v1/alerts", role="polres").json()["alerts"]
            self.assertEqual({tuple(a["titles"]) for a in alerts}, {("", "")})
            self.assertEqual(jarakctl("replay", os.path.join(d.data, "jarakd.db")).returncode, 0)


class EndedSeason(unittest.TestCase):
    def file(self, d, uid, day, paslon=1, **more):
        answer = d.ask("POST", "/api/v1/notices",
                       marked(uid, 0.51, 117.55, paslon, start=day + "T140000", end=day + "T170000", **more))
        self.assertEqual(answer.status, 201, answer.body)

    def test_what_ended_before_a_day_is_erased_and_the_rest_stays(self):
        with Daemon() as d:
            self.file(d, "tua@e", "20241105")
            self.file(d, "batas@e", "20241110", 2)
            self.file(d, "baru@e", "20241111")
            self.assertEqual(d.stop(), 0)
            words = ("--basis", "UU 27/2022", "--data", d.data)
            looked = jarakctl("erase", "--ended-before", "2024-11-11", "--dry-run", *words)
            self.assertEqual((looked.returncode, looked.stdout.split()), (0, ["batas@e", "tua@e"]), looked.stderr)
            erased = jarakctl("erase", "--ended-before", "2024-11-11", *words)
            self.assertEqual((erased.returncode, erased.stdout.split()), (0, ["batas@e", "tua@e"]), erased.stderr)
            again = jarakctl("erase", "--ended-before", "2024-11-11", *words)
            self.assertEqual((again.returncode, again.stdout), (0, ""), again.stderr)
            self.assertEqual(jarakctl("replay", os.path.join(d.data, "jarakd.db")).returncode, 0)
            d.start()
            listed = [n["uid"] for n in d.ask("GET", "/api/v1/notices").json()["notices"]]
            self.assertEqual(listed, ["baru@e"])

    def test_a_chain_ends_with_its_last_leg(self):
        with Daemon() as d:
            self.file(d, "induk@e", "20241105")
            leg = marked("pulang@e", 0.51, 117.55, 1, start="20241111T080000", end="20241111T090000")
            leg = leg.replace(b"CATEGORIES:RAPAT-UMUM", b"CATEGORIES:RAPAT-UMUM\r\nX-JARAK-LEG:BUBAR\r\n"
                              b"RELATED-TO;RELTYPE=PARENT:induk@e")
            self.assertEqual(d.ask("POST", "/api/v1/notices", leg).status, 201)
            self.assertEqual(d.stop(), 0)
            early = jarakctl("erase", "--ended-before", "2024-11-08", "--basis", "uji", "--data", d.data)
            self.assertEqual((early.returncode, early.stdout), (0, ""), early.stderr)
            late = jarakctl("erase", "--ended-before", "2024-11-12", "--basis", "uji", "--data", d.data)
            self.assertEqual(late.stdout.split(), ["induk@e", "pulang@e"], late.stderr)

    def test_a_draft_of_an_ended_day_goes_too(self):
        with Daemon() as d:
            draft = Team(d, 1).ask("POST", "/api/v1/notices", marked("draf@e", 0.51, 117.55, 1,
                                                                     start="20241105T140000", end="20241105T170000"))
            self.assertEqual(draft.status, 201, draft.body)
            self.assertEqual(d.stop(), 0)
            erased = jarakctl("erase", "--ended-before", "2024-11-11", "--basis", "uji", "--data", d.data)
            self.assertEqual((erased.returncode, len(erased.stdout.split())), (0, 1), erased.stderr)
            self.assertEqual(jarakctl("replay", os.path.join(d.data, "jarakd.db")).returncode, 0)

    def test_what_recurs_without_an_end_stays_and_is_counted(self):
        with Daemon() as d:
            body = marked("terus@e", 0.51, 117.55, 1, start="20241105T140000", end="20241105T170000")
            body = body.replace(b"CATEGORIES", b"RRULE:FREQ=WEEKLY\r\nCATEGORIES")
            self.assertEqual(d.ask("POST", "/api/v1/notices", body).status, 201)
            self.assertEqual(d.stop(), 0)
            erased = jarakctl("erase", "--ended-before", "2026-01-01", "--basis", "uji", "--data", d.data)
            self.assertEqual((erased.returncode, erased.stdout), (0, ""), erased.stderr)
            self.assertRegex(erased.stderr, "^1: tidak dihapus")

    def test_words_that_do_not_fit_are_refused(self):
        with Daemon() as d:
            self.assertEqual(d.stop(), 0)
            for words in (("--ended-before", "2024-13-01", "--basis", "x"), ("--ended-before", "2024-11-11"),
                          ("a@e", "--ended-before", "2024-11-11", "--basis", "x"), ("--basis", "x"),
                          ("--ended-before", "kemarin", "--basis", "x"), ("a@e", "--dry-run", "--basis", "x")):
                self.assertEqual(jarakctl("erase", *words, "--data", d.data).returncode, 2, words)


if __name__ == "__main__":
    unittest.main()
