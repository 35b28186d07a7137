"""The worst requests of the accepted sizes (the bench prints what they cost, the system tests look that nobody
waits for them). A shape is a function of an asker: it prepares, then yields (name, question) pairs."""
import http.client
import json
import os
import random
import signal
import time

HEAD = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//stall//EN"]


def corners(count, lane=0.0, south=0.5, west=117.4):
    """A road of that many corners, some 12 km, that bends at each."""
    return [[round(west + 0.1 * i / count, 6), round(south + lane + (0.0002 if i % 2 else 0.0), 6)]
            for i in range(count)]


def convoy(uid, paslon, line, start="20241001T080000", hours=4, rrule=None, parent=None):
    """A convoy as the lines of a component."""
    end = "%s%02d%s" % (start[:9], int(start[9:11]) + hours, start[11:])
    geometry = json.dumps({"type": "LineString", "coordinates": line}, separators=(",", ":"))
    lines = ["BEGIN:VEVENT", "UID:" + uid, "DTSTAMP:20240901T000000Z", "DTSTART;TZID=Asia/Makassar:" + start,
             "DTEND;TZID=Asia/Makassar:" + end, "SUMMARY:Konvoi", "CATEGORIES:KONVOI",
             "X-JARAK-CONTEST:pilbup-64.08", "X-JARAK-PASLON:%d" % paslon, "X-JARAK-VEHICLES:cars=120"]
    if rrule:
        lines.append("RRULE:" + rrule)
    if parent:
        lines += ["RELATED-TO;RELTYPE=PARENT:" + parent, "X-JARAK-LEG:BERANGKAT"]
    lines.append("STRUCTURED-DATA;VALUE=TEXT;FMTTYPE=\"application/geo+json\":" +
                 geometry.replace(",", "\\,"))
    return lines + ["END:VEVENT"]


def calendar(*components):
    return "\r\n".join(HEAD + [line for lines in components for line in lines] + ["END:VCALENDAR", ""]).encode()


def rally(uid, paslon, lat, lon, start="20241120T140000", rrule=None, extra=()):
    end = "%s%02d%s" % (start[:9], int(start[9:11]) + 2, start[11:])
    return ["BEGIN:VEVENT", "UID:" + uid, "DTSTAMP:20240901T000000Z", "DTSTART;TZID=Asia/Makassar:" + start,
            "DTEND;TZID=Asia/Makassar:" + end, "SUMMARY:Rapat umum", "CATEGORIES:RAPAT-UMUM",
            "X-JARAK-CONTEST:pilbup-64.08", "X-JARAK-PASLON:%d" % paslon, "GEO:%.6f;%.6f" % (lat, lon),
            *(["RRULE:" + rrule] if rrule else []), *extra, "END:VEVENT"]


class Asker:
    """Asks one daemon, with patience: nothing here is a measure."""

    def __init__(self, daemon):
        self.daemon = daemon

    def ask(self, method, path, body=None, role="bawaslu", paslon=None, headers=None):
        own = http.client.HTTPConnection("127.0.0.1", self.daemon.port, timeout=300)
        sent = dict(headers or {})
        if role:
            sent["Authorization"] = "Bearer " + self.daemon.token(role, paslon=paslon)
        if body is not None:
            sent.setdefault("Content-Type", "text/calendar")
        own.request(method, path, body, sent)
        answer = own.getresponse()
        octets = answer.read()
        own.close()
        return answer.status, octets

    def say(self, *args, **kwargs):
        status, octets = self.ask(*args, **kwargs)
        return "answered %d with %d octets" % (status, len(octets))


def check_convoys(asker, count, size, role="bawaslu", paslon=None, rrule=True):
    """Convoy against convoy of two rivals, each on `count` days."""
    series = "FREQ=DAILY;COUNT=%d" % count if rrule and count > 1 else None
    octets = calendar(convoy("a@stall", 1, corners(size), rrule=series),
                      convoy("b@stall", 2, corners(size, 0.00005), rrule=series))
    yield "_%dx%d" % (count, size), lambda: asker.say("POST", "/api/v1/check", octets, role, paslon)


def check(asker):
    for count, size in ((1, 1000), (1, 2500), (60, 1000), (60, 2500), (400, 100)):
        yield from check_convoys(asker, count, size)


def filing(asker):
    """What is filed for good: judged by a copy, then kept."""
    for count, size, lane in ((60, 1000, 0.0), (60, 2500, 0.2)):
        octets = calendar(convoy("a%d@stall" % size, 1, corners(size, lane), rrule="FREQ=DAILY;COUNT=%d" % count),
                          convoy("b%d@stall" % size, 2, corners(size, lane + 0.00005), rrule="FREQ=DAILY;COUNT=%d" % count))
        yield "_%dx%d" % (count, size), lambda octets=octets: asker.say("POST", "/api/v1/notices", octets)


def check_tim(asker):
    yield from check_convoys(asker, 60, 1000, "tim", 1)
    spot = calendar(*[rally("r%d@stall" % i, 1 + i % 2, 0.5, 117.5) for i in range(600)])
    yield "_600_on_one_spot", lambda: asker.say("POST", "/api/v1/check", spot, "tim", 1)
    own = calendar(*[rally("r%d@stall" % i, 1, 0.5, 117.5) for i in range(600)])
    yield "_600_own", lambda: asker.say("POST", "/api/v1/check", own, "tim", 1)


def slots(asker):
    asker.ask("POST", "/api/v1/notices", calendar(
        convoy("a@stall", 1, corners(100)), convoy("b@stall", 2, corners(100, 0.00005))))
    for level in ("siaga", "waspada", "info"):
        yield "_%s_100" % level, lambda level=level: asker.say(
            "GET", "/api/v1/notices/a@stall/slots?level=%s&date=2024-10-01/2024-11-15" % level)


def slots_many(asker):
    own = [rally("main@stall", 1, 0.5, 117.45, "20241001T120000")]
    own += [convoy("leg%d@stall" % i, 1, corners(60, 0.0001 * i), parent="main@stall") for i in range(12)]
    said = asker.ask("POST", "/api/v1/notices", calendar(*own))
    assert said[0] == 201, said
    for i in range(40):
        said = asker.ask("POST", "/api/v1/notices", calendar(convoy("r%d@stall" % i, 2, corners(60, 0.00005 * i))))
        assert said[0] == 201, said
    yield "_12_legs_40_rivals", lambda: asker.say("GET", "/api/v1/notices/main@stall/slots?level=waspada")


def store(asker):
    for i in range(20):
        said = asker.ask("POST", "/api/v1/notices", calendar(
            convoy("s%d@stall" % i, 1 + i % 2, corners(600, 0.0001 * i), rrule="FREQ=DAILY;COUNT=10")))
        assert said[0] == 201, said
    yield "_20x600_get", lambda: asker.say("GET", "/api/v1/notices/s0@stall")
    yield "_20x600_slots_30_days", lambda: asker.say(
        "GET", "/api/v1/notices/s0@stall/slots?level=waspada&date=2024-10-01/2024-10-30")
    yield "_20x600_start", lambda: (asker.daemon.stop(), asker.daemon.start(), "started")[2]


def routes(asker):
    def jitter(count):
        r = random.Random(7)
        return json.dumps({"type": "LineString", "coordinates": [
            [round(117.0 + 0.00001 * i + r.uniform(-4e-5, 4e-5), 7), round(0.5 + r.uniform(-4e-5, 4e-5), 7)]
            for i in range(count)]}).encode()
    def zigzag(count):
        return json.dumps({"type": "LineString", "coordinates": [
            [round(117.0 + 0.00002 * i, 6), 0.5 if i % 2 else 0.50008] for i in range(count)]}).encode()
    json_type = {"Content-Type": "application/geo+json"}
    for name, octets in (("_jitter_95000", jitter(95000)), ("_jitter_20000", jitter(20000)),
                         ("_zigzag_95000", zigzag(95000))):
        yield name, lambda octets=octets: asker.say("POST", "/api/v1/routes", octets, "tim", 1, headers=json_type)
    gpx = ("<gpx version=\"1.1\" xmlns=\"http://www.topografix.com/GPX/1/1\"><trk><trkseg>" + "".join(
        "<trkpt lat=\"%.5f\" lon=\"%.5f\"/>" % (0.5, 117 + 0.00001 * i) for i in range(80000)) +
        "</trkseg></trk></gpx>").encode()
    yield "_gpx_80000", lambda: asker.say("POST", "/api/v1/routes", gpx, "tim", 1,
                                          headers={"Content-Type": "application/gpx+xml"})


def fill(asker, count):
    """That many rallies, spread over land and season, in imports of 2,000."""
    r = random.Random(11)
    for first in range(0, count, 2000):
        octets = calendar(*[rally("f%d@stall" % i, 1 + i % 2, r.uniform(0.0, 1.8), r.uniform(116.0, 118.8),
                                  "202410%02dT%02d0000" % (r.randint(1, 28), r.randint(8, 18)))
                            for i in range(first, min(count, first + 2000))])
        said = asker.ask("POST", "/api/v1/import", octets)
        assert said[0] == 201, said


def imports(asker):
    rows = calendar(*[rally("i%d@stall" % i, 1 + i % 2, 0.0 + 0.0007 * i, 117.0, "202410%02dT100000" % (1 + i % 28))
                      for i in range(2500)])
    yield "_2500", lambda: asker.say("POST", "/api/v1/import", rows)
    yield "_again", lambda: asker.say("POST", "/api/v1/import", rows)
    rules = calendar(*[rally("u%d@stall" % i, 1, 0.5, 117.0, "19000101T100000", "FREQ=DAILY;UNTIL=19000110T000000Z")
                       for i in range(2500)])
    yield "_2500_from_1900", lambda: asker.say("POST", "/api/v1/import", rules)


def lists(asker):
    fill(asker, 4000)
    for name in ("geojson", "csv", "ics"):
        yield "_export_" + name, lambda name=name: asker.say("GET", "/api/v1/export?format=" + name)
    filters = "".join("<C:prop-filter name=\"SUMMARY\"><C:text-match>Rapat</C:text-match></C:prop-filter>"
                      for _ in range(800))
    query = ("<C:calendar-query xmlns:C=\"urn:ietf:params:xml:ns:caldav\" xmlns:D=\"DAV:\"><D:prop><D:getetag/>%s"
             "</D:prop><C:filter><C:comp-filter name=\"VCALENDAR\"><C:comp-filter name=\"VEVENT\">%s</C:comp-filter>"
             "</C:comp-filter></C:filter></C:calendar-query>")
    xml = {"Content-Type": "application/xml", "Depth": "1"}
    home = "/dav/calendars/64.08/requests/"
    yield "_query_800_filters", lambda: asker.say("REPORT", home, query % ("", filters), headers=xml)
    yield "_query_with_data", lambda: asker.say("REPORT", home, query % ("<C:calendar-data/>", ""), headers=xml)
    yield "_conflicts", lambda: asker.say("GET", "/api/v1/conflicts?state=all")
    yield "_list", lambda: asker.say("GET", "/api/v1/notices")
    policy = asker.ask("GET", "/api/v1/policy")[1]
    yield "_whatif", lambda: asker.say("POST", "/api/v1/whatif", json.dumps(json.loads(policy)["policy"] if "policy" in
                                       json.loads(policy) else json.loads(policy)),
                                       headers={"Content-Type": "application/json"})


def oversight(asker):
    """What is asked of the past, and the journal as a file."""
    fill(asker, 4000)
    last = "2099-01-01T00:00:00Z"
    yield "_4000_list", lambda: asker.say("GET", "/api/v1/notices?as_of=" + last)
    yield "_4000_day", lambda: asker.say("GET", "/api/v1/days/64.08/2024-10-05?as_of=" + last)
    yield "_4000_replay", lambda: asker.say("GET", "/api/v1/days/64.08/2024-10-05/replay")
    yield "_4000_statistics", lambda: asker.say("GET", "/api/v1/statistics.csv")
    yield "_4000_journal", lambda: asker.say("GET", "/api/v1/journal.jsonl")


def approve(asker, count):
    """The first so many of fill()."""
    for first in range(0, count, 200):
        acts = [{"uid": "f%d@stall" % i, "on": "plan", "act": "approve", "sttp": "STTP/%d" % i, "reason": "aman",
                 "basis": "", "chain_revision": 1, "seen": []} for i in range(first, min(count, first + 200))]
        for act in acts: # by itself each, for some have conflicts and are refused
            asker.ask("POST", "/api/v1/notices/%s/decision" % act.pop("uid"), json.dumps(act), "polres",
                      headers={"Content-Type": "application/json"})


def feeds(asker):
    """120 filters that nobody asked for before."""
    fill(asker, 4000)
    approve(asker, 4000)
    def each(kind):
        sizes = [asker.ask("GET", "/feeds/64.08/approved.ics?from=2024-10-%02d&to=2024-11-%02d" % (1 + i % 28, 1 + i // 28),
                           role=None, headers={"Accept": kind})[0] for i in range(120)]
        return "answered %s" % sorted(set(sizes))
    yield "_120_filters_ics", lambda: each("text/calendar")
    yield "_120_filters_jcal", lambda: each("application/calendar+json")


def main_with_legs(asker):
    octets = calendar(rally("main@stall", 1, 0.5, 117.5), *[
        convoy("leg%d@stall" % i, 1, corners(3, 0.00001 * i), "20241120T120000", 2, parent="main@stall")
        for i in range(300)])
    yield "_300_legs", lambda: asker.say("POST", "/api/v1/notices", octets)
    yield "_300_legs_get", lambda: asker.say("GET", "/api/v1/notices/main@stall")
    more = calendar(rally("more@stall", 1, 0.8, 117.5), *[
        convoy("more%d@stall" % i, 1, corners(3, 0.3 + 0.00001 * i), "20241120T120000", 2, parent="more@stall")
        for i in range(600)])
    yield "_600_legs", lambda: asker.say("POST", "/api/v1/import", more)
    yield "_600_legs_get", lambda: asker.say("GET", "/api/v1/notices/more@stall")


def drafts(asker):
    octets = calendar(convoy("d@stall", 1, corners(1000), rrule="FREQ=DAILY;COUNT=60"))
    made = asker.ask("POST", "/api/v1/notices", octets, "tim", 1)
    assert made[0] == 201, made
    path = "/api/v1/drafts/" + json.loads(made[1])["draft"]["id"]
    yield "_get_60x1000", lambda: asker.say("GET", path, None, "tim", 1)
    yield "_confirm_60x1000", lambda: asker.say("POST", path + "/confirm", json.dumps({"revision": 1}),
                                               headers={"Content-Type": "application/json"})


def published(asker):
    """What is asked every day, beside 10,000 activities that the public sees; some hundred have rivals and stay unapproved."""
    fill_apart(asker, 10000)
    approve(asker, 10000)
    yield "_10000_feed", lambda: asker.say("GET", "/feeds/64.08/approved.ics", role=None)
    yield "_10000_feed_again", lambda: asker.say("GET", "/feeds/64.08/approved.ics", role=None)
    yield "_10000_feed_of_a_day", lambda: asker.say("GET", "/feeds/64.08/approved.ics?from=2024-10-05&to=2024-10-06", role=None)
    yield "_10000_list", lambda: asker.say("GET", "/api/v1/notices")
    yield "_10000_export_csv", lambda: asker.say("GET", "/api/v1/export?format=csv")
    yield "_10000_propfind_conflicts", lambda: asker.say("PROPFIND", "/dav/calendars/64.08/conflicts/", None, headers={"Depth": "1"})
    yield "_10000_check", lambda: asker.say("POST", "/api/v1/check", calendar(rally("c@stall", 1, 0.9, 117.4, "20241010T100000")))
    more = calendar(*[rally("p%d@stall" % i, 1 + i % 2, 0.0007 * i, 119.5, "202410%02dT100000" % (1 + i % 28)) for i in range(2500)])
    yield "_10000_import_2500", lambda: asker.say("POST", "/api/v1/import", more)


def letter(asker):
    asker.ask("POST", "/api/v1/notices", calendar(rally("l@stall", 1, 0.5, 117.5)))
    octets = b"%PDF-1.4\n" + bytes(5 * 1024 * 1024 - 9)
    yield "_5_MiB", lambda: asker.say("PUT", "/api/v1/notices/l@stall/letter", octets,
                                      headers={"Content-Type": "application/pdf"})


def reload(asker):
    """SIGHUP with another pack among 12,500 notices, a submission after another beside it: the longest of them."""
    fill_apart(asker, 12500)
    for number, (name, change) in enumerate((("_12500_rules", '\n'), ("_12500_policy", None))):
        yield name, lambda number=number, change=change: beside_reload(asker, number, change)
    for i in range(20):
        said = asker.ask("POST", "/api/v1/notices", calendar(
            convoy("s%d@stall" % i, 1 + i % 2, corners(600, 0.0001 * i), rrule="FREQ=DAILY;COUNT=10")))
        assert said[0] == 201, said
    yield "_and_20x600", lambda: beside_reload(asker, 2, "\n", 0.05)


def beside_reload(asker, number, change, pause_s=0.0):
    daemon = asker.daemon
    path = os.path.join(daemon.pack, "rules.json" if change else "policy.json")
    with open(path, encoding="utf-8") as f:
        text = f.read()
    with open(path, "w", encoding="utf-8") as f:
        f.write(text + change if change else text.replace('"distance_m": 5000', '"distance_m": 4000'))
    ended, slowest_ms, filed = daemon.logged().count("reloaded "), 0.0, 0
    daemon.process.send_signal(signal.SIGHUP)
    while daemon.logged().count("reloaded ") == ended and filed < 2000:
        began = time.monotonic()
        said = asker.ask("POST", "/api/v1/notices", calendar(rally("h%d-%d@stall" % (number, filed), 1, 2.5, 117.5)), role="kpu")
        slowest_ms, filed = max(slowest_ms, 1000 * (time.monotonic() - began)), filed + 1
        assert said[0] == 201, said
        time.sleep(pause_s)
    began = time.monotonic()
    while time.monotonic() - began < 1:  # and while it is tidied up
        at = time.monotonic()
        asker.ask("GET", "/healthz", role=None)
        slowest_ms = max(slowest_ms, 1000 * (time.monotonic() - at))
    return "a submission waited %.0f ms at most, of %d" % (slowest_ms, filed)


def fill_apart(asker, count):
    """As fill(), but a day belongs to one paslon, save for one in forty."""
    r = random.Random(13)
    for first in range(0, count, 2000):
        octets = calendar(*[rally("f%d@stall" % i, 1 + (i + (i % 40 == 0)) % 2, r.uniform(0.0, 1.8), r.uniform(116.0, 118.8),
                                  "202410%02dT%02d0000" % (1 + i % 28, r.randint(8, 18))) for i in range(first, min(count, first + 2000))])
        said = asker.ask("POST", "/api/v1/import", octets)
        assert said[0] == 201, said


def unread(asker):
    """Lines that nobody reads, as long as the body may be."""
    for number, (name, line) in enumerate((("parameters", "ATTENDEE" + ";X-A=" * 1000 + ":mailto:a@"), ("folds", "DESCRIPTION:x" + "\r\n x" * 7000),
                                           ("quotes", "X-A;B=" + '"x' * 100000 + ":1"), ("semicolons", "X-A" + ";" * 200000 + ":1"))):
        octets = calendar(rally("u%d@stall" % number, 1, 0.3 * number, 117.5, extra=[line]))
        yield "_" + name, lambda octets=octets: asker.say("POST", "/api/v1/notices", octets)


def trail(asker):
    """Who changed what, among 4,000 notices: the newest page, and all of one."""
    fill(asker, 4000)
    yield "_newest", lambda: asker.say("GET", "/api/v1/journal?kind=notices", None, "polres")
    yield "_of_one", lambda: asker.say("GET", "/api/v1/journal?uid=f7@stall", None, "polres")


def digest(asker):
    """What became of a region with 4,000 notices: of now, and of an earlier entry."""
    fill(asker, 4000)
    last = json.loads(asker.ask("GET", "/api/v1/digest?from=1", None, "polres")[1])["to"]
    for end in ("", ".txt", ".pdf"):
        yield "_all" + end, lambda end=end: asker.say("GET", "/api/v1/digest%s?from=1" % end, None, "polres")
    yield "_half", lambda: asker.say("GET", "/api/v1/digest?from=1&to=%d" % (last // 2), None, "polres")


SHAPES = {"check": check, "filing": filing, "check_tim": check_tim, "slots": slots, "slots_many": slots_many, "store": store,
          "routes": routes, "import": imports, "lists": lists, "feeds": feeds, "main": main_with_legs,
          "drafts": drafts, "letter": letter, "published": published, "unread": unread, "trail": trail, "digest": digest,
          "oversight": oversight, "reload": reload}
