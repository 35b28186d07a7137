"""The days after the vote: what a crowd is for is asked, no campaign article holds, the rows for then do, and what is counted is
guarded while it is."""
import json
import os
import shutil
import tempfile
import unittest

from daemon import PACK, ROOT, Daemon, rally

CONVOY = ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//uji//EN\r\nBEGIN:VEVENT\r\nUID:%s\r\nDTSTAMP:20241101T000000Z\r\n"
          "DTSTART;TZID=Asia/Makassar:%sT%s0000\r\nDTEND;TZID=Asia/Makassar:%sT%s0000\r\nSUMMARY:Konvoi syukuran\r\nCATEGORIES:KONVOI\r\n"
          "X-JARAK-CONTEST:pilbup-64.08\r\nX-JARAK-PASLON:%d\r\nX-JARAK-VEHICLES:cars=60;motorcycles=200\r\n"
          "STRUCTURED-DATA;VALUE=TEXT;FMTTYPE=\"application/geo+json\":{\"type\":\"LineString\"\\,\"coordinates\":[[%s]\\,[%s]]}\r\n"
          "END:VEVENT\r\nEND:VCALENDAR\r\n")


def convoy(uid, day, hour, paslon, start, end):
    return (CONVOY % (uid, day, hour, day, hour + 2, paslon, start, end)).encode()


class After(unittest.TestCase):
    def setUp(self):
        self.pack = tempfile.mkdtemp(prefix="jarakd-pack-")
        self.addCleanup(shutil.rmtree, self.pack)
        shutil.copytree(os.path.join(ROOT, PACK), self.pack, dirs_exist_ok=True)

    def start(self, **places):
        if places:
            path = os.path.join(self.pack, "places.json")
            with open(path, encoding="utf-8") as f:
                pack = json.load(f)
            pack["places"].append(places)
            with open(path, "w", encoding="utf-8") as f:
                json.dump(pack, f)
        self.daemon = Daemon(pack=self.pack).__enter__()
        self.addCleanup(self.daemon.__exit__)

    def file(self, body):
        answer = self.daemon.ask("POST", "/api/v1/notices", body)
        self.assertEqual(answer.status, 201, answer.body)
        verdict = answer.json()["notices"][0]
        return verdict, {f["rule"]: f for f in verdict["findings"]}

    def test_a_victory_convoy_is_clarified_and_kept_apart_by_the_rows_for_then(self):
        self.start()
        _, rules = self.file(convoy("menang@a", "20241128", 10, 1, "117.50\\,0.50", "117.60\\,0.50"))
        self.assertLessEqual({"R29"}, set(rules))
        self.assertEqual({"R1", "R6"} & set(rules), set(), rules)
        self.assertIn("Kamis, 28 November 2024: sesudah pemungutan suara; bukan kampanye", rules["R29"]["text"])
        self.assertIn("UU 9/1998", rules["R29"]["basis"])
        verdict, _ = self.file(convoy("protes@a", "20241128", 14, 2, "117.50\\,0.505", "117.60\\,0.505"))
        self.assertEqual([c["rule"] for c in verdict["conflicts"]], ["pasca-pungut konvoi"], "hours later on the same day, 550 m away")
        before, _ = self.file(convoy("konvoi@a", "20241120", 10, 1, "117.50\\,0.50", "117.60\\,0.50"))
        verdict, rules = self.file(convoy("lain@a", "20241120", 14, 2, "117.50\\,0.505", "117.60\\,0.505"))
        self.assertEqual([c["rule"] for c in verdict["conflicts"]], [], "in the campaign two hours are enough")
        self.assertLessEqual({"R6"}, set(rules))

    def test_no_quota_and_no_hours_of_a_campaign(self):
        self.start()
        for i, (start, end) in enumerate((("20241120T140000", "20241120T160000"), ("20241128T200000", "20241128T220000"))):
            _, rules = self.file(rally("syukur-%d@a" % i, 0.5, 117.5, start=start, end=end))
            self.assertEqual({"R3", "R17"} & set(rules), set(), rules)
        _, rules = self.file(rally("kedua@a", 0.6, 117.5, start="20241121T140000", end="20241121T160000"))
        self.assertIn("R17", rules, "of the campaign there are two")
        self.assertIn("2", rules["R17"]["text"])

    def test_monitoring_ends_with_the_announcement(self):
        self.start()
        _, rules = self.file(rally("terlambat@a", 0.5, 117.5, start="20241220T140000", end="20241220T160000"))
        self.assertIn("berakhir pada Senin, 16 Desember 2024", rules["R30"]["text"])
        self.assertIn("R1", rules)
        self.assertNotIn("R29", rules)

    def test_a_recap_is_guarded_while_it_lasts(self):
        self.start(code="ppk-sangatta-utara", name="Rekapitulasi PPK Sangatta Utara", region="64.08.04", kind="rekapitulasi", lat=0.5,
                   lon=117.5, uncertainty_m=0, **{"from": "2024-11-28T08:00:00+08:00", "to": "2024-12-03T22:00:00+08:00"})
        _, rules = self.file(rally("dekat@a", 0.501, 117.5, start="20241128T200000", end="20241128T220000"))
        self.assertIn("Rekapitulasi PPK Sangatta Utara, 111 m", rules["R31"]["text"])
        _, rules = self.file(rally("lama@a", 0.501, 117.5, start="20241120T140000", end="20241120T160000"))
        self.assertNotIn("R31", rules)

    def test_a_place_with_hours_says_both(self):
        for more in ({"kind": "tps"}, {"kind": "tps", "from": "2024-11-27T07:00:00+08:00", "to": "2024-11-27T06:00:00+08:00"},
                     {"kind": "ibadah", "from": "2024-11-27T07:00:00+08:00", "to": "2024-11-27T13:00:00+08:00"}):
            with self.assertRaisesRegex(RuntimeError, "places.json: places"):
                self.start(code="tps-1", name="TPS 1", region="64.08.04", lat=0.5, lon=117.5, uncertainty_m=0, **more)
            self.setUp()
