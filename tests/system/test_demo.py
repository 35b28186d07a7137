"""`make run` as a newcomer sees it."""
import os
import re
import subprocess
import tempfile
import unittest

from daemon import ROOT


class Demo(unittest.TestCase):
    def test_it_tells_the_story_in_a_few_lines_and_prints_links(self):
        with tempfile.TemporaryDirectory(prefix="jarakd-demo-") as folder:
            build = os.path.relpath(os.environ.get("JARAK_RELEASE", os.path.join(ROOT, "build")), ROOT)
            done = subprocess.run(["python3", os.path.join(ROOT, "tests", "tools", "demo.py"), "--build", build, "--data",
                                   os.path.join(folder, "data"), "--listen", "127.0.0.1:0", "--once"], cwd=ROOT,
                                  stdout=subprocess.PIPE, text=True, timeout=300, check=True)
        lines = done.stdout.splitlines()
        self.assertLess(len(lines), 30, done.stdout)
        self.assertIn("STTP terbit", done.stdout)
        self.assertIn("SIAGA", done.stdout)
        self.assertEqual(len(re.findall(r"http://127\.0\.0\.1:\d+/meja/tautan/[0-9a-f]{64}\?ke=/meja/", done.stdout)), 2)


if __name__ == "__main__":
    unittest.main()
