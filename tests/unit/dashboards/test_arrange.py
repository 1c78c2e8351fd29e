from itertools import combinations

from luminabi_dash.charts.kinds.bar import BarSpec
from luminabi_dash.dashboards.arrange import arrange
from luminabi_dash.tables.schema import Column, Role, Schema, Type

SCHEMA = Schema(
    (
        Column("day", Type.DATE, Role.TEMPORAL),
        Column("shop", Type.TEXT, Role.DIMENSION),
        Column("sales", Type.NUMBER, Role.MEASURE, additive=True),
        Column("price", Type.NUMBER, Role.MEASURE),
    )
)


def overlap(a, b):
    return a.x < b.x + b.w and b.x < a.x + a.w and a.y < b.y + b.h and b.y < a.y + a.h


def test_findings_come_with_their_insight_and_nothing_overlaps():
    findings = [(BarSpec(x="shop", y="sales"), 7, ())]

    placed = arrange(SCHEMA, findings)

    assert next(p.insight_id for p in placed if p.spec.kind == "bar") == 7
    assert not any(overlap(a, b) for a, b in combinations(placed, 2))
    assert all(p.x + p.w <= 12 for p in placed)


def test_without_insights_there_is_still_something_to_see():
    kinds = {p.spec.kind for p in arrange(SCHEMA, [])}

    assert {"indicator", "line", "bar", "histogram", "table"} <= kinds


def test_prices_are_averaged_and_amounts_summed():
    indicators = {
        p.spec.y: p.spec.aggregate for p in arrange(SCHEMA, []) if p.spec.kind == "indicator"
    }

    assert indicators == {None: "count", "sales": "sum", "price": "mean"}


def test_a_table_of_text_alone_gets_a_dashboard():
    placed = arrange(Schema((Column("note", Type.TEXT, Role.TEXT),)), [])

    assert [p.spec.kind for p in placed] == ["indicator", "table"]


def test_the_same_chart_stands_once_with_its_strongest_finding():
    bar = BarSpec(title="a", x="shop", y="sales")
    again = BarSpec(title="b", x="shop", y="sales")
    placed = arrange(SCHEMA, [(bar, 1, ()), (again, 2, ())])
    kept = [item.insight_id for item in placed if item.spec.kind == "bar" and item.insight_id]
    assert kept == [1]


def test_places_get_a_map_and_two_dimensions_a_heat_map():
    more = (Column("state", Type.TEXT, Role.DIMENSION), Column("kind", Type.TEXT, Role.DIMENSION))
    schema = Schema((*SCHEMA.columns, *more))
    placed = arrange(schema, [], places={"state": "us_states"}, few=["shop", "kind"])
    found = {item.spec.kind: item.spec for item in placed}
    assert (found["choropleth"].x, found["choropleth"].area) == ("state", "us_states")
    assert {found["heatmap"].x, found["heatmap"].y} == {"shop", "kind"}
    assert not any(overlap(a, b) for a, b in combinations(placed, 2))


def test_columns_of_many_values_get_no_heat_map():
    more = (Column("state", Type.TEXT, Role.DIMENSION), Column("kind", Type.TEXT, Role.DIMENSION))
    schema = Schema((*SCHEMA.columns, *more))
    kinds = {item.spec.kind for item in arrange(schema, [], few=["kind"])}
    assert "heatmap" not in kinds
