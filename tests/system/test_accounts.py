"""Accounts: made over the UNIX socket, by an administrator, and on a stopped store; by jarakctl and over HTTP."""
import glob
import http.client
import json
import os
import pty
import select
import socket
import subprocess
import tempfile
import unittest

from daemon import BUILD, ROOT, SLOW, Daemon, Stream, rally

CTL = os.path.join(BUILD, "jarakctl")
PASSWORD = "empat kata acak saja"
JSON = {"Content-Type": "application/json"}


def ctl(*words, text="", check=True):
    done = subprocess.run([CTL, "--lang", "en", *words], cwd=ROOT, input=text, capture_output=True, text=True,
                          timeout=60 * SLOW, check=False)
    if check and done.returncode != 0:
        raise AssertionError("%s: %d %s" % (words, done.returncode, done.stderr))
    return done


class OverUnix(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=30)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.connect(self.path)


class Accounts(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="jarakd-")
        self.socket = os.path.join(self.folder.name, "s")
        self.daemon = Daemon(options=["--socket", self.socket]).__enter__()

    def tearDown(self):
        self.daemon.__exit__()
        self.folder.cleanup()

    def ctl(self, *words, text="", check=True):
        return ctl("--socket", self.socket, "account", *words, text=text, check=check)

    def alerts(self, token):
        return self.daemon.ask("GET", "/api/v1/alerts", headers={"Authorization": "Bearer " + token}).status

    def admin(self, method, path, body=None, **more):
        body = None if body is None else json.dumps(body)
        return self.daemon.ask(method, "/api/v1/accounts" + path, body, "admin", JSON if body else {}, **more)

    def test_an_officer_is_added_let_in_and_kept_out_over_the_socket(self):
        self.ctl("add", "polres-2", "--role", "polres", "--region", "64.08", "--to", "2199-12-31")
        first, second = (self.ctl("token", "polres-2", "--label", "laptop").stdout.strip() for _ in range(2))
        self.assertEqual((len(first), self.alerts(first), self.alerts(second)), (64, 200, 200))
        ident = [line.split("\t") for line in self.ctl("list").stdout.splitlines()
                 if line.startswith("token\tpolres-2")][0][2]
        self.ctl("token", "polres-2", "--revoke", ident)
        self.assertEqual((self.alerts(first), self.alerts(second)), (401, 200))
        self.ctl("disable", "polres-2")
        self.assertEqual(self.alerts(second), 401)
        self.ctl("disable", "polres-2", "--undo")
        self.assertEqual(self.alerts(second), 200)
        self.daemon.stop()
        self.daemon.start()
        self.assertEqual((self.alerts(first), self.alerts(second)), (401, 200))

    def test_outside_its_dates_a_token_is_none(self):
        self.ctl("add", "lama", "--role", "polres", "--region", "64.08", "--from", "2001-01-01", "--to", "2001-12-31")
        self.ctl("add", "nanti", "--role", "polres", "--region", "64.08", "--from", "2199-01-01")
        for name in ("lama", "nanti"):
            self.assertEqual(self.alerts(self.ctl("token", name).stdout.strip()), 401)
        token = self.ctl("token", "nanti", "--to", "2001-01-01", check=False)
        self.assertEqual(token.returncode, 0, "a token may be over before it begins to matter")

    def test_dates_can_be_changed_later(self):
        self.ctl("add", "piket", "--role", "polres", "--region", "64.08", "--to", "2001-12-31")
        token = self.ctl("token", "piket").stdout.strip()
        self.assertEqual(self.alerts(token), 401)
        self.ctl("dates", "piket", "--from", "2001-01-01", "--to", "2199-12-31")
        self.assertEqual(self.alerts(token), 200)
        self.assertEqual(self.ctl("dates", "piket", "--from", "2002-01-01", "--to", "2001-01-01", check=False).returncode, 3)
        self.assertEqual(self.alerts(token), 200, "refused, nothing changed")
        self.assertEqual(self.admin("POST", "/piket/dates", {"not_after": "2002-01-01"}).status, 200)
        self.assertEqual(self.alerts(token), 401)
        self.assertEqual(self.admin("POST", "/piket/dates", {"not_after": 7}).status, 422)
        self.assertEqual(self.admin("POST", "/tidak-ada/dates", {}).status, 404)
        self.daemon.stop()
        ctl("account", "dates", "piket", "--data", self.daemon.data)
        self.daemon.start()
        self.assertEqual(self.alerts(token), 200)

    def test_the_first_tokens_go_on_working_and_can_be_revoked(self):
        token = self.daemon.token("polres")
        listed = json.loads(ctl("--socket", self.socket, "--json", "account", "list").stdout)["accounts"]
        polres = [a for a in listed if a["name"] == "polres-64.08"][0]
        self.assertEqual((self.alerts(token), len(polres["tokens"]), polres["password"]), (200, 1, False))
        self.ctl("token", "polres-64.08", "--revoke", polres["tokens"][0]["id"])
        self.assertEqual(self.alerts(token), 401)

    def test_what_jarakctl_is_told_wrong_changes_nothing_and_says_why(self):
        before = self.ctl("list").stdout
        for words, said in ((("add", "Besar", "--role", "polres", "--region", "64.08"), "name"),
                            (("add", "x", "--role", "raja", "--region", "64.08"), "role"),
                            (("add", "x", "--role", "polres", "--region", "99"), "region"),
                            (("add", "x", "--role", "polres", "--region", "64.08", "--from", "kemarin"), "not_before"),
                            (("add", "x", "--role", "tim", "--region", "64.08", "--contest", "pilbup-64.08",
                              "--paslon", "9"), "paslon"),
                            (("add", "polres-64.08", "--role", "polres", "--region", "64.08"), "exists"),
                            (("token", "tidak-ada"), "no such account"),
                            (("token", "a/b"), "a/b"),
                            (("token", "polres-64.08", "--revoke", "0123456789abcdef"), "no valid token")):
            done = self.ctl(*words, check=False)
            self.assertEqual(done.returncode, 3, words)
            self.assertIn(said, done.stderr)
        for words in (("add",), ("list", "x"), ("passwd", "x", "--password", "y"), ("raze", "x"), ("token", "x", "--to")):
            self.assertEqual(self.ctl(*words, check=False).returncode, 2, words)
        self.assertEqual(self.ctl("list").stdout, before)

    def test_a_password_comes_from_standard_input_and_stands_nowhere(self):
        self.ctl("passwd", "polres-64.08", text=PASSWORD + "\n")
        self.assertIn("\tpassword\t", self.ctl("list").stdout)
        self.assertEqual(self.ctl("passwd", "polres-64.08", text="pendek\n", check=False).returncode, 3)
        secrets = [PASSWORD.encode(), self.ctl("token", "polres-64.08").stdout.strip().encode()]
        self.daemon.stop()
        for path in glob.glob(self.daemon.data + "/jarakd.db*") + [os.path.join(self.daemon.folder.name, "stderr")]:
            with open(path, "rb") as f:
                octets = f.read()
            for secret in secrets:
                self.assertNotIn(secret, octets, path)
        with open(self.daemon.data + "/jarakd.db", "rb") as f:
            self.assertIn(b"$y$", f.read())
        self.daemon.start()
        self.ctl("passwd", "polres-64.08", "--remove")
        self.assertNotIn("\tpassword\t", self.ctl("list").stdout)

    def test_on_a_terminal_it_is_asked_twice_without_echo(self):
        main, other = pty.openpty()
        process = subprocess.Popen([CTL, "--lang", "en", "--socket", self.socket, "account", "passwd", "polres-64.08"],
                                   cwd=ROOT, stdin=other, stdout=subprocess.PIPE, stderr=other)
        shown = b""
        for prompt in (b"New password: ", b"Once more: "):
            while not shown.endswith(prompt):
                self.assertTrue(select.select([main], [], [], 30)[0], shown)
                shown += os.read(main, 1000)
            os.write(main, PASSWORD.encode() + b"\n")
        self.assertEqual(process.wait(timeout=60), 0)
        self.assertIn(b"\tpassword\t", process.stdout.read())
        process.stdout.close()
        while select.select([main], [], [], 0.1)[0]:
            shown += os.read(main, 1000)
        self.assertNotIn(PASSWORD.encode(), shown)
        os.close(main)
        os.close(other)

    def test_a_stopped_store_takes_the_same_commands(self):
        refused = ctl("account", "list", "--data", self.daemon.data, check=False)
        self.assertEqual(refused.returncode, 3, "the daemon runs")
        self.daemon.stop()
        ctl("account", "add", "luring", "--role", "polres", "--region", "64.08", "--data", self.daemon.data)
        token = ctl("account", "token", "luring", "--data", self.daemon.data).stdout.strip()
        ctl("account", "passwd", "luring", "--data", self.daemon.data, text=PASSWORD)
        listed = ctl("account", "list", "--data", self.daemon.data).stdout
        self.assertEqual(ctl("account", "add", "luring", "--role", "polres", "--region", "64.08", "--data",
                             self.daemon.data, check=False).returncode, 3)
        self.assertEqual(ctl("account", "list", "--data", self.folder.name, check=False).returncode, 3)
        self.assertEqual(os.listdir(self.folder.name), [], "no store is made where none is")
        self.assertEqual(ctl("replay", os.path.join(self.daemon.data, "jarakd.db")).returncode, 0)
        self.daemon.start()
        self.assertEqual(self.alerts(token), 200)
        self.assertEqual(self.ctl("list").stdout, listed)

    def test_who_comes_later_is_told_what_is_open_now(self):
        for uid, lat, paslon in (("a@later", 0.5, 1), ("b@later", 0.505, 2), ("c@later", 0.9, 1), ("d@later", 0.905, 2)):
            self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", rally(uid, lat, 117.5, paslon)).status, 201)
        self.daemon.ask("DELETE", "/api/v1/notices/d@later", headers={"If-Match": "*"})
        self.ctl("add", "susulan", "--role", "polres", "--region", "64.08")
        self.daemon.stop()
        ctl("account", "add", "luring", "--role", "bawaslu", "--region", "64", "--data", self.daemon.data)
        ctl("account", "add", "tetangga", "--role", "polres", "--region", "64.03", "--data", self.daemon.data)
        self.daemon.start()
        for name, told in (("susulan", ["a@later"]), ("luring", ["a@later"]), ("tetangga", [])):
            token = self.ctl("token", name).stdout.strip()
            alerts = self.daemon.ask("GET", "/api/v1/alerts", headers={"Authorization": "Bearer " + token}).json()["alerts"]
            self.assertEqual([(a["event"], a["conflict"]["own"]["uid"]) for a in alerts], [("opened", u) for u in told], name)
            self.assertEqual([a["index"] for a in alerts], list(range(1, len(told) + 1)))

    def test_who_is_let_in_again_is_told_what_changed_meanwhile(self):
        def file(uid, lat, paslon, sequence=0):
            return self.daemon.ask("POST", "/api/v1/notices", rally(uid, lat, 117.5, paslon, sequence=sequence)).status

        def told():
            alerts = self.daemon.ask("GET", "/api/v1/alerts", role="polres").json()["alerts"]
            return [(a["event"], a["level"], sorted((a["conflict"]["own"]["uid"], a["conflict"]["with"]["uid"])))
                    for a in alerts]

        for uid, lat, paslon in (("a@m", 0.1, 1), ("b@m", 0.105, 2), ("c@m", 0.6, 1), ("d@m", 0.605, 2), ("e@m", 1.1, 1),
                                 ("f@m", 1.105, 2)):
            self.assertEqual(file(uid, lat, paslon), 201)
        before = told()
        self.assertEqual(len(before), 3)
        self.ctl("disable", "polres-64.08")
        self.daemon.ask("DELETE", "/api/v1/notices/b@m", headers={"If-Match": "*"})  # closed
        self.assertEqual(file("d@m", 0.6 + 4000 / 110575, 2, 1), 201)  # from siaga to waspada
        self.assertEqual(file("g@m", 1.6, 1), 201)
        self.assertEqual(file("h@m", 1.605, 2), 201)  # opened
        self.ctl("disable", "polres-64.08", "--undo")
        missed = [("closed", "none", ["a@m", "b@m"]), ("level", "waspada", ["c@m", "d@m"]),
                  ("opened", "siaga", ["g@m", "h@m"])]
        self.assertEqual(told()[3:], missed)
        self.daemon.stop()
        self.daemon.start()
        self.assertEqual(told()[3:], missed, "and once only")

    def test_an_administrator_does_it_over_http_in_its_region_only(self):
        new = {"name": "kpu-2", "role": "kpu", "region": "64.08"}
        self.assertEqual(self.admin("POST", "", new).status, 201)
        self.assertEqual(self.admin("POST", "", new).status, 409)
        self.assertEqual(self.admin("POST", "", dict(new, name="kpu-3", region="64.03")).status, 403)
        self.assertEqual(self.admin("POST", "", dict(new, name="kpu-3", nama="x")).status, 422)
        made = self.admin("POST", "/kpu-2/tokens", {"label": "meja"})
        self.assertEqual((made.status, made.headers["cache-control"]), (201, "no-store"))
        self.assertEqual(self.alerts(made.json()["token"]), 200)
        self.assertEqual(self.admin("POST", "/kpu-2/tokens", {}, region="64.03").status, 404)
        self.assertEqual(self.admin("POST", "/kpu-2/tokens", {}, region="64").status, 201)
        names = [a["name"] for a in self.admin("GET", "", region="64.03").json()["accounts"]]
        self.assertIn("polres-64.03", names)
        self.assertFalse([n for n in names if "64.08" in n or n == "kpu-2"])
        ident = made.json()["account"]["tokens"][0]["id"]
        self.assertEqual(self.admin("POST", "/kpu-2/tokens/%s/revoke" % ident).status, 200)
        self.assertEqual(self.alerts(made.json()["token"]), 401)
        for role in ("polres", "bawaslu", "tim", None):
            answer = self.daemon.ask("GET", "/api/v1/accounts", role=role)
            self.assertEqual(answer.status, 403 if role else 401, role)

    def test_passwords_are_hashed_beside_the_loop_and_bad_bodies_do_not_come_back(self):
        good = self.admin("POST", "/polres-64.08/password", {"password": PASSWORD})
        self.assertEqual((good.status, good.json()["password"]), (200, True))
        bad = self.admin("POST", "/polres-64.08/password", {"password": "pendek"})
        self.assertEqual(bad.status, 422)
        self.assertNotIn(b"pendek", bad.body)
        broken = self.daemon.ask("POST", "/api/v1/accounts/polres-64.08/password", '{"password":"rahasia besar', "admin",
                                 JSON)
        self.assertEqual(broken.status, 422)
        self.assertNotIn(b"rahasia", broken.body)
        self.assertEqual(self.admin("POST", "/tidak-ada/password", {"password": PASSWORD}).status, 404)
        self.assertEqual(self.admin("POST", "/polres-64.08/password", {"password": None}).json()["password"], False)

    def test_a_stream_ends_with_its_account(self):
        stream = Stream(self.daemon)
        self.ctl("disable", "polres-64.08")
        stream.join(timeout=10 * SLOW)
        self.assertFalse(stream.is_alive())
        stream.close()

    def test_who_is_kept_out_while_the_body_comes_is_not_answered(self):
        for change in (("disable", "bawaslu-64.08"), ("disable", "bawaslu-64.08", "--undo")):
            octets = rally("lambat@uji", 0.5, 117.5)
            one = socket.create_connection(("127.0.0.1", self.daemon.port), timeout=30)
            one.sendall(("POST /api/v1/check HTTP/1.1\r\nHost: x\r\nContent-Type: text/calendar\r\nConnection: close\r\n"
                         "Authorization: Bearer %s\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n"
                         % (self.daemon.token("bawaslu"), len(octets))).encode())
            with one, one.makefile("rb") as f:
                first = f.readline().split()[1]
                if change[-1] == "--undo":
                    self.assertEqual(first, b"401")
                    continue
                self.assertEqual(first, b"100")
                self.ctl(*change)
                one.sendall(octets)
                f.readline()
                self.assertEqual(f.readline().split()[1], b"401")

    def test_the_socket_is_for_accounts_only_and_for_root_and_ourselves(self):
        def over(path, headers=None):
            connection = OverUnix(self.socket)
            answer = self.daemon.ask("GET", path, role=None, headers=headers, connection=connection)
            connection.close()
            return answer.status

        self.assertEqual(over("/api/v1/accounts"), 200)
        self.assertEqual(over("/api/v1/notices"), 401)
        self.assertEqual(over("/api/v1/accounts", {"Authorization": "Bearer " + self.daemon.token("polres")}), 403)
        if os.getuid() != 0:
            self.skipTest("only root can be someone else")
        os.chmod(self.folder.name, 0o755)
        os.chmod(self.socket, 0o666)
        script = ("import socket,sys; s=socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]);"
                  "s.sendall(b'GET /api/v1/accounts HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n');"
                  "print(s.recv(12).decode())")
        done = subprocess.run(["python3", "-c", script, self.socket], capture_output=True, text=True, check=False,
                              user=65534, group=65534)
        self.assertEqual(done.stdout.strip(), "HTTP/1.1 401", done.stderr)


if __name__ == "__main__":
    unittest.main()
