"""What runs elsewhere shows on every open page at once: steps of cleaning, reports, the bell."""

import json
import re

import pytest

from tests.support.server import wait_until
from tests.support.tables import sales

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.timeout(240)]

WATCHED = """
window.steps = [];
const place = document.querySelector("#main");
const look = () => {
  const words = (document.getElementById("dataset-steps") || {}).textContent;
  if (words && words !== window.steps[window.steps.length - 1]) window.steps.push(words);
};
new MutationObserver(look).observe(place, {childList: true, subtree: true, characterData: true});
look();"""
STEPS = re.compile("Removing duplicates…|Handling nulls…|Saving the versions…")


def shell(browser, name):
    return browser.text(f"#shell-{name}")


def count(browser):
    return browser.run(
        "return document.querySelector('#shell-unread .lb-count')?.textContent || '0'"
    )


def steps(browser):
    return browser.run("return window.steps")


def tell(served, email, type_, text, link="/reports"):
    """As a job does, in another process: the row and its event."""
    ((user_id,),) = served.rows("SELECT id FROM user_account WHERE email = ?", email)
    served.rows(
        "INSERT INTO notification (user_id, type, text, link, at) VALUES (?, ?, ?, ?, datetime())",
        user_id,
        type_,
        text,
        link,
    )
    ((id_,),) = served.rows("SELECT max(id) FROM notification")
    ((unread,),) = served.rows(
        "SELECT count(*) FROM notification WHERE user_id = ? AND read_at IS NULL", user_id
    )
    data = {"notification_id": id_, "text": text, "link": link, "unread": unread}
    served.rows(
        "INSERT INTO event (topic, type, data, at) VALUES (?, ?, ?, datetime())",
        f"notifications:{user_id}",
        type_,
        json.dumps(data),
    )


def test_cleaning_tells_its_steps_on_the_open_page(served, open_browser):
    program = served.register("steps@example.org")
    made = program.upload(sales()[0], "sales.csv")
    program.wait_for_job(made["job_id"])
    page = open_browser()
    page.sign_in("steps@example.org")
    page.see("#main")
    page.open(f"/datasets/{made['id']}")
    page.see("#dataset-grid")
    page.settle()
    page.run(WATCHED)
    job = program.post(f"/datasets/{made['id']}/clean")
    wait_until(
        lambda: STEPS.search("|".join(page.run("return window.steps"))), 60, message=page.state
    )
    program.wait_for_job(job["job_id"])
    wait_until(lambda: page.text("#dataset-steps") == "", 30, message=page.state)
    percents = [int(words.split("%")[0]) for words in steps(page)]
    assert percents == sorted(percents)
    assert page.severe() == []


def test_two_tabs_of_one_person_have_one_bell(served, open_browser):
    email = "bell@example.org"
    served.register(email)
    first = open_browser()
    first.sign_in(email)
    first.see("#main")
    second = open_browser()
    second.sign_in(email)
    second.see("#main")
    second.open("/notifications")
    second.see_words("#notifications-list", "Nothing yet")
    tell(served, email, "report.generated", "Report generated: Sales, 3 pages.")
    for page in (first, second):
        page.see_words("#shell-told", "Report generated: Sales, 3 pages.")
        assert count(page) == "1"
        assert (
            page.run("return document.querySelector('#shell-told a').getAttribute('href')")
            == "/reports"
        )
    tell(served, email, "report.generated", "Report generated: Costs, 2 pages.")
    tell(served, email, "dataset.ready", "Orders is ready.")
    for page in (first, second):
        page.see_words("#shell-told", "2 reports generated")
        page.see_words("#shell-told", "Orders is ready.")
        wait_until(lambda page=page: count(page) == "3", message=page.state)
    second.see_words("#notifications-list", "Report generated: Costs, 2 pages.")

    first.click("#shell-bell")
    first.see_words("#shell-notification-list", "Orders is ready.")
    first.click("#shell-notification-list [data-read]")
    for page in (first, second):
        wait_until(lambda page=page: count(page) == "2", message=page.state)
    first.click("#shell-notifications [data-read-all]")
    for page in (first, second):
        wait_until(lambda page=page: count(page) == "0", message=page.state)
        wait_until(lambda page=page: shell(page, "told") == "", message=page.state)
    wait_until(lambda: not second.all("#notifications-list .is-new"), message=second.state)
    first.open("/")
    first.see("#main")
    assert count(first) == "0"
    assert first.severe() == second.severe() == []


def test_a_reload_in_the_middle_of_an_upload_says_where_it_stands(served, open_browser, tmp_path):
    email = "half@example.org"
    program = served.register(email)
    page = open_browser()
    page.sign_in(email)
    page.see("#main")
    path = tmp_path / "half.csv"
    path.write_bytes(sales()[0])
    size = path.stat().st_size
    headers = {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": str(size),
        "Upload-Metadata": "filename aGFsZi5jc3Y=",
    }
    address = program.ask("POST", "/uploads", headers=headers).headers["Location"]
    upload = address.removeprefix("/api/v1")
    send(program, upload, path.read_bytes()[: size // 2], 0)
    mark = f"half.csv|{size}|{int(path.stat().st_mtime * 1000)}"
    page.run(f"localStorage.setItem('luminabi-uploads', '{json.dumps({mark: address})}')")
    page.open("/")
    page.see_words("#home-drop", "of half.csv is here. Choose the file again to go on.")
    assert page.text("#home-drop [data-upload-text]").startswith(("49%", "50%"))
    page.settle()
    send(program, upload, path.read_bytes()[size // 2 :], size // 2)
    page.see_words("#home-drop", "half.csv is uploaded.")
    assert page.severe() == []


def send(program, upload, data, offset):
    headers = {
        "Tus-Resumable": "1.0.0",
        "Upload-Offset": str(offset),
        "Content-Type": "application/offset+octet-stream",
    }
    program.ask("PATCH", upload, data=data, headers=headers)
