"""The audit of the newest version, filtered and paged."""

from __future__ import annotations

from dash import Input, Output, State, ctx
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from layouts import dataset as page
from layouts.audit import LINES, Ids, listed, rejected
from luminabi_dash.services import datasets
from luminabi_dash.web.current import context, user
from luminabi_dash.web.policy import SIGNED_IN, GuardedBlueprint

blueprint = GuardedBlueprint()


@blueprint.callback(
    Output(Ids.LIST, "children"),
    Output(Ids.START, "data"),
    Output(Ids.BACK, "disabled"),
    Output(Ids.MORE, "disabled"),
    Input(Ids.KIND, "value"),
    Input(Ids.COLUMN, "value"),
    Input(Ids.STEP, "value"),
    Input(Ids.LINE, "value"),
    Input(Ids.BACK, "n_clicks"),
    Input(Ids.MORE, "n_clicks"),
    State(Ids.START, "data"),
    State(page.Ids.ID, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def show(
    kind: str,
    column: str | None,
    step: str | None,
    line: int | None,
    _back: int | None,
    _more: int | None,
    start: int,
    dataset_id: int,
) -> tuple[Component, int, bool, bool]:
    """A page of changes or of rejected lines; another filter starts at the first page."""
    if ctx.triggered_id is None:
        raise PreventUpdate
    turn = {Ids.BACK: -LINES, Ids.MORE: LINES}.get(str(ctx.triggered_id))
    start = 0 if turn is None else max(0, int(start or 0) + turn)
    if kind == "rejected":
        lines, total = datasets.rejects(context(), user(), dataset_id, limit=LINES, offset=start)
        return rejected(lines, start, total), start, start == 0, start + LINES >= total
    found, total = datasets.changes(
        context(),
        user(),
        dataset_id,
        column=column,
        step=step,
        line=line if isinstance(line, int) else None,
        limit=LINES,
        offset=start,
    )
    return listed(found, start, total), start, start == 0, start + LINES >= total
