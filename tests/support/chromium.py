"""Debian's Chromium, headless, with what tests of our pages need on top of dash.testing."""

import os
import shutil
import tempfile
import time
from pathlib import Path

from dash.testing.browser import Browser
from selenium import webdriver
from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    StaleElementReferenceException,
)
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.support.server import PASSWORD, wait_until

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--window-size=1440,900",
)
REQUESTS = """
return performance.getEntriesByType("resource")
  .filter((one) => one.name.includes("/_dash-update-component")).length"""


def find_chromium():
    """Paths of Chromium and its driver, or None."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    driver = shutil.which("chromedriver")
    return (browser, driver) if browser and driver else None


class Chromium(Browser):
    """One browser with a profile of its own; addresses are paths on the server."""

    def __init__(self, server, programs):
        self.server = server
        self._folder = tempfile.mkdtemp(prefix="luminabi-browser-")
        binary, driver = programs
        os.environ["SE_CHROMEDRIVER"] = driver
        options = webdriver.ChromeOptions()
        options.binary_location = binary
        for flag in (*FLAGS, f"--user-data-dir={self._folder}"):
            options.add_argument(flag)
        super().__init__(
            "Chrome", options=[options], percy_run=False, percy_finalize=False, wait_timeout=20
        )
        self.driver.implicitly_wait(0)

    def close(self):
        self.driver.quit()
        shutil.rmtree(self._folder, ignore_errors=True)

    def open(self, path):
        self.driver.get(self.server.url + path)

    @property
    def path(self):
        return self.driver.current_url.removeprefix(self.server.url)

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def see(self, selector, seconds=20):
        """The first shown element of the selector."""

        def find():
            return next((one for one in self.all(selector) if shown(one)), None)

        return wait_until(find, seconds, message=lambda: f"{selector} is not there; {self.state()}")

    def see_words(self, selector, words, seconds=20):
        """Waits until the element's text holds the words; the whole text."""

        def find():
            text = self.text(selector)
            return text if words in text else None

        return wait_until(
            find,
            seconds,
            message=lambda: f"{selector} says {self.text(selector)!r}, not {words!r}",
        )

    def text(self, selector):
        return self.run(
            """return [...document.querySelectorAll(arguments[0])]
              .map((one) => one.textContent).join("|")""",
            selector,
        )

    def click(self, selector, seconds=20):
        """Clicks once the element can be clicked: not covered, not replaced meanwhile."""

        def press():
            try:
                self.see(selector, 1).click()
            except (
                AssertionError,
                ElementClickInterceptedException,
                ElementNotInteractableException,
                StaleElementReferenceException,
            ):
                return False
            return True

        wait_until(press, seconds, message=lambda: f"{selector} cannot be clicked; {self.state()}")

    def fill(self, selector, words):
        field = self.see(selector)
        field.send_keys(Keys.CONTROL, "a")
        field.send_keys(words)

    def choose(self, selector, label):
        """Opens a dropdown and takes the option that begins with the label."""
        self.click(selector)

        def pick():
            for one in self.all(".dash-dropdown-option, .dash-options-list-option"):
                if shown(one) and one.text.strip().startswith(label):
                    one.click()
                    return True
            return False

        wait_until(pick, 10, message=lambda: f"no option {label!r} in {selector}; {self.state()}")

    def register(self, email, name):
        self.open("/register")
        self.fill("#name", name)
        self.fill("#email", email)
        self.fill("#password", PASSWORD)
        self.click("form button[type=submit]")
        self.see("#main")

    def sign_in(self, email, password=PASSWORD):
        self.open("/login")
        self.fill("#email", email)
        self.fill("#password", password)
        self.click("form button[type=submit]")

    def size(self, width, height, *, mobile=False):
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def theme(self, name):
        self.run("localStorage.setItem('luminabi-theme', arguments[0])", name)

    def requests(self):
        """Callback requests since the page was opened or `forget_requests`."""
        return self.run(REQUESTS)

    def forget_requests(self):
        self.run("performance.clearResourceTimings()")

    def settle(self, seconds=20):
        """Waits until nothing has been asked of the server for half a second."""
        before, since = -1, time.monotonic()

        def is_still():
            nonlocal before, since
            count = self.requests()
            if count != before:
                before, since = count, time.monotonic()
            return time.monotonic() - since > 0.5

        wait_until(is_still, seconds, message="the page keeps asking")

    def overflow(self):
        """Pixels by which the page is wider than the window, and what sticks out."""
        return self.run(
            """
            const wide = document.scrollingElement.scrollWidth - window.innerWidth;
            const out = [...document.querySelectorAll("body *")].filter(
              (e) => e.getBoundingClientRect().right > window.innerWidth + 1);
            const names = out.slice(0, 5).map((e) => e.tagName + "." + e.className);
            return [wide, wide > 0 ? names : []]"""
        )

    def severe(self):
        return [one for one in self.get_logs() or [] if one["level"] == "SEVERE"]

    def state(self):
        path = Path(tempfile.gettempdir()) / "luminabi-last-failure.png"
        self.driver.save_screenshot(str(path))
        words = self.run("return document.body.innerText").replace("\n", " | ")
        return f"at {self.path}, picture {path}: {words[:600]}"


def shown(element):
    try:
        return element.is_displayed()
    except StaleElementReferenceException:
        return False
