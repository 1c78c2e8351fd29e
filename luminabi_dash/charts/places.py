"""Names and codes of countries and of the states of the USA, as maps know them."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Area = Literal["world", "us_states"]
TOPOJSON = {"world": "world_110m", "us_states": "usa_110m"}
STATES = """AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|
DE Delaware|DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|
IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|
MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|
NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|ND North Dakota|
OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|
TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|
WY Wyoming"""
SHARE = 0.7


def place_of(area: Area, name: Any) -> str | None:
    """The code of a place by its code or name, None when it is not known."""
    return known(area).get(folded(name)) if isinstance(name, str) else None


def on_map(area: Area) -> frozenset[str]:
    """The codes of the places that have a shape."""
    return shapes_of(area)


def area_of(values: Sequence[Any]) -> Area | None:
    """The map that most of these values are places of; None when they are none."""
    texts = [value for value in values if isinstance(value, str) and value.strip()]
    if len(texts) < 3:
        return None
    areas: tuple[Area, ...] = ("us_states", "world")
    for area in areas:
        if sum(place_of(area, text) is not None for text in texts) >= SHARE * len(texts):
            return area
    return None


def folded(name: str) -> str:
    """Small letters without accents, points and articles, so that spellings meet."""
    plain = unicodedata.normalize("NFKD", name.replace("’", "'").strip().casefold())
    kept = "".join(c for c in plain if not unicodedata.combining(c) and c != ".")
    words = kept.replace("&", "and").replace("-", " ").split()
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


@cache
def known(area: Area) -> dict[str, str]:
    if area == "us_states":
        pairs = [item.strip().split(" ", 1) for item in STATES.split("|")]
        return {folded(word): code for code, name in pairs for word in (code, name)}
    text = files("luminabi_dash.charts").joinpath("shapes/countries.json").read_text("utf-8")
    found: dict[str, str] = {}
    for code, names in json.loads(text).items():
        for name in (code, *names):
            found.setdefault(folded(name), code)
    return found


@cache
def shapes_of(area: Area) -> frozenset[str]:
    path = files("luminabi_dash.charts").joinpath(f"shapes/{TOPOJSON[area]}.json")
    objects = json.loads(path.read_text("utf-8"))["objects"]
    layer = "countries" if area == "world" else "subunits"
    return frozenset(shape["id"] for shape in objects[layer]["geometries"] if shape.get("id"))
