"""Real calendar clients against the real daemon: python3-caldav, vdirsyncer with khal, curl."""
import json
import os
import subprocess
import tempfile
import unittest

from dav import CONFLICTS, REQUESTS, find, put
from daemon import SLOW, Daemon, rally

PYTHON = "/usr/bin/python3"  # Debian's, which has Debian's modules
LIBRARY = r"""
import datetime, json, sys, caldav
url, token = sys.argv[1:3]
client = caldav.DAVClient(url=url, username="siapa saja", password=token)
calendars = client.principal().calendars()
requests = [c for c in calendars if str(c.url).endswith("/requests/")][0]
"""
VDIRSYNCER = """[general]
status_path = "%(status)s"
[pair one]
a = "left"
b = "server"
collections = ["requests"]
conflict_resolution = null
[pair two]
a = "right"
b = "server"
collections = ["requests"]
conflict_resolution = null
[storage left]
type = "filesystem"
path = "%(left)s"
fileext = ".ics"
[storage right]
type = "filesystem"
path = "%(right)s"
fileext = ".ics"
[storage server]
type = "caldav"
url = "%(url)s"
username = "bawaslu"
password = "%(token)s"
"""
KHAL = """[calendars]
[[requests]]
path = %(left)s/requests
[sqlite]
path = %(folder)s/khal.db
[locale]
timeformat = %%H:%%M
dateformat = %%Y-%%m-%%d
longdateformat = %%Y-%%m-%%d
datetimeformat = %%Y-%%m-%%d %%H:%%M
longdatetimeformat = %%Y-%%m-%%d %%H:%%M
local_timezone = Asia/Makassar
default_timezone = Asia/Makassar
"""


class Shared(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().__enter__()
        self.addCleanup(self.daemon.__exit__)
        self.url = "http://127.0.0.1:%d/dav/" % self.daemon.port

    def run_it(self, command, env=None, **how):
        return subprocess.run(command, capture_output=True, text=True, timeout=120 * SLOW, check=False,
                              env={**os.environ, **(env or {})}, **how)


class Library(Shared):
    def script(self, text, *arguments):
        done = self.run_it([PYTHON, "-W", "ignore", "-c", LIBRARY + text, self.url, self.daemon.token("bawaslu"),
                            *arguments])
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_discovery_filing_queries_and_deleting(self):
        octets = rally("caldav@uji", 0.5, 117.4, 1).decode().replace("Rapat umum", "Rapat umum \u2014 S\u00e9gar")
        got = self.script(r"""
event = requests.add_event(sys.argv[3])
day = datetime.datetime(2024, 11, 20)
found = requests.date_search(day, day + datetime.timedelta(days=1))
missed = requests.date_search(day + datetime.timedelta(days=1), day + datetime.timedelta(days=2))
by_uid = requests.event_by_uid("caldav@uji")
busy = requests.freebusy_request(day, day + datetime.timedelta(days=1))
text = by_uid.data
by_uid.vobject_instance.vevent.summary.value = "Rapat besar"
by_uid.save()
again = requests.event_by_uid("caldav@uji").data
listed = [str(e.url) for e in requests.events()]
by_uid.delete()
print(json.dumps({"names": sorted(str(c.url).rsplit("/", 2)[1] for c in calendars), "found": len(found),
                  "missed": len(missed), "text": text, "busy": busy.data, "again": again, "listed": listed,
                  "left": len(requests.events())}))
""", octets)
        self.assertEqual(got["names"], ["approved", "conflicts", "kiriman", "laporan", "pilbup-64.08-paslon-1", "pilbup-64.08-paslon-2", "requests", "tugas"])
        self.assertEqual((got["found"], got["missed"], got["left"], len(got["listed"])), (1, 0, 0, 1))
        self.assertIn("S\u00e9gar", got["text"])
        self.assertIn("20241120T060000Z/20241120T090000Z", got["busy"])
        self.assertIn("Rapat besar", got["again"])

    def test_synchronisation_goes_on_after_a_restart(self):
        for n in range(3):
            put(self.daemon, REQUESTS + "n%d.ics" % n, rally("n%d@uji" % n, 0.5, 116.5 + n / 10, 1))
        first = self.script(r"""
objects = requests.objects_by_sync_token(load_objects=False)
print(json.dumps({"token": str(objects.sync_token), "count": len(list(objects))}))
""")
        self.assertEqual(first["count"], 3)
        self.daemon.stop()
        self.daemon.start()
        self.url = "http://127.0.0.1:%d/dav/" % self.daemon.port
        put(self.daemon, REQUESTS + "n1.ics", rally("n1@uji", 0.5, 116.61, 1, sequence=1))
        after = self.script(r"""
objects = requests.objects_by_sync_token(sys.argv[3], load_objects=False)
print(json.dumps([str(o.url).rsplit("/", 1)[1] for o in objects]))
""", first["token"])
        self.assertEqual(after, ["n1.ics"])


class Replicas(Shared):
    """Two folders of files that vdirsyncer keeps equal to the server; khal reads and writes one."""

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory(prefix="jarakd-vdir-")
        self.addCleanup(folder.cleanup)
        self.paths = {name: os.path.join(folder.name, name) for name in ("left", "right", "status")}
        names = {**self.paths, "url": self.url, "token": self.daemon.token("bawaslu"), "folder": folder.name}
        self.env = {"VDIRSYNCER_CONFIG": os.path.join(folder.name, "vdirsyncer"), "LC_ALL": "C.UTF-8",
                    "HOME": folder.name}
        self.khal_config = os.path.join(folder.name, "khal")
        for path, text in ((self.env["VDIRSYNCER_CONFIG"], VDIRSYNCER), (self.khal_config, KHAL)):
            with open(path, "w", encoding="utf-8") as f:
                f.write(text % names)
        for name in ("left", "right"):
            os.makedirs(os.path.join(self.paths[name], "requests"))
        self.vdirsyncer("discover")

    def vdirsyncer(self, *words, fails=False):
        done = self.run_it(["vdirsyncer", *words], self.env)
        self.assertEqual(done.returncode != 0, fails, done.stderr)
        return done.stderr

    def path(self, side, uid):
        return os.path.join(self.paths[side], "requests", uid + ".ics")

    def write(self, side, uid, octets):
        with open(self.path(side, uid), "wb") as f:
            f.write(octets)

    def read(self, side, uid):
        with open(self.path(side, uid), "rb") as f:
            return f.read()

    def test_what_one_creates_changes_and_deletes_the_other_has(self):
        octets = rally("vdir-uji", 0.5, 117.4, 1)
        self.write("left", "vdir-uji", octets)
        self.write("left", "tetap-uji", rally("tetap-uji", 0.5, 116.9, 1))  # an emptied folder is not believed
        self.vdirsyncer("sync")
        self.vdirsyncer("sync")
        self.assertEqual(self.read("right", "vdir-uji").replace(b"\r\n", b"\n"), octets.replace(b"\r\n", b"\n"))
        listed = self.run_it(["khal", "-c", self.khal_config, "list", "2024-11-20", "1d"], self.env)
        self.assertIn("Rapat umum", listed.stdout, listed.stderr)
        self.write("right", "vdir-uji", octets.replace(b"SEQUENCE:0", b"SEQUENCE:1").replace(b"umum", b"besar"))
        self.vdirsyncer("sync")
        self.vdirsyncer("sync")
        self.assertIn(b"Rapat besar", self.read("left", "vdir-uji"))
        os.remove(self.path("left", "vdir-uji"))
        self.vdirsyncer("sync")
        self.vdirsyncer("sync")
        self.assertFalse(os.path.exists(self.path("right", "vdir-uji")))
        self.assertEqual(find(self.daemon, REQUESTS, "D:getetag", depth=1).keys(), {REQUESTS, REQUESTS + "tetap-uji.ics"})

    def test_two_changes_of_one_notice_are_a_conflict_of_the_replicas_and_nothing_is_lost(self):
        octets = rally("dua-uji", 0.5, 117.4, 1)
        self.write("left", "dua-uji", octets)
        self.vdirsyncer("sync")
        self.vdirsyncer("sync")
        for side, word in (("left", b"kiri"), ("right", b"kanan")):
            self.write(side, "dua-uji", octets.replace(b"Rapat umum", b"Rapat " + word).replace(b"SEQUENCE:0", b"SEQUENCE:1"))
        self.vdirsyncer("sync", "one")
        said = self.vdirsyncer("sync", "two", fails=True)
        self.assertIn("conflict", said.lower())
        stored = self.daemon.ask("GET", REQUESTS + "dua-uji.ics").body
        self.assertEqual(sum(word in stored for word in (b"kiri", b"kanan")), 1)
        self.assertIn(b"kiri", self.read("left", "dua-uji"))
        self.assertIn(b"kanan", self.read("right", "dua-uji"))


class Curl(Shared):
    def curl(self, *words):
        done = self.run_it(["curl", "-sS", "-i", "-u", "siapa:" + self.daemon.token("bawaslu"), *words])
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_by_hand(self):
        base = "http://127.0.0.1:%d" % self.daemon.port
        said = self.curl("-L", "-X", "PROPFIND", "-H", "Depth: 0", base + "/.well-known/caldav")
        self.assertIn("207 Multi-Status", said)
        with tempfile.NamedTemporaryFile(suffix=".ics") as f:
            for n in (1, 2):
                f.seek(0)
                f.truncate()
                f.write(rally("curl%d@uji" % n, 0.5, 117.4, n))
                f.flush()
                said = self.curl("-T", f.name, "-H", "Content-Type: text/calendar", "-H", "If-None-Match: *",
                                 base + REQUESTS + "curl%d@uji.ics" % n)
                self.assertIn("201 Created", said)
        event, = find(self.daemon, CONFLICTS, "D:getetag", depth=1).keys() - {CONFLICTS}
        self.assertIn("BEGIN:VALARM", self.curl(base + event))


if __name__ == "__main__":
    unittest.main()
