"""luminabi clean, as scripts use it."""

import json

import pytest

from luminabi_dash.cli import main

FILE = "id,city,price,note\n" + "\n".join(
    [f"k{n},{'Paris' if n % 2 else 'Oslo'},{n + 5}.50,=1+1" for n in range(40)]
    + ["k40, paris ,€ 7.50,-", "k41,Oslo,N/A,x", "k39,Paris,44.50,=1+1", "k42,,8.50,y"]
)


@pytest.fixture
def source(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "orders.csv").write_text(FILE, "utf-8")
    return tmp_path


def lines(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_table_audit_recipe_and_report(source, capsys):
    options = ["--audit", "a.jsonl", "--recipe-out", "r.json", "--json"]
    assert main(["clean", "orders.csv", "-o", "out.csv", *options]) == 0
    told = json.loads(capsys.readouterr().out)

    assert (told["rows_in"], told["rows_kept"], told["rows_removed"]) == (44, 43, 1)
    assert told["rows_in"] == told["rows_kept"] + told["rows_rejected"] + told["rows_removed"]
    assert {"row": 43, "column": "city", "kind": "missing"}.items() <= told["flags"][0].items()
    assert {"id", "name", "reason", "tier", "parameters", "cells_changed"} <= set(told["steps"][0])
    assert list(lines(source / "a.jsonl")[0]) == [
        "row",
        "column",
        "before",
        "after",
        "step",
        "reason",
    ]
    made = {(item["row"], item["column"]): item["after"] for item in lines(source / "a.jsonl")}
    assert made[40, "city"] == "Paris"
    assert made[40, "price"] == "7.50"
    assert made[41, "price"] is None
    assert made[42, None] is None


def test_what_the_audit_does_not_name_is_as_it_came(source):
    main(["clean", "orders.csv", "-o", "out.csv", "--audit", "a.jsonl"])
    out = (source / "out.csv").read_text("utf-8").splitlines()
    touched = {item["row"] for item in lines(source / "a.jsonl")}

    assert out[1:41] == FILE.splitlines()[1:41]
    assert touched == {40, 41, 42}


def test_a_recipe_is_replayed_and_a_wrong_one_is_refused(source, capsys):
    main(["clean", "orders.csv", "-o", "one.csv", "--recipe-out", "r.json"])
    assert main(["clean", "orders.csv", "-o", "two.csv", "--recipe", "r.json"]) == 0
    assert (source / "one.csv").read_bytes() == (source / "two.csv").read_bytes()

    (source / "other.csv").write_text("id,town\n1,Rome\n2,Oslo\n", "utf-8")
    assert main(["clean", "other.csv", "-o", "x.csv", "--recipe", "r.json"]) == 1
    assert "'city'" in capsys.readouterr().err
    (source / "broken.json").write_text("{", "utf-8")
    assert main(["clean", "orders.csv", "-o", "x.csv", "--recipe", "broken.json"]) == 1
