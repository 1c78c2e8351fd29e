"""The recipe in a browser: impact before apply, undo, a further file with its drift, and the way
from a figure to the line of the file.
"""

import re

import pytest
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import ActionChains

from tests.support.server import wait_until
from tests.support.tables import TWICE, sales

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.timeout(300)]
ROWS = 600
PANEL = ".lb-panel.is-wide"


@pytest.fixture
def program(served, request):
    """A user of their own for each test."""
    return served.register(f"{abs(hash(request.node.name))}@example.org", "Ada Recipe")


@pytest.fixture
def dataset(program):
    made = program.upload(sales(rows=ROWS)[0], "sales.csv")
    program.wait_for_job(made["job_id"])
    program.wait_for_insights(made["id"])
    return made["id"]


def ready(browser, program, dataset, version):
    """Waits until the version is published and the page shows it."""

    def is_shown():
        found = program.dataset(dataset)
        return found["status"] == "ready" and found["version"]["number"] == version

    wait_until(is_shown, 60, message=lambda: str(program.dataset(dataset)))
    browser.open(f"/datasets/{dataset}#recipe")
    browser.driver.refresh()
    browser.see("#recipe-place .lb-steps")
    browser.settle()


def switches(browser):
    return browser.all("#recipe-place .lb-steps.is-editable input[type=checkbox]")


def step_place(program, dataset, name):
    steps = program.get(f"/datasets/{dataset}/recipe")["steps"]
    return next(place for place, one in enumerate(steps) if one["name"] == name)


def upload_further(browser, path):
    browser.click("#arrival-open")
    browser.see("#arrival-drop")
    fields = wait_until(lambda: browser.all("#arrival-drop input[type=file]"), 20)
    fields[0].send_keys(str(path))


def test_a_step_is_looked_at_applied_and_taken_back(open_browser, program, dataset):
    browser = open_browser()
    browser.sign_in(program.email)
    browser.see("#main")
    ready(browser, program, dataset, 2)
    place = step_place(program, dataset, "drop_duplicates")

    switches(browser)[place].click()
    browser.see_words(PANEL, "If you apply this")
    browser.see_words(PANEL, f"{TWICE} rows more", 60)
    browser.see_words("#recipe-place .lb-step.is-picked", "not applied yet")
    assert program.dataset(dataset)["version"]["number"] == 2
    browser.click("#recipe-make")
    ready(browser, program, dataset, 3)
    assert program.dataset(dataset)["version"]["rows"] == ROWS + TWICE
    assert not switches(browser)[place].is_selected()

    switches(browser)[place].click()
    browser.see_words(PANEL, f"{TWICE} rows fewer", 60)
    browser.click("#recipe-discard")
    wait_until(lambda: not browser.text(PANEL), 20, message=browser.state)
    assert program.dataset(dataset)["version"]["number"] == 3

    switches(browser)[place].click()
    browser.see_words(PANEL, f"{TWICE} rows fewer", 60)
    browser.click("#recipe-make")
    ready(browser, program, dataset, 4)
    assert program.dataset(dataset)["version"]["rows"] == ROWS
    assert browser.severe() == []


def test_a_further_file_shows_its_drift_before_it_changes_anything(
    open_browser, program, dataset, tmp_path
):
    board = program.post("/dashboards/auto", {"dataset_id": dataset})
    lines = sales(rows=200, twice=0, seed=9)[0].decode().splitlines()
    without = [",".join(c for n, c in enumerate(line.split(",")) if n != 2) for line in lines]
    odd = tmp_path / "without-region.csv"
    odd.write_text("\n".join(without) + "\n")
    more = tmp_path / "more.csv"
    more.write_text("\n".join([lines[0], *(f"T{line[1:]}" for line in lines[1:])]) + "\n")
    browser = open_browser()
    browser.sign_in(program.email)
    browser.see("#main")
    browser.open(f"/datasets/{dataset}")
    browser.see("#dataset-grid")

    upload_further(browser, odd)
    browser.see_words("#arrival-body", "The column 'region' is gone.", 60)
    browser.see_words("#arrival-body", board["name"])
    assert program.dataset(dataset)["version"]["number"] == 2
    browser.click("#arrival-discard")
    browser.see_words("#arrival-body", "before anything changes")

    fields = wait_until(lambda: browser.all("#arrival-drop input[type=file]"), 20)
    fields[0].send_keys(str(more))
    browser.see_words("#arrival-body", "more.csv", 60)
    wait_until(
        lambda: browser.run("return document.getElementById('arrival-append').disabled === false"),
        60,
        message=browser.state,
    )
    browser.click("#arrival-append")
    ready(browser, program, dataset, 4)
    assert program.dataset(dataset)["version"]["rows"] == ROWS + 200
    browser.click("#dataset-tab-versions")
    browser.see_words("#dataset-pane-versions", "rows appended")
    assert browser.severe() == []


def test_a_mark_leads_to_its_rows_and_a_row_to_its_line(open_browser, program, dataset):
    board = program.post("/dashboards", {"dataset_id": dataset, "name": "Rows"})
    spec = {"kind": "bar", "x": "region", "y": "amount", "title": "Amount by region"}
    program.post(f"/dashboards/{board['id']}/tiles", {"spec": spec})
    browser = open_browser()
    browser.sign_in(program.email)
    browser.see("#main")
    browser.open(f"/dashboards/{board['id']}")
    browser.see("#dashboard-tiles .barlayer path")
    browser.settle()

    browser.run("document.querySelector('.lb-tools').style.display = 'flex'")
    browser.click("[id*='dashboard-rows']")
    browser.see_words("#rows-body", f"{ROWS:,} rows")
    wait_until(lambda: "S-0000" in browser.text("#rows-grid"), 30, message=browser.state)
    browser.settle()

    def open_row():
        """The grid may draw its cells anew in between."""
        try:
            cell = next(one for one in browser.all("#rows-grid .ag-cell") if "S-" in one.text)
            ActionChains(browser.driver).double_click(cell).perform()
        except (StaleElementReferenceException, StopIteration):
            return False
        return "of sales.csv" in browser.text("#rows-row")

    wait_until(open_row, 30, pause=1.0, message=browser.state)
    words = browser.text("#rows-row")
    assert re.search(r"Line \d+", words)
    assert browser.severe() == []
