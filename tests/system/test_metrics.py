"""Is it well? /readyz and /metrics of the running daemon, read by Debian's Prometheus client."""
import json
import resource
import socket
import subprocess
import unittest

from daemon import Clock, Daemon, eventually, rally
from test_webhook import FAST, Receiver, pair, subscribe

KM = 1000.0 / 110575.0
PYTHON = "/usr/bin/python3"  # Debian's, which has Debian's modules
READER = """
import json, sys
from prometheus_client.parser import text_string_to_metric_families
print(json.dumps([[s.name, [v for _, v in sorted(s.labels.items())], s.value]
                  for family in text_string_to_metric_families(sys.stdin.read()) for s in family.samples]))
"""


def metrics(daemon):
    """Every sample by name and labels; the parser refuses what is malformed."""
    answer = daemon.ask("GET", "/metrics", role=None)
    assert answer.status == 200, answer.body
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4"), answer.headers
    read = subprocess.run([PYTHON, "-c", READER], input=answer.body, capture_output=True, check=True)
    return {(name, *labels): value for name, labels, value in json.loads(read.stdout)}


class Metrics(unittest.TestCase):
    def test_what_was_asked_and_what_was_found(self):
        with Daemon() as d:
            before = metrics(d)
            for uid, lat, paslon in (("a@m", 0.5, 1), ("b@m", 0.5 + 0.4 * KM, 2), ("jauh@m", 1.5, 2)):
                self.assertEqual(d.ask("POST", "/api/v1/notices", rally(uid, lat, 117.5, paslon)).status, 201)
            self.assertEqual(d.ask("GET", "/api/v1/notices/tiada@m").status, 404)
            self.assertEqual(d.ask("GET", "/api/v1/conflicts", role=None).status, 401)
            self.assertEqual(d.ask("GET", "/tiada", role=None).status, 404)
            now = metrics(d)
            route = ("jarakd_http_requests_total",)
            self.assertEqual(now[route + ("201", "POST", "/api/v1/notices")], 3)
            self.assertEqual(now[route + ("404", "GET", "/api/v1/notices/{uid}")], 1)
            self.assertEqual(now[route + ("401", "GET", "/api/v1/conflicts")], 1)
            self.assertEqual(now[route + ("404", "", "")], 1)
            self.assertEqual(now[route + ("200", "GET", "/metrics")], 1)
            self.assertEqual(now["jarakd_verdicts_total", "none"], 2)
            self.assertEqual(now["jarakd_verdicts_total", "siaga"], 1)
            self.assertEqual(now["jarakd_conflicts_open", "siaga"], 1)
            self.assertEqual((now["jarakd_notices",], now["jarakd_chains",], now["jarakd_index_bodies",]), (3, 3, 3))
            self.assertGreater(now["jarakd_index_bytes",], 1000)
            self.assertEqual(now["jarakd_commit_seconds_count",] - before["jarakd_commit_seconds_count",], 3)
            self.assertEqual(now["jarakd_commit_seconds_bucket", "+Inf"], now["jarakd_commit_seconds_count",])
            self.assertGreater(now["jarakd_commit_seconds_sum",], 0)
            self.assertGreater(now["process_resident_memory_bytes",], 1 << 20)
            self.assertNotIn("a@m", d.ask("GET", "/metrics", role=None).body.decode())

    def test_a_request_that_cannot_be_read_is_counted(self):
        with Daemon() as d:
            with socket.create_connection(("127.0.0.1", d.port)) as s:
                s.sendall(b"GET / HTTP/1.1\r\n\r\n")
                self.assertIn(b" 400 ", s.recv(100))
            self.assertEqual(metrics(d)["jarakd_http_requests_total", "400", "", ""], 1)

    def test_a_proxy_on_this_machine_hands_nothing_out(self):
        with Daemon() as d:
            for name in ("X-Forwarded-For", "Forwarded", "Via"):
                self.assertEqual(d.ask("GET", "/metrics", role=None, headers={name: "for=192.0.2.1"}).status, 404)

    def test_the_outbox(self):
        receiver = Receiver()
        receiver.answer = 500
        with Daemon(options=FAST) as d:
            self.assertEqual(subscribe(d, receiver.url()).status, 201)
            pair(d, 0)
            self.wait_for(d, lambda m: m["jarakd_outbox_failed_total",] >= 2 and m["jarakd_outbox_oldest_seconds",] >= 1)
            stuck = metrics(d)
            self.assertEqual((stuck["jarakd_outbox_queued",], stuck["jarakd_outbox_sent_total",]), (1, 0))
            receiver.answer = 204
            self.wait_for(d, lambda m: m["jarakd_outbox_sent_total",] == 1)
            after = metrics(d)
            self.assertEqual((after["jarakd_outbox_queued",], after["jarakd_outbox_oldest_seconds",]), (0, 0))
        receiver.close()

    def wait_for(self, daemon, is_so):
        eventually(lambda: is_so(metrics(daemon)), lambda: str(metrics(daemon)))


class Ready(unittest.TestCase):
    def test_ready(self):
        with Daemon() as d:
            self.assertEqual(d.ask("GET", "/readyz", role=None).json(), {"status": "ready", "pack": "kutim-2024", "faults": []})

    def test_a_clock_behind_the_journal_is_not_sane(self):
        clock = Clock()
        with Daemon(env=clock.env) as d:
            clock.shift(3600)
            self.assertEqual(d.ask("POST", "/api/v1/notices", rally("a@m", 0.5, 117.5)).status, 201)
            clock.shift(-3600)
            self.assert_fault(d, "clock")
            d.stop()
            d.start()
            self.assert_fault(d, "clock")
            clock.shift(3600)
            self.assertEqual(d.ask("GET", "/readyz", role=None).status, 200)

    def test_a_store_that_keeps_nothing(self):
        def small_files():
            resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))

        with Daemon(before=small_files) as d:
            number, status = 0, 201
            while status == 201 and number < 600:
                number += 1
                status = d.ask("POST", "/api/v1/notices", rally("x%d@m" % number, 0.5, 117.5, 1 + number % 2)).status
            self.assertNotEqual(status, 201)
            self.assert_fault(d, "store")
            self.assertEqual(d.ask("GET", "/healthz", role=None).status, 200)

    def assert_fault(self, daemon, fault):
        answer = daemon.ask("GET", "/readyz", role=None)
        self.assertEqual((answer.status, answer.json()["status"], answer.json()["faults"]), (503, "not-ready", [fault]))


if __name__ == "__main__":
    unittest.main()
