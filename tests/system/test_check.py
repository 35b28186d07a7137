"""jarakctl check: a whole schedule audited offline, for a terminal, a pipe or a program."""
import json
import os
import pty
import re
import signal
import subprocess
import tempfile
import time
import unittest

from daemon import BUILD, NOTICES, PACK, ROOT, SLOW, Daemon, rally, sample

CTL = os.path.join(BUILD, "jarakctl")
SAMPLES = [os.path.join(NOTICES, n) for n in ("01-rapat-umum-paslon-1.ics", "02-rapat-umum-paslon-2.ics",
                                              "05-dua-puluh-pertemuan.ics")]


def ctl(*words, stdin=None):
    return subprocess.run([CTL, *words], cwd=ROOT, capture_output=True, timeout=60 * SLOW, check=False, input=stdin)


def on_a_terminal(*words, held_up_s=0.0, after_s=0.02):
    """Exit status and what was seen; `held_up_s` stops the process that long, as a busy machine would."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([CTL, *words], cwd=ROOT, stdout=theirs, stderr=theirs)
    os.close(theirs)
    if held_up_s:
        time.sleep(after_s)
        process.send_signal(signal.SIGSTOP)
        time.sleep(held_up_s)
        process.send_signal(signal.SIGCONT)
    seen = b""
    while True:
        try:
            octets = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not octets:
            break
        seen += octets
    os.close(ours)
    return process.wait(), seen.decode()


class Check(unittest.TestCase):
    def test_a_pipe_gets_one_line_a_part_with_ten_columns(self):
        done = ctl("check", *SAMPLES)
        self.assertEqual(done.returncode, 1)
        rows = [line.split("\t") for line in done.stdout.decode().splitlines()]
        self.assertEqual({len(r) for r in rows}, {10})
        rallies = [r for r in rows if r[4:6] == ["rapat", "rapat"] and r[2].startswith("rapat-umum")]
        self.assertEqual(rallies[0][0], "info")
        self.assertAlmostEqual(float(rallies[0][7]), 9438, delta=60)
        self.assertRegex(rallies[0][8], r"^2024-11-23T12:00:00\+08:00$")

    def test_a_terminal_gets_a_table_and_the_sum(self):
        status, seen = on_a_terminal("check", *SAMPLES)
        self.assertEqual(status, 1)
        self.assertIn("SIAGA: [SIMULASI] Rapat umum Paslon 1 | [SIMULASI] Rapat umum Paslon 2", seen)
        self.assertIn("INFO     kegiatan utama - kegiatan utama: lokasi berdekatan, 9,4 km (batas 15,0 km", seen)
        self.assertRegex(seen, r"Rangkaian kegiatan diperiksa: 22; siaga 1, waspada \d+, info \d+; belum dapat dinilai 0\r\n$")
        status, seen = on_a_terminal("--lang", "en", "check", SAMPLES[0])
        self.assertEqual(status, 0)
        self.assertTrue(seen.endswith("Chains judged: 1; siaga 0, waspada 0, info 0; not assessed 0\r\n"), seen[-80:])

    def test_json_tells_the_same_conflicts_as_the_daemon(self):
        told = json.loads(ctl("--json", "check", *SAMPLES).stdout)
        with Daemon() as d:
            for path in SAMPLES:
                d.ask("POST", "/api/v1/notices", sample(os.path.basename(path)))
            stored = d.ask("GET", "/api/v1/conflicts", role="polres").json()["conflicts"]
            key = lambda c: (sorted((c["own"]["uid"], c["with"]["uid"])), c["level"], c["distance_m"],
                             len(c["parts"]))
            self.assertEqual(sorted(map(key, told)), sorted(map(key, stored)))
            d.stop()
            d.start()  # the start judges the whole store again and says so
            with open(os.path.join(d.folder.name, "stderr"), encoding="utf-8") as f:
                audits = re.findall(r"audited chains=(\d+) conflicts=(\d+) changed=(\d+)", f.read())
            self.assertEqual(audits[-1], ("22", str(len(stored)), "0"))

    def test_exit_says_clear_conflict_usage_input(self):
        self.assertEqual(ctl("check", SAMPLES[0]).returncode, 0)
        self.assertEqual(ctl("check", "-", stdin=rally("a@c", 0.5, 117.5)).returncode, 0)
        self.assertEqual(ctl("check").returncode, 2)
        self.assertEqual(ctl("chek", SAMPLES[0]).returncode, 2)
        self.assertEqual(ctl("check", "/nowhere.ics").returncode, 3)
        wrong = ctl("check", "-", stdin=rally("a@c", 0.5, 117.5).replace(b"GEO:0.5", b"GEO:1e2"))
        self.assertEqual(wrong.returncode, 3)
        self.assertIn(b"GEO", wrong.stderr)

    def test_a_long_audit_shows_a_bar_on_the_terminal_only(self):
        with tempfile.TemporaryDirectory() as folder:
            many = []
            for i in range(6000):
                many.append(b"\r\n".join(rally("m%d@c" % i, 0.3 + (i % 77) * 0.01, 117.1 + (i // 77) * 0.01,
                                               1 + i % 2, "202411%02dT140000" % (1 + i % 19),
                                               "202411%02dT170000" % (1 + i % 19)).split(b"\r\n")[3:-2]))
            head = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n"
            paths = []
            for n in range(0, 6000, 2000):
                paths.append(os.path.join(folder, "%d.ics" % n))
                with open(paths[-1], "wb") as f:
                    f.write(head + b"\r\n".join(many[n:n + 2000]) + b"\r\nEND:VCALENDAR\r\n")
            for after_s in (0.02, 0.05, 0.1, 0.2, 0.4):  # it must have begun, and not have ended
                status, seen = on_a_terminal("check", *paths, held_up_s=2.1, after_s=after_s)
                self.assertEqual(status, 1, seen[-300:])
                if re.search(r"\[#+ *\] +\d+ %", seen):
                    break
            else:
                self.fail("no bar: " + seen[-300:])
            self.assertNotIn(b"%", ctl("check", *paths).stderr)

    def test_a_pack_is_checked(self):
        good = ctl("pack", "check", PACK)
        self.assertEqual(good.returncode, 0)
        self.assertIn(b"policy kutim-2024-usulan/1", good.stdout)
        self.assertEqual(ctl("pack", "check", NOTICES).returncode, 3)


if __name__ == "__main__":
    unittest.main()
