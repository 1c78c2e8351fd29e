"""Home, the lists, and the frame around every page."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import dash
import pytest

from layouts import dashboards, datasets, home, profile, shell
from luminabi_dash.views import NotificationView, SignInView

AT = datetime(2026, 11, 23, tzinfo=UTC)


def test_a_first_run_asks_for_a_file(user, text_of, as_json):
    page = home.home(user, [], [], [])
    assert "Drop a file, Anna" in text_of(page)
    assert "data-upload" in as_json(page)


def test_home_shows_every_state(user, ready, busy, failed, board, text_of, as_json):
    figure = {"data": [{"type": "scatter", "y": [1, 3, 2]}], "layout": {}}
    page = home.home(
        user, [ready, busy, failed], [board], [("19:00", "Clean 1 dataset")], {1: figure}
    )
    words = text_of(page)
    assert "Ready" in words
    assert "58%" in words
    assert "Failed: The file is empty." in words
    assert "Clean 1 dataset" in words
    assert "lb-spark" in as_json(page)


def test_a_dashboard_without_a_course_lists_its_tiles(user, board, text_of):
    assert "Histogram" in text_of(home.dashboard_list([board], {}))


def test_lists_say_what_they_are_for_when_empty(text_of):
    assert "No dataset yet" in text_of(datasets.datasets([]))
    assert "No dashboard yet" in text_of(dashboards.dashboards([]))


def test_only_ready_datasets_can_become_dashboards(ready, busy, ids_of):
    page = dashboards.dashboards([], datasets=[ready, busy])
    assert dashboards.Ids.CREATE in ids_of(page)
    assert dashboards.new_dialog([busy]) is not None


@pytest.fixture
def pages(monkeypatch):
    monkeypatch.setattr(dash, "page_container", dash.html.Div("the page"))


def test_the_shell_carries_what_every_page_needs(pages, user, ids_of, text_of):
    frame = shell.shell(user, 3, "token")
    for name in ("LOCATION", "SOCKET", "THEME", "TOAST", "CSRF", "BELL", "NEWS"):
        assert getattr(shell.Ids, name) in ids_of(frame)
    assert "Skip to content" in text_of(frame)


def test_without_a_user_there_is_no_navigation(pages, ids_of):
    assert shell.Ids.BELL not in ids_of(shell.shell(None))


def test_notifications_and_toasts_are_text(text_of, as_json):
    note = NotificationView(1, "report", "<b>done</b>", "/reports", AT, False)
    assert "<b>done</b>" in text_of(shell.notifications([note]))
    assert "Nothing yet" in text_of(shell.notifications([]))
    for kind in ("ok", "warn", "bad", "acc", "error", "anything"):
        assert "Open" in as_json(shell.toast(kind, "A sentence.", ("Open", "/")))


def test_the_present_browser_cannot_be_ended_by_its_own_row(user, ids_of):
    here = SignInView(1, "browser", "Firefox", AT, AT, AT, True)
    token = replace(here, id=2, kind="token", label="", is_current=False)
    found = ids_of(profile.profile(user, [here, token]))
    assert profile.Ids.end(2) in found
    assert profile.Ids.end(1) not in found
