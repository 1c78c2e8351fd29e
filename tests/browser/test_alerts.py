"""An alert from a tile of a dashboard to the bell, the page of alerts and the mail."""

import pytest

from layouts.alerts import Ids
from layouts.dashboard import Ids as Board
from tests.support.server import wait_until
from tests.support.tables import sales

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.timeout(240)]


def test_a_tile_is_watched_and_a_new_version_makes_it_fire(served, mail_server, open_browser):
    program = served.register("watch@example.org", "Ada Watch")
    data, clean = sales(rows=400)
    made = program.upload(data, "sales.csv")
    program.wait_for_job(made["job_id"])
    board = program.post("/dashboards/auto", {"dataset_id": made["id"]})
    tile = next(one for one in board["tiles"] if one["spec"]["kind"] == "indicator")
    browser = open_browser()
    browser.sign_in("watch@example.org")
    browser.see("#main")

    browser.open(f"/dashboards/{board['id']}")
    browser.see(f"#{Board.TILES} .lb-tile")
    bell = f"[data-act=alert][data-of='{tile['id']}']"
    wait_until(lambda: browser.all(bell), message=browser.state)
    browser.run("document.querySelector(arguments[0]).click()", bell)
    browser.see(f"#{Ids.KEEP}")
    browser.fill(f"#{Ids.VALUE}", str(len(clean) + 10))
    browser.see_words(f"#{Ids.PREVIEW}", "would not fire")
    browser.fill(f"#{Ids.NAME}", "Many orders")
    browser.click(f"#{Ids.KEEP}")
    wait_until(lambda: browser.path == "/alerts", 20, message=browser.state)
    browser.see_words(f"#{Ids.LIST}", "Many orders")
    browser.see_words(f"#{Ids.LIST}", "OK")
    browser.settle()
    alert = program.get("/alerts")["items"][0]
    assert (alert["state"], alert["tile_id"]) == ("ok", tile["id"])

    browser.run("window.wasHereBefore = 7")
    more = sales(rows=800)[0]
    file = {"file": ("sales.csv", more)}
    program.ask("PUT", f"/datasets/{made['id']}/file", files=file)
    browser.see_words(f"#{Ids.LIST}", "Firing", 60)
    browser.see_words("#shell-told", "Many orders of sales is")
    assert browser.run("return window.wasHereBefore") == 7
    browser.click("#shell-bell")
    browser.see_words("#shell-notification-list", "Many orders of sales is")
    mail = mail_server.wait_for("watch@example.org", 60)
    assert len(mail) == 1

    browser.open("/alerts")
    browser.click("[id*='alerts-look']")
    browser.see_words(f"#{Ids.HISTORY}", "above")
    browser.see_words(f"#{Ids.HISTORY}", "delivered")
    assert browser.severe() == []
