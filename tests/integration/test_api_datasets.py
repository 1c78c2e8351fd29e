"""Datasets by the API: files in, tables, evidence, audit and exports out; bad files refused."""

import csv
import io
from functools import partial

import polars as pl
import pytest

from tests.conftest import CSV

PATH = "/api/v1/datasets"


@pytest.fixture
def client(api, ada):
    return api(ada)


@pytest.fixture
def put_in(client, drain):
    """Upload bytes, prepare them; the dataset as the API shows it."""

    def upload(data, name="orders.csv"):
        made = client.post(PATH, data={"file": (io.BytesIO(data), name)})
        assert made.status_code == 201, made.text
        drain()
        return client.get(f"{PATH}/{made.json['id']}").json

    return upload


@pytest.fixture
def dataset(put_in):
    dirty = CSV.replace(b"A-0005,", b" A-0005 ,", 1) + CSV.splitlines()[3] + b"\n"
    return put_in(dirty)


def get(client, dataset, path):
    answer = client.get(f"{PATH}/{dataset['id']}{path}")
    assert answer.status_code == 200, answer.text
    return answer.json


def test_an_upload_answers_at_once_and_is_prepared_by_a_job(client, drain):
    made = client.post(PATH, data={"file": (io.BytesIO(CSV), "orders.csv"), "name": "My orders"})
    assert made.status_code == 201
    assert made.json["name"] == "My orders"
    assert made.json["status"] == "pending"
    job = client.get(f"/api/v1/jobs/{made.json['job_id']}").json
    assert (job["state"], job["attempts"]) == ("queued", 0)

    drain()
    job = client.get(f"/api/v1/jobs/{made.json['job_id']}").json
    assert (job["state"], job["progress"], job["error"]) == ("succeeded", 1.0, None)
    assert client.get(f"{PATH}/{made.json['id']}").json["status"] == "ready"


def test_rows_read_are_rows_kept_removed_and_rejected(dataset):
    version = dataset["version"]
    assert version["rows_in"] == 281
    assert version["rows"] + version["rows_removed"] + version["rows_rejected"] == 281
    assert version["rows_removed"] == 1


def test_rows_come_in_pages_of_either_version(client, dataset):
    page = get(client, dataset, "/rows?limit=3&offset=4")
    assert page["columns"] == ["order", "day", "region", "product", "amount"]
    assert len(page["rows"]) == 3
    assert page["total"] == 280
    assert page["rows"][1][0] == "A-0005"
    read = get(client, dataset, "/rows?version=1&limit=1000")
    assert read["total"] == 281
    for wrong in ("limit=0", "limit=x", "offset=-1", "limit=99999999", "version=x"):
        assert client.get(f"{PATH}/{dataset['id']}/rows?{wrong}").status_code == 422
    assert client.get(f"{PATH}/{dataset['id']}/rows?version=99").status_code == 404


def test_columns_have_types_and_the_evidence_says_why(client, dataset):
    columns = {one["name"]: one for one in get(client, dataset, "/columns")["items"]}
    assert columns["amount"]["role"] == "measure"
    assert columns["day"]["role"] == "temporal"
    assert columns["region"]["role"] == "dimension"
    evidence = get(client, dataset, "/evidence")
    assert evidence["decisions"]
    assert evidence["rejected"] in ([], {}, None) or not evidence["rejected"]


def test_each_change_is_in_the_audit(client, dataset):
    found = get(client, dataset, "/changes")["items"]
    told = [(one["row"], one["before"], one["after"]) for one in found if one["column"] == "order"]
    assert (5, " A-0005 ", "A-0005") in told
    one = get(client, dataset, "/changes?column=order")
    assert {item["column"] for item in one["items"]} <= {"order", None}
    assert get(client, dataset, "/changes?column=nothing")["items"] == []


def test_each_removed_row_is_in_the_audit(client, dataset):
    """A line for each changed cell or removed row, as the audit file has it."""
    removed = [one for one in get(client, dataset, "/changes")["items"] if one["column"] is None]
    assert [one["row"] for one in removed] == [280]


def test_versions_are_a_pair_and_the_recipe_can_be_seen(client, dataset):
    versions = get(client, dataset, "/versions")["items"]
    assert {(one["number"], one["kind"]) for one in versions} == {(1, "read"), (2, "cleaned")}
    assert get(client, dataset, "/recipe")["steps"]
    assert get(client, dataset, "/quality")["columns"]


@pytest.mark.parametrize("format_", ["csv", "parquet", "xlsx"])
def test_exports_hold_what_the_rows_hold(client, dataset, format_):
    answer = client.get(f"{PATH}/{dataset['id']}/export?format={format_}")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    data = io.BytesIO(answer.data)
    readers = {"csv": pl.read_csv, "parquet": pl.read_parquet}
    readers["xlsx"] = partial(pl.read_excel, engine="openpyxl")
    frame = readers[format_](data)
    assert frame.height == 280
    assert frame["amount"].sum() == pytest.approx(sum(10.5 + i % 7 for i in range(280)))
    assert client.get(f"{PATH}/{dataset['id']}/export?format=exe").status_code == 422


def test_formulas_in_text_do_not_leave_as_formulas(client, put_in):
    dataset = put_in(b"name,note\n" + b"".join(b"n%d,=1+%d\n" % (i, i) for i in range(30)))
    text = client.get(f"{PATH}/{dataset['id']}/export?format=csv").text
    assert "\nn1,=1" not in text


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\x00\x01\x02\x7fELF" * 400, "data.csv"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "picture.csv"),
        (b"PK\x03\x04 not a workbook", "book.xlsx"),
        (b"\n\n\n", "blank.csv"),
        (b"%PDF-1.7 \xe2\xe3\xcf\xd3" + b"x" * 500, "paper.csv"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_table_is_refused_with_one_sentence(client, drain, data, name):
    """At once where its first bytes say so, else by its job."""
    made = client.post(PATH, data={"file": (io.BytesIO(data), name)})
    if made.status_code == 201:
        drain()
        dataset = client.get(f"{PATH}/{made.json['id']}").json
        assert dataset["status"] == "failed"
        problem = dataset["error"]
    else:
        assert made.status_code in {413, 415, 422}
        problem = made.json["error"]
    message = problem["message"] if isinstance(problem, dict) else problem
    assert message.endswith(".")
    assert "Traceback" not in message


def test_an_empty_file_and_none_are_refused_at_once(client):
    empty = client.post(PATH, data={"file": (io.BytesIO(b""), "a.csv")})
    assert (empty.status_code, empty.json["error"]["code"]) == (422, "empty_file")
    assert client.post(PATH, data={}).status_code == 422
    assert client.post(PATH, json={"file": "x"}).status_code == 422
    nameless = client.post(PATH, data={"file": (io.BytesIO(CSV), "..")})
    assert nameless.status_code == 422


def test_a_dataset_is_renamed_by_whoever_saw_it_last(client, dataset):
    first = client.patch(f"{PATH}/{dataset['id']}", json={"name": "A", "version": 1})
    assert first.json["name"] == "A"
    stale = client.patch(f"{PATH}/{dataset['id']}", json={"name": "B", "version": 1})
    assert stale.status_code == 409
    assert client.patch(f"{PATH}/{dataset['id']}", json={"name": "  "}).status_code == 422


def test_a_deleted_dataset_is_gone_with_its_files(client, dataset, settings):
    board = client.post("/api/v1/dashboards/auto", json={"dataset_id": dataset["id"]}).json
    assert client.delete(f"{PATH}/{dataset['id']}").status_code == 204
    assert client.get(f"{PATH}/{dataset['id']}").status_code == 404
    assert client.get(f"/api/v1/dashboards/{board['id']}").status_code == 404
    left = [p for p in settings.data_path.rglob("*.parquet") if p.is_file()]
    assert left == []


def test_a_new_file_is_the_next_pair_of_versions(client, dataset, drain):
    more = CSV + b"A-9999,2026-11-01,EU,Lamp,12.50\n"
    answer = client.put(f"{PATH}/{dataset['id']}/file", data={"file": (io.BytesIO(more), "n.csv")})
    assert answer.status_code == 202
    assert get(client, dataset, "/rows")["total"] == 280
    drain()
    assert get(client, dataset, "/rows")["total"] == 281
    assert [one["number"] for one in get(client, dataset, "/versions")["items"]][-4:]
    assert get(client, dataset, "/rows?version=2")["total"] == 280


def test_cleaning_again_and_searching_again_are_jobs(client, dataset, drain):
    for path in ("clean", "insights"):
        answer = client.post(f"{PATH}/{dataset['id']}/{path}")
        assert answer.status_code == 202
        drain()
        job = client.get(f"/api/v1/jobs/{answer.json['job_id']}").json
        assert job["state"] == "succeeded"
    found = get(client, dataset, "/insights")
    assert found["tested"] > 0
    assert found["level"] > 0


def test_lists_come_in_pages(client, put_in):
    for number in range(3):
        put_in(CSV, f"f{number}.csv")
    first = client.get(f"{PATH}?limit=2").json
    rest = client.get(f"{PATH}?limit=2&cursor={first['next']}").json
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (2, 1, None)
    ids = [one["id"] for one in [*first["items"], *rest["items"]]]
    assert len(set(ids)) == 3


@pytest.mark.parametrize("path", ["/datasets/0", "/datasets/99999999999999999999", "/nothing"])
def test_what_is_not_there_is_404_in_json(client, path):
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == 404
    assert answer.json["error"]["code"]


def test_the_version_as_uploaded_goes_out_cell_for_cell(client, put_in):
    rows = [
        ["id", "phone", "note", "note", "=sum"],
        ["007", "+49 170 1234", " spaces ", "=1+1", "-5"],
        ["0x1", "", "n/a", 'a "quoted", text', "1.50"],
        ["1e5", "03/04/2026", "NA", "line\nbreak", "@x"],
    ]
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    made = put_in(text.getvalue().encode(), "odd.csv")

    answer = client.get(f"{PATH}/{made['id']}/export?format=csv&version=1")

    assert list(csv.reader(io.StringIO(answer.text, newline=""))) == rows
    cleaned = client.get(f"{PATH}/{made['id']}/export?format=csv").text
    assert "'=1+1" in cleaned
    assert "'=sum" in cleaned
