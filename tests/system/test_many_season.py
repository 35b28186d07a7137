"""All that other tests do, done at a daemon that another follows: both say the same afterwards (shadow.py)."""
import os
import unittest

import cluster
import many
import shadow

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
            shadow.run_modules(self, SHORT + (MORE if os.environ.get("JARAK_LONG") else []), JARAK_SHADOW=server.address())
        finally:
            server.close()


if __name__ == "__main__":
    unittest.main()
