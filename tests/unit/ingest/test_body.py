import random

import pytest

from luminabi_dash.ingest import blocks, body

FILES = {
    "plain": lambda pick, at: f"{at},item {at % 7},{pick.random():.3f}",
    "crlf": lambda pick, at: f"{at},item {at % 7},{pick.random():.3f}\r",
    "inch marks": lambda pick, at: f'{at},{at % 9}" pipe,{pick.randrange(99)}',
    "quoted": lambda pick, at: f'"{at}","a, ""b"" {at}","{pick.randrange(99)}"',
    "lines in cells": lambda pick, at: f'{at},"one\ntwo {at % 3}",{pick.randrange(99)}',
    "short": lambda pick, at: f"{at},x,{at}" if at % 40 else f"{at},x",
    "long": lambda pick, at: f"{at},x,{at}" if at % 40 else f"{at},x,{at},more",
    "stray quote": lambda pick, at: f"{at},x,{at}" if at % 90 else f'{at},"x,{at}',
    "empty lines": lambda pick, at: f"{at},x,{at}" if at % 30 else f"{at},x,{at}\n",
    "empty rows": lambda pick, at: f"{at},x,{at}" if at % 30 else ",,",
    "header again": lambda pick, at: f"{at},x,{at}" if at % 200 else "id,name,n",
    "nul": lambda pick, at: f"{at},x,{at}" if at % 300 else f"{at},x\0y,{at}",
    "letters": lambda pick, at: f"{at},Köln 漢 {at % 5},{at}",
}


def text_of(kind):
    pick = random.Random(3)
    lines = [FILES[kind](pick, at) for at in range(1, 3_000)]
    return ("id,name,n\n" + "\n".join(lines) + "\n").encode()


def result(found):
    columns = [found.text[name].to_list() for name in found.text.columns]
    rejected = [(item.line, item.reason) for item in found.reading.rejected]
    return columns, sorted(rejected), [c.type for c in found.reading.schema.columns]


@pytest.mark.parametrize("kind", FILES)
def test_the_fast_way_reads_what_the_careful_way_reads(read_bytes, monkeypatch, kind):
    data = text_of(kind)
    monkeypatch.setattr(blocks, "TAIL", 500)
    monkeypatch.setattr(blocks, "BLOCK", 9_000)
    parts = []
    original = body.parsed
    monkeypatch.setattr(body, "parsed", lambda *a: parts.append(1) or original(*a))

    fast = result(read_bytes(data))
    assert parts or kind in {"nul", "header again", "stray quote"}
    monkeypatch.setattr(body, "is_regular", lambda *a: False)
    careful = result(read_bytes(data))

    assert fast == careful


@pytest.mark.parametrize("kind", FILES)
def test_lines_are_those_of_the_file(read_bytes, monkeypatch, kind):
    data = text_of(kind)
    monkeypatch.setattr(blocks, "BLOCK", 9_000)
    lines = data.decode().split("\n")

    found = read_bytes(data)

    for line, id_ in found.text.select("__line", "id").rows():
        assert lines[line - 1].lstrip('"').startswith(id_)
    assert found.reading.rows_in == found.reading.rows + found.reading.rejected_count
    assert found.reading.rows_in == sum(
        not item.isspace() and item != "" and set(item) != {","} for item in lines[1:]
    ) - (2_999 if kind == "lines in cells" else 0)


def test_a_line_far_too_long_is_named(read_bytes, monkeypatch):
    monkeypatch.setattr(blocks, "BLOCK", 10_000)
    monkeypatch.setattr(blocks, "LINE_MOST", 50_000)

    with pytest.raises(Exception, match="longer than 64 MB"):
        read_bytes("a,b\n" + "1,2\n" * 300_000 + "x" * 3_000_000)
