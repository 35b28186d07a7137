"""Several elections in one daemon: each contest by its own days."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

from daemon import BUILD, ROOT, Daemon, rally
from desk import Clerk, make_account

PSU = os.path.join(ROOT, "calendars", "bontang-psu-2025")
KALTIM = os.path.join(ROOT, "calendars", "kaltim-2024")
KUTIM = os.path.join(ROOT, "calendars", "kutim-2024")


def revote(uid, lat, start, paslon=1):
    body = rally(uid, lat, 117.48, paslon=paslon, start=start + "T140000", end=start + "T160000")
    return body.replace(b"X-JARAK-CONTEST:pilbup-64.08", b"X-JARAK-CONTEST:psu-64.74")


class Elections(unittest.TestCase):
    def begin(self, *more):
        daemon = Daemon(options=[word for folder in (*more, PSU) for word in ("--pack", folder)])
        daemon.start()
        self.addCleanup(daemon.__exit__)
        return daemon

    def rules(self, daemon, uid, region):
        verdict = daemon.ask("GET", "/api/v1/notices/" + uid, role="polres", region=region)
        self.assertEqual(verdict.status, 200, verdict.body)
        return {f["rule"] for f in verdict.json()["findings"]}

    def test_each_contest_has_its_own_campaign_and_quiet_days_also_after_a_restart(self):
        daemon = self.begin()
        filed = [("psu-dalam@uji", revote("psu-dalam@uji", 0.10, "20250305"), "64.74", set()),
                 ("psu-2024@uji", revote("psu-2024@uji", 0.11, "20241120"), "64.74", {"R1"}),
                 ("psu-tenang@uji", revote("psu-tenang@uji", 0.12, "20250316"), "64.74", {"R2"}),
                 ("kutim-dalam@uji", rally("kutim-dalam@uji", 0.5, 117.5), "64.08", set()),
                 ("kutim-2025@uji", rally("kutim-2025@uji", 0.5, 117.5, start="20250305T140000", end="20250305T160000"), "64.08", {"R1"}),
                 ("kutim-tenang@uji", rally("kutim-tenang@uji", 0.5, 117.5, start="20241125T140000", end="20241125T160000"), "64.08", {"R2"})]
        for _, body, region, _ in filed:
            answer = daemon.ask("POST", "/api/v1/notices", body, region=region)
            self.assertEqual(answer.status, 201, answer.body)
        for _ in range(2):
            for uid, _, region, want in filed:
                self.assertEqual(self.rules(daemon, uid, region) & {"R1", "R2"}, want, uid)
            daemon.stop()
            daemon.start()

    def test_clear_times_lie_within_the_contests_own_campaign(self):
        daemon = self.begin()
        self.assertEqual(daemon.ask("POST", "/api/v1/notices", revote("geser@uji", 0.10, "20250305"), region="64.74").status, 201)
        for date, some in (("2025-03-06", True), ("2025-03-16", False), ("2024-11-20", False)):
            slots = daemon.ask("GET", "/api/v1/notices/geser@uji/slots?date=" + date, role="polres", region="64.74")
            self.assertEqual(slots.status, 200, slots.body)
            self.assertEqual(bool(slots.json()["bands"]), some, date)

    def test_the_days_of_a_region_are_named_by_what_it_elects(self):
        daemon = self.begin()
        for region, date, phase in (("64.74", "2025-03-14", "hari terakhir masa kampanye PSU"), ("64.08", "2025-03-14", ""),
                                    ("64.08", "2024-11-23", "hari terakhir masa kampanye"),
                                    ("64.74", "2024-11-23", "hari terakhir masa kampanye")):  # the governor is elected there too
            day = daemon.ask("GET", "/api/v1/days/%s/%s" % (region, date), role="polres", region=region).json()
            self.assertEqual(day["phase"], phase, (region, date))

    def test_a_province_of_ten_and_a_border_between_two_of_them(self):
        daemon = self.begin(KALTIM)
        codes = ["64.01", "64.02", "64.03", "64.07", "64.08", "64.09", "64.11", "64.71", "64.72", "64.74"]
        regions = [r["code"] for r in daemon.ask("GET", "/api/v1/regions", role="polres", region="64").json()["regions"]]
        self.assertEqual(sorted(c for c in regions if c.count(".") == 1), codes)
        for paslon in (1, 2):  # of Kutai Kartanegara, across the river from Samarinda
            body = rally("seberang-%d@uji" % paslon, -0.36 - 0.004 * paslon, 117.12, paslon=paslon)
            answer = daemon.ask("POST", "/api/v1/notices", body.replace(b"pilbup-64.08", b"pilbup-64.02"), region="64.02")
            self.assertEqual(answer.status, 201, answer.body)
        seen = {region: [c["level"] for c in daemon.ask("GET", "/api/v1/conflicts", role="polres", region=region).json()["conflicts"]]
                for region in codes + ["64"]}
        self.assertEqual({region for region, levels in seen.items() if levels}, {"64", "64.02", "64.72"})
        self.assertEqual(seen["64.02"], seen["64.72"])
        own, guest = (daemon.ask("GET", "/api/v1/alerts", role="polres", region=region).json()["alerts"] for region in ("64.02", "64.72"))
        self.assertEqual([(a["event"], a["level"]) for a in own], [(a["event"], a["level"]) for a in guest])
        # Each gives its own opinion.
        conflict = daemon.ask("GET", "/api/v1/conflicts", role="polres", region="64.02").json()["conflicts"][0]
        for region, verdict in (("64.02", "accepted"), ("64.72", "objected")):
            said = daemon.ask("POST", "/api/v1/conflicts/%s/verdict" % conflict["id"], json.dumps(
                {"verdict": verdict, "note": "x", "revision": conflict["revision"]}).encode(), "polres",
                {"Content-Type": "application/json"}, region=region)
            self.assertEqual(said.status, 200, said.body)
        told = daemon.ask("GET", "/api/v1/conflicts/" + conflict["id"], role="polres", region="64").json()["verdicts"]
        self.assertEqual([(v.get("region"), v["verdict"]) for v in told], [(None, "accepted"), ("64.72", "objected")])
        self.assertEqual(daemon.ask("POST", "/api/v1/notices/seberang-1@uji/decision", json.dumps(
            {"act": "hold", "revision": 1, "reason": "x"}).encode(), "polres", {"Content-Type": "application/json"}, region="64.72").status, 404)

    def test_a_season_of_one_pair_and_the_empty_column_is_judged_like_any_other(self):
        daemon = self.begin(KALTIM)
        for paslon in (1, 2):
            body = rally("samarinda-%d@uji" % paslon, -0.5 - 0.004 * paslon, 117.15, paslon=paslon)
            answer = daemon.ask("POST", "/api/v1/notices", body.replace(b"pilbup-64.08", b"pilwal-64.72"), region="64.72")
            self.assertEqual(answer.status, 201, answer.body)
        told = daemon.ask("GET", "/api/v1/conflicts", role="polres", region="64.72").json()["conflicts"]
        self.assertEqual([c["level"] for c in told], ["siaga"])
        text = daemon.ask("GET", "/api/v1/alerts", role="polres", region="64.72").json()["alerts"][0]["text"]
        self.assertIn("Kolom kosong", text)

    def test_where_two_contests_meet_titles_and_alerts_say_which(self):
        """Both are number 1 on their ballots: the number alone would name one pair twice."""
        daemon = self.begin(KUTIM)
        for uid, lat, contest in (("bupati@uji", 0.500, b"pilbup-64.08"), ("gubernur@uji", 0.501, b"pilgub-64")):
            body = rally(uid, lat, 117.55).replace(b"pilbup-64.08", contest)
            answer = daemon.ask("POST", "/api/v1/notices", body, region="64.08")
            self.assertEqual(answer.status, 201, answer.body)
        conflict = daemon.ask("GET", "/api/v1/conflicts", role="polres").json()["conflicts"][0]
        self.assertEqual({conflict[side]["party"] for side in ("own", "with")},
                         {"Paslon 1 Bupati Kutai Timur", "Paslon 1 Gubernur Kalimantan Timur"})
        clerk = Clerk(daemon, make_account(daemon, "polres"))
        page = clerk.get("/meja/konflik/" + conflict["id"]).words()
        self.assertRegex(page, "Rapat umum Paslon 1 (Bupati Kutai Timur dan rapat umum Paslon 1 Gubernur Kalimantan Timur|"
                               "Gubernur Kalimantan Timur dan rapat umum Paslon 1 Bupati Kutai Timur)")
        text = daemon.ask("GET", "/api/v1/alerts", role="polres").json()["alerts"][0]["text"]
        for name in ("(Paslon 1 Bupati Kutai Timur)", "(Paslon 1 Gubernur Kalimantan Timur)"):
            self.assertIn(name, text)
        self.assertNotIn("Bupati", self.rivals_text(daemon), "rivals of one contest need no more than their numbers")

    def rivals_text(self, daemon):
        for paslon in (1, 2):
            body = rally("lawan-%d@uji" % paslon, 0.60 + 0.004 * paslon, 117.2, paslon=paslon, start="20241120T140000", end="20241120T160000")
            self.assertEqual(daemon.ask("POST", "/api/v1/notices", body).status, 201)
        return daemon.ask("GET", "/api/v1/alerts", role="polres").json()["alerts"][-1]["text"]

    def test_whose_days_hold_is_shown(self):
        def show(code):
            done = subprocess.run([os.path.join(BUILD, "jarakctl"), "pack", "show", code, KUTIM, PSU], capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            rows = [line.split("\t") for line in done.stdout.splitlines()]
            self.assertEqual(rows.pop()[:2], ["policy", "kutim-2024-usulan"])
            return rows

        self.assertEqual([(row[0], row[2], row[-1]) for row in show("psu-64.74")],
                         [("2025-03-01", "kampanye", "64.74"), ("2025-03-15", "masa_tenang", "64.74"), ("2025-03-18", "pemungutan_suara", "64.74")])
        self.assertIn(["2024-09-25", "2024-11-23", "kampanye"], [row[:3] for row in show("pilbup-64.08")])
        self.assertTrue(all(row[-1] == "64.08" for row in show("64.08")))


PROVINCE_HEAD = {"id": "kaltim-uji", "title": "Uji", "simulation": True, "region": "64", "zone": "Asia/Makassar",
                 "from": "2024-08-26", "to": "2024-12-31"}
# On top of the province's: one row, one delay, from where an approval names conflicts.
TOWN_POLICY = {"id": "bontang-uji", "version": 4, "decided_by": "rakor Bontang", "decided_on": "2024-10-01", "basis": "berita acara",
               "override_from": "siaga", "escalation": {"siaga_min": 11},
               "rows": [{"id": "silang-bontang", "relation": ["cross"], "a": ["besar"], "b": ["besar"],
                         "siaga": {"distance_m": 9000, "tau_min": 240}}]}


def write_pack(folder, **parts):
    for name, content in parts.items():
        with open(os.path.join(folder, name + ".json"), "w", encoding="utf-8") as f:
            json.dump(content, f)
    return folder


class Policies(unittest.TestCase):
    """A province's policy, a town's on top of it, and what happens where two meet."""

    def setUp(self):
        self.folders = [tempfile.mkdtemp(prefix="jarakd-pack-") for _ in range(2)]
        for folder in self.folders:
            self.addCleanup(shutil.rmtree, folder)
        province, town = self.folders
        for name in ("policy.json", "defaults.json"):
            shutil.copy(os.path.join(KUTIM, name), province)
        write_pack(province, pack=PROVINCE_HEAD, contests={"contests": []})
        with open(os.path.join(KUTIM, "phases.json"), encoding="utf-8") as f:
            phases = json.load(f)
        with open(os.path.join(PSU, "regions.json"), encoding="utf-8") as f:
            regions = json.load(f)
        write_pack(town, pack=dict(PROVINCE_HEAD, id="bontang-uji", region="64.74"), regions=regions, phases=phases, policy=TOWN_POLICY,
                   contests={"contests": [{"id": "pilwal-64.74", "region": "64.74", "name": "Pemilihan uji",
                                           "paslon": [{"number": n, "label": "Paslon %d" % n} for n in (1, 2)]}]})
        self.daemon = Daemon(options=[word for folder in self.folders for word in ("--pack", folder)])
        self.daemon.start()
        self.addCleanup(self.daemon.__exit__)

    def file_both(self):
        for uid, lat, contest, region in (("bontang@uji", 0.20, b"pilwal-64.74", "64.74"), ("kutim@uji", 0.23, b"pilbup-64.08", "64.08")):
            body = rally(uid, lat, 117.48, paslon=1).replace(b"pilbup-64.08", contest)
            answer = self.daemon.ask("POST", "/api/v1/notices", body, region=region)
            self.assertEqual(answer.status, 201, answer.body)

    def conflict(self, region):
        told = self.daemon.ask("GET", "/api/v1/conflicts", role="polres", region=region).json()["conflicts"]
        self.assertEqual(len(told), 1, told)
        return told[0]

    def test_the_higher_level_counts_and_both_are_named_on_both_sides_also_after_a_restart(self):
        self.file_both()
        for _ in range(2):
            for region in ("64.74", "64.08", "64"):
                told = self.conflict(region)
                self.assertEqual((told["level"], told["rule"]), ("siaga", "silang-bontang"), region)
                beside = told["parts"][0]["beside"]
                self.assertEqual((beside["policy"], beside["other"]), ("bontang-uji", "kutim-2024-usulan"))
                self.assertNotEqual(beside["level"], "siaga")
                page = self.daemon.ask("GET", "/meja/konflik/" + told["id"], role="polres", region=region).body.decode()
                self.assertIn("bontang-uji", page)
                self.assertIn("Kebijakan pihak yang lain, kutim-2024-usulan", page)
            self.daemon.stop()
            self.daemon.start()

    def test_each_verdict_and_its_certificate_have_the_policy_of_their_own_contest(self):
        self.file_both()
        for uid, region, own in (("bontang@uji", "64.74", "bontang-uji"), ("kutim@uji", "64.08", "kutim-2024-usulan")):
            verdict = self.daemon.ask("GET", "/api/v1/notices/" + uid, role="polres", region=region).json()
            self.assertEqual(verdict["policy"]["id"], own)
            document = self.daemon.ask("GET", "/api/v1/notices/%s/certificate" % uid, role="polres", region=region).json()
            self.assertEqual(document["certificate"], "jarakd-certificate/3")
            self.assertEqual(document["policy"]["id"], own)
            self.assertEqual({p["id"] for p in document["policies"]}, {"bontang-uji", "kutim-2024-usulan"})
            self.assertEqual(next(p for p in document["policies"] if p["id"] == "bontang-uji")["rules"]["decided_by"], "rakor Bontang")
            self.assertEqual(self.verify(document), (0, ""))
            self.assertEqual(self.verify(document, sys.executable, os.path.join(ROOT, "tests", "tools", "verify_certificate.py"))[0], 0)
            # What the other policy says cannot be taken out or changed.
            part = document["conflicts"][0]["parts"][0]
            for change in (lambda: part.pop("beside"), lambda: part["beside"].update(level="siaga"), lambda: part.update(policy=1 - part["policy"])):
                kept = json.loads(json.dumps(document))
                change()
                self.assertNotEqual(self.verify(document)[0], 0)
                document = kept
                part = document["conflicts"][0]["parts"][0]

    def verify(self, document, *by):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as f:
            json.dump(document, f)
            f.flush()
            by = by or (os.path.join(BUILD, "jarakctl"), "verify-certificate")
            done = subprocess.run([*by, f.name], capture_output=True, text=True)
        return done.returncode, done.stderr

    def test_what_may_be_approved_without_naming_is_the_chains_own_policys(self):
        self.file_both()
        told = self.conflict("64.74")
        for uid, region in (("bontang@uji", "64.74"), ("kutim@uji", "64.08")):
            slots = self.daemon.ask("GET", "/api/v1/notices/%s/slots?date=2024-11-20" % uid, role="polres", region=region).json()
            self.assertEqual(slots["level"], "siaga" if region == "64.74" else "waspada")
            self.assertTrue(slots["closed"], "the other stands in the way by the stricter row")
        self.assertEqual(told["level"], "siaga")

    def test_which_policies_there_are_and_for_whom(self):
        listed = self.daemon.ask("GET", "/api/v1/policies", role="polres").json()["policies"]
        self.assertEqual([(p["id"], p["region"], p["above"]) for p in listed],
                         [("kutim-2024-usulan", "64", None), ("kutim-2024-usulan", "64.08", "kutim-2024-usulan"),
                          ("bontang-uji", "64.74", "kutim-2024-usulan")])
        for query, region, want in (("", "64.08", "kutim-2024-usulan"), ("", "64.74", "bontang-uji"), ("?contest=pilwal-64.74", "64.08", "bontang-uji"),
                                    ("?region=64.74.01", "64.08", "bontang-uji")):
            told = self.daemon.ask("GET", "/api/v1/policy" + query, role="polres", region=region).json()
            self.assertEqual(told["id"], want, query)
        self.assertEqual(told["decided_by"], "rakor Bontang")
        self.assertEqual(told["escalation"]["siaga_min"], 11)
        self.assertEqual(self.daemon.ask("GET", "/api/v1/policy?contest=x", role="polres").status, 422)
        page = self.daemon.ask("GET", "/meja/kebijakan?region=64.74", role="polres").body.decode()
        self.assertIn("silang-bontang", page)
        self.assertIn("rakor Bontang", page)

    def test_another_policy_is_tried_in_the_place_of_that_one_alone(self):
        self.file_both()
        narrow = dict(TOWN_POLICY, rows=[dict(TOWN_POLICY["rows"][0], siaga={"distance_m": 500, "tau_min": 10})])
        for query, changed in (("?contest=pilwal-64.74", 1), ("?contest=pilbup-64.08", 0)):
            asked = self.daemon.ask("POST", "/api/v1/whatif" + query, json.dumps(narrow).encode(), "polres",
                                    {"Content-Type": "application/json"}, region="64")
            self.assertEqual(asked.status, 200, asked.body)
            self.assertEqual(len(asked.json()["changed"]), changed, (query, asked.json()["text"]))

    def test_what_a_pack_overrides_is_listed(self):
        done = subprocess.run([os.path.join(BUILD, "jarakctl"), "pack", "show", "pilwal-64.74", KUTIM, *self.folders], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = done.stdout.splitlines()
        self.assertIn("policy\tbontang-uji\t4\ton top of\tkutim-2024-usulan", lines)
        self.assertTrue(any(line.startswith("row\tsilang-bontang\tinstead of\t") for line in lines), lines)
        self.assertIn("override_from\tsiaga\tinstead of\twaspada", lines)
        self.assertIn("escalation", lines)
        self.assertNotIn("raise", lines)


class Revote(unittest.TestCase):
    """A re-vote in the pack of the vote it repeats: one more contest that names its own days."""

    def test_its_campaign_is_not_judged_by_the_rows_after_the_vote_also_after_a_restart(self):
        pack = tempfile.mkdtemp(prefix="jarakd-pack-")
        self.addCleanup(shutil.rmtree, pack)
        shutil.copytree(KUTIM, pack, dirs_exist_ok=True)
        with open(os.path.join(pack, "contests.json"), encoding="utf-8") as f:
            contests = json.load(f)
        with open(os.path.join(pack, "phases.json"), encoding="utf-8") as f:
            phases = json.load(f)
        first = next(c for c in contests["contests"] if c["id"] == "pilbup-64.08")
        contests["contests"].append(dict(first, id="pilbup-64.08-psu1"))
        own = {"contests": ["pilbup-64.08-psu1"]}
        phases["phases"] += [dict(own, id="psu_kampanye", name="Kampanye PSU", **{"from": "2024-12-10", "to": "2024-12-14", "campaign": True}),
                             dict(own, id="psu_tenang", name="Tenang PSU", **{"from": "2024-12-15", "to": "2024-12-16", "quiet": True}),
                             dict(own, id="psu", name="PSU", **{"from": "2024-12-17", "to": "2024-12-17", "vote": True})]
        write_pack(pack, contests=contests, phases=phases)
        daemon = Daemon(pack=pack)
        daemon.start()
        self.addCleanup(daemon.__exit__)

        def column(uid, paslon, contest):
            body = rally(uid, 0.5 + 0.01 * paslon, 117.5, paslon=paslon, start="20241212T140000", end="20241212T160000")
            body = body.replace(b"X-JARAK-CONTEST:pilbup-64.08", b"X-JARAK-CONTEST:" + contest)
            answer = daemon.ask("POST", "/api/v1/notices", body)
            self.assertEqual(answer.status, 201, answer.body)

        for paslon in (1, 2):
            column("psu-%d@uji" % paslon, paslon, b"pilbup-64.08-psu1")
        for _ in range(2):
            told = daemon.ask("GET", "/api/v1/conflicts", role="polres").json()["conflicts"]
            self.assertEqual([(c["rule"], "beside" in c["parts"][0]) for c in told], [("besar-besar", False)])
            verdict = daemon.ask("GET", "/api/v1/notices/psu-1@uji", role="polres").json()
            self.assertEqual({f["rule"] for f in verdict["findings"]} & {"R1", "R2"}, set())
            daemon.stop()
            daemon.start()
        column("lama-2@uji", 2, b"pilbup-64.08")  # of the vote that is over: to be clarified, and rows after the vote
        verdict = daemon.ask("GET", "/api/v1/notices/lama-2@uji", role="polres").json()
        self.assertEqual({f["rule"] for f in verdict["findings"]} & {"R1", "R29"}, {"R29"})
        for conflict in verdict["conflicts"]:  # the row of two contests is the same before and after the vote
            self.assertNotIn("beside", conflict["parts"][0])


class Nation(unittest.TestCase):
    """What the nation elects stands above provinces and is of no region."""

    def test_its_rallies_are_judged_and_decided_where_they_lie(self):
        folder = tempfile.mkdtemp(prefix="jarakd-pack-")
        self.addCleanup(shutil.rmtree, folder)
        with open(os.path.join(KUTIM, "phases.json"), encoding="utf-8") as f:
            phases = json.load(f)
        write_pack(folder, pack=dict(PROVINCE_HEAD, id="pilpres-uji", region="64"), phases=phases,
                   contests={"contests": [{"id": "pilpres", "region": "", "name": "Pemilihan presiden (uji)",
                                           "paslon": [{"number": n, "label": "Paslon %d" % n} for n in (1, 2, 3)]}]})
        daemon = Daemon(options=["--pack", folder])
        daemon.start()
        self.addCleanup(daemon.__exit__)
        for paslon in (1, 3):
            body = rally("pilpres-%d@uji" % paslon, 0.50 + 0.004 * paslon, 117.5, paslon=paslon).replace(b"pilbup-64.08", b"pilpres")
            answer = daemon.ask("POST", "/api/v1/notices", body)
            self.assertEqual(answer.status, 201, answer.body)
            verdict = daemon.ask("GET", "/api/v1/notices/pilpres-%d@uji" % paslon, role="polres").json()
            self.assertEqual({f["rule"] for f in verdict["findings"]} & {"R1", "R13"}, set())
        for region in ("64.08", "64"):
            told = daemon.ask("GET", "/api/v1/conflicts", role="polres", region=region).json()["conflicts"]
            self.assertEqual([c["level"] for c in told], ["siaga"])
        held = daemon.ask("POST", "/api/v1/notices/pilpres-1@uji/decision", json.dumps({"act": "hold", "chain_revision": 1, "reason": "uji"}).encode(),
                          "polres", {"Content-Type": "application/json"})
        self.assertEqual(held.status, 200, held.body)
        for path in ("/meja/hari/64.08/2024-11-20", "/meja/formulir", "/api/v1/contests", "/kalender/64.08"):
            self.assertEqual(daemon.ask("GET", path, role="polres").status, 200, path)


def made_up(folder, zone, paslon):
    """A pack of 2031 that shares nothing with 2024 but rules, defaults and rows."""
    for name in ("rules.json", "defaults.json", "policy.json"):
        shutil.copy(os.path.join(KUTIM, name), folder)
    parts = {
        "pack.json": {"id": "rekaan-2031", "title": "Pemilihan rekaan 2031", "simulation": True, "region": "99.01", "zone": zone,
                      "from": "2031-01-01", "to": "2031-12-31"},
        "contests.json": {"contests": [{"id": "pilbup-99.01", "region": "99.01", "name": "Pemilihan rekaan",
                                        "paslon": [{"number": n + 1, "label": "Paslon %d" % (n + 1)} for n in range(paslon)]}]},
        "regions.json": {"regions": [{"code": "99", "name": "Provinsi Rekaan", "zone": zone},
                                     {"code": "99.01", "name": "Rekaan", "parent": "99", "zone": zone},
                                     {"code": "99.01.01", "name": "Rekaan Kota", "parent": "99.01", "zone": zone, "lat": -2.5, "lon": 140.7}]},
        "phases.json": {"phases": [{"id": "kampanye", "name": "Kampanye", "from": "2031-06-01", "to": "2031-08-31", "campaign": True},
                                   {"id": "tenang", "name": "Masa tenang", "from": "2031-09-01", "to": "2031-09-03", "quiet": True},
                                   {"id": "pemungutan", "name": "Pemungutan suara", "from": "2031-09-04", "to": "2031-09-04", "vote": True}]},
        "holidays.json": {"holidays": []},
        "places.json": {"places": []}}
    for name, content in parts.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
            json.dump(content, f)
    return folder


class MadeUp(unittest.TestCase):
    """Nothing about one election is compiled in."""

    def test_another_year_another_zone_three_pairs(self):
        for zone, abbrev, offset in (("Asia/Jayapura", "WIT", "+09:00"), ("Asia/Jakarta", "WIB", "+07:00")):
            with tempfile.TemporaryDirectory() as folder, Daemon(pack=made_up(folder, zone, 3)) as daemon:
                for paslon in (1, 2, 3):
                    body = rally("r-%d@uji" % paslon, -2.5 - 0.004 * paslon, 140.7, paslon=paslon, start="20310716T140000", end="20310716T160000")
                    body = body.replace(b"pilbup-64.08", b"pilbup-99.01").replace(b"Asia/Makassar", zone.encode())
                    answer = daemon.ask("POST", "/api/v1/notices", body, region="99.01")
                    self.assertEqual(answer.status, 201, answer.body)
                    self.assertFalse({"R1", "R2", "R13"} & {f["rule"] for f in answer.json()["notices"][0]["findings"]})
                conflicts = daemon.ask("GET", "/api/v1/conflicts", role="polres", region="99.01").json()["conflicts"]
                self.assertEqual([c["level"] for c in conflicts], ["siaga"] * 3, "each with each")
                alerts = daemon.ask("GET", "/api/v1/alerts", role="polres", region="99.01").json()["alerts"]
                self.assertIn(abbrev, alerts[0]["text"])
                self.assertNotIn("WITA", json.dumps(alerts))
                day = daemon.ask("GET", "/api/v1/days/99.01/2031-07-16", role="polres", region="99.01").json()
                self.assertEqual({a["start"][-6:] for a in day["activities"]}, {offset})
                self.assertEqual(day["activities"][0]["start"][11:16], "14:00")
                page = daemon.ask("GET", "/", role=None)
                self.assertEqual(page.status, 200)
                self.assertNotIn("Kutai", page.body.decode())


if __name__ == "__main__":
    unittest.main()
