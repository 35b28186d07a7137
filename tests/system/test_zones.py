"""The map of prone places: typed, drawn or imported by the police, tried before it is stated, told on the conflicts it raises, and
shown to officials alone."""
import html
import json
import os
import re
import subprocess
import unittest

from browser import Browser
from daemon import BUILD, PACK, Daemon, rally, until
from desk import Clerk, make_account
from selenium.webdriver.common.action_chains import ActionChains
from test_maps_form import parts

KM = 1000.0 / 110575.0
FORM = {"nama": "Simpang tiga", "tingkat": "tinggi", "faktor": "2,0", "dari": "01-11-2024", "sampai": "30-11-2024",
        "indikator": "dua basis massa bertemu\n\npernah ada kericuhan", "sumber": "rakor 14 November 2024", "titik": "0,5; 117,2",
        "radius": "2"}


class Map(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().__enter__()
        self.addCleanup(self.daemon.__exit__)
        for role in ("polres", "bawaslu"):
            make_account(self.daemon, role)
        self.polres = Clerk(self.daemon, "uji-polres")
        for uid, north_km, paslon in (("a@zona", 0, 1), ("b@zona", 1.6, 2)):  # waspada; at twice the distance siaga
            body = rally(uid, 0.5 + north_km * KM, 117.2, paslon=paslon, start="20241120T140000", end="20241120T160000")
            self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", body).status, 201)

    def conflicts(self, role="polres", region="64.08"):
        return self.daemon.ask("GET", "/api/v1/conflicts", role=role, region=region).json()["conflicts"]

    def levels(self):
        return [c["level"] for c in self.conflicts()]

    def post(self, clerk, fields, **more):
        page = clerk.get("/meja/kerawanan")
        return clerk.post("/meja/kerawanan", dict({"csrf": page.csrf(), "wilayah": "64.08"}, **fields, **more))

    def confirm(self, clerk, tried, basis="berita acara 7"):
        """The second form, as the answer of the first wrote it."""
        fields = {n: html.unescape(v) for n, v in re.findall(r'<input type="hidden" name="(wilayah|csrf|edisi|dokumen)" value="([^"]*)"', tried.text)}
        return clerk.post("/meja/kerawanan", dict(fields, dasar=basis, langkah="tetapkan"))

    def state(self, **fields):
        tried = self.post(self.polres, dict(FORM, langkah="coba", **fields))
        self.assertEqual(tried.status, 200, tried.words())
        done = self.confirm(self.polres, tried)
        self.assertEqual(done.status, 303, done.words())
        return self.polres.get(done.headers["Location"])


class Page(Map):
    def test_what_is_typed_is_tried_first_then_stated_with_name_and_reason_and_told_on_the_conflict(self):
        tried = self.post(self.polres, dict(FORM, langkah="coba"))
        self.assertEqual(tried.status, 200, tried.words())
        self.assertIn("1 konflik naik ke siaga.", tried.words())
        self.assertEqual(self.levels(), ["waspada"], "a trial changes nothing")
        self.assertEqual(self.confirm(self.polres, tried, "").status, 422, "no basis")
        self.assertEqual(self.levels(), ["waspada"])
        done = self.confirm(self.polres, tried)
        self.assertEqual(done.status, 303, done.words())
        page = self.polres.get(done.headers["Location"])
        self.assertIn("Edisi 1 berlaku; 1 konflik", page.words())
        self.assertIn("Simpang tiga Tinggi 2,0 kali, Jumat, 1 November 2024 sampai Sabtu, 30 November 2024 dua basis massa bertemu; "
                      "pernah ada kericuhan edisi 1, uji-polres, Polres Kutai Timur", page.words())
        self.assertIn("Baru: Simpang tiga (tinggi, 2,0 kali, 2024-11-01 sampai 2024-11-30)", page.words())
        self.assertIn("dasar: berita acara 7", page.words())
        conflict = self.conflicts()[0]
        zone = {"id": "zona-simpang-tiga", "name": "Simpang tiga", "level": "tinggi", "factor": 2.0}
        self.assertEqual((conflict["level"], conflict["zone"], conflict["parts"][0]["zone"]), ("siaga", zone, zone))
        self.assertIn("2,0 kali karena zona rawan Simpang tiga", self.polres.get("/meja/konflik/" + conflict["id"]).words())
        told = [z["properties"] for z in self.daemon.ask("GET", "/api/v1/zones", role="polres").json()["features"]]
        mine = [p for p in told if p["id"] == "zona-simpang-tiga"][0]
        self.assertEqual((mine["indicators"], mine["verified"], mine["source"], mine["decided_by"], mine["basis"]),
                         (["dua basis massa bertemu", "pernah ada kericuhan"], True, "rakor 14 November 2024",
                          "uji-polres, Polres Kutai Timur", "berita acara 7"))
        self.daemon.stop()
        self.daemon.start()
        self.assertEqual(self.conflicts()[0]["zone"], zone)

    def test_a_zone_is_changed_removed_and_its_history_told(self):
        self.state()
        changed = self.polres.get("/meja/kerawanan?zona=zona-simpang-tiga")
        self.assertIn("Ubah: Simpang tiga", changed.words())
        self.assertIn('value="0,5; 117,2"', changed.text)
        self.state(zona="zona-simpang-tiga", faktor="1,0")
        self.assertEqual(self.levels(), ["waspada"])
        self.state(nama="Pelabuhan", titik="0,6; 117,5")
        history = self.polres.get("/meja/kerawanan?zona=zona-simpang-tiga").words().split("Riwayat peta", 1)[1]
        self.assertIn("Diubah: Simpang tiga (tinggi, 2,0 kali, 2024-11-01 sampai 2024-11-30 > tinggi, 1,0 kali", history)
        self.assertNotIn("Pelabuhan", history)
        dropped = self.post(self.polres, {"langkah": "hapus", "zona": "zona-simpang-tiga"})
        self.assertIn("Tidak ada konflik yang berubah tingkat", dropped.words())
        self.assertEqual(self.confirm(self.polres, dropped).status, 303)
        self.assertIn("Dihapus: Simpang tiga", self.polres.get("/meja/kerawanan").words())
        self.assertEqual(self.post(self.polres, {"langkah": "hapus", "zona": "rawan-busang"}).status, 404, "a zone of the files")
        gone = self.post(self.polres, {"langkah": "cabut", "edisi": "4", "dasar": "rakor 8"})
        self.assertEqual(gone.status, 303, gone.words())
        self.assertNotIn("Pelabuhan", self.polres.get("/meja/kerawanan").words().split("Riwayat peta")[0])

    def test_a_border_a_sub_district_and_a_file_are_ground_too(self):
        self.state(titik="", batas="0,48; 117,18\n0,48; 117,22\n0,53; 117,22\n0,53; 117,18\n")
        self.assertEqual(self.levels(), ["siaga"])
        self.state(zona="zona-simpang-tiga", titik="", kecamatan="64.08.04")  # Sangatta Utara, 30 km away
        self.assertEqual(self.levels(), ["waspada"])
        kinds = {z["properties"]["id"]: z["geometry"]["type"] for z in self.daemon.ask("GET", "/api/v1/zones", role="polres").json()["features"]}
        self.assertEqual(kinds["zona-simpang-tiga"], "Polygon")
        file = {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": "Point", "coordinates": [117.2, 0.5]},
                "properties": {"id": "impor", "name": "Impor", "factor": 2, "radius_m": 1000, "from": "2024-11-01", "to": "2024-11-30"}}]}
        page = self.polres.get("/meja/kerawanan")
        kind, body = parts({"csrf": page.csrf(), "wilayah": "64.08", "langkah": "impor"}, [("berkas", "zones.geojson", json.dumps(file).encode())])
        tried = self.polres.ask("POST", "/meja/kerawanan", body, Content_Type=kind)
        self.assertIn("1 konflik naik ke siaga", tried.words())
        self.assertEqual(self.confirm(self.polres, tried).status, 303)
        words = self.polres.get("/meja/kerawanan").words()
        self.assertIn("Baru: Impor", words)
        self.assertIn("Dihapus: Simpang tiga", words)

    def test_what_is_wrong_is_named_and_what_was_typed_stays(self):
        for fields, field in (({"nama": ""}, "nama"), ({"tingkat": "gawat"}, "tingkat"), ({"faktor": "3,5"}, "faktor"),
                              ({"faktor": "dua"}, "faktor"), ({"dari": "kemarin"}, "dari"), ({"titik": "entah"}, "titik"),
                              ({"titik": ""}, "batas"), ({"titik": "", "batas": "0,5; 117,2\n0,6; 117,3"}, "batas"),
                              ({"titik": "", "batas": "{\"type\":"}, "batas"), ({"radius": "500"}, "radius"),
                              ({"titik": "0,5; 110"}, "features"), ({"sampai": "01-10-2024"}, "properties")):
            page = self.post(self.polres, dict(FORM, langkah="coba", **fields))
            self.assertIn(page.status, (400, 422), (fields, page.words()[:400]))
            self.assertIn('role="alert"', page.text)
            self.assertIn(field, page.text.split('role="alert"')[1].split("</")[0], fields)
            self.assertIn("pernah ada kericuhan", page.text)
        self.assertEqual(self.daemon.ask("GET", "/api/v1/zones/history", role="polres").json()["editions"], [])

    def test_two_officers_at_once_do_not_write_over_each_other(self):
        make_account(self.daemon, "polres", name="lain")
        other = Clerk(self.daemon, "lain")
        first, second = (self.post(clerk, dict(FORM, langkah="coba", nama=name)) for clerk, name in ((self.polres, "Satu"), (other, "Dua")))
        self.assertEqual(self.confirm(self.polres, first).status, 303)
        late = self.confirm(other, second)
        self.assertEqual(late.status, 412, late.words())
        self.assertIn("Satu", self.polres.get("/meja/kerawanan").words())


class Privacy(Map):
    def test_only_officials_are_told_and_only_the_police_states(self):
        self.state()
        bawaslu = Clerk(self.daemon, "uji-bawaslu")
        self.assertIn("Simpang tiga", bawaslu.get("/meja/kerawanan").words())
        self.assertNotIn("formzona", bawaslu.get("/meja/kerawanan").text)
        self.assertEqual(self.post(bawaslu, dict(FORM, langkah="coba")).status, 403)
        for region in ("64.08.04", "64"):
            make_account(self.daemon, "polres", region, name="polres-" + region) if region != "64" else None
        sector = Clerk(self.daemon, "polres-64.08.04")
        self.assertIn("Simpang tiga", sector.get("/meja/kerawanan").words())
        self.assertEqual(self.post(sector, dict(FORM, langkah="coba")).status, 403, "a sub-district's account states nothing")
        self.assertEqual(self.polres.get("/meja/kerawanan?region=64.03").status, 403, "a neighbour's map")
        self.assertEqual(self.polres.get("/meja/kerawanan?region=99").status, 422)
        for role, more in (("tim", {"contest": "pilbup-64.08", "paslon": 1}), ("pembaca", {})):
            name = make_account(self.daemon, role, **more)
            clerk = Clerk(self.daemon, name)
            self.assertEqual(clerk.get("/meja/kerawanan").status, 403)
            for path in ("/api/v1/zones", "/api/v1/zones/history?region=64.08"):
                self.assertEqual(self.daemon.ask("GET", path, role=role).status, 403)
        mine = self.daemon.ask("GET", "/api/v1/notices/a@zona", role="tim")
        for answer in (mine, self.daemon.ask("GET", "/kalender/64.08", role=None), self.daemon.ask("GET", "/feeds/64.08/approved.ics", role=None)):
            self.assertNotIn(b"Simpang tiga", answer.body)
            self.assertNotIn(b"zona-", answer.body)

    def test_a_region_is_asked_for_its_own_zones(self):
        self.state()

        def ids(path):
            return [z["properties"]["id"] for z in self.daemon.ask("GET", path, role="polres").json()["features"]]

        self.assertEqual(len(ids("/api/v1/zones")), 5)
        self.assertEqual(len(ids("/api/v1/zones?region=64.08")), 5)
        self.assertEqual(ids("/api/v1/zones?region=64.03"), [])
        self.assertEqual(len(ids("/api/v1/zones?region=64")), 5)

    def test_a_map_at_its_limits_holds_nobody(self):
        def zone(i, radius_m=1000):
            return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [117.2 + 0.0001 * i, 0.5]},
                    "properties": {"id": "z%d" % i, "name": "Kawasan %d" % i, "factor": 2, "radius_m": radius_m, "from": "2024-11-01", "to": "2024-11-30"}}

        def put(features, seen):
            headers = {"Content-Type": "application/geo+json", **({"If-Match": '"e%d"' % seen} if seen else {"If-None-Match": "*"})}
            return self.daemon.ask("PUT", "/api/v1/zones?region=64.08", json.dumps({"type": "FeatureCollection", "basis": "rakor", "features": features}), "polres", headers)

        for seen in range(3):
            self.assertEqual(put([zone(i, 1000 + seen) for i in range(500)], seen).status, 200)
        page = self.polres.get("/meja/kerawanan").words()
        self.assertIn("Keterangan diubah: Kawasan 0", page, "the radius is a property")
        self.assertIn("488 perubahan lagi", page)
        self.assertEqual(self.conflicts()[0]["zone"]["factor"], 2.0)
        for features in ([zone(i) for i in range(501)], [zone(1), zone(1)]):
            self.assertEqual(put(features, 3).status, 422)

    def test_the_route_tries_what_a_document_would_change(self):
        zone = {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": "Point", "coordinates": [117.2, 0.5]},
                "properties": {"id": "z", "name": "Z", "factor": 2, "radius_m": 1000, "from": "2024-11-01", "to": "2024-11-30"}}]}
        path, kind = "/api/v1/zones/whatif?region=64.08", {"Content-Type": "application/geo+json"}
        answer = self.daemon.ask("POST", path, json.dumps(zone), "polres", kind)
        self.assertEqual(answer.status, 200, answer.body)
        told = answer.json()
        self.assertEqual((told["before"]["waspada"], told["after"]["siaga"], told["text"]), (1, 1, "1 konflik naik ke siaga"))
        self.assertEqual([(p["before"]["level"], p["after"]["level"], p["id"]) for p in told["changed"]],
                         [("waspada", "siaga", self.conflicts()[0]["id"])])
        self.assertEqual(self.levels(), ["waspada"])
        self.assertEqual(self.daemon.ask("POST", path, json.dumps(zone), "bawaslu", kind).status, 403)
        self.assertEqual(self.daemon.ask("POST", path, b"{", "polres", kind).status, 422)
        self.assertEqual(self.daemon.ask("POST", "/api/v1/zones/whatif", json.dumps(zone), "polres", kind).status, 422)
        file, token = (os.path.join(self.daemon.folder.name, name) for name in ("zones.geojson", "token"))
        with open(token, "w", encoding="ascii") as f:
            f.write(self.daemon.token("polres"))
        with open(file, "w", encoding="utf-8") as f:
            json.dump(zone, f)

        def run(*words):
            return subprocess.run([os.path.join(BUILD, "jarakctl"), "--url", "http://127.0.0.1:%d" % self.daemon.port, "--token-file", token, *words],
                                  text=True, capture_output=True)
        self.assertEqual(run("zone", "whatif", "64.08", file).stdout.splitlines(),
                         ["1 konflik naik ke siaga", "waspada\tsiaga\t" + self.conflicts()[0]["id"]])
        self.assertEqual(run("zone", "set", "64.08", file, "--basis", "rakor 3").returncode, 0)
        self.assertEqual(self.levels(), ["siaga"])
        self.assertIn("rakor 3", run("zone", "history", "64.08").stdout)
        self.assertEqual(run("zone", "withdraw", "64.08", "--seen", "1", "--basis", "rakor 4").returncode, 0)
        self.assertEqual(self.levels(), ["waspada"])


class First(unittest.TestCase):
    """The pack's own map of 2020: drawn and named, not verified, and raising nothing."""

    def test_the_map_of_the_pack_raises_nothing(self):
        with Daemon() as daemon:
            clerk = Clerk(daemon, make_account(daemon, "kesbangpol"))
            words = clerk.get("/meja/kerawanan").words()
            for name in ("Kecamatan Busang", "Kecamatan Long Mesangat", "Kecamatan Sandaran", "Kampung Sidrap (batas Bontang)"):
                self.assertIn(name + " Rawan belum diverifikasi faktor belum ditetapkan (1,0: jarak tidak berubah)", words)
            self.assertEqual({z["properties"]["factor"] for z in daemon.ask("GET", "/api/v1/zones", role="polres").json()["features"]}, {1.0})
            self.assertTrue(os.path.exists(os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), PACK, "zones.geojson")))


class Drawn(Map):
    SCRIPTS = True

    def test_a_border_is_pressed_onto_the_map_by_whoever_has_a_phone(self):
        with Browser(self.daemon, width=390) as browser:
            browser.sign_in("uji-polres")
            browser.open("/meja/kerawanan")
            until(lambda: browser.run("return document.querySelectorAll('#petazona path.zone').length"), lambda n: n == 4)
            draw = browser.one("#petazona .mapmodes button")
            draw.click()
            place = browser.one("#petazona .leafmap")
            browser.run("arguments[0].scrollIntoView({block: 'center'})", place)
            for x, y in ((-40, -40), (40, -40), (40, 40), (-40, 40)):
                ActionChains(browser.driver).move_to_element_with_offset(place, x, y).click().perform()
            corners = until(lambda: browser.run("return document.getElementById('batas').value"), lambda text: text.count("\n") == 3)
            self.assertTrue(all(re.fullmatch(r"-?\d+,\d{6}; 11\d,\d{6}", line) for line in corners.split("\n")), corners)
            self.assertEqual(browser.run("return document.querySelectorAll('#petazona path.drawn').length"), 1)
            for name, value in (("nama", "Digambar"), ("faktor", "1,5")):
                browser.one("#" + name).clear()
                browser.one("#" + name).send_keys(value)
            send = browser.one("button[value='coba']")
            browser.run("arguments[0].scrollIntoView({block: 'center'})", send)  # out from under the bar at the bottom
            send.click()
            until(lambda: browser.text("main"), lambda text: "Yang akan berubah" in text)
            browser.one("#alasan").send_keys("rakor di lapangan")
            send = browser.one("button[value='tetapkan']")
            browser.run("arguments[0].scrollIntoView({block: 'center'})", send)
            send.click()
            until(lambda: browser.text("main"), lambda text: "Edisi 1 berlaku" in text)
            self.assertIn("Digambar", browser.text("main"))
            browser.open("/meja/hari/64.08/2024-11-20")
            until(lambda: browser.run("return document.querySelectorAll('#peta .leafmap path.zone').length"), lambda n: n == 5)
            self.assertEqual(browser.faults(), [])
