"""E-mail: a real daemon, its sender, and an SMTP server of Debian's on loopback."""
import datetime
import email
import email.policy
import json
import os
import re
import socket
import subprocess
import tempfile
import threading
import time
import unittest

from daemon import SLOW, Daemon, free_port, make_certificate, rally, until
from dav import put
from phone import ONE, event
from test_webhook import FAST, Receiver, inbox, listed, pair, state_of, subscribe

PYTHON = "/usr/bin/python3"  # Debian's, which has Debian's modules


READER = """
import sys, icalendar
calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
for event in calendar.walk("VEVENT"):
    print(calendar["METHOD"], event["UID"], event["SEQUENCE"], event["STATUS"])
"""


class Relay(threading.Thread):
    """An SMTP server that answers each command as it is told; `late` seconds pass before the answer to the final dot."""

    def __init__(self, port, late=0, answers=()):
        super().__init__(daemon=True)
        self.late, self.answers, self.messages = late, dict(answers), []
        self.ended = threading.Event()
        self.socket = socket.create_server(("127.0.0.1", port))
        self.start()

    def run(self):
        while True:
            try:
                client = self.socket.accept()[0]
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        with client, client.makefile("rb") as lines:
            client.sendall(b"220 uji ESMTP\r\n")
            for line in lines:
                word = line.split()[0].upper().decode()
                if word == "DATA":
                    client.sendall(b"354 go on\r\n")
                    body = b"".join(iter(lines.readline, b".\r\n"))
                    self.messages.append(body)
                    self.ended.wait(self.late)
                answer = self.answers.get(word, "250 ok")
                try:
                    client.sendall(answer.encode() + b"\r\n")
                except OSError:
                    return
                if word == "QUIT":
                    return

    def close(self):
        self.ended.set()
        self.socket.close()


class Mail(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="jarakd-mail-")
        self.addCleanup(self.folder.cleanup)
        self.box = os.path.join(self.folder.name, "box")
        self.port = free_port()
        self.options = ["--mail-relay", "smtp://127.0.0.1:%d" % self.port, "--mail-from",
                        "jarakd@kpu.example", "--mail-domain", "polres.example", "--retry-first-ms", "50",
                        "--retry-most-ms", "200"]

    def start_server(self, *more):
        """aiosmtpd, which keeps what it takes in a Maildir."""
        server = subprocess.Popen([PYTHON, "-m", "aiosmtpd", "-n", "-l", "127.0.0.1:%d" % self.port, "-c",
                                   "aiosmtpd.handlers.Mailbox", *more, self.box], cwd=self.folder.name,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        until = time.monotonic() + 30 * SLOW
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.02)

    def wait(self, count, timeout=30):
        """The messages in the order they were taken: a Maildir's names end with a counter."""
        new = os.path.join(self.box, "new")
        until, names = time.monotonic() + timeout * SLOW, []
        while len(names) < count and time.monotonic() < until:
            time.sleep(0.02)
            names = os.listdir(new) if os.path.isdir(new) else []
        names.sort(key=lambda n: int(re.search(r"Q(\d+)", n)[1]))
        messages = []
        for name in names:
            with open(os.path.join(new, name), "rb") as f:
                messages.append(f.read())
        return messages

    def test_who_filed_is_told_of_every_act_in_inbox_and_mail(self):
        self.start_server()
        with Daemon(options=self.options) as d:
            self.assertEqual(subscribe(d, "meja@polres.example", channel="email", role="bawaslu").status, 201)
            filed = d.ask("POST", "/api/v1/notices", rally("a@kabar", 0.5, 117.5, 1)).json()["notices"][0]
            steps = [dict(act="hold", reason="menunggu rute"), dict(act="return", reason="nomor surat belum ada")]
            for n, step in enumerate(steps):
                self.assertEqual(d.decide("a@kabar", chain_revision=filed["chain_revision"] + n, **step).status, 200)
            told = inbox(d, role="bawaslu")
            self.assertEqual([(a["event"], a["act"]["act"], a["act"]["uid"], a["act"]["reason"]) for a in told],
                             [("act", "hold", "a@kabar", "menunggu rute"),
                              ("act", "return", "a@kabar", "nomor surat belum ada")])
            self.assertIn("ditahan", told[0]["text"])
            self.assertIn("menunggu rute", told[0]["text"])
            self.assertIn("Paslon 1 (a@kabar)", told[0]["text"])
            self.assertNotIn("Rapat umum", json.dumps(told), "titles are not kept unsealed")
            self.assertEqual(inbox(d, role="polres"), [], "who acted knows")
            self.assertEqual(inbox(d, role="kpu"), [], "another agency did not file it")
            messages = [email.message_from_bytes(m, policy=email.policy.default) for m in self.wait(2)]
            self.assertEqual(len(messages), 2)
            for message, word in zip(messages, ("ditahan", "dikembalikan")):
                self.assertIn("Keputusan", message["Subject"])
                self.assertIn(word, message.get_body(("plain",)).get_content())
            self.assertEqual(d.ask("GET", "/api/v1/alerts/%s.cap" % told[0]["id"], role="bawaslu").status, 404, "no area")
            d.stop()
            d.start()
            self.assertEqual(len(inbox(d, role="bawaslu")), 2)

    def test_whose_calendar_event_is_not_complete_is_told_what_is_missing(self):
        self.start_server()
        with Daemon(options=self.options) as d:
            self.assertEqual(subscribe(d, "tim@polres.example", channel="email", role="tim").status, 201)
            self.assertEqual(put(d, ONE + "p.ics", event("p@hp", summary="Jemput Siti"), role="tim").status, 201)
            message, = [email.message_from_bytes(m, policy=email.policy.default) for m in self.wait(1)]
            said = message.get_body(("plain",)).get_content()
            id = d.ask("GET", "/api/v1/drafts", role="tim").json()["drafts"][0]["id"]
            for words in ("Draf kegiatan dari kalender", "Paslon 1 (%s)" % id, "Belum lengkap: bentuk kegiatan, tempat.",
                          "/meja/draf/" + id):
                self.assertIn(words, said)
            self.assertNotIn("Siti", message.as_string() + said)

    def test_alerts_arrive_in_order_as_text_and_calendar(self):
        with Daemon(options=self.options) as d:
            answer = subscribe(d, "piket@polres.example", channel="email")
            self.assertEqual(answer.status, 201, answer.body)
            for number in range(3):
                pair(d, number)
            etag = d.ask("GET", "/api/v1/notices/p1-2@test").headers["etag"]
            d.ask("DELETE", "/api/v1/notices/p1-2@test", headers={"If-Match": etag})
            told = inbox(d)
            self.assertEqual(state_of(d, "failing")["state"], "failing")
            self.start_server()  # the relay was away
            messages = self.wait(len(told))
            self.assertEqual(len(messages), len(told))
            sequences = {}
            for alert, octets in zip(told, messages):
                self.assertTrue(all(len(line) <= 998 for line in octets.splitlines()))
                message = email.message_from_bytes(octets, policy=email.policy.default)
                self.assertEqual(message.defects, [])
                self.assertEqual((message["X-MailFrom"], message["X-RcptTo"]),
                                 ("jarakd@kpu.example", "piket@polres.example"))
                self.assertEqual(message["Message-ID"], "<%s@kpu.example>" % alert["id"])
                self.assertEqual(message["Auto-Submitted"], "auto-generated")
                self.assertTrue(message["Subject"].startswith("PERINGATAN JARAK - SIMULASI: "))
                sent = message["Date"].datetime
                self.assertEqual(sent.utcoffset(), datetime.timedelta(hours=8))
                self.assertEqual(sent, datetime.datetime.fromisoformat(alert["time"].replace("Z", "+00:00")))
                text, calendar = message.iter_parts()
                self.assertEqual(text.get_content(), alert["text"])
                self.assertEqual(calendar.get_content_type(), "text/calendar")
                method = "CANCEL" if alert["event"] == "closed" else "PUBLISH"
                self.assertEqual([calendar.get_param(name) for name in ("method", "component", "charset")],
                                 [method, "VEVENT", "utf-8"])
                lines = calendar.get_payload(decode=True).decode().replace("\r\n ", "").split("\r\n")
                self.assertIn("UID:konflik-%s@jarakd" % alert["id"].split("-")[0], lines)
                uid, sequence = alert["id"].split("-")
                self.assertGreater(int(sequence), sequences.get(uid, 0))
                sequences[uid] = int(sequence)
                for line in ("METHOD:" + method, "SEQUENCE:" + sequence, "ORGANIZER:mailto:jarakd@kpu.example"):
                    self.assertIn(line, lines)
                closed = alert["event"] == "closed"
                self.assertIn("STATUS:CANCELLED" if closed else "STATUS:CONFIRMED", lines)
                self.assertEqual(lines[0], "BEGIN:VCALENDAR")
            self.assertIn("closed", [alert["event"] for alert in told])
            self.assertEqual(state_of(d, "live")["state"], "live")

    def read_summary(self, octets, d, events):
        """A summary's calendars, read by Debian's icalendar: {UID: (method, SEQUENCE)}."""
        message = email.message_from_bytes(octets, policy=email.policy.default)
        self.assertEqual(message.defects, [])
        text, *calendars = message.iter_parts()
        self.assertEqual(text.get_content_type(), "text/plain")
        found = {}
        for part in calendars:
            read = subprocess.run([PYTHON, "-c", READER], input=part.get_payload(decode=True), capture_output=True,
                                  check=True)
            for line in read.stdout.decode().splitlines():
                method, uid, sequence, status = line.split()
                self.assertEqual(part.get_param("method"), method)
                self.assertEqual(status, "CANCELLED" if method == "CANCEL" else "CONFIRMED")
                self.assertNotIn(uid, found)
                found[uid] = (method, int(sequence))
        told = [a for a in inbox(d) if a["event"] in events]
        self.assertEqual(found, {"konflik-%s@jarakd" % a["id"].split("-")[0]: (
            "CANCEL" if a["event"] == "closed" else "PUBLISH", int(a["id"].split("-")[1])) for a in told})
        return calendars

    def test_what_one_command_changes_is_one_message_with_all_its_entries(self):
        self.start_server()
        with Daemon(options=self.options) as d:
            self.assertEqual(subscribe(d, "piket@polres.example", channel="email").status, 201)
            for i in range(3):
                d.ask("POST", "/api/v1/notices", rally("a%d@x" % i, 0.5 + i / 200, 117.5))
            answer = d.ask("POST", "/api/v1/notices", rally("b@x", 0.505, 117.51, paslon=2))
            self.assertEqual(len(answer.json()["notices"][0]["conflicts"]), 3)
            calendars = self.read_summary(self.wait(1)[0], d, ("opened",))
            self.assertEqual(len(calendars), 1)
            etag = d.ask("GET", "/api/v1/notices/b@x").headers["etag"]
            d.ask("DELETE", "/api/v1/notices/b@x", headers={"If-Match": etag})
            calendars = self.read_summary(self.wait(2)[1], d, ("closed",))
            self.assertEqual(len(calendars), 3)

    def test_a_server_that_answers_late_gets_one_copy_and_delays_nobody(self):
        relay = Relay(self.port, late=13)  # more than the ten seconds a webhook has
        self.addCleanup(relay.close)
        receiver = Receiver()
        self.addCleanup(receiver.close)
        with Daemon(options=self.options + FAST) as d:
            for number in range(2):  # one waits behind the other: each takes the relay's time
                self.assertEqual(subscribe(d, "p%d@polres.example" % number, channel="email").status, 201)
            self.assertEqual(subscribe(d, receiver.url()).status, 201)
            pair(d, 0)
            receiver.wait(1)
            self.assertEqual({s["delivery"]["delivered"] for s in listed(d) if s["channel"] == "email"}, {0},
                             "a slow relay is no reason to wait")
            until(lambda: all(s["delivery"]["delivered"] == s["delivery"]["inbox"] > 0 for s in listed(d)), what="it is not delivered")
            time.sleep(1)
            self.assertEqual(len(relay.messages), 2, "one copy each")

    def test_what_the_server_says_is_kept(self):
        relay = Relay(self.port, answers={"RCPT": "550 5.1.1 no such user here"})
        self.addCleanup(relay.close)
        with Daemon(options=self.options) as d:
            subscribe(d, "hilang@polres.example", channel="email")
            pair(d, 0)
            self.assertEqual(state_of(d, "failing")["reason"], "SMTP 550 5.1.1 no such user here")

    def test_a_relay_by_tls_must_be_believed(self):
        cert, key = make_certificate(self.folder.name, "relay")
        stranger, _ = make_certificate(self.folder.name, "lain")
        relay = ["--mail-relay", "smtps://127.0.0.1:%d" % self.port]
        self.start_server("--smtpscert", cert, "--smtpskey", key)
        with Daemon(options=self.options + relay + ["--ca-file", stranger]) as d:
            self.assertEqual(subscribe(d, "piket@polres.example", channel="email").status, 201)
            pair(d, 0)
            failing = state_of(d, "failing")
            self.assertIn("certificate", failing["reason"])
            self.assertEqual(self.wait(1, 0), [])
        with Daemon(options=self.options + relay + ["--ca-file", cert]) as d:
            self.assertEqual(subscribe(d, "piket@polres.example", channel="email").status, 201)
            pair(d, 0)
            message = email.message_from_bytes(self.wait(1)[0], policy=email.policy.default)
            self.assertEqual(message["X-RcptTo"], "piket@polres.example")

    def test_addresses_that_are_none_or_not_allowed_are_refused(self):
        with Daemon(options=self.options) as d:
            for target, status in (("a@polres.example", 201), ("a.b+c@polres.example", 201),
                                   ("a@other.example", 403), ("a@sub.polres.example", 403),
                                   ("a", 422), ("@polres.example", 422), ("a b@polres.example", 422),
                                   ("a@polres.example\r\nBcc: x@y", 422), ("<a@polres.example>", 422),
                                   ("a@b@polres.example", 422), ("a@POLRES.example", 422), ("", 422)):
                self.assertEqual(subscribe(d, target, channel="email").status, status, target)
        with Daemon() as d:
            self.assertEqual(subscribe(d, "a@polres.example", channel="email").status, 403)


if __name__ == "__main__":
    unittest.main()
