"""People at daemons that share a journal: who signed in at one is known at all, finds at each what he wrote, and is told
how old what he reads is."""
import http.client
import json
import os
import unittest
from email.utils import parsedate_to_datetime

import many
from daemon import Clock, Daemon, rally, until
from desk import PASSWORD, Clerk, make_account

JSON = {"Content-Type": "application/json"}
DAY = "/meja/hari/64.08/2024-11-20"


def at(daemon, clerk):
    """The same browser, sent to another daemon."""
    clerk.daemon = daemon
    return clerk


def letter(daemon, uid):
    octets = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    kept = daemon.ask("PUT", "/api/v1/notices/%s/letter" % uid, octets, "bawaslu", {"Content-Type": "application/pdf"})
    assert kept.status in (200, 201), kept.body
    return octets


@unittest.skipIf(many.SKIP, many.SKIP)
class Sessions(unittest.TestCase):
    def setUp(self):
        self.many = many.Many(2)
        self.addCleanup(self.many.close)
        self.writer, (self.reader,) = self.many.writer(), self.many.readers()
        make_account(self.writer, "polres")
        self.many.together()

    def admin(self, path, body, name="uji-polres"):
        answer = self.writer.ask("POST", "/api/v1/accounts/%s/%s" % (name, path), json.dumps(body), "admin", JSON)
        self.assertEqual(answer.status // 100, 2, answer.body)
        self.many.together()

    @staticmethod
    def seconds(daemon):
        """What a daemon's clock says."""
        return parsedate_to_datetime(daemon.ask("GET", "/healthz", role=None).headers["date"]).timestamp()

    def is_in(self, daemon, clerk):
        return at(daemon, clerk).get(DAY).status == 200

    def test_who_signed_in_at_one_is_known_at_all_and_after_a_restart(self):
        clerk = Clerk(self.reader, "uji-polres")
        self.assertIn("uji-polres:", clerk.cookies["jarak_session"])
        csrf = clerk.get("/meja/kotak").csrf()
        self.assertEqual(len(csrf), 64)
        self.assertEqual(at(self.writer, clerk).get("/meja/kotak").csrf(), csrf)
        self.reader.stop()
        self.reader.start()
        self.assertTrue(self.is_in(self.reader, clerk))
        done = at(self.writer, clerk).post("/meja/keluar", {"csrf": csrf})
        self.assertEqual(done.status, 303, "the code that one gave is taken by the other")

    def test_a_new_password_a_kept_out_account_and_one_let_in_again_end_it_everywhere(self):
        for path, body in (("password", {"password": PASSWORD}), ("disable", {"disabled": True})):
            clerk = Clerk(self.reader, "uji-polres")
            self.assertTrue(self.is_in(self.reader, clerk) and self.is_in(self.writer, clerk))
            self.admin(path, body)
            for daemon in self.many.daemons:
                self.assertFalse(self.is_in(daemon, clerk), path)
        kept_s = max(self.seconds(daemon) for daemon in self.many.daemons)
        self.admin("disable", {"disabled": False})
        for daemon in self.many.daemons:
            self.assertFalse(self.is_in(daemon, clerk), "the cookie of before")
        for daemon in self.many.daemons:  # whoever comes in the same second begins no earlier
            until(lambda d=daemon: self.seconds(d), lambda now: now > kept_s + 1, "time stands still")
        clerk = Clerk(self.reader, "uji-polres")
        self.assertTrue(self.is_in(self.reader, clerk) and self.is_in(self.writer, clerk))

    def test_a_stream_ends_at_the_other_with_its_account(self):
        make_account(self.writer, "bawaslu")
        self.many.together()
        clerk = Clerk(self.reader, "uji-polres")
        own = http.client.HTTPConnection("127.0.0.1", self.reader.port, timeout=60)
        own.request("GET", "/api/v1/alerts/stream", headers={"Cookie": "jarak_session=" + clerk.cookies["jarak_session"]})
        answer = own.getresponse()
        self.assertEqual(answer.status, 200)
        self.admin("disable", {"disabled": True})
        answer.read()  # to its end: fails by the connection's own bound where there is none
        own.close()

    def test_logging_out_ends_it_where_that_was_asked_and_takes_the_cookie_away(self):
        clerk, thief = Clerk(self.writer, "uji-polres"), Clerk(self.writer)
        thief.cookies = dict(clerk.cookies)
        clerk.post("/meja/keluar", {"csrf": clerk.get("/meja/kotak").csrf()})
        self.assertNotIn("jarak_session", clerk.cookies)
        self.assertFalse(self.is_in(self.writer, thief))
        self.assertTrue(self.is_in(self.reader, thief), "told in docs/security.md")

    def test_another_journals_cookie_is_nothing(self):
        clerk = Clerk(self.writer, "uji-polres")
        with Daemon(options=["--store", self.many.address, "--store-journal", "other"]) as other:
            make_account(other, "polres")
            self.assertTrue(Clerk(other, "uji-polres").get(DAY).status == 200)
            self.assertFalse(self.is_in(other, clerk))

    def test_a_device_is_known_at_all(self):
        clerk = Clerk(self.writer, "uji-polres")
        del clerk.cookies["jarak_session"]
        for _ in range(60):  # strangers guess at the other daemon until the name has to wait
            answer = self.reader.ask("POST", "/api/v1/sessions", json.dumps({"name": "uji-polres", "password": "salah sama"}),
                                     None, JSON)
            if answer.status == 429:
                break
        self.assertEqual(answer.status, 429)
        at(self.reader, clerk).sign_in("uji-polres")
        self.assertIn("jarak_session", clerk.cookies, "its owner's browser is not held up")
        self.assertEqual(Clerk(self.writer).sign_in("uji-polres").headers["Location"], "/meja/hari",
                         "guesses are counted by each daemon for itself")

    def test_a_link_signs_in_at_the_one_that_made_it_and_at_no_other(self):
        for maker, other in ((self.reader, self.writer), (self.writer, self.reader)):
            made = maker.ask("POST", "/api/v1/accounts/uji-polres/link", role="admin")
            self.assertEqual(made.status, 201, made.body)
            fields = {"tautan": made.json()["path"].rsplit("/", 1)[1], "ke": DAY}
            refused = Clerk(other).post("/meja/tautan", fields, Accept="application/json")
            self.assertEqual(refused.status, 404)
            self.assertIn("buka di daemon yang membuatnya", refused.text)
            clerk = Clerk(maker)
            self.assertEqual(clerk.post("/meja/tautan", fields).status, 303)
            self.assertTrue(self.is_in(other, clerk), "the session it began is known at all")

    def test_a_sealed_letter_opens_at_the_other(self):
        self.assertEqual(self.writer.ask("POST", "/api/v1/notices", rally("surat@m", 0.52, 117.55)).status, 201)
        octets = letter(self.writer, "surat@m")
        self.many.together()
        got = self.reader.ask("GET", "/api/v1/notices/surat@m/letter", role="polres")
        self.assertEqual((got.status, got.body), (200, octets))


    def test_what_is_erased_by_way_of_a_new_journal_opens_nowhere(self):
        """As docs/operations.md has it: into the journal it came from nobody may copy it back."""
        for uid, lon in (("hapus@m", 117.55), ("tetap@m", 117.75)):
            self.assertEqual(self.writer.ask("POST", "/api/v1/notices", rally(uid, 0.52, lon)).status, 201)
            octets = letter(self.writer, uid)
        self.many.together()
        clerk = Clerk(self.reader, "uji-polres")
        keys = "SELECT count(*) FROM jarak.sides WHERE name = 'hapus@m' AND bytes IS NOT NULL AND journal = '%s'"
        server = self.many.cluster.first
        self.assertEqual(server.sql(keys % "jarak"), "2", "its key and its letter")
        for daemon in self.many.daemons:
            daemon.stop()
        path = os.path.join(self.reader.folder.name, "jarakd.db")
        many.ctl("store", "copy", self.many.address, path)
        many.ctl("erase", "hapus@m", "--basis", "UU 27/2022", "--data", os.path.dirname(path))
        many.ctl("store", "copy", path, self.many.address, "--journal", "baru")
        server.sql("DELETE FROM jarak.sides WHERE journal = 'jarak'")
        self.assertEqual((server.sql(keys % "jarak"), server.sql(keys % "baru")), ("0", "0"))
        for daemon in self.many.daemons:
            for end in ("", "-wal", "-shm"):
                if os.path.exists(os.path.join(daemon.data, "copy.db" + end)):
                    os.remove(os.path.join(daemon.data, "copy.db" + end))
            daemon.options += ["--store-journal", "baru"]
            daemon.start()
        for daemon in self.many.daemons:
            self.assertEqual(daemon.ask("GET", "/api/v1/notices/hapus@m/letter", role="polres").status, 404)
            got = daemon.ask("GET", "/api/v1/notices/tetap@m/letter", role="polres")
            self.assertEqual((got.status, got.body), (200, octets))
            self.assertFalse(self.is_in(daemon, clerk), "another journal has another secret")


@unittest.skipIf(many.SKIP, many.SKIP)
class Renewed(unittest.TestCase):
    def test_a_session_lasts_at_daemons_in_turn_while_it_is_used_and_its_code_stays(self):
        clock, behind = Clock(), Clock()
        behind.shift(-60)
        with many.Many(0) as m:
            m.add(env=clock.env), m.add(env=behind.env)
            make_account(m.writer(), "polres")
            m.together()
            clerk = Clerk(m.daemons[0], "uji-polres")
            first, csrf = clerk.cookies["jarak_session"], clerk.get("/meja/kotak").csrf()
            self.assertEqual(clerk.cookies["jarak_session"], first, "young enough")
            for turn in range(6):
                clock.shift(25 * 60)
                behind.shift(25 * 60)
                before = clerk.cookies["jarak_session"]
                page = at(m.daemons[turn % 2], clerk).get("/meja/kotak")
                self.assertEqual((page.status, page.csrf()), (200, csrf), turn)
                self.assertNotEqual(clerk.cookies["jarak_session"], before)
                line = [v for v in page.headers.get_all("Set-Cookie") if v.startswith("jarak_session=")]
                self.assertEqual(len(line), 1)
                for word in ("HttpOnly", "SameSite=Lax", "Path=/"):
                    self.assertIn(word, line[0])
            stale, clerk.cookies["jarak_session"] = clerk.cookies["jarak_session"], first
            self.assertEqual(clerk.get("/meja/kotak").status, 303, "what was written first is idle by now")
            clerk.cookies["jarak_session"] = stale
            clock.shift(32 * 60)
            behind.shift(32 * 60)
            for daemon in m.daemons:
                self.assertEqual(at(daemon, clerk).get("/meja/kotak").status, 303, "left alone for too long")


@unittest.skipIf(many.SKIP, many.SKIP)
class Reading(unittest.TestCase):
    def test_a_browser_finds_what_it_wrote_at_a_daemon_that_lags(self):
        with many.Many(2, ["--store-wakes", "off"]) as m:  # asked each second: a reader lags by half of that
            writer, (reader,) = m.writer(), m.readers()
            make_account(writer, "bawaslu")
            m.together()
            clerk = Clerk(writer, "uji-bawaslu")
            csrf, lagged = clerk.get("/meja/kotak").csrf(), 0
            for i in range(8):
                done = at(writer, clerk).ask("POST", "/api/v1/notices", rally("baca%d@m" % i, 0.1 + i / 10, 116.0), X_CSRF_Token=csrf,
                                             Content_Type="text/calendar")
                self.assertEqual(done.status, 201, done.text)
                self.assertRegex(clerk.cookies["jarak_jurnal"], "^[0-9a-f]{72}$")  # sealed: how much is filed is nobody's business
                self.assertRegex(done.headers["Jarak-Journal"], "^[0-9a-f]{72}$")
                lagged += reader.ask("GET", "/api/v1/notices/baca%d@m" % i, role="bawaslu").status == 404
                got = at(reader, clerk).get("/api/v1/notices/baca%d@m" % i)
                if got.status == 503:  # a second was not enough: told so, and when to come again
                    self.assertEqual(got.headers["Retry-After"], "1")
                    got = until(lambda i=i: clerk.get("/api/v1/notices/baca%d@m" % i), lambda got: got.status != 503)
                self.assertEqual(got.status, 200, "it wrote that, and is told that there is none")
            self.assertGreater(lagged, 0, "the reader never lagged: nothing was shown")

    def test_a_browser_is_told_where_to_write_and_a_program_is_sent_there(self):
        with many.Many(0) as m:
            m.add(["--store-url", "https://satu.contoh.id"])
            writer = m.writer()
            reader = m.add(["--store-url", "https://dua.contoh.id"])
            make_account(writer, "bawaslu")
            m.together()
            clerk = Clerk(reader, "uji-bawaslu")
            csrf = clerk.get("/meja/kotak").csrf()
            page = clerk.post("/meja/formulir", {"csrf": csrf}, Accept="text/html")
            self.assertEqual((page.status, page.headers["Retry-After"]), (503, "1"))
            self.assertIn("yang menulis sekarang https://satu.contoh.id:", page.words())
            sent = reader.ask("POST", "/api/v1/notices", rally("a@m", 0.5, 117.5))
            self.assertEqual((sent.status, sent.headers["location"]), (307, "https://satu.contoh.id/api/v1/notices"))

    def test_what_has_not_come_within_a_second_is_a_page_that_says_so(self):
        with many.Many(2, ["--store-wakes", "off"]) as m:
            writer, (reader,) = m.writer(), m.readers()
            make_account(writer, "bawaslu")
            m.together()
            clerk = Clerk(reader, "uji-bawaslu")
            page = None
            for i in range(20):  # until who follows had not read it before nobody can
                clerk.cookies["jarak_jurnal"] = writer.ask("POST", "/api/v1/notices", rally("h%d@m" % i, 0.1, 116.0 + i / 20)).headers[
                    "jarak-journal"]
                with m.cluster.first.holding("LOCK TABLE jarak.journal IN ACCESS EXCLUSIVE MODE"):
                    page = clerk.ask("GET", DAY, Accept="text/html")
                if page.status == 503:
                    break
            self.assertEqual((page.status, page.headers["Retry-After"]), (503, "1"))
            self.assertIn("perubahan terakhir belum sampai di sini", page.words())
            self.assertEqual(clerk.get("/assets/meja.css").status, 200, "a style is of no entry")
            for bad in ("", "x", "-1", "1" * 40):
                clerk.cookies["jarak_jurnal"] = bad
                self.assertEqual(clerk.get(DAY).status, 200, bad)

    def test_pages_say_how_old_they_are_and_so_do_readyz_and_metrics(self):
        with many.Many(2) as m:
            writer, (reader,) = m.writer(), m.readers()
            make_account(writer, "bawaslu")
            end = m.together()
            clerk = Clerk(reader, "uji-bawaslu")
            roles = {}
            for daemon in (writer, reader):
                told = until(lambda d=daemon: d.ask("GET", "/readyz", role=None).json(), lambda told: told["status"] == "ready")
                self.assertLessEqual(told["age_s"], 5)
                roles[daemon] = told["role"]
                figures = daemon.ask("GET", "/metrics", role=None).body.decode()
                self.assertIn("\njarakd_journal_writes %d\n" % (daemon is writer), figures)
                self.assertRegex(figures, "\njarakd_journal_age_seconds [0-5]\n")
                self.assertIn("\njarakd_journal_entries %d\n" % end, figures)
                for path in (DAY, "/", "/kalender/64.08"):
                    page = at(daemon, clerk).get(path)
                    self.assertEqual(page.status, 200)
                    self.assertNotIn("Data per", page.text)
            self.assertEqual((roles[writer], roles[reader]), ("writes", "reads"))
            m.cluster.first.stop()
            for daemon in (writer, reader):
                told = until(lambda d=daemon: d.ask("GET", "/readyz", role=None).json(), lambda told: told["age_s"] > 5)
                self.assertIn("journal-age", told["faults"])
                for path in (DAY, "/", "/kalender/64.08"):
                    page = at(daemon, clerk).get(path)
                    self.assertEqual(page.status, 200)
                    self.assertRegex(page.text, r'role="status"><b>Data per [0-9]{2}\.[0-9]{2} WITA</b>\.', path)
                self.assertRegex(clerk.get("/kalender/en/64.08").text, r"<b>Data as of [0-9]{2}:[0-9]{2} WITA</b>\.")
                clerk.cookies["jarak_bahasa"] = "en"
                self.assertRegex(clerk.get(DAY).text, r"<b>Data as of [0-9]{2}:[0-9]{2} WITA</b>\.")
                del clerk.cookies["jarak_bahasa"]
            m.cluster.first.start()
            until(lambda: at(reader, clerk).get(DAY).text, lambda text: "Data per" not in text)


if __name__ == "__main__":
    unittest.main()
