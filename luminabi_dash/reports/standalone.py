"""A dashboard as one HTML file that works without us: figures, tables, words, no network."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape, unescape
from importlib.resources import files
from typing import Any

import orjson

from luminabi_dash.charts.markdown import Block, blocks
from luminabi_dash.charts.theme import templates

POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"
)


@dataclass(frozen=True, slots=True)
class Part:
    """One tile; `picture` are the bytes and the media type of an image, `tab` its heading."""

    title: str
    subtitle: str
    width: int
    height: int
    figure: dict[str, Any]
    picture: tuple[bytes, str] | None = None
    tab: str = ""


def page(title: str, words: Sequence[str], parts: Sequence[Part], script: str) -> bytes:
    """The file; `script` is plotly.js, `words` are lines under the title (filters, data)."""
    figures = {f"figure-{i}": part.figure for i, part in enumerate(parts) if is_drawn(part)}
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{own('standalone.css')}</style>"
    )
    lines = "".join(f"<p>{escape(line)}</p>" for line in words if line)
    body = (
        f"<header><h1>{escape(title)}</h1>{lines}</header><main>{sections(parts)}</main>"
        f"{as_data('figures', figures)}{as_data('templates', templates())}"
        f"<script>{script}</script>{shapes(figures)}<script>{own('standalone.js')}</script>"
    )
    return f'<!DOCTYPE html><html lang="en"><head>{head}</head><body>{body}</body></html>'.encode()


def own(name: str) -> str:
    return files("luminabi_dash.reports").joinpath(name).read_text("utf-8")


def is_drawn(part: Part) -> bool:
    """Whether Plotly draws it: not a table, a lone number, words or a picture."""
    kinds = {trace.get("type") for trace in part.figure.get("data") or []}
    return bool(kinds) and not kinds & {"table", "indicator"}


def sections(parts: Sequence[Part]) -> str:
    found = []
    tab = ""
    for number, part in enumerate(parts):
        if part.tab != tab:
            tab = part.tab
            found.append(f"<h3>{escape(tab)}</h3>")
        title = f"<h2>{escape(part.title)}</h2>" if part.title else ""
        subtitle = f"<p>{escape(part.subtitle)}</p>" if part.subtitle else ""
        found.append(
            f'<section style="--w:{part.width};--h:{part.height}">{title}{subtitle}'
            f"{body_of(part, number)}{note_of(part)}</section>"
        )
    return "".join(found)


def body_of(part: Part, number: int) -> str:
    meta = meta_of(part)
    if part.picture is not None:
        data, media = part.picture
        source = f"data:{media};base64,{b64encode(data).decode()}"
        return f'<img alt="{escape(str(meta.get("alt") or ""))}" src="{source}">'
    if "text" in meta:
        return f'<div class="words">{"".join(map(block_of, blocks(str(meta["text"]))))}</div>'
    if "empty" in meta:
        return f"<p>{escape(str(meta['empty']))}</p>"
    if is_drawn(part):
        return f'<div class="chart" id="figure-{number}"></div>'
    return "".join(text_of(trace, meta) for trace in part.figure.get("data") or [])


def block_of(block: Block) -> str:
    name = "h3" if block.kind == "heading" else "p"
    return f"<{name}>{escape(block.text)}</{name}>"


def text_of(trace: dict[str, Any], meta: dict[str, Any]) -> str:
    if trace.get("type") == "table":
        return table_of(trace)
    if trace.get("type") != "indicator":
        return ""
    value = trace.get("value")
    full = "none" if value is None else f"{value:,.10g}"
    return (
        f'<div class="number" title="{escape(full)}">{escape(str(meta.get("shown") or full))}</div>'
    )


def table_of(trace: dict[str, Any]) -> str:
    header, cells = trace.get("header") or {}, trace.get("cells") or {}
    names, columns = header.get("values") or [], cells.get("values") or []
    aligns = cells.get("align") or []
    sides = [" class=r" if side == "right" else "" for side in aligns] or [""] * len(names)
    top = "".join(f"<th{s}>{escape(said(n))}</th>" for n, s in zip(names, sides, strict=False))
    rows = "".join(
        "<tr>"
        + "".join(f"<td{s}>{escape(said(v))}</td>" for v, s in zip(row, sides, strict=False))
        + "</tr>"
        for row in zip(*columns, strict=False)
    )
    inside = f"<thead><tr>{top}</tr></thead><tbody>{rows}</tbody>"
    return f'<div class="table"><table>{inside}</table></div>'


def said(value: Any) -> str:
    """A cell as text: figures carry "&amp;" and the like, for Plotly."""
    return "" if value is None else unescape(str(value))


def note_of(part: Part) -> str:
    note = meta_of(part).get("note")
    return f"<p>{escape(str(note))}</p>" if note else ""


def meta_of(part: Part) -> dict[str, Any]:
    meta = (part.figure.get("layout") or {}).get("meta")
    return meta if isinstance(meta, dict) else {}


def as_data(name: str, value: Any) -> str:
    """JSON that no text in it can end: "<" is written as an escape."""
    text = orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY)
    safe = text.decode().replace("<", "\\u003c").replace("\u2028", "\\u2028")
    return f'<script type="application/json" id="{name}">{safe}</script>'


def shapes(figures: dict[str, Any]) -> str:
    """The outlines of countries and states, only when a map needs them."""
    kinds = {t.get("type") for figure in figures.values() for t in figure.get("data") or []}
    if "choropleth" not in kinds:
        return ""
    folder = files("luminabi_dash.charts").joinpath("shapes")
    held = {n: orjson.loads(folder.joinpath(f"{n}.json").read_bytes()) for n in NAMES}
    data = orjson.dumps(held).decode().replace("<", "\\u003c")
    return f"<script>window.PlotlyGeoAssets={{topojson:{data}}};</script>"


NAMES = ("world_110m", "usa_110m")
