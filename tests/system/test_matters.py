"""Reports from the field and tasks, over HTTP with the real daemon: who may file, read, judge and do what, on JSON, as a calendar
file and on the pages a phone fills in; what nobody may see leaks nowhere."""
import base64
import json
import os
import re
import struct
import subprocess
import unittest

from browser import Browser
from daemon import Daemon, free_port, rally, until
from desk import Clerk, make_account

REPORT = {"uid": "l-1@hp", "category": "hoax", "title": "Kabar TPS 4 dipindah", "text": "Saksi Budi Rahasia melihat pesan berantai.",
          "place": "Pasar Induk", "region": "64.08.04"}
JUDGED = {"assessment": "Pesan berantai di tiga grup; TPS 4 tidak dipindah.", "recommendation": "Beri jawaban untuk umum hari ini."}
OUTSIDERS = ("tim", "pembaca", "admin")
JOURNAL = ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//hp//ID\r\nBEGIN:VJOURNAL\r\nUID:%s\r\nDTSTAMP:20241120T000000Z\r\n"
           "SUMMARY:%s\r\nDESCRIPTION:dilihat sendiri\r\nLOCATION:Pasar\r\nCATEGORIES:%s\r\nEND:VJOURNAL\r\nEND:VCALENDAR\r\n")


PLAIN = base64.b64decode(  # 16 by 8 pixels of one colour
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/"
    "2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCAAIABADASIAAhEBAxEB/8QA"
    "HwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkK"
    "FhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXG"
    "x8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAEC"
    "AxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOE"
    "hYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwCGiiivUPOP"
    "/9k=")


def photo():
    """A picture of 16 by 8 pixels as a telephone makes one: held sideways (6), and telling of its camera."""
    entries = [(0x0112, 3, 1, struct.pack("<HH", 6, 0)), (0x010F, 2, 15, struct.pack("<I", 8 + 2 + 2 * 12 + 4))]
    tiff = b"II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHI", t, k, n) + v for t, k, n, v in entries)
    tiff += bytes(4) + b"RAHASIA-KAMERA\0"
    exif = b"Exif\0\0" + tiff
    return PLAIN[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + PLAIN[2:]


def size_of(jpeg):
    """Wide and high, by its frame."""
    at = 2
    while jpeg[at + 1] not in (0xC0, 0xC1, 0xC2):
        at += 2 + struct.unpack(">H", jpeg[at + 2:at + 4])[0]
    high, wide = struct.unpack(">HH", jpeg[at + 5:at + 9])
    return wide, high


class Matters(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().__enter__()
        self.addCleanup(self.daemon.__exit__)

    def ask(self, method, path, body=None, role="bawaslu", **more):
        if isinstance(body, dict):
            body, more = json.dumps(body), dict({"headers": {"Content-Type": "application/json"}}, **more)
        return self.daemon.ask(method, path, body, role, **more)

    def file(self, role="bawaslu", region="64.08", **changes):
        answer = self.ask("POST", "/api/v1/reports", dict(REPORT, **changes), role, region=region)
        self.assertIn(answer.status, (200, 201), answer.body)
        return answer.json()

    def store(self):
        """The octets of the journal, or of the copy that a daemon keeps of one it shares."""
        with open(os.path.join(self.daemon.data, "copy.db" if self.daemon.shared else "jarakd.db"), "rb") as store:
            return store.read()

    def act(self, report, act, role, words=JUDGED, region="64.08", kind="reports"):
        return self.ask("POST", "/api/v1/%s/%s/%s" % (kind, report["id"], act), words, role, region=region)

    def listed(self, role, kind="matters", region="64.08", query=""):
        path = "/api/v1/tasks" if kind == "tasks" else "/api/v1/reports"
        return [m["id"] for m in self.ask("GET", path + query, role=role, region=region).json()[kind]]

    def inbox(self, role, region="64.08"):
        return [a for a in self.ask("GET", "/api/v1/alerts", role=role, region=region).json()["alerts"] if a["event"] == "act"]


class Reports(Matters):
    def test_a_report_is_judged_by_somebody_else_and_told_from_then_on(self):
        report = self.file()
        self.assertEqual((report["state"], report["category"], report["acts"][0]["act"]), ("unverified", "hoax", "file"))
        self.assertEqual(self.inbox("polres"), [], "nobody is told of what nobody has judged")
        self.assertEqual(self.act(report, "verify", "bawaslu").status, 403, "not by its author")
        bare = self.act(report, "verify", "polres", {"assessment": "ya"})
        self.assertEqual((bare.status, bare.json()["field"]), (422, "recommendation"))
        done = self.act(report, "verify", "kpu")
        self.assertEqual((done.status, done.json()["state"]), (200, "verified"), done.body)
        self.assertEqual(done.json()["acts"][1]["assessment"], JUDGED["assessment"])
        alert = self.inbox("polres")[0]
        self.assertEqual((alert["act"]["act"], alert["act"]["uid"], alert["act"]["on"]), ("report_verify", report["id"], "report"))
        self.assertIn("dinyatakan terbukti", alert["text"])
        self.assertIn("/meja/laporan/" + report["id"], alert["text"])
        self.assertNotIn("TPS 4", alert["text"] + alert["text_en"], "no word of it lies in an inbox")
        self.assertEqual(self.act(report, "refute", "polres").status, 409)

    def test_what_bawaslu_keeps_is_there_for_nobody_else_until_it_is_released(self):
        report = self.file(category="neutrality", uid="n@hp")
        for role in ("polres", "kpu", "kesbangpol") + OUTSIDERS:
            self.assertIn(self.ask("GET", "/api/v1/reports/" + report["id"], role=role).status, (403, 404), role)
            self.assertIn(self.act(report, "verify", role).status, (403, 404), role)
        self.assertEqual(self.listed("polres"), [])
        self.assertEqual(self.act(report, "verify", "bawaslu", region="64").status, 200)
        self.assertEqual(self.inbox("polres"), [])
        self.assertEqual(self.act(report, "release", "bawaslu", {"text": "klarifikasi selesai"}).status, 200)
        self.assertEqual(self.listed("polres"), [report["id"]])
        self.assertEqual([a["act"]["act"] for a in self.inbox("polres")], ["report_release"])

    def test_a_policeman_who_reports_money_politics_sees_it_and_his_office_does_not(self):
        report = self.file(role="polres", category="money_politics")
        self.assertEqual(self.listed("polres"), [report["id"]])
        self.assertEqual(self.listed("polres", region="64"), [])
        self.assertEqual(self.listed("bawaslu"), [report["id"]])

    def test_a_phone_sends_twice_and_a_calendar_file_is_taken_too(self):
        first = self.ask("POST", "/api/v1/reports", REPORT)
        again = self.ask("POST", "/api/v1/reports", REPORT)
        self.assertEqual((first.status, again.status), (201, 200))
        self.assertEqual(first.json()["id"], again.json()["id"])
        ics = {"Content-Type": "text/calendar"}
        sent = self.ask("POST", "/api/v1/reports", JOURNAL % ("k@hp", "Baliho roboh", "KEJADIAN"), headers=ics)
        self.assertEqual(sent.status, 201, sent.body)
        got = self.ask("GET", "/api/v1/reports/%s.ics" % sent.json()["id"])
        self.assertIn("SUMMARY:Baliho roboh\r\n", got.body.decode())
        self.assertIn("STATUS:DRAFT\r\n", got.body.decode())
        wrong = self.ask("POST", "/api/v1/reports", JOURNAL % ("x@hp", "a", "GOSIP"), headers=ics)
        self.assertEqual((wrong.status, wrong.json()["field"]), (422, "RELATED-TO"), "as what happened to an activity")
        task = self.ask("POST", "/api/v1/tasks", JOURNAL % ("y@hp", "a", "KEJADIAN"), headers=ics)
        self.assertEqual(task.status, 422)

    def test_what_is_wrong_names_its_member_and_leaves_nothing(self):
        for changes, field in (({"category": "gosip"}, "category"), ({"title": ""}, "title"), ({"text": ""}, "text"),
                               ({"place": ""}, "place"), ({"region": "99"}, "region"), ({"point": {"lat": 91, "lon": 0}}, "point"),
                               ({"at": "besok"}, "at"), ({"title": 3}, "title"), ({"about": "a\nb"}, "about")):
            answer = self.ask("POST", "/api/v1/reports", dict(REPORT, **changes))
            self.assertEqual((answer.status, answer.json()["field"]), (422, field), changes)
        self.assertEqual(self.ask("POST", "/api/v1/reports", dict(REPORT, region="64")).status, 403)
        self.assertEqual(self.listed("bawaslu"), [])

    def test_teams_readers_administrators_and_the_public_learn_nothing(self):
        secret = "Budi Rahasia"
        report = self.file()
        self.assertEqual(self.act(report, "verify", "polres").status, 200)
        self.ask("POST", "/api/v1/tasks", {"title": secret, "agency": "kpu", "due": "2024-12-01T00:00:00+08:00", "about": report["id"]})
        for role in OUTSIDERS:
            for path in ("/api/v1/reports", "/api/v1/tasks", "/api/v1/reports/" + report["id"], "/meja/laporan", "/meja/tugas"):
                self.assertIn(self.ask("GET", path, role=role).status, (303, 403, 404), (role, path))
            for path in ("/api/v1/alerts", "/api/v1/notices", "/meja/kotak"):
                answer = self.ask("GET", path, role=role)
                self.assertFalse(secret in answer.body.decode() or report["id"] in answer.body.decode(), (role, path))
        for path in ("/", "/kalender/64.08", "/feeds/64.08/approved.ics"):
            answer = self.ask("GET", path, role=None)
            self.assertFalse(secret in answer.body.decode() or "TPS 4" in answer.body.decode(), path)
        self.assertEqual(self.ask("GET", "/api/v1/reports/" + report["id"], role=None).status, 401)
        self.daemon.stop()
        self.assertNotIn(secret.encode(), self.store())

    def test_an_answer_to_a_hoax_is_public_and_names_nobody(self):
        report = self.file()
        self.assertEqual(self.act(report, "answer", "kpu", {"text": "TPS 4 tetap."}).status, 403, "before it is judged")
        self.assertEqual(self.act(report, "verify", "kpu").status, 200)
        for text in ("Paslon 2 yang salah", "hubungi 081234567890"):
            self.assertEqual(self.act(report, "answer", "kpu", {"text": text}).status, 422, text)
        self.assertEqual(self.act(report, "answer", "kpu", {"text": "TPS 4 tetap di SDN 2."}).status, 200)
        for path in ("/", "/kalender/64.08", "/kalender/en/64.08"):
            page = self.ask("GET", path, role=None).body.decode()
            self.assertIn("TPS 4 tetap di SDN 2.", page)
            self.assertNotIn("Budi Rahasia", page)
        self.assertEqual(self.act(report, "answer", "kpu", {"text": ""}).status, 200)
        self.assertNotIn("TPS 4", self.ask("GET", "/kalender/64.08", role=None).body.decode())

    def test_an_activity_without_sttp_becomes_a_finding_half_filled_in(self):
        report = self.file(category="no_sttp", title="Konvoi tanpa STTP", at="2024-11-20T14:05:00+08:00", point={"lat": 0.5, "lon": 117.5})
        self.act(report, "verify", "polres")
        path = "/api/v1/reports/%s/form-a.pdf" % report["id"]
        for role in ("polres", "kpu", "kesbangpol"):
            self.assertEqual(self.ask("GET", path, role=role).status, 403, role)
        got = self.ask("GET", path)
        self.assertEqual((got.status, got.body[:5]), (200, b"%PDF-"), got.body[:200])
        self.assertEqual(self.ask("GET", path).body, got.body, "the same bytes again")
        file = os.path.join(self.daemon.folder.name, "form-a.pdf")
        with open(file, "wb") as f:
            f.write(got.body)
        words = " ".join(subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout.split())
        for said in ("FORMULIR MODEL A", "LHP/PM.01.00/", "11/2024", "Konvoi tanpa STTP", "Rabu, 20 November 2024 pukul 14.05 WITA", "0.500000, 117.500000",
                     "ampanye", JUDGED["recommendation"], "Saksi-saksi dan alamatnya"):
            self.assertIn(said, words)
        kept = self.file(uid="x@hp", category="hoax")
        self.act(kept, "refute", "polres")
        self.assertEqual(self.ask("GET", "/api/v1/reports/%s/form-a.pdf" % kept["id"]).status, 409)

    def test_a_photo_keeps_its_picture_and_nothing_else(self):
        report = self.file()
        path = "/api/v1/reports/%s/photo" % report["id"]
        send = lambda octets, kind="image/jpeg", role="bawaslu": self.ask("PUT", path, octets, role, headers={"Content-Type": kind})
        self.assertEqual(self.ask("GET", path).status, 404)
        self.assertEqual(send(photo(), role="kpu").status, 403, "not its author")
        self.assertEqual(send(b"GIF89a", "image/jpeg").status, 415)
        self.assertEqual(send(b"\xff\xd8\xff" + bytes(1000)).status, 503, "it cannot be decoded")
        self.assertEqual(send(photo()).status, 204)
        got = self.ask("GET", path, role="polres")
        self.assertEqual((got.status, got.headers["content-type"], got.body[:3]), (200, "image/jpeg", b"\xff\xd8\xff"))
        for secret in (b"Exif", b"RAHASIA-KAMERA"):
            self.assertIn(secret, photo())
            self.assertNotIn(secret, got.body)
        self.assertEqual(size_of(got.body), (8, 16), "upright: the camera was held sideways")
        for role in OUTSIDERS:
            self.assertIn(self.ask("GET", path, role=role).status, (403, 404), role)
        self.act(report, "verify", "polres")
        self.assertEqual(send(photo()).status, 403, "what was judged stays as it was")
        self.daemon.stop()
        self.assertNotIn(got.body[:64], self.store(), "sealed")
        self.daemon.start()
        self.assertEqual(self.ask("GET", path).body, got.body)

    def test_lists_are_asked_by_topic_state_and_page(self):
        made = [self.file(uid="p%d@hp" % i, category="hoax" if i % 2 else "incident")["id"] for i in range(5)]
        self.assertEqual(self.listed("polres"), made[::-1])
        self.assertEqual(self.listed("polres", query="?category=hoax"), [made[3], made[1]])
        page = self.ask("GET", "/api/v1/reports?limit=2").json()
        self.assertEqual(([m["id"] for m in page["matters"]], page["next"]), ([made[4], made[3]], made[3]))
        rest = self.ask("GET", "/api/v1/reports?limit=3&before=" + page["next"]).json()
        self.assertEqual(([m["id"] for m in rest["matters"]], rest["next"]), ([made[2], made[1], made[0]], None))
        self.assertEqual(self.ask("GET", "/api/v1/reports?limit=201").status, 422)
        self.assertEqual(self.listed("polres", query="?state=verified"), [])

    def test_a_restart_forgets_nothing(self):
        report = self.file()
        self.assertEqual(self.act(report, "verify", "polres").status, 200)
        before = self.ask("GET", "/api/v1/reports/" + report["id"]).json()
        self.daemon.stop()
        self.daemon.start()
        self.assertEqual(self.ask("GET", "/api/v1/reports/" + report["id"]).json(), before)


class Tasks(Matters):
    def give(self, role="bawaslu", **changes):
        body = dict({"uid": "t@x", "title": "Pasang pembatas", "agency": "polres", "due": "2030-11-23T14:00:00+08:00"}, **changes)
        answer = self.ask("POST", "/api/v1/tasks", body, role)
        self.assertIn(answer.status, (200, 201), answer.body)
        return answer.json()

    def test_an_agency_does_its_task_and_its_author_changes_or_cancels_it(self):
        task = self.give()
        self.assertEqual([a["act"]["act"] for a in self.inbox("polres")], ["task_file"])
        self.assertEqual(self.act(task, "progress", "kpu", {"percent": 50}, kind="tasks").status, 403)
        half = self.act(task, "progress", "polres", {"percent": 50, "text": "bahan ada"}, kind="tasks").json()
        self.assertEqual((half["state"], half["percent"], half["acts"][-1]["text"]), ("begun", 50, "bahan ada"))
        self.assertEqual(self.give(title="Pasang dua pembatas")["percent"], 50, "what its author changes leaves how far it is")
        self.assertEqual(self.act(task, "cancel", "polres", {"text": "a"}, kind="tasks").status, 403)
        done = self.act(task, "progress", "polres", {"percent": 100}, kind="tasks").json()
        self.assertEqual(done["state"], "done")
        self.assertEqual(self.listed("kpu", "tasks", query="?state=done&agency=polres"), [task["id"]])
        self.assertEqual(self.listed("kpu", "tasks", query="?late=true"), [])

    def test_a_late_task_climbs(self):
        self.daemon.stop()
        self.daemon.options = ["--tick-ms", "100"]
        self.daemon.start()
        task = self.give(due="2024-11-01T00:00:00+08:00")
        got = until(lambda: self.ask("GET", "/api/v1/tasks/" + task["id"]).json(), lambda t: t["escalated"] == 2)
        self.assertEqual([a["act"] for a in got["acts"]], ["file", "escalate", "escalate"])
        self.assertIn("task_escalate", [a["act"]["act"] for a in self.inbox("polres", region="64")])
        self.assertEqual(self.listed("kpu", "tasks", query="?late=true"), [task["id"]])


PHONE_TASK = ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//hp//ID\r\nBEGIN:VTODO\r\nUID:%s\r\nDTSTAMP:20241120T000000Z\r\nSUMMARY:%s\r\n"
              "DUE;VALUE=DATE:20301123\r\nSTATUS:%s\r\nX-APPLE-SORT-ORDER:5\r\nEND:VTODO\r\nEND:VCALENDAR\r\n")
QUERY = ("<C:calendar-query xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'><D:prop><D:getetag/><C:calendar-data/></D:prop>"
         "<C:filter><C:comp-filter name='VCALENDAR'><C:comp-filter name='%s'>%s</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>")
RANGE = "<C:time-range start='20301123T000000Z' end='20301124T000000Z'/>"


class Calendars(Matters):
    """Thunderbird, Tasks.org, a reminders app: a task is read and ticked there."""

    def dav(self, method, path, body=None, role="polres", region="64.08", **headers):
        sent = dict({"Content-Type": "application/xml"}, **headers)
        return self.ask(method, "/dav/calendars/64.08/" + path, body, role, headers=sent, region=region)

    def give(self, **changes):
        body = dict({"uid": "t@x", "title": "Pasang pembatas", "agency": "polres", "due": "2030-11-23T14:00:00+08:00"}, **changes)
        return self.ask("POST", "/api/v1/tasks", body, "bawaslu").json()

    def names(self, path, role="polres"):
        found = self.dav("PROPFIND", path, role=role, Depth="1")
        self.assertEqual(found.status, 207, found.body)
        return [re.sub(".*/", "", h) for h in re.findall("<D:href>([^<]+[.]ics)</D:href>", found.body.decode())]

    def test_the_agency_reads_its_task_and_ticks_it(self):
        task = self.give()
        self.assertEqual(self.names("tugas/"), [task["id"] + ".ics"], "of another office: by its id")
        self.assertEqual(self.names("tugas/", "bawaslu"), ["t@x.ics"], "of one's own: as it was called")
        got = self.dav("GET", "tugas/%s.ics" % task["id"])
        self.assertIn("STATUS:NEEDS-ACTION", got.body.decode())
        ticked = got.body.decode().replace("NEEDS-ACTION", "COMPLETED").replace("Pasang pembatas", "judul lain")
        put = self.dav("PUT", "tugas/%s.ics" % task["id"], ticked, **{"Content-Type": "text/calendar", "If-Match": got.headers["etag"]})
        self.assertEqual((put.status, "etag" in put.headers), (204, False), put.body)
        done = self.ask("GET", "/api/v1/tasks/" + task["id"]).json()
        self.assertEqual((done["state"], done["percent"], done["title"]), ("done", 100, "Pasang pembatas"))
        stale = self.dav("PUT", "tugas/%s.ics" % task["id"], ticked, **{"Content-Type": "text/calendar", "If-Match": got.headers["etag"]})
        self.assertEqual(stale.status, 412)
        self.assertEqual(self.dav("PUT", "tugas/%s.ics" % task["id"], ticked, role="kpu", **{"Content-Type": "text/calendar"}).status, 403)
        self.assertEqual(self.dav("DELETE", "tugas/%s.ics" % task["id"]).status, 403, "not its to cancel")

    def test_an_app_makes_a_task_of_its_own_office_and_deletes_it(self):
        ics = {"Content-Type": "text/calendar"}
        self.assertEqual(self.dav("PUT", "tugas/lain.ics", PHONE_TASK % ("7F3A", "Cek jalan", "NEEDS-ACTION"), **ics).status, 403)
        self.assertEqual(self.dav("PUT", "laporan/7F3A.ics", PHONE_TASK % ("7F3A", "Cek jalan", "NEEDS-ACTION"), **ics).status, 403)
        self.assertEqual(self.dav("PUT", "tugas/7F3A.ics", PHONE_TASK % ("7F3A", "Cek jalan", "NEEDS-ACTION"), **ics).status, 201)
        again = dict(ics, **{"If-None-Match": "*"})
        self.assertEqual(self.dav("PUT", "tugas/7F3A.ics", PHONE_TASK % ("7F3A", "Cek jalan", "NEEDS-ACTION"), **again).status, 412)
        task = self.ask("GET", "/api/v1/tasks", role="polres").json()["tasks"][0]
        self.assertEqual((task["agency"], task["due"]), ("polres", "2030-11-23T23:59:59+08:00"))
        self.assertEqual(self.dav("DELETE", "tugas/7F3A.ics").status, 204)
        self.assertIn("STATUS:CANCELLED", self.dav("GET", "tugas/7F3A.ics").body.decode())

    def test_queries_and_synchronisation(self):
        task, report = self.give(), self.file()
        for path, component, want in (("tugas/", "VTODO", task), ("laporan/", "VJOURNAL", report)):
            self.assertIn('<C:comp name="%s"/>' % component, self.dav("PROPFIND", path, Depth="0", body=(
                "<D:propfind xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'><D:prop><C:supported-calendar-component-set/>"
                "</D:prop></D:propfind>")).body.decode())
            found = self.dav("REPORT", path, QUERY % (component, ""), Depth="1")
            self.assertIn("BEGIN:" + component, found.body.decode())
            self.assertIn(want["id"], found.body.decode())
            self.assertNotIn("<D:response>", self.dav("REPORT", path, QUERY % ("VEVENT", ""), Depth="1").body.decode())
        self.assertIn("BEGIN:VTODO", self.dav("REPORT", "tugas/", QUERY % ("VTODO", RANGE), Depth="1").body.decode())
        sync = "<D:sync-collection xmlns:D='DAV:'><D:sync-token>%s</D:sync-token><D:sync-level>1</D:sync-level><D:prop><D:getetag/></D:prop></D:sync-collection>"
        first = self.dav("REPORT", "tugas/", sync % "").body.decode()
        token = re.search("<D:sync-token>([^<]+)</D:sync-token>", first).group(1)
        self.assertIn(task["id"], first)
        self.assertNotIn("<D:response>", self.dav("REPORT", "tugas/", sync % token).body.decode())
        self.act(task, "progress", "polres", {"percent": 30}, kind="tasks")
        self.assertIn(task["id"], self.dav("REPORT", "tugas/", sync % token).body.decode())

    def test_what_is_kept_is_in_no_calendar_of_others(self):
        report = self.file(category="neutrality")
        self.assertEqual(self.names("laporan/"), [])
        self.assertEqual(self.names("laporan/", "bawaslu"), ["l-1@hp.ics"])
        for name in (report["id"], "l-1@hp"):
            self.assertEqual(self.dav("GET", "laporan/%s.ics" % name).status, 404)
        for role in ("tim", "pembaca"):
            self.assertIn(self.dav("PROPFIND", "laporan/", role=role, Depth="1").status, (403, 404), role)


class Pages(Matters):
    def setUp(self):
        super().setUp()
        for role in ("polres", "bawaslu"):
            make_account(self.daemon, role)

    def test_a_report_goes_from_the_form_to_its_judgement_and_a_task_follows(self):
        clerk = Clerk(self.daemon, "uji-bawaslu")
        page = clerk.get("/meja/laporan")
        self.assertIn("0 laporan belum diperiksa", page.words())
        fields = {"csrf": page.csrf(), "uid": re.search(r'name="uid" value="([^"]+)"', page.text).group(1), "jenis": "no_sttp",
                  "judul": "Konvoi tanpa STTP", "uraian": "Tiga puluh motor.", "waktu": "2024-11-20T14:05", "tempat": "Simpang tiga"}
        bad = clerk.post("/meja/laporan", dict(fields, jenis=""))
        self.assertEqual(bad.status, 422)
        self.assertIn("Tiga puluh motor.", bad.text, "what was typed is there again")
        filed = clerk.post("/meja/laporan", fields)
        self.assertEqual(filed.status, 303, filed.words())
        again = clerk.post("/meja/laporan", fields)
        self.assertEqual(again.headers["Location"], filed.headers["Location"], "a second press files no second report")
        own = clerk.get(filed.headers["Location"])
        self.assertIn("Rabu, 20 November 2024 pukul 14.05 WITA", own.words())
        self.assertNotIn("Nilai laporan ini", own.words())
        police = Clerk(self.daemon, "uji-polres")
        path = filed.headers["Location"].split("?")[0]
        page = police.get(path)
        self.assertIn("Nilai laporan ini", page.words())
        judged = police.post(path, {"csrf": page.csrf(), "langkah": "verify", "analisis": "ada rekaman", "usul": "panggil koordinator"})
        self.assertEqual(judged.status, 303, judged.words())
        page = police.get(path)
        self.assertIn("terbukti", page.words())
        self.assertIn("panggil koordinator", page.words())
        task = police.get("/meja/tugas?tentang=" + path.split("/")[-1])
        given = police.post("/meja/tugas", {"csrf": task.csrf(), "uid": "t@meja", "lembaga": "bawaslu", "judul": "Panggil koordinator",
                                            "waktu": "2030-11-21T10:00", "tentang": path.split("/")[-1]})
        self.assertEqual(given.status, 303, given.words())
        self.assertIn("Panggil koordinator", police.get(path).words(), "the report shows what follows")
        task = clerk.get(given.headers["Location"])
        self.assertIn("Konvoi tanpa STTP", task.words())
        moved = clerk.post(given.headers["Location"].split("?")[0], {"csrf": task.csrf(), "langkah": "progress", "persen": "100"})
        self.assertEqual(moved.status, 303, moved.words())
        self.assertIn("Selesai", clerk.get("/meja/tugas?keadaan=done").words())

    def test_a_verified_report_marks_what_it_is_about_and_may_become_a_zone(self):
        for uid, paslon, lat in (("a@m", 1, 0.5), ("b@m", 2, 0.505)):
            body = rally(uid, lat, 117.5, paslon=paslon, start="20241120T140000", end="20241120T160000")
            self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", body).status, 201)
        conflict = self.ask("GET", "/api/v1/conflicts", role="polres").json()["conflicts"][0]["id"]
        police = Clerk(self.daemon, "uji-polres")
        report = self.file(about="a@m", category="no_sttp", title="Konvoi liar", point={"lat": 0.501, "lon": 117.501})
        self.assertNotIn("Konvoi liar", police.get("/meja/pemberitahuan/a@m").words(), "what nobody has verified marks nothing")
        self.assertEqual(police.get("/meja/kerawanan?laporan=" + report["id"]).text.count("terbukti"), 0)
        self.act(report, "verify", "polres")
        self.assertIn("Konvoi liar", police.get("/meja/pemberitahuan/a@m").words())
        zone = police.get("/meja/kerawanan?laporan=" + report["id"])
        self.assertIn("0.501000, 117.501000", zone.text)
        self.assertIn("laporan lapangan %s, terbukti" % report["id"], zone.text)
        self.ask("POST", "/api/v1/tasks", {"title": "Pisahkan jam", "agency": "polres", "due": "2030-01-01T00:00:00Z", "about": conflict})
        self.assertIn("Pisahkan jam", police.get("/meja/konflik/" + conflict).words())
        self.assertIn("/meja/tugas?tentang=" + conflict, police.get("/meja/konflik/" + conflict).text)
        self.assertIn('href="/meja/tugas?tentang=', police.get("/meja/kerawanan").text, "a zone too may need something done")
        zone_id = self.ask("GET", "/api/v1/zones?region=64.08", role="polres").json()["features"][0]["properties"]["id"]
        task = self.ask("POST", "/api/v1/tasks", {"title": "Survei ulang", "agency": "polres", "due": "2030-01-01T00:00:00Z", "about": zone_id}).json()
        self.assertIn("/meja/kerawanan?zona=" + zone_id, police.get("/meja/tugas/" + task["id"]).text)

    def type_report(self, b, title):
        b.run("document.querySelector('#lapor').closest('details').open = true")
        b.run("const f = document.getElementById('lapor'); const e = f.elements; e.jenis.value = 'incident'; e.judul.value = arguments[0];"
              "e.uraian.value = 'dilihat sendiri'; e.tempat.value = 'Pasar'; f.requestSubmit()", title)

    def test_without_a_line_reports_wait_on_the_phone_and_are_sent_once(self):
        self.daemon.stop()
        self.daemon.options = ["--listen", "127.0.0.1:%d" % free_port()]
        self.daemon.start()
        with Browser(self.daemon, width=390) as b:
            b.sign_in("uji-bawaslu")
            b.open("/meja/laporan")
            until(lambda: b.run("return navigator.serviceWorker.getRegistration().then(r => !!(r && r.active))"))
            until(lambda: b.run("return caches.match('/meja/luring').then(m => !!m)"))
            self.daemon.stop()
            self.type_report(b, "Baliho roboh")
            until(lambda: b.text("#simpanan"), lambda t: "1 laporan tersimpan" in t)
            b.open("/meja/laporan")
            self.assertIn("Tidak ada jaringan", b.text("main"), "the form is there without a line")
            b.picture("luring")
            self.type_report(b, "Pagar rusak")
            until(lambda: b.text("#simpanan"), lambda t: "2 laporan tersimpan" in t)
            self.daemon.start()
            self.assertEqual(self.listed("bawaslu"), [])
            b.sign_in("uji-bawaslu")  # a start ends all sessions
            b.open("/meja/laporan")
            until(lambda: len(self.listed("bawaslu")), lambda n: n == 2)
            until(lambda: b.run("return document.getElementById('simpanan').hidden"))
            b.open("/meja/laporan")
            self.assertIn("Baliho roboh", b.text("main"))
            self.assertIn("Pagar rusak", b.text("main"))
            self.assertEqual(len(self.listed("bawaslu")), 2, "each once")

    def test_a_photo_is_put_to_a_report_on_its_page(self):
        file = os.path.join(self.daemon.folder.name, "foto.jpg")
        with open(file, "wb") as f:
            f.write(photo())
        with Browser(self.daemon, width=390) as b:
            b.sign_in("uji-bawaslu")
            b.open("/meja/laporan")
            self.type_report(b, "Pagar rusak")
            until(lambda: b.all("#berkas"))
            b.one("#berkas").send_keys(file)
            until(lambda: b.run("return !document.querySelector('#surat button').disabled"))
            b.run("document.getElementById('surat').requestSubmit()")
            until(lambda: b.run("const i = document.querySelector('img.shot'); return i ? i.naturalWidth : 0"))
            b.picture("laporan-foto")
            self.assertEqual(b.run("return document.querySelector('img.shot').naturalHeight"), 16)
            self.assertEqual(b.faults(), [])

    def test_the_page_without_a_line_is_of_no_account(self):
        page = self.ask("GET", "/meja/luring", role=None)
        self.assertEqual(page.status, 200)
        self.assertEqual(Clerk(self.daemon, "uji-bawaslu").get("/meja/luring").text, page.body.decode())
        self.assertEqual(self.ask("GET", "/meja/luring.js", role=None).headers["content-type"].split(";")[0], "text/javascript")

    def test_the_screens_on_a_phone_and_on_a_desk(self):
        report = self.file()
        self.act(report, "verify", "kpu")
        self.file(uid="2@hp", category="money_politics", title="Amplop dibagikan")
        task = self.ask("POST", "/api/v1/tasks", {"title": "Jawab kabar TPS 4", "agency": "kpu", "about": report["id"],
                                                  "due": "2024-11-21T10:00:00+08:00"}).json()
        with Browser(self.daemon, width=390) as b:
            b.sign_in("uji-bawaslu")
            for width in (390, 1280):
                b.width(width)
                for name, path in (("laporan", "/meja/laporan"), ("laporan-satu", "/meja/laporan/" + report["id"]),
                                   ("tugas", "/meja/tugas"), ("tugas-satu", "/meja/tugas/" + task["id"])):
                    b.open(path)
                    b.picture(name)
                    self.assertLessEqual(b.run("return document.documentElement.scrollWidth"), width, path)
                    self.assertEqual(b.faults(), [], path)


if __name__ == "__main__":
    unittest.main()
