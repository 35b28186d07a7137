"""The same facts again are the same: an own export changes nothing, a changed row changes one notice, and in a table
without uid a letter number and its paslon say which notice a row is about."""
import csv
import io
import os
import re
import unittest

from daemon import NOTICES, Daemon, rally, sample

TABLE = {"Content-Type": "text/csv", "Accept-Language": "en"}
HEAD = "nomor_surat;pemilihan;paslon;bentuk;tanggal;jam_mulai;jam_selesai;tempat;lintang;bujur;peserta\n"
ROW = "%s;pilbup-64.08;1;TATAP-MUKA;%s;%s;11:30;%s;0,5012;117,5023;500\n"


def table(*rows):
    return (HEAD + "".join(ROW % r for r in rows)).encode()


class Same(unittest.TestCase):
    def take(self, d, data, headers=TABLE):
        got = d.ask("POST", "/api/v1/import", data, headers=headers)
        self.assertIn(got.status, (200, 201), got.body)
        return got.json()

    def state(self, d):
        """Every notice with its entity tag and revision, and where the alerts stand."""
        notices = d.ask("GET", "/api/v1/notices").json()["notices"]
        tags = {n["uid"]: d.ask("GET", "/api/v1/notices/" + n["uid"]).headers["etag"] for n in notices}
        return tags, len(d.ask("GET", "/api/v1/alerts").json()["alerts"])

    def rows(self, d):
        text = d.ask("GET", "/api/v1/export?format=csv").body.decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))

    def filled(self):
        """A daemon with what a register holds: a chain with routes, an area, a series, a whole day, a cancelled one."""
        d = Daemon().__enter__()
        for name in sorted(os.listdir(NOTICES)):
            if name.endswith(".ics"):
                got = d.ask("POST", "/api/v1/import", sample(name))
                self.assertIn(got.status, (201, 409, 422), got.body)
        extra = ("RRULE:FREQ=DAILY;COUNT=3", "X-JARAK-DISPERSAL:PT2H", "X-JARAK-VEHICLES:cars=3",
                 "GEO;X=1:0.123456789;117.4", "DESCRIPTION:tetap")
        self.take(d, rally("seri@uji", 0.2, 117.1, extra=extra[:3] + extra[4:]), {"Content-Type": "text/calendar"})
        self.take(d, rally("batal@uji", 0.21234567891, 117.2, extra=("STATUS:CANCELLED",)), {"Content-Type": "text/calendar"})
        day = rally("hari@uji", 0.22, 117.3).replace(b"DTSTART;TZID=Asia/Makassar:20241120T140000", b"DTSTART;VALUE=DATE:20241120")
        day = day.replace(b"DTEND;TZID=Asia/Makassar:20241120T170000", b"DTEND;VALUE=DATE:20241121").replace(
            b"RAPAT-UMUM", b"PERTEMUAN-TERBATAS")
        self.take(d, day, {"Content-Type": "text/calendar"})
        return d

    def test_a_table_is_the_same_in_every_dress_of_a_spreadsheet(self):
        head = HEAD.replace(";", "\t")
        row = (ROW % ("01/A", "Rabu, 20 November 2024", "09:00", "Balai \u00e9")).replace(";", "\t").replace(",5012", ".5012").replace(
            ",5023", ".5023")
        tabs = head + row
        excel = "application/vnd.ms-excel"
        dresses = ((tabs.encode(), "text/tab-separated-values"), (tabs.encode("utf-16"), "text/csv"), (tabs.encode("utf-16"), excel),
                   (b"\xfe\xff" + tabs.encode("utf-16-be"), "text/csv"), (tabs.encode() + b"\x00", "text/csv"),
                   (tabs.encode() + b"\r\n\x00\x1a", "text/csv"), (b"\xef\xbb\xbf" + tabs.encode(), excel))
        with Daemon() as d:
            self.take(d, tabs.encode())
            before = self.state(d)
            for data, kind in dresses:
                with self.subTest(kind=kind, begins=data[:4]):
                    answer = self.take(d, data, {"Content-Type": kind})
                    self.assertEqual((answer["unchanged"], self.state(d)), (1, before))
            for kind in ("text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                         "application/vnd.oasis.opendocument.spreadsheet"):
                got = d.ask("POST", "/api/v1/import", b"PK\x03\x04" + bytes(40), headers={"Content-Type": kind})
                self.assertIn(got.status, (400, 415, 422))
                self.assertIn("CSV UTF-8", got.json()["detail"])
            for day, field in (("2024-11-20T00:00:00", None), ("2024-11-20 00:00:00", None), ("2024-11-20T07:00:00", "tanggal"),
                               ("Kamis, 20 November 2024", None)):
                with self.subTest(day):
                    data = (HEAD + ROW % ("02/" + day[:3] + day[-2:], day, "09:00", "Lapangan")).encode()
                    got = d.ask("POST", "/api/v1/import", data, headers=TABLE)
                    self.assertEqual(got.json().get("field"), field, got.body)
            self.assertTrue(any(f["rule"] == "R5" for n in d.ask("GET", "/api/v1/notices").json()["notices"]
                                for f in d.ask("GET", "/api/v1/notices/" + n["uid"]).json()["findings"]), "Kamis was a Wednesday")

    def test_what_is_carried_goes_along_with_an_export(self):
        """A client dropped the route; the register knows it, and so does whoever is given the register."""
        route = sample("01-rapat-umum-paslon-1.ics")
        name = [n for n in re.findall(rb"UID:(\S+)", route)][2].decode()
        with Daemon() as d, Daemon() as other:
            self.take(d, route, {"Content-Type": "text/calendar"})
            own = d.ask("GET", "/api/v1/notices/%s.ics" % name)
            self.assertIn(b"STRUCTURED-DATA", own.body)
            unfolded = own.body.replace(b"\r\n ", b"")
            bare = b"\r\n".join(l for l in unfolded.split(b"\r\n") if not l.startswith(b"STRUCTURED-DATA")
                                and not l.startswith(b"X-JARAK-GEOMETRY"))
            self.assertEqual(d.ask("PUT", "/api/v1/notices/" + name, bare, headers={"If-Match": "*"}).status, 200)
            rules = lambda daemon: [f["rule"] for f in daemon.ask("GET", "/api/v1/notices/" + name).json()["findings"]]
            self.assertIn("R23", rules(d))
            export = d.ask("GET", "/api/v1/export?format=ics").body
            self.take(other, export, {"Content-Type": "text/calendar"})
            self.assertIn(b"X-JARAK-GEOMETRY", export)
            self.assertNotIn("R23", rules(other), "it is stated there")
            self.assertTrue(other.ask("GET", "/api/v1/notices/" + name).json()["assessed"])
            before = self.state(d)
            self.take(d, export, {"Content-Type": "text/calendar"})
            self.assertEqual(self.state(d), before)

    def test_a_table_in_words_again_is_the_same(self):
        head = "nomor_surat;pemilihan;paslon;bentuk;tanggal;jam_buka;jam_mulai;jam_selesai;tempat;peserta;kendaraan;rute\n"
        rows = ("01/A;pilbup-64.08;paslon 01;kampanye akbar;Rabu, 20 November 2024;12.00;14.00;selesai;Stadion Kudungga;ribuan orang;;\n"
                "02/A;pilbup-64.08;1;jalan santai;21 November 2024;;07.00;09.00;Kec. Bengalon;500;;\n"
                "03/A;pilbup-64.08;2;tatap muka;20 s.d. 22 November 2024;;08.00;10.00;Lap. Sepaso;50;;\n"
                "04/A;pilbup-64.08;2;konvoi;semula 19 November 2024 menjadi 22 November 2024;;15.00;16.00;Sangatta;;100 mobil, 400 motor;0.5053,117.5343 0.51,117.6\n")
        with Daemon() as d:
            got = self.take(d, (head + rows).encode())
            self.assertEqual(len(d.ask("GET", "/api/v1/notices").json()["notices"]), 4)
            convoy = [n["uid"] for n in d.ask("GET", "/api/v1/notices").json()["notices"] if n["kind"] == "konvoi"]
            self.assertTrue(any(d.ask("GET", "/api/v1/notices/" + uid).json()["assessed"] for uid in convoy), convoy)
            before = self.state(d)
            again = self.take(d, (head + rows).encode())
            self.assertEqual(self.state(d), before, again)
            moved = (head + rows.replace("ribuan orang", "2.000 orang")).encode()
            self.take(d, moved)
            after = self.state(d)[0]
            self.assertEqual(sum(after[uid] != before[0][uid] for uid in after), 1)

    def test_an_own_export_changes_nothing_and_says_so(self):
        d = self.filled()
        try:
            before = self.state(d)
            for form, kind in (("ics", "text/calendar"), ("csv", "text/csv")):
                with self.subTest(form):
                    export = d.ask("GET", "/api/v1/export?format=" + form).body
                    answer = self.take(d, export, {"Content-Type": kind})
                    self.assertEqual(answer["unchanged"], len(before[0]))
                    self.assertEqual(len(answer["notices"]), len(before[0]))
                    self.assertEqual(self.state(d), before)
        finally:
            d.__exit__()

    def test_what_a_spreadsheet_does_to_an_export_is_no_change(self):
        d = self.filled()
        try:
            before = self.state(d)
            out, rows = io.StringIO(newline=""), self.rows(d)
            writer = csv.DictWriter(out, rows[0].keys(), delimiter=";")
            writer.writeheader()
            for row in rows:
                year, month, date = row["tanggal"].split("-")
                row["tanggal"] = "%d/%d/%s" % (int(date), int(month), year)
                row["jam_mulai"] += ":00"
                for column in ("lintang", "bujur"):  # three digits behind a sign would be asked about
                    row[column] = re.sub(r"(\.\d{4}\d*?)0+$", r"\1", row[column]).replace(".", ",")
                writer.writerow(row)
            answer = self.take(d, out.getvalue().encode())
            self.assertEqual((answer["unchanged"], self.state(d)), (len(before[0]), before))
        finally:
            d.__exit__()

    def test_one_changed_row_changes_one_notice_and_keeps_what_no_column_says(self):
        d = self.filled()
        try:
            before, rows = self.state(d)[0], self.rows(d)
            uid = next(r["uid"] for r in rows if r["geometri"] == "titik" and r["status"] == "submitted"
                       and r["uid"] not in ("seri@uji", "hari@uji"))
            self.assertEqual(d.ask("PUT", "/api/v1/notices/" + uid, d.ask("GET", "/api/v1/notices/%s.ics" % uid).body.replace(
                b"END:VEVENT", b"DESCRIPTION:tetap\r\nX-JARAK-PUBLIC-NOTE:lihat peta\r\nEND:VEVENT", 1), headers={
                    "If-Match": before[uid]}).status, 200)
            before = self.state(d)[0]
            out = io.StringIO(newline="")
            writer = csv.DictWriter(out, rows[0].keys())
            writer.writeheader()
            for row in rows:
                row["peserta"] = "777" if row["uid"] == uid else row["peserta"]
                writer.writerow(row)
            answer = self.take(d, out.getvalue().encode())
            after = self.state(d)[0]
            self.assertEqual([u for u in after if after[u] != before.get(u)], [uid])
            self.assertEqual(answer["unchanged"], len(before) - 1)
            octets = d.ask("GET", "/api/v1/notices/%s.ics" % uid).body
            for line in (b"X-JARAK-CROWD:777", b"DESCRIPTION:tetap", b"X-JARAK-PUBLIC-NOTE:lihat peta"):
                self.assertIn(line, octets)
        finally:
            d.__exit__()

    def test_an_old_export_does_not_undo_what_was_changed_since(self):
        with Daemon() as d:
            self.take(d, rally("a@uji", 0.5, 117.5), {"Content-Type": "text/calendar"})
            old = d.ask("GET", "/api/v1/export?format=csv").body
            self.take(d, rally("a@uji", 0.5, 117.6, sequence=4), {"Content-Type": "text/calendar"})
            got = d.ask("POST", "/api/v1/import", old, headers=TABLE)
            self.assertEqual((got.status, got.json()["field"]), (409, "urutan"), got.body)

    def test_a_letter_and_its_paslon_say_which_notice(self):
        first = ("001/T53/IX/2024", "03/10/2024", "09:00", "Lapangan A")
        with Daemon() as d:
            self.take(d, table(first))
            uid = self.rows(d)[0]["uid"]
            for row, hour, place in ((first[:2] + ("10:00", "Lapangan A"), "10:00", "Lapangan A"),
                                     (first[:2] + ("10:00", "Lapangan Baru"), "10:00", "Lapangan Baru"),
                                     (("001/t53/IX/2024 ", "04/10/2024", "10.00", "Lapangan Baru"), "10:00", "Lapangan Baru")):
                self.take(d, table(row))
                got = self.rows(d)
                self.assertEqual([(r["uid"], r["jam_mulai"], r["tempat"]) for r in got], [(uid, hour, place)])
            self.assertEqual(self.take(d, table(row))["unchanged"], 1)

    def test_two_events_of_one_letter_stay_two(self):
        a, b = (("L/1", "03/10/2024", "09:00", "Lapangan " + x) for x in "AB")
        with Daemon() as d:
            self.take(d, table(a, b))
            self.assertEqual(self.take(d, table(a, b))["unchanged"], 2)
            self.assertEqual(self.take(d, table(b, a))["unchanged"], 2)
            uids = {r["tempat"]: r["uid"] for r in self.rows(d)}
            moved = ("L/1", "03/10/2024", "08:00", "Lapangan B")
            self.assertEqual(self.take(d, table(moved, a))["unchanged"], 1)
            got = {r["uid"]: (r["tempat"], r["jam_mulai"]) for r in self.rows(d)}
            self.assertEqual(got, {uids["Lapangan A"]: ("Lapangan A", "09:00"), uids["Lapangan B"]: ("Lapangan B", "08:00")})
            third = ("L/1", "05/10/2024", "09:00", "Lapangan C")
            self.take(d, table(a, moved, third))
            self.assertEqual(len(self.rows(d)), 3)
            other = d.ask("POST", "/api/v1/import", table(("L/1", "09/10/2024", "15:00", "Lapangan Z")), headers=TABLE)
            self.assertEqual((other.status, other.json()["field"]), (422, "uid"), other.body)
            self.assertEqual(len(self.rows(d)), 3)

    def test_another_paslon_with_the_same_number_is_another(self):
        with Daemon() as d:
            row = table(("001", "03/10/2024", "09:00", "Lapangan A"))
            self.take(d, row)
            self.take(d, row.replace(b";1;TATAP", b";2;TATAP"))
            self.assertEqual(len(self.rows(d)), 2)


if __name__ == "__main__":
    unittest.main()
