"""iTIP by POST to requests/: a real daemon, and replies read by Debian's icalendar and vobject."""
import json
import re
import subprocess
import unittest

from daemon import Daemon, rally

PYTHON = "/usr/bin/python3"  # Debian's, which has Debian's modules
WHERE = "/dav/calendars/64.08/requests/"

# Prints what the two libraries read of a reply, one JSON list a component.
READ = r"""
import json, sys, icalendar, vobject
octets = sys.stdin.buffer.read()
calendar = icalendar.Calendar.from_ical(octets)
other = vobject.readOne(octets.decode())
assert str(calendar["METHOD"]) == other.method.value == "REPLY"
def many(c, name):
    v = c.get(name, [])
    return [str(x) for x in (v if isinstance(v, list) else [v])]
for c, o in zip(calendar.subcomponents, [x for x in other.components()]):
    assert str(c["UID"]) == o.uid.value
    statuses = [";".join(s.value) for s in o.contents["request-status"]]
    print(json.dumps({"name": c.name, "uid": str(c["UID"]), "sequence": int(c["SEQUENCE"]),
                      "organizer": str(c["ORGANIZER"]), "attendee": str(c["ATTENDEE"]),
                      "partstat": c["ATTENDEE"].params["PARTSTAT"], "status": statuses,
                      "related": many(c, "RELATED-TO"), "comment": many(c, "COMMENT")}))
"""


def read(answer):
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8; method=REPLY", answer.headers
    for line in answer.body.split(b"\r\n"):
        assert len(line) <= 75, line
    done = subprocess.run([PYTHON, "-c", READ], input=answer.body, capture_output=True)
    if done.returncode:
        raise AssertionError(done.stderr.decode() + answer.body.decode())
    return [json.loads(line) for line in done.stdout.splitlines()]


def message(method, *components):
    """The components of streams of one notice, as one message."""
    events = [e for c in components for e in re.findall(rb"BEGIN:VEVENT.*?END:VEVENT\r\n", c, re.S)]
    return (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//uji//ID\r\n"
            + (b"METHOD:%s\r\n" % method.encode() if method else b"") + b"".join(events) + b"END:VCALENDAR\r\n")


def event(uid, *lines):
    return "\r\n".join(["BEGIN:VEVENT", "UID:" + uid, "DTSTAMP:20241110T000000Z", *lines, "END:VEVENT", ""]).encode()


def send(d, octets, role="bawaslu", where=WHERE, **headers):
    return d.ask("POST", where, octets, role, {k.replace("_", "-"): v for k, v in headers.items()})


def reply(conflict, revision, partstat, attendee, *more):
    return message("REPLY", event("konflik-%s@jarakd" % conflict, "SEQUENCE:%d" % revision,
                                  "ATTENDEE;PARTSTAT=%s:%s" % (partstat, attendee), *more))


class Request(unittest.TestCase):
    def test_a_request_files_and_changes_and_says_success(self):
        with Daemon() as d:
            first = send(d, message("REQUEST", rally("a@uji", 0.5, 117.5, extra=(
                "ORGANIZER;CN=Tim:mailto:tim@partai.example", "ATTENDEE;RSVP=TRUE:mailto:bawaslu@kab.example"))))
            self.assertEqual(first.status, 201, first.body)
            (said,) = read(first)
            self.assertEqual((said["uid"], said["status"], said["partstat"], said["organizer"], said["attendee"]),
                             ("a@uji", ["2.0;Success"], "NEEDS-ACTION", "mailto:tim@partai.example",
                              "urn:jarakd:region:64.08"))
            self.assertNotIn("link", first.headers)
            change = send(d, message("REQUEST", rally("a@uji", 0.51, 117.5, sequence=1)))
            self.assertEqual((read(change)[0]["status"], read(change)[0]["sequence"]), (["2.0;Success"], 1))
            got = d.ask("GET", "/api/v1/notices/a@uji").json()
            self.assertEqual(got["state"], "submitted")
            # Repeated: the same answer, nothing new.
            again = send(d, message("REQUEST", rally("a@uji", 0.51, 117.5, sequence=1)))
            self.assertEqual(read(again)[0]["status"], ["2.0;Success"])
            self.assertEqual(d.ask("GET", "/api/v1/notices/a@uji").json()["chain_revision"], got["chain_revision"])
            # Older, or the same SEQUENCE with another content: not stored.
            late = send(d, message("REQUEST", rally("a@uji", 0.52, 117.5, sequence=1)))
            self.assertEqual(late.status, 409)
            self.assertEqual(read(late)[0]["status"], ["3.1;Invalid property value;SEQUENCE:1"])
            self.assertEqual(read(late)[0]["partstat"], "DECLINED")

    def test_each_conflict_is_named_with_the_other_uid(self):
        with Daemon() as d:
            send(d, message("REQUEST", rally("a@uji", 0.5, 117.5)))
            send(d, message("REQUEST", rally("koma\\,b@uji", 0.52, 117.5)))
            strict = send(d, message("REQUEST", rally("c@uji", 0.51, 117.5, paslon=2)), Prefer="handling=strict")
            self.assertEqual(strict.status, 409)
            (said,) = read(strict)
            self.assertEqual(sorted(said["related"]), ["a@uji", "koma,b@uji"])
            self.assertEqual({s.split(";")[0] for s in said["status"]}, {"4.1"})
            self.assertEqual(d.ask("GET", "/api/v1/notices/c@uji").status, 404)
            stored = send(d, message("REQUEST", rally("c@uji", 0.51, 117.5, paslon=2)))
            self.assertEqual(stored.status, 201)
            self.assertIn('rel="related"', stored.headers["link"])
            (said,) = read(stored)
            self.assertEqual(said["status"][0], "2.0;Success")
            self.assertEqual(sorted(said["status"][1:]),
                             ["4.1;Event conflict;RELATED-TO:a@uji", "4.1;Event conflict;RELATED-TO:koma,b@uji"])
            self.assertEqual(len(d.ask("GET", "/api/v1/notices/c@uji/conflicts").json()["conflicts"]), 2)
            both = send(d, message("REQUEST", rally("e@uji", 2.5, 117.5), rally("f@uji", 2.501, 117.5, paslon=2)))
            self.assertEqual([s["related"] for s in read(both)], [["f@uji"], ["e@uji"]])

    def test_a_leg_alone_is_told_the_conflicts_of_its_chain(self):
        leg = ("X-JARAK-LEG:BUBAR", "RELATED-TO;RELTYPE=PARENT:a@uji")
        with Daemon() as d:
            send(d, message("REQUEST", rally("a@uji", 0.5, 117.5)))
            send(d, message("REQUEST", rally("b@uji", 0.501, 117.5, paslon=2)))
            answer = send(d, message("REQUEST", rally("a-bubar@uji", 0.5, 117.5, start="20241120T170000",
                                                      end="20241120T180000", extra=leg)))
            self.assertEqual(answer.status, 201, answer.body)
            self.assertEqual(read(answer)[0]["related"], ["b@uji"])

    def test_a_repetition_without_end_is_a_fallback(self):
        with Daemon() as d:
            answer = send(d, message("REQUEST", rally("a@uji", 0.5, 117.5, extra=("RRULE:FREQ=WEEKLY;BYDAY=WE",))))
            self.assertEqual([s.split(";")[0] for s in read(answer)[0]["status"]], ["2.0", "2.11"])
            self.assertIn("RRULE:FREQ=WEEKLY;BYDAY=WE", read(answer)[0]["status"][1])

    def test_what_is_wrong_has_its_code(self):
        good = rally("a@uji", 0.5, 117.5)
        cases = [(good.replace(b"GEO:0.500000;117.500000", b"GEO:117.5;0.5"), "3.1", "GEO", 422),
                 (good.replace(b"TZID=Asia/Makassar", b"TZID=Mars/Olympus"), "3.3", "DTSTART", 422),
                 (good.replace(b"20241120T170000", b"20241120T130000"), "3.5", "DTEND", 422),
                 (good.replace(b"SUMMARY", b"RRULE:FREQ=SECONDLY\r\nSUMMARY"), "3.6", "RRULE", 422),
                 (good.replace(b"DTSTAMP:20241101T000000Z\r\n", b""), "3.11", "DTSTAMP", 422),
                 (good.replace(b"pilbup-64.08", b"pilbup-64.03"), "3.8", "X-JARAK-CONTEST", 403)]
        with Daemon() as d:
            for octets, code, name, status in cases:
                answer = send(d, message("REQUEST", rally("lain@uji", 2.5, 117.5), octets))
                self.assertEqual(answer.status, status, answer.body)
                for said in read(answer):
                    self.assertTrue(said["status"][0].startswith(code), said)
                    self.assertIn(";%s:" % name, said["status"][0] + ":")
                    self.assertTrue(said["comment"][0].startswith("baris "), said)
                self.assertEqual([s["uid"] for s in read(answer)], ["lain@uji", "a@uji"])
            self.assertEqual(d.ask("GET", "/api/v1/notices/lain@uji").status, 404)  # all or nothing

    def test_methods_and_components_we_have_no_answer_to(self):
        with Daemon() as d:
            for method in ("COUNTER", "REFRESH", "ADD", "DECLINECOUNTER", "PUBLISH", "X"):
                answer = send(d, message(method, rally("a@uji", 0.5, 117.5)))
                self.assertEqual(answer.status, 422)
                self.assertEqual(read(answer)[0]["status"], ["3.14;Unsupported capability;METHOD:" + method])
            answer = send(d, message(None, rally("a@uji", 0.5, 117.5)))
            self.assertEqual((answer.status, read(answer)[0]["status"][0][:5]), (422, "3.11;"))
            answer = send(d, message("REQUEST", rally("a@uji", 0.5, 117.5)).replace(b"VEVENT", b"VTODO"))
            self.assertEqual((answer.status, read(answer)[0]["name"]), (422, "VTODO"))
            self.assertEqual(read(answer)[0]["status"][0][:5], "3.14;")
            answer = send(d, message("CANCEL", rally("a@uji", 0.5, 117.5)), Content_Type="text/calendar; method=REQUEST")
            self.assertEqual((answer.status, read(answer)[0]["status"][0][:4]), (422, "3.1;"))
            for octets, status in ((b"BEGIN:VCALENDAR", 403), (message("REQUEST"), 403), (b"\xff", 403),
                                   (message("REQUEST", b"BEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT\r\n"), 403)):
                answer = send(d, octets)
                self.assertEqual((answer.status, b"DAV:" in answer.body), (status, True), answer.body)
            self.assertEqual(send(d, b"x", Content_Type="text/plain").status, 403)
            self.assertEqual(d.announce("POST", WHERE, 256 * 1024 + 1, "text/calendar"), 403)

    def test_json_is_the_usual_answer(self):
        with Daemon() as d:
            answer = send(d, message("REQUEST", rally("a@uji", 0.5, 117.5)), Accept="application/json")
            self.assertEqual((answer.status, answer.json()["notices"][0]["uid"]), (201, "a@uji"))
            answer = send(d, message("ADD", rally("a@uji", 0.5, 117.5)), Accept="application/json")
            self.assertEqual((answer.status, answer.json()["field"]), (422, "METHOD"))
            answer = send(d, message("CANCEL", event("a@uji", "SEQUENCE:1")), Accept="application/json")
            self.assertEqual((answer.status, answer.json()["notices"][0]["state"]), (200, "withdrawn"))

    def test_rights_and_regions_are_those_of_the_other_routes(self):
        octets = message("REQUEST", rally("a@uji", 0.5, 117.5))
        with Daemon() as d:
            self.assertEqual(send(d, octets, None).status, 401)
            for role in ("tim", "pembaca", "admin"):
                self.assertEqual(send(d, octets, role).status, 403, role)
            answer = send(d, octets, "kesbangpol")
            self.assertEqual((answer.status, read(answer)[0]["status"]), (403, ["3.8;No authority;CATEGORIES:kesbangpol"]))
            self.assertEqual(send(d, octets, where="/dav/calendars/64.03/requests/").status, 404)
            for where in ("approved/", "conflicts/", "", "requests/a.ics"):
                self.assertEqual(send(d, octets, where="/dav/calendars/64.08/" + where).status, 403, where)
            self.assertEqual(d.ask("GET", "/api/v1/notices/a@uji").status, 404)
            self.assertEqual(send(d, octets, "kpu").status, 201)
            self.assertIn("POST", d.ask("OPTIONS", WHERE).headers["allow"])


class Cancel(unittest.TestCase):
    def test_a_cancellation_withdraws_and_may_be_repeated(self):
        with Daemon() as d:
            send(d, message("REQUEST", rally("a@uji", 0.5, 117.5, sequence=3)))
            for sequence, stamp, status in ((2, "20241110T000000Z", 409), (3, "20241101T000000Z", 409),
                                            (4, "20241101T000000Z", 200), (4, "20241101T000000Z", 200)):
                octets = message("CANCEL", event("a@uji", "SEQUENCE:%d" % sequence, "STATUS:CANCELLED").replace(
                    b"20241110T000000Z", stamp.encode()))
                answer = send(d, octets)
                self.assertEqual(answer.status, status, answer.body)
                self.assertEqual(read(answer)[0]["status"],
                                 ["2.0;Success"] if status == 200
                                 else ["3.1;Invalid property value;SEQUENCE:%d" % sequence])
            got = d.ask("GET", "/api/v1/notices/a@uji").json()
            self.assertEqual(got["state"], "withdrawn")
            d.stop()
            d.start()
            self.assertEqual(send(d, message("CANCEL", event("a@uji", "SEQUENCE:4"))).status, 200)
            self.assertEqual(d.ask("GET", "/api/v1/notices/a@uji").json()["chain_revision"], got["chain_revision"])
            answer = send(d, message("REQUEST", rally("a@uji", 0.5, 117.5, sequence=9)))
            self.assertEqual((answer.status, read(answer)[0]["status"][0][:4]), (409, "3.8;"))

    def test_the_same_sequence_with_a_later_stamp_will_do(self):
        with Daemon() as d:
            send(d, message("REQUEST", rally("a@uji", 0.5, 117.5)))
            self.assertEqual(send(d, message("CANCEL", event("a@uji"))).status, 200)

    def test_several_are_cancelled_whole_or_not_at_all(self):
        leg = ("X-JARAK-LEG:BUBAR", "RELATED-TO;RELTYPE=PARENT:a@uji")
        with Daemon() as d:
            send(d, message("REQUEST", rally("a@uji", 0.5, 117.5), rally("a-bubar@uji", 0.5, 117.5, extra=leg)))
            one = [event(uid, "SEQUENCE:1") for uid in ("a@uji", "a-bubar@uji", "tidak@uji")]
            answer = send(d, message("CANCEL", *one))
            self.assertEqual(answer.status, 404)
            self.assertEqual(read(answer)[0]["status"], ["3.1;Invalid property value;UID:tidak@uji"])
            self.assertEqual(d.ask("GET", "/api/v1/notices/a@uji").json()["state"], "submitted")
            answer = send(d, message("CANCEL", *one[:2]))
            self.assertEqual([s["status"] for s in read(answer)], 2 * [["2.0;Success"]])
            self.assertEqual(d.ask("GET", "/api/v1/notices/a@uji").json()["state"], "withdrawn")

    def test_a_late_request_does_not_bring_a_cancelled_leg_back(self):
        leg = ("X-JARAK-LEG:BUBAR", "RELATED-TO;RELTYPE=PARENT:a@uji")
        with Daemon() as d:
            first = message("REQUEST", rally("a@uji", 0.5, 117.5), rally("a-bubar@uji", 0.5, 117.5, extra=leg))
            send(d, first)
            self.assertEqual(send(d, message("CANCEL", event("a-bubar@uji", "SEQUENCE:2"))).status, 200)
            d.stop()
            d.start()
            self.assertEqual(d.ask("GET", "/api/v1/notices/a-bubar@uji").status, 404)
            answer = send(d, message("REQUEST", rally("a-bubar@uji", 0.5, 117.5, sequence=1, extra=leg)))
            self.assertEqual(answer.status, 409, answer.body)
            answer = send(d, message("REQUEST", rally("a-bubar@uji", 0.5, 117.5, sequence=3, extra=leg)))
            self.assertEqual(answer.status, 201, answer.body)

    def test_single_dates_of_a_repeated_notice_are_cancelled(self):
        def days(d):
            octets = d.ask("GET", "/feeds/64.08/approved.ics", role=None).body.decode()
            return [line[-15:-7] for line in octets.split("\r\n") if line.startswith("DTSTART;TZID")]

        with Daemon() as d:
            send(d, message("REQUEST", rally("a@uji", 0.5, 117.5, extra=("RRULE:FREQ=DAILY;COUNT=4",))))
            d.decide("a@uji", act="approve", sttp="STTP/1", chain_revision=1, seen=[])
            self.assertEqual(days(d), ["20241120", "20241121", "20241122", "20241123"])
            one = message("CANCEL", event("a@uji", "SEQUENCE:1", "RECURRENCE-ID;TZID=Asia/Makassar:20241121T140000"),
                          event("a@uji", "SEQUENCE:1", "RECURRENCE-ID:20241123T060000Z"))
            answer = send(d, one)
            self.assertEqual(answer.status, 200, answer.body)
            (said,) = read(answer)
            self.assertEqual((said["status"], said["partstat"]), (["2.0;Success"], "NEEDS-ACTION"))
            verdict = d.ask("GET", "/api/v1/notices/a@uji").json()
            self.assertEqual((verdict["state"], verdict["pending_revision"]), ("approved", True))
            self.assertEqual(len(days(d)), 4, "what is in force stays until it is decided")
            again = send(d, one)
            self.assertEqual((again.status, read(again)[0]["status"]), (200, ["2.0;Success"]))
            self.assertEqual(d.ask("GET", "/api/v1/notices/a@uji").headers["etag"], verdict["etag"])
            d.decide("a@uji", act="approve", on="change", sttp="STTP/2", chain_revision=verdict["chain_revision"], seen=[])
            self.assertEqual(days(d), ["20241120", "20241122"])
            late = message("CANCEL", event("a@uji", "RECURRENCE-ID:20241120T060000Z"))
            answer = send(d, late)
            self.assertEqual((answer.status, read(answer)[0]["status"][0][:4]), (409, "3.1;"))
            for octets, status, code in (
                    (event("a@uji", "SEQUENCE:5", "RECURRENCE-ID:20241125T060000Z"), 404, "3.1;"),
                    (event("tidak@uji", "SEQUENCE:5", "RECURRENCE-ID:20241120T060000Z"), 404, "3.1;"),
                    (event("a@uji", "SEQUENCE:5", "RECURRENCE-ID;RANGE=THISANDFUTURE:20241120T060000Z"), 422, "3.2;")):
                answer = send(d, message("CANCEL", octets))
                self.assertEqual((answer.status, read(answer)[0]["status"][0][:4]), (status, code), octets)
            send(d, message("REQUEST", rally("b@uji", 0.9, 117.5)))
            answer = send(d, message("CANCEL", event("b@uji", "SEQUENCE:1"),
                                     event("a@uji", "SEQUENCE:5", "RECURRENCE-ID:20241120T060000Z")))
            self.assertEqual((answer.status, read(answer)[0]["status"][0][:5]), (422, "3.14;"))
            self.assertEqual(d.ask("GET", "/api/v1/notices/b@uji").json()["state"], "submitted")
            octets = d.ask("GET", "/api/v1/notices/a@uji.ics").body
            self.assertIn(b"EXDATE:20241121T060000Z\r\n", octets)
            both = message("CANCEL", *[event("a@uji", "SEQUENCE:6", "RECURRENCE-ID:202411%dT060000Z" % day)
                                       for day in (20, 22)])
            self.assertEqual(send(d, both).status, 200)
            verdict = d.ask("GET", "/api/v1/notices/a@uji").json()
            d.decide("a@uji", act="approve", on="change", sttp="STTP/3", chain_revision=verdict["chain_revision"], seen=[])
            self.assertEqual(days(d), [], "it stands without a date, until the whole is cancelled")

    def test_dates_of_what_is_withdrawn_already_stay_so(self):
        leg = ("X-JARAK-LEG:BUBAR", "RELATED-TO;RELTYPE=PARENT:a@uji", "RRULE:FREQ=DAILY;COUNT=3")
        with Daemon() as d:
            send(d, message("REQUEST", rally("a@uji", 0.5, 117.5, extra=("RRULE:FREQ=DAILY;COUNT=3",)),
                            rally("a-bubar@uji", 0.5, 117.5, extra=leg)))
            for uid in ("a-bubar@uji", "a@uji"):
                self.assertEqual(send(d, message("CANCEL", event(uid, "SEQUENCE:1"))).status, 200)
                answer = send(d, message("CANCEL", event(uid, "SEQUENCE:2", "RECURRENCE-ID:20241121T060000Z")))
                self.assertEqual(answer.status, 200, (uid, answer.body))
                (said,) = read(answer)
                self.assertEqual((said["uid"], said["status"]), (uid, ["2.0;Success"]))
                self.assertEqual(d.ask("GET", "/api/v1/notices/a-bubar@uji").status, 404)

    def test_dates_are_bounded_and_named_once(self):
        with Daemon() as d:
            send(d, message("REQUEST", rally("a@uji", 0.5, 117.5, extra=("RRULE:FREQ=DAILY;COUNT=3",))))
            twice = [event("a@uji", "SEQUENCE:1", "RECURRENCE-ID" + when)
                     for when in (":20241121T060000Z", ";TZID=Asia/Makassar:20241121T140000")]
            answer = send(d, message("CANCEL", *twice))
            self.assertEqual((answer.status, read(answer)[0]["status"][0][:4]), (422, "3.4;"))
            many = [event("a@uji", "SEQUENCE:1", "RECURRENCE-ID:2024112%dT%02d%02d00Z" % (n % 9, n // 60 % 24, n % 60))
                    for n in range(401)]
            answer = send(d, message("CANCEL", *many))
            self.assertEqual(answer.status, 422, answer.body)
            self.assertEqual(d.ask("GET", "/api/v1/notices/a@uji").json()["sequence"], 0)

    def test_a_broken_message_is_refused(self):
        with Daemon() as d:
            send(d, message("REQUEST", rally("a@uji", 0.5, 117.5)))
            for lines, code in ((("RECURRENCE-ID:20241320T060000Z",), "3.5"), (("SEQUENCE:x",), "3.1")):
                answer = send(d, message("CANCEL", event("a@uji", *lines)))
                self.assertEqual((answer.status, read(answer)[0]["status"][0].split(";")[0]), (422, code))
            answer = send(d, message("CANCEL", event("a@uji").replace(b"DTSTAMP:20241110T000000Z\r\n", b"")))
            self.assertEqual((answer.status, read(answer)[0]["status"][0]),
                             (422, "3.11;Required component or property missing;DTSTAMP:"))
            answer = send(d, message("CANCEL", event("a@uji"), event("a@uji")))
            self.assertEqual((answer.status, read(answer)[0]["status"][0][:4]), (422, "3.4;"))
            self.assertEqual(d.ask("GET", "/api/v1/notices/a@uji").json()["state"], "submitted")


class Reply(unittest.TestCase):
    def conflict(self, d):
        d.ask("POST", "/api/v1/notices", rally("a@uji", 0.5, 117.5))
        d.ask("POST", "/api/v1/notices", rally("b@uji", 0.51, 117.5, paslon=2))
        return d.ask("GET", "/api/v1/conflicts").json()["conflicts"][0]

    def verdicts(self, d):
        said = {v["agency"]: (v["verdict"], v.get("note", "")) for v in
                d.ask("GET", "/api/v1/conflicts").json()["conflicts"][0]["verdicts"]}
        return {agency: said.get(agency, ("open", "")) for agency in ("bawaslu", "polres", "kpu", "kesbangpol")}

    def test_an_agency_answers_for_itself(self):
        with Daemon() as d:
            c = self.conflict(d)
            answer = send(d, reply(c["id"], c["revision"], "DECLINED", "urn:jarakd:agency:polres",
                                   "COMMENT:terlalu dekat\\, geser"), "polres")
            self.assertEqual(answer.status, 200, answer.body)
            (said,) = read(answer)
            self.assertEqual((said["uid"], said["status"], said["partstat"], said["attendee"], said["sequence"]),
                             ("konflik-%s@jarakd" % c["id"], ["2.0;Success"], "DECLINED",
                              "urn:jarakd:agency:polres", c["revision"]))
            self.assertEqual(self.verdicts(d)["polres"], ("objected", "terlalu dekat, geser"))
            for role, attendee, partstat, verdict in (
                    ("bawaslu", "/dav/principals/bawaslu-64.08/", "ACCEPTED", "accepted"),
                    ("kesbangpol", "mailto:kesbangpol@kab.example", "ACCEPTED", "accepted"),
                    ("kesbangpol", "MAILTO:Kesbangpol@Kab.Example", "TENTATIVE", "open"),
                    ("kesbangpol", "URN:JARAKD:AGENCY:kesbangpol", "ACCEPTED", "accepted"),
                    ("kpu", "http://127.0.0.1/dav/principals/kpu-64.08/", "ACCEPTED", "accepted"),
                    ("kpu", "urn:jarakd:agency:kpu", "TENTATIVE", "open"),
                    ("bawaslu", "urn:jarakd:agency:bawaslu", "needs-action", "open")):
                answer = send(d, reply(c["id"], c["revision"], partstat, attendee), role)
                self.assertEqual((answer.status, self.verdicts(d)[role][0]), (200, verdict), answer.body)

    def test_a_repeated_reply_adds_nothing(self):
        with Daemon() as d:
            c = self.conflict(d)
            octets = reply(c["id"], c["revision"], "ACCEPTED", "urn:jarakd:agency:polres")
            send(d, octets, "polres")
            first = d.ask("GET", "/api/v1/conflicts").body
            self.assertEqual(read(send(d, octets, "polres"))[0]["status"], ["2.0;Success"])
            self.assertEqual(d.ask("GET", "/api/v1/conflicts").body, first)

    def test_nobody_answers_for_others_or_for_what_changed(self):
        own = "urn:jarakd:agency:polres"
        with Daemon() as d:
            c = self.conflict(d)
            i, r = c["id"], c["revision"]
            cases = [(reply(i, r, "ACCEPTED", "urn:jarakd:agency:bawaslu"), 403, "3.8"),
                     (reply(i, r, "ACCEPTED", "mailto:siapa@kab.example"), 422, "3.7"),
                     (reply(i, r, "DELEGATED", own), 422, "3.3"),
                     (reply(i, r, "DECLINED", own), 422, "3.11"),
                     (reply(i, r + 1, "ACCEPTED", own), 409, "3.1"),
                     (reply("0123456789abcdef", r, "ACCEPTED", own), 404, "3.1"),
                     (reply(i, r, "ACCEPTED", own).replace(b"konflik-" + i.encode() + b"@jarakd", b"a@uji"), 422, "3.1"),
                     (reply(i, r, "ACCEPTED", own, "ATTENDEE:mailto:x@y"), 422, "3.7"),
                     (reply(i, r, "ACCEPTED", own).replace(b"SEQUENCE:%d\r\n" % r, b""), 422, "3.11"),
                     (message("REPLY", event("a@uji"), event("b@uji")), 422, "3.4")]
            for octets, status, code in cases:
                answer = send(d, octets, "polres")
                self.assertEqual(answer.status, status, answer.body)
                self.assertTrue(all(s["status"][0].split(";")[0] == code for s in read(answer)), answer.body)
            stale = read(send(d, cases[4][0], "polres"))[0]
            self.assertEqual((stale["sequence"], stale["partstat"]), (r, "NEEDS-ACTION"))
            self.assertEqual(self.verdicts(d)["polres"][0], "open")
            send(d, message("CANCEL", event("a@uji", "SEQUENCE:1")))
            answer = send(d, reply(i, r, "ACCEPTED", own), "polres")
            self.assertEqual((answer.status, read(answer)[0]["status"][0][:4]), (409, "3.8;"))

    def test_json_is_the_conflict(self):
        with Daemon() as d:
            c = self.conflict(d)
            octets = reply(c["id"], c["revision"], "ACCEPTED", "urn:jarakd:agency:polres")
            answer = send(d, octets, "polres", Accept="application/json")
            self.assertEqual((answer.status, answer.json()["id"]), (200, c["id"]))
            octets = reply(c["id"], c["revision"] + 3, "ACCEPTED", "urn:jarakd:agency:polres")
            answer = send(d, octets, "polres", Accept="application/json")
            self.assertEqual((answer.status, answer.json()["notices"][0]["id"]), (409, c["id"]))


if __name__ == "__main__":
    unittest.main()
