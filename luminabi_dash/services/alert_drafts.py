"""The form of an alert: what it starts from, what it would do now, and keeping it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from luminabi_dash.alerts import draft as forms
from luminabi_dash.alerts.draft import Draft
from luminabi_dash.alerts.measure import indicator, named
from luminabi_dash.alerts.views import AlertView
from luminabi_dash.context import Context
from luminabi_dash.db import alerts as questions
from luminabi_dash.errors import LuminaError, NotFound
from luminabi_dash.services import alerts, board, boards, datasets, figures
from luminabi_dash.services.alert_making import NewAlert, made
from luminabi_dash.services.alerts import Preview
from luminabi_dash.services.filtering import values as values_of
from luminabi_dash.services.preview import id_of
from luminabi_dash.services.sources import Source, source
from luminabi_dash.tables.filters import Filter, sentence
from luminabi_dash.tables.schema import Schema, Type
from luminabi_dash.views import UserView

FADING = ["weaker", "reversed", "gone"]
ABOVE = {"op": "above"}
Query = Mapping[str, str]


def opened(ctx: Context, user: UserView, query: Query) -> Draft | None:
    """The form that an address opens: of a tile, an insight, an alert, a dataset, or anew."""
    if "tile" in query and "dashboard" in query:
        found = of_tile(ctx, user, query)
    elif "insight" in query:
        found = of_insight(ctx, user, query)
    elif "edit" in query:
        return with_server(ctx, of_alert(ctx, user, id_of(query["edit"])))
    elif "dataset" in query or "new" in query:
        found = anew(ctx, user, query.get("dataset"))
    else:
        return None
    return with_server(ctx, replace(found, recipients=user.email))


def with_server(ctx: Context, draft: Draft) -> Draft:
    return replace(draft, sends_mail=ctx.mailer is not None)


def anew(ctx: Context, user: UserView, dataset: str | None) -> Draft:
    """A number of a dataset of one's own."""
    ready = [one for one in datasets.listed(ctx, user) if one.version is not None]
    chosen = id_of(dataset) if dataset else next((one.id for one in ready), None)
    names = tuple((one.id, one.name) for one in ready)
    if chosen is None:
        return Draft({}, condition=ABOVE)
    return Draft(
        {"dataset": chosen},
        condition=ABOVE,
        datasets=names,
        schema=source_of(ctx, user, chosen).schema,
    )


def source_of(ctx: Context, user: UserView, dataset_id: int) -> Source:
    return source(ctx, dataset_id, datasets.located(ctx, user, dataset_id).number)


def of_tile(ctx: Context, user: UserView, query: Query) -> Draft:
    """A tile's number, under the filters of the address or those that are shared."""
    view = boards.kept(ctx, user, id_of(query["dashboard"]))
    tile = next((one for one in view.tiles if one.id == id_of(query["tile"])), None)
    if tile is None:
        raise NotFound("There is no such tile.", code="tile_not_found")
    link = board.link_filters(view, query.get("filters"))
    shared = view.filters if link is None else tuple(Filter(**one) for one in link)
    filters = figures.reaching(tile, shared, view)
    row = made(
        ctx,
        user,
        NewAlert(
            {"op": "empty"},
            dashboard_id=view.id,
            tile_id=tile.id,
            filters=[one.model_dump(mode="json") for one in filters],
        ),
    )
    return Draft(
        {"dashboard": view.id, "tile": tile.id, "filters": row.filters},
        subject=f"{named(indicator(row.spec))}, {view.name}",
        rows=sentence(filters),
        name=row.name,
        condition=ABOVE,
        schema=view.schema,
    )


def of_insight(ctx: Context, user: UserView, query: Query) -> Draft:
    """What becomes of an insight; with a `dashboard` for who sees that one."""
    insight_id, on_board = id_of(query["insight"]), query.get("dashboard")
    about = {"insight": insight_id, **({"dashboard": id_of(on_board)} if on_board else {})}
    wanted = NewAlert(
        {"verdicts": FADING},
        kind="insight",
        insight_id=insight_id,
        dashboard_id=about.get("dashboard"),
    )
    row = made(ctx, user, wanted)
    return Draft(about, "insight", subject=row.name, condition={"verdicts": FADING})


def of_alert(ctx: Context, user: UserView, alert_id: int) -> Draft:
    view = alerts.get(ctx, user, alert_id)
    place = view.dashboard_name or view.dataset_name
    subject = f"{view.subject[:1].upper()}{view.subject[1:]}"
    return Draft(
        {"alert": view.id, "version": view.version},
        view.kind,
        title="Change the alert",
        subject=subject if view.kind == "insight" else f"{subject}, {place}",
        rows=view.rows,
        name=view.name,
        recipients=", ".join(view.recipients),
        condition=view.condition,
        schema=schema_of(ctx, user, view),
    )


def schema_of(ctx: Context, user: UserView, view: AlertView) -> Schema:
    with ctx.sessions() as session:
        row = questions.alert(session, view.id, user.id)
        version = alerts.current(session, row) if questions.sees(session, row) else 0
    return source(ctx, view.dataset_id, version).schema if version else Schema(())


def values(ctx: Context, user: UserView, dataset_id: int, column: str) -> forms.Options:
    """What the rows of a column can be chosen by, the commonest values first."""
    asked = source_of(ctx, user, dataset_id)
    found = asked.schema.column(column)
    if found.type.is_temporal:
        return forms.spans()
    if found.type is Type.BOOLEAN:
        return [{"label": word, "value": word} for word in ("yes", "no")]
    listed = values_of(ctx, asked, column, ()).values or ()
    return [
        {"label": f"{value}  ({count:,})", "value": value}
        for value, count in listed
        if value not in {None, ""}
    ]


def number(about: Mapping[str, Any], name: str) -> int:
    """A number that the page sent back; NotFound for anything else."""
    return id_of(str(about.get(name)))


def wanted(
    ctx: Context, user: UserView, about: Mapping[str, Any], fields: Mapping[str, Any]
) -> NewAlert:
    """What the filled form asks for."""
    if "alert" in about:
        return again(ctx, user, about, fields)
    if "insight" in about:
        return NewAlert(
            forms.condition_of("insight", fields),
            kind="insight",
            insight_id=number(about, "insight"),
            dashboard_id=number(about, "dashboard") if "dashboard" in about else None,
        )
    condition = forms.condition_of("number", fields)
    if "tile" in about:
        board_id, tile_id = number(about, "dashboard"), number(about, "tile")
        filters, schema = about.get("filters"), boards.kept(ctx, user, board_id).schema
        plain = NewAlert({"op": "empty"}, dashboard_id=board_id, tile_id=tile_id, filters=filters)
        spec = forms.dated(dict(made(ctx, user, plain).spec or {}), fields, schema)
        return replace(plain, condition=condition, spec=spec)
    dataset_id = number(about, "dataset")
    schema = source_of(ctx, user, dataset_id).schema
    return NewAlert(
        condition,
        dataset_id=dataset_id,
        spec=forms.dated(forms.spec_of(fields), fields, schema),
        filters=forms.filters_of(fields, schema),
    )


def again(
    ctx: Context, user: UserView, about: Mapping[str, Any], fields: Mapping[str, Any]
) -> NewAlert:
    """An alert that is there, under the condition of the form."""
    view = alerts.get(ctx, user, number(about, "alert"))
    condition = forms.condition_of(view.kind, fields)
    if view.kind == "insight":
        return NewAlert(
            condition,
            kind="insight",
            insight_id=view.insight_id,
            dashboard_id=view.dashboard_id,
        )
    return NewAlert(
        condition,
        dataset_id=view.dataset_id,
        dashboard_id=view.dashboard_id,
        spec=forms.dated(dict(view.spec or {}), fields, schema_of(ctx, user, view)),
        filters=list(view.filters),
    )


def preview(
    ctx: Context, user: UserView, about: Mapping[str, Any], fields: Mapping[str, Any]
) -> Preview:
    """What it would do now, or what is missing, as a sentence."""
    try:
        return alerts.preview(ctx, user, wanted(ctx, user, about, fields))
    except LuminaError as error:
        return Preview(str(error), fires=False)


def keep(ctx: Context, user: UserView, about: Mapping[str, Any], fields: Mapping[str, Any]) -> str:
    """Make the alert, or change it; the sentence that says why not, or an empty text."""
    try:
        asked = wanted(ctx, user, about, fields)
        to = forms.addresses(fields.get("recipients"))
        name = str(fields.get("name") or "")
        if "alert" in about:
            changes = {"condition": asked.condition, "recipients": to, "name": name}
            if asked.spec is not None:
                changes["spec"] = asked.spec
            alerts.change(ctx, user, number(about, "alert"), changes, number(about, "version"))
        else:
            alerts.create(ctx, user, replace(asked, recipients=to, name=name))
    except LuminaError as error:
        return str(error)
    return ""
