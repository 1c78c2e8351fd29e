"""Two people talk on a chart: pins, replies and what was seen then, in two browsers."""

import pytest
from selenium.webdriver.common.keys import Keys

from layouts import comments, dashboard, filters, marks
from tests.browser.test_gestures import press_mark
from tests.support.server import wait_until
from tests.support.tables import sales

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.timeout(300)]
ROWS = 600
BAR = {"kind": "bar", "x": "region", "y": "amount", "title": "Amount by region"}
UNDER = {"column": "region", "op": "in", "value": ["North", "South"]}
PIN = ".lb-tile.is-bar .lb-pins .lb-pin"
FIELD = f"#{comments.Ids.FIELD}"
THREAD = f"#{comments.Ids.THREAD}"
COUNT = f"#{comments.Ids.COUNT}"
PAST = f"#{dashboard.Ids.PAST}"


@pytest.fixture
def people(served):
    return (
        served.register("ada.comments@example.org", "Ada Kern"),
        served.register("bob.comments@example.org", "Bob Tailor"),
    )


@pytest.fixture
def board(people):
    ada, bob = people
    made = ada.upload(sales(rows=ROWS)[0], "sales.csv")
    ada.wait_for_job(made["job_id"])
    found = ada.post("/dashboards", {"dataset_id": made["id"], "name": "Talk"})
    ada.post(f"/dashboards/{found['id']}/tiles", {"spec": BAR})
    ada.post(f"/dashboards/{found['id']}/shares", {"email": bob.email})
    return found["id"]


@pytest.fixture
def pages(open_browser, people, board):
    opened = []
    for program in people:
        one = open_browser()
        one.sign_in(program.email)
        one.see("#main")
        one.open(f"/dashboards/{board}")
        wait_until(lambda page=one: page.all(".lb-graph .main-svg .trace"), 30, message=one.state)
        one.settle()
        opened.append(one)
    return opened


def say(page, words):
    """Type and send by keyboard."""
    page.see(FIELD).send_keys(words)
    page.see(FIELD).send_keys(Keys.CONTROL, Keys.ENTER)


def test_two_people_talk_on_a_point_and_look_at_it_as_it_was(pages, people, board):
    (ada, bob), (owner, guest) = pages, people
    owner.ask("PUT", f"/dashboards/{board}/filters", json={"filters": [UNDER]})
    ada.see_words(f"#{filters.Ids.CHIPS}", "North or South")
    ada.settle()

    # Ada comments on a bar and mentions Bob; his page shows the pin at once.
    press_mark(ada, ".lb-tile.is-bar")
    ada.click(f"#{marks.Ids.MENU} [data-act='comment-here']")
    ada.see(FIELD).send_keys("Was the outage on our side? @bo")
    ada.see(f"#{comments.Ids.PEOPLE} [role=option]")
    ada.see(FIELD).send_keys(Keys.ENTER)
    say(ada, "knows?")
    ada.see_words(THREAD, "@Bob Tailor knows?")
    bob.see_words(PIN, "1")
    bob.see_words(COUNT, "1")
    assert bob.see(PIN).get_attribute("aria-label") == (
        "Comment 1 by Ada Kern on region is North · Amount by region"
    )
    (mention,) = (one for one in said_to(bob) if "mentioned you" in one)
    assert "Ada Kern mentioned you on Talk" in mention

    # A reply that cannot be sent is kept; it arrives once it can.
    bob.click(PIN)
    bob.see_words(THREAD, "Was the outage on our side?")
    bob.run("window.kept = window.fetch; window.fetch = () => Promise.reject(new Error('off'))")
    say(bob, "Payment provider.")
    bob.see_words("[data-problem]", "Your text is kept")
    assert bob.see(FIELD).get_property("value") == "Payment provider."
    bob.run("window.fetch = window.kept")
    bob.see(FIELD).send_keys(Keys.CONTROL, Keys.ENTER)
    ada.see_words(THREAD, "Payment provider.")
    assert bob.see(FIELD).get_property("value") == ""
    bob.see(FIELD).send_keys(Keys.ESCAPE)
    wait_until(lambda: bob.all(f"#{comments.Ids.POP}[hidden]"), 5)
    assert bob.run("return document.activeElement.matches('.lb-pin')")

    # The filters go and the data change: the thread leads back to what was seen.
    owner.ask("PUT", f"/dashboards/{board}/filters", json={"filters": []})
    dataset = owner.get(f"/dashboards/{board}")["dataset_id"]
    more = {"file": ("sales.csv", sales(rows=ROWS + 300)[0])}
    made = owner.ask("PUT", f"/datasets/{dataset}/file", files=more).json()
    owner.wait_for_job(made["job_id"])
    bob.see_words(f"#{filters.Ids.MATCHED}", f"{ROWS + 300:,} rows")
    bob.click(PIN)
    bob.click(f"{THREAD} [data-act='comment-look']")
    bob.see_words(PAST, "As Ada Kern saw it")
    bob.see_words(PAST, "data v2 (now v4)")
    bob.see_words(f"#{filters.Ids.CHIPS}", "North or South")
    bob.see_words(f"#{filters.Ids.MATCHED}", f"of {ROWS:,} rows")
    assert guest.get(f"/dashboards/{board}/filters")["filters"] == [], "nobody else's view moved"
    bob.click(f"{PAST} [data-act='past-back']")
    bob.see_words(f"#{filters.Ids.MATCHED}", f"{ROWS + 300:,} rows")
    wait_until(lambda: not bob.text(PAST) and not bob.all(f"#{filters.Ids.CHIPS} *"), 10)

    # The link of the notification opens the same, with the thread at its pin.
    comment = guest.get(f"/dashboards/{board}/comments")["items"][0]["id"]
    bob.open(f"/dashboards/{board}?comment={comment}")
    bob.see_words(PAST, "As Ada Kern saw it")
    bob.see_words(THREAD, "Was the outage on our side?")
    bob.see_words(f"#{filters.Ids.MATCHED}", f"of {ROWS:,} rows")

    # Resolved: the pin goes everywhere, the panel keeps it.
    ada.click(f"{THREAD} [data-act='comment-resolve']")
    wait_until(lambda: not ada.all(PIN) and not ada.text(COUNT), 10, message=ada.state)
    bob.see_words(THREAD, "Resolved by Ada Kern")
    ada.click('[data-panel-toggle="comments"]')
    ada.click('[data-act="comment-which"][data-of="resolved"]')
    ada.see_words('[data-threads="resolved"]', "Was the outage on our side?")
    assert [ada.severe(), bob.severe()] == [[], []]


def said_to(page):
    """What the bell's messages say."""
    wait_until(lambda: "mentioned you" in page.text(".lb-toasts"), 10, message=page.state)
    return page.text(".lb-toasts").split("|")
