#!/usr/bin/env python3
"""Draw a schematic base map from reference points: sub-districts as cells round them, and a coast.

usage: schematic.py regions.json [roads.geojson] > schematic.geojson

A cell is what lies nearer to the point of its sub-district than to any other's, cut at an outline of its regency. The outline
has nothing of a survey either: it keeps OUT_DEG from the outermost points, and a road lies on land. On the side of COAST it is the sea's. So every
line is some kilometres wrong: it shows which sub-district lies beside which and on which side the sea is, and no more. The
daemon draws it (feed/desk) and judges nothing by it. Same input, same bytes. Standard library only.
"""
import json
import math
import sys

COAST = {"64.08": "east", "64.03": "east", "64.01": "east"}  # of Kutai Timur, Berau and Paser: the Makassar Strait
OUT_DEG = 0.22     # of the outline beyond the outermost points, on land
SHORE_DEG = 0.08   # of the coast beyond them
SLOPE, SHORE_SLOPE = 0.8, 1.7  # degrees of longitude by which they may fall back within a degree of latitude
STEP_DEG = 0.03    # between its corners
SOFT = 2           # corners on either side that are averaged
SOURCE = "skematik, dibuat dari titik acuan oleh geodata/schematic.py; bukan batas resmi, bukan hasil survei (CC0)"


def edge(points, lat, sign, sea):
    """The longitude of the outline at a latitude: beyond the points, falling back away from them."""
    out, slope = (SHORE_DEG, SHORE_SLOPE) if sea else (OUT_DEG, SLOPE)
    return sign * max(sign * lon + out - slope * abs(lat - at) for at, lon in points)


def soften(line):
    """The corners, each the mean of its neighbours; never less than `line` by more than that."""
    return [sum(line[max(0, i - SOFT):i + SOFT + 1]) / len(line[max(0, i - SOFT):i + SOFT + 1]) for i in range(len(line))]


def outline(points, coast):
    """(ring, coast line) round the points, as (lat, lon)."""
    south, north = min(p[0] for p in points) - OUT_DEG, max(p[0] for p in points) + OUT_DEG
    steps = max(4, math.ceil((north - south) / STEP_DEG))
    lats = [south + (north - south) * i / steps for i in range(steps + 1)]
    west = soften([edge(points, lat, -1, coast == "west") for lat in lats])
    east = soften([edge(points, lat, 1, coast == "east") for lat in lats])
    east = [max(e, w + 0.02) for e, w in zip(east, west)]
    shore = {"east": list(zip(lats, east)), "west": list(zip(lats, west))}.get(coast, [])
    return list(zip(lats, east)) + list(zip(lats, west))[::-1], shore


def nearer(ring, own, other, squeeze):
    """The part of a ring that is nearer to `own` than to `other`."""
    def side(p):
        return sum((p[i] - (own[i] + other[i]) / 2) * (other[i] - own[i]) * (squeeze if i else 1) for i in (0, 1))

    out = []
    for a, b in zip(ring, ring[1:] + ring[:1]):
        sa, sb = side(a), side(b)
        if sa <= 0:
            out.append(a)
        if (sa < 0 < sb) or (sb < 0 < sa):
            share = sa / (sa - sb)
            out.append(tuple(a[i] + (b[i] - a[i]) * share for i in (0, 1)))
    return out


def corner(p):
    return [round(p[1], 4), round(p[0], 4)]


def feature(kind, code, geometry):
    return {"type": "Feature", "properties": {"code": code, "kind": kind, "source": SOURCE}, "geometry": geometry}


def nearest(place, points):
    return min(points, key=lambda p: math.dist(p, place))


def stretches(line, own, everybody):
    """The parts of a coast that lie nearer to a point of its own regency than to another's."""
    part = []
    for corner_at in line + [None]:
        if corner_at and nearest(corner_at, everybody) in own:
            part.append(corner_at)
            continue
        if len(part) > 1:
            yield part
        part = []


def draw(regions, roads):
    everybody = [(r["lat"], r["lon"]) for r in regions if "lat" in r]
    for code in sorted({r["parent"] for r in regions if "lat" in r}):
        own = [r for r in regions if r.get("parent") == code and "lat" in r]
        points = [(r["lat"], r["lon"]) for r in own]
        ring, shore = outline(points + [p for p in roads if nearest(p, everybody) in points], COAST.get(code))
        squeeze = math.cos(math.radians(sum(p[0] for p in points) / len(points))) ** 2
        for part in stretches(shore, points, everybody):
            yield feature("coast", code, {"type": "LineString", "coordinates": [corner(p) for p in part]})
        for r, point in zip(own, points):
            cell = ring
            for other in everybody:
                if other != point:
                    cell = nearer(cell, point, other, squeeze)
            corners = [c for i, c in enumerate(map(corner, cell)) if i == 0 or c != corner(cell[i - 1])]
            if len(corners) > 1 and corners[0] == corners[-1]:
                corners.pop()
            # Counter-clockwise, as RFC 7946 wants outer rings.
            if sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(corners, corners[1:] + corners[:1])) < 0:
                corners.reverse()
            yield feature("district", r["code"], {"type": "Polygon", "coordinates": [corners + corners[:1]]})


def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        regions = json.load(f)["regions"]
    roads = []
    if len(sys.argv) > 2:
        with open(sys.argv[2], encoding="utf-8") as f:
            roads = [(lat, lon) for road in json.load(f)["features"] for lon, lat in road["geometry"]["coordinates"]]
    rows = [json.dumps(f, separators=(",", ":"), ensure_ascii=False) for f in draw(regions, roads)]
    print('{"type":"FeatureCollection","features":[\n' + ",\n".join(rows) + "\n]}")


if __name__ == "__main__":
    sys.exit(main())
