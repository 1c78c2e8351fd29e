"""Dashboards by the API: made, changed, filtered; figures follow the filters."""

import pytest

PATH = "/api/v1/dashboards"
BAR = {"kind": "bar", "title": "Amount by region", "x": "region", "y": "amount", "aggregate": "sum"}
COUNT = {"kind": "indicator", "title": "Rows", "aggregate": "count"}
IN_EU = {"column": "region", "op": "in", "value": ["EU"]}


@pytest.fixture
def client(api, ada):
    return api(ada)


@pytest.fixture
def board(client, ready):
    answer = client.post(PATH, json={"dataset_id": ready, "name": "Orders"})
    assert answer.status_code == 201, answer.text
    return answer.json["id"]


@pytest.fixture
def add(client, board):
    def tile(spec, **more):
        answer = client.post(f"{PATH}/{board}/tiles", json={"spec": spec, **more})
        assert answer.status_code == 201, answer.text
        return answer.json["id"]

    return tile


def figure(client, board, tile):
    answer = client.get(f"{PATH}/{board}/tiles/{tile}/figure")
    assert answer.status_code == 200, answer.text
    return answer


def put(client, board, filters, **more):
    return client.put(f"{PATH}/{board}/filters", json={"filters": filters, **more})


def test_one_click_makes_a_dashboard_of_what_is_there(client, ready):
    made = client.post(f"{PATH}/auto", json={"dataset_id": ready})
    assert made.status_code == 201
    kinds = [tile["kind"] for tile in made.json["tiles"]]
    assert kinds[0] == "indicator"
    assert kinds[-1] == "table"
    for tile in made.json["tiles"]:
        drawn = figure(client, made.json["id"], tile["id"])
        assert drawn.json["data"]
        assert len(drawn.headers["Figure-Hash"]) >= 32


def test_an_empty_dashboard_is_filled_changed_and_emptied(client, board, add):
    tile = add(BAR)
    found = client.get(f"{PATH}/{board}").json
    assert [one["id"] for one in found["tiles"]] == [tile]
    place = {"x": 3, "y": 2, "w": 6, "h": 8}
    moved = client.patch(f"{PATH}/{board}/tiles/{tile}", json={"version": 1, "place": place})
    assert {key: moved.json[key] for key in place} == place
    stale = client.patch(f"{PATH}/{board}/tiles/{tile}", json={"version": 1, "place": place})
    assert stale.status_code == 409
    assert client.delete(f"{PATH}/{board}/tiles/{tile}").status_code == 204
    assert client.get(f"{PATH}/{board}").json["tiles"] == []
    assert client.get(f"{PATH}/{board}/tiles/{tile}/figure").status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "pie of the sky"},
        {"x": "no such column"},
        {"y": "no such column"},
        {"aggregate": "sum of squares"},
        {"surprise": 1},
        {"x": None},
        {"top": -1},
        {"y": "product"},
    ],
    ids=str,
)
def test_a_chart_that_cannot_be_is_refused_and_says_why(client, board, change):
    answer = client.post(f"{PATH}/{board}/tiles", json={"spec": {**BAR, **change}})
    assert answer.status_code == 422, answer.text
    assert answer.json["error"]["message"]


def test_filters_move_every_figure_and_its_fingerprint(client, board, add):
    count, bar = add(COUNT), add(BAR)
    before = figure(client, board, count), figure(client, board, bar)
    assert before[0].json["data"][0]["value"] == 280

    answer = put(client, board, [IN_EU])
    assert answer.status_code == 200
    assert answer.json["seq"] == 1
    after = figure(client, board, count), figure(client, board, bar)
    assert after[0].json["data"][0]["value"] == sum(1 for i in range(280) if i % 3)
    for old, new in zip(before, after, strict=True):
        assert old.headers["Figure-Hash"] != new.headers["Figure-Hash"]

    put(client, board, [])
    again = figure(client, board, bar)
    assert again.headers["Figure-Hash"] == before[1].headers["Figure-Hash"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"column": "no such", "op": "in", "value": ["x"]},
        {"column": "region", "op": "like", "value": "x"},
        {"column": "region", "op": "in", "value": "EU"},
        {"column": "region", "op": "in", "value": [{"a": 1}]},
        {"column": "amount", "op": "between", "value": ["a", "b"]},
        {"column": "amount", "op": "between", "value": [1]},
        {"column": "amount", "op": "gt", "value": "many"},
        {"column": "day", "op": "last", "value": "a while"},
        {"column": "day", "op": "ge", "value": "31/31/2026"},
        {"column": "region"},
        {"op": "in"},
        "region",
        7,
        None,
    ],
    ids=str,
)
def test_a_filter_that_makes_no_sense_is_422_and_changes_nothing(client, board, wrong):
    answer = put(client, board, [IN_EU, wrong])
    assert answer.status_code == 422, answer.text
    assert answer.json["error"]["message"]
    assert client.get(f"{PATH}/{board}/filters").json["filters"] == []


def test_an_unknown_column_is_named(client, board):
    answer = put(client, board, [{"column": "no such", "op": "in", "value": ["x"]}])
    assert "no such" in answer.json["error"]["message"]


def test_whoever_was_slower_is_told_where_the_filters_stand(client, board):
    assert put(client, board, [IN_EU], seq=0).status_code == 200
    late = put(client, board, [], seq=0)
    assert late.status_code == 409
    assert late.json["error"]["details"] == {"seq": 1}


def test_any_chart_without_a_dashboard(client, ready):
    body = {"dataset_id": ready, "spec": BAR, "filters": [IN_EU]}
    query = client.post("/api/v1/query", json=body)
    assert query.status_code == 200, query.text
    assert query.json["version"] == 2
    assert len(query.json["rows"]) == 1
    wanted = sum(10.5 + i % 7 for i in range(280) if i % 3)
    assert query.json["rows"][0][-1] == pytest.approx(wanted)
    again = client.post("/api/v1/query", json=body)
    assert again.json["cached"] is True
    assert again.json["rows"] == query.json["rows"]
    assert client.post("/api/v1/figure", json=body).json["data"]


def test_names_change_by_version(client, board):
    changed = client.patch(f"{PATH}/{board}", json={"version": 1, "name": "New"})
    assert (changed.json["name"], changed.json["version"]) == ("New", 2)
    stale = client.patch(f"{PATH}/{board}", json={"version": 1, "name": "Old"})
    assert stale.status_code == 409
    assert client.get(f"{PATH}/{board}").json["name"] == "New"


def test_a_deleted_dashboard_is_gone(client, board, ready):
    assert client.delete(f"{PATH}/{board}").status_code == 204
    assert client.get(f"{PATH}/{board}").status_code == 404
    assert client.get(f"/api/v1/datasets/{ready}").status_code == 200


def test_a_dataset_that_is_not_ready_has_no_dashboard(client, csv_file):
    made = client.post("/api/v1/datasets", data=csv_file()).json
    answer = client.post(f"{PATH}/auto", json={"dataset_id": made["id"]})
    assert answer.status_code == 409


def test_the_kinds_of_charts_are_published_as_schemas(client):
    kinds = {one["kind"]: one["schema"] for one in client.get("/api/v1/charts").json["items"]}
    assert {"line", "bar", "histogram", "scatter", "indicator", "table"} <= set(kinds)
    assert "x" in kinds["bar"]["properties"]
