"""Privacy: what one side plans and has not been approved shows nowhere in public, not even as a count."""
import hashlib
import json
import unittest

from daemon import Daemon, rally, sample

PUBLIC = ["/", "/kalender/en/64.08", "/kalender/64.08", "/kalender/64.08?paslon=2", "/kalender/64.08/0123456789abcdef",
          "/kalender/en/64.08/0123456789abcdef", "/feeds/64.08/qr.svg",
          "/kalender/64.08/%s" % hashlib.sha256(b"pending@p").hexdigest()[:16], "/healthz", "/readyz", "/assets/jarakd.css", "/feeds/64.08/approved.ics",
          "/feeds/64/approved.ics", "/feeds/64.03/approved.ics", "/feeds/64.08/approved.ics?paslon=2",
          "/feeds/64.08/approved.ics?kind=RAPAT-UMUM", "/feeds/64.08/approved.ics?from=2024-11-20&to=2024-11-24",
          "/feeds/99.99/approved.ics", "/feeds/64.08/approved.ics?x=1", "/nothing",
          # guarded ones: the refusal must not depend on what is there
          "/api/v1/notices", "/api/v1/notices/pending@p", "/api/v1/notices/pending@p.ics",
          "/api/v1/notices/pending@p/certificate", "/api/v1/conflicts", "/api/v1/alerts"]
VOLATILE = {"date"}


class Privacy(unittest.TestCase):
    def pull(self, daemon, role=None):
        seen = {}
        for path in PUBLIC:
            for more in ({}, {"Accept-Encoding": "gzip"}, {"If-None-Match": '"0"'}):
                answer = daemon.ask("GET", path, role=role, headers=more)
                headers = {k: v for k, v in answer.headers.items() if k not in VOLATILE}
                seen[path, tuple(more)] = (answer.status, headers, answer.body)
        return seen

    def same(self, before, daemon, what, role=None):
        after = self.pull(daemon, role)
        for key, value in before.items():
            self.assertEqual(after[key], value, "%s changed after %s" % (key, what))

    def test_pending_plans_of_the_other_side_show_nowhere(self):
        with Daemon(options=["--public-url", "https://kalender.example"]) as d:  # a restart has another port
            filed = d.ask("POST", "/api/v1/notices", rally("public@p", 0.5, 117.5)).json()["notices"][0]
            d.decide("public@p", act="approve", sttp="S/1", chain_revision=filed["chain_revision"])
            before = {role: self.pull(d, role) for role in (None, "tim", "pembaca")}

            def check(what):
                for role, seen in before.items():
                    self.same(seen, d, what, role)
            d.ask("POST", "/api/v1/notices", rally("pending@p", 0.52, 117.5, 2))
            check("filing")
            d.ask("POST", "/api/v1/notices", rally("pending@p", 0.51, 117.5, 2, sequence=1))
            check("changing")
            d.ask("POST", "/api/v1/notices", sample("02-rapat-umum-paslon-2.ics"))
            check("a chain with convoys")
            d.ask("POST", "/api/v1/notices", rally("paper@p", 0.53, 117.5, 2, extra=["X-JARAK-STTP:S/7"]))
            check("recording an STTP")
            conflict = d.ask("GET", "/api/v1/conflicts", role="polres").json()["conflicts"][0]
            d.ask("POST", "/api/v1/conflicts/%s/verdict" % conflict["id"],
                  json.dumps({"verdict": "accepted", "revision": conflict["revision"]}), "polres",
                  {"Content-Type": "application/json"})
            check("a verdict of an agency")
            guard = rally("guard@p", 0.5, 117.5, 1).replace(b"RAPAT-UMUM", b"PENGAMANAN")
            goods = rally("goods@p", 0.505, 117.5, 1).replace(b"RAPAT-UMUM", b"LOGISTIK")
            self.assertEqual(d.ask("POST", "/api/v1/notices", guard).status, 201)
            self.assertEqual(d.ask("POST", "/api/v1/notices", goods).status, 201)
            check("security and logistics")
            planned = d.ask("GET", "/api/v1/notices/guard@p", role="polres").json()
            seen = [{"conflict": c["id"], "revision": c["revision"]} for c in planned["conflicts"]]
            self.assertEqual(d.decide("guard@p", act="approve", sttp="S/8", reason="pengamanan", seen=seen,
                                      chain_revision=planned["chain_revision"]).status, 200)
            check("an approved security plan")
            pending = d.ask("GET", "/api/v1/notices/pending@p", role="polres").json()
            d.decide("pending@p", act="hold", reason="menunggu", chain_revision=pending["chain_revision"])
            check("a hold")
            d.ask("DELETE", "/api/v1/notices/pending@p", headers={"If-Match": "*"})
            check("withdrawing")
            d.stop()
            d.start()
            check("a restart")


if __name__ == "__main__":
    unittest.main()
