"""Columns that are called as an answer calls its own numbers ("value"): under other names while a
chart is asked for and drawn, with the same letters to whoever reads them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from luminabi_dash.charts.spec import ChartSpec
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import Group, Measure, Query
from luminabi_dash.tables.schema import Schema

MARK = "\N{WORD JOINER}"
"""Has no width and no meaning, and stands in no name that a person types."""


@dataclass(frozen=True, slots=True)
class Cover:
    """A spec and a schema in which no column is called like a number of the answer; `names` are the
    new names by the old ones.
    """

    spec: ChartSpec
    schema: Schema
    names: Mapping[str, str]

    @property
    def before(self) -> dict[str, str]:
        return {new: old for old, new in self.names.items()}

    def bared(self, query: Query) -> Query:
        """The query of the covered spec, asked of the columns by their own names; its answer has
        the new ones.
        """
        old = self.before
        groups = tuple(self._group(group, old) for group in query.groups)
        measures = tuple(self._measure(measure, old) for measure in query.measures)
        return replace(query, groups=groups, measures=measures)

    @staticmethod
    def _group(group: Group, old: Mapping[str, str]) -> Group:
        if group.column not in old:
            return group
        return replace(group, column=old[group.column], alias=group.name)

    @staticmethod
    def _measure(measure: Measure, old: Mapping[str, str]) -> Measure:
        return replace(measure, column=old.get(measure.column or "", measure.column))

    def own(self, filters: tuple[Filter, ...]) -> tuple[Filter, ...]:
        """Filters of the covered columns on the columns themselves."""
        old = self.before
        return tuple(
            item.model_copy(update={"column": old.get(item.column, item.column)})
            for item in filters
        )


def covered(spec: ChartSpec, schema: Schema, ask: Callable[[Any, Schema], Query]) -> Cover | None:
    """None when no key of the answer is called like one of its numbers."""
    query = ask(spec, schema)
    taken = {measure.alias for measure in query.measures}
    hit = {group.column for group in query.groups if group.name in taken and not group.alias}
    if not hit:
        return None
    names = {name: name + MARK for name in hit}
    columns = (
        replace(column, name=names.get(column.name, column.name)) for column in schema.columns
    )
    fields = type(spec).model_fields
    changed = {
        name: renamed(getattr(spec, name), names)
        for name, field in fields.items()
        if isinstance(field.json_schema_extra, dict) and "column" in field.json_schema_extra
    }
    return Cover(spec.model_copy(update=changed), Schema(tuple(columns)), names)


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, tuple):
        return tuple(renamed(one, names) for one in value)
    return value
