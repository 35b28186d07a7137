"""Several daemons on one journal: a server of PostgreSQL, and daemons that share what it keeps."""
import os
import subprocess

import cluster
from daemon import BUILD, Daemon, until

MODULE = os.path.join(BUILD, "jarakd-postgresql.so")
SKIP = cluster.SKIP or ("" if os.path.exists(MODULE) else "the module of PostgreSQL is not built (make many)")


def ctl(*words):
    done = subprocess.run([os.path.join(BUILD, "jarakctl"), *words], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return done.stdout


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
        return int(self.ask("GET", "/healthz", role=None).headers["jarak-journal"])


class Many:
    def __init__(self, count=2, options=(), settings=None, address=None):
        self.cluster = cluster.Cluster(**(settings or {"fsync": "off"}))
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
