"""Whatever is posted as a chart, its filters or its way down is drawn or refused in a sentence."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luminabi_dash.app import load_web
from luminabi_dash.charts.kind import KINDS

load_web()
COLUMNS = ["region", "product", "amount", "day", "order", "nothing", "", "-amount", "x" * 600]
ODD = [
    None,
    True,
    0,
    1,
    -1,
    3,
    10**30,
    1e300,
    "",
    "month",
    "sum",
    "auto",
    "<b>",
    [],
    {},
    ["region"],
]
values = st.one_of(
    st.sampled_from(COLUMNS),
    st.sampled_from(ODD),
    st.lists(st.sampled_from(COLUMNS), max_size=3),
    st.lists(st.dictionaries(st.sampled_from(["at", "value", "label", "column"]), st.sampled_from(
        [*COLUMNS, 3, None]), max_size=3), max_size=2),
)  # fmt: skip


REAL = ["region", "product", "amount", "day", "order"]


def fitting(schema):
    """Values that a field's own JSON Schema allows, as far as it says."""
    if "anyOf" in schema:
        return st.one_of(*(fitting(one) for one in schema["anyOf"]))
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kind = schema.get("type")
    if kind == "array":
        return st.lists(st.sampled_from(REAL), min_size=1, max_size=2, unique=True)
    simple = {
        "string": st.sampled_from(REAL),
        "integer": st.integers(schema.get("minimum", 1), min(schema.get("maximum", 30), 30)),
        "number": st.sampled_from([0, 1.5, -2]),
        "boolean": st.booleans(),
        "null": st.none(),
    }
    return simple.get(kind, values)


@st.composite
def specs(draw):
    """Mostly what the schema allows, sometimes not."""
    kind = draw(st.sampled_from(sorted(KINDS.names())))
    schema = KINDS.get(kind).spec.model_json_schema()
    fields = {name: one for name, one in schema["properties"].items() if name != "kind"}
    needed = schema.get("required", [])
    more = draw(st.lists(st.sampled_from(sorted(fields)), max_size=4, unique=True))
    spec = {name: draw(fitting(fields[name])) for name in [*needed, *more] if name in fields}
    if draw(st.integers(0, 9)) == 0:
        spec[draw(st.sampled_from(sorted(fields)))] = draw(values)
    return {"kind": kind, **spec}


FILTERS = st.lists(
    st.fixed_dictionaries(
        {
            "column": st.sampled_from(COLUMNS),
            "op": st.sampled_from(
                ["in", "not_in", "between", "eq", "ne", "lt", "ge", "contains", "is_null", "last",
                 "within", "like"]
            ),
            "value": st.sampled_from(
                [None, 3, -1e300, "EU", "2026-01-01", "0000-00-00", [], [None, None], [1, 2],
                 ["EU", None], "30 days", "this month", {"a": 1}, True, "9999999999-01-01"]
            ),
        }
    ),
    max_size=2,
)  # fmt: skip
quick = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def client(api, ada):
    return api(ada)


def said(answer):
    assert answer.status_code in {200, 422}, f"{answer.status_code} {answer.text[:400]}"
    if answer.status_code == 422:
        message = answer.json["error"]["message"]
        assert message.endswith(".")
        assert "Traceback" not in message


@given(spec=specs(), filters=FILTERS)
@quick
def test_any_spec_is_drawn_or_refused(client, ready, spec, filters):
    body = {"dataset_id": ready, "spec": spec, "filters": filters}
    said(client.post("/api/v1/figure", json=body))
    said(client.post("/api/v1/query", json=body))


@given(spec=st.recursive(st.sampled_from(ODD), lambda inner: st.lists(inner, max_size=3)))
@settings(parent=quick, max_examples=40)
def test_what_is_no_spec_is_refused(client, ready, spec):
    said(client.post("/api/v1/figure", json={"dataset_id": ready, "spec": spec, "filters": []}))


def test_every_kind_answers_when_all_is_as_it_comes(client, ready):
    for kind in KINDS.names():
        body = {"dataset_id": ready, "spec": {"kind": kind, "x": "region"}, "filters": []}
        said(client.post("/api/v1/figure", json=body))


def test_ways_down_that_make_no_sense_are_refused(client, ready):
    board = client.post("/api/v1/dashboards", json={"dataset_id": ready}).json["id"]
    spec = {"kind": "bar", "x": "region", "y": "amount"}
    tile = client.post(f"/api/v1/dashboards/{board}/tiles", json={"spec": spec}).json["id"]
    for drill in ("{}", '{"1": 3}', "[1]", "{", json.dumps({str(tile): [{"by": "nothing"}]})):
        for path in ("rows", "export"):
            answer = client.get(
                f"/api/v1/dashboards/{board}/tiles/{tile}/{path}", query_string={"drill": drill}
            )
            said(answer)
