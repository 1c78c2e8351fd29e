"""The whole way: a file goes in by the browser and leaves as a PDF in a mail."""

import io
import re
from email import message_from_bytes, policy

import pytest
from pypdf import PdfReader

from layouts import filters
from layouts.dashboard import Ids
from luminabi_dash.reports.numbers import formatted
from tests.support.server import wait_until
from tests.support.tables import TWICE, sales

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.timeout(240)]

BARS = """return [...document.querySelectorAll("#dashboard-tiles .barlayer path")]
  .map((one) => one.getAttribute("d")).join(" ")"""
DRAWN = """return [...document.querySelectorAll("#dashboard-tiles .js-plotly-plot")]
  .filter((one) => one.querySelector("svg.main-svg .trace")).length"""
GRAPHS = "return document.querySelectorAll('#dashboard-tiles .lb-graph').length"
NOTICED = """
window.seenWords = [];
const place = document.querySelector(arguments[0]);
const look = () => window.seenWords.push(place.textContent);
new MutationObserver(look).observe(place, {childList: true, subtree: true, characterData: true});
look();"""


def heard(browser):
    return " | ".join(browser.run("return window.seenWords"))


def wait_for_dashboard(browser):
    browser.see("#dashboard-tiles")
    wait_until(
        lambda: 0 < browser.run(GRAPHS) == browser.run(DRAWN),
        30,
        message=lambda: f"{browser.run(DRAWN)} of {browser.run(GRAPHS)} charts; {browser.state()}",
    )
    browser.settle()


def upload(browser, path):
    """Drop a file on the home page; what the page said meanwhile."""
    browser.open("/")
    field = wait_until(
        lambda: browser.all("#home-drop input[type=file]"), message=lambda: browser.state()
    )[0]
    browser.run(
        """
        const keep = () => sessionStorage.setItem("said", JSON.stringify(window.said));
        window.addEventListener("pagehide", keep);
        window.said = [];
        const words = document.querySelector("#home-drop [data-upload-text]");
        new MutationObserver(() => window.said.push(words.textContent))
          .observe(words, {childList: true, characterData: true, subtree: true});"""
    )
    field.send_keys(str(path))
    wait_until(
        lambda: re.fullmatch(r"/datasets/\d+", browser.path), 30, message=lambda: browser.state()
    )
    return browser.run("return sessionStorage.getItem('said')")


def set_filter(browser, column, value):
    """By the dialog, as a person does."""
    browser.click(f"#{filters.Ids.OPEN}")
    browser.choose(f"#{filters.Ids.COLUMN}", column)
    browser.choose(".lb-for-in .dash-dropdown", value)
    browser.see("#filters-dialog .modal-title, .modal-header h2").click()
    browser.click(f"#{filters.Ids.APPLY}")


def pdf_of(envelope):
    """The mail as a message, and its one PDF."""
    mail = message_from_bytes(envelope.content, policy=policy.default)
    found = [p for p in mail.iter_attachments() if p.get_content_type() == "application/pdf"]
    assert len(found) == 1
    return mail, PdfReader(io.BytesIO(found[0].get_payload(decode=True)))


def plain(text):
    return re.sub(r"\s+", " ", text)


def test_from_file_to_mail(served, mail_server, open_browser, tmp_path):
    data, clean = sales()
    path = tmp_path / "sales.csv"
    path.write_bytes(data)
    email = "way@example.org"
    north = sum(1 for row in clean if row[2] == "North")
    first = open_browser()

    first.register(email, "Ada Way")
    said = upload(first, path)
    assert "Uploading sales.csv" in said
    assert "sales.csv is uploaded" in said
    dataset_id = int(first.path.rsplit("/", 1)[1])
    first.run(NOTICED, "body")
    wait_until(
        lambda: first.run("return document.getElementById('dataset-build')?.disabled === false"),
        60,
        message=lambda: first.state(),
    )
    assert re.search("Removing duplicates…|Handling nulls…|Saving the versions…", heard(first))
    program = served.program(email)
    dataset = program.dataset(dataset_id)
    assert dataset["status"] == "ready"
    assert (dataset["version"]["rows"], dataset["version"]["rows_removed"]) == (len(clean), TWICE)
    wait_until(
        lambda: "n/a" not in first.text("#dataset-grid") and "S-0000" in first.text("#dataset-grid")
    )

    found = program.wait_for_insights(dataset_id)
    kinds = {insight["kind"] for insight in found["insights"]}
    assert {"trend", "correlation", "concentration"} <= kinds
    first.click("#dataset-tab-columns")
    first.see_words("#dataset-pane-columns", "region")
    first.click("#dataset-tab-insights")
    for insight in found["insights"]:
        first.see_words("#findings-list", insight["sentence"][:30])

    first.click("#dataset-build")
    wait_until(lambda: re.fullmatch(r"/dashboards/\d+", first.path), 30, message=first.state)
    board_path = first.path
    board_id = int(board_path.rsplit("/", 1)[1])
    wait_for_dashboard(first)
    first.see_words(f"#{filters.Ids.MATCHED}", f"{len(clean):,} rows")

    second = open_browser()
    second.sign_in(email)
    second.see("#main")
    second.open(board_path)
    wait_for_dashboard(second)
    bars = second.run(BARS)
    assert bars
    second.run("window.wasHereBefore = 7")
    second.forget_requests()

    set_filter(first, "region", "North")
    second.see_words(f"#{filters.Ids.CHIPS}", "North")
    second.see_words(f"#{filters.Ids.MATCHED}", f"{north:,} of {len(clean):,} rows")
    wait_until(lambda: second.run(BARS) != bars, message="the bars stayed as they were")
    second.settle()
    assert second.run("return window.wasHereBefore") == 7
    assert second.requests() <= 2
    assert first.text(f"#{filters.Ids.MATCHED}") == second.text(f"#{filters.Ids.MATCHED}")

    first.run(NOTICED, "#shell-told")
    first.click(f"#{Ids.REPORT}")
    wait_until(
        lambda: "Report generated" in heard(first), 90, message=lambda: f"heard {heard(first)}"
    )

    board = program.get(f"/dashboards/{board_id}")
    shared = [
        {key: one[key] for key in ("column", "op", "value")}
        for one in program.get(f"/dashboards/{board_id}/filters")["filters"]
    ]
    first.click(f"#{Ids.SCHEDULE}")
    first.see("#reports-dialog")
    first.fill("#reports-recipients", "grace@example.org")
    first.fill("#reports-subject", "Sales of the week")
    first.click("#reports-create")
    first.see_words("#reports-schedules", "grace@example.org")
    schedule = program.get("/schedules")["items"][0]
    changes = {"filters": shared, "version": schedule["version"]}
    program.ask("PATCH", f"/schedules/{schedule['id']}", json=changes)
    first.click("#reports-schedules .lb-menu")
    first.click("[id*='reports-run']")

    mail, document = pdf_of(mail_server.wait_for("grace@example.org", 90)[0])
    assert mail["Subject"] == "Sales of the week"
    first.see_words("#reports-deliveries", "Delivered")
    text = plain("\n".join(page.extract_text() for page in document.pages))
    assert board["name"] in text
    assert "North" in text
    assert f"Page 1 of {len(document.pages)}" in text
    check_numbers(program, board, text)
    check_fingerprints(served, program, board)
    assert len(mail_server.messages) == 1

    assert first.severe() == []
    assert second.severe() == []


def check_numbers(program, board, text):
    """What an indicator shows on the dashboard stands in the document too."""
    shown = []
    for tile in board["tiles"]:
        if tile["spec"]["kind"] == "indicator":
            figure = program.get(f"/dashboards/{board['id']}/tiles/{tile['id']}/figure")
            number = figure["data"][0]
            shown.append(formatted(number["value"], number["number"]["valueformat"]))
    assert len(shown) >= 2
    for words in shown:
        assert plain(words) in text


def check_fingerprints(served, program, board):
    """The archive holds the same figures as the screen: equal hashes under equal filters."""
    from sqlalchemy import create_engine, select
    from sqlalchemy.orm import Session

    from luminabi_dash.db.work import Report

    shown = {}
    for tile in board["tiles"]:
        path = f"/dashboards/{board['id']}/tiles/{tile['id']}/figure"
        shown[str(tile["id"])] = program.ask("GET", path).headers["Figure-Hash"]
    engine = create_engine(f"sqlite:///{served.database}")
    with Session(engine) as session:
        reports = session.scalars(select(Report).where(Report.dashboard_id == board["id"])).all()
    engine.dispose()
    assert len(reports) == 2
    for report in reports:
        assert report.fingerprints == shown
