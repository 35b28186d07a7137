"""All that other tests do, and then a restart: whoever is asked says the same before and behind it (shadow.py)."""
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
SHORT = ["test_decisions", "test_scheduled"]
MORE = ["test_retime", "test_desk_paslon", "test_drops", "test_matters", "test_alerts", "test_personnel", "test_cursors",
        "test_elections", "test_digest", "test_stated", "test_team_inbox", "test_dav_plain", "test_zones", "test_tps",
        "test_team", "test_itip", "test_dav", "test_desk", "test_desk_change", "test_desk_list", "test_rakor", "test_reports",
        "test_withdrawal"]


class Again(unittest.TestCase):
    def test_a_restart_says_the_same_whatever_was_done(self):
        with tempfile.NamedTemporaryFile(mode="r", encoding="utf-8") as counted:
            env = dict(os.environ, JARAK_AGAIN="yes", JARAK_SHADOW_COUNT=counted.name)
            modules = SHORT + (MORE if os.environ.get("JARAK_LONG") else [])
            for module in modules:
                done = subprocess.run([sys.executable, "-m", "unittest", module], cwd=HERE, env=env,
                                      capture_output=True, text=True, check=False)
                self.assertEqual(done.returncode, 0, module + "\n" + done.stderr[-6000:])
            answers = [int(line) for line in counted]
            self.assertGreater(len(answers), 3 * len(modules) // 2, "hardly anything was compared")


if __name__ == "__main__":
    unittest.main()
