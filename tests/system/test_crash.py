"""kill -9 at random moments under load: what was acknowledged is there, and the store is whole."""
import http.client
import os
import random
import signal
import subprocess
import threading
import time
import unittest

from daemon import BUILD, ROOT, SLOW, Daemon, rally

ROUNDS = int(os.environ.get("JARAK_CRASH_ROUNDS", "20" if SLOW == 1 else "8"))
CLIENTS = 4


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
    def test_no_acknowledged_notice_is_lost(self):
        dice = random.Random(6408)
        acknowledged = set()
        with Daemon() as d:
            token = d.token("bawaslu")
            for round_number in range(ROUNDS):
                load = [Load(d, "%d.%d" % (round_number, k), token) for k in range(CLIENTS)]
                for client in load:
                    client.start()
                time.sleep(dice.uniform(0.02, 0.25) * SLOW)
                d.stop(signal.SIGKILL)
                for client in load:
                    client.join()
                    acknowledged.update(client.acknowledged)
                d.start()
            known = set()
            cursor = 0
            while cursor is not None:
                page = d.ask("GET", "/api/v1/notices?cursor=%d" % cursor).json()
                known.update(n["uid"] for n in page["notices"])
                cursor = page["cursor"]
            self.assertGreater(len(acknowledged), ROUNDS, "there was load")
            self.assertEqual(acknowledged - known, set())
            d.stop()
            replay = subprocess.run([os.path.join(BUILD, "jarakctl"), "replay",
                                     os.path.join(d.data, "jarakd.db")], cwd=ROOT, capture_output=True,
                                    text=True)
            self.assertEqual(replay.returncode, 0, replay.stderr)


if __name__ == "__main__":
    unittest.main()
