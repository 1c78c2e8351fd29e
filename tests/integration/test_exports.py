"""Tiles and dashboards taken away: the same numbers as on the page, nothing that runs."""

import io
import json
import re
import zipfile

import pytest
from pypdf import PdfReader

from luminabi_dash.reports.images import find_chrome
from luminabi_dash.reports.standalone import Part, page
from luminabi_dash.services import dashboards, live
from luminabi_dash.services import tiles as services

PATH = "/api/v1/dashboards"
BAR = {"kind": "bar", "x": "region", "y": "amount", "title": "=Amount <b>by</b> region"}
SPREAD = {"kind": "histogram", "x": "amount", "bins": 4, "title": "Spread"}
TABLE = {"kind": "table", "columns": ["region", "amount"], "limit": 2, "title": "Rows"}
TEXT = {"kind": "text", "text": "# Hello", "title": "Words"}


@pytest.fixture
def client(api, ada):
    return api(ada)


@pytest.fixture
def tiles(context, ada, ready):
    board = dashboards.create(context, ada, ready, "Orders")
    specs = (BAR, SPREAD, TABLE, TEXT)
    return board.id, {s["kind"]: services.add_tile(context, ada, board.id, s).id for s in specs}


def taken(client, board, tile, form, status=200, **more):
    answer = client.get(
        f"{PATH}/{board}/tiles/{tile}/export", query_string={"format": form, **more}
    )
    assert answer.status_code == status, answer.text
    return answer


def test_the_data_of_a_chart_are_those_it_draws(client, context, ada, ready, tiles):
    board, ids = tiles
    lines = taken(client, board, ids["bar"], "csv").text.splitlines()
    assert lines[0] == "region,sum of amount"
    asked = {"dataset_id": ready, "spec": BAR, "filters": []}
    drawn = client.post("/api/v1/query", json=asked).json["rows"]
    assert [line.split(",")[0] for line in lines[1:]] == [str(row[0] or "") for row in drawn]
    live.set_filter(context, ada, board, {"column": "region", "op": "in", "value": ["EU"]})
    assert len(taken(client, board, ids["bar"], "csv").text.splitlines()) == 2
    all_of = taken(client, board, ids["bar"], "csv", filters="[]").text.splitlines()
    assert len(all_of) == len(lines)


def test_a_table_is_taken_away_whole(client, ready, tiles):
    board, ids = tiles
    total = client.get(f"/api/v1/datasets/{ready}/rows?limit=1").json["total"]
    assert total > 2
    assert len(taken(client, board, ids["table"], "csv").text.splitlines()) == total + 1


def test_a_workbook_and_the_ends_of_intervals(client, tiles):
    board, ids = tiles
    answer = taken(client, board, ids["histogram"], "xlsx")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        words = book.read("xl/sharedStrings.xml").decode()
    assert "amount to" in words
    assert "rows" in words


def test_what_has_no_such_form_says_so(client, tiles):
    board, ids = tiles
    assert "exported as" in taken(client, board, ids["bar"], "exe", 422).json["error"]["message"]
    assert taken(client, board, ids["text"], "csv", 422).json["error"]["code"] == "no_data"
    assert taken(client, board, ids["table"], "png", 422).json["error"]["code"] == "no_picture"
    assert taken(client, board, ids["bar"], "csv", 422, filters="{}")
    assert client.get(f"{PATH}/{board}/export?format=doc").status_code == 422


@pytest.mark.skipif(find_chrome() is None, reason="Chromium is not installed")
def test_pictures_and_documents(client, tiles):
    board, ids = tiles
    png = taken(client, board, ids["bar"], "png")
    assert png.mimetype == "image/png"
    assert png.data.startswith(b"\x89PNG")
    svg = taken(client, board, ids["bar"], "svg").text
    assert "<svg" in svg
    assert "<b>" not in svg
    assert "Amount" in svg
    pdf = PdfReader(io.BytesIO(taken(client, board, ids["table"], "pdf").data))
    assert "region" in "".join(one.extract_text() for one in pdf.pages)
    whole = client.get(f"{PATH}/{board}/export?format=pdf")
    assert whole.data.startswith(b"%PDF")


def test_one_file_holds_the_dashboard_and_nothing_runs_in_it(client, tiles):
    board, _ = tiles
    text = client.get(f"{PATH}/{board}/export?format=html").text
    assert "<b>by</b>" not in text.split("<main>")[1].split("</main>")[0]
    assert "=Amount &lt;b&gt;by&lt;/b&gt; region" in text
    assert not re.search(r"(?:src|href)=.https?:", text.split("<main>")[1].split("<script>")[0])
    held = re.search(r'id="figures">(.*?)</script>', text).group(1)
    assert {t["type"] for f in json.loads(held).values() for t in f["data"]} == {"bar"}


def test_no_text_ends_the_script_that_holds_it():
    wicked = "</script><img src=x onerror=alert(1)>"
    figure = {"data": [{"type": "bar", "x": [wicked], "y": [1]}], "layout": {"meta": {}}}
    made = page(wicked, [wicked], [Part(wicked, wicked, 6, 4, figure)], "").decode()
    assert wicked not in made
    held = re.search(r'id="figures">(.*?)</script>', made).group(1)
    assert json.loads(held)["figure-0"]["data"][0]["x"] == [wicked]


def test_exports_of_others_are_not_there(api, bob, tiles):
    board, ids = tiles
    client = api(bob)
    assert client.get(f"{PATH}/{board}/export").status_code == 404
    assert client.get(f"{PATH}/{board}/tiles/{ids['bar']}/export?format=csv").status_code == 404
