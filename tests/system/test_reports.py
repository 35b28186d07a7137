"""What happened on the ground: told by one account, verified by another, and the public sees its plan."""
import json
import unittest

from daemon import Daemon, rally

JSON = {"Content-Type": "application/json"}


def journal(uid, *lines):
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", "BEGIN:VJOURNAL", "UID:r1@x",
                        "DTSTAMP:20241120T060000Z", "RELATED-TO:" + uid, "DTSTART:20241120T060000Z", *lines,
                        "END:VJOURNAL", "END:VCALENDAR", ""]).encode()


class Reports(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().__enter__()
        self.addCleanup(self.daemon.__exit__)
        self.approve(rally("own@r", 0.5, 117.5, 1, start="20241120T090000", end="20241120T100000"), "own@r")
        self.approve(rally("other@r", 0.502, 117.5, 2, start="20241120T170000", end="20241120T180000"), "other@r")

    def approve(self, octets, uid):
        filed = self.daemon.ask("POST", "/api/v1/notices", octets).json()["notices"][0]
        seen = [{"conflict": c["id"], "revision": c["revision"]} for c in filed["conflicts"]]
        done = self.daemon.decide(uid, act="approve", sttp="STTP/" + uid, reason="dikawal", seen=seen,
                                  chain_revision=filed["chain_revision"])
        self.assertEqual(done.status, 200, done.body)

    def tell(self, role="bawaslu", **members):
        return self.daemon.ask("POST", "/api/v1/reports", json.dumps(members), role, JSON)

    def verify(self, report, role):
        return self.daemon.ask("POST", "/api/v1/reports/%s/verify" % report["id"], None, role)

    def public(self):
        feed = self.daemon.ask("GET", "/feeds/64.08/approved.ics", role=None)
        octets = self.daemon.ask("GET", "/api/v1/notices/own@r.ics", role="polres")
        return feed.body, feed.headers["etag"], octets.body

    def level(self):
        conflicts = self.daemon.ask("GET", "/api/v1/conflicts?state=open", role="polres").json()["conflicts"]
        return conflicts[0]["level"], conflicts[0]["as_happened"]

    def test_a_verified_report_alerts_and_the_plan_stays_byte_for_byte(self):
        before, planned = self.public(), self.level()
        self.assertEqual(planned[1], [False, False])
        self.assertEqual(self.tell(uid="own@r", kind="late").status, 422)
        self.assertEqual(self.tell(uid="own@r", kind="late", minutes=2.5).status, 422)
        self.assertEqual(self.tell(uid="own@r", kind="soon", minutes=2).status, 422)
        self.assertEqual(self.tell(uid="nobody@r", kind="over").status, 404)
        self.assertEqual(self.tell(role="tim", uid="own@r", kind="over").status, 403)
        late = self.tell(uid="own@r", kind="late", minutes=480, note="hujan")
        self.assertEqual(late.status, 201, late.body)
        report = late.json()
        self.assertEqual((self.level(), report["verified"]), (planned, False))
        self.assertEqual(self.verify(report, "bawaslu").status, 403, "not by its author")
        done = self.verify(report, "polres")
        self.assertEqual(done.status, 200, done.body)
        history = self.daemon.ask("GET", "/api/v1/notices/own@r/history", role="polres").json()["history"]
        self.assertEqual([(h["act"], h["role"], h["reason"]) for h in history if h["act"] in ("report", "verify")],
                         [("report", "bawaslu", report["id"] + " late"), ("verify", "polres", report["id"] + " late")])
        self.assertTrue(done.json()["report"]["in_force"])
        self.assertEqual(self.level()[0], "siaga")
        self.assertIn(True, self.level()[1])
        self.assertEqual(self.verify(report, "polres").status, 409)
        alert = self.daemon.ask("GET", "/api/v1/alerts", role="polres").json()["alerts"][-1]
        self.assertIn("KEJADIAN NYATA", json.dumps(alert))
        self.assertEqual(self.public(), before)
        self.daemon.stop()
        self.daemon.start()
        self.assertEqual(self.level()[0], "siaga")
        over = self.daemon.ask("POST", "/api/v1/reports", journal("own@r", "CATEGORIES:SELESAI"), "polres")
        self.assertEqual(over.status, 201, over.body)
        self.assertEqual(self.verify(over.json(), "bawaslu").status, 200)
        self.assertEqual((self.level(), self.public()), (planned, before))
        listed = self.daemon.ask("GET", "/api/v1/reports?uid=own@r", role="kesbangpol").json()["reports"]
        self.assertEqual([(r["kind"], r["in_force"]) for r in listed], [("over", True), ("late", False)])
        self.assertEqual(self.daemon.ask("GET", "/api/v1/reports", role="polres", region="64.03").json()["reports"], [])
        self.assertEqual(self.daemon.ask("GET", "/api/v1/reports?verified=false", role="polres").json()["reports"], [])

    def test_a_place_from_a_phone(self):
        sent = journal("own@r", "CATEGORIES:KELUAR-RUTE", "X-JARAK-MINUTES:480", "GEO:0.5019;117.5")
        filed = self.daemon.ask("POST", "/api/v1/reports", sent, "polres")
        self.assertEqual(filed.status, 201, filed.body)
        self.assertEqual(filed.json()["place"], [{"lat": 0.5019, "lon": 117.5}])
        self.assertEqual(self.verify(filed.json(), "bawaslu").status, 200)
        self.assertEqual(self.level()[0], "siaga")
        bad = self.daemon.ask("POST", "/api/v1/reports", sent.replace(b"0.5019;117.5", b"117.5;0.5"), "polres")
        self.assertEqual((bad.status, bad.json()["field"]), (422, "GEO"))


if __name__ == "__main__":
    unittest.main()
