"""Which facts a story tells: strong ones, each once, of more than one sort."""

from dataclasses import replace

from luminabi_dash.insight_views import InsightView, Thumbs
from luminabi_dash.insights.story import cautions, facts

VIEW = InsightView(
    id=1,
    dataset_id=1,
    version=2,
    state="new",
    kind="trend",
    columns=("day", "a"),
    sentence="a rises.",
    effect=0.4,
    effect_name="slope",
    interval=None,
    n=90,
    p_value=1e-9,
    q_value=1e-8,
    score=0.9,
    chart={"kind": "line"},
    filters=(),
    caveats=(),
)


def made(id_, **more):
    return replace(VIEW, id=id_, **more)


def chosen(*views):
    return [fact.insight.id for fact in facts(views)]


def test_the_strongest_come_first_and_at_most_five():
    views = [made(i, score=i / 10, columns=(f"c{i}",), kind="segment") for i in range(1, 9)]
    assert chosen(*views) == [8, 7, 6, 5, 4]


def test_another_sort_is_told_before_the_same_thing_again():
    again = made(2, score=0.85, columns=("day", "a", "b"))
    other = made(3, score=0.6, kind="segment", columns=("region", "c"))
    assert chosen(VIEW, again, other) == [1, 3, 2]


def test_what_is_about_the_data_stands_beside_the_facts():
    gaps = made(2, kind="missing", columns=("b",), score=0.95)
    copies = made(3, kind="duplicates", columns=("b",), score=0.2)
    derived = made(4, kind="derived", columns=("a", "b"), score=0.99)
    assert chosen(VIEW, gaps, copies, derived) == [1]
    assert [one.id for one in cautions([VIEW, gaps, copies, derived])] == [3, 2]


def test_what_was_put_away_is_not_told():
    away = made(2, state="dismissed", columns=("x",))
    disliked = made(3, thumbs=Thumbs(down=1), columns=("y",))
    gone = made(4, columns=("z",), history=({"verdict": "gone"},))
    assert chosen(VIEW, away, disliked, gone) == [1]


def test_what_people_like_weighs_more_and_a_caveat_less():
    liked = made(2, columns=("x",), kind="segment", score=0.8, thumbs=Thumbs(up=1))
    doubtful = made(3, columns=("y",), kind="correlation", score=0.9, caveats=("few rows", "few"))
    assert chosen(VIEW, liked, doubtful) == [2, 1, 3]


def test_no_insights_make_no_story():
    assert facts([]) == ()
    assert cautions([]) == ()
