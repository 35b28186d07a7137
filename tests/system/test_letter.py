"""The signed letter: sent whole or in parts, kept sealed, gone when the notice is erased."""
import contextlib
import hashlib
import http.client
import os
import shutil
import sqlite3
import subprocess
import tempfile
import unittest

from daemon import BUILD, ROOT, SLOW, Daemon, rally

PDF = b"%PDF-1.4\n" + bytes(range(256)) * 300
JPEG = b"\xff\xd8\xff\xe0" + b"jpeg" * 100
PATH = "/api/v1/notices/own@l/letter"
KIND = {"Content-Type": "application/pdf"}
MAX = 5 * 1024 * 1024


class Letter(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().__enter__()
        self.addCleanup(self.daemon.__exit__)
        self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", rally("own@l", 0.5, 117.5)).status, 201)

    def put(self, body, role="bawaslu", **headers):
        sent = dict(KIND, **{k.replace("_", "-"): v for k, v in headers.items()})
        return self.daemon.ask("PUT", PATH, body, role, sent)

    def announce(self, size):
        """The status for a body that is only said to come: a refusal does not wait for it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.daemon.port, timeout=30)
        connection.putrequest("PUT", PATH)
        for name, value in (("Content-Length", str(size)), ("Content-Type", "application/pdf"),
                            ("Authorization", "Bearer " + self.daemon.token("bawaslu"))):
            connection.putheader(name, value)
        connection.endheaders()
        status = connection.getresponse().status
        connection.close()
        return status

    def get(self, role="polres", **more):
        return self.daemon.ask("GET", PATH, role=role, **more)

    def part(self, body, start, end, total, **headers):
        return self.put(body[start:end], Content_Range="bytes %d-%d/%d" % (start, end - 1, total), **headers)

    def parts(self):
        folder = os.path.join(self.daemon.data, "letters")
        return os.listdir(folder) if os.path.isdir(folder) else []

    def test_a_letter_is_what_was_sent_and_its_hash_is_on_record(self):
        self.assertEqual(self.get().status, 404)
        self.assertEqual(self.put(b"GIF89a").status, 415, "the octets say what it is")
        self.assertEqual(self.put(JPEG).status, 415)
        self.assertEqual(self.announce(MAX + 1), 413)
        self.assertEqual(self.put(PDF, If_Match='"x"').status, 412)
        first = self.put(PDF)
        digest = hashlib.sha256(PDF).hexdigest()
        self.assertEqual((first.status, first.json()["sha256"], first.json()["size"]), (201, digest, len(PDF)))
        self.assertEqual(self.put(PDF).status, 200, "the same again")
        got = self.get()
        self.assertEqual((got.status, got.body, got.headers["content-type"]), (200, PDF, "application/pdf"))
        self.assertEqual(got.headers["x-content-type-options"], "nosniff")
        self.assertTrue(got.headers["content-disposition"].startswith("attachment"))
        self.assertEqual(self.get(headers={"If-None-Match": got.headers["etag"]}).status, 304)
        self.assertEqual(self.put(JPEG, Content_Type="image/jpeg").status, 428, "which one is meant?")
        self.assertEqual(self.put(JPEG, Content_Type="image/jpeg", If_Match='"0"').status, 412)
        changed = self.put(JPEG, Content_Type="image/jpeg", If_Match=got.headers["etag"])
        self.assertEqual(changed.status, 200)
        verdict = self.daemon.ask("GET", "/api/v1/notices/own@l", role="polres").json()
        self.assertEqual(verdict["letter_sha256"], hashlib.sha256(JPEG).hexdigest())
        self.assertEqual(verdict["chain_revision"], 1)
        history = self.daemon.ask("GET", "/api/v1/notices/own@l/history", role="polres").json()["history"]
        self.assertEqual([(h["act"], h["reason"]) for h in history],
                         [("file", "own@l")] + [("letter", "sha256:" + hashlib.sha256(x).hexdigest()) for x in (PDF, JPEG)])
        self.daemon.stop()
        self.daemon.start()
        self.assertEqual(self.get().body, JPEG)
        self.assertEqual((self.put(PDF, "kesbangpol").status, self.get("tim").status), (403, 403))
        away = self.daemon.ask("GET", PATH, role="polres", region="64.03")
        self.assertEqual(away.status, 404)

    def test_it_may_come_in_parts_over_a_bad_line(self):
        whole = PDF * 60
        total, cut = len(whole), 1000000
        for wrong in ("bytes 0-9/5", "bytes 5-2/9", "octets 0-1/2", "bytes 0-9/%d" % total):
            self.assertEqual(self.put(b"%PDF-", Content_Range=wrong).status, 400, wrong)
        self.assertEqual(self.put(b"x", Content_Range="bytes 0-0/%d" % (MAX + 1)).status, 413)
        first = self.part(whole, 0, cut, total)
        self.assertEqual((first.status, first.json()["received"], first.headers["range"]),
                         (202, cut, "bytes=0-%d" % (cut - 1)))
        with open(os.path.join(self.daemon.data, "letters", self.parts()[0]), "rb") as file:
            self.assertNotIn(PDF[:40], file.read(), "half a letter lies sealed")
        gap = self.part(whole, cut + 1, cut + 9, total)
        self.assertEqual((gap.status, gap.json()["received"]), (409, cut))
        self.daemon.stop()
        self.daemon.start()
        asked = self.put(None, Content_Range="bytes */%d" % total)
        self.assertEqual((asked.status, asked.json()["received"]), (202, cut))
        self.assertEqual(self.get().status, 404, "half a letter is none")
        at = cut
        while at < total:
            end = min(at + cut, total)
            last = self.part(whole, at, end, total)
            at = end
        self.assertEqual((last.status, last.json()["sha256"]), (201, hashlib.sha256(whole).hexdigest()))
        self.assertEqual((self.get().body, self.parts()), (whole, []))

    def test_unfinished_ones_are_bounded_and_forgotten(self):
        for i in range(64):
            self.assertEqual(self.part(PDF, 0, 5, 1000 + i).status, 202)
        self.assertEqual(self.part(PDF, 0, 5, 2000).status, 503)
        for name in self.parts()[:10]:
            os.utime(os.path.join(self.daemon.data, "letters", name), (0, 0))
        self.assertEqual(self.part(PDF, 0, 5, 2000).status, 202)
        self.assertEqual(len(self.parts()), 55)

    def test_no_change_of_a_kept_letter_goes_unnoticed(self):
        self.assertEqual(self.put(PDF).status, 201)
        self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", rally("lain@l", 0.9, 117.5)).status, 201)
        self.assertEqual(self.daemon.ask("PUT", PATH.replace("own@l", "lain@l"), PDF + b"2", "bawaslu", KIND).status, 201)
        self.daemon.stop()
        database = os.path.join(self.daemon.data, "jarakd.db")

        def flip(at):
            def change(db):
                sealed = bytearray(db.execute("SELECT sealed FROM files WHERE uid = 'own@l'").fetchone()[0])
                sealed[at] ^= 1
                db.execute("UPDATE files SET sealed = ? WHERE uid = 'own@l'", (bytes(sealed),))
            return change

        def run(statement):
            return lambda db: db.execute(statement)

        tamperings = [flip(at) for at in (0, 12, 40, len(PDF) // 2, -1)] + [run(s) for s in (
            "DELETE FROM files WHERE uid = 'own@l'",
            "UPDATE files SET sealed = x'' WHERE uid = 'own@l'",
            "UPDATE files SET sealed = substr(sealed, 1, length(sealed) - 1) WHERE uid = 'own@l'",
            "UPDATE files SET sealed = (SELECT sealed FROM files WHERE uid = 'lain@l') WHERE uid = 'own@l'",
            "UPDATE letters SET sha256 = (SELECT sha256 FROM letters WHERE uid = 'lain@l') WHERE uid = 'own@l'",
            "DELETE FROM letters WHERE uid = 'own@l'", "UPDATE letters SET size = size + 1 WHERE uid = 'own@l'",
            "UPDATE letters SET actor = 'polres-64.08' WHERE uid = 'own@l'")]
        for number, tamper in enumerate([lambda db: None] + tamperings):
            copy = database + ".copy"
            shutil.copy(database, copy)
            with contextlib.closing(sqlite3.connect(copy)) as db:
                tamper(db)
                db.commit()
            done = subprocess.run([os.path.join(BUILD, "jarakctl"), "replay", copy], cwd=ROOT, capture_output=True, text=True,
                                  check=False)
            self.assertEqual(done.returncode, 1 if number else 0, (number, done.stdout, done.stderr))

    def test_from_a_terminal_and_erased_with_its_notice(self):
        with tempfile.TemporaryDirectory() as folder:
            paths = {name: os.path.join(folder, name) for name in ("token", "pdf", "jpg")}
            for name, octets in (("token", self.daemon.token("bawaslu").encode()), ("pdf", PDF), ("jpg", JPEG)):
                with open(paths[name], "wb") as f:
                    f.write(octets)

            def run(*words):
                return subprocess.run([os.path.join(BUILD, "jarakctl"), *words], cwd=ROOT, capture_output=True, text=True,
                                      timeout=60 * SLOW, check=False)
            ctl = ("--url", "http://127.0.0.1:%d" % self.daemon.port, "--token-file", paths["token"], "letter", "own@l")
            self.assertEqual(run(*ctl, paths["pdf"]).returncode, 0)
            self.assertEqual(run(*ctl, paths["jpg"]).returncode, 3)
            self.assertEqual(run(*ctl, paths["jpg"], "--replace").returncode, 0)
            self.assertEqual(self.get().headers["content-type"], "image/jpeg")
            self.assertEqual(self.part(PDF, 0, 5, 3000).status, 202)
            self.assertEqual(len(self.parts()), 1)
            self.daemon.stop()
            database = os.path.join(self.daemon.data, "jarakd.db")
            with open(database, "rb") as f:
                self.assertNotIn(JPEG[4:200], f.read(), "sealed")
            self.assertEqual(run("replay", database).returncode, 0)
            self.assertEqual(run("erase", "own@l", "--basis", "uji", "--data", self.daemon.data).returncode, 0)
            self.assertEqual(run("replay", database).returncode, 0)
            self.assertEqual(self.parts(), [], "what was not finished is erased too")
            self.daemon.start()
            self.assertEqual(self.get().status, 404)


if __name__ == "__main__":
    unittest.main()
