"""Memory is refused: whichever allocation it is, once or from then on, nobody is lied to and nothing is lost."""
import os
import random
import subprocess
import unittest

from daemon import BUILD, RELEASE, ROOT, Daemon, sample
from faults import ROUNDS, Orders, World


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
