"""Maps without a script: what they are drawn on, the road both sides drive, the files of the browser's map."""
import gzip
import math
import os
import re
import subprocess
import sys
import unittest

import busy
from daemon import BUILD, PACK, ROOT, Daemon
from desk import Clerk, make_account
from test_desk import DAY, Desk

BASE = "/api/v1/regions/64.08/basemap"


def metres(a, b):
    """Between two places, near enough for kilometres at the equator: WGS84's radii of curvature at the latitude."""
    lat = math.radians((a[0] + b[0]) / 2)
    w = math.sqrt(1 - 0.00669437999014 * math.sin(lat) ** 2)
    return math.hypot(math.radians(b[0] - a[0]) * 6378137 * (1 - 0.00669437999014) / w ** 3,
                      math.radians(b[1] - a[1]) * 6378137 / w * math.cos(lat))


def length(line):
    return sum(metres(a, b) for a, b in zip(line, line[1:]))


class Base(Desk):
    def test_the_base_map_is_sent_once_and_says_what_it_is_not(self):
        first = self.daemon.ask("GET", BASE, role="polres", headers={"Accept-Language": "id"})
        self.assertEqual(first.status, 200)
        self.assertEqual(first.json()["note"], "skematik, bukan batas resmi")
        self.assertLess(len(first.body), 22700)
        again = self.daemon.ask("GET", BASE, role="polres", headers={"If-None-Match": first.headers["etag"]})
        self.assertEqual((again.status, again.body), (304, b""))

    def test_of_an_unknown_region_there_is_none_and_strangers_get_nothing(self):
        self.assertEqual(self.daemon.ask("GET", "/api/v1/regions/99.99/basemap", role="polres").status, 404)
        self.assertEqual(self.daemon.ask("GET", BASE, role=None).status, 401)

    def test_a_drawn_map_has_coast_or_border_roads_and_names_and_the_note(self):
        page = Clerk(self.daemon, "uji-polres").get(DAY)
        for sort in ('class="road"', 'class="kb"', 'class="kec far m"', "skematik, bukan batas resmi"):
            self.assertIn(sort, page.text)


class Script(unittest.TestCase):
    def test_the_cells_of_the_pack_are_what_the_script_makes_of_its_points(self):
        made = subprocess.run([sys.executable, os.path.join(ROOT, "geodata", "schematic.py"), os.path.join(PACK, "regions.json"),
                               os.path.join(PACK, "roads.geojson")], capture_output=True, check=True).stdout
        with open(os.path.join(PACK, "schematic.geojson"), "rb") as f:
            self.assertEqual(made, f.read())


class SharedRoad(Desk):
    def test_its_lines_are_as_long_as_what_is_told_and_stand_on_both_pages(self):
        worst = self.worst()
        told = max(part["shared_road_m"] for part in worst["parts"])
        self.assertGreater(told, 1000)
        lines = worst["shared_road"]
        self.assertGreater(sum(1 for part in worst["parts"] if part["shared_road_m"]), 0)
        # Each part has its own stretch; the longest line of all is within the length of the longest part.
        self.assertAlmostEqual(sum(length(line) for line in lines),
                               sum(part["shared_road_m"] for part in worst["parts"]), delta=1 + 0.01 * len(lines))
        alone = self.daemon.ask("GET", "/api/v1/conflicts/" + worst["id"], role="polres").json()
        self.assertEqual(alone["shared_road"], lines)
        clerk = Clerk(self.daemon, "uji-polres")
        for path, count in ((DAY, 2), ("/meja/konflik/" + worst["id"], 3)):
            self.assertEqual(clerk.get(path).text.count('class="shared"'), count, path)

    def test_where_nothing_is_shared_nothing_is_drawn(self):
        day = self.daemon.ask("GET", "/api/v1/days/64.08/2024-11-23", role="polres").json()
        standing = next(c for c in day["conflicts"] if c["kind"] == "static")
        self.assertEqual(standing["shared_road"], [])
        self.assertNotIn('class="shared"', Clerk(self.daemon, "uji-polres").get("/meja/konflik/" + standing["id"]).text)


class ClearTimes(Desk):
    def test_the_bands_stand_on_the_lanes_of_each_day_where_they_are_offered(self):
        uid = "rapat-umum-paslon-1@kutim-2024.simulasi"
        page = Clerk(self.daemon, "uji-polres").get("/meja/pemberitahuan/%s/waktu?tanggal=2024-11-21" % uid)
        offered = [[int(s) for s in band.split("-")] for band in re.findall(r'name="pita" value="([^"]+)"', page.text)]
        self.assertTrue(offered, page.words())
        midnight = 1732118400  # 21 November 2024, 00.00 WITA
        lanes = re.findall(r'<svg class="lanes wide".*?</svg>', page.text, re.S)
        self.assertEqual(len(lanes), 3)
        for i, drawn in enumerate(lanes):
            have = sorted((float(x), float(w)) for x, w in re.findall(r'<rect class="clear" x="([\d.]+)" y="\d+" width="([\d.]+)"', drawn))
            want = []
            for first, last in offered:
                a, b = (64 + (min(max((s - midnight - i * 86400) / 60, 360), 1320) - 360) / 960 * 932 for s in (first, last))
                if b > a:
                    want.append((a, b - a))
            self.assertEqual(len(have), len(want), i)
            for one, other in zip(have, sorted(want)):
                self.assertLess(max(abs(one[k] - other[k]) for k in (0, 1)), 0.11)
        for href in re.findall(r'<a href="(/meja/hari/[^"]+)"', page.text)[:2]:
            self.assertEqual(Clerk(self.daemon, "uji-polres").get(href).status, 200)


class Heavy(unittest.TestCase):
    def convoy(self, uid, paslon, points):
        return busy.event(uid, "20241123T120000", "20241123T123000", "SUMMARY:Konvoi", "CATEGORIES:KONVOI",
                          "X-JARAK-PASLON:%d" % paslon, "X-JARAK-VEHICLES:cars=40;motorcycles=100",
                          "GEO:%.6f;%.6f" % points[0], busy.line(points))

    def test_of_columns_of_many_corners_the_length_is_told_and_no_line(self):
        """Nobody waits for a drawing: what is walked has at most 4,000 places, whatever is filed."""
        for corners, drawn in ((600, True), (2500, False)):
            way = [(0.5 + 0.00005 * i, 117.5 + 0.00004 * (i % 2)) for i in range(corners)]
            with Daemon() as d:
                make_account(d, "polres")
                clerk = Clerk(d, "uji-polres")
                for uid, paslon, points in (("panjang-1@uji", 1, way), ("panjang-2@uji", 2, way[::-1])):
                    self.assertEqual(d.ask("POST", "/api/v1/notices", busy.calendar([self.convoy(uid, paslon, points)])).status, 201)
                conflict = d.ask("GET", "/api/v1/days/64.08/2024-11-23", role="polres").json()["conflicts"][0]
                told = conflict["shared_road_m"]
                self.assertGreater(told, 2 * corners)
                if drawn:
                    self.assertAlmostEqual(sum(length(line) for line in conflict["shared_road"]), told, delta=0.005 * told)
                else:
                    self.assertTrue(conflict["shared_road"] is None, "nothing is walked")
                alone = d.ask("GET", "/api/v1/conflicts/" + conflict["id"], role="polres").json()
                self.assertTrue(alone["shared_road"] == conflict["shared_road"])
                for path, count in ((DAY, 2), ("/meja/konflik/" + conflict["id"], 3)):
                    page = clerk.get(path)
                    self.assertEqual((page.status, page.text.count('class="shared"')), (200, count if drawn else 0), path)
                    self.assertLess(len(page.text.encode()), 150000, "corners that fall together are drawn once")


class FirstLoad(Desk):
    """What a browser that was never here loads, in octets as they are sent (gzip): exact, whatever the machine."""

    def asset(self, name):
        answer = self.daemon.ask("GET", name, role=None, headers={"Accept-Encoding": "gzip"})
        self.assertEqual((answer.status, answer.headers["content-encoding"]), (200, "gzip"), name)
        return answer.body

    def load(self, path, begin=()):
        """The page, its styles, its modules and theirs; `begin`: modules that it asks for where there is a map."""
        page = Clerk(self.daemon, "uji-polres").get(path)
        folder = re.search(r'href="(/assets/[^"/]+/)', page.text).group(1)
        wanted = re.findall(r'(?:src|href)="%s([^"]+)"' % folder, page.text) + list(begin)
        sizes = {path: len(gzip.compress(page.text.encode(), 9))}
        while wanted:
            name = wanted.pop()
            if name in sizes:
                continue
            octets = self.asset(folder + name)
            sizes[name] = len(octets)
            if name.endswith(".js") and "leaflet" not in name:
                wanted += re.findall(r'^import (?:[^"]* from )?"\./([^"]+)"', gzip.decompress(octets).decode(), re.M)
        return sizes

    def test_a_page_without_a_map_loads_little_and_nothing_of_the_map(self):
        for path in ("/meja/kotak", "/meja/konflik/" + self.worst()["id"], "/meja/rakor/64.08/2024-11-23"):
            sizes = self.load(path)
            self.assertLessEqual(sum(sizes.values()), 60 * 1000, sizes)
            self.assertNotIn("leaflet.min.js", sizes)
            self.assertNotIn("map.js", sizes)

    def test_a_page_with_a_map_loads_no_more_than_twice_that(self):
        base = len(gzip.compress(self.daemon.ask("GET", BASE, role="polres").body, 9))
        for path, module in ((DAY, "daymap.js"), ("/meja/formulir", "formmap.js")):
            sizes = self.load(path, (module, "leaflet.css"))
            self.assertIn("leaflet.min.js", sizes)
            self.assertLessEqual(sum(sizes.values()) + base, 120 * 1000, sizes)


class Tiles(unittest.TestCase):
    TILES = "https://ubin.example.id:8443/{z}/{x}/{y}.png"

    def policies(self, *options):
        with Daemon(options=options) as d:
            make_account(d, "polres")
            clerk = Clerk(d, "uji-polres")
            return {path: clerk.get(path) for path in (DAY, "/meja/formulir", "/meja/kotak")}

    def test_without_the_option_no_page_may_load_anything_from_elsewhere(self):
        for path, page in self.policies().items():
            self.assertIn("img-src 'self' data:;", page.headers["Content-Security-Policy"], path)
            self.assertNotIn("https:", page.headers["Content-Security-Policy"])

    def test_with_it_pages_with_a_map_may_load_pictures_of_that_one_origin(self):
        for path, page in self.policies("--map-tiles", self.TILES, "--map-credit", "Peta <b>OSM</b>").items():
            policy = page.headers["Content-Security-Policy"]
            if path == "/meja/kotak":
                self.assertNotIn("ubin", policy)
                continue
            self.assertIn("img-src 'self' data: https://ubin.example.id:8443;", policy)
            self.assertEqual(policy.count("https:"), 1)
            self.assertIn('data-tiles="%s"' % self.TILES, page.text)
            self.assertIn("Peta &lt;b&gt;OSM&lt;/b&gt;", page.text)

    def test_of_a_path_of_ours_the_policy_stays_as_it_is(self):
        page = self.policies("--map-tiles", "/ubin/{z}/{x}/{y}.png")[DAY]
        self.assertIn("img-src 'self' data:;", page.headers["Content-Security-Policy"])

    def test_another_address_is_refused_before_anything_starts(self):
        for wrong in ("http://ubin.example.id/{z}/{x}/{y}.png", "https://ubin.example.id/{z}/{x}.png", "ubin"):
            said = subprocess.run([BUILD + "/jarakd", "-t", "--pack", PACK, "--map-tiles", wrong], capture_output=True, text=True)
            self.assertEqual(said.returncode, 1, wrong)
            self.assertIn("map-tiles", said.stderr + said.stdout)


if __name__ == "__main__":
    unittest.main()
