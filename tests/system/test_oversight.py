"""Oversight: what was known when, told later to who may see it today, and to nobody else."""
import json
import random
import re
import unittest

from browser import Browser
from daemon import Daemon, rally, sample
from desk import Clerk, make_account

DAY = "/api/v1/days/64.08/2024-11-20"
VIEWS = ["/api/v1/notices", "/api/v1/conflicts", "/api/v1/conflicts?state=all", DAY, DAY + "/brief", DAY + "/brief?edition=bersama",
         DAY + "/brief.txt", "/api/v1/notices?date=2024-11-20"]
FAR = "2099-01-01T00:00:00Z"  # after everything: the newest entry


def of(path, when):
    return path + ("&" if "?" in path else "?") + "as_of=" + str(when)


class Past(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().__enter__()
        self.addCleanup(self.daemon.__exit__)

    def get(self, path, role="polres", region="64.08"):
        return self.daemon.ask("GET", path, role=role, region=region)

    def position(self):
        """The newest entry of the journal."""
        return int(self.get(of("/api/v1/policy", FAR)).headers["jarak-as-of"].split(";")[0])

    def file(self, uid, lat=0.5, lon=117.5, paslon=1, status=201, **more):
        answer = self.daemon.ask("POST", "/api/v1/notices", rally(uid, lat, lon, paslon, **more))
        self.assertEqual(answer.status, status, answer.body)
        return answer.json()["notices"][0]

    def decide(self, uid, act, **more):
        known = self.get("/api/v1/notices/" + uid).json()
        answer = self.daemon.decide(uid, act=act, chain_revision=known["chain_revision"],
                                    seen=[{"conflict": c["id"], "revision": c["revision"]} for c in known["conflicts"]], **more)
        self.assertEqual(answer.status, 200, answer.body)

    def views(self, uids):
        return VIEWS + ["/api/v1/notices/%s%s" % (u, end) for u in uids for end in ("", "/conflicts", "/history")]

    def take(self, paths, roles=("polres", "bawaslu")):
        """What is answered now, by path and role."""
        return {(path, role): (a.status, a.body) for path in paths for role in roles for a in [self.get(path, role)]}


class Law(Past):
    def test_a_view_asked_at_a_position_is_the_view_that_stood_there(self):
        r = random.Random(115)
        uids, seen = [], {}
        for step in range(24):
            what = r.choice(("file", "file", "change", "approve", "reject", "withdraw", "opine"))
            known = [u for u in uids if self.get("/api/v1/notices/" + u).status == 200]
            if what == "file" or not known:
                uids.append("n%d@lampau" % step)
                self.file(uids[-1], 0.5 + r.randrange(4) * 0.004, 117.5, 1 + r.randrange(2))
            elif what == "change":
                uid = r.choice(known)
                tag = self.get("/api/v1/notices/" + uid).headers["etag"]
                paslon = 1 + (b'"paslon": 2' in self.get("/api/v1/notices/" + uid).body)
                self.daemon.ask("PUT", "/api/v1/notices/" + uid, rally(uid, 0.5 + r.randrange(4) * 0.004, 117.5, paslon, sequence=step),
                                headers={"If-Match": tag})
            elif what in ("approve", "reject"):
                uid = r.choice(known)
                allowed = self.get("/api/v1/notices/" + uid).json()["allowed"]
                if what in allowed:
                    self.decide(uid, what, reason="alasan %d" % step, **({"sttp": "S/%d" % step} if what == "approve" else {}))
            elif what == "withdraw":
                uid = r.choice(known)
                self.daemon.ask("DELETE", "/api/v1/notices/" + uid, headers={"If-Match": "*"})
            else:
                for c in self.get("/api/v1/conflicts").json()["conflicts"][:1]:
                    self.daemon.ask("POST", "/api/v1/conflicts/%s/verdict" % c["id"], json.dumps(
                        {"verdict": "accepted", "revision": c["revision"]}), "polres", {"Content-Type": "application/json"})
            if step % 4 == 3:
                conflicts = ["/api/v1/conflicts/" + c["id"] for c in self.get("/api/v1/conflicts?state=all").json()["conflicts"]]
                seen[self.position()] = self.take(self.views(uids) + conflicts)
        told = [status for views in seen.values() for status, _ in views.values()]
        self.assertGreater(told.count(200), len(told) // 2, "the law is about something")
        differs = []
        for position, views in seen.items():
            for (path, role), then in views.items():
                past = self.get(of(path, position), role)
                if (past.status, past.body) != then:
                    differs.append((position, path, role, then, past.status, past.body))
        self.assertEqual(differs[:1], [], "%d differ" % len(differs))


class Wall(Past):
    """What may not be seen today is not seen in the past either."""

    def told(self, role, when, path="/api/v1/notices", region="64.08"):
        answer = self.get(of(path, when), role, region)
        self.assertEqual(answer.status, 200, answer.body)
        return answer.body

    def test_a_reader_and_a_team_are_told_of_what_is_public_today_as_it_was(self):
        self.file("umum@p", 0.53, 117.55, extra=["CONTACT:Siti 0812"])
        self.file("lain@p", 0.93, 117.55, 2)
        for uid in ("umum@p", "lain@p"):
            self.decide(uid, "approve", sttp="S/" + uid, reason="dikawal")
        both = self.position()
        tag = self.get("/api/v1/notices/umum@p").headers["etag"]
        self.daemon.ask("PUT", "/api/v1/notices/umum@p", rally("umum@p", 0.54, 117.55, sequence=1), headers={"If-Match": tag})
        self.decide("umum@p", "approve", on="change", sttp="S/baru", reason="dikawal")
        self.assertIn(b'"lat": 0.53', self.told("pembaca", both).replace(b'"lat":0', b'"lat": 0'))
        self.assertIn(b"lain@p", self.told("pembaca", both))
        self.assertNotIn(b"Siti", self.told("pembaca", both))
        early = self.told("pembaca", 5)
        self.assertNotIn(b"umum@p", early)
        self.assertEqual(self.get(of("/api/v1/notices/umum@p/history", both), "pembaca").status, 403)
        self.assertEqual(self.get(of(DAY, both), "tim").status, 403)
        self.assertNotIn(b"lain@p", self.told("tim", both))

    def test_what_is_asked_wrongly_is_refused(self):
        for when, status in (("0", 404), ("999999", 422), ("kemarin", 422), ("2001-01-01T00:00:00Z", 404), ("-1", 422)):
            self.assertEqual(self.get(of(DAY, when)).status, status, when)
        self.assertEqual(self.get(of("/api/v1/alerts", 5)).status, 400, "an inbox has no past")
        self.assertEqual(self.daemon.ask("GET", of(DAY, 5), role=None).status, 401)

    def test_a_share_of_work_is_taken(self):
        statuses = {self.get(of(DAY, self.position())).status for _ in range(3)}
        self.assertEqual(statuses, {200})


class Pages(Past):
    def test_a_page_of_the_past_says_so_leads_on_to_the_past_and_asks_for_nothing(self):
        make_account(self.daemon, "polres")
        clerk = Clerk(self.daemon, "uji-polres")
        self.file("satu@p")
        self.file("dua@p", 0.503, paslon=2)
        position = self.position()
        conflict = self.get("/api/v1/conflicts").json()["conflicts"][0]["id"]
        self.decide("satu@p", "approve", sttp="S/1", reason="dikawal")
        for path in ("/meja/hari/64.08/2024-11-20", "/meja/konflik/" + conflict, "/meja/pemberitahuan/satu@p", "/meja/ringkasan/64.08/2024-11-20",
                     "/meja/rakor/64.08/2024-11-20"):
            now, then = clerk.get(path), clerk.get(of(path, position))
            self.assertEqual(then.status, 200, (path, then.words()[:400]))
            self.assertIn("Sebagaimana diketahui pada", then.words())
            self.assertIn("catatan jurnal %d" % position, then.words())
            self.assertNotIn("Sebagaimana diketahui", now.words())
            self.assertEqual(re.findall(r'<form[^>]*method="post"[^>]*action="([^"]*)"', then.text), ["/meja/keluar"], path)
            self.assertNotIn("S/1", then.words())
            leads = re.findall(r'href="(/meja/(?:hari|konflik|pemberitahuan)/[^"]*)"', then.text)
            self.assertEqual([a for a in leads if "as_of=%d" % position not in a and not a.split("?")[0] == path], [], path)
            self.assertIn('href="%s"' % path, then.text, "the way back to today")
        self.assertIn('value="%d"' % position, clerk.get(of("/meja/hari/64.08/2024-11-20", position)).text)
        sent = clerk.get(of("/meja/hari", position))
        self.assertEqual(sent.status, 303)
        self.assertTrue(sent.headers["Location"].endswith("?as_of=%d" % position), sent.headers["Location"])


class Screens(Past):
    def fill(self):
        for name in ("01-rapat-umum-paslon-1.ics", "02-rapat-umum-paslon-2.ics", "05-dua-puluh-pertemuan.ics"):
            self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", sample(name)).status, 201)
        make_account(self.daemon, "polres")
        return self.position()

    def look(self, browser, screens):
        for name, path in screens.items():
            for width in (390, 1280):
                browser.width(width)
                browser.open(path)
                self.assertLessEqual(browser.run("return document.documentElement.scrollWidth"), width, (name, width))
                self.assertEqual(browser.faults(), [], (name, width))
                browser.picture(name)

    def test_pages_of_the_past(self):
        position = self.fill()
        conflict = self.get("/api/v1/conflicts").json()["conflicts"][0]["id"]
        with Browser(self.daemon) as b:
            b.sign_in("uji-polres")
            self.look(b, {"lampau-hari": of("/meja/hari/64.08/2024-11-23", position), "lampau-konflik": of("/meja/konflik/" + conflict, position),
                          "lampau-pemberitahuan": of("/meja/pemberitahuan/rapat-umum-paslon-1@kutim-2024.simulasi", position)})
            b.open(of("/meja/hari/64.08/2024-11-23", position))
            self.assertEqual(b.run("return performance.getEntriesByType('resource').map((r) => r.name)"
                                   ".filter((n) => n.includes('/api/v1/days/') && !n.includes('as_of='))"), [], "the map is of then")


if __name__ == "__main__":
    unittest.main()
