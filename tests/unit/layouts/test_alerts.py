"""The page of alerts: states, the form for each condition, what an alert said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from layouts import alerts
from luminabi_dash.alerts.draft import Draft
from luminabi_dash.alerts.views import AlertEventView, AlertMailView, AlertView

AT = datetime(2026, 11, 23, tzinfo=UTC)
ALERT = AlertView(
    id=3,
    name="Revenue",
    kind="number",
    dataset_id=1,
    dataset_name="Shop orders",
    dashboard_id=2,
    dashboard_name="Sales",
    tile_id=None,
    insight_id=None,
    spec={"kind": "indicator"},
    filters=(),
    condition={"op": "above", "value": 1e6},
    recipients=("a@x.example",),
    enabled=True,
    state="firing",
    since=AT,
    value=1.2e6,
    value_text="1.20M",
    data_version=4,
    checked_at=AT,
    error=None,
    subject="sum of revenue",
    words="above 1M",
    rows="country is Germany",
    link="/dashboards/2",
    version=1,
    created_at=AT,
)


def test_nothing_yet_says_what_alerts_are_for(text_of):
    words = text_of(alerts.alerts([]))
    assert "No alert yet" in words
    assert "tile of a dashboard" in words


def test_a_row_says_the_number_and_the_limit(text_of, ids_of):
    page = alerts.alerts([ALERT])
    words = text_of(page)
    for part in ("Revenue", "Sales · above 1M · country is Germany", "Firing", "1.20M"):
        assert part in words
    assert {str(Id) for Id in ids_of(page)} >= {
        str(Id(3))
        for Id in (alerts.Ids.enabled, alerts.Ids.edit, alerts.Ids.look, alerts.Ids.delete)
    }


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"enabled": False}, "Paused"),
        ({"enabled": False, "error": "You no longer see it."}, "You no longer see it."),
        ({"state": "ok"}, "OK"),
        ({"state": "unknown", "error": "There is no column 'x'."}, "There is no column 'x'."),
        ({"state": "unknown", "checked_at": None}, "Not looked at yet"),
    ],
    ids=str,
)
def test_states_have_their_reason(text_of, changes, words):
    assert words in text_of(alerts.alert_list([replace(ALERT, **changes)]))


def test_the_form_of_a_tile_says_what_is_watched(text_of):
    draft = Draft({"dashboard": 2, "tile": 5}, subject="Revenue, Sales", rows="All rows")
    words = text_of(alerts.alerts([], draft))
    assert "Revenue, Sales" in words
    assert "Create the alert" in words


def test_a_form_without_a_mail_server_says_so(text_of):
    draft = Draft({"alert": 3, "version": 1}, title="Change the alert", sends_mail=False)
    words = text_of(alerts.alerts([ALERT], draft))
    assert "No mail server is set" in words
    assert "Save" in words


def test_what_an_alert_said_has_its_mails(text_of):
    mails = (
        AlertMailView("a@x.example", "delivered", 1, "250 Kept", None, AT),
        AlertMailView("b@x.example", "failed", 2, "550 no such person", None, None),
    )
    event = AlertEventView(1, "firing", 1.2e6, 4, "Revenue of Shop is 1.2M, above 1M", AT, mails)
    words = text_of(alerts.alerts([ALERT], None, ALERT, [event]))
    assert "Revenue of Shop is 1.2M, above 1M" in words
    assert "Mail to a@x.example delivered" in words
    assert "Mail to b@x.example failed, 2 tries: 550 no such person" in words
    assert "not said anything yet" in text_of(alerts.alerts([ALERT], None, ALERT))
