"""jCal (RFC 7265) turned back into iCalendar by its section 4, and both held against each other by Debian's icalendar."""
import json
import subprocess

PYTHON = "/usr/bin/python3"  # Debian's, which has Debian's modules
TYPE = "application/calendar+json"

# What icalendar understands of a calendar: components, and of each property name, parameters and parsed value.
READER = """
import sys, icalendar
def tell(component, depth):
    assert not component.errors, component.errors
    print(depth, component.name)
    lines = []
    for name, value in component.property_items(recursive=False, sorted=False):
        if name not in ("BEGIN", "END"):
            params = sorted((k.upper(), v) for k, v in getattr(value, "params", {}).items() if k.upper() != "VALUE")
            plain = value.to_ical() if hasattr(value, "to_ical") else value
            lines.append("%s %s %s %s" % (name, params, type(value).__name__, plain))
    print("\\n".join(sorted(lines)))
    for child in component.subcomponents:
        tell(child, depth + 1)
tell(icalendar.Calendar.from_ical(sys.stdin.buffer.read()), 0)
"""
TEXT_LIKE = ("text",)
DIGITS = ("date", "date-time", "time", "utc-offset")


def escaped(text):
    for plain, pair in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, pair)
    return text


def squeezed(text, kind):
    """2024-11-23T14:00:00 as iCalendar has it; the sign of an offset stays."""
    return text.replace(":", "") if kind in ("utc-offset", "time") else text.replace(":", "").replace("-", "")


def value_of(value, kind):
    if isinstance(value, list) and kind == "period":
        return "/".join(v if v.startswith("P") else squeezed(v, "date-time") for v in value)
    if isinstance(value, list):
        return ";".join(value_of(v, kind) for v in value)
    if kind == "recur":
        parts = []
        for name, found in value.items():
            found = found if isinstance(found, list) else [found]
            parts.append(name.upper() + "=" + ",".join(
                squeezed(v, "date-time") if name == "until" else str(v) for v in found))
        return ";".join(parts)
    if kind in DIGITS:
        assert isinstance(value, str), (kind, value)
        return squeezed(value, kind)
    if kind in ("float", "integer"):
        assert isinstance(value, (int, float)) and not isinstance(value, bool), (kind, value)
        return "%.6f" % value if kind == "float" else str(value)
    assert isinstance(value, str), (kind, value)
    return escaped(value) if kind in TEXT_LIKE else value


def lines_of(component):
    name, properties, components = component
    assert name == name.lower()
    yield "BEGIN:" + name.upper()
    for prop, params, kind, *values in properties:
        assert prop == prop.lower() and values and kind == kind.lower()
        head = prop.upper()
        for key, found in params.items():
            assert key == key.lower() and key != "value"
            found = found if isinstance(found, list) else [found]
            head += ";%s=%s" % (key.upper(), ",".join('"%s"' % v for v in found))
        if kind != "unknown":
            head += ";VALUE=" + kind.upper()
        separator = "," if len(values) > 1 else ""
        yield head + ":" + separator.join(value_of(v, kind) for v in values)
    for child in components:
        yield from lines_of(child)
    yield "END:" + name.upper()


def understood(octets):
    done = subprocess.run([PYTHON, "-W", "ignore", "-c", READER], input=octets, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def check(test, octets, answer):
    """The jCal of an answer says what the iCalendar says. @return the jCal"""
    test.assertEqual(answer.headers["content-type"], TYPE)
    found = json.loads(answer.body)
    back = "".join(line + "\r\n" for line in lines_of(found)).encode()
    test.assertEqual(understood(back), understood(octets))
    return found
