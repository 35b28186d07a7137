"""Several elections in one daemon: each contest by its own days."""
import os
import subprocess
import unittest

from daemon import BUILD, ROOT, Daemon, rally

PSU = os.path.join(ROOT, "calendars", "bontang-psu-2025")
KUTIM = os.path.join(ROOT, "calendars", "kutim-2024")


def revote(uid, lat, start, paslon=1):
    body = rally(uid, lat, 117.48, paslon=paslon, start=start + "T140000", end=start + "T160000")
    return body.replace(b"X-JARAK-CONTEST:pilbup-64.08", b"X-JARAK-CONTEST:psu-64.74")


class Elections(unittest.TestCase):
    def begin(self):
        daemon = Daemon(options=["--pack", PSU])
        daemon.start()
        self.addCleanup(daemon.__exit__)
        return daemon

    def rules(self, daemon, uid, region):
        verdict = daemon.ask("GET", "/api/v1/notices/" + uid, role="polres", region=region)
        self.assertEqual(verdict.status, 200, verdict.body)
        return {f["rule"] for f in verdict.json()["findings"]}

    def test_each_contest_has_its_own_campaign_and_quiet_days_also_after_a_restart(self):
        daemon = self.begin()
        filed = [("psu-dalam@uji", revote("psu-dalam@uji", 0.10, "20250305"), "64.74", set()),
                 ("psu-2024@uji", revote("psu-2024@uji", 0.11, "20241120"), "64.74", {"R1"}),
                 ("psu-tenang@uji", revote("psu-tenang@uji", 0.12, "20250316"), "64.74", {"R2"}),
                 ("kutim-dalam@uji", rally("kutim-dalam@uji", 0.5, 117.5), "64.08", set()),
                 ("kutim-2025@uji", rally("kutim-2025@uji", 0.5, 117.5, start="20250305T140000", end="20250305T160000"), "64.08", {"R1"}),
                 ("kutim-tenang@uji", rally("kutim-tenang@uji", 0.5, 117.5, start="20241125T140000", end="20241125T160000"), "64.08", {"R2"})]
        for _, body, region, _ in filed:
            answer = daemon.ask("POST", "/api/v1/notices", body, region=region)
            self.assertEqual(answer.status, 201, answer.body)
        for _ in range(2):
            for uid, _, region, want in filed:
                self.assertEqual(self.rules(daemon, uid, region) & {"R1", "R2"}, want, uid)
            daemon.stop()
            daemon.start()

    def test_clear_times_lie_within_the_contests_own_campaign(self):
        daemon = self.begin()
        self.assertEqual(daemon.ask("POST", "/api/v1/notices", revote("geser@uji", 0.10, "20250305"), region="64.74").status, 201)
        for date, some in (("2025-03-06", True), ("2025-03-16", False), ("2024-11-20", False)):
            slots = daemon.ask("GET", "/api/v1/notices/geser@uji/slots?date=" + date, role="polres", region="64.74")
            self.assertEqual(slots.status, 200, slots.body)
            self.assertEqual(bool(slots.json()["bands"]), some, date)

    def test_the_days_of_a_region_are_named_by_what_it_elects(self):
        daemon = self.begin()
        for region, date, phase in (("64.74", "2025-03-14", "hari terakhir masa kampanye PSU"), ("64.08", "2025-03-14", ""),
                                    ("64.08", "2024-11-23", "hari terakhir masa kampanye"),
                                    ("64.74", "2024-11-23", "hari terakhir masa kampanye")):  # the governor is elected there too
            day = daemon.ask("GET", "/api/v1/days/%s/%s" % (region, date), role="polres", region=region).json()
            self.assertEqual(day["phase"], phase, (region, date))

    def test_whose_days_hold_is_shown(self):
        def show(code):
            done = subprocess.run([os.path.join(BUILD, "jarakctl"), "pack", "show", code, KUTIM, PSU], capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            return [line.split("\t") for line in done.stdout.splitlines()]

        self.assertEqual([(row[0], row[2], row[-1]) for row in show("psu-64.74")],
                         [("2025-03-01", "kampanye", "64.74"), ("2025-03-15", "masa_tenang", "64.74"), ("2025-03-18", "pemungutan_suara", "64.74")])
        self.assertIn(["2024-09-25", "2024-11-23", "kampanye"], [row[:3] for row in show("pilbup-64.08")])
        self.assertTrue(all(row[-1] == "64.08" for row in show("64.08")))


if __name__ == "__main__":
    unittest.main()
