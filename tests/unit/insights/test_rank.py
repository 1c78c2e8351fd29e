"""The order of findings: what says something new comes before more of the same."""

from dataclasses import replace

from luminabi_dash.charts.kinds.scatter import ScatterSpec
from luminabi_dash.insights.insight import Insight
from luminabi_dash.insights.rank import ranked


def finding(kind, *columns, strength=0.8, **more):
    chart = ScatterSpec(title="", x="a", y="b")
    base = Insight(kind, columns, ".", 0.5, "r", None, 100, 1e-12, strength, chart)
    return replace(base, q_value=1e-10, **more)


def test_more_of_the_same_column_counts_less_and_less():
    pairs = [finding("correlation", "x", other, strength=0.9) for other in "abcdef"]
    ordered = ranked([*pairs, finding("trend", "day", "y", strength=0.6)])

    assert [one.kind for one in ordered[:3]].count("trend") == 1
    scores = [one.score for one in ordered if one.kind == "correlation"]
    assert scores == sorted(scores, reverse=True)
    assert scores[1] < scores[0]
    assert scores[-1] == scores[-2]


def test_another_value_of_the_same_columns_is_a_sibling():
    one = finding("segment", "shop", "sales", segment=(("shop", "a"),))
    two = finding("segment", "shop", "sales", segment=(("shop", "b"),), strength=0.7)

    first, second = ranked([two, one])

    assert first.segment == (("shop", "a"),)
    assert second.score < 0.6 * first.score
