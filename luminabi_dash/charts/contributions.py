"""A waterfall of contributions: what each segment adds to a change, from nothing to the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from luminabi_dash.charts.axes import cut, distinct
from luminabi_dash.charts.colours import CONTEXT, GOOD, GREY, POOR, faded
from luminabi_dash.charts.numbers import PLAIN, escape, said
from luminabi_dash.charts.options import Numbered
from luminabi_dash.charts.spec import Figure

NAME = 22
PALE = 0.38
ROOM, PER_LETTER = 0.02, 0.028
BEYOND, WITHIN = "Beyond chance", "Within chance"


@dataclass(frozen=True, slots=True)
class Bar:
    """One step: its name, by how much it goes up or down, and whether that is beyond chance."""

    name: str
    size: float
    is_beyond: bool


def contributions(
    bars: Sequence[Bar], change: float, form: Numbered = PLAIN, word: str = "Change"
) -> Figure:
    """Bars to the right, in the order given, then the whole under its `word`; those within chance
    are paler.
    """
    names = distinct([cut(escape(bar.name), NAME) for bar in bars] + [word])
    starts = [sum(bar.size for bar in bars[:at]) for at in range(len(bars))]
    traces = []
    for words, is_beyond in ((BEYOND, True), (WITHIN, False)):
        places = [at for at, bar in enumerate(bars) if bar.is_beyond is is_beyond]
        if places:
            traces.append(steps(words, places, bars, names, starts, form))
    traces.append(whole(names[-1], change, form))
    ends = [*starts, *(s + b.size for s, b in zip(starts, bars, strict=True)), change, 0.0]
    layout: Figure = {
        "barmode": "overlay",
        "xaxis": {"visible": False, "range": roomy(ends, [*(b.size for b in bars), change], form)},
        "yaxis": {
            "type": "category",
            "categoryorder": "array",
            "categoryarray": names,
            "autorange": "reversed",
            "showgrid": False,
            "showline": False,
            "ticks": "",
        },
        "shapes": [joined(at, end) for at, end in enumerate([*starts[1:], change])],
        "dragmode": False,
        "margin": {"t": 8, "b": 8, "l": 8, "r": 8},
    }
    return {"data": traces, "layout": layout}


def steps(
    words: str,
    places: Sequence[int],
    bars: Sequence[Bar],
    names: Sequence[str],
    starts: Sequence[float],
    form: Numbered,
) -> Figure:
    pale = 1.0 if words == BEYOND else PALE
    labels = [signed(bars[at].size, form) for at in places]
    return {
        "type": "bar",
        "orientation": "h",
        "name": words,
        "x": [bars[at].size for at in places],
        "base": [starts[at] for at in places],
        "y": [names[at] for at in places],
        "marker": {"color": [faded(POOR if bars[at].size < 0 else GOOD, pale) for at in places]},
        "text": labels,
        "hovertext": [
            f"{escape(bars[at].name)}: {label}, {words.lower()}"
            for at, label in zip(places, labels, strict=True)
        ],
        **LABELLED,
    }


LABELLED: Figure = {
    "hoverinfo": "text",
    "textposition": "outside",
    "textangle": 0,
    "cliponaxis": False,
    "constraintext": "none",
}


def whole(name: str, change: float, form: Numbered) -> Figure:
    label = signed(change, form)
    return {
        "type": "bar",
        "orientation": "h",
        "x": [change],
        "base": [0],
        "y": [name],
        "marker": {"color": GREY},
        "text": [label],
        "hovertext": [f"{name}: {label}"],
        "showlegend": False,
        **LABELLED,
    }


def joined(at: int, end: float) -> Figure:
    """The line from the end of a bar to the beginning of the next."""
    line = {"color": CONTEXT, "width": 1, "dash": "dot"}
    places = {"x0": end, "x1": end, "y0": at, "y1": at + 1}
    return {"type": "line", "layer": "below", "line": line, **places}


def signed(size: float, form: Numbered) -> str:
    text = escape(said(size, form))
    return f"+{text}" if size > 0 else text


def roomy(ends: Sequence[float], sizes: Sequence[float], form: Numbered) -> list[float]:
    """A range with room for labels: left of bars that go down, right of those that go up."""
    low, high = min(ends), max(ends)
    span = high - low or 1.0
    letters = max(len(signed(size, form)) for size in sizes)
    room = span * (ROOM + PER_LETTER * letters)
    left = room if any(size < 0 for size in sizes) else ROOM * span
    right = room if any(size >= 0 for size in sizes) else ROOM * span
    return [low - left, high + right]
