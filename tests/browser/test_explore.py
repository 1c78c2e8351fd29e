"""From a dataset to a chart on a dashboard, step by step."""

import pytest

from tests.support.server import wait_until
from tests.support.tables import sales

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.timeout(240)]
EMAIL = "explorer@example.org"


@pytest.fixture(scope="session")
def program(served):
    return served.register(EMAIL, "Eve Explorer")


@pytest.fixture(scope="session")
def dataset(program):
    made = program.upload(sales()[0], "sales.csv")
    program.wait_for_job(made["job_id"])
    program.wait_for_insights(made["id"])
    return made["id"]


def test_a_chart_is_built_undone_shared_and_kept(open_browser, program, dataset):
    browser = open_browser()
    browser.sign_in(EMAIL)
    browser.see("#main")
    browser.open(f"/explore?dataset={dataset}")
    browser.see("#explore-chart .main-svg")
    browser.see_words("#explore-sentence", "month of day")
    browser.settle()

    browser.click('#explore-columns [title="Use region"]')
    browser.see_words("#explore-sentence", "split byregion")
    browser.click('#explore-form [aria-label="Bar chart"]')
    browser.see('#explore-form [aria-label="Bar chart"][aria-pressed="true"]')
    browser.choose('#explore-form .lb-srow[aria-label="Summary"] .dash-dropdown', "Average")
    browser.see_words("#explore-sentence", "average of")
    browser.see_words("#explore-table", "region")

    browser.click("#explore-undo")
    browser.see_words("#explore-sentence", "sum of")
    browser.click("#explore-redo")
    browser.see_words("#explore-sentence", "average of")
    browser.see("#explore-advice button")
    link = browser.path

    browser.open("/datasets")
    browser.see("#datasets-drop")
    browser.open(link)
    browser.see_words("#explore-sentence", "average of")
    browser.see("#explore-chart .main-svg")
    browser.click("#explore-keep")
    browser.fill("#explore-name", "Made while exploring")
    browser.click("#explore-keep-apply")
    browser.see("#dashboard-tiles .main-svg")
    made = program.get("/dashboards")["items"][0]
    assert made["name"] == "Made while exploring"
    spec = program.get(f"/dashboards/{made['id']}")["tiles"][0]["spec"]
    assert (spec["kind"], spec["color"], spec["aggregate"]) == ("bar", "region", "mean")
    assert browser.severe() == []


def test_what_cannot_be_drawn_says_why(open_browser, dataset):
    browser = open_browser()
    browser.sign_in(EMAIL)
    browser.see("#main")
    browser.open(f"/explore?dataset={dataset}")
    browser.see("#explore-chart .main-svg")
    browser.settle()
    browser.fill('#explore-form .lb-srow[aria-label="Subtitle"] input', "x")
    wait_until(lambda: "subtitle" in browser.path)
    browser.open("/explore?spec={}&dataset=" + str(dataset))
    browser.see("#explore-chart .main-svg")
    browser.open("/explore?dataset=99999")
    browser.see_words("#main", "There is no such page")
    assert browser.severe() == []
