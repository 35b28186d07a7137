"""The map of a day in a real browser: slider, play, what is chosen, columns at their true length."""
import re
import unittest

import busy
from browser import Browser
from daemon import until
from desk import Clerk
from selenium.webdriver.common.keys import Keys
from test_browser import InBrowser
from test_desk import DAY
from test_maps import length

CHOSEN = """const d = document; return {
    card: d.querySelector('.todo > .sel')?.dataset.id || '', pressed: d.querySelector('.todo .pickit[aria-current]') !== null,
    row: d.querySelector('.acts tr.sel')?.dataset.uid || '', bars: d.querySelectorAll('.lanes.wide a[aria-current]').length,
    line: d.querySelector('.leafmap .nearest[aria-current]')?.dataset.id || '', address: location.search}"""


class DayMap(InBrowser):
    def day(self, path=DAY, **more):
        b = self.browser("uji-polres", **more)
        b.open(path)
        self.mapped(b)
        return b

    def mapped(self, b):
        until(lambda: b.run("return performance.getEntriesByName('jarak-peta').length"), what="no map comes")

    def columns(self, b):
        """How many are on the road: a column that is nowhere has an empty path."""
        return b.run("return [...document.querySelectorAll('.leafmap .col1, .leafmap .col2o')]"
                     ".filter((p) => !/^(M0 0)?$/.test(p.getAttribute('d') || '')).length")

    def slide(self, b, minute):
        b.run("const s = document.getElementById('jam'); s.value = arguments[0]; s.dispatchEvent(new Event('input'))", minute)

    def test_a_column_is_as_long_as_it_is_judged_and_where_the_server_draws_it(self):
        b = self.day()
        day = self.daemon.ask("GET", "/api/v1/days/64.08/2024-11-23", role="polres").json()
        assets = re.search(r'src="(/assets/[^"]+/)meja.js"', Clerk(self.daemon, "uji-polres").get(DAY).text).group(1)
        for leg in (leg for a in day["activities"] for leg in a["legs"] if leg["shape"] == "route"):
            way, whole = leg["way"], 0
            for second in range(0, int(way["in_s"][-1]) + 1, 30):
                lines = b.driver.execute_async_script(
                    "const [url, way, second, done] = arguments; import(url).then((m) => done(m.columnAt(way, second)))",
                    assets + "daymap.js", way, second)
                told = sum(length(line) for line in lines)
                if lines:
                    # The head moves evenly between the two places whose seconds stand round this one.
                    i = max(k for k, s in enumerate(way["in_s"][:-1]) if s <= second)
                    share = (second - way["in_s"][i]) / max(way["in_s"][i + 1] - way["in_s"][i], 1e-9)
                    want = [way["points"][i][k] + (way["points"][i + 1][k] - way["points"][i][k]) * min(share, 1) for k in (0, 1)]
                    self.assertLess(length([want, lines[-1][-1]]), 1, (leg["uid"], second))
                self.assertLess(told, leg["column_m"] + 2)
                whole = max(whole, told)
            if leg["column_m"] < leg["length_m"]:
                self.assertAlmostEqual(whole, leg["column_m"], delta=2, msg=leg["uid"])

    def test_the_slider_moves_columns_lanes_clock_and_address_at_once(self):
        b = self.day()
        for minute, clock, count in ((360, "06.00", 0), (764, "12.44", 2), (1320, "22.00", 0)):
            self.slide(b, minute)
            self.assertIn(clock + " WITA", b.text("#h-peta"), "no answer is waited for")
            self.assertEqual(b.text("#pukul"), clock)
            self.assertEqual(self.columns(b), count, clock)
            self.assertIn("jam=%d" % minute, b.driver.current_url)
        until(lambda: b.run("return document.querySelector('.lanes.wide .nows').dataset.minute"), lambda m: m == "1320",
              "what the server draws follows")
        b.one(".form-less, form.time a.btn").click()
        self.assertIn("jam=1305", b.driver.current_url)
        b.one("#jam").send_keys(Keys.ARROW_LEFT)
        self.assertIn("jam=1304", b.driver.current_url, "by minutes, with keys")
        self.assertEqual(b.faults(), [])

    def test_a_day_plays_and_stops_and_stands_still_between_for_whoever_wants_no_motion(self):
        b = self.day(DAY + "?jam=360")
        b.one("#putar").click()
        until(lambda: b.run("return +document.getElementById('jam').value"), lambda m: 364 < m < 1300)
        b.one("#putar").click()
        stood = b.run("return document.getElementById('jam').value")
        self.assertEqual(b.run("return document.getElementById('jam').value"), stood)
        self.assertEqual(b.text("#putar"), "Putar")
        self.assertIn("jam=" + stood, b.driver.current_url)
        b.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]})
        self.slide(b, 360)
        b.one("#putar").click()
        seen = set()
        until(lambda: seen.add(b.run("return +document.getElementById('jam').value")) or seen, lambda s: 390 in s)
        self.assertEqual(seen, {360, 375, 390}, "by quarters of an hour, with nothing between")
        b.one("#putar").click()
        self.assertEqual(b.faults(), [])

    def test_bar_line_and_card_choose_each_other(self):
        b = self.day()
        day = self.daemon.ask("GET", "/api/v1/days/64.08/2024-11-23", role="polres").json()
        first, second = day["conflicts"][0], day["conflicts"][1]
        self.assertEqual(b.run(CHOSEN)["line"], first["id"], "the worst at first")
        # A card.
        b.one(".todo li[data-id='%s'] .pickit" % second["id"]).click()
        now = until(lambda: b.run(CHOSEN), lambda c: c["line"] == second["id"])
        self.assertEqual((now["card"], now["pressed"], now["bars"]), (second["id"], True, 2))
        self.assertIn("konflik=" + second["id"], now["address"])
        # A line on the map, by keys.
        line = b.one(".leafmap .nearest[data-id='%s']" % first["id"])
        b.run("arguments[0].focus()", line)
        line.send_keys(Keys.ENTER)
        now = until(lambda: b.run(CHOSEN), lambda c: c["card"] == first["id"] and c["line"] == first["id"])
        self.assertEqual(now["bars"], 2)
        # A bar, by keys: the activity, with its worst conflict.
        uid = second["own"]["uid"]
        bar = b.one(".lanes.wide a[href*='%s']" % uid.split("@")[0])
        b.run("arguments[0].focus()", bar)
        bar.send_keys(Keys.ENTER)
        now = until(lambda: b.run(CHOSEN), lambda c: c["row"] == uid and c["line"] == second["id"])
        self.assertEqual((now["card"], now["bars"]), (second["id"], 1))
        self.assertIn("kegiatan=" + uid.replace("@", "%40"), now["address"])
        # The address leads there again, for whoever it is sent to.
        b.driver.refresh()
        self.mapped(b)
        again = b.run(CHOSEN)
        self.assertEqual({k: again[k] for k in ("card", "row", "bars", "line")}, {k: now[k] for k in ("card", "row", "bars", "line")})
        self.assertEqual(b.faults(), [])

    def test_without_a_script_the_same_links_choose(self):
        clerk = Clerk(self.daemon, "uji-polres")
        second = self.daemon.ask("GET", "/api/v1/days/64.08/2024-11-23", role="polres").json()["conflicts"][1]
        page = clerk.get(DAY + "?kegiatan=" + second["own"]["uid"].replace("@", "%40"))
        self.assertIn('<li class="sel" data-id="%s">' % second["id"], page.text)
        self.assertIn('<tr class="sel" data-uid="%s">' % second["own"]["uid"], page.text)
        self.assertIn('class="disc', page.text)
        self.assertEqual(clerk.get(DAY + "?kegiatan=tidak-ada").status, 200, "an activity that is gone chooses nothing")
        self.assertEqual(clerk.get(DAY + "?dari=x").status, 422)

    def test_when_the_line_is_gone_the_drawn_map_stays(self):
        b = self.browser("uji-polres")
        b.driver.execute_cdp_cmd("Network.enable", {})
        b.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*basemap*"]})
        b.open(DAY)
        until(lambda: b.run("return performance.getEntriesByName('jarak-tanpa-peta').length"))
        self.assertTrue(b.one("#peta svg.far").is_displayed())
        self.slide(b, 770)
        until(lambda: len(b.all("#peta .far .col1")), lambda n: n == 1)

    def test_a_browser_in_new_york_shows_the_hours_of_the_region(self):
        b = self.day(zone="America/New_York")
        self.assertIn("12.44 WITA", b.text("#h-peta"))
        self.assertEqual(self.columns(b), 2, "both columns are on the road at 12.44 there")

    def test_a_title_with_tags_is_text_on_the_map_too(self):
        evil = "<img src=x onerror=document.title='jahat'></script><script>document.title='jahat'</script>"
        self.assertEqual(self.daemon.ask("POST", "/api/v1/notices", busy.calendar([busy.event(
            "jahat@meja", "20241123T123000", "20241123T130000", "SUMMARY:" + evil, "LOCATION:" + evil, "CATEGORIES:TATAP-MUKA",
            "X-JARAK-PASLON:1", "X-JARAK-CROWD:100", "GEO:0.53;117.57")])).status, 201)
        b = self.day(DAY + "?kegiatan=jahat%40meja")
        pin = b.one(".leafmap .mapbadge.sel")
        b.run("arguments[0].focus()", pin)
        pin.send_keys(Keys.ENTER)
        until(lambda: b.text(".leaflet-popup-content"), lambda t: "<img src=x" in t and "</script>" in t)
        self.assertNotEqual(b.driver.title, "jahat")
        self.assertEqual(b.all("main img, main script"), [])
        self.assertEqual(b.faults(), [])

    def test_tiles_come_from_where_the_operator_says_and_what_is_owed_stands_on_the_map(self):
        self.daemon.stop()
        self.daemon.options += ["--map-tiles", "https://ubin.invalid/{z}/{x}/{y}.png", "--map-credit", "Peta <i>OSM</i>"]
        self.daemon.start()
        b = self.day()
        self.assertIn("Peta <i>OSM</i>", b.text(".leaflet-control-attribution"))
        until(lambda: b.run("return document.querySelectorAll('.leaflet-tile').length"))
        self.assertEqual([f for f in b.faults() if "Content Security Policy" in f or "content-security" in f.lower()], [],
                         "the policy lets them through; that there is no such host is the network's matter")

    def test_on_a_phone_the_corridor_of_the_conflict_is_shown_and_nothing_scrolls_sideways(self):
        b = self.browser("uji-polres")
        for width in (320, 390):
            b.width(width)
            b.open(DAY)
            self.mapped(b)
            self.assertLessEqual(b.run("return document.documentElement.scrollWidth"), width)
            box = b.run("const r = (s) => { const e = document.querySelector(s).getBoundingClientRect(); return [e.width, e.height]; };"
                        "return r('.leafmap').concat(r('.leafmap .shared'))")
            self.assertGreater(max(box[2] / box[0], box[3] / box[1]), 0.3, "the shared road fills the picture")
        b.picture("hari-peta")
        self.assertEqual(b.faults(), [])


class Full(InBrowser):
    FILED = ()

    def test_a_full_day_stays_small_and_a_season_adds_nothing_to_it(self):
        busy.full_day(self.daemon)
        clerk = Clerk(self.daemon, "uji-polres")
        page = clerk.get(DAY)
        self.assertIn("400 kegiatan, 30 rapat umum, 60 konvoi", page.words())
        self.assertLessEqual(len(page.text.encode()), 150000)
        self.assertEqual(page.text.count("<tr data-uid="), 60)
        self.assertIn("340 kegiatan lagi", page.words())
        rest = clerk.get(DAY + "?dari=360")
        self.assertEqual(rest.text.count("<tr data-uid="), 40)
        self.assertNotIn("kegiatan lagi", rest.words())
        busy.season(self.daemon)
        again = clerk.get(DAY)
        self.assertLessEqual(len(again.text.encode()), 150000)
        self.assertNotIn("musim-", again.text)
        day = self.daemon.ask("GET", "/api/v1/days/64.08/2024-11-23", role="polres").json()
        self.assertEqual(len(day["activities"]), 400)
        b = self.browser("uji-polres")
        b.open(DAY)
        until(lambda: b.run("return performance.getEntriesByName('jarak-peta').length"))
        self.assertNotIn("musim-", b.run("return document.body.innerHTML"))
        self.assertLessEqual(b.run("return document.querySelectorAll('.leafmap .nearest').length"), 10)
        self.assertEqual(b.faults(), [])


if __name__ == "__main__":
    unittest.main()
