"""Alerts for other machines: CAP 1.2 documents and the Atom index of an inbox."""
import datetime
import unittest
import xml.etree.ElementTree as ElementTree

import cap_rules
from daemon import Daemon, rally

ATOM = "{http://www.w3.org/2005/Atom}"


class Cap(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = d = Daemon().__enter__()
        # 1 km apart, then 4 km, then withdrawn, then filed anew under another UID.
        d.ask("POST", "/api/v1/notices", rally("cap-1@test", 0.80, 117.40, 1))
        d.ask("POST", "/api/v1/notices", rally("cap-2@test", 0.81, 117.40, 2,
                                               extra=("LOCATION:Lapangan <A> & \"B\"",)))
        for sequence, lat in ((1, 0.84), (2, 0.808)):
            etag = d.ask("GET", "/api/v1/notices/cap-2@test").headers["etag"]
            answer = d.ask("PUT", "/api/v1/notices/cap-2@test",
                           rally("cap-2@test", lat, 117.40, 2, sequence=sequence), headers={"If-Match": etag})
            assert answer.status == 200, answer.body
        etag = d.ask("GET", "/api/v1/notices/cap-2@test").headers["etag"]
        assert d.ask("DELETE", "/api/v1/notices/cap-2@test", headers={"If-Match": etag}).status == 200
        cls.alerts = d.ask("GET", "/api/v1/alerts", role="polres").json()["alerts"]

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__()

    def cap(self, alert, **options):
        return self.daemon.ask("GET", "/api/v1/alerts/%s.cap" % alert["id"], role="polres", **options)

    def test_every_alert_of_the_inbox_is_a_document_that_keeps_the_rules(self):
        self.assertEqual([a["event"] for a in self.alerts], ["opened", "level", "level", "closed"])
        for alert in self.alerts:
            answer = self.cap(alert)
            self.assertEqual(answer.status, 200, answer.body)
            self.assertEqual(answer.headers["content-type"], "application/cap+xml")
            root = cap_rules.check(answer.body)
            head = cap_rules.values(root)
            self.assertEqual(head["identifier"], alert["id"])
            self.assertEqual((head["status"], head["note"]), ("Exercise", "kutim-2024"))
            self.assertEqual(head["scope"], "Restricted")
            sent = datetime.datetime.fromisoformat(head["sent"])
            told = datetime.datetime.fromisoformat(alert["time"].replace("Z", "+00:00"))
            self.assertEqual(sent, told)
            self.assertEqual(sent.utcoffset(), datetime.timedelta(hours=8))
            indonesian, english = (cap_rules.values(i) for i in cap_rules.children(root, "info"))
            self.assertEqual((indonesian["language"], english["language"]), ("id-ID", "en-US"))
            self.assertEqual(indonesian["category"], "Security")
            self.assertEqual(indonesian["description"], alert["text"])
            self.assertEqual(english["description"], alert["text_en"])
            self.assertEqual(self.cap(alert).body, answer.body, "the same document for ever")

    def test_types_and_references_follow_the_life_of_the_conflict(self):
        documents = [cap_rules.check(self.cap(a).body) for a in self.alerts]
        heads = [cap_rules.values(d) for d in documents]
        self.assertEqual([h["msgType"] for h in heads], ["Alert", "Update", "Update", "Cancel"])
        triples = [",".join((h["sender"], h["identifier"], h["sent"])) for h in heads]
        for i, head in enumerate(heads):
            self.assertEqual(head.get("references", "").split(), triples[:i])
        infos = [cap_rules.values(cap_rules.children(d, "info")[0]) for d in documents]
        self.assertEqual([i["severity"] for i in infos], ["Severe", "Moderate", "Severe", "Minor"])
        self.assertEqual(infos[3]["urgency"], "Past")
        self.assertEqual([i["certainty"] for i in infos], ["Likely"] * 3 + ["Unlikely"])

    def test_the_circle_holds_both_places_and_the_times_are_those_of_the_activities(self):
        alert = self.alerts[0]
        info = cap_rules.children(cap_rules.check(self.cap(alert).body), "info")[0]
        area = cap_rules.children(info, "area")[0]
        lat, lon, radius = cap_rules._circle(cap_rules.values(area)["circle"])
        for at in alert["conflict"]["at"]:
            apart_km = ((at["lat"] - lat) ** 2 + (at["lon"] - lon) ** 2) ** 0.5 * 111.4
            self.assertLess(apart_km, radius + 0.001)
        self.assertLess(radius, 1.2)
        regions = [r["name"] for r in alert["conflict"]["jurisdiction"]["regions"]]
        self.assertEqual(cap_rules.values(area)["areaDesc"], " / ".join(regions))
        values = cap_rules.values(info)
        spans = [s for part in alert["conflict"]["parts"] for side in part["intervals"] for s in side]
        self.assertEqual(values["onset"], min(s[0] for s in spans))
        self.assertEqual(values["expires"], max(s[1] for s in spans))

    def test_only_who_was_told_is_shown(self):
        alert = self.alerts[0]
        path = "/api/v1/alerts/%s.cap" % alert["id"]
        self.assertEqual(self.daemon.ask("GET", path, role=None).status, 401)
        self.assertEqual(self.daemon.ask("GET", path, role="pembaca").status, 403)
        conflict = alert["id"].split("-")[0]
        for wrong in (conflict + "-9", conflict + "-0", conflict, conflict + "-", "0" * 16 + "-1", "x-1",
                      conflict + "--1", conflict + "-1-1"):
            self.assertEqual(self.daemon.ask("GET", "/api/v1/alerts/%s.cap" % wrong, role="polres").status,
                             404, wrong)

    def test_the_index_lists_the_inbox_newest_first_and_leads_to_the_documents(self):
        answer = self.daemon.ask("GET", "/api/v1/alerts.atom", role="polres")
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.headers["content-type"], "application/atom+xml; charset=utf-8")
        root = ElementTree.fromstring(answer.body)
        for name in ("id", "title", "updated", "author/" + ATOM + "name"):
            self.assertTrue(root.find(ATOM + name).text, name)
        entries = root.findall(ATOM + "entry")
        self.assertEqual([e.find(ATOM + "id").text for e in entries],
                         ["urn:jarakd:alert:" + a["id"] for a in reversed(self.alerts)])
        self.assertEqual(root.find(ATOM + "updated").text, entries[0].find(ATOM + "updated").text)
        for entry in entries:
            link = entry.find(ATOM + "link")
            self.assertEqual(link.get("type"), "application/cap+xml")
            cap_rules.check(self.daemon.ask("GET", link.get("href"), role="polres").body)
        again = self.daemon.ask("GET", "/api/v1/alerts.atom", role="polres",
                                headers={"If-None-Match": answer.headers["etag"]})
        self.assertEqual(again.status, 304)
        self.assertEqual(self.daemon.ask("GET", "/api/v1/alerts.atom", role="pembaca").status, 403)
        self.assertEqual(self.daemon.ask("GET", "/api/v1/alerts.atom?x=1", role="polres").status, 400)


if __name__ == "__main__":
    unittest.main()
