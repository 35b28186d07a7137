"""All that other tests do, and then a restart: whoever is asked says the same before and behind it (shadow.py)."""
import os
import unittest

import shadow

SHORT = ["test_decisions", "test_scheduled"]
MORE = ["test_retime", "test_desk_paslon", "test_drops", "test_matters", "test_alerts", "test_personnel", "test_cursors",
        "test_elections", "test_digest", "test_stated", "test_team_inbox", "test_dav_plain", "test_zones", "test_tps",
        "test_team", "test_itip", "test_dav", "test_desk", "test_desk_change", "test_desk_list", "test_rakor", "test_reports",
        "test_withdrawal"]


class Again(unittest.TestCase):
    def test_a_restart_says_the_same_whatever_was_done(self):
        shadow.run_modules(self, SHORT + (MORE if os.environ.get("JARAK_LONG") else []), JARAK_AGAIN="yes")


if __name__ == "__main__":
    unittest.main()
