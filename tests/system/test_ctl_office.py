"""jarakctl as an office uses it: conflicts, opinions, other times, withdrawal, reports, subscriptions, and what it says
where nothing is to be said."""
import json
import os
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

from daemon import BUILD, ROOT, SLOW, Daemon, free_port, rally, until

KM = 1000.0 / 110575.0
BAND = "2024-11-21T09:00:00+08:00/2024-11-21T13:00:00+08:00"


class Office(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().__enter__()
        self.addCleanup(self.daemon.__exit__)
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.file("satu@c", 0.5, 1)
        self.file("dua@c", 0.5 + 4 * KM, 2)

    def file(self, uid, lat, paslon, **more):
        answer = self.daemon.ask("POST", "/api/v1/notices", rally(uid, lat, 117.5, paslon, **more))
        self.assertIn(answer.status, (200, 201), answer.body)

    def command(self, *words, role="polres", url=None):
        token = os.path.join(self.folder.name, role)
        with open(token, "w", encoding="utf-8") as f:
            f.write(self.daemon.token(role) + "\n")
        return [os.path.join(BUILD, "jarakctl"), "--url", url or "http://127.0.0.1:%d" % self.daemon.port,
                "--token-file", token, *words]

    def ctl(self, *words, code=0, **more):
        done = subprocess.run(self.command(*words, **more), cwd=ROOT, capture_output=True, text=True, timeout=60 * SLOW,
                              check=False)
        self.assertEqual(done.returncode, code, (words, done.stdout, done.stderr))
        return done

    def conflict(self):
        return self.daemon.ask("GET", "/api/v1/conflicts", role="polres").json()["conflicts"][0]["id"]

    def test_a_list_says_when_where_who_and_how_bad(self):
        self.file("tiga@c", 0.9, 1, extra=["LOCATION:Lapangan\\, Bengalon"], start="20241121T090000", end="20241121T120000")
        rows = [line.split("\t") for line in self.ctl("list").stdout.splitlines()]
        self.assertEqual([len(row) for row in rows], [9, 9, 9])
        self.assertEqual(rows[0][:3] + rows[0][4:8], ["satu@c", "2024-11-20", "14.00-17.00 WITA", "Paslon 1", "WASPADA",
                                                      "diajukan", "rapat umum"])
        self.assertEqual(rows[2][1:3] + rows[2][4:6], ["2024-11-21", "09.00-12.00 WITA", "Paslon 1", "-"])
        self.assertTrue(rows[2][3].startswith("Lapangan, Bengalon"), rows[2])
        english = self.ctl("--lang", "en", "list", "--date", "2024-11-21").stdout.split("\t")
        self.assertEqual((english[2], english[6]), ("09:00-12:00 WITA", "submitted"))
        document = json.loads(self.ctl("--json", "list").stdout)
        self.assertEqual([n["uid"] for n in document["notices"]], ["satu@c", "dua@c", "tiga@c"])
        self.assertEqual((document["notices"][0]["start"], document["notices"][0]["level"]),
                         ("2024-11-20T14:00:00+08:00", "waspada"))

    def test_a_team_reads_its_own_without_levels(self):
        with open(os.path.join(self.folder.name, "tim"), "w", encoding="utf-8") as f:
            f.write(self.daemon.token("tim", paslon=1) + "\n")
        words = [w for w in self.command("--json", "list") if not w.endswith("/polres")]
        words.insert(words.index("--token-file") + 1, os.path.join(self.folder.name, "tim"))
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
        notices = json.loads(done.stdout)["notices"]
        self.assertEqual([n["uid"] for n in notices], ["satu@c"])
        self.assertEqual(notices[0]["start"], "2024-11-20T14:00:00+08:00")
        self.assertFalse({"level", "level_max"} & set(notices[0]), "what is near is for officers")

    def test_json_of_many_pages_is_one_document(self):
        lines = [rally("h%d@c" % i, 0.2, 116.0, 1) for i in range(120)]
        for octets in lines:
            self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", octets).status, 201)
        document = json.loads(self.ctl("--json", "list").stdout)
        self.assertEqual(len({n["uid"] for n in document["notices"]}), 122)

    def test_what_is_unknown_is_refused_with_what_is_known(self):
        for words, known in ((("list", "--state", "nonsense"), "submitted, under_review, on_hold"),
                             (("export", "csv", "--state", "nonsense"), "submitted"),
                             (("conflicts", "--state", "nonsense"), "open, all"),
                             (("conflicts", "--level", "nonsense"), "info, waspada, siaga"),
                             (("slots", "satu@c", "--level", "nonsense"), "info, waspada, siaga"),
                             (("decide", "satu@c", "nonsense", "--revision", "1"), "review, approve, hold"),
                             (("opinion", "abcd", "nonsense", "--revision", "1"), "open, accepted, objected"),
                             (("retime", "nonsense", "satu@c"), "propose, accept, decline"),
                             (("report", "add", "satu@c", "nonsense"), "late, off_route, longer, over"),
                             (("subscribe", "add", "nonsense", "x"), "webhook, email"),
                             (("subscribe", "nonsense"), "list, add, remove, retry")):
            said = self.ctl(*words, code=2)
            self.assertEqual(said.stdout, "")
            self.assertIn("nonsense: tidak dikenal di sini; pilih ", said.stderr)
            self.assertIn(known, said.stderr)

    def test_nothing_is_said_to_be_nothing(self):
        for words, said in ((("list", "--date", "2024-11-01"), "tidak ada pemberitahuan"),
                            (("conflicts", "--level", "siaga"), "tidak ada konflik"),
                            (("subscribe", "list"), "tidak ada langganan"),
                            (("report", "list"), "tidak ada laporan")):
            answer = self.ctl(*words)
            self.assertEqual(answer.stdout, "")
            self.assertIn(said, answer.stderr)
        slots = self.ctl("slots", "satu@c", "--date", "2024-11-20", "--level", "info")
        self.assertEqual(slots.stdout, "")
        self.assertRegex(slots.stderr, r"tidak ada waktu yang bebas; yang menghalangi:\n"
                                       r"(?s:.*)separation; Paslon 2 Rapat umum \(dua@c\)")

    def test_errors_begin_with_what_is_wrong(self):
        self.assertTrue(self.ctl("show", "nobody@c", code=3).stderr.startswith("uid: pemberitahuan ini tidak ada ("))
        self.assertTrue(self.ctl("--lang", "en", "show", "x@c", url="http://127.0.0.1:1", code=3).stderr
                        .startswith("jarakd cannot be reached: http://127.0.0.1:1 ("))
        refused = self.ctl("--json", "show", "nobody@c", code=3)
        self.assertEqual(json.loads(refused.stdout)["status"], 404)
        self.assertTrue(self.ctl("list", "--date", "besok", code=3).stderr.startswith("date \"besok\":"))

    def test_conflicts_by_list_code_and_id(self):
        ident = self.conflict()
        row = self.ctl("conflicts").stdout.rstrip("\n").split("\t")
        self.assertEqual(row, [ident + "/1", "2024-11-20", "12.00-18.00 WITA", "Sangatta Utara", "Paslon 1", "Paslon 2",
                               "WASPADA", "3,70 km (batas 5,00 km), selisih 0 menit (batas 120)", "satu@c", "dua@c"])
        self.assertEqual(self.ctl("conflicts", "--from", "2024-11-20", "--to", "2024-11-20", "--level", "waspada",
                                  "--region", "64.08", "--state", "all").stdout.rstrip("\n").split("\t"), row)
        self.assertEqual(self.ctl("conflicts", "--from", "2024-11-21").stdout, "")
        self.assertEqual(self.ctl("conflicts", ident[:4]).stdout.rstrip("\n").split("\t"), row, "a short code lists")
        for code in (ident, ident[:8].upper()):
            shown = self.ctl("conflicts", code).stdout
            self.assertTrue(shown.startswith("Konflik %s/1  WASPADA\nRabu, 20 November 2024, 12.00-18.00 WITA, Sangatta Utara\n"
                                             % ident), shown)
            self.assertIn("  Paslon 1: Rapat umum, 14.00-17.00 WITA, ", shown)
            self.assertIn("  jarakctl decide dua@c ACT --revision 1 --seen %s/1\n" % ident, shown)
        self.assertEqual(json.loads(self.ctl("--json", "conflicts", ident).stdout)["chain_revisions"], [1, 1])
        other = "%08x" % (int(ident[:8], 16) ^ 1)
        self.assertIn("404", self.ctl("conflicts", other, code=3).stderr)
        self.ctl("conflicts", "zz", code=3)
        self.ctl("conflicts", ident, "--level", "info", code=2)

    def test_at_the_limit_both_figures_are_told_apart(self):
        self.file("batas@c", 0.5, 1, start="20241210T140000", end="20241210T170000")
        self.file("tepi@c", 0.5 + 4.9980 * KM + 300 / 110575.0, 2, start="20241210T140000", end="20241210T170000")
        told = self.ctl("conflicts", "--from", "2024-12-10").stdout
        self.assertRegex(told, r"4,99\d km \(batas 5,000 km\)")

    def test_an_opinion_by_short_code_and_what_stands_where_it_is_too_late(self):
        ident = self.conflict()
        said = self.ctl("opinion", ident[:4], "objected", "--revision", "1", "--note", "terlalu dekat")
        self.assertIn("  polres: objected: terlalu dekat\n", said.stdout)
        late = self.ctl("opinion", ident, "accepted", "--revision", "9", code=3)
        self.assertIn(ident + "/1\t", late.stdout)
        self.ctl("opinion", ident, "accepted", code=2)

    def test_a_409_shows_the_list_and_the_line_that_would_do_it(self):
        ident = self.conflict()
        refused = self.ctl("decide", "dua@c", "approve", "--revision", "1", "--sttp", "STTP 7", "--reason", "it's", code=3)
        self.assertIn(ident + "/1\t", refused.stdout)
        self.assertIn("HTTP 409", refused.stderr)
        line = [part for part in refused.stdout.splitlines() if "jarakctl decide" in part][0].split("jarakctl ", 1)[1]
        words = subprocess.run(["sh", "-c", "printf '%s\\n' " + line], capture_output=True, text=True, check=True).stdout
        done = self.ctl(*words.splitlines())
        self.assertIn("Status: STTP terbit (revisi 2, UID dua@c)\nSTTP: STTP 7\n", done.stdout)
        stale = self.ctl("decide", "dua@c", "rescind", "--revision", "1", "--reason", "x", code=3)
        self.assertIn("--revision 2", stale.stdout)

    def test_retime_from_proposal_to_answer(self):
        self.ctl("retime", "propose", "satu@c", "--revision", "1", "--band", BAND, "--reason", "berdekatan")
        self.assertIn("Usulan waktu 1 (open): 2024-11-21 09.00-13.00 WITA. berdekatan", self.ctl("show", "satu@c").stdout)
        blocked = self.ctl("retime", "propose", "satu@c", "--revision", "1", "--reason", "x", "--band",
                           "2024-11-20T14:00:00+08:00/2024-11-20T14:00:00+08:00", code=3)
        self.assertIn("(dua@c)", blocked.stderr)
        declined = self.ctl("retime", "decline", "satu@c", "--revision", "1", "--proposal", "1", "--reason", "tim tidak dapat",
                            role="bawaslu")
        self.assertIn("(declined)", declined.stdout)
        self.ctl("retime", "propose", "satu@c", "--revision", "1", "--band", BAND, "--reason", "lagi", "--level", "waspada")
        stale = self.ctl("retime", "accept", "satu@c", "--revision", "7", "--proposal", "2", "--start",
                         "2024-11-21T10:00:00+08:00", role="bawaslu", code=3)
        self.assertIn("Status: diajukan (revisi 1, UID satu@c)", stale.stdout)
        self.ctl("retime", "accept", "satu@c", "--revision", "1", "--proposal", "2", "--start", "2024-11-21T10:00:00+08:00",
                 role="bawaslu")
        self.assertEqual(self.ctl("list", "--date", "2024-11-21").stdout.split("\t")[:3],
                         ["satu@c", "2024-11-21", "10.00-13.00 WITA"])
        for words in (("propose", "satu@c", "--revision", "1", "--reason", "x"),
                      ("propose", "satu@c", "--revision", "1", "--band", "2024-11-21T09:00:00+08:00", "--reason", "x"),
                      ("accept", "satu@c", "--revision", "1", "--proposal", "1"),
                      ("decline", "satu@c", "--revision", "1", "--proposal", "1", "--start", "x"),
                      ("accept", "satu@c", "--proposal", "1", "--start", "x")):
            self.ctl("retime", *words, code=2)

    def test_withdrawing_by_its_office_and_by_an_officer(self):
        stale = self.ctl("withdraw", "dua@c", "--revision", "9", role="bawaslu", code=3)
        self.assertTrue(stale.stderr.startswith("sudah berubah: sekarang revisi 1;"), stale.stderr)
        self.ctl("withdraw", "dua@c", role="bawaslu", code=2)
        self.assertIn("Status: dibatalkan (", self.ctl("withdraw", "dua@c", "--revision", "1", role="bawaslu").stdout)
        self.assertIn("Status: dibatalkan (", self.ctl("withdraw", "satu@c", "--revision", "1", "--reason", "ganda").stdout)
        self.file("tiga@c", 0.9, 1)
        self.ctl("decide", "tiga@c", "approve", "--revision", "1", "--sttp", "S/1")
        asked = self.ctl("--json", "withdraw", "tiga@c", "--revision", "2", role="bawaslu")
        self.assertTrue(json.loads(asked.stdout)["withdrawal_requested"], "approved: an officer has to say so")

    def test_a_report_is_filed_listed_and_confirmed(self):
        self.ctl("report", "add", "dua@c", "late", "--minutes", "30", code=3)
        self.file("tiga@c", 0.9, 1)
        self.ctl("decide", "tiga@c", "approve", "--revision", "1", "--sttp", "S/1")
        for words in (("report", "add", "tiga@c", "late", "--minutes", "3x"), ("report", "add", "tiga@c"),
                      ("report", "list", "--minutes", "3"), ("report", "verify"), ("report", "--region", "64.08")):
            self.ctl(*words, code=2)
        filed = self.ctl("report", "add", "tiga@c", "late", "--minutes", "-30", "--note", "mulai awal").stdout.split("\t")
        self.assertEqual((filed[1:4], filed[6]), (["tiga@c", "late", "-30 min"], "belum dibenarkan"))
        listed = self.ctl("report", "list", "tiga@c", "--verified", "false").stdout.split("\t")
        self.assertEqual(listed[0], filed[0])
        self.assertIn("tiga@c", self.ctl("report", "verify", filed[0], role="bawaslu").stdout)
        self.assertIn("\tdibenarkan\t", self.ctl("report", "list").stdout)
        self.assertIn("--place", self.ctl("report", "add", "tiga@c", "off_route", "--place", "1e3;5", code=3).stderr)

    def test_a_report_from_the_field_and_the_task_that_follows(self):
        for words in (("report", "file", "hoax"), ("report", "refute"), ("task", "give", "kpu"), ("task", "list", "x"), ("task", "progress", "a", "101")):
            self.ctl(*words, code=2)
        self.assertIn("category", self.ctl("report", "file", "gosip", "Kabar", "--text", "a", "--place", "b", code=3).stderr)
        filed = self.ctl("report", "file", "hoax", "Kabar TPS pindah", "--text", "pesan berantai", "--place", "Pasar", role="bawaslu").stdout
        code = filed.split("\t")[0]
        self.assertIn("belum diperiksa", filed)
        judged = self.ctl("report", "verify", code, "--assessment", "sudah dicek", "--recommendation", "jawab hari ini").stdout
        self.assertIn("dinyatakan terbukti", judged)
        self.assertIn("  jawab hari ini\n", judged)
        self.assertIn("\tterbukti\thoax\t", self.ctl("report", "list", "--category", "hoax", "--state", "verified").stdout)
        given = self.ctl("task", "give", "kpu", "Jawab kabar", "--due", "2030-11-23T10:00:00+08:00", "--about", code).stdout
        task = given.split("\t")[0]
        self.ctl("task", "progress", task, "50", code=0)
        self.assertIn("sedang dikerjakan", self.ctl("task", "list", "--about", code).stdout)
        self.assertIn("dibatalkan", self.ctl("task", "cancel", task, "--text", "sudah dijawab").stdout)

    def test_the_digest_in_both_languages(self):
        self.assertTrue(self.ctl("digest").stdout.startswith("*Digest rapat koordinasi, Kutai Timur*"))
        self.assertTrue(self.ctl("--lang", "en", "digest", "64.08").stdout.startswith("*Digest for the coordination meeting"))
        told = json.loads(self.ctl("--json", "digest", "--from", "1").stdout)
        self.assertEqual((told["figures"]["waspada"], told["from"]), (1, 1))

    def test_tail_tells_each_alert_once_over_restarts(self):
        out = open(os.path.join(self.folder.name, "out"), "w+", encoding="utf-8")
        self.daemon.stop()
        self.daemon.options += ["--listen", "127.0.0.1:%d" % free_port()]
        self.daemon.start()
        tail = subprocess.Popen(self.command("--json", "tail"), cwd=ROOT, stdout=out)
        self.addCleanup(out.close)

        def told():
            out.seek(0)
            return [json.loads(line)["index"] for line in out if line.endswith("\n")]
        try:
            until(told, lambda seen: seen == [1])
            for number, how in ((2, signal.SIGTERM), (3, signal.SIGKILL)):
                self.daemon.stop(how)
                time.sleep(0.2)
                self.daemon.start()
                for uid, lat, paslon in (("n%d@c", 0.5 + 2 * KM, 2), ("m%d@c", 0.5, 1)):
                    self.file(uid % number, lat, paslon, start="2024120%dT140000" % number, end="2024120%dT170000" % number)
                until(told, lambda seen, number=number: len(seen) >= number)
        finally:
            tail.terminate()
            tail.wait(timeout=60)
        self.assertEqual(told(), [1, 2, 3])
        self.ctl("tail", url="http://127.0.0.1:1", code=3)
        self.ctl("tail", role="admin", code=3)

    def test_a_cursor_beyond_the_inbox_begins_again(self):
        tail = subprocess.Popen(self.command("tail", "--after", "900"), cwd=ROOT, stdout=subprocess.PIPE, text=True)
        try:
            self.assertTrue(tail.stdout.readline().startswith("[1] PERINGATAN JARAK"))
        finally:
            tail.terminate()
            tail.wait(timeout=60)
            tail.stdout.close()

    def test_completion_knows_commands_options_and_words(self):
        script = self.ctl("completion", "bash").stdout

        def complete(*words):
            line = "COMP_WORDS=(%s); COMP_CWORD=%d; _jarakctl; printf '%%s\\n' \"${COMPREPLY[@]}\"" % (
                " ".join("'%s'" % w for w in ("jarakctl",) + words), len(words))
            done = subprocess.run(["bash", "-c", script + line], capture_output=True, text=True, check=True)
            self.assertEqual(done.stderr, "")
            return done.stdout.split()
        self.assertEqual(complete("con"), ["conflicts"])
        self.assertEqual(complete("--to"), ["--token-file"])
        self.assertEqual(complete("--lang", "id", "retime", "p"), ["propose"])
        self.assertEqual(complete("decide", "x", "--r"), ["--revision", "--reason"])
        self.assertEqual(complete("conflicts", "--level", ""), ["info", "waspada", "siaga"])
        self.assertIn("submitted", complete("list", "--state", ""))
        self.ctl("completion", "fish", code=2)

    def test_completion_in_zsh_knows_the_same(self):
        """Its own functions are played: they would want a terminal."""
        with tempfile.NamedTemporaryFile("w", suffix=".zsh") as script:
            script.write(self.ctl("completion", "zsh").stdout)
            script.flush()

            def complete(*words, program="jarakctl"):
                line = ("compadd() { print -l -- \"${@:2}\" }; _files() { print FILES }; _describe() { print -l -- \"${(@P)2}\" }; "
                        "words=(%s); CURRENT=%d; run() { source %s }; run" % (
                            " ".join("'%s'" % w for w in (program,) + words), len(words) + 1, script.name))
                done = subprocess.run(["zsh", "-f", "-c", line], capture_output=True, text=True, check=True)
                self.assertEqual(done.stderr, "")
                return done.stdout.splitlines()
            about = [line for line in complete("") if line.startswith("conflicts:")]
            self.assertEqual(len(about), 1, "a command with what it does")
            self.assertGreater(len(about[0]), len("conflicts:") + 10)
            self.assertIn("--token-file", complete(""))
            self.assertIn("propose", complete("--lang", "id", "retime", ""))
            self.assertIn("--revision", complete("decide", "x", ""))
            self.assertIn("FILES", complete("check", ""))
            self.assertEqual(complete("conflicts", "--level", ""), ["info", "waspada", "siaga"])
            self.assertIn("submitted", complete("list", "--state", ""))


class Stream(unittest.TestCase):
    """A daemon that dies at every point of a stream, played by a socket."""

    def test_what_is_cut_off_or_told_twice_is_told_once(self):
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
        event = b'id: %d\r\nevent: alert\r\ndata: {"index":%d,"text":"PERINGATAN","id":"x-%d"}\r\n\r\n'
        one, two = (event % (i, i, i) for i in (1, 2))
        plays = [head + b"Content-Length: 99\r\n\r\n",               # cut before its first byte
                 head + b"\r\n: still here\n\n" + one + one + two[:40],  # repeated, and cut in an event
                 head + b"\r\n" + one + two,                         # from too early
                 b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n",
                 head + b"\r\nevent: reset\ndata: {\"reset\":true}\n\n" + one,
                 b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\n{}"]
        asked = []
        server = socket.create_server(("127.0.0.1", 0))

        def play():
            for octets in plays:
                connection, _ = server.accept()
                request = b""
                while b"\r\n\r\n" not in request:
                    request += connection.recv(4096)
                asked.append(int(re.search(rb"Last-Event-ID: (\d+)", request).group(1)))
                connection.sendall(octets)
                connection.close()
        thread = threading.Thread(target=play)
        thread.start()
        done = subprocess.run([os.path.join(BUILD, "jarakctl"), "--url", "http://127.0.0.1:%d" % server.getsockname()[1],
                               "--json", "tail"], capture_output=True, text=True, timeout=60 * SLOW, check=False)
        thread.join()
        server.close()
        self.assertEqual(asked, [0, 0, 1, 2, 2, 1])
        told = [json.loads(line).get("index") for line in done.stdout.splitlines()]
        self.assertEqual(told, [1, 2, 1, None], "None is the refusal that ended it")
        self.assertEqual(done.returncode, 3)
        self.assertIn("HTTP 401", done.stderr)


class Subscribing(unittest.TestCase):
    def test_add_list_retry_and_remove(self):
        with Daemon(options=["--webhook-host", "127.0.0.1"]) as daemon, tempfile.TemporaryDirectory() as folder:
            token = os.path.join(folder, "token")
            with open(token, "w", encoding="utf-8") as f:
                f.write(daemon.token("polres") + "\n")

            def ctl(*words, code=0):
                done = subprocess.run([os.path.join(BUILD, "jarakctl"), "--url", "http://127.0.0.1:%d" % daemon.port,
                                       "--token-file", token, *words], capture_output=True, text=True, check=False)
                self.assertEqual(done.returncode, code, (words, done.stdout, done.stderr))
                return done
            refused = ctl("subscribe", "add", "webhook", "https://x.example/h", code=3)
            self.assertTrue(refused.stderr.startswith("target "), refused.stderr)
            made = ctl("subscribe", "add", "webhook", "https://127.0.0.1:1/h", "--level", "siaga", "--area", "64.08").stdout
            ident = made.split("\t")[0]
            self.assertRegex(made, r"Kunci tanda tangan, hanya ditampilkan sekali: \S{32,}")
            row = ctl("subscribe", "list").stdout.rstrip("\n").split("\t")
            self.assertEqual(row[:7], [ident, "webhook", "https://127.0.0.1:1/h", "64.08", "siaga", "live", "0/0"])
            self.assertNotIn("Kunci", ctl("subscribe", "list").stdout)
            for words in (("add", "webhook"), ("list", "x"), ("remove",), ("remove", ident, "--level", "info")):
                ctl("subscribe", *words, code=2)
            ctl("subscribe", "remove", ident)
            self.assertEqual(ctl("subscribe", "list").stdout, "")
            ctl("subscribe", "retry", ident, code=3)


if __name__ == "__main__":
    unittest.main()
