"""A series whose dates have facts of their own, as files for other programs: each date is told with its own place, way,
hours and vehicles, and what comes back untouched changes nothing, by whatever the table names its notices."""
import csv
import io
import unittest

from daemon import Daemon

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//test//EN\r\n"
BASE = ["CATEGORIES:RAPAT-UMUM", "X-JARAK-CONTEST:pilbup-64.08", "X-JARAK-PASLON:1", "X-JARAK-LETTER-NO:S/1"]
CONVOY = ["CATEGORIES:KONVOI"] + BASE[1:3] + ["X-JARAK-LETTER-NO:S/2"]


def geometry(kind, places):
    return 'STRUCTURED-DATA;VALUE=TEXT;FMTTYPE="application/geo+json":' + (
        '{"type":"%s","coordinates":%s}' % (kind, places)).replace(" ", "").replace(",", "\\,")


LINE = [[117.4, 0.5], [117.5, 0.5]]
OTHER = [[117.4, 0.5], [117.5, 0.7]]
RING = [[117.4, 0.5], [117.5, 0.5], [117.5, 0.6], [117.4, 0.5]]


def event(uid, lines, date="", start="20241101T140000", end="20241101T170000"):
    return "\r\n".join(["BEGIN:VEVENT", "UID:" + uid, "DTSTAMP:20240901T000000Z"] +
                       (["RECURRENCE-ID;TZID=Asia/Makassar:" + date] if date else []) +
                       ["DTSTART;TZID=Asia/Makassar:" + start, "DTEND;TZID=Asia/Makassar:" + end, "SUMMARY:Rapat"] + lines +
                       ["END:VEVENT", ""])


def series(uid, lines, own, count=3):
    """So many days, and the second has facts and hours of its own."""
    return (event(uid, lines + ["RRULE:FREQ=DAILY;COUNT=%d" % count]) +
            event(uid, own, "20241102T140000", "20241102T150000", "20241102T183000"))


SERIES = {
    "tempat@uji": series("tempat@uji", BASE + ["LOCATION:Stadion", "GEO:0.5;117.5"], BASE + ["LOCATION:Lapangan", "GEO:0.6;117.6"]),
    "area@uji": series("area@uji", [*BASE[:3], "X-JARAK-LETTER-NO:S/3", "LOCATION:Pasar", geometry("Polygon", [RING])],
                       [*BASE[:3], "X-JARAK-LETTER-NO:S/3", "GEO:0.8;117.8", "X-JARAK-RADIUS:75", "X-JARAK-CROWD:400"]),
    "rute@uji": series("rute@uji", CONVOY + ["X-JARAK-VEHICLES:cars=20", geometry("LineString", LINE)],
                       CONVOY + ["X-JARAK-VEHICLES:cars=30", geometry("LineString", OTHER)]),
    "jam@uji": series("jam@uji", [*BASE[:3], "GEO:0.9;117.1"], [*BASE[:3], "GEO:0.9;117.1"]),
}


class Series(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().__enter__()
        for uid, text in SERIES.items():
            filed = cls.daemon.ask("POST", "/api/v1/notices", (HEAD + text + "END:VCALENDAR\r\n").encode())
            assert filed.status == 201, (uid, filed.body)

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__()

    def table(self):
        octets = self.daemon.ask("GET", "/api/v1/export?format=csv").body
        return octets, list(csv.DictReader(io.StringIO(octets.decode("utf-8-sig"))))

    def give(self, rows, without=()):
        names = [n for n in rows[0] if n not in without]
        out = io.StringIO()
        writer = csv.DictWriter(out, names, extrasaction="ignore", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
        return self.daemon.ask("POST", "/api/v1/import", out.getvalue().encode(), headers={"Content-Type": "text/csv"})

    def is_unchanged(self, back, uids):
        before = self.table()[0]
        self.assertEqual((back.status, back.json()["unchanged"]), (200, len(uids)), back.body)
        self.assertEqual(sorted(n["uid"] for n in back.json()["notices"]), sorted(uids))
        self.assertEqual(self.table()[0], before)

    def test_a_row_has_the_facts_of_its_date(self):
        rows = self.table()[1]
        own = {r["uid"]: r for r in rows if r["tanggal"] == "2024-11-02"}
        self.assertEqual([own["tempat@uji"][c] for c in ("jam_mulai", "jam_selesai", "tempat", "lintang", "bujur", "geometri")],
                         ["15:00", "18:30", "Lapangan", "0.6000000", "117.6000000", "titik"])
        self.assertEqual([own["area@uji"][c] for c in ("tempat", "lintang", "radius_m", "peserta", "geometri")],
                         ["", "0.8000000", "75", "400", "titik"])
        self.assertEqual([own["rute@uji"][c] for c in ("mobil", "geometri")], ["30", "rute"])
        for uid in SERIES:
            self.assertEqual([r["tanggal"] for r in rows if r["uid"] == uid], ["2024-11-01", "2024-11-02", "2024-11-03"])

    def test_an_untouched_table_changes_nothing(self):
        octets, rows = self.table()
        self.is_unchanged(self.daemon.ask("POST", "/api/v1/import", octets, headers={"Content-Type": "text/csv"}), SERIES)
        self.is_unchanged(self.give(rows[::-1]), SERIES)  # in whatever order

    def test_nor_one_whose_rows_are_named_by_their_letters(self):
        rows = [r for r in self.table()[1] if r["nomor_surat"]]
        for given in (rows, rows[::-1], rows[1:2], rows[2:] + rows[:2]):
            self.is_unchanged(self.give(given, ("uid", "urutan")), {r["uid"] for r in given})

    def test_a_changed_date_is_refused_by_its_row_and_is_no_second_notice(self):
        rows = [dict(r) for r in self.table()[1] if r["nomor_surat"] == "S/1"]
        for number in range(3):
            for column, value in (("jam_selesai", "19:00"), ("tempat", "Alun-alun")):
                changed = [dict(r) for r in rows]
                changed[number][column] = value
                for without in ((), ("uid", "urutan")):
                    before = self.table()[0]
                    back = self.give(changed, without)
                    self.assertEqual((back.status, back.json()["line"]), (422, number + 2), back.body)
                    self.assertIn("iCalendar", back.json()["detail"])
                    self.assertEqual(self.table()[0], before)

    def test_a_map_has_each_date_where_it_is(self):
        features = self.daemon.ask("GET", "/api/v1/export?format=geojson").json()["features"]
        told = {}
        for f in features:
            for times in f["properties"]["times"]:
                day = (f["properties"]["uid"], times["start"][:10])
                self.assertNotIn(day, told, "each date once")
                told[day] = f["geometry"], f["properties"], times
        self.assertEqual(len(told), 3 * len(SERIES))
        self.assertEqual(told["tempat@uji", "2024-11-01"][0], {"type": "Point", "coordinates": [117.5, 0.5]})
        self.assertEqual(told["tempat@uji", "2024-11-02"][0], {"type": "Point", "coordinates": [117.6, 0.6]})
        self.assertEqual(told["tempat@uji", "2024-11-02"][1]["location"], "Lapangan")
        self.assertEqual(told["tempat@uji", "2024-11-02"][2]["end"][11:16], "18:30")
        self.assertEqual([told["area@uji", "2024-11-0%d" % d][0]["type"] for d in (1, 2, 3)], ["Polygon", "Point", "Polygon"])
        self.assertEqual(told["area@uji", "2024-11-02"][1]["radius_m"], 75)
        self.assertEqual([told["rute@uji", "2024-11-0%d" % d][0]["coordinates"][1] for d in (1, 2, 3)], [LINE[1], OTHER[1], LINE[1]])


if __name__ == "__main__":
    unittest.main()
