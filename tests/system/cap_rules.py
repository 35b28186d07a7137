"""The rules of the CAP 1.2 schema and of its text (OASIS CAP-v1.2, section 3 and the XSD), as checks."""
import re
import xml.etree.ElementTree as ElementTree

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d")  # never Z, never a fraction
ID = re.compile(r"[^\s,<&]+")

# name: (least, most) in the order of the schema's sequence; None: without bound
ALERT = {"identifier": (1, 1), "sender": (1, 1), "sent": (1, 1), "status": (1, 1), "msgType": (1, 1),
         "source": (0, 1), "scope": (1, 1), "restriction": (0, 1), "addresses": (0, 1), "code": (0, None),
         "note": (0, 1), "references": (0, 1), "incidents": (0, 1), "info": (0, None)}
INFO = {"language": (0, 1), "category": (1, None), "event": (1, 1), "responseType": (0, None),
        "urgency": (1, 1), "severity": (1, 1), "certainty": (1, 1), "audience": (0, 1),
        "eventCode": (0, None), "effective": (0, 1), "onset": (0, 1), "expires": (0, 1),
        "senderName": (0, 1), "headline": (0, 1), "description": (0, 1), "instruction": (0, 1),
        "web": (0, 1), "contact": (0, 1), "parameter": (0, None), "resource": (0, None),
        "area": (0, None)}
AREA = {"areaDesc": (1, 1), "polygon": (0, None), "circle": (0, None), "geocode": (0, None),
        "altitude": (0, 1), "ceiling": (0, 1)}
WORDS = {
    "status": "Actual Exercise System Test Draft", "msgType": "Alert Update Cancel Ack Error",
    "scope": "Public Restricted Private",
    "category": "Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other",
    "responseType": "Shelter Evacuate Prepare Execute Avoid Monitor Assess AllClear None",
    "urgency": "Immediate Expected Future Past Unknown", "severity": "Extreme Severe Moderate Minor Unknown",
    "certainty": "Observed Likely Possible Unlikely Unknown"}


def _local(element):
    prefix = "{%s}" % NAMESPACE
    assert element.tag.startswith(prefix), element.tag
    return element.tag[len(prefix):]


def _sequence(element, model):
    names = [_local(child) for child in element]
    order = list(model)
    for name in names:
        assert name in model, "%s may not stand in %s" % (name, _local(element))
    assert [order.index(n) for n in names] == sorted(order.index(n) for n in names), names
    for name, (least, most) in model.items():
        assert least <= names.count(name) and (most is None or names.count(name) <= most), name
    for child in element:
        name = _local(child)
        assert not child.attrib, child.attrib
        if name in WORDS:
            assert child.text in WORDS[name].split(), (name, child.text)
        if name in ("sent", "effective", "onset", "expires"):
            assert TIME.fullmatch(child.text), child.text
        if name not in ("info", "area"):
            assert child.text and child.text.strip(), "empty " + name


def _circle(text):
    place, radius = text.split(" ")
    lat, lon = map(float, place.split(","))
    assert -90 <= lat <= 90 and -180 <= lon <= 180 and float(radius) >= 0, text
    return lat, lon, float(radius)


def values(element):
    """Texts of the children by name; of those that repeat the last."""
    return {_local(c): c.text for c in element}


def children(element, name):
    return element.findall("{%s}%s" % (NAMESPACE, name))


def check(octets):
    """Hold a document against the rules; AssertionError names the one that is broken. The root."""
    root = ElementTree.fromstring(octets)
    assert root.tag == "{%s}alert" % NAMESPACE, root.tag
    _sequence(root, ALERT)
    head = values(root)
    assert ID.fullmatch(head["identifier"]) and ID.fullmatch(head["sender"])
    assert (head["scope"] == "Restricted") == ("restriction" in head), "restriction if, and only if"
    assert (head["scope"] == "Private") <= ("addresses" in head)
    if head["msgType"] in ("Update", "Cancel", "Ack", "Error"):
        assert "references" in head, "what does it %s?" % head["msgType"]
    for reference in head.get("references", "").split():
        sender, identifier, sent = reference.split(",")
        assert ID.fullmatch(sender) and ID.fullmatch(identifier) and TIME.fullmatch(sent), reference
        assert identifier != head["identifier"], "it refers to itself"
    for info in children(root, "info"):
        _sequence(info, INFO)
        for area in children(info, "area"):
            _sequence(area, AREA)
            for circle in children(area, "circle"):
                _circle(circle.text)
    languages = [values(i).get("language", "en-US") for i in children(root, "info")]
    assert len(languages) == len(set(languages)), languages
    return root
