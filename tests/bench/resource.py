#!/usr/bin/env python3
"""One CalDAV member against nginx with the same octets as a file: GET, 304, and PUT (nginx writes the file and does not flush it;
ours is durable). Loopback only, in turns of a second. usage: resource.py [--build FOLDER] [--turns N]

Two ratios of each: answers a second, which say little where client and servers share two cores with others, and processor time an
answer (user and system, of /proc), which is steadier."""
import argparse
import itertools
import os
import shutil
import statistics
import tempfile

from calendars import ROOT, Jarakd, Nginx, event, get, put, stream

TICKS = os.sysconf("SC_CLK_TCK")


class Files(Nginx):
    """Keeps what is put, as a file."""
    name = "files"
    one, few = "/kept/", "/"

    def start(self):
        os.makedirs(self.folder + "/kept")
        os.makedirs(self.folder + "/temp")
        with open(self.folder + "/c7.ics", "wb") as f:
            f.write(stream([event(7)]))
        with open(self.folder + "/nginx.conf", "w", encoding="utf-8") as f:
            f.write("%sworker_processes 1; daemon off; pid %s/nginx.pid; error_log stderr crit;\n"
                    "events { worker_connections 256; }\nhttp { access_log off; sendfile on; tcp_nopush on;\n"
                    " client_body_temp_path %s/temp; keepalive_requests 1000000; open_file_cache max=10;\n"
                    " server { listen 127.0.0.1:%d; root %s; location /kept/ { dav_methods PUT; } } }\n"
                    % ("user root; " if os.getuid() == 0 else "", self.folder, self.folder, self.port, self.folder))
        self.run(["nginx", "-p", self.folder, "-c", self.folder + "/nginx.conf"])


def processor_s(pid):
    """What a process has used, with its children."""
    with open("/proc/%d/stat" % pid, encoding="ascii") as f:
        fields = f.read().rsplit(")", 1)[1].split()
    with open("/proc/%d/task/%d/children" % (pid, pid), encoding="ascii") as f:
        children = [int(child) for child in f.read().split()]
    return (int(fields[11]) + int(fields[12])) / TICKS + sum(processor_s(child) for child in children)


def readers(ours):
    """Accounts that may read the member, in turn: each has 600,000 reads at once, then 2,500 a second (jarak/app/handle/work.h), and
    a turn may take more than 100,000."""
    with open(os.path.join(ours.daemon.data, "tokens"), encoding="utf-8") as f:
        tokens = [line.split()[2] for line in f]
    may = ["Bearer " + token for token in tokens
           if ours.daemon.ask("GET", ours.few + "c7.ics", role=None, headers={"Authorization": "Bearer " + token}).status == 200]
    return itertools.cycle(may)


def read_by(accounts, again):
    """One turn of GET, by the next account where the server has accounts."""
    def ask(server):
        if server.auth:
            server.auth = next(accounts)
        return get(server, server.few + "c7.ics", 1, again)
    return ask


def turn(server, pid, ask):
    """Answers a second, and microseconds of the processor for each."""
    before = processor_s(pid)
    rate = ask(server)
    return rate, 1e6 * (processor_s(pid) - before) / rate  # of a second


def measure(name, ours, theirs, turns, ask):
    rates, costs, by_rate, by_cost = [], [], [], []
    for _ in range(turns):
        peer_rate, peer_cost = turn(theirs, theirs.process.pid, ask)
        rate, cost = turn(ours, ours.daemon.process.pid, ask)
        rates.append(rate)
        costs.append(cost)
        by_rate.append(rate / peer_rate)
        by_cost.append(peer_cost / cost)
    for what, values in (("per_s %.0f", rates), ("processor_us %.1f", costs), ("over_nginx %.2f", by_rate),
                         ("processor_over_nginx %.2f", by_cost)):
        print("resource_%s_%s" % (name, what % statistics.median(values)))


def main():
    options = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1].split("\n")[0])
    options.add_argument("--build", default=os.path.join(ROOT, "build"))
    options.add_argument("--turns", type=int, default=9)
    o = options.parse_args()
    os.environ["JARAK_BUILD"] = os.path.abspath(o.build)
    folder = tempfile.mkdtemp(prefix="jarakd-resource-", dir=os.environ["JARAK_BUILD"])
    os.chmod(folder, 0o755)
    notices = os.path.join(folder, "notices")
    ours, theirs = Jarakd(folder), Files(folder)
    try:
        with open(notices, "wb") as f:
            f.write(b"\n".join(stream([event(i)]) for i in range(2000)))
        ours.start()
        theirs.start()
        assert ours.daemon.ask("POST", "/api/v1/import", stream(map(event, range(20)))).status == 201
        accounts = readers(ours)
        measure("get", ours, theirs, o.turns, read_by(accounts, False))
        measure("304", ours, theirs, o.turns, read_by(accounts, True))
        rounds = iter(range(10 ** 6))
        ours.auth = "Bearer " + ours.daemon.token("bawaslu")
        measure("put", ours, theirs, min(o.turns, 5), lambda s: put(s, notices, 1, s.one, "r%d" % next(rounds)))
    finally:
        ours.stop()
        theirs.stop()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
