"""A policy and risk zones that an account states: judged beside what is in force, in force by one entry, there after a restart,
and nobody else's to state."""
import http.client
import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import unittest

from daemon import BUILD, PACK, ROOT, Daemon, Stream, rally, until
from desk import PASSWORD, Clerk
from stall_shapes import calendar
from stall_shapes import rally as rally_lines

KM = 1000.0 / 110575.0
BASIS = "berita acara rakor 7/XI/2024"


def rivals_row(siaga_m, waspada_m=5000):
    """The row of two rallies of rivals with another siaga."""
    return {"id": "besar-besar", "relation": ["rival"], "a": ["besar"], "b": ["besar"], "push_info": True,
            "info": {"distance_m": 15000, "same_day": True}, "waspada": {"distance_m": waspada_m, "tau_min": 120},
            "siaga": {"distance_m": siaga_m, "tau_min": 120}}


def policy(siaga_m, **more):
    return dict({"basis": BASIS, "rows": [rivals_row(siaga_m)]}, **more)


def zone(name, lat, lon, factor, radius_m=2000):
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]},
            "properties": {"id": name, "name": name, "factor": factor, "radius_m": radius_m, "from": "2024-09-01", "to": "2024-11-30"}}


def zones(*features):
    return {"type": "FeatureCollection", "basis": BASIS, "features": list(features)}


FILED = ("rawan-busang", "rawan-long-mesangat", "rawan-sandaran", "rawan-sidrap")  # zones of the pack's own file


class Stated(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="jarakd-editions-")
        self.addCleanup(self.folder.cleanup)
        self.pack = os.path.join(self.folder.name, "pack")
        shutil.copytree(os.path.join(ROOT, PACK), self.pack)
        self.daemon = Daemon(pack=self.pack).__enter__()
        self.addCleanup(self.daemon.__exit__)

    def put(self, path, body, role="polres", region="64.08", seen="*", connection=None, **headers):
        condition = {"If-None-Match": "*"} if seen == "*" else {} if seen is None else {"If-Match": seen}
        sent = dict({"Content-Type": "application/json"}, **condition, **headers)
        octets = body if isinstance(body, (bytes, str)) else json.dumps(body)
        return self.daemon.ask("PUT", path, octets, role, sent, region, connection)

    def state(self, path, body, **more):
        answer = self.put(path, body, **more)
        self.assertEqual(answer.status, 200, answer.body)
        return answer

    def get(self, path, role="polres", region="64.08"):
        return self.daemon.ask("GET", path, role=role, region=region)

    def pair(self):
        """4 km apart: waspada by the pack in use."""
        for uid, lat, paslon in (("a@ed", 0.5, 1), ("b@ed", 0.5 + 4 * KM, 2)):
            self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", rally(uid, lat, 117.55, paslon=paslon)).status, 201)

    def make_account(self, name, region):
        """Made by the region's own administrator."""
        for path, body in (("/api/v1/accounts", {"name": name, "role": "kesbangpol", "region": region}),
                           ("/api/v1/accounts/%s/password" % name, {"password": PASSWORD})):
            answer = self.daemon.ask("POST", path, json.dumps(body), "admin", {"Content-Type": "application/json"}, region)
            self.assertIn(answer.status, (200, 201), answer.body)

    def levels(self):
        told = self.get("/api/v1/conflicts?state=open").json()["conflicts"]
        return sorted((c["id"], c["level"], c["revision"]) for c in told)

    def level(self):
        return [c[1] for c in self.levels()]

    def told(self, uid):
        """A certificate without the end of the journal and the second it was asked at."""
        document = self.get("/api/v1/notices/%s/certificate" % uid).json()
        return {name: value for name, value in document.items() if name not in ("journal", "time")}

    def verifies(self, certificate):
        kept = os.path.join(self.folder.name, "certificate.json")
        with open(kept, "w", encoding="utf-8") as f:
            json.dump(certificate, f)
        verified = subprocess.run([os.path.join(BUILD, "jarakctl"), "verify-certificate", kept], cwd=ROOT, capture_output=True, text=True)
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)

    def replays(self):
        self.daemon.stop()
        said = subprocess.run([os.path.join(BUILD, "jarakctl"), "replay", os.path.join(self.daemon.data, "jarakd.db")], cwd=ROOT,
                              capture_output=True, text=True)
        self.assertEqual(said.returncode, 0, said.stdout + said.stderr)


class Policies(Stated):
    def test_a_level_rises_is_told_once_and_is_so_after_a_restart(self):
        self.pair()
        feed = self.daemon.ask("GET", "/feeds/64.08/approved.ics", role=None).body
        stream = Stream(self.daemon, after=0)
        self.addCleanup(stream.close)
        stream.wait(1)
        told = len(stream.events)
        self.assertEqual(self.level(), ["waspada"])
        answer = self.state("/api/v1/policy?region=64.08", policy(4500))
        said = answer.json()
        self.assertEqual((said["edition"], said["basis"], said["account"], said["office"]), (1, BASIS, "polres-64.08", "Polres Kutai Timur"))
        self.assertEqual(answer.headers["etag"], '"e1"')
        self.assertEqual(self.level(), ["siaga"])
        until(lambda: len(stream.events), lambda seen: seen == told + 1, "the change is told once")
        self.assertEqual((stream.events[-1][1]["event"], stream.events[-1][1]["level"]), ("level", "siaga"))
        self.assertEqual(self.daemon.ask("GET", "/feeds/64.08/approved.ics", role=None).body, feed)
        after = self.levels()
        certificate = self.get("/api/v1/notices/a@ed/certificate").json()
        self.assertIn("polres-64.08, Polres Kutai Timur", json.dumps(certificate))
        self.assertIn(BASIS, json.dumps(certificate))
        self.verifies(certificate)
        told_before = self.told("a@ed")
        in_force = self.get("/api/v1/policy?region=64.08").json()
        self.assertEqual((in_force["version"], in_force["decided_by"], in_force["basis"]), (1, "polres-64.08, Polres Kutai Timur", BASIS))
        for how in (signal.SIGTERM, signal.SIGKILL):
            self.daemon.stop(how)
            self.daemon.start()
            self.assertEqual(self.levels(), after)
            self.assertEqual(self.get("/api/v1/policy?region=64.08").json(), in_force)
            self.assertEqual(self.told("a@ed"), told_before)
        self.assertEqual(len(self.get("/api/v1/alerts").json()["alerts"]), told + 1)
        self.state("/api/v1/policy?region=64.08", {"withdrawn": True, "basis": "dicabut rakor"}, seen='"e1"')
        self.assertEqual(self.level(), ["waspada"])
        self.assertEqual(self.get("/api/v1/policy?region=64.08").json()["version"], 1)
        history = self.get("/api/v1/policies/history?region=64.08").json()
        self.assertEqual([(e["edition"], e["withdrawn"], e["in_force"]) for e in history["editions"]], [(2, True, False), (1, False, False)])
        self.assertEqual(history["editions"][1]["document"]["rows"], policy(4500)["rows"])
        listed = self.get("/api/v1/journal?kind=pack").json()["entries"]
        self.assertEqual([(e["account"], {c["field"]: c["new"] for c in e["changes"]}["state"]) for e in listed if e["account"] != "jarakd"],
                         [("polres-64.08", "taken_back"), ("polres-64.08", "stated")])
        self.replays()

    def test_what_is_wrong_changes_nothing(self):
        self.pair()
        before = (self.levels(), self.get("/api/v1/policy").json(), self.get("/api/v1/policies").json())
        for body, status, field in (
                ("{", 422, ""), ("[]", 422, ""), ({"rows": []}, 422, "basis"), (policy(6000), 422, "policy.json: rows[0]"),
                (policy(2000, by_contest=[]), 422, "policy.json: by_contest"), (policy(2000, contests=["pilgub-64"]), 422, "policy.json: contests"),
                (policy(2000, x=1), 422, "policy.json: x"), ({"withdrawn": True}, 422, "withdrawn"), ({"withdrawn": False, "basis": "x"}, 422, "withdrawn"),
                ({"withdrawn": True, "basis": "x"}, 409, "edition"), (policy(2000, basis="x" * 200), 422, "basis"),
                (policy(2000, basis="x\ny"), 422, "basis"), (policy(2000, note="x" * 70000), 413, None)):
            answer = self.put("/api/v1/policy?region=64.08", body)
            self.assertEqual(answer.status, status, (body, answer.body)[:300])
            if field is not None:
                self.assertEqual(answer.json().get("field", ""), field, answer.body)
        for path, status in (("", 422), ("?region=99", 422), ("?contest=pilbup-99", 422), ("?region=64.08.04", 422), ("?wilayah=1", 400)):
            self.assertEqual(self.put("/api/v1/policy" + path, policy(2000)).status, status, path)
        self.assertEqual(self.put("/api/v1/policy?region=64.08", policy(2000), **{"Content-Type": "text/plain"}).status, 415)
        self.assertEqual(self.put("/api/v1/policy?region=64.08", policy(2000), seen=None).status, 428)
        self.assertEqual(self.put("/api/v1/policy?region=64.08", policy(2000), seen='"e7"').status, 412)
        self.assertEqual(before, (self.levels(), self.get("/api/v1/policy").json(), self.get("/api/v1/policies").json()))
        self.assertEqual(self.get("/api/v1/policies/history?region=64.08").json()["editions"], [])

    def test_who_may_state(self):
        made = self.daemon.ask("POST", "/api/v1/accounts", json.dumps({"name": "polsek", "role": "polres", "region": "64.08.04"}), "admin",
                               {"Content-Type": "application/json"})
        self.assertEqual(made.status, 201, made.body)
        given = self.daemon.ask("POST", "/api/v1/accounts/polsek/tokens", json.dumps({"label": "x"}), "admin", {"Content-Type": "application/json"})
        token = {"Authorization": "Bearer " + given.json()["token"]}
        for role in ("bawaslu", "kpu", "kesbangpol", "tim", "pembaca", "admin"):
            for path in ("/api/v1/policy?region=64.08", "/api/v1/zones?region=64.08"):
                self.assertEqual(self.put(path, policy(2000), role).status, 403, role)
        self.assertEqual(self.put("/api/v1/policy?region=64.08", policy(2000), role=None).status, 401)
        for region, path, status in (("64.03", "region=64.08", 403), ("64.08", "region=64.03", 403), ("64.08", "region=64", 403),
                                     ("64.08", "contest=pilgub-64", 403), ("64.08", "contest=pilbup-64.03", 403),
                                     ("64.03", "contest=pilbup-64.03", 200), ("64", "region=64.08", 200), ("64", "contest=pilgub-64", 200)):
            answer = self.put("/api/v1/policy?" + path, policy(2000), region=region)
            self.assertEqual(answer.status, status, (region, path, answer.body))
            if status == 403:
                self.assertIn("wilayah", answer.json()["detail"], answer.body)
        refused = self.put("/api/v1/policy?region=64.08", policy(2000), role=None, seen='"e1"', **token)
        self.assertEqual(refused.status, 403, refused.body)
        for role, region, path, status in (("kpu", "64.08", "region=64.08", 200), ("kpu", "64.08", "region=64", 200), ("polres", "64.03", "region=64.08", 403),
                                           ("tim", "64.08", "region=64.08", 403), ("pembaca", "64.08", "region=64.08", 403)):
            self.assertEqual(self.get("/api/v1/policies/history?" + path, role, region).status, status, (role, region, path))
        self.assertEqual(self.get("/api/v1/policies/history?contest=pilgub-64").json()["editions"][0]["office"], "Polda Kalimantan Timur")

    def test_two_at_once_are_judged_one_after_the_other_and_do_not_overwrite_each_other(self):
        self.pair()
        asked = [("/api/v1/policy?region=64.08", policy(4500), "64.08"), ("/api/v1/policy?region=64.08", policy(4600), "64.08"),
                 ("/api/v1/policy?contest=pilbup-64.08", {"basis": "x", "override_from": "siaga"}, "64.08"),
                 ("/api/v1/policy?region=64.03", policy(1200), "64.03")]
        answers = []
        threads = [threading.Thread(target=lambda a=a: answers.append(self.put(a[0], a[1], region=a[2]).status)) for a in asked]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(answers), [200, 200, 200, 412])
        self.assertEqual(self.level(), ["siaga"])
        self.assertEqual(self.get("/api/v1/policy?contest=pilbup-64.08").json()["override_from"], "siaga")
        self.daemon.stop()
        self.daemon.start()
        self.assertEqual(self.level(), ["siaga"])
        self.replays()

    def test_files_that_change_stay_below_and_what_does_not_fit_them_is_left_out_and_said(self):
        self.pair()
        self.state("/api/v1/policy?region=64.08", policy(4500))
        self.state("/api/v1/policy?contest=pilbup-64.01", policy(1700), region="64.01")
        for region in ("64", "64.01", "64.03"):
            self.make_account("uji-" + region, region)
        path = os.path.join(self.pack, "policy.json")
        with open(path, encoding="utf-8") as f:
            whole = json.load(f)
        whole["escalation"]["siaga_min"] = 77
        with open(path, "w", encoding="utf-8") as f:
            json.dump(whole, f)
        path = os.path.join(self.pack, "contests.json")
        with open(path, encoding="utf-8") as f:
            contests = json.load(f)
        contests["contests"] = [c for c in contests["contests"] if c["id"] != "pilbup-64.01"]
        with open(path, "w", encoding="utf-8") as f:
            json.dump(contests, f)
        self.daemon.process.send_signal(signal.SIGHUP)
        until(lambda: self.daemon.logged().count("edition-left-out"), lambda seen: seen > 0, "it is not said")
        until(lambda: self.get("/api/v1/policy?region=64.08").json()["escalation"]["siaga_min"], lambda seen: seen == 77, "the file is not read")
        for _ in range(2):
            self.assertEqual(self.level(), ["siaga"])
            self.assertEqual(self.get("/api/v1/policy?region=64.08").json()["escalation"]["siaga_min"], 77)
            left = self.get("/api/v1/policies").json()["left_out"]
            self.assertEqual([(e["contest"], e["account"]) for e in left], [("pilbup-64.01", "polres-64.01")])
            self.assertIn("pilbup-64.01", left[0]["left_out"])
            # Told where it is of somebody's ground, and nowhere else.
            for region, told in (("64", True), ("64.01", True), ("64.03", False)):
                clerk = Clerk(self.daemon, "uji-" + region)
                self.assertEqual("pilbup-64.01 (Edisi 1)" in clerk.get("/meja/kebijakan").words(), told, region)
            self.daemon.stop()
            self.daemon.start()
        self.assertIn("edition-left-out part=policy of=pilbup-64.01 number=1", self.daemon.logged())

    def test_killed_in_between_nothing_of_it_is_there(self):
        body = calendar(*[rally_lines("f%d@ed" % i, 1, 0.0007 * i, 117.0, "202410%02dT100000" % (1 + i % 28)) for i in range(1500)])
        self.assertEqual(self.daemon.ask("POST", "/api/v1/import", body).status, 201)
        self.pair()
        before = self.levels()
        for how in (signal.SIGKILL, signal.SIGTERM):
            answered = []
            thread = threading.Thread(target=lambda: answered.append(self.try_put()))
            begun = self.daemon.logged().count("reloading pack=")
            thread.start()
            until(lambda: self.daemon.logged().count("reloading pack="), lambda seen: seen > begun, "it was not begun")
            self.daemon.stop(how)
            thread.join()
            self.assertIn(answered[0], (None, 503, 200))
            self.daemon.start()
            number = len(self.get("/api/v1/policies/history?region=64.08").json()["editions"])
            self.assertEqual(number, 1 if answered[0] == 200 else 0, "all of it or nothing")
            self.assertEqual(self.levels() == before, number == 0)
            if number:
                return
        self.state("/api/v1/policy?region=64.08", policy(4500))
        self.assertEqual(self.level(), ["siaga"])
        self.replays()

    def try_put(self):
        try:
            return self.put("/api/v1/policy?region=64.08", policy(4500)).status
        except (http.client.HTTPException, OSError):
            return None

    def test_a_client_that_goes_away_takes_it_back(self):
        body = calendar(*[rally_lines("f%d@ed" % i, 1, 0.0007 * i, 117.0, "202410%02dT100000" % (1 + i % 28)) for i in range(1500)])
        self.assertEqual(self.daemon.ask("POST", "/api/v1/import", body).status, 201)
        own = http.client.HTTPConnection("127.0.0.1", self.daemon.port, timeout=30)
        own.request("PUT", "/api/v1/policy?region=64.08", json.dumps(policy(4500)),
                    {"Authorization": "Bearer " + self.daemon.token("polres"), "Content-Type": "application/json", "If-None-Match": "*"})
        until(lambda: self.daemon.logged().count("reloading pack="), lambda seen: seen > 0, "it was not begun")
        own.close()
        # Gone in time or too late: what is next is right by either.
        number = until(lambda: self.put("/api/v1/policy?region=64.03", policy(1200), region="64.03").status, lambda seen: seen in (200, 412))
        self.assertIn(number, (200, 412))
        history = self.get("/api/v1/policies/history?region=64.08").json()["editions"]
        self.assertEqual(self.get("/api/v1/policy?region=64.08").headers["etag"], '"e%d"' % len(history))


class Tool(Stated):
    def ctl(self, *words, code=0, role="polres"):
        token = os.path.join(self.folder.name, role)
        with open(token, "w", encoding="utf-8") as f:
            f.write(self.daemon.token(role) + "\n")
        done = subprocess.run([os.path.join(BUILD, "jarakctl"), "--url", "http://127.0.0.1:%d" % self.daemon.port, "--token-file", token, *words],
                              cwd=ROOT, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, code, (words, done.stdout, done.stderr))
        return done.stdout

    def test_a_file_is_stated_shown_and_taken_back(self):
        self.pair()
        path = os.path.join(self.folder.name, "stated.json")
        with open(path, "w", encoding="utf-8") as f:
            json.dump({"rows": policy(4500)["rows"], "override_from": "siaga"}, f)
        self.assertEqual(self.ctl("policy", "set", "64.08", path, "--basis", BASIS), "1\tpolres-64.08, Polres Kutai Timur\t%s\n" % BASIS)
        self.assertEqual(self.level(), ["siaga"])
        self.assertEqual(json.loads(self.ctl("policy", "show", "64.08"))["version"], 1)
        rows = [line.split("\t") for line in self.ctl("policy", "history", "64.08").splitlines()]
        self.assertEqual([row[:2] + row[3:] for row in rows], [["1", "in_force", "polres-64.08", "Polres Kutai Timur", BASIS]])
        shown = self.ctl("pack", "show", "64.08").splitlines()
        self.assertEqual([line.split("\t")[0] for line in shown], ["edition", "row", "override_from"])
        self.assertEqual(shown[1], "row\tbesar-besar")
        self.ctl("policy", "set", "64.08", path, "--basis", BASIS, code=3)
        self.ctl("policy", "set", "64.08", path, "--basis", BASIS, "--seen", "1", role="kpu", code=3)
        self.ctl("policy", "withdraw", "64.08", "--basis", "x", code=2)
        self.ctl("policy", "withdraw", "64.08", "--basis", "x", "--seen", "1")
        self.assertEqual(self.level(), ["waspada"])
        self.assertEqual(self.ctl("pack", "show", "64.08"), "")
        with open(path, "w", encoding="utf-8") as f:
            json.dump(zones(zone("z1", 0.5, 117.55, 3.0)), f)
        self.ctl("policy", "set", "64.08", path, "--basis", BASIS, "--zones")
        self.assertEqual(len(json.loads(self.ctl("policy", "show", "64.08", "--zones"))["features"]), 1 + len(FILED))


class Zones(Stated):
    def test_a_zone_raises_what_meets_in_it_and_says_whose_it_is(self):
        self.pair()
        self.assertEqual(self.level(), ["waspada"])
        near = [("c@ed", 0.5, 117.2, 1), ("d@ed", 0.5 + 1.6 * KM, 117.2, 2)]
        for uid, lat, lon, paslon in near:
            body = rally(uid, lat, lon, paslon=paslon, start="20241120T140000", end="20241120T160000")
            self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", body).status, 201)
        self.assertEqual(self.level(), ["waspada", "waspada"])
        self.state("/api/v1/zones?region=64.08", zones(zone("z1", 0.5, 117.2, 2.0)), **{"Content-Type": "application/geo+json"})
        self.assertEqual(sorted(self.level()), ["siaga", "waspada"])
        told = self.get("/api/v1/zones").json()["features"]
        inside, outside = (self.get("/api/v1/notices/%s/certificate" % uid).json() for uid in ("c@ed", "a@ed"))
        self.assertEqual([(z["region"], z["edition"], z["decided_by"], z["basis"]) for z in inside["zones"]],
                         [("64.08", 1, "polres-64.08, Polres Kutai Timur", BASIS)])
        self.assertNotIn("zones", outside)
        for region, shown in (("64.08", True), ("64.03", False)):
            self.make_account("uji-" + region, region)
            words = Clerk(self.daemon, "uji-" + region).get("/meja/kebijakan").words()
            self.assertEqual("Kutai Timur (Edisi 1) z1: 2,0 x, 01-09-2024 - 30-11-2024" in words and BASIS in words, shown, words)
        self.verifies(inside)
        self.assertEqual([(z["properties"]["id"], z["properties"]["decided_by"], z["properties"]["basis"], z["properties"]["edition"]) for z in told if z["properties"]["id"] not in FILED],
                         [("z1", "polres-64.08, Polres Kutai Timur", BASIS, "1")])
        self.daemon.stop()
        self.daemon.start()
        self.assertEqual(sorted(self.level()), ["siaga", "waspada"])
        self.assertEqual(self.get("/api/v1/zones").json()["features"], told)
        for body, region, path in ((zones(zone("z2", 2.15, 117.5, 2.0)), "64.08", "64.08"), (zones(zone("z1", 2.15, 117.5, 1.5)), "64.03", "64.03"),
                                   (zones(zone("z3", 0.5, 117.2, 5.0)), "64.08", "64.08"), ({"type": "FeatureCollection", "basis": "x"}, "64.08", "64.08"),
                                   (zones(zone("z3", 0.5, 117.2, 1.5), zone("z3", 0.5, 117.2, 1.5)), "64.08", "64.08")):
            answer = self.put("/api/v1/zones?region=" + path, body, region=region, seen='"e1"' if path == "64.08" else "*")
            self.assertEqual(answer.status, 422, answer.body)
            self.assertIn("zones.geojson", answer.json()["field"])
        self.assertEqual(self.get("/api/v1/zones").json()["features"], told)
        self.state("/api/v1/zones?region=64.08", zones(zone("z1", 0.5, 117.2, 1.0)), seen='"e1"')
        self.assertEqual(self.level(), ["waspada", "waspada"])
        self.state("/api/v1/zones?region=64.08", {"withdrawn": True, "basis": BASIS}, seen='"e2"')
        self.assertEqual([z["properties"]["id"] for z in self.get("/api/v1/zones").json()["features"]], list(FILED))
        history = self.get("/api/v1/zones/history?region=64.08").json()["editions"]
        self.assertEqual([e["edition"] for e in history], [3, 2, 1])
        self.replays()


if __name__ == "__main__":
    unittest.main()
