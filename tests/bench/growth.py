#!/usr/bin/env python3
"""How four figures grow with what one daemon holds, as a picture: check, list of a day, start, memory.
usage: growth.py FIGURES > docs/gambar/growth.svg     (FIGURES: lines that nation.py --figures wrote; the last of a size counts)
Both axes are logarithmic. A level line costs the same whatever there is; the grey one grows with what there is."""
import json
import math
import sys

PANELS = (("check_p50_ms", "check, p50", "ms"), ("list_of_day_p50_ms", "list of a day of one regency, p50", "ms"),
          ("start_check_s", "start until a check is answered", "s"), ("memory_started", "memory of an activity", "bytes"))
WIDE, HIGH, LEFT, TOP, GAP = 380, 210, 66, 34, 24


def read(path):
    sizes = {}
    with open(path, encoding="ascii") as f:
        for line in f:
            one = json.loads(line)
            sizes[one["activities"]] = one
    return [sizes[size] for size in sorted(sizes)]


def number(value):
    return "{:,.0f}".format(value) if value >= 100 else "%.3g" % value


def panel(rows, name, title, unit, left, top):
    points = [(row["activities"], row[name]) for row in rows if row.get(name)]
    low = math.floor(math.log10(min(v for _, v in points)))
    high = max(low + 2, math.ceil(math.log10(max(v for _, v in points))))
    first, last = 3.0, 6.1

    def place(size, value):
        return (left + LEFT + (math.log10(size) - first) / (last - first) * (WIDE - LEFT - 34),
                top + TOP + (high - math.log10(value)) / (high - low) * (HIGH - TOP - 30))

    yield '<text x="%d" y="%d" class="t">%s</text>' % (left + LEFT, top + 18, title)
    for power in range(low, high + 1):
        _, y = place(1000, 10.0 ** power)
        yield '<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" class="g"/>' % (left + LEFT, y, left + WIDE - 34, y)
        yield '<text x="%.1f" y="%.1f" class="l">%s %s</text>' % (left + LEFT - 6, y + 4, number(10.0 ** power), unit)
    for power in range(3, 7):
        x, _ = place(10.0 ** power, 10.0 ** low)
        yield '<text x="%.1f" y="%.1f" class="x">%s</text>' % (x, top + HIGH - 10, "{:,}".format(10 ** power))
    if unit != "bytes":
        (a, v), b = points[0], min(points[-1][0], points[0][0] * 10.0 ** high / points[0][1])
        ends = place(a, v) + place(b, v * b / a)
        yield '<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" class="w"/>' % ends
    yield '<polyline points="%s" class="f"/>' % " ".join("%.1f,%.1f" % place(*p) for p in points)
    for p in points:
        x, y = place(*p)
        yield '<circle cx="%.1f" cy="%.1f" r="3.5"/><text x="%.1f" y="%.1f" class="v">%s</text>' % (x, y, x, y - 8, number(p[1]))


def main():
    rows = read(sys.argv[1])
    wide, high = 2 * WIDE + GAP, 2 * HIGH + GAP
    print('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" font-family="sans-serif" font-size="11">' % (wide, high))
    print("<title>How check, list, start and memory grow from 1,000 to 1,000,000 activities</title>")
    print("<style>.t{font-size:13px;font-weight:bold}.g{stroke:#ddd}.w{stroke:#999;stroke-dasharray:4 4}.f{fill:none;stroke:#0b5394;stroke-width:2}"
          "circle{fill:#0b5394}.l{text-anchor:end;fill:#555}.x,.v{text-anchor:middle;fill:#333}</style>")
    print('<rect width="%d" height="%d" fill="#fff"/>' % (wide, high))
    for i, (name, title, unit) in enumerate(PANELS):
        print("\n".join(panel(rows, name, title, unit, i % 2 * (WIDE + GAP), i // 2 * (HIGH + GAP))))
    print("</svg>")


if __name__ == "__main__":
    main()
