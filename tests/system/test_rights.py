"""Rights: every route asked as every role, held against docs/rights.md; and regions see no further than themselves."""
import json
import os
import re
import subprocess
import unittest

from daemon import BUILD, ROOT, Daemon, rally

NOBODY = "no token"
CODES = {"uid": "tidak-ada@uji", "id": "0123456789abcdef", "name": "tidak-ada", "region": "64.08", "area": "64.08.04", "token": 64 * "0",
         "digest": 16 * "0", "hash": 64 * "0", "date": "2024-11-23"}


def tables():
    """The tables of docs/rights.md: lists of rows, each a list of cells, the head first."""
    found, rows = [], []
    with open(os.path.join(ROOT, "docs", "rights.md"), encoding="utf-8") as f:
        for line in f.read().splitlines() + [""]:
            if line.startswith("|"):
                rows.append([cell.strip() for cell in line.strip("|").split("|")])
            elif rows:
                found.append([rows[0]] + rows[2:])
                rows = []
    return found


def matrix():
    """{(method, pattern): (right, {role: may})} as documented."""
    (head, *rows), = [t for t in tables() if t[0][0] == "route"]
    return {tuple(row[0].strip("`").split(" ")): (row[1], dict(zip(head[2:], [c == "yes" for c in row[2:]])))
            for row in rows}


def routes():
    done = subprocess.run([os.path.join(BUILD, "jarakd"), "--routes"], capture_output=True, text=True, check=True)
    for line in done.stdout.splitlines():
        method, pattern, right = line.split("\t")
        yield (method, pattern), "anyone" if right == "-" else right


class Matrix(unittest.TestCase):
    def test_every_route_is_documented_with_its_right_and_no_other(self):
        self.assertEqual(dict(routes()), {key: right for key, (right, _) in matrix().items()})
        self.assertGreater(len(matrix()), 25)

    def test_the_table_of_roles_says_the_same(self):
        (head, *rows), = [t for t in tables() if t[0][0] == "role"]
        words = [cell.split(":")[0] for cell in head[1:]]
        rights = {row[0]: {w for w, c in zip(words, row[1:]) if c == "yes"} for row in rows}
        for key, (right, may) in matrix().items():
            for role, allowed in may.items():
                need = set() if right == "anyone" else set(right.split("+"))
                self.assertEqual(allowed, need <= rights.get(role, set()), (key, role))

    def test_every_route_answers_every_role_as_documented(self):
        asked = 0
        with Daemon() as daemon:
            for (method, pattern), (_, may) in matrix().items():
                path = re.sub(r"\{(\w+)\}", lambda m: CODES[m[1]], pattern)
                for role, allowed in may.items():
                    status = self.ask(daemon, method, path, None if role == NOBODY else role)
                    if allowed:
                        self.assertNotIn(status, (401, 403), (method, path, role))
                        self.assertLess(status, 500, (method, path, role))
                    else:
                        # A page sends whoever has not signed in to the page that asks.
                        nobody = 303 if path.startswith("/meja/") else 401
                        self.assertEqual(status, nobody if role == NOBODY else 403, (method, path, role))
                    asked += 1
        self.assertEqual(asked, 8 * len(matrix()))

    def test_a_parameter_that_a_route_does_not_know_is_refused(self):
        """`?at=` answered with what stands now would be read as what stood then."""
        asked = 0
        with Daemon() as daemon:
            for (method, pattern), (_, may) in matrix().items():
                if method == "OPTIONS":
                    continue  # says what can be asked, and asks nothing
                path = re.sub(r"\{(\w+)\}", lambda m: CODES[m[1]], pattern)
                role = next(role for role in (NOBODY, "bawaslu", "polres", "kesbangpol", "admin") if may[role])
                answer = daemon.ask(method, path + "?at=2024-11-23T10:00:00Z", None,
                                    None if role == NOBODY else role)
                self.assertEqual(answer.status, 400, (method, path, role))
                self.assertIn(b"at", answer.body, (method, path))
                asked += 1
        self.assertGreater(asked, 80)

    @staticmethod
    def ask(daemon, method, path, role):
        """Bodies that reach nothing: what is asked is who may ask."""
        if path.endswith("/stream"):  # an answer without an end: its head is enough
            return daemon.ask("HEAD", path, role=role).status
        body = "x" if method in ("POST", "PUT") and not path.endswith("/revoke") else None
        kind = "text/calendar" if path.endswith(("/notices", "/check", "/import", "@uji")) else "application/json"
        return daemon.ask(method, path, body, role, {"Content-Type": kind} if body else {}).status

    def test_roles_by_token_unknown_tokens_and_malformed_fields(self):
        with Daemon() as daemon:
            for field in ("Bearer", "Bearer ", "Bearer " + "0" * 64, "Basic", "Basic !", "Basic OjA=", "Digest x",
                          "Bearer " + daemon.token("polres").upper(), "Bearer " + daemon.token("polres")[:-1]):
                answer = daemon.ask("GET", "/api/v1/notices", role=None, headers={"Authorization": field})
                self.assertEqual(answer.status, 401, field)


class Regions(unittest.TestCase):
    """Berau (64.03) and Kutai Timur (64.08) lie side by side in Kalimantan Timur (64)."""
    BERAU, KUTIM = "berau@uji", "kutim@uji"

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().__enter__()
        for uid, region, paslon, lat in ((cls.BERAU, "64.03", 1, 2.15), (cls.KUTIM, "64.08", 1, 0.5),
                                         ("berau-2@uji", "64.03", 2, 2.151)):
            octets = rally(uid, lat, 117.49, paslon).replace(b"pilbup-64.08", b"pilbup-" + region.encode())
            answer = cls.daemon.ask("POST", "/api/v1/notices", octets, region=region)
            assert answer.status == 201, answer.body
        conflicts = cls.daemon.ask("GET", "/api/v1/conflicts", role="polres", region="64.03").json()["conflicts"]
        cls.conflict = conflicts[0]["id"]

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__()

    def revision(self, region):
        answer = self.daemon.ask("GET", "/api/v1/notices/" + self.BERAU, role="polres", region=region)
        return answer.json()["chain_revision"], answer.headers["etag"]

    def listed(self, region, query=""):
        answer = self.daemon.ask("GET", "/api/v1/notices" + query, role="polres", region=region)
        return {n["uid"] for n in answer.json()["notices"]}

    def test_1_a_neighbour_sees_nothing_of_it(self):
        for end in ("", ".ics", "/conflicts", "/certificate", "/slots?date=2024-11-20&level=info"):
            for role in ("bawaslu", "kpu", "polres", "kesbangpol"):
                answer = self.daemon.ask("GET", "/api/v1/notices/" + self.BERAU + end, role=role)
                self.assertEqual(answer.status, 404, (role, end))
                unknown = self.daemon.ask("GET", "/api/v1/notices/tidak-ada@uji" + end, role=role)
                self.assertEqual((unknown.status, unknown.body), (404, answer.body), "existence is secret")
        self.assertEqual(self.listed("64.08"), {self.KUTIM})
        self.assertEqual(self.listed("64.08", "?region=64"), {self.KUTIM})
        self.assertEqual(self.daemon.ask("GET", "/api/v1/alerts", role="polres").json()["alerts"], [])
        for path in ("notices", "conflicts", "reports"):  # an empty list would read as a quiet region
            elsewhere = self.daemon.ask("GET", "/api/v1/%s?region=64.03" % path, role="polres")
            self.assertEqual(elsewhere.status, 403, path)
        for query in ("", "?region=64"):
            found = self.daemon.ask("GET", "/api/v1/conflicts" + query, role="polres").json()["conflicts"]
            self.assertEqual(found, [])

    def test_2_nor_does_it_decide_change_or_withdraw_it(self):
        revision, etag = self.revision("64.03")
        decided = self.daemon.ask("POST", "/api/v1/notices/%s/decision" % self.BERAU, json.dumps(
            {"act": "approve", "sttp": "STTP/1", "chain_revision": revision, "reason": "x"}), "polres",
            {"Content-Type": "application/json"})
        self.assertEqual(decided.status, 404)
        octets = rally(self.BERAU, 2.2, 117.49, sequence=1).replace(b"pilbup-64.08", b"pilbup-64.03")
        put = self.daemon.ask("PUT", "/api/v1/notices/" + self.BERAU, octets, headers={"If-Match": etag})
        self.assertEqual(put.status, 403, "it names the other region itself")
        for uid in (self.BERAU, "tidak-ada@uji"):
            gone = self.daemon.ask("DELETE", "/api/v1/notices/" + uid, headers={"If-Match": etag})
            self.assertEqual(gone.status, 404)
            self.assertNotIn(b"64.03", gone.body)
        said = self.daemon.ask("POST", "/api/v1/conflicts/%s/verdict" % self.conflict, json.dumps(
            {"verdict": "accepted", "revision": 1}), "polres", {"Content-Type": "application/json"})
        self.assertEqual(said.status, 404)
        new = rally("baru@uji", 2.15, 117.49, 2).replace(b"pilbup-64.08", b"pilbup-64.03")
        self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", new).status, 403)
        self.assertEqual(self.revision("64.03"), (revision, etag), "nothing has changed")

    def test_3_the_province_sees_and_decides_all_below_it(self):
        self.assertEqual(self.listed("64"), {self.BERAU, self.KUTIM, "berau-2@uji"})
        self.assertEqual(self.listed("64", "?region=64.08"), {self.KUTIM})
        self.assertEqual(len(self.daemon.ask("GET", "/api/v1/conflicts", role="polres", region="64").json()["conflicts"]), 1)
        revision, _ = self.revision("64")
        conflict = self.daemon.ask("GET", "/api/v1/conflicts", role="polres", region="64").json()["conflicts"][0]
        decided = self.daemon.ask("POST", "/api/v1/notices/%s/decision" % self.BERAU, json.dumps(
            {"act": "approve", "sttp": "STTP/1", "chain_revision": revision, "reason": "dua rapat, dikawal",
             "seen": [{"conflict": conflict["id"], "revision": conflict["revision"]}]}), "polres",
            {"Content-Type": "application/json"}, region="64")
        self.assertEqual(decided.status, 200, decided.body)

    def test_4_what_is_approved_there_is_public_and_still_not_the_neighbours(self):
        feed = self.daemon.ask("GET", "/feeds/64.03/approved.ics", role=None)
        self.assertIn(self.BERAU.encode(), feed.body)
        self.assertEqual(self.daemon.ask("GET", "/api/v1/notices/" + self.BERAU, role="polres").status, 404)


if __name__ == "__main__":
    unittest.main()
