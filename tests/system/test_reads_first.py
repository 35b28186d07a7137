"""Reads that come at once with writes are answered before those are made durable, and are not cut off by them."""
import selectors
import socket
import unittest

from daemon import RELEASE, Daemon, rally, until
from faults import Orders

FLUSH_US = 400000


def request(daemon, method, path, body=b"", role="bawaslu"):
    head = "%s %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n" % (method, path, daemon.token(role))
    if body:
        head += "Content-Type: text/calendar\r\nContent-Length: %d\r\n" % len(body)
    return head.encode() + b"\r\n" + body


class ReadsFirst(unittest.TestCase):
    def test_a_read_that_waits_for_a_commit_does_not_wait_for_the_next(self):
        orders = Orders()
        with Daemon(env=orders.env, build=RELEASE) as d:
            self.assertEqual(d.ask("POST", "/api/v1/notices", rally("a@m", 0.1, 117.0)).status, 201)
            sockets = [self.connect(d) for _ in range(6)]
            # The first holds the loop while it is flushed; the others are there when it comes back, writes before reads.
            asked = [request(d, "POST", "/api/v1/notices", rally("n%d@m" % n, 0.2 * n + 0.3, 117.0)) for n in range(4)]
            asked += [request(d, "GET", "/feeds/64.08/approved.ics"), request(d, "GET", "/api/v1/notices/a@m", role="polres")]
            orders.arm("flush")
            orders.put("flush_us", FLUSH_US)
            sockets[0].sendall(asked[0])
            until(lambda: orders.get("seen"), lambda seen: seen > 0, "nothing is flushed")
            for at in range(1, 6):
                sockets[at].sendall(asked[at])
            order = self.answers(sockets)
            orders.put("flush_us", 0)
            orders.disarm()
            self.assertEqual(order[0], 0)
            self.assertEqual(sorted(order[1:3]), [4, 5], "reads stood behind writes: %s" % order)
            self.assertEqual(d.ask("GET", "/api/v1/notices/n3@m", role="polres").status, 200)
            for s in sockets:
                s.close()

    def connect(self, daemon):
        """A connection that was answered once: the daemon has it, and only what is asked next is news."""
        s = socket.create_connection(("127.0.0.1", daemon.port))
        s.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = b""
        while b"\r\n\r\n" not in answer or len(answer.split(b"\r\n\r\n", 1)[1]) < int(
                answer.lower().split(b"content-length:")[1].split(b"\r\n")[0]):
            answer += s.recv(1 << 16)
        return s

    def answers(self, sockets):
        """Which of them were answered, in that order."""
        order, ready = [], selectors.DefaultSelector()
        for at, s in enumerate(sockets):
            ready.register(s, selectors.EVENT_READ, at)
        while len(order) < len(sockets):
            for key, _ in sorted(ready.select(60), key=lambda found: found[0].data):
                status = key.fileobj.recv(1 << 16).split()[1]
                self.assertIn(status, (b"200", b"201"))
                order.append(key.data)
                ready.unregister(key.fileobj)
        return order


if __name__ == "__main__":
    unittest.main()
