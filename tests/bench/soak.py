#!/usr/bin/env python3
"""One daemon under a steady mixed load: does it keep its memory and its descriptors? Loopback only.
usage: soak.py --build FOLDER [--seconds S] [--pace N] [--notices N]

The world stays as large as it is: N notices are filed once, and changed and decided ever after; it is asked for checks, small
and heavy, feeds, pages, lists, CalDAV reports, slots and sheets; a stream is held, others come and go; letters come in parts;
each few minutes there is a SIGHUP, and a backup. Every second its resident memory (RSS, and what is its own alone) and its
descriptors are read, between two requests.
Printed: slopes by least squares behind the first tenth, descriptors of the first and the last quarter, answers by status. Exit 1
where memory rises by more than SLOPE KiB an hour, descriptors are not what they were, or a request is refused."""
import argparse
import collections
import http.client
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "system"))
SLOPE = 1024  # KiB an hour
RELOAD_S, BACKUP_S = 240, 600
TYPE = {"pdf": "application/pdf", "json": "application/json", "xml": "application/xml; charset=utf-8"}
QUERY = (b'<?xml version="1.0"?><C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><D:getetag/>'
         b'</D:prop><C:filter><C:comp-filter name="VCALENDAR"/></C:filter></C:calendar-query>')


class Load:
    """One client; which request is next goes round."""

    def __init__(self, daemon, system, notices):
        self.daemon, self.system, self.notices = daemon, system, notices
        self.tokens = {role: daemon.token(role) for role in ("bawaslu", "polres")}
        self.connection = http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=60)
        self.refused, self.etag = [], None
        self.told, self.turn, self.changes, self.conflict = collections.Counter(), 0, 0, None
        self.steps = (self.change, self.check, self.feed, self.day, self.change, self.page, self.report, self.decide, self.change,
                      self.listed, self.part, self.come_and_go, self.alerts, self.heavy, self.change, self.slots,
                      self.sheet, self.metrics)

    def ask(self, method, path, body=None, role="bawaslu", **headers):
        sent = {k.replace("_", "-"): v for k, v in headers.items()}
        if role:
            sent["Authorization"] = "Bearer " + self.tokens[role]
        if body is not None:
            sent.setdefault("Content-Type", "text/calendar")
        self.connection.request(method, path, body, sent)
        answer = self.connection.getresponse()
        octets = answer.read()
        self.told[answer.status] += 1
        if answer.status >= 400:
            self.refused.append("%s %s: %d %s" % (method, path, answer.status, octets[:200].decode()))
        self.etag = answer.getheader("ETag")
        return answer.status, octets

    def uid(self, number):
        return "s%d@soak" % (number % self.notices)

    def file(self, number):
        """Two paslon side by side, so that some are near each other; a change moves one by a little."""
        at = number % self.notices
        place = 0.2 + at % 40 / 50 + self.changes % 7 / 2000, 116.6 + at // 40 % 40 / 40
        self.changes += 1
        return self.ask("POST", "/api/v1/notices", self.system.rally(
            self.uid(number), *place, 1 + at % 2, "202411%02dT140000" % (5 + at % 15), "202411%02dT170000" % (5 + at % 15),
            sequence=self.changes))

    def change(self):
        self.file(self.turn * 7)

    def decide(self):
        uid = self.uid(self.turn * 5)
        known = json.loads(self.ask("GET", "/api/v1/notices/" + uid)[1])
        if known["state"] != "approved":
            self.ask("POST", "/api/v1/notices/%s/decision" % uid, json.dumps({
                "act": "approve", "sttp": "STTP/%d" % self.turn, "reason": "uji", "chain_revision": known["chain_revision"],
                "seen": [{"conflict": c["id"], "revision": c["revision"]} for c in known.get("conflicts", [])]}).encode(), "polres",
                Content_Type=TYPE["json"])

    def check(self):
        self.ask("POST", "/api/v1/check", self.system.rally("c@soak", 0.5, 117.1))

    def heavy(self):
        shapes = self.shapes
        self.ask("POST", "/api/v1/check", shapes.calendar(*[
            shapes.convoy("%s@soak" % name, paslon, shapes.corners(600, lane), rrule="FREQ=DAILY;COUNT=10")
            for name, paslon, lane in (("a", 1, 0), ("b", 2, 0.00005))]))

    def feed(self):
        self.ask("GET", "/feeds/64.08/approved.ics", None, None, Accept_Encoding="gzip")

    def day(self):
        self.ask("GET", "/api/v1/days/64.08/2024-11-%02d" % (5 + self.turn % 15), role="polres")

    def page(self):
        self.ask("GET", "/kalender/64.08", None, None)

    def report(self):
        self.ask("REPORT", "/dav/calendars/64.08/requests/", QUERY, Content_Type=TYPE["xml"], Depth="1")

    def listed(self):
        self.ask("GET", "/api/v1/notices?date=2024-11-%02d" % (5 + self.turn % 15))

    def part(self):
        pdf = b"%PDF-1.4\n" + bytes(8991)
        for begin in (0, 4500):
            self.ask("PUT", "/api/v1/notices/%s/letter" % self.uid(self.turn % 5), pdf[begin:begin + 4500], Content_Type=TYPE["pdf"],
                     Content_Range="bytes %d-%d/9000" % (begin, begin + 4499))

    def come_and_go(self):
        stream = self.system.Stream(self.daemon)
        stream.close()

    def alerts(self):
        self.ask("GET", "/api/v1/alerts", role="polres")

    def slots(self):
        self.ask("GET", "/api/v1/notices/%s/slots?date=2024-11-20" % self.uid(self.turn))

    def sheet(self):
        if not self.conflict:
            found = json.loads(self.ask("GET", "/api/v1/conflicts", role="polres")[1])["conflicts"]
            self.conflict = found[0]["id"] if found else None
        if self.conflict:
            self.ask("GET", "/api/v1/conflicts/%s/sheet.pdf" % self.conflict, role="polres")

    def metrics(self):
        self.ask("GET", "/metrics", None, None)

    def step(self):
        self.steps[self.turn % len(self.steps)]()
        self.turn += 1


def memory_kib(pid):
    """Resident pages, and those that are nobody else's."""
    with open("/proc/%d/statm" % pid, encoding="ascii") as file:
        words = file.read().split()
    return 4 * int(words[1]), 4 * (int(words[1]) - int(words[2]))


def slope(points):
    """KiB an hour by least squares of (second, KiB)."""
    line = statistics.linear_regression([p[0] for p in points], [p[1] for p in points])
    return 3600 * line.slope


def run(daemon, load, options, folder):
    """Samples: (second, RSS, own, descriptors)."""
    began, samples, step, backups = time.monotonic(), [], 0, 0
    due = {"sample": 1.0, "reload": RELOAD_S / 2, "backup": BACKUP_S / 3}
    while (now := time.monotonic() - began) < options.seconds:
        load.step()
        if now >= due["sample"]:
            due["sample"] += 1
            rss, own = memory_kib(daemon.process.pid)
            samples.append((now, rss, own, len(os.listdir("/proc/%d/fd" % daemon.process.pid))))
        if now >= due["reload"]:
            due["reload"] += RELOAD_S
            daemon.process.send_signal(signal.SIGHUP)
        if now >= due["backup"]:
            due["backup"] += BACKUP_S
            backups += 1
            subprocess.run([os.path.join(options.build, "jarakctl"), "backup", os.path.join(folder, "b%d.tar" % backups), "--data",
                            daemon.data], check=True, capture_output=True)
            os.remove(os.path.join(folder, "b%d.tar" % backups))
        step += 1
        time.sleep(max(0.0, began + step / options.pace - time.monotonic()))
    return samples


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--pace", type=float, default=20, help="turns of the load a second")
    parser.add_argument("--notices", type=int, default=400)
    options = parser.parse_args()
    options.build = os.path.abspath(options.build)
    os.environ["JARAK_BUILD"] = options.build
    import daemon as system  # reads the environment
    import stall_shapes
    with tempfile.TemporaryDirectory(prefix="jarakd-soak-") as folder, system.Daemon(build=options.build) as daemon:
        load = Load(daemon, system, options.notices)
        load.shapes = stall_shapes
        held = system.Stream(daemon)
        for number in range(options.notices):
            load.file(number)
        load.told.clear()
        samples = run(daemon, load, options, folder)
        held.close()
        load.connection.close()
        faults = daemon.logged().count("assert file=")
    kept = samples[len(samples) // 10:]
    rises = {name: slope([(s[0], s[i]) for s in kept]) for i, name in ((1, "rss"), (2, "own"))}
    quarters = [statistics.median(s[3] for s in part) for part in (samples[:len(samples) // 4], samples[-(len(samples) // 4):])]
    print("soak: %d s, %d turns, answers %s" % (samples[-1][0], load.turn, dict(sorted(load.told.items()))))
    print("".join("refused: %s\n" % line for line in load.refused[:5]), end="")
    print("memory: %d KiB at the first, %d at the last; slope %.0f KiB/h (RSS), %.0f KiB/h (its own)" % (
        kept[0][1], kept[-1][1], rises["rss"], rises["own"]))
    print("descriptors: %d in the first quarter, %d in the last" % tuple(quarters))
    return 1 if max(rises.values()) > SLOPE or quarters[0] != quarters[1] or load.refused or faults else 0


if __name__ == "__main__":
    sys.exit(main())
