"""The timeline of a live session: scrubbing shows the filters of then, and the way back to now."""

import pytest
from selenium.webdriver.common.keys import Keys

from tests.support.server import wait_until
from tests.support.tables import sales

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.timeout(240)]


def chips(page):
    return page.text("#filters-chips")


def test_scrubbing_shows_the_filters_of_then(served, open_browser):
    email = "timeline@example.org"
    program = served.register(email)
    made = program.upload(sales()[0], "sales.csv")
    program.wait_for_job(made["job_id"])
    board = program.post("/dashboards/auto", {"dataset_id": made["id"]})["id"]
    for region in ("North", "South"):
        shared = [{"column": "region", "op": "in", "value": [region]}]
        program.ask("PUT", f"/dashboards/{board}/filters", json={"filters": shared})
    page = open_browser()
    page.sign_in(email)
    page.see("#main")
    page.open(f"/dashboards/{board}")
    page.see_words("#filters-chips", "South")
    page.settle()

    page.click("[data-act=timeline]")
    page.see_words("#timeline-steps", "region is South")
    assert page.text("#timeline-words") == "Now"
    page.click("#timeline-steps [data-step='0']")
    page.see_words("#filters-chips", "North")
    page.see_words("#timeline-words", "region is North")
    assert "South" not in chips(page)
    shared = program.get(f"/dashboards/{board}/filters")["filters"]
    assert [item["value"] for item in shared] == [["South"]]

    slider = page.see("#timeline-scrub input")
    slider.send_keys(Keys.ARROW_RIGHT)
    page.see_words("#filters-chips", "South")
    page.see("[data-act=timeline-before]").click()
    page.see_words("#filters-chips", "North")
    page.click("[data-act=timeline-now]")
    page.see_words("#filters-chips", "South")
    assert page.text("#timeline-words") == "Now"

    clear = {"filters": []}
    program.ask("PUT", f"/dashboards/{board}/filters", json=clear)
    page.see_words("#timeline-steps", "cleared region")
    wait_until(lambda: "South" not in chips(page), message=page.state)
    assert page.severe() == []
