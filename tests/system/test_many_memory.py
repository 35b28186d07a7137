"""Memory is refused to daemons that share a journal: to the one that writes, and to one that follows."""
import contextlib
import random
import sqlite3
import unittest

import many
from daemon import HANGING_S, RELEASE, until
from faults import ROUNDS, Asker, World

STEPS = ("file_chain", "file_conflict", "check", "approve", "letter", "table", "conflicts")
SHOWN = ("/api/v1/conflicts?state=all", "/api/v1/days/64.08/2024-11-20", "/api/v1/alerts", "/feeds/64.08/approved.ics")


@unittest.skipIf(many.SKIP, many.SKIP)
class Memory(unittest.TestCase):
    def shows_the_same(self, m, one, other):
        m.together()
        self.assertEqual(sorted(many.stored(one)), sorted(many.stored(other)))
        for path in SHOWN:
            told = [d.ask("GET", path, role="polres") for d in (one, other)]
            self.assertEqual({t.status for t in told}, {200}, path)
            if path.startswith("/api/v1/days/"):  # it says when it was asked
                told = [dict(t.json(), time="") for t in told]
                self.assertEqual(told[0], told[1], path)
            else:
                self.assertEqual(told[0].body, told[1].body, path)

    def agree(self, m, *daemons):
        """Everybody shows the same, and so does one who begins now; nothing of it differs from what is judged anew."""
        fresh = m.add(build=RELEASE)
        for daemon in daemons:
            self.shows_the_same(m, daemon, fresh)
        self.assertIn("differences 0", many.ctl("replay", m.address))
        for daemon in (*daemons, fresh):
            until(lambda d=daemon: "audit entries=" in d.logged().rsplit("loading port", 1)[-1], what="it is not compared")
            self.assertNotIn("audit-difference", daemon.logged())

    def test_who_writes_keeps_what_it_acknowledged(self):
        with many.Many(0) as m:
            world = World(self, add=lambda orders: m.add(build=RELEASE, env=orders.env))
            failed = world.all_steps("alloc", steps=STEPS)
            self.assertGreater(failed, ROUNDS)
            self.assertIn(503, world.told)
            acknowledged = {uid for uid, _ in world.steps.acknowledged}
            until(lambda: acknowledged - set(many.stored(world.daemon)), lambda missing: not missing)
            self.agree(m, world.daemon)
            self.assertEqual({c["revision"] for c in world.daemon.ask("GET", "/api/v1/conflicts", role="polres").json()["conflicts"]}, {1})
            print("memory of a writer: %d refusals, answers %s, %d times its state given up, 0 of %d acknowledged lost" % (
                failed, dict(sorted(world.told.items())), world.ends, len(acknowledged)))

    def test_who_follows_has_all_of_it_or_begins_again(self):
        dice, ended = random.Random(19), 0
        with many.Many(1) as m:
            writer = m.writer()
            world = World(self, add=lambda orders: m.add(build=RELEASE, env=orders.env))
            reader, orders = world.daemon, world.orders
            world.steps.asker = Asker(writer, orders)  # who files does so there; what is refused is the reader's
            for number in range(4 * ROUNDS):
                self.assertFalse(self.followed(world, writer, reader, 0))  # how many it takes grows with the journal
                seen = orders.get("seen")
                # The last ones bring into memory what the copy has by then.
                first = max(1, seen - number // 2) if number % 2 else dice.randint(1, seen)
                ended += self.followed(world, writer, reader, first, number % 4 < 2)
            self.assertGreater(ended, 0)
            self.agree(m, reader)
            print("memory of a reader: %d refusals of %d calls, %d times begun again" % (4 * ROUNDS, seen, ended))

    def followed(self, world, writer, reader, first, length=1):
        """A filing that makes a conflict is followed. @return whether it had to begin again for it"""
        request, _ = world.steps.file_conflict()
        until(reader.seq, lambda seq: seq == writer.seq())
        world.orders.arm("alloc", first=first, length=length)
        self.assertEqual(writer.ask(*request).status, 201)
        end = writer.seq()
        # Nothing is asked of it meanwhile: that would take memory too.
        until(lambda: reader.process.poll() is not None or world.orders.get("failed") or (self.kept(reader) == end and world.asker.at_rest()))
        world.orders.disarm()
        until(lambda: reader.process.poll() is not None or self.has(reader, end), what="it neither follows nor ends")
        if reader.process.poll() is None:
            return False
        self.assertEqual(reader.process.wait(timeout=HANGING_S), 1, reader.logged()[-1000:])
        reader.process.stdout.close()
        reader.log.close()
        world.orders.forget()
        reader.start()
        return True

    def kept(self, reader):
        """The last entry of its copy."""
        with contextlib.closing(sqlite3.connect("file:%s/copy.db?mode=ro" % reader.data, uri=True)) as copy:
            return copy.execute("SELECT max(seq) FROM journal").fetchone()[0]

    def has(self, reader, end):
        try:
            return reader.seq() >= end
        except (OSError, TypeError):  # it is ending, or could not say
            return False


if __name__ == "__main__":
    unittest.main()
