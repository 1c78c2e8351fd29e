"""The timeline of a live session: an open one hears of new steps."""

from __future__ import annotations

from dash import ClientsideFunction, Input, Output

from layouts import dashboard
from layouts.timeline import Ids
from luminabi_dash.web.policy import GuardedBlueprint

blueprint = GuardedBlueprint()

blueprint.clientside_callback(
    ClientsideFunction("timeline", "heard"),
    Output(Ids.HEARD, "data"),
    Input(dashboard.Ids.STATE, "data"),
    prevent_initial_call=True,
)
