"""A point is explained, and compared with another one, in a browser."""

import os

import pytest
from selenium.webdriver import ActionChains, Keys
from selenium.webdriver.common.actions.action_builder import ActionBuilder

from layouts import marks
from layouts.explain import Ids
from tests.support.server import wait_until
from tests.support.tables import fallen

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.timeout(300)]
LINE = {"kind": "line", "x": "day", "y": "amount", "unit": "month", "title": "Amount by month"}
BAR = {"kind": "bar", "x": "city", "y": "amount", "title": "Amount by city"}
NUMBER = {"kind": "indicator", "x": "day", "y": "amount", "compare": "before", "title": "Amount"}
LAST = 13
PLACE = """const plot = document.querySelector(arguments[0] + " .js-plotly-plot");
const layout = plot._fullLayout;
const at = plot.calcdata[0][arguments[1]];
const box = plot.getBoundingClientRect();
const [x, y] = at.p === undefined ? [at.x, at.y] : [at.p, at.s / 2];
return [box.left + layout.xaxis._offset + layout.xaxis.c2p(x),
        box.top + layout.yaxis._offset + layout.yaxis.c2p(y)]"""
SHOTS = os.environ.get("SHOTS")


def shoot(browser, name):
    if SHOTS:
        browser.driver.save_screenshot(f"{SHOTS}/{name}.png")


@pytest.fixture
def program(served, request):
    return served.register(f"{abs(hash(request.node.name))}@example.org", "Ada Why")


@pytest.fixture
def board(program):
    made = program.upload(fallen(), "orders.csv")
    program.wait_for_job(made["job_id"])
    found = program.post("/dashboards", {"dataset_id": made["id"], "name": "Orders"})
    for spec in (NUMBER, LINE, BAR):
        program.post(f"/dashboards/{found['id']}/tiles", {"spec": spec})
    return found["id"]


@pytest.fixture
def browser(open_browser, program, board):
    one = open_browser()
    one.sign_in(program.email)
    one.see("#main")
    one.open(f"/dashboards/{board}")
    wait_until(lambda: len(one.all(".lb-graph .main-svg .trace")) >= 2, 30, message=one.state)
    one.settle()
    return one


def press(browser, tile, place):
    x, y = browser.run(PLACE, tile, place)
    act = ActionBuilder(browser.driver)
    act.pointer_action.move_to_location(int(x), int(y)).pause(0.2).click()
    act.perform()


def press_mark(browser, tile, place):
    def pressed():
        press(browser, tile, place)
        return browser.all(f"#{marks.Ids.MENU}:not([hidden]) b")

    wait_until(pressed, 20, pause=1.0, message=browser.state)


def bars(browser):
    return browser.run(
        f"""const plot = document.querySelector("#{Ids.CHART} .js-plotly-plot");
        return plot && plot.calcdata ? plot.calcdata.flat().length : 0"""
    )


def close(browser):
    ActionChains(browser.driver).send_keys(Keys.ESCAPE).perform()
    wait_until(lambda: not browser.all(".modal.show"), 10, message=browser.state)


def test_a_point_is_explained_and_compared(browser):
    press_mark(browser, ".lb-tile.is-line", LAST)
    shoot(browser, "menu")
    browser.settle()  # the mark may have been pressed twice
    browser.forget_requests()
    browser.click(f"#{marks.Ids.EXPLAIN}")
    browser.see_words(f"#{Ids.HEAD}", "Paris carries 87% of the fall")
    browser.see_words(f"#{Ids.HEAD}", "1 beyond chance")
    wait_until(lambda: bars(browser) == 6, 15, message=lambda: bars(browser))
    browser.settle()
    shoot(browser, "explain")
    assert browser.requests() == 1
    ActionChains(browser.driver).send_keys(Keys.TAB).perform()
    browser.run("document.querySelector('.modal.show summary').focus()")
    ActionChains(browser.driver).send_keys(Keys.ENTER).perform()
    browser.see_words(f"#{Ids.TABLE}", "beyond chance")
    shoot(browser, "table")
    browser.choose(f"#{Ids.COLUMN}", "product")
    browser.see_words(f"#{Ids.HEAD}", "No product moved otherwise")
    wait_until(lambda: bars(browser) == 5, 15, message=lambda: bars(browser))
    close(browser)

    press_mark(browser, ".lb-tile.is-line", LAST)
    browser.click(f"#{marks.Ids.COMPARE}")
    browser.see_words(f"#{Ids.BANNER}", "Choose the second point")
    shoot(browser, "banner")
    ActionChains(browser.driver).send_keys(Keys.ESCAPE).perform()
    wait_until(lambda: browser.all(f"#{Ids.BANNER}[hidden]"), 5)
    press_mark(browser, ".lb-tile.is-line", LAST)
    browser.click(f"#{marks.Ids.COMPARE}")
    browser.see_words(f"#{Ids.BANNER}", "Choose the second point")
    press(browser, ".lb-tile.is-line", 4)
    browser.see_words(f"#{Ids.HEAD}", "May 2025")
    assert browser.all(f"#{Ids.BANNER}[hidden]")
    close(browser)
    assert browser.severe() == []


def test_a_number_and_a_category_are_explained_on_a_phone_too(browser):
    button = ".lb-tile.is-indicator button[aria-label='Explain the change of Amount']"
    browser.run("document.querySelector(arguments[0]).click()", button)
    browser.see_words(f"#{Ids.HEAD}", "Paris carries 87% of the fall")
    close(browser)
    browser.size(390, 844, mobile=True)
    browser.theme("dark")
    browser.driver.refresh()
    wait_until(lambda: len(browser.all(".lb-graph .main-svg .trace")) >= 2, 30)
    browser.settle()
    browser.run("document.querySelector('.lb-tile.is-bar').scrollIntoView({block: 'center'})")
    press_mark(browser, ".lb-tile.is-bar", 0)
    browser.click(f"#{marks.Ids.EXPLAIN}")
    browser.see_words(f"#{Ids.HEAD}", "on average of the other 4")
    browser.settle()
    shoot(browser, "phone")
    assert browser.overflow()[0] <= 0, browser.overflow()
    assert browser.severe() == []
