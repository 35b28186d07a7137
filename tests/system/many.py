"""Several daemons on one journal: a server of PostgreSQL, and daemons that share what it keeps."""
import http.client
import os
import re
import subprocess
import threading
import time

import cluster
from daemon import BUILD, Daemon, rally, until

MODULE = os.path.join(BUILD, "jarakd-postgresql.so")
SKIP = cluster.SKIP or ("" if os.path.exists(MODULE) else "the module of PostgreSQL is not built (make many)")


def ctl(*words):
    done = subprocess.run([os.path.join(BUILD, "jarakctl"), *words], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return done.stdout


def journal_entries(metrics):
    """Only the machine itself is told the number; others are told it sealed."""
    return int(re.search(rb"(?m)^jarakd_journal_entries (\d+)$", metrics)[1])


class Sharer(Daemon):
    """A daemon of a shared journal; tokens were made by the one that wrote first."""

    def __init__(self, many, address, options=(), **more):
        super().__init__(options=["--store", address, *options], **more)
        self.many = many

    def token(self, role, region="64.08", paslon=None):
        for other in self.many.daemons:
            if os.path.exists(os.path.join(other.data, "tokens")):
                return Daemon.token(other, role, region, paslon)
        raise KeyError(role)

    def role(self):
        """As its log said last."""
        words = [line.split("role=")[1].split()[0] for line in self.logged().splitlines() if "shared-journal role=" in line]
        return words[-1] if words else ""

    def seq(self):
        return journal_entries(self.ask("GET", "/metrics", role=None).body)


class Many:
    def __init__(self, count=2, options=(), settings=None, address=None):
        self.cluster = cluster.Cluster(**({"fsync": "off"} if settings is None else settings))
        self.address = address(self.cluster) if address else self.cluster.address()
        ctl("store", "prepare", self.address)
        self.daemons = []
        for _ in range(count):
            self.add(options)

    def add(self, options=(), **more):
        daemon = Sharer(self, self.address, options, **more)
        self.daemons.append(daemon)
        daemon.start()
        return daemon

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        for daemon in self.daemons:
            daemon.__exit__()
        self.cluster.close()

    def writer(self):
        return until(lambda: [d for d in self.daemons if d.process.poll() is None and d.role() == "writes"],
                     lambda found: len(found) == 1, "nobody writes, or two do")[0]

    def readers(self):
        writer = self.writer()
        return [d for d in self.daemons if d is not writer and d.process.poll() is None]

    def together(self):
        """Until all have what the writer has."""
        end = self.writer().seq()
        for daemon in self.daemons:
            if daemon.process.poll() is None:
                until(daemon.seq, lambda seq: seq >= end, "a reader does not follow")
        return end


class Filers:
    """Clients that file notices at whichever daemon takes them, and remember what was acknowledged. Every
    second of them files `each` at once: one group, of which parts go ahead (AHEAD in daemon/store/stage.c)."""

    def __init__(self, many, count=3, name="n", each=1):
        self.many, self.name, self.each = many, name, each
        self.acked, self.unsure, self.refused, self.stopping = [], [], 0, threading.Event()
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.work, args=(i,), daemon=True) for i in range(count)]
        for thread in self.threads:
            thread.start()

    def notice(self, uid, number):
        """Far from each other, so that no two of them conflict, and of one side."""
        return rally(uid, -1.0 + 0.03 * (number % 60), 115.5 + 0.03 * (number // 60 % 60))

    def file(self, uids, number):
        """Once, at one of them. @return its status; None: no answer"""
        notices = [self.notice(uid, number * self.each + i) for i, uid in enumerate(uids)]
        path = "/api/v1/notices" if len(uids) == 1 else "/api/v1/import"
        body = notices[0].split(b"BEGIN:VEVENT")[0] + b"".join(
            b"BEGIN:VEVENT" + notice.split(b"BEGIN:VEVENT")[1].split(b"END:VCALENDAR")[0] for notice in notices) + b"END:VCALENDAR\r\n"
        alive = [d for d in self.many.daemons if d.process and d.process.poll() is None]
        for daemon in sorted(alive, key=lambda d: d.role() != "writes"):
            try:
                answer = daemon.ask("POST", path, body)
            except (OSError, http.client.HTTPException):
                return None
            if answer.status in (200, 201):
                return answer.status
            if answer.status not in (503, 507):
                raise AssertionError(answer.body)
        return 503

    def work(self, thread):
        number, each = thread, 1 if thread % 2 else self.each
        while not self.stopping.is_set():
            uids = ["%s%d-%d-%d@m" % (self.name, thread, number, i) for i in range(each)]
            number += len(self.threads)
            while not self.stopping.is_set():
                status = self.file(uids, number)
                if status in (200, 201):
                    with self.lock:
                        self.acked += uids
                    time.sleep(0.02 if each > 1 else 0)  # all of them are listed at the end
                    break
                with self.lock:
                    self.refused += 1
                    if status is None and uids[0] not in self.unsure:
                        self.unsure += uids
                time.sleep(0.05)

    def acknowledged(self):
        with self.lock:
            return len(self.acked)

    def more(self, count=3):
        """Until so many more were acknowledged."""
        end = self.acknowledged() + count
        until(self.acknowledged, lambda now: now >= end, "nothing is acknowledged any more")

    def stop(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join()
        return self.acked


def stored(daemon):
    """UIDs as a daemon lists them, each as often as it does."""
    listed, cursor = [], 0
    while cursor is not None:
        answer = daemon.ask("GET", "/api/v1/notices?cursor=%d" % cursor, role="polres").json()
        listed += [notice["uid"] for notice in answer["notices"]]
        cursor = answer["cursor"]
    return listed
