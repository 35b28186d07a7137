#!/usr/bin/env python3
"""Write calendars/tz/zones.ics: one VTIMEZONE for each IANA zone whose rule is simple.

usage: generate.py [--zoneinfo DIR] > zones.ics

The rule of a zone is the POSIX footer of its TZif file (RFC 8536 section 3.3). A zone is written
when the footer is a fixed offset or a yearly pair of the form Mm.w.d with hours of one day, and
when the file's own table says nothing else from SINCE on. The others (rules that changed since,
Ramadan tables, "the day after the last Thursday") are left out and listed in a comment line on
standard error: a local time there is refused and may be written in UTC.

Python's standard library only; the same tzdata gives the same bytes.
"""
import argparse
import io
import os
import re
import struct
import sys
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

SINCE = datetime(2024, 1, 1, tzinfo=timezone.utc)
WEEKDAYS = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"]
NAME = r"(<[^>]+>|[A-Za-z]+)"
OFFSET = r"([+-]?\d+(?::\d+){0,2})"
DATE = r"M(\d+)\.(\d)\.(\d)(?:/([+-]?\d+(?::\d+){0,2}))?"
POSIX = re.compile(f"^{NAME}{OFFSET}(?:{NAME}{OFFSET}?,{DATE},{DATE})?$")


def seconds(text):
    """`-5:30` as seconds."""
    sign = -1 if text.startswith("-") else 1
    parts = [int(p) for p in text.lstrip("+-").split(":")] + [0, 0]
    return sign * (parts[0] * 3600 + parts[1] * 60 + parts[2])


def tzif(octets):
    """The transition instants and the footer of a version 2 or 3 file."""
    def head(at):
        return struct.unpack(">4sc15x6I", octets[at:at + 44])

    def body(counts, width):
        isut, isstd, leap, times, types, chars = counts
        return times * (width + 1) + types * 6 + chars + leap * (width + 4) + isstd + isut

    at = 44 + body(head(0)[2:], 4)
    counts = head(at)[2:]
    times = struct.unpack(f">{counts[3]}q", octets[at + 44:at + 44 + counts[3] * 8])
    return times, octets[at + 44 + body(counts, 8):].strip(b"\n").decode()


def footer_alone(footer):
    """A zone that knows only its footer, for comparison."""
    empty = struct.pack(">4sc15x6I", b"TZif", b"2", 0, 0, 0, 0, 1, 4) + bytes(6) + b"UTC\0"
    return ZoneInfo.from_file(io.BytesIO(empty + empty + b"\n" + footer.encode() + b"\n"))


def same_since(zone, alone, times):
    """True when table and footer agree from SINCE on: around each change, and every ninth hour."""
    moments = [SINCE + timedelta(hours=9 * k) for k in range(4000)]
    for t in times:
        if t >= SINCE.timestamp():
            moments += [datetime.fromtimestamp(t + d, timezone.utc) for d in (-1, 0)]
    return all(m.astimezone(zone).utcoffset() == m.astimezone(alone).utcoffset() for m in moments)


def offset_text(s):
    text = "%s%02d%02d" % ("-" if s < 0 else "+", abs(s) // 3600, abs(s) // 60 % 60)
    return text + ("%02d" % (abs(s) % 60) if abs(s) % 60 else "")


def first_onset(month, week, weekday, year):
    """Date of the week'th weekday (5: last) of a month; 0 is Sunday."""
    day = datetime(year, month, 1)
    day += timedelta(days=(weekday - (day.weekday() + 1)) % 7 + 7 * (week - 1))
    return day if day.month == month else day - timedelta(days=7)


def observance(kind, name, before, after, rule):
    lines = ["BEGIN:" + kind]
    if rule is None:
        lines.append(SINCE.strftime("DTSTART:%Y%m%dT000000"))
    else:
        month, week, weekday, at = rule
        lines.append(first_onset(month, week, weekday, SINCE.year - 1).strftime("DTSTART:%Y%m%d")
                     + "T%02d%02d%02d" % (at // 3600, at // 60 % 60, at % 60))
        lines.append("RRULE:FREQ=YEARLY;BYMONTH=%d;BYDAY=%s%s"
                     % (month, "-1" if week == 5 else week, WEEKDAYS[weekday]))
    lines += ["TZNAME:" + name.strip("<>"), "TZOFFSETFROM:" + offset_text(before),
              "TZOFFSETTO:" + offset_text(after), "END:" + kind]
    return lines


def vtimezone(name, footer):
    """The lines of a zone, or None where the rule is not simple."""
    m = POSIX.match(footer)
    if not m:
        return None
    standard = -seconds(m[2])
    lines = ["BEGIN:VTIMEZONE", "TZID:" + name]
    if not m[3]:
        lines += observance("STANDARD", m[1], standard, standard, None)
    else:
        daylight = -seconds(m[4]) if m[4] else standard + 3600
        rules = [tuple(int(x) for x in m.group(k, k + 1, k + 2)) + (seconds(m[k + 3] or "2"),)
                 for k in (5, 9)]
        if any(not 0 <= r[3] < 86400 for r in rules):
            return None
        lines += observance("DAYLIGHT", m[3], standard, daylight, rules[0])
        lines += observance("STANDARD", m[1], daylight, standard, rules[1])
    return lines + ["END:VTIMEZONE"]


def names(root):
    """The zones of tzdata.zi: names of its Z and L lines, without the test zone Factory."""
    with open(os.path.join(root, "tzdata.zi"), encoding="ascii") as f:
        text = f.read()
    version = re.match(r"# version (\S+)", text)[1]
    found = re.findall(r"^Z (\S+)", text, re.M) + re.findall(r"^L \S+ (\S+)", text, re.M)
    return version, sorted(set(found) - {"Factory"})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--zoneinfo", default="/usr/share/zoneinfo")
    root = parser.parse_args().zoneinfo
    version, zones = names(root)
    out = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//jarakd//tzdata %s//EN" % version,
           "X-JARAK-TZDATA:%s, rules in force since %s" % (version, SINCE.date())]
    left = []
    for name in zones:
        with open(os.path.join(root, name), "rb") as f:
            octets = f.read()
        times, footer = tzif(octets)
        lines = vtimezone(name, footer)
        if lines and same_since(ZoneInfo.from_file(io.BytesIO(octets)), footer_alone(footer), times):
            out += lines
        else:
            left.append(name)
    out.append("END:VCALENDAR")
    sys.stdout.write("".join(line + "\n" for line in out))
    print("left out:", " ".join(left), file=sys.stderr)


if __name__ == "__main__":
    main()
