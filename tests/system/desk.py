"""Signing in to the desk's pages as a browser does: forms, cookies, the CSRF field."""
import html
import http.client
import json
import re
import urllib.parse

PASSWORD = "kata sandi yang panjang 7"


def undated(text):
    """Without when it was printed, which may be any hour, also one that it must not tell."""
    return re.sub(r"Keadaan [^.]* pukul \d\d\.\d\d WITA", "", text)


def make_account(daemon, role, region="64.08", name=None, **more):
    """An account with a password, made by the administrator of the region; answers its name."""
    name = name or "uji-" + role
    body = dict(more, name=name, role=role, region=region)
    for path, sent in (("/api/v1/accounts", body), ("/api/v1/accounts/%s/password" % name, {"password": PASSWORD})):
        answer = daemon.ask("POST", path, json.dumps(sent), "admin", {"Content-Type": "application/json"})
        assert answer.status in (200, 201), answer.body
    return name


class Page:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.text = status, headers, body.decode("utf-8", "replace")

    def words(self):
        """What a reader sees, without tags."""
        return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", self.text)))

    def csrf(self):
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', self.text)
        return found.group(1) if found else ""


class Clerk:
    """Somebody at the desk, without a script."""

    def __init__(self, daemon, name=None):
        self.daemon, self.cookies = daemon, {}
        if name:
            self.sign_in(name)

    def ask(self, method, path, body=None, **headers):
        own = http.client.HTTPConnection("127.0.0.1", self.daemon.port, timeout=30)
        sent = {"Cookie": "; ".join("%s=%s" % c for c in self.cookies.items())} if self.cookies else {}
        if method == "POST":
            sent["Origin"] = "http://127.0.0.1:%d" % self.daemon.port
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        sent.update({k.replace("_", "-"): v for k, v in headers.items()})
        own.request(method, path, body, {k: v for k, v in sent.items() if v is not None})
        answer = own.getresponse()
        for value in answer.headers.get_all("Set-Cookie") or []:
            name, rest = value.split("=", 1)
            self.cookies[name] = rest.split(";")[0]
            if "Max-Age=0" in value:
                del self.cookies[name]
        page = Page(answer.status, answer.headers, answer.read())
        own.close()
        return page

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, fields, **headers):
        return self.ask("POST", path, urllib.parse.urlencode(fields), **headers)

    def go(self, method, path, fields=None):
        """As a browser: redirections are followed."""
        page = self.get(path) if method == "GET" else self.post(path, fields)
        while page.status == 303:
            page = self.get(page.headers["Location"])
        return page

    def sign_in(self, name, password=PASSWORD, to="/meja/hari"):
        answer = self.post("/meja/login", {"nama": name, "sandi": password, "ke": to})
        return answer
