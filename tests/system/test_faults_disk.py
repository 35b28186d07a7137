"""The disk is full where something is written beside the journal: snapshot, shelf, public files, deliveries, backups. Nothing
that was acknowledged is lost, who asks is served, and when there is room again it is made good without a hand."""
import errno
import json
import os
import shutil
import subprocess
import tempfile
import unittest

from daemon import BUILD, RELEASE, ROOT, SLOW, Daemon, rally, until
from faults import BELOW, FILES, Orders
from test_webhook import FAST, Receiver, delivered, inbox, pair, subscribe

FULL = {"first": 1, "length": 0, "error": errno.ENOSPC}
BACKUPS = 8 if SLOW == 1 else 2  # calls of a backup that find the disk full


class Full(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="jarakd-faults-")
        self.addCleanup(folder.cleanup)
        self.at = lambda *names: os.path.join(folder.name, *names)
        self.orders = Orders()

    def daemon(self, below=None, options=()):
        """One whose writes may fail: those of files that begin so, or of any."""
        env = dict(self.orders.env, JARAK_SANDBOX="off", **({"JARAK_TEST_FAIL_BELOW": below} if below else {}))
        d = Daemon(data=self.at("data"), env=env, build=RELEASE, options=options).__enter__()
        self.addCleanup(d.__exit__)
        return d

    def approve(self, d, number):
        uid = "n%d@penuh" % number
        made = d.ask("POST", "/api/v1/notices", rally(uid, 0.2 + number / 100, 117.0 + number / 50))
        self.assertEqual(made.status, 201, made.body)
        self.assertEqual(d.decide(uid, act="approve", sttp="STTP/%d" % number, reason="uji",
                                  chain_revision=made.json()["notices"][0]["chain_revision"]).status, 200)

    def known(self, d):
        return sorted(n["uid"] for n in d.ask("GET", "/api/v1/notices").json()["notices"])

    def again(self, d):
        self.orders.forget()
        d.start()

    def replays(self, data):
        told = subprocess.run([os.path.join(BUILD, "jarakctl"), "replay", os.path.join(data, "jarakd.db")], cwd=ROOT,
                              capture_output=True, text=True, check=False)
        self.assertEqual(told.returncode, 0, told.stdout + told.stderr)

    def test_while_snapshot_and_shelf_are_written(self):
        """At a stop: it ends in order, the next start reads the store, and the next stop writes both."""
        for name, said in (("jarakd.snapshot", "snapshot-failed"), ("shelf", "shelf-failed")):
            with self.subTest(name):
                shutil.rmtree(self.at("data"), ignore_errors=True)
                self.orders.forget()
                d = self.daemon(self.at("data", name))
                for number in range(5):
                    self.approve(d, number)
                known = self.known(d)
                self.orders.arm("write", only=BELOW, **FULL)
                self.assertEqual(d.stop(), 0)
                self.assertGreater(self.orders.get("failed"), 0)
                self.orders.disarm()
                self.assertIn(said, d.logged())
                for _ in range(2):
                    self.again(d)
                    self.assertEqual(self.known(d), known)
                    self.assertEqual(d.ask("GET", "/feeds/64.08/approved.ics", role=None).body.count(b"BEGIN:VEVENT"), 5)
                    self.assertEqual(d.stop(), 0)
                self.assertIn("snapshot=used", d.logged().rsplit("loading", 1)[-1])
                self.assertEqual(d.logged().count(said), 1)
                self.replays(d.data)

    def test_while_public_files_are_written(self):
        d = self.daemon(self.at("situs"), ["--public-url", "https://jadwal.example", "--publish", self.at("situs")])
        feed = self.at("situs", "feeds", "64.08", "approved.ics")

        def published():
            with open(feed, "rb") as file:
                return file.read()

        def asked():
            return d.ask("GET", "/feeds/64.08/approved.ics", role=None).body
        self.approve(d, 0)
        until(lambda: os.path.exists(feed) and published() == asked(), what="it is not published")
        before = published()
        self.orders.arm("write", only=BELOW, **FULL)
        self.approve(d, 1)
        until(lambda: "publish-failed" in d.logged())
        self.approve(d, 2)
        self.assertEqual(published(), before, "the file there was stays whole")
        self.assertEqual(asked().count(b"BEGIN:VEVENT"), 3)
        self.orders.disarm()
        until(lambda: published() == asked(), what="it is not made good")
        self.assertEqual([n for at, _, names in os.walk(self.at("situs")) for n in names if n.endswith(".new")], [])

    def test_while_deliveries_are_noted(self):
        """What was sent and could not be noted may be sent twice; nothing is left out."""
        receiver = Receiver()
        self.addCleanup(receiver.close)
        d = self.daemon(self.at("data", "deliveries.db"), FAST)
        self.assertEqual(subscribe(d, receiver.url()).status, 201)
        pair(d, 0)
        delivered(d, inbox(d)[-1]["index"])
        self.orders.arm("write", only=BELOW, **FULL)
        for number in range(1, 4):
            pair(d, number)
        until(lambda: self.orders.get("failed"))
        self.orders.disarm()
        pair(d, 4)
        told = {alert["id"] for alert in inbox(d)}
        until(lambda: told - {json.loads(body)["id"] for _, body in receiver.taken}, lambda left: not left, "never sent")
        self.assertEqual(d.stop(), 0)
        self.again(d)
        delivered(d, inbox(d)[-1]["index"])

    def test_while_a_backup_is_written(self):
        """It says so and leaves nothing that passes for one; the daemon beside it does not notice; the next one is whole."""
        with Daemon(data=self.at("data"), build=RELEASE) as d:
            for number in range(5):
                self.approve(d, number)
            command = [os.path.join(RELEASE, "jarakctl"), "--lang", "en", "backup", self.at("b.tar"), "--data", d.data]

            def back_up(**how):
                self.orders.forget()
                self.orders.arm("write", error=errno.ENOSPC, only=FILES, **how)
                told = subprocess.run(command, cwd=ROOT, env=self.orders.env, capture_output=True, text=True, check=False)
                self.orders.disarm()
                return told
            self.assertEqual(back_up().returncode, 0)
            seen = self.orders.get("seen")
            os.remove(self.at("b.tar"))
            for number in range(BACKUPS):
                told = back_up(first=1 + number * (seen - 1) // BACKUPS, length=0)
                self.assertIn(told.returncode, (1, 3), told.stderr)
                self.assertRegex(told.stderr, "full|space|written")
                self.assertFalse(os.path.exists(self.at("b.tar")))
                self.approve(d, 10 + number)
            self.assertEqual(back_up().returncode, 0)
            self.assertEqual([n for n in os.listdir(d.data) if "part" in n], [])
            subprocess.run([os.path.join(RELEASE, "jarakctl"), "restore", self.at("b.tar"), "--data", self.at("kembali"), "--erasures", "none"],
                           cwd=ROOT, check=True, capture_output=True)
            self.replays(self.at("kembali"))
            self.assertEqual(d.stop(), 0)
