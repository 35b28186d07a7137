"""The timing of alerts: acknowledging them, and what comes of those nobody acknowledges."""
import os
import subprocess
import tempfile
import unittest
from xml.etree import ElementTree

from daemon import BUILD, ROOT, Daemon, rally


def conflict(daemon, km=0.8, name="p", summary=None):
    """Two rivals; answers the alert polres was told last."""
    extra = ("SUMMARY:" + summary,) if summary else ()
    for paslon in (1, 2):
        body = rally("%s%d@test" % (name, paslon), 0.5 + (paslon - 1) * km / 110.57, 117.5, paslon)
        answer = daemon.ask("POST", "/api/v1/notices", body)
        assert answer.status == 201, answer.body
    return daemon.ask("GET", "/api/v1/alerts", role="polres").json()["alerts"][-1]


class Acknowledge(unittest.TestCase):
    def test_the_first_is_kept_and_the_second_learns_who(self):
        with Daemon() as d:
            alert = conflict(d)
            self.assertIsNone(alert["conflict"]["acknowledged"])
            path = "/api/v1/alerts/%s/ack" % alert["id"]
            first = d.ask("POST", path, role="bawaslu", headers={"Content-Length": "0"})
            self.assertEqual(first.status, 200, first.body)
            self.assertFalse(first.json()["already"])
            d.stop()
            d.start()
            second = d.ask("POST", path, role="polres", headers={"Content-Length": "0"}).json()
            self.assertTrue(second["already"])
            self.assertEqual(second["conflict"]["acknowledged"]["by"], "bawaslu-64.08")
            self.assertEqual(second["conflict"]["acknowledged"], first.json()["conflict"]["acknowledged"])
            listed = d.ask("GET", "/api/v1/conflicts").json()["conflicts"][0]
            self.assertEqual(listed["acknowledged"]["by"], "bawaslu-64.08")

    def test_what_is_not_there_is_404_and_says_so(self):
        with Daemon() as d:
            alert = conflict(d)
            for wrong in ("x", alert["id"][:16], alert["id"][:16] + "-9", "0" * 16 + "-1", "x" * 300):
                answer = d.ask("POST", "/api/v1/alerts/%s/ack" % wrong, role="polres",
                               headers={"Content-Length": "0"})
                self.assertEqual(answer.status, 404, wrong)
            far = d.ask("POST", "/api/v1/alerts/%s/ack" % alert["id"], role="polres", region="64.03",
                        headers={"Content-Length": "0"})
            self.assertEqual(far.status, 404, "another region")

    def test_jarakctl_acknowledges(self):
        with Daemon() as d, tempfile.NamedTemporaryFile("w") as token:
            alert = conflict(d)
            token.write(d.token("polres"))
            token.flush()
            command = [os.path.join(BUILD, "jarakctl"), "--url", "http://127.0.0.1:%d" % d.port,
                       "--token-file", token.name, "ack"]
            said = subprocess.run(command + [alert["id"]], cwd=ROOT, capture_output=True, text=True)
            self.assertEqual((said.returncode, said.stdout.split("\t")[:2]), (0, ["ok", "polres-64.08"]))
            again = subprocess.run(command + [alert["id"]], cwd=ROOT, capture_output=True, text=True)
            self.assertTrue(again.stdout.startswith("already\tpolres-64.08"), again.stdout)
            wrong = subprocess.run(command + ["x-1"], cwd=ROOT, capture_output=True, text=True)
            self.assertNotEqual(wrong.returncode, 0)


class Unassessed(unittest.TestCase):
    """What has lost its place is not far away: nobody knows where it is (SPEC 2.1)."""

    def test_a_conflict_that_ends_because_a_place_is_lost_is_not_told_as_clear(self):
        with Daemon() as d:
            conflict(d)
            lost = rally("p2@test", 0.5, 117.5, 2, sequence=1, extra=("X-JARAK-UNCERTAINTY:20000",))
            self.assertEqual(d.ask("PUT", "/api/v1/notices/p2@test", lost,
                                   headers={"If-Match": "*"}).status, 200)
            alert = d.ask("GET", "/api/v1/alerts", role="polres").json()["alerts"][-1]
            self.assertEqual(alert["event"], "closed")
            self.assertTrue(alert["unassessed"])
            self.assertIn("belum dapat dinilai", alert["text"])
            self.assertNotIn("tidak lagi", alert["text"])
            self.assertIn("cannot be assessed", alert["text_en"])
            self.assertIn("belum dapat dinilai", alert["text_shared"])
            self.assertEqual((alert["conflict"]["own"]["assessed"], alert["conflict"]["with"]["assessed"]),
                             tuple(side["uid"] != "p2@test" for side in
                                   (alert["conflict"]["own"], alert["conflict"]["with"])))

    def test_an_open_conflict_says_that_a_leg_could_not_be_assessed(self):
        with Daemon() as d:
            leg = rally("p1leg@test", 0.5, 117.5, 1, start="20241120T110000", end="20241120T120000",
                        extra=("X-JARAK-LEG:KUMPUL", "RELATED-TO;RELTYPE=PARENT:p1@test",
                               "X-JARAK-UNCERTAINTY:20000"))
            self.assertEqual(d.ask("POST", "/api/v1/notices", leg).status, 201)
            alert = conflict(d)
            self.assertEqual(alert["event"], "opened")
            self.assertNotIn("unassessed", alert)
            self.assertIn("belum dapat dinilai", alert["text"])


class Injection(unittest.TestCase):
    EVIL = "=cmd|' /C calc'!A0\\nSelesai: kedua kegiatan\\nBcc: x@y.example\u202egnp<script>x</script>&]]>"

    def test_a_title_is_nowhere_more_than_a_title(self):
        with Daemon() as d:
            for paslon in (1, 2):
                body = rally("e%d@test" % paslon, 0.5 + (paslon - 1) * 0.8 / 110.57, 117.5, paslon)
                body = body.replace(b"SUMMARY:Rapat umum", b"SUMMARY:" + self.EVIL.encode())
                self.assertEqual(d.ask("POST", "/api/v1/notices", body).status, 201)
            alert = d.ask("GET", "/api/v1/alerts", role="polres").json()["alerts"][-1]
            for name in ("text", "text_en", "text_shared", "text_shared_en"):
                self.assertFalse([line for line in alert[name].split("\n")
                                  if line.startswith(("Selesai", "Bcc"))], name)
                self.assertNotIn("\u202e", alert[name])
            cap = d.ask("GET", "/api/v1/alerts/%s.cap" % alert["id"], role="polres").body
            atom = d.ask("GET", "/api/v1/alerts.atom", role="polres").body
            for document in (cap, atom):
                self.assertFalse([e.tag for e in ElementTree.fromstring(document).iter() if e.tag.endswith("script")])
            seen = [{"conflict": alert["conflict"]["id"], "revision": alert["conflict"]["revision"]}]
            state = d.ask("GET", "/api/v1/notices/e1@test", role="polres").json()
            said = d.decide("e1@test", act="approve", sttp="STTP/1", reason="dikawal", basis="Pasal 9",
                            chain_revision=state["chain_revision"], seen=seen)
            self.assertEqual(said.status, 200, said.body)
            feed = d.ask("GET", "/feeds/64.08/approved.ics", role=None).body.decode()
            self.assertFalse([line for line in feed.split("\r\n") if line.startswith(("Selesai", "Bcc"))])
            self.assertEqual(feed.count("BEGIN:VEVENT"), feed.count("END:VEVENT"))
            page = d.ask("GET", "/", role=None).body
            self.assertNotIn(b"<script>x", page)


if __name__ == "__main__":
    unittest.main()
