"""Alerts by the API: what is asked for, what is refused, what is kept."""

import pytest

from luminabi_dash.services import dashboards, sharing

TOTAL = {"kind": "indicator", "y": "amount", "aggregate": "sum"}
ABOVE = {"op": "above", "value": 1e6}


@pytest.fixture
def client(api, ada):
    return api(ada)


@pytest.fixture
def board(context, ada, ready):
    return dashboards.create_auto(context, ada, ready)


@pytest.fixture
def alert(client, ready):
    body = {"dataset_id": ready, "spec": TOTAL, "condition": ABOVE}
    answer = client.post("/api/v1/alerts", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json


def test_an_alert_is_made_seen_changed_and_deleted(client, ada, alert):
    path = f"/api/v1/alerts/{alert['id']}"
    assert client.get(path).json == alert
    assert client.get("/api/v1/alerts").json["items"] == [alert]
    assert (alert["name"], alert["state"], alert["recipients"]) == (
        "Sum of amount",
        "ok",
        [ada.email],
    )
    assert alert["condition"] == {"op": "above", "value": 1e6, "against": "version", "versions": 1}

    low = {"condition": {"op": "above", "value": 1}, "recipients": [], "version": 1}
    changed = client.patch(path, json=low)
    assert (changed.json["state"], changed.json["version"]) == ("firing", 2)
    stale = client.patch(path, json={"name": "Mine", "version": 1})
    assert stale.status_code == 409
    assert stale.json["error"]["details"]["version"] == 2
    assert stale.json["error"]["details"]["recipients"] == []
    assert client.patch(path, json={"enabled": False}).json["enabled"] is False
    assert client.post(f"{path}/check").status_code == 409
    assert client.patch(path, json={"enabled": True}).json["state"] == "firing"
    assert client.post(f"{path}/check").json["state"] == "firing"

    said = client.get(f"{path}/history").json["items"]
    assert [one["state"] for one in said] == ["firing", "firing"]
    assert said[1]["sentence"].startswith("Sum of amount of orders is")
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404
    assert client.get(f"{path}/history").status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"condition": {}},
        {"condition": {"op": "above"}},
        {"condition": {"op": "above", "value": "1"}},
        {"condition": {"verdicts": ["gone"]}},
        {"condition": {"op": "change", "value": 1, "against": "period"}},
        {"kind": "insights"},
        {"spec": {"kind": "table", "columns": ["region"]}},
        {"spec": {"kind": "indicator", "y": "no such"}},
        {"spec": {"kind": "indicator", "y": "region", "aggregate": "sum"}},
        {"spec": {**TOTAL, "x": "no such"}},
        {"filters": [{"column": "no such", "op": "in", "value": ["x"]}]},
        {"filters": [{"column": "day", "op": "last", "value": "soon"}]},
        {"recipients": ["no address"]},
        {"recipients": ["a@example.org\r\nBcc: b@example.org"]},
        {"dataset_id": None},
        {"insight_id": 1},
        {"surprise": 1},
    ],
    ids=str,
)
def test_an_alert_that_cannot_be_kept_is_refused_and_says_why(client, ready, change):
    body = {"dataset_id": ready, "spec": TOTAL, "condition": ABOVE, **change}
    for path in ("/api/v1/alerts", "/api/v1/alerts/preview"):
        if path.endswith("preview") and "recipients" in change:
            continue
        answer = client.post(path, json=body)
        assert answer.status_code == 422, answer.text
        assert answer.json["error"]["message"]
    assert client.get("/api/v1/alerts").json["items"] == []


def test_a_change_that_makes_no_sense_changes_nothing(client, alert):
    path = f"/api/v1/alerts/{alert['id']}"
    for change in ({"condition": {"op": "empty", "value": 1}}, {"spec": {"kind": "text"}}):
        assert client.patch(path, json=change).status_code == 422
    assert client.get(path).json == alert


def test_a_tile_gives_its_number_and_the_filters_that_reach_it(client, board, ready):
    shared = [{"column": "region", "op": "in", "value": ["EU"]}]
    put = client.put(f"/api/v1/dashboards/{board.id}/filters", json={"filters": shared})
    assert put.status_code == 200, put.text
    tile = next(one for one in board.tiles if one.kind == "indicator")
    body = {"dashboard_id": board.id, "tile_id": tile.id, "condition": {"op": "empty"}}
    made = client.post("/api/v1/alerts", json=body).json
    assert made["filters"][-1] == {"column": "region", "op": "in", "value": ["EU"]}
    assert made["dataset_id"] == ready
    assert made["link"] == f"/dashboards/{board.id}"
    words = next(one for one in board.tiles if one.kind not in {"indicator", "bar", "line"})
    answer = client.post("/api/v1/alerts", json={**body, "tile_id": words.id})
    assert answer.status_code in {201, 422}
    assert client.post("/api/v1/alerts", json={**body, "tile_id": 10**6}).status_code == 404
    other = client.post("/api/v1/alerts", json={**body, "dataset_id": ready + 1})
    assert other.status_code == 422


def test_who_only_sees_the_dashboard_watches_it_and_not_the_dataset(
    context, api, ada, bob, board, ready
):
    sharing.share(context, ada, board.id, email=bob.email, permission="view")
    client = api(bob)
    number = {"spec": TOTAL, "condition": ABOVE}
    assert client.post("/api/v1/alerts", json={**number, "dataset_id": ready}).status_code == 404
    made = client.post("/api/v1/alerts", json={**number, "dashboard_id": board.id})
    assert made.status_code == 201, made.text
    assert api(ada).get(f"/api/v1/alerts/{made.json['id']}").status_code == 404
