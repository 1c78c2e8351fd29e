"""Calculated columns and measures by the API, in charts, filters and rows."""

import pytest

BAR = {"kind": "bar", "x": "region", "y": "double", "aggregate": "sum"}


@pytest.fixture
def client(api, ada):
    return api(ada)


@pytest.fixture
def path(ready):
    return f"/api/v1/datasets/{ready}/calculated"


def put(client, path, name, text, status=200):
    answer = client.put(f"{path}/{name}", json={"expression": text})
    assert answer.status_code == status, answer.text
    return answer.json


def totals(client, ready, spec, filters=()):
    asked = {"dataset_id": ready, "spec": spec, "filters": list(filters)}
    answer = client.post("/api/v1/query", json=asked)
    assert answer.status_code == 200, answer.text
    return dict(answer.json["rows"])


def test_a_calculated_column_is_there_for_charts_and_filters(client, path, ready):
    plain = totals(client, ready, {**BAR, "y": "amount"})
    made = put(client, path, "double", "amount * 2")
    assert (made["type"], made["is_measure"]) == ("number", False)
    assert totals(client, ready, BAR) == {
        key: pytest.approx(2 * value) for key, value in plain.items()
    }
    put(client, path, "double", "amount * 3")
    assert totals(client, ready, BAR) == {
        key: pytest.approx(3 * value) for key, value in plain.items()
    }
    above = {"column": "double", "op": "gt", "value": 0}
    assert set(totals(client, ready, BAR, [above])) <= set(plain)


def test_a_tile_of_a_calculated_column_has_rows_behind_it(client, path, ready):
    put(client, path, "double", "amount * 2")
    board = client.post("/api/v1/dashboards", json={"dataset_id": ready}).json["id"]
    tile = client.post(f"/api/v1/dashboards/{board}/tiles", json={"spec": BAR}).json["id"]
    filters = [{"column": "double", "op": "gt", "value": 0}]
    put_ = client.put(f"/api/v1/dashboards/{board}/filters", json={"filters": filters})
    assert put_.status_code == 200
    rows = client.get(f"/api/v1/dashboards/{board}/tiles/{tile}/rows?trace=0&point=0")
    assert rows.status_code == 200, rows.text
    assert rows.json["total"] > 0
    assert "double" not in rows.json["columns"]


def test_wrong_expressions_say_where(client, path):
    answer = put(client, path, "bad", "amount + region", 422)
    assert "at character 8" in answer["error"]["message"]
    assert answer["error"]["code"] == "wrong_expression"
    assert put(client, path, "amount", "1", 422)["error"]["code"] == "invalid"


def test_a_column_that_others_need_cannot_be_deleted(client, path):
    put(client, path, "first", "amount + 1")
    put(client, path, "second", "first + 1")
    assert [one["name"] for one in client.get(path).json["items"]] == ["first", "second"]
    put(client, path, "first", "second + 1", 422)
    assert client.delete(f"{path}/first").status_code == 409
    assert client.delete(f"{path}/second").status_code == 204
    assert client.delete(f"{path}/first").status_code == 204
    assert client.get(path).json["items"] == []


def test_typing_gives_suggestions_and_the_problem(client, path):
    answer = client.post(f"{path}/check", json={"expression": "sum(am"}).json
    assert answer["problem"]
    assert answer["suggestions"][0]["text"] == "amount"
    assert client.post(f"{path}/check", json={"expression": "sum(amount)"}).json["is_measure"]
    assert len(client.get("/api/v1/expressions").json["items"]) > 40


def test_another_user_sees_none_of_it(api, bob, path):
    client = api(bob)
    assert client.get(path).status_code == 404
    assert client.put(f"{path}/x", json={"expression": "1"}).status_code == 404
    assert client.delete(f"{path}/x").status_code == 404
    assert client.post(f"{path}/check", json={"expression": "1"}).status_code == 404
