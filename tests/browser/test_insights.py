"""What an analyst does with insights: looks at what is behind one, judges it, tells its story."""

import pytest

from tests.support.server import wait_until
from tests.support.tables import sales

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.timeout(240)]
EMAIL = "finder@example.org"
CARD = "#findings-list .lb-insight"


@pytest.fixture(scope="session")
def program(served):
    return served.register(EMAIL, "Fay Finder")


@pytest.fixture(scope="session")
def dataset(program):
    made = program.upload(sales()[0], "sales.csv")
    program.wait_for_job(made["job_id"])
    program.wait_for_insights(made["id"])
    return made["id"]


@pytest.fixture
def browser(open_browser, dataset):
    browser = open_browser()
    browser.sign_in(EMAIL)
    browser.see("#main")
    browser.open(f"/datasets/{dataset}#insights")
    browser.see(CARD)
    return browser


def cards(browser):
    return browser.text(f"{CARD} .lb-say").split("|")


def choose(browser, words):
    """An item of the first card's menu."""
    browser.click(f"{CARD} .lb-menu")
    browser.see(f"{CARD} .dropdown-menu.show")
    browser.run(
        """[...document.querySelectorAll(".dropdown-menu.show .dropdown-item")]
          .find((one) => one.textContent === arguments[0]).click()""",
        words,
    )


def test_a_card_is_proved_judged_muted_and_put_away(browser, program, dataset):
    first, *others = cards(browser)
    assert others
    browser.click(f"{CARD} .lb-tested summary")
    browser.see_words(f"{CARD} .lb-tested", "kept, at most 1 in 100 by chance")

    choose(browser, "Rows behind it")
    browser.see_words("#findings-rows-dialog", first[:20])
    browser.see("#findings-rows-grid .ag-row")
    browser.click("#findings-rows-dialog .btn-close")

    browser.click(f'{CARD} [title^="Not useful"]')
    wait_until(lambda: cards(browser)[-1] == first, message="a disliked card stays in front")
    found = program.get(f"/datasets/{dataset}/insights")["insights"]
    assert found[-1]["thumbs"] == {"up": 0, "down": 1, "mine": -1}
    number = found[-1]["id"]
    program.ask("PATCH", f"/insights/{number}", json={"thumb": 0})

    before = cards(browser)
    choose(browser, "Never about amount")
    browser.see_words("#findings-list", "Never about")
    assert all("amount" not in words for words in cards(browser))
    browser.click("#findings-list .lb-unmute")
    wait_until(lambda: len(cards(browser)) == len(before), message="they did not come back")

    choose(browser, "Dismiss")
    wait_until(lambda: len(cards(browser)) == len(others), message="it was not put away")
    browser.click("#findings-all label")
    wait_until(lambda: len(cards(browser)) == len(others) + 1, message="it is not shown again")
    assert browser.severe() == []


def test_the_chart_opens_with_its_part_and_the_count_of_slices(browser, dataset):
    browser.click(f'{CARD} a[href^="/explore"]')
    browser.see("#explore-chart .main-svg")
    browser.open(f'/explore?dataset={dataset}&spec={{"kind":"bar","x":"region","y":"amount"}}')
    browser.see_words("#slices-count", "6 slices compared")
    browser.click("#slices-open")
    browser.choose("#slices-dialog .dash-dropdown", "region")
    browser.choose("#slices-editor .dash-dropdown", "North")
    browser.click("#slices-dialog .lb-h1")
    browser.click("#slices-apply")
    browser.see_words("#slices-chips", "North")
    browser.see_words("#slices-count", "7 slices compared")
    assert "filters=" in browser.path
    browser.click("#slices-chips .lb-chip-x")
    wait_until(lambda: "filters=" not in browser.path, message="the filter stays in the link")
    browser.click("#slices-start-over")
    wait_until(lambda: browser.text("#slices-count") == "", message="it counts on")


def test_a_search_is_cancelled_and_the_story_becomes_a_dashboard(browser, program, dataset):
    """The steps of the search are told as its socket tells them."""
    told = """window.luminabi.searching([{type: "insights.progress",
      data: {percent: arguments[0], message: "Relations…", job_id: arguments[1]}}])"""
    job = program.post(f"/datasets/{dataset}/insights")["job_id"]
    browser.run(told, 20, job)
    button = browser.see("#findings-steps button")
    browser.run(told, 30, job)
    browser.see_words("#findings-steps", "30%")
    assert button.is_displayed()
    button.click()
    program.wait_for_job(job, states=("succeeded", "cancelled"))
    assert program.get(f"/datasets/{dataset}/insights")["insights"]

    browser.click('#dataset-pane-insights a[href^="/story/"]')
    browser.see(".lb-story-fact .main-svg")
    told = browser.text(".lb-story-say").split("|")
    assert 2 <= len(told) <= 5
    browser.size(390, 900, mobile=True)
    assert browser.overflow()[0] <= 0
    browser.size(1440, 900)
    browser.click("#story-build")
    browser.see("#dashboard-tiles .main-svg")
    board = program.get("/dashboards")["items"][0]
    titles = [tile["title"] for tile in program.get(f"/dashboards/{board['id']}")["tiles"]]
    assert titles == told
