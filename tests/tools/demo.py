#!/usr/bin/env python3
"""`make run`: start jarakd on the Kutim 2024 pack, file the samples, show verdicts and alerts.

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


LEVEL = {"info": "INFO", "waspada": "WASPADA", "siaga": "SIAGA", "none": "-"}
LEG = {"rapat": "rapat", "kumpul": "titik kumpul", "berangkat": "konvoi berangkat",
       "pulang": "konvoi pulang", "bubar": "titik bubar"}


def metres(value):
    if value < 1000:
        return "%d m" % value
    return ("%.1f km" % (int(value / 100) / 10)).replace(".", ",")


def clock(text):
    return text[11:16].replace(":", ".")


def tell_part(part):
    at = part["at"]
    when = clock(at[0]["time"])
    if clock(at[1]["time"]) != when:
        when += "/" + clock(at[1]["time"])
    reach = metres(part["distance_m"])
    if part["distance_max_m"] > part["distance_m"]:
        reach = "%s sampai %s (lokasi belum pasti)" % (metres(part["distance_min_m"]),
                                                        metres(part["distance_max_m"]))
    level = LEVEL[part["level"]]
    if part["level_max"] != part["level"]:
        level += " (dapat mencapai %s bila lokasi bergeser)" % LEVEL[part["level_max"]]
    print("    %-8s %s - %s: %s, pukul %s WITA, di %.4f; %.4f" % (
        level, LEG[part["legs"][0]], LEG[part["legs"][1]], reach, when, at[0]["lat"], at[0]["lon"]))


def tell_verdicts(notices, parts=4):
    for verdict in notices:
        for finding in verdict["findings"]:
            print("  %s %s: %s" % (finding["rule"], verdict["uid"], finding["text"]))
        for conflict in verdict["conflicts"]:
            print("  %s dengan %s" % (LEVEL[conflict["level"]], conflict["with"]["summary"]))
            rally = [p for p in conflict["parts"] if p["legs"] == ["rapat", "rapat"]]
            shown = rally + [p for p in conflict["parts"] if p not in rally]
            for part in shown[:parts]:
                tell_part(part)
            if len(shown) > parts:
                print("    +%d bagian lain" % (len(shown) - parts))


def file_samples(client):
    print("\n1. Rapat umum Paslon 1 diajukan (14.00-17.00, Jl. Yos Sudarso II)")
    tell_verdicts(client.ask("POST", "/api/v1/notices", octets("01-rapat-umum-paslon-1.ics"))[1]["notices"])
    print("\n2. Rapat umum Paslon 2 diajukan (14.00-17.00, Stadion Kudungga)")
    tell_verdicts(client.ask("POST", "/api/v1/notices", octets("02-rapat-umum-paslon-2.ics"))[1]["notices"], 5)
    print("\n3. Bila Paslon 1 pindah ke pagi, 09.00-11.30 (hanya diperiksa, tidak disimpan):")
    print("   massa yang bubar dan konvoi pulang bertemu konvoi berangkat Paslon 2")
    tell_verdicts(client.ask("POST", "/api/v1/check", octets("03-varian-pagi-paslon-1.ics"))[1]["notices"])
    print("\n4. Bila lokasi Paslon 2 hanya diketahui \"Desa Singa Gembara\" (hanya diperiksa):")
    tell_verdicts(client.ask("POST", "/api/v1/check",
                             octets("04-varian-lokasi-belum-pasti-paslon-2.ics"))[1]["notices"])
    print("\n5. Dua puluh pertemuan kecil diajukan")
    tell_verdicts(client.ask("POST", "/api/v1/notices", octets("05-dua-puluh-pertemuan.ics"))[1]["notices"])


def tell_alerts(client):
    print("\nPeringatan di kotak masuk polres, menurut urutan:")
    for alert in client.ask("GET", "/api/v1/alerts")[1]["alerts"]:
        print("\n[%d] %s" % (alert["index"], alert["text"]))


def interrupt(*_):
    raise KeyboardInterrupt


def main():
    for ending in (signal.SIGTERM, signal.SIGHUP):  # a closed terminal must not leave the daemon behind
        signal.signal(ending, interrupt)
    options = argparse.ArgumentParser()
    options.add_argument("--build", default="build")
    options.add_argument("--data", default="var")
    options.add_argument("--once", action="store_true", help="stop after showing the alerts")
    options.add_argument("--listen", default=LISTEN)
    o = options.parse_args()
    daemon = subprocess.Popen([os.path.join(ROOT, o.build, "jarakd"), "--listen", o.listen, "--data",
                               o.data, "--pack", PACK], stdout=subprocess.PIPE, text=True,
                              start_new_session=True)
    line = daemon.stdout.readline()
    if not line.startswith("listening "):
        daemon.wait()
        raise SystemExit("jarakd tidak mulai; lihat pesan di atas")
    url = line.split()[1]
    print("jarakd berjalan di %s, data di %s/ (SIMULASI, semua lokasi dan rute diasumsikan)" % (url, o.data))
    try:
        file_samples(Client(url, token_of(o.data, "bawaslu", "64.08")))
        tell_alerts(Client(url, token_of(o.data, "polres", "64.08")))
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
