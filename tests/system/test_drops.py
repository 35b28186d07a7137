"""Deliveries of ballots and kit, over HTTP with the real daemon: KPU states them one by one, by a table and from a calendar; officers
note that they left and who received them; what threatens them is told; nobody outside the offices learns of any."""
import datetime
import json
import os
import re
import subprocess
import unittest

from browser import Browser
from daemon import BUILD, Clock, Daemon, rally, until
from desk import Clerk, make_account

CTL = os.path.join(BUILD, "jarakctl")
WITA = datetime.timezone(datetime.timedelta(hours=8))

DROP = {"uid": "k-1@kpu", "title": "Surat suara pilbup", "stage": "district", "region": "64.08.04", "place": "Kantor Camat Sangatta Utara",
        "due": "2024-11-24T17:00:00+08:00", "items": 42, "from": "Sangatta Utara", "carrier": "KPU Kutai Timur",
        "point": {"lat": 0.51, "lon": 117.54}}
OUTSIDERS = ("tim", "pembaca", "admin")
HEAD = "nomor;isi;tujuan;kecamatan;tempat;tenggat;koli;moda;pengangkut;lintang;bujur\n"
TASK = ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//hp//ID\r\nBEGIN:VTODO\r\nUID:%s\r\nDTSTAMP:20241120T000000Z\r\nSUMMARY:%s\r\n"
        "DUE;TZID=Asia/Makassar:20241124T170000\r\nLOCATION:Kantor camat\r\n%sEND:VTODO\r\nEND:VCALENDAR\r\n")


def table(count, first=1):
    """So many drops to stations, over the sub-districts of Kutim."""
    rows = ["K-%d;Kotak suara TPS %d;tps;64.08.%02d;TPS %d;26/11/2024 17.00;4;%s;;%.4f;%.4f\n" %
            (i, i, 1 + i % 18, i, "laut" if i % 18 == 10 else "darat", 0.3 + (i % 40) * 0.03, 116.6 + (i % 23) * 0.08)
            for i in range(first, first + count)]
    return (HEAD + "".join(rows)).encode()


class Drops(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().__enter__()
        self.addCleanup(self.daemon.__exit__)

    def ask(self, method, path, body=None, role="kpu", **more):
        if isinstance(body, dict):
            body, more = json.dumps(body), dict({"headers": {"Content-Type": "application/json"}}, **more)
        return self.daemon.ask(method, path, body, role, **more)

    def file(self, **changes):
        answer = self.ask("POST", "/api/v1/drops", dict(DROP, **changes))
        self.assertIn(answer.status, (200, 201), answer.body)
        return answer.json()

    def act(self, drop, act, words=None, role="polres", region="64.08"):
        return self.ask("POST", "/api/v1/drops/%s/%s" % (drop["id"], act), words or {}, role, region=region)

    def restart(self):
        self.daemon.stop()
        self.daemon.start()

    def listed(self, role="kpu", query="", region="64.08"):
        return [d["id"] for d in self.ask("GET", "/api/v1/drops" + query, role=role, region=region).json()["drops"]]

    def send_table(self, body, role="kpu"):
        return self.daemon.ask("POST", "/api/v1/drops", body, role, headers={"Content-Type": "text/csv"})


class Stated(Drops):
    def test_a_drop_goes_from_the_store_to_who_received_it(self):
        drop = self.file()
        self.assertEqual((drop["state"], drop["stage"], drop["mode"], drop["risk"], drop["items"]), ("open", "district", "land", "missing", 42))
        self.assertEqual(self.ask("POST", "/api/v1/drops", DROP, "polres").status, 403, "KPU states them")
        left = self.act(drop, "leave", {"at": "2024-11-24T13:00:00+08:00"})
        self.assertEqual((left.status, left.json()["state"], left.json()["left"]), (200, "begun", "2024-11-24T13:00:00+08:00"))
        bare = self.act(drop, "receive", {"condition": "good"})
        self.assertEqual((bare.status, bare.json()["field"]), (422, "by"))
        odd = self.act(drop, "receive", {"by": "Ketua PPK", "condition": "hilang"})
        self.assertEqual((odd.status, odd.json()["field"]), (422, "condition"))
        got = self.act(drop, "receive", {"by": "Ketua PPK", "condition": "short", "text": "kurang satu koli"})
        self.assertEqual((got.json()["state"], got.json()["received_by"], got.json()["condition"]), ("done", "Ketua PPK", "short"))
        self.assertEqual([a["act"] for a in got.json()["acts"]], ["file", "leave", "receive"])
        told = [a for a in self.ask("GET", "/api/v1/alerts", role="bawaslu").json()["alerts"] if a["event"] == "act"]
        self.assertEqual([a["act"]["act"] for a in told], ["drop_receive"])
        self.assertIn("kurang atau rusak", told[0]["text"])
        self.assertNotIn("Ketua", told[0]["text"] + told[0]["text_en"], "no word of it lies in an inbox")
        self.assertEqual(self.act(drop, "undo", {}).status, 422, "with a reason")
        back = self.act(drop, "undo", {"text": "salah catat"}).json()
        self.assertEqual((back["state"], back["left"], back["received"], back["condition"]), ("open", None, None, "unknown"))
        before = self.ask("GET", "/api/v1/drops/" + drop["id"]).json()
        self.restart()
        after = self.ask("GET", "/api/v1/drops/" + drop["id"]).json()
        self.assertGreaterEqual(after.pop("expected"), before.pop("expected"), "it has not left")
        self.assertEqual(after, before)

    def test_a_station_of_the_list_has_its_point(self):
        station = self.ask("GET", "/api/v1/stations?region=64.08.11", role="polres").json()["stations"][0]
        body = {k: DROP[k] for k in ("title", "due")}
        drop = self.ask("POST", "/api/v1/drops", dict(body, uid="tps@kpu", stage="station", place=station["code"])).json()
        self.assertEqual((drop["region"], drop["point"]["lat"]), ("64.08.11", station["lat"]))

    def test_what_is_wrong_is_said_with_its_member(self):
        for member, value in (("stage", "gudang"), ("mode", "udara"), ("items", -1), ("items", "dua"), ("due", "besok"), ("leave", DROP["due"]),
                              ("title", ""), ("region", "99"), ("carrier", "dua\nbaris"), ("point", {"lat": 1})):
            answer = self.ask("POST", "/api/v1/drops", dict(DROP, **{member: value}))
            self.assertEqual((answer.status, answer.json()["field"]), (422, member), answer.body)
        self.assertEqual(self.ask("POST", "/api/v1/drops", dict(DROP, agency="polres")).status, 422)
        self.assertEqual(self.listed(), [])

    def test_by_sea_another_speed_and_what_comes_near_its_way_is_said(self):
        sea = self.file(uid="laut", mode="sea", point={"lat": 1.001, "lon": 118.528}, region="64.08.11", due="2099-11-24T17:00:00+08:00")
        land = self.file(uid="darat", mode="land", point={"lat": 1.001, "lon": 118.528}, region="64.08.11", due="2099-11-24T17:00:00+08:00")
        self.assertEqual((sea["risk"], land["risk"]), ("safe", "safe"))
        self.assertGreater(sea["expected"], land["expected"])
        way = rally("truk-1", 0.5050, 117.5460, paslon=None, start="20241123T130000", end="20241123T160000",
                    extra=["X-JARAK-VEHICLES:cars=2;motorcycles=0;trucks=4;buses=0"]).replace(b"RAPAT-UMUM", b"LOGISTIK")
        filed = self.daemon.ask("POST", "/api/v1/notices", way, "kpu", headers={"Content-Type": "text/calendar"})
        self.assertEqual(filed.status, 201, filed.body)
        drop = self.file(about="truk-1", due="2024-11-23T18:00:00+08:00", uid="darat-2")
        self.assertEqual((drop["meets"], drop["expected"] or "-"), ("none", drop["expected"] or "-"))
        self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", rally("akbar", 0.5055, 117.5465, start="20241123T140000", end="20241123T170000")).status, 201)
        self.assertEqual(self.ask("GET", "/api/v1/drops/" + drop["id"]).json()["meets"], "siaga")

    def test_sea_and_land_at_one_quay_is_decided_by_rows_of_the_policy(self):
        way = rally("kapal-1", 0.5050, 117.5460, paslon=None, start="20241123T130000", end="20241123T160000",
                    extra=["X-JARAK-MODE:SEA"]).replace(b"RAPAT-UMUM", b"LOGISTIK")
        self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", way, "kpu", headers={"Content-Type": "text/calendar"}).status, 201)
        boat = self.file(about="kapal-1", mode="sea", due="2024-11-23T18:00:00+08:00", uid="kapal")
        self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", rally("akbar", 0.5055, 117.5465, start="20241123T140000",
                                                                          end="20241123T170000")).status, 201)
        self.assertEqual(self.ask("GET", "/api/v1/drops/" + boat["id"]).json()["meets"], "none", "the pack's row: exempt")
        row = {"id": "laut-darat", "mode": ["sea_land"], "info": {"distance_m": 1000, "tau_min": 60},
               "waspada": {"distance_m": 500, "tau_min": 30}}
        stated = self.ask("PUT", "/api/v1/policy?region=64.08", {"basis": "rakor 20 November", "rows": [row]}, "polres",
                          headers={"Content-Type": "application/json", "If-None-Match": "*"})
        self.assertEqual(stated.status, 200, stated.body)
        self.assertEqual(self.ask("GET", "/api/v1/drops/" + boat["id"]).json()["meets"], "waspada")


class Table(Drops):
    def test_a_table_is_filed_as_a_whole_and_twice_it_is_once(self):
        answer = self.send_table(table(700))
        self.assertEqual((answer.status, answer.json()), (200, {"rows": 700, "created": 700, "changed": 0}), answer.body)
        self.assertEqual(self.send_table(table(700)).json(), {"rows": 700, "created": 0, "changed": 0})
        later = table(700).replace(b"26/11/2024 17.00;4;darat", b"26/11/2024 18.00;4;darat", 10)
        self.assertEqual(self.send_table(later).json(), {"rows": 700, "created": 0, "changed": 10})
        progress = self.ask("GET", "/api/v1/drops/progress").json()["districts"]
        self.assertEqual((len(progress), sum(d["drops"] for d in progress), sum(d["items"] for d in progress)), (18, 700, 2800))
        self.assertEqual(sum(d["stages"]["station"] for d in progress), 700)
        drop = self.ask("GET", "/api/v1/drops?limit=1").json()["drops"][0]
        self.act(drop, "receive", {"by": "KPPS", "condition": "damaged"})
        row = [d for d in self.ask("GET", "/api/v1/drops/progress").json()["districts"] if d["region"] == drop["region"]][0]
        self.assertEqual((row["received"], row["bad"], row["items_received"]), (1, 1, 4))
        self.restart()
        self.assertEqual(len(self.listed(query="?limit=200")), 200)

    def test_a_fault_has_its_line_and_column_and_nothing_is_kept(self):
        for text, line, field in ((HEAD + "K-1;Kotak;tps;Atlantis;TPS 1;26/11/2024 17.00;4;darat;;;\n", 2, "kecamatan"),
                                  (table(20).decode() + "K-99;Kotak;tps;64.08.04;TPS 9;kapan-kapan;4;darat;;;\n", 22, "tenggat"),
                                  (table(20).decode() + "K-3;Kotak;tps;64.08.04;TPS 9;26/11/2024 17.00;4;darat;;;\n", 22, "nomor"),
                                  ("isi;tujuan\nKotak;tps\n", 1, "kecamatan")):
            answer = self.send_table(text.encode())
            self.assertEqual((answer.status, answer.json()["line"], answer.json()["field"]), (422, line, field), answer.body)
        self.assertEqual(self.send_table(table(1001)).status, 422)
        self.assertEqual(self.send_table(table(3), role="polres").status, 403)
        self.assertEqual(self.listed(), [])


class Kept(Drops):
    def test_nobody_outside_the_offices_learns_of_any(self):
        drop = self.file(title="Kotak rahasia", text="lewat jalan belakang")
        self.act(drop, "receive", {"by": "Pak Anu", "condition": "damaged"})
        for role in OUTSIDERS:
            for path in ("/api/v1/drops", "/api/v1/drops/progress", "/api/v1/drops/" + drop["id"], "/api/v1/drops/%s.ics" % drop["id"],
                         "/meja/logistik", "/meja/logistik/" + drop["id"]):
                self.assertIn(self.ask("GET", path, role=role).status, (303, 403, 404), (role, path))
            self.assertIn(self.act(drop, "leave", role=role).status, (403, 404), role)
        for role in OUTSIDERS + (None,):
            for path in ("/", "/kalender/64.08", "/feeds/64.08.ics", "/api/v1/notices", "/api/v1/alerts", "/dav/calendars/64.08/kiriman/",
                         "/api/v1/pack", "/api/v1/conflicts"):
                body = self.daemon.ask("GET", path, role=role).body
                for word in (b"rahasia", b"jalan belakang", b"Pak Anu", drop["id"].encode()):
                    self.assertNotIn(word, body, (role, path))

    def test_a_supervising_reader_is_told_neither_of_them_nor_of_their_ways_nor_of_duties(self):
        self.file(about="truk-1@kpu")
        for uid, kind, role in (("truk-1@kpu", b"LOGISTIK", "kpu"), ("jaga-1@polres", b"PENGAMANAN", "polres")):
            way = rally(uid, 0.5050, 117.5460, paslon=None, start="20241123T130000", end="20241123T160000").replace(b"RAPAT-UMUM", kind)
            self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", way, role).status, 201)
        self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", rally("akbar", 0.5055, 117.5465, start="20241123T140000",
                                                                          end="20241123T170000")).status, 201)
        conflict = self.ask("GET", "/api/v1/conflicts", role="polres").json()["conflicts"][0]["id"]
        granted = self.ask("POST", "/api/v1/accounts/pembaca-64.08/scope", {"scope": "supervisory", "office": "kejaksaan", "reason": "tugas"}, "admin")
        self.assertEqual(granted.status, 200, granted.body)
        self.assertEqual(self.ask("GET", "/api/v1/drops", role="pembaca").status, 403)
        day = self.ask("GET", "/api/v1/days/64.08/2024-11-23", role="pembaca")
        self.assertIn(b"akbar", day.body)
        self.assertEqual(len(day.json()["activities"]), 1)
        self.assertEqual(self.ask("GET", "/api/v1/conflicts", role="pembaca").json()["conflicts"], [])
        for path in ("/api/v1/notices/truk-1@kpu", "/api/v1/notices/truk-1@kpu/history", "/api/v1/conflicts/" + conflict,
                     "/api/v1/conflicts/%s/history" % conflict, "/api/v1/notices/jaga-1@polres"):
            self.assertEqual(self.ask("GET", path, role="pembaca").status, 404, path)
        for path in ("/api/v1/days/64.08/2024-11-23", "/api/v1/days/64.08/2024-11-23/replay", "/api/v1/days/64.08/2024-11-23/brief",
                     "/api/v1/notices", "/api/v1/conflicts", "/api/v1/journal.jsonl", "/api/v1/statistics.csv", "/api/v1/notices/akbar",
                     "/api/v1/notices/akbar/history"):
            body = self.ask("GET", path, role="pembaca").body
            for word in (b"truk-1", b"jaga-1", b"logistik", b"pengamanan", conflict.encode()):
                self.assertNotIn(word, body.lower() if word.islower() else body, path)


class Calendar(Drops):
    def test_a_phone_reads_and_ticks_them(self):
        drop = self.file()
        home = "/dav/calendars/64.08/kiriman/"
        found = self.daemon.ask("PROPFIND", home, b"", "polres", headers={"Depth": "1"})
        self.assertEqual(found.status, 207)
        self.assertIn(drop["id"].encode(), found.body)
        bytes_ = self.daemon.ask("GET", home + drop["id"] + ".ics", role="polres").body.decode()
        for line in ("CATEGORIES:KIRIMAN", "DUE:20241124T090000Z", "X-JARAK-STAGE:KECAMATAN", "X-JARAK-ITEMS:42", "STATUS:NEEDS-ACTION"):
            self.assertIn(line + "\r\n", bytes_)
        stripped = re.sub(r"(CATEGORIES|X-JARAK-[A-Z-]+):.*\r\n", "", bytes_).replace("NEEDS-ACTION", "COMPLETED")
        put = self.daemon.ask("PUT", home + drop["id"] + ".ics", stripped.encode(), "polres", headers={"Content-Type": "text/calendar"})
        self.assertEqual(put.status, 204, put.body)
        now = self.ask("GET", "/api/v1/drops/" + drop["id"]).json()
        self.assertEqual((now["state"], now["received_by"], now["condition"], now["stage"], now["items"]),
                         ("done", "polres-64.08", "unknown", "district", 42))
        new = self.daemon.ask("PUT", home + "baru%40hp.ics", (TASK % ("baru@hp", "Bilik suara", "")).encode(), "kpu",
                              headers={"Content-Type": "text/calendar", "If-None-Match": "*"})
        self.assertEqual(new.status, 201, new.body)
        self.assertEqual(self.daemon.ask("PUT", home + "lain%40hp.ics", (TASK % ("lain@hp", "Bilik", "")).encode(), "polres",
                                         headers={"Content-Type": "text/calendar"}).status, 403)
        self.assertEqual(len(self.listed()), 2)
        gone = self.daemon.ask("DELETE", home + "baru%40hp.ics", role="kpu")
        self.assertEqual(gone.status, 204, gone.body)


class Told(unittest.TestCase):
    def test_not_left_late_and_missing_on_the_day_of_the_vote(self):
        clock = Clock()

        def at(when):
            clock.shift(datetime.datetime.fromisoformat(when).replace(tzinfo=WITA).timestamp() - clock.now())

        at("2024-11-26T08:00:00")
        with Daemon(env=clock.env, options=["--tick-ms", "100"]) as daemon:
            def tell(body):
                return daemon.ask("POST", "/api/v1/drops", json.dumps(body), "kpu", headers={"Content-Type": "application/json"})

            def acts(role, region="64.08"):
                return [a["act"]["act"] for a in daemon.ask("GET", "/api/v1/alerts", role=role, region=region).json()["alerts"] if a["event"] == "act"]

            tell(dict(DROP, leave="2024-11-26T09:00:00+08:00", due="2024-11-26T12:00:00+08:00"))
            at("2024-11-26T09:05:00")
            until(lambda: acts("kpu") == ["drop_slow"])
            self.assertEqual((acts("polres"), acts("bawaslu")), (["drop_slow"], []))
            at("2024-11-26T12:05:00")
            until(lambda: acts("bawaslu") == ["drop_late"])
            at("2024-11-27T00:05:00")
            until(lambda: acts("kpu") == ["drop_slow", "drop_late", "drop_missing"])
            until(lambda: acts("polres", "64") == ["drop_missing"])
            late = daemon.ask("GET", "/api/v1/drops?late=true", role="kpu").json()["drops"]
            self.assertEqual([(d["risk"], d["state"]) for d in late], [("missing", "open")])
            self.assertEqual(len(daemon.ask("GET", "/api/v1/drops?risk=any", role="kpu").json()["drops"]), 1)
            self.assertEqual(daemon.ask("GET", "/api/v1/drops?risk=slow", role="kpu").json()["drops"], [])


class Commands(Drops):
    def ctl(self, *words, role="kpu"):
        token = os.path.join(self.daemon.folder.name, "token-" + role)
        with open(token, "w", encoding="utf-8") as f:
            f.write(self.daemon.token(role) + "\n")
        return subprocess.run([CTL, "--url", "http://127.0.0.1:%d" % self.daemon.port, "--token-file", token, *words], check=False,
                              capture_output=True, text=True, timeout=60)

    def test_the_words_of_jarakctl(self):
        file = os.path.join(self.daemon.folder.name, "kiriman.csv")
        with open(file, "wb") as f:
            f.write(table(40))
        told = self.ctl("drop", "import", file)
        self.assertEqual((told.returncode, told.stdout), (0, "40 baris: 40 baru, 0 diubah\n"), told.stderr)
        progress = self.ctl("drop", "progress").stdout.splitlines()
        self.assertEqual(len(progress), 18)
        self.assertRegex(progress[0], r"^64\.08\.01\tMuara Ancalong\t0/2\t")
        one = self.ctl("drop", "file", "tps", "Segel", "--due", "2099-11-26T17:00:00+08:00", "--place", "TPS 4", "--region", "64.08.04",
                       "--items", "2", "--mode", "darat")
        self.assertEqual(one.returncode, 0, one.stderr)
        name = one.stdout.split()[0]
        self.assertEqual(self.ctl("drop", "leave", name, role="polres").returncode, 0)
        got = self.ctl("drop", "receive", name, "--by", "Ketua KPPS", "--condition", "baik")
        self.assertIn("diterima", got.stdout)
        self.assertIn("Ketua KPPS", got.stdout)
        self.assertEqual(len(self.ctl("drop", "list", "--state", "done").stdout.splitlines()), 1)
        with open(file, "wb") as f:
            f.write(table(3) + b"x;y\n")
        bad = self.ctl("drop", "import", file)
        self.assertEqual(bad.returncode, 3)
        self.assertIn("baris 5", bad.stderr)


class Pages(Drops):
    def setUp(self):
        super().setUp()
        for role in ("kpu", "polres"):
            make_account(self.daemon, role)

    def test_a_clerk_files_by_the_form_and_by_a_table_and_notes_the_rest(self):
        clerk = Clerk(self.daemon, "uji-kpu")
        page = clerk.get("/meja/logistik")
        self.assertIn("0 dari 0 kiriman diterima", page.words())
        fields = {"csrf": page.csrf(), "uid": re.search(r'name="uid" value="([^"]+)"', page.text).group(1), "isi": "Kotak suara", "koli": "12",
                  "tujuan": "district", "kecamatan": "64.08.11", "tempat": "Kantor Camat Sandaran", "tenggat": "2099-11-24T17:00", "moda": "sea",
                  "dari": "Sangatta Utara", "pengangkut": "Lanal Sangatta", "titik": "1.001, 118.528"}
        bad = clerk.post("/meja/logistik", dict(fields, koli="banyak"))
        self.assertEqual(bad.status, 422)
        self.assertIn("Kantor Camat Sandaran", bad.text, "what was typed is there again")
        filed = clerk.post("/meja/logistik", fields)
        self.assertEqual(filed.status, 303, filed.words())
        self.assertEqual(clerk.post("/meja/logistik", fields).headers["Location"], filed.headers["Location"])
        path = filed.headers["Location"].split("?")[0]
        police = Clerk(self.daemon, "uji-polres")
        page = police.get(path)
        for words in ("Lanal Sangatta", "Diperkirakan tiba", "Selasa, 24 November 2099 pukul 17.00 WITA", "belum berangkat"):
            self.assertIn(words, page.words())
        self.assertNotIn("Batalkan kiriman", page.words())
        self.assertNotIn("Catat banyak kiriman", police.get("/meja/logistik").words())
        left = police.post(path, {"csrf": page.csrf(), "langkah": "leave", "teks": "KAL Mangkai"})
        self.assertEqual(left.status, 303, left.words())
        self.assertEqual(police.post(path, {"csrf": page.csrf(), "langkah": "receive", "penerima": ""}).status, 422)
        got = police.post(path, {"csrf": page.csrf(), "langkah": "receive", "penerima": "Ketua PPK Sandaran", "keadaan": "damaged"})
        self.assertEqual(got.status, 303, got.words())
        self.assertIn("Diterima: Ketua PPK Sandaran, rusak", police.get(path).words())
        self.assertIn("1 dari 1 kiriman diterima", clerk.get("/meja/logistik").words())
        self.assertEqual(police.get("/meja/logistik?keadaan=open").text.count("<li><b>"), 0)

    def test_the_screens_on_a_phone_and_on_a_desk(self):
        self.send_table(table(200))
        drops = self.ask("GET", "/api/v1/drops?limit=120").json()["drops"]
        for i, drop in enumerate(drops[:90]):
            self.act(drop, "leave" if i % 3 == 0 else "receive", {} if i % 3 == 0 else {"by": "KPPS", "condition": "good" if i % 7 else "short"})
        one = self.file(due="2099-11-24T17:00:00+08:00")
        file = os.path.join(self.daemon.folder.name, "kiriman.csv")
        with open(file, "wb") as f:
            f.write(table(5, 900))
        with Browser(self.daemon, width=390) as b:
            b.sign_in("uji-kpu")
            for width in (390, 1280):
                b.width(width)
                for name, path in (("logistik", "/meja/logistik"), ("logistik-satu", "/meja/logistik/" + one["id"]),
                                   ("logistik-bahaya", "/meja/logistik?bahaya=1")):
                    b.open(path)
                    b.picture(name)
                    self.assertLessEqual(b.run("return document.documentElement.scrollWidth"), width, path)
                    self.assertEqual(b.faults(), [], path)
            b.open("/meja/logistik")
            b.run("document.querySelectorAll('details').forEach(d => d.open = true)")
            b.one("#berkas").send_keys(file)
            b.run("document.getElementById('berkas').form.requestSubmit()")
            until(lambda: b.text("#h-maju"), lambda t: "dari 206 kiriman" in t)


if __name__ == "__main__":
    unittest.main()
