"""PostgreSQL servers of a test's own, on a socket of theirs; nothing else reaches them.

A server refuses to run as root, so root starts it as the account of Debian's package. Each is ended by its own
number. `SKIP` says why there can be none, or is empty.
"""
import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

BIN = "/usr/lib/postgresql/15/bin"
SKIP = "" if os.path.exists(BIN + "/postgres") else "postgresql-15 is not installed"
SETTINGS = {"listen_addresses": "", "max_connections": "60", "shared_buffers": "64MB", "logging_collector": "off",
            "max_wal_senders": "8", "wal_level": "replica", "hot_standby": "on", "log_min_messages": "warning",
            "wal_receiver_timeout": "5s", "wal_sender_timeout": "5s", "wal_receiver_status_interval": "1s"}
APART = False  # in sessions of their own, where Ctrl-C does not reach them


def as_owner(words):
    """A command as whoever may run a server."""
    if os.getuid() != 0:
        return words
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"] + words


def owned_folder(prefix):
    folder = tempfile.mkdtemp(prefix=prefix)
    if os.getuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
    os.chmod(folder, 0o755)
    return folder


class Server:
    """One server; `name` is that of its folder, socket and standby."""

    def __init__(self, top, name):
        self.top, self.name = top, name
        self.data = os.path.join(top, name)
        self.socket = os.path.join(top, "s-" + name)
        self.process = None
        os.makedirs(self.socket, exist_ok=True)
        if os.getuid() == 0:
            shutil.chown(self.socket, "postgres", "postgres")

    def run(self, *words):
        return subprocess.run(as_owner(list(words)), check=True, capture_output=True, cwd=self.top)

    def make(self, **settings):
        self.run(BIN + "/initdb", "-D", self.data, "-U", "jarak", "--auth=trust", "--no-sync", "-E", "UTF8",
                 "--locale=C")
        self.set(**{**SETTINGS, "unix_socket_directories": self.socket, **settings})
        with open(self.data + "/pg_hba.conf", "a", encoding="utf-8") as f:
            f.write("local replication all trust\n")

    def set(self, **settings):
        with open(self.data + "/postgresql.conf", "a", encoding="utf-8") as f:
            for name, value in settings.items():
                f.write("%s = '%s'\n" % (name, value))

    def start(self):
        log = open(self.data + "/log", "ab")
        self.process = subprocess.Popen(as_owner([BIN + "/postgres", "-D", self.data]), stdout=log, stderr=log,
                                        cwd=self.top, start_new_session=APART)
        log.close()
        self.wait()

    def wait(self):
        for _ in range(600):
            if self.process.poll() is not None:
                raise RuntimeError(open(self.data + "/log", encoding="utf-8").read()[-2000:])
            if subprocess.run([BIN + "/pg_isready", "-q", "-h", self.socket], check=False).returncode == 0:
                return
            time.sleep(0.05)
        raise RuntimeError("the server does not come up")

    def pid(self):
        """Of the postmaster: setpriv has become it."""
        return self.process.pid

    def kill(self):
        """The machine dies: the postmaster and, at once, whoever serves a connection."""
        children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self.pid())], capture_output=True, text=True,
                                  check=False).stdout.split()
        for pid in [self.pid()] + [int(child) for child in children]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait()
        self.process = None

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # fast: connections are cut
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.kill()
        self.process = None

    def sql(self, text, database="jarak"):
        done = subprocess.run([BIN + "/psql", "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-h", self.socket, "-U",
                               "jarak", "-d", database, "-c", text], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return done.stdout.strip()

    @contextlib.contextmanager
    def holding(self, text):
        """A transaction that did that is open meanwhile."""
        psql = subprocess.Popen([BIN + "/psql", "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-h", self.socket, "-U", "jarak",
                                 "-d", "jarak"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        psql.stdin.write("BEGIN; %s; SELECT 'held';\n" % text)
        psql.stdin.flush()
        assert psql.stdout.readline().strip() == "held"
        try:
            yield
        finally:
            psql.communicate("ROLLBACK;\n")

    def follow(self, first, name):
        """Become a standby of a running server."""
        self.run(BIN + "/pg_basebackup", "-D", self.data, "-h", first.socket, "-U", "jarak", "-X", "stream", "-c",
                 "fast", "--no-sync", "-R", "-d", "host=%s user=jarak application_name=%s" % (first.socket, name))
        self.set(unix_socket_directories=self.socket)

    def again(self, first):
        """The one that was killed comes back as a standby of the one that took its place."""
        shutil.rmtree(self.data)
        self.follow(first, self.name)
        self.start()
        first.set(synchronous_standby_names="*")
        first.sql("SELECT pg_reload_conf()")

    def promote(self):
        self.run(BIN + "/pg_ctl", "promote", "-w", "-D", self.data)


class Cluster:
    """A server with the database `jarak`; more can follow it."""

    def __init__(self, **settings):
        self.top = owned_folder("jarakd-pg-")
        self.servers = []
        self.first = self.add("a")
        self.first.make(**settings)
        self.first.start()
        self.first.sql("CREATE DATABASE jarak", "postgres")

    def add(self, name):
        server = Server(self.top, name)
        self.servers.append(server)
        return server

    def stand_by(self):
        """A standby that has each commit before it is acknowledged. @return the address of both"""
        second = self.add("b")
        second.follow(self.first, "b")
        self.first.set(synchronous_standby_names="*")
        self.first.sql("SELECT pg_reload_conf()")
        second.start()
        for _ in range(600):
            if self.first.sql("SELECT count(*) FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum')") == "1":
                return self.address(self.first, second)
            time.sleep(0.05)
        raise RuntimeError("no standby has each commit")

    def address(self, *servers, **more):
        """As libpq reads it: of one server, or of several of which one can be written to."""
        of = servers or (self.first,)
        words = "&".join("%s=%s" % pair for pair in more.items())
        return "postgresql:///jarak?user=jarak&host=%s%s" % (",".join(s.socket for s in of), words and "&" + words)

    def close(self):
        for server in self.servers:
            server.stop()
        shutil.rmtree(self.top, ignore_errors=True)


class Proxy:
    """Stands between daemons and a server; cuts a connection when the server has answered a commit and before who sent
    it hears of that. Its socket lies in a folder like a server's."""

    def __init__(self, top, server):
        self.socket = os.path.join(top, "s-proxy")
        os.makedirs(self.socket)
        self.to = server.socket + "/.s.PGSQL.5432"
        self.cuts, self.armed, self.down, self.falls = 0, 0, False, False
        self.rate = 0  # octets a second on the way to the server; 0: as they come
        self.lock = threading.Lock()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(self.socket + "/.s.PGSQL.5432")
        self.listener.listen(64)
        threading.Thread(target=self.accept, daemon=True).start()

    def arm(self, falls=False):
        """The answer to the next commit is cut off; and then nothing comes through, where it falls, until `down` is
        taken back."""
        with self.lock:
            self.armed += 1
            self.falls = falls

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            try:
                server.connect(self.to)
            except OSError:
                client.close()
                continue
            state = {"committed": False}
            threading.Thread(target=self.pump, args=(client, server, state, True), daemon=True).start()
            threading.Thread(target=self.pump, args=(server, client, state, False), daemon=True).start()

    def pump(self, one, other, state, from_client):
        try:
            while True:
                octets = one.recv(1 << 16)
                if not octets or self.down:
                    break
                if from_client:
                    state["committed"] = state["committed"] or b"commit\0" in octets
                    time.sleep(len(octets) / self.rate if self.rate else 0)
                elif state["committed"] and self.take():
                    break  # the server has answered: it is durable, and nobody hears of it
                else:
                    state["committed"] = False
                other.sendall(octets)
        except OSError:
            pass
        for end in (one, other):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()

    def take(self):
        with self.lock:
            if not self.armed:
                return False
            self.armed -= 1
            self.cuts += 1
            self.down = self.down or self.falls
            return True

    def close(self):
        self.listener.close()
