"""All that other tests do, done at a daemon that another follows: both say the same afterwards (shadow.py)."""
import os
import subprocess
import sys
import tempfile
import unittest

import cluster
import many

HERE = os.path.dirname(os.path.abspath(__file__))
SHORT = ["test_retime", "test_desk_paslon"]
MORE = ["test_reports", "test_drops", "test_matters", "test_apart", "test_alerts", "test_personnel", "test_decisions",
        "test_cursors", "test_scheduled", "test_grounds", "test_elections", "test_digest", "test_stated", "test_team_inbox",
        "test_dav_plain", "test_withdrawal", "test_zones", "test_itip", "test_dav", "test_desk", "test_desk_change",
        "test_desk_list", "test_rakor", "test_rights", "test_transfer", "test_conditions", "test_after_vote", "test_policy"]


@unittest.skipIf(many.SKIP, many.SKIP)
class Season(unittest.TestCase):
    def test_a_follower_says_the_same_whatever_was_done(self):
        server = cluster.Cluster(fsync="off")
        try:
            many.ctl("store", "prepare", server.address())
            with tempfile.NamedTemporaryFile(mode="r", encoding="utf-8") as counted:
                env = dict(os.environ, JARAK_SHADOW=server.address(), JARAK_SHADOW_COUNT=counted.name)
                modules = SHORT + (MORE if os.environ.get("JARAK_LONG") else [])
                for module in modules:
                    done = subprocess.run([sys.executable, "-m", "unittest", module], cwd=HERE, env=env,
                                          capture_output=True, text=True, check=False)
                    self.assertEqual(done.returncode, 0, module + "\n" + done.stderr[-6000:])
                answers = [int(line) for line in counted]
                self.assertGreater(len(answers), 3 * len(modules) // 2, "hardly anything was compared")
        finally:
            server.close()


if __name__ == "__main__":
    unittest.main()
