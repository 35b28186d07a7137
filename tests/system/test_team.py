"""A paslon's own liaison: drafts that an official confirms; and nothing it is answered tells of the other side's plans."""
import json
import unittest

from daemon import Daemon, rally

KM = 1 / 110.57
JSON = {"Content-Type": "application/json"}


def approve(daemon, uid, sttp="STTP/1", **members):
    revision = daemon.ask("GET", "/api/v1/notices/" + uid, role="polres").json()["chain_revision"]
    fresh = daemon.ask("GET", "/api/v1/notices/%s/conflicts" % uid, role="polres").json()["conflicts"]
    on = "change" if daemon.ask("GET", "/api/v1/notices/" + uid, role="polres").json()["pending_revision"] else "plan"
    act = {"act": "approve", "on": on, "sttp": sttp, "chain_revision": revision, "reason": "dikawal", "basis": "",
           "seen": [{"conflict": c["id"], "revision": c["revision"]} for c in fresh]}
    act.update(members)
    return daemon.ask("POST", "/api/v1/notices/%s/decision" % uid, json.dumps(act), "polres", JSON)


class Team:
    """Asks as the liaison of one paslon."""

    def __init__(self, daemon, paslon):
        self.daemon = daemon
        self.token = daemon.token("tim", paslon=paslon)

    def ask(self, method, path, body=None, kind=None):
        headers = {"Authorization": "Bearer " + self.token}
        if body is not None:
            headers["Content-Type"] = kind or "text/calendar"
        return self.daemon.ask(method, path, body, None, headers)


class Drafts(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().__enter__()
        self.addCleanup(self.daemon.__exit__)
        self.one, self.two = Team(self.daemon, 1), Team(self.daemon, 2)

    def confirm(self, draft, revision=1, role="bawaslu"):
        return self.daemon.ask("POST", "/api/v1/drafts/%s/confirm" % draft, json.dumps({"revision": revision}), role, JSON)

    def test_a_draft_is_handed_in_changed_and_filed_by_an_official(self):
        made = self.one.ask("POST", "/api/v1/notices", rally("a@tim", 0.5, 117.5, 1))
        self.assertEqual(made.status, 201, made.body)
        draft = made.json()["draft"]
        self.assertEqual((draft["state"], draft["revision"], draft["paslon"]), ("draft", 1, 1))
        self.assertEqual(made.headers["location"], "/api/v1/drafts/" + draft["id"])
        self.assertEqual(made.json()["notices"][0]["state"], "draft")
        self.assertEqual(made.json()["notices"][0]["allowed"], [])
        self.assertEqual(self.daemon.ask("GET", "/api/v1/notices", role="polres").json()["notices"], [], "it stands nowhere")
        changed = self.one.ask("PUT", "/api/v1/drafts/" + draft["id"], rally("a@tim", 0.51, 117.5, 1, sequence=1))
        self.assertEqual((changed.status, changed.json()["draft"]["revision"]), (200, 2), changed.body)
        self.assertEqual(self.confirm(draft["id"], 1).status, 412, "it is not what was looked at")
        filed = self.confirm(draft["id"], 2)
        self.assertEqual(filed.status, 201, filed.body)
        self.assertEqual(filed.json()["notices"][0]["state"], "submitted")
        self.assertEqual(self.one.ask("GET", "/api/v1/drafts").json()["drafts"][0]["state"], "confirmed")
        self.assertEqual(self.confirm(draft["id"], 2).status, 409, "once")
        self.assertEqual(self.one.ask("GET", "/api/v1/drafts/%s.ics" % draft["id"]).status, 404, "the octets are the notice's now")
        own = self.one.ask("GET", "/api/v1/notices/a@tim")
        self.assertEqual((own.status, own.json()["state"]), (200, "submitted"))
        self.assertIn(b"0.51", self.one.ask("GET", "/api/v1/notices/a@tim.ics").body)
        self.daemon.stop()
        self.daemon.start()
        self.assertEqual(self.one.ask("GET", "/api/v1/drafts").json()["drafts"][0]["state"], "confirmed")

    def test_an_official_returns_it_and_the_team_may_take_it_back(self):
        draft = self.one.ask("POST", "/api/v1/notices", rally("a@tim", 0.5, 117.5, 1)).json()["draft"]["id"]
        path = "/api/v1/drafts/" + draft
        self.assertEqual(self.daemon.ask("POST", path + "/return", json.dumps({"revision": 1}), "kpu", JSON).status, 422)
        back = self.daemon.ask("POST", path + "/return", json.dumps({"revision": 1, "note": "penanggung jawab belum ada"}),
                               "kpu", JSON)
        self.assertEqual((back.status, back.json()["draft"]["state"]), (200, "returned"), back.body)
        self.assertEqual(self.one.ask("GET", path).json()["draft"]["note"], "penanggung jawab belum ada")
        self.assertEqual(self.confirm(draft, 2).status, 409, "the team has it")
        self.assertEqual(self.one.ask("PUT", path, rally("a@tim", 0.5, 117.6, 1)).json()["draft"]["state"], "draft")
        self.assertEqual(self.one.ask("DELETE", path).json()["draft"]["state"], "withdrawn")
        self.assertEqual(self.one.ask("DELETE", path).status, 409)
        self.assertEqual(self.one.ask("PUT", path, rally("a@tim", 0.5, 117.6, 1)).status, 409)

    def test_each_team_has_its_own_and_officials_those_of_their_region(self):
        draft = self.one.ask("POST", "/api/v1/notices", rally("a@tim", 0.5, 117.5, 1)).json()["draft"]["id"]
        path = "/api/v1/drafts/" + draft
        unknown = self.two.ask("GET", "/api/v1/drafts/0000000000000000")
        for method, end, body in (("GET", "", None), ("GET", ".ics", None), ("PUT", "", rally("a@tim", 0.5, 117.5, 2)),
                                  ("DELETE", "", None)):
            answer = self.two.ask(method, path + end, body)
            self.assertEqual(answer.status, 404, (method, end))
            if method == "GET":
                self.assertEqual(answer.body, unknown.body, "existence is secret")
        self.assertEqual(self.two.ask("GET", "/api/v1/drafts").json()["drafts"], [])
        self.assertEqual(self.daemon.ask("GET", path, role="polres", region="64.03").status, 404)
        self.assertEqual(self.daemon.ask("GET", path, role="polres").status, 200)
        for octets in (rally("b@tim", 0.5, 117.5, 2), rally("c@tim", 0.5, 117.5, 1).replace(b"pilbup-64.08", b"pilbup-64.03")):
            refused = self.one.ask("POST", "/api/v1/notices", octets)
            self.assertEqual(refused.status, 403, refused.body)
        self.assertEqual(len(self.daemon.ask("GET", "/api/v1/drafts", role="bawaslu").json()["drafts"]), 1)

    def test_officials_see_all_conflicts_of_a_draft_and_the_team_the_public_ones(self):
        self.daemon.ask("POST", "/api/v1/notices", rally("terbit@b", 0.5, 117.5, 2))
        self.assertEqual(approve(self.daemon, "terbit@b").status, 200)
        self.daemon.ask("POST", "/api/v1/notices", rally("rahasia@b", 0.52, 117.5, 2))
        made = self.one.ask("POST", "/api/v1/notices", rally("a@tim", 0.51, 117.5, 1))
        self.assertEqual([c["with"]["uid"] for c in made.json()["notices"][0]["conflicts"]], ["terbit@b"])
        self.assertEqual(made.json()["notices"][0]["nearest"]["uid"], "terbit@b")
        seen = self.daemon.ask("GET", "/api/v1/drafts/" + made.json()["draft"]["id"], role="polres").json()
        self.assertEqual({c["with"]["uid"] for c in seen["notices"][0]["conflicts"]}, {"terbit@b", "rahasia@b"})
        self.confirm(made.json()["draft"]["id"])
        own = self.one.ask("GET", "/api/v1/notices/a@tim").json()
        self.assertEqual([c["with"]["uid"] for c in own["conflicts"]], ["terbit@b"])

    def test_twenty_undecided_are_enough_and_a_decision_makes_room(self):
        for n in range(20):
            made = self.one.ask("POST", "/api/v1/notices", rally("a%d@tim" % n, 0.1 + n / 10, 117.5, 1))
            self.assertEqual(made.status, 201, made.body)
            if n < 2:
                self.assertEqual(self.confirm(made.json()["draft"]["id"]).status, 201)
        full = self.one.ask("POST", "/api/v1/notices", rally("penuh@tim", 0.1, 117.9, 1))
        self.assertEqual(full.status, 429)
        self.assertIn("20", full.json()["detail"])
        self.assertEqual(self.two.ask("POST", "/api/v1/notices", rally("lain@tim", 0.1, 118.9, 2)).status, 201)
        self.assertEqual(approve(self.daemon, "a0@tim").status, 200)
        self.assertEqual(self.one.ask("POST", "/api/v1/notices", rally("lagi@tim", 0.1, 117.9, 1)).status, 201)

    def test_thirty_checks_an_hour(self):
        for n in range(30):
            self.assertEqual(self.one.ask("POST", "/api/v1/check", rally("a@tim", 0.5, 117.5, 1)).status, 200)
        late = self.one.ask("POST", "/api/v1/check", rally("a@tim", 0.5, 117.5, 1))
        self.assertEqual(late.status, 429)
        self.assertLessEqual(int(late.headers["retry-after"]), 3600)
        self.assertGreater(int(late.headers["retry-after"]), 3000)
        self.assertEqual(self.one.ask("POST", "/api/v1/notices", rally("a@tim", 0.5, 117.5, 1)).status, 429)
        self.assertEqual(self.two.ask("POST", "/api/v1/check", rally("a@tim", 0.5, 117.5, 2)).status, 200)
        self.assertEqual(self.daemon.ask("POST", "/api/v1/check", rally("a@tim", 0.5, 117.5, 1)).status, 200)


class Takeover(unittest.TestCase):
    """UIDs stand in the public feed: a draft that bears a rival's is not the way to its notice."""

    def setUp(self):
        self.daemon = Daemon().__enter__()
        self.addCleanup(self.daemon.__exit__)
        self.one, self.two = Team(self.daemon, 1), Team(self.daemon, 2)

    def confirm(self, draft, role="bawaslu", **members):
        draft = self.daemon.ask("GET", "/api/v1/drafts/" + draft, role=role).json()["draft"]
        return self.daemon.ask("POST", "/api/v1/drafts/%s/confirm" % draft["id"],
                               json.dumps(dict(members, revision=draft["revision"])), role, JSON)

    def test_a_draft_with_a_rivals_public_uid_is_refused_when_it_is_handed_in(self):
        self.daemon.ask("POST", "/api/v1/notices", rally("korban@b", 0.5, 117.5, 1))
        approve(self.daemon, "korban@b")
        before = self.daemon.ask("GET", "/feeds/64.08/approved.ics", role=None).body
        taken = self.two.ask("POST", "/api/v1/notices", rally("korban@b", 0.9, 117.5, 2, sequence=1))
        self.assertEqual((taken.status, taken.json()["field"]), (422, "X-JARAK-PASLON"), taken.body)
        self.assertEqual(self.daemon.ask("GET", "/feeds/64.08/approved.ics", role=None).body, before)

    def test_an_unpublished_uid_is_no_secret_a_team_can_test_and_none_an_officer_gives_away(self):
        free = self.two.ask("POST", "/api/v1/notices", rally("bebas@b", 0.9, 117.5, 2))
        self.daemon.ask("POST", "/api/v1/notices", rally("korban@b", 0.5, 117.5, 1))
        made = self.two.ask("POST", "/api/v1/notices", rally("korban@b", 0.9, 117.5, 2))
        self.assertEqual(made.status, free.status, "as if it were free")
        seen = self.daemon.ask("GET", "/api/v1/drafts/" + made.json()["draft"]["id"], role="bawaslu").json()
        self.assertEqual([(r["uid"], r["allowed"]) for r in seen["replaces"]], [("korban@b", False)])
        self.assertNotIn("replaces", self.two.ask("GET", "/api/v1/drafts/" + made.json()["draft"]["id"]).json())
        for members in ({}, {"replaces": [{"uid": "korban@b", "etag": seen["replaces"][0]["etag"]}]}):
            refused = self.confirm(made.json()["draft"]["id"], **members)
            self.assertIn(refused.status, (403, 409), refused.body)
        stands = self.daemon.ask("GET", "/api/v1/notices/korban@b.ics", role="bawaslu").body
        self.assertIn(b"X-JARAK-PASLON:1", stands)

    def test_the_officer_sees_what_a_draft_replaces_and_names_it(self):
        first = self.one.ask("POST", "/api/v1/notices", rally("a@tim", 0.5, 117.5, 1)).json()["draft"]["id"]
        self.assertEqual(self.confirm(first).status, 201)
        second = self.one.ask("POST", "/api/v1/notices", rally("a@tim", 0.6, 117.5, 1, sequence=1)).json()["draft"]["id"]
        seen = self.daemon.ask("GET", "/api/v1/drafts/" + second, role="bawaslu").json()["replaces"]
        self.assertEqual([(r["uid"], r["state"], r["allowed"]) for r in seen], [("a@tim", "submitted", True)])
        blind = self.confirm(second)
        self.assertEqual((blind.status, [r["uid"] for r in blind.json()["replaces"]]), (409, ["a@tim"]), blind.body)
        named = [{"uid": r["uid"], "etag": r["etag"]} for r in seen]
        self.assertEqual(self.confirm(second, replaces=[dict(named[0], etag='"x"')]).status, 409, "not what stands")
        done = self.confirm(second, role="kpu", replaces=named)
        self.assertEqual(done.status, 201, done.body)

    def test_two_clerks_at_one_notice_are_shown_what_stands(self):
        self.daemon.ask("POST", "/api/v1/notices", rally("dua@b", 0.5, 117.5, 1))
        etag = self.daemon.ask("GET", "/api/v1/notices/dua@b").headers["etag"]
        put = lambda lat: self.daemon.ask("PUT", "/api/v1/notices/dua@b", rally("dua@b", lat, 117.5, 1, sequence=1),
                                          headers={"If-Match": etag})
        self.assertEqual(put(0.6).status, 200)
        late = put(0.7)
        self.assertEqual(late.status, 412)
        self.assertEqual([v["uid"] for v in late.json()["notices"]], ["dua@b"])
        self.assertNotEqual(late.json()["notices"][0]["etag"], etag)
        self.assertIn("GEO:0.600000", late.json()["stored"])
        gone = self.daemon.ask("DELETE", "/api/v1/notices/dua@b", headers={"If-Match": etag})
        self.assertEqual((gone.status, [v["uid"] for v in gone.json()["notices"]]), (412, ["dua@b"]))


class Privacy(unittest.TestCase):
    """All a team can pull, before and after everything the other side does that is not public."""

    def pull(self, team):
        asked = [("GET", p, None) for p in (
            "/api/v1/notices", "/api/v1/notices?cursor=3", "/api/v1/notices?state=submitted", "/api/v1/notices?paslon=2",
            "/api/v1/notices/own@t", "/api/v1/notices/own@t.ics", "/api/v1/notices/own@t/history",
            "/api/v1/notices/terbit@t", "/api/v1/notices/terbit@t/history",
            "/api/v1/notices/lawan@t", "/api/v1/notices/lawan@t.ics", "/api/v1/notices/lawan@t/history",
            "/api/v1/notices/own@t/conflicts",
            "/api/v1/notices/own@t/slots?date=2024-11-19/2024-11-22&level=info&venues=1", "/api/v1/notices/lawan@t/slots",
            "/freebusy/64.08.04.ifb?from=2024-11-19&to=2024-11-22&level=info", "/api/v1/conflicts", "/api/v1/alerts", "/api/v1/drafts",
            "/api/v1/drafts/" + self.draft, "/api/v1/sessions", "/feeds/64.08/approved.ics", "/", "/readyz", "/healthz")]
        asked += [("POST", "/api/v1/check", rally(uid, lat, 117.5, paslon)) for uid, lat, paslon in (
            ("baru@t", 0.5, 1), ("lawan@t", 0.5, 1), ("lawan@t", 0.5, 2), ("own@t", 0.5, 1), ("aman@t", 0.9, 1))]
        asked += [("DELETE", "/api/v1/drafts/0000000000000000", None), ("PUT", "/api/v1/notices/lawan@t", rally("lawan@t", 0.5, 117.5, 1))]
        found = {}
        for number, (method, path, body) in enumerate(asked):
            answer = team.ask(method, path, body)
            headers = {k: v for k, v in answer.headers.items() if k not in ("date", "age")}
            found[(number, method, path)] = (answer.status, headers, answer.body)
        return found

    def test_nothing_a_team_can_ask_tells_of_what_is_not_public(self):
        with Daemon() as d:
            team, rival = Team(d, 1), Team(d, 2)
            d.ask("POST", "/api/v1/notices", rally("own@t", 0.5, 117.5, 1))
            d.ask("POST", "/api/v1/notices", rally("terbit@t", 0.7, 117.5, 1))
            approve(d, "terbit@t")
            d.ask("POST", "/api/v1/notices", rally("umum@t", 0.6, 117.5, 2))
            approve(d, "umum@t")
            self.draft = team.ask("POST", "/api/v1/notices", rally("draf@t", 0.5, 117.5, 1)).json()["draft"]["id"]
            before = self.pull(team)
            self.assertEqual({s for s, _, _ in before.values()} - {200, 403, 404, 422}, set())
            self.assertEqual(before[(4, "GET", "/api/v1/notices/own@t")][0], 200)
            own = team.ask("GET", "/api/v1/notices/own@t/conflicts").json()["conflicts"]
            self.assertEqual([c["with"]["uid"] for c in own], ["umum@t"], "what is public is told")
            slots = team.ask("GET", "/api/v1/notices/own@t/slots?date=2024-11-20&level=info").json()
            self.assertEqual((slots["uid"], len(slots["closed"]) > 0), ("own@t", True))
            steps = [
                lambda: d.ask("POST", "/api/v1/notices", rally("lawan@t", 0.505, 117.5, 2)),
                lambda: rival.ask("POST", "/api/v1/notices", rally("draf@t", 0.5, 117.5, 2)),
                lambda: self.change(d, "lawan@t", rally("lawan@t", 0.501, 117.5, 2, sequence=1)),
                lambda: d.ask("POST", "/api/v1/notices", rally("jaga@t", 0.5, 117.5, None)
                              .replace(b"RAPAT-UMUM", b"PENGAMANAN")),
                lambda: self.change(d, "umum@t", rally("umum@t", 0.5, 117.5, 2, sequence=1)),
                lambda: d.ask("DELETE", "/api/v1/notices/lawan@t", headers={"If-Match": "*"}),
            ]
            for number, step in enumerate(steps):
                answer = step()
                self.assertIn(answer.status, (200, 201, 204), (number, answer.body))
                if number % 3 == 2 or number == 0:  # 5 checks a look, 30 an hour
                    for key, told in self.pull(team).items():
                        self.assertEqual(told, before[key], (number, key))

    @staticmethod
    def change(d, uid, octets):
        etag = d.ask("GET", "/api/v1/notices/" + uid).headers["etag"]
        return d.ask("PUT", "/api/v1/notices/" + uid, octets, headers={"If-Match": etag})


if __name__ == "__main__":
    unittest.main()
