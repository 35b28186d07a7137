"""Many event streams: everyone is told everything once, and what those who never read cost the others.

How soon an alert is there is a figure of the bench (tests/bench/soon.py)."""
import socket
import unittest

from daemon import SLOW, Daemon, Stream
from test_webhook import pair

OPEN = 1000 // SLOW
READERS = 10


def open_streams(test, daemon, count, room=None):
    """Streams that nobody reads: their head has come, what follows waits in the kernel or the daemon."""
    request = ("GET /api/v1/alerts/stream HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer %s\r\n\r\n"
               % daemon.token("polres")).encode()
    for _ in range(count):
        s = socket.socket()
        test.addCleanup(s.close)
        if room:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
        s.settimeout(30)
        s.connect(("127.0.0.1", daemon.port))
        s.sendall(request)
        test.assertTrue(s.recv(16).startswith(b"HTTP/1.1 200"))


def resident_kib(daemon):
    with open("/proc/%d/status" % daemon.process.pid, encoding="ascii") as f:
        return int([line for line in f if line.startswith("VmRSS")][0].split()[1])


class Streams(unittest.TestCase):
    def test_with_a_thousand_streams_open_every_reader_is_told_everything_once_and_in_order(self):
        with Daemon() as d:
            open_streams(self, d, OPEN - READERS)
            readers = [Stream(d) for _ in range(READERS)]
            for number in range(10):
                pair(d, number)
            for reader in readers:
                self.assertEqual([e[0] for e in reader.wait(10, 60)], list(range(1, 11)))
                self.assertEqual([e[1]["id"] for e in reader.events], [e[1]["id"] for e in readers[0].events])
            for reader in readers:
                reader.close()

    def test_streams_that_never_read_cost_little_and_hold_nobody_up(self):
        with Daemon() as d:
            open_streams(self, d, 64, room=4096)
            before = resident_kib(d)
            for number in range(60):
                pair(d, number)
                self.assertEqual(d.ask("GET", "/healthz", role=None).status, 200)
            if SLOW == 1:  # sanitizers keep what was freed
                # 256 KiB a stream at most (then it is dropped), and as much again for fragments.
                self.assertLess(resident_kib(d) - before, 64 * 256 * 2)


if __name__ == "__main__":
    unittest.main()
