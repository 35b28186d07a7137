"""WebDAV for the system tests: requests, and answers as trees."""
import xml.etree.ElementTree as ET

NS = {"D": "DAV:", "C": "urn:ietf:params:xml:ns:caldav", "CS": "http://calendarserver.org/ns/",
      "J": "urn:jarakd:dav"}
HEAD = "".join(' xmlns:%s="%s"' % pair for pair in NS.items())
HOME = "/dav/calendars/64.08/"
REQUESTS, APPROVED, CONFLICTS = (HOME + word + "/" for word in ("requests", "approved", "conflicts"))


def xml(name, inner):
    return ('<?xml version="1.0" encoding="utf-8"?><%s%s>%s</%s>' % (name, HEAD, inner, name)).encode()


def ask(daemon, method, path, body=None, depth=None, role="bawaslu", headers=None, region="64.08"):
    sent = dict(headers or {})
    if depth is not None:
        sent["Depth"] = str(depth)
    if body is not None:
        sent.setdefault("Content-Type", "application/xml; charset=utf-8")
    return daemon.ask(method, path, body, role, sent, region)


def put(daemon, path, octets, role="bawaslu", region="64.08", **conditions):
    headers = {k.replace("_", "-"): v for k, v in conditions.items()}
    return daemon.ask("PUT", path, octets, role, {"Content-Type": "text/calendar; charset=utf-8", **headers}, region)


def find(daemon, path, *props, depth=0, **how):
    """PROPFIND: {href: {property: element}} of what was found."""
    inner = "<D:prop>%s</D:prop>" % "".join("<%s/>" % p for p in props)
    answer = ask(daemon, "PROPFIND", path, xml("D:propfind", inner), depth, **how)
    assert answer.status == 207, (answer.status, answer.body)
    return rows(answer)


def tag(element):
    for prefix, uri in NS.items():
        element = element.replace("{%s}" % uri, prefix + ":")
    return element


def rows(answer):
    """{href: {property: element} where found, {"status": code} where the row is only a status}."""
    found = {}
    for response in ET.fromstring(answer.body).findall("D:response", NS):
        row = found[response.find("D:href", NS).text] = {}
        if response.find("D:status", NS) is not None:
            row["status"] = int(response.find("D:status", NS).text.split()[1])
        for stat in response.findall("D:propstat", NS):
            if " 200 " in stat.find("D:status", NS).text:
                row.update({tag(p.tag): p for p in stat.find("D:prop", NS)})
    return found


def report(daemon, path, name, inner, depth=1, **how):
    return ask(daemon, "REPORT", path, xml(name, inner), depth, **how)


def sync(daemon, path, token="", limit=None, **how):
    """(rows, new token, status) of a sync-collection."""
    inner = "<D:sync-token>%s</D:sync-token><D:sync-level>1</D:sync-level>" % token
    if limit:
        inner += "<D:limit><D:nresults>%d</D:nresults></D:limit>" % limit
    answer = report(daemon, path, "D:sync-collection", inner + "<D:prop><D:getetag/></D:prop>", 0, **how)
    if answer.status != 207:
        return answer, None, answer.status
    return rows(answer), ET.fromstring(answer.body).find("D:sync-token", NS).text, 207


def precondition(answer):
    """The names in a DAV:error body."""
    return [tag(e.tag) for e in ET.fromstring(answer.body)]
