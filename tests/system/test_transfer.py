"""Many notices at once: import and export, over HTTP and by jarakctl."""
import csv
import io
import json
import os
import subprocess
import tempfile
import unittest

from daemon import BUILD, ROOT, SLOW, Daemon, rally, sample

KM = 1000.0 / 110575.0


def joined(*streams):
    """The components of several streams in one."""
    inner = [s.split(b"PRODID:-//test//test//EN\r\n", 1)[1].rsplit(b"END:VCALENDAR", 1)[0] for s in streams]
    return b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//test//EN\r\n" + b"".join(inner) + b"END:VCALENDAR\r\n"


def ctl(daemon, role, *words, stdin=None):
    with tempfile.NamedTemporaryFile("w") as token:
        token.write(daemon.token(role))
        token.flush()
        return subprocess.run([os.path.join(BUILD, "jarakctl"), "--url", "http://127.0.0.1:%d" % daemon.port,
                               "--token-file", token.name, *words], cwd=ROOT, capture_output=True, input=stdin,
                              timeout=60 * SLOW, check=False)


class Import(unittest.TestCase):
    def test_a_batch_is_filed_whole_and_answered_by_verdicts(self):
        with Daemon() as d:
            got = d.ask("POST", "/api/v1/import", joined(rally("satu@uji", 0.5, 117.5, 1),
                                                         rally("dua@uji", 0.5 + 4 * KM, 117.5, 2),
                                                         rally("jauh@uji", 1.2, 117.5, 2)))
            self.assertEqual(got.status, 201, got.body)
            notices = got.json()["notices"]
            self.assertEqual([n["uid"] for n in notices], ["satu@uji", "dua@uji", "jauh@uji"])
            self.assertEqual([len(n["conflicts"]) for n in notices], [1, 1, 0])
            self.assertEqual(len(d.ask("GET", "/api/v1/notices").json()["notices"]), 3)
            self.assertEqual(len(d.ask("GET", "/api/v1/alerts", role="polres").json()["alerts"]), 1)

    def test_a_crowd_is_a_mistake_but_one_more_is_always_taken(self):
        with Daemon() as d:
            def crowd(count, name):
                return joined(*(rally("%s%d@uji" % (name, n), 0.5, 117.5, 1 + n % 2) for n in range(count)))
            refused = d.ask("POST", "/api/v1/import", crowd(1000, "ribu"), headers={"Accept-Language": "en"})
            self.assertEqual(refused.status, 422, refused.body)
            self.assertIn("2500", refused.json()["detail"])
            self.assertEqual(d.ask("POST", "/api/v1/check", crowd(100, "seratus")).status, 422)
            self.assertEqual(d.ask("GET", "/api/v1/notices").json()["notices"], [])
            self.assertEqual(d.ask("POST", "/api/v1/import", crowd(70, "a")).status, 201)  # 35 x 35 pairs
            self.assertEqual(len(d.ask("POST", "/api/v1/notices", rally("lagi@uji", 0.5, 117.5, 1)).json()["notices"][0]
                                 ["conflicts"]), 35)

    def test_one_bad_notice_refuses_all_and_is_named_by_its_line(self):
        with Daemon() as d:
            bad = rally("dua@uji", 0.5, 117.5, 2).replace(b"GEO:0.5", b"GEO:95.5")
            got = d.ask("POST", "/api/v1/import", joined(rally("satu@uji", 0.5, 117.5), bad))
            self.assertEqual(got.status, 422, got.body)
            self.assertIn("GEO", got.body.decode())
            unknown = joined(rally("satu@uji", 0.5, 117.5), rally("dua@uji", 0.5, 117.5, 9))
            self.assertEqual(d.ask("POST", "/api/v1/import", unknown).status, 422)
            self.assertEqual(d.ask("GET", "/api/v1/notices").json()["notices"], [])
            self.assertEqual(d.ask("POST", "/api/v1/import", unknown, "kesbangpol").status, 403)
            self.assertEqual(d.ask("POST", "/api/v1/import", "{}", headers={"Content-Type": "application/json"}).status,
                             415)

    def test_it_holds_more_than_a_filing(self):
        wide = [rally("n%d@uji" % i, -1.0 + i * 0.01, 117.0, extra=["X-JARAK-PROPS:" + "bendera " * 150])
                for i in range(250)]
        with Daemon() as d:
            body = joined(*wide)
            self.assertGreater(len(body), 256 * 1024)
            self.assertEqual(d.ask("POST", "/api/v1/notices", body).status, 413)
            got = d.ask("POST", "/api/v1/import", body)
            self.assertEqual(got.status, 201, got.body[:300])
            self.assertEqual(len(got.json()["notices"]), 250)
            many = joined(rally("b@uji", -2.0, 117.0, extra=["COMMENT:x"] * 8500))
            self.assertEqual(d.ask("POST", "/api/v1/notices", many).status, 422)  # too many lines
            self.assertEqual(d.ask("POST", "/api/v1/import", many).status, 201)
            self.assertEqual(d.ask("POST", "/api/v1/import", b"x" * (1024 * 1024 + 1)).status, 413)


class Table(unittest.TestCase):
    HEAD = "nomor_surat;pemilihan;paslon;bentuk;hari;tanggal;jam_mulai;jam_selesai;tempat;lintang;bujur;peserta\r\n"
    ROW = "07/TK;pilbup-64.08;%d;rapat umum;Rabu;20/11/2024;14.00;17.00;\"Lapangan; Sangatta\";%s;117,5;5000\r\n"

    def send(self, daemon, text, role="bawaslu"):
        return daemon.ask("POST", "/api/v1/import", text.encode(), role, {"Content-Type": "text/csv; charset=utf-8"})

    def test_a_list_from_a_spreadsheet_is_filed_once(self):
        table = "\ufeff" + self.HEAD + self.ROW % (1, "0,5") + self.ROW % (2, "0,53")
        with Daemon() as d:
            got = self.send(d, table)
            self.assertEqual(got.status, 201, got.body)
            self.assertEqual([len(n["conflicts"]) for n in got.json()["notices"]], [1, 1])
            again = self.send(d, table)
            self.assertEqual([n["etag"] for n in again.json()["notices"]], [n["etag"] for n in got.json()["notices"]])
            self.assertEqual(len(d.ask("GET", "/api/v1/notices").json()["notices"]), 2)
            self.assertEqual(self.send(d, table, "kesbangpol").status, 403)

    def test_a_refusal_names_the_row_and_the_column_whoever_finds_it(self):
        with Daemon() as d:
            good = self.HEAD + self.ROW % (1, "0,5")
            for row, column in ((self.ROW % (2, "95,0"), "lintang"), (self.ROW % (9, "0,5"), "paslon"),
                                (self.ROW.replace("14.00", "jam dua") % (2, "0,5"), "jam_mulai"),
                                (self.ROW.replace("rapat umum", "pesta") % (2, "0,5"), "bentuk")):
                got = self.send(d, good + row)
                self.assertEqual(got.status, 422, got.body)
                self.assertEqual((got.json()["line"], got.json()["field"]), (3, column), got.body)
            self.assertEqual(d.ask("GET", "/api/v1/notices").json()["notices"], [])

    def test_an_exported_table_comes_back(self):
        with Daemon() as d, Daemon() as other, tempfile.TemporaryDirectory() as folder:
            self.assertEqual(d.ask("POST", "/api/v1/import", joined(
                rally("satu@uji", 0.5, 117.5, 1, extra=["CONTACT:=Budi\\, 0812\\n\"x\"", "X-JARAK-CROWD:500"]),
                rally("dua@uji", -0.5, 117.5, 2, sequence=4))).status, 201)
            table = d.ask("GET", "/api/v1/export?format=csv").body
            path = os.path.join(folder, "daftar.CSV")
            with open(path, "wb") as f:
                f.write(table)
            done = ctl(other, "bawaslu", "import", path)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(other.ask("GET", "/api/v1/export?format=csv").body, table)


class Export(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().__enter__()
        cls.filed = [rally("satu@uji", 0.5, 117.5, 1, extra=["CONTACT:=cmd()"]),
                     rally("dua@uji", 0.5 + 4 * KM, 117.5, 2, "20241121T140000", "20241121T170000"),
                     rally("tiga@uji", 1.2, 117.5, 2)]
        assert cls.daemon.ask("POST", "/api/v1/import", joined(*cls.filed)).status == 201
        assert cls.daemon.ask("POST", "/api/v1/notices", sample("02-rapat-umum-paslon-2.ics")).status == 201

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__()

    def export(self, query, role="bawaslu", **more):
        return self.daemon.ask("GET", "/api/v1/export?" + query, role=role, **more)

    def table(self, query):
        got = self.export("format=csv&" + query)
        self.assertEqual(got.status, 200, got.body)
        return list(csv.DictReader(io.StringIO(got.body.decode("utf-8-sig"), newline="")))

    def test_a_calendar_comes_back_as_it_was(self):
        got = self.export("format=ics")
        self.assertEqual((got.status, got.headers["content-type"]), (200, "text/calendar; charset=utf-8"))
        self.assertIn("pemberitahuan.ics", got.headers["content-disposition"])
        self.assertEqual(got.body.count(b"TZID:Asia/Makassar\r\n"), 1)
        with Daemon() as other:
            answer = other.ask("POST", "/api/v1/import", got.body)
            self.assertEqual(answer.status, 201, answer.body)
            self.assertEqual(other.ask("GET", "/api/v1/export?format=csv").body, self.export("format=csv").body)

    def test_a_table_is_filtered_as_the_list(self):
        self.assertEqual([r["uid"] for r in self.table("paslon=2&date=2024-11-21")], ["dua@uji"])
        for query in ("", "paslon=1", "date=2024-11-20", "state=submitted", "state=approved", "region=64.08"):
            listed = self.daemon.ask("GET", "/api/v1/notices?" + query).json()["notices"]
            self.assertEqual({r["uid"] for r in self.table(query)}, {n["uid"] for n in listed}, query)
        for route in ("notices?", "export?format=csv&"):
            self.assertEqual(self.daemon.ask("GET", "/api/v1/%sregion=64.03" % route).status, 403, route)
        row = self.table("date=2024-11-20&paslon=1")[0]
        self.assertEqual((row["penanggung_jawab"], row["hari"], row["jam_mulai"], row["zona"]),
                         ("'=cmd()", "Rabu", "14:00", "WITA"))

    def test_a_map_holds_every_notice(self):
        got = self.export("format=geojson")
        self.assertEqual(got.headers["content-type"], "application/geo+json")
        features = got.json()["features"]
        self.assertEqual(len(features), len(self.daemon.ask("GET", "/api/v1/notices").json()["notices"]))
        point = [f for f in features if f["properties"]["uid"] == "tiga@uji"][0]
        self.assertEqual(point["geometry"], {"type": "Point", "coordinates": [117.5, 1.2]})
        self.assertIn("LineString", [f["geometry"]["type"] for f in features if f["geometry"]])

    def test_what_is_not_there_or_not_for_all(self):
        self.assertEqual(self.export("format=xls").status, 422)
        self.assertEqual(self.export("").status, 422)
        self.assertEqual(self.export("format=csv&cursor=1").status, 400)
        self.assertEqual(self.export("format=csv&date=besok").status, 422)
        self.assertEqual(self.export("format=csv", "admin").status, 403)
        self.assertEqual(self.export("format=csv", region="64.03").body.count(b"\r\n"), 1, "another region's")

    def test_jarakctl_prints_the_file(self):
        done = ctl(self.daemon, "polres", "export", "csv", "--paslon", "1", "--date", "2024-11-20")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout, self.export("format=csv&paslon=1&date=2024-11-20").body)
        self.assertEqual(ctl(self.daemon, "polres", "export", "xls").returncode, 3)
        self.assertEqual(ctl(self.daemon, "polres", "export").returncode, 2)


class Command(unittest.TestCase):
    def test_import_prints_a_table(self):
        with Daemon() as d, tempfile.TemporaryDirectory() as folder:
            names = [os.path.join(folder, name) for name in ("satu.ics", "dua.ics")]
            streams = (rally("satu@uji", 0.5, 117.5, 1), joined(rally("dua@uji", 0.5 + 4 * KM, 117.5, 2),
                                                                rally("jauh@uji", 1.2, 117.5, 2)))
            for name, stream in zip(names, streams):
                with open(name, "wb") as f:
                    f.write(stream)
            done = ctl(d, "bawaslu", "import", *names)
            self.assertEqual(done.returncode, 1, done.stderr)
            # The last two are the second and the third rally of the day: one finding more (R17, R27).
            self.assertEqual(done.stdout.decode(), "satu@uji\tsubmitted\tnone\t0\t2\ndua@uji\tsubmitted\twaspada\t1\t4\n"
                             "jauh@uji\tsubmitted\tnone\t0\t4\n")
            again = ctl(d, "bawaslu", "--json", "import", "-", stdin=streams[1])
            self.assertEqual(len(json.loads(again.stdout)["notices"]), 2)
            self.assertEqual(ctl(d, "bawaslu", "import", "-", stdin=rally("z@uji", 1.9, 117.5)).returncode, 0)
            refused = ctl(d, "bawaslu", "import", "-", stdin=b"BEGIN:VCALENDAR\r\n")
            self.assertEqual((refused.returncode, refused.stdout), (3, b""))
            self.assertEqual(ctl(d, "bawaslu", "import").returncode, 2)


if __name__ == "__main__":
    unittest.main()
