"""A refusal ends the request and its memory with it: freed memory is overwritten here, so that whoever looks at it
once more ends the daemon (MALLOC_PERTURB_ of glibc; sanitizers see the same by themselves)."""
import http.client
import os
import unittest

from dav import REQUESTS, put
from daemon import Daemon
from phone import ONE, event

JSON = {"Content-Type": "application/json"}
TABLE = {"Content-Type": "text/csv"}


class Refused(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon(env=dict(os.environ, MALLOC_PERTURB_="165")).__enter__()
        self.addCleanup(self.daemon.__exit__)

    def holds(self, answer, *codes):
        self.assertIn(answer.status, codes, answer.body)
        self.assertEqual(self.daemon.ask("GET", "/healthz", role=None).status, 200, "it is there")

    def test_streams_and_tables(self):
        ask = self.daemon.ask
        for octets in (event("p@hp"), b"halo", b"", event("p@hp") * 200):
            self.holds(ask("POST", "/api/v1/notices", octets), 400, 422, 413)
            self.holds(ask("POST", "/api/v1/import", octets), 400, 422, 413)
            self.holds(ask("POST", "/api/v1/check", octets), 400, 422, 413)
        for table in (b"a;b\r\n1;2\r\n", b"", b"bentuk;tanggal;jam_mulai;jam_selesai\r\nrapat;kapan;;\r\n", b"\xff\xfe"):
            self.holds(ask("POST", "/api/v1/import", table, headers=TABLE), 400, 422, 413)

    def test_calendars_and_drafts(self):
        for path in (ONE, REQUESTS):
            for octets in (b"halo", event("", start="DTSTART:20241323T000000Z")):
                self.holds(put(self.daemon, path + "p.ics", octets), 403)
        self.holds(put(self.daemon, ONE + "p.ics", event("p@hp")), 201)
        id = self.daemon.ask("GET", "/api/v1/drafts").json()["drafts"][0]["id"]
        self.holds(self.daemon.ask("PUT", "/api/v1/drafts/" + id, b"halo"), 400, 422)
        self.holds(self.daemon.ask("POST", "/api/v1/drafts/%s/confirm" % id, '{"revision":1}', "bawaslu", JSON), 422)
        self.holds(self.daemon.ask("POST", "/api/v1/notices", event("t@hp"), "tim"), 422)

    def test_when_to_come_again_is_said_of_that_request_alone(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.daemon.port, timeout=30)
        wrong = {"Authorization": "Bearer " + "0" * 64}
        told = None
        for _ in range(200):  # guesses are told to wait after some
            told = self.daemon.ask("GET", "/api/v1/notices", headers=wrong, connection=connection)
            if "retry-after" in told.headers:
                break
        self.assertIn("retry-after", told.headers)
        for _ in range(3):
            answer = self.daemon.ask("GET", "/api/v1/export?format=pdf", role="bawaslu", connection=connection)
            self.holds(answer, 400, 422)
            self.assertNotIn("retry-after", answer.headers)
        connection.close()


if __name__ == "__main__":
    unittest.main()
