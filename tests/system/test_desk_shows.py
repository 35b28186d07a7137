"""What the pages show is so: distances by an independent geodesic, the way back by its name, offered times when they are
taken."""
import math
import re
import unittest

from daemon import Daemon
from desk import Clerk, make_account
from test_desk import octets, rally


def vincenty(lat1, lon1, lat2, lon2):
    """Metres on WGS84 (Vincenty 1975), written here so that it shares nothing with the daemon."""
    a, f = 6378137.0, 1 / 298.257223563
    b = a * (1 - f)
    u1, u2 = (math.atan((1 - f) * math.tan(math.radians(x))) for x in (lat1, lat2))
    full = lam = math.radians(lon2 - lon1)
    for _ in range(200):
        sin_s = math.hypot(math.cos(u2) * math.sin(lam),
                           math.cos(u1) * math.sin(u2) - math.sin(u1) * math.cos(u2) * math.cos(lam))
        cos_s = math.sin(u1) * math.sin(u2) + math.cos(u1) * math.cos(u2) * math.cos(lam)
        sigma = math.atan2(sin_s, cos_s)
        sin_a = math.cos(u1) * math.cos(u2) * math.sin(lam) / sin_s
        cos2_a = 1 - sin_a ** 2
        cos_m = cos_s - 2 * math.sin(u1) * math.sin(u2) / cos2_a if cos2_a else 0
        c = f / 16 * cos2_a * (4 + f * (4 - 3 * cos2_a))
        before, lam = lam, full + (1 - c) * f * sin_a * (sigma + c * sin_s * (cos_m + c * cos_s * (2 * cos_m ** 2 - 1)))
        if abs(lam - before) < 1e-13:
            break
    k = cos2_a * (a * a - b * b) / (b * b)
    big_a = 1 + k / 16384 * (4096 + k * (-768 + k * (320 - 175 * k)))
    big_b = k / 1024 * (256 + k * (-128 + k * (74 - 47 * k)))
    delta = big_b * sin_s * (cos_m + big_b / 4 * (cos_s * (2 * cos_m ** 2 - 1) - big_b / 6 * cos_m *
                                                  (4 * sin_s ** 2 - 3) * (4 * cos_m ** 2 - 3)))
    return b * big_a * (sigma - delta)


class Shows(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon()
        self.daemon.start()
        self.addCleanup(self.daemon.__exit__)
        for role in ("polres", "bawaslu"):
            make_account(self.daemon, role)
        self.clerk = Clerk(self.daemon, "uji-bawaslu")
        self.polres = Clerk(self.daemon, "uji-polres")

    def file(self, **fields):
        page = self.clerk.go("POST", "/meja/formulir", dict(fields, csrf=self.clerk.get("/meja/formulir").csrf()))
        self.assertEqual(page.status, 200, page.words())

    def conflicts(self):
        return self.daemon.ask("GET", "/api/v1/conflicts", role="polres").json()["conflicts"]

    def test_the_distance_shown_is_that_of_an_independent_geodesic(self):
        for i, (lat, lon) in enumerate(((0.021, 0.013), (-0.004, 0.029), (0.031, -0.002))):
            base = (0.3 + 0.3 * i, 117.0)
            self.file(**rally("a%d@meja" % i, 1, "%.6f" % base[0], "%.6f" % base[1], ("09.00", "11.00")))
            self.file(**rally("b%d@meja" % i, 2, "%.6f" % (base[0] + lat), "%.6f" % (base[1] + lon), ("09.00", "11.00")))
        day = self.daemon.ask("GET", "/api/v1/days/64.08/2024-11-23", role="polres").json()
        at = {a["uid"]: a["legs"][0] for a in day["activities"]}
        self.assertEqual(len(self.conflicts()), 3)
        for c in self.conflicts():
            full = self.daemon.ask("GET", "/api/v1/conflicts/" + c["id"], role="polres").json()
            one, two = (at[side["uid"]] for side in full["sides"])
            want = vincenty(one["lat"], one["lon"], two["lat"], two["lon"]) - one["radius_m"] - two["radius_m"]
            got = full["parts"][0]["distance_m"]
            self.assertAlmostEqual(got, want, delta=1.0)
            shown = self.polres.get("/meja/konflik/" + c["id"]).words()
            self.assertIn(("%.1f km" % (math.floor(want / 100) / 10)).replace(".", ","), shown, "never rounded up")

    def test_a_conflict_on_the_way_back_names_it_and_its_minutes(self):
        """Rallies far apart in time and place; only the ways back use one road, within minutes of each other."""
        road = [("0.60", "117.30"), ("0.60", "117.40")]
        for i, (paslon, lat, back) in enumerate(((1, "0.20", ("17.20", "17.50")), (2, "1.00", ("17.30", "18.00")))):
            more = {"pulang": "lain", "jpulang": back[0], "jpulangtiba": back[1], "mobil": "20"}
            for k, (y, x) in enumerate(road):
                more["plat%d" % k], more["plon%d" % k] = y, x
            self.file(**rally("pulang-%d@meja" % i, paslon, lat, "117.00", ("09.00", "11.00"), massa="100", **more))
        listed = self.conflicts()
        self.assertEqual(len(listed), 1)
        page = self.polres.get("/meja/konflik/" + listed[0]["id"]).words()
        self.assertRegex(page, r"[Kk]onvoi pulang Paslon 1 dan konvoi pulang Paslon 2")
        self.assertRegex(page, r"Paslon 1 pukul 17\.2\d|Paslon 1 pukul 17\.\d\d-1\d\.\d\d")
        self.assertNotRegex(page, r"[Kk]onvoi berangkat")

    def test_offered_times_are_clear_when_taken_and_refused_when_a_neighbour_came_meanwhile(self):
        for name in ("01-rapat-umum-paslon-1.ics", "02-rapat-umum-paslon-2.ics"):
            self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", octets(name)).status, 201)
        one = "/meja/pemberitahuan/rapat-umum-paslon-1@kutim-2024.simulasi/waktu"
        for neighbour in (True, False):
            page = self.polres.get(one + "?tanggal=%s" % ("22-11-2024" if neighbour else "21-11-2024"))
            band = re.search(r'name="pita" value="(\d+-\d+)"', page.text).group(1)
            fields = {"csrf": page.csrf(), "revisi": re.search(r'name="revisi" value="(\d+)"', page.text).group(1),
                      "alasan": "Konvoi berpapasan.", "pita": band}
            self.assertIn("menunggu jawaban", self.polres.go("POST", one, fields).words())
            page = self.clerk.get(one)
            number = re.search(r'name="usulan" value="(\d+)"', page.text).group(1)
            start = re.search(r'name="mulai" type="text" value="([^"]+)"', page.text).group(1)
            if neighbour:  # paslon 2 files into the very hours that were offered
                hour = int(start[11:13])
                self.file(**rally("tetangga@meja", 2, "0.5050", "117.5280", ("%02d.00" % hour, "%02d.00" % (hour + 3)),
                                  tanggal=start[:10]))
            answer = {"csrf": page.csrf(), "revisi": re.search(r'name="revisi" value="(\d+)"', page.text).group(1),
                      "usulan": number, "mulai": start, "jawab": "terima"}
            taken = self.clerk.post(one + "/jawab", answer)
            if neighbour:
                self.assertEqual(taken.status, 409, taken.words())
                answer.update(jawab="tolak", alasan="Sudah terisi.")
                self.assertEqual(self.clerk.post(one + "/jawab", answer).status, 303)
                continue
            self.assertEqual(taken.status, 303, taken.words())
            mine = [c for c in self.conflicts() if "rapat-umum-paslon-1@kutim-2024.simulasi" in str(c)]
            self.assertEqual([c for c in mine if c["level"] in ("waspada", "siaga")], [])


if __name__ == "__main__":
    unittest.main()
