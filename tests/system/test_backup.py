"""Backups made beside a running daemon, and data folders brought back from them."""
import io
import json
import os
import random
import shutil
import sqlite3
import stat
import subprocess
import tarfile
import tempfile
import threading
import time
import unittest

from daemon import BUILD, PACK, ROOT, Daemon, rally, until
from test_erase import MARK, holding, marked
from test_webhook import FAST, Receiver, delivered, inbox, pair, subscribe

ROUNDS = int(os.environ.get("JARAK_BACKUP_ROUNDS", "4" if os.environ.get("JARAK_ASAN") else "100"))
KILLS = int(os.environ.get("JARAK_BACKUP_KILLS", "10"))


def ctl(*words, stdin=None):
    """stdout and stderr are octets: a backup may be among them."""
    return subprocess.run([os.path.join(BUILD, "jarakctl"), *words], cwd=ROOT, input=stdin, capture_output=True)


def uids(data):
    db = sqlite3.connect("file:%s/jarakd.db?mode=ro" % data, uri=True)
    try:
        return {uid for uid, in db.execute("SELECT uid FROM notices")}
    finally:
        db.close()


def entries_of(answer):
    return int(dict(line.split(b" ", 1) for line in answer.stdout.splitlines())[b"entries"])


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="jarakd-backup-")
        self.addCleanup(folder.cleanup)
        self.at = lambda name: os.path.join(folder.name, name)

    def right(self, *words, stdin=None):
        answer = ctl(*words, stdin=stdin)
        self.assertEqual(answer.returncode, 0, (words, answer.stderr))
        return answer

    def refused(self, why, *words, stdin=None):
        answer = ctl("--lang", "en", *words, stdin=stdin)
        self.assertIn(answer.returncode, (1, 3), (words, answer.stdout, answer.stderr))
        self.assertIn(why, answer.stderr.decode(), words)
        return answer


class Forms(Case):
    def key(self):
        subprocess.run(["age-keygen", "-o", self.at("key")], check=True, capture_output=True)
        with open(self.at("key"), encoding="utf-8") as file:
            return [line.split()[-1] for line in file if "public key" in line][0]

    def test_each_form_gives_the_same_data_folder_back(self):
        with Daemon() as d:
            for i in range(20):
                self.assertEqual(d.ask("POST", "/api/v1/notices", rally("n%d@b" % i, 0.5 + i / 100, 117.5, 1 + i % 2)).status, 201)
            told = d.ask("GET", "/api/v1/alerts", role="polres").json()
            piped = self.right("backup", "-", "--data", d.data, "--pack", PACK).stdout
            self.right("backup", self.at("folder"), "--data", d.data, "--pack", PACK)
            self.right("backup", self.at("b.tar"), "--data", d.data)
            self.right("backup", self.at("b.tar.age"), "--data", d.data, "--encrypt-to", self.key())
            self.assertEqual(sorted(n for n in os.listdir(d.data) if "part" in n), [], "the stage is gone")
            known = uids(d.data)
            with open(self.at("b.tar.age"), "rb") as sealed:
                self.assertNotIn(b"SQLite format", sealed.read())
            with open(os.path.join(d.data, "tokens"), "rb") as file:
                tokens = file.read()
        forms = {"folder": [self.at("folder")], "tar": [self.at("b.tar")], "pipe": ["-"],
                 "age": [self.at("b.tar.age"), "--identity", self.at("key")]}
        for name, words in forms.items():
            with self.subTest(name):
                stdin = piped if name == "pipe" else None
                self.right("restore", *words, "--data", self.at(name + "-data"), "--erasures", "none", "--drill", stdin=stdin)
                self.assertFalse(os.path.exists(self.at(name + "-data")) or os.path.exists(self.at(name + "-data.part")))
                self.right("restore", *words, "--data", self.at(name + "-data"), "--erasures", "none", stdin=stdin)
                self.assertEqual(uids(self.at(name + "-data")), known)
                for place, folders, files in os.walk(self.at(name + "-data")):
                    for entry in folders + files:
                        mode = stat.S_IMODE(os.lstat(os.path.join(place, entry)).st_mode)
                        self.assertEqual(mode, 0o700 if entry in folders else 0o600, entry)
        # The accounts and their tokens are those of before; alerts are told as they were.
        with open(self.at("tar-data/tokens"), "wb") as file:
            file.write(tokens)
        with Daemon(data=self.at("tar-data")) as again:
            self.assertEqual(again.ask("GET", "/api/v1/alerts", role="polres").json()["alerts"], told["alerts"])

    def test_configuration_and_pack_go_back_to_where_they_were_unless_something_is_there(self):
        pack, config = self.at("packs-of-the-office"), self.at("jarakd.conf")
        shutil.copytree(PACK, pack, ignore=shutil.ignore_patterns("notices"))
        with open(config, "w", encoding="utf-8") as file:
            file.write("pack %s\n" % pack)
        with Daemon() as d:
            self.right("backup", self.at("b.tar"), "--data", d.data, "--config", config)
        self.right("restore", self.at("b.tar"), "--data", self.at("one"), "--erasures", "none", "--config", config)
        self.assertTrue(os.path.exists(self.at("one/packs/0/pack.json")), "what is there was kept")
        shutil.rmtree(pack)
        os.remove(config)
        self.right("restore", self.at("b.tar"), "--data", self.at("two"), "--erasures", "none", "--config", config)
        with open(config, encoding="utf-8") as file:
            self.assertEqual(file.read(), "pack %s\n" % pack)
        self.assertEqual(subprocess.run([os.path.join(BUILD, "jarakctl"), "pack", "check", pack], capture_output=True,
                                        cwd=ROOT).returncode, 0)

    def test_a_backup_puts_nothing_where_it_pleases(self):
        """Who makes one names folders in its manifest; a restore by root is not to write there."""
        with Daemon() as d:
            self.right("backup", self.at("b"), "--data", d.data, "--pack", PACK)
        os.mkdir(self.at("etc"))
        for where in (self.at("elsewhere"), self.at("etc/../elsewhere"), "/usr/share/jarakd/../elsewhere-of-a-test"):
            with open(self.at("b/manifest.json"), encoding="utf-8") as file:
                manifest = json.load(file)
            manifest["packs"], manifest["config"] = [where], "/etc/jarakd/jarakd.conf"
            with open(self.at("b/manifest.json"), "w", encoding="utf-8") as file:
                json.dump(manifest, file)
            told = self.right("restore", self.at("b"), "--data", self.at("d"), "--erasures", "none", "--config", self.at("etc/jarakd.conf"))
            self.assertIn(b"left ", told.stderr)
            self.assertFalse(os.path.exists(where))
            self.assertTrue(os.path.exists(self.at("d/packs/0/pack.json")))
            shutil.rmtree(self.at("d"))

    def test_old_backups_go_and_the_list_of_erasures_lies_beside_the_rest(self):
        folder = self.at("all")
        os.mkdir(folder)
        for name in ("jarakd-20200101T000000Z.tar", "jarakd-20200102T000000Z.tar.age", "jarakd-other.tar", "photo.jpg",
                     "jarakd-20990101T000000Z.tar"):
            with open(os.path.join(folder, name), "wb"):
                pass
        with Daemon() as d:
            self.right("backup", "--into", folder, "--keep-days", "14", "--data", d.data)
        left = sorted(os.listdir(folder))
        made = [n for n in left if n.startswith("jarakd-20") and "2099" not in n]
        self.assertEqual(len(made), 1)
        self.assertEqual(left, sorted(made + ["erasures", "jarakd-20990101T000000Z.tar", "jarakd-other.tar", "photo.jpg"]))
        self.right("restore", os.path.join(folder, made[0]), "--data", self.at("d"), "--erasures", os.path.join(folder, "erasures"))

    @unittest.skipUnless(os.geteuid() == 0, "only root makes what is another's")
    def test_what_root_makes_belongs_to_whose_folder_it_is(self):
        with Daemon() as d:
            d.ask("POST", "/api/v1/notices", rally("a@b", 0.5, 117.5, 1))
            self.assertEqual(d.stop(), 0)
            for folder in (d.data, self.at("all")):
                os.makedirs(folder, mode=0o700, exist_ok=True)
                os.chown(folder, 1234, 1234)
            self.right("backup", "--into", self.at("all"), "--data", d.data)
            self.right("erase", "a@b", "--basis", "uji", "--data", d.data)
            made = [os.path.join(self.at("all"), n) for n in os.listdir(self.at("all"))] + [d.data + "/backup.lock", d.data + "/erasures"]
            self.assertEqual({(n, os.stat(n).st_uid) for n in made}, {(n, 1234) for n in made})

    def test_what_is_said_wrong_changes_nothing(self):
        with Daemon() as d:
            self.right("backup", self.at("b.tar"), "--data", d.data)
            self.refused("there and not empty", "restore", self.at("b.tar"), "--data", d.data, "--erasures", "none")
            self.refused("none", "restore", self.at("b.tar"), "--data", self.at("new"))
            self.refused("File exists", "backup", d.data, "--data", d.data)
            self.refused("age", "backup", self.at("b.tar.age"), "--data", d.data, "--encrypt-to", "age1nokey")
            self.refused("", "backup", self.at("c.tar"), "--data", self.at("nothing"))
            for words in (("backup",), ("backup", "a", "--into", "b"), ("backup", "f", "--encrypt-to", "k"),
                          ("backup", "--into", "b", "--keep-days", "0"), ("restore", "x"), ("restore", "--data", "x"),
                          ("restore", "x", "--data", "y", "--without-log", "--erasures", "none")):
                self.assertEqual(ctl(*words).returncode, 2, words)
            self.assertEqual(sorted(os.listdir(self.at(""))), ["b.tar"])


class UnderLoad(Case):
    def test_whatever_was_acknowledged_before_a_backup_is_in_it(self):
        """Backups at random moments while four clients file; each is restored, verified and compared."""
        done, acknowledged, lock = threading.Event(), [], threading.Lock()
        dice = random.Random(18)

        def file_notices(d, client):
            number = 0
            while not done.is_set():
                uid = "c%d-%d@b" % (client, number)
                body = rally(uid, 0.2 + client / 5, 116.5 + number % 300 / 200, 1, "20241121T140000", "20241121T170000")
                if d.ask("POST", "/api/v1/notices", body).status == 201:
                    with lock:
                        acknowledged.append(uid)
                number += 1
                done.wait(0.05)  # load enough, and the last backups are not much larger than the first

        with Daemon() as d:
            for number in range(3):  # conflicts and alerts are among what is copied
                pair(d, number)
            clients = [threading.Thread(target=file_notices, args=(d, n)) for n in range(4)]
            for client in clients:
                client.start()
            try:
                before_entries = 0
                for number in range(ROUNDS):
                    count = len(acknowledged) + dice.randrange(12)
                    until(lambda: len(acknowledged), lambda n: n >= count, "the clients file nothing")
                    with lock:
                        known = set(acknowledged)
                    form = dice.choice(("b", "b.tar"))
                    entries = entries_of(self.right("backup", self.at(form), "--data", d.data))
                    back = self.right("restore", self.at(form), "--data", self.at("d"), "--erasures", "none")
                    there = uids(self.at("d"))
                    self.assertLessEqual(known, there, "round %d: acknowledged and not in the backup" % number)
                    self.assertLess(before_entries, entries)
                    self.assertGreaterEqual(entries_of(back), entries)
                    before_entries = entries
                    shutil.rmtree(self.at("d"))
                    (shutil.rmtree if form == "b" else os.remove)(self.at(form))
            finally:
                done.set()
                for client in clients:
                    client.join()
            self.assertEqual(d.stop(), 0)
            self.assertLessEqual(set(acknowledged), uids(d.data))

    def test_a_backup_that_is_killed_leaves_nothing_that_passes_for_one(self):
        dice = random.Random(81)
        with Daemon() as d:
            for i in range(60):
                d.ask("POST", "/api/v1/notices", rally("n%d@b" % i, 0.2 + i / 90, 117.2, 1 + i % 2))
            whole = 0
            for number in range(KILLS):
                to = self.at("b%d%s" % (number, dice.choice(("", ".tar"))))
                with subprocess.Popen([os.path.join(BUILD, "jarakctl"), "backup", to, "--data", d.data], cwd=ROOT,
                                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
                    time.sleep(dice.random() * 0.15)  # a moment of any kind will do
                    process.kill()
                if os.path.exists(to):  # it was done already: then it is whole
                    self.right("restore", to, "--data", self.at("d"), "--erasures", "none", "--drill")
                    whole += 1
            self.right("backup", self.at("last.tar"), "--data", d.data)
            self.right("restore", self.at("last.tar"), "--data", self.at("d"), "--erasures", "none")
            self.assertEqual(uids(self.at("d")), uids(d.data))
            self.assertEqual([n for n in os.listdir(d.data) if "part" in n], [])
            self.assertEqual(d.ask("GET", "/readyz").status, 200)
            self.assertEqual(d.stop(), 0)
            self.assertEqual(ctl("replay", os.path.join(d.data, "jarakd.db")).returncode, 0)
            self.assertLess(whole, KILLS, "none was killed on its way")


class Afterwards(Case):
    def test_what_was_erased_stays_erased(self):
        with Daemon() as d:
            d.ask("POST", "/api/v1/notices", marked("a@e", 0.51, 117.55, 1))
            d.ask("POST", "/api/v1/notices", marked("b@e", 0.9, 117.55, 2))
            self.right("backup", self.at("b.tar"), "--data", d.data)
            self.assertEqual(d.stop(), 0)
            self.right("erase", "a@e", "--basis", "permintaan\nkeluarga", "--data", d.data, "--erasures", self.at("copy"))
            self.right("erase", "b@e", "--basis", "permintaan", "--data", d.data, "--erasures", self.at("copy"))
            with open(os.path.join(d.data, "erasures"), "rb") as list_, open(self.at("copy"), "rb") as copy:
                text = list_.read()
                self.assertEqual(text, copy.read())
            self.assertEqual(len(text.splitlines()), 2)
            self.assertNotIn(b"@e", text, "a UID may name a person")
            back = self.right("restore", self.at("b.tar"), "--data", self.at("d"), "--erasures", self.at("copy"))
            self.assertIn(b"erased 2\n", back.stdout)
            self.assertEqual(holding(self.at("d")), [])
            db = sqlite3.connect("file:%s/jarakd.db?mode=ro" % self.at("d"), uri=True)
            self.assertEqual(db.execute("SELECT count(*) FROM keys").fetchone(), (0,))
            self.assertEqual(db.execute("SELECT basis FROM erasures ORDER BY uid").fetchall(),
                             [("permintaan keluarga",), ("permintaan",)])
            db.close()
            # A backup that knows of them is not restored with a list that does not.
            self.right("backup", self.at("later.tar"), "--data", d.data)
            self.refused("older than the backup", "restore", self.at("later.tar"), "--data", self.at("e"), "--erasures", "none")
            with open(self.at("copy"), "wb") as short:
                short.write(text.splitlines(True)[0])
            self.refused("older than the backup", "restore", self.at("later.tar"), "--data", self.at("e"), "--erasures", self.at("copy"))
            with open(self.at("copy"), "wb") as torn:
                torn.write(text[:-9])
            self.refused("cannot be read", "restore", self.at("later.tar"), "--data", self.at("e"), "--erasures", self.at("copy"))
            self.refused("No such file", "restore", self.at("later.tar"), "--data", self.at("e"), "--erasures", self.at("gone"))
            self.assertFalse(os.path.exists(self.at("e")))
            # What cannot be listed is not erased.
            self.refused("", "erase", "--ended-before", "2030-01-01", "--basis", "x", "--data", self.at("d"), "--erasures",
                         self.at("missing/folder/list"))

    def test_no_alert_is_sent_twice_and_the_next_ones_are_taken(self):
        with open(os.path.join(ROOT, "docs", "webhooks.md"), encoding="utf-8") as file:
            manual = {}
            exec(file.read().split("```python\n")[1].split("```")[0], manual)
        receiver = Receiver()
        self.addCleanup(receiver.close)
        with Daemon(options=FAST) as d:
            secret = subscribe(d, receiver.url()).json()["secret"]
            pair(d, 0)
            delivered(d, inbox(d)[-1]["index"])
            self.right("backup", self.at("b.tar"), "--data", d.data)
            kept = inbox(d)[-1]["index"]
            for number in range(1, 4):
                pair(d, number)
            lost = inbox(d)
            delivered(d, lost[-1]["index"])
            self.assertEqual(d.stop(), 0)
            with open(os.path.join(d.data, "tokens"), "rb") as file:
                tokens = file.read()
        before = list(receiver.taken)
        self.assertTrue(all(manual["receive"](secret, *t) for t in before))
        self.right("restore", self.at("b.tar"), "--data", self.at("d"), "--erasures", "none")
        with open(self.at("d/tokens"), "wb") as file:
            file.write(tokens)
        with Daemon(data=self.at("d"), options=FAST) as d:
            self.assertEqual(inbox(d)[-1]["index"], kept)
            for number in (11, 12, 13, 14, 15):
                pair(d, number)
            new = inbox(d)
            delivered(d, new[-1]["index"])
            after = [manual["receive"](secret, *t) for t in receiver.taken[len(before):]]
            self.assertEqual([a and a["id"] for a in after], [a["id"] for a in new[kept:]],
                             "what came before the backup is not sent again, what comes now is taken")
            self.readers_are_told(d, kept, lost, new)

    def readers_are_told(self, d, kept, lost, new):
        ask = lambda after="", **fields: d.ask("GET", "/api/v1/alerts" + after, role="polres", headers=fields).json()
        since = lambda cursor: ask(**{"Last-Event-ID": cursor})
        self.assertGreater(len(new), len(lost), "the inbox is longer than it was: by the number alone nothing is seen")
        told = since(str(lost[-1]["index"]))
        self.assertEqual((told.get("reset"), [a["id"] for a in told["alerts"]]), (True, [a["id"] for a in new[kept:]]))
        for look in (since, lambda cursor: ask("?after=" + cursor)):
            self.assertEqual(look(told["cursor"]), {"alerts": [], "cursor": told["cursor"]}, "with the epoch he goes on")
            self.assertEqual(look(told["cursor"].split(".")[0] + ".12")["reset"], True, "of another restore")
        again = since(str(kept))
        self.assertEqual((again.get("reset"), again["alerts"]), (None, told["alerts"]), "up to there nothing is other")
        index = new[-2]["index"]
        self.assertEqual([a["id"] for a in ask("?after=%d" % index)["alerts"]], [new[-1]["id"]], "by index: those of today")
        tail = ctl("--url", "http://127.0.0.1:%d" % d.port, "--token-file", self.token_file(d), "--json", "tail", "--once")
        self.assertEqual([json.loads(line)["id"] for line in tail.stdout.splitlines()], [a["id"] for a in new])

    def token_file(self, d):
        with open(self.at("token"), "w", encoding="utf-8") as file:
            file.write(d.token("polres"))
        return self.at("token")

    def test_a_store_that_lost_its_log_is_given_up_by_name_only(self):
        with Daemon() as d:
            for i in range(5):
                d.ask("POST", "/api/v1/notices", rally("n%d@b" % i, 0.5 + i / 10, 117.5, 1))
            os.mkdir(self.at("d"))
            shutil.copy(os.path.join(d.data, "jarakd.db"), self.at("d/jarakd.db"))
            known = uids(d.data)
        self.assertNotEqual(uids(self.at("d")), known)
        for name in os.listdir(self.at("d")):
            if name != "jarakd.db":
                os.remove(self.at("d/" + name))
        self.refused("jarakd.db-wal is missing", "replay", self.at("d/jarakd.db"))
        self.refused("jarakd.db-wal is missing", "verify", "--data", self.at("d"), "--key", "00" * 32)
        self.refused("jarakd.db-wal is missing", "backup", self.at("b.tar"), "--data", self.at("d"))
        start = subprocess.run([os.path.join(BUILD, "jarakd"), "--listen", "127.0.0.1:0", "--pack", PACK, "--data", self.at("d")],
                               cwd=ROOT, capture_output=True, text=True)
        self.assertEqual((start.returncode, "jarakctl restore" in start.stderr), (1, True), start.stderr)
        self.right("restore", "--without-log", "--data", self.at("d"), "--erasures", "none")
        self.right("replay", self.at("d/jarakd.db"))
        with Daemon(data=self.at("d")):
            pass


class Tampered(Case):
    def backup(self):
        with Daemon() as d:
            d.ask("POST", "/api/v1/notices", rally("a@b", 0.5, 117.5, 1))
            self.right("backup", self.at("f"), "--data", d.data, "--pack", PACK)
            self.right("backup", self.at("f.tar"), "--data", d.data, "--pack", PACK)

    def try_it(self, what, why=""):
        self.refused(why, "restore", self.at(what), "--data", self.at("d"), "--erasures", "none")
        self.assertEqual([n for n in os.listdir(self.at("")) if n.startswith("d")], [], "nothing is left")

    def test_another_octet_in_any_file_is_noticed(self):
        self.backup()
        for place, _, names in os.walk(self.at("f")):
            for name in names:
                path = os.path.join(place, name)
                with open(path, "rb") as file:
                    octets = bytearray(file.read())
                for at in {0, len(octets) // 2, len(octets) - 1}:
                    other = bytearray(octets)
                    other[at] ^= 1
                    if name == "manifest.json" and at == len(octets) - 1:
                        continue  # the line feed behind the last bracket
                    with open(path, "wb") as file:
                        file.write(other)
                    self.try_it("f")
                with open(path, "wb") as file:
                    file.write(octets[:-1])
                if name != "manifest.json":
                    self.try_it("f")
                os.remove(path)
                self.try_it("f")
                with open(path, "wb") as file:
                    file.write(octets)
        self.right("restore", self.at("f"), "--data", self.at("d"), "--erasures", "none", "--drill")

    def rewrite(self, change):
        """The tar with its members as a list of (TarInfo, octets), changed."""
        with tarfile.open(self.at("f.tar")) as tar:
            members = [(m, tar.extractfile(m).read()) for m in tar]
        with tarfile.open(self.at("g.tar"), "w", format=tarfile.PAX_FORMAT) as tar:
            for member, octets in change(members):
                tar.addfile(member, io.BytesIO(octets))

    def test_an_archive_holds_what_its_manifest_names_and_nothing_else(self):
        self.backup()

        def member(name, octets=b"x", kind=tarfile.REGTYPE, to=""):
            info = tarfile.TarInfo(name)
            info.type, info.linkname, info.size = kind, to, len(octets) if kind == tarfile.REGTYPE else 0
            return info, octets

        def renamed(members, name):
            """One file under another name, in the manifest too."""
            manifest = json.loads(members[0][1])
            old = manifest["files"][2]["name"]
            manifest["files"][2]["name"] = name
            text = json.dumps(manifest).encode()
            rest = [(m, o) if m.name != old else member(name, o) for m, o in members[1:]]
            return [member("manifest.json", text)] + rest

        self.rewrite(lambda m: m)
        self.right("restore", self.at("g.tar"), "--data", self.at("d"), "--erasures", "none", "--drill")
        changes = {"extra": lambda m: m + [member("more")], "missing": lambda m: m[:-1], "doubled": lambda m: m + m[-1:],
                   "first": lambda m: m[1:], "order": lambda m: m[1:] + m[:1], "none": lambda m: [],
                   "link": lambda m: m[:1] + [member("jarakd.db", kind=tarfile.SYMTYPE, to="/etc/passwd")] + m[2:],
                   "folder": lambda m: m + [member("keys", kind=tarfile.DIRTYPE)],
                   "longer": lambda m: m[:1] + [member("jarakd.db", m[1][1] + b"x")] + m[2:]}
        for name in ("../out", "/tmp/out", "keys/../../out", ".hidden", "keys/.x", "a//b", "a/", "", "x" * 300, "a\nb", "manifest.json"):
            changes["name %r" % name] = lambda m, name=name: renamed(m, name)
        for what, change in changes.items():
            with self.subTest(what):
                self.rewrite(change)
                self.try_it("g.tar")
        with open(self.at("f.tar"), "rb") as file:
            octets = file.read()
        for end in (0, 100, 512, 3000, len(octets) // 2, len(octets) - 4096):
            with open(self.at("g.tar"), "wb") as file:
                file.write(octets[:end])
            self.try_it("g.tar")

    def test_a_store_that_was_changed_before_it_was_backed_up_is_found_by_its_journal(self):
        with Daemon() as d:
            d.ask("POST", "/api/v1/notices", rally("a@b", 0.5, 117.5, 1))
            self.assertEqual(d.stop(), 0)
            db = sqlite3.connect(os.path.join(d.data, "jarakd.db"))
            db.execute("UPDATE notices SET owner = 'someone'")
            db.commit()
            db.close()
            self.right("backup", self.at("f.tar"), "--data", d.data)
        self.try_it("f.tar", "differs from what the journal says")


if __name__ == "__main__":
    unittest.main()
