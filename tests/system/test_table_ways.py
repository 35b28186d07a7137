"""A table with convoys whose ways lie in files beside it (multipart/form-data)."""
import json
import os
import re
import subprocess
import unittest

from daemon import BUILD, Daemon

TABLE = ("uid;pemilihan;paslon;bentuk;tanggal;jam_mulai;jam_selesai;tempat;lintang;bujur;bagian;induk;rute\r\n"
         "a@tabel;pilbup-64.08;1;rapat umum;23-11-2024;14.00;17.00;Lapangan;0.5579;117.6045;;;\r\n"
         "b@tabel;pilbup-64.08;1;konvoi;23-11-2024;12.30;13.00;;;;berangkat;a@tabel;%s\r\n")
POINTS = [(0.5049, 117.5279), (0.51383, 117.56781), (0.5579, 117.6045)]
GPX = ('<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1"><trk><trkseg>%s</trkseg></trk></gpx>' %
       "".join('<trkpt lat="%s" lon="%s"/>' % p for p in POINTS)).encode()
GEOJSON = json.dumps({"type": "LineString", "coordinates": [[x, y] for y, x in POINTS]}).encode()


def parts(*files, boundary="XX"):
    body = b"".join(('--%s\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\nContent-Type: a/b\r\n\r\n' %
                     (boundary, field, name)).encode() + data + b"\r\n" for field, name, data in files)
    return body + ("--%s--\r\n" % boundary).encode()


class Ways(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon()
        self.daemon.start()
        self.addCleanup(self.daemon.__exit__)

    def send(self, *files, **headers):
        return self.daemon.ask("POST", "/api/v1/import", parts(*files),
                               headers=dict({"Content-Type": "multipart/form-data; boundary=XX", "Accept-Language": "en"}, **headers))

    def filed(self):
        return self.daemon.ask("GET", "/api/v1/notices").json()["notices"]

    def shape(self):
        body = re.sub(rb"\r\n[ \t]", b"", self.daemon.ask("GET", "/api/v1/notices/b@tabel.ics").body).decode().replace("\\,", ",")
        return json.loads(re.search(r'(\{"type":"LineString".*?\]\})', body).group(1))["coordinates"]

    def test_a_cell_names_a_file_and_the_convoy_drives_it(self):
        for name, data in (("konvoi.gpx", GPX), ("Rute Utara.geojson", GEOJSON)):
            with self.subTest(name):
                self.setUp()
                answer = self.send(("tabel", "surat.csv", (TABLE % name.upper()).encode()), ("rute", name, data))
                self.assertEqual(answer.status, 201, answer.body)
                for (lat, lon), (x, y) in zip(POINTS, self.shape()):
                    self.assertAlmostEqual(lat, y, delta=1e-6)
                    self.assertAlmostEqual(lon, x, delta=1e-6)
                again = self.send(("tabel", "surat.csv", (TABLE % name).encode()), ("rute", name, data))
                self.assertEqual((again.status, again.json()["unchanged"]), (200, 2), "the same again changes nothing")

    def test_what_is_missing_or_cannot_be_read_is_named_and_nothing_is_filed(self):
        table = ("tabel", "surat.csv", (TABLE % "konvoi.gpx").encode())
        refused = self.send(table)
        self.assertEqual(refused.status, 422)
        self.assertIn("rute", str(refused.json()))
        self.assertIn("konvoi.gpx", str(refused.json()))
        for broken in (b"<gpx", b"bukan rute", b""):
            refused = self.send(table, ("rute", "konvoi.gpx", broken))
            self.assertIn(refused.status, (400, 415, 422), refused.body)
            self.assertIn("konvoi.gpx", str(refused.json()))
        self.assertEqual(self.send(("rute", "konvoi.gpx", GPX)).status, 422, "no table")
        self.assertEqual(self.send(table, ("lain", "dua.csv", b"x")).status, 422, "two tables")
        plain = self.daemon.ask("POST", "/api/v1/import", (TABLE % "konvoi.gpx").encode(), headers={"Content-Type": "text/csv"})
        self.assertEqual(plain.status, 422, "a table alone has nothing beside it")
        self.assertEqual(self.filed(), [])

    def test_a_way_in_the_cell_goes_on_as_before(self):
        cell = " ".join("%s,%s" % p for p in POINTS)
        answer = self.send(("tabel", "surat.csv", (TABLE % cell).encode()), ("rute", "tidak-dipakai.gpx", GPX))
        self.assertEqual(answer.status, 201, answer.body)
        self.assertEqual(len(self.shape()), 3)

    def test_jarakctl_sends_a_table_with_the_routes_named_beside_it(self):
        folder = self.daemon.folder.name
        for name, data in (("surat.csv", (TABLE % "konvoi.gpx").encode()), ("konvoi.gpx", GPX)):
            with open(os.path.join(folder, name), "wb") as f:
                f.write(data)
        with open(os.path.join(folder, "token"), "w", encoding="ascii") as f:
            f.write(self.daemon.token("bawaslu"))
        ctl = [os.path.join(BUILD, "jarakctl"), "--url", "http://127.0.0.1:%d" % self.daemon.port, "--token-file",
               os.path.join(folder, "token"), "import"]
        alone = subprocess.run(ctl + ["surat.csv"], cwd=folder, capture_output=True, text=True, check=False)
        self.assertEqual(alone.returncode, 3, alone.stderr)
        self.assertIn("konvoi.gpx", alone.stderr)
        done = subprocess.run(ctl + ["surat.csv", "konvoi.gpx"], cwd=folder, capture_output=True, text=True, check=False)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        self.assertEqual(len(self.shape()), 3)


if __name__ == "__main__":
    unittest.main()
