"""Threats of docs/security.md that no other test shows by itself."""
import json
import os
import re
import time
import unittest

from daemon import ROOT, Daemon, rally

JSON = {"Content-Type": "application/json"}


class Threats(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__()

    def file(self, uid, *more, role="bawaslu", **how):
        return self.daemon.ask("POST", "/api/v1/notices", rally(uid, 0.5, 117.5, extra=more, **how), role)

    def told(self, query, role, region="64.08"):
        return self.daemon.ask("GET", "/api/v1/journal?" + query, role=role, region=region).json()["entries"]

    def test_an_organizer_that_is_named_is_nobody_who_asks(self):
        """Who files is who holds the token; the calendar's own names decide nothing, now or later."""
        named = ("ORGANIZER;CN=Polres:mailto:polres@contoh.example", "ATTENDEE:mailto:polres@contoh.example")
        self.assertEqual(self.file("nama@ancaman", *named).status, 201)
        entries = self.told("uid=nama%40ancaman", "polres")
        self.assertEqual({e["account"] for e in entries}, {"bawaslu-64.08"})
        mine = ("ORGANIZER:mailto:kpu@contoh.example",)
        self.assertEqual(self.file("nama@ancaman", *mine, role="kpu", sequence=1).status, 403,
                         "to name oneself makes nobody its owner")
        self.assertEqual(self.file("lain@ancaman", *named, role="pembaca").status, 403, "nor gives a right")

    def test_times_that_a_client_states_are_not_when_it_happened(self):
        """The journal's time and the number of receipt are the daemon's; a stated day of receipt is only stated."""
        before = int(time.time())
        old = ("CREATED:20200101T000000Z", "LAST-MODIFIED:20200101T000000Z", "X-JARAK-RECEIVED:20200101T000000Z")
        first = self.file("awal@ancaman").json()["notices"][0]["precedence"]
        late = self.file("mundur@ancaman", *old).json()["notices"][0]["precedence"]
        self.assertEqual(late["receipt"], first["receipt"] + 1, "it came behind the other one, and that is told")
        for entry in self.told("uid=mundur%40ancaman", "polres"):
            told = time.mktime(time.strptime(entry["time"][:19], "%Y-%m-%dT%H:%M:%S")) - time.timezone - 8 * 3600
            self.assertGreaterEqual(told, before, entry)

    def test_what_was_sent_before_is_not_taken_again(self):
        self.assertEqual(self.file("ulang@ancaman", sequence=1).status, 201)
        self.assertEqual(self.file("ulang@ancaman", sequence=2, start="20241121T140000", end="20241121T170000").status, 201)
        for sequence in (1, 2):
            self.assertEqual(self.file("ulang@ancaman", sequence=sequence).status, 409)
        now = self.daemon.ask("GET", "/api/v1/notices/ulang%40ancaman").json()["activity"]
        self.assertTrue(now["start"].startswith("2024-11-21"), "the plan is the later one")

    def test_a_token_that_an_administrator_mints_has_his_name_and_a_label(self):
        """He may, for he hands tokens out; what he makes of it stands in the journal before it is used."""
        made = self.daemon.ask("POST", "/api/v1/accounts/polres-64.08/tokens", json.dumps({"label": "diam-diam"}), "admin", JSON)
        self.assertEqual(made.status, 201)
        newest = self.told("kind=accounts", "admin")[0]
        self.assertEqual((newest["account"], newest["about"], newest["what"]), ("admin-64.08", "polres-64.08", "Token akun"))
        self.assertEqual([c["new"] for c in newest["changes"]], ["diam-diam"])
        self.assertIn(newest["entry"], [e["entry"] for e in self.told("kind=accounts", "admin", "64")], "the province sees it")
        tokens = [t for t in made.json()["account"]["tokens"] if t["label"] == "diam-diam"]
        self.assertTrue(tokens[0]["made"], "the list of the account's tokens shows it until it is revoked, and after")
        gone = self.daemon.ask("POST", "/api/v1/accounts/polres-64.08/tokens/%s/revoke" % tokens[0]["id"], "", "admin", JSON)
        self.assertEqual(gone.status, 200)
        self.assertEqual(self.daemon.ask("GET", "/api/v1/notices", role=None, headers={
            "Authorization": "Bearer " + made.json()["token"]}).status, 401)
        for role in ("polres", "bawaslu", "kpu"):
            self.assertEqual(self.daemon.ask("POST", "/api/v1/accounts/polres-64.08/tokens", "{}", role, JSON).status, 403)

    def test_no_token_and_no_password_lies_in_the_store(self):
        """Who has the disk has what was filed, and nothing to come in with."""
        tokens = [self.daemon.token(role) for role in ("polres", "bawaslu", "kpu", "admin")]
        for name in ("jarakd.db", "jarakd.db-wal", "jarakd.snapshot", "deliveries.db"):
            path = os.path.join(self.daemon.data, name)
            if not os.path.exists(path):
                continue
            with open(path, "rb") as f:
                octets = f.read()
            for token in tokens:
                self.assertNotIn(token.encode(), octets, name)
                self.assertNotIn(bytes.fromhex(token), octets, name)

    def test_quotes_are_text_to_the_store(self):
        hostile = "LOCATION:x')\\; DROP TABLE journal\\; --"
        self.assertEqual(self.file("a'b;--@ancaman", hostile).status, 201)
        found = self.daemon.ask("GET", "/api/v1/notices/a%27b%3B--%40ancaman").json()
        self.assertEqual(found["activity"]["place"], "x'); DROP TABLE journal; --")
        for query in ("paslon=1'%20OR%201=1", "from=2024-11-20'--", "state='"):
            self.assertIn(self.daemon.ask("GET", "/api/v1/notices?" + query).status, (400, 422), query)
        self.assertEqual(self.daemon.ask("GET", "/api/v1/notices").status, 200)


class Model(unittest.TestCase):
    def test_every_test_that_the_threat_model_names_is_there(self):
        with open(os.path.join(ROOT, "docs", "security.md"), encoding="utf-8") as f:
            named = re.findall(r"`(test_\w+\.(?:py|c)): (\w+)`", f.read())
        self.assertGreater(len(named), 40)
        for name, test in named:
            found = [os.path.join(place, name) for place, _, names in os.walk(os.path.join(ROOT, "tests")) if name in names]
            texts = []
            for path in found:
                with open(path, encoding="utf-8") as f:
                    texts.append(f.read())
            form = r"def %s\(" if name.endswith(".py") else r"Test\(\w+, %s[,)]"
            self.assertTrue([t for t in texts if re.search(form % test, t)], "%s: %s" % (name, test))


if __name__ == "__main__":
    unittest.main()
