"""Descriptors are full of connections that ask nothing: those go, and who asks is served."""
import resource
import socket
import time
import unittest

from daemon import SLOW, Daemon, rally
from stall_shapes import Asker, calendar, convoy, corners

FILES = 96
SOON_S = 5 * SLOW


def few_files():
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))


class Descriptors(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon(before=few_files).__enter__()
        self.addCleanup(self.daemon.__exit__)
        self.held = []
        self.addCleanup(lambda: [s.close() for s in self.held])

    def hold(self, count, sent=b""):
        """So many connections that stay; those the daemon gave up stay in the list."""
        for _ in range(count):
            s = socket.create_connection(("127.0.0.1", self.daemon.port), timeout=30)
            if sent:
                try:
                    s.sendall(sent)
                    s.recv(4096)
                except OSError:
                    pass
            self.held.append(s)

    def served(self):
        """A new client is served, and within SOON_S: room is made for it at once and not when somebody's time is up."""
        for i in range(3):
            began = time.monotonic()
            filed = self.daemon.ask("POST", "/api/v1/notices", rally("d%d-%d@files" % (len(self.held), i), 0.5 + 0.1 * i, 117.5))
            self.assertEqual(filed.status, 201, filed.body)
            self.assertLess(time.monotonic() - began, SOON_S)

    def test_connections_that_never_asked(self):
        self.hold(3 * FILES)
        self.served()

    def test_connections_that_asked_once(self):
        self.hold(3 * FILES, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        self.served()

    def test_there_is_room_for_a_copy(self):
        """Long work needs a pipe, and the store its files: they are never taken by connections."""
        self.hold(3 * FILES)
        heavy = calendar(*[convoy("%s@files" % u, p, corners(600, lane), rrule="FREQ=DAILY;COUNT=20")
                           for u, p, lane in (("a", 1, 0), ("b", 2, 0.00005))])
        self.assertEqual(Asker(self.daemon).ask("POST", "/api/v1/check", heavy)[0], 200)
        self.served()

    def test_who_is_in_the_middle_of_a_request_is_not_cut_off(self):
        body = rally("slow@files", 0.9, 117.5)
        slow = socket.create_connection(("127.0.0.1", self.daemon.port), timeout=30)
        self.addCleanup(slow.close)
        slow.sendall(("POST /api/v1/notices HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: text/calendar\r\n"
                      "Content-Length: %d\r\nExpect: 100-continue\r\n\r\n" % (self.daemon.token("bawaslu"), len(body))).encode())
        self.assertTrue(slow.recv(4096).startswith(b"HTTP/1.1 100"), "it is in the middle when its head has been read")
        slow.sendall(body[:50])
        self.hold(3 * FILES)
        slow.sendall(body[50:])
        self.assertTrue(slow.recv(4096).startswith(b"HTTP/1.1 201"))


if __name__ == "__main__":
    unittest.main()
