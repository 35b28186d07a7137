"""kill -9 and power cuts at random moments under load: what was acknowledged is there, and the store is whole."""
import http.client
import os
import random
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import unittest

from daemon import BUILD, RELEASE, ROOT, SLOW, Daemon, rally

ROUNDS = int(os.environ.get("JARAK_CRASH_ROUNDS", "50" if SLOW == 1 else "8"))
CUTS = int(os.environ.get("JARAK_POWER_ROUNDS", "10" if SLOW == 1 else "2"))
LIFE = 50  # rounds of one store: a start reads all of it, so that a thousand rounds of one would be a night
CLIENTS = 4


def lives(rounds):
    """Rounds, and so many more, each of a store of its own."""
    return [min(LIFE, rounds - begun) for begun in range(0, rounds, LIFE)]


class Load(threading.Thread):
    """Files rallies until the daemon is gone; `acknowledged` are the UIDs answered 201."""

    def __init__(self, daemon, number, token):
        super().__init__(daemon=True)
        self.daemon_port, self.number, self.token = daemon.port, number, token
        self.acknowledged = []

    def run(self):
        headers = {"Authorization": "Bearer " + self.token, "Content-Type": "text/calendar"}
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.daemon_port, timeout=10)
            for i in range(100000):
                uid = "r%s-%d@crash" % (self.number, i)
                body = rally(uid, 0.3 + random.random(), 117 + random.random(), 1 + i % 2,
                             "202411%02dT140000" % (1 + i % 20), "202411%02dT150000" % (1 + i % 20))
                connection.request("POST", "/api/v1/notices", body, headers)
                answer = connection.getresponse()
                answer.read()
                if answer.status == 201:
                    self.acknowledged.append(uid)
        except (OSError, http.client.HTTPException):
            pass


class Crash(unittest.TestCase):
    def under_load(self, d, life, rounds, between):
        """Rounds of load, each ended by kill -9 at a random moment, then what is `between`, and a start."""
        dice = random.Random(6408 + life)
        acknowledged = set()
        token = d.token("bawaslu")
        for round_number in range(rounds):
            load = [Load(d, "%d.%d" % (round_number, k), token) for k in range(CLIENTS)]
            for client in load:
                client.start()
            time.sleep(dice.uniform(0.02, 0.25) * SLOW)
            d.stop(signal.SIGKILL)
            for client in load:
                client.join()
                acknowledged.update(client.acknowledged)
            between()
            d.start()
        known = set()
        cursor = 0
        while cursor is not None:
            page = d.ask("GET", "/api/v1/notices?cursor=%d" % cursor).json()
            known.update(n["uid"] for n in page["notices"])
            cursor = page["cursor"]
        self.assertGreater(len(acknowledged), rounds, "there was load")
        self.assertEqual(acknowledged - known, set())
        d.stop()
        replay = subprocess.run([os.path.join(BUILD, "jarakctl"), "replay", os.path.join(d.data, "jarakd.db")], cwd=ROOT,
                                capture_output=True, text=True, check=False)
        self.assertEqual(replay.returncode, 0, replay.stderr)
        print("%d rounds, 0 of %d acknowledged lost" % (rounds, len(acknowledged)))

    def test_no_acknowledged_notice_is_lost(self):
        for life, rounds in enumerate(lives(ROUNDS)):
            with Daemon() as d:
                self.under_load(d, life, rounds, lambda: None)

    def test_no_acknowledged_notice_is_lost_by_a_power_cut(self):
        """The data folder becomes what was flushed (tests/tools/fail.c); all else that was written is gone."""
        for life, rounds in enumerate(lives(CUTS)):
            self.cut_off(life, rounds)

    def cut_off(self, life, rounds):
        with tempfile.TemporaryDirectory(prefix="jarakd-disk-") as folder:
            disk, data = os.path.join(folder, "disk"), os.path.join(folder, "data")
            os.mkdir(disk)
            env = dict(os.environ, LD_PRELOAD=os.path.join(BUILD, "tests", "fail.so"), JARAK_TEST_DISK=disk, JARAK_TEST_DISK_OF=data,
                       JARAK_SANDBOX="off")
            env["ASAN_OPTIONS"] = ":".join(filter(None, [env.get("ASAN_OPTIONS"), "verify_asan_link_order=0"]))

            def cut():
                shutil.rmtree(data)
                os.mkdir(data, 0o700)
                for name in os.listdir(disk):
                    if not name.endswith(".part"):
                        path = os.path.join(data, *name.split("%"))
                        os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)
                        shutil.copy(os.path.join(disk, name), path)

            # As installed: a sanitizer brings an allocator of its own, which the shim would stand before.
            with Daemon(data=data, env=env, build=RELEASE) as d:
                with open(os.path.join(data, "tokens"), "rb") as file:
                    tokens = file.read()

                def cut_and_keep_tokens():
                    cut()
                    with open(os.path.join(data, "tokens"), "wb") as file:
                        file.write(tokens)

                self.under_load(d, life, rounds, cut_and_keep_tokens)


if __name__ == "__main__":
    unittest.main()
