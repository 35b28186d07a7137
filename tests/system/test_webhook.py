"""Webhooks: a real daemon, its sender, and a receiver on loopback that can fail."""
import hashlib
import hmac
import http.server
import json
import os
import random
import re
import shutil
import signal
import ssl
import tempfile
import threading
import time
import unittest

from daemon import ROOT, SLOW, Daemon, Stream, make_certificate, rally, until

BEGAN_S = int(time.time())
FAST = ["--webhook-host", "127.0.0.1=127.0.0.1", "--retry-first-ms", "50", "--retry-most-ms", "400"]


class Receiver(http.server.ThreadingHTTPServer):
    """Keeps what it takes; `answer` is a status, or a function of the handler."""
    daemon_threads = True

    def __init__(self, port=0, tls=None):
        self.taken, self.tries, self.answer = [], 0, 204
        super().__init__(("127.0.0.1", port), Handler)
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            self.socket = context.wrap_socket(self.socket, server_side=True)
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def url(self, path="/hook"):
        return "http://127.0.0.1:%d%s" % (self.server_address[1], path)

    def close(self):
        self.shutdown()
        self.server_close()

    def wait(self, count, timeout=30):
        end = time.monotonic() + timeout * SLOW
        while len(self.taken) < count and time.monotonic() < end:
            time.sleep(0.01)
        return list(self.taken)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.tries += 1
        if callable(self.server.answer):
            self.server.answer(self)
            return
        if self.server.answer < 300:
            self.server.taken.append((dict(self.headers), body))
        self.send_response(self.server.answer)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def subscribe(daemon, target, role="polres", **members):
    wish = dict(channel="webhook", target=target, area="", level="info", contest="")
    wish.update(members)
    return daemon.ask("POST", "/api/v1/subscriptions", json.dumps(wish), role,
                      {"Content-Type": "application/json"})


def listed(daemon, role="polres"):
    return daemon.ask("GET", "/api/v1/subscriptions", role=role).json()["subscriptions"]


def inbox(daemon, role="polres"):
    alerts, after = [], 0
    while True:
        page = daemon.ask("GET", "/api/v1/alerts?after=%d" % after, role=role).json()["alerts"]
        if not page:
            return alerts
        alerts += page
        after = page[-1]["index"]


def pair(daemon, number, km=0.8, lat=0.3):
    """Two rivals near each other and far from all other pairs: one alert, siaga, told at any hour."""
    lat, lon = lat + 0.25 * (number // 10 % 4), 116.2 + 0.14 * (number % 10)
    day = 1 + number // 40
    for paslon in (1, 2):
        body = rally("p%d-%d@test" % (number, paslon), lat + (paslon - 1) * km / 110.57, lon, paslon,
                     start="202411%02dT140000" % day, end="202411%02dT170000" % day)
        answer = daemon.ask("POST", "/api/v1/notices", body)
        assert answer.status == 201, answer.body


def verified(test, secret, headers, body):
    stamp = headers["X-Jarak-Timestamp"]
    test.assertTrue(BEGAN_S <= int(stamp) <= time.time(), "signed between the begin of the tests and now")
    want = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    test.assertEqual(headers["X-Jarak-Signature"], "sha256=" + want)
    alert = json.loads(body)
    test.assertEqual(int(headers["X-Jarak-Seq"]), alert["index"])
    test.assertEqual(int(headers["X-Jarak-Epoch"]), alert.pop("epoch"))
    return alert


def delivery(daemon):
    return listed(daemon)[0]["delivery"]


def state_of(daemon, wanted):
    """The first subscription's delivery once it is in the wanted state: receipts come after the deed."""
    return until(lambda: delivery(daemon), lambda seen: seen["state"] == wanted, "not " + wanted)


def delivered(daemon, index):
    """How far the first subscription's delivery is; waits until it is told of the index."""
    return until(lambda: delivery(daemon), lambda seen: seen["delivered"] >= index)["delivered"]


def notifier(daemon):
    """The pid of the sender that was started last."""
    with open(os.path.join(daemon.folder.name, "stderr"), encoding="utf-8") as f:
        found = re.findall(r"notify-started pid=(\d+)", f.read())
    return int(found[-1]) if found else 0


class Webhook(unittest.TestCase):
    def setUp(self):
        self.receiver = Receiver()
        self.addCleanup(lambda: self.receiver.close())

    def test_every_alert_arrives_in_order_with_a_right_signature(self):
        with Daemon(options=FAST) as d:
            made = subscribe(d, self.receiver.url())
            self.assertEqual(made.status, 201, made.body)
            secret = made.json()["secret"]
            self.assertEqual(made.headers["location"], "/api/v1/subscriptions/" + made.json()["id"])
            self.assertNotIn("secret", listed(d)[0], "shown once")
            for number in range(12):
                pair(d, number)
            told = inbox(d)
            self.assertGreaterEqual(len(told), 12)
            taken = self.receiver.wait(len(told))
            self.assertEqual([verified(self, secret, *t) for t in taken], told)
            time.sleep(0.2)
            self.assertEqual(len(self.receiver.taken), len(told), "none twice")
            self.assertEqual(delivered(d, told[-1]["index"]), told[-1]["index"])
            self.assertEqual(listed(d)[0]["delivery"]["state"], "live")

    def test_the_verifier_of_the_manual_takes_what_is_ours_and_nothing_else(self):
        with open(os.path.join(ROOT, "docs", "webhooks.md"), encoding="utf-8") as f:
            manual = {}
            exec(re.search(r"```python\n(.*?)```", f.read(), re.S)[1], manual)
        with Daemon(options=FAST) as d:
            secret = subscribe(d, self.receiver.url()).json()["secret"]
            pair(d, 0)
            headers, body = self.receiver.wait(1)[0]
        for fake in (dict(headers, **{"X-Jarak-Timestamp": str(int(headers["X-Jarak-Timestamp"]) + 1)}),
                     dict(headers, **{"X-Jarak-Signature": "sha256=" + 64 * "0"}),
                     dict(headers, **{"X-Jarak-Seq": "2"})):
            self.assertRaises(ValueError, manual["receive"], secret, fake, body)
        self.assertRaises(ValueError, manual["receive"], secret, headers, body + b" ")
        self.assertRaises(ValueError, manual["receive"], "x" + secret[1:], headers, body)
        self.assertEqual(manual["receive"](secret, headers, body), json.loads(body))
        self.assertIsNone(manual["receive"](secret, headers, body), "the second time it is known")

    def test_after_a_restore_the_numbers_begin_again_and_no_alert_passes_for_an_old_one(self):
        """The store of yesterday beside the positions of today: numbers come a second time, for other alerts."""
        with open(os.path.join(ROOT, "docs", "webhooks.md"), encoding="utf-8") as f:
            manual = {}
            exec(re.search(r"```python\n(.*?)```", f.read(), re.S)[1], manual)
        with Daemon(options=FAST) as d, tempfile.TemporaryDirectory() as backup:
            secret = subscribe(d, self.receiver.url()).json()["secret"]
            pair(d, 0)
            delivered(d, inbox(d)[-1]["index"])
            d.stop()
            for name in os.listdir(d.data):
                if name.startswith("jarakd.db"):
                    shutil.copy2(os.path.join(d.data, name), os.path.join(backup, name))
            d.start()
            for number in range(1, 5):
                pair(d, number)
            delivered(d, inbox(d)[-1]["index"])
            d.stop()
            d.start()  # once more the same store: nothing begins again
            pair(d, 5)
            old = inbox(d)
            delivered(d, old[-1]["index"])
            before = list(self.receiver.taken)
            self.assertEqual([manual["receive"](secret, *t)["id"] for t in before], [a["id"] for a in old])
            self.assertEqual(len({t[0]["X-Jarak-Epoch"] for t in before}), 1)
            d.stop()
            for name in os.listdir(d.data):
                if name.startswith("jarakd.db"):
                    os.remove(os.path.join(d.data, name))
            for name in os.listdir(backup):
                shutil.copy2(os.path.join(backup, name), os.path.join(d.data, name))
            d.start()
            for number in (11, 12, 13, 14, 15, 16, 17):  # more than there were: the inbox is no shorter in the end
                pair(d, number)
            new = inbox(d)
            delivered(d, new[-1]["index"])
            after = self.receiver.taken[len(before):]
            taken = {a["id"] for a in (manual["receive"](secret, *t) for t in after) if a}
            self.assertLessEqual({a["id"] for a in new[1:]}, taken, "what is told for the first time is taken")
            self.assertEqual(len({t[0]["X-Jarak-Epoch"] for t in after}), 1)
            self.assertGreater(int(after[0][0]["X-Jarak-Epoch"]), int(before[0][0]["X-Jarak-Epoch"]))
            self.assertIsNone(manual["receive"](secret, *before[-1]), "what is of the time before is old")
            lying = dict(after[-1][0], **{"X-Jarak-Epoch": str(int(after[-1][0]["X-Jarak-Epoch"]) + 1)})
            self.assertRaises(ValueError, manual["receive"], secret, lying, after[-1][1])

    def test_while_the_receiver_is_down_nothing_is_lost_and_order_is_kept(self):
        with Daemon(options=FAST) as d:
            secret = subscribe(d, self.receiver.url()).json()["secret"]
            pair(d, 0)
            self.receiver.wait(1)
            port = self.receiver.server_address[1]
            taken = list(self.receiver.taken)
            self.receiver.close()
            for number in range(1, 8):
                pair(d, number)
            failing = state_of(d, "failing")
            self.assertEqual(failing["state"], "failing")
            self.assertTrue(failing["reason"])
            d.stop()  # what waits outlives the daemon too
            d.start()
            self.receiver = Receiver(port)
            self.receiver.answer = 503
            pair(d, 8)
            time.sleep(0.6)
            self.receiver.answer = 200
            told = inbox(d)
            taken += self.receiver.wait(len(told) - len(taken))
            self.assertEqual([verified(self, secret, *t) for t in taken], told)
            self.assertEqual(state_of(d, "live")["state"], "live")

    def test_killing_the_sender_at_any_moment_loses_none_and_doubles_only_what_was_under_way(self):
        chance = random.Random(20241127)
        kills = []
        with Daemon(options=FAST) as d:
            secret = subscribe(d, self.receiver.url()).json()["secret"]
            stream = Stream(d)
            done = threading.Event()

            def kill_now_and_then():
                last = 0
                while not done.is_set():
                    time.sleep(chance.uniform(0.02, 0.4))
                    pid = notifier(d)
                    if pid and pid != last:
                        last = pid
                        kills.append(pid)
                        try:
                            os.kill(pid, signal.SIGKILL)
                        except ProcessLookupError:
                            kills.pop()

            killer = threading.Thread(target=kill_now_and_then)
            killer.start()
            number = 0
            while len(stream.events) < 200:
                have = len(stream.events)
                pair(d, number)
                number += 1
                stream.wait(have + 1, 5)
            until(lambda: len(kills), lambda count: count >= 3, "killed too seldom")
            told = inbox(d)
            self.receiver.wait(len(told), 5)
            done.set()
            killer.join()
            delivered(d, told[-1]["index"])
            alerts = [verified(self, secret, *t) for t in self.receiver.taken]
            seqs = [a["index"] for a in alerts]
            self.assertGreaterEqual(len(told), 200)
            self.assertGreaterEqual(len(kills), 3)
            self.assertEqual(sorted(set(seqs)), [a["index"] for a in told], "none lost")
            self.assertEqual(seqs, sorted(seqs), "order kept")
            doubles = len(seqs) - len(set(seqs))
            self.assertLessEqual(doubles, len(kills), "at most the one under way each time")
            streamed = [e[0] for e in stream.wait(len(told))]
            self.assertEqual(streamed, [a["index"] for a in told], "event streams are told all the same")
            stream.close()

    def test_killing_the_daemon_loses_none_either(self):
        with Daemon(options=FAST) as d:
            secret = subscribe(d, self.receiver.url()).json()["secret"]
            for number in range(6):
                pair(d, number)
                if number % 2:
                    d.stop(signal.SIGKILL)
                    d.start()
            told = inbox(d)
            delivered(d, told[-1]["index"])
            seqs = [verified(self, secret, *t)["index"] for t in self.receiver.taken]
            self.assertEqual(sorted(set(seqs)), [a["index"] for a in told])
            self.assertEqual(seqs, sorted(seqs))
            self.assertLessEqual(len(seqs) - len(set(seqs)), 3)

    def test_after_failing_for_long_it_waits_to_be_asked_and_then_sends_all(self):
        with Daemon(options=FAST + ["--retry-dead-s", "1"]) as d:
            self.receiver.answer = 500
            made = subscribe(d, self.receiver.url()).json()
            for number in range(3):
                pair(d, number)
            delivery = state_of(d, "dead")
            self.assertEqual((delivery["state"], delivery["delivered"]), ("dead", 0))
            self.assertEqual(delivery["reason"], "HTTP 500")
            d.stop()
            d.start()
            tries = self.receiver.tries
            time.sleep(0.6)
            self.assertEqual(self.receiver.tries, tries, "dead also after a restart")
            self.receiver.answer = 204
            path = "/api/v1/subscriptions/%s/retry" % made["id"]
            self.assertEqual(d.ask("POST", path, b"", role="bawaslu").status, 404, "someone else's")
            self.assertEqual(d.ask("POST", path, b"", role="polres").status, 200)
            told = inbox(d)
            taken = self.receiver.wait(len(told))
            self.assertEqual([verified(self, made["secret"], *t) for t in taken], told)

    def test_level_and_area_choose_and_what_was_told_is_followed_to_its_end(self):
        with Daemon(options=FAST) as d:
            subscribe(d, self.receiver.url("/siaga"), level="siaga")
            pair(d, 0, km=0.8)   # siaga
            pair(d, 11, km=4.0)  # waspada: not asked for
            etag = d.ask("GET", "/api/v1/notices/p0-2@test").headers["etag"]
            body = rally("p0-2@test", 0.3 + 4.0 / 110.57, 116.2, 2, start="20241101T140000",
                         end="20241101T170000", sequence=1)
            self.assertEqual(d.ask("PUT", "/api/v1/notices/p0-2@test", body, headers={"If-Match": etag}).status, 200)
            etag = d.ask("GET", "/api/v1/notices/p0-2@test").headers["etag"]
            d.ask("DELETE", "/api/v1/notices/p0-2@test", headers={"If-Match": etag})
            pair(d, 12, km=0.8)
            told = inbox(d)
            self.assertEqual([(a["event"], a["level"]) for a in told],
                             [("opened", "siaga"), ("opened", "waspada"), ("level", "waspada"),
                              ("closed", "none"), ("opened", "siaga")])
            taken = self.receiver.wait(3)
            time.sleep(0.2)
            self.assertEqual([json.loads(t[1])["index"] for t in taken], [1, 3, 5],
                             "it was siaga and is not any more; its closing was not asked for")
            self.assertEqual(len(self.receiver.taken), 3)

    def test_a_later_subscriber_is_first_told_what_is_open_now(self):
        with Daemon(options=FAST) as d:
            pair(d, 0)
            pair(d, 1)
            pair(d, 2)
            etag = d.ask("GET", "/api/v1/notices/p1-2@test").headers["etag"]
            d.ask("DELETE", "/api/v1/notices/p1-2@test", headers={"If-Match": etag})
            secret = subscribe(d, self.receiver.url()).json()["secret"]
            pair(d, 3)
            told = inbox(d)
            self.assertEqual([a["event"] for a in told], ["opened"] * 3 + ["closed", "opened"])
            taken = self.receiver.wait(3)
            time.sleep(0.2)
            self.assertEqual([verified(self, secret, *t) for t in self.receiver.taken], [told[0], told[2], told[4]])
            self.assertEqual(len(taken), 3)

    def test_removing_one_ends_it(self):
        with Daemon(options=FAST) as d:
            made = subscribe(d, self.receiver.url()).json()
            pair(d, 0)
            self.receiver.wait(1)
            path = "/api/v1/subscriptions/" + made["id"]
            self.assertEqual(d.ask("DELETE", path, role="bawaslu").status, 404)
            self.assertEqual(d.ask("DELETE", path, role="polres").status, 204)
            self.assertEqual(d.ask("DELETE", path, role="polres").status, 404)
            self.assertEqual(listed(d), [])
            pair(d, 1)
            time.sleep(0.3)
            self.assertEqual(len(self.receiver.taken), 1)

    def test_a_receiver_that_is_gone_ends_the_subscription_and_it_is_told(self):
        with Daemon(options=FAST) as d:
            subscribe(d, self.receiver.url())
            self.receiver.answer = 410
            pair(d, 0)
            self.assertEqual(state_of(d, "dead")["reason"], "HTTP 410")
            time.sleep(0.3)
            self.assertEqual(self.receiver.tries, 1, "it asked to be left alone")
            pair(d, 1)
            time.sleep(0.3)
            self.assertEqual(self.receiver.tries, 1)
            self.assertIn("then=gone", d.logged())

    def test_retry_after_is_obeyed(self):
        def later(handler):
            handler.server.answer = 204
            handler.send_response(503)
            handler.send_header("Retry-After", "2")
            handler.send_header("Content-Length", "0")
            handler.end_headers()

        with Daemon(options=FAST) as d:
            subscribe(d, self.receiver.url())
            self.receiver.answer = later
            began = time.monotonic()
            pair(d, 0)
            self.assertEqual(len(self.receiver.wait(1)), 1)
            self.assertGreater(time.monotonic() - began, 1.9)
            self.assertEqual(self.receiver.tries, 2)

    def test_a_200_counts_once_its_head_is_read(self):
        held = threading.Event()
        self.addCleanup(held.set)

        def stall(handler):
            handler.server.taken.append((dict(handler.headers), b""))
            handler.send_response(200)
            handler.send_header("Content-Length", "5")
            handler.end_headers()
            held.wait(60)

        with Daemon(options=FAST) as d:
            subscribe(d, self.receiver.url())
            self.receiver.answer = stall
            pair(d, 0)
            pair(d, 1)
            told = inbox(d)
            delivered(d, told[-1]["index"])
            self.assertFalse(held.is_set(), "no body has come")
            self.assertEqual(len(self.receiver.taken), len(told), "none twice")

    def test_a_receiver_that_redirects_is_a_failure_and_one_that_talks_on_is_not(self):
        other = Receiver()
        self.addCleanup(other.close)

        def redirect(handler):
            handler.send_response(307)
            handler.send_header("Location", other.url())
            handler.send_header("Content-Length", "0")
            handler.end_headers()

        def talk(handler):
            handler.send_response(200)
            handler.end_headers()
            try:
                for _ in range(400):
                    handler.wfile.write(b"x" * 1024)
            except OSError:
                pass

        with Daemon(options=FAST) as d:
            subscribe(d, self.receiver.url())
            self.receiver.answer = redirect
            pair(d, 0)
            until(lambda: delivery(d)["reason"], lambda seen: seen == "HTTP 307", "HTTP 307")
            self.receiver.answer = talk
            state_of(d, "live")  # what is said behind the head of a 200 is nobody's business
            self.assertEqual(other.tries, 0, "redirects are not followed")


class Tls(unittest.TestCase):
    """https to a host whose address the operator gave; who signed the receiver must be believed."""

    def test_a_believed_receiver_is_told_and_any_other_is_not(self):
        with tempfile.TemporaryDirectory(prefix="jarakd-tls-") as folder:
            believed = make_certificate(folder, "hook.example", "DNS:hook.example")
            other_name = make_certificate(folder, "lain.example", "DNS:lain.example")
            stranger = make_certificate(folder, "asing", "DNS:hook.example")
            authorities = os.path.join(folder, "ca.pem")
            with open(authorities, "w", encoding="ascii") as f:
                for cert, _ in (believed, other_name):
                    with open(cert, encoding="ascii") as one:
                        f.write(one.read())
            for tls, reason in ((believed, ""), (other_name, "SSL peer certificate or SSH remote key was not OK"),
                                (stranger, "SSL peer certificate or SSH remote key was not OK")):
                receiver = Receiver(tls=tls)
                options = ["--webhook-host", "hook.example=127.0.0.1", "--retry-first-ms", "50", "--ca-file", authorities]
                with Daemon(options=options) as d:
                    secret = subscribe(d, "https://hook.example:%d/x" % receiver.server_address[1]).json()["secret"]
                    pair(d, 0)
                    if reason:
                        self.assertEqual(state_of(d, "failing")["reason"], reason)
                        self.assertEqual(receiver.taken, [])
                    else:
                        told = inbox(d)
                        self.assertEqual([verified(self, secret, *t) for t in receiver.wait(len(told))], told)
                receiver.close()


class Refusals(unittest.TestCase):
    def test_without_allowed_hosts_there_are_no_webhooks_and_no_sender(self):
        with Daemon() as d:
            answer = subscribe(d, "https://hook.example/x")
            self.assertEqual(answer.status, 403, answer.body)
            self.assertEqual(notifier(d), 0)
            self.assertEqual(listed(d), [])

    def test_what_is_no_allowed_target_is_refused(self):
        hosts = FAST + ["--webhook-host", "hook.example", "--webhook-host", "inner.example=10.0.0.1"]
        with Daemon(options=hosts) as d:
            for target, status in (
                    ("https://hook.example/x", 201), ("https://inner.example:8443/x?y=1", 201),
                    ("http://hook.example/x", 403), ("http://inner.example/x", 403),
                    ("https://other.example/x", 403), ("https://hook.example.evil/x", 403),
                    ("https://hook.example@evil/x", 422), ("https://u:p@hook.example/", 422),
                    ("https://HOOK.example/", 422), ("ftp://hook.example/", 422), ("", 422),
                    ("https://hook.example\\@evil/", 422), ("https://hook.example/#x", 422),
                    ("https://hook.example:0/", 422), ("https://hook.example:65536/", 422),
                    ("https://hook.example:/", 422), ("https:///x", 422), ("https://[::1]/", 422),
                    ("https://hook.example/a b", 422), ("https://hook.example/\u00e9", 422),
                    ("https://hook.example/" + 1024 * "x", 422)):
                self.assertEqual(subscribe(d, target).status, status, target)
            good = "https://hook.example/x"
            for members in (dict(channel="sms"), dict(level="none"), dict(level=""), dict(area="64.09"),
                            dict(area="31"), dict(area="0.4;117.4 0.6;117.4"), dict(contest="pilpres"), dict(kind="tabrakan"), dict(colour="red"), dict(area=7)):
                self.assertEqual(subscribe(d, good, **members).status, 422, members)
            self.assertEqual(subscribe(d, good, role="pembaca").status, 403)
            self.assertEqual(subscribe(d, good, area="64.08.04", contest="pilbup-64.08").status, 201)
            made = subscribe(d, good, kind="crossing,head_on")
            self.assertEqual((made.status, made.json()["kind"]), (201, "crossing,head_on"))
            self.assertEqual(subscribe(d, good, area="0.4;117.4 0.6;117.4 0.6;117.6").status, 201)
            for _ in range(11):
                self.assertEqual(subscribe(d, good).status, 201)
            self.assertGreaterEqual(subscribe(d, good).status, 400, "sixteen are enough")
            self.assertEqual(subscribe(d, good, role="bawaslu").status, 201)

    def test_a_listed_name_that_leads_to_this_machine_is_not_connected_to(self):
        receiver = Receiver()
        try:
            with Daemon(options=["--webhook-host", "localhost", "--retry-first-ms", "50"]) as d:
                port = receiver.server_address[1]
                self.assertEqual(subscribe(d, "https://localhost:%d/x" % port).status, 201)
                pair(d, 0)
                self.assertEqual(until(lambda: delivery(d)["reason"]), "the host's address is not a public one")
        finally:
            receiver.close()


if __name__ == "__main__":
    unittest.main()
