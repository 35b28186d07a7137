"""Polling stations in bulk: the simulation's 701, a list that is stated by file or table, tried first, told to officials alone."""
import html
import json
import os
import re
import shutil
import subprocess
import unittest

from browser import Browser
from daemon import BUILD, PACK, ROOT, Daemon, rally, until
from desk import Clerk, make_account
from test_maps_form import parts

CSV, GEO = {"Content-Type": "text/csv"}, {"Content-Type": "application/geo+json"}
HEAD = "kode;nama;desa;kecamatan;lintang;bujur;kerawanan;pemilih\r\n"
GOOD = HEAD + ("A-1;TPS 001;Teluk Lingga;Sangatta Utara;0,5053;117,5343;Rawan;1.024\r\n"
               "A-2;TPS 002;Teluk Lingga;64.08.04;0.506;117.5;sangat_rawan;\r\n"
               "A-3;\"TPS 003; aula\";;Kec. Busang;;;kurang rawan;400\r\n")
PUT = "/api/v1/stations?region=64.08"


class Stations(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().__enter__()
        self.addCleanup(self.daemon.__exit__)
        self.polres = Clerk(self.daemon, make_account(self.daemon, "polres"))

    def ask(self, method, path, body=None, role="polres", headers=None, region="64.08"):
        return self.daemon.ask(method, path, body, role, headers, region=region)

    def stations(self, role="polres", region="64.08", path="/api/v1/stations"):
        answer = self.ask("GET", path, role=role, region=region)
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json()

    def put(self, body, kind=CSV, seen=0, basis="SK%20KPU%207"):
        match = {"If-Match": '"e%d"' % seen} if seen else {"If-None-Match": "*"}
        return self.ask("PUT", PUT + ("&basis=" + basis if kind is CSV else ""), body, headers=dict(kind, **match))

    def restart(self):
        self.daemon.stop()
        self.daemon.start()


class List(Stations):
    def test_the_simulation_lists_its_701(self):
        told = self.stations()
        self.assertEqual((told["region"], len(told["stations"]), len(told["districts"])), ("64.08", 701, 18))
        self.assertEqual(told["counts"], {"kurang rawan": 530, "rawan": 159, "sangat rawan": 12, "all": 701, "voters": 297994, "placed": 701})
        busang = [d for d in told["districts"] if d["name"] == "Busang"][0]
        self.assertEqual((busang["region"], busang["counts"]["kurang rawan"], busang["counts"]["voters"]), ("64.08.06", 0, 4320))
        first = told["stations"][0]
        self.assertEqual((first["code"], first["region"], first["verified"]), ("64.08.01-001", "64.08.01", False))
        self.assertEqual(len(self.stations(path="/api/v1/stations?region=64.08.06")["stations"]), 10)
        self.assertEqual(len(self.ask("GET", "/api/v1/stations.geojson").json()["features"]), 701)
        table = self.ask("GET", "/api/v1/stations.csv")
        self.assertEqual(table.body.decode("utf-8-sig").count("\r\n"), 702)

    def test_the_simulation_is_what_its_script_writes(self):
        file = os.path.join(self.daemon.folder.name, "tps.geojson")
        subprocess.run(["python3", os.path.join(ROOT, PACK, "make_tps.py"), file], check=True)
        with open(file, "rb") as made, open(os.path.join(ROOT, PACK, "tps.geojson"), "rb") as kept:
            self.assertEqual(made.read(), kept.read())

    def test_a_list_that_does_not_fit_the_files_any_more_is_told_to_officials_alone(self):
        self.assertEqual(self.put(GOOD).status, 200)
        pack = os.path.join(self.daemon.folder.name, "pack")
        shutil.copytree(os.path.join(ROOT, PACK), pack)
        with open(os.path.join(pack, "tps.geojson"), "w", encoding="utf-8") as f:  # a neighbour's file has a code of the edition
            json.dump({"features": [{"properties": {"code": "A-1", "name": "Lain", "region": "64.03.05", "risk": "rawan"}, "geometry": None}]}, f)
        self.daemon.stop()
        self.daemon.pack = pack
        self.daemon.start()
        self.assertEqual(self.stations()["stations"], [])
        self.assertIn("dipakai dua kali", Clerk(self.daemon, "uji-polres").get("/meja/tps").words())
        told = self.ask("GET", "/api/v1/stations/history?region=64.08").json()["editions"][0]
        self.assertIn("dipakai dua kali", told["left_out"])
        self.assertEqual([s["name"] for s in self.stations(region="64.03")["stations"]], ["Lain"])
        self.assertNotIn("dipakai dua kali", self.ask("GET", "/api/v1/policies", role="tim").body.decode())

    def test_a_table_goes_out_and_comes_back_the_same(self):
        table = self.ask("GET", "/api/v1/stations.csv").body
        tried = self.ask("POST", "/api/v1/stations/whatif?region=64.08", table, headers=CSV)
        self.assertEqual(tried.status, 200, tried.body)
        self.assertEqual({k: tried.json()[k] for k in ("new", "changed", "gone", "same")}, {"new": 0, "changed": 0, "gone": 0, "same": 701})
        document = self.ask("GET", "/api/v1/stations.geojson").body
        tried = self.ask("POST", "/api/v1/stations/whatif?region=64.08", document, headers=GEO)
        self.assertEqual(tried.json()["same"], 701)

    def test_a_table_is_stated_and_holds_after_a_restart(self):
        before = self.ask("GET", "/api/v1/policy?as_of=2099-01-01T00:00:00Z").headers["jarak-as-of"].split(";")[0]
        answer = self.put(GOOD)
        self.assertEqual(answer.status, 200, answer.body)
        self.assertEqual(self.stations(path="/api/v1/stations?as_of=" + before)["counts"]["all"], 701, "of then")
        self.assertEqual({k: answer.json()[k] for k in ("part", "region", "edition", "basis", "office")},
                         {"part": "stations", "region": "64.08", "edition": 1, "basis": "SK KPU 7", "office": "Polres Kutai Timur"})
        for _ in range(2):
            told = self.stations()
            self.assertEqual([(s["code"], s["name"], s.get("village"), s["region"], s["risk"], s.get("voters"), s.get("lat"), s["verified"], s["edition"])
                              for s in told["stations"]],
                             [("A-1", "TPS 001", "Teluk Lingga", "64.08.04", "rawan", 1024, 0.5053, True, 1),
                              ("A-2", "TPS 002", "Teluk Lingga", "64.08.04", "sangat rawan", None, 0.506, True, 1),
                              ("A-3", "TPS 003; aula", None, "64.08.06", "kurang rawan", 400, None, True, 1)])
            self.assertEqual(told["counts"]["placed"], 2)
            self.restart()
        self.assertIn("daftar TPS 64.08, edisi 1", Clerk(self.daemon, "uji-polres").get("/meja/digest").words())
        self.assertEqual(self.put(GOOD).status, 412, "somebody has stated since")
        self.assertEqual(self.put(GOOD, seen=1).status, 200)
        gone = self.ask("PUT", PUT, json.dumps({"withdrawn": True, "basis": "keliru"}), headers=dict(GEO, **{"If-Match": '"e2"'}))
        self.assertEqual(gone.status, 200, gone.body)
        self.assertEqual(len(self.stations()["stations"]), 701)
        history = self.ask("GET", "/api/v1/stations/history?region=64.08").json()
        self.assertEqual([(e["edition"], e["withdrawn"], e["in_force"], e["basis"]) for e in history["editions"]],
                         [(3, True, False, "keliru"), (2, False, False, "SK KPU 7"), (1, False, False, "SK KPU 7")])
        self.restart()
        self.assertEqual(len(self.stations()["stations"]), 701)

    def test_what_is_wrong_is_told_with_its_line_and_column_and_nothing_changes(self):
        row = "A-1;TPS 001;;Sangatta Utara;0,5053;117,5343;rawan;400\r\n"
        for body, line, column in ((HEAD + row + row, 3, "kode"), (HEAD + row.replace("A-1", ""), 2, "kode"),
                                   (HEAD + row.replace("TPS 001", ""), 2, "nama"), (HEAD + row.replace("Sangatta Utara", "Sangata"), 2, "kecamatan"),
                                   (HEAD + row.replace("Sangatta Utara", "Kelay"), 2, "kecamatan"), (HEAD + row.replace("Sangatta Utara", "64.08"), 2, "kecamatan"),
                                   (HEAD + row.replace("rawan", "aman"), 2, "kerawanan"), (HEAD + row.replace("400", "5001"), 2, "pemilih"),
                                   (HEAD + row.replace("400", "-1"), 2, "pemilih"), (HEAD + row.replace("0,5053", ""), 2, "lintang"),
                                   (HEAD + row.replace("117,5343", ""), 2, "bujur"), (HEAD + row.replace("0,5053", "5,5"), 2, "lintang"),
                                   (HEAD + row.replace("0,5053;117,5343", "117,5343;0,5053"), 2, "lintang"), (HEAD + row.replace("117,5343", "1.175.343"), 2, "bujur"),
                                   (HEAD + "\r\n" + row + row.replace("A-1", "A-2").replace(";400", ""), 4, "pemilih"),
                                   (HEAD.replace("kerawanan", "catatan") + row, 1, "kolom 7"), (HEAD.replace("kode;", "") + row, 1, "kode"),
                                   (HEAD, 2, "kode"), (HEAD + "\"A;", 2, "kode")):
            answer = self.put(body)
            self.assertIn(answer.status, (400, 422), (body, answer.body))
            told = answer.json()
            self.assertEqual((told.get("line"), told.get("field")), (line, column), (body, told))
        for document, field in (({"features": [{"properties": {"code": "a"}, "geometry": None}]}, "tps.geojson: features[0].properties.name"),
                                ({"stations": []}, "tps.geojson: features"),
                                ({"features": [{"properties": {"code": "a", "name": "b", "region": "64.03.05", "risk": "rawan"}, "geometry": None}]},
                                 "tps.geojson: features[0].properties.region")):
            answer = self.put(json.dumps(dict(document, basis="rakor")), GEO)
            self.assertEqual((answer.status, answer.json().get("field")), (422, field), answer.body)
        self.assertEqual(self.put(GOOD, basis="").status, 422)
        self.assertEqual(self.put(b"PK\x03\x04").status, 400)
        self.assertEqual(self.ask("PUT", PUT + "&basis=x", GOOD, headers=CSV).status, 428)
        self.assertEqual(self.ask("PUT", "/api/v1/stations?basis=x", GOOD, headers=dict(CSV, **{"If-None-Match": "*"})).status, 422)
        self.assertEqual(len(self.stations()["stations"]), 701)
        self.assertEqual(self.ask("GET", "/api/v1/stations/history?region=64.08").json()["editions"], [])

    def test_a_list_at_its_limit_holds_nobody(self):
        rows = "".join("K-%d;TPS %d;;64.08.%02d;;;rawan;400\n" % (i, i, i % 18 + 1) for i in range(8000))
        answer = self.put(HEAD + rows)
        self.assertEqual(answer.status, 200, answer.body)
        self.assertEqual(self.stations()["counts"]["all"], 8000)
        self.assertEqual(self.put(HEAD + "x" * (2 << 20), seen=1).status, 413)
        self.restart()
        self.assertEqual(self.stations()["counts"]["rawan"], 8000)
        self.assertIn("8.000", Clerk(self.daemon, "uji-polres").get("/meja/tps").words())


class Guard(Stations):
    def test_a_notice_near_a_station_on_the_day_of_the_vote_is_told(self):
        def says(uid, day, lat):
            body = rally(uid, lat, 117.52, start=day + "T100000", end=day + "T120000")
            self.assertEqual(self.ask("POST", "/api/v1/notices", body).status, 201)
            return [f["text"] for f in self.ask("GET", "/api/v1/notices/" + uid).json()["findings"] if f["rule"] == "R31"]

        self.assertEqual(self.put(HEAD + "A-1;TPS 001;;Sangatta Utara;0,58;117,52;sangat rawan;\n").status, 200)
        self.assertIn("TPS 001", says("a@tps", "20241127", 0.581)[0])
        self.assertEqual(says("b@tps", "20241127", 0.583), [], "332 m")
        self.assertEqual(says("c@tps", "20241120", 0.58), [])
        moved = self.put(HEAD + "A-1;TPS 001;;Sangatta Utara;0,583;117,52;sangat rawan;\n", seen=1)
        self.assertEqual(moved.status, 200, moved.body)
        finding = self.ask("GET", "/api/v1/notices/b@tps").json()["findings"]
        self.assertTrue(any(f["rule"] == "R31" for f in finding), "checked anew by another list")


class Privacy(Stations):
    PATHS = ("/api/v1/stations", "/api/v1/stations.geojson", "/api/v1/stations.csv", "/api/v1/stations/history?region=64.08", "/meja/tps")

    def test_officials_of_the_region_are_told_and_nobody_else(self):
        self.assertEqual(self.put(GOOD).status, 200)
        for role in ("bawaslu", "kpu", "kesbangpol"):
            self.assertEqual(len(self.stations(role)["stations"]), 3)
            refused = self.daemon.ask("PUT", PUT + "&basis=x", GOOD, role, dict(CSV, **{"If-Match": '"e1"'}))
            self.assertEqual(refused.status, 403, role)
        for path in self.PATHS[:4]:
            for role in ("tim", "pembaca"):
                self.assertEqual(self.ask("GET", path, role=role).status, 403, (path, role))
            self.assertEqual(self.ask("GET", path, role=None).status, 401, path)
        for role, more in (("tim", {"contest": "pilbup-64.08", "paslon": 1}), ("pembaca", {})):
            clerk = Clerk(self.daemon, make_account(self.daemon, role, **more))
            self.assertEqual(clerk.get("/meja/tps").status, 403)
        for path in ("/api/v1/places", "/api/v1/regions", "/kalender/64.08", "/feeds/64.08/approved.ics"):
            answer = self.ask("GET", path, role=None if path.startswith(("/k", "/f")) else "tim")
            for word in (b"A-1", b"TPS 001", b"sangat rawan"):
                self.assertNotIn(word, answer.body, path)
        self.assertNotIn(b"TPS 001", self.ask("GET", "/api/v1/policies", role="tim").body)

    def test_another_regency_sees_nothing_and_states_nothing(self):
        for path in ("/api/v1/stations?region=64.08", "/api/v1/stations.csv?region=64.08.04", "/api/v1/stations/history?region=64.08"):
            self.assertEqual(self.ask("GET", path, region="64.03").status, 403, path)
        for path in ("/api/v1/stations", "/api/v1/stations?region=64"):
            told = self.stations(region="64.03", path=path)
            self.assertEqual((told["region"], told["stations"]), ("64.03", []), path)
        self.assertEqual(self.ask("PUT", PUT + "&basis=x", GOOD, region="64.03", headers=dict(CSV, **{"If-None-Match": "*"})).status, 403)
        self.assertEqual(self.ask("POST", "/api/v1/stations/whatif?region=64.08", GOOD, region="64.03", headers=CSV).status, 403)
        self.assertEqual(self.polres.get("/meja/tps?region=64.03").status, 403)
        sector = Clerk(self.daemon, make_account(self.daemon, "polres", "64.08.04", name="polsek"))
        self.assertIn("701", sector.get("/meja/tps").words(), "its regency's")
        self.assertNotIn('name="berkas"', sector.get("/meja/tps").text)


class Page(Stations):
    def send(self, fields, file=None):
        page = self.polres.get("/meja/tps")
        kind, body = parts(dict({"csrf": page.csrf(), "wilayah": "64.08"}, **fields), [("berkas",) + file] if file else [])
        return self.polres.ask("POST", "/meja/tps", body, Content_Type=kind)

    def confirm(self, tried, basis="SK KPU 7"):
        fields = {n: html.unescape(v) for n, v in re.findall(r'<input type="hidden" name="(wilayah|csrf|edisi|dokumen)" value="([^"]*)"', tried.text)}
        kind, body = parts(dict(fields, dasar=basis, langkah="tetapkan"), [])
        return self.polres.ask("POST", "/meja/tps", body, Content_Type=kind)

    def test_a_list_is_tried_then_stated_and_its_history_told(self):
        words = self.polres.get("/meja/tps").words()
        self.assertIn("Busang 0 8 2 10 4.320 0", words)
        self.assertIn("Seluruhnya 530 159 12 701 297.994 0", words)
        self.assertIn("belum diverifikasi", words)
        tried = self.send({"langkah": "coba"}, ("tps.csv", GOOD.encode()))
        self.assertEqual(tried.status, 200, tried.words())
        self.assertIn("3 TPS baru, 0 berubah, 701 hilang, 0 tetap.", tried.words())
        self.assertIn("Rawan: 159 menjadi 1", tried.words())
        self.assertEqual(len(self.stations()["stations"]), 701, "a trial changes nothing")
        self.assertEqual(self.confirm(tried, "").status, 422)
        done = self.confirm(tried)
        self.assertEqual(done.status, 303, done.words())
        words = self.polres.get(done.headers["Location"]).words()
        self.assertIn("Edisi 1 berlaku", words)
        self.assertIn("3 TPS: 1 kurang rawan, 1 rawan, 1 sangat rawan", words)
        self.assertIn("dasar: SK KPU 7", words)
        self.assertNotIn("belum diverifikasi", words)
        late = self.confirm(tried)
        self.assertEqual(late.status, 412, late.words())
        pasted = self.send({"langkah": "coba", "isi": GOOD.replace("A-3", "A-4")})
        self.assertIn("1 TPS baru, 0 berubah, 1 hilang, 2 tetap.", pasted.words())
        gone = self.send({"langkah": "cabut", "edisi": "1", "dasar": "keliru"})
        self.assertEqual(gone.status, 303, gone.words())
        self.assertIn("Seluruhnya 530 159 12 701", self.polres.get("/meja/tps").words())

    def test_what_is_wrong_is_told_with_its_line_and_what_was_pasted_stays(self):
        for fields, file, says in (({"isi": GOOD.replace("Rawan", "gawat")}, None, ("baris 2", "kerawanan")), ({"isi": ""}, None, ("berkas",)),
                                   ({}, ("t.csv", GOOD.replace("A-2", "A-1").encode()), ("baris 3", "kode")), ({}, ("t.geojson", b"{}"), ("features",))):
            page = self.send(dict(fields, langkah="coba"), file)
            self.assertIn(page.status, (400, 422), page.words())
            fault = page.text.split('role="alert"')[1].split("</")[0]
            for word in says:
                self.assertIn(word, fault)
            if fields.get("isi"):
                self.assertIn("TPS 003; aula", html.unescape(page.text))

    def test_jarakctl_lists_imports_and_tells_the_history(self):
        file, token = (os.path.join(self.daemon.folder.name, name) for name in ("tps.csv", "token"))
        with open(token, "w", encoding="ascii") as f:
            f.write(self.daemon.token("polres"))
        with open(file, "w", encoding="utf-8", newline="") as f:
            f.write(GOOD)

        def run(*words):
            return subprocess.run([os.path.join(BUILD, "jarakctl"), "--url", "http://127.0.0.1:%d" % self.daemon.port, "--token-file", token, *words],
                                  text=True, capture_output=True)
        self.assertEqual(len(run("tps", "list", "64.08").stdout.splitlines()), 701)
        self.assertEqual(run("tps", "import", "64.08", file).returncode, 2, "no basis")
        done = run("tps", "import", "64.08", file, "--basis", "SK KPU 7")
        self.assertEqual((done.returncode, done.stdout), (0, "1\tpolres-64.08, Polres Kutai Timur\tSK KPU 7\n"), done.stderr)
        self.assertEqual(run("tps", "list", "64.08").stdout.splitlines()[0], "A-1\t64.08.04\trawan\t1024\tTPS 001")
        self.assertIn("SK KPU 7", run("tps", "history", "64.08").stdout)
        with open(file, "w", encoding="utf-8", newline="") as f:
            f.write(GOOD.replace("A-2", "A-1"))
        wrong = run("tps", "import", "64.08", file, "--basis", "x", "--seen", "1")
        self.assertEqual(wrong.returncode, 3)
        self.assertIn("3", wrong.stderr)
        self.assertIn("kode", wrong.stderr)
        self.assertEqual(run("tps", "withdraw", "64.08", "--seen", "1", "--basis", "keliru").returncode, 0)
        self.assertEqual(len(run("tps", "list", "64.08").stdout.splitlines()), 701)


class OnAPhone(Stations):
    def test_the_page_fits_a_phone_and_the_risk_map_draws_them(self):
        with Browser(self.daemon, width=390) as browser:
            browser.sign_in("uji-polres")
            browser.open("/meja/tps")
            self.assertEqual(browser.run("return document.documentElement.scrollWidth <= window.innerWidth"), True)
            browser.run("document.getElementById('tempel').value = arguments[0]", GOOD)
            send = browser.one("button[value='coba']")
            browser.run("arguments[0].scrollIntoView({block: 'center'})", send)
            send.click()
            until(lambda: browser.text("main"), lambda text: "3 TPS baru" in text)
            self.assertEqual(browser.run("return document.documentElement.scrollWidth <= window.innerWidth"), True)
            browser.one("#alasan").send_keys("SK KPU 7")
            send = browser.one("button[value='tetapkan']")
            browser.run("arguments[0].scrollIntoView({block: 'center'})", send)
            send.click()
            until(lambda: browser.text("main"), lambda text: "Edisi 1 berlaku" in text)
            browser.open("/meja/kerawanan")
            until(lambda: browser.run("return document.querySelectorAll('#petazona path.tps').length"), lambda n: n == 2)
            self.assertEqual(browser.run("return document.querySelectorAll('#petazona path.tps.r3').length"), 1)
            self.assertEqual(browser.faults(), [])
