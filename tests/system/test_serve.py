"""What the daemon serves besides notices: the public page, its assets, TLS, several packs."""
import http.client
import json
import os
import shutil
import signal
import ssl
import subprocess
import tempfile
import unittest

from daemon import BUILD, PACK, ROOT, SLOW, Daemon, make_certificate, sample, until


def get_securely(port, cert):
    context = ssl.create_default_context(cafile=cert)
    connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=30, context=context)
    connection.request("GET", "/healthz")
    body = connection.getresponse().read()
    version = connection.sock.version() if connection.sock else "TLS"
    connection.close()
    return body, version


class Pages(unittest.TestCase):
    def test_the_front_page_lists_what_has_an_sttp(self):
        with Daemon() as d:
            page = d.ask("GET", "/", role=None)
            self.assertEqual(page.status, 200)
            self.assertIn("Belum ada kegiatan", page.body.decode())
            self.assertIn("default-src 'none'", page.headers["content-security-policy"])
            filed = d.ask("POST", "/api/v1/notices", sample("02-rapat-umum-paslon-2.ics")).json()
            main = [v for v in filed["notices"] if v["uid"] == v["chain"]][0]
            self.assertEqual(d.decide(main["uid"], act="approve", sttp="STTP/1",
                                      chain_revision=main["chain_revision"]).status, 200)
            page = d.ask("GET", "/", role=None)
            self.assertIn("Sabtu, 23 November 2024 pukul 14.00-17.00 WITA", page.body.decode())
            self.assertIn("Rapat umum Paslon 2", page.body.decode())
            again = d.ask("GET", "/", role=None, headers={"If-None-Match": page.headers["etag"]})
            self.assertEqual(again.status, 304)
            english = d.ask("GET", "/kalender/en/64.08", role=None).body.decode()
            self.assertIn("Saturday, 23 November 2024, 14:00-17:00 WITA", english)
            self.assertEqual(d.ask("GET", "/?x=1", role=None).status, 400)

    def test_assets_are_built_in_or_those_of_web_root(self):
        with tempfile.TemporaryDirectory() as root:
            with open(os.path.join(root, "secret"), "w", encoding="utf-8") as f:
                f.write("secret")
            with Daemon(options=["--web-root", root]) as d:
                built = d.ask("GET", "/assets/jarakd.css", role=None)
                self.assertEqual((built.status, built.headers["content-type"]),
                                 (200, "text/css; charset=utf-8"))
                with open(os.path.join(ROOT, "daemon", "web", "jarakd.css"), "rb") as f:
                    self.assertEqual(built.body, f.read())
                with open(os.path.join(root, "jarakd.css"), "w", encoding="utf-8") as f:
                    f.write("body{}")
                self.assertEqual(d.ask("GET", "/assets/jarakd.css", role=None).body, b"body{}")
                for name in ("secret", "..%2Fsecret", "nothing"):
                    self.assertIn(d.ask("GET", "/assets/" + name, role=None).status, (400, 404))


class Tls(unittest.TestCase):
    def test_https_and_a_renewed_certificate_without_a_restart(self):
        with tempfile.TemporaryDirectory() as folder:
            cert, key = make_certificate(folder, "first")
            with Daemon(options=["--tls-cert", cert, "--tls-key", key]) as d:
                self.assertEqual(json.loads(get_securely(d.port, cert)[0]), {"status": "alive"})
                renewed, renewed_key = make_certificate(folder, "second")
                shutil.copy(renewed, cert)
                shutil.copy(renewed_key, key)
                d.process.send_signal(signal.SIGHUP)

                def refusal():
                    try:
                        get_securely(d.port, renewed)
                    except ssl.SSLError as e:
                        return e

                until(refusal, lambda seen: seen is None, "the old certificate is still served")

    def test_a_certificate_that_cannot_be_used_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            cert, key = make_certificate(folder, "first")
            other = make_certificate(folder, "other")[1]
            for wrong in ([cert, other], [os.path.join(folder, "none"), key], [cert, ""]):
                done = subprocess.run([os.path.join(BUILD, "jarakd"), "--listen", "127.0.0.1:0", "--data",
                                       os.path.join(folder, "data"), "--pack", PACK, "--tls-cert", wrong[0],
                                       "--tls-key", wrong[1]], cwd=ROOT, capture_output=True, text=True,
                                      timeout=30 * SLOW, check=False)
                self.assertEqual(done.returncode, 1)
                self.assertIn("tls-", done.stderr)


class Packs(unittest.TestCase):
    def test_a_second_pack_brings_its_contest(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, content in {
                    "contests.json": {"contests": [
                        {"id": "pilbup-65.01", "region": "65.01", "name": "Pilbup Bulungan",
                         "paslon": [{"number": 1, "label": "Paslon 1"},
                                    {"number": 2, "label": "Kolom kosong"}]}]},
                    "regions.json": {"regions": [{"code": "65", "name": "Kalimantan Utara",
                                                  "zone": "Asia/Makassar"},
                                                 {"code": "65.01", "name": "Bulungan", "parent": "65",
                                                  "zone": "Asia/Makassar"}]}}.items():
                with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
                    json.dump(content, f)
            with Daemon(options=["--pack", folder]) as d:
                body = sample("02-rapat-umum-paslon-2.ics").replace(b"pilbup-64.08", b"pilbup-65.01").replace(
                    b"X-JARAK-PASLON:2", b"X-JARAK-PASLON:1")
                self.assertEqual(d.ask("POST", "/api/v1/notices", body, region="65.01").status, 201)
                self.assertEqual(d.ask("POST", "/api/v1/notices", body).status, 403, "of another region")
                self.assertEqual(d.ask("GET", "/feeds/65.01/approved.ics", role=None).status, 200)


if __name__ == "__main__":
    unittest.main()
