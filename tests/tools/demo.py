#!/usr/bin/env python3
"""`make run`: start jarakd on the Kutim 2024 pack, file the samples, tell the first alert, print links to sign in.

Everything goes through the real HTTP interface. Ctrl-C stops the daemon; the next run continues with
the same data. Python standard library only.
"""
import argparse
import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PACK = os.path.join(ROOT, "calendars", "kutim-2024")
NOTICES = os.path.join(PACK, "notices")
LISTEN = "127.0.0.1:8642"


def token_of(data, role, region):
    with open(os.path.join(data, "tokens"), encoding="utf-8") as f:
        for line in f:
            words = line.split()
            if words[0] == role and words[1] == region:
                return words[2]
    raise SystemExit("tidak ada token %s %s" % (role, region))


class Client:
    def __init__(self, url, token):
        self.url, self.token = url, token

    def ask(self, method, path, body=None, kind="text/calendar"):
        request = urllib.request.Request(self.url + path, data=body, method=method)
        request.add_header("Authorization", "Bearer " + self.token)
        if body is not None:
            request.add_header("Content-Type", kind)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refusal:
            return refusal.code, json.load(refusal)


def octets(name):
    with open(os.path.join(NOTICES, name), "rb") as f:
        return f.read()


UID = "rapat-umum-paslon-1@kutim-2024.simulasi"
DAY = "/meja/hari/64.08/2024-11-23"


def file_samples(bawaslu, polres):
    """The story: one rally has its STTP, then the other is filed for the same day."""
    first = bawaslu.ask("POST", "/api/v1/notices", octets("01-rapat-umum-paslon-1.ics"))[1]["notices"][0]
    if first["state"] == "submitted" and not first["conflicts"]:
        body = {"act": "approve", "sttp": "STTP/01/XI/2024", "reason": "Latihan.", "chain_revision": first["chain_revision"]}
        polres.ask("POST", "/api/v1/notices/%s/decision" % UID, json.dumps(body).encode(), "application/json")
    print("1. Rapat umum Paslon 1 diajukan: tidak ada konflik, STTP terbit, tampil di kalender publik.")
    bawaslu.ask("POST", "/api/v1/notices", octets("02-rapat-umum-paslon-2.ics"))
    bawaslu.ask("POST", "/api/v1/notices", octets("05-dua-puluh-pertemuan.ics"))
    print("2. Rapat umum Paslon 2 diajukan untuk hari yang sama, lalu dua puluh pertemuan kecil.")


def tell_first_alert(polres):
    for alert in polres.ask("GET", "/api/v1/alerts")[1]["alerts"]:
        if alert["level"] == "siaga":
            print("3. Peringatan pertama di kotak masuk Polres:\n")
            print("\n".join("   " + line for line in alert["text"].splitlines()))
            return


def sign_in_links(admin, url, again="; cetak ulang dengan `make run`"):
    """Links that sign in once; accounts of the exercise are made where they are not there yet."""
    print("\nBuka di peramban mesin ini (sekali pakai, sepuluh menit%s):" % again)
    for role, path, what in (("polres", DAY, "hari 23 November sebagai Polres"),
                             ("bawaslu", "/meja/formulir", "formulir pemberitahuan sebagai Bawaslu")):
        name = "latihan-" + role
        admin.ask("POST", "/api/v1/accounts", json.dumps({"name": name, "role": role, "region": "64.08"}).encode(),
                  "application/json")
        code, link = admin.ask("POST", "/api/v1/accounts/%s/link" % name)
        if code == 201:
            print("   %s:\n   %s%s?ke=%s" % (what, url, link["path"], path))
    print("   kalender publik:\n   %s/" % url)


def interrupt(*_):
    raise KeyboardInterrupt


def end_when_told():
    for ending in (signal.SIGTERM, signal.SIGHUP):  # a closed terminal must not leave anything behind
        signal.signal(ending, interrupt)


def start(build, listen, data, more=()):
    """A daemon on the pack of the exercise, in a session of its own: Ctrl-C is for us. @return it and its address"""
    daemon = subprocess.Popen([os.path.join(ROOT, build, "jarakd"), "--listen", listen, "--data", data, "--pack", PACK,
                               *more], stdout=subprocess.PIPE, text=True, start_new_session=True)
    line = daemon.stdout.readline()
    if not line.startswith("listening "):
        daemon.wait()
        raise SystemExit("jarakd tidak mulai; lihat pesan di atas")
    return daemon, line.split()[1]


def main():
    end_when_told()
    options = argparse.ArgumentParser()
    options.add_argument("--build", default="build")
    options.add_argument("--data", default="var")
    options.add_argument("--once", action="store_true", help="stop after showing the alerts")
    options.add_argument("--listen", default=LISTEN)
    o = options.parse_args()
    daemon, url = start(o.build, o.listen, o.data)
    print("jarakd berjalan di %s, data di %s/ (SIMULASI, semua lokasi dan rute diasumsikan)" % (url, o.data))
    try:
        polres = Client(url, token_of(o.data, "polres", "64.08"))
        file_samples(Client(url, token_of(o.data, "bawaslu", "64.08")), polres)
        tell_first_alert(polres)
        sign_in_links(Client(url, token_of(o.data, "admin", "64.08")), url)
        print("\nAlat bantu perencanaan, bukan registrasi resmi. Token ada di %s/tokens." % o.data)
        if not o.once:
            print("Ctrl-C menghentikan; `make run` berikutnya melanjutkan data yang sama.", flush=True)
            daemon.wait()
    except KeyboardInterrupt:
        print("\nberhenti")
    finally:
        daemon.send_signal(signal.SIGTERM)
        daemon.wait(timeout=30)
    return 0


if __name__ == "__main__":
    sys.exit(main())
