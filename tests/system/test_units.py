"""The units of systemd/: how exposed each is by systemd's own measure, and that they name what is installed."""
import os
import re
import shutil
import subprocess
import tempfile
import unittest

from daemon import ROOT

UNITS = os.path.join(ROOT, "systemd")


@unittest.skipUnless(shutil.which("systemd-analyze"), "needs Debian's systemd, which need not run")
class Units(unittest.TestCase):
    def exposure(self, name, *drop_ins):
        with tempfile.TemporaryDirectory(prefix="jarakd-units-") as folder:
            path = os.path.join(folder, name)
            with open(path, "w", encoding="utf-8") as out:
                for part in (name, *drop_ins):
                    with open(os.path.join(UNITS, part), encoding="utf-8") as f:
                        out.write(f.read() + "\n")
            told = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager", path], text=True,
                                  capture_output=True, timeout=120, check=False)
        found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", told.stdout)
        self.assertTrue(found, told.stdout + told.stderr)
        self.assertNotIn("ignoring", told.stderr, "a line systemd does not know protects nobody")
        return float(found[1])

    def test_the_daemon_behind_a_socket_is_exposed_by_at_most_0_6(self):
        self.assertLessEqual(self.exposure("jarakd.service"), 0.6)
        self.assertLessEqual(self.exposure("jarakd-backup.service"), 0.6)

    def test_what_has_the_network_is_exposed_by_at_most_1_2(self):
        self.assertLessEqual(self.exposure("jarakd-notify.service"), 1.2)
        self.assertLessEqual(self.exposure("jarakd.service", "jarakd-net.conf"), 1.2)

    def test_each_socket_belongs_to_a_service_that_is_there(self):
        for name in os.listdir(UNITS):
            if not name.endswith(".socket"):
                continue
            with open(os.path.join(UNITS, name), encoding="utf-8") as f:
                named = re.search(r"^Service=(\S+)$", f.read(), re.M)
            service = named[1] if named else name.replace(".socket", ".service")
            self.assertTrue(os.path.exists(os.path.join(UNITS, service)), service)


if __name__ == "__main__":
    unittest.main()
