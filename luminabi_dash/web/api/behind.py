"""The rows behind a figure as an answer: a page of them, or all as a file."""

from __future__ import annotations

import io
from typing import Any

from flask import request, send_file

from luminabi_dash.ingest import export
from luminabi_dash.services import lines
from luminabi_dash.services.lines import Behind
from luminabi_dash.tables.schema import LINE
from luminabi_dash.web.api.reading import answer, number
from luminabi_dash.web.current import context


def rows_behind(found: Behind) -> Any:
    """A page of rows at `?limit&offset`; `?format=csv` downloads all of them."""
    if request.args.get("format") == "csv":
        frame = export.harmless(lines.all_rows(context(), found).rename({LINE: "line"}))
        data = io.BytesIO(frame.write_csv().encode())
        name = f"{found.title or 'rows'}.csv"
        return send_file(
            data, mimetype="text/csv", as_attachment=True, download_name=name, max_age=0
        )
    offset, limit = number("offset", 0), number("limit", 100, least=1, most=1_000)
    rows = lines.page(context(), found, limit, offset)
    names = [*found.names]
    return answer(
        {
            "columns": names,
            "rows": rows.frame.select(names).rows(),
            "lines": rows.frame[LINE].to_list(),
            "total": rows.matched,
        }
    )
