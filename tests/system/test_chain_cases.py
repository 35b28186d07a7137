"""The chains of tests/cases/chains, judged by `jarakctl check`: level, exit code, findings (expect.tsv)."""
import os
import subprocess
import unittest

from daemon import BUILD, PACK, ROOT

CASES = os.path.join(ROOT, "tests", "cases", "chains")
LEVELS = ["none", "info", "waspada", "siaga"]


def cases():
    with open(os.path.join(CASES, "expect.tsv"), encoding="utf-8") as f:
        for line in f:
            if not line.startswith("#"):
                files, level, code, findings, why = line.rstrip("\n").split("\t")
                yield files.split(), level, int(code), [] if findings == "-" else findings.split(), why


class ChainCases(unittest.TestCase):
    def test_each_chain_gets_its_level_its_exit_code_and_its_findings(self):
        for files, level, code, findings, why in cases():
            with self.subTest(" ".join(files), why=why):
                done = subprocess.run(
                    [os.path.join(BUILD, "jarakctl"), "--pack", PACK, "check", *[os.path.join(CASES, f) for f in files]],
                    capture_output=True, text=True, check=False)
                rows = [row.split("\t") for row in done.stdout.splitlines() if "\t" in row]
                highest = max([LEVELS.index(row[0]) for row in rows if row[0] in LEVELS] or [0])
                self.assertEqual(LEVELS[highest], level, done.stdout + done.stderr)
                self.assertEqual(done.returncode, code, done.stdout + done.stderr)
                for finding in findings:
                    rule, uid = finding.split("@", 1)
                    self.assertIn("%s: %s " % (uid, rule), done.stderr)

    def test_every_file_has_a_line(self):
        named = {f for files, *_ in cases() for f in files}
        there = {f for f in os.listdir(CASES) if f.endswith(".ics")}
        self.assertEqual(there - named, {"plain.ics"})  # a draft of a phone: tests/system/test_drafts.py


if __name__ == "__main__":
    unittest.main()
