"""A real daemon for the system tests: started on a port of the kernel's choice, ended by pid."""
import fcntl
import http.client
import json
import os
import random
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time

import shadow

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.environ.get("JARAK_BUILD", os.path.join(ROOT, "build"))
PACK = os.path.join(ROOT, "calendars", "kutim-2024")
NOTICES = os.path.join(PACK, "notices")
RELEASE = os.environ.get("JARAK_RELEASE", os.path.join(ROOT, "build"))  # as it is installed; BUILD aborts at a failed assertion
SLOW = 4 if os.environ.get("JARAK_ASAN") else 1  # sanitizers take their time
HANGING_S = 120 * SLOW  # a guard against hanging and no measure: what a test waits for comes in a moment


def until(look, is_so=bool, what="it does not come"):
    """Look again until what is seen is so, and return it; fails with what was seen last. How long that takes is
    the machine's matter, and the bench's."""
    end, seen = time.monotonic() + HANGING_S, look()
    while not is_so(seen):
        if time.monotonic() > end:
            raise AssertionError("%s; seen last: %r" % (what, seen))
        time.sleep(0.01)
        seen = look()
    return seen


def free_port():
    """For a server that must be there at the same address again. Below those the kernel gives away by itself: nothing
    else, of this test or of one that runs beside it, is given it meanwhile."""
    while True:
        port = random.randint(20000, 29999)
        with socket.socket() as s:
            try:
                s.bind(("127.0.0.1", port))
                return port
            except OSError:  # somebody has it
                pass


def handed(command, sockets):
    """The command as whoever was given these sockets runs it: the shell knows the process's number, and becomes it."""
    if not sockets:
        return command
    return ["sh", "-c", "LISTEN_PID=$$ LISTEN_FDS=%d LISTEN_FDNAMES=x exec \"$0\" \"$@\"" % len(sockets)] + command


def hand_over(sockets):
    """In the child: they become descriptors 3 and up."""
    high = [fcntl.fcntl(s, fcntl.F_DUPFD, 64) for s in sockets]
    for number, fd in enumerate(high):
        os.dup2(fd, 3 + number)
        os.close(fd)


class Answer:
    def __init__(self, status, headers, body, all_headers=()):
        self.status, self.headers, self.body = status, headers, body
        self.all_headers = list(all_headers)  # one name may stand several times

    def json(self):
        return json.loads(self.body)


class Daemon:
    """`with Daemon() as d:`; d.stop() and d.start() keep the data folder."""

    def __init__(self, data=None, pack=PACK, before=None, options=(), env=None, build=BUILD, spoilt=False, sockets=()):
        self.folder = tempfile.TemporaryDirectory(prefix="jarakd-test-")
        self.data = data or os.path.join(self.folder.name, "data")
        self.pack = pack
        self.env, self.options = env, list(options)
        self.before = before  # run in the child before the daemon: limits of its own
        self.process, self.build = None, build
        self.sockets = list(sockets)  # that listen: handed over as systemd does, in the place of --listen and --socket
        self.again = False  # it is being stopped to be started again
        self.shadow, self.shared = None, []  # a second daemon that follows this one (shadow.py)
        if shadow.ADDRESS and "--store" not in self.options:
            self.shared = shadow.journal_options(self.data)
            self.shadow = Daemon(pack=pack, env=env, build=build, options=self.shared + ["--store-follow", "on"])
        self.spoilt = spoilt  # the test breaks a promise itself; elsewhere a failed assertion is a failed test

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.stop()
        if self.shadow:
            self.shadow.__exit__()
        self.folder.cleanup()

    def start(self):
        began = time.monotonic()
        self.launch()
        self.wait_loaded()
        self.start_s = time.monotonic() - began
        if self.shadow and not self.shadow.process:
            self.shadow.pack = self.pack  # a test may have chosen it since
            self.shadow.options += self.packs()
            self.shadow.start()
        return self

    def packs(self):
        """Those that it is given besides."""
        return [word for i, word in enumerate(self.options) if word == "--pack" or (i and self.options[i - 1] == "--pack")]

    def launch(self):
        """Begin to start; it answers as a doorman does until it has read its store."""
        self.log = open(os.path.join(self.folder.name, "stderr"), "ab")
        command = [os.path.join(self.build, "jarakd"), "--listen", "127.0.0.1:0", "--data", self.data, "--pack",
                   self.pack] + self.options + self.shared
        self.process = subprocess.Popen(
            handed(self.command(command), self.sockets), stdout=subprocess.PIPE, stderr=self.log, text=True, cwd=ROOT,
            env=self.env, preexec_fn=self.prepare, restore_signals=False, close_fds=not self.sockets)

    def command(self, words):
        """As it is run: within something else, where a test has it so. The process becomes jarakd."""
        return words

    def prepare(self):
        hand_over(self.sockets)
        if self.before:
            self.before()

    def wait_loaded(self):
        line = self.process.stdout.readline()
        if line.startswith("listening unix:"):
            self.port = None
            return
        if not line.startswith(("listening http://127.0.0.1:", "listening https://127.0.0.1:")):
            self.process.wait()
            with open(os.path.join(self.folder.name, "stderr"), encoding="utf-8") as f:
                raise RuntimeError("the daemon did not start: " + f.read())
        self.port = int(line.rsplit(":", 1)[1])

    def logged(self):
        """What it has written on standard error so far."""
        with open(os.path.join(self.folder.name, "stderr"), encoding="utf-8") as f:
            return f.read()

    def stop(self, how=signal.SIGTERM):
        if self.shadow and how == signal.SIGTERM:
            shadow.compare(self, self.shadow)
        if shadow.AGAIN and how == signal.SIGTERM and not self.again:
            shadow.look_again(self)
        self.process.send_signal(how)
        status = self.process.wait(timeout=30)
        self.process.stdout.close()
        self.log.close()
        if not self.spoilt and "assert file=" in self.logged():
            raise AssertionError("an assertion failed: " + self.logged()[-2000:])
        return status

    def token(self, role, region="64.08", paslon=None):
        with open(os.path.join(self.data, "tokens"), encoding="utf-8") as f:
            for line in f:
                words = line.split()
                if words[:2] == [role, region] and (paslon is None or words[-1] == str(paslon)):
                    return words[2]
        raise KeyError(role)

    def ask(self, method, path, body=None, role="bawaslu", headers=None, region="64.08",
            connection=None):
        """One request; role None sends no token."""
        own = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = dict(headers or {})
        if role:
            sent.setdefault("Authorization", "Bearer " + self.token(role, region))
        if body is not None:
            sent.setdefault("Content-Type", "text/calendar")
        own.request(method, path, body, sent)
        answer = own.getresponse()
        got = Answer(answer.status, dict((k.lower(), v) for k, v in answer.getheaders()), answer.read(),
                     answer.getheaders())
        if not connection:
            own.close()
        return got

    def announce(self, method, path, octets, kind, role="bawaslu"):
        """The status of a request that only says how long its body is: refused before it is sent."""
        own = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        own.putrequest(method, path)
        for name, value in (("Authorization", "Bearer " + self.token(role)), ("Content-Type", kind),
                            ("Content-Length", str(octets))):
            own.putheader(name, value)
        own.endheaders()
        status = own.getresponse().status
        own.close()
        return status

    def decide(self, uid, role="polres", **members):
        return self.ask("POST", "/api/v1/notices/%s/decision" % uid, json.dumps(members), role,
                        {"Content-Type": "application/json"})


class Clock:
    """A wall clock to set while daemons run that were started with `env=clock.env` (tests/tools/clock.c).
    Ticks and timers stay those of the machine: start the daemon with `--tick-ms`."""

    def __init__(self):
        self.file = tempfile.NamedTemporaryFile(prefix="jarakd-clock-")
        self.shift_ms = 0
        self.shift(0)
        self.env = dict(os.environ, JARAK_TEST_CLOCK=self.file.name,
                        LD_PRELOAD=os.path.join(BUILD, "tests", "clock.so"))
        asan = self.env.get("ASAN_OPTIONS", "")
        self.env["ASAN_OPTIONS"] = asan + (":" if asan else "") + "verify_asan_link_order=0"

    def now(self):
        return time.time() + self.shift_ms / 1000

    def shift(self, seconds):
        self.shift_ms += int(1000 * seconds)
        os.pwrite(self.file.fileno(), struct.pack("=q", self.shift_ms), 0)

    def forward_to(self, hour, zone_h=8):
        """To the next time it is that hour in the zone; WITA where nobody says."""
        local = (self.now() + 3600 * zone_h) % 86400
        self.shift((3600 * hour - local) % 86400)


class Stream(threading.Thread):
    """Reads server-sent events in the background; `events` holds (id, data, when); id 0 where there is none."""

    def __init__(self, daemon, role="polres", after=None):
        super().__init__(daemon=True)
        self.events, self.ready = [], threading.Event()
        self.connection = http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=30)
        headers = {"Authorization": "Bearer " + daemon.token(role)}
        if after is not None:
            headers["Last-Event-ID"] = str(after)
        self.connection.request("GET", "/api/v1/alerts/stream", headers=headers)
        # The answer takes the socket over (the stream ends with its connection): keep it for close().
        self.socket = self.connection.sock
        self.answer = self.connection.getresponse()
        self.start()

    def run(self):
        event = {}
        try:
            for raw in self.answer:
                line = raw.decode().rstrip("\r\n")
                if line.startswith("id:"):
                    event["id"] = int(line[3:])
                elif line.startswith("data:"):
                    event["data"] = json.loads(line[5:])
                elif not line and "data" in event:
                    self.events.append((event.get("id", 0), event["data"], time.monotonic()))
                    event = {}
        except (OSError, ValueError, AttributeError):
            pass

    def wait(self, count, timeout=10):
        end = time.monotonic() + timeout * SLOW
        while len(self.events) < count and time.monotonic() < end:
            time.sleep(0.005)
        return self.events

    def close(self):
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.join(timeout=5)
        self.answer.close()
        self.connection.close()


def make_certificate(folder, name, names="IP:127.0.0.1"):
    """A certificate by nobody; the key beside it."""
    cert, key = (os.path.join(folder, name + end) for end in (".pem", ".key"))
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                    "-nodes", "-days", "1", "-subj", "/CN=" + name, "-addext",
                    "subjectAltName=" + names, "-keyout", key, "-out", cert], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return cert, key


def sample(name):
    with open(os.path.join(NOTICES, name), "rb") as f:
        return f.read()


def rally(uid, lat, lon, paslon=1, start="20241120T140000", end="20241120T170000", sequence=0, extra=()):
    """A mass rally as a stream of one notice."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//test//EN", "BEGIN:VEVENT", "UID:" + uid,
             "DTSTAMP:20241101T000000Z", "SEQUENCE:%d" % sequence,
             "DTSTART;TZID=Asia/Makassar:" + start, "DTEND;TZID=Asia/Makassar:" + end,
             "SUMMARY:Rapat umum", "CATEGORIES:RAPAT-UMUM", "X-JARAK-CONTEST:pilbup-64.08",
             *(["X-JARAK-PASLON:%d" % paslon] if paslon else []), "GEO:%.6f;%.6f" % (lat, lon), *extra, "END:VEVENT",
             "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()
