"""A measure is typed with help, and a chart shows it."""

import pytest

from layouts import calculated
from tests.support.server import wait_until
from tests.support.tables import sales

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.timeout(240)]


def test_a_measure_is_typed_with_help_and_can_be_drawn(served, open_browser):
    program = served.register("calculated@example.org", "Ada Formula")
    made = program.upload(sales(rows=300)[0], "sales.csv")
    program.wait_for_job(made["job_id"])
    browser = open_browser()
    browser.sign_in(program.email)
    browser.see("#main")
    browser.open(f"/explore?dataset={made['id']}")
    browser.see_words("#explore-columns", "amount")
    browser.click(f"#{calculated.Ids.OPEN}")
    browser.fill(f"#{calculated.Ids.NAME}", "Per visit")
    browser.fill(f"#{calculated.Ids.EXPRESSION}", "sum(am")
    browser.see_words(f"#{calculated.Ids.STATUS}", "character")
    browser.see_words(f"#{calculated.Ids.SUGGESTIONS}", "amount")
    browser.click(f"#{calculated.Ids.SUGGESTIONS} button")
    wait_until(lambda: value(browser) == "sum(amount", 10, message=lambda: value(browser))
    field = browser.see(f"#{calculated.Ids.EXPRESSION}")
    field.send_keys(") / sum(visits)")
    browser.see_words(f"#{calculated.Ids.STATUS}", "one number for each group")
    browser.click(f"#{calculated.Ids.KEEP}")
    browser.see_words(f"#{calculated.Ids.LIST}", "Per visit")
    browser.driver.find_element("css selector", ".modal.show .btn-close").click()
    browser.see_words("#explore-columns", "Per visit")
    browser.click("#explore-columns [title='Per visit'], #explore-columns button:last-child")
    browser.see_words("#explore-sentence", "Per visit")
    asked = {"kind": "bar", "x": "region", "y": "Per visit"}
    found = program.post("/query", {"dataset_id": made["id"], "spec": asked, "filters": []})
    assert len(found["rows"]) >= 6
    assert browser.severe() == []


def value(browser):
    return browser.run(f"return document.getElementById('{calculated.Ids.EXPRESSION}').value")
