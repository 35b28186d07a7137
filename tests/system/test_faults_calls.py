"""Calls of the system fail while requests are served: nothing is lost, and it goes on when they succeed again."""
import errno
import os
import random
import tempfile
import unittest

from daemon import RELEASE, Daemon, rally, until
from faults import COPIES, FILES, ROUNDS, SOCKETS, Orders, World

# What fails, as what, and on which descriptors.
FAULTS = (("open", errno.EMFILE, 0), ("read", errno.EINTR, SOCKETS), ("write", errno.EIO, FILES), ("flush", errno.EIO, 0),
          ("accept", errno.ECONNABORTED, 0), ("accept", errno.EMFILE, 0), ("epoll", errno.EINTR, 0), ("watch", errno.ENOMEM, 0),
          ("sendmsg", errno.EAGAIN, 0))
STEPS = ("file_chain", "approve", "dav_put", "letter_part", "letter", "feed")
SLOW_US = 2000000
READ_FROM_DISK = ("/api/v1/notices/f1@faults/history", "/api/v1/conflicts/%(conflict)s", "/api/v1/alerts", "/api/v1/alerts.atom", "/api/v1/journal?uid=f1@faults",
                  "/api/v1/digest?region=64.08&from=1")


class Calls(unittest.TestCase):
    def test_any_call_may_fail(self):
        world = World(self, build=RELEASE)
        failed = {}
        for kind, error, only in FAULTS:
            with self.subTest(kind, error=errno.errorcode[error]):
                failed[kind] = failed.get(kind, 0) + world.all_steps(kind, steps=STEPS, error=error, only=only)
        for kind in ("open", "read", "write", "flush", "accept", "epoll", "watch", "sendmsg"):
            self.assertGreater(failed[kind], 0, kind)
        kept = world.nothing_is_lost()
        print("calls: %s failed, answers %s, 0 of %d acknowledged lost" % (failed, dict(sorted(world.told.items())), kept))

    def test_copies_that_cannot_be_made_keep_nobody_from_an_answer(self):
        """No process more, or no memory to map: what a copy does waits until there is one, or is refused for now."""
        world, failures = World(self, build=RELEASE), 0
        for _ in range(20):
            world.steps.filed()
        for kind, error in (("fork", errno.EAGAIN), ("mmap", errno.ENOMEM)):
            for name in COPIES:
                world.failing(name, kind)
                answer, _, failed = world.failing(name, kind, first=1, length=0, error=error, family=1)
                self.assertIn(answer.status, (200, 503), (kind, name))
                failures += failed
            world.serves()
        self.assertGreater(failures, 0)
        world.nothing_is_lost()

    def test_who_reads_while_the_disk_cannot_be_read_is_told_just_that(self):
        """Not that a change was lost: there was none. And what is told is the whole of it."""
        world, refused = World(self, build=RELEASE), 0
        world.steps.filed()
        world.steps.sheet()
        for path in READ_FROM_DISK:
            request = ("GET", path % {"conflict": world.steps.conflict}, None, "polres")
            for first in (1, 2, 3):
                self.assertEqual(world.daemon.stop(), 0)
                world.orders.forget()
                world.daemon.start()  # with nothing of the tables in memory
                world.orders.arm("read", first=first, length=0, error=errno.EIO, only=FILES)
                told = world.asker.ask(*request)
                failed = world.orders.get("failed")
                world.orders.disarm()
                right = world.asker.ask(*request)
                self.assertEqual(right.status, 200, path)
                if told.status == 200:
                    self.assertEqual(told.body, right.body, path)
                else:
                    self.assertEqual((told.status, failed > 0), (500, True), path)
                    self.assertNotIn(b"disimpan", told.body)
                    refused += 1
        self.assertGreater(refused, len(READ_FROM_DISK))
        world.nothing_is_lost()

    def test_a_full_disk_is_507_with_a_time_and_passes_by_itself(self):
        world = World(self, build=RELEASE)
        self.assertGreater(world.all_steps("write", steps=STEPS, error=errno.ENOSPC, only=FILES), 0)
        self.assertGreater(world.told.get(507, 0), 0)
        for name in ("file_chain", "file_conflict", "approve", "dav_put", "letter", "letter_part", "form", "page_form", "table", "account"):
            answer = world.failing(name, "write", first=1, length=0, error=errno.ENOSPC, only=FILES)[0]
            self.assertEqual(answer.status, 507, (name, answer.body))
            self.assertTrue(answer.headers["retry-after"].isdigit(), name)
            world.serves()
        world.nothing_is_lost()

    def test_a_disk_that_takes_its_time_closes_nobody(self):
        """Each flush takes two seconds; who waits is answered."""
        world = World(self, build=RELEASE)
        world.orders.put("flush_us", SLOW_US)
        for name in ("file_chain", "dav_put"):
            answer, flushes, _ = world.failing(name, "flush")
            self.assertEqual(answer.status, 201, name)
            self.assertGreater(flushes, 0, "it was flushed")
        world.orders.put("flush_us", 0)
        world.nothing_is_lost()


class Starting(unittest.TestCase):
    def test_any_call_of_a_start_may_fail(self):
        """Mappings too, of which a daemon makes most while it starts: it serves, or it ends in words and with 1; the data stay."""
        orders, dice, ended = Orders(), random.Random(37), {}
        with Daemon(env=orders.env, build=RELEASE) as d:
            for number in range(5):
                self.assertEqual(d.ask("POST", "/api/v1/notices", rally("s%d@mulai" % number, 0.3 + number / 10, 117.5)).status, 201)
            known = sorted(n["uid"] for n in d.ask("GET", "/api/v1/notices").json()["notices"])
            self.assertEqual(d.stop(), 0)
            for kind, error in (("mmap", errno.ENOMEM), ("open", errno.EIO), ("read", errno.EIO), ("write", errno.ENOSPC), ("flush", errno.EIO),
                                ("watch", errno.ENOMEM), ("fork", errno.EAGAIN)):
                orders.forget()
                orders.arm(kind)
                d.start()
                seen = orders.get("seen")
                orders.disarm()
                self.assertEqual(d.stop(), 0)
                for length in (1, 0):
                    for first in sorted(dice.sample(range(1, seen + 1), min(seen, ROUNDS))):
                        orders.forget()
                        orders.arm(kind, first=first, length=length, error=error)
                        try:
                            d.start()
                        except RuntimeError as refused:
                            self.assertEqual(d.process.returncode, 1, "%s %d %d: %s" % (kind, first, length, str(refused)[-800:]))
                            d.process.stdout.close()
                            d.log.close()
                            ended[kind] = ended.get(kind, 0) + 1
                        else:
                            orders.disarm()
                            self.assertEqual(d.stop(), 0, "%s %d %d" % (kind, first, length))
                        orders.disarm()
            self.assertIn("mmap", ended)
            orders.forget()
            d.start()
            self.assertEqual(sorted(n["uid"] for n in d.ask("GET", "/api/v1/notices").json()["notices"]), known)


class Publishing(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="jarakd-faults-")
        self.addCleanup(folder.cleanup)
        self.site, self.elsewhere = os.path.join(folder.name, "situs"), os.path.join(folder.name, "lain")
        os.makedirs(self.site)
        os.makedirs(self.elsewhere)
        self.options = ["--public-url", "https://jadwal.example", "--publish", self.site]

    def at(self, *words):
        return os.path.join(self.site, *words)

    def front(self):
        with open(self.at("index.html"), "rb") as file:
            return file.read()

    def published(self, d):
        until(lambda: os.path.isfile(self.at("index.html")) and not os.path.islink(self.at("index.html")), what="the front page")
        self.assertEqual(d.ask("GET", "/healthz", role=None).status, 200)

    def test_a_pipe_or_a_link_in_the_place_of_a_file_is_replaced_and_nobody_waits(self):
        outside = os.path.join(self.elsewhere, "milik-orang")
        for name in ("index.html", ".index.html.new"):
            for plant in (os.mkfifo, lambda path: os.symlink(outside, path), lambda path: os.link(outside, path)):
                with self.subTest(name), open(outside, "w", encoding="utf-8") as file:
                    file.write("bukan milik kami")
                    file.flush()
                    for old in ("index.html", ".index.html.new"):
                        if os.path.lexists(self.at(old)):
                            os.remove(self.at(old))
                    plant(self.at(name))
                    with Daemon(options=self.options) as d:
                        self.published(d)
                        until(lambda: os.path.isfile(self.at("index.html")) and b"<html" in self.front())
                    with open(outside, encoding="utf-8") as kept:
                        self.assertEqual(kept.read(), "bukan milik kami")

    def test_a_link_in_the_place_of_a_folder_is_not_followed(self):
        os.symlink(self.elsewhere, self.at("kalender"))
        with Daemon(options=self.options) as d:
            until(lambda: "publish-failed" in d.logged(), what=os.listdir(self.site))
            self.assertEqual(os.listdir(self.elsewhere), [])
            self.assertEqual(d.ask("POST", "/api/v1/notices", rally("a@situs", 0.5, 117.5)).status, 201)
            os.remove(self.at("kalender"))
            until(lambda: os.path.isdir(self.at("kalender", "64.08")), what="it is made good")
            self.assertEqual(os.listdir(self.elsewhere), [])
