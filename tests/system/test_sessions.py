"""Sessions: passwords let in by a cookie, other sites do not, and guessing is slow."""
import base64
import http.client
import json
import socket
import ssl
import tempfile
import threading
import time
import unittest

from daemon import SLOW, Daemon, rally, make_certificate

PASSWORD, NAME = "empat kata acak saja", "polres-64.08"
JSON = {"Content-Type": "application/json"}


class Sessions(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().__enter__()
        self.admin("password", {"password": PASSWORD})

    def tearDown(self):
        self.daemon.__exit__()

    def admin(self, path, body, name=NAME):
        answer = self.daemon.ask("POST", "/api/v1/accounts/%s/%s" % (name, path), json.dumps(body), "admin", JSON)
        self.assertEqual(answer.status // 100, 2, answer.body)
        return answer

    def log_in(self, name=NAME, password=PASSWORD, **headers):
        return self.daemon.ask("POST", "/api/v1/sessions", json.dumps({"name": name, "password": password}), None,
                               {**JSON, **headers})

    def by_cookie(self, answer, method, path, body=None, **headers):
        cookie = answer.headers["set-cookie"].split(";")[0]
        return self.daemon.ask(method, path, body, None, {"Cookie": "x=1; " + cookie, **headers})

    def test_a_password_lets_in_until_one_logs_out(self):
        answer = self.log_in()
        self.assertEqual((answer.status, answer.headers["cache-control"]), (201, "no-store"))
        name, *attributes = [part.strip() for part in answer.headers["set-cookie"].split(";")]
        self.assertRegex(name, "^jarak_session=[0-9a-f]{64}$")
        self.assertEqual(sorted(attributes), ["HttpOnly", "Max-Age=43200", "Path=/", "SameSite=Lax"])
        me = self.by_cookie(answer, "GET", "/api/v1/sessions").json()
        self.assertEqual((me["account"], me["role"], me["region"]), (NAME, "polres", "64.08"))
        self.assertEqual(me["may"], ["submit", "decide", "see", "report", "file", "read", "look", "audit", "campaign", "oversee",
                                      "follow"])
        self.assertEqual(me["csrf"], answer.json()["csrf"])
        self.assertEqual(self.by_cookie(answer, "GET", "/api/v1/notices").status, 200)
        gone = self.by_cookie(answer, "DELETE", "/api/v1/sessions", **{"X-CSRF-Token": me["csrf"]})
        self.assertEqual(gone.status, 204)
        self.assertIn("Max-Age=0", gone.headers["set-cookie"])
        self.assertEqual(self.by_cookie(answer, "GET", "/api/v1/notices").status, 401)

    def test_what_changes_something_needs_the_csrf_token_and_our_own_origin(self):
        answer = self.log_in()
        csrf, own = answer.json()["csrf"], "http://127.0.0.1:%d" % self.daemon.port

        def file(**headers):
            return self.by_cookie(answer, "POST", "/api/v1/check", rally("csrf@t", 0.5, 117.5), **headers).status

        self.assertEqual(file(), 403)
        self.assertEqual(file(**{"X-CSRF-Token": csrf[::-1]}), 403)
        self.assertEqual(file(**{"X-CSRF-Token": csrf}), 200)
        self.assertEqual(file(**{"X-CSRF-Token": csrf, "Origin": own}), 200)
        for origin in ("null", "https://jahat.example", own + "0", "http://127.0.0.1", own + "/"):
            self.assertEqual(file(**{"X-CSRF-Token": csrf, "Origin": origin}), 403, origin)
            self.assertEqual(self.by_cookie(answer, "GET", "/api/v1/notices", Origin=origin).status, 403)
            self.assertEqual(self.log_in(Origin=origin).status, 403)
        other = self.log_in().json()["csrf"]
        self.assertEqual(file(**{"X-CSRF-Token": other}), 403, "another session's")

    def test_under_tls_the_cookie_is_secure(self):
        behind = self.log_in(**{"X-Forwarded-Proto": "https"})
        self.assertIn("; Secure", behind.headers["set-cookie"])
        with tempfile.TemporaryDirectory() as folder:
            cert, key = make_certificate(folder, "aman")
            with Daemon(options=["--tls-cert", cert, "--tls-key", key]) as d:
                def ask(path, body, role, **headers):
                    context = ssl.create_default_context(cafile=cert)
                    one = http.client.HTTPSConnection("127.0.0.1", d.port, timeout=30, context=context)
                    answer = d.ask("POST", path, json.dumps(body), role, {**JSON, **headers}, connection=one)
                    one.close()
                    return answer

                ask("/api/v1/accounts/%s/password" % NAME, {"password": PASSWORD}, "admin")
                answer = ask("/api/v1/sessions", {"name": NAME, "password": PASSWORD}, None,
                             Origin="https://127.0.0.1:%d" % d.port)
                self.assertEqual(answer.status, 201)
                self.assertIn("; Secure", answer.headers["set-cookie"])
                plain = ask("/api/v1/sessions", {"name": NAME, "password": PASSWORD}, None,
                            Origin="http://127.0.0.1:%d" % d.port)
                self.assertEqual(plain.status, 403)

    def test_a_login_ends_the_session_before_and_planted_cookies_are_not_taken_over(self):
        first = self.log_in()
        cookie = first.headers["set-cookie"].split(";")[0]
        second = self.log_in(Cookie=cookie)
        self.assertNotEqual(second.headers["set-cookie"].split(";")[0], cookie)
        self.assertEqual(self.by_cookie(first, "GET", "/api/v1/sessions").status, 401)
        self.assertEqual(self.by_cookie(second, "GET", "/api/v1/sessions").status, 200)
        planted = self.log_in(Cookie="jarak_session=" + "0" * 64)
        self.assertNotIn("0" * 64, planted.headers["set-cookie"])
        two = second.headers["set-cookie"].split(";")[0] + "; jarak_session=" + "0" * 64
        self.assertEqual(self.daemon.ask("GET", "/api/v1/sessions", role=None, headers={"Cookie": two}).status, 401)

    def test_sessions_end_with_a_new_password_a_disabled_account_and_a_restart(self):
        for path, body in (("password", {"password": PASSWORD}), ("disable", {"disabled": True})):
            answer = self.log_in()
            self.assertEqual(self.by_cookie(answer, "GET", "/api/v1/sessions").status, 200)
            self.admin(path, body)
            self.assertEqual(self.by_cookie(answer, "GET", "/api/v1/sessions").status, 401, path)
        self.assertEqual(self.log_in().status, 401)
        self.admin("disable", {"disabled": False})
        answer = self.log_in()
        self.daemon.stop()
        self.daemon.start()
        self.assertEqual(self.by_cookie(answer, "GET", "/api/v1/sessions").status, 401)
        self.assertEqual(self.log_in().status, 201)

    def test_an_event_stream_ends_with_its_session(self):
        answer = self.log_in()
        cookie = answer.headers["set-cookie"].split(";")[0]
        connection = http.client.HTTPConnection("127.0.0.1", self.daemon.port, timeout=30 * SLOW)
        connection.request("GET", "/api/v1/alerts/stream", headers={"Cookie": cookie})
        stream = connection.getresponse()
        self.assertEqual(stream.status, 200)
        self.by_cookie(answer, "DELETE", "/api/v1/sessions", **{"X-CSRF-Token": answer.json()["csrf"]})
        stream.read()  # until it ends
        connection.close()

    def test_outside_its_dates_no_password_works(self):
        new = {"name": "lama", "role": "polres", "region": "64.08", "not_after": "2001-12-31"}
        self.assertEqual(self.daemon.ask("POST", "/api/v1/accounts", json.dumps(new), "admin", JSON).status, 201)
        self.admin("password", {"password": PASSWORD}, "lama")
        self.assertEqual(self.log_in("lama").status, 401)

    def test_basic_takes_a_token_and_no_password(self):
        def basic(secret):
            field = "Basic " + base64.b64encode(("siapa saja:" + secret).encode()).decode()
            return self.daemon.ask("GET", "/api/v1/sessions", role=None, headers={"Authorization": field})

        self.assertEqual(basic(self.daemon.token("polres")).json()["account"], NAME)
        self.assertEqual(basic(PASSWORD).status, 401)
        answer = self.log_in()
        both = self.by_cookie(answer, "GET", "/api/v1/sessions", Authorization="Bearer " + "0" * 64)
        self.assertEqual(both.status, 401, "who sends Authorization is known by that alone")
        by_token = self.daemon.ask("GET", "/api/v1/sessions", role="tim")
        self.assertEqual((by_token.json()["may"], by_token.json()["paslon"]), (["file", "read", "look", "campaign", "follow"], 1))
        self.assertNotIn("csrf", by_token.json())

    def test_wrong_guesses_all_look_alike_and_lock_nobody_out(self):
        bodies = set()
        here = {"X-Forwarded-For": "192.0.2.1"}
        for name, password in [("tidak-ada", PASSWORD), (NAME, "tebakan yang salah"), ("kpu-64.08", PASSWORD),
                               (NAME, "x"), ("", ""), (NAME, "y"), (NAME, "z"), (NAME, "lagi")]:
            answer = self.log_in(name, password, **here)
            self.assertEqual(answer.status, 401)
            self.assertNotIn("Basic", answer.headers["www-authenticate"])
            bodies.add(answer.body)
        self.assertEqual(len(bodies), 1)
        late = self.log_in(NAME, PASSWORD, **here)
        self.assertEqual(late.status, 429, "who guessed waits, also with the right one")
        self.assertTrue(1 <= int(late.headers["retry-after"]) <= 15)
        self.assertEqual(self.log_in(NAME, PASSWORD, **{"X-Forwarded-For": "192.0.2.2"}).status, 201,
                         "and the owner does not, from anywhere else")
        self.assertEqual(self.daemon.ask("GET", "/api/v1/notices", role="polres").status, 200, "tokens are not delayed")

    def test_a_device_that_is_known_passes_strangers_guesses(self):
        known = self.log_in(**{"X-Forwarded-For": "198.51.100.1"})
        cookie = next(v for k, v in known.all_headers if k.lower() == "set-cookie" and v.startswith("jarak_device="))
        cookie = cookie.split(";")[0]
        for i in range(50):  # a name's guesses from everywhere
            self.log_in(NAME, "x", **{"X-Forwarded-For": "203.0.113.%d" % i})
        self.assertEqual(self.log_in(**{"X-Forwarded-For": "198.51.100.7"}).status, 429, "a stranger waits")
        self.assertEqual(self.log_in(**{"X-Forwarded-For": "198.51.100.7", "Cookie": cookie}).status, 201)
        bent = cookie[:-1] + ("0" if cookie[-1] != "0" else "1")
        self.assertEqual(self.log_in(**{"X-Forwarded-For": "198.51.100.7", "Cookie": bent}).status, 429)
        for _ in range(5):
            self.log_in(NAME, "x", **{"X-Forwarded-For": "198.51.100.8", "Cookie": cookie})
        self.assertEqual(self.log_in(**{"X-Forwarded-For": "198.51.100.9", "Cookie": cookie}).status, 429,
                         "a stolen cookie has five guesses")

    def test_an_address_has_twenty_failures_whatever_the_names_and_a_success_clears_none(self):
        for i in range(19):
            self.assertEqual(self.log_in("nama-%d" % i, **{"X-Forwarded-For": "10.9.9.9, 2001:db8::%d" % i}).status, 401)
        self.assertEqual(self.log_in(**{"X-Forwarded-For": "2001:db8::aaaa"}).status, 201)
        self.assertEqual(self.log_in("nama-20", **{"X-Forwarded-For": "2001:db8::20"}).status, 401)
        self.assertEqual(self.log_in(**{"X-Forwarded-For": "2001:db8::ffff"}).status, 429, "one /64 is one client")
        self.assertEqual(self.log_in(**{"X-Forwarded-For": "2001:db8:0:1::1"}).status, 201)
        for i in range(20):
            self.assertEqual(self.log_in("lain-%d" % i).status, 401)
        self.assertEqual(self.log_in().status, 429, "a loopback client without a proxy counts too")

    def test_a_flood_fills_the_queue_and_not_the_loop(self):
        ready, answers, stop = [], [], []
        for i in range(90):
            body = json.dumps({"name": "n%d" % i, "password": PASSWORD})
            one = socket.create_connection(("127.0.0.1", self.daemon.port), timeout=120)
            one.sendall(("POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 198.51.100.%d\r\n"
                         "Content-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                         % (i, len(body), body)).encode())
            ready.append(one)

        def watch():
            while not stop:
                answers.append(self.daemon.ask("GET", "/healthz", role=None).status)

        watcher = threading.Thread(target=watch)
        watcher.start()
        statuses = []
        for one in ready:
            with one, one.makefile("rb") as f:
                statuses.append(int(f.read().split()[1]))
        stop.append(True)
        watcher.join()
        self.assertLessEqual(set(statuses), {401, 503})
        self.assertGreaterEqual(statuses.count(401), 64)
        self.assertGreaterEqual(statuses.count(503), 5)
        # A loop that hashed would answer one of these between two hashes; a hash takes as long as many of them.
        self.assertGreater(len(answers), 2 * statuses.count(401))
        self.assertEqual(set(answers), {200})
        self.assertEqual(self.log_in().status, 201)

    def test_bodies_of_another_kind_are_refused_and_not_repeated(self):
        for body in ("", "[]", '{"name":1,"password":"x"}', '{"name":"a"}', '{"name":"a","password":"rahasia","x":1}',
                     '{"name":"a","password":"rahasia'):
            answer = self.daemon.ask("POST", "/api/v1/sessions", body, None, JSON)
            self.assertEqual(answer.status, 422, body)
            self.assertNotIn(b"rahasia", answer.body)
        self.assertEqual(self.daemon.ask("DELETE", "/api/v1/sessions", role="polres").status, 404)


if __name__ == "__main__":
    unittest.main()
