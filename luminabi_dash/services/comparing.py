"""The newest version against a table that is not published: numbers, cells, tiles, insights."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session

from luminabi_dash.charts.axes import cell_text
from luminabi_dash.charts.kind import parse_spec
from luminabi_dash.charts.render import ask
from luminabi_dash.context import Context
from luminabi_dash.db import dashboards
from luminabi_dash.db.models import Dataset, Insight
from luminabi_dash.db.work import Dashboard, Tile
from luminabi_dash.errors import LuminaError
from luminabi_dash.impact import BoardChange, CellChange, InsightChange, NumberChange
from luminabi_dash.insights.insight import Discovery
from luminabi_dash.services.answering import with_filters
from luminabi_dash.tables.engines import polars
from luminabi_dash.tables.filters import parse_filters
from luminabi_dash.tables.schema import HIDDEN, LINE, ROW, Role, Schema

SAMPLE = 60
NUMBERS = 12
WEAKER = 0.8
"""An effect below this share of what it was counts as weaker."""


def numbers(
    before: pl.LazyFrame, old: Schema, after: pl.LazyFrame, new: Schema
) -> tuple[NumberChange, ...]:
    """Rows, and for each measure of both tables its sum (amounts) or its mean."""
    found = [
        NumberChange(name="Rows", aggregate="count", before=height(before), after=height(after))
    ]
    for column in old.with_role(Role.MEASURE)[: NUMBERS - 1]:
        if column.name not in new or not new.column(column.name).type.is_numeric:
            continue
        aggregate = "sum" if column.additive else "mean"
        found.append(
            NumberChange(
                name=column.name,
                aggregate=aggregate,
                before=total(before, column.name, aggregate),
                after=total(after, column.name, aggregate),
            )
        )
    return tuple(found)


def height(frame: pl.LazyFrame) -> int:
    return int(frame.select(pl.len()).collect().item())


def total(frame: pl.LazyFrame, name: str, aggregate: str) -> float | None:
    cell = pl.col(name).cast(pl.Float64)
    value = frame.select(cell.sum() if aggregate == "sum" else cell.mean()).collect().item()
    return None if value is None else float(value)


def cells(before: pl.LazyFrame, after: pl.LazyFrame) -> tuple[int, tuple[CellChange, ...]]:
    """How many cells of the rows of both read otherwise, and a sample with rows that go or come.

    Rows are matched by their place in the files.
    """
    old, new = before.collect(), after.collect()
    names = [n for n in new.columns if n in old.columns and n not in HIDDEN]
    both = old.select([ROW, *names]).join(
        new.select([ROW, LINE, *names]),
        on=ROW,
        how="inner",
        suffix="\x1fnew",
        maintain_order="left",
    )
    count, sample = 0, [*gone(old, new, is_gone=True), *gone(new, old, is_gone=False)]
    for name in names:
        was = both[name].cast(pl.String).rename("was")
        now = both[f"{name}\x1fnew"].cast(pl.String).rename("now")
        differs = was.ne_missing(now)
        found = int(differs.sum())
        count += found
        room = SAMPLE - len(sample)
        if found and room > 0:
            part = pl.DataFrame([both[ROW], both[LINE], was, now]).filter(differs).head(room)
            sample += [
                CellChange(row=row, line=line, column=name, before=cut(a), after=cut(b))
                for row, line, a, b in part.rows()
            ]
    return count, tuple(sample)


def gone(first: pl.DataFrame, second: pl.DataFrame, *, is_gone: bool) -> list[CellChange]:
    """Rows of the first table that the second does not have, at most a third of the sample."""
    rows = first.select([ROW, LINE]).join(second.select(ROW), on=ROW, how="anti")
    words = (None, "removed") if is_gone else ("removed", None)
    return [
        CellChange(row=row, line=line, column=None, before=words[0], after=words[1])
        for row, line in rows.head(SAMPLE // 3).rows()
    ]


def cut(value: str | None) -> str | None:
    return None if value is None else cell_text(value)[:200]


def boards(
    ctx: Context, session: Session, dataset: Dataset, after: pl.LazyFrame, new: Schema
) -> tuple[BoardChange, ...]:
    """For each dashboard of the dataset: tiles that would show something else or break."""
    found = []
    number = dataset.current_version or 0
    before, old = ctx.store.scan(dataset.id, number), ctx.store.schema(dataset.id, number)
    for board in session.scalars(select(Dashboard).where(Dashboard.dataset_id == dataset.id)):
        tiles = dashboards.tiles(session, board.id)
        states = [tile_state(tile, before, old, after, new) for tile in tiles]
        broken = tuple(
            str(tile.spec.get("title") or tile.spec["kind"])
            for tile, state in zip(tiles, states, strict=True)
            if state == "broken"
        )
        found.append(
            BoardChange(
                dashboard_id=board.id,
                name=board.name,
                tiles=len(tiles),
                moved=states.count("moved"),
                broken=broken,
            )
        )
    return tuple(found)


def tile_state(
    tile: Tile, before: pl.LazyFrame, old: Schema, after: pl.LazyFrame, new: Schema
) -> str:
    """same, moved, or broken (its columns are gone or of another type)."""
    try:
        spec = parse_spec(tile.spec)
        asked = with_filters(ask(spec, new), parse_filters(list(tile.filters), new))
    except LuminaError:
        return "broken"
    try:
        was = polars.answer(before, with_filters(ask(spec, old), asked.filters), old)
    except LuminaError:
        return "moved"
    now = polars.answer(after, asked, new)
    return "same" if was.frame.equals(now.frame) and was.matched == now.matched else "moved"


def insights(kept: Sequence[Insight], found: Discovery) -> tuple[tuple[InsightChange, ...], int]:
    """Insights that would be weaker, reversed, gone or new; and how many hold."""
    fresh = {item.signature(): item for item in found.insights}
    changes, held = [], 0
    for row in kept:
        sentence, effect = str(row.body["sentence"]), float(row.body["effect"])
        after = fresh.pop(row.signature, None)
        if after is None:
            changes.append(InsightChange(sentence=sentence, state="gone", before=effect))
        elif after.effect * effect < 0:
            changes.append(
                InsightChange(
                    sentence=sentence, state="reversed", before=effect, after=after.effect
                )
            )
        elif abs(after.effect) < WEAKER * abs(effect):
            changes.append(
                InsightChange(sentence=sentence, state="weaker", before=effect, after=after.effect)
            )
        else:
            held += 1
    changes += [
        InsightChange(sentence=item.sentence, state="new", after=item.effect)
        for item in fresh.values()
    ]
    return tuple(changes), held
