import polars as pl
import pytest

from luminabi_dash.tables.schema import Role, Type
from luminabi_dash.tables.tally import Tally, is_id_name
from luminabi_dash.tables.types import column_of, infer, typed


def found(cells, name="value"):
    series = pl.Series(cells, dtype=pl.String)
    inference = infer(series, name)
    empty = series.set(series == "", None)
    return inference, typed(empty, inference), column_of(name, typed(empty, inference), inference)


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["1", "-2", "+3"], Type.TEXT),
        (["1", "-2", "0"], Type.INTEGER),
        (["1.5", "-0.25", "3"], Type.NUMBER),
        (["1.5", "x", "3"], Type.TEXT),
        (["٣", "٤", "٥"], Type.TEXT),
        (["1٣.5", "2.5", "3.5"], Type.TEXT),
        (["inf", "1", "2"], Type.TEXT),
        (["nan", "1", "2"], Type.TEXT),
        (["1e400", "1", "2"], Type.TEXT),
        (["1.5e400", "1.5", "2.5"], Type.TEXT),
        (["1,5", "2,25", "3,75"], Type.TEXT),
        (["007", "008", "009"], Type.TEXT),
        (["1234567890123456", "1"], Type.TEXT),
        (["y", "n", "y"], Type.BOOLEAN),
        (["on", "off", ""], Type.BOOLEAN),
        (["TRUE", "False"], Type.BOOLEAN),
        (["1", "0", "1"], Type.INTEGER),
        (["2026-01-31", "2026-02-30", "2026-02-01"], Type.TEXT),
        (["20260131", "20260201", "20260202"], Type.DATE),
        (["09-Mar-11", "16-Apr-11"], Type.DATE),
        (["13/01/26", "14/01/26"], Type.DATE),
        (["2024-01", "2024-02", "2024-03"], Type.DATE),
        (["2024-01", "2024-13", "2024-03"], Type.TEXT),
        (["01/02/26", "03/04/26"], Type.TEXT),
        (["02/02/2026", "03/03/2026"], Type.DATE),
        (["31/01/2026 10:00", "01/02/2026 11:30"], Type.DATETIME),
        (["01/02/2026 10:00", "03/04/2026 11:30"], Type.TEXT),
        (["2026-01-31T10:00:00Z", "2026-02-01T10:00:00.5Z"], Type.DATETIME),
        ([""], Type.TEXT),
        ([], Type.TEXT),
    ],
)
def test_text_wins_on_doubt(cells, kind):
    inference, values, _ = found(cells)

    assert inference.type is kind
    assert values.null_count() == sum(not cell for cell in cells)


def test_blocks_come_to_the_same_as_the_whole():
    cells = [str(i) for i in range(3_000)] + ["x"] + [str(i / 7) for i in range(3_000)]
    whole = infer(pl.Series(cells), "v")
    tally = Tally("v")
    for at in range(0, len(cells), 500):
        tally.add(pl.Series(cells[at : at + 500]))

    assert tally.result() == whole
    assert (whole.type, whole.against) == (Type.TEXT, 1)


def test_an_order_of_times_is_asked_for_too():
    inference, _, _ = found(["01/02/2026 10:00", "03/04/2026 11:30"])

    assert inference.tried == "ambiguous date"
    assert [form for _, form, _ in inference.others] == ["%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"]


@pytest.mark.parametrize(
    ("name", "is_id"),
    [
        ("id", True),
        ("customer_id", True),
        ("customerId", True),
        ("ZIP", True),
        ("Order No", True),
        ("invoice number", True),
        ("number of visits", False),
        ("paid", False),
        ("No", False),
        ("barcode", True),
        ("width", False),
    ],
)
def test_names_that_say_identifier(name, is_id):
    assert is_id_name(name) is is_id


def test_numbers_under_such_a_name_stay_text_and_can_be_taken_as_numbers():
    inference, values, column = found([str(7 * i) for i in range(80)], "customer_id")

    assert (inference.type, column.role) == (Type.TEXT, Role.IDENTIFIER)
    assert values[1] == "7"
    assert inference.others == (("integer", None, None),)


def test_day_numbers_of_a_spreadsheet_are_offered():
    inference, _, _ = found(["45000", "45001", "45002"], "order date")

    assert inference.type is Type.INTEGER
    assert ("date", "serial", None) in inference.others
