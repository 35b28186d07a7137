"""SIGHUP with another pack, while the daemon is used: it is judged beside the one in use in turns of the loop, and nobody
waits for it; from one entry of the journal on it is the one in use, as if the daemon had been started with it."""
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import unittest

from daemon import BUILD, PACK, ROOT, Daemon, Stream, rally, until
from stall_shapes import Asker, calendar
from stall_shapes import rally as rally_lines
from test_stalls import copies_of, metric, series

KM = 1000.0 / 110575.0


class Repack(unittest.TestCase):
    COUNT = 1500

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="jarakd-repack-")
        self.addCleanup(self.folder.cleanup)
        self.pack = os.path.join(self.folder.name, "pack")
        shutil.copytree(os.path.join(ROOT, PACK), self.pack)
        self.daemon = Daemon(pack=self.pack).__enter__()
        self.addCleanup(self.daemon.__exit__)
        self.asker = Asker(self.daemon)

    def fill(self):
        """Many that are near nobody, and a pair 4 km apart: waspada by the pack in use."""
        body = calendar(*[rally_lines("f%d@pak" % i, 1, 0.0007 * i, 117.0, "202410%02dT100000" % (1 + i % 28)) for i in range(self.COUNT)])
        self.assertEqual(self.asker.ask("POST", "/api/v1/import", body)[0], 201)
        for uid, lat, paslon in (("a@pak", 1.5, 1), ("b@pak", 1.5 + 4 * KM, 2)):
            self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", rally(uid, lat, 117.9, paslon=paslon)).status, 201)

    def write(self, waspada_m, version):
        path = os.path.join(self.pack, "policy.json")
        with open(path, encoding="utf-8") as f:
            policy = json.load(f)
        policy["version"] = version
        for row in policy["rows"]:
            if row.get("waspada", {}).get("distance_m") in (5000, 3000, 4500):
                row["waspada"]["distance_m"] = waspada_m
        with open(path, "w", encoding="utf-8") as f:
            json.dump(policy, f)

    def hup(self):
        self.daemon.process.send_signal(signal.SIGHUP)

    def count(self, words):
        return self.daemon.logged().count(words)

    def levels(self):
        told = self.daemon.ask("GET", "/api/v1/conflicts?state=open", role="polres").json()["conflicts"]
        return sorted((c["id"], c["level"], c["revision"]) for c in told)

    def version(self, uid="a@pak"):
        return self.daemon.ask("GET", "/api/v1/notices/" + uid).json()["policy"]["version"]

    def replays(self):
        self.daemon.stop()
        said = subprocess.run([os.path.join(BUILD, "jarakctl"), "replay", os.path.join(self.daemon.data, "jarakd.db")], cwd=ROOT,
                              capture_output=True, text=True)
        self.assertEqual(said.returncode, 0, said.stdout + said.stderr)

    def test_others_are_served_by_the_pack_in_use_until_the_other_stands(self):
        self.fill()
        stream = Stream(self.daemon, after=0)
        self.addCleanup(stream.close)
        stream.wait(1)
        told = len(stream.events)
        self.write(3000, 2)
        filed, over = [], threading.Event()

        def submit():
            asker = Asker(self.daemon)
            while not over.is_set():
                uid = "m%d@pak" % len(filed)
                status = asker.ask("POST", "/api/v1/notices", rally(uid, 0.5 + 0.01 * (len(filed) % 100), 118.5))[0]
                filed.append((status, self.count("reloading pack=") - self.count("reloaded pack=") == 1))

        client = threading.Thread(target=submit)  # it has been at work before anything is reloaded
        client.start()
        until(lambda: len(filed), lambda seen: seen > 2, "nobody submits")
        self.hup()
        until(lambda: self.count("reloaded pack="), lambda seen: seen == 1, "it never ends")
        over.set()
        client.join()
        self.assertEqual({status for status, _ in filed}, {201})
        self.assertTrue(any(meanwhile for _, meanwhile in filed), "a submission waited for the whole of it")
        turns = int(re.search(r"reloaded pack=\S+ hash=\S+ turns=(\d+)", self.daemon.logged())[1])
        self.assertGreater(turns, 5)
        self.assertEqual({self.version(), self.version("m0@pak")}, {2})
        verdict = self.daemon.ask("GET", "/api/v1/notices/a@pak").json()
        self.assertEqual([(c["with"]["uid"], c["level"], c["revision"]) for c in verdict["conflicts"]], [("b@pak", "info", 2)])
        until(lambda: len(stream.events), lambda seen: seen == told + 1, "the change is told once")
        self.assertEqual(stream.events[-1][1]["event"], "level")
        inbox = self.daemon.ask("GET", "/api/v1/alerts").json()["alerts"]
        self.daemon.stop()
        self.daemon.start()
        again = self.daemon.ask("GET", "/api/v1/notices/a@pak").json()
        self.assertEqual(again["conflicts"], verdict["conflicts"])
        self.assertEqual(self.daemon.ask("GET", "/api/v1/alerts").json()["alerts"], inbox)
        self.assertIn("changed=0", self.daemon.logged().rsplit("audited ", 1)[1])
        self.replays()

    def test_of_two_the_newest_wins_and_of_the_same_pack_there_is_one(self):
        self.fill()
        self.write(4500, 2)
        self.hup()
        until(lambda: self.count("reloading pack="), lambda seen: seen == 1, "it was not begun")
        self.write(3000, 3)
        self.hup()
        until(lambda: self.count("reloaded pack="), lambda seen: seen >= 1, "it never ends")
        until(self.version, lambda seen: seen == 3, "the newest")
        self.write(4500, 4)
        before = self.count("reloading pack=")
        for _ in range(5):
            self.hup()
        until(self.version, lambda seen: seen == 4, "it never ends")
        until(lambda: metric(self.daemon, "jarakd_notices"), lambda seen: seen == self.COUNT + 2)
        self.assertEqual(self.count("reloading pack="), before + 1)
        self.replays()

    def test_what_is_wrong_is_refused_and_what_is_under_way_goes_on(self):
        self.fill()
        self.write(3000, 2)
        self.hup()
        until(lambda: self.count("reloading pack="), lambda seen: seen == 1, "it was not begun")
        path = os.path.join(self.pack, "policy.json")
        with open(path, encoding="utf-8") as f:
            good = f.read()
        with open(path, "w", encoding="utf-8") as f:
            f.write("{")
        self.hup()
        until(lambda: self.count("reload-refused"), lambda seen: seen == 1, "it was not refused")
        until(self.version, lambda seen: seen == 2, "the one that was under way")
        with open(path, "w", encoding="utf-8") as f:
            f.write(good)

    def test_a_pack_that_has_lost_a_contest_says_what_it_says_after_a_restart(self):
        self.fill()
        for name in ("contests.json", "phases.json"):
            path = os.path.join(self.pack, name)
            with open(path, encoding="utf-8") as f:
                text = f.read()
            with open(path, "w", encoding="utf-8") as f:
                f.write(text.replace("pilbup-64.08", "pilbup-64.09"))
        self.hup()
        until(lambda: self.count("reloaded pack=") + self.count("reload-refused"), lambda seen: seen == 1, "it never ends")
        def told():
            return [self.daemon.ask("GET", path).json() for path in ("/api/v1/notices/a@pak", "/api/v1/notices/f7@pak", "/api/v1/notices")]
        here, levels = told(), self.levels()
        refused = self.count("reload-refused")
        self.daemon.stop()
        if refused:  # the pack itself is wrong: nor does a daemon start with it
            self.assertRaises(RuntimeError, self.daemon.start)
            return
        self.daemon.start()
        self.assertEqual((told(), self.levels()), (here, levels))
        self.replays()

    def test_stopped_or_killed_meanwhile_nothing_of_it_is_written(self):
        self.fill()
        policy = os.path.join(self.pack, "policy.json")
        with open(policy, encoding="utf-8") as f:
            first = f.read()
        before = self.levels()
        for how in (signal.SIGTERM, signal.SIGKILL):
            with self.subTest(how):
                begun = self.count("reloading pack=")
                self.write(3000, 2)
                self.hup()
                until(lambda: self.count("reloading pack="), lambda seen: seen == begun + 1, "it was not begun")
                stood = self.count("reloaded pack=")
                self.assertEqual(self.daemon.stop(how), 0 if how == signal.SIGTERM else -how)
                self.assertEqual(self.count("reloaded pack="), stood, "too quick to be a test")
                with open(policy, "w", encoding="utf-8") as f:
                    f.write(first)
                self.daemon.start()
                self.assertIn("changed=0", self.daemon.logged().rsplit("audited ", 1)[1])
                self.assertEqual((self.levels(), self.version()), (before, 1))
        self.write(3000, 2)
        self.daemon.stop()
        self.daemon.start()
        self.assertEqual(self.version(), 2)
        self.assertNotEqual(self.levels(), before)
        self.replays()

    def test_an_import_and_long_work_meanwhile(self):
        self.fill()
        self.write(3000, 2)
        self.hup()
        until(lambda: self.count("reloading pack="), lambda seen: seen == 1, "it was not begun")
        body = calendar(*[rally_lines("i%d@pak" % i, 2, 0.0007 * i, 118.7, "202410%02dT100000" % (1 + i % 28)) for i in range(1000)])
        said = self.asker.ask("POST", "/api/v1/import", body)
        self.assertEqual(said[0], 201, said[1][:300])
        until(self.version, lambda seen: seen == 2, "it never ends")
        self.assertEqual(metric(self.daemon, "jarakd_notices"), self.COUNT + 1002)
        self.assertEqual(self.version("i999@pak"), 2)
        self.replays()

    def test_what_takes_long_to_judge_is_found_out_by_a_copy(self):
        """Recurring convoys on one road: seconds of work, asked for again by a filing of one of them; stopped, it ends too."""
        for uid, paslon, lane in (("x@pak", 1, 0.0), ("y@pak", 2, 0.00005)):
            self.assertEqual(self.asker.ask("POST", "/api/v1/notices", calendar(series(uid, paslon, 20, 600, lane)))[0], 201)
        pid = self.daemon.process.pid
        self.write(3000, 2)
        self.hup()
        until(lambda: copies_of(pid), bool, "no copy was begun")
        self.assertEqual(self.daemon.ask("GET", "/healthz", role=None).status, 200)
        filed = self.daemon.ask("POST", "/api/v1/notices", rally("z@pak", 1.2, 118.0), role="kpu")
        self.assertEqual(filed.status, 201, filed.body)
        self.assertEqual(self.count("reloaded pack="), 0, "they waited for the copy")
        until(lambda: self.version("z@pak"), lambda seen: seen == 2, "it never ends")
        verdict = self.daemon.ask("GET", "/api/v1/notices/x@pak").json()
        self.assertEqual([c["with"]["uid"] for c in verdict["conflicts"]], ["y@pak"])
        self.daemon.stop()
        self.daemon.start()
        self.assertIn("changed=0", self.daemon.logged().rsplit("audited ", 1)[1])
        self.assertEqual(self.daemon.ask("GET", "/api/v1/notices/x@pak").json()["conflicts"], verdict["conflicts"])
        pid = self.daemon.process.pid
        self.write(4500, 3)
        self.hup()
        until(lambda: copies_of(pid), bool, "no copy was begun")
        self.assertEqual(self.daemon.stop(signal.SIGTERM), 0)
        self.assertEqual(copies_of(pid), [])
        self.daemon.start()
        self.replays()


if __name__ == "__main__":
    unittest.main()
