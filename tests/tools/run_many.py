#!/usr/bin/env python3
"""`make run-many`: a private PostgreSQL with a standby that has every commit, two jarakd on the Kutim 2024 pack that
share its journal, and nginx in front of them, all on loopback. The story of `make run` is told at the one that
writes, and its alert is shown as it came on the stream of the other.

Ctrl-C ends all of it and removes its folder. Python standard library only.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.request

import demo

sys.path.insert(0, os.path.join(demo.ROOT, "tests", "system"))
ALERT_S = 30  # a guard: it comes within some milliseconds


class Member:
    """One of the daemons; what it logs goes into a file of its own."""

    def __init__(self, build, folder, name, address):
        self.name, self.data = name, os.path.join(folder, name)
        self.process, self.url = demo.start(build, "127.0.0.1:0", self.data, ["--store", address, "--store-standbys", "1"])
        self.port = int(self.url.rsplit(":", 1)[1])

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(timeout=60)


class Listener(threading.Thread):
    """The stream of alerts of one daemon, until the first that is worth a call at night."""

    def __init__(self, url, token):
        super().__init__(daemon=True)
        self.found, self.alert = threading.Event(), None
        self.answer = urllib.request.urlopen(urllib.request.Request(
            url + "/api/v1/alerts/stream", headers={"Authorization": "Bearer " + token}), timeout=ALERT_S)
        self.start()

    def run(self):
        try:
            for line in self.answer:
                if not line.startswith(b"data:"):
                    continue
                alert = json.loads(line[5:])
                if alert["level"] == "siaga":
                    self.alert = alert
                    self.found.set()
                    return
        except (OSError, ValueError):
            pass  # told by the wait that ends without it

    def wait(self):
        if not self.found.wait(ALERT_S):
            raise SystemExit("peringatan tidak sampai di jarakd yang lain")
        return self.alert


def tell_story(writer, reader):
    polres = demo.Client(writer.url, demo.token_of(writer.data, "polres", "64.08"))
    listener = Listener(reader.url, polres.token)
    demo.file_samples(demo.Client(writer.url, demo.token_of(writer.data, "bawaslu", "64.08")), polres)
    print("3. Peringatan pertama Polres, dari aliran jarakd yang lain (%s):\n" % reader.url)
    print("\n".join("   " + line for line in listener.wait()["text"].splitlines()))


def show_addresses(servers, members, front):
    print("\nproksi          http://%s/  (membaca di keduanya, menulis di yang menulis)" % front.listen)
    for member in members:
        print("%-15s %s/  (pid %d)" % ("jarakd " + member.name, member.url, member.process.pid))
    for server, what in zip(servers, ("PostgreSQL", "siaganya")):
        print("%-15s %s  (pid %d)" % (what, server.socket, server.pid()))
    print("\nCoba: kill pid jarakd a; jarakd b menulis dalam beberapa detik, dan proksi tetap menjawab.")


def begin(o, opened):
    import cluster
    import front

    cluster.APART = True
    top = cluster.Cluster()
    opened.append(top.close)
    address = top.stand_by()
    subprocess.run([os.path.join(demo.ROOT, o.build, "jarakctl"), "store", "prepare", address], check=True)
    folder = tempfile.mkdtemp(prefix="jarakd-many-")
    opened.append(lambda: shutil.rmtree(folder))
    members = []
    for name in ("a", "b"):
        members.append(Member(o.build, folder, name, address))
        opened.append(members[-1].close)
    proxy = front.Front(os.path.join(folder, "nginx"), o.listen, [m.port for m in members], apart=True)
    opened.append(proxy.close)
    print("Dua jarakd berbagi satu jurnal (SIMULASI, semua lokasi dan rute diasumsikan)")
    tell_story(*members)
    show_addresses(top.servers, members, proxy)
    demo.sign_in_links(demo.Client(members[0].url, demo.token_of(members[0].data, "admin", "64.08")), members[0].url, "")
    return members


def main():
    demo.end_when_told()
    words = argparse.ArgumentParser()
    words.add_argument("--build", default="build")
    words.add_argument("--once", action="store_true", help="stop after showing the alert")
    words.add_argument("--listen", default=demo.LISTEN, help="of the proxy")
    o = words.parse_args()
    opened = []
    try:
        members = begin(o, opened)
        if not o.once:
            print("Ctrl-C menghentikan semuanya dan menghapus datanya.", flush=True)
            for member in members:
                member.process.wait()
    except KeyboardInterrupt:
        print("\nberhenti")
    finally:
        for close in reversed(opened):
            close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
