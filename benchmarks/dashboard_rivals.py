"""What `dashboards.py` compares with: pandas with plotly.express, DuckDB, Polars with Enums."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
from dashboard_world import SCHEMA

from luminabi_dash.app import build_context, create_app, create_gateway
from luminabi_dash.tables.cancel import Cancel
from luminabi_dash.tables.engine import Engine
from luminabi_dash.tables.engines import polars
from luminabi_dash.tables.query import Query, Rows
from luminabi_dash.tables.schema import Schema, Type

Filters = list[dict[str, Any]]


class Pandas:
    """The tutorial way: a frame in memory, a groupby and a plotly.express figure for each tile."""

    def __init__(self, scan: pl.LazyFrame) -> None:
        frame = scan.select(SCHEMA.names()).collect().to_pandas()
        frame["day"] = frame["day"].astype("datetime64[ns]")
        self._frame = frame

    def bytes(self, filters: Filters) -> bytes:
        import plotly.express as px
        import plotly.graph_objects as go

        frame = self._frame
        for item in filters:
            frame = frame[frame[item["column"]].isin(item["value"])]
        month = frame.groupby(frame["day"].dt.to_period("M").dt.start_time)["amount"].sum()
        region = frame.groupby("region")["amount"].sum().sort_values(ascending=False)
        product = frame.groupby("product").size().sort_values(ascending=False)
        mean = frame.groupby(["channel", "region"])["quantity"].mean().reset_index()
        drawn = [
            go.Figure(go.Indicator(value=frame["amount"].sum())),
            px.line(month.reset_index(name="amount"), x="day", y="amount"),
            px.bar(region.reset_index(name="amount"), x="region", y="amount"),
            px.bar(product.reset_index(name="orders"), x="product", y="orders"),
            px.histogram(frame, x="score", nbins=30),
            px.bar(mean, x="channel", y="quantity", color="region"),
        ]
        return b"[" + b",".join(figure.to_json().encode() for figure in drawn) + b"]"


def duck(table: Path) -> Callable[[Filters], list[Any]] | None:
    """Six queries on a table that DuckDB holds in memory; None when it is not installed."""
    try:
        import duckdb
    except ImportError:
        return None
    base = duckdb.connect()
    base.execute("SET threads = 2")
    base.execute("CREATE TABLE orders AS SELECT * FROM read_parquet($1)", [str(table)])
    low, high = base.execute("SELECT min(score), max(score) FROM orders").fetchone()
    bin_ = f"least(floor((score - {low}) / {(high - low) / 30}), 29)"
    asked = (
        "SELECT sum(amount) FROM orders WHERE {}",
        "SELECT date_trunc('month', day) k, sum(amount) FROM orders WHERE {} GROUP BY k ORDER BY k",
        "SELECT region, sum(amount) s FROM orders WHERE {} GROUP BY region ORDER BY s DESC",
        "SELECT product, count(*) n FROM orders WHERE {} GROUP BY product ORDER BY n DESC",
        f"SELECT {bin_} k, count(*) FROM orders WHERE {{}} GROUP BY k ORDER BY k",
        "SELECT channel, region, avg(quantity) FROM orders WHERE {} GROUP BY channel, region",
    )

    def refresh(filters: Filters) -> list[Any]:
        where = " AND ".join(condition(item) for item in filters)
        return [base.execute(query.format(where)).fetchall() for query in asked]

    return refresh


def condition(item: dict[str, Any]) -> str:
    """Only for filters that the benchmark makes itself."""
    if item["op"] == "between":
        low, high = item["value"]
        return f"{item['column']} BETWEEN DATE '{low}' AND DATE '{high}'"
    words = ", ".join(f"'{value}'" for value in item["value"])
    return f"{item['column']} IN ({words})"


class EnumEngine(Engine):
    """Answers everything with Polars over a frame in memory whose texts are Enums."""

    def answers(
        self,
        dataset_id: int,
        number: int,
        schema: Schema,
        queries: Sequence[Query],
        cancel: Cancel,
    ) -> list[Any]:
        frame = self.held(dataset_id, number)
        return [self.answered(frame, query, schema) for query in queries]

    def answered(self, frame: pl.DataFrame, query: Query, schema: Schema) -> Rows:
        found = polars.answer(frame.lazy(), query, schema)
        return replace(found, frame=found.frame.with_columns(pl.col(pl.Enum).cast(pl.String)))

    def held(self, dataset_id: int, number: int) -> pl.DataFrame:
        kept = self.__dict__.setdefault("frames", {})
        if dataset_id not in kept:
            frame = self._store.scan(dataset_id, number).collect()
            texts = [column.name for column in SCHEMA.columns if column.type is Type.TEXT]
            kept[dataset_id] = frame.with_columns(
                pl.col(name).cast(pl.Enum(frame[name].unique().drop_nulls().sort()))
                for name in texts
            )
        return kept[dataset_id]


def enum_application() -> Any:
    """The product's own gateway and pages, with Polars in place of its engine."""
    ctx = build_context()
    ctx = replace(ctx, engine=EnumEngine(ctx.store, 0))
    return create_gateway(ctx, create_app(ctx))


if os.environ.get("LUMINABI_WEB_WORKERS"):  # gunicorn loads this module as the application
    application = enum_application()
