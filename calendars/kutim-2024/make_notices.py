#!/usr/bin/env python3
"""Write the sample notices of calendars/kutim-2024/notices (Python standard library only).

All of it is a simulation: "Paslon 1" and "Paslon 2" stand for no person. Documented are the date, one
rally at Stadion Kudungga in the afternoon and "kurang lebih 10 kilometer" between the two; assumed are
every coordinate, the other site, all routes, times and counts. Routes follow the schematic roads of
geodata/kutim-2024/roads_schematic.geojson (not surveyed).

usage: make_notices.py [FOLDER]      (default: the folder `notices` beside this file)
"""
import json
import math
import os
import sys
from datetime import datetime, timedelta

HERE = os.path.dirname(os.path.abspath(__file__))
ROADS = os.path.join(HERE, "..", "..", "geodata", "kutim-2024", "roads_schematic.geojson")
STADIUM = (0.5579, 117.6045)   # Singa Gembara's desa point, +-4.2 km (kutim-2024.json: venues)
YOS_SUDARSO = (0.5053, 117.5343)  # Jl. Yos Sudarso II (kutim-2024.json: street_points_sangatta)
SPEED = 25 / 3.6               # m/s, SPEC 2.3
DAY = datetime(2024, 11, 23)
TABLE = ("Simulasi. Terdokumentasi: tanggal 23 November 2024\\; satu rapat umum di Stadion Kudungga "
         "pada sore hari\\; jarak kurang lebih 10 kilometer. Diasumsikan: semua koordinat\\, lokasi "
         "lainnya\\, semua rute\\, jam\\, dan jumlah peserta serta kendaraan.")


def road(name):
    with open(ROADS, encoding="utf-8") as f:
        for feature in json.load(f)["features"]:
            if feature["properties"]["id"] == name:
                return [(lat, lon) for lon, lat in feature["geometry"]["coordinates"]]
    raise SystemExit("no road " + name)


def length(points):
    """Metres, good to 0.3 %: only minutes of arrival are made from it."""
    total = 0.0
    for (a, b), (c, d) in zip(points, points[1:]):
        total += math.hypot((c - a) * 110574, (d - b) * 111320 * math.cos(math.radians(a)))
    return total


def fold(line):
    octets = line.encode("utf-8")
    parts = []
    while len(octets) > 75:
        cut = 75 if not parts else 74
        while octets[cut] & 0xC0 == 0x80:
            cut -= 1
        parts.append(octets[:cut])
        octets = octets[cut:]
    parts.append(octets)
    return b"\r\n ".join(parts) + b"\r\n"


def stamp(when):
    return when.strftime("%Y%m%dT%H%M%S")


def minutes(text):
    hour, minute = text.split(".")
    return DAY + timedelta(hours=int(hour), minutes=int(minute))


def vevent(uid, start, end, fields, sequence=0, parent=None):
    lines = ["BEGIN:VEVENT", "UID:" + uid, "DTSTAMP:20241101T020000Z", "SEQUENCE:%d" % sequence,
             "DTSTART;TZID=Asia/Makassar:" + stamp(start), "DTEND;TZID=Asia/Makassar:" + stamp(end)]
    if parent:
        lines.append("RELATED-TO;RELTYPE=PARENT:" + parent)
    return lines + fields + ["END:VEVENT"]


def structured(points):
    text = json.dumps({"type": "LineString", "coordinates": [[lon, lat] for lat, lon in points]},
                      separators=(",", ":"))
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return 'STRUCTURED-DATA;VALUE=TEXT;FMTTYPE="application/geo+json":' + text


def party(number):
    return ["X-JARAK-CONTEST:pilbup-64.08", "X-JARAK-PASLON:%d" % number]


def geo(place):
    return "GEO:%.6f;%.6f" % place


def convoy(uid, main, number, leg, summary, start, points, sequence):
    end = start + timedelta(minutes=max(1, round(length(points) / SPEED / 60)))
    return end, vevent(uid, start, end, [
        "SUMMARY:[SIMULASI] " + summary, "CATEGORIES:KONVOI", "X-JARAK-LEG:" + leg, *party(number),
        geo(points[0]), "X-JARAK-VEHICLES:cars=100;motorcycles=400", structured(points)],
        sequence, main)


def standing(uid, main, number, leg, summary, start, end, place, crowd, sequence):
    return vevent(uid, start, end, [
        "SUMMARY:[SIMULASI] " + summary, "CATEGORIES:RAPAT-UMUM", "X-JARAK-LEG:" + leg,
        *party(number), geo(place), "X-JARAK-RADIUS:60", "X-JARAK-CROWD:%d" % crowd], sequence, main)


def chain(number, venue, venue_name, hours, gather, outbound, sequence=0):
    """Main, assembly, convoy out, convoy back, break-up. hours: start, end, departure out and back."""
    main = "rapat-umum-paslon-%d@kutim-2024.simulasi" % number
    leg = lambda name: main.replace("rapat-umum", name)
    start, end, depart, back = map(minutes, hours)
    name = "Paslon %d" % number
    lines = vevent(main, start, end, [
        "SUMMARY:[SIMULASI] Rapat umum " + name, "CATEGORIES:RAPAT-UMUM", *party(number),
        "LOCATION:" + venue_name, geo(venue), "X-JARAK-RADIUS:150", "X-JARAK-CROWD:10000",
        "X-JARAK-LETTER-NO:SIM-%02d/TIM/XI/2024" % number, "X-JARAK-LETTER-DATE:20241111",
        "X-JARAK-RECEIVED:20241112T020000Z", "X-JARAK-DAY:Sabtu", "DESCRIPTION:" + TABLE], sequence)
    lines += standing(leg("kumpul"), main, number, "KUMPUL", "Titik kumpul " + name,
                      depart - timedelta(minutes=60), depart, gather, 800, sequence)
    lines += convoy(leg("berangkat"), main, number, "BERANGKAT", "Konvoi berangkat " + name, depart,
                    outbound, sequence)[1]
    arrived, leg_back = convoy(leg("pulang"), main, number, "PULANG", "Konvoi pulang " + name, back,
                               outbound[::-1], sequence)
    lines += leg_back
    lines += standing(leg("bubar"), main, number, "BUBAR", "Titik bubar " + name, arrived,
                      arrived + timedelta(minutes=30), gather, 300, sequence)
    return lines


def uncertain():
    return vevent("rapat-umum-paslon-2@kutim-2024.simulasi", minutes("14.00"), minutes("17.00"), [
        "SUMMARY:[SIMULASI] Rapat umum Paslon 2", "CATEGORIES:RAPAT-UMUM", *party(2),
        "LOCATION:Desa Singa Gembara", geo(STADIUM), "X-JARAK-UNCERTAINTY:4200",
        "X-JARAK-CROWD:10000", "X-JARAK-DAY:Sabtu", "DESCRIPTION:" + TABLE], 1)


# 20 smaller meetings: hour, place (kutim-2024.json: street points, venues, desa points; moved a
# little), paslon, kind, people. Invented.
MEETINGS = [
    ("08.30", (0.4846, 117.5309), 1, "TATAP-MUKA", 120), ("08.30", (0.5334, 117.5210), 2, "TATAP-MUKA", 90),
    ("09.00", (0.7679, 117.5653), 1, "PERTEMUAN-TERBATAS", 400), ("09.00", (0.7702, 117.5661), 2, "TATAP-MUKA", 150),
    ("09.30", (1.0544, 116.8387), 2, "PERTEMUAN-TERBATAS", 600), ("10.00", (1.2750, 117.0310), 1, "TATAP-MUKA", 200),
    ("10.00", (0.9567, 117.9286), 2, "TATAP-MUKA", 180), ("10.30", (0.8670, 117.8700), 1, "TATAP-MUKA", 100),
    ("10.30", (0.5165, 117.6022), 2, "TATAP-MUKA", 75), ("11.00", (1.0430, 117.7900), 1, "TATAP-MUKA", 140),
    ("13.00", (0.1930, 117.3350), 2, "TATAP-MUKA", 160), ("13.30", (0.1955, 117.3362), 1, "TATAP-MUKA", 110),
    ("15.00", (0.6380, 117.1940), 1, "PERTEMUAN-TERBATAS", 300), ("15.30", (0.4537, 116.5160), 2, "TATAP-MUKA", 130),
    ("16.00", (0.4013, 116.7994), 1, "TATAP-MUKA", 95), ("16.00", (1.3170, 117.5820), 2, "TATAP-MUKA", 170),
    ("19.30", (0.4980, 117.5240), 1, "TATAP-MUKA", 210), ("20.00", (0.5020, 117.5450), 2, "TATAP-MUKA", 240),
    ("20.00", (0.9570, 117.9300), 1, "PERTEMUAN-TERBATAS", 500), ("20.00", (0.4910, 117.5320), 1, "TATAP-MUKA", 60),
]


def meetings():
    lines = []
    for i, (hour, place, number, kind, crowd) in enumerate(MEETINGS, 1):
        start = minutes(hour)
        word = "Tatap muka" if kind == "TATAP-MUKA" else "Pertemuan terbatas"
        lines += vevent("pertemuan-%02d@kutim-2024.simulasi" % i, start, start + timedelta(hours=2), [
            "SUMMARY:[SIMULASI] %s Paslon %d" % (word, number), "CATEGORIES:" + kind, *party(number),
            geo(place), "X-JARAK-CROWD:%d" % crowd, "X-JARAK-DAY:Sabtu",
            "DESCRIPTION:Simulasi. Terdokumentasi: tidak ada. Diasumsikan: semuanya."])
    return lines


def write(folder, name, lines):
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//jarakd//kutim-2024 simulasi//ID"]
    with open(os.path.join(folder, name), "wb") as f:
        for line in head + lines + ["END:VCALENDAR"]:
            f.write(fold(line))


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "notices")
    r15 = road("R15")                       # Sangatta - Teluk Lingga - Singa Gembara
    out_2 = r15 + [STADIUM]
    out_1 = r15[1:][::-1][6:] + [YOS_SUDARSO]   # the field lies on the first leg of R15
    afternoon = ("14.00", "17.00", "12.40", "17.15")
    one = lambda hours, sequence=0: chain(1, YOS_SUDARSO, "Jl. Yos Sudarso II\\, Sangatta", hours,
                                          out_1[0], out_1, sequence)
    write(folder, "01-rapat-umum-paslon-1.ics", one(afternoon))
    write(folder, "02-rapat-umum-paslon-2.ics",
          chain(2, STADIUM, "Stadion Kudungga\\, Desa Singa Gembara", ("14.00", "17.00", "12.30", "17.20"),
                out_2[0], out_2))
    write(folder, "03-varian-pagi-paslon-1.ics", one(("09.00", "11.30", "07.40", "11.45"), 1))
    write(folder, "04-varian-lokasi-belum-pasti-paslon-2.ics", uncertain())
    write(folder, "05-dua-puluh-pertemuan.ics", meetings())


if __name__ == "__main__":
    main()
