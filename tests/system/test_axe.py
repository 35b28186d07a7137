"""Every screen by axe-core: nothing serious or critical, in both languages, on a phone, dark, and printed."""
import glob
import os
import unittest

from browser import Browser
from daemon import BUILD, NOTICES, Daemon
from desk import make_account
from test_desk import DAY

AXE = glob.glob(os.path.join(BUILD, "axe-*.min.js"))
ONE = "rapat-umum-paslon-1@kutim-2024.simulasi"
RULES = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}


def octets(name):
    with open(os.path.join(NOTICES, name), "rb") as f:
        return f.read()


@unittest.skipIf(not AXE and not os.environ.get("JARAK_CI"), "axe-core is not here: tests/tools/axe.sh says why")
class Accessible(unittest.TestCase):
    SCRIPTS = True

    @classmethod
    def setUpClass(cls):
        with open(AXE[0], encoding="utf-8") as f:
            cls.axe = f.read()
        cls.daemon = Daemon()
        cls.daemon.start()
        cls.addClassCleanup(cls.daemon.__exit__)
        for role in ("polres", "bawaslu", "admin"):
            make_account(cls.daemon, role)
        for name in ("01-rapat-umum-paslon-1.ics", "02-rapat-umum-paslon-2.ics", "05-dua-puluh-pertemuan.ics"):
            assert cls.daemon.ask("POST", "/api/v1/notices", octets(name)).status == 201
        conflicts = cls.daemon.ask("GET", "/api/v1/conflicts", role="polres").json()["conflicts"]
        cls.officers = [DAY, "/meja/konflik/" + conflicts[0]["id"], "/meja/kotak", "/meja/formulir", "/meja/daftar",
                        "/meja/formulir?ubah=" + ONE, "/meja/pemberitahuan/" + ONE, "/meja/pemberitahuan/%s/waktu" % ONE,
                        "/meja/putusan", "/meja/tps", "/meja/jejak", "/meja/kebijakan", "/meja/rakor/64.08/2024-11-23",
                        "/meja/personel?tanggal=2024-11-23", "/meja/personel/tugas",
                        "/meja/rakor/64.08/2024-11-23?edisi=bersama", "/meja/statistik",
                        "/meja/hari/64.08/2024-11-23?as_of=2099-01-01T00:00:00Z", "/meja/ringkasan/64.08/2024-11-23",
                        "/meja/ringkasan/64.08/2024-11-23?edisi=bersama", "/meja/konflik/ffffffff"]
        cls.admins = ["/meja/admin", "/meja/kiriman", "/meja/paslon", "/meja/jejak"]
        cls.public = ["/", "/kalender/64.08", "/kalender/en/64.08", "/kalender/64.08?paslon=2&from=2024-12-01",
                      "/meja/login", "/kalender/99.99"]

    def look(self, b, paths, how):
        found = []
        for path in paths:
            b.open(path)
            if not b.run("return typeof axe !== 'undefined'"):
                b.driver.execute_script(self.axe)
            said = b.driver.execute_async_script(
                "const done = arguments[1]; axe.run(document, arguments[0]).then(r => done(r.violations.map(v =>"
                " [v.impact, v.id, v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' | ' + n.failureSummary)])),"
                " e => done([['critical', String(e), []]]))", RULES)
            found += [(how, path, impact, rule, nodes) for impact, rule, nodes in said if impact in ("serious", "critical")]
        return found

    def media(self, b, **features):
        b.driver.execute_cdp_cmd("Emulation.setEmulatedMedia",
                                 {"media": features.pop("media", ""),
                                  "features": [{"name": n.replace("_", "-"), "value": v} for n, v in features.items()]})

    def test_every_screen(self):
        found = []
        with Browser(self.daemon) as b:
            found += self.look(b, self.public, "public")
            for name, paths in (("uji-polres", self.officers), ("uji-admin", self.admins)):
                b.sign_in(name)
                found += self.look(b, paths, "1280, id")
                b.open("/meja/bahasa?lang=en&ke=/meja/")
                b.width(390)
                found += self.look(b, paths, "390, en")
                b.width(1280)
                b.open("/meja/bahasa?lang=id&ke=/meja/")
                self.media(b, prefers_color_scheme="dark")
                found += self.look(b, paths, "dark")
                self.media(b, media="print")
                found += self.look(b, paths[:3], "printed")
                self.media(b)
                b.driver.delete_all_cookies()
        self.assertEqual(found, [], "\n".join(map(str, found)))


if __name__ == "__main__":
    unittest.main()
