"""Long arrays of numbers as base64, as Plotly takes them: a third of the bytes of text."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

LEAST = 50
ARRAYS = ("x", "y", "z", "values", "base", "width", "open", "close", "customdata")
FLOATS = {"f4": np.float32, "f8": np.float64}
INTS = (np.int8, np.int16, np.int32)
CODES = {"int8": "i1", "int16": "i2", "int32": "i4", "float32": "f4", "float64": "f8"}


def packed_figure(figure: Mapping[str, Any]) -> dict[str, Any]:
    """The figure as it travels: long arrays of numbers as base64, regular dates as a step."""
    layout = figure["layout"]
    traces = []
    for trace in figure["data"]:
        axis = str(trace.get("xaxis", "x")).replace("x", "xaxis", 1)
        is_dated = (layout.get(axis) or {}).get("type") == "date"
        traces.append(spaced(packed_trace(trace)) if is_dated else packed_trace(trace))
    return {**figure, "data": traces}


def packed_trace(trace: Mapping[str, Any]) -> dict[str, Any]:
    """The trace with its long arrays of numbers packed; texts, dates and short ones stay."""
    result = dict(trace)
    for key in ARRAYS:
        value = trace.get(key)
        if isinstance(value, list) and (found := packed(value)) is not None:
            result[key] = found
    marker = trace.get("marker")
    if isinstance(marker, dict):
        sizes = marker.get("size")
        if isinstance(sizes, list) and (found := packed(sizes)) is not None:
            result["marker"] = {**marker, "size": found}
    return result


def packed(values: Sequence[Any]) -> dict[str, str] | None:
    """None when it is short, holds anything but numbers, or integers that no type holds exactly."""
    if len(values) <= LEAST or not all(is_number(value) for value in values):
        return None
    if all(isinstance(value, int) for value in values):
        return packed_integers(values)
    array = np.array([np.nan if v is None else v for v in values], dtype=np.float64)
    return encoded(smallest(array))


def is_number(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def packed_integers(values: Sequence[int]) -> dict[str, str] | None:
    low, high = min(values), max(values)
    for kind in INTS:
        limits = np.iinfo(kind)
        if limits.min <= low and high <= limits.max:
            return encoded(np.array(values, dtype=kind))
    exact = 2**53
    return encoded(np.array(values, dtype=np.float64)) if -exact <= low <= high <= exact else None


def smallest(array: Any) -> Any:
    """float32 where it holds every value exactly, otherwise float64: numbers stay what they are."""
    with np.errstate(over="ignore"):
        single = array.astype(np.float32)
    same = (single.astype(np.float64) == array) | np.isnan(array)
    return single if bool(same.all()) else array


def encoded(array: Any) -> dict[str, str]:
    return {
        "dtype": CODES[array.dtype.name],
        "bdata": base64.b64encode(array.astype(array.dtype.newbyteorder("<")).tobytes()).decode(),
    }


def unpacked(value: Any) -> list[Any]:
    """The numbers of an array as a figure carries it, packed or not; NaN becomes None."""
    if not isinstance(value, Mapping):
        return list(value or [])
    names = {code: name for name, code in CODES.items()}
    kind = names.get(str(value.get("dtype")))
    if kind is None:
        return []
    array = np.frombuffer(base64.b64decode(value["bdata"]), dtype=np.dtype(kind).newbyteorder("<"))
    return [None if item != item else item for item in array.tolist()]


def spaced(trace: dict[str, Any]) -> dict[str, Any]:
    """Many dates at equal distance travel as the first one and the distance."""
    dates = trace.get("x")
    if trace.get("type") not in {"bar", "scatter"} or not isinstance(dates, list):
        return trace
    step = step_of(dates)
    if step is None:
        return trace
    rest = {key: value for key, value in trace.items() if key != "x"}
    return {**rest, "x0": dates[0], "dx": step // timedelta(milliseconds=1)}


def step_of(texts: Sequence[Any]) -> timedelta | None:
    if len(texts) <= LEAST or not all(isinstance(t, str) for t in texts):
        return None
    try:
        moments = [moment(text) for text in texts]
    except ValueError:
        return None
    step = moments[1] - moments[0]
    is_even = all(b - a == step for a, b in itertools.pairwise(moments))
    return step if is_even and step > timedelta() else None


def moment(text: str) -> datetime:
    found = datetime.fromisoformat(text) if len(text) > 10 else date.fromisoformat(text)
    return found if isinstance(found, datetime) else datetime(found.year, found.month, found.day)  # noqa: DTZ001
