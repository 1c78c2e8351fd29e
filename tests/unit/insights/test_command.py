"""`luminabi insights FILE`: the same search without a server."""

import json

import numpy as np
import pytest

from luminabi_dash.cli import main


@pytest.fixture
def prices(tmp_path, monkeypatch):
    """A file whose numbers have decimal commas, in one column beside a word."""
    random = np.random.default_rng(1)
    cost = random.normal(40, 9, 200).round(2)
    lines = ["shop\tcost\tprice\tmixed"]
    for place, value in enumerate(cost):
        price, shop = value * 1.7 + random.normal(0, 5), "abcd"[place % 4]
        mixed = "5,20" if place % 7 else "5,20 EUR"
        row = (shop, f"{value:.2f}", f"{price:.2f}", mixed)
        lines.append("\t".join(cell.replace(".", ",") for cell in row))
    (tmp_path / "prices.tsv").write_text("\n".join(lines), "utf-8")
    monkeypatch.chdir(tmp_path)


def test_columns_of_decimal_commas_are_numbers(prices, capsys):
    assert main(["insights", "prices.tsv", "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    [card] = [one for one in found["insights"] if one["kind"] == "correlation"]
    assert set(card["columns"]) == {"cost", "price"}
    assert card["n"] == 200


def test_findings_are_told_in_lines(prices, capsys):
    assert main(["insights", "prices.tsv"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("chance.")
    assert lines[1].startswith("* price rises as cost rises")
