"""Routes of the form: drawn on the map, typed in the table, read from a file; with a script and without."""
import json
import os
import re
import tempfile
import unittest
import uuid

from browser import Browser
from daemon import until
from desk import Clerk
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from test_browser import InBrowser
from test_desk import ROUTE, Desk, rally

GPX = '<?xml version="1.0"?><gpx version="1.1" creator="uji" xmlns="http://www.topografix.com/GPX/1/1">%s</gpx>'
SEGMENT = "<trk><trkseg>%s</trkseg></trk>"
TRACK = GPX % (SEGMENT % "".join('<trkpt lat="%s" lon="%s"/>' % p for p in ROUTE))
KML = ('<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><LineString><coordinates>%s'
       "</coordinates></LineString></Placemark></kml>" % " ".join("%s,%s" % (lon, lat) for lat, lon in ROUTE))
GEOJSON = json.dumps({"type": "LineString", "coordinates": [[float(lon), float(lat)] for lat, lon in ROUTE]})
TWO = GPX % (SEGMENT % '<trkpt lat="0.5" lon="117.5"/><trkpt lat="0.51" lon="117.5"/>'
             + SEGMENT % '<trkpt lat="0.6" lon="117.6"/><trkpt lat="0.61" lon="117.6"/>')


def parts(fields, files=()):
    """A form with files as a browser sends it: (type, body)."""
    mark = uuid.uuid4().hex
    out = b""
    for name, value in fields.items():
        out += ('--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (mark, name, value)).encode()
    for name, filename, octets in files:
        out += ('--%s\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\nContent-Type: application/octet-stream\r\n\r\n'
                % (mark, name, filename)).encode() + octets + b"\r\n"
    return "multipart/form-data; boundary=" + mark, out + b"--%s--\r\n" % mark.encode()


def table(page, prefix=""):
    """The places of the table as typed."""
    found = {}
    for what, i, value in re.findall(r'name="%s(lat|lon)(\d+)"[^>]* value="([^"]*)"' % prefix, page.text):
        if value:
            found.setdefault(int(i), {})[what] = value
    return [(p["lat"], p["lon"]) for _, p in sorted(found.items())]


class Files(Desk):
    def take(self, octets, name="rute.gpx", field="berkas", **more):
        clerk = Clerk(self.daemon, "uji-bawaslu")
        fields = dict(rally("berkas@meja", 2, "0.5579", "117.6045"), csrf=clerk.get("/meja/formulir").csrf(), a=field, **more)
        kind, body = parts(fields, [(field, name, octets.encode())] if octets is not None else ())
        return clerk.ask("POST", "/meja/formulir", body, Content_Type=kind)

    def test_a_file_becomes_the_way_that_the_api_makes_of_it(self):
        for octets, kind in ((TRACK, "application/gpx+xml"), (KML, "application/vnd.google-earth.kml+xml"), (GEOJSON, "application/geo+json")):
            page = self.take(octets)
            made = self.daemon.ask("POST", "/api/v1/routes", octets.encode(), headers={"Content-Type": kind}).json()
            want = ["%.6f;%.6f" % (lat, lon) for lon, lat in made["geojson"]["coordinates"]]
            self.assertEqual(page.status, 200, page.words()[:300])
            self.assertEqual(["%s;%s" % p for p in table(page)], want)
            self.assertIn("Dari rute.gpx: %d titik mewakili %d titik" % (made["points_out"], made["points_in"]), page.words())
            self.assertIn('name="tempat" type="text" value="Lapangan"', page.text, "what was typed stays")

    def test_the_way_back_has_a_file_of_its_own(self):
        page = self.take(TRACK, field="berkas-pulang", pulang="lain")
        self.assertEqual(len(table(page, "p")), len(table(self.take(TRACK))))
        self.assertEqual(table(page), [])

    def test_of_several_lines_one_is_chosen_and_what_was_joined_is_said(self):
        page = self.take(TWO)
        self.assertEqual((page.status, table(page)), (422, []))
        self.assertIn("tidak bertemu", page.words())
        self.assertEqual(table(self.take(TWO, **{"berkas-garis": "2"})), [("0.600000", "117.600000"), ("0.610000", "117.600000")])
        self.assertIn("Yang dipakai jalur nomor 2", self.take(TWO, **{"berkas-garis": "2"}).words())
        self.assertEqual(self.take(TWO, **{"berkas-garis": "x"}).status, 422)
        self.assertEqual(self.take(TWO, **{"berkas-garis": "3"}).status, 422)
        meeting = TWO.replace('lat="0.6" lon="117.6"', 'lat="0.5101" lon="117.5"')
        self.assertIn("2 jalur yang ujungnya bertemu disambung", self.take(meeting).words())

    def test_what_cannot_be_read_leaves_the_table_as_it_was(self):
        kept = {"lat0": "0.5", "lon0": "117.5", "lat1": "0.6", "lon1": "117.6"}
        for octets, word in ((None, "pilih berkas"), ("", "pilih berkas|kosong"), ("bukan apa-apa", "GPX|GeoJSON"), (GPX % "", "tidak ada jalur")):
            page = self.take(octets, **kept)
            self.assertEqual(page.status, 422, word)
            self.assertRegex(page.words(), word)
            self.assertEqual(table(page), [("0.5", "117.5"), ("0.6", "117.6")])
        long = GPX % (SEGMENT % "".join('<trkpt lat="%.4f" lon="%.4f"/>' % (0.1 + i % 2 * .01, 117 + i * .002) for i in range(400)))
        page = self.take(long, **kept)
        self.assertEqual((page.status, len(table(page))), (422, 2))
        self.assertIn("lebih dari 300 titik", page.words())

    def test_a_name_of_a_file_is_text(self):
        page = self.take(TRACK, name="<img src=x onerror=alert(1)>.gpx")
        self.assertNotIn("<img src=x", page.text)
        self.assertEqual(page.status, 200)

    def test_a_file_wants_the_csrf_field_too_and_stores_nothing(self):
        clerk = Clerk(self.daemon, "uji-bawaslu")
        kind, body = parts(dict(rally("tanpa@meja", 2, "0.5579", "117.6045"), a="berkas"), [("berkas", "r.gpx", TRACK.encode())])
        self.assertEqual(clerk.ask("POST", "/meja/formulir", body, Content_Type=kind).status, 403)
        self.take(TRACK)
        self.assertEqual(self.daemon.ask("GET", "/api/v1/notices/berkas@meja").status, 404)

    def test_without_a_script_a_place_is_inserted_between_two(self):
        clerk = Clerk(self.daemon, "uji-bawaslu")
        fields = dict(rally("sisip@meja", 2, "0.5579", "117.6045"), csrf=clerk.get("/meja/formulir").csrf(), lat0="0.5", lon0="117.5",
                      lat1="0.6", lon1="117.6", a="sisip-2")
        page = clerk.post("/meja/formulir", fields)
        rows = re.findall(r'name="lat(\d)"[^>]* value="([^"]*)"', page.text)
        self.assertEqual(rows[:3], [("0", "0.5"), ("1", ""), ("2", "0.6")])
        for wild in ("sisip-0", "sisip-99", "sisip-", "psisip-1", "sisip-99999999999"):
            self.assertEqual(clerk.post("/meja/formulir", dict(fields, a=wild)).status, 200, wild)


class Drawing(InBrowser):
    FILED = ("01-rapat-umum-paslon-1.ics",)

    def form(self, path="/meja/formulir", **more):
        b = self.browser("uji-bawaslu", **more)
        b.open(path)
        self.mapped(b)
        return b

    def mapped(self, b):
        until(lambda: b.run("return performance.getEntriesByName('jarak-peta').length"), what="no map comes")
        b.run("document.getElementById('petaform').scrollIntoView({block: 'center'})")
        b.run("document.querySelector('#petaform .leafmap').jarakMap.setView([0.53, 117.57], 12, {animate: false})")
        b.run("addEventListener('click', (e) => { const r = document.querySelector('#petaform .leafmap').getBoundingClientRect();"
              " window.pressed = [e.clientX - r.left, e.clientY - r.top]; }, true)")

    def press(self, b, x, y, to=None, touch=False):
        """At a place of the map, from its left upper corner; `to`: dragged there."""
        box = b.run("const r = document.querySelector('#petaform .leafmap').getBoundingClientRect(); return [r.left, r.top, r.width, r.height]")
        act = ActionChains(b.driver, duration=50)
        area = b.one("#petaform .leafmap")
        act.move_to_element_with_offset(area, x - int(box[2] / 2), y - int(box[3] / 2))
        if to:
            act.click_and_hold().move_by_offset(5, 5).move_by_offset(to[0] - x - 5, to[1] - y - 5).release()
        else:
            act.click()
        act.perform()

    def pressed(self, b):
        """Where the last click was, in degrees: a screen has whole pixels, a map has not."""
        return b.run("const p = document.querySelector('#petaform .leafmap').jarakMap.containerPointToLatLng(window.pressed);"
                     "return [p.lat, p.lng]")

    def table(self, b, prefix=""):
        return b.run("return [...document.querySelectorAll('table[data-way=\"' + arguments[0] + '\"] tbody tr')].map((r) =>"
                     "[...r.querySelectorAll('input')].map((i) => i.value)).filter((p) => p[0] !== '')", prefix)

    def drawn(self, b):
        return b.run("const m = document.querySelector('#petaform .leafmap').jarakMap, found = [];"
                     "m.eachLayer((l) => { if (l.getElement && l.getElement() && l.getElement().dataset.vertex !== undefined)"
                     " found[+l.getElement().dataset.vertex.replace('p', '')] = [l.getLatLng().lat, l.getLatLng().lng]; }); return found")

    def same(self, b, want):
        now = [[float(v) for v in p] for p in self.table(b)]
        self.assertEqual(len(now), len(want))
        for have, there in zip(now, want):
            self.assertLess(max(abs(have[k] - there[k]) for k in (0, 1)), 1e-6)
        for have, there in zip(self.drawn(b), now):
            self.assertLess(max(abs(have[k] - there[k]) for k in (0, 1)), 1e-6, "the map is the table")

    def test_a_route_that_is_drawn_is_the_table_and_what_is_stored(self):
        b = self.form()
        b.run("document.querySelector('#petaform [data-mode=out]').click()")
        spots = [(120, 300), (220, 250), (330, 240), (420, 160)]
        want = []
        for x, y in spots:
            self.press(b, x, y)
            want.append(self.pressed(b))
            self.same(b, want)
        # Moved by dragging.
        self.press(b, 220, 250, to=(240, 200))
        moved = [float(self.table(b)[1][k]) - want[1][k] for k in (0, 1)]
        self.assertTrue(0.01 < moved[0] < 0.03 and 0.003 < moved[1] < 0.01, moved)
        want[1] = [float(v) for v in self.table(b)[1]]
        self.same(b, want)
        # Inserted between the third and the fourth.
        b.run("document.querySelector('[data-middle=\"2\"]').click()")
        want.insert(3, [(want[2][k] + want[3][k]) / 2 for k in (0, 1)])
        self.same(b, want)
        # Removed with a key, at the first.
        first = b.one("[data-vertex='0']")
        b.run("arguments[0].focus()", first)
        first.send_keys(Keys.DELETE)
        del want[0]
        self.same(b, want)
        for name, value in (("tanggal", "23-11-2024"), ("mulai", "14.00"), ("selesai", "17.00"), ("tempat", "Stadion"),
                            ("titik", "0.5579; 117.6045"), ("mobil", "40"), ("jberangkat", "12.00"), ("jtiba", "13.00")):
            b.run("document.getElementsByName(arguments[0])[0].value = arguments[1]", name, value)
        b.run("document.querySelector('input[name=paslon][value=\"2\"]').click(); document.getElementById('bentuk').value = 'RAPAT-UMUM'")
        typed = self.table(b)
        b.one("button[value=ajukan]").click()
        until(lambda: b.driver.current_url, lambda u: "/meja/pemberitahuan/" in u)
        day = self.daemon.ask("GET", "/api/v1/days/64.08/2024-11-23", role="polres").json()
        way = next(leg for a in day["activities"] for leg in a["legs"] if leg["leg"] == "berangkat" and a["paslon"] == [2])["way"]["points"]
        for lat, lon in typed:
            self.assertTrue(any(abs(p[0] - float(lat)) < 1e-6 and abs(p[1] - float(lon)) < 1e-6 for p in way), (lat, lon, way))
        self.assertEqual(b.faults(), [])

    def test_a_click_sets_the_place_and_the_assembly_point_and_typing_moves_them(self):
        b = self.form()
        for mode, name in (("place", "titik"), ("assembly", "kumpul")):
            b.run("document.querySelector('#petaform [data-mode=%s]').click()" % mode)
            self.press(b, 200, 220 if mode == "place" else 300)
            want = self.pressed(b)
            have = [float(v) for v in b.run("return document.getElementsByName(arguments[0])[0].value", name).split("; ")]
            self.assertLess(max(abs(have[k] - want[k]) for k in (0, 1)), 1e-6)
        field = b.run("return document.getElementsByName('titik')[0]")
        field.clear()
        field.send_keys("0.53; 117.57")
        pins = b.run("const m = document.querySelector('#petaform .leafmap').jarakMap, f = []; m.eachLayer((l) => {"
                     "if (l.getElement && l.getElement() && l.getElement().classList.contains('pin')) f.push([l.getLatLng().lat, l.getLatLng().lng]) }); return f")
        self.assertIn([0.53, 117.57], pins)
        self.assertEqual(b.faults(), [])

    def test_with_keys_alone_the_table_does_all_of_it(self):
        b = self.form()
        for i, (lat, lon) in enumerate(ROUTE[:3]):
            for name, value in (("lat%d" % i, lat), ("lon%d" % i, lon)):
                b.run("document.getElementsByName(arguments[0])[0].focus()", name)
                b.driver.switch_to.active_element.send_keys(value)
        b.one("#petaform [data-mode=out]").send_keys(Keys.ENTER)
        self.assertEqual(len(self.drawn(b)), 3)
        # A place between two, by the button that each filled row has; a number is changed by typing another.
        insert = b.one("button[value='sisip-2']")
        b.run("arguments[0].focus()", insert)
        insert.send_keys(Keys.ENTER)
        self.assertEqual([float(self.table(b)[i][0]) for i in (0, 2, 3)], [float(lat) for lat, _ in ROUTE[:3]])
        self.assertEqual(len(self.drawn(b)), 4)
        self.assertEqual(b.run("return document.activeElement.name"), "lat1")
        b.run("document.getElementsByName('lat1')[0].focus()")
        b.driver.switch_to.active_element.send_keys(Keys.CONTROL, "a")
        b.driver.switch_to.active_element.send_keys("0.5200")
        self.assertEqual(self.table(b)[1][0], "0.5200")
        self.assertAlmostEqual(self.drawn(b)[1][0], 0.52, places=6)
        # Taken away by emptying its row.
        for name in ("lat1", "lon1"):
            b.run("document.getElementsByName(arguments[0])[0].focus()", name)
            b.driver.switch_to.active_element.send_keys(Keys.CONTROL, "a")
            b.driver.switch_to.active_element.send_keys(Keys.DELETE)
        self.assertEqual(len(self.drawn(b)), 3)
        self.assertEqual(b.faults(), [])

    def test_a_file_that_is_chosen_is_the_way_at_once(self):
        b = self.form()
        with tempfile.NamedTemporaryFile("w", suffix=".gpx", prefix="rute-", delete=False) as f:
            f.write(TRACK)
        self.addCleanup(os.unlink, f.name)
        b.one("#berkas").send_keys(f.name)
        now = until(lambda: self.table(b))
        made = self.daemon.ask("POST", "/api/v1/routes", TRACK.encode(), headers={"Content-Type": "application/gpx+xml"}).json()
        self.assertEqual(now, [["%.6f" % lat, "%.6f" % lon] for lon, lat in made["geojson"]["coordinates"]])
        until(lambda: b.text(".scroll + .say"), lambda t: "titik mewakili" in t)
        b.run("document.querySelector('#petaform [data-mode=out]').click()")
        self.assertEqual(len(self.drawn(b)), len(now))
        # Between two of its rows a place is inserted by a button, with keys.
        button = b.one("button[value='sisip-2']")
        b.run("arguments[0].focus()", button)
        button.send_keys(Keys.ENTER)
        self.assertEqual(len(self.table(b)), len(now) + 1)
        self.assertEqual(self.table(b)[0], now[0])
        self.assertEqual(self.table(b)[2], now[1])
        self.assertEqual(b.faults(), [])

    def test_a_long_route_survives_a_reload(self):
        b = self.form()
        b.run("document.querySelector('#petaform [data-mode=out]').click()")
        for i in range(12):
            self.press(b, 100 + 25 * i, 300 - 15 * i)
        before = self.table(b)
        self.assertEqual(len(before), 12)
        b.open("/meja/formulir")
        self.mapped(b)
        self.assertEqual(self.table(b), before)

    def test_where_the_rival_is_nearest_stands_on_the_map(self):
        b = self.form()
        for name, value in (("tanggal", "23-11-2024"), ("mulai", "14.00"), ("selesai", "17.00"), ("tempat", "Stadion")):
            b.run("document.getElementsByName(arguments[0])[0].value = arguments[1]", name, value)
        b.run("document.querySelector('input[name=paslon][value=\"2\"]').click(); document.getElementById('bentuk').value = 'RAPAT-UMUM'")
        field = b.run("return document.getElementsByName('titik')[0]")
        field.send_keys("0.5579; 117.6045")
        until(lambda: b.text("#periksa"), lambda t: "9,4 km" in t)
        told = until(lambda: b.run("return [...document.querySelectorAll('#petaform .maplabel.over')].map((e) => e.textContent)"))
        self.assertIn("Tempat terdekat: 9,4 km", told)
        self.assertGreaterEqual(len(b.all("#petaform .near.sel")), 1)
        self.assertEqual(b.faults(), [])

    def test_on_a_narrow_screen_nothing_scrolls_sideways(self):
        b = self.form(width=320)
        self.assertLessEqual(b.run("return document.documentElement.scrollWidth"), 320)
        b.picture("formulir-peta")


if __name__ == "__main__":
    unittest.main()
