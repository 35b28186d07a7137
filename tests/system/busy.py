"""A day that is full and a season that is long: what pages are measured with. Seeded: the same octets each time."""
import random

DAY = "20241123"


def event(uid, first, last, *lines):
    return "\r\n".join(("BEGIN:VEVENT", "UID:" + uid, "DTSTAMP:20241101T020000Z", "SEQUENCE:0",
                        "DTSTART;TZID=Asia/Makassar:" + first, "DTEND;TZID=Asia/Makassar:" + last,
                        "X-JARAK-CONTEST:pilbup-64.08") + lines + ("END:VEVENT",)) + "\r\n"


def line(points):
    """A way as STRUCTURED-DATA, folded."""
    text = ('STRUCTURED-DATA;VALUE=TEXT;FMTTYPE="application/geo+json":{"type":"LineString"\\,"coordinates":[%s]}'
            % "\\,".join("[%.5f\\,%.5f]" % (lon, lat) for lat, lon in points))
    return "\r\n ".join(text[i:i + 72] for i in range(0, len(text), 72))


def clock(day, minute):
    return "%sT%02d%02d00" % (day, minute // 60, minute % 60)


def meeting(uid, paslon, r, day, minute):
    return event(uid, clock(day, minute), clock(day, minute + 90), "SUMMARY:Tatap muka %s" % uid.split("@")[0],
                 "CATEGORIES:TATAP-MUKA", "X-JARAK-PASLON:%d" % paslon, "X-JARAK-CROWD:120",
                 "GEO:%.6f;%.6f" % (r.uniform(0.45, 0.6), r.uniform(117.45, 117.6)))


def rally(uid, paslon, r, day, minute):
    """A rally with a way out and one back, each of some 60 corners."""
    lat, lon = r.uniform(0.4, 0.8), r.uniform(117.3, 117.7)
    step = r.choice((-1, 1))
    way = [(lat + 0.0012 * i + r.uniform(-.0003, .0003), lon + step * 0.0015 * i) for i in range(60)][::-1]
    parent = "RELATED-TO;RELTYPE=PARENT:" + uid
    main = event(uid, clock(day, minute), clock(day, minute + 150), "SUMMARY:Rapat umum %s" % uid.split("@")[0],
                 "CATEGORIES:RAPAT-UMUM", "X-JARAK-PASLON:%d" % paslon, "X-JARAK-CROWD:3000", "GEO:%.6f;%.6f" % (lat, lon),
                 "LOCATION:Lapangan %s" % uid.split("@")[0])
    legs = [event(name + "-" + uid, clock(day, first), clock(day, first + 30), parent, "SUMMARY:Konvoi", "CATEGORIES:KONVOI",
                  "X-JARAK-LEG:" + name.upper(), "X-JARAK-PASLON:%d" % paslon, "X-JARAK-VEHICLES:cars=40;motorcycles=100",
                  "GEO:%.6f;%.6f" % points[0], line(points))
            for name, first, points in (("berangkat", minute - 60, way), ("pulang", minute + 165, way[::-1]))]
    return main + "".join(legs)


def calendar(parts):
    return ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//uji//ID\r\n" + "".join(parts) + "END:VCALENDAR\r\n").encode()


def file_all(daemon, parts):
    """In streams below the limit of one."""
    while parts:
        now, size = [], 0
        while parts and size + len(parts[0]) < 240 * 1024:
            size += len(parts[0])
            now.append(parts.pop(0))
        answer = daemon.ask("POST", "/api/v1/import", calendar(now), headers={"Content-Type": "text/calendar"})
        assert answer.status == 201, (answer.status, answer.body[:300])


def full_day(daemon, rallies=30, meetings=370, day=DAY):
    """400 activities, of which 30 have two routes each."""
    r = random.Random(15)
    parts = [rally("rapat-%02d@penuh" % i, 1 + i % 2, r, day, r.randint(9 * 60, 17 * 60)) for i in range(rallies)]
    parts += [meeting("temu-%03d@penuh" % i, 1 + i % 2, r, day, r.randint(7 * 60, 20 * 60)) for i in range(meetings)]
    file_all(daemon, parts)


def season(daemon, count=5000):
    """So many meetings on other days: from 25 September to 20 November."""
    r = random.Random(16)
    days = ["202409%02d" % d for d in range(25, 31)] + ["202410%02d" % d for d in range(1, 32)] + ["202411%02d" % d for d in range(1, 21)]
    file_all(daemon, [meeting("musim-%04d@penuh" % i, 1 + i % 2, r, r.choice(days), r.randint(7 * 60, 20 * 60)) for i in range(count)])
