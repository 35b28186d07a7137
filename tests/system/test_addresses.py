"""One address for each UID at every door, and no text of a single line that has two."""
import json
import os
import subprocess
import tempfile
import unittest
import urllib.parse

import dav
from daemon import BUILD, Daemon, rally

UIDS = ["a/b@alamat", "https://tim.example/acara?x=1#y", "..", ".", "x.ics", "~0123456789abcdef0123456789abcdef", "dua kata%20x",
        "kopi-é@alamat", "biasa@alamat"]
JSON = {"Content-Type": "application/json"}


class Addresses(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().__enter__()
        self.addCleanup(self.daemon.__exit__)

    def ctl(self, *words):
        with tempfile.NamedTemporaryFile("w") as token:
            token.write(self.daemon.token("polres"))
            token.flush()
            return subprocess.run([os.path.join(BUILD, "jarakctl"), "--url", "http://127.0.0.1:%d" % self.daemon.port,
                                   "--token-file", token.name, *words], capture_output=True, text=True, check=False)

    def test_what_is_filed_is_reached_at_every_route_and_by_jarakctl(self):
        for n, uid in enumerate(UIDS):
            octets = rally(uid, 0.3 + n / 5, 117.2, 1)
            made = self.daemon.ask("POST", "/api/v1/notices", octets)
            self.assertEqual(made.status, 201, (uid, made.body))
            verdict = made.json()["notices"][0]
            href = verdict["href"]
            for end in ("", ".ics", "/conflicts", "/history", "/slots?date=2024-11-20"):
                got = self.daemon.ask("GET", href + end, role="polres")
                self.assertEqual(got.status, 200, (uid, href + end, got.body))
            self.assertEqual(self.daemon.ask("GET", href + ".ics").body, octets, uid)
            self.assertEqual(self.daemon.ask("GET", href).json()["uid"], uid)
            held = self.daemon.ask("POST", href + "/decision", json.dumps(
                {"act": "hold", "reason": "uji", "chain_revision": verdict["chain_revision"]}), "polres", JSON)
            self.assertEqual((held.status, held.json()["uid"]), (200, uid), held.body)
            changed = self.daemon.ask("PUT", href, rally(uid, 0.31 + n / 5, 117.2, 1, sequence=1), headers={"If-Match": "*"})
            self.assertEqual(changed.status, 200, (uid, changed.body))
            letter = self.daemon.ask("PUT", href + "/letter", b"%PDF-1.4\n%%EOF\n", headers={"Content-Type": "application/pdf"})
            self.assertEqual(letter.status, 201, (uid, letter.body))
            shown = self.ctl("show", uid)
            self.assertEqual(shown.returncode, 0, (uid, shown.stderr))
            self.assertIn(", UID %s)\n" % uid, shown.stdout)
            self.assertEqual(self.daemon.ask("DELETE", href, headers={"If-Match": "*"}).status, 200, uid)
        listed = {r["uid"]: r["href"] for r in self.daemon.ask("GET", "/api/v1/notices").json()["notices"]}
        self.assertEqual(set(listed), set(UIDS))

    def test_a_put_creates_at_the_same_address(self):
        href = "/api/v1/notices/~" + __import__("hashlib").sha256(b"baru/1").hexdigest()[:32]
        made = self.daemon.ask("PUT", href, rally("baru/1", 0.5, 117.5, 1), headers={"If-None-Match": "*"})
        self.assertEqual((made.status, made.headers["location"]), (201, href), made.body)
        other = self.daemon.ask("PUT", href[:-1] + "z", rally("baru/2", 0.9, 117.5, 1), headers={"If-None-Match": "*"})
        self.assertEqual((other.status, other.json()["field"]), (422, "UID"))

    def test_percent_encoded_uids(self):
        self.daemon.ask("POST", "/api/v1/notices", rally("kopi-é@alamat", 0.5, 117.5, 1))
        self.assertEqual(self.daemon.ask("GET", "/api/v1/notices/" + urllib.parse.quote("kopi-é@alamat", "")).status, 200)


class OneLine(unittest.TestCase):
    """A number or a reason stands in a line of a list, a log, a mail: it has no second one."""

    BAD = ("S/1\nS/2", "S/1\r\nBcc: x", "S/1\x07", "S/1\u2028x", "S/1\u202ex")

    def setUp(self):
        self.daemon = Daemon().__enter__()
        self.addCleanup(self.daemon.__exit__)

    def refused(self, answer, field, value):
        self.assertEqual((answer.status, answer.json().get("field")), (422, field), (value, answer.body))

    def test_acts_notes_and_proposals(self):
        filed = self.daemon.ask("POST", "/api/v1/notices", rally("a@baris", 0.5, 117.5, 1)).json()["notices"][0]
        from test_team import Team
        draft = Team(self.daemon, 1).ask("POST", "/api/v1/notices", rally("d@baris", 0.9, 117.5, 1)).json()["draft"]["id"]
        revision = filed["chain_revision"]
        for bad in self.BAD:
            for field, act in (("sttp", "approve"), ("reason", "hold"), ("basis", "refuse")):
                members = {"act": act, "sttp": "S/1", "reason": "x", "basis": "x", "chain_revision": revision, field: bad}
                self.refused(self.daemon.decide("a@baris", **members), field, bad)
                self.refused(self.daemon.ask("POST", "/api/v1/decisions", json.dumps(
                    {"decisions": [dict(members, uid="a@baris")]}), "polres", JSON), field, bad)
            self.refused(self.daemon.ask("POST", "/api/v1/drafts/%s/return" % draft, json.dumps({"revision": 1, "note": bad}),
                                         "kpu", JSON), "note", bad)
            self.refused(self.daemon.ask("POST", "/api/v1/notices/a@baris/retime", json.dumps(
                {"chain_revision": revision, "bands": [{"from": "2024-11-20T10:00:00+08:00", "to": "2024-11-20T10:00:00+08:00"}],
                 "reason": bad}), "polres", JSON), "reason", bad)
        self.assertEqual(self.daemon.ask("GET", "/api/v1/notices/a@baris").json()["chain_revision"], revision)

    def test_a_report_has_lines_and_no_other_controls(self):
        filed = self.daemon.ask("POST", "/api/v1/notices", rally("l@baris", 0.5, 117.5, 1)).json()["notices"][0]
        self.daemon.decide("l@baris", act="approve", sttp="S/1", chain_revision=filed["chain_revision"])
        report = lambda note: self.daemon.ask("POST", "/api/v1/reports", json.dumps(
            {"uid": "l@baris", "kind": "late", "minutes": 5, "note": note}), "bawaslu", JSON)
        for bad in ("x\ry", "x\x07", "x\u202e"):
            self.refused(report(bad), "note", bad)
        self.assertEqual(report("satu\ndua").status, 201)

    def test_a_number_that_is_filed(self):
        octets = rally("b@baris", 0.5, 117.5, 1, extra=["X-JARAK-STTP:S/1\\nS/2"])
        for path in ("/api/v1/notices", "/api/v1/import", "/api/v1/check"):
            self.refused(self.daemon.ask("POST", path, octets), "X-JARAK-STTP", path)
        put = dav.put(self.daemon, dav.REQUESTS + "b%40baris.ics", octets)
        self.assertEqual(put.status, 403, put.body)
        table = ("nomor_sttp,pemilihan,paslon,bentuk,tanggal,jam_mulai,jam_selesai,lintang,bujur,judul,uid\r\n"
                 "\"S/1\nS/2\",pilbup-64.08,1,RAPAT-UMUM,2024-11-20,14:00,17:00,0.5,117.5,Rapat,c@baris\r\n")
        got = self.daemon.ask("POST", "/api/v1/import", table.encode(), headers={"Content-Type": "text/csv"})
        self.assertEqual((got.status, got.json()["field"]), (422, "nomor_sttp"), got.body)


if __name__ == "__main__":
    unittest.main()
