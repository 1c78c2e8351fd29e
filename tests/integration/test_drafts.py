"""Changes that are looked at first: recipes with their impact, further files with their drift."""

import io

import pytest

from luminabi_dash.errors import NotFound
from luminabi_dash.services import drafts, recipes
from tests.conftest import CSV

PATH = "/api/v1/datasets"
HEAD, *BODY = CSV.decode().splitlines()


@pytest.fixture
def client(api, ada):
    return api(ada)


@pytest.fixture
def settle(drain):
    return lambda: drain("prepare_dataset", "find_insights", "check_draft")


@pytest.fixture
def dataset(client, settle):
    """Spaces around some cells and one copy of a row: a recipe of two steps."""
    dirty = [line.replace("EU", " EU ") if n % 9 == 1 else line for n, line in enumerate(BODY)]
    data = "\n".join([HEAD, *dirty, dirty[3]]) + "\n"
    made = client.post(PATH, data={"file": (io.BytesIO(data.encode()), "orders.csv")}).json
    settle()
    return made["id"]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    """Jobs run when `settle` is called, so nothing is gained by waiting for one."""
    monkeypatch.setattr("luminabi_dash.web.api.recipes.WAIT_SECONDS", 0.0)


def recipe_of(client, dataset):
    return client.get(f"{PATH}/{dataset}/recipe").json


def step_of(client, dataset, name):
    return next(one for one in recipe_of(client, dataset)["steps"] if one["name"] == name)


def version_of(client, dataset):
    return client.get(f"{PATH}/{dataset}").json["version"]


def lines(rows):
    return ("\n".join([HEAD, *rows]) + "\n").encode()


def file_of(data, name="next.csv"):
    return {"file": (io.BytesIO(data), name)}


def test_an_undone_step_restores_every_cell_and_can_be_done_again(client, dataset, settle):
    trimmed = client.get(f"{PATH}/{dataset}/changes?step=trim_text").json
    assert trimmed["total"] > 0
    step = step_of(client, dataset, "trim_text")

    undone = client.post(f"{PATH}/{dataset}/recipe/undo", json={"step_id": step["id"]})
    assert undone.status_code == 202
    settle()
    assert client.get(f"{PATH}/{dataset}/changes?step=trim_text").json["total"] == 0
    now = client.get(f"{PATH}/{dataset}/rows?limit=1000").json
    regions = {row[now["columns"].index("region")] for row in now["rows"]}
    assert " EU " in regions
    versions = client.get(f"{PATH}/{dataset}/versions").json["items"]
    assert [(one["kind"], one["why"]) for one in versions] == [
        ("cleaned", "recipe"),
        ("cleaned", "upload"),
        ("read", "upload"),
    ]

    client.post(f"{PATH}/{dataset}/recipe/undo", json={"step_id": step["id"], "is_on": True})
    settle()
    again = client.get(f"{PATH}/{dataset}/changes?step=trim_text").json
    assert again["total"] == trimmed["total"]


def test_a_recipe_that_is_put_is_used_by_the_next_cleaning(client, dataset, settle):
    before = version_of(client, dataset)
    recipe = recipe_of(client, dataset)
    for step in recipe["steps"]:
        step["is_on"] = False

    kept = client.put(f"{PATH}/{dataset}/recipe", json=recipe)
    assert kept.status_code == 200, kept.text
    assert kept.json["version"] == recipe["version"] + 1
    assert version_of(client, dataset) == before
    stale = client.put(f"{PATH}/{dataset}/recipe", json=recipe)
    assert stale.status_code == 409
    assert stale.json["error"]["details"]["version"] == recipe["version"] + 1

    assert client.post(f"{PATH}/{dataset}/clean").status_code == 202
    settle()
    after = version_of(client, dataset)
    assert (after["cells_changed"], after["rows_removed"]) == (0, 0)
    assert after["rows"] == after["rows_in"] == 281


@pytest.mark.parametrize(
    "wrong",
    [
        {"steps": [{"id": "x", "name": "no_such_step"}]},
        {"steps": [{"id": "x"}]},
        {"steps": "x"},
        {"nothing": 1},
        {"steps": [], "version": "x"},
        {"steps": [{"id": "a", "name": "trim_text", "parameters": {"columns": 7}}]},
        [],
    ],
)
def test_what_is_no_recipe_is_refused_with_a_sentence(client, dataset, wrong):
    for ask, path in ((client.put, "recipe"), (client.post, "recipe/preview")):
        answer = ask(f"{PATH}/{dataset}/{path}", json=wrong)
        assert answer.status_code in {400, 422}, answer.text
        assert answer.json["error"]["message"]


def test_the_impact_is_told_before_anything_is_made(client, dataset, settle):
    before = version_of(client, dataset)
    client.post("/api/v1/dashboards/auto", json={"dataset_id": dataset})
    recipe = recipe_of(client, dataset)
    for step in recipe["steps"]:
        step["is_on"] = step["name"] != "drop_duplicates"

    asked = client.post(f"{PATH}/{dataset}/recipe/preview", json=recipe)
    assert asked.status_code == 202
    settle()
    draft = client.get(f"{PATH}/{dataset}/drafts/{asked.json['id']}").json

    assert draft["state"] == "checked", draft
    impact = draft["impact"]
    assert (impact["rows_before"], impact["rows_after"]) == (280, 281)
    amount = next(one for one in impact["numbers"] if one["name"] == "amount")
    assert amount["aggregate"] == "sum"
    assert amount["after"] > amount["before"]
    assert impact["boards"][0]["moved"] > 0
    assert any(one["column"] is None for one in impact["sample"])
    assert version_of(client, dataset) == before

    made = client.post(f"{PATH}/{dataset}/drafts/{draft['id']}/apply", json={})
    assert made.status_code == 202
    settle()
    assert version_of(client, dataset)["rows"] == 281
    again = client.post(f"{PATH}/{dataset}/drafts/{draft['id']}/apply", json={})
    assert again.status_code == 409


def test_the_recipe_exports_as_a_script(client, dataset):
    answer = client.get(f"{PATH}/{dataset}/recipe?format=py")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    compile(answer.text, "recipe.py", "exec")


def test_a_further_file_is_compared_before_it_replaces(client, dataset, settle):
    before = version_of(client, dataset)
    board = client.post("/api/v1/dashboards/auto", json={"dataset_id": dataset}).json
    assert any("region" in str(tile["spec"]) for tile in board["tiles"])
    without = [",".join(line.split(",")[:2] + line.split(",")[3:]) for line in BODY[:100]]
    data = ("\n".join(["order,day,product,amount", *without]) + "\n").encode()

    asked = client.post(f"{PATH}/{dataset}/file/check", data=file_of(data))
    assert asked.status_code == 202
    settle()
    draft = client.get(f"{PATH}/{dataset}/drafts/{asked.json['id']}").json

    assert draft["state"] == "checked", draft
    found = draft["arrival"]
    assert found["rows"] == 100
    lost = next(one for one in found["differences"] if one["kind"] == "lost")
    assert (lost["column"], lost["weight"]) == ("region", "bad")
    assert found["boards"][0]["broken"]
    assert version_of(client, dataset) == before

    assert client.delete(f"{PATH}/{dataset}/drafts/{draft['id']}").status_code == 204
    assert client.get(f"{PATH}/{dataset}/drafts/{draft['id']}").status_code == 404
    assert version_of(client, dataset) == before


def test_an_appended_file_follows_row_by_row(client, dataset, settle):
    more = [f"B-{n:04},2026-11-{1 + n % 28:02},EU,Lamp,7.50" for n in range(40)]
    answer = client.post(f"{PATH}/{dataset}/file?mode=append", data=file_of(lines(more)))
    assert answer.status_code == 202
    settle()

    version = version_of(client, dataset)
    assert version["rows_in"] == 281 + 40
    assert version["rows"] == 280 + 40
    last = client.get(f"{PATH}/{dataset}/rows?limit=1&offset=319").json
    assert last["rows"][0][0] == "B-0039"
    assert last["lines"] == [41]
    newest = client.get(f"{PATH}/{dataset}/versions").json["items"][0]
    assert newest["files"] == ["orders.csv", "next.csv"]

    twice = client.post(f"{PATH}/{dataset}/file?mode=append", data=file_of(lines(more)))
    assert twice.status_code == 409
    assert twice.json["error"]["code"] == "same_file"


def test_a_file_that_cannot_be_read_changes_nothing(client, dataset, settle):
    before = version_of(client, dataset)
    job = client.put(f"{PATH}/{dataset}/file", data=file_of(b"\n\n\n   \n")).json
    settle()
    shown = client.get(f"{PATH}/{dataset}").json
    if "job_id" in job:
        assert client.get(f"/api/v1/jobs/{job['job_id']}").json["state"] == "failed"
    assert shown["status"] == "ready"
    assert shown["version"] == before
    assert client.get(f"{PATH}/{dataset}/rows?limit=1").status_code == 200


def test_a_recipe_of_a_person_stops_at_a_file_that_lacks_its_columns(client, dataset, settle):
    step = step_of(client, dataset, "trim_text")
    client.post(f"{PATH}/{dataset}/recipe/undo", json={"step_id": step["id"]})
    settle()
    before = version_of(client, dataset)
    other = b"a,b\n1,2\n3,4\n"

    job = client.put(f"{PATH}/{dataset}/file", data=file_of(other)).json["job_id"]
    settle()
    ended = client.get(f"/api/v1/jobs/{job}").json
    assert ended["state"] == "failed"
    assert "region" in ended["error"]
    assert version_of(client, dataset) == before

    assert client.post(f"{PATH}/{dataset}/recipe/reset").status_code == 202
    settle()
    client.put(f"{PATH}/{dataset}/file", data=file_of(other))
    settle()
    assert version_of(client, dataset)["rows"] == 2


def test_the_file_can_be_read_in_another_way_and_back(client, dataset, settle):
    decisions = client.get(f"{PATH}/{dataset}/evidence").json["decisions"]
    amount = next(one for one in decisions if one["what"] == "amount")
    text = next(one for one in amount["alternatives"] if one["label"] == "Text")

    asked = client.post(f"{PATH}/{dataset}/options", json={"options": text["options"]})
    assert asked.status_code == 202, asked.text
    settle()
    columns = client.get(f"{PATH}/{dataset}/columns").json["items"]
    assert {one["name"]: one["type"] for one in columns}["amount"] == "text"

    client.post(f"{PATH}/{dataset}/options", json={"options": None})
    settle()
    columns = client.get(f"{PATH}/{dataset}/columns").json["items"]
    assert {one["name"]: one["type"] for one in columns}["amount"] == "number"
    wrong = client.post(f"{PATH}/{dataset}/options", json={"options": {"nonsense": 1}})
    assert wrong.status_code == 422


def test_an_ambiguous_date_is_asked_and_the_answer_is_kept(client, settle):
    rows = [f"{1 + n % 12:02}/{1 + n % 11:02}/2026,{n}" for n in range(60)]
    data = ("\n".join(["when,amount", *rows]) + "\n").encode()
    made = client.post(PATH, data=file_of(data, "dates.csv")).json["id"]
    settle()
    decisions = client.get(f"{PATH}/{made}/evidence").json["decisions"]
    asked = next(one for one in decisions if one["what"] == "when")
    assert asked["certainty"] == "asked"
    columns = client.get(f"{PATH}/{made}/columns").json["items"]
    assert {one["name"]: one["type"] for one in columns}["when"] == "text"

    day_first = next(one for one in asked["alternatives"] if "day first" in one["label"])
    client.post(f"{PATH}/{made}/options", json={"options": day_first["options"]})
    settle()
    columns = client.get(f"{PATH}/{made}/columns").json["items"]
    assert {one["name"]: one["type"] for one in columns}["when"] == "date"
    page = client.get(f"{PATH}/{made}/rows?limit=2").json
    assert page["rows"][1][0] == "2026-02-02"


def test_the_quality_report_adds_up(client, dataset):
    report = client.get(f"{PATH}/{dataset}/quality").json["report"]
    assert report["score"] == pytest.approx(sum(part["points"] for part in report["parts"]), 0.1)
    assert {part["name"] for part in report["parts"]} == {
        "completeness",
        "validity",
        "consistency",
        "uniqueness",
    }
    assert {one["column"] for one in report["columns"]} == set(HEAD.split(","))


def test_nobody_else_sees_or_makes_a_draft(client, api, bob, dataset, settle):
    asked = client.post(f"{PATH}/{dataset}/recipe/preview", json={"steps": []}).json["id"]
    settle()
    other = api(bob)
    assert other.get(f"{PATH}/{dataset}/drafts/{asked}").status_code == 404
    assert other.post(f"{PATH}/{dataset}/drafts/{asked}/apply", json={}).status_code == 404
    assert other.delete(f"{PATH}/{dataset}/drafts/{asked}").status_code == 404
    assert client.get(f"{PATH}/{dataset}/drafts/{asked}").status_code == 200


def test_one_changed_cell_can_be_put_back(context, ada, client, dataset, settle):
    first = client.get(f"{PATH}/{dataset}/changes?step=trim_text&limit=1").json["items"][0]
    total = client.get(f"{PATH}/{dataset}/changes?step=trim_text").json["total"]
    edit = {"act": "put_back", "row": first["row"], "place": 0}

    draft = recipes.edit_draft(context, ada, dataset, edit)
    settle()
    assert [one.after for one in drafts.get(context, ada, draft.id).impact.sample] == [
        first["before"]
    ]
    drafts.make(context, ada, draft.id)
    settle()

    place = client.get(f"{PATH}/{dataset}/rows?limit=1000").json
    at = place["columns"].index(first["column"])
    texts = [row[at] for row in place["rows"]]
    assert texts.count(first["before"]) == 1
    assert client.get(f"{PATH}/{dataset}/changes?step=trim_text").json["total"] == total
    with pytest.raises(NotFound):
        recipes.edit_draft(context, ada, dataset, {**edit, "place": 99})
