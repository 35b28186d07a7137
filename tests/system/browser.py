"""A real Chromium for the system tests: Debian's, headless. It takes seconds to start, so a module has one for each zone, and
each test a tab of its own in it, behind which nothing is left: no tab, cookie, file kept or stored, line of the log."""
import atexit
import os
import shutil
import sys
import tempfile

sys.path.append("/usr/lib/python3/dist-packages")  # Debian's python3-selenium, whatever python runs the tests
from selenium import webdriver  # noqa: E402
from selenium.common.exceptions import WebDriverException  # noqa: E402
from selenium.webdriver.chrome.service import Service  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402

from daemon import until  # noqa: E402
from desk import PASSWORD  # noqa: E402

FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--force-device-scale-factor=1")


class Chromium:
    """One that runs until the process ends."""
    running = {}  # by zone

    def __init__(self, zone):
        self.profile = tempfile.mkdtemp(prefix="jarakd-browser-")
        options = webdriver.ChromeOptions()
        for flag in FLAGS + ("--user-data-dir=" + self.profile,):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        service = Service("/usr/bin/chromedriver", env=dict(os.environ, TZ=zone))
        self.driver = webdriver.Chrome(options=options, service=service)
        self.zone = zone
        atexit.register(self.end)

    @classmethod
    def of(cls, zone):
        """Taken from those that run, so that a test which has two browsers at once has two."""
        return cls.running.pop(zone, None) or cls(zone)

    def empty(self, origins):
        """What a test set, stored and opened goes with its tabs, its cookies and its origins. One that cannot be emptied is ended."""
        try:
            self.driver.switch_to.new_window("tab")
            fresh = self.driver.current_window_handle
            for handle in self.driver.window_handles:
                if handle != fresh:
                    self.driver.switch_to.window(handle)
                    self.driver.close()
            self.driver.switch_to.window(fresh)
            for command in ("Network.clearBrowserCookies", "Network.clearBrowserCache"):
                self.driver.execute_cdp_cmd(command, {})
            for origin in origins:
                self.driver.execute_cdp_cmd("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
            self.driver.get_log("browser")
            is_empty = True
        except WebDriverException:
            is_empty = False
        if is_empty and self.zone not in self.running:
            self.running[self.zone] = self
        else:
            self.end()

    def end(self):
        atexit.unregister(self.end)
        self.driver.quit()
        shutil.rmtree(self.profile, ignore_errors=True)


class Browser:
    def __init__(self, daemon, zone="Asia/Makassar", width=1280):
        self.chromium = Chromium.of(zone)
        self.driver = self.chromium.driver
        self.base, self.origins = "http://127.0.0.1:%d" % daemon.port, set()
        self.width(width)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.chromium.empty(self.origins)

    def width(self, pixels):
        # A headless window is no narrower than its shell allows; the device's own size is.
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                                    {"width": pixels, "height": 900, "deviceScaleFactor": 1, "mobile": pixels < 500})

    def open(self, path):
        self.origins.add(self.base)
        self.driver.get(self.base + path)

    def sign_in(self, name):
        self.open("/meja/login")
        self.one("#nama").send_keys(name)
        self.one("#sandi").send_keys(PASSWORD)
        self.one("main .btn.go").click()
        # What is opened while the answer is still on its way would be lost to it.
        until(lambda: self.driver.current_url, lambda url: "/meja/login" not in url)

    def one(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def text(self, selector):
        """What stands there now: a script may put another element in its place between two looks."""
        return self.run("const e = document.querySelector(arguments[0]); return e ? e.innerText : ''", selector)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def run(self, script, *args):
        return self.driver.execute_script(script, *args)

    def faults(self):
        """What the page complained of since it was asked last: scripts, the policy of contents, missing files."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] in ("WARNING", "SEVERE")]

    def picture(self, name):
        folder = os.environ.get("JARAK_PICTURES")
        if folder:
            os.makedirs(folder, exist_ok=True)
            height = self.run("return document.documentElement.scrollHeight")
            width = self.run("return window.innerWidth")
            self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                                        {"width": width, "height": min(height, 1100), "deviceScaleFactor": 1,
                                         "mobile": width < 500})
            self.driver.save_screenshot(os.path.join(folder, "%s-%d.png" % (name, width)))
            self.width(width)
