"""How relations of a panel are told: between the things, inside them, or turned around."""

from __future__ import annotations

import numpy as np

from luminabi_dash.charts.kinds.scatter import ScatterSpec
from luminabi_dash.insights import words
from luminabi_dash.insights.insight import Covered, Insight
from luminabi_dash.insights.pairs import interval
from luminabi_dash.insights.panel_pairs import Between, Inside, PanelPair
from luminabi_dash.insights.table import Table

ALSO_P = 1e-4
FEW = 12
ONLY_TIME = 0.3
"""Weight of what two measures that both change along time have in common."""


def card(table: Table, x: str, y: str, pair: PanelPair) -> Insight:
    """The surer of the two relations, and the other one in half a sentence."""
    main = pair.claims[0]
    other = pair.inside if isinstance(main, Between) else pair.between
    where = place_of(main, pair.entity)
    size = main.entities if isinstance(main, Between) else main.rows
    is_of_time = isinstance(main, Inside) and main.is_shared
    caveats = []
    if main.entities < FEW:
        caveats.append(f"few: {words.things(main.entities, pair.entity)}")
    if is_of_time:
        caveats.append("both change along time: they may have no more than that in common")
    return Insight(
        kind="correlation",
        columns=(x, y),
        sentence=(
            f"{words.together(x, y, main.r)}, {words.closeness(main.r)}, {where}"
            f"{beside(main, other, pair.entity)}."
        ),
        effect=main.r,
        effect_name=(
            "rank correlation of means"
            if isinstance(main, Between)
            else "typical rank correlation inside"
        ),
        interval=interval(main.r, size),
        n=rows_of(table, x, y),
        p_value=main.p_value,
        strength=abs(main.r) * (ONLY_TIME if is_of_time else 1.0),
        chart=chart_of(table, x, y, pair.entity, is_inside=isinstance(main, Inside)),
        caveats=tuple(caveats),
        direction="up" if main.r > 0 else "down",
    )


def place_of(claim: Between | Inside, entity: str) -> str:
    if isinstance(claim, Between):
        return (
            f"from one {words.one_of(entity)} to another: rank correlation {claim.r:.2f} of the "
            f"means of {words.things(claim.entities, entity)}"
        )
    return (
        f"along time inside {claim.agreeing:,} of {words.things(claim.entities, entity)}: "
        f"typical rank correlation {claim.r:.2f}"
    )


def beside(main: Between | Inside, other: Between | Inside | None, entity: str) -> str:
    """What is to be said of the other view."""
    if other is None:
        return ""
    is_alike = other.r * main.r > 0 and other.p_value <= ALSO_P
    if isinstance(other, Inside):
        if is_alike:
            return f"; along time inside {words.plural(entity)} too ({other.r:.2f})"
        return f"; along time inside {words.plural(entity)} that is not seen"
    if is_alike:
        return f"; from one {words.one_of(entity)} to another too ({other.r:.2f})"
    return f"; from one {words.one_of(entity)} to another that is not seen"


def turned(table: Table, x: str, y: str, pair: PanelPair) -> Insight | None:
    """The reversal, if there is one: both views are sure and contradict each other."""
    between, inside = pair.between, pair.inside
    if between is None or inside is None or not pair.is_reversed:
        return None
    over = "rises" if between.r > 0 else "falls"
    entity = pair.entity
    return Insight(
        kind="simpson",
        columns=(x, y, *(name for name in entity.split(" and ") if name in table.uses)),
        sentence=(
            f"{words.together(x, y, inside.r)} along time inside {inside.agreeing:,} of "
            f"{words.things(inside.entities, entity)} (typical rank correlation {inside.r:.2f}), "
            f"though from one {words.one_of(entity)} to another it {over} ({between.r:.2f})."
        ),
        effect=inside.r,
        effect_name="typical rank correlation inside",
        interval=interval(inside.r, inside.rows),
        n=rows_of(table, x, y),
        p_value=max(between.p_value, inside.p_value),
        strength=max(abs(inside.r), 0.5),
        chart=chart_of(table, x, y, entity, is_inside=True),
        direction="up" if inside.r > 0 else "down",
        covers=(Covered("correlation", frozenset((x, y))),),
    )


def rows_of(table: Table, x: str, y: str) -> int:
    return int((np.isfinite(table.numbers[x]) & np.isfinite(table.numbers[y])).sum())


def chart_of(table: Table, x: str, y: str, entity: str, *, is_inside: bool) -> ScatterSpec:
    color = entity if is_inside and entity in table.dimensions else None
    return ScatterSpec(title=f"{y} against {x}"[:200], x=x, y=y, color=color)
