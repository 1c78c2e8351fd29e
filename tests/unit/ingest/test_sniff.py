import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from luminabi_dash.errors import Unreadable
from luminabi_dash.ingest.dialect import Dialect, split
from luminabi_dash.ingest.records import Records
from luminabi_dash.ingest.sniff import candidates, fixed_widths, lines_of

fuzzed = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
PIECES = st.sampled_from(
    [",", ";", "\t", '"', '""', "'", "\\", "\n", "\r\n", "\r", "\ufeff", "\x00", " ", "a", "b c",
     "1", "2.5", "1,5", "2024-01-02", "#", "Total", "=", "é", "漢", "{", "}", "[", "]", ":", "|"]
)  # fmt: skip


def outcome(read_bytes, data, name):
    try:
        return read_bytes(data, name)
    except Unreadable as error:
        sentence = str(error)
    assert sentence.endswith(".")
    return None


@fuzzed
@given(st.lists(PIECES, max_size=60).map("".join), st.sampled_from(["a.csv", "a.txt", "a"]))
@example("\r", "a.csv")
@example('"', "a.csv")
@example("a\n'", "a.csv")
def test_no_text_breaks_the_reader_and_no_row_is_lost(read_bytes, text, name):
    found = outcome(read_bytes, text, name)

    if found is not None:
        reading = found.reading
        assert reading.rows_in == reading.rows + reading.rejected_count
        lines = found.text["__line"].to_list()
        assert lines == sorted(set(lines))
        assert lines[-1:] <= [len(lines_of(text)) + 1]


@fuzzed
@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx", "a.json", "a.parquet", "a.gz"]))
def test_no_bytes_break_the_reader(read_bytes, data, name):
    outcome(read_bytes, data, name)


SIGNATURES = [b"PK\x03\x04", b"\x1f\x8b\x08", b"PAR1", b"\xd0\xcf\x11\xe0", b"{", b"["]


@pytest.mark.parametrize("head", SIGNATURES)
@settings(parent=fuzzed, max_examples=25)
@given(st.binary(max_size=400))
def test_no_bytes_after_a_signature_break_the_reader(read_bytes, head, data):
    outcome(read_bytes, head + data, "a.bin")


def test_cells_that_hold_everything_are_split_right():
    dialect = Dialect(",")

    assert split('a,"b, ""c""",d', dialect).cells == ["a", 'b, "c"', "d"]
    assert split('"a" ,b', dialect).cells == ["a", "b"]
    assert split('5" pipe,7', dialect).cells == ['5" pipe', "7"]
    assert split('"5" pipe",7', dialect).cells == ['5" pipe', "7"]
    assert split(r"a\,b,c", Dialect(",", escape="backslash")).cells == ["a,b", "c"]
    assert split(r'"a \"b\", c",d', Dialect(",", escape="backslash")).cells == ['a "b", c', "d"]
    assert split('"open, cell', dialect).open_at == 0
    assert split("a,,", dialect).cells == ["a", "", ""]


def test_lines_of_records_are_those_of_the_file():
    text = 'a,b\n"x\n\ny",1\r\n2,3\r4,5\n'

    found = [(item.line, item.cells) for item in Records(lines_of(text), Dialect(","))]

    assert found == [(1, ["a", "b"]), (2, ["x\n\ny", "1"]), (5, ["2", "3"]), (6, ["4", "5"])]


def test_a_quote_that_never_closes_takes_its_line_alone():
    text = 'a,b\n1,"2\n' + "3,4\n" * 3_000

    found = list(Records(lines_of(text), Dialect(","), 2))

    assert len(found) == 3_002
    assert found[1].cells == ["1", '"2']


def test_candidates_are_ranked_and_one_column_is_always_possible():
    found = candidates("a;b\n1,5;2\n2,5;3\n")

    assert (found[0].dialect.delimiter, found[0].width) == (";", 2)
    assert found[-1].dialect.delimiter == ""


def test_columns_of_fixed_width_begin_after_blanks_in_every_line():
    assert fixed_widths(["id name  n\n", "1  Anna  5\n", "2  Bo   12\n"]) == (0, 3, 8)
    assert fixed_widths(["ab\n", "cd\n", "ef\n"]) == ()
