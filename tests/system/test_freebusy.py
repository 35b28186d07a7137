"""When one may start in an area: the answer as VFREEBUSY and jCal, for whom, and what it does not tell."""
import datetime
import json
import os
import re
import unittest

import jcal
from daemon import PACK, Daemon, rally, sample
from test_team import Team, approve

PATH = "/freebusy/64.08.04.ifb"  # Sangatta Utara
ONE = "contest=pilbup-64.08&paslon=1"
HOUR = 3600
WITA = datetime.timezone(datetime.timedelta(hours=8))


def instant(text):
    return int(datetime.datetime.strptime(text, "%Y%m%dT%H%M%S%z").timestamp())


def periods(body):
    """[(type, from, to)], UTC seconds."""
    return [(kind, instant(a), instant(b)) for kind, a, b in
            re.findall(r"FREEBUSY;FBTYPE=([A-Z-]+):(\w+)/(\w+)", body.decode().replace("\r\n ", ""))]


def point():
    """The reference point of the area, as the pack has it."""
    with open(os.path.join(PACK, "regions.json"), encoding="utf-8") as f:
        return next((r["lat"], r["lon"]) for r in json.load(f)["regions"] if r["code"] == "64.08.04")


class FreeBusy(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().__enter__()
        self.addCleanup(self.daemon.__exit__)
        self.lat, self.lon = point()

    def ask(self, query, role="bawaslu", path=PATH, **headers):
        return self.daemon.ask("GET", path + "?" + query, role=role, headers=headers)

    def file(self, uid, lat, paslon, **more):
        answer = self.daemon.ask("POST", "/api/v1/notices", rally(uid, lat, self.lon, paslon, **more))
        self.assertEqual(answer.status, 201, answer.body)

    def test_a_rival_rally_makes_the_afternoon_busy_and_the_own_one_does_not(self):
        empty = self.ask(ONE + "&date=2024-11-20")
        self.assertEqual((empty.status, empty.headers["content-type"]), (200, "text/calendar; charset=utf-8"), empty.body)
        midnight = instant("20241120T000000+0800")
        # 3 hours within 09.00-18.00 (R3): starts 09.00-15.00; 15.00 sharp is one.
        self.assertEqual(periods(empty.body), [("BUSY-UNAVAILABLE", midnight, midnight + 9 * HOUR),
                                               ("BUSY-UNAVAILABLE", midnight + 15 * HOUR + 1, midnight + 24 * HOUR)])
        self.file("lawan@ifb", self.lat + 0.01, 2)
        for kind in ("", "&kind=RAPAT-UMUM", "&kind=pertemuan-terbatas"):
            found = periods(self.ask(ONE + "&date=2024-11-20" + kind).body)
            self.assertTrue([p for p in found if p[0] == "BUSY"], (kind, found))
        self.assertFalse([p for p in periods(self.ask("contest=pilbup-64.08&paslon=2&date=2024-11-20").body) if p[0] == "BUSY"])
        self.assertFalse([p for p in periods(self.ask(ONE + "&date=2024-11-22").body) if p[0] == "BUSY"])
        text = self.ask(ONE + "&date=2024-11-20").body
        for secret in (b"lawan", b"Rapat umum lawan", b"GEO"):
            self.assertNotIn(secret, text)

    def test_busy_is_what_a_check_finds_and_free_what_it_does_not(self):
        self.file("lawan@ifb", self.lat + 0.01, 2, start="20241120T090000", end="20241120T110000")
        found = periods(self.ask(ONE + "&from=2024-11-19&to=2024-11-21&level=info&kind=TATAP-MUKA").body)
        busy = [p for p in found if p[0] == "BUSY"]
        self.assertTrue(busy)
        for _, start, end in busy:
            for at, clear in ((start - 1, True), (start, False), ((start + end) // 2, False), (end - 1, False), (end, True)):
                self.assertEqual(self.is_clear(at), clear, (start, end, at))

    def is_clear(self, at):
        """Of a TATAP-MUKA of two hours, as the check says."""
        start, end = (datetime.datetime.fromtimestamp(s, WITA).strftime("%Y%m%dT%H%M%S") for s in (at, at + 2 * HOUR))
        octets = rally("rencana@ifb", self.lat, self.lon, 1, start=start, end=end).replace(b"RAPAT-UMUM", b"TATAP-MUKA")
        answer = self.daemon.ask("POST", "/api/v1/check", octets)
        self.assertEqual(answer.status, 200, answer.body)
        return not answer.json()["notices"][0]["conflicts"]

    def test_the_rally_of_the_sample_closes_its_day_to_its_rival(self):
        filed = self.daemon.ask("POST", "/api/v1/notices", sample("02-rapat-umum-paslon-2.ics"))
        self.assertEqual(filed.status, 201)
        # In the stadium, 8.9 km away, on the 23rd: besar-besar keeps 15 km on one day at info, 5 km at waspada.
        query, day = ONE + "&from=2024-11-22&to=2024-11-23", instant("20241123T000000+0800")
        found = [p for p in periods(self.ask(query + "&level=info").body) if p[0] == "BUSY"]
        self.assertEqual(found, [("BUSY", day + 9 * HOUR, day + 15 * HOUR + 1)])
        self.assertNotIn("BUSY", {p[0] for p in periods(self.ask(query + "&level=waspada").body)})

    def test_tags_jcal_and_head(self):
        self.file("lawan@ifb", self.lat + 0.01, 2)
        query = ONE + "&date=2024-11-20/2024-11-21"
        plain, json_ = self.ask(query), self.ask(query, Accept="application/calendar+json")
        document = jcal.check(self, plain.body, json_)
        self.assertEqual(document[2][0][0], "vfreebusy")
        self.assertNotEqual(plain.headers["etag"], json_.headers["etag"])
        for answer, accept in ((plain, "*/*"), (json_, "text/calendar;q=0.5, application/calendar+json")):
            self.assertEqual(answer.headers["vary"], "Accept")
            again = self.ask(query, **{"Accept": accept, "If-None-Match": answer.headers["etag"]})
            self.assertEqual((again.status, again.body, again.headers["etag"]), (304, b"", answer.headers["etag"]))
            head = self.daemon.ask("HEAD", PATH + "?" + query, headers={"Accept": accept})
            self.assertEqual((head.status, head.body, head.headers["etag"], head.headers["content-length"]),
                             (200, b"", answer.headers["etag"], str(len(answer.body))))
        self.file("lain@ifb", self.lat + 0.02, 2, start="20241121T090000", end="20241121T100000")
        self.assertEqual(self.ask(query, **{"If-None-Match": plain.headers["etag"]}).status, 200)

    def test_what_cannot_be_answered_says_what_would_do(self):
        for query, status, field in (
                ("", 422, "contest"), ("contest=pilbup-64.08", 422, "paslon"), ("contest=pilbup-99&paslon=1", 422, "contest"),
                ("contest=pilbup-64.08&paslon=99", 422, "paslon"), (ONE + "&kind=KONVOI", 422, "kind"),
                (ONE + "&kind=x", 400, ""), (ONE + "&level=x", 422, "level"), (ONE + "&date=kemarin", 422, "date"),
                (ONE + "&date=2024-11-20/2025-02-20", 422, "date"), (ONE + "&from=2024-11-20&to=2024-11-19", 422, "date"),
                (ONE + "&siapa=1", 400, "query"), ("contest=pilbup-64.08&paslon=x", 400, "paslon")):
            answer = self.ask(query)
            self.assertEqual(answer.status, status, (query, answer.body))
            if field:
                self.assertEqual(answer.json()["field"], field, query)
        for path, status in (("/freebusy/64.08.ifb", 422), ("/freebusy/99.ifb", 404), ("/freebusy/64.03.01.ifb", 403)):
            self.assertEqual(self.ask(ONE, path=path).status, status, path)
        self.assertIn("kecamatan", self.ask(ONE, path="/freebusy/64.08.ifb").json()["detail"])
        self.assertEqual(self.ask(ONE).status, 200, "a fortnight from today")
        self.assertEqual(self.ask(ONE + "&date=2024-11-20", role=None).status, 401)

    def test_a_team_asks_for_itself_and_learns_what_is_public(self):
        team = Team(self.daemon, 1)
        path = PATH + "?from=2024-11-19&to=2024-11-22&level=info"

        def look():
            answer = team.ask("GET", path)
            self.assertEqual(answer.status, 200, answer.body)
            return {k: v for k, v in answer.headers.items() if k != "date"}, answer.body
        for other in ("&paslon=2", "&contest=pilgub-64"):
            self.assertEqual(team.ask("GET", path + other).status, 403, other)
        before = look()
        self.file("lawan@ifb", self.lat + 0.01, 2)
        self.assertEqual(look(), before, "a pending notice of the other side")
        self.assertEqual(self.daemon.ask("DELETE", "/api/v1/notices/lawan@ifb", headers={"If-Match": "*"}).status, 200)
        self.assertEqual(look(), before, "withdrawn")
        self.file("umum@ifb", self.lat + 0.01, 2)
        approve(self.daemon, "umum@ifb")
        after = look()
        self.assertNotEqual(after[1], before[1])
        self.assertIn("BUSY", {k for k, _, _ in periods(after[1])})


if __name__ == "__main__":
    unittest.main()
