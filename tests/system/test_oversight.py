"""Oversight: what was known when, told later to who may see it today, and to nobody else."""
import csv
import hashlib
import html
import io
import json
import os
import random
import re
import socket
import subprocess
import unittest

from browser import Browser
from daemon import BUILD, PACK, ROOT, Daemon, rally, sample, until
from desk import Clerk, make_account
from stall_shapes import SHAPES, Asker
from test_rights import CODES, matrix
from test_stalls import copies_of, metric

DAY = "/api/v1/days/64.08/2024-11-20"
VIEWS = ["/api/v1/notices", "/api/v1/conflicts", "/api/v1/conflicts?state=all", DAY, DAY + "/brief", DAY + "/brief?edition=bersama",
         DAY + "/brief.txt", "/api/v1/notices?date=2024-11-20"]
FAR = "2099-01-01T00:00:00Z"  # after everything: the newest entry


def readers_of(data):
    """Programs that read this store's journal for somebody."""
    found = []
    for other in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/cmdline" % other, "rb") as f:
                words = f.read().split(b"\0")
        except OSError:
            continue
        if words[0].endswith(b"jarakd-past") and os.path.join(data, "jarakd.db").encode() in words:
            found.append(int(other))
    return found


def of(path, when):
    return path + ("&" if "?" in path else "?") + "as_of=" + str(when)


class Past(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().__enter__()
        self.addCleanup(self.daemon.__exit__)

    def get(self, path, role="polres", region="64.08"):
        return self.daemon.ask("GET", path, role=role, region=region)

    def position(self):
        """The newest entry of the journal."""
        return int(self.get(of("/api/v1/policy", FAR)).headers["jarak-as-of"].split(";")[0])

    def file(self, uid, lat=0.5, lon=117.5, paslon=1, status=201, **more):
        answer = self.daemon.ask("POST", "/api/v1/notices", rally(uid, lat, lon, paslon, **more))
        self.assertEqual(answer.status, status, answer.body)
        return answer.json()["notices"][0]

    def decide(self, uid, act, **more):
        known = self.get("/api/v1/notices/" + uid).json()
        answer = self.daemon.decide(uid, act=act, chain_revision=known["chain_revision"],
                                    seen=[{"conflict": c["id"], "revision": c["revision"]} for c in known["conflicts"]], **more)
        self.assertEqual(answer.status, 200, answer.body)

    def views(self, uids):
        return VIEWS + ["/api/v1/notices/%s%s" % (u, end) for u in uids for end in ("", "/conflicts", "/history")]

    def take(self, paths, roles=("polres", "bawaslu")):
        """What is answered now, by path and role."""
        return {(path, role): (a.status, self.steady(a.body)) for path in paths for role in roles for a in [self.get(path, role)]}

    @staticmethod
    def steady(body):
        """A day says when it is asked; the journal's last entry may be a second older."""
        return re.sub(rb'("simulation":\w+,)"time":"[^"]*"', rb"\1", body)


class Law(Past):
    def test_a_view_asked_at_a_position_is_the_view_that_stood_there(self):
        r = random.Random(115)
        uids, seen = [], {}
        for step in range(24):
            what = r.choice(("file", "file", "change", "approve", "reject", "withdraw", "opine"))
            known = [u for u in uids if self.get("/api/v1/notices/" + u).status == 200]
            if what == "file" or not known:
                uids.append("n%d@lampau" % step)
                self.file(uids[-1], 0.5 + r.randrange(4) * 0.004, 117.5, 1 + r.randrange(2))
            elif what == "change":
                uid = r.choice(known)
                tag = self.get("/api/v1/notices/" + uid).headers["etag"]
                paslon = 1 + (b'"paslon": 2' in self.get("/api/v1/notices/" + uid).body)
                self.daemon.ask("PUT", "/api/v1/notices/" + uid, rally(uid, 0.5 + r.randrange(4) * 0.004, 117.5, paslon, sequence=step),
                                headers={"If-Match": tag})
            elif what in ("approve", "reject"):
                uid = r.choice(known)
                allowed = self.get("/api/v1/notices/" + uid).json()["allowed"]
                if what in allowed:
                    self.decide(uid, what, reason="alasan %d" % step, **({"sttp": "S/%d" % step} if what == "approve" else {}))
            elif what == "withdraw":
                uid = r.choice(known)
                self.daemon.ask("DELETE", "/api/v1/notices/" + uid, headers={"If-Match": "*"})
            else:
                for c in self.get("/api/v1/conflicts").json()["conflicts"][:1]:
                    self.daemon.ask("POST", "/api/v1/conflicts/%s/verdict" % c["id"], json.dumps(
                        {"verdict": "accepted", "revision": c["revision"]}), "polres", {"Content-Type": "application/json"})
            if step % 4 == 3:
                conflicts = ["/api/v1/conflicts/" + c["id"] for c in self.get("/api/v1/conflicts?state=all").json()["conflicts"]]
                seen[self.position()] = self.take(self.views(uids) + conflicts)
        told = [status for views in seen.values() for status, _ in views.values()]
        self.assertGreater(told.count(200), len(told) // 2, "the law is about something")
        differs = []
        for position, views in seen.items():
            for (path, role), then in views.items():
                past = self.get(of(path, position), role)
                if (past.status, self.steady(past.body)) != then:
                    differs.append((position, path, role, then, past.status, past.body))
        self.assertEqual(differs[:1], [], "%d differ" % len(differs))


class Wall(Past):
    """What may not be seen today is not seen in the past either."""

    def told(self, role, when, path="/api/v1/notices", region="64.08"):
        answer = self.get(of(path, when), role, region)
        self.assertEqual(answer.status, 200, answer.body)
        return answer.body

    def test_a_reader_and_a_team_are_told_of_what_is_public_today_as_it_was(self):
        self.file("umum@p", 0.53, 117.55, extra=["CONTACT:Siti 0812"])
        self.file("lain@p", 0.93, 117.55, 2)
        for uid in ("umum@p", "lain@p"):
            self.decide(uid, "approve", sttp="S/" + uid, reason="dikawal")
        both = self.position()
        tag = self.get("/api/v1/notices/umum@p").headers["etag"]
        self.daemon.ask("PUT", "/api/v1/notices/umum@p", rally("umum@p", 0.54, 117.55, sequence=1), headers={"If-Match": tag})
        self.decide("umum@p", "approve", on="change", sttp="S/baru", reason="dikawal")
        self.assertIn(b'"lat": 0.53', self.told("pembaca", both).replace(b'"lat":0', b'"lat": 0'))
        self.assertIn(b"lain@p", self.told("pembaca", both))
        self.assertNotIn(b"Siti", self.told("pembaca", both))
        early = self.told("pembaca", 5)
        self.assertNotIn(b"umum@p", early)
        self.assertEqual(self.get(of("/api/v1/notices/umum@p/history", both), "pembaca").status, 403)
        self.assertEqual(self.get(of(DAY, both), "tim").status, 403)
        self.assertNotIn(b"lain@p", self.told("tim", both))

    def test_what_is_asked_wrongly_is_refused(self):
        for when, status in (("0", 404), ("999999", 422), ("kemarin", 422), ("2001-01-01T00:00:00Z", 404), ("-1", 422)):
            self.assertEqual(self.get(of(DAY, when)).status, status, when)
        self.assertEqual(self.get(of("/api/v1/alerts", 5)).status, 400, "an inbox has no past")
        self.assertEqual(self.daemon.ask("GET", of(DAY, 5), role=None).status, 401)

    def test_nobody_waits_and_nothing_is_left_when_its_client_has_gone(self):
        asker, pid = Asker(self.daemon), self.daemon.process.pid
        for _, ask in SHAPES["oversight"](asker):
            self.assertNotIn("answered 5", ask())
        with socket.create_connection(("127.0.0.1", self.daemon.port)) as client:
            client.sendall(("GET %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n" % (of(DAY, FAR), self.daemon.token("polres"))).encode())
            until(lambda: metric(self.daemon, "jarakd_work_running"), lambda seen: seen == 1, "no copy was begun")
            self.assertEqual(self.daemon.ask("GET", "/healthz", role=None).status, 200)
        until(lambda: metric(self.daemon, "jarakd_work_running"), lambda seen: seen == 0, "it goes on for nobody")
        until(lambda: copies_of(pid), lambda seen: not seen, "a copy is left")
        until(lambda: readers_of(self.daemon.data), lambda seen: not seen, "a reader of the journal is left")


SECRETS = ("Judul-rahasia", "Siti-0812", "Rumah-Pak-Budi", "Keterangan-0813", "S/rahasia", "NOSURAT", "budi@tim.example", "lapor-0814")


class Supervised(Past):
    def setUp(self):
        super().setUp()
        self.name = make_account(self.daemon, "pembaca", name="jaksa")
        made = self.daemon.ask("POST", "/api/v1/accounts/jaksa/tokens", "{}", "admin", {"Content-Type": "application/json"})
        self.token = made.json()["token"]

    def grant(self, scope="supervisory", office="kejaksaan", reason="surat tugas 12", name="jaksa"):
        return self.daemon.ask("POST", "/api/v1/accounts/%s/scope" % name, json.dumps({"scope": scope, "office": office, "reason": reason}),
                               "admin", {"Content-Type": "application/json"})

    def read(self, path, method="GET", body=None):
        headers = {"Authorization": "Bearer " + self.token}
        if body:
            headers["Content-Type"] = "application/json"
        return self.daemon.ask(method, path, body, None, headers)

    def fill(self):
        extra = ["CONTACT:Siti-0812", "LOCATION:Rumah-Pak-Budi", "DESCRIPTION:Keterangan-0813", "X-JARAK-LETTER-NO:NOSURAT",
                 "ATTENDEE;CN=Budi:mailto:budi@tim.example"]
        for uid, lat, paslon in (("satu@w", 0.5, 1), ("dua@w", 0.503, 2)):
            body = rally(uid, lat, 117.5, paslon, extra=extra).replace(b"SUMMARY:Rapat umum", b"SUMMARY:Judul-rahasia")
            answer = self.daemon.ask("POST", "/api/v1/notices", body)
            self.assertEqual(answer.status, 201, answer.body)
        self.decide("satu@w", "approve", sttp="S/rahasia", reason="dikawal dua regu", basis="Perpol 5/2024")
        report = {"uid": "satu@w", "kind": "late", "minutes": 30, "note": "lapor-0814"}
        self.assertLess(self.daemon.ask("POST", "/api/v1/reports", json.dumps(report), "bawaslu", {"Content-Type": "application/json"}).status, 300)
        return self.get("/api/v1/conflicts").json()["conflicts"][0]["id"]


class Scope(Supervised):
    """Who reads may supervise, where it was granted with a reason, and learns nothing personal by it."""

    def test_a_grant_wants_an_office_that_may_have_it_and_a_reason(self):
        for fields, status in (({"reason": " "}, 422), ({"office": "ormas"}, 422), ({"office": ""}, 422), ({"scope": "semua"}, 422),
                               ({"office": "dprd"}, 403), ({"name": "tiada"}, 404)):
            self.assertEqual(self.grant(**fields).status, status, fields)
        self.assertEqual(self.grant(name="admin-64.08").status, 422, "only readers have scopes")
        self.assertEqual(self.read("/api/v1/conflicts").status, 403)
        given = self.grant()
        self.assertEqual((given.status, given.json()["scope"], given.json()["office"]), (200, "supervisory", "kejaksaan"))
        self.assertEqual(self.read("/api/v1/conflicts").status, 200)
        self.assertIn("oversee", self.read("/api/v1/sessions").json()["may"])
        self.daemon.stop()
        self.daemon.start()
        self.assertEqual(self.read("/api/v1/conflicts").status, 200, "it is journalled")
        told = json.dumps(self.get("/api/v1/journal", "admin").json())
        self.assertIn("surat tugas 12", told)
        self.assertEqual(self.grant("public", "", "tugas selesai").status, 200)
        self.assertEqual(self.read("/api/v1/conflicts").status, 403)

    def test_an_account_of_a_dprd_has_the_public_scope_for_ever(self):
        self.assertEqual(self.grant("public", "dprd", "anggota komisi I").status, 200)
        for office in ("dprd", "kejaksaan", ""):
            refused = self.grant(office=office)
            self.assertEqual(refused.status, 403)
            self.assertIn("DPRD", refused.json()["detail"])
        self.assertEqual(self.grant("public", "kejaksaan", "salah ketik").status, 403)
        self.assertEqual(self.read("/api/v1/conflicts").status, 403)

    def test_every_route_answers_a_supervising_reader_by_its_right(self):
        self.grant()
        may = {"anyone", "enter", "look", "oversee", "follow"}
        for (method, pattern), (right, _) in matrix().items():
            path = re.sub(r"\{(\w+)\}", lambda m: CODES[m[1]], pattern)
            if path.endswith("/stream"):
                method = "HEAD"
            status = self.read(path, method, "x" if method in ("POST", "PUT") else None).status
            if set(right.split("+")) <= may:
                self.assertNotIn(status, (401, 403), (method, path))
                self.assertLess(status, 500, (method, path))
            else:
                self.assertEqual(status, 403, (method, path))

    def test_it_is_told_of_activities_conflicts_and_decisions_and_of_nothing_personal(self):
        conflict = self.fill()
        self.grant()
        position = self.position()
        views = ["/api/v1/notices", "/api/v1/notices/satu@w", "/api/v1/notices/satu@w/history", "/api/v1/notices/satu@w/conflicts",
                 "/api/v1/conflicts", "/api/v1/conflicts/" + conflict, DAY, DAY + "/brief", DAY + "/brief.txt", DAY + "/brief?edition=bersama",
                 "/meja/hari/64.08/2024-11-20", "/meja/konflik/" + conflict, "/meja/ringkasan/64.08/2024-11-20", "/api/v1/zones"]
        for path in views:
            for asked in (path, of(path, position)):
                answer = self.read(asked)
                self.assertEqual(answer.status, 200, (asked, answer.body[:300]))
                for secret in SECRETS:
                    self.assertNotIn(secret.encode(), answer.body, asked)
        officer = b"".join(self.get(p).body for p in views)
        for secret in ("Judul-rahasia", "Rumah-Pak-Budi", "NOSURAT"):
            self.assertIn(secret.encode(), officer, "an officer is told")
        self.assertEqual(len(self.read("/api/v1/notices").json()["notices"]), 2)
        history = self.read("/api/v1/notices/satu@w/history").json()["history"]
        self.assertIn(("approve", "dikawal dua regu", "Perpol 5/2024"), {(h["act"], h["reason"], h["basis"]) for h in history})
        for path in ("/api/v1/notices/satu@w.ics", "/api/v1/notices/satu@w/letter", "/api/v1/drafts", "/api/v1/alerts", "/api/v1/export",
                     "/api/v1/reports", "/meja/pemberitahuan/satu@w"):
            self.assertEqual(self.read(path).status, 403, path)

    def test_the_history_of_a_conflict_is_complete(self):
        conflict = self.fill()
        known = self.get("/api/v1/conflicts/" + conflict).json()
        self.assertEqual(self.daemon.ask("POST", "/api/v1/conflicts/%s/verdict" % conflict, json.dumps(
            {"verdict": "objected", "revision": known["revision"], "note": "terlalu dekat"}), "kpu", {"Content-Type": "application/json"}).status, 200)
        before = self.position()
        self.assertEqual(self.daemon.ask("DELETE", "/api/v1/notices/dua@w", headers={"If-Match": "*"}).status, 200)
        self.grant()
        path = "/api/v1/conflicts/%s/history" % conflict
        told = self.read(path).json()["history"]
        levels = [(n["revision"], n["state"]) for n in told if n["what"] == "level"]
        self.assertEqual((levels[0][1], levels[-1][1]), ("open", "closed"))
        self.assertEqual(levels, sorted(levels))
        self.assertIn(("kpu", "objected", "terlalu dekat"), {(n["agency"], n["opinion"], n["note"]) for n in told if n["what"] == "opinion"})
        self.assertTrue([n for n in told if n["what"] == "attention" and n["account"] is None])
        past = self.read(of(path, before)).json()["history"]
        self.assertEqual(past, told[:len(past)])
        self.assertLess(len(past), len(told))
        self.assertEqual(self.get("/api/v1/conflicts/0123456789abcdef/history").status, 404)
        self.assertEqual(self.get(path, "tim").status, 403)

    def test_what_was_narrowed_today_is_narrow_in_the_past(self):
        self.fill()
        self.grant()
        position = self.position()
        self.assertIn(b"dua@w", self.read(of("/api/v1/notices", position)).body)
        self.grant("public", "", "tugas selesai")
        self.assertNotIn(b"dua@w", self.read(of("/api/v1/notices", position)).body)
        self.assertEqual(self.read(of("/api/v1/conflicts", position)).status, 403)

    def test_by_the_command_line_of_a_stopped_daemon_too(self):
        self.daemon.stop()
        done = subprocess.run([os.path.join(BUILD, "jarakctl"), "--pack", PACK, "account", "scope", "jaksa", "supervisory", "--office",
                               "kejaksaan", "--reason", "surat tugas 12", "--data", self.daemon.data], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("scope\tjaksa\tsupervisory\tkejaksaan", done.stdout)
        self.daemon.start()
        self.assertEqual(self.read("/api/v1/conflicts").status, 200)


class Export(Supervised):
    """The journal as a file is whole, can be checked by the recipe in the manual, and tells nothing personal."""

    def lines(self, ask):
        out, path = b"", "/api/v1/journal.jsonl"
        while True:
            answer = ask(path)
            self.assertEqual(answer.status, 200, answer.body)
            if not answer.body:
                return out
            out += answer.body
            last = json.loads(answer.body.splitlines()[-1])
            path = "/api/v1/journal.jsonl?after=%d&sha256=%s" % (last["seq"], last["sha256"])

    def check(self, octets):
        """The recipe as it stands in docs/journal.md."""
        with open(os.path.join(ROOT, "docs", "journal.md"), encoding="utf-8") as f:
            manual = f.read()
        recipe = re.search(r"```python\n(.*?)```", manual, re.S).group(1)
        kinds = re.findall(r"^\| (\d+) \| (\w+) \|", manual.split("<!-- kinds")[1], re.M)
        folder = self.daemon.folder.name
        for name, text in (("recipe.py", recipe.encode()), ("journal", octets), ("kinds", "\n".join(map(" ".join, kinds)).encode())):
            with open(os.path.join(folder, name), "wb") as f:
                f.write(text)
        return subprocess.run(["python3"] + [os.path.join(folder, n) for n in ("recipe.py", "journal", "kinds")], capture_output=True, text=True)

    def test_it_is_whole_and_can_be_checked_by_somebody_else(self):
        self.fill()
        octets = self.lines(lambda path: self.get(path))
        lines = [json.loads(text) for text in octets.splitlines()]
        self.assertEqual([line["seq"] for line in lines], list(range(1, len(lines) + 1)))
        done = self.check(octets)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertGreater(int(re.search(r"(\d+) entries computed", done.stdout).group(1)), 8)
        stored = subprocess.run([os.path.join(BUILD, "jarakctl"), "checkpoint", "--data", self.daemon.data], capture_output=True, text=True).stdout
        self.assertIn(lines[-1]["hash"][:16], stored.replace(" ", "").replace("\n", ""))
        text = octets.decode().splitlines(keepends=True)
        for spoilt in (text[:40] + text[41:], text[:40] + [text[40].replace("64.08", "64.09").replace("satu", "dua_").replace("level\":1", "level\":2")
                                                            .replace('"seq":41', '"seq": 41')] + text[41:], text[:40] + [text[41], text[40]] + text[42:]):
            self.assertNotEqual(self.check("".join(spoilt).encode()).returncode, 0)

    def test_it_tells_nothing_personal_and_of_other_regions_nothing_at_all(self):
        self.fill()
        body = rally("berau@w", 2.15, 117.49).replace(b"pilbup-64.08", b"pilbup-64.03")
        self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", body, region="64.03").status, 201)
        self.grant()
        octets = self.lines(self.read)
        for secret in SECRETS + ("berau@w", self.token, "$y$"):
            self.assertNotIn(secret.encode(), octets)
        with open(os.path.join(self.daemon.data, "tokens"), encoding="utf-8") as f:
            self.assertNotIn(hashlib.sha256(f.readline().split()[2].encode()).hexdigest().encode(), octets)
        self.assertIn(b"dikawal dua regu", octets)
        kinds = {json.loads(line).get("kind") for line in octets.splitlines()}
        self.assertLessEqual({"notice", "chain", "conflict", "decision", "scope", None}, kinds)
        self.assertFalse({"draft", "plain", "matter", "matter_act", "token", "subscription"} & kinds)
        self.assertEqual(self.check(octets).returncode, 0)
        for role in ("tim", "admin"):
            self.assertEqual(self.get("/api/v1/journal.jsonl", role).status, 403)
        for query, status in (("after=x", 422), ("sha256=12", 422), ("after=99999999", 200)):
            self.assertEqual(self.read("/api/v1/journal.jsonl?" + query).status, status, query)

    def test_the_command_goes_on_from_page_to_page(self):
        self.fill()
        path = os.path.join(self.daemon.folder.name, "token")
        with open(path, "w", encoding="utf-8") as f:
            f.write(self.daemon.token("polres") + "\n")
        done = subprocess.run([os.path.join(BUILD, "jarakctl"), "--url", "http://127.0.0.1:%d" % self.daemon.port, "--token-file", path,
                               "export", "--journal"], capture_output=True)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual(done.stdout, self.lines(lambda p: self.get(p)))


class Statistics(Past):
    """The figures of a season, the same for each paslon."""

    PLAN = [("a", 0.5, 117.5, 1), ("b", 0.503, 117.5, 2), ("c", 0.8, 117.2, 1), ("d", 0.7, 117.6, 2), ("e", 0.71, 117.6, 1), ("f", 0.3, 117.3, 1)]

    def season(self, swap):
        for name, lat, lon, paslon in self.PLAN:
            self.file(name + "@s", lat, lon, 3 - paslon if swap else paslon)
        filed = {n["uid"]: (n["level"], n["party"]) for n in self.get("/api/v1/notices").json()["notices"]}
        self.decide("a@s", "approve", sttp="S/1", reason="dikawal")
        self.decide("c@s", "approve", sttp="S/2", reason="dikawal")
        self.decide("d@s", "refuse", reason="tempat sudah dipakai", basis="Perpol 5/2024")
        return filed  # with the levels before anything was decided: a refusal closes conflicts

    def table(self, path="/api/v1/statistics.csv", role="polres"):
        answer = self.get(path, role)
        self.assertEqual(answer.status, 200, answer.body)
        self.assertEqual(answer.headers["content-type"], "text/csv; charset=utf-8")
        return [tuple(row) for row in csv.reader(io.StringIO(answer.body.decode(), newline=""))]

    def figures(self, rows, contest="pilbup-64.08"):
        return {row[1:4]: int(row[4]) for row in rows[1:] if row[0] == contest}

    def test_figures_are_those_of_what_was_filed_and_decided(self):
        before = self.position()
        levels = self.season(False)
        told = self.figures(self.table())
        self.assertEqual((told["1", "activities", ""], told["2", "activities", ""]), (4, 2))
        for paslon in "12":
            for level in ("info", "waspada", "siaga"):
                self.assertEqual(told[paslon, "level", level], sum(v == (level, "Paslon " + paslon) for v in levels.values()), (paslon, level))
            self.assertEqual(sum(v for k, v in told.items() if k[:2] == (paslon, "district")), told[paslon, "activities", ""])
            self.assertEqual(sum(v for k, v in told.items() if k[:2] == (paslon, "state")), told[paslon, "activities", ""])
        self.assertEqual((told["1", "state", "approved"], told["2", "state", "refused"]), (2, 1))
        self.assertEqual((told["1", "overrides", ""], told["2", "overrides", ""]), (1, 0))
        self.assertEqual((told["1", "decided", ""], told["2", "decided", ""]), (2, 1))
        self.assertGreaterEqual(told["1", "time_to_decision", "longest_s"], told["1", "time_to_decision", "median_s"])
        self.assertEqual(told["1", "margin", "<500 m"], told["2", "margin", "<500 m"], "a conflict has two sides")
        self.assertGreater(told["1", "margin", "<500 m"], 0)
        self.assertEqual(set(self.figures(self.table(of("/api/v1/statistics.csv", before))).values()), {0})
        self.assertEqual(self.figures(self.table("/api/v1/statistics.csv?date=2024-11-21/2024-11-30"))["1", "activities", ""], 0)
        self.assertEqual(self.figures(self.table("/api/v1/statistics.csv?date=2024-11-20"))["1", "activities", ""], 4)
        for query, status in (("date=x", 422), ("region=64.03", 403), ("region=99", 422)):
            self.assertEqual(self.get("/api/v1/statistics.csv?" + query).status, status, query)

    def test_a_level_is_told_when_the_conflict_is_over(self):
        self.file("a@s")
        self.file("b@s", 0.503, paslon=2)
        worst = self.figures(self.table())
        self.daemon.ask("DELETE", "/api/v1/notices/b@s", headers={"If-Match": "*"})
        self.assertEqual(self.get("/api/v1/conflicts").json()["conflicts"], [])
        after = self.figures(self.table())
        for level in ("info", "waspada", "siaga"):
            self.assertEqual(after["1", "level", level], worst["1", "level", level])
        self.assertEqual(after["2", "activities", ""], 0)

    def test_swapped_numbers_give_the_mirrored_table_and_drawing(self):
        self.season(False)
        straight, drawn = self.table(), self.get("/api/v1/statistics.svg").body.decode()
        with Daemon() as other:
            self.daemon, kept = other, self.daemon
            try:
                self.season(True)
                mirrored, also = self.table(), self.get("/api/v1/statistics.svg").body.decode()
            finally:
                self.daemon = kept

        def swap(number):
            return {"1": "2", "2": "1"}.get(number, number)

        def steady(rows):  # how long a decision took is the machine's matter
            return sorted(row for row in rows if row[2] != "time_to_decision")
        self.assertEqual(steady([row if row[0] != "pilbup-64.08" else (row[0], swap(row[1])) + row[2:] for row in straight]), steady(mirrored))
        shape = re.compile(r'class="(\w+)"')
        self.assertEqual(sorted(shape.findall(drawn)), sorted(shape.findall(also)))
        names = [re.findall(r'class="stl"[^>]*>([^<]*)', text) for text in (drawn, also)]
        self.assertEqual(names[0], names[1], "paslon stand in the order of their numbers, whoever did more")

    def test_who_oversees_reads_it_and_a_team_does_not(self):
        self.season(False)
        for path in ("/api/v1/statistics.csv", "/api/v1/statistics.svg", "/meja/statistik"):
            self.assertEqual(self.get(path, "bawaslu").status, 200, path)
            for role in ("tim", "pembaca", "admin"):
                self.assertEqual(self.get(path, role).status, 403, (path, role))
        page = self.get("/meja/statistik").body.decode()
        self.assertIn("Statistik musim", page)
        for text in ("Paslon 1", "Paslon 2", "Persetujuan walau ada konflik", "<svg"):
            self.assertIn(text, page)


class Pages(Past):
    def test_a_page_of_the_past_says_so_leads_on_to_the_past_and_asks_for_nothing(self):
        make_account(self.daemon, "polres")
        clerk = Clerk(self.daemon, "uji-polres")
        self.file("satu@p")
        self.file("dua@p", 0.503, paslon=2)
        position = self.position()
        conflict = self.get("/api/v1/conflicts").json()["conflicts"][0]["id"]
        self.decide("satu@p", "approve", sttp="S/1", reason="dikawal")
        for path in ("/meja/hari/64.08/2024-11-20", "/meja/konflik/" + conflict, "/meja/pemberitahuan/satu@p", "/meja/ringkasan/64.08/2024-11-20",
                     "/meja/rakor/64.08/2024-11-20"):
            now, then = clerk.get(path), clerk.get(of(path, position))
            self.assertEqual(then.status, 200, (path, then.words()[:400]))
            self.assertIn("Sebagaimana diketahui pada", then.words())
            self.assertIn("catatan jurnal %d" % position, then.words())
            self.assertNotIn("Sebagaimana diketahui", now.words())
            self.assertEqual(re.findall(r'<form[^>]*method="post"[^>]*action="([^"]*)"', then.text), ["/meja/keluar"], path)
            self.assertNotIn("S/1", then.words())
            leads = re.findall(r'href="(/meja/(?:hari|konflik|pemberitahuan)/[^"]*)"', then.text)
            self.assertEqual([a for a in leads if "as_of=%d" % position not in a and not a.split("?")[0] == path], [], path)
            self.assertIn('href="%s"' % path, then.text, "the way back to today")
        self.assertIn('value="%d"' % position, clerk.get(of("/meja/hari/64.08/2024-11-20", position)).text)
        sent = clerk.get(of("/meja/hari", position))
        self.assertEqual(sent.status, 303)
        self.assertTrue(sent.headers["Location"].endswith("?as_of=%d" % position), sent.headers["Location"])


class Replay(Past):
    def test_steps_are_what_became_known_and_places_are_those_of_the_plan(self):
        self.file("satu@u")
        first = self.position()
        self.file("dua@u", 0.503, paslon=2)
        second = self.position()
        self.file("lain@u", start="20241122T140000", end="20241122T170000")  # another day
        told = self.get(DAY + "/replay")
        self.assertEqual(told.status, 200, told.body)
        told = told.json()
        entries = [s["entry"] for s in told["knowledge"]]
        self.assertEqual(entries, sorted(set(entries)))
        self.assertLessEqual(max(entries), second)
        self.assertEqual(sum(s["notices"] for s in told["knowledge"]), 2)
        self.assertEqual(sum(s["conflicts"] for s in told["knowledge"]), 1)
        for as_of, uids in ((first, {"satu@u"}), (second, {"satu@u", "dua@u"})):
            past = self.get(of(DAY + "/replay", as_of)).json()
            self.assertEqual(past["as_of"], as_of)
            self.assertEqual({a["uid"] for m in past["plan"] for a in m["activities"]}, uids)
            self.assertEqual(past["knowledge"], told["knowledge"], "steps of after it are told too")
        noon = [m for m in told["plan"] if "T14:00:00" in m["time"]][0]["activities"]
        self.assertEqual([(a["paslon"], a["head"]) for a in sorted(noon, key=lambda a: a["uid"])], [([2], [0.503, 117.5]), ([1], [0.5, 117.5])])
        self.assertEqual(self.get(DAY + "/replay", "tim").status, 403)

    def test_a_column_is_on_its_way(self):
        self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", sample("01-rapat-umum-paslon-1.ics")).status, 201)
        plan = self.get("/api/v1/days/64.08/2024-11-23/replay").json()["plan"]
        ways = [(m["time"], a) for m in plan for a in m["activities"] if a["leg"] == "berangkat"]
        self.assertTrue(ways)
        self.assertNotEqual(ways[0][1]["head"], ways[-1][1]["tail"])
        done = subprocess.run([os.path.join(BUILD, "jarakctl"), "--url", "http://127.0.0.1:%d" % self.daemon.port, "--token-file", self.token_file(),
                               "replay-day", "64.08", "2024-11-23"], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        lines = [line.split("\t") for line in done.stdout.splitlines()]
        self.assertEqual({line[0] for line in lines}, {"known", "plan"})
        self.assertEqual(len([line for line in lines if line[0] == "plan"]), sum(len(m["activities"]) for m in plan))

    def token_file(self):
        path = os.path.join(self.daemon.folder.name, "token")
        with open(path, "w", encoding="utf-8") as f:
            f.write(self.daemon.token("polres") + "\n")
        os.chmod(path, 0o600)
        return path

    def test_the_page_goes_from_step_to_step(self):
        make_account(self.daemon, "polres")
        clerk = Clerk(self.daemon, "uji-polres")
        for i in range(3):
            self.file("n%d@u" % i, 0.5 + 0.003 * i, paslon=1 + i % 2)
            filed = self.daemon.ask("GET", "/healthz", role=None).headers["date"]
            until(lambda: self.daemon.ask("GET", "/healthz", role=None).headers["date"], lambda now: now != filed)  # a step is a second
        page = clerk.get("/meja/hari/64.08/2024-11-20")
        begin = re.search(r'href="([^"]*as_of=\d+)">Putar ulang', page.text).group(1)
        page = clerk.get(begin)
        seen = [page.words().split("langkah ")[1].split(" Step")[0][:12]]
        while 'rel="prev"' in page.text:
            page = clerk.get(html.unescape(re.search(r'href="([^"]*)" rel="prev"', page.text).group(1)))
            self.assertEqual(page.status, 200)
            seen.append(page.words().split("langkah ")[1][:12])
        self.assertEqual(len(seen), int(re.search(r"dari (\d+)", seen[0]).group(1)))
        self.assertTrue(seen[-1].startswith("1 dari"))
        self.assertIn("n0@u", page.text)
        self.assertNotIn("n2@u", page.text)


class Screens(Past):
    def fill(self):
        for name in ("01-rapat-umum-paslon-1.ics", "02-rapat-umum-paslon-2.ics", "05-dua-puluh-pertemuan.ics"):
            self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", sample(name)).status, 201)
        make_account(self.daemon, "polres")
        return self.position()

    def look(self, browser, screens):
        for name, path in screens.items():
            for width in (390, 1280):
                browser.width(width)
                browser.open(path)
                self.assertLessEqual(browser.run("return document.documentElement.scrollWidth"), width, (name, width))
                self.assertEqual(browser.faults(), [], (name, width))
                browser.picture(name)

    def test_pages_of_a_supervising_reader(self):
        self.fill()
        conflict = self.get("/api/v1/conflicts").json()["conflicts"][0]["id"]
        make_account(self.daemon, "pembaca", name="jaksa")
        granted = self.daemon.ask("POST", "/api/v1/accounts/jaksa/scope", json.dumps(
            {"scope": "supervisory", "office": "kejaksaan", "reason": "surat tugas 12"}), "admin", {"Content-Type": "application/json"})
        self.assertEqual(granted.status, 200)
        with Browser(self.daemon) as b:
            b.sign_in("jaksa")
            self.look(b, {"pengawasan-hari": "/meja/hari/64.08/2024-11-23", "pengawasan-konflik": "/meja/konflik/" + conflict,
                          "pengawasan-ringkasan": "/meja/ringkasan/64.08/2024-11-23", "pengawasan-statistik": "/meja/statistik"})
            links = set()
            for path in ("/meja/hari/64.08/2024-11-23", "/meja/konflik/" + conflict, "/meja/ringkasan/64.08/2024-11-23", "/meja/statistik"):
                b.open(path)
                links |= set(b.run("return [...document.querySelectorAll('a[href]')].map((a) => a.getAttribute('href'))"))
        clerk = Clerk(self.daemon, "jaksa")
        told = {link: clerk.get(link).status for link in sorted(links) if link.startswith(("/meja/", "/api/"))}
        self.assertEqual([link for link, status in told.items() if status in (401, 403)], [], "it is led where it may go")

    def test_pages_of_the_past(self):
        position = self.fill()
        conflict = self.get("/api/v1/conflicts").json()["conflicts"][0]["id"]
        with Browser(self.daemon) as b:
            b.sign_in("uji-polres")
            self.look(b, {"lampau-hari": of("/meja/hari/64.08/2024-11-23", position), "lampau-konflik": of("/meja/konflik/" + conflict, position),
                          "lampau-pemberitahuan": of("/meja/pemberitahuan/rapat-umum-paslon-1@kutim-2024.simulasi", position)})
            self.look(b, {"statistik": "/meja/statistik"})
            b.open(of("/meja/hari/64.08/2024-11-23", position))
            self.assertEqual(b.run("return performance.getEntriesByType('resource').map((r) => r.name)"
                                   ".filter((n) => n.includes('/api/v1/days/') && !n.includes('as_of='))"), [], "the map is of then")


if __name__ == "__main__":
    unittest.main()
