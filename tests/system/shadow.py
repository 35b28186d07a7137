"""A daemon that follows every daemon of a test, from a journal that both share, and says the same.

With JARAK_SHADOW in the environment (the address of a server; tests/system/test_many_season.py) each daemon that a test
starts keeps its journal at that server, and another follows it. Whenever the first is stopped, both are asked for all
that they say to everybody; at the same entry of the journal it must be the same, octet by octet."""
import hashlib
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile

ADDRESS = os.environ.get("JARAK_SHADOW", "")
AGAIN = os.environ.get("JARAK_AGAIN", "")  # likewise, of a daemon that is stopped and started again (test_again.py)
IN_A_FILE = "of a journal in a file of its own"

PATHS = ["/", "/feeds/64.08/approved.ics", "/feeds/64/approved.ics", "/api/v1/export?format=csv", "/api/v1/export",
         "/api/v1/notices", "/api/v1/reports", "/api/v1/tasks", "/api/v1/drops", "/api/v1/drops/progress",
         "/api/v1/drafts", "/api/v1/conflicts", "/api/v1/conflicts?state=all", "/api/v1/subscriptions",
         "/api/v1/alerts", "/api/v1/alerts.atom", "/api/v1/zones", "/api/v1/zones/history", "/api/v1/stations",
         "/api/v1/stations/history", "/api/v1/personnel", "/api/v1/personnel/history", "/api/v1/policy",
         "/api/v1/policies", "/api/v1/policies/history", "/api/v1/accounts", "/api/v1/statistics.csv",
         "/api/v1/journal.jsonl", "/api/v1/journal", "/dav/"]
SYNC = (b'<?xml version="1.0"?><D:sync-collection xmlns:D="DAV:"><D:sync-token/><D:sync-level>1</D:sync-level>'
        b"<D:prop><D:getetag/></D:prop></D:sync-collection>")


def run_modules(case, modules, **more):
    """Other tests once more, with that in their environment; and something was compared."""
    with tempfile.NamedTemporaryFile(mode="r", encoding="utf-8") as counted:
        env = dict(os.environ, JARAK_SHADOW_COUNT=counted.name, **more)
        for module in modules:
            done = subprocess.run([sys.executable, "-m", "unittest", module], cwd=os.path.dirname(os.path.abspath(__file__)),
                                  env=env, capture_output=True, text=True, check=False)
            case.assertEqual(done.returncode, 0, module + "\n" + done.stderr[-6000:])
        answers = [int(line) for line in counted]
        case.assertGreater(len(answers), 3 * len(modules) // 2, "hardly anything was compared")


def journal_options(data):
    """For the daemon of a folder: its own journal, and nobody asks when it is over."""
    return ["--store", ADDRESS, "--store-journal", "t" + hashlib.sha256(data.encode()).hexdigest()[:20]]


def tokens_of(daemon):
    found = {None: None}
    for name in sorted(os.listdir(daemon.data)):
        if name.startswith("tokens"):
            with open(os.path.join(daemon.data, name), encoding="utf-8") as f:
                found.update((tuple(line.split()[:2] + line.split()[3:]), line.split()[2]) for line in f if line.strip())
    return found


def ask(daemon, connection, method, path, token, body=None):
    sent = {"Host": "jarak.test"}  # the same for both: pages name where they were asked
    if token:
        sent["Authorization"] = "Bearer " + token
    if body:
        sent.update({"Content-Type": "application/xml", "Depth": "1"})
    connection.request(method, path, body, sent)
    answer = connection.getresponse()
    octets = re.sub(rb'"expected":"[^"]*"', b"", answer.read())  # counted from the second it is asked in
    octets = re.sub(rb'"delivery":{[^}]*}', b"", octets)  # told within seconds (test_many.py), and of no entry
    return answer.status, answer.getheader("ETag"), octets


def dump(daemon, tokens):
    """What it says: (who, what) -> status, tag and digest."""
    said = {}
    connection = http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=60)
    uids, chains = [], []
    for who, token in tokens.items():
        for path in PATHS:
            status, tag, body = ask(daemon, connection, "GET", path, token)
            said[who, path] = status, tag, hashlib.sha256(body).hexdigest(), body[:20000]
            if path == "/api/v1/notices" and status == 200:
                uids += [notice["href"] for notice in json.loads(body)["notices"] if "href" in notice]
            if path == "/api/v1/conflicts" and status == 200:
                chains += ["/api/v1/conflicts/" + c["id"] for c in json.loads(body)["conflicts"]]
        for calendar in ("requests", "approved", "conflicts", "drafts", "plain"):
            path = "/dav/calendars/64.08/%s/" % calendar
            status, tag, body = ask(daemon, connection, "REPORT", path, token, SYNC)
            said[who, "sync " + path] = status, tag, hashlib.sha256(body).hexdigest(), body[:20000]
        for path in sorted(set(uids))[:10] + sorted(set(chains))[:6]:
            for end in ("", "/history", "/certificate?of=approval", "/letter", ".ics"):
                status, tag, body = ask(daemon, connection, "GET", path + end, token)
                said[who, path + end] = status, tag, hashlib.sha256(body).hexdigest(), body[:20000]
    connection.close()
    return said


def compare(daemon, shadow):
    """The test fails unless both say the same; a shadow that was refused the pack does not follow."""
    from daemon import until

    if not daemon.port or daemon.process.poll() is not None or shadow.process.poll() is not None:
        return
    tokens = tokens_of(daemon)

    def seq(of):
        connection = http.client.HTTPConnection("127.0.0.1", of.port, timeout=60)
        connection.request("GET", "/metrics")
        return int(re.search(rb"(?m)^jarakd_journal_entries (\d+)$", connection.getresponse().read())[1])

    end = seq(daemon)
    until(lambda: seq(shadow), lambda now: now >= end, "the shadow does not follow: " + shadow.logged()[-1500:])
    here, there = dump(daemon, tokens), dump(shadow, tokens)
    if seq(daemon) != end:
        return  # it ticked meanwhile
    be_the_same(here, there, "writer", "reader")


def be_the_same(here, there, one, other):
    differ = [key for key in here if here[key][:3] != there[key][:3] and
              not {here[key][0], there[key][0]} & {429, 503}]  # a share that is used up
    if differ:
        key = differ[0]
        raise AssertionError("%d of %d answers differ: %s\nfirst %s %s\n--- %s\n%s\n--- %s\n%s" % (
            len(differ), len(here), sorted({str(k[1]) for k in differ})[:10], key, (here[key][:2], there[key][:2]),
            one, here[key][3].decode(errors="replace")[:3000], other, there[key][3].decode(errors="replace")[:3000]))
    with open(os.environ["JARAK_SHADOW_COUNT"], "a", encoding="utf-8") as f:
        f.write("%d\n" % len(here))


def look_again(daemon):
    """It is stopped and started again, and says the same; but for its journal, in which each start has an entry."""
    if not daemon.port or daemon.process.poll() is not None or daemon.sockets or daemon.spoilt:
        return
    tokens = tokens_of(daemon)
    before = {key: said for key, said in dump(daemon, tokens).items() if not key[1].startswith("/api/v1/journal")}
    daemon.again = True
    try:
        daemon.stop()
        daemon.start()
        be_the_same(before, dump(daemon, tokens), "before", "behind a restart")
    finally:
        daemon.again = False
