import pytest

from luminabi_dash.errors import Invalid
from luminabi_dash.ingest.options import ReadOptions
from luminabi_dash.tables.schema import Type
from tests.support.odd_books import book, hidden

AMBIGUOUS = "day,n\n03/04/2026,1\n05/06/2026,2\n01/02/2026,3\n"
TEXT = "Report\n\nid;city;price\n1;Köln;1,5\n2;Ulm;20,25\n3;Bonn;7,75\n"


@pytest.mark.parametrize(
    "data",
    [
        {"delimiter": 5},
        {"header": "first"},
        {"header": 0},
        {"unknown": 1},
        {"columns": {"a": {"type": "colour"}}},
        {"columns": {"a": {}}},
        {"skip": -1},
        {"encoding": ""},
    ],
)
def test_options_that_make_no_sense_are_named(data):
    with pytest.raises(Invalid, match="reading option") as caught:
        ReadOptions.of(data)

    assert caught.value.code == "bad_option"


def test_options_come_from_words_and_go_as_json():
    words = ["delimiter=\\t", "header=3", "type.day=date", "format.day=%d/%m/%Y", "sheet=Data"]
    options = ReadOptions.of_words(words)

    assert options.delimiter == "\t"
    assert options.header == 3
    assert options.columns["day"].format == "%d/%m/%Y"
    assert ReadOptions.of(options.as_json()) == options
    with pytest.raises(Invalid):
        ReadOptions.of_words(["delimiter"])


def test_an_alternative_is_laid_over_what_was_chosen_before():
    options = ReadOptions.of({"delimiter": ";", "columns": {"a": {"type": "text"}}})

    merged = options.merged({"columns": {"b": {"type": "integer"}}, "header": "none"})

    assert (merged.delimiter, merged.header) == (";", "none")
    assert set(merged.columns) == {"a", "b"}


def test_an_order_of_day_and_month_that_nothing_decides_is_asked_for(read_bytes):
    asked = read_bytes(AMBIGUOUS).decision("column:day")

    assert asked.certainty == "asked"
    assert [item.label for item in asked.alternatives] == ["Date, day first", "Date, month first"]
    first, second = (read_bytes(AMBIGUOUS, **item.options) for item in asked.alternatives)
    assert str(first.data["day"][0]) == "2026-04-03"
    assert str(second.data["day"][0]) == "2026-03-04"
    assert first.decision("column:day").certainty == "certain"
    assert first.reading.evidence.options == asked.alternatives[0].options


@pytest.mark.parametrize("data", [TEXT, AMBIGUOUS, "a,b\n1,x\n2,y\n", "1,2\n3,4\n5,6\n"])
def test_every_alternative_can_be_applied(read_bytes, data):
    found = read_bytes(data)
    tried = 0
    for decision in found.reading.evidence.decisions:
        for item in decision.alternatives:
            again = read_bytes(data, **item.options)
            chosen = again.reading.evidence
            assert chosen.options == item.options
            tried += 1
    assert tried > 8
    assert len({item.key for item in found.reading.evidence.decisions}) == len(
        found.reading.evidence.decisions
    )


def test_delimiter_header_skip_and_encoding_can_be_chosen(read_bytes):
    assert read_bytes(TEXT, delimiter=",").cells.width == 2
    assert read_bytes(TEXT, header="none").reading.rows == 4
    assert read_bytes(TEXT, header=4).cells.columns == ["1", "Köln", "1,5"]
    assert read_bytes(TEXT, skip=3, header="none").cells.row(0) == ("1", "Köln", "1,5")
    assert read_bytes(TEXT, encoding="cp1252").cells.row(0)[1] == "KÃ¶ln"
    assert read_bytes('a,b\n"x,1\n"y,2\n', quote="none").cells["a"].to_list() == ['"x', '"y']


def test_options_that_do_not_fit_the_file_say_so(read_bytes):
    for options in (
        {"encoding": "klingon"},
        {"encoding": "base64"},
        {"header": 99},
        {"columns": {"nothing": {"type": "text"}}},
        {"delimiter": "fixed"},
    ):
        with pytest.raises(Invalid) as caught:
            read_bytes(TEXT, **options)
        assert caught.value.code == "bad_option"


def test_types_can_be_chosen_and_what_does_not_parse_is_counted(read_bytes):
    kind = {"type": "number", "decimal": ","}
    found = read_bytes(TEXT, columns={"price": kind, "id": {"type": "text"}})

    assert found.data["price"].to_list() == [1.5, 20.25, 7.75]
    assert found.reading.schema.column("id").type is Type.TEXT
    wrong = read_bytes(TEXT, columns={"city": {"type": "integer"}})
    assert wrong.data["city"].null_count() == 3
    assert "3 cells do not parse" in wrong.decision("column:city").reason


def test_a_decimal_comma_is_said_and_can_be_applied(read_bytes):
    said = read_bytes(TEXT).decision("column:price")

    assert said.alternatives[0].label == "Number, decimal comma"
    found = read_bytes(TEXT, **said.alternatives[0].options)
    assert found.data["price"].to_list() == [1.5, 20.25, 7.75]


def test_a_hidden_sheet_is_listed_and_read_when_it_is_chosen(read_bytes):
    data = book(hidden)

    said = read_bytes(data, "a.xlsx").decision("sheet")
    assert said.choice == "Table"
    other = next(item for item in said.alternatives if "hidden" in item.label)
    assert read_bytes(data, "a.xlsx", **other.options).cells.columns == ["x", "y"]
    with pytest.raises(Invalid):
        read_bytes(data, "a.xlsx", sheet="No such sheet")


def test_lines_after_the_table_can_be_kept(read_bytes):
    data = "a,b,c\n1,x,2\n3,y,4\n\nTotal,,6\n"

    assert read_bytes(data).reading.rejected_count == 1
    assert read_bytes(data, footer="keep").cells.row(2) == ("Total", "", "6")
