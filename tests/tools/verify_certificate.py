#!/usr/bin/env python3
"""Compute a certificate again, another way than jarakd does: nothing of its code, no library.

usage: verify_certificate.py FILE...

Distances are Vincenty's inverse on WGS84. For each part it shows that the two places told lie on the
bodies, are occupied less than tau apart (or on one civil date) and are as far apart as told, to 1 cm;
and by branch and bound over all pairs of pieces that no other places are nearer by more than 1 cm, and
that no higher level of the row holds. A siaga that is a raise is not recomputed, and said so. Exit 1
where anything differs. Source: SPEC 2.1, 2.2 and 5.
"""
import json
import math
import sys

A, F = 6378137.0, 1 / 298.257223563
B, E2 = A * (1 - F), F * (2 - F)
CM = 0.01
LEVELS = ["none", "info", "waspada", "siaga"]
BOXES_MAX = 400000  # of one proof; a part needs some hundreds


def vincenty(p, q):
    """Metres between (lat, lon) in degrees; not for antipodes."""
    u1, u2 = (math.atan((1 - F) * math.tan(math.radians(x[0]))) for x in (p, q))
    d = lam = math.radians(q[1] - p[1])
    for _ in range(200):
        s, c = math.sin(lam), math.cos(lam)
        sin_sigma = math.hypot(math.cos(u2) * s, math.cos(u1) * math.sin(u2) - math.sin(u1) * math.cos(u2) * c)
        if sin_sigma == 0:
            return 0.0
        cos_sigma = math.sin(u1) * math.sin(u2) + math.cos(u1) * math.cos(u2) * c
        sigma = math.atan2(sin_sigma, cos_sigma)
        sin_alpha = math.cos(u1) * math.cos(u2) * s / sin_sigma
        cos2 = 1 - sin_alpha ** 2
        mid = cos_sigma - 2 * math.sin(u1) * math.sin(u2) / cos2 if cos2 else 0.0
        big = F / 16 * cos2 * (4 + F * (4 - 3 * cos2))
        before, lam = lam, d + (1 - big) * F * sin_alpha * (
            sigma + big * sin_sigma * (mid + big * cos_sigma * (2 * mid ** 2 - 1)))
        if abs(lam - before) < 1e-13:
            break
    k2 = cos2 * (A * A - B * B) / (B * B)
    a = 1 + k2 / 16384 * (4096 + k2 * (k2 * (320 - 175 * k2) - 768))
    b = k2 / 1024 * (256 + k2 * (k2 * (74 - 47 * k2) - 128))
    delta = b * sin_sigma * (mid + b / 4 * (cos_sigma * (2 * mid ** 2 - 1) - b / 6 * mid * (
        4 * sin_sigma ** 2 - 3) * (4 * mid ** 2 - 3)))
    return B * a * (sigma - delta)


def ecef(lat, lon):
    s, c = math.sin(math.radians(lat)), math.cos(math.radians(lat))
    n = A / math.sqrt(1 - E2 * s * s)
    return (n * c * math.cos(math.radians(lon)), n * c * math.sin(math.radians(lon)), n * (1 - E2) * s)


def sub(p, q):
    return (p[0] - q[0], p[1] - q[1], p[2] - q[2])


def dot(p, q):
    return p[0] * q[0] + p[1] * q[1] + p[2] * q[2]


def along(p, q, x):
    return tuple(a + x * (b - a) for a, b in zip(p, q))


def segments_apart(p, q, r, s):
    """Least straight distance of two segments in space (Ericson, Real-Time Collision Detection 5.1.9)."""
    d1, d2, w = sub(q, p), sub(s, r), sub(p, r)
    a, e, f, c, b = dot(d1, d1), dot(d2, d2), dot(d2, w), dot(d1, w), dot(d1, d2)
    clamp = lambda x: min(1.0, max(0.0, x))
    if a <= 1e-12 and e <= 1e-12:
        x = y = 0.0
    elif a <= 1e-12:
        x, y = 0.0, clamp(f / e)
    elif e <= 1e-12:
        x, y = clamp(-c / a), 0.0
    else:
        below = a * e - b * b
        x = clamp((b * f - c * e) / below) if below > 1e-9 * a * e else 0.0
        y = (b * x + f) / e
        if y < 0:
            x, y = clamp(-c / a), 0.0
        elif y > 1:
            x, y = clamp((b - c) / a), 1.0
    return math.sqrt(dot(*[sub(along(p, q, x), along(r, s, y))] * 2))


class Body:
    def __init__(self, told):
        self.told = told
        self.nodes = [(ecef(n[0], n[1]), n[2], n[3]) for n in told["nodes"]]
        self.pad, self.doubt, self.offset = told["pad_m"], told["uncertainty_m"], told["utc_offset_s"]
        gaps = {end - 1 for end in told["rings"][:-1]}
        count = max(1, len(self.nodes) - 1)
        factors = told["factors"] or [1.0] * count
        self.pieces = [(self.nodes[i], self.nodes[min(i + 1, len(self.nodes) - 1)], factors[i])
                       for i in range(count) if i not in gaps]

    def covers(self, place):
        """Even-odd over the rings, on the plane of longitude and latitude: near enough for inside."""
        inside, start = False, 0
        for end in self.told["rings"]:
            ring = self.told["nodes"][start:end]
            for (y1, x1, *_), (y2, x2, *_) in zip(ring, ring[1:]):
                if (y1 > place[0]) != (y2 > place[0]) and place[1] < x1 + (place[0] - y1) * (x2 - x1) / (y2 - y1):
                    inside = not inside
            start = end
        return inside

    def occupied(self, place, time):
        """Does some piece hold the place, within 2 cm, occupied at that second or a second beside?"""
        at = ecef(*place)
        for (p, in0, out0), (q, in1, out1), _ in self.pieces:
            d = sub(q, p)
            x = min(1.0, max(0.0, dot(sub(at, p), d) / dot(d, d))) if dot(d, d) > 0 else 0.0
            off = math.sqrt(dot(*[sub(at, along(p, q, x))] * 2))
            ins = (in0 + x * (in1 - in0), out0 + x * (out1 - out0)) if dot(d, d) > 0 else (min(in0, in1),
                                                                                          max(out0, out1))
            # The line bends below the ground by less than 0.4 m on 4 km; sideways it does not.
            if off < 0.5 and ins[0] - 1.0 <= time <= ins[1] + 1.0:
                return True
        return bool(self.told["rings"]) and self.covers(place) and \
            self.nodes[0][1] - 1.0 <= time <= self.nodes[0][2] + 1.0


def days(piece, offset):
    (_, in0, out0), (_, in1, out1), _ = piece
    return (math.floor((min(in0, in1) + offset) / 86400), math.ceil((max(out0, out1) + offset) / 86400) - 1)


def meets(a, box_a, b, box_b, tau):
    """May some places of two boxes be occupied less than tau apart? Linear, so the ends decide."""
    if tau < 0:
        return False
    ends = lambda n, m, k, box: [n[k] + x * (m[k] - n[k]) for x in box]
    a_in, a_out = ends(a[0], a[1], 1, box_a), ends(a[0], a[1], 2, box_a)
    b_in, b_out = ends(b[0], b[1], 1, box_b), ends(b[0], b[1], 2, box_b)
    return min(a_in) < max(b_out) + tau and min(b_in) < max(a_out) + tau


def geodesic_of(chord):
    return chord * (1 + chord * chord / (24 * 6.34e6 ** 2))


def nearer(one, two, within, tau, same_day):
    """Are there places less than `within` apart (centre lines) that meet in time? `within` and tau by factor."""
    for a in one.pieces:
        for b in two.pieces:
            factor = max(a[2], b[2])
            limit = within(factor)
            if segments_apart(a[0][0], a[1][0], b[0][0], b[1][0]) >= limit:
                continue
            shared = same_day and max(days(a, one.offset)[0], days(b, two.offset)[0]) <= min(
                days(a, one.offset)[1], days(b, two.offset)[1])
            if search(a, b, limit, tau * factor if tau > 0 else tau, shared):
                return True
    return False


def search(a, b, limit, tau, shared):
    boxes, seen = [((0.0, 1.0), (0.0, 1.0))], 0
    while boxes:
        x, y = boxes.pop()
        seen += 1
        if seen > BOXES_MAX:
            raise SystemExit("undecided after %d boxes" % seen)
        if not shared and not meets(a, x, b, y, tau):
            continue
        p, q = along(a[0][0], a[1][0], x[0]), along(a[0][0], a[1][0], x[1])
        r, s = along(b[0][0], b[1][0], y[0]), along(b[0][0], b[1][0], y[1])
        if segments_apart(p, q, r, s) >= limit:
            continue
        mid = (sum(x) / 2, sum(y) / 2)
        if (shared or meets(a, (mid[0],) * 2, b, (mid[1],) * 2, tau)) and geodesic_of(math.sqrt(dot(*[sub(
                along(a[0][0], a[1][0], mid[0]), along(b[0][0], b[1][0], mid[1]))] * 2))) < limit:
            return True
        long_x = (x[1] - x[0]) * math.dist(a[0][0], a[1][0]) + (x[1] - x[0]) * 1e-3
        long_y = (y[1] - y[0]) * math.dist(b[0][0], b[1][0]) + (y[1] - y[0]) * 1e-3
        if max(long_x, long_y) < 1e-5:
            continue  # a point of the closure: the strict inequalities leave it out
        if long_x >= long_y:
            boxes += [((x[0], mid[0]), y), ((mid[0], x[1]), y)]
        else:
            boxes += [(x, (y[0], mid[1])), (x, (mid[1], y[1]))]
    return False


def rungs(row):
    """(level, D, tau, same day) from info up; same day carries the next level's tau."""
    present = [(k, row[k]) for k in LEVELS[1:] if k in row]
    for i, (level, rung) in enumerate(present):
        tau = rung["tau_s"]
        if rung["same_day"]:
            tau = next((above["tau_s"] for _, above in present[i + 1:] if not above["same_day"]), -math.inf)
        yield level, rung["distance_m"], tau, rung["same_day"]


def holds(one, two, distance, tau, same_day, doubt):
    slack = one.pad + two.pad + doubt
    return nearer(one, two, lambda f: distance * f + slack - 0.005, tau, same_day)


def check_places(told, one, two, say):
    places = [(p["lat"], p["lon"]) for p in told["at"]]
    for body, place, at in zip((one, two), places, told["at"]):
        if not body.occupied(place, at["time_s"]):
            say("place %r is not occupied at %r" % (place, at["time_s"]))
    apart = max(0.0, vincenty(*places) - one.pad - two.pad)
    inside = any(b.told["rings"] and b.covers(p) for b, p in ((one, places[1]), (two, places[0])))
    if abs(apart - told["distance_m"]) > CM + 0.005 and not (inside and told["distance_m"] == 0):
        say("places are %.3f m apart, told %.2f" % (apart, told["distance_m"]))


def check_part(part, bodies, say):
    one, two = bodies[part["own"]], bodies[part["other"]]
    check_places(part, one, two, say)
    doubt = one.doubt + two.doubt
    by_row = {"level": "none", "level_max": "none"}
    for level, distance, tau, same_day in rungs(part["row"]):
        for key, moved in (("level", 0.0), ("level_max", doubt)):
            if holds(one, two, distance, tau, same_day, moved):
                by_row[key] = level
        if level == (part["level"] if part["level"] != "none" else part["level_max"]) or (
                part["raised"] and level == "waspada"):
            nearest = part["distance_m"] + one.pad + two.pad - CM
            factor = part["zone_factor"]
            if part["distance_m"] > CM and nearer(one, two, lambda f: min(nearest, nearest if f == factor else 0),
                                                  tau, same_day):
                say("nearer than told by more than 1 cm")
    # Where two policies meet, the higher level counts.
    for level, distance, tau, same_day in rungs(part.get("beside", {}).get("row", {})):
        for key, moved in (("level", 0.0), ("level_max", doubt)):
            if LEVELS.index(level) > LEVELS.index(by_row[key]) and holds(one, two, distance, tau, same_day, moved):
                by_row[key] = level
    if part["raised"]:
        say("raise: not recomputed, waspada by the row", fault=by_row["level"] != "waspada" and
            by_row["level_max"] != "waspada")
    elif by_row != {"level": part["level"], "level_max": part["level_max"]}:
        say("levels %r, told %s/%s" % (by_row, part["level"], part["level_max"]))


def check(document):
    bodies = [Body(b) for b in document["bodies"]]
    faults, parts = [], 0

    def sayer(where):
        def say(what, fault=True):
            (faults if fault else []).append(what)
            print("  %s: %s" % (where, what))
        return say
    for conflict in document["conflicts"]:
        for i, part in enumerate(conflict["parts"]):
            check_part(part, bodies, sayer("conflict %s part %d" % (conflict["id"], i)))
            parts += 1
        worst = max(LEVELS.index(p["level"]) for p in conflict["parts"])
        if LEVELS[worst] != conflict["level"]:
            sayer(conflict["id"])("level %s, parts say %s" % (conflict["level"], LEVELS[worst]))
    near = document["nearest"]
    if near:
        one, two = bodies[near["own"]], bodies[near["other"]]
        check_places(near, one, two, sayer("nearest"))
        limit = near["distance_m"] + one.pad + two.pad - CM
        if near["distance_m"] > CM and nearer(one, two, lambda f: limit, -math.inf, True):
            sayer("nearest")("nearer than told by more than 1 cm")
        parts += 1
    return parts, faults


def main():
    status = 0
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as f:
            parts, faults = check(json.load(f))
        print("%s: %d parts, %d faults" % (path, parts, len(faults)))
        status = 1 if faults else status
    return status


if __name__ == "__main__":
    sys.exit(main())
