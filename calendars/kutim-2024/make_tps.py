#!/usr/bin/env python3
"""Write calendars/kutim-2024/tps.geojson: 701 synthetic polling stations (Python standard library only).

Documented (docs: DPT, TPS10, DPTKEC): 701 stations and 297,994 voters in Kutai Timur, 85,830 voters in Sangatta Utara and 4,320 in
Busang. Everything else is made: the shares of the other sub-districts, every station, its number and its place, which lies on a
spiral round the reference point of its sub-district (regions.json). Prone by the list the police of Kutai Timur used in 2020
(POLA2020): all stations of Busang, Long Mesangat and Sandaran, and in Teluk Pandan those at the border of Bontang (Sidrap); the rest
of the 171 that a document of 2024 names as needing two officers (SEED2) is spread over the other sub-districts by their size. The
same bytes each time.

usage: make_tps.py [FILE]      (default: tps.geojson beside this file)
"""
import json
import math
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
STATIONS, VOTERS, PRONE = 701, 297994, 171
# Voters: two are documented, the others are assumed so that the sum is that of the list.
SHARES = {"64.08.01": 11200, "64.08.02": 17400, "64.08.03": 11900, "64.08.04": 85830, "64.08.05": 15600, "64.08.06": 4320,
          "64.08.07": 6700, "64.08.08": 17800, "64.08.09": 28900, "64.08.10": 8600, "64.08.11": 7800, "64.08.12": 22700,
          "64.08.13": 14500, "64.08.14": 8200, "64.08.15": 12400, "64.08.16": 11044, "64.08.17": 6900, "64.08.18": 6200}
REACH_KM = {"64.08.04": 5.0, "64.08.12": 6.0}  # towns; elsewhere villages lie farther apart
ALL_PRONE = ("64.08.06", "64.08.18", "64.08.11")
SIDRAP, SIDRAP_PRONE, VERY = "64.08.13", 8, 12
NOTE = ("Simulasi: TPS sintetis, bukan TPS yang sebenarnya; letak, nomor, dan pembagian pemilih dibuat menurut pola. Terdokumentasi: "
        "701 TPS dan 297.994 pemilih (DPT), Sangatta Utara 85.830 dan Busang 4.320 pemilih (DPTKEC). Kerawanan menurut daftar Polres Kutai "
        "Timur 2020 (POLA2020: Busang, Long Mesangat, Sandaran, batas Sidrap), selebihnya disebar sampai 171 TPS (SEED2). "
        "Dibuat oleh make_tps.py.")


def spread(total, weights):
    """Whole shares by the largest remainder; of equal ones the first code."""
    scale = total / sum(weights.values())
    shares = {code: int(weights[code] * scale) for code in weights}
    rest = sorted(weights, key=lambda code: (shares[code] - weights[code] * scale, code))
    for code in rest[:total - sum(shares.values())]:
        shares[code] += 1
    return shares


def place(lat, lon, i, count, reach_km):
    """The i-th seed of a sunflower: even over a disc, without a table of random numbers."""
    radius_km, angle = reach_km * math.sqrt((i + 0.5) / count), i * math.pi * (3.0 - math.sqrt(5.0))
    north, east = radius_km * math.cos(angle), radius_km * math.sin(angle)
    return round(lat + north / 110.574, 6), round(lon + east / (111.320 * math.cos(math.radians(lat))), 6)


def features():
    with open(os.path.join(HERE, "regions.json"), encoding="utf-8") as f:
        regions = {r["code"]: r for r in json.load(f)["regions"] if r["code"] in SHARES}
    stations = spread(STATIONS, SHARES)
    prone = {code: stations[code] for code in ALL_PRONE}
    prone[SIDRAP] = SIDRAP_PRONE
    prone.update(spread(PRONE - sum(prone.values()), {code: stations[code] for code in SHARES if code not in prone}))
    very = spread(VERY, {code: prone[code] for code in ALL_PRONE + (SIDRAP,)})
    for code in sorted(SHARES):
        region, count, voters = regions[code], stations[code], spread(SHARES[code], dict.fromkeys(range(stations[code]), 1))
        for i in range(count):
            # The farthest from the reference point are the prone ones.
            behind = count - i
            risk = "sangat rawan" if behind <= very.get(code, 0) else "rawan" if behind <= prone[code] else "kurang rawan"
            lat, lon = place(region["lat"], region["lon"], i, count, REACH_KM.get(code, 11.0))
            yield {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]},
                   "properties": {"code": "%s-%03d" % (code, i + 1), "name": "TPS %03d %s (sintetis)" % (i + 1, region["name"]),
                                  "region": code, "risk": risk, "voters": voters[i]}}


def main():
    found = list(features())
    assert len(found) == STATIONS and sum(f["properties"]["voters"] for f in found) == VOTERS
    assert sum(f["properties"]["risk"] != "kurang rawan" for f in found) == PRONE
    path = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "tps.geojson")
    with open(path, "w", encoding="utf-8", newline="\n") as f:
        f.write('{\n "type": "FeatureCollection",\n "note": %s,\n "verified": false,\n "guard_hours": [7, 24],\n "features": [\n'
                % json.dumps(NOTE, ensure_ascii=False))
        f.write(",\n".join("  " + json.dumps(feature, ensure_ascii=False) for feature in found))
        f.write("\n ]\n}\n")


if __name__ == "__main__":
    main()
