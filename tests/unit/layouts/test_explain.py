"""The dialog of Explain this: sentences, options and the table say what the explanation holds."""

from layouts.explain import head, height, options, segments
from luminabi_dash.charts.contributions import Bar, contributions
from luminabi_dash.insights.explaining.view import (
    ColumnExplanation,
    ExplanationView,
    SegmentView,
    SideView,
)


def segment(name, contribution, q, **more):
    plain = {"before": 10.0, "after": None, "rows_before": 9, "rows_after": 0, "rate": None}
    given = {**plain, "mix": None, "share": contribution / -40, "expected": 0.0, **more}
    is_beyond = q is not None and q <= 0.01
    return SegmentView(
        name=name, value=name, contribution=contribution, q_value=q, beyond=is_beyond, **given
    )


CITY = ColumnExplanation(
    "city", "Paris carries it.", 0.75, 2, 1,
    (segment("Paris", -30.0, 1e-9), segment("Lyon", -10.0, 0.4), segment("Nice", 0.0, None)),
    ("code",),
)  # fmt: skip
PRODUCT = ColumnExplanation("product", "Every product moved alike.", 0.0, 3, 0, (), ())
FIGURE = contributions([Bar("Paris", -30, True), Bar("<b>Lyon", -10, False)], -40)


def view(column="city", columns=(CITY, PRODUCT)):
    return ExplanationView(
        measure="amount",
        before=SideView("in April", 50),
        after=SideView("in May", 10),
        change=-40,
        words="amount: …",
        sentence="Paris carries it.",
        usual="No step as large.",
        counted="5 segments.",
        caveats=("May may not be over.",),
        level=0.01,
        tested=5,
        beyond=1,
        columns=columns,
        column=column,
        figure=FIGURE,
        data_version=3,
    )


def test_the_column_that_is_chosen_is_said():
    assert "Paris carries it." in str(head(view()))
    assert "No step as large. May may not be over." in str(head(view()))
    assert "Every product moved alike." in str(head(view("product")))
    assert [one["label"] for one in options((CITY, PRODUCT))] == [
        "city (and code) – 1 beyond chance, carry 75%",
        "product – none beyond chance",
    ]


def test_the_table_has_every_segment():
    shown = str(segments(view()))
    for words in (
        "Paris",
        "In April",
        "In May",
        "−30",
        "75%",
        "< 0.001, beyond chance",
        "0.4",
        "few rows",
    ):
        assert words in shown
    assert "by its size" not in shown
    split = ColumnExplanation(
        "city", "", 0, 1, 0, (segment("Paris", -30.0, 0.5, rate=-20.0, mix=-10.0),), ()
    )
    assert "by its size" in str(segments(view(columns=(split,))))
    assert segments(view(None)) is None


def test_the_chart_is_as_high_as_its_bars_and_escapes_names():
    assert height(FIGURE)["height"] == "158px"
    assert height(None) == {"display": "none"}
    assert FIGURE["layout"]["yaxis"]["categoryarray"] == ["Paris", "&lt;b&gt;Lyon", "Change"]
    assert FIGURE["data"][1]["base"] == [-30]
