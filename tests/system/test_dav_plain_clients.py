"""Stock clients against the calendar of a paslon, from the bare event to the public feed: khal with vdirsyncer,
python3-caldav, and libecal, which is what Evolution keeps an event in."""
import json
import os
import subprocess
import tempfile
import unittest

from daemon import SLOW, Daemon
from phone import BEGIN, ONE, description, event
from test_dav_plain import JSON, PYTHON

COLLECTION = "pilbup-64.08-paslon-1"
VDIRSYNCER = """[general]
status_path = "%(folder)s/status"
[pair one]
a = "local"
b = "server"
collections = ["%(collection)s"]
conflict_resolution = "b wins"
[storage local]
type = "filesystem"
path = "%(folder)s/local"
fileext = ".ics"
[storage server]
type = "caldav"
url = "%(url)s"
username = "siapa"
password = "%(token)s"
"""
KHAL = """[calendars]
[[paslon1]]
path = %(folder)s/local/%(collection)s
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
LIBRARY = r"""
import json, sys, caldav
url, token = sys.argv[1:3]
calendars = caldav.DAVClient(url=url, username="siapa", password=token).principal().calendars()
one, = [c for c in calendars if str(c.url).endswith("/pilbup-64.08-paslon-1/")]
"""
# Evolution reads an event into an ECalComponent, changes it there and writes it again.
ECAL = r"""
import sys, gi
gi.require_version("ECal", "2.0")
gi.require_version("ICalGLib", "3.0")
from gi.repository import ECal, ICalGLib
calendar = ICalGLib.Component.new_from_string(sys.stdin.read())
event = ECal.Component.new_from_icalcomponent(calendar.get_first_component(ICalGLib.ComponentKind.VEVENT_COMPONENT).clone())
text = ECal.ComponentText.new(event.get_descriptions()[0].get_value() + "\nMassa: 700", None)
event.set_descriptions([text])
event.set_location("Stadion Kudungga")
event.commit_sequence()
print("BEGIN:VCALENDAR\r\nPRODID:-//Ximian//NONSGML Evolution Calendar//EN\r\nVERSION:2.0\r\n" + event.get_as_string()
      + "END:VCALENDAR\r\n", end="")
"""


class Clients(unittest.TestCase):
    role = "bawaslu"

    def setUp(self):
        self.daemon = Daemon().__enter__()
        self.addCleanup(self.daemon.__exit__)
        folder = tempfile.TemporaryDirectory(prefix="jarakd-phone-")
        self.addCleanup(folder.cleanup)
        self.folder, self.url = folder.name, "http://127.0.0.1:%d/dav/" % self.daemon.port
        self.local = os.path.join(self.folder, "local", COLLECTION)
        self.env = {**os.environ, "LC_ALL": "C.UTF-8", "HOME": self.folder,
                    "VDIRSYNCER_CONFIG": os.path.join(self.folder, "vdirsyncer")}

    def run_it(self, command, text=None):
        done = subprocess.run(command, capture_output=True, text=True, timeout=120 * SLOW, check=False, env=self.env, input=text)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def drafts(self, role=None):
        return self.daemon.ask("GET", "/api/v1/drafts", role=role or self.role).json()["drafts"]

    def confirm(self, role="bawaslu"):
        draft = next(d for d in self.drafts(role) if d["state"] == "draft")
        answer = self.daemon.ask("POST", "/api/v1/drafts/%s/confirm" % draft["id"], json.dumps({"revision": draft["revision"]}),
                                 role, JSON)
        self.assertEqual(answer.status, 201, answer.body)
        return answer.json()["notices"][0]

    def approve(self, verdict):
        answer = self.daemon.decide(verdict["uid"], act="approve", sttp="STTP/7/XI/2024", chain_revision=verdict["chain_revision"])
        self.assertEqual(answer.status, 200, answer.body)


class Khal(Clients):
    def configure(self, token):
        os.makedirs(self.local)
        names = {"folder": self.folder, "url": self.url, "token": token, "collection": COLLECTION}
        for path, text in ((self.env["VDIRSYNCER_CONFIG"], VDIRSYNCER), (os.path.join(self.folder, "khal"), KHAL)):
            with open(path, "w", encoding="utf-8") as f:
                f.write(text % names)
        self.run_it(["vdirsyncer", "discover"])

    def khal(self, *words, text=None):
        return self.run_it(["khal", "-c", os.path.join(self.folder, "khal"), *words], text)

    def sync(self):
        """Twice: what was sent is fetched as it is shown."""
        for _ in range(2):
            self.run_it(["vdirsyncer", "sync"])

    def test_from_a_bare_event_to_the_public_feed(self):
        self.configure(self.daemon.token("tim"))
        self.khal("new", "-a", "paslon1", "2024-11-23", "14:00", "17:00", "Rapat umum Paslon 1")
        self.sync()
        self.assertEqual([d["missing"] for d in self.drafts("tim")], [["place"]])
        listed = self.khal("list", "2024-11-23", "1d", "--format", "{title} | {description}")
        self.assertIn("Belum lengkap: tempat.", listed)
        self.assertIn("/meja/draf/" + self.drafts("tim")[0]["id"], listed)
        self.khal("edit", "--show-past", "Rapat umum",
                  text="l\nStadion Kudungga\nd\nMassa: 1500\nn\n")
        self.sync()
        self.assertEqual([(d["complete"], d["revision"]) for d in self.drafts("tim")], [(True, 2)])
        listed = self.khal("list", "2024-11-23", "1d", "--format", "{description}")
        self.assertIn("Massa: 1500", listed)
        self.assertIn("Lengkap; menunggu diajukan", listed)
        verdict = self.confirm("bawaslu")
        self.sync()
        self.assertIn("status: diajukan", self.khal("list", "2024-11-23", "1d", "--format", "{description}"))
        feed = "/feeds/64.08/approved.ics"
        self.assertNotIn(b"Stadion", self.daemon.ask("GET", feed, role=None).body)
        self.approve(verdict)
        public = self.daemon.ask("GET", feed, role=None).body.decode()
        self.assertIn("Stadion Kudungga", public)
        self.assertIn("DTSTART;TZID=Asia/Makassar:20241123T140000", public)
        self.assertNotIn("1500", public)
        self.sync()
        self.assertIn("status: STTP terbit", self.khal("list", "2024-11-23", "1d", "--format", "{description}"))

    def test_a_private_calendar_that_was_synced_by_mistake_is_taken_back(self):
        self.configure(self.daemon.token("bawaslu"))
        for n in range(10):
            self.khal("new", "-a", "paslon1", "2024-11-%02d" % (10 + n), "Ulang tahun RAHASIA %d" % n)
        self.sync()
        self.assertEqual(len(self.drafts("bawaslu")), 10)
        for name in sorted(os.listdir(self.local))[1:]:  # an emptied folder is not believed
            os.remove(os.path.join(self.local, name))
        self.run_it(["vdirsyncer", "sync"])
        self.assertEqual([d["state"] for d in self.drafts("bawaslu")].count("draft"), 1)


class Library(Clients):
    def test_an_event_is_kept_and_its_own_block_comes_back_stripped(self):
        got = json.loads(self.run_it([PYTHON, "-W", "ignore", "-c", LIBRARY + r"""
made = one.save_event(sys.argv[3])
shown = one.event_by_uid("lib@hp")
text = shown.data
shown.vobject_instance.vevent.summary.value = "Rapat umum"
shown.save()
again = one.event_by_uid("lib@hp").data
listed = [str(e.url) for e in one.events()]
print(json.dumps({"names": sorted(str(c.url).rsplit("/", 2)[1] for c in calendars), "text": text, "again": again,
                  "listed": len(listed)}))
""", self.url, self.daemon.token("tim"), event("lib@hp", description="Massa: 50").decode()]))
        self.assertEqual((got["names"], got["listed"]), ([COLLECTION], 1))
        self.assertIn("Belum lengkap: bentuk kegiatan", got["text"].replace("\r", "").replace("\n ", ""))
        said = description(got["again"].replace("\r\n", "\n").replace("\n ", "").encode())
        self.assertEqual((said.count(BEGIN), said.split("\n")[0]), (1, "Massa: 50"))
        self.assertIn("Belum lengkap: tempat.", said)


class Evolution(Clients):
    def test_what_libecal_makes_of_it_completes_the_draft(self):
        self.daemon.ask("PUT", ONE + "evo.ics", event("evo@hp", summary="Rapat umum", description="Bawa \\;spanduk\\, dan air"))
        shown = self.daemon.ask("GET", ONE + "evo.ics")
        sent = self.run_it([PYTHON, "-W", "ignore", "-c", ECAL], shown.body.decode())
        self.assertIn(BEGIN, sent.replace("\n ", "").replace("\r", ""))
        back = self.daemon.ask("PUT", ONE + "evo.ics", sent.encode(), headers={"If-Match": shown.headers["etag"]})
        self.assertEqual(back.status, 204, back.body)
        draft, = self.drafts()
        self.assertTrue(draft["complete"])
        got = self.daemon.ask("GET", "/api/v1/drafts/" + draft["id"]).json()["plain"]
        self.assertEqual((got["fields"]["crowd"]["value"], got["unread"]), ("700", ["Bawa ;spanduk, dan air"]))
        self.confirm()


if __name__ == "__main__":
    unittest.main()
