"""Charts by the API: what kinds need, which fit, and every kind on a dashboard of its own."""

import io
import struct
import zlib

import plotly.graph_objects as go
import pytest

from luminabi_dash.errors import NotFound
from luminabi_dash.services import lines

PATH = "/api/v1/dashboards"


@pytest.fixture
def client(api, ada):
    return api(ada)


@pytest.fixture
def board(client, ready):
    return client.post(PATH, json={"dataset_id": ready, "name": "Orders"}).json["id"]


def drawn(client, board, spec):
    made = client.post(f"{PATH}/{board}/tiles", json={"spec": spec})
    assert made.status_code == 201, made.text
    answer = client.get(f"{PATH}/{board}/tiles/{made.json['id']}/figure")
    assert answer.status_code == 200, answer.text
    return answer.json


def png():
    """One white pixel."""

    def chunk(name, data):
        crc = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", crc)

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\x00\xff\xff\xff")
    chunks = chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def test_kinds_say_what_they_need(client):
    kinds = {one["kind"]: one for one in client.get("/api/v1/charts").json["items"]}
    assert len(kinds) >= 21
    assert kinds["text"]["needs_data"] is False
    fields = kinds["bar"]["schema"]["properties"]
    assert fields["x"]["column"] == "any"
    assert fields["top"]["section"] == "Data"
    assert all(one["title"] and one["description"] and one["icon"] for one in kinds.values())


def test_charts_that_fit_can_be_drawn_as_they_are(client, ready, board):
    profile = client.get(f"/api/v1/datasets/{ready}/profile").json["items"]
    columns = [column["name"] for column in profile]
    for chosen in (["region", "amount"], ["amount"], columns):
        body = {"dataset_id": ready, "columns": chosen}
        answer = client.post("/api/v1/charts/recommend", json=body)
        assert answer.status_code == 200, answer.text
        assert 1 <= len(answer.json["items"]) <= 3
        for one in answer.json["items"]:
            assert one["why"]
            go.Figure(drawn(client, board, one["spec"]))


def test_columns_that_are_not_there_and_strangers_are_refused(client, ready, api, bob):
    body = {"dataset_id": ready, "columns": ["nope"]}
    answer = client.post("/api/v1/charts/recommend", json=body)
    assert answer.status_code == 422
    assert "nope" in answer.json["error"]["message"]
    assert api(bob).post("/api/v1/charts/recommend", json=body).status_code == 404


def test_a_region_keeps_its_colour_when_filters_leave_others_out(client, board):
    spec = {"kind": "pie", "x": "region", "y": "amount"}
    made = client.post(f"{PATH}/{board}/tiles", json={"spec": spec}).json["id"]
    where = f"{PATH}/{board}/tiles/{made}/figure"
    [all_] = client.get(where).json["data"]
    colours = dict(zip(all_["labels"], all_["marker"]["colors"], strict=True))
    last = all_["labels"][-1]
    only = [{"column": "region", "op": "in", "value": [last]}]
    assert client.put(f"{PATH}/{board}/filters", json={"filters": only}).status_code == 200
    [one] = client.get(where).json["data"]
    assert dict(zip(one["labels"], one["marker"]["colors"], strict=True)) == {last: colours[last]}


def test_words_and_pictures_ask_for_no_rows(client, board):
    words = drawn(client, board, {"kind": "text", "text": "# Hi <b>x</b> [y](javascript:alert(1))"})
    assert words["layout"]["meta"]["text"] == "# Hi &lt;b>x&lt;/b> [y](#)"
    sent = client.post(f"{PATH}/{board}/pictures", data={"file": (io.BytesIO(png()), "plan.png")})
    assert sent.status_code == 201, sent.text
    shown = drawn(client, board, {"kind": "image", "picture": sent.json["id"], "alt": "Plan"})
    assert shown["layout"]["meta"]["src"] == sent.json["url"]
    assert client.get(sent.json["url"]).data == png()


def test_outlines_come_from_here(client):
    for name in ("world_110m", "usa_110m"):
        assert client.get(f"/shapes/{name}.json").json["type"] == "Topology"
    assert client.get("/shapes/nowhere.json").status_code == 404


def test_a_click_on_a_cell_is_the_number_that_it_carries():
    """What Dash sends of a click: cells of a heat map come without their pair of numbers."""
    cell = {"points": [{"curveNumber": 0, "x": "App", "y": "Bath", "z": 66, "customdata": 31}]}
    assert lines.selection_of(4, cell) == {"tile": 4, "place": [0, 31]}
    bar = {"points": [{"curveNumber": 1, "pointNumber": 2, "customdata": [1.0, 2.0]}]}
    assert lines.selection_of(4, bar) == {"tile": 4, "place": [1, 2]}
    with pytest.raises(NotFound):
        lines.selection_of(4, {"points": [{"curveNumber": 0, "x": 1}]})
