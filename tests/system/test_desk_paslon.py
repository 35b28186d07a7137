"""A paslon that is struck out in mid-season: its activities end, its conflicts close, its team is kept out; a court may
put it in again."""
import json
import unittest

from daemon import Daemon
from daemon import rally as rally_bytes
from desk import Clerk, make_account
from test_desk import octets, rally

ONE = "rapat-umum-paslon-1@kutim-2024.simulasi"
TWO = "rapat-umum-paslon-2@kutim-2024.simulasi"


class Struck(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon()
        self.daemon.start()
        self.addCleanup(self.daemon.__exit__)
        for role in ("admin", "polres", "bawaslu"):
            make_account(self.daemon, role)
        for name in ("01-rapat-umum-paslon-1.ics", "02-rapat-umum-paslon-2.ics"):
            self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", octets(name)).status, 201)
        self.admin = Clerk(self.daemon, "uji-admin")

    def verdict(self, uid):
        return self.daemon.ask("GET", "/api/v1/notices/" + uid, role="polres").json()

    def post(self, number=2, act="coret", **more):
        fields = {"csrf": self.admin.get("/meja/paslon").csrf(), "pemilihan": "pilbup-64.08", "nomor": str(number), "a": act,
                  "alasan": "Putusan MA.", "dasar": "Putusan 12 P/HUM/2024", "yakin": "ya"}
        fields.update(more)
        return self.admin.go("POST", "/meja/paslon", fields)

    def open_conflicts(self):
        listed = self.daemon.ask("GET", "/api/v1/conflicts", role="polres").json()["conflicts"]
        return [c for c in listed if c.get("open", True)]

    def approve(self, uid, sttp, conflict=None):
        body = {"act": "approve", "sttp": sttp, "chain_revision": self.verdict(uid)["chain_revision"], "reason": "Diatur.",
                "seen": [{"conflict": c["id"], "revision": c["revision"]} for c in self.open_conflicts()]}
        answer = self.daemon.ask("POST", "/api/v1/notices/%s/decision" % uid, json.dumps(body), "polres",
                                 {"Content-Type": "application/json"})
        self.assertEqual(answer.status, 200, answer.body)

    def test_its_activities_end_named_and_what_met_them_is_free(self):
        self.approve(TWO, "STTP/2")
        self.assertEqual(len(self.open_conflicts()), 1)
        page = self.post()
        self.assertIn("Dicoret: 1 kegiatan dibatalkan, 0 kegiatan bersama paslon lain tetap ada, 1 akun tim", page.words())
        self.assertIn("dicoret", page.words())
        self.assertIn("Putusan 12 P/HUM/2024", page.words())
        self.assertEqual((self.verdict(TWO)["state"], self.verdict(ONE)["state"]), ("withdrawn", "submitted"))
        self.assertEqual(self.open_conflicts(), [])
        told = self.daemon.ask("GET", "/api/v1/alerts", role="polres").json()["alerts"]
        self.assertEqual(told[-1]["event"], "closed")
        notice = Clerk(self.daemon, "uji-bawaslu").get("/meja/pemberitahuan/" + TWO)
        self.assertIn("Putusan MA.", notice.words(), "whoever looks reads why")
        public = self.daemon.ask("GET", "/feeds/64.08/approved.ics", role=None).body
        self.assertIn(b"STATUS:CANCELLED", public)

    def test_nothing_of_it_is_filed_or_brought_back_also_after_a_restart(self):
        clerk = Clerk(self.daemon, "uji-bawaslu")
        self.post()
        for again in range(2):
            fields = dict(rally("baru-%d@meja" % again, 2, "0.1", "117.1"), csrf=clerk.get("/meja/formulir").csrf())
            page = clerk.go("POST", "/meja/formulir", fields)
            self.assertEqual(page.status, 422, page.words())
            self.assertIn("sudah dicoret dari pemilihan", page.words())
            token = self.daemon.token("tim", "64.08", paslon=2)
            out = self.daemon.ask("GET", "/api/v1/drafts", role=None, headers={"Authorization": "Bearer " + token})
            self.assertEqual(out.status, 401, "its team is out")
            if not again:
                self.daemon.stop()
                self.daemon.start()
                clerk = Clerk(self.daemon, "uji-bawaslu")
        other = dict(rally("lain@meja", 1, "0.1", "117.1"), csrf=clerk.get("/meja/formulir").csrf())
        self.assertEqual(clerk.go("POST", "/meja/formulir", other).status, 200, "the other paslon is not touched")

    def test_a_teams_check_knows_it_too(self):
        own = rally_bytes("cek@uji", 0.9, 117.9, 1)
        token = {"Authorization": "Bearer " + self.daemon.token("tim", "64.08", paslon=1)}
        self.assertEqual(self.daemon.ask("POST", "/api/v1/check", own, role=None, headers=token).status, 200)
        self.post(number=1)
        self.assertEqual(self.daemon.ask("POST", "/api/v1/check", own, role=None, headers=token).status, 401, "it is out")

    def test_a_court_puts_it_in_again_and_nothing_comes_back_by_itself(self):
        self.assertEqual(self.post(act="pulihkan").status, 409, "it stands")
        self.post()
        self.admin = Clerk(self.daemon, "uji-admin")
        self.assertEqual(self.post().status, 409, "it is struck out already")
        self.assertIn("Tersimpan.", self.post(act="pulihkan").words())
        self.assertEqual(self.verdict(TWO)["state"], "withdrawn")
        clerk = Clerk(self.daemon, "uji-bawaslu")
        fields = dict(rally("baru@meja", 2, "0.1", "117.1"), csrf=clerk.get("/meja/formulir").csrf())
        self.assertEqual(clerk.go("POST", "/meja/formulir", fields).status, 200)

    def test_it_wants_reason_basis_and_to_be_meant_and_is_the_regions_own(self):
        for missing in ({"alasan": ""}, {"dasar": ""}, {"yakin": ""}):
            page = self.post(**missing)
            self.assertEqual(page.status, 422, missing)
        self.assertIn('value="Putusan MA."', page.text, "what was typed is kept")
        self.assertEqual(self.post(number=9).status, 404)
        self.assertEqual(self.post(pemilihan="pilbup-64.03").status, 404, "another regency's")
        self.assertEqual(Clerk(self.daemon, "uji-polres").get("/meja/paslon").status, 403)
        self.assertEqual(self.verdict(TWO)["state"], "submitted")


if __name__ == "__main__":
    unittest.main()
