"""Any calendar is a door: plain events of stock clients become drafts, are completed, filed and published."""
import json
import os
import re
import sqlite3
import subprocess
import tempfile
import unittest

import shadow
from dav import APPROVED, CONFLICTS, HOME, NS, REQUESTS, ask, find, precondition, put, report, rows, sync, xml
from daemon import BUILD, SLOW, Clock, Daemon, rally, until
from desk import Clerk, make_account
from phone import BEGIN, END, ONE, TWO, description, event, unfold

JSON = {"Content-Type": "application/json"}
PYTHON = "/usr/bin/python3"  # Debian's, which has Debian's modules
MARK = "RAHASIA-Siti-0812"


def names(collection):
    return sorted(href.rstrip("/").rsplit("/", 1)[1] for href in collection)


class Shared(unittest.TestCase):
    options, env = (), None

    def setUp(self):
        self.daemon = Daemon(options=list(self.options), env=self.env).__enter__()
        self.addCleanup(self.daemon.__exit__)

    def drafts(self, role="bawaslu"):
        return self.daemon.ask("GET", "/api/v1/drafts", role=role).json()["drafts"]

    def draft(self, id, role="bawaslu"):
        return self.daemon.ask("GET", "/api/v1/drafts/" + id, role=role).json()

    def confirm(self, id, role="bawaslu", **more):
        revision = self.draft(id, role)["draft"]["revision"]
        return self.daemon.ask("POST", "/api/v1/drafts/%s/confirm" % id, json.dumps({"revision": revision, **more}),
                               role, JSON)

    def complete(self, uid="p@hp", **more):
        return event(uid, "LOCATION:Stadion Kudungga", summary="Rapat umum", **more)


class Collections(Shared):
    def test_officials_see_all_of_them_and_a_team_its_own(self):
        self.assertEqual(names(find(self.daemon, HOME, "D:displayname", depth=1)),
                         ["64.08", "approved", "conflicts", "kiriman", "laporan", "pilbup-64.08-paslon-1", "pilbup-64.08-paslon-2", "requests", "tugas"])
        own = find(self.daemon, HOME, "D:displayname", "C:supported-calendar-component-set", "CS:getctag", "D:sync-token",
                   "C:max-resource-size", "D:current-user-privilege-set", depth=1, role="tim")
        self.assertEqual(names(own), ["64.08", "pilbup-64.08-paslon-1"])
        row = own[ONE]
        self.assertEqual(row["D:displayname"].text, "[SIMULASI] Paslon 1, Pemilihan Bupati Kutai Timur")
        self.assertEqual(row["C:supported-calendar-component-set"][0].get("name"), "VEVENT")
        self.assertTrue(row["CS:getctag"].text.startswith("urn:jarakd:sync:"))
        self.assertIn("{DAV:}write", {p[0].tag for p in row["D:current-user-privilege-set"]})

    def test_who_only_sees_does_not_write(self):
        row = find(self.daemon, ONE, "D:current-user-privilege-set", role="kesbangpol")[ONE]
        self.assertNotIn("{DAV:}write", {p[0].tag for p in row["D:current-user-privilege-set"]})
        self.assertEqual(put(self.daemon, ONE + "a.ics", event("a@hp"), role="kesbangpol").status, 403)

    def test_another_side_s_is_not_there(self):
        for path in (TWO, REQUESTS, APPROVED, CONFLICTS):
            self.assertEqual(ask(self.daemon, "PROPFIND", path, depth=0, role="tim").status, 404, path)
        self.assertEqual(put(self.daemon, TWO + "a.ics", event("a@hp"), role="tim").status, 404)
        self.assertEqual(put(self.daemon, REQUESTS + "a.ics", event("a@hp"), role="tim").status, 404)
        for name in ("pilbup-64.08-paslon-3", "pilbup-64.08-paslon-01", "pilbup-64.03-paslon-1", "pilbup-64.08-paslon-",
                     "paslon-1", "pilbup-64.08-paslon-1x"):
            self.assertEqual(ask(self.daemon, "PROPFIND", HOME + name + "/", depth=0).status, 404, name)
        self.assertEqual(ask(self.daemon, "PROPFIND", HOME, depth=0, role="pembaca").status, 403)

    def test_calendars_are_made_by_the_pack_alone(self):
        self.assertEqual(ask(self.daemon, "MKCALENDAR", HOME + "pilbup-64.08-paslon-9/", role="bawaslu").status, 403)
        self.assertEqual(ask(self.daemon, "DELETE", ONE).status, 403)
        self.assertEqual(ask(self.daemon, "PROPPATCH", ONE, xml("D:propertyupdate", "<D:set><D:prop><D:displayname>x"
                                                                "</D:displayname></D:prop></D:set>")).status, 207)
        put(self.daemon, ONE + "a.ics", event("a@hp"))
        self.assertIn(ask(self.daemon, "COPY", ONE + "a.ics", headers={"Destination": TWO + "a.ics"}).status, (405, 501))

    def test_a_draft_in_the_wrong_calendar_is_moved(self):
        put(self.daemon, ONE + "a.ics", event("a@hp"))
        put(self.daemon, TWO + "b.ics", event("b@hp"))
        move = lambda to: ask(self.daemon, "MOVE", ONE + "a.ics", headers={"Destination": to}).status
        self.assertEqual(move(REQUESTS + "a.ics"), 403)
        self.assertEqual(move(TWO + "b.ics"), 412)
        self.assertEqual(move(TWO + "a.ics"), 201)
        self.assertEqual(self.daemon.ask("GET", ONE + "a.ics").status, 404)
        self.assertIn("UID:a@hp", self.daemon.ask("GET", TWO + "a.ics").body.decode())
        put(self.daemon, ONE + "c.ics", self.complete("c@hp", description="Ajukan: ya"))
        self.assertEqual(ask(self.daemon, "MOVE", ONE + "c.ics", headers={"Destination": TWO + "c.ics"}).status, 403)


class Drafts(Shared):
    def test_the_least_a_phone_sends_is_kept_and_told_what_is_missing(self):
        bare = event("p@hp", start="DTSTART;VALUE=DATE:20241123")
        made = put(self.daemon, ONE + "p.ics", bare)
        self.assertEqual((made.status, made.headers.get("etag")), (201, None), made.body)
        shown = self.daemon.ask("GET", ONE + "p.ics")
        said = description(shown.body)
        self.assertIn("Belum lengkap: bentuk kegiatan, jam mulai, tempat.", said)
        id = self.drafts()[0]["id"]
        self.assertIn("/meja/draf/" + id, said)
        self.assertEqual((said.count(BEGIN), said.count(END)), (1, 1))
        self.assertEqual(self.drafts()[0]["missing"], ["kind", "start", "place"])
        etag = find(self.daemon, ONE, "D:getetag", depth=1)[ONE + "p.ics"]["D:getetag"].text
        self.assertEqual(etag, shown.headers["etag"])
        same = put(self.daemon, ONE + "p.ics", shown.body, If_Match=etag)
        self.assertEqual((same.status, self.drafts()[0]["revision"]), (204, 1), "its own block is no change")
        stored = self.daemon.ask("GET", "/api/v1/drafts/%s.ics" % id).body
        self.assertEqual(stored, bare, "byte for byte without the block")

    def test_never_refused_for_want_of_our_lines(self):
        stock = {
            "bare": event("1@hp"), "date": event("2@hp", start="DTSTART;VALUE=DATE:20241123"),
            "zone": event("3@hp", start="DTSTART;TZID=Custom:20241123T140000"),
            "geo": event("4@hp", "GEO:ini bukan koordinat"), "end": event("5@hp", "DTEND:20241101T000000Z"),
            "cat": event("6@hp", "CATEGORIES:Rapat umum,Konvoi"), "alarm": event("7@hp", "BEGIN:VALARM", "ACTION:DISPLAY",
                                                                                   "TRIGGER:-PT5M", "END:VALARM"),
            "series": event("8@hp", "RRULE:FREQ=WEEKLY"), "weird": event("9@hp", "X-JARAK-CROWD:banyak"),
            "hourly": event("10@hp", "RRULE:FREQ=HOURLY"),
        }
        for name, octets in stock.items():
            self.assertEqual(put(self.daemon, ONE + name + ".ics", octets).status, 201, name)
            self.assertIn(BEGIN, description(self.daemon.ask("GET", ONE + name + ".ics").body), name)
        self.assertEqual(len(self.drafts()), len(stock))
        for octets in (event("x@hp", start="DTSTART:20241323T000000Z"), event("", start="DTSTART:20241123T000000Z"), b"halo"):
            self.assertEqual(put(self.daemon, ONE + "x.ics", octets).status, 403)
        self.assertEqual(self.daemon.ask("PUT", ONE + "x.ics", b"halo", headers={"Content-Type": "text/plain"}).status, 403)

    def test_the_block_says_why_the_reader_would_refuse_it(self):
        put(self.daemon, ONE + "p.ics", self.complete(description="Massa: 1500\\nAjukan: ya").replace(
            b"DTSTAMP", b"DTEND;TZID=Asia/Makassar:20241122T140000\r\nDTSTAMP"))
        said = description(self.daemon.ask("GET", ONE + "p.ics").body)
        self.assertIn("Belum dapat diajukan: ", said)
        self.assertIn("DTEND", said)
        self.assertEqual(self.daemon.ask("GET", "/api/v1/notices/p@hp").status, 404)

    def test_conditions_are_held_against_the_event_and_not_the_block(self):
        put(self.daemon, ONE + "p.ics", event("p@hp"))
        etag = self.daemon.ask("GET", ONE + "p.ics").headers["etag"]
        self.assertEqual(put(self.daemon, ONE + "p.ics", event("p@hp"), If_None_Match="*").status, 412)
        self.assertEqual(put(self.daemon, ONE + "p.ics", event("p@hp", summary="Lain"), If_Match='"x"').status, 412)
        self.assertEqual(put(self.daemon, ONE + "p.ics", self.complete(), If_Match=etag).status, 204)
        self.assertEqual(put(self.daemon, ONE + "p.ics", event("p@hp"), If_Match=etag).status, 412)
        self.assertEqual(put(self.daemon, ONE + "q.ics", event("q@hp"), If_Match="*").status, 412)
        self.assertEqual(self.confirm(self.drafts()[0]["id"]).status, 201)
        first = self.daemon.ask("GET", ONE + "p.ics").headers["etag"]
        self.daemon.ask("POST", "/api/v1/notices", rally("lawan@uji", 0.558, 117.6045, 2, start="20241123T140000",
                                                         end="20241123T170000"))
        second = self.daemon.ask("GET", ONE + "p.ics").headers["etag"]
        self.assertNotEqual(first, second, "the block tells of the conflict")
        self.assertEqual(put(self.daemon, ONE + "p.ics", self.complete(description="Massa: 2000"), If_Match=first).status, 204)

    def test_one_uid_has_one_address(self):
        put(self.daemon, ONE + "p.ics", event("p@hp"))
        twice = put(self.daemon, ONE + "q.ics", event("p@hp"))
        self.assertEqual((twice.status, precondition(twice)[0]), (403, "C:no-uid-conflict"))
        self.assertIn(ONE + "p.ics", twice.body.decode())
        other = put(self.daemon, ONE + "p.ics", event("lain@hp"))
        self.assertEqual((other.status, precondition(other)[0]), (403, "C:no-uid-conflict"))
        self.assertEqual(put(self.daemon, ONE + "p.ics", event("p@hp"), role="tim").status, 201, "a team has its own space")

    def test_whose_it_is_sees_it_and_officials_what_a_team_completed(self):
        put(self.daemon, ONE + "o.ics", self.complete("o@hp"), role="bawaslu")
        put(self.daemon, ONE + "t.ics", event("t@hp", summary="Jemput Siti"), role="tim")
        self.assertEqual([d["title"] for d in self.drafts("tim")], ["Jemput Siti"])
        self.assertEqual([d["title"] for d in self.drafts("bawaslu")], ["Rapat umum"])
        self.assertEqual(self.drafts("polres"), [])
        id = self.drafts("tim")[0]["id"]
        self.assertEqual(self.daemon.ask("GET", "/api/v1/drafts/" + id, role="bawaslu").status, 404)
        self.assertEqual(self.daemon.ask("GET", ONE + "t.ics", role="bawaslu").status, 404)
        self.assertEqual(self.daemon.ask("GET", ONE + "o.ics", role="tim").status, 404)
        put(self.daemon, ONE + "t.ics", self.complete("t@hp"), role="tim")
        self.assertEqual(self.daemon.ask("GET", "/api/v1/drafts/" + id, role="polres").json()["draft"]["missing"], [])

    def test_all_that_was_understood_stands_in_the_json(self):
        put(self.daemon, ONE + "p.ics", self.complete(description="Massa: ribuan\\nPJ: Budi\\nmohon doa"))
        got = self.draft(self.drafts()[0]["id"])
        fields = got["plain"]["fields"]
        self.assertEqual((fields["kind"]["how"], fields["kind"]["value"], fields["kind"]["words"], fields["kind"]["from"]),
                         ("inferred", "RAPAT-UMUM", "Rapat umum", "SUMMARY"))
        self.assertEqual((fields["crowd"]["how"], fields["crowd"]["value"]), ("inferred", "9999"))
        self.assertEqual((fields["contact"]["how"], fields["start"]["how"]), ("read", "stated"))
        self.assertEqual((got["plain"]["unread"], got["plain"]["missing"]), (["mohon doa"], []))
        self.assertEqual(got["notices"][0]["state"], "draft")

    def test_the_page_changes_the_same_draft(self):
        put(self.daemon, ONE + "p.ics", event("p@hp"))
        id = self.drafts()[0]["id"]
        got = self.daemon.ask("PUT", "/api/v1/drafts/" + id, self.complete())
        self.assertEqual((got.status, got.json()["draft"]["revision"], got.json()["plain"]["complete"]), (200, 2, True))
        self.assertIn("Lengkap", description(self.daemon.ask("GET", ONE + "p.ics").body))
        self.assertEqual(self.daemon.ask("DELETE", "/api/v1/drafts/" + id).status, 200)
        self.assertEqual(self.daemon.ask("GET", ONE + "p.ics").status, 404)
        self.assertEqual(self.daemon.ask("PUT", "/api/v1/drafts/" + id, self.complete()).status, 404, "nothing is left of it")

    def test_an_account_holds_so_many_and_no_more(self):
        for n in range(100):
            self.assertEqual(put(self.daemon, ONE + "n%d.ics" % n, event("n%d@hp" % n)).status, 201)
        more = put(self.daemon, ONE + "lebih.ics", event("lebih@hp"))
        self.assertEqual((more.status, precondition(more)[0]), (507, "D:quota-not-exceeded"))
        self.assertEqual(put(self.daemon, ONE + "n1.ics", event("n1@hp", summary="Lain")).status, 204)
        self.assertEqual(put(self.daemon, ONE + "t.ics", event("t@hp"), role="tim").status, 201, "each for itself")
        self.daemon.ask("DELETE", ONE + "n0.ics")
        self.assertEqual(put(self.daemon, ONE + "lebih.ics", event("lebih@hp")).status, 201)
        for n in range(300):
            last = put(self.daemon, ONE + "n1.ics", event("n1@hp", summary="Kali %d" % n))
            if last.status != 204:
                break
        self.assertEqual(last.status, 429, "versions within an hour")

    def test_queries_and_synchronisation(self):
        put(self.daemon, ONE + "p.ics", event("p@hp"))
        found, token, _ = sync(self.daemon, ONE)
        self.assertEqual(list(found), [ONE + "p.ics"])
        put(self.daemon, ONE + "q.ics", event("q@hp"))
        changed, token, _ = sync(self.daemon, ONE, token)
        self.assertEqual(list(changed), [ONE + "q.ics"])
        day = ('<D:prop><D:getetag/></D:prop><C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">'
               '<C:time-range start="%s" end="%s"/></C:comp-filter></C:comp-filter></C:filter>')
        hit = rows(report(self.daemon, ONE, "C:calendar-query", day % ("20241123T000000Z", "20241124T000000Z")))
        self.assertEqual(names(hit), ["p.ics", "q.ics"])
        self.assertEqual(rows(report(self.daemon, ONE, "C:calendar-query", day % ("20241124T000000Z", "20241125T000000Z"))), {})
        got = rows(report(self.daemon, ONE, "C:calendar-multiget", "<D:prop><C:calendar-data/></D:prop><D:href>%sp.ics</D:href>"
                          "<D:href>%sp.ics</D:href>" % (ONE, TWO)))
        self.assertIn(BEGIN, got[ONE + "p.ics"]["C:calendar-data"].text)
        self.assertEqual(got[TWO + "p.ics"]["status"], 404)
        self.assertEqual(sync(self.daemon, ONE, token)[0], {})
        self.daemon.ask("DELETE", ONE + "p.ics")
        refused, _, status = sync(self.daemon, ONE, token)
        self.assertEqual((status, precondition(refused)), (403, ["D:valid-sync-token"]), "its name is gone: begin anew")
        self.assertEqual(list(sync(self.daemon, ONE)[0]), [ONE + "q.ics"])

    def test_a_team_s_token_does_not_tell_how_much_others_write(self):
        """An entry's number would: two tokens, and it is known how much was filed in between (SPEC 9)."""
        put(self.daemon, ONE + "p.ics", event("p@hp"), role="tim")
        first = sync(self.daemon, ONE, role="tim")[1]
        self.assertEqual(find(self.daemon, ONE, "CS:getctag", role="tim")[ONE]["CS:getctag"].text, first)
        for n in range(3):
            self.daemon.ask("POST", "/api/v1/notices", rally("l%d@uji" % n, 0.5, 117.0 + n / 10, 2))
        self.assertEqual(sync(self.daemon, ONE, role="tim")[1], first, "and does not move when others file")
        put(self.daemon, ONE + "q.ics", event("q@hp"), role="tim")
        changed, second, _ = sync(self.daemon, ONE, first, role="tim")
        self.assertEqual(list(changed), [ONE + "q.ics"])
        for token in (first, second):
            self.assertRegex(token, "^urn:jarakd:sync:[0-9a-f]{100,}$")
        self.assertEqual(len(first), len(second))
        broken = first[:-1] + ("0" if first[-1] != "0" else "1")
        for token in (broken, sync(self.daemon, ONE)[1], "urn:jarakd:sync:1:0:0000000000000000", "urn:jarakd:sync:"):
            self.assertEqual(sync(self.daemon, ONE, token, role="tim")[2], 403, token)

    @unittest.skipIf(shadow.ADDRESS, shadow.IN_A_FILE)
    def test_it_is_all_there_after_a_restart(self):
        put(self.daemon, ONE + "p.ics", event("p@hp"))
        put(self.daemon, ONE + "q.ics", event("q@hp"))
        self.daemon.ask("DELETE", ONE + "q.ics")
        before = (self.daemon.ask("GET", ONE + "p.ics").headers["etag"], sync(self.daemon, ONE)[1], self.drafts())
        replayed = subprocess.run([os.path.join(BUILD, "jarakctl"), "replay", os.path.join(self.daemon.data, "jarakd.db")],
                                  capture_output=True, text=True)
        self.assertEqual(replayed.returncode, 0, replayed.stdout + replayed.stderr)
        port = self.daemon.port
        self.daemon.stop()
        self.daemon.options += ["--public-url", "http://127.0.0.1:%d" % port]  # the links stay as they were
        self.daemon.start()
        self.assertEqual((self.daemon.ask("GET", ONE + "p.ics").headers["etag"], sync(self.daemon, ONE)[1], self.drafts()), before)


class Filed(Shared):
    def file(self, uid="p@hp", name="p", **more):
        put(self.daemon, ONE + name + ".ics", self.complete(uid, **more))
        answer = self.confirm(next(d["id"] for d in self.drafts() if d["state"] == "draft"))
        self.assertEqual(answer.status, 201, answer.body)
        return answer.json()["notices"][0]

    def test_nothing_is_filed_before_an_official_says_so(self):
        put(self.daemon, ONE + "p.ics", self.complete())
        self.assertIn("Lengkap; menunggu diajukan", description(self.daemon.ask("GET", ONE + "p.ics").body))
        self.assertEqual(self.daemon.ask("GET", "/api/v1/notices/p@hp").status, 404)
        put(self.daemon, ONE + "q.ics", self.complete("q@hp", description="Ajukan: ya"))
        self.assertEqual(self.daemon.ask("GET", "/api/v1/notices/q@hp").json()["state"], "submitted", "an official's word")
        put(self.daemon, ONE + "t.ics", self.complete("t@hp", description="Ajukan: ya"), role="tim")
        self.assertEqual(self.daemon.ask("GET", "/api/v1/notices/t@hp").status, 404, "a team's waits")
        id = self.drafts("tim")[0]["id"]
        self.assertEqual(self.daemon.ask("POST", "/api/v1/drafts/%s/confirm" % id, '{"revision":1}', "tim", JSON).status, 403)
        self.assertEqual(self.confirm(id, "kpu").status, 201)
        self.assertEqual(self.daemon.ask("GET", "/api/v1/notices/t@hp", role="tim").status, 200, "it is the team's own")

    def test_what_is_incomplete_cannot_be_confirmed(self):
        put(self.daemon, ONE + "p.ics", event("p@hp"))
        self.assertEqual(self.confirm(self.drafts()[0]["id"]).status, 422)

    def test_the_resource_keeps_its_address_and_a_put_changes_the_notice(self):
        self.file(description="Massa: 1500")
        shown = self.daemon.ask("GET", ONE + "p.ics")
        self.assertIn("Sudah diajukan; status: diajukan.", description(shown.body))
        self.assertNotIn(b"X-JARAK", shown.body)
        filed = self.daemon.ask("GET", REQUESTS + "p.ics").body
        self.assertIn("X-JARAK-CROWD;X-JARAK-READ=DESCRIPTION:1500", unfold(filed))
        changed = put(self.daemon, ONE + "p.ics", shown.body.replace(b"Massa: 1500", b"Massa: 2500"),
                      If_Match=shown.headers["etag"])
        self.assertEqual((changed.status, changed.headers.get("etag")), (204, None))
        self.assertIn("X-JARAK-CROWD;X-JARAK-READ=DESCRIPTION:2500", unfold(self.daemon.ask("GET", REQUESTS + "p.ics").body))
        self.assertEqual(self.daemon.ask("GET", "/api/v1/notices/p@hp").json()["revision"], 2)
        again = self.daemon.ask("GET", ONE + "p.ics").body
        self.assertEqual(put(self.daemon, ONE + "p.ics", again).status, 204)
        self.assertEqual(self.daemon.ask("GET", "/api/v1/notices/p@hp").json()["revision"], 2, "the same is no change")

    def test_an_edit_that_cannot_be_filed_is_kept_beside_it(self):
        self.file()
        self.assertEqual(put(self.daemon, ONE + "p.ics", event("p@hp", start="DTSTART;VALUE=DATE:20241122")).status, 204)
        said = description(self.daemon.ask("GET", ONE + "p.ics").body)
        self.assertIn("Perubahan ini belum berlaku", said)
        self.assertIn("Belum lengkap: bentuk kegiatan, jam mulai, tempat.", said)
        self.assertEqual(self.daemon.ask("GET", "/api/v1/notices/p@hp").json()["revision"], 1)
        self.assertEqual(put(self.daemon, ONE + "p.ics", self.complete(description="Massa: 9")).status, 204)
        self.assertEqual(self.daemon.ask("GET", "/api/v1/notices/p@hp").json()["revision"], 2)
        self.assertEqual([d["state"] for d in self.drafts()], ["confirmed", "confirmed"])

    def test_a_team_s_edit_of_what_is_filed_waits_and_names_what_it_replaces(self):
        put(self.daemon, ONE + "p.ics", self.complete(), role="tim")
        self.assertEqual(self.confirm(self.drafts("tim")[0]["id"]).status, 201)
        self.assertEqual(put(self.daemon, ONE + "p.ics", self.complete(description="Massa: 9"), role="tim").status, 204)
        id = next(d["id"] for d in self.drafts("tim") if d["state"] == "draft")
        self.assertEqual(self.confirm(id).status, 409)
        there = self.draft(id)["replaces"]
        self.assertEqual(self.confirm(id, replaces=[{"uid": there[0]["uid"], "etag": there[0]["etag"]}]).status, 201)
        self.assertEqual(self.daemon.ask("GET", "/api/v1/notices/p@hp").json()["revision"], 2)
        self.assertEqual(ask(self.daemon, "DELETE", ONE + "p.ics", role="tim").status, 403, "an official withdraws it")

    def test_deleting_does_what_it_does_in_requests(self):
        self.file()
        self.assertEqual(ask(self.daemon, "DELETE", ONE + "p.ics", headers={"If-Match": '"x"'}).status, 412)
        self.assertEqual(ask(self.daemon, "DELETE", ONE + "p.ics").status, 204)
        self.assertEqual(self.daemon.ask("GET", ONE + "p.ics").status, 404)
        self.assertEqual(self.daemon.ask("GET", REQUESTS + "p.ics").status, 404)
        again = put(self.daemon, ONE + "p.ics", self.complete(description="Ajukan: ya"))
        self.assertEqual(again.status, 403, again.body)
        verdict = self.file("q@hp", "q")
        self.daemon.decide("q@hp", act="approve", sttp="STTP/1", chain_revision=verdict["chain_revision"])
        self.assertEqual(ask(self.daemon, "DELETE", ONE + "q.ics").status, 204)
        self.assertTrue(self.daemon.ask("GET", "/api/v1/notices/q@hp").json()["withdrawal_requested"])
        self.assertEqual(self.daemon.ask("GET", ONE + "q.ics").status, 200, "it stands until an official says so")

    def test_no_level_and_no_rival_stands_in_the_block(self):
        self.daemon.ask("POST", "/api/v1/notices", rally("lawan@uji", 0.558, 117.6045, 2, start="20241123T140000",
                                                         end="20241123T170000"))
        put(self.daemon, ONE + "p.ics", self.complete(), role="tim")
        self.confirm(self.drafts("tim")[0]["id"])
        code = self.daemon.ask("GET", "/api/v1/conflicts", role="polres").json()["conflicts"][0]["id"][:4].upper()
        said = description(self.daemon.ask("GET", ONE + "p.ics").body)
        self.assertIn("Konflik " + code + "\n", said)
        team = description(self.daemon.ask("GET", ONE + "p.ics", role="tim").body)
        self.assertNotIn("onflik", team)
        for text in (said, team):
            for word in ("siaga", "waspada", "info", "lawan", "Paslon 2", "117"):
                self.assertNotIn(word, text.split(BEGIN)[1].replace("/meja/pemberitahuan", ""))


class Moved(Shared):
    """A main that is dragged to another hour takes nobody along, and says so."""

    def chain(self):
        leg = rally("leg@uji", 0.5579, 117.6045, 1, start="20241123T120000", end="20241123T130000",
                    extra=("X-JARAK-LEG:BERANGKAT", "RELATED-TO;RELTYPE=PARENT:p@hp")).replace(b"RAPAT-UMUM", b"KONVOI")
        put(self.daemon, ONE + "p.ics", self.complete(description="Ajukan: ya"))
        self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", leg).status, 201)

    def moved(self, description="Ajukan: ya"):
        return self.complete(description=description, start="DTSTART;TZID=Asia/Makassar:20241123T160000")

    def block(self):
        return description(self.daemon.ask("GET", ONE + "p.ics").body)

    def test_it_is_told_and_the_legs_move_by_request(self):
        self.chain()
        self.assertNotIn("Rangkaian", self.block())
        self.assertEqual(put(self.daemon, ONE + "p.ics", self.moved()).status, 204)
        self.assertIn("Rangkaian belum ikut dipindah: 1 bagian", self.block())
        self.assertEqual(put(self.daemon, ONE + "p.ics", self.moved("Ajukan: ya\\nMassa: 9")).status, 204)
        self.assertIn("Rangkaian belum ikut dipindah: 1 bagian", self.block(), "another edit does not forget it")
        self.daemon.stop()
        self.daemon.start()
        self.assertIn("Rangkaian belum ikut dipindah: 1 bagian", self.block(), "nor does a restart")
        chain = self.daemon.ask("GET", "/api/v1/notices/p@hp").json()["chain_revision"]
        moved = self.daemon.ask("POST", "/api/v1/notices/p@hp/move", json.dumps({"chain_revision": chain, "legs_by_s": 7200}),
                                headers=JSON)
        self.assertEqual(moved.status, 200, moved.body)
        self.assertNotIn("Rangkaian", self.block())
        self.assertIn(b"T140000", self.daemon.ask("GET", "/api/v1/notices/leg@uji.ics").body)

    def test_the_page_its_link_leads_to_moves_them(self):
        self.chain()
        make_account(self.daemon, "bawaslu")
        clerk = Clerk(self.daemon, "uji-bawaslu")
        path = "/meja/pemberitahuan/p@hp"
        self.assertNotIn("belum ikut pindah", clerk.get(path).words())
        put(self.daemon, ONE + "p.ics", self.moved())
        page = clerk.get(path)
        self.assertIn("1 bagian rangkaian belum ikut pindah: masih menurut mulai Sabtu, 23 November 2024 pukul 14.00 WITA, "
                      "sedangkan kegiatan induknya kini mulai Sabtu, 23 November 2024 pukul 16.00 WITA.", page.words())
        form = re.search(r'action="(/meja/pemberitahuan/[^"]*/pindah)".*?</form>', page.text, re.S)
        fields = {"csrf": page.csrf(), "revisi": re.search(r'name="revisi" value="(\d+)"', form.group(0)).group(1)}
        stale = clerk.go("POST", form.group(1), dict(fields, revisi="1"))
        self.assertEqual(stale.status, 409, stale.words())
        self.assertIn("belum ikut pindah", stale.words())
        done = clerk.go("POST", form.group(1), fields)
        self.assertEqual(done.status, 200, done.words())
        self.assertIn("Rangkaian sudah ikut pindah.", done.words())
        self.assertNotIn("belum ikut pindah", done.words())
        self.assertNotIn("Rangkaian belum", self.block())
        self.assertIn(b"T140000", self.daemon.ask("GET", "/api/v1/notices/leg@uji.ics").body)
        now = self.daemon.ask("GET", "/api/v1/notices/p@hp").json()["chain_revision"]
        again = clerk.go("POST", form.group(1), dict(fields, revisi=str(now)))
        self.assertEqual(again.status, 422, "nothing is behind any more")

    def test_what_was_not_judged_is_not_said_to_be_clear_and_only_what_an_act_takes_is_asked(self):
        self.chain()  # its convoy has no way
        for role in ("bawaslu", "polres"):
            make_account(self.daemon, role)
        clerk, police = (Clerk(self.daemon, "uji-" + role).get("/meja/pemberitahuan/p@hp") for role in ("bawaslu", "polres"))
        self.assertIn("Belum dapat dinilai", clerk.words())
        self.assertNotIn("Tidak ada konflik", clerk.words())
        self.assertIn('value="withdraw"', clerk.text)
        self.assertNotIn('name="sttp"', clerk.text)
        self.assertNotIn('name="dasar"', clerk.text)
        self.assertIn('name="sttp"', police.text)
        self.assertIn('name="dasar"', police.text)

    def test_who_may_not_move_them_is_not_offered_it(self):
        self.chain()
        put(self.daemon, ONE + "p.ics", self.moved())
        make_account(self.daemon, "kesbangpol")
        reader = Clerk(self.daemon, "uji-kesbangpol")
        page = reader.get("/meja/pemberitahuan/p@hp")
        self.assertEqual(page.status, 200)
        self.assertNotIn("/pindah", page.text)
        self.assertEqual(reader.post("/meja/pemberitahuan/p@hp/pindah", {"csrf": page.csrf(), "revisi": "2"}).status, 403)

    def test_a_draft_of_a_move_says_how_many_would_be_left(self):
        self.chain()
        put(self.daemon, ONE + "p.ics", self.moved().replace(b"LOCATION:Stadion Kudungga\r\n", b""))
        id = next(d["id"] for d in self.drafts() if d["state"] == "draft")
        self.assertIn("Rangkaian belum ikut dipindah: 1 bagian", self.block())
        chain = self.draft(id)["chain"]
        self.assertEqual((chain["uid"], chain["legs"], chain["legs_by_s"]), ("p@hp", 1, 7200))


class Legs(Shared):
    """Lines that speak of a convoy make it part of the chain: left out, the activity would look clear of it."""
    lines = "Kendaraan: 100 mobil\\, 400 motor\\nTitik kumpul: Polder Ilham Maulana\\nRute berangkat: %s\\nRute pulang: sama\\, dibalik"

    def test_a_way_in_words_is_filed_and_not_assessed(self):
        put(self.daemon, ONE + "p.ics", self.complete(description=self.lines % "Jl. Yos Sudarso IV"))
        id = self.drafts()[0]["id"]
        self.assertEqual([n["uid"] for n in self.draft(id)["notices"]], ["p@hp", "p@hp-kumpul", "p@hp-berangkat", "p@hp-pulang"])
        verdicts = self.confirm(id).json()["notices"]
        self.assertEqual([v["chain"] for v in verdicts], ["p@hp"] * 4)
        self.assertFalse(verdicts[0]["assessed"], "belum dapat dinilai, never clear")
        self.assertEqual(self.daemon.ask("GET", ONE + "p.ics").status, 200, "the main keeps its address")
        self.assertIn("status: diajukan", description(self.daemon.ask("GET", ONE + "p.ics").body))
        asked = [f["text"] for f in verdicts[2]["findings"] if f["rule"] == "R22"] or [f["text"] for f in verdicts[0]["findings"]]
        self.assertTrue(asked)

    def test_a_way_in_coordinates_is_judged_and_a_later_edit_leaves_it(self):
        ways = "0.5141\\,117.5442 0.5579\\,117.6045"
        put(self.daemon, ONE + "p.ics", self.complete(description=self.lines % ways))
        verdicts = self.confirm(self.drafts()[0]["id"]).json()["notices"]
        self.assertTrue(verdicts[0]["assessed"])
        self.assertEqual([f for f in verdicts[0]["findings"] if f["rule"] == "R21"], [], "they fit their main")
        before = self.daemon.ask("GET", "/api/v1/notices/p@hp-berangkat").json()
        shown = self.daemon.ask("GET", ONE + "p.ics").body
        self.assertEqual(put(self.daemon, ONE + "p.ics", shown).status, 204)
        self.assertEqual(self.daemon.ask("GET", "/api/v1/notices/p@hp").json()["revision"], 1, "the same is no change")
        self.assertEqual(put(self.daemon, ONE + "p.ics", self.complete(description=self.lines % "Jl. Lain")).status, 204)
        after = self.daemon.ask("GET", "/api/v1/notices/p@hp-berangkat").json()
        self.assertEqual((after["revision"], after["etag"]), (before["revision"], before["etag"]))

    def test_what_a_team_says_of_its_legs_is_the_team_s(self):
        put(self.daemon, ONE + "p.ics", self.complete(description=self.lines % "Jl. Yos Sudarso IV"), role="tim")
        self.assertEqual(self.confirm(self.drafts("tim")[0]["id"], "kpu").status, 201)
        self.assertEqual(self.daemon.ask("GET", "/api/v1/notices/p@hp-pulang", role="tim").status, 200)


class PlainPost(Shared):
    def test_all_that_is_missing_is_told_at_once(self):
        refused = self.daemon.ask("POST", "/api/v1/notices", self.complete())
        self.assertEqual(refused.status, 422)
        self.assertEqual(refused.json()["missing"], ["CATEGORIES", "X-JARAK-CONTEST", "X-JARAK-PASLON", "DTEND"])
        for word in refused.json()["missing"]:
            self.assertIn(word, refused.json()["detail"])
        bare = self.daemon.ask("POST", "/api/v1/notices", event("p@hp")).json()["missing"]
        self.assertEqual(bare, ["CATEGORIES", "X-JARAK-CONTEST", "X-JARAK-PASLON", "GEO", "DTEND"])
        self.assertEqual(put(self.daemon, REQUESTS + "p.ics", event("p@hp")).status, 403, "requests/ is for whole notices")


def holding(folder):
    """The files below a folder in which the mark can be read."""
    found = []
    for place, _, files in os.walk(folder):
        for name in files:
            with open(os.path.join(place, name), "rb") as file:
                if MARK.encode() in file.read():
                    found.append(os.path.relpath(os.path.join(place, name), folder))
    return found


class Destroyed(unittest.TestCase):
    """A private calendar that was synced by mistake."""

    def sync_by_mistake(self, d):
        for n in range(20):
            octets = event("%s-%d@hp" % (MARK, n), "LOCATION:Rumah " + MARK, "CONTACT:" + MARK, "CATEGORIES:" + MARK,
                           "X-LAIN:" + MARK, "ATTENDEE;CN=\"%s\":mailto:%s@example.org" % (MARK, MARK),
                           summary="Ulang tahun " + MARK, description="hubungi " + MARK)
            self.assertEqual(put(d, ONE + "%s-%d.ics" % (MARK, n), octets).status, 201)
            put(d, ONE + "%s-%d.ics" % (MARK, n), octets.replace(b"Ulang", b"Hari ulang"))

    def backed_up(self, d):
        with tempfile.TemporaryDirectory(prefix="jarakd-backup-") as folder:
            with sqlite3.connect("file:%s?mode=ro" % os.path.join(d.data, "jarakd.db"), uri=True) as live, \
                    sqlite3.connect(os.path.join(folder, "cadangan.db")) as copy:
                live.backup(copy)
            return holding(folder)

    @unittest.skipIf(shadow.ADDRESS, shadow.IN_A_FILE)
    def test_it_lies_sealed_and_is_gone_when_it_is_deleted(self):
        with Daemon() as d:
            self.sync_by_mistake(d)
            self.assertEqual(holding(d.folder.name), [], "nothing in the open, while it stands")
            alerts = d.ask("GET", "/api/v1/alerts").body
            self.assertNotIn(MARK.encode(), alerts)
            for n in range(20):
                self.assertEqual(ask(d, "DELETE", ONE + "%s-%d.ics" % (MARK, n)).status, 204)
            self.assertEqual(holding(d.folder.name), [])
            self.assertEqual(self.backed_up(d), [])
            self.assertEqual(d.stop(), 0)
            self.assertEqual(self.keys(d), 0, "no key is left that would open what the journal holds")
            replayed = subprocess.run([os.path.join(BUILD, "jarakctl"), "replay", os.path.join(d.data, "jarakd.db")],
                                      capture_output=True, text=True)
            self.assertEqual(replayed.returncode, 0, replayed.stdout + replayed.stderr)

    def keys(self, d):
        with sqlite3.connect(os.path.join(d.data, "jarakd.db")) as db:
            return db.execute("SELECT count(*) FROM keys WHERE uid LIKE 'plain%'").fetchone()[0]

    @unittest.skipIf(shadow.ADDRESS, shadow.IN_A_FILE)
    def test_it_is_gone_after_thirty_days(self):
        clock = Clock()
        with Daemon(options=["--tick-ms", "100"], env=clock.env) as d:
            self.sync_by_mistake(d)
            put(d, ONE + "t.ics", event("t@hp", summary=MARK), role="tim")
            clock.shift(29 * 86400)
            put(d, ONE + "segar.ics", event("segar@hp"))
            self.assertEqual(len(names(find(d, ONE, "D:getetag", depth=1))), 22)
            clock.shift(86400 + 60)
            until(lambda: names(find(d, ONE, "D:getetag", depth=1)), lambda seen: len(seen) == 2)
            self.assertEqual(names(find(d, ONE, "D:getetag", depth=1)), ["pilbup-64.08-paslon-1", "segar.ics"])
            self.assertEqual(find(d, ONE, "D:getetag", depth=1, role="tim").keys(), {ONE})
            acts = [a["act"]["act"] for a in d.ask("GET", "/api/v1/alerts", role="tim").json()["alerts"]]
            self.assertEqual(acts, ["draft_incomplete", "draft_expire"])
            self.assertEqual(d.stop(), 0)
            self.assertEqual((holding(d.folder.name), self.keys(d)), ([], 1))


class EndedSeason(unittest.TestCase):
    @unittest.skipIf(shadow.ADDRESS, shadow.IN_A_FILE)
    def test_drafts_of_a_season_that_is_over_go_with_it(self):
        with Daemon() as d:
            for name, start, more in (("tua", "DTSTART;VALUE=DATE:20241105", ()), ("baru", "DTSTART;VALUE=DATE:20241111", ()),
                                      ("ulang", "DTSTART;VALUE=DATE:20241105", ("RRULE:FREQ=WEEKLY",)),
                                      ("lama", "DTSTART:20241108T230000Z", ("DTEND:20241110T200000Z",))):
                put(d, ONE + name + ".ics", event(name + "@hp", *more, start=start, summary=name))
            self.assertEqual(d.stop(), 0)
            words = [os.path.join(BUILD, "jarakctl"), "erase", "--ended-before", "2024-11-10", "--basis", "UU 27/2022",
                     "--data", d.data]
            erased = subprocess.run(words, capture_output=True, text=True)
            self.assertEqual((erased.returncode, len(erased.stdout.split())), (0, 1), erased.stderr)
            d.start()
            self.assertEqual(sorted(x["title"] for x in d.ask("GET", "/api/v1/drafts").json()["drafts"]),
                             ["baru", "lama", "ulang"])
            self.assertEqual(d.stop(), 0)
            replayed = subprocess.run([words[0], "replay", os.path.join(d.data, "jarakd.db")], capture_output=True, text=True)
            self.assertEqual(replayed.returncode, 0, replayed.stdout)


class Told(Shared):
    def test_whose_it_is_are_told_once_an_hour_and_nothing_of_what_was_written(self):
        for n in range(5):
            put(self.daemon, ONE + "n%d.ics" % n, event("n%d@hp" % n, summary=MARK), role="tim")
        alerts = self.daemon.ask("GET", "/api/v1/alerts", role="tim").json()["alerts"]
        self.assertEqual([a["act"]["act"] for a in alerts], ["draft_incomplete"])
        self.assertEqual(alerts[0]["act"]["reason"], "bentuk kegiatan, tempat")
        self.assertIn("acara dari kalender belum lengkap", alerts[0]["text"])
        self.assertEqual(self.daemon.ask("GET", "/api/v1/alerts", role="polres").json()["alerts"], [])

    def test_a_draft_that_comes_back_says_why_in_the_calendar(self):
        put(self.daemon, ONE + "p.ics", self.complete(), role="tim")
        id = self.drafts("tim")[0]["id"]
        back = self.daemon.ask("POST", "/api/v1/drafts/%s/return" % id, '{"revision":1,"note":"surat belum ada"}', "kpu", JSON)
        self.assertEqual((back.status, back.json()["draft"]["state"]), (200, "returned"))
        self.assertIn("Dikembalikan petugas: surat belum ada", description(self.daemon.ask("GET", ONE + "p.ics", role="tim").body))
        put(self.daemon, ONE + "p.ics", self.complete(description="Nomor surat: 7"), role="tim")
        self.assertEqual(self.drafts("tim")[0]["state"], "draft")


if __name__ == "__main__":
    unittest.main()
