"""The audit view: who changed what, when, from what to what; each reader as far as its rights and region go."""
import html
import json
import re
import subprocess
import time
import unittest
import urllib.parse

from daemon import BUILD, Daemon, rally, sample
from desk import Clerk, make_account
from phone import event

JSON = {"Content-Type": "application/json"}
SECRET = "Ibu Rahasia 0812-0000"


def change(entry, field):
    found = [c for c in entry["changes"] if c["field"] == field]
    return (found[0]["old"], found[0]["new"]) if found else None


class Trail(unittest.TestCase):
    """One daemon, and a small story: filed, changed, approved; an account that is kept out."""
    UID = "jejak@uji"

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().__enter__()
        for role in ("admin", "polres", "bawaslu"):
            make_account(cls.daemon, role)
        cls.file(cls.UID, extra=("CONTACT:" + SECRET, "X-JARAK-CROWD:1500"))
        cls.file(cls.UID, extra=("CONTACT:" + SECRET, "X-JARAK-CROWD:2500"), sequence=1, start="20241120T150000")
        seen = cls.daemon.ask("GET", "/api/v1/notices/" + cls.UID, role="polres").json()
        decided = cls.daemon.decide(cls.UID, act="approve", sttp="STTP/7", reason="aman <b>&", chain_revision=seen["chain_revision"])
        assert decided.status == 200, decided.body
        cls.file("berau@uji", region="64.03")
        make_account(cls.daemon, "kpu", name="petugas-lama")
        assert cls.daemon.ask("POST", "/api/v1/accounts/petugas-lama/dates", json.dumps({"not_after": "2030-01-01"}), "admin", JSON).status == 200
        assert cls.daemon.ask("POST", "/api/v1/accounts/petugas-lama/disable", json.dumps({"disabled": True}), "admin", JSON).status == 200

    @classmethod
    def file(cls, uid, region="64.08", extra=(), sequence=0, start="20241120T140000"):
        octets = rally(uid, 0.5 if region == "64.08" else 2.15, 117.49, 1, extra=extra, sequence=sequence, start=start)
        answer = cls.daemon.ask("POST", "/api/v1/notices", octets.replace(b"pilbup-64.08", b"pilbup-" + region.encode()), region=region)
        assert answer.status in (200, 201), answer.body

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__()

    def journal(self, query="", role="polres", region="64.08", status=200):
        answer = self.daemon.ask("GET", "/api/v1/journal" + query, role=role, region=region)
        self.assertEqual(answer.status, status, answer.body)
        return answer.json()

    def test_a_calendar_that_nobody_filed_is_its_offices_own(self):
        at = "/dav/calendars/64.08/pilbup-64.08-paslon-1/"
        for role, uid in (("bawaslu", "pribadi@hp"), ("polres", "dinas@hp")):
            put = self.daemon.ask("PUT", at + uid + ".ics", event(uid, summary="Arisan"), role, {"Content-Type": "text/calendar"})
            self.assertEqual(put.status, 201, put.body)
        drafts = lambda role: [e["account"] for e in self.journal("?kind=notices", role)["entries"]
                               if e["what"] == "Draf dari kalender"]
        self.assertEqual(len(drafts("polres")), 1, "its own alone")
        self.assertEqual(len(drafts("admin")), 2)

    def test_a_changed_notice_tells_who_when_and_each_field_old_and_new(self):
        entries = self.journal("?kind=notices&uid=" + self.UID)["entries"]
        newest = [e["entry"] for e in entries]
        self.assertFalse([e["act"] for e in entries if e.get("act") in ("file", "change")], "the notice's own rows tell it")
        self.assertEqual(newest, sorted(newest, reverse=True))
        changed = [e for e in entries if change(e, "crowd")]
        self.assertEqual([change(e, "crowd") for e in changed], [("1500", "2500"), (None, "1500")])
        self.assertEqual(change(changed[0], "from"), ("14.00", "15.00"))
        self.assertIsNone(change(changed[0], "to"), "it was not changed")
        self.assertIsNone(change(changed[0], "contact"))
        self.assertEqual(change(changed[0], "revision"), ("1", "2"))
        self.assertEqual((changed[0]["account"], changed[0]["role"], changed[0]["what"]), ("bawaslu-64.08", "bawaslu", "Pemberitahuan diubah"))
        self.assertEqual((changed[1]["before"], changed[1]["what"]), ("first", "Pemberitahuan diajukan"))
        self.assertRegex(changed[0]["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$")

    def test_the_state_of_a_chain_and_its_decision(self):
        entries = self.journal("?uid=" + self.UID)["entries"]
        states = [change(e, "state") for e in entries if change(e, "state")]
        self.assertEqual(states, [("submitted", "approved"), (None, "submitted")])
        sttp = [change(e, "sttp") for e in entries if e["kind"] == "notices" and change(e, "sttp")]
        self.assertEqual(sttp, [("", "STTP/7")])
        decided = [e for e in entries if e["kind"] == "decisions" and e.get("act") == "approve"]
        self.assertEqual(decided[0]["note"], "aman <b>&")

    def test_the_page_says_it_in_words_and_hostile_words_are_text(self):
        page = Clerk(self.daemon, "uji-polres").get("/meja/jejak?pemberitahuan=" + self.UID)
        self.assertIn("Tanggal: Rabu, 20 November 2024", page.words())
        self.assertIn("Bentuk kampanye: rapat umum", page.words())
        self.assertEqual(page.status, 200)
        words = page.words()
        for text in ("Perkiraan peserta:", "1500 menjadi", "2500", "STTP terbit", "Polres", "Bawaslu", "WITA", "aman <b>&"):
            self.assertIn(text, words)
        self.assertNotIn("aman <b>", page.text)
        self.assertIn('href="/meja/pemberitahuan/jejak%40uji"', page.text)
        self.assertNotIn("Akun dibuat", words)
        english = Clerk(self.daemon, "uji-polres")
        english.get("/meja/bahasa?lang=en&ke=/meja/")
        words = english.get("/meja/jejak?pemberitahuan=" + self.UID).words()
        self.assertIn("Notice changed", words)
        self.assertNotIn("Pemberitahuan", words)

    def test_the_pages_lead_to_it(self):
        self.assertIn('href="/meja/jejak?pemberitahuan=jejak%40uji"',
                      Clerk(self.daemon, "uji-polres").get("/meja/pemberitahuan/" + self.UID).text)
        self.assertNotIn("/meja/jejak", Clerk(self.daemon, "uji-bawaslu").get("/meja/pemberitahuan/" + self.UID).text)
        self.assertIn('href="/meja/jejak"', Clerk(self.daemon, "uji-admin").get("/meja/admin").text)
        self.assertEqual(Clerk(self.daemon, "uji-bawaslu").get("/meja/jejak").status, 403)

    def test_an_administrator_sees_accounts_and_nothing_a_notice_says(self):
        entries = self.journal("?kind=accounts&account=petugas-lama", role="admin")["entries"]
        disabled = [change(e, "disabled") for e in entries if change(e, "disabled")]
        self.assertEqual(disabled, [(False, True)])
        dates = [change(e, "not_after") for e in entries if change(e, "not_after")]
        self.assertEqual(dates, [(None, "2030-01-01T23:59:59+08:00")])  # the last second of that day
        passwords = [c for e in entries for c in e["changes"] if c["field"] == "password"]
        self.assertTrue(passwords)
        self.assertEqual({(c["old"], c["new"]) for c in passwords}, {(None, None)})
        everything = self.daemon.ask("GET", "/api/v1/journal", role="admin").body.decode()
        page = Clerk(self.daemon, "uji-admin").get("/meja/jejak").text
        for text in (everything, page):
            for secret in ("2500", SECRET, self.UID, "STTP/7", "aman", "$y$", "berau@uji"):
                self.assertNotIn(secret, text)
            self.assertIn("Pemberitahuan diubah", text)  # that it was done, by whom and when
            text = re.sub(r'name="csrf" value="[0-9a-f]+"', "", text.replace(self.pack_hash(), ""))
            self.assertIsNone(re.search(r"\b[0-9a-f]{64}\b", text), "no hash of a token")
        self.assertEqual(self.journal("?uid=" + self.UID, role="admin")["entries"], [])

    def pack_hash(self):
        entries = self.journal("?kind=pack")["entries"]
        return change(entries[0], "hash")[1]

    def test_a_decider_is_told_of_no_account(self):
        self.assertEqual(self.journal("?kind=accounts")["entries"], [])
        self.assertEqual(self.journal("?kind=subscriptions")["entries"], [])
        self.assertNotIn("petugas-lama", json.dumps(self.journal()))

    def test_another_region_is_not_there(self):
        self.assertNotIn("berau@uji", json.dumps(self.journal()))
        self.assertEqual(self.journal("?uid=berau@uji")["entries"], [])
        self.assertTrue(self.journal("?uid=berau@uji", region="64.03")["entries"])
        self.assertNotIn(self.UID, json.dumps(self.journal(region="64.03")))
        self.assertIn("berau@uji", json.dumps(self.journal(region="64")))
        self.assertNotIn("berau@uji", json.dumps(self.journal("?region=64.08", region="64")))
        self.journal("?region=64.03", status=403)

    def test_days_accounts_and_kinds_narrow_it_and_what_cannot_be_read_is_said(self):
        day = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 8 * 3600))
        self.assertTrue(self.journal("?from=%s&to=%s" % (day, day))["entries"])
        self.assertEqual(self.journal("?to=2024-01-01")["entries"], [])
        self.assertEqual(self.journal("?from=2099-01-01")["entries"], [])
        self.assertEqual({e["account"] for e in self.journal("?account=polres-64.08")["entries"]}, {"polres-64.08"})
        self.assertEqual({e["kind"] for e in self.journal("?kind=decisions")["entries"]}, {"decisions"})
        for query in ("?kind=apa", "?from=kemarin", "?to=31-02-2024", "?before=0", "?before=x"):
            self.assertIn(self.daemon.ask("GET", "/api/v1/journal" + query, role="polres").status, (400, 422), query)
        clerk = Clerk(self.daemon, "uji-polres")
        typed = clerk.get("/meja/jejak?dari=" + urllib.parse.quote("23 November 2024") + "&jenis=putusan")
        self.assertEqual(typed.status, 200)
        self.assertIn('value="23 November 2024"', typed.text)
        wrong = clerk.get("/meja/jejak?dari=" + urllib.parse.quote('"><img onerror=x>'))
        self.assertIn(wrong.status, (400, 422))
        self.assertIn('role="alert"', wrong.text)
        self.assertNotIn("<img onerror", wrong.text)

    def test_z_it_is_the_same_after_a_restart(self):
        before = self.journal("?uid=" + self.UID)
        self.daemon.stop()
        self.daemon.start()
        self.assertEqual(self.journal("?uid=" + self.UID), before)


class Opinions(unittest.TestCase):
    def test_an_opinion_that_is_changed_tells_both_and_a_convoy_its_way(self):
        with Daemon() as daemon:
            for name in ("01-rapat-umum-paslon-1.ics", "02-rapat-umum-paslon-2.ics"):
                self.assertEqual(daemon.ask("POST", "/api/v1/notices", sample(name)).status, 201)
            make_account(daemon, "polres")
            conflict = daemon.ask("GET", "/api/v1/conflicts", role="polres").json()["conflicts"][0]
            clerk = Clerk(daemon, "uji-polres")
            for word in ("accepted", "objected"):
                page = clerk.get("/meja/konflik/" + conflict["id"])
                revision = daemon.ask("GET", "/api/v1/conflicts/" + conflict["id"], role="polres").json()["revision"]
                said = clerk.post("/meja/konflik/%s/pendapat" % conflict["id"], {
                    "csrf": page.csrf(), "pendapat": word, "catatan": "catatan", "revisi": revision})
                self.assertEqual(said.status, 303, said.words())
            entries = daemon.ask("GET", "/api/v1/journal?kind=opinions", role="polres").json()["entries"]
            self.assertEqual([change(e, "opinion") for e in entries], [("accepted", "objected"), (None, "accepted")])
            self.assertEqual({e["conflict"] for e in entries}, {conflict["id"]})
            ways = [c["new"] for e in daemon.ask("GET", "/api/v1/journal?kind=notices", role="polres").json()["entries"]
                    for c in e["changes"] if c["field"] == "way_out"]
            self.assertEqual(len(ways), 2)
            self.assertRegex(ways[0], r"^\d+ \d+ [0-9a-f]{4}$")
            self.assertRegex(clerk.get("/meja/jejak?jenis=pemberitahuan").words(), r"Rute berangkat: \d+ titik, [\d,]+ km \(kode [0-9a-f]{4}\)")


class Erased(unittest.TestCase):
    def test_what_was_erased_is_told_as_erased(self):
        with Daemon() as daemon:
            for crowd in (100, 200):
                octets = rally("hapus@uji", 0.5, 117.49, extra=("CONTACT:" + SECRET, "X-JARAK-CROWD:%d" % crowd), sequence=crowd)
                self.assertIn(daemon.ask("POST", "/api/v1/notices", octets).status, (200, 201))
            daemon.stop()
            done = subprocess.run([BUILD + "/jarakctl", "erase", "hapus@uji", "--basis", "permintaan", "--data", daemon.data],
                                  capture_output=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            daemon.start()
            entries = daemon.ask("GET", "/api/v1/journal?uid=hapus@uji", role="polres").json()["entries"]
            gone = [e for e in entries if e["erased"]]
            self.assertEqual(len(gone), 2)
            self.assertFalse([c for e in gone for c in e["changes"] if c["field"] in ("crowd", "contact", "from")])
            self.assertIn("permintaan", [e.get("note") for e in entries])
            make_account(daemon, "polres")
            page = Clerk(daemon, "uji-polres").get("/meja/jejak")
            self.assertIn("tidak dapat dibaca lagi", page.words())
            self.assertNotIn(SECRET, page.text)
            # Filed again it has another key: of what it was nothing can be said, not even that it was empty.
            again = daemon.ask("POST", "/api/v1/notices", rally("hapus@uji", 0.5, 117.49, extra=("X-JARAK-CROWD:300",), sequence=900))
            self.assertIn(again.status, (200, 201), again.body)
            entries = daemon.ask("GET", "/api/v1/journal?uid=hapus@uji", role="polres").json()["entries"]
            self.assertEqual([change(e, "crowd") for e in entries if change(e, "crowd")], [(None, "300")])


class Long(unittest.TestCase):
    """A journal of many entries: pages stay bounded, hold nobody, and leave nothing out."""

    def test_after_thousands_of_entries_pages_are_bounded_and_whole(self):
        with Daemon() as daemon:
            make_account(daemon, "polres")
            for first in range(0, 1200, 300):
                parts = [rally("n%d@uji" % i, 0.0 + 0.0015 * i, 117.0, 1 + i % 2, start="202410%02dT080000" % (1 + i % 28),
                               end="202410%02dT100000" % (1 + i % 28)).decode() for i in range(first, first + 300)]
                body = "\r\n".join([parts[0].split("BEGIN:VEVENT")[0].strip()] +
                                   ["BEGIN:VEVENT" + p.split("BEGIN:VEVENT")[1].split("END:VEVENT")[0] + "END:VEVENT" for p in parts] +
                                   ["END:VCALENDAR", ""]).encode()
                self.assertEqual(daemon.ask("POST", "/api/v1/import", body).status, 201)

            def turns():
                said = daemon.ask("GET", "/metrics", role=None).body.decode()
                return int(re.search(r"^jarakd_work_turns_total (\d+)$", said, re.MULTILINE)[1])

            uids, entries, query, pages = [], [], "?kind=notices", 0
            while query:
                found = daemon.ask("GET", "/api/v1/journal" + query, role="polres").json()
                self.assertLessEqual(len(found["entries"]), 50)
                entries += [e["entry"] for e in found["entries"]]
                uids += [e["uid"] for e in found["entries"] if e["what"] == "Pemberitahuan diajukan"]
                query = "?kind=notices&before=%d" % found["next"] if "next" in found else None
                pages += 1
            self.assertEqual(entries, sorted(set(entries), reverse=True))
            self.assertEqual(sorted(uids), sorted("n%d@uji" % i for i in range(1200)))
            self.assertGreater(pages, 40)
            before = turns()
            found = daemon.ask("GET", "/api/v1/journal?uid=n7@uji", role="polres").json()
            self.assertEqual({e["uid"] for e in found["entries"]}, {"n7@uji"})
            self.assertGreaterEqual(turns() - before, 3, "400 entries a turn, and others are served between them")
            clerk = Clerk(daemon, "uji-polres")
            page = clerk.get("/meja/jejak")
            self.assertLess(len(page.text), 150_000)
            link = html.unescape(re.search(r'href="(/meja/jejak\?sebelum=\d+)"', page.text).group(1))
            self.assertIn("Ke yang terbaru", clerk.get(link).words())


if __name__ == "__main__":
    unittest.main()
