"""Every page in both sizes and both themes, and what signing in and out looks like."""

import pytest

from tests.support.server import wait_until
from tests.support.tables import sales

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.timeout(240)]
EMAIL = "pages@example.org"
SIZES = [(390, 844), (1440, 900)]
THEMES = ["light", "dark"]
TABS = ("preview", "columns", "recipe", "changes", "versions", "insights")


@pytest.fixture(scope="session")
def things(served):
    """A user with a dataset, a dashboard, a report and a schedule; their ids."""
    program = served.register(EMAIL, "Ada Pages")
    made = program.upload(sales()[0], "a file with a rather long name for a table of sales.csv")
    program.wait_for_job(made["job_id"])
    program.wait_for_insights(made["id"])
    board = program.post("/dashboards/auto", {"dataset_id": made["id"]})
    schedule = {"dashboard_id": board["id"], "recipients": ["somebody@example.org"]}
    program.post("/schedules", schedule)
    program.post(f"/dashboards/{board['id']}/reports")
    return {"dataset": made["id"], "dashboard": board["id"], "program": program}


def check(browser, where):
    wide, names = browser.overflow()
    assert wide <= 0, f"{where} is {wide} px too wide: {names}"
    assert browser.severe() == [], where


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("theme", THEMES)
def test_no_page_overflows_or_complains(open_browser, things, width, height, theme):
    browser = open_browser()
    browser.size(width, height, mobile=width < 500)
    browser.open("/login")
    browser.theme(theme)
    for path in ("/login", "/register"):
        browser.open(path)
        browser.see("form button[type=submit]")
        check(browser, path)
    browser.sign_in(EMAIL)
    browser.see("#main")
    for path, wanted in (
        ("/", "#home-datasets"),
        ("/datasets", "#datasets-drop"),
        ("/dashboards", "#dashboards-new"),
        (f"/dashboards/{things['dashboard']}", "#dashboard-tiles .main-svg"),
        ("/reports", "#reports-schedules"),
        ("/alerts", "#alerts-list"),
        ("/profile", "#profile-name"),
    ):
        browser.open(path)
        browser.see(wanted)
        browser.settle()
        check(browser, path)
        assert browser.run("return document.documentElement.dataset.bsTheme") == theme
    for tab in TABS:
        browser.open(f"/datasets/{things['dataset']}#{tab}")
        browser.see(f"#dataset-pane-{tab}")
        browser.settle()
        check(browser, f"dataset, {tab}")


def test_a_wrong_password_gets_one_sentence(open_browser, things):
    browser = open_browser()
    browser.sign_in(EMAIL, "not the password at all")
    browser.see_words("[role=alert]", "Email or password is wrong.")
    assert browser.path == "/login"


def test_a_sign_in_that_ended_elsewhere_leads_to_the_form(served, open_browser, things):
    browser = open_browser()
    browser.sign_in(EMAIL)
    browser.see("#main")
    browser.open("/datasets")
    browser.see("#datasets-drop")

    others = "kind = 'browser' and user_id = (select id from user_account where email = ?)"
    served.rows(f"update sign_in set expires_at = '2001-01-01 00:00:00' where {others}", EMAIL)

    browser.open("/dashboards")
    wait_until(lambda: browser.path.startswith("/login"), 10, message=browser.state)
    browser.fill("#email", EMAIL)


def test_signing_out_ends_it_here_and_in_the_other_window(open_browser, things):
    browser = open_browser()
    browser.sign_in(EMAIL)
    browser.see("#main")
    cookies = browser.driver.get_cookies()
    browser.click("form[action='/logout'] button[type=submit]")
    wait_until(lambda: browser.path.startswith("/login"), 10, message=browser.state)

    for cookie in cookies:  # what a thief kept is worth nothing
        browser.driver.add_cookie(cookie)
    browser.open("/")
    wait_until(lambda: browser.path.startswith("/login"), 10, message=browser.state)


def test_an_open_page_notices_that_its_sign_in_was_ended(open_browser, things):
    here, there = open_browser(), open_browser()
    for browser in (here, there):
        browser.sign_in(EMAIL)
        browser.see("#main")
    there.open("/profile")
    there.see("[id*='profile-end-sign-in']")
    while there.all("[id*='profile-end-sign-in']"):
        before = len(there.all("[id*='profile-end-sign-in']"))
        there.click("[id*='profile-end-sign-in']")
        wait_until(
            lambda count=before: len(there.all("[id*='profile-end-sign-in']")) < count,
            message=there.state,
        )

    wait_until(lambda: here.path.startswith("/login"), 15, message=here.state)
    assert there.severe() == []


def test_a_page_that_is_not_there_says_so(open_browser, things):
    browser = open_browser()
    browser.sign_in(EMAIL)
    browser.see("#main")
    for path in ("/dashboards/999999", "/datasets/999999", "/nothing/here"):
        browser.open(path)
        browser.see("#main, main")
        wait_until(
            lambda: "not" in browser.text("main").lower() or "no " in browser.text("main").lower(),
            message=browser.state,
        )
        check(browser, path)
