"""SIGHUP: config file and packs are read again; what is wrong in them changes nothing and is named."""
import json
import os
import re
import shutil
import signal
import tempfile
import unittest

from daemon import PACK, ROOT, Daemon, rally, until
from test_webhook import subscribe

FEED = "/feeds/64.08/approved.ics"


class Reload(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="jarakd-reload-")
        self.addCleanup(self.folder.cleanup)
        self.config = os.path.join(self.folder.name, "jarakd.conf")
        self.pack = os.path.join(self.folder.name, "pack")
        shutil.copytree(os.path.join(ROOT, PACK), self.pack)
        self.site = os.path.join(self.folder.name, "situs")

    def write(self, *lines):
        with open(self.config, "w", encoding="utf-8") as f:
            f.write("\n".join(lines) + "\n")

    def logged(self, d):
        with open(os.path.join(d.folder.name, "stderr"), encoding="utf-8") as f:
            return f.read()

    def hup(self, d, wanted):
        """Send it, and wait for a further line of the log."""
        before = self.logged(d).count(wanted)
        d.process.send_signal(signal.SIGHUP)
        self.wait_logged(d, wanted, before + 1)

    def wait_logged(self, d, wanted, count):
        until(lambda: self.logged(d), lambda log: log.count(wanted) >= count, "not logged: " + wanted)

    def test_what_a_pack_leaves_unjudged_is_logged_at_start_and_at_each_reload(self):
        rules = os.path.join(self.pack, "rules.json")
        with open(rules, encoding="utf-8") as f:
            known = json.load(f)
        with Daemon(pack=self.pack) as d:
            self.assertNotIn("pack-warning", self.logged(d))
            known["rules"] = [rule for rule in known["rules"] if rule["id"] != "R10"]
            with open(rules, "w", encoding="utf-8") as f:
                json.dump(known, f)
            self.hup(d, "pack-warning pack=kutim-2024 ")
            self.assertIn("R10", [l for l in self.logged(d).splitlines() if "pack-warning" in l][0])
            d.stop()
            d.start()
            self.assertEqual(self.logged(d).count("pack-warning"), 2, "once a load")

    def test_what_the_config_says_now_holds_without_a_restart(self):
        self.write("public-url https://lama.example", "mail-relay smtp://127.0.0.1:9", "mail-from a@kpu.example",
                   "mail-domain polres.example")
        with Daemon(options=["--config", self.config, "--sandbox", "off"]) as d:
            self.assertIn(b"webcal://lama.example", d.ask("GET", "/", role=None).body)
            self.assertIn(b"https://lama.example", d.ask("GET", FEED, role=None).body)
            self.assertEqual(subscribe(d, "b@bawaslu.example", channel="email").status, 403)
            self.assertEqual(subscribe(d, "https://hook.example/x").status, 403)
            self.assertIn(b"<form", d.ask("GET", "/", role=None).body)
            self.write("public-url https://baru.example", "mail-relay smtp://127.0.0.1:9",
                       "mail-from a@kpu.example", "mail-domain bawaslu.example", "webhook-host hook.example",
                       "publish " + self.site, "tick-ms 200", "retry-first-ms 70")
            self.hup(d, "reloaded ")
            self.assertIn(b"webcal://baru.example", d.ask("GET", "/", role=None).body)
            self.assertIn(b"https://baru.example", d.ask("GET", FEED, role=None).body)
            self.assertEqual(subscribe(d, "b@bawaslu.example", channel="email").status, 201)
            self.assertEqual(subscribe(d, "c@polres.example", channel="email").status, 403)
            self.assertEqual(subscribe(d, "https://hook.example/x").status, 201)
            self.assertNotIn(b"<form", d.ask("GET", "/", role=None).body)
            self.wait_logged(d, "published ", 1)
            with open(self.site + FEED, "rb") as f:
                self.assertEqual(f.read(), d.ask("GET", FEED, role=None).body)
            self.write("public-url https://baru.example")
            self.hup(d, "reloaded ")
            self.assertEqual(subscribe(d, "d@bawaslu.example", channel="email").status, 403)
            self.assertIn(b"<form", d.ask("GET", "/", role=None).body)

    def test_what_the_sandbox_keeps_out_of_reach_needs_a_restart(self):
        self.write("public-url https://lama.example")
        with Daemon(options=["--config", self.config]) as d:
            if "sandbox seccomp=on" not in d.logged():
                self.skipTest("this build or this kernel has no sandbox")
            self.write("public-url https://lama.example", "publish " + self.site, "notify-socket /nowhere")
            self.hup(d, "reloaded ")
            for option in ("publish", "notify-socket"):
                self.assertIn("needs-restart option=" + option, d.logged())
            self.assertFalse(os.path.exists(self.site))
            d.stop()
            d.start()
            self.wait_logged(d, "published ", 1)

    def test_a_config_that_is_wrong_is_named_by_line_and_changes_nothing(self):
        self.write("public-url https://lama.example", "pack " + self.pack)
        with Daemon(options=["--config", self.config]) as d:
            d.ask("POST", "/api/v1/notices", rally("a@muat", 0.5, 117.5))
            for lines, named in ((["public-url https://baru.example", "", "publik ya"], self.config + ":3 "),
                                 (["public-url https://baru.example", "per-address banyak"], self.config + ":2 "),
                                 (["public-url https://baru.example", "webhook-host ///"], "webhook-host"),
                                 (["publish " + self.site], "public-url"),
                                 (["public-url https://baru.example", "pack " + self.pack + "-none"], "-none")):
                self.write(*lines)
                self.hup(d, "reload-refused ")
                self.assertIn(named, self.logged(d).rsplit("reload-refused", 1)[1])
                self.assertIn(b"webcal://lama.example", d.ask("GET", "/", role=None).body)
                self.assertEqual(d.ask("GET", "/api/v1/notices/a@muat").status, 200)
            self.assertFalse(os.path.exists(self.site))

    def journal(self, d):
        """The number of the newest entry, as a certificate-free answer says it: the token of a collection."""
        body = ("<D:sync-collection xmlns:D=\"DAV:\"><D:sync-token/><D:sync-level>1</D:sync-level><D:prop><D:getetag/>"
                "</D:prop></D:sync-collection>")
        said = d.ask("REPORT", "/dav/calendars/64.08/requests/", body, headers={"Content-Type": "application/xml"})
        self.assertEqual(said.status, 207, said.body)
        return re.search(rb"sync-token>([^<]+)<", said.body)[1]

    def test_the_same_pack_is_not_judged_again(self):
        """A renewed certificate or another option makes nobody wait for a judgement that finds nothing."""
        self.write("public-url https://lama.example")
        with Daemon(pack=self.pack, options=["--config", self.config]) as d:
            d.ask("POST", "/api/v1/notices", rally("a@muat", 0.5, 117.5))
            token = self.journal(d)
            self.write("public-url https://baru.example")
            self.hup(d, "reloaded ")
            self.hup(d, "reloaded ")
            self.assertIn(b"webcal://baru.example", d.ask("GET", "/", role=None).body)
            self.assertEqual(self.logged(d).count("audited "), 1, "judged at the start and not again")
            self.assertEqual(self.journal(d), token, "nothing was journalled")
            self.assertEqual(d.ask("POST", "/api/v1/notices", rally("b@muat", 0.5, 117.5, paslon=2)).status, 201)
            rules = os.path.join(self.pack, "rules.json")
            with open(rules, "a", encoding="utf-8") as f:
                f.write("\n")
            self.hup(d, "reloaded ")
            self.assertEqual(self.logged(d).count("audited "), 2, "octets of the pack changed")
            self.assertNotEqual(self.journal(d), token)
            self.assertEqual(d.ask("GET", "/api/v1/notices/a@muat").json()["conflicts"][0]["with"]["uid"], "b@muat")

    def test_what_needs_a_restart_is_said(self):
        self.write("public-url https://lama.example")
        with Daemon(options=["--config", self.config]) as d:
            self.write("public-url https://baru.example", "data " + self.folder.name, "listen 127.0.0.1:1")
            self.hup(d, "reloaded ")
            self.assertIn("needs-restart option=data", self.logged(d))
            self.assertIn("needs-restart option=listen", self.logged(d))
            self.assertIn(b"webcal://baru.example", d.ask("GET", "/", role=None).body)


if __name__ == "__main__":
    unittest.main()
