"""Kinds of charts in a browser: drawn from our own files, text as text, cells found."""

import pytest
from selenium.webdriver.common.actions.action_builder import ActionBuilder

from layouts import marks
from tests.support.server import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.timeout(300)]
COUNTRIES = ("Germany", "France", "Brazil", "US", "Atlantis")
STATES = ("CA", "Texas", "NY")
SPECS = [
    {"kind": "choropleth", "x": "country", "y": "amount", "title": "By country"},
    {"kind": "choropleth", "x": "state", "area": "us_states", "title": "By state"},
    {"kind": "heatmap", "x": "state", "y": "country", "title": "Pairs"},
    {
        "kind": "text",
        "title": "Notes",
        "text": "## Read me\n<img src=x> [bad](javascript:alert(1))",
    },
    {"kind": "pivot", "rows": ["country"], "columns": "state", "title": "Both"},
    {"kind": "indicator", "y": "amount", "compare": "target", "target": 10, "title": "Amount"},
]
CELL = """const plot = document.querySelector(".lb-tile.is-heatmap .js-plotly-plot");
const {xaxis, yaxis} = plot._fullLayout, box = plot.getBoundingClientRect();
return [box.left + xaxis._offset + xaxis.c2p(0), box.top + yaxis._offset + yaxis.c2p(0),
        plot.data[0].z[0][0]]"""
FETCHED = """return performance.getEntriesByType("resource").map((one) => one.name)
  .filter((name) => !name.startsWith(location.origin) && !/^(data|blob):/.test(name))"""


def csv():
    lines = ["country,state,amount"]
    lines += [f"{COUNTRIES[n % 5]},{STATES[n % 7 % 3]},{n % 40 + 0.5}" for n in range(300)]
    return "\n".join(lines).encode()


def test_every_sort_of_tile_is_drawn_from_what_we_serve(open_browser, served):
    program = served.register("kinds@example.org", "Ada Kinds")
    made = program.upload(csv(), "places.csv")
    program.wait_for_job(made["job_id"])
    board = program.post("/dashboards", {"dataset_id": made["id"], "name": "Kinds"})["id"]
    for spec in SPECS:
        program.post(f"/dashboards/{board}/tiles", {"spec": spec})
    browser = open_browser()
    browser.sign_in(program.email)
    browser.see("#main")
    browser.open(f"/dashboards/{board}")

    wait_until(lambda: len(browser.all(".choroplethlayer .choropleth")) == 2, 40)
    wait_until(lambda: len(browser.all(".choroplethlayer path")) >= 7, 20)
    browser.see_words(".lb-tile.is-choropleth", "Atlantis")
    browser.see_words(".lb-prose h2", "Read me")
    assert browser.all(".lb-prose img") == []
    links = browser.run("return [...document.querySelectorAll('.lb-prose a')].map((a) => a.href)")
    assert not any(link.startswith("javascript") for link in links)
    browser.see_words(".lb-tile.is-pivot tr.is-total", "Total")
    assert len(browser.all(".lb-tile.is-pivot tbody th[scope=row]")) == len(COUNTRIES) + 1
    browser.see_words(".lb-tile.is-indicator .lb-delta", "target 10")
    assert browser.run(FETCHED) == []
    open_cell(browser)
    assert browser.severe() == []


def open_cell(browser):
    """A click on a cell of a heat map offers exactly its rows."""
    browser.settle(40)
    browser.run("document.querySelector('.lb-tile.is-heatmap').scrollIntoView({block: 'center'})")

    def press():
        x, y, _ = browser.run(CELL)
        act = ActionBuilder(browser.driver)
        act.pointer_action.move_to_location(int(x), int(y)).pause(0.3).click()
        act.perform()
        return browser.all(f"#{marks.Ids.MENU}:not([hidden]) b")

    wait_until(press, 30, pause=1.0, message=browser.state)
    rows = browser.run(CELL)[2]
    browser.see_words(f"#{marks.Ids.MENU}", f"{rows} rows")
