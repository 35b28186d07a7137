"""A coordination meeting: Kesbangpol calls it and nothing else; agenda and attendance stay among officials."""
import json
import re
import unittest

import dav
from daemon import Daemon, rally, sample
from desk import Clerk, make_account
from test_team import Team

JSON = {"Content-Type": "application/json"}
KESBANG = "kesbangpol"
AGENDA = "Kesiapan TPS dan gudang rahasia"
GUEST = "Kasat Intelkam Rahasia"


def meeting(uid, start="20241120T090000", end="20241120T110000", sequence=0, extra=(), category="RAKOR", paslon=None):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//test//EN", "BEGIN:VEVENT", "UID:" + uid,
             "DTSTAMP:20241101T000000Z", "SEQUENCE:%d" % sequence, "DTSTART;TZID=Asia/Makassar:" + start,
             "DTEND;TZID=Asia/Makassar:" + end, "SUMMARY:Rakor Desk Pilkada", "CATEGORIES:" + category,
             "X-JARAK-CONTEST:pilbup-64.08", *(["X-JARAK-PASLON:%d" % paslon] if paslon else []),
             "LOCATION:Ruang Meranti", "DESCRIPTION:%s\\nPengamanan kampanye" % AGENDA,
             'ATTENDEE;CN="%s";PARTSTAT=ACCEPTED:mailto:rahasia@polri.go.id' % GUEST, *extra, "END:VEVENT",
             "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


class Kesbangpol(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().__enter__()
        self.addCleanup(self.daemon.__exit__)

    def ask(self, method, path, body=None, role=KESBANG, kind="text/calendar", **headers):
        return self.daemon.ask(method, path, body, role, {"Content-Type": kind, **headers} if body else headers)

    def file(self, uid, role=KESBANG, **more):
        answer = self.ask("POST", "/api/v1/notices", meeting(uid, **more), role)
        self.assertEqual(answer.status, 201, answer.body)
        return answer.json()["notices"][0]

    def act(self, uid, role=KESBANG, **members):
        known = self.ask("GET", "/api/v1/notices/" + uid, role=role).json()
        members.setdefault("chain_revision", known["chain_revision"])
        return self.daemon.decide(uid, role=role, **members)

    def refuse(self, answer, status=403, field=None):
        self.assertEqual(answer.status, status, answer.body)
        if field:
            self.assertEqual(answer.json()["field"], field, answer.body)
        return answer.body.decode()

    def test_it_files_changes_schedules_and_withdraws_its_meeting_over_http(self):
        filed = self.file("temu@r")
        self.assertEqual(filed["allowed"], ["withdraw", "schedule"])
        scheduled = self.act("temu@r", act="schedule")
        self.assertEqual(scheduled.status, 200, scheduled.body)
        self.assertEqual(scheduled.json()["sttp"], "", "without STTP")
        changed = self.ask("PUT", "/api/v1/notices/temu@r", meeting("temu@r", sequence=1, end="20241120T120000"),
                           **{"If-Match": "*"})
        self.assertEqual(changed.status, 200, changed.body)
        self.assertEqual(self.act("temu@r", act="schedule", on="change").status, 200)
        asked = self.ask("DELETE", "/api/v1/notices/temu@r", **{"If-Match": "*"})
        self.assertEqual(asked.status, 202)
        self.assertEqual(self.act("temu@r", act="withdraw", reason="ditunda").status, 200)
        self.assertEqual(self.ask("GET", "/api/v1/notices/temu@r").json()["state"], "withdrawn")

    def test_and_over_caldav(self):
        path = dav.REQUESTS + "temu.ics"
        self.assertEqual(dav.put(self.daemon, path, meeting("temu@r"), KESBANG).status, 201)
        tag = self.ask("GET", path).headers["etag"]
        self.assertEqual(dav.put(self.daemon, path, meeting("temu@r", sequence=1, end="20241120T120000"), KESBANG,
                                 If_Match=tag).status, 204)
        privileges = dav.ask(self.daemon, "PROPFIND", dav.REQUESTS, dav.xml(
            "D:propfind", "<D:prop><D:current-user-privilege-set/></D:prop>"), 0, KESBANG)
        self.assertIn(b"write-content", privileges.body)
        self.assertEqual(self.ask("DELETE", path).status, 204)
        self.assertEqual(self.ask("GET", "/api/v1/notices/temu@r").json()["state"], "withdrawn")

    def test_nothing_of_a_campaign_and_no_duty_of_others(self):
        for name, body in (("rapat umum", rally("k1@r", 0.5, 117.5, 1)), ("konvoi", meeting("k2@r", category="KONVOI", paslon=1)),
                           ("logistik", meeting("k3@r", category="LOGISTIK")), ("jaga", meeting("k4@r", category="PENGAMANAN")),
                           ("sosialisasi", meeting("k5@r", category="SOSIALISASI")), ("rakor paslon", meeting("k6@r", paslon=1)),
                           ("bagian", meeting("k7@r", extra=["X-JARAK-LEG:KUMPUL", "RELATED-TO;RELTYPE=PARENT:k1@r"]))):
            for path in ("/api/v1/notices", "/api/v1/check"):
                text = self.refuse(self.ask("POST", path, body), field="CATEGORIES")
                self.assertIn("rapat koordinasi", text, name)
            self.refuse(dav.put(self.daemon, dav.REQUESTS + "x.ics", body, KESBANG))
        mixed = meeting("temu@r").replace(b"END:VCALENDAR\r\n", b"") + rally("k1@r", 0.5, 117.5, 1).split(b"EN\r\n", 1)[1]
        self.refuse(self.ask("POST", "/api/v1/notices", mixed), field="CATEGORIES")
        self.assertEqual(self.ask("GET", "/api/v1/notices").json()["notices"], [], "nothing was stored")

    def test_what_others_filed_it_neither_changes_withdraws_decides_nor_moves(self):
        team = Team(self.daemon, 1)
        draft = team.ask("POST", "/api/v1/notices", rally("tim@r", 0.5, 117.5, 1)).json()["draft"]
        ours = "/api/v1/drafts/" + draft["id"]
        self.refuse(self.ask("POST", ours + "/confirm", json.dumps({"revision": draft["revision"]}), kind="application/json"))
        self.refuse(self.ask("POST", ours + "/return", json.dumps({"revision": 1, "note": "x"}), kind="application/json"))
        confirmed = self.ask("POST", ours + "/confirm", json.dumps({"revision": draft["revision"]}), "bawaslu", "application/json")
        self.assertEqual(confirmed.status, 201, confirmed.body)
        self.assertEqual(self.ask("POST", "/api/v1/notices", rally("bw@r", 0.9, 117.5, 2), "bawaslu").status, 201)
        self.file("kpu@r", "kpu")
        for uid in ("tim@r", "bw@r", "kpu@r"):
            self.assertEqual(self.ask("GET", "/api/v1/notices/" + uid).json()["allowed"], [], uid)
            self.refuse(self.ask("DELETE", "/api/v1/notices/" + uid, **{"If-Match": "*"}))
            self.refuse(self.ask("PUT", "/api/v1/notices/" + uid, meeting(uid, sequence=3), **{"If-Match": "*"}))
            for act in ("schedule", "approve", "withdraw", "refuse", "review"):
                self.assertIn(self.act(uid, act=act, sttp="S/1", reason="x", basis="x").status, (403, 409, 422), (uid, act))
            revision = self.ask("GET", "/api/v1/notices/" + uid).json()["chain_revision"]
            self.refuse(self.ask("POST", "/api/v1/notices/%s/move" % uid, json.dumps(
                {"chain_revision": revision, "start": "2024-11-21T10:00:00+08:00"}), kind="application/json"))
            octets = self.ask("GET", "/api/v1/notices/%s.ics" % uid, role="polres").body
            again = self.ask("PUT", "/api/v1/notices/" + uid, octets.replace(b"SUMMARY:", b"SUMMARY:x"), **{"If-Match": "*"})
            self.refuse(again)
        for method, path in (("PUT", "/api/v1/notices/tim@r/letter"), ("POST", "/api/v1/import"), ("POST", "/api/v1/routes")):
            self.refuse(self.ask(method, path, "x", kind="application/pdf"))
        plain = "/dav/calendars/64.08/pilbup-64.08-paslon-1/x.ics"
        self.refuse(self.ask("PUT", plain, rally("plain@r", 0.5, 117.5, 1)))
        self.assertEqual(self.ask("GET", "/api/v1/notices/bw@r", role="polres").json()["state"], "submitted")

    def test_whose_paslon_it_is_changes_no_refusal(self):
        """Labels exchanged, the answers to Kesbangpol are the same but for the label."""
        told = []
        for label in (1, 2):
            uid = "p%d@r" % label
            self.assertEqual(self.ask("POST", "/api/v1/notices", rally(uid, 0.3 + label, 117.5, label), "bawaslu").status, 201)
            answers = [self.ask("POST", "/api/v1/notices", rally("q%d@r" % label, 0.5, 117.5, label)),
                       self.ask("POST", "/api/v1/notices", meeting("r%d@r" % label, paslon=label)),
                       self.ask("DELETE", "/api/v1/notices/" + uid, **{"If-Match": "*"}), self.act(uid, act="approve", sttp="S/1")]
            told.append([(a.status, a.body.replace(b"p%d@r" % label, b"p@r")) for a in answers])
        self.assertEqual(told[0], told[1])


class Leaks(unittest.TestCase):
    """Agenda and attendance of a scheduled meeting never reach teams, readers, the public or another regency."""
    SECRETS = (AGENDA, GUEST, "Intelkam", "gudang", "rahasia@polri", "Meranti", "Rakor Desk", "temu@r")

    def setUp(self):
        self.daemon = Daemon().__enter__()
        self.addCleanup(self.daemon.__exit__)
        self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", meeting("temu@r"), KESBANG).status, 201)
        self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", sample("01-rapat-umum-paslon-1.ics")).status, 201)
        revision = self.daemon.ask("GET", "/api/v1/notices/temu@r", role=KESBANG).json()["chain_revision"]
        self.assertEqual(self.daemon.decide("temu@r", role=KESBANG, act="schedule", chain_revision=revision).status, 200)

    def test_officials_of_the_region_read_it(self):
        for role in (KESBANG, "polres", "bawaslu", "kpu"):
            self.assertIn(GUEST.encode(), self.daemon.ask("GET", "/api/v1/notices/temu@r.ics", role=role).body, role)

    def test_nobody_else_does(self):
        paths = ["/api/v1/notices", "/api/v1/notices/temu@r", "/api/v1/notices/temu@r.ics", "/api/v1/notices/temu@r/history",
                 "/api/v1/alerts", "/api/v1/drafts", "/freebusy/64.08.ifb", "/feeds/64.08/approved.ics", "/kalender/64.08",
                 "/kalender/en/64.08", "/", "/api/v1/digest", "/meja/pemberitahuan/temu@r", "/meja/hari/64.08/2024-11-20",
                 dav.REQUESTS, dav.APPROVED, dav.REQUESTS + "temu@r.ics", dav.APPROVED + "temu@r.ics"]
        team = Team(self.daemon, 1)
        readers = [("tim", lambda p: team.ask("GET", p)), ("pembaca", lambda p: self.daemon.ask("GET", p, role="pembaca")),
                   ("public", lambda p: self.daemon.ask("GET", p, role=None)), ("admin", lambda p: self.daemon.ask("GET", p, role="admin")),
                   ("polres of another regency", lambda p: self.daemon.ask("GET", p, role="polres", region="64.03"))]
        for who, get in readers:
            for path in paths:
                body = get(path).body.decode("utf-8", "replace")
                for secret in self.SECRETS:
                    if secret == "temu@r" and secret in path:
                        continue  # what was asked for is named in the refusal
                    self.assertNotIn(secret, body, (who, path))
        make_account(self.daemon, "pembaca", name="jaksa")
        granted = self.daemon.ask("POST", "/api/v1/accounts/jaksa/scope", json.dumps({"scope": "supervisory", "office": "kejaksaan", "reason": "surat 12"}),
                                  "admin", JSON)
        self.assertEqual(granted.status, 200, granted.body)
        token = self.daemon.ask("POST", "/api/v1/accounts/jaksa/tokens", "{}", "admin", JSON).json()["token"]
        for path in paths + ["/api/v1/days/64.08/2024-11-20", "/api/v1/journal.jsonl", "/api/v1/days/64.08/2024-11-20/brief"]:
            body = self.daemon.ask("GET", path, role=None, headers={"Authorization": "Bearer " + token}).body.decode("utf-8", "replace")
            for secret in (AGENDA, GUEST, "Intelkam", "rahasia@polri", "Kesiapan TPS"):
                self.assertNotIn(secret, body, ("a supervising reader", path))
        listing = dav.xml("D:propfind", "<D:prop><D:getetag/><D:displayname/></D:prop>")
        for path in (dav.REQUESTS, dav.APPROVED):
            self.assertNotIn("temu@r", team.ask("PROPFIND", path, listing, "application/xml").body.decode())


class Form(unittest.TestCase):
    """The desk's own form, without a script."""
    FIELDS = {"judul": "Rakor Desk Pilkada", "tanggal": "20 November 2024", "mulai": "09.00", "selesai": "11.30", "tempat": "Ruang Meranti",
              "agenda": "Kesiapan TPS\nPengamanan kampanye", "undangan": 'Kapolres\nKetua "KPU"\n', "hadir": "", "absen": ""}

    def setUp(self):
        self.daemon = Daemon().__enter__()
        self.addCleanup(self.daemon.__exit__)
        for role in (KESBANG, "polres"):
            make_account(self.daemon, role)
        make_account(self.daemon, "tim", contest="pilbup-64.08", paslon=1)
        self.clerk = Clerk(self.daemon, "uji-kesbangpol")

    def call(self, clerk=None, **changes):
        clerk = clerk or self.clerk
        page = clerk.get("/meja/rapat")
        self.assertEqual(page.status, 200)
        uid = re.search(r'name="uid" value="([^"]+)"', page.text).group(1)
        return uid, clerk.post("/meja/rapat", dict(self.FIELDS, csrf=page.csrf(), uid=uid, a="ajukan", **changes))

    def octets(self, uid):
        text = self.daemon.ask("GET", "/api/v1/notices/%s.ics" % uid, role=KESBANG).body.decode()
        return text.replace("\r\n ", "")

    def test_a_meeting_is_called_scheduled_changed_and_its_attendance_noted(self):
        uid, saved = self.call()
        self.assertEqual(saved.status, 303, saved.text)
        self.assertEqual(self.clerk.post("/meja/rapat", dict(self.FIELDS, csrf=self.clerk.get("/meja/rapat").csrf(), uid=uid)).status, 303, "sent twice")
        self.assertEqual(len(self.daemon.ask("GET", "/api/v1/notices", role="polres").json()["notices"]), 1)
        for line in ("CATEGORIES:RAKOR", "DTSTART;TZID=Asia/Makassar:20241120T090000", "DTEND;TZID=Asia/Makassar:20241120T113000",
                     "DESCRIPTION:Kesiapan TPS\\nPengamanan kampanye", 'ATTENDEE;CN="Kapolres";PARTSTAT=NEEDS-ACTION:invalid:nomail',
                     "ATTENDEE;CN=\"Ketua 'KPU'\";PARTSTAT=NEEDS-ACTION:invalid:nomail"):
            self.assertIn(line, self.octets(uid))
        page = self.clerk.get("/meja/pemberitahuan/" + uid)
        for word in ("Kesiapan TPS", "Kapolres; Ketua 'KPU'", "Beri tugas"):
            self.assertIn(word, page.words())
        self.assertNotIn("/meja/formulir", page.text, "the form of campaigns is not Kesbangpol's")
        acts = dict(re.findall(r'name="(revisi|atas|csrf|uid)" value="([^"]*)"', page.text))
        done = self.clerk.post("/meja/pemberitahuan/%s/putusan" % uid, dict(acts, act="schedule"))
        self.assertEqual(done.status, 303, done.words())
        form = self.clerk.get("/meja/rapat?ubah=" + uid)
        self.assertIn("Kapolres", form.text)
        fields = dict(self.FIELDS, csrf=form.csrf(), ubah=uid, revisi=re.search(r'name="revisi" value="(\d+)"', form.text).group(1),
                      tanggal="20-11-2024", agenda="Kesiapan TPS\r\nDana", undangan="", hadir="Kapolres\r\nKetua 'KPU'")
        self.assertEqual(self.clerk.post("/meja/rapat", fields).status, 303)
        octets = self.octets(uid)
        self.assertIn("DESCRIPTION:Kesiapan TPS\\nDana\r\n", octets)
        self.assertEqual(octets.count("PARTSTAT=ACCEPTED"), 2)
        self.assertNotIn("NEEDS-ACTION", octets)
        self.assertEqual(self.clerk.post("/meja/rapat", fields).status, 409, "its revision is behind")
        self.assertIn("Hadir", self.clerk.get("/meja/pemberitahuan/" + uid).words())

    def test_a_change_leaves_what_a_calendar_wrote(self):
        body = meeting("hp@r", extra=["X-APPLE-X:1", "ATTENDEE;CN=Kajari:mailto:kajari@x.go.id", "BEGIN:VALARM", "ACTION:DISPLAY",
                                      "TRIGGER:-PT15M", "END:VALARM"])
        self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", body, KESBANG).status, 201)
        form = self.clerk.get("/meja/rapat?ubah=hp@r")
        value = dict(re.findall(r'<input id="\w+" name="(\w+)" type="text" value="([^"]*)"', form.text))
        fields = dict(value, csrf=form.csrf(), ubah="hp@r", revisi="1", agenda=AGENDA + "\nPengamanan kampanye", undangan="",
                      hadir=GUEST + "\nKajari", absen="")
        self.assertEqual(self.clerk.post("/meja/rapat", fields).status, 303)
        octets = self.octets("hp@r")
        for line in ("X-APPLE-X:1", "TRIGGER:-PT15M", 'ATTENDEE;CN="Kajari";PARTSTAT=ACCEPTED:mailto:kajari@x.go.id',
                     'CN="%s";PARTSTAT=ACCEPTED:mailto:rahasia@polri.go.id' % GUEST):
            self.assertIn(line, octets)
        again = dict(fields, revisi="2")
        self.assertEqual(self.clerk.post("/meja/rapat", again).status, 303)
        self.assertEqual(self.octets("hp@r"), octets, "nothing was changed")

    def test_what_is_missing_is_said_beside_its_field(self):
        for field, value, word in (("judul", "", "wajib"), ("tanggal", "32-11-2024", "tanggal"), ("selesai", "08.00", "jam"), ("mulai", "x", "jam")):
            _, refused = self.call(**{field: value})
            self.assertEqual(refused.status, 422, field)
            self.assertRegex(refused.text, r'id="%s-e"' % field)
            self.assertIn(word, refused.text)
            self.assertIn("Kesiapan TPS", refused.text, "what was typed stays")

    def test_who_may_not_is_refused(self):
        uid, _ = self.call()
        police = Clerk(self.daemon, "uji-polres")
        form = police.get("/meja/rapat?ubah=" + uid)
        fields = dict(self.FIELDS, csrf=form.csrf(), ubah=uid, revisi="1", judul="Lain")
        self.assertEqual(police.post("/meja/rapat", fields).status, 403, "it is Kesbangpol's")
        self.assertEqual(self.call(police)[1].status, 303, "every office calls its own")
        team = Clerk(self.daemon, "uji-tim")
        self.assertEqual((team.get("/meja/rapat").status, team.get("/meja/pemberitahuan/" + uid).status), (403, 403))
        self.daemon.ask("POST", "/api/v1/notices", rally("k@r", 0.5, 117.5, 1))
        for other in ("k@r", "tiada@r"):
            self.assertEqual(self.clerk.get("/meja/rapat?ubah=" + other).status, 404, "no meeting")
        self.assertEqual(self.clerk.get("/meja/formulir").status, 403)
        self.assertNotIn('"/meja/formulir"', self.clerk.get("/meja/kotak").text)


if __name__ == "__main__":
    unittest.main()
