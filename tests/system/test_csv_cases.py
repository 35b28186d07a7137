"""Tables as they come from the field: each file of the shared cases gets the answer its expectation names."""
import csv
import io
import os
import unittest

from daemon import ROOT, Daemon

FOLDER = os.path.join(ROOT, "..", "shared", "cases", "csv")
TABLE = {"Content-Type": "text/csv", "Accept-Language": "en"}


def expectations():
    with open(os.path.join(FOLDER, "expect.tsv"), encoding="utf-8") as lines:
        return [line.rstrip("\n").split("\t", 1) for line in lines if line.strip() and not line.startswith("#")]


@unittest.skipUnless(os.path.exists(os.path.join(FOLDER, "expect.tsv")), "the shared cases are not beside this tree")
class Cases(unittest.TestCase):
    def answer(self, name):
        """The answer of a fresh daemon, the notices it then holds, and its table."""
        with open(os.path.join(FOLDER, name), "rb") as data, Daemon() as d:
            got = d.ask("POST", "/api/v1/import", data.read(), headers=TABLE)
            return got, d.ask("GET", "/api/v1/notices").json()["notices"], d.ask(
                "GET", "/api/v1/export?format=csv").body.decode("utf-8")

    def holds(self, name, wanted):
        got, notices, table = self.answer(name)
        self.assertIn(got.status, (200, 201, 400, 415, 422), got.body)
        taken = got.status in (200, 201)
        self.assertEqual(bool(notices), taken, got.body)
        if not taken:
            self.assertTrue(got.json().get("detail"), "a refusal names its cause")
        if wanted == "ok":
            self.assertTrue(taken, got.body)
        elif wanted.startswith("refuse"):
            self.assertFalse(taken, got.body)
        elif wanted.startswith("never"):
            # A crowd that is written with a separator is a thousand times as big or is refused.
            for row in csv.DictReader(io.StringIO(table.lstrip("\ufeff"), newline="")):
                self.assertIn(row["peserta"], ("1500", "12000"), table)
        else:
            self.assertIn(wanted, ("ok-or-refuse", "ok-or-hint"))

    def test_every_line_holds(self):
        listed = expectations()
        self.assertEqual(sorted(n for n, _ in listed), sorted(n for n in os.listdir(FOLDER) if n.endswith(".csv")))
        for name, wanted in listed:
            with self.subTest(name):
                self.holds(name, wanted)


if __name__ == "__main__":
    unittest.main()
