"""Explain this by the API: what is compared with what, rights, filters, and what is refused."""

import math

import plotly.graph_objects as go
import pytest

from luminabi_dash.charts.packing import unpacked
from luminabi_dash.services import dashboards, uploads
from tests.support.tables import fallen

LINE = {"kind": "line", "x": "day", "y": "amount", "unit": "month", "title": "Amount by month"}
BAR = {"kind": "bar", "x": "city", "y": "amount", "title": "Amount by city"}
LAST = [0, 13]


@pytest.fixture
def orders(context, drain, ada, tmp_path):
    path = tmp_path / "fallen.csv"
    path.write_bytes(fallen())
    dataset_id, _ = uploads.accept(context, ada, path, "fallen.csv")
    drain("prepare_dataset")
    return dataset_id


@pytest.fixture
def board(context, ada, orders):
    return dashboards.create(context, ada, orders, "Orders").id


@pytest.fixture
def client(api, ada):
    return api(ada)


def explain(client, board, spec, **body):
    made = client.post(f"/api/v1/dashboards/{board}/tiles", json={"spec": spec})
    assert made.status_code == 201, made.text
    return client.post(f"/api/v1/dashboards/{board}/tiles/{made.json['id']}/explain", json=body)


def is_whole(found):
    """All contributions of every column sum to the change."""
    for column in found["columns"]:
        total = math.fsum(one["contribution"] for one in column["segments"])
        assert math.isclose(total, found["change"], rel_tol=1e-9, abs_tol=1e-9), column["name"]
    assert math.isclose(found["after"]["value"] - found["before"]["value"], found["change"])


def test_a_month_is_compared_with_the_one_before(client, board):
    found = explain(client, board, LINE, point=LAST).json
    is_whole(found)
    assert found["words"].startswith("amount: 13,200 in February 2026 against 16,900 in January")
    assert found["sentence"] == (
        "Paris carries 87% of the fall (−3,230 of −3,700); before, Paris was 31% of the whole."
    )
    assert found["usual"] == "No step as large came in the 12 months before."
    assert found["column"] == "city"
    assert found["beyond"] == sum(column["beyond"] for column in found["columns"]) == 1
    assert f"{found['tested']} segments of 4 columns compared, 1 beyond" in found["counted"]
    city = found["columns"][0]
    assert city["twins"] == ["short"]
    assert [one["name"] for one in city["segments"] if one["beyond"]] == ["Paris"]
    assert found["columns"][1]["sentence"].endswith("moved otherwise than the rest beyond chance.")
    figure = go.Figure(found["figure"])
    assert [trace.name for trace in figure.data] == ["Beyond chance", "Within chance", None]
    sizes = [x for trace in figure.data[:2] for x in trace.x]
    assert math.isclose(sum(sizes), found["change"])
    assert math.isclose(figure.data[2].x[0], found["change"])


def test_two_points_are_compared_in_their_order(client, board):
    found = explain(client, board, LINE, point=[0, 5], against=[0, 13], column="product").json
    is_whole(found)
    assert found["before"]["words"] == "in June 2025"
    assert found["after"]["words"] == "in February 2026"
    assert found["column"] == "product"
    split = {**LINE, "color": "channel"}
    lines = explain(client, board, split, point=[0, 13], against=[1, 13]).json
    is_whole(lines)
    assert "channel is web" in lines["after"]["words"] + lines["before"]["words"]
    assert "channel" not in [one["name"] for one in lines["columns"]]
    again = explain(client, board, LINE, point=[0, 5], against=[0, 5])
    assert (again.status_code, again.json["error"]["code"]) == (422, "same_point")
    first = explain(client, board, LINE, point=[0, 0])
    assert (first.status_code, first.json["error"]["code"]) == (422, "nothing_before")


def test_the_numbers_are_those_of_the_tile(client, board, orders):
    for spec in (
        LINE,
        {**LINE, "aggregate": "mean"},
        {**LINE, "aggregate": "count"},
        {**LINE, "y": None},
        {**LINE, "more": ["cost"]},
        {**LINE, "second": "cost", "second_aggregate": "mean"},
        {**LINE, "kind": "area", "color": "channel"},
        {**LINE, "unit": "week"},
        {**LINE, "unit": None, "aggregate": "mean"},
        {"kind": "bar", "x": "day", "y": "amount"},
    ):
        drawn = client.post("/api/v1/figure", json={"dataset_id": orders, "spec": spec}).json
        trace = len(drawn["data"]) - 1
        values = unpacked(drawn["data"][trace]["y"])
        at = len(values) - 1
        body = {"dataset_id": orders, "spec": spec, "point": [trace, at]}
        answer = client.post("/api/v1/explain", json=body)
        assert answer.status_code == 200, (spec, answer.text)
        is_whole(answer.json)
        assert math.isclose(answer.json["after"]["value"], values[at]), spec
        assert math.isclose(answer.json["before"]["value"], values[at - 1]), spec


def test_a_category_is_compared_with_the_others(client, board):
    found = explain(client, board, BAR, point=[0, 0]).json
    is_whole(found)
    assert found["after"]["words"] == "for Paris"
    assert found["before"]["words"] == "on average of the other 4"
    assert "city" not in [one["name"] for one in found["columns"]]
    assert "short" not in [one["name"] for one in found["columns"]]
    assert found["beyond"] == 0
    other = explain(client, board, BAR, point=[0, 0], against=[0, 1]).json
    assert other["before"]["words"] == "for Lyon"
    is_whole(other)
    mean = explain(client, board, {**BAR, "aggregate": "mean"}, point=[0, 0]).json
    assert mean["before"]["words"] == "for the other 4 together"
    is_whole(mean)


def test_one_of_thousands_and_a_point_along_numbers(client, board):
    one = explain(client, board, {"kind": "bar", "x": "order", "y": "amount"}, point=[0, 0]).json
    is_whole(one)
    assert one["before"]["words"] == "on average of the other 5,913"
    assert [column["name"] for column in one["columns"]] != []
    number = {"kind": "line", "x": "cost", "y": "amount", "aggregate": "mean"}
    along = explain(client, board, number, point=[0, 6], against=[0, 2]).json
    assert float(along["before"]["words"].removeprefix("for ")) < float(
        along["after"]["words"].removeprefix("for ")
    )
    is_whole(along)


def test_a_period_that_is_not_over_is_said_to_be_so(client, board):
    until = [{"column": "day", "op": "le", "value": "2026-02-10"}]
    found = explain(client, board, LINE, point=LAST, filters=until).json
    assert found["caveats"] == ["The newest month may not be over: its rows end on 10 Feb 2026."]
    assert explain(client, board, LINE, point=LAST).json["caveats"] == []


def test_filters_of_the_tile_and_of_the_page_are_in_effect(client, board, orders):
    mine = [{"column": "channel", "op": "in", "value": ["web"]}]
    found = explain(client, board, LINE, point=LAST, filters=mine).json
    assert "channel" not in [one["name"] for one in found["columns"]]
    client.put(f"/api/v1/dashboards/{board}/filters", json={"filters": mine})
    shared = explain(client, board, LINE, point=LAST).json
    assert shared["change"] == found["change"]
    all_rows = explain(client, board, LINE, point=LAST, filters=[]).json
    assert abs(all_rows["change"]) > abs(found["change"])
    body = {"dataset_id": orders, "spec": LINE, "point": LAST, "filters": mine}
    assert client.post("/api/v1/explain", json=body).json["change"] == found["change"]


def test_calculated_measures_that_are_ratios_are_explained(client, board, orders):
    path = f"/api/v1/datasets/{orders}/calculated"
    for name, text in (
        ("margin", "1 - sum(cost) / sum(amount)"),
        ("net", "sum(amount) - sum(cost)"),
        ("middle", "median(amount)"),
    ):
        assert client.put(f"{path}/{name}", json={"expression": text}).status_code < 300
    assert client.put(f"{path}/size", json={"expression": 'if(amount > 40, "L", "S")'}).json
    for name in ("margin", "net"):
        spec = {**LINE, "y": name}
        drawn = client.post("/api/v1/figure", json={"dataset_id": orders, "spec": spec}).json
        found = explain(client, board, spec, point=LAST).json
        is_whole(found)
        assert math.isclose(found["after"]["value"], unpacked(drawn["data"][0]["y"])[13]), name
        assert "size" in [one["name"] for one in found["columns"]]
    refused = explain(client, board, {**LINE, "y": "middle"}, point=LAST)
    assert (refused.status_code, refused.json["error"]["code"]) == (422, "not_additive")
    assert "neither a sum nor one sum over another" in refused.json["error"]["message"]


def test_ratios_of_columns_are_told_as_those_of_expressions(client, board, orders):
    """The first are answered by codes but for what takes longer, the others by expressions."""
    path = f"/api/v1/datasets/{orders}/calculated"
    client.put(f"{path}/quick", json={"expression": "sum(cost) / sum(amount)"})
    client.put(f"{path}/slow", json={"expression": "sum(cost + 0) / sum(amount * 1)"})
    found = [explain(client, board, {**LINE, "y": y}, point=LAST).json for y in ("quick", "slow")]
    assert found[0]["tested"] > 0
    for one, other in zip(found[0]["columns"], found[1]["columns"], strict=True):
        assert one["name"] == other["name"]
        for a, b in zip(one["segments"], other["segments"], strict=True):
            assert math.isclose(a["contribution"], b["contribution"], rel_tol=1e-6)
            assert math.isclose(a["q_value"], b["q_value"], rel_tol=1e-6)


def test_a_number_is_explained_by_its_comparison(client, board):
    spec = {"kind": "indicator", "x": "day", "y": "amount", "compare": "before"}
    found = explain(client, board, spec).json
    assert found["after"]["words"] == "in February 2026"
    is_whole(found)
    filters = [{"column": "day", "op": "between", "value": ["2026-02-01", "2026-02-28"]}]
    spans = explain(client, board, spec, filters=filters).json
    assert spans["before"]["words"] == "in the period before"
    assert math.isclose(spans["change"], found["change"])
    is_whole(spans)
    for other in ({**spec, "compare": "none"}, {**spec, "x": "cost"}):
        bare = explain(client, board, other)
        assert (bare.status_code, bare.json["error"]["code"]) == (422, "nothing_before")


def test_what_cannot_be_explained_says_so_in_one_sentence(client, board):
    for spec, point, code in (
        ({**LINE, "aggregate": "median"}, LAST, "not_additive"),
        ({**LINE, "aggregate": "distinct"}, LAST, "not_additive"),
        ({"kind": "histogram", "x": "amount"}, [0, 0], "not_explained"),
        ({"kind": "scatter", "x": "amount", "y": "cost"}, [0, 0], "not_explained"),
        ({"kind": "waterfall", "x": "city", "y": "amount"}, [0, 5], "not_explained"),
        ({**BAR, "top": 2}, [0, 2], "not_explained"),
        (LINE, [0, 99], "no_such_mark"),
        (LINE, None, "no_such_mark"),
    ):
        refused = explain(client, board, spec, point=point)
        assert refused.status_code == 422, (spec, refused.text)
        assert refused.json["error"]["code"] == code, spec
        assert refused.json["error"]["message"].count(". ") == 0
    for body in ({"point": "0"}, {"point": [0]}, {"point": [0, -1]}, {"pint": [0, 1]}):
        assert explain(client, board, LINE, **body).status_code == 422
    assert explain(client, board, LINE, point=LAST, column="nothing").status_code == 404


def test_readers_may_ask_and_strangers_may_not(context, client, api, ada, bob, board, orders):
    tile = client.post(f"/api/v1/dashboards/{board}/tiles", json={"spec": LINE}).json["id"]
    path = f"/api/v1/dashboards/{board}/tiles/{tile}/explain"
    theirs = api(bob)
    assert theirs.post(path, json={"point": LAST}).status_code == 404
    body = {"dataset_id": orders, "spec": LINE, "point": LAST}
    assert theirs.post("/api/v1/explain", json=body).status_code == 404
    client.post(
        f"/api/v1/dashboards/{board}/shares", json={"email": bob.email, "permission": "view"}
    )
    assert theirs.post(path, json={"point": LAST}).status_code == 200
    assert theirs.post("/api/v1/explain", json=body).status_code == 404
