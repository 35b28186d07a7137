"""What a filing costs, in instructions of the release: alike on a busy machine and on a quiet one (tests/bench/instructions.py)."""
import os
import shutil
import sys
import unittest

from daemon import RELEASE, ROOT

MOST = 535000  # measured: 491,000 of 50 to 150 filings; a tenth more is somebody's change, and wants a reason


@unittest.skipIf(os.environ.get("JARAK_ASAN"), "the release is counted, once")
@unittest.skipUnless(shutil.which("valgrind"), "needs valgrind (make deps)")
class Instructions(unittest.TestCase):
    def test_a_filing_takes_no_more_than_it_did(self):
        sys.path.insert(0, os.path.join(ROOT, "tests", "bench"))
        from instructions import measure
        whole, parts = measure(os.path.abspath(RELEASE), 50, 150)
        said = "%d instructions a filing: %s" % (whole, ", ".join("%s %d" % (words.strip(), count) for words, count in parts))
        self.assertLess(whole, MOST, said)
        self.assertGreater(whole, MOST / 2, "if this is so, the bound is to be lowered: " + said)


if __name__ == "__main__":
    unittest.main()
