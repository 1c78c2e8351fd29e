"""Editing a dashboard as people do: mouse, keyboard, undo, tabs, history, and two at once."""

import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.support.server import wait_until
from tests.support.tables import sales

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.timeout(240)]
EMAIL = "editor@example.org"
BAR = {"kind": "bar", "title": "Bars", "x": "region", "y": "amount"}
LINE = {"kind": "line", "title": "Course", "x": "day", "y": "amount"}
SAVED = "[data-saved]"


@pytest.fixture(scope="session")
def program(served):
    return served.register(EMAIL, "Ada Editor")


@pytest.fixture(scope="session")
def dataset(program):
    made = program.upload(sales()[0], "sales.csv")
    program.wait_for_job(made["job_id"])
    program.wait_for_insights(made["id"])
    return made["id"]


@pytest.fixture
def board(program, dataset):
    """Two charts side by side and one below."""
    made = program.post("/dashboards", {"dataset_id": dataset, "name": "Edited"})
    for spec, x, y in ((BAR, 0, 0), (LINE, 6, 0), ({**BAR, "title": "Below"}, 0, 6)):
        place = {"x": x, "y": y, "w": 6, "h": 6}
        program.post(f"/dashboards/{made['id']}/tiles", {"spec": spec, "place": place})
    return made["id"]


@pytest.fixture
def edit(open_browser, board):
    def start():
        browser = open_browser()
        browser.sign_in(EMAIL)
        browser.see("#main")
        browser.open(f"/dashboards/{board}?edit=1")
        browser.see("#dashboard-tiles .main-svg")
        browser.settle()
        return browser

    return start


def places(program, board):
    tiles = program.get(f"/dashboards/{board}")["tiles"]
    return {one["title"]: [one[key] for key in "xywh"] for one in tiles}


def until(program, board, title, wanted):
    wait_until(
        lambda: places(program, board).get(title) == wanted,
        message=lambda: f"{title} is not at {wanted}: {places(program, board)}",
    )


def tile(browser, title):
    return browser.see(f'[data-tile][aria-label="{title}"]')


def head(browser, title):
    return tile(browser, title).find_element(By.CSS_SELECTOR, ".lb-tile-head")


def drag(browser, element, dx, dy):
    hands = ActionChains(browser.driver).move_to_element(element).click_and_hold()
    hands.move_by_offset(dx // 2, dy // 2).move_by_offset(dx - dx // 2, dy - dy // 2)
    hands.release().perform()


def press(browser, *keys, control=False):
    hands = ActionChains(browser.driver)
    hands = hands.key_down(Keys.CONTROL) if control else hands
    hands = hands.send_keys(*keys)
    (hands.key_up(Keys.CONTROL) if control else hands).perform()


def test_mouse_and_keys_move_and_size_and_undo_takes_all_back(edit, program, board):
    browser = edit()
    before = places(program, board)
    width = tile(browser, "Bars").rect["width"] + 12
    drag(browser, head(browser, "Bars"), int(width), 0)
    until(program, board, "Bars", [6, 0, 6, 6])
    assert places(program, board)["Course"] == [6, 6, 6, 6]
    browser.see_words(SAVED, "Saved")

    tile(browser, "Bars").send_keys(Keys.ARROW_LEFT)
    until(program, board, "Bars", [5, 0, 6, 6])
    tile(browser, "Bars").send_keys(Keys.SHIFT, Keys.ARROW_RIGHT)
    until(program, board, "Bars", [5, 0, 7, 6])
    assert "7 columns wide" in browser.text("[data-says]")

    tile(browser, "Bars").click()
    hand = tile(browser, "Bars").find_element(By.CSS_SELECTOR, '[data-side="s"]')
    drag(browser, hand, 0, 116)
    until(program, board, "Bars", [5, 0, 7, 8])

    for _ in range(4):
        version = program.get(f"/dashboards/{board}")["version"]
        press(browser, "z", control=True)
        browser.see_words(SAVED, f"version {version + 1}")
    assert places(program, board) == before
    browser.click('.lb-top [data-act="redo"]')
    until(program, board, "Bars", [6, 0, 6, 6])
    assert browser.severe() == []


def test_tiles_are_added_copied_removed_and_come_back(edit, program, board):
    browser = edit()
    browser.click('[data-act="add"][data-kind="indicator"]')
    wait_until(lambda: len(places(program, board)) == 4)
    browser.settle()
    tile(browser, "Bars").click()
    browser.settle()
    ids = {one["title"]: one["id"] for one in program.get(f"/dashboards/{board}")["tiles"]}
    browser.click(f'[data-act="copy"][data-of="{ids["Bars"]}"]')
    browser.see('[data-tile].is-picked[aria-label="Bars (copy)"]')
    browser.settle()
    tile(browser, "Course").click()
    press(browser, Keys.DELETE)
    wait_until(lambda: "Course" not in places(program, board))
    browser.click('.lb-toast [data-act="undo"]')
    tile(browser, "Course")
    found = {one["title"]: one["id"] for one in program.get(f"/dashboards/{board}")["tiles"]}
    assert found["Course"] == ids["Course"]
    assert browser.severe() == []


def test_settings_change_the_tile_while_one_types(edit, program, board):
    browser = edit()
    head(browser, "Bars").click()
    browser.settle()
    browser.forget_requests()
    browser.fill('[data-settings] .lb-srow[aria-label="Title"] input', "Takings")
    wait_until(lambda: "Takings" in places(program, board))
    browser.see_words("#dashboard-tiles h2", "Takings")
    browser.settle()
    assert browser.requests() == 1
    browser.choose('[data-settings] .lb-srow[aria-label="Summary"] .dash-dropdown', "Average")

    def spec():
        tiles = program.get(f"/dashboards/{board}")["tiles"]
        return next(one["spec"] for one in tiles if one["title"] == "Takings")

    wait_until(lambda: spec()["aggregate"] == "mean")
    browser.click('[data-settings] [aria-label="Line chart"]')
    wait_until(lambda: spec()["kind"] == "line", message=lambda: str(spec()))
    assert spec()["y"] == "amount"
    assert browser.severe() == []


def test_two_at_once_merge_or_choose(edit, program, board):
    ada, bob = edit(), edit()
    for browser in (ada, bob):
        head(browser, "Bars").click()
        browser.settle()
    drag(bob, head(bob, "Below"), int(tile(bob, "Below").rect["width"]) + 12, 0)
    wait_until(lambda: places(program, board)["Below"][0] == 6)
    wait_until(lambda: "--x: 7" in tile(ada, "Below").get_attribute("style"))

    head(bob, "Bars").click()
    bob.settle()
    title = '[data-settings] .lb-srow[aria-label="Title"] input'
    ada.fill(title, "Ada's bars")
    bob_sees = '[data-tile][aria-label="Ada\'s bars"]'
    bob.see(bob_sees)
    bob.fill(title, "Bob's bars")
    bob.see("#editor-conflict-body")
    assert "Ada's bars" in bob.text("#editor-conflict-body")
    assert "Ada's bars" in places(program, board)
    bob.click('[data-act="mine"]')
    wait_until(lambda: "Bob's bars" in places(program, board))
    ada.see('[data-tile][aria-label="Bob\'s bars"]')
    assert ada.severe() == bob.severe() == []


def test_tabs_are_added_named_filled_and_left(edit, program, board):
    browser = edit()
    browser.click('[data-act="tab-add"]')
    browser.see('[data-board-tab="1"].active')
    browser.see_words("#dashboard-tiles", "No tile yet")
    browser.click('[data-act="tab-rename"]')
    press(browser, "Sales", Keys.ENTER)
    wait_until(lambda: program.get(f"/dashboards/{board}")["tabs"][1]["name"] == "Sales")
    browser.click('[data-act="add"][data-kind="bar"]')
    browser.see("#dashboard-tiles .main-svg")
    wait_until(lambda: len(browser.all("#dashboard-tiles [data-tile]")) == 1)
    browser.click('[data-board-tab="0"]')
    wait_until(lambda: len(browser.all("#dashboard-tiles [data-tile]")) == 3)
    assert "tab=0" in browser.path
    browser.click('[data-board-tab="1"]')
    browser.see('[data-board-tab="1"].active')
    browser.click('[data-act="tab-remove"]')
    wait_until(lambda: len(program.get(f"/dashboards/{board}")["tabs"]) == 1)
    assert len(program.get(f"/dashboards/{board}")["tiles"]) == 3
    browser.click('.lb-top [data-act="undo"]')
    wait_until(lambda: len(program.get(f"/dashboards/{board}")["tiles"]) == 4)
    assert browser.severe() == []


def test_history_is_named_looked_at_and_restored(edit, program, board):
    browser = edit()
    browser.click("#history-open")
    browser.fill("#history-name", "Before the meeting")
    browser.click('[data-act="name"]')
    browser.see_words("#history-list", "Before the meeting")
    version = program.get(f"/dashboards/{board}")["version"]
    tile_id = program.get(f"/dashboards/{board}")["tiles"][0]["id"]
    program.ask("DELETE", f"/dashboards/{board}/tiles/{tile_id}")
    browser.click(".offcanvas .btn-close")
    browser.click("#history-open")
    browser.click(f'[data-act="look"][data-of="{version}"]')
    browser.see_words("#history-seen", "Bars")
    browser.click(f'#history-seen [data-act="restore"][data-of="{version}"]')
    wait_until(lambda: len(places(program, board)) == 3)
    assert browser.severe() == []


def test_readers_see_no_handles_and_a_phone_can_edit(open_browser, program, board):
    browser = open_browser()
    browser.sign_in(EMAIL)
    browser.see("#main")
    browser.open(f"/dashboards/{board}")
    browser.see("#dashboard-tiles .main-svg")
    assert not any(one.is_displayed() for one in browser.all('[data-act="remove"], .lb-hand'))
    browser.size(390, 844, mobile=True)
    browser.open(f"/dashboards/{board}?edit=1")
    browser.see("#dashboard-tiles .main-svg")
    browser.settle()
    assert browser.overflow()[0] <= 0, browser.overflow()
    browser.click('[data-tile][aria-label="Below"] .lb-tile-head')
    browser.see("[data-settings].is-open")
    browser.click('[data-settings] [data-key="ArrowUp"]:not([data-shift])')
    wait_until(lambda: places(program, board)["Below"][1] == 0)
    assert browser.severe() == []
