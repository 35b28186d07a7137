"""Ways as receivers, phones and maps write them: each file of the shared cases gets the answer its expectation names,
the same from `jarakctl route` and POST /api/v1/routes; what they give is taken as the STRUCTURED-DATA of a convoy."""
import json
import os
import subprocess
import unittest

from daemon import BUILD, ROOT, Daemon, rally

FOLDER = os.path.join(ROOT, "..", "shared", "cases", "route")
# What a refusal must say where the expectation asks for a hint: what to do, in the file's own words.
KINDS = {".gpx": "application/gpx+xml", ".kml": "application/vnd.google-earth.kml+xml", ".kmz": "application/vnd.google-earth.kmz",
         ".geojson": "application/geo+json"}
HINTS = {
    "empty.gpx": "empty", "geojson-polygon-closed-route.geojson": "Polygon", "gpx-comma-decimal.gpx": "point",
    "gpx-null-island.gpx": "0,0", "kml-hidden-draft-lines.kml": "line=", "kml-networklink.kml": "NetworkLink",
    "mymaps.kmz": "unpack", "strava.tcx": "GPX", "xml-truncated.gpx": "whole", "gpx-ferry-gap.gpx": "line=",
}


def expectations():
    with open(os.path.join(FOLDER, "expect.tsv"), encoding="utf-8") as lines:
        return [line.rstrip("\n").split("\t", 1) for line in lines if line.strip() and not line.startswith("#")]


@unittest.skipUnless(os.path.exists(os.path.join(FOLDER, "expect.tsv")), "the shared cases are not beside this tree")
class Cases(unittest.TestCase):
    def by_command(self, path):
        done = subprocess.run([os.path.join(BUILD, "jarakctl"), "--lang", "en", "--json", "route", path],
                              capture_output=True, cwd=ROOT)
        return json.loads(done.stdout) if done.returncode == 0 else done.stderr.decode("utf-8")

    def by_post(self, d, name, data):
        got = d.ask("POST", "/api/v1/routes", data,
                    headers={"Content-Type": KINDS.get(os.path.splitext(name)[1], "application/octet-stream"),
                             "Accept-Language": "en"})
        return got.json() if got.status == 200 else got.json()["detail"]

    def holds(self, d, name, wanted):
        path = os.path.join(FOLDER, name)
        with open(path, "rb") as data:
            posted = self.by_post(d, name, data.read())
        printed = self.by_command(path)
        self.assertEqual(type(posted), type(printed), (posted, printed))
        if isinstance(posted, dict):
            self.assertEqual(posted, printed)
            self.assertNotIn(wanted, ("refuse", "hint"), posted)
            self.taken(d, name, wanted, posted)
        else:
            self.assertIn(posted, printed)
            self.assertIn(wanted, ("refuse", "hint", "ok-or-refuse", "refuse-or-ok", "ok-joined-or-hint"), posted)
            self.assertIn(HINTS.get(name, ""), posted)

    def taken(self, d, name, wanted, route):
        self.assertEqual(bool(route["joined"]), wanted.startswith("ok-joined"), route)
        convoy = rally("%s@uji" % name, 0.5, 117.5, start="20241120T130000", end="20241120T133000",
                       extra=("X-JARAK-VEHICLES:cars=20", route["structured_data"].rstrip("\r\n")))
        filed = d.ask("POST", "/api/v1/check", convoy.replace(b"RAPAT-UMUM", b"KONVOI"))
        self.assertEqual(filed.status, 200, filed.body)

    def test_every_line_holds(self):
        listed = expectations()
        self.assertEqual(sorted(n for n, _ in listed), sorted(n for n in os.listdir(FOLDER) if n != "expect.tsv"))
        with Daemon() as d:
            for name, wanted in listed:
                with self.subTest(name):
                    self.holds(d, name, wanted)


if __name__ == "__main__":
    unittest.main()
