"""Memory is refused: whichever allocation it is, once or from then on, nobody is lied to and nothing is lost."""
import json
import os
import random
import re
import shutil
import signal
import subprocess
import tempfile
import unittest

from daemon import BUILD, PACK, RELEASE, ROOT, SLOW, Daemon, sample, until
from faults import COPIES, READS, ROUNDS, Orders, World
from stall_shapes import calendar, convoy, corners, rally

# Two columns on one road and a square that one of them crosses: all that a judgement asks memory for.
SQUARE = json.dumps({"type": "Polygon", "coordinates": [
    [[117.43, 0.49], [117.47, 0.49], [117.47, 0.51], [117.45, 0.515], [117.43, 0.51], [117.43, 0.49]]]})
ROAD_AND_GROUND = calendar(
    convoy("a@faults", 1, corners(40)), convoy("b@faults", 2, corners(40, 0.00005)),
    rally("c@faults", 2, 0.5, 117.45, "20241001T090000",
          extra=['STRUCTURED-DATA;VALUE=TEXT;FMTTYPE="application/geo+json":' + SQUARE.replace(",", "\\,")]))


class Serving(unittest.TestCase):
    def test_any_allocation_of_a_request_may_fail(self):
        """No signal, no refusal that is the client's fault, and what was acknowledged is there (tests/system/faults.py)."""
        world = World(self, build=RELEASE)
        failed = world.all_steps("alloc")
        self.assertGreater(failed, ROUNDS, "memory was refused")
        self.assertIn(503, world.told)
        kept = world.nothing_is_lost()
        print("memory: %d refusals, answers %s, %d times its state given up, 0 of %d acknowledged lost" % (
            failed, dict(sorted(world.told.items())), world.ends, kept))


    def test_any_allocation_of_a_copy_or_a_program_may_fail(self):
        """Copies of the process and what they start are refused memory like the daemon: who asked is answered by the daemon."""
        world = World(self, build=RELEASE)
        for _ in range(20):
            world.steps.filed()
        failed = world.all_steps("alloc", steps=COPIES, family=1)
        self.assertGreater(failed, ROUNDS, "memory was refused")
        self.assertIn(503, world.told)
        kept = world.nothing_is_lost()
        print("memory of copies: %d refusals, answers %s, 0 of %d acknowledged lost" % (failed, dict(sorted(world.told.items())), kept))

    def test_a_copy_without_memory_for_its_answer_is_no_question_too_large(self):
        """The last allocations are those of the answer itself: who asked may ask again, and need not divide what was asked."""
        world = World(self, build=RELEASE)
        for _ in range(20):
            world.steps.filed()
        for name in COPIES:
            world.failing(name, "alloc", family=1)
            seen = world.failing(name, "alloc", family=1)[1]
            for first in range(max(1, seen - 5 * ROUNDS), seen + 1):
                world.failing(name, "alloc", first=first, length=0, family=1)
        self.assertIn(503, world.told)
        world.nothing_is_lost()

    def test_any_allocation_of_a_page_or_a_paper_may_fail(self):
        world = World(self, build=RELEASE)
        world.steps.filed()
        failed = 0
        for world.steps.reads, path in enumerate(READS):
            with self.subTest(path):
                failed += world.all_steps("alloc", steps=("read",))
        self.assertGreater(failed, ROUNDS * len(READS))
        self.assertNotIn(500, world.told)
        world.nothing_is_lost()

    def test_each_allocation_of_a_check_may_fail(self):
        """All of them: a library that tells lack of memory by another word is found at one of them only."""
        world = World(self, build=RELEASE)
        world.failing("check", "alloc")
        seen = world.failing("check", "alloc")[1]
        for first in range(1, seen + 1, 1 if SLOW == 1 else 50):
            world.failing("check", "alloc", first=first)
        self.assertEqual(set(world.told) - {0}, {200, 503})
        world.nothing_is_lost()

    def test_each_allocation_of_a_filing(self):
        """What is refused half way leaves nothing in memory that the store does not have."""
        world = World(self, build=RELEASE)
        world.failing("file_chain", "alloc")
        seen = world.failing("file_chain", "alloc")[1]
        for first in range(1, seen + 1, 1 if SLOW == 1 else 50):
            world.failing("file_chain", "alloc", first=first)
            until(world.chains, lambda seen: seen[0] == seen[1], "memory has another number of chains at allocation %d" % first)
        world.nothing_is_lost()

    def test_each_allocation_of_a_conflict(self):
        """What was found is kept as it was found, or the filing is refused: whoever judges anew finds nothing changed."""
        step, seen, first = 3 * SLOW, 1, 1
        while first <= seen:
            world = World(self, build=RELEASE)  # each refusal reads the store anew, so it must not become large
            world.failing("file_conflict", "alloc")
            seen = world.failing("file_conflict", "alloc")[1]
            for first in range(first, min(first + 60 * step, seen + step), step):
                world.failing("file_conflict", "alloc", first=first)
            first += step
            self.assertEqual(set(world.told) - {0}, {201, 503})
            world.nothing_is_lost()
            conflicts = world.daemon.ask("GET", "/api/v1/conflicts", role="polres").json()["conflicts"]
            self.assertEqual({c["revision"] for c in conflicts}, {1}, "nobody changed anything")

    def test_what_is_told_is_the_whole_of_it(self):
        """Who asks while memory is refused is told what he would be told, or that it cannot be told now; and so is the next."""
        world = World(self, build=RELEASE)
        steps = world.steps
        steps.filed()
        steps.sign_in()
        steps.sheet()
        steps.approve()
        requests = [("check", ("POST", "/api/v1/check", ROAD_AND_GROUND))]
        for steps.reads, path in enumerate(READS):
            requests.append((path, steps.read()[0]))
        requests += [(name, getattr(steps, name)()[0]) for name in ("feed", "page", "dav_report", "dav_find", "slots", "conflicts", "alerts")]
        copies = [(name, getattr(steps, name)()[0]) for name in COPIES]
        refused = 0
        for name, request in requests:
            with self.subTest(name):
                refused += self.is_whole(world, request, 600 if name == "check" else 150)
        for name, request in copies:
            with self.subTest(name):
                refused += self.is_whole(world, request, 25, family=1)
        self.assertGreater(refused, len(requests + copies))
        world.nothing_is_lost()

    def is_whole(self, world, request, most, family=0):
        """With so many of its allocations refused, one at a time. @return how often it could not be told"""
        def ask(**how):
            world.orders.arm("alloc", family=family, **how)
            answer = world.asker.ask(*request)
            world.orders.disarm()
            return answer

        def undated(body):
            return re.sub(rb"[0-9]+", b"0", body)
        ask()
        right, seen, refused = ask(), world.orders.get("seen"), 0
        self.assertIn(right.status, (200, 207))
        for first in range(1, seen + 1, 1 + SLOW * seen // most):
            told = ask(first=first)
            again = until(ask, lambda seen: seen.status != 429, "the share of work stays used up")
            refused += told.status == 503
            self.assertIn(told.status, (right.status, 503, 0, 429), "allocation %d: %r" % (first, told.body[:300]))
            if told.status == right.status:  # what has the time in it may have it of before or behind
                self.assertIn(told.body, (right.body, again.body), "allocation %d" % first)
            self.assertEqual(again.status, right.status)
            if not again.body.startswith(b"%PDF"):  # there the time lies squeezed
                self.assertEqual(undated(again.body), undated(right.body), "behind allocation %d" % first)
            right = again
        return refused

    def test_a_backup_beside_it_is_whole(self):
        """Memory is refused to who is served while backups are made, and to who makes one."""
        world = World(self, build=RELEASE)
        command = [os.path.join(RELEASE, "jarakctl"), "backup", "--data", world.daemon.data]
        orders = Orders()
        with tempfile.TemporaryDirectory(prefix="jarakd-faults-") as folder:
            def back_up(**how):
                orders.forget()
                orders.arm("alloc", **how)
                to = os.path.join(folder, "b.tar")
                told = subprocess.run(command + [to], cwd=ROOT, env=orders.env, capture_output=True, text=True, check=False)
                orders.disarm()
                self.assertIn(told.returncode, (0, 1, 3), "%s %s" % (how, told.stderr))
                self.assertEqual(os.path.exists(to), told.returncode == 0, told.stderr)
                if told.returncode == 0:
                    subprocess.run([command[0], "restore", to, "--data", os.path.join(folder, "d"), "--erasures", "none", "--drill"],
                                   cwd=ROOT, check=True, capture_output=True)
                    os.remove(to)
                return told.returncode
            world.steps.filed()
            self.assertEqual(back_up(), 0)
            seen, how = orders.get("seen"), []
            for length in (1, 0):
                for first in sorted(world.steps.dice.sample(range(1, seen + 1), ROUNDS)):
                    world.failing("file_chain", "alloc", first=first % 400 + 1, length=length)
                    how.append(back_up(first=first, length=length))
            self.assertTrue(set(how) & {1, 3}, how)
        world.serves()
        world.nothing_is_lost()


class Reloading(unittest.TestCase):
    def test_any_allocation_of_a_reload_may_fail(self):
        """The pack there was goes on, or the other one stands; and the next reload is taken."""
        with tempfile.TemporaryDirectory(prefix="jarakd-faults-") as folder:
            pack = os.path.join(folder, "paket")
            shutil.copytree(PACK, pack)
            world = World(self, build=RELEASE, pack=pack)
            for _ in range(20):
                world.steps.filed()
            self.number = 0
            refused = 0
            self.reload(world, pack)
            seen = self.reload(world, pack)[1]
            for length in (1, 0):
                for first in sorted(world.steps.dice.sample(range(1, seen + 1), 3 * ROUNDS)):
                    refused += self.reload(world, pack, first=first, length=length)[0] == "refused"
                    world.serves()
            self.assertEqual(self.reload(world, pack)[0], "taken")
            self.assertGreater(refused, 0)
            world.nothing_is_lost()

    def reload(self, world, pack, **how):
        """Another version of the policy. @return what came of it, and how many allocations were counted"""
        path, log = os.path.join(pack, "policy.json"), world.daemon.logged()
        with open(path, encoding="utf-8") as file:
            policy = json.load(file)
        self.number += 1
        policy["version"] = policy["version"] + 1
        for row in policy["rows"]:
            if "waspada" in row and "distance_m" in row["waspada"]:
                row["waspada"]["distance_m"] += 10 if self.number % 2 else -10
        with open(path, "w", encoding="utf-8") as file:
            json.dump(policy, file)
        world.orders.arm("alloc", **how)
        world.daemon.process.send_signal(signal.SIGHUP)

        def look():
            new = world.daemon.logged()[len(log):]
            if world.orders.get("failed"):
                world.orders.disarm()  # what it has to say may need memory
            return "taken" if "reloaded " in new else "refused" if "reload-refused" in new or "state-lost" in new else ""
        came = until(look)
        seen = world.orders.get("seen")
        world.orders.disarm()
        world.goes_on("reload %s: %s" % (how, came))
        return came, seen


class Starting(unittest.TestCase):
    def setUp(self):
        self.orders, self.dice = Orders(), random.Random(15)

    def run_it(self, d, first, length):
        """Start it; how it ended, or None where it serves."""
        self.orders.forget()
        self.orders.arm("alloc", first=first, length=length)
        try:
            d.start()
        except RuntimeError:
            d.process.stdout.close()
            d.log.close()
            return d.process.returncode
        finally:
            self.orders.disarm()
        return None

    def test_any_allocation_of_a_start_may_fail(self):
        """It serves, or it ends in words and with a status of its own; the data stay as they were, and the next start has them."""
        with Daemon(env=self.orders.env, build=RELEASE) as d:
            for name in ("01-rapat-umum-paslon-1.ics", "02-rapat-umum-paslon-2.ics", "05-dua-puluh-pertemuan.ics"):
                self.assertEqual(d.ask("POST", "/api/v1/notices", sample(name)).status, 201, name)
            known = sorted(n["uid"] for n in d.ask("GET", "/api/v1/notices").json()["notices"])
            self.assertEqual(d.stop(), 0)
            self.orders.forget()
            self.orders.arm("alloc")
            d.start()
            seen = self.orders.get("seen")
            self.orders.disarm()
            d.stop()
            ended = []
            for length in (1, 0):
                for first in sorted(self.dice.sample(range(1, seen), min(seen - 1, 2 * ROUNDS))):
                    how = self.run_it(d, first, length)
                    self.assertIn(how, (None, 1), "%d of %d, %d: %s" % (first, seen, length, d.logged()[-1500:]))
                    ended.append(how)
                    if how is None:
                        self.assertEqual(d.stop(), 0)
            self.assertIn(1, ended)
            self.orders.forget()
            d.start()
            self.assertEqual(sorted(n["uid"] for n in d.ask("GET", "/api/v1/notices").json()["notices"]), known)
            self.assertEqual(d.stop(), 0)
            self.assertEqual(subprocess.run([os.path.join(BUILD, "jarakctl"), "replay", os.path.join(d.data, "jarakd.db")], cwd=ROOT,
                                            capture_output=True, check=False).returncode, 0)
            d.start()
