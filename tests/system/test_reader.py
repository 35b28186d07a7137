"""An account that only reads is told what the public is told, and a team so of what is another's."""
import unittest

from daemon import Daemon, rally
from test_team import Team

LIST = "/api/v1/notices"


class Reader(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().__enter__()
        self.addCleanup(self.daemon.__exit__)

    def read(self, path):
        return self.daemon.ask("GET", path, role="pembaca")

    def approve(self, uid, lat, kind="RAPAT-UMUM", paslon=1):
        body = rally(uid, lat, 117.55, paslon).replace(b"RAPAT-UMUM", kind.encode())
        body = body.replace(b"SUMMARY:Rapat umum", b"SUMMARY:Judul rahasia\r\nCONTACT:Siti 0812\r\nLOCATION:Lapangan Heksa")
        self.assertEqual(self.daemon.ask("POST", LIST, body).status, 201)
        known = self.daemon.ask("GET", LIST + "/" + uid, role="polres").json()
        self.assertEqual(self.daemon.decide(uid, act="approve", sttp="S/" + uid, chain_revision=known["chain_revision"],
                                            reason="dikawal", seen=[{"conflict": c["id"], "revision": c["revision"]}
                                                                    for c in known["conflicts"]]).status, 200)

    def test_the_list_holds_what_is_published_and_nothing_else(self):
        self.assertEqual(self.read(LIST).json(), {"notices": [], "cursor": None})
        self.daemon.ask("POST", LIST, rally("rencana@r", 0.51, 117.55, 1))
        before = self.read(LIST)
        self.assertEqual((before.status, before.json()["notices"]), (200, []))
        self.approve("umum@r", 0.53)
        told = self.read(LIST)
        one, = told.json()["notices"]
        self.assertEqual((one["uid"], one["kind"], one["state"], one["title"]),
                         ("umum@r", "rapat_umum", "approved", "Rapat umum Paslon 1"))
        date, = one["dates"]
        self.assertEqual((date["start"], date["place"], date["lat"]),
                         ("2024-11-20T14:00:00+08:00", "Lapangan Heksa", 0.53))
        for secret in (b"rahasia", b"Siti", b"S/umum", b"rencana"):
            self.assertNotIn(secret, told.body)

    def test_a_small_meeting_has_no_point(self):
        self.approve("kecil@r", 0.53, "TATAP-MUKA")
        one, = self.read(LIST).json()["notices"]
        self.assertNotIn("lat", one["dates"][0])
        self.assertNotIn(b"Heksa", self.read(LIST).body)

    def test_one_activity(self):
        self.daemon.ask("POST", LIST, rally("rencana@r", 0.51, 117.55, 1))
        self.approve("umum@r", 0.53)
        self.assertEqual(self.read(LIST + "/rencana@r").status, 404)
        self.assertEqual(self.read(LIST + "/rencana@r").body.replace(b"rencana", b"tiada"),
                         self.read(LIST + "/tiada@r").body)
        self.assertEqual(self.read(LIST + "/umum@r").json(), self.read(LIST).json()["notices"][0])

    def test_filters(self):
        self.approve("satu@r", 0.53)
        self.approve("dua@r", 0.93, paslon=2)
        for query, uids in (("paslon=2", ["dua@r"]), ("date=2024-11-20", ["satu@r", "dua@r"]), ("date=2024-11-21", []),
                            ("state=approved", ["satu@r", "dua@r"]), ("state=withdrawn", []),
                            ("state=submitted", []), ("region=64.08", ["satu@r", "dua@r"])):
            got = self.read(LIST + "?" + query)
            self.assertEqual((got.status, sorted(n["uid"] for n in got.json()["notices"])), (200, sorted(uids)), query)
        self.assertEqual(self.read(LIST + "?region=64.03").status, 403)

    def test_nothing_beyond(self):
        self.approve("umum@r", 0.53)
        for end in (".ics", "/conflicts", "/history", "/slots", "/letter", "/certificate"):
            self.assertEqual(self.read(LIST + "/umum@r" + end).status, 403, end)
        self.assertEqual(self.daemon.ask("POST", LIST, rally("x@r", 0.5, 117.5, 1), role="pembaca").status, 403)

    def test_a_team_is_told_of_anothers_what_the_public_is_told(self):
        self.daemon.ask("POST", LIST, rally("rencana@r", 0.51, 117.55, 1))
        self.approve("umum@r", 0.53)
        rival = Team(self.daemon, 2)
        self.assertEqual(rival.ask("GET", LIST + "/umum@r").json(), self.read(LIST + "/umum@r").json())
        self.assertEqual(rival.ask("GET", LIST + "/rencana@r").status, 404)
        own = Team(self.daemon, 1).ask("GET", LIST + "/umum@r").json()
        self.assertEqual(own["sttp"], "S/umum@r")


if __name__ == "__main__":
    unittest.main()
