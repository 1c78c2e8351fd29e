import csv
import io
import json

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.odd_books import ods, parquet, sheet
from tests.support.random_tables import written

MARKS = "\n\r\"';,\t| aé漢😀0-.%"
CELL = st.text(st.sampled_from(MARKS) | st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
PLAIN = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=8)
slow = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def tables(cells=CELL):
    """Rows of one width, none of them empty."""
    return st.integers(2, 5).flatmap(
        lambda width: st.lists(
            st.lists(cells, min_size=width, max_size=width).filter(
                lambda row: any(cell.strip("\ufeff \x00") for cell in row) and row[0] != "h0"
            ),
            min_size=1,
            max_size=12,
        )
    )


def names(rows):
    return [f"h{place}" for place in range(len(rows[0]))]


def same(cell):
    return cell.replace("\ufeff", "")


@slow
@given(
    tables(),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(['"', "'"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-16", "utf-32", "utf-8-sig", "gb18030"]),
)
def test_any_table_comes_back_from_any_dialect(read_bytes, rows, delimiter, quote, eol, encoding):
    target = io.StringIO()
    writer = csv.writer(
        target, delimiter=delimiter, quotechar=quote, lineterminator=eol, quoting=csv.QUOTE_ALL
    )
    writer.writerows([names(rows), *rows])
    found = read_bytes(
        target.getvalue().encode(encoding),
        encoding=encoding,
        delimiter=delimiter,
        quote=quote,
        escape="double",
        header=1,
        footer="keep",
    )

    assert found.reading.rejected_count == 0
    assert [list(row) for row in found.cells.rows()] == [[same(c) for c in row] for row in rows]


@pytest.mark.parametrize("seed", range(2_000, 2_090))
def test_random_files_are_read_without_being_told_how(read_bytes, seed):
    made = written(seed)
    found = read_bytes(made.data)

    def clean(rows):
        return [["".join(cell.split("\r")).strip() for cell in row] for row in rows]

    evidence = found.reading.evidence
    assert (list(evidence.header) if evidence.header else None) == made.header, made.how
    kept = [row for row in made.rows if any(cell.strip() for cell in row)]
    assert clean(found.cells.rows()) == clean(kept), made.how


@slow
@given(tables(PLAIN.filter(lambda cell: not cell.isspace())))
def test_any_table_comes_back_from_json_and_ndjson(read_bytes, rows):
    records = [dict(zip(names(rows), row, strict=True)) for row in rows]
    expected = [tuple(row) for row in rows]

    as_list = read_bytes(json.dumps(records), "a.json")
    as_lines = read_bytes("".join(json.dumps(r) + "\n" for r in records), "a.ndjson")

    assert as_list.cells.rows() == as_lines.cells.rows() == expected


@slow
@given(
    st.lists(
        st.tuples(
            st.integers(-(2**53), 2**53) | st.none(),
            st.floats(allow_nan=False, allow_infinity=False, width=64) | st.none(),
            PLAIN.filter(bool),
            st.booleans(),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_values_come_back_from_parquet(read_bytes, rows):
    columns = list(zip(*rows, strict=True))
    types = [pa.int64(), pa.float64(), pa.string(), pa.bool_()]
    arrays = [pa.array(column, kind) for column, kind in zip(columns, types, strict=True)]
    found = read_bytes(parquet(pa.table(arrays, names=["i", "f", "s", "b"])), "a.parquet")

    assert [None if c == "" else int(c) for c in found.cells["i"]] == list(columns[0])
    assert [None if c == "" else float(c) for c in found.cells["f"]] == list(columns[1])
    assert found.cells["s"].to_list() == list(columns[2])
    assert found.cells["b"].to_list() == [str(value).lower() for value in columns[3]]


SHEET_CELL = st.text(st.sampled_from("abcäöü漢 -_/"), min_size=1, max_size=8).map(
    lambda cell: f"w{cell.strip()}"
)


@slow
@given(tables(SHEET_CELL))
def test_words_come_back_from_sheets(read_bytes, rows):
    head = names(rows)
    expected = [tuple(row) for row in rows]

    excel = read_bytes(sheet([head, *rows]), "a.xlsx", header=1, footer="keep")
    open_document = read_bytes(ods([head, *rows]), "a.ods", header=1, footer="keep")

    assert excel.cells.rows() == expected
    assert open_document.cells.rows() == expected
