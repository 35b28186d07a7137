#!/usr/bin/env python3
"""CalDAV side by side: jarakd, Radicale and Xandikos on the same notices and the same disk, in one run;
nginx tells what the client itself can do. Loopback only, bounded in time.
usage: calendars.py --build FOLDER [--seconds N]    (3: some three minutes, most of it filling the peers)

put      durable PUTs a second over 32 connections, each a notice of its own (wrk with put.lua)
get      GETs a second of one resource over 32 connections (wrk); 304 the same with its entity tag
sync     seconds until a client that knows nothing has all of 2,000: sync-collection, then one multiget
list     seconds of a PROPFIND, Depth: 1, for the entity tags of 2,000
query    seconds of a calendar-query for one day among 10,000, with the data of what is found

Every daemon keeps what it does for durability by default; Radicale and Xandikos run without passwords,
access rules and logs, jarakd with all of them. What a peer has not done in PATIENCE_S counts as that long."""
import argparse
import http.client
import os
import random
import re
import shutil
import statistics
import subprocess
import tempfile
import time
import xml.etree.ElementTree as ET

from serve import ROOT, free_port, wrk

FEW, MANY = 2000, 10000
PATIENCE_S = 25
DAVS = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'
ZONE = "\r\n".join(["BEGIN:VTIMEZONE", "TZID:Asia/Makassar", "BEGIN:STANDARD", "DTSTART:19700101T000000",
                    "TZOFFSETFROM:+0800", "TZOFFSETTO:+0800", "TZNAME:WITA", "END:STANDARD", "END:VTIMEZONE"])
PYTHON = "/usr/bin/python3"  # Debian's, which has dulwich and radicale
# One of two that fill a collection of Radicale through its own storage, each with every other notice: a PUT of
# the whole takes minutes, and leaves items in its cache that it then does not believe.
UPLOAD = """
import sys
from radicale import config, item, storage
from vobject import readOne
folder, path, file, part = sys.argv[1:]
settings = config.load()
settings.update({"storage": {"filesystem_folder": folder, "_filesystem_fsync": "False"}}, "fill", privileged=True)
collection = next(iter(storage.load(settings).discover(path)))
for text in open(file, newline="").read().split("\\n\\n")[int(part)::2]:
    one = item.Item(collection_path=path.strip("/"), vobject_item=readOne(text))
    one.prepare()
    with open("%s/collection-root%s%s.ics" % (folder, path, one.uid), "w", newline="") as f:
        f.write(one.serialize())
    collection._store_item_cache(one.uid + ".ics", one)
"""
COMMIT = """
import os, sys
from dulwich.porcelain import add, commit
folder = sys.argv[1]
add(folder, [os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".ics")])
commit(folder, message=b"fill", author=b"bench <bench@bench>", committer=b"bench <bench@bench>")
"""


def event(i):
    """A meeting of one of two paslon, somewhere in the regency, on one of forty days."""
    chance = random.Random(i)
    day = "2024%02d%02d" % (10 + i % 40 // 20, 1 + i % 20)
    return "\r\n".join([
        "BEGIN:VEVENT", "UID:c%d" % i, "DTSTAMP:20241001T000000Z", "DTSTART;TZID=Asia/Makassar:%sT140000" % day,
        "DTEND;TZID=Asia/Makassar:%sT150000" % day, "SUMMARY:Tatap muka %d" % i, "CATEGORIES:TATAP-MUKA",
        "X-JARAK-CONTEST:pilbup-64.08", "X-JARAK-PASLON:%d" % (1 + i % 2), "LOCATION:Gedung serbaguna %d" % i,
        "GEO:%.6f;%.6f" % (chance.uniform(0.1, 1.7), chance.uniform(116.2, 118.7)),
        "DESCRIPTION:%s" % "\r\n ".join(["x" * 70] * 6), "END:VEVENT"])


def stream(events):
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//bench//EN", ZONE, *events, "END:VCALENDAR",
                        ""]).encode()


class Server:
    """A calendar server: where its collections are, and how long what takes."""

    auth = None

    def __init__(self, folder):
        self.folder, self.process = os.path.join(folder, self.name), None
        os.makedirs(self.folder)
        self.port = free_port()

    def run(self, command):
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(100):
            try:
                return self.ask("OPTIONS", "/")
            except OSError:
                time.sleep(0.1)
        raise SystemExit("%s did not start" % self.name)

    def stop(self):
        if not self.process:
            return
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def ask(self, method, path, body=None, depth=None, kind="application/xml; charset=utf-8"):
        """One request on a connection of its own, the same client for all. Returns status and body."""
        own = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        headers = {"Content-Type": kind} if body is not None else {}
        if depth is not None:
            headers["Depth"] = str(depth)
        if self.auth:
            headers["Authorization"] = self.auth
        own.request(method, path, body, headers)
        answer = own.getresponse()
        got = answer.status, answer.read()
        own.close()
        return got

    def dav(self, method, path, inner, depth=1):
        status, body = self.ask(method, path, ('<?xml version="1.0" encoding="utf-8"?>' + inner).encode(), depth)
        if status != 207:
            raise SystemExit("%s: %s %s: %d %s" % (self.name, method, path, status, body[:300]))
        return body


class Jarakd(Server):
    name, daemon = "jarakd", None
    one = few = many = "/dav/calendars/64.08/requests/"

    def start(self):
        from daemon import Daemon
        self.daemon = Daemon(data=os.path.join(self.folder, str(len(os.listdir(self.folder))))).__enter__()
        self.port, self.auth = self.daemon.port, "Bearer " + self.daemon.token("bawaslu")

    def stop(self):
        if self.daemon:
            self.daemon.__exit__()

    def fill(self, count):
        """In a daemon of its own: what the measuring before left would be in the way."""
        self.stop()
        self.start()
        for first in range(0, count, 1000):
            answer = self.daemon.ask("POST", "/api/v1/import", stream(map(event, range(first, first + 1000))))
            assert answer.status == 201, answer.body


class Radicale(Server):
    name = "radicale"
    one, few, many = "/user/one/", "/user/few/", "/user/many/"

    def start(self):
        self.run(["radicale", "-C", "", "--server-hosts", "127.0.0.1:%d" % self.port, "--server-max-connections", "64",
                  "--storage-filesystem-folder", self.folder, "--auth-type", "none", "--logging-level", "critical"])
        for path in ("/user/", self.one, self.few, self.many):
            self.ask("MKCOL" if path == "/user/" else "MKCALENDAR", path)

    def fill(self, count):
        path = self.few if count == FEW else self.many
        file = self.folder + ".notices"
        with open(file, "wb") as f:
            f.write(b"\n".join(stream([event(i)]) for i in range(count)).rstrip(b"\n"))
        halves = [subprocess.Popen([PYTHON, "-c", UPLOAD, self.folder, path, file, part]) for part in "01"]
        if any([half.wait() for half in halves]):
            raise SystemExit("radicale could not be filled")


class Xandikos(Server):
    name = "xandikos"
    one, few, many = "/user/calendars/calendar/", "/user/calendars/few/", "/user/calendars/many/"

    def start(self):
        self.run(["xandikos", "-d", self.folder, "--defaults", "--current-user-principal", "/user/", "-l", "127.0.0.1",
                  "-p", str(self.port)])
        for path in (self.few, self.many):
            self.ask("MKCALENDAR", path)

    def fill(self, count):
        folder = self.folder + (self.few if count == FEW else self.many)
        for i in range(count):
            with open(os.path.join(folder, "c%d.ics" % i), "wb") as f:
                f.write(stream([event(i)]))
        subprocess.run([PYTHON, "-c", COMMIT, folder], check=True)


def put(server, notices, seconds, folder, tag="p"):
    """PUTs a second; every answer must be one of success. `tag`: what the UIDs begin with."""
    done = subprocess.run(["wrk", "-t1", "-c32", "-d%ds" % seconds, "--timeout", "20s", "-s",
                           os.path.join(ROOT, "tests", "bench", "put.lua"), "http://127.0.0.1:%d" % server.port, "--",
                           folder, notices, tag, *([server.auth] if server.auth else [])],
                          capture_output=True, text=True, check=True)
    if "Non-2xx" in done.stdout:
        raise SystemExit(server.name + ": " + done.stdout)
    return float(re.search(r"Requests/sec:\s*([\d.]+)", done.stdout)[1])


def get(server, path, seconds, again):
    """GETs a second; `again`: with its entity tag, so that the answers are 304."""
    headers = ["Authorization: " + server.auth] if server.auth else []
    if again:
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        connection.request("GET", path, headers={"Authorization": server.auth} if server.auth else {})
        headers.append("If-None-Match: " + connection.getresponse().getheader("ETag"))
        connection.close()
    return wrk("http://127.0.0.1:%d%s" % (server.port, path), headers, seconds)


def hrefs(body):
    return [e.text for e in ET.fromstring(body).iter("{DAV:}href") if e.text.endswith(".ics")]


def multiget(paths):
    return ("<C:calendar-multiget %s><D:prop><D:getetag/><C:calendar-data/></D:prop>%s</C:calendar-multiget>" %
            (DAVS, "".join("<D:href>%s</D:href>" % p for p in paths)))


def ask_sync(server):
    """Two requests. What the client does between them is not counted."""
    start = time.perf_counter()
    listed = server.dav("REPORT", server.few, "<D:sync-collection %s><D:sync-token/><D:sync-level>1</D:sync-level>"
                        "<D:prop><D:getetag/></D:prop></D:sync-collection>" % DAVS, 0)
    took = time.perf_counter() - start
    question = multiget(hrefs(listed))
    start = time.perf_counter()
    body = server.dav("REPORT", server.few, question)
    took += time.perf_counter() - start
    return took, body.count(b"BEGIN:VEVENT"), FEW


def ask_list(server):
    start = time.perf_counter()
    body = server.dav("PROPFIND", server.few, "<D:propfind %s><D:prop><D:getetag/></D:prop></D:propfind>" % DAVS)
    return time.perf_counter() - start, len(hrefs(body)), FEW


def ask_query(server):
    start = time.perf_counter()
    body = server.dav("REPORT", server.many, '<C:calendar-query %s><D:prop><D:getetag/><C:calendar-data/></D:prop>'
                      '<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:time-range '
                      'start="20241104T160000Z" end="20241105T160000Z"/></C:comp-filter></C:comp-filter></C:filter>'
                      "</C:calendar-query>" % DAVS)
    return time.perf_counter() - start, body.count(b"BEGIN:VEVENT"), MANY // 40


def timed(ask, server, seconds):
    """The median of as many as the time allows, behind one that fills caches (Radicale's first synchronisation
    writes a history of every member: ten times what the next ones take). Who is out of patience is started anew."""
    took, until = [], time.monotonic() + seconds
    while len(took) < 30 and (len(took) < 2 or time.monotonic() < until):
        try:
            spent, count, wanted = ask(server)
        except TimeoutError:
            print("%s: %s took more than %d s" % (server.name, ask.__name__, PATIENCE_S))
            server.stop()
            server.start()
            return PATIENCE_S
        assert count == wanted, (server.name, count, wanted)
        took.append(spent)
    return statistics.median(took[1:])


class Nginx(Server):
    """Takes a PUT and forgets it, has one notice as a file: what the client can do at most."""
    name = "nginx"
    one, few = "/sink/", "/"

    def start(self):
        with open(self.folder + "/c7.ics", "wb") as f:
            f.write(stream([event(7)]))
        with open(self.folder + "/nginx.conf", "w", encoding="utf-8") as f:
            f.write("worker_processes 1; daemon off; pid %s/nginx.pid; error_log stderr crit;\n"
                    "events { worker_connections 256; }\nhttp { access_log off; sendfile on; tcp_nopush on;\n"
                    " keepalive_requests 1000000; open_file_cache max=10; server { listen 127.0.0.1:%d; root %s;\n"
                    " location /sink/ { client_body_buffer_size 16k; return 201; } } }\n"
                    % (self.folder, self.port, self.folder))
        os.chmod(os.path.dirname(self.folder), 0o755)
        self.run(["nginx", "-p", self.folder, "-c", self.folder + "/nginx.conf"])


def measure(servers, notices, seconds):
    """One figure after the other, the servers in turns: what else runs on the machine comes and goes."""
    calendars = [s for s in servers if s.name != "nginx"]
    found = {s.name: {} for s in servers}

    def turns(who, what, figure):
        for server in who:
            found[server.name][what] = figure(server)

    turns(servers, "put_per_s", lambda s: put(s, notices, seconds, s.one))
    for server in calendars:
        server.fill(FEW)
    turns(calendars, "list_of_2000_s", lambda s: timed(ask_list, s, seconds))
    turns(calendars, "sync_of_2000_s", lambda s: timed(ask_sync, s, seconds))
    turns(servers, "get_per_s", lambda s: get(s, s.few + "c7.ics", seconds, False))
    turns(servers, "304_per_s", lambda s: get(s, s.few + "c7.ics", seconds, True))
    for server in calendars:
        server.fill(MANY)
    turns(calendars, "query_among_10000_s", lambda s: timed(ask_query, s, seconds))
    return found


def tell(all_found):
    own = all_found["jarakd"]
    for name, found in all_found.items():
        for what, value in found.items():
            print("caldav_%s_%s %.4g" % (name, what, value))
    for name in ("radicale", "xandikos"):
        for what, value in all_found[name].items():
            ratio = own[what] / value if what.endswith("per_s") else value / own[what]
            print("caldav_%s_over_%s %.1f" % (re.sub("_(per_)?s$", "", what), name, ratio))
    for what, value in all_found["nginx"].items():
        print("caldav_%s_over_nginx %.2f" % (what[:-6], own[what] / value))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--build", default=os.path.join(ROOT, "build"))
    options.add_argument("--seconds", type=int, default=3)
    o = options.parse_args()
    os.environ["JARAK_BUILD"] = os.path.abspath(o.build)
    folder = tempfile.mkdtemp(prefix="jarakd-calendars-", dir=os.path.abspath(o.build))
    try:
        notices = os.path.join(folder, "notices")
        with open(notices, "wb") as f:
            f.write(b"\n".join(stream([event(i)]) for i in range(FEW)))
        began, servers = time.monotonic(), []
        try:
            for kind in (Jarakd, Nginx, Radicale, Xandikos):
                servers.append(kind(folder))
                servers[-1].start()
            tell(measure(servers, notices, o.seconds))
        finally:
            for server in servers:
                server.stop()
        print("caldav_took_s %.0f" % (time.monotonic() - began))
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
