"""Schedules and reports by the API: what is asked for, what is refused, what is kept."""

import pytest

from luminabi_dash.services import dashboards

CRON = "0 8 * * 1"


@pytest.fixture
def client(api, ada):
    return api(ada)


@pytest.fixture
def board(context, ada, ready):
    return dashboards.create_auto(context, ada, ready).id


@pytest.fixture
def schedule(client, board):
    body = {"dashboard_id": board, "recipients": ["a@example.org"], "cron": CRON}
    answer = client.post("/api/v1/schedules", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json


def test_a_schedule_is_made_seen_changed_and_deleted(client, schedule):
    path = f"/api/v1/schedules/{schedule['id']}"
    assert client.get(path).json == schedule
    assert schedule["next_at"]
    changed = client.patch(path, json={"enabled": False, "version": schedule["version"]})
    assert changed.json["enabled"] is False
    stale = client.patch(path, json={"enabled": True, "version": schedule["version"]})
    assert stale.status_code == 409
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404


def test_mondays_are_mondays_in_the_zone_that_was_asked_for(client, board):
    from datetime import datetime
    from zoneinfo import ZoneInfo

    body = {
        "dashboard_id": board,
        "recipients": ["a@example.org"],
        "cron": CRON,
        "timezone": "America/New_York",
    }
    made = client.post("/api/v1/schedules", json=body).json
    at = datetime.fromisoformat(made["next_at"]).astimezone(ZoneInfo("America/New_York"))
    assert (at.weekday(), at.hour, at.minute) == (0, 8, 0)


@pytest.mark.parametrize(
    "change",
    [
        {"recipients": []},
        {"recipients": ["no address"]},
        {"recipients": ["a@example.org\r\nBcc: b@example.org"]},
        {"recipients": ["a@example.org, b@example.org"]},
        {"recipients": "a@example.org"},
        {"cron": "* * *"},
        {"cron": "61 8 * * *"},
        {"cron": "0 0 30 2 *"},
        {"cron": "x" * 500},
        {"timezone": "Mars/Olympus"},
        {"subject": "two\nlines"},
        {"subject": "x" * 300},
        {"filters": [{"column": "no such", "op": "in", "value": ["x"]}]},
        {"surprise": 1},
    ],
    ids=str,
)
def test_a_schedule_that_cannot_be_kept_is_refused_and_says_why(client, board, change):
    body = {"dashboard_id": board, "recipients": ["a@example.org"], "cron": CRON, **change}
    answer = client.post("/api/v1/schedules", json=body)
    assert answer.status_code == 422, answer.text
    assert answer.json["error"]["message"]
    assert client.get("/api/v1/schedules").json["items"] == []


def test_a_report_is_asked_for_with_the_filters_of_the_dashboard(client, board, context):
    from luminabi_dash.db.work import Report

    shared = [{"column": "region", "op": "in", "value": ["EU"]}]
    client.put(f"/api/v1/dashboards/{board}/filters", json={"filters": shared})
    asked = client.post(f"/api/v1/dashboards/{board}/reports", json={})
    assert asked.status_code == 202
    assert asked.json["job_id"]
    with context.sessions() as session:
        assert session.get(Report, asked.json["report_id"]).filters == shared
    found = client.get(f"/api/v1/reports/{asked.json['report_id']}").json
    assert found["state"] == "queued"
    assert client.get(f"/api/v1/reports/{found['id']}/pdf").status_code == 404
    assert client.get(f"/api/v1/reports/{found['id']}/deliveries").json["items"] == []


def test_wrong_filters_ask_for_no_report(client, board):
    wrong = {"filters": [{"column": "no such", "op": "in", "value": ["x"]}]}
    assert client.post(f"/api/v1/dashboards/{board}/reports", json=wrong).status_code == 422
    assert client.get("/api/v1/reports").json["items"] == []


def test_running_a_schedule_now_is_one_of_its_runs(client, schedule):
    asked = client.post(f"/api/v1/schedules/{schedule['id']}/run")
    assert asked.status_code == 202
    runs = client.get(f"/api/v1/schedules/{schedule['id']}/runs").json["items"]
    assert [one["id"] for one in runs] == [asked.json["report_id"]]


def test_a_running_job_can_be_cancelled_once(client, schedule):
    asked = client.post(f"/api/v1/schedules/{schedule['id']}/run").json
    assert client.post(f"/api/v1/jobs/{asked['job_id']}/cancel").status_code == 200
    job = client.get(f"/api/v1/jobs/{asked['job_id']}").json
    assert job["state"] in {"cancelled", "queued"}
