"""Plain events as stock calendars send them, for the system tests."""
from dav import HOME

ONE, TWO = (HOME + "pilbup-64.08-paslon-%d/" % n for n in (1, 2))
BEGIN, END = "--- jarakd: baris otomatis ---", "--- akhir baris jarakd ---"


def event(uid, *lines, start="DTSTART;TZID=Asia/Makassar:20241123T140000", summary="Acara", description=None):
    """One VEVENT without any line of ours."""
    body = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//ponsel//ID", "BEGIN:VEVENT", "UID:" + uid,
            "DTSTAMP:20241101T000000Z", start, "SUMMARY:" + summary, *lines]
    if description:
        body.append("DESCRIPTION:" + description)
    return "\r\n".join(body + ["END:VEVENT", "END:VCALENDAR", ""]).encode()


def unfold(octets):
    return octets.decode().replace("\r\n ", "").replace("\n ", "")


def description(octets):
    """The text of DESCRIPTION, without escapes; "" where there is none."""
    for line in unfold(octets).replace("\r\n", "\n").split("\n"):
        if line.startswith("DESCRIPTION"):
            return line.split(":", 1)[1].replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";")
    return ""
