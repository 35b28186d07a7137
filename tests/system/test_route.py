"""Routes from GPX, KML and GeoJSON: a real daemon and the command line, and a notice filed with what they give."""
import json
import math
import os
import subprocess
import tempfile
import unittest

from daemon import BUILD, ROOT, Daemon, rally

GPX, KML, JSON = "application/gpx+xml", "application/vnd.google-earth.kml+xml", "application/geo+json"


def gpx(points):
    return ("<?xml version='1.0'?><gpx xmlns='http://www.topografix.com/GPX/1/1'><trk><trkseg>"
            + "".join("<trkpt lat='%.9f' lon='%.9f'><ele>3</ele><time>2024-11-20T06:00:00Z</time></trkpt>" % p
                      for p in points) + "</trkseg></trk></gpx>").encode()


def bend(count):
    """A road of some 10 km in a wide bend, as a receiver records it: a point every few metres, shaking."""
    return [(0.5 + 0.05 * math.sin(i / count * 1.5) + 5e-6 * math.sin(i * 12.9),
             117.5 + 0.08 * i / count + 5e-6 * math.cos(i * 78.2)) for i in range(count)]


class Route(unittest.TestCase):
    def ask(self, d, body, kind=GPX, query="", role="bawaslu"):
        return d.ask("POST", "/api/v1/routes" + query, body, role, {"Content-Type": kind})

    def test_a_recorded_way_becomes_the_route_of_a_convoy(self):
        with Daemon() as d:
            answer = self.ask(d, gpx(bend(3000)))
            self.assertEqual(answer.status, 200, answer.body)
            route = answer.json()
            self.assertEqual((route["points_in"], route["dropped"]), (3000, ["altitude", "time"]))
            self.assertEqual(route["points_out"], len(route["geojson"]["coordinates"]))
            self.assertLess(route["points_out"], 300)
            self.assertTrue(0 < route["error_m"] <= 5)
            self.assertTrue(9000 < route["length_m"] < 12000, route["length_m"])
            for line in route["structured_data"].split("\r\n"):
                self.assertLessEqual(len(line), 75)
            convoy = rally("k@uji", 0.5, 117.5, start="20241120T130000", end="20241120T133000", extra=(
                "X-JARAK-VEHICLES:cars=20", route["structured_data"].rstrip("\r\n"))).replace(b"RAPAT-UMUM", b"KONVOI")
            self.assertEqual(d.ask("POST", "/api/v1/notices", convoy).status, 201)
            exported = json.loads(d.ask("GET", "/api/v1/export?format=geojson").body)
            self.assertEqual(exported["features"][0]["geometry"], route["geojson"])
            finer = self.ask(d, gpx(bend(1000)), query="?error_m=1").json()
            self.assertLessEqual(finer["error_m"], 1)

    def test_formats_rights_and_refusals(self):
        line = [[117.5, 0.5], [117.6, 0.6]]
        kml = ("<kml xmlns='http://www.opengis.net/kml/2.2'><Placemark><LineString><coordinates>117.5,0.5,7 "
               "117.6,0.6,7</coordinates></LineString></Placemark></kml>")
        far = [[117.7, 0.7], [117.8, 0.8]]
        two = json.dumps({"type": "MultiLineString", "coordinates": [line, far]})
        with Daemon() as d:
            for body, kind, query in ((kml, KML, ""), (kml, "text/xml", ""), (two, JSON, "?line=1"),
                                      (json.dumps({"type": "LineString", "coordinates": line}), "application/json", "")):
                answer = self.ask(d, body, kind, query)
                self.assertEqual((answer.status, answer.json()["geojson"]["coordinates"]), (200, line), answer.body)
            self.assertEqual(self.ask(d, two, JSON, "?line=2").json()["geojson"]["coordinates"], far)
            for body, kind, query, status in ((two, JSON, "", 422), (two, JSON, "?line=3", 422), (two, JSON, "?line=0", 422),
                                              (kml, KML, "?error_m=6", 422), (kml, KML, "?error_m=nan", 422),
                                              (kml, KML, "?galat=1", 400), (kml, "text/plain", "", 415),
                                              (b"<!DOCTYPE gpx SYSTEM 'file:///etc/passwd'><gpx/>", GPX, "", 400),
                                              (gpx([(117.5, 0.5)]), GPX, "", 422), (gpx([(0.5, 117.5)]), GPX, "", 422)):
                answer = self.ask(d, body, kind, query)
                self.assertEqual(answer.status, status, (query, answer.body))
            self.assertEqual(d.announce("POST", "/api/v1/routes", 16 * 1024 * 1024 + 1, GPX), 413)
            for role, status in (("tim", 200), ("kpu", 200), ("kesbangpol", 403), ("pembaca", 403), (None, 401)):
                self.assertEqual(self.ask(d, kml, KML, role=role).status, status, role)

    def test_what_does_not_fit_names_the_error_that_would(self):
        zigzag = [(0.5 + 0.00009 * i, 117.5 + 0.00012 * (i % 2)) for i in range(6000)]
        with Daemon() as d:
            answer = self.ask(d, gpx(zigzag))
            self.assertEqual((answer.status, answer.json()["field"]), (422, "error_m"), answer.body)
            self.assertTrue(5 < float(answer.json()["value"]) < 20, answer.body)

    def test_the_command_line_needs_no_daemon(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "jalur.gpx")
            with open(path, "wb") as f:
                f.write(gpx(bend(500)))

            def run(*args):
                return subprocess.run([os.path.join(BUILD, "jarakctl"), *args], capture_output=True, text=True, cwd=ROOT)
            table = dict(line.split("\t") for line in run("route", path).stdout.splitlines()[:4])
            route = json.loads(run("--json", "route", path).stdout)
            self.assertEqual((int(table["points_out"]), float(table["error_m"])),
                             (route["points_out"], route["error_m"]))
            line = subprocess.run([os.path.join(BUILD, "jarakctl"), "route", path, "--ical"], capture_output=True, cwd=ROOT)
            self.assertEqual(line.stdout.decode(), route["structured_data"])
            self.assertGreater(json.loads(run("--json", "route", path, "--error", "0.5").stdout)["points_out"],
                               route["points_out"])
            self.assertEqual([run(*args).returncode for args in (
                ("route",), ("route", path, "--error"), ("route", path, "--error", "9"), ("route", path, "--line", "2"),
                ("route", os.path.join(folder, "tidak-ada")))], [2, 2, 3, 3, 3])


if __name__ == "__main__":
    unittest.main()
