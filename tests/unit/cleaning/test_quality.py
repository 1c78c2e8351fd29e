import pytest

from luminabi_dash.cleaning.pipeline import clean
from luminabi_dash.cleaning.quality import ROWS_SHOWN, report


@pytest.fixture
def quality(table):
    ids = [f"k{n}" for n in range(100)]
    ids[7] = "k6"
    result = clean(
        table(
            order_id=ids,
            city=["Paris", "", "Bonn", "Oslo"] * 25,
            n=[str(n) for n in range(98)] + ["4o", "-"],
        )
    )
    return report(result.frame, result.schema, result.flags)


def column(quality, name):
    return next(item for item in quality.columns if item.column == name)


def test_empty_cells_are_counted_with_their_rows(quality):
    measure = column(quality, "city").completeness

    assert (measure.good, measure.total, measure.rows[:2]) == (75, 100, (1, 5))


def test_what_does_not_fit_is_invalid(quality):
    measure = column(quality, "n").validity

    assert (measure.bad, measure.rows) == (1, (98,))


def test_identifiers_that_stand_twice_are_counted(quality):
    measure = column(quality, "order_id").uniqueness

    assert (measure.good, measure.total, measure.rows) == (99, 100, (7,))
    assert column(quality, "city").uniqueness is None


def test_the_score_is_the_sum_of_its_parts(quality):
    assert quality.score == pytest.approx(sum(part.points for part in quality.parts), abs=0.05)
    assert [part.weight for part in quality.parts] == [40, 30, 20, 10]
    assert "26 cells of 300 are empty" in [part.reason for part in quality.parts]
    assert "40 parts completeness" in quality.formula


def test_a_table_without_fault_has_100(table):
    result = clean(table(city=["Paris", "Bonn"] * 10, n=[str(n) for n in range(20)]))

    assert report(result.frame, result.schema, result.flags).score == 100


def test_an_empty_table_has_100(table):
    result = clean(table(a=[]))

    assert report(result.frame, result.schema).score == 100


def test_rare_spellings_and_conflicts_are_inconsistent(table):
    result = clean(table(kind=["Toys"] * 5 + ["TOYS"] * 4, n=[str(n) for n in range(9)]))
    measure = column(report(result.frame, result.schema), "kind").consistency

    assert measure.rows == (5, 6, 7, 8)


def test_only_the_first_rows_are_named(table):
    result = clean(table(a=["x"] * 50 + [""] * 500, b=[str(n) for n in range(550)]))
    measure = column(report(result.frame, result.schema), "a").completeness

    assert (measure.bad, len(measure.rows)) == (500, ROWS_SHOWN)
