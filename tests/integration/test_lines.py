"""From a number on a dashboard to its rows, and from a row to its line of the file."""

import csv
import io

import pytest

from luminabi_dash.services import dashboards, lines
from tests.conftest import CSV

SPECS = [
    {"kind": "bar", "x": "region", "y": "amount"},
    {"kind": "bar", "x": "product", "color": "region"},
    {"kind": "bar", "x": "order", "top": 5},
    {"kind": "bar", "x": "day", "unit": "month", "horizontal": True},
    {"kind": "line", "x": "day", "unit": "week", "y": "amount"},
    {"kind": "line", "x": "day", "unit": "quarter", "color": "product"},
    {"kind": "histogram", "x": "amount", "bins": 7},
]


@pytest.fixture
def board(context, ada, ready):
    return dashboards.create(context, ada, ready, "Lines").id


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: f"{spec['kind']} {spec['x']}")
def test_the_rows_of_all_marks_are_all_rows_once(context, ada, api, board, spec):
    tile = dashboards.add_tile(context, ada, board, spec).id
    client = api(ada)
    figure = client.get(f"/api/v1/dashboards/{board}/tiles/{tile}/figure").json
    found = []
    for trace, drawn in enumerate(figure["data"]):
        keys = drawn["y"] if spec.get("horizontal") else drawn["x"]
        for point in range(len(keys)):
            path = f"/api/v1/dashboards/{board}/tiles/{tile}/rows?trace={trace}&point={point}"
            page = client.get(f"{path}&limit=1000")
            assert page.status_code == 200, page.text
            assert len(page.json["rows"]) == page.json["total"] > 0
            found += [row[0] for row in page.json["rows"]]
    assert len(found) == len(set(found)) == 280


def test_a_mark_shows_the_number_that_its_rows_sum_to(context, ada, api, board):
    tile = dashboards.add_tile(context, ada, board, SPECS[0]).id
    client = api(ada)
    drawn = client.get(f"/api/v1/dashboards/{board}/tiles/{tile}/figure").json["data"][0]
    path = f"/api/v1/dashboards/{board}/tiles/{tile}/rows?trace=0&point=1&limit=1000"
    page = client.get(path).json
    place = page["columns"].index("amount")
    assert sum(row[place] for row in page["rows"]) == pytest.approx(drawn["y"][1])


def test_the_shared_filters_hold_for_the_rows_too(context, ada, api, board):
    tile = dashboards.add_tile(context, ada, board, SPECS[0]).id
    client = api(ada)
    filters = [{"column": "product", "op": "in", "value": ["Desk"]}]
    client.put(f"/api/v1/dashboards/{board}/filters", json={"filters": filters})
    page = client.get(f"/api/v1/dashboards/{board}/tiles/{tile}/rows").json
    assert page["total"] == 28
    answer = client.get(f"/api/v1/dashboards/{board}/tiles/{tile}/rows?format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == 28
    assert {row["product"] for row in rows} == {"Desk"}
    assert rows[0]["line"].isdecimal()


@pytest.mark.parametrize("place", ["trace=9&point=0", "trace=0&point=999"])
def test_a_mark_that_is_not_there_is_said(context, ada, api, board, place):
    tile = dashboards.add_tile(context, ada, board, SPECS[0]).id
    answer = api(ada).get(f"/api/v1/dashboards/{board}/tiles/{tile}/rows?{place}")
    assert answer.status_code == 422


def test_a_row_knows_its_line_and_what_it_was(context, ada, drain, tmp_path):
    from luminabi_dash.services import uploads

    path = tmp_path / "orders.csv"
    path.write_bytes(CSV.replace(b"A-0005,", b" A-0005 ,", 1))
    dataset, _ = uploads.accept(context, ada, path, "orders.csv")
    drain()

    found = lines.row(context, ada, dataset, 5)

    assert found.line == 7
    assert found.file == "orders.csv"
    assert found.cells[0] == ("order", " A-0005 ", "A-0005")
    assert [one.step for one in found.changes] == ["trim_text"]
