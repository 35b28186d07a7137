"""systemd's part for the tests: it hears what the daemon says of itself and holds its sockets over restarts."""
import os
import socket
import tempfile

from daemon import HANGING_S


class Ear:
    """What is said to NOTIFY_SOCKET: `env` is the daemon's environment, `hear()` the next datagram."""

    def __init__(self, watchdog_ms=None):
        self.folder = tempfile.TemporaryDirectory(prefix="jarakd-notify-")
        path = os.path.join(self.folder.name, "notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(path)
        self.env = dict(os.environ, NOTIFY_SOCKET=path)
        if watchdog_ms:
            self.env["WATCHDOG_USEC"] = str(1000 * watchdog_ms)

    def close(self):
        self.socket.close()
        self.folder.cleanup()

    def hear(self, timeout=HANGING_S):
        """The next state as a dictionary; None: nothing was said in that time."""
        self.socket.settimeout(timeout)
        try:
            said = self.socket.recv(4096).decode()
        except (TimeoutError, BlockingIOError):
            return None
        return dict(line.split("=", 1) for line in said.split("\n"))

    def hear_until(self, name):
        """The first state that has the name, and the names of those before it, each once in a row."""
        names = []
        while True:
            state = self.hear()
            if state is None:
                raise AssertionError("nobody says %s; said: %r" % (name, names))
            if name in state:
                return state, names
            if names[-1:] != [next(iter(state))]:
                names.append(next(iter(state)))


def tcp_socket():
    """One that listens, at a port of the kernel's choice."""
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(("127.0.0.1", 0))
    s.listen(4096)
    return s


def unix_socket(path):
    s = socket.socket(socket.AF_UNIX)
    s.bind(path)
    s.listen(4096)
    return s
