#!/usr/bin/env python3
"""How many instructions the daemon spends on one filing, counted by callgrind: the same on a busy machine as on a quiet one.
Loopback only; wants valgrind (tests/tools/deps.sh test).
usage: instructions.py --build FOLDER [--few N] [--many N]

Two runs of the release, one with few filings and one with many; the difference by their number is what one filing costs,
with its commit and its answer. The processor that valgrind shows has no SHA instructions, so hashing counts some ten
times of what it is. Printed below: what the functions at which the work divides spend, with all they call."""
import argparse
import http.client
import os
import random
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "system"))
PARTS = (("reading the head, finding the route", "step_head"), ("who asks, by his token", "login_admit"),
         ("reading iCalendar", "jk_ical_read"), ("what it may cost", "jk_app_read_filing"), ("filing it", "jk_app_submit"),
         ("  keeping it", "notices_filing_keep"), ("    journal and tables", "put_row"), ("    the piece in memory", "jk_kept_notice_new"),
         ("  the verdict", "notices_tell"), ("    rules", "jk_rules_apply"), ("the verdict as JSON", "jk_verdict_write"),
         ("the answer's octets", "send_document"), ("commit", "jk_store_commit"))

AT_A_STOP = "jk_daemon_snapshot_finish"  # what a stop writes of each notice is not spent on its filing


def run(build, count, out):
    from daemon import PACK, Daemon, rally
    daemon = Daemon(build=build)
    daemon.log = open(os.path.join(daemon.folder.name, "stderr"), "ab")
    daemon.process = subprocess.Popen(["valgrind", "-q", "--tool=callgrind", "--callgrind-out-file=" + out, os.path.join(build, "jarakd"),
                                       "--listen", "127.0.0.1:0", "--data", daemon.data, "--pack", PACK, "--sandbox", "off"],
                                      stdout=subprocess.PIPE, stderr=daemon.log, text=True, cwd=ROOT)
    daemon.wait_loaded()
    wait_for_audit(daemon)
    client, dice = http.client.HTTPConnection("127.0.0.1", daemon.port), random.Random(5)
    fields = {"Authorization": "Bearer " + daemon.token("bawaslu"), "Content-Type": "text/calendar"}
    for number in range(count):
        place = 0.2 + dice.random() * 1.2, 116.2 + dice.random() * 1.5
        client.request("POST", "/api/v1/notices", rally("i%d@bench" % number, *place, 1), fields)
        answer = client.getresponse()
        answer.read()
        assert answer.status == 201, answer.status
    client.close()
    daemon.stop()
    daemon.folder.cleanup()


def wait_for_audit(daemon):
    """Behind every start all is compared once more, in turns between the requests: that is nothing of a filing."""
    from daemon import until
    until(lambda: "audit entries=" in daemon.logged(), bool, "the audit behind the start")


def total(path):
    with open(path, encoding="utf-8", errors="replace") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith(("summary:", "totals:")))


def spent(path):
    """Instructions of each function of ours with what it calls, by its name."""
    said = subprocess.run(["callgrind_annotate", "--inclusive=yes", "--auto=no", "--threshold=100", path],
                          capture_output=True, text=True, check=True).stdout
    found = {}
    for line in said.splitlines():
        name = line.split(" [")[0].rsplit(":", 1)[-1].split("'")[0]
        if "(" in line and line.split()[0].replace(",", "").isdigit():
            found[name] = max(found.get(name, 0), int(line.split()[0].replace(",", "")))
    return found


def measure(build, few, many):
    """Instructions a filing, in all and by part."""
    more = many - few
    with tempfile.TemporaryDirectory(prefix="jarakd-bench-") as folder:
        first, second = os.path.join(folder, "few"), os.path.join(folder, "many")
        run(build, few, first)
        run(build, many, second)
        before, behind = spent(first), spent(second)
        stop = behind.get(AT_A_STOP, 0) - before.get(AT_A_STOP, 0)
        return ((total(second) - total(first) - stop) / more,
                [(words, (behind.get(name, 0) - before.get(name, 0)) / more) for words, name in PARTS])


def main():
    options = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1].split("\n")[0])
    options.add_argument("--build", default="build")
    options.add_argument("--few", type=int, default=100)
    options.add_argument("--many", type=int, default=300)
    said = options.parse_args()
    whole, parts = measure(os.path.abspath(said.build), said.few, said.many)
    print("instructions_a_filing %d" % whole)
    for part in parts:
        print("  %-40s %7d" % part)


if __name__ == "__main__":
    main()
