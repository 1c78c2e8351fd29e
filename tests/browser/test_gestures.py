"""Clicks, brushes and the way down on a dashboard, in a browser."""

import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.actions.action_builder import ActionBuilder

from layouts import filters, marks
from tests.support.server import wait_until
from tests.support.tables import sales

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.timeout(300)]
ROWS = 600
BAR = {"kind": "bar", "x": "region", "y": "amount", "title": "Amount by region"}
CLOUD = {"kind": "scatter", "x": "visits", "y": "amount", "title": "Amount and visits"}
LINE = {"kind": "line", "x": "day", "y": "amount", "unit": "month", "title": "Amount by month"}


@pytest.fixture
def program(served, request):
    return served.register(f"{abs(hash(request.node.name))}@example.org", "Ada Gesture")


@pytest.fixture
def board(program):
    made = program.upload(sales(rows=ROWS)[0], "sales.csv")
    program.wait_for_job(made["job_id"])
    found = program.post("/dashboards", {"dataset_id": made["id"], "name": "Gestures"})
    for spec in (BAR, LINE, CLOUD):
        program.post(f"/dashboards/{found['id']}/tiles", {"spec": spec})
    return found["id"]


@pytest.fixture
def browser(open_browser, program, board):
    one = open_browser()
    one.sign_in(program.email)
    one.see("#main")
    one.open(f"/dashboards/{board}")
    wait_until(lambda: len(one.all(".lb-graph .main-svg .trace")) >= 3, 30, message=one.state)
    one.settle()
    return one


def shared(program, board):
    return program.get(f"/dashboards/{board}/filters")["filters"]


PLACE = """const plot = document.querySelector(arguments[0] + " .js-plotly-plot");
const layout = plot._fullLayout;
const at = plot.calcdata[0][arguments[1]];
const box = plot.getBoundingClientRect();
const flipped = at.p !== undefined && plot._fullData[0].orientation === "h";
const [x, y] = at.p === undefined ? [at.x, at.y] : flipped ? [at.s / 2, at.p] : [at.p, at.s / 2];
return [box.left + layout.xaxis._offset + layout.xaxis.c2p(x),
        box.top + layout.yaxis._offset + layout.yaxis.c2p(y)]"""


def press_mark(browser, tile, place=0):
    """A click in the middle of a bar, or on a point of a line."""

    def press():
        x, y = browser.run(PLACE, tile, place)
        act = ActionBuilder(browser.driver)
        act.pointer_action.move_to_location(int(x), int(y)).pause(0.2).click()
        act.perform()
        return browser.all(f"#{marks.Ids.MENU}:not([hidden]) b")

    wait_until(press, 20, pause=1.0, message=browser.state)


def test_a_mark_filters_everybody_and_a_set_keeps_it(browser, program, board):
    press_mark(browser, ".lb-tile.is-bar")
    words = browser.text(f"#{marks.Ids.MENU} b")
    assert words.startswith("region is ")
    browser.click(f"#{marks.Ids.FILTER}")
    browser.see_words(f"#{filters.Ids.CHIPS}", words.removeprefix("region is "))
    browser.see_words(f"#{filters.Ids.MATCHED}", f"of {ROWS:,} rows")
    assert [item["column"] for item in shared(program, board)] == ["region"]

    browser.click(f"#{filters.Ids.SETS_OPEN}")
    browser.fill(f"#{filters.Ids.SET_NAME}", "One region")
    browser.click(f"#{filters.Ids.SET_KEEP}")
    browser.see_words(f"#{filters.Ids.SETS}", "One region")
    browser.driver.find_element("css selector", ".modal.show .btn-close").click()
    wait_until(lambda: not browser.all(".modal.show"), 10)
    browser.click(f"#{filters.Ids.CLEAR}")
    wait_until(lambda: shared(program, board) == [], 10)
    browser.click(f"#{filters.Ids.SETS_OPEN}")
    browser.click(f"#{filters.Ids.SETS} .lb-set")
    wait_until(lambda: len(shared(program, board)) == 1, 10)
    browser.see_words(f"#{filters.Ids.CHIPS}", "region is")
    assert browser.severe() == []


def test_a_brush_over_a_line_is_a_range_of_dates(browser, program, board):
    plot = browser.all(".lb-tile.is-line .nsewdrag")[0]
    width = plot.size["width"]
    ActionChains(browser.driver).move_to_element_with_offset(
        plot, -int(width * 0.2), 0
    ).click_and_hold().move_by_offset(int(width * 0.2), 4).move_by_offset(
        int(width * 0.1), 0
    ).release().perform()
    (item,) = wait_until(lambda: shared(program, board), 10, message=browser.state)
    assert (item["column"], item["op"]) == ("day", "between")
    assert "2024" in item["value"][0] < item["value"][1]
    browser.see_words(f"#{filters.Ids.CHIPS}", "day")
    assert browser.severe() == []


def test_down_into_a_month_and_back_by_keyboard(browser, program, board):
    press_mark(browser, ".lb-tile.is-line", 5)
    assert browser.run("return document.activeElement.closest('#marks-menu') !== null")
    browser.click(f"#{marks.Ids.MENU} .lb-mark-label + .lb-mark-item")
    browser.see_words(".lb-crumbs", "day")
    wait_until(lambda: 20 <= len(points(browser)) <= 32, 15, message=lambda: points(browser))
    assert shared(program, board) == []
    browser.click(".lb-crumbs button")
    wait_until(lambda: 0 < len(points(browser)) < 26 and not browser.all(".lb-crumbs"), 15)

    press_mark(browser, ".lb-tile.is-bar")
    ActionChains(browser.driver).send_keys("\ue00c").perform()
    wait_until(lambda: browser.all(f"#{marks.Ids.MENU}[hidden]"), 5)
    press_mark(browser, ".lb-tile.is-bar")
    browser.click(f"#{marks.Ids.ROWS}")
    browser.see_words("#rows-body", "rows behind")
    assert browser.severe() == []


def points(browser):
    return browser.run(
        """const plot = document.querySelector(".lb-tile.is-line .js-plotly-plot");
        const x = plot.data[0].x;
        return x.bdata ? [...Array(plot.calcdata[0].length).keys()] : x"""
    )


def test_a_lasso_over_a_cloud_is_two_ranges(browser, program, board):
    browser.run("document.querySelector('.lb-tile.is-scatter').scrollIntoView()")
    plot = browser.all(".lb-tile.is-scatter .nsewdrag")[0]
    ActionChains(browser.driver).move_to_element(plot).perform()
    lasso = browser.see(".lb-tile.is-scatter .modebar-btn[data-val=lasso]")
    ActionChains(browser.driver).move_to_element(lasso).click().perform()
    width, height = plot.size["width"], plot.size["height"]
    act = ActionChains(browser.driver).move_to_element_with_offset(plot, -width // 4, -height // 4)
    act = act.click_and_hold().move_by_offset(width // 2, 0).move_by_offset(0, height // 2)
    act.move_by_offset(-width // 2, 0).move_by_offset(4, -height // 2 + 6).release().perform()
    found = wait_until(
        lambda: len(shared(program, board)) == 2 and shared(program, board),
        10,
        message=browser.state,
    )
    assert {item["column"] for item in found} == {"visits", "amount"}
    assert {item["op"] for item in found} == {"between"}
    assert browser.severe() == []


def test_a_tile_is_taken_away_under_the_filters_of_the_page(browser, program, board):
    press_mark(browser, ".lb-tile.is-bar")
    browser.click(f"#{marks.Ids.FILTER}")
    browser.see_words(f"#{filters.Ids.CHIPS}", "region is")
    browser.settle()
    browser.run("document.querySelector('.lb-tile.is-bar .lb-tools').style.display = 'flex'")
    browser.click(".lb-tile.is-bar [data-act=export]")
    links = wait_until(lambda: browser.all(".lb-mark-menu a"), 5)
    assert links[0].text == "Data as CSV"
    lines = browser.run(
        """const request = new XMLHttpRequest();
        request.open("GET", arguments[0], false); request.send(); return request.responseText""",
        links[0].get_attribute("href"),
    ).splitlines()
    assert lines[0] == "region,sum of amount"
    assert len(lines) == 2
    ActionChains(browser.driver).send_keys("\ue00c").perform()
    wait_until(lambda: not browser.all(".lb-mark-menu a"), 5)
    assert browser.severe() == []
