"""Servers, networks and daemons fail while notices are filed at daemons that share a journal: what was acknowledged is
there, once, and all of them say the same."""
import collections
import itertools
import os
import signal
import unittest

import cluster
import many
from daemon import Clock, until
from test_many import seen

LONG = bool(os.environ.get("JARAK_LONG"))
EACH = 12  # notices at once, 36 entries: a part of them goes ahead
READ = ["/api/v1/notices", "/api/v1/alerts", "/api/v1/conflicts", "/meja/kotak", "/feeds/64.08/approved.ics"]


def told(daemon):
    """All pages of its notices, each notice by its UID, and what else it says."""
    notices, cursor = {}, 0
    while cursor is not None:
        answer = daemon.ask("GET", "/api/v1/notices?cursor=%d" % cursor, role="polres").json()
        notices.update((notice["uid"], notice) for notice in answer["notices"])
        cursor = answer["cursor"]
    return notices, {name: said for name, said in seen(daemon).items() if name != "/api/v1/notices"}


@unittest.skipIf(many.SKIP, many.SKIP)
class Faults(unittest.TestCase):
    def check(self, m, filers):
        """All that was acknowledged is at every daemon, and once; they say the same, and the journal replays."""
        acked = filers.stop()
        self.assertTrue(acked)
        m.together()
        for daemon in m.daemons:
            if daemon.process.poll() is not None:
                continue
            listed = collections.Counter(many.stored(daemon))
            self.assertEqual([uid for uid in acked if listed[uid] == 0], [], "acknowledged and lost")
            self.assertEqual([uid for uid, count in listed.items() if count > 1], [])
        alive = [d for d in m.daemons if d.process.poll() is None]
        first = told(alive[0])
        for daemon in alive[1:]:
            self.assertEqual(told(daemon), first, daemon.logged()[-2000:] + "\n---\n" + alive[0].logged()[-2000:])
        said = many.ctl("replay", m.address)
        self.assertIn("differences 0", said)
        return len(acked)

    def test_the_first_server_is_killed_and_its_standby_promoted(self):
        with many.Many(2, ["--store-standbys", "1"], address=cluster.Cluster.stand_by) as m:
            first, second = m.cluster.servers
            filers = many.Filers(m, each=EACH)
            for _ in range(200 if LONG else 3):
                filers.more(5)
                first.kill()
                second.promote()
                first.again(second)
                first, second = second, first
                filers.more(3)
            self.check(m, filers)

    def test_who_writes_is_stopped_for_long_and_goes_on(self):
        with many.Many(2) as m:
            filers = many.Filers(m, each=EACH)
            filers.more()
            for _ in range(5 if LONG else 1):
                writer = m.writer()
                os.kill(writer.process.pid, signal.SIGSTOP)
                after = until(lambda: [d for d in m.daemons if d is not writer and d.role() == "writes"])[0]
                end = after.seq()
                os.kill(writer.process.pid, signal.SIGCONT)
                until(writer.role, lambda role: role == "reads", "it still believes that it writes")
                filers.more()
                epochs = m.cluster.first.sql("SELECT count(*), count(DISTINCT seq) FROM jarak.journal")
                self.assertEqual(len(set(epochs.split("|"))), 1)
                self.assertGreaterEqual(after.seq(), end)
            self.check(m, filers)

    def test_the_server_is_gone_for_a_while(self):
        with many.Many(2) as m:
            filers = many.Filers(m, each=EACH)
            filers.more(5)
            m.cluster.first.stop()
            until(lambda: filers.refused, lambda refused: refused > 5)
            for daemon in m.daemons:
                self.assertEqual(daemon.ask("GET", "/api/v1/notices", role="polres").status, 200)
                until(lambda d=daemon: d.ask("POST", "/api/v1/check", many.rally("c@m", 0.1, 117.0)).status,
                      lambda status: status == 503, "it judges by what is old")
                until(lambda d=daemon: d.ask("GET", "/readyz", role=None).status, lambda status: status == 503)
            m.cluster.first.start()
            filers.more(5)
            for daemon in m.daemons:
                until(lambda d=daemon: d.ask("GET", "/readyz", role=None).status, lambda status: status == 200)
            self.check(m, filers)

    def test_the_answer_to_a_commit_is_cut_off(self):
        proxies = []

        def behind_proxy(top):
            proxies.append(cluster.Proxy(top.top, top.first))
            return top.address(proxies[0])

        with many.Many(2, address=behind_proxy) as m:
            (proxy,) = proxies
            filers = many.Filers(m, each=EACH)
            for i in range(200 if LONG else 12):
                filers.more(2)
                cuts, refused, falls = proxy.cuts, filers.refused, i % 4 == 0
                proxy.arm(falls)
                until(lambda: proxy.cuts, lambda now: now > cuts)
                if falls:  # else the group may be found in time, and nobody is told of it
                    until(lambda: filers.refused, lambda now: now > refused, "how it ended cannot be known")
                    proxy.down = False
            filers.more(3)
            self.check(m, filers)
            proxy.close()

    def test_two_that_cannot_both_write(self):
        """Each believes that nobody else is there, for its word about that does not come through."""
        with many.Many(3) as m:
            filers = many.Filers(m, 4, each=EACH)
            filers.more(5)
            epoch = int(m.cluster.first.sql("SELECT epoch FROM jarak.head"))
            m.cluster.first.sql("CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS"
                                " $$BEGIN NEW.renewed := 'epoch'; RETURN NEW; END$$;"
                                "CREATE TRIGGER forget BEFORE UPDATE ON jarak.head FOR EACH ROW EXECUTE FUNCTION forget()")
            until(lambda: int(m.cluster.first.sql("SELECT epoch FROM jarak.head")),
                  lambda now: now >= epoch + (50 if LONG else 6), "nobody takes over")
            m.cluster.first.sql("DROP TRIGGER forget ON jarak.head")
            filers.more(5)
            self.check(m, filers)

    def test_an_old_server_that_comes_back_alone_is_not_followed(self):
        """A split: the old first server comes back with what nobody else ever had."""
        with many.Many(2, address=cluster.Cluster.stand_by) as m:
            first, second = m.cluster.servers
            filers = many.Filers(m, each=EACH)
            filers.more(5)
            first.kill()
            second.promote()
            second.set(synchronous_standby_names="")
            second.sql("SELECT pg_reload_conf()")
            filers.more(5)
            first.set(synchronous_standby_names="")
            first.start()  # both can be written to now; it ends where it was killed
            first.sql("UPDATE jarak.head SET epoch = epoch + 7, holder = 'somebody', renewed = clock_timestamp()")
            filers.more(5)
            before = m.writer().seq()
            first.kill()
            filers.more(3)
            self.assertGreater(m.writer().seq(), before)
            m.address = m.cluster.address(second)
            self.check(m, filers)

    def test_clocks_a_minute_apart(self):
        """Who writes is told by the server's clock alone; what is decided has the time of who decides."""
        clocks = [Clock(), Clock()]
        clocks[0].shift(30)
        clocks[1].shift(-30)
        with many.Many(0) as m:
            for clock in clocks:
                m.add(env=clock.env)
            filers = many.Filers(m, each=EACH)
            for _ in range(4):
                filers.more(3)
                m.writer().stop()
                filers.more(3)
                [d for d in m.daemons if d.process.poll() is not None][0].start()
            self.check(m, filers)

    def test_the_disk_of_the_server_is_full(self):
        with many.Many(2) as m:
            filers = many.Filers(m, each=EACH)
            filers.more(5)
            m.cluster.first.sql("CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN"
                                " RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END$$;"
                                "CREATE TRIGGER full_disk BEFORE INSERT ON jarak.journal FOR EACH ROW"
                                " EXECUTE FUNCTION full_disk()")
            writer = m.writer()
            answer = until(lambda: writer.ask("POST", "/api/v1/notices", many.rally("f@m", 0.1, 117.0)),
                           lambda answer: answer.status == 507)
            self.assertIn("retry-after", answer.headers)
            for daemon, path in itertools.product(m.daemons, READ * 20):  # behind groups or not
                self.assertEqual(daemon.ask("GET", path, role="polres").status, 200, path)
            m.cluster.first.sql("DROP TRIGGER full_disk ON jarak.journal")
            filers.more(5)
            self.check(m, filers)

    def test_a_reader_is_killed_while_it_follows(self):
        with many.Many(2) as m:
            writer, (reader,) = m.writer(), m.readers()
            filers = many.Filers(m, each=EACH)
            for _ in range(100 if LONG else 4):
                filers.more(4)
                reader.stop(signal.SIGKILL)
                reader.start()
            self.check(m, filers)
            self.assertIs(m.writer(), writer)

    def test_who_writes_is_killed(self):
        with many.Many(2) as m:
            filers = many.Filers(m, each=EACH)
            for _ in range(20 if LONG else 2):
                filers.more(5)
                writer = m.writer()
                writer.stop(signal.SIGKILL)
                filers.more(3)
                writer.start()
            self.check(m, filers)

    def test_a_chain_that_was_broken_by_hand_stops_readers(self):
        with many.Many(2) as m:
            writer, (reader,) = m.writer(), m.readers()
            filers = many.Filers(m, each=EACH)
            filers.more()
            filers.stop()
            m.together()
            reader.stop()
            filers = many.Filers(m, name="later")  # others than before, which would be there already and no entries
            filers.more(4)
            filers.stop()
            m.cluster.first.sql("ALTER TABLE jarak.journal DISABLE TRIGGER ALL;"
                                "UPDATE jarak.journal SET time_s = time_s + 1 WHERE seq = (SELECT max(seq) FROM"
                                " jarak.journal)")
            with self.assertRaises(RuntimeError) as refused:
                reader.start()
            self.assertIn("J2", str(refused.exception))
            with self.assertRaises(RuntimeError) as refused:
                many.ctl("replay", m.address)
            self.assertIn("J2", str(refused.exception))
            self.assertEqual(writer.ask("GET", "/healthz", role=None).status, 200)

    def test_a_chain_that_breaks_under_a_reader_stops_it(self):
        with many.Many(2) as m:
            writer, (reader,) = m.writer(), m.readers()
            m.cluster.first.sql("ALTER TABLE jarak.journal DISABLE TRIGGER ALL;"
                                "CREATE FUNCTION bend() RETURNS trigger LANGUAGE plpgsql AS"
                                " $$BEGIN NEW.time_s := NEW.time_s + 1; RETURN NEW; END$$;"
                                "CREATE TRIGGER bend BEFORE INSERT ON jarak.journal FOR EACH ROW EXECUTE FUNCTION bend();"
                                "ALTER TABLE jarak.journal ENABLE TRIGGER bend")
            self.assertEqual(writer.ask("POST", "/api/v1/notices", many.rally("a@m", 0.1, 117.0)).status, 201)
            faults = until(lambda: reader.ask("GET", "/readyz", role=None).json()["faults"],
                           lambda faults: "journal" in faults)
            self.assertIn("journal", faults)
            self.assertIn("journal-broken", reader.logged())
            self.assertEqual(reader.ask("POST", "/api/v1/check", many.rally("c@m", 0.1, 117.0)).status, 503)
            self.assertEqual(reader.ask("GET", "/api/v1/notices", role="polres").status, 200)
