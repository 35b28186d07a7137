"""A made-up nation for nation.py: a pack of as many regencies as wanted, and their activities. Fixed seeds; no place,
road or hour in it is a real one."""
import json
import math
import os
import random
import shutil

ACTIVITIES = 2000  # of one regency, in the sixty days of its campaign
PUBLIC = 100  # of these lie apart from all others, so that nothing hinders their approval
DISTRICTS = 12
SPACING_DEG = 0.55  # from regency to regency: their rims meet, as those of real ones do
ROWS = 24
KM_PER_DEG = 111.195
DAYS = ["2024%02d%02d" % (month, day) for month, first, last in ((9, 25, 30), (10, 1, 31), (11, 1, 23))
        for day in range(first, last + 1)]


class Regency:
    def __init__(self, number):
        self.number = number
        self.code = "%02d.%02d" % (11 + number // 60, 1 + number % 60)
        self.contest = "pilbup-" + self.code
        self.lat = -8 + SPACING_DEG * (number % ROWS)
        self.lon = 100 + SPACING_DEG * (number // ROWS)
        self.zone = "Asia/Jakarta" if self.lon < 106 else "Asia/Makassar" if self.lon < 109 else "Asia/Jayapura"
        self.pairs = 2 + number % 4
        chance = random.Random(number)
        self.towns = [(24 * math.sqrt(chance.random()), 2 * math.pi * chance.random()) for _ in range(6)]

    def point(self, east_km, north_km):
        return (self.lat + north_km / KM_PER_DEG,
                self.lon + east_km / (KM_PER_DEG * math.cos(math.radians(self.lat))))


def write(folder, name, content):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
        json.dump(content, f)


def make_pack(folder, like, count):
    """A pack of so many regencies; what it says beside them (policy, rules, defaults, days) is the pack `like`."""
    os.makedirs(folder)
    for name in ("defaults.json", "holidays.json", "phases.json", "policy.json", "rules.json"):
        shutil.copy(os.path.join(like, name), folder)
    regencies = [Regency(number) for number in range(count)]
    regions = [{"code": code, "name": "Provinsi " + code, "zone": "Asia/Makassar"}
               for code in sorted({one.code[:2] for one in regencies})]
    for one in regencies:
        regions.append({"code": one.code, "name": "Kabupaten " + one.code, "parent": one.code[:2], "zone": one.zone})
        for i in range(DISTRICTS):
            lat, lon = one.point(18 * math.cos(i * math.pi / 6), 18 * math.sin(i * math.pi / 6))
            regions.append({"code": "%s.%02d" % (one.code, i + 1), "name": "Kecamatan %s.%02d" % (one.code, i + 1),
                            "parent": one.code, "zone": one.zone, "lat": round(lat, 6), "lon": round(lon, 6)})
    write(folder, "regions.json", {"regions": regions})
    write(folder, "contests.json", {"contests": [
        {"id": one.contest, "region": one.code, "name": {"id": "Pemilihan " + one.code, "en": "Election " + one.code},
         "paslon": [{"number": n, "label": "Paslon %d" % n} for n in range(1, one.pairs + 1)]} for one in regencies]})
    write(folder, "places.json", {"places": []})
    write(folder, "pack.json", {
        "id": "nation", "title": {"id": "Pilkada", "en": "Elections"}, "simulation": True, "region": regencies[0].code,
        "zone": regencies[0].zone, "from": "2024-08-26", "to": "2024-12-31"})
    return regencies


def fold(line):
    parts = [line[:75]] + [line[i:i + 74] for i in range(75, len(line), 74)]
    return "\r\n ".join(parts)


def clock(day, minutes):
    return "%sT%02d%02d00" % (DAYS[day], minutes // 60, minutes % 60)


def event(uid, regency, chance, kind, east_km, north_km, pair):
    """Lines of one activity: an assembly, a meeting or a convoy."""
    day, lat_lon = int(chance.random() * len(DAYS)), regency.point(east_km, north_km)
    begin = 15 * (36 + int(chance.random() * 20))
    minutes = 60 + 15 * int(chance.random() * 8)
    lines = ["BEGIN:VEVENT", "UID:" + uid, "DTSTAMP:20240901T000000Z",
             "DTSTART;TZID=%s:%s" % (regency.zone, clock(day, begin)),
             "DTEND;TZID=%s:%s" % (regency.zone, clock(day, begin + minutes)), "SUMMARY:%s paslon %d" % (kind, pair),
             "CATEGORIES:" + kind, "X-JARAK-CONTEST:" + regency.contest, "X-JARAK-PASLON:%d" % pair,
             "LOCATION:Lapangan %d" % int(chance.random() * 500), "GEO:%.6f;%.6f" % lat_lon]
    if kind == "KONVOI":
        corners, heading = [], 2 * math.pi * chance.random()
        for _ in range(5 + int(chance.random() * 56)):
            corners.append("[%.6f,%.6f]" % regency.point(east_km, north_km)[::-1])
            heading += 0.8 * (chance.random() + chance.random() + chance.random() - 1.5)
            step = 0.2 + 0.5 * chance.random()
            east_km, north_km = east_km + step * math.cos(heading), north_km + step * math.sin(heading)
        route = '{"type":"LineString","coordinates":[%s]}' % ",".join(corners)
        lines += ["X-JARAK-LEG:BERANGKAT", "X-JARAK-COLUMN:%d" % (100 + 100 * int(chance.random() * 20)),
                  'STRUCTURED-DATA;VALUE=TEXT;FMTTYPE="application/geo+json":'
                  + route.replace(",", "\\,").replace(";", "\\;")]
    elif kind == "RAPAT-UMUM":
        lines.append("X-JARAK-RADIUS:%d" % (50 + 10 * int(chance.random() * 30)))
    return "\r\n".join(fold(line) for line in lines + ["END:VEVENT"])


def activity(regency, i, series="n"):
    """The i-th of a regency: 10 of a hundred rallies, 65 meetings, 25 convoys, half of them near a town. The first
    hundred are meetings on the rim, a kilometre and more apart, for the public calendar."""
    chance = random.Random("%s-%d-%d" % (series, regency.number, i))
    uid, pair = "%s%d-%d@nation" % (series, regency.number, i), 1 + int(chance.random() * regency.pairs)
    if i < PUBLIC and series == "n":
        turn = 2 * math.pi * i / PUBLIC
        return event(uid, regency, chance, "PERTEMUAN-TERBATAS", 29 * math.cos(turn), 29 * math.sin(turn), pair)
    if chance.random() < 0.5:
        out_km, turn = regency.towns[int(chance.random() * 6)]
        east_km, north_km = out_km * math.cos(turn) + chance.gauss(0, 3), out_km * math.sin(turn) + chance.gauss(0, 3)
    else:
        out_km, turn = 28 * math.sqrt(chance.random()), 2 * math.pi * chance.random()
        east_km, north_km = out_km * math.cos(turn), out_km * math.sin(turn)
    share = chance.random()
    kind = "RAPAT-UMUM" if share < 0.1 else "TATAP-MUKA" if share < 0.75 else "KONVOI"
    return event(uid, regency, chance, kind, east_km, north_km, pair)


def rivals(regency, uid):
    """Two rallies of rivals on one day, 700 m apart: the second raises an alert."""
    return [event("%s-%d" % (uid, pair), regency, random.Random(uid), "RAPAT-UMUM", 10 + 0.7 * pair, 10, pair)
            for pair in (1, 2)]


def stream(events):
    return ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//bench//EN\r\n%s\r\nEND:VCALENDAR\r\n"
            % "\r\n".join(events)).encode()
