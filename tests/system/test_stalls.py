"""No request stops the house: beside each of the worst shapes /healthz and a submission are answered before it is,
memory stays within its bound, and the work ends with its client and with the daemon. What milliseconds it takes is
the bench's matter (tests/bench/stalls.py): here only the order of answers is looked at."""
import gzip
import http.client
import json
import os
import re
import shutil
import signal
import socket
import tempfile
import threading
import unittest

import dav
from daemon import BUILD, PACK, ROOT, SLOW, Daemon, rally, until
from stall_shapes import SHAPES, Asker, approve, calendar, convoy, corners
from stall_shapes import rally as rally_lines

GROWS_MIB = 64


def peak_mib(pid):
    with open("/proc/%d/status" % pid, encoding="ascii") as f:
        return next(int(line.split()[1]) for line in f if line.startswith("VmHWM")) / 1024


def copies_of(pid):
    """Processes of the same program below it."""
    found = []
    for other in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/stat" % other, encoding="ascii") as f:
                name, rest = f.read().split("(", 1)[1].rsplit(")", 1)
        except OSError:
            continue
        if name == "jarakd" and int(rest.split()[1]) == pid:
            found.append(int(other))
    return found


def metric(daemon, name):
    text = daemon.ask("GET", "/metrics", role=None).body.decode()
    return int(re.search(r"^%s (\d+)$" % re.escape(name), text, re.MULTILINE)[1])


def series(uid, paslon, count=60, size=1000, lane=0.0):
    return convoy(uid, paslon, corners(size, lane), rrule="FREQ=DAILY;COUNT=%d" % count)


HEAVY = calendar(series("a@stall", 1), series("b@stall", 2, lane=0.00005))


class Asked(threading.Thread):
    """A request under way; `answer` is None until it is answered."""

    def __init__(self, ask):
        super().__init__(daemon=True)
        self.ask, self.answer = ask, None
        self.start()

    def run(self):
        try:
            self.answer = self.ask()
        except (OSError, http.client.HTTPException):  # the daemon was killed: there is none
            pass


def daemon_with_own_pack(case):
    """One whose pack may be changed."""
    folder = tempfile.TemporaryDirectory(prefix="jarakd-stalls-")
    case.addCleanup(folder.cleanup)
    pack = os.path.join(folder.name, "pack")
    shutil.copytree(os.path.join(ROOT, PACK), pack)
    daemon = Daemon(pack=pack).__enter__()
    case.addCleanup(daemon.__exit__)
    return daemon


def give_another_pack(daemon):
    with open(os.path.join(daemon.pack, "rules.json"), "a", encoding="utf-8") as f:
        f.write("\n")
    daemon.process.send_signal(signal.SIGHUP)


class Stalls(unittest.TestCase):
    def setUp(self):
        self.daemon = daemon_with_own_pack(self)
        self.asker, self.number = Asker(self.daemon), 0

    def others_are_answered(self):
        """By those who wait for nobody."""
        self.number += 1
        self.assertEqual(self.daemon.ask("GET", "/healthz", role=None).status, 200)
        filed = self.daemon.ask("POST", "/api/v1/notices", rally("n%d@stall" % self.number, 1.5, 118.0 - 0.01 * self.number),
                                role="kpu")
        self.assertEqual(filed.status, 201, filed.body)

    def beside(self, ask, want):
        """The shape is asked; the others are answered before it is. Its answer."""
        copies = metric(self.daemon, "jarakd_work_copies_total")
        asked = Asked(ask)
        until(lambda: metric(self.daemon, "jarakd_work_copies_total"), lambda seen: seen > copies, "no copy was begun")
        self.others_are_answered()
        self.assertIsNone(asked.answer, "they did not wait for it")
        asked.join()
        self.assertEqual(asked.answer[0], want, asked.answer[1][:300])
        return asked.answer[1]

    def test_a_check_of_recurring_convoys(self):
        before = peak_mib(self.daemon.process.pid)
        body = self.beside(lambda: self.asker.ask("POST", "/api/v1/check", HEAVY), 200)
        verdicts = json.loads(body)["notices"]
        self.assertEqual([len(v["conflicts"]) for v in verdicts], [1, 1])
        self.assertLessEqual(peak_mib(self.daemon.process.pid) - before, GROWS_MIB)

    def test_a_filing_is_judged_elsewhere_and_kept_here_by_what_stands_then(self):
        """What was committed while it was judged is judged too (SPEC 5), and nothing is judged twice."""
        asked = Asked(lambda: self.asker.ask("POST", "/api/v1/notices", HEAVY))
        until(lambda: metric(self.daemon, "jarakd_work_running"), lambda seen: seen == 1, "no copy was begun")
        between = self.daemon.ask("POST", "/api/v1/notices", calendar(series("between@stall", 2, 1, 300, 0.0001)), role="kpu")
        self.assertEqual(between.status, 201, between.body)
        self.assertIsNone(asked.answer, "it was filed meanwhile")
        asked.join()
        self.assertEqual(asked.answer[0], 201, asked.answer[1][:300])
        verdict = self.daemon.ask("GET", "/api/v1/notices/a@stall").json()
        self.assertEqual({c["with"]["uid"] for c in verdict["conflicts"]}, {"b@stall", "between@stall"})
        self.assertGreater(metric(self.daemon, "jarakd_findings_bytes"), 60 * 100)
        self.daemon.stop()
        self.daemon.start()
        again = self.daemon.ask("GET", "/api/v1/notices/a@stall").json()
        self.assertEqual([(c["id"], c["revision"], c["distance_m"]) for c in again["conflicts"]],
                         [(c["id"], c["revision"], c["distance_m"]) for c in verdict["conflicts"]])

    def test_the_same_answer_as_when_it_is_done_at_once(self):
        """A small check is done here, the same among larger ones by a copy: both say the same of it."""
        small = calendar(convoy("s@stall", 1, corners(60)), convoy("t@stall", 2, corners(60, 0.00005)))
        here = json.loads(self.asker.ask("POST", "/api/v1/check", small)[1])["notices"]
        self.assertEqual(metric(self.daemon, "jarakd_work_copies_total"), 0)
        far = [convoy("f%d@stall" % i, 1 + i % 2, corners(900, 0.9 + 0.0001 * i), "20241%02dT080000" % (103 + i // 2))
               for i in range(6)]
        there = json.loads(self.asker.ask("POST", "/api/v1/check", calendar(
            convoy("s@stall", 1, corners(60)), convoy("t@stall", 2, corners(60, 0.00005)), *far))[1])["notices"]
        self.assertEqual(metric(self.daemon, "jarakd_work_copies_total"), 1)
        for verdict in here:
            other = next(v for v in there if v["uid"] == verdict["uid"])
            self.assertEqual(verdict["conflicts"], other["conflicts"])

    def test_clear_times_among_many(self):
        octets = calendar(*[series("s%d@stall" % i, 1 + i % 2, 5, 400, 0.0001 * i) for i in range(10)])
        self.assertEqual(self.asker.ask("POST", "/api/v1/notices", octets)[0], 201)
        self.beside(lambda: self.asker.ask("GET", "/api/v1/notices/s0@stall/slots?level=waspada&date=2024-10-01/2024-10-30"), 200)

    def test_other_times_that_take_long_to_look_for(self):
        """Proposed and accepted: a copy looks whether they are clear, and what it refuses is told as it is."""
        octets = calendar(*[series("s%d@stall" % i, 1 + i % 2, 5, 400, 0.0001 * i) for i in range(10)])
        self.assertEqual(self.asker.ask("POST", "/api/v1/notices", octets)[0], 201)
        found = json.loads(self.asker.ask("GET", "/api/v1/notices/s0@stall/slots?level=waspada&date=2024-10-01/2024-10-20")[1])
        band = {k: found["bands"][0][k] for k in ("from", "to")}
        taken = {k: found["closed"][-1][k] for k in ("from", "to")}
        def propose(band):
            revision = self.daemon.ask("GET", "/api/v1/notices/s0@stall").json()["chain_revision"]
            body = {"chain_revision": revision, "level": "waspada", "bands": [band], "reason": "penuh"}
            return self.asker.ask("POST", "/api/v1/notices/s0@stall/retime", json.dumps(body), "polres",
                                  headers={"Content-Type": "application/json"})
        for asked, want in ((taken, 409), (band, 201)):  # a day's search is short: who is first is not told
            copies = metric(self.daemon, "jarakd_work_copies_total")
            status, body = propose(asked)
            self.assertEqual(status, want, body[:300])
            self.assertEqual(metric(self.daemon, "jarakd_work_copies_total"), copies + 1)
            if status == 409:
                self.assertIn("slots", json.loads(body))
        self.assertEqual(json.loads(body)["retimes"][0]["bands"], [band])

    def test_each_other_shape_is_answered(self):
        """Routes, lists, queries, feeds and drafts: whatever the answer, the house stands."""
        for name in ("routes", "drafts", "slots", "main", "letter"):
            with self.subTest(name):
                for _, ask in SHAPES[name](self.asker):
                    self.assertNotIn("answered 5", ask())
                self.others_are_answered()

    def test_it_ends_with_its_client(self):
        with socket.create_connection(("127.0.0.1", self.daemon.port)) as client:
            client.sendall(("POST /api/v1/check HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: text/calendar\r\n"
                            "Content-Length: %d\r\n\r\n" % (self.daemon.token("bawaslu"), len(HEAVY))).encode() + HEAVY)
            until(lambda: metric(self.daemon, "jarakd_work_running"), lambda seen: seen == 1, "no copy was begun")
        until(lambda: metric(self.daemon, "jarakd_work_running"), lambda seen: seen == 0, "it goes on for nobody")
        self.assertEqual(metric(self.daemon, "jarakd_work_waiting"), 0)
        pid = self.daemon.process.pid
        until(lambda: copies_of(pid), lambda seen: not seen, "a copy is left")

    def test_a_stop_lets_it_come_to_its_end(self):
        asked = Asked(lambda: self.asker.ask("POST", "/api/v1/check", HEAVY))
        until(lambda: metric(self.daemon, "jarakd_work_running"), lambda seen: seen == 1, "no copy was begun")
        self.assertEqual(self.daemon.stop(signal.SIGTERM), 0)
        asked.join()
        self.assertIn(asked.answer[0], (200, 503), "its answer, or that it was given up: never nothing")
        self.daemon.start()

    def test_what_takes_longer_ends_with_the_daemon(self):
        asked = Asked(lambda: self.asker.ask("POST", "/api/v1/check", HEAVY))
        until(lambda: metric(self.daemon, "jarakd_work_running"), lambda seen: seen == 1, "no copy was begun")
        for copy in until(lambda: copies_of(self.daemon.process.pid), what="no copy is seen"):
            os.kill(copy, signal.SIGSTOP)  # and so it would take for ever
        self.assertEqual(self.daemon.stop(signal.SIGTERM), 0)
        asked.join()
        self.assertEqual(asked.answer[0], 503, "it was told so")
        self.assertIn(b"berhenti", asked.answer[1])
        self.daemon.start()

    def test_what_ended_a_copy_is_what_is_told(self):
        """Its bound of processor time is the question's; an end for lack of memory is the machine's, and so would be asked again."""
        for sent, want in ((signal.SIGXCPU, 422), (signal.SIGKILL, 503)):
            with self.subTest(sent):
                asked = Asked(lambda: self.asker.ask("POST", "/api/v1/check", HEAVY))
                for copy in until(lambda: copies_of(self.daemon.process.pid), what="no copy is seen"):
                    os.kill(copy, sent)
                asked.join()
                self.assertEqual(asked.answer[0], want, asked.answer[1][:300])
                until(lambda: not copies_of(self.daemon.process.pid), what="the copy was not waited for")
        self.others_are_answered()

    def test_a_new_pack_begins_the_work_anew(self):
        asked = Asked(lambda: self.asker.ask("POST", "/api/v1/check", HEAVY))
        until(lambda: metric(self.daemon, "jarakd_work_running"), lambda seen: seen == 1, "no copy was begun")
        give_another_pack(self.daemon)
        until(lambda: metric(self.daemon, "jarakd_work_copies_total"), lambda seen: seen == 2, "it was not begun anew")
        asked.join()
        self.assertEqual(asked.answer[0], 200, asked.answer[1][:300])

    def test_the_same_pack_does_not(self):
        asked = Asked(lambda: self.asker.ask("POST", "/api/v1/check", HEAVY))
        until(lambda: metric(self.daemon, "jarakd_work_running"), lambda seen: seen == 1, "no copy was begun")
        self.daemon.process.send_signal(signal.SIGHUP)
        until(self.daemon.logged, lambda log: "reloaded " in log, "it was not reloaded")
        asked.join()
        self.assertEqual(asked.answer[0], 200, asked.answer[1][:300])
        self.assertEqual(metric(self.daemon, "jarakd_work_copies_total"), 1)

    def test_a_teams_draft_counts_once(self):
        """Though its handler runs twice, and once in the copy: thirty an hour are thirty."""
        for i in range(20):
            octets = calendar(series("d%d@stall" % i, 1, lane=0.01 * i))
            made = self.asker.ask("POST", "/api/v1/notices", octets, "tim", 1)
            self.assertEqual(made[0], 201, made[1][:300])
        self.assertEqual(metric(self.daemon, "jarakd_work_copies_total"), 20)
        for i in range(10):
            self.assertEqual(self.asker.ask("POST", "/api/v1/check", rally("e%d@stall" % i, 0.3, 117.5), "tim", 1)[0], 200)
        self.assertEqual(self.asker.ask("POST", "/api/v1/check", rally("f@stall", 0.3, 117.5), "tim", 1)[0], 429)

    def test_who_is_kept_out_meanwhile_files_nothing(self):
        for path, stored in (("/api/v1/notices", True), ("/api/v1/check", False)):
            with self.subTest(path), Daemon() as d:
                asker = Asker(d)
                asked = Asked(lambda: asker.ask("POST", path, HEAVY, role="kpu"))
                until(lambda: metric(d, "jarakd_work_running"), lambda seen: seen == 1, "no copy was begun")
                out = d.ask("POST", "/api/v1/accounts/kpu-64.08/disable", json.dumps({"disabled": True}), role="admin",
                            region="64.08", headers={"Content-Type": "application/json"})
                self.assertEqual(out.status, 200, out.body)
                self.assertIsNone(asked.answer)
                asked.join()
                self.assertEqual(asked.answer[0], 401, asked.answer[1][:300])
                self.assertEqual(d.ask("GET", "/api/v1/notices/a@stall").status, 404)

    def test_one_accounts_work_waits_for_itself(self):
        first = [Asked(lambda: self.asker.ask("POST", "/api/v1/check", HEAVY)) for _ in range(3)]
        until(lambda: metric(self.daemon, "jarakd_work_waiting"), lambda seen: seen == 2, "one at a time")
        self.assertEqual(metric(self.daemon, "jarakd_work_running"), 1)
        other = Asked(lambda: self.asker.ask("POST", "/api/v1/check", HEAVY, role="kpu"))
        until(lambda: metric(self.daemon, "jarakd_work_running"), lambda seen: seen == 2, "another's is begun before them")
        for asked in first + [other]:
            asked.join()
            self.assertEqual(asked.answer[0], 200, asked.answer[1][:300])

    def test_a_question_in_line_behind_a_filing_is_answered(self):
        """The filing is kept in the turn in which the question's copy begins: the copy holds no open group."""
        filed = Asked(lambda: self.asker.ask("POST", "/api/v1/notices", HEAVY))
        until(lambda: metric(self.daemon, "jarakd_work_running"), lambda seen: seen == 1, "no copy was begun")
        octets = calendar(series("c@stall", 1, 2, lane=0.2), series("d@stall", 2, 2, lane=0.20005))
        checked = Asked(lambda: self.asker.ask("POST", "/api/v1/check", octets))
        until(lambda: metric(self.daemon, "jarakd_work_waiting"), lambda seen: seen == 1, "it does not wait")
        for asked, want in ((filed, 201), (checked, 200)):
            asked.join()
            self.assertEqual(asked.answer[0], want, asked.answer[1][:300])

    def test_a_question_beyond_the_bound_is_refused_with_the_number(self):
        huge = calendar(*[series("h%d@stall" % i, 1 + i % 2, 60, 700, 0.00001 * i) for i in range(14)])
        status, body = self.asker.ask("POST", "/api/v1/check", huge)
        problem = json.loads(body)
        self.assertEqual((status, problem["type"]), (422, "urn:jarakd:problem:too-many"), problem)
        self.assertRegex(problem["value"], r"^\d+ > 60000000$")
        self.assertEqual(metric(self.daemon, "jarakd_work_refused_total"), 1)
        self.others_are_answered()

    def is_told_by_every_read(self):
        """A copy found that the last check was dearer than it looked: the account owes the rest (decision 0096)."""
        for path in ("/api/v1/notices/n1@stall", "/api/v1/regions", "/api/v1/alerts"):
            said = self.daemon.ask("GET", path)
            self.assertEqual((said.status, said.headers["content-type"]), (429, "application/problem+json"), path)
            self.assertIn("coba lagi %s detik lagi" % said.headers["retry-after"], said.json()["detail"])
        for language, words in (("id", "coba lagi %s detik lagi"), ("en", "try again in %s seconds")):
            for path in ("/meja/", "/meja/kotak", "/meja/pemberitahuan/n1@stall", "/meja/hari/64.08/2024-10-05"):
                page = self.daemon.ask("GET", path, headers={"Accept": "text/html,*/*;q=0.8", "Cookie": "jarak_bahasa=" + language})
                self.assertEqual((page.status, page.headers["content-type"]), (429, "text/html; charset=utf-8"), path)
                text = page.body.decode()
                self.assertIn('lang="%s"' % language, text)
                self.assertIn(words % page.headers["retry-after"], text)
                self.assertNotIn("Retry-After", text)
        self.assertEqual(self.daemon.ask("GET", "/meja/login", role=None, headers={"Accept": "text/html"}).status, 200)
        self.assertEqual(self.daemon.ask("GET", "/api/v1/regions", role="kpu").status, 200, "another has its own")

    def use_up_the_share(self):
        """Clear times cost most for the time they take, and each time again."""
        octets = calendar(*[series("s%d@stall" % i, 1 + i % 2, 5, 400, 0.5 + 0.0001 * i) for i in range(10)])
        self.assertEqual(self.asker.ask("POST", "/api/v1/notices", octets)[0], 201)
        for _ in range(400):
            status, body = self.asker.ask("GET", "/api/v1/notices/s0@stall/slots?level=info&date=2024-10-01/2024-10-30")
            if status != 200:
                return status, body
        return self.fail("it may ask without end")

    def owe_some_seconds(self):
        """A check is allowed for its reading and owes what judging it came to. Where that goes slowly the share fills
        again meanwhile: another follows, of another pair, for what was found of one is not looked for again."""
        for i in range(40):
            pair = calendar(series("a@stall", 1), series("b@stall", 2, lane=0.0001 + 0.00001 * i))
            until(lambda: self.asker.ask("POST", "/api/v1/check", pair)[0], lambda status: status == 200)
            said = self.daemon.ask("GET", "/api/v1/regions")
            if said.status == 429 and int(said.headers["retry-after"]) > 1:
                return
        self.fail("it never owes what its checks turned out to be")

    @unittest.skipIf(SLOW > 1, "under sanitizers a share fills again as fast as it is used: unit_http owes by itself there")
    def test_an_account_that_has_used_its_share_waits(self):
        status, body = self.use_up_the_share()
        self.assertEqual(status, 429, body)
        self.owe_some_seconds()
        self.is_told_by_every_read()
        filed = self.asker.ask("POST", "/api/v1/notices", HEAVY)
        self.assertEqual(filed[0], 201, "a filing is never refused for its cost")
        self.assertEqual(self.asker.ask("POST", "/api/v1/check", HEAVY, role="kpu")[0], 200, "another has its own")


def many(count, prefix="i", lon=117.0, paslon=0):
    """So many rallies in one stream, and no rivals near each other: of a day they are all of one paslon."""
    return calendar(*[rally_lines("%s%d@stall" % (prefix, i), 1 + (paslon + i) % 2, 0.0007 * i, lon,
                                  "202410%02dT100000" % (1 + i % 28)) for i in range(count)])


def rows_of(count, first=0):
    """The same as a table."""
    head = "nomor_surat;pemilihan;paslon;bentuk;tanggal;jam_mulai;jam_selesai;tempat;lintang;bujur;peserta\n"
    return (head + "".join("S/%d;pilbup-64.08;%d;TATAP-MUKA;2024-10-%02d;10:00;11:30;Balai;%s;117,0;500\n" % (
        i, 1 + i % 2, 1 + i % 28, ("%.4f" % (0.0007 * i)).replace(".", ",")) for i in range(first, first + count))).encode()


class Imports(unittest.TestCase):
    """An import of the accepted size is done in turns of the loop, and counts all at once."""
    COUNT = 2500

    def setUp(self):
        self.daemon = daemon_with_own_pack(self)
        self.asker = Asker(self.daemon)

    def turns(self):
        return metric(self.daemon, "jarakd_work_turns_total")

    def notices(self):
        return metric(self.daemon, "jarakd_notices")

    def begun(self, body, headers=None):
        """An import under way, of which the first step was taken and the last was not."""
        before = self.turns()
        asked = Asked(lambda: self.asker.ask("POST", "/api/v1/import", body, headers=headers))
        until(self.turns, lambda seen: seen > before, "it is not done in turns")
        return asked

    def test_others_are_answered_between_its_turns(self):
        for name, body, headers, count in (("stream", many(self.COUNT), None, self.COUNT),
                                           ("table", rows_of(1900), {"Content-Type": "text/csv"}, 1900)):
            with self.subTest(name):
                known, turns, copies = self.notices(), self.turns(), metric(self.daemon, "jarakd_work_copies_total")
                asked = self.begun(body, headers)
                self.assertEqual(self.daemon.ask("GET", "/healthz", role=None).status, 200)
                self.assertIsNone(asked.answer, "they waited for the whole of it")
                asked.join()
                self.assertEqual(asked.answer[0], 201, asked.answer[1][:300])
                said = json.loads(asked.answer[1])
                self.assertEqual((len(said["notices"]), said["unchanged"], self.notices() - known), (count, 0, count))
                self.assertEqual(self.turns() - turns, 3 if headers else 2)
                self.assertEqual(metric(self.daemon, "jarakd_work_copies_total"), copies + 1, "a copy tells of it")
                uid = said["notices"][count // 2]["uid"]
                one = self.daemon.ask("GET", "/api/v1/notices/" + uid).json()
                one.pop("activity")  # asked for alone it says when and where, too
                self.assertEqual(one, said["notices"][count // 2])
                again = self.asker.ask("POST", "/api/v1/import", body, headers=headers)
                self.assertEqual((again[0], json.loads(again[1])["unchanged"], self.notices() - known), (200, count, count))

    def test_a_long_filing_is_told_as_a_short_one(self):
        """POST /notices of some hundred; strict is refused by a copy and files nothing."""
        body = many(400)
        turns = self.turns()
        filed = self.asker.ask("POST", "/api/v1/notices", body)
        self.assertEqual((filed[0], self.turns() - turns, self.notices()), (201, 2, 400), filed[1][:300])
        self.assertEqual(list(json.loads(filed[1])), ["notices"])
        verdicts = metric(self.daemon, 'jarakd_verdicts_total{level="none"}')
        self.assertEqual(verdicts, 400)
        strict = self.asker.ask("POST", "/api/v1/import", many(400, "s", 118.5, 1).replace(
            b"GEO:0.000000;118.5", b"GEO:0.000000;117.0", 1), headers={"Prefer": "handling=strict"})
        problem = json.loads(strict[1])
        self.assertIn("notices", problem, strict)
        self.assertEqual((strict[0], len(problem["notices"]), self.notices()), (409, 400, 400), strict[1][:300])
        free = self.asker.ask("POST", "/api/v1/import", many(400, "t", 117.9), headers={"Prefer": "handling=strict"})
        self.assertEqual((free[0], self.notices()), (201, 800), free[1][:300])

    def test_a_check_of_many_is_told_by_a_copy(self):
        copies = metric(self.daemon, "jarakd_work_copies_total")
        self.assertEqual(self.asker.ask("POST", "/api/v1/check", many(600, "c").replace(b"PASLON:2", b"PASLON:1"), "tim", 1)[0], 200)
        self.assertEqual(metric(self.daemon, "jarakd_work_copies_total"), copies + 1)

    def test_a_fault_in_it_is_told_with_its_line_and_files_nothing(self):
        body = many(self.COUNT).replace(b"X-JARAK-PASLON:1", b"X-JARAK-PASLON:9", 1)
        status, said = self.asker.ask("POST", "/api/v1/import", body)
        self.assertEqual((status, json.loads(said)["field"], self.notices()), (422, "X-JARAK-PASLON", 0), said[:300])
        table = rows_of(1900).replace(b"S/1000;pilbup-64.08;1", b"S/1000;pilbup-64.08;9")
        status, said = self.asker.ask("POST", "/api/v1/import", table, headers={"Content-Type": "text/csv"})
        self.assertEqual((status, json.loads(said)["line"], self.notices()), (422, 1002, 0), said[:300])

    def test_what_comes_between(self):
        """Two imports, a filing of one of their notices, and another pack: each counts whole, in some order."""
        first = self.begun(many(self.COUNT, "a"))
        second = Asked(lambda: self.asker.ask("POST", "/api/v1/import", many(self.COUNT, "b", 118.0), role="kpu"))
        between = self.daemon.ask("POST", "/api/v1/notices", calendar(rally_lines("a7@stall", 2, 0.9, 117.9)), role="kpu")
        give_another_pack(self.daemon)
        first.join()
        second.join()
        self.assertIn(between.status, (201, 403, 409), between.body)  # before it, or after: then it is not kpu's, or as old
        want = 201 if between.status != 201 else first.answer[0]
        self.assertIn(first.answer[0], (201, 403, 409), first.answer[1][:300])
        self.assertEqual((first.answer[0], second.answer[0]), (want, 201), second.answer[1][:300])
        count = (self.COUNT if first.answer[0] == 201 else 1) + self.COUNT
        self.assertEqual(self.notices(), count)
        self.daemon.stop()
        self.daemon.start()
        self.assertEqual(self.notices(), count)

    def test_it_ends_with_its_client_or_counts_whole(self):
        body = many(self.COUNT)
        head = ("POST /api/v1/import HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: text/calendar\r\n"
                "Content-Length: %d\r\n\r\n" % (self.daemon.token("bawaslu"), len(body))).encode()
        with socket.create_connection(("127.0.0.1", self.daemon.port)) as client:
            client.sendall(head + body)
        until(lambda: (self.daemon.ask("GET", "/healthz", role=None), self.turns())[1], lambda seen: seen > 0, "it never came")
        self.assertIn(self.notices(), (0, self.COUNT))
        self.assertEqual(self.asker.ask("POST", "/api/v1/import", body)[0] // 100, 2)
        self.assertEqual(self.notices(), self.COUNT)

    def test_it_ends_with_the_daemon_or_counts_whole(self):
        """Told to stop, and killed, at whatever moment: what is told is so, and nothing counts by half."""
        for number, how in enumerate((signal.SIGTERM, signal.SIGKILL, signal.SIGTERM, signal.SIGKILL)):
            with self.subTest(how):
                before = self.notices()
                asked = self.begun(many(self.COUNT, "k%d" % number, 116.5 + 0.6 * number))
                if number >= 2:  # later: in the step that counts, or behind it
                    self.daemon.ask("GET", "/healthz", role=None)
                self.daemon.stop(how)
                asked.join()
                self.daemon.start()
                grown = self.notices() - before
                self.assertIn(grown, (0, self.COUNT))
                if asked.answer:
                    self.assertEqual((asked.answer[0] == 201), grown == self.COUNT, asked.answer[1][:300])
                    self.assertIn(asked.answer[0], (201, 503))


class Feeds(unittest.TestCase):
    """What nobody asked for since many changes is written in pieces, with others served in between."""
    COUNT = 1200

    def test_it_is_written_in_turns(self):
        with Daemon() as daemon:
            asker = Asker(daemon)
            body = calendar(*[rally_lines("f%d@stall" % i, 1, 0.0 + 0.0015 * i, 117.0, "202410%02dT100000" % (1 + i % 28))
                              for i in range(self.COUNT)])
            self.assertEqual(asker.ask("POST", "/api/v1/import", body)[0], 201)
            approve(asker, self.COUNT)
            path, whole = "/feeds/64.08/approved.ics", None
            for kind, headers in (("plain", {}), ("gzip", {"Accept-Encoding": "gzip"}),
                                  ("jcal", {"Accept": "application/calendar+json"})):
                with self.subTest(kind):
                    turns, items = metric(daemon, "jarakd_work_turns_total"), metric(daemon, "jarakd_feed_items_total")
                    status, octets = asker.ask("GET", path, role=None, headers=headers)
                    self.assertEqual(status, 200)
                    self.assertGreaterEqual(metric(daemon, "jarakd_work_turns_total") - turns, 2, "three pieces")
                    self.assertEqual(metric(daemon, "jarakd_feed_items_total") - items, self.COUNT, "each once")
                    again = asker.ask("GET", path, role=None, headers=headers)
                    self.assertEqual(again, (200, octets))
                    if kind == "plain":
                        whole = octets
                        self.assertEqual(octets.count(b"BEGIN:VEVENT"), self.COUNT)
                    elif kind == "gzip":
                        self.assertEqual(gzip.decompress(octets), whole)
                    else:
                        self.assertEqual(len(json.loads(octets)[2]) - 1, self.COUNT, "a time zone and all activities")
            turns = metric(daemon, "jarakd_work_turns_total")
            said = daemon.decide("f7@stall", act="rescind", on="plan", reason="keliru", basis="", chain_revision=2, seen=[])
            self.assertEqual(said.status, 200, said.body)
            self.assertEqual(asker.ask("GET", path, role=None)[1].count(b"STATUS:CANCELLED"), 1)
            self.assertEqual(metric(daemon, "jarakd_work_turns_total"), turns, "one change is followed at once")

    def test_what_a_copy_did_not_find_costs_nothing(self):
        """Nor is the world made that only teams ask: it was, in one turn, at the first answer of a copy."""
        with Daemon() as daemon:
            asker = Asker(daemon)
            for first in (0, 1600):
                body = calendar(*[rally_lines("f%d@stall" % i, 1, 0.0005 * i, 117.0, "202410%02dT100000" % (1 + i % 28))
                                  for i in range(first, first + 1600)])
                self.assertEqual(asker.ask("POST", "/api/v1/import", body)[0], 201)
            approve(asker, 100)
            compiled, copies = (metric(daemon, "jarakd_" + name) for name in ("bodies_compiled_total", "work_copies_total"))
            self.assertGreaterEqual(compiled, 3200)
            self.assertEqual(asker.ask("GET", "/feeds/64.08/approved.ics?from=2024-10-05&to=2024-10-06", role=None)[0], 200)
            self.assertEqual(metric(daemon, "jarakd_work_copies_total"), copies + 1)
            self.assertEqual(metric(daemon, "jarakd_bodies_compiled_total"), compiled)


class Collections(unittest.TestCase):
    """A calendar client that asks for all of a long collection holds nobody: a copy answers."""
    HOME = "/dav/calendars/64.08/"

    def told_by_a_copy(self, daemon, ask):
        copies = metric(daemon, "jarakd_work_copies_total")
        answer = ask()
        self.assertEqual(metric(daemon, "jarakd_work_copies_total"), copies + 1, "in one turn")
        return answer

    def see(self, daemon, path, count, limit):
        told = self.told_by_a_copy(daemon, lambda: dav.find(daemon, path, "D:getetag", "D:sync-token", depth=1))
        listed = {href: row["D:getetag"].text for href, row in told.items() if "D:getetag" in row}
        token = told[path]["D:sync-token"].text
        self.assertEqual(len(listed), count)
        copies = metric(daemon, "jarakd_work_copies_total")
        self.assertEqual(dav.sync(daemon, path, token)[0], {}, "the token is of all that was listed")
        self.assertEqual(metric(daemon, "jarakd_work_copies_total"), copies, "what is asked again and again costs what changed")
        rows, first, _ = self.told_by_a_copy(daemon, lambda: dav.sync(daemon, path))
        self.assertEqual(({href: row["D:getetag"].text for href, row in rows.items()}, first), (listed, token))
        seen, at, rounds = {}, "", 0
        while at != token and rounds < 99:  # with a limit, from token to token
            rows, at, _ = dav.sync(daemon, path, at, limit)
            seen.update((href, row["D:getetag"].text) for href, row in rows.items() if "D:getetag" in row)
            rounds += 1
        self.assertEqual(seen, listed)
        self.assertGreater(rounds, 1)

    def test_conflicts(self):
        with Daemon() as daemon:
            for part in range(8):  # an import has a limit of what meets in it
                body = calendar(*[rally_lines("c%d-%d@stall" % (part, i), 1 + part // 4, 0.5, 117.5) for i in range(10)])
                self.assertEqual(Asker(daemon).ask("POST", "/api/v1/import", body)[0], 201)
            copies = metric(daemon, "jarakd_work_copies_total")
            dav.find(daemon, self.HOME, "D:sync-token", depth=1)
            self.assertEqual(metric(daemon, "jarakd_work_copies_total"), copies, "tokens alone cost little")
            self.see(daemon, self.HOME + "conflicts/", 1600, 700)
            feeds = daemon.ask("GET", "/api/v1/sessions", role="polres").json()["feeds"]
            told = self.told_by_a_copy(daemon, lambda: daemon.ask("GET", feeds["conflicts"], role=None))
            self.assertEqual((told.status, told.body.count(b"BEGIN:VEVENT")), (200, 1600))
            same = daemon.ask("GET", feeds["conflicts"], role=None, headers={"If-None-Match": told.headers["etag"]})
            self.assertEqual(same.status, 304)

    def test_requests(self):
        with Daemon() as daemon:
            for first in (0, 1700):
                body = calendar(*[rally_lines("f%d@stall" % i, 1, 0.0005 * i, 117.0, "202410%02dT100000" % (1 + i % 28))
                                  for i in range(first, first + 1700)])
                self.assertEqual(Asker(daemon).ask("POST", "/api/v1/import", body)[0], 201)
            self.see(daemon, self.HOME + "requests/", 3400, 1500)
            if SLOW > 1:  # sanitizers keep what was freed, and a copy of the process has 64 MiB
                return
            own = self.HOME + "pilbup-64.08-paslon-1/"  # plain events are written for their lengths
            told = self.told_by_a_copy(daemon, lambda: dav.find(daemon, own, "D:getcontentlength", depth=1))
            lengths = {href: int(row["D:getcontentlength"].text) for href, row in told.items() if "D:getcontentlength" in row}
            self.assertEqual(len(lengths), 3400)
            for href in sorted(lengths)[::1000]:
                self.assertEqual(len(daemon.ask("GET", href).body), lengths[href])


if __name__ == "__main__":
    unittest.main()
