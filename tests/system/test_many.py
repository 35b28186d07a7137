"""Several daemons on one journal: one writes, the others follow and take over."""
import hashlib
import os
import re
import resource
import shutil
import signal
import subprocess
import tempfile
import unittest

import many
from daemon import BUILD, PACK, ROOT, Stream, rally, until
from test_webhook import FAST, Receiver, listed, pair, subscribe

NEAR = (0.52, 117.55)


def feed(daemon):
    return daemon.ask("GET", "/feeds/64.08/approved.ics", role=None)


def seen(daemon):
    """All that a daemon says of its notices, conflicts and inboxes, as digests by name."""
    said = {}
    for path in ("/api/v1/notices", "/api/v1/conflicts", "/api/v1/alerts", "/api/v1/approvals"):
        said[path] = daemon.ask("GET", path, role="polres").body
    said["feed"] = feed(daemon).body
    return {name: hashlib.sha256(body).hexdigest() for name, body in said.items()}


@unittest.skipIf(many.SKIP, many.SKIP)
class Many(unittest.TestCase):
    def test_what_is_filed_at_one_is_told_at_the_other(self):
        with many.Many(2) as m:
            writer, (reader,) = m.writer(), m.readers()
            stream = Stream(reader)
            first = writer.ask("POST", "/api/v1/notices", rally("a@m", *NEAR))
            self.assertEqual(first.status, 201, first.body)
            second = writer.ask("POST", "/api/v1/notices", rally("b@m", 0.53, 117.56, paslon=2))
            self.assertEqual(second.status, 201, second.body)
            stream.wait(1)
            self.assertTrue(stream.events, "the alert did not come to the other daemon")
            m.together()
            self.assertEqual(seen(writer), seen(reader))
            stream.close()

    def test_a_reader_sends_writers_on_and_judges_itself(self):
        with many.Many(2) as m:
            writer, (reader,) = m.writer(), m.readers()
            sent = reader.ask("POST", "/api/v1/notices", rally("a@m", *NEAR))
            self.assertEqual(sent.status, 503, sent.body)
            self.assertIn("retry-after", sent.headers)
            asked = reader.ask("POST", "/api/v1/check", rally("a@m", *NEAR))
            self.assertEqual(asked.status, 200, asked.body)

    def test_a_reader_starts_by_its_snapshot(self):
        """With what was filed meanwhile behind it; and likewise where it is the one that writes from then on."""
        with many.Many(2) as m:
            writer, (reader,) = m.writer(), m.readers()
            self.assertEqual(writer.ask("POST", "/api/v1/notices", rally("a@m", *NEAR)).status, 201)
            m.together()
            for uid, place, paslon in (("b@m", (0.53, 117.56), 2), ("c@m", (0.54, 117.57), 1)):
                reader.stop()
                self.assertEqual(writer.ask("POST", "/api/v1/notices", rally(uid, *place, paslon=paslon)).status, 201)
                reader.start()
                m.together()
                self.assertEqual(seen(writer), seen(reader))
            self.assertEqual(re.findall(r"audited .*snapshot=(\S+)", reader.logged()), ["none", "used", "used"])
            before = seen(writer)
            writer.stop()
            reader.stop()
            reader.start()
            self.assertEqual(seen(m.writer()), before)
            self.assertIn("snapshot=used", reader.logged().split("stopping")[-1])

    def test_what_a_starting_reader_shows_has_its_age_and_is_for_nobody_who_knows_more(self):
        with tempfile.TemporaryDirectory(prefix="jarakd-gate-") as folder, many.Many(1) as m:
            writer, gate = m.writer(), os.path.join(folder, "gate")
            env = dict(os.environ, JARAK_TEST_GATE=gate, LD_PRELOAD=os.path.join(BUILD, "tests", "gate.so"))
            env["ASAN_OPTIONS"] = ":".join(filter(None, [env.get("ASAN_OPTIONS"), "verify_asan_link_order=0"]))
            reader = m.add(env=env)
            told = writer.ask("POST", "/api/v1/notices", rally("a@m", *NEAR))
            m.together()
            reader.stop()
            before = len(reader.logged())
            open(gate, "w", encoding="utf-8").close()
            reader.launch()
            reader.port = int(until(lambda: re.findall(r"loading port=(\d+)", reader.logged()[before:]))[0])
            shown = feed(reader)
            self.assertEqual(shown.status, 200, shown.body)
            self.assertIn(int(shown.headers["jarak-age"]), range(3))
            until(lambda: int(feed(reader).headers["jarak-age"]), lambda age: age > int(shown.headers["jarak-age"]), "it does not grow old")
            mark = told.headers["jarak-journal"]
            for headers in ({"Jarak-Journal": mark}, {"Cookie": "a=b; jarak_jurnal=" + mark}):
                asked = reader.ask("GET", "/feeds/64.08/approved.ics", role=None, headers=headers)
                self.assertEqual((asked.status, "retry-after" in asked.headers), (503, True), headers)
            self.assertEqual(reader.ask("GET", "/healthz", role=None, headers={"Jarak-Journal": mark}).status, 200)
            os.unlink(gate)
            reader.wait_loaded()
            self.assertEqual(reader.ask("GET", "/feeds/64.08/approved.ics", role=None, headers={"Jarak-Journal": mark}).status, 200)

    def test_another_takes_over(self):
        with many.Many(3) as m:
            writer = m.writer()
            self.assertEqual(writer.ask("POST", "/api/v1/notices", rally("a@m", *NEAR)).status, 201)
            writer.stop()
            after = m.writer()
            self.assertIsNot(after, writer)
            filed = after.ask("POST", "/api/v1/notices", rally("b@m", 0.53, 117.56, paslon=2))
            self.assertEqual(filed.status, 201, filed.body)
            m.together()
            self.assertEqual(seen(after), seen(m.readers()[0]))

    def test_who_takes_over_delivers_on_where_the_other_ended(self):
        receiver = Receiver()
        with many.Many(2, FAST) as m:
            writer, (reader,) = m.writer(), m.readers()
            secret = subscribe(writer, receiver.url()).json()
            self.assertIn("id", secret)
            pair(writer, 1)
            receiver.wait(1)
            m.together()
            self.assertEqual(len(receiver.taken), 1, "who follows delivers too")
            until(lambda: listed(reader)[0]["delivery"]["delivered"], lambda count: count == 1, "who follows does not tell of it")
            # The position is at the server too before who noted it goes.
            until(lambda: m.cluster.first.sql("SELECT count(*) FROM jarak.positions"), lambda count: count == "1")
            writer.stop(signal.SIGTERM)
            until(reader.role, lambda role: role == "writes")
            pair(reader, 2)
            taken = receiver.wait(2)
            self.assertEqual(len({headers["X-Jarak-Seq"] for headers, _ in taken}), len(taken), "one was told twice")
            self.assertEqual(len(taken), 2)
            self.assertEqual(len({body for _, body in taken}), 2)
        receiver.close()

    def test_what_the_copy_cannot_keep_is_kept_at_the_server(self):
        """Nobody is told that nothing was stored, and once there is room the copy has it from the server."""
        with many.Many(1) as m:
            writer = m.writer()
            file = lambda i: writer.ask("POST", "/api/v1/notices", rally("c%d@m" % i, 0.1 + 0.1 * i, 117.0)).status
            self.assertEqual([file(i) for i in range(3)], [201] * 3)
            room = os.path.getsize(os.path.join(writer.data, "copy.db-wal"))
            _, most = resource.prlimit(writer.process.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(writer.process.pid, resource.RLIMIT_FSIZE, (room, most))
            self.assertEqual(file(3), 503, "whether it is stored is not known")
            self.assertIn("copy-not-written", until(writer.logged, lambda log: "role=reads" in log))
            kept = "SELECT count(*) FROM jarak.journal WHERE kind = 1"
            self.assertEqual(m.cluster.first.sql(kept), "4", "it is, at the server")
            resource.prlimit(writer.process.pid, resource.RLIMIT_FSIZE, (most, most))
            until(lambda: file(3), lambda status: status == 201, "it does not follow again")
            self.assertEqual(file(4), 201)
            self.assertEqual(len(writer.ask("GET", "/api/v1/notices").json()["notices"]), 5)
            self.assertEqual(m.cluster.first.sql(kept), "5", "none is there twice")

    def test_another_pack_is_refused_unless_it_is_meant(self):
        with many.Many(1) as m, tempfile.TemporaryDirectory() as folder:
            other = os.path.join(folder, "kutim-2024")
            shutil.copytree(PACK, other)
            with open(os.path.join(other, "pack.json"), encoding="utf-8") as f:
                pack = f.read()
            with open(os.path.join(other, "pack.json"), "w", encoding="utf-8") as f:
                f.write(pack.replace("Kutai Timur", "Kutai Timur dan lain", 1))
            writer = m.writer()
            with self.assertRaises(RuntimeError) as refused:
                m.add(pack=other)
            self.assertIn("--store-other-pack", str(refused.exception))
            m.daemons.pop().__exit__()
            writer.stop()
            with self.assertRaises(RuntimeError):
                m.add(pack=other)
            m.daemons.pop().__exit__()
            meant = m.add(["--store-other-pack", "on"], pack=other)
            self.assertEqual(meant.role(), "writes")
            with self.assertRaises(RuntimeError):
                writer.start()

    def test_what_is_erased_is_gone_at_every_daemon(self):
        secret = b"CONTACT:rahasia-0812"
        with many.Many(1) as m, tempfile.TemporaryDirectory() as folder:
            writer, reader = m.writer(), m.add(["--store-follow", "on"])
            body = rally("a@m", *NEAR, extra=[secret.decode()])
            self.assertEqual(writer.ask("POST", "/api/v1/notices", body).status, 201)
            m.together()
            self.assertIn(secret, reader.ask("GET", "/api/v1/notices/a@m.ics", role="polres").body)
            words = ["erase", "a@m", "--basis", "permintaan", "--data", folder, "--store", m.address]
            with self.assertRaises(RuntimeError):  # not while one writes
                many.ctl(*words)
            writer.stop()
            many.ctl(*words)
            until(lambda: reader.ask("GET", "/api/v1/notices/a@m.ics", role="polres").body,
                  lambda octets: secret not in octets, "who follows still has it")
            writer.start()
            self.assertNotIn(secret, writer.ask("GET", "/api/v1/notices/a@m.ics", role="polres").body)
            self.assertEqual(m.cluster.first.sql("SELECT count(*) FROM jarak.sides WHERE side = ascii('k') AND bytes IS"
                                                 " NULL"), "1")
            with open(os.path.join(folder, "erasures"), encoding="utf-8") as f:
                self.assertIn("permintaan", f.read())  # names stand there as hashes
            self.assertIn("differences 0", many.ctl("replay", m.address))

    def test_a_trial_says_what_is_wrong_with_the_address(self):
        with tempfile.TemporaryDirectory() as folder:
            for words, field in ((["--store", "alamat"], "--store"),
                                 (["--store", "postgresql:///jarak", "--store-journal", "Besar"], "--store-journal"),
                                 (["--store", "postgresql:///jarak"], "")):
                done = subprocess.run([os.path.join(BUILD, "jarakd"), "-t", "--data", folder, *words], cwd=ROOT, capture_output=True,
                                      text=True, check=False)
                self.assertEqual(done.returncode, 1 if field else 0, done.stderr)
                self.assertIn(field, done.stderr)
