"""Many clients hand in long streams at once: each is told once, by one copy of the process."""
import http.client
import os
import threading
import unittest

from daemon import Daemon, rally
from stall_shapes import calendar
from stall_shapes import rally as rally_lines
from test_stalls import metric

CLIENTS, TOGETHER, BESIDE = 8, 150, 6
STREAMS = 3 if os.environ.get("JARAK_ASAN") else 12  # of a client; under sanitizers each way through them, not the crowd


class LongStreams(unittest.TestCase):
    def test_each_is_told_by_one_copy(self):
        with Daemon() as daemon:
            token, codes, failed = daemon.token("bawaslu", "64.08"), [], []

            def hand_in(client):
                try:
                    hand_in_all(client)
                except OSError as error:
                    failed.append(error)

            def hand_in_all(client):
                line = http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=120)
                for stream in range(STREAMS):
                    first = (client * STREAMS + stream) * TOGETHER
                    body = calendar(*[rally_lines("u%d@banyak" % i, 1, 0.0005 * (i % 9000), 117.0, "202410%02dT100000" % (1 + i % 28))
                                      for i in range(first, first + TOGETHER)])
                    line.request("POST", "/api/v1/notices", body, {"Authorization": "Bearer " + token, "Content-Type": "text/calendar"})
                    answer = line.getresponse()
                    answer.read()
                    codes.append(answer.status)
                line.close()

            def file_beside(client):
                line = http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=120)
                sent = 0
                while len(codes) < CLIENTS * STREAMS and not failed:
                    body = rally("b%d-%d@sela" % (client, sent), 1.0 + 0.0005 * (sent % 9000), 116.0, start="202410%02dT100000" % (1 + sent % 28),
                                 end="202410%02dT110000" % (1 + sent % 28))
                    line.request("POST", "/api/v1/notices", body, {"Authorization": "Bearer " + token, "Content-Type": "text/calendar"})
                    line.getresponse().read()
                    sent += 1
                line.close()

            threads = [threading.Thread(target=file_beside, args=(i,)) for i in range(BESIDE)]
            threads += [threading.Thread(target=hand_in, args=(i,)) for i in range(CLIENTS)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(failed, [])
            self.assertEqual(codes, [201] * CLIENTS * STREAMS)
            self.assertLessEqual(metric(daemon, "jarakd_work_copies_total"), CLIENTS * STREAMS)


if __name__ == "__main__":
    unittest.main()
