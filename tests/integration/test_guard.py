"""Everything is refused that nobody allowed: routes, callbacks, foreign things, foreign sites."""

import io
import re
from urllib.parse import urljoin, urlsplit

import pytest
from dash import Input, Output, html
from dash_extensions.enrich import DashBlueprint

import luminabi_dash.app as composition
from luminabi_dash.app import create_app
from luminabi_dash.db.work import Delivery, Job, Report
from luminabi_dash.services import (
    alerts,
    commenting,
    dashboards,
    drafts,
    insights,
    pictures,
    reports,
    schedules,
    uploads,
)
from luminabi_dash.services.alert_making import NewAlert
from luminabi_dash.services.remembering import About
from luminabi_dash.web import policy
from tests.support.tables import sales

PUBLIC_RULES = {
    ("GET", "/login"),
    ("POST", "/login"),
    ("GET", "/register"),
    ("POST", "/register"),
    ("GET", "/open/<token>"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),  # loopback only
    ("GET", "/look/<name>"),
    ("GET", "/static/bootstrap/<path:name>"),
    ("GET", "/fonts/roboto/<name>"),
    ("GET", "/shapes/<name>"),
    ("POST", "/api/v1/auth/register"),
    ("POST", "/api/v1/auth/token"),
}
SOMEBODY_ELSES = {
    "dataset_id",
    "dashboard_id",
    "tile_id",
    "insight_id",
    "report_id",
    "delivery_id",
    "schedule_id",
    "job_id",
    "upload_id",
    "draft_id",
    "comment_id",
    "alert_id",
}
VALUES = {"path": "somewhere", "name": "x.css", "token": "t", "namespace": "dash"}
COUNT = {"kind": "indicator"}
BODIES = {
    "api_datasets.change": {"name": "mine"},
    "api_dashboards.change": {"version": 1, "name": "mine"},
    "api_editing.add_tile": {"spec": {"kind": "table", "title": "x", "columns": ["region"]}},
    "api_editing.change_tile": {"version": 1, "place": {"x": 0, "y": 0, "w": 3, "h": 3}},
    "api_dashboards.put_filters": {"filters": []},
    "api_editing.layout": {"tiles": [{"id": 1, "x": 0}]},
    "api_editing.restore": {"version": 1},
    "api_insights.change": {"state": "pinned"},
    "api_insights.mute": {"columns": []},
    "api_comments.add": {"text": "Mine?"},
    "api_comments.change": {"text": "Mine?"},
    "api_calculated.keep": {"expression": "1"},
    "api_calculated.check": {"expression": "1"},
    "api_alerts.change": {"name": "mine"},
}


def rules(app):
    for rule in app.server.url_map.iter_rules():
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield method, rule


def fill(rule, values):
    return re.sub(
        r"<(?:\w+:)?(\w+)>", lambda found: str(values.get(found[1], VALUES.get(found[1], 1))), rule
    )


@pytest.fixture
def things(context, drain, ada, tmp_path):
    """One of everything that is Ada's, by the name of its id in routes."""
    path = tmp_path / "sales.csv"
    path.write_bytes(sales(rows=400)[0])
    ready, _ = uploads.accept(context, ada, path, "sales.csv")
    drain()
    board = dashboards.create_auto(context, ada, ready)
    draft, _ = drafts.propose_recipe(context, ada, ready, {"steps": []})
    schedule = schedules.create(context, ada, board.id, recipients=["a@example.org"])
    report_id, job_id = reports.request(context, ada, board.id)
    with context.sessions.begin() as session:
        mail = Delivery(report_id=report_id, recipient="a@example.org", message_id="<1@x>")
        session.add(mail)
        session.flush()
        delivery_id = mail.id
        assert session.get(Job, int(job_id)).owner_id == ada.id
        assert session.get(Report, report_id).owner_id == ada.id
    found = insights.discovery(context, ada, ready).insights
    assert found
    return {
        "dataset_id": ready,
        "dashboard_id": board.id,
        "draft_id": draft.id,
        "comment_id": commenting.begin(context, ada, board.id, "Why?", About()).id,
        "tile_id": board.tiles[0].id,
        "insight_id": found[0].id,
        "report_id": report_id,
        "delivery_id": delivery_id,
        "schedule_id": schedule.id,
        "job_id": job_id,
        "alert_id": alerts.create(
            context, ada, NewAlert({"op": "empty"}, dashboard_id=board.id, spec=COUNT)
        ).id,
        "picture_id": pictures.add(context, ada, board.id, b"GIF89a....", "a.gif").id,
        "upload_id": uploads.create(context, ada, "a.csv", 100, None),
    }


def test_every_route_but_the_public_ones_asks_for_a_sign_in(app):
    client = app.server.test_client()
    seen = set()
    for method, rule in rules(app):
        if (method, rule.rule) in PUBLIC_RULES:
            seen.add((method, rule.rule))
            continue
        answer = client.open(fill(rule.rule, {}), method=method)
        where = f"{method} {rule.rule}: {answer.status_code}"
        if rule.rule.startswith(("/api/", "/_dash")):
            assert answer.status_code == 401, where
            assert answer.json["error"]["message"] == "Sign in first.", where
        else:
            assert answer.status_code in {302, 401}, where
            if answer.status_code == 302:
                assert answer.headers["Location"].startswith("/login"), where
    assert seen == PUBLIC_RULES


def test_metrics_are_for_the_machine_itself(app):
    client = app.server.test_client()
    assert client.get("/metrics").status_code == 200
    away = client.get("/metrics", environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert away.status_code == 404


def test_what_is_somebody_elses_is_not_there(app, api, bob, things):
    client = api(bob)
    tried = 0
    for method, rule in rules(app):
        if not (rule.arguments & SOMEBODY_ELSES) or not rule.rule.startswith("/api/"):
            continue
        more = {}
        if method in {"POST", "PUT", "PATCH"}:
            more["json"] = BODIES.get(rule.endpoint, {})
        if rule.endpoint == "api_datasets.replace":
            more = {"data": {"file": (io.BytesIO(b"a,b\n1,2\n"), "a.csv")}}
        if rule.endpoint == "api_uploads.patch":
            more = {
                "data": b"x",
                "headers": {"Upload-Offset": "0"},
                "content_type": "application/offset+octet-stream",
            }
        answer = client.open(fill(rule.rule, things), method=method, **more)
        assert answer.status_code == 404, (
            f"{method} {rule.rule}: {answer.status_code} {answer.text}"
        )
        tried += 1
    assert tried > 30


def test_the_same_requests_of_their_owner_are_answered(app, api, ada, things):
    """So that the 404s above are not those of mistyped addresses."""
    client = api(ada)
    for method, rule in rules(app):
        is_about = rule.arguments & SOMEBODY_ELSES and rule.rule.startswith("/api/")
        if method == "GET" and is_about and not rule.rule.endswith("/pdf"):
            answer = client.get(fill(rule.rule, things))
            assert answer.status_code == 200, f"{rule.rule}: {answer.text}"


def test_foreign_things_inside_bodies_are_not_there_either(api, bob, ada, things):
    client = api(bob)
    spec = {"kind": "table", "title": "x", "columns": ["region"]}
    empty = {"condition": {"op": "empty"}, "spec": COUNT}
    watch = {"condition": {"verdicts": ["gone"]}, "kind": "insight"}
    for path, body in (
        ("/dashboards", {"dataset_id": things["dataset_id"]}),
        ("/dashboards/auto", {"dataset_id": things["dataset_id"]}),
        ("/query", {"dataset_id": things["dataset_id"], "spec": spec}),
        ("/figure", {"dataset_id": things["dataset_id"], "spec": spec}),
        ("/explain", {"dataset_id": things["dataset_id"], "spec": spec, "point": [0, 0]}),
        ("/schedules", {"dashboard_id": things["dashboard_id"], "recipients": ["b@example.org"]}),
        ("/alerts", {**empty, "dataset_id": things["dataset_id"]}),
        ("/alerts", {**empty, "dashboard_id": things["dashboard_id"]}),
        ("/alerts/preview", {**empty, "dashboard_id": things["dashboard_id"]}),
        ("/alerts", {**watch, "insight_id": things["insight_id"]}),
        ("/alerts", {**watch, **things_of(things, "insight_id", "dashboard_id")}),
    ):
        answer = client.post(f"/api/v1{path}", json=body)
        assert answer.status_code == 404, f"{path}: {answer.text}"


def things_of(things, *names):
    return {name: things[name] for name in names}


def test_lists_hold_only_what_is_ones_own(api, bob, things):
    client = api(bob)
    for path in ("/datasets", "/dashboards", "/reports", "/schedules", "/alerts"):
        assert client.get(f"/api/v1{path}").json["items"] == []


def test_a_write_by_cookie_needs_the_token_of_its_session(app, browser, ada, bob):
    signed = browser().sign_in(ada)
    body = {"name": "Ada the First"}
    without = signed.client.patch("/api/v1/me", json=body)
    other = browser().sign_in(bob)
    foreign = signed.client.patch("/api/v1/me", json=body, headers={"X-CSRFToken": other.csrf})
    right = signed.client.patch("/api/v1/me", json=body, headers={"X-CSRFToken": signed.csrf})

    assert (without.status_code, without.json["error"]["code"]) == (403, "csrf")
    assert foreign.status_code == 403
    assert right.status_code == 200


def test_callbacks_and_sign_out_need_the_token_too(browser, ada):
    signed = browser().sign_in(ada)
    assert signed.client.post("/_dash-update-component", json={}).status_code == 403
    assert signed.client.post("/logout").status_code == 403
    assert signed.client.get("/api/v1/me").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_cannot_write_even_with_the_token(browser, ada, headers):
    signed = browser().sign_in(ada)
    sent = {"X-CSRFToken": signed.csrf, **headers}
    answer = signed.client.patch("/api/v1/me", json={"name": "x"}, headers=sent)
    assert (answer.status_code, answer.json["error"]["code"]) == (403, "wrong_origin")


def test_an_unknown_host_name_is_refused(app):
    answer = app.server.test_client().get("/login", headers={"Host": "evil.example"})
    assert answer.status_code == 400


@pytest.fixture
def with_blueprint(monkeypatch):
    """Adds a module with a blueprint to those that the app loads."""

    def add(blueprint):
        module = type(
            "callbacks.extra", (), {"blueprint": blueprint, "__name__": "callbacks.extra"}
        )
        loaded = composition.load

        def load(package):
            found = loaded(package)
            return [*found, module] if package is composition.callbacks else found

        monkeypatch.setattr(composition, "load", load)

    return add


@pytest.mark.parametrize("kind", ["plain", "guarded without a policy"])
def test_an_app_with_an_unguarded_callback_does_not_start(context, with_blueprint, kind):
    blueprint = DashBlueprint() if kind == "plain" else policy.GuardedBlueprint()

    @blueprint.callback(Output("extra-out", "children"), Input("extra-in", "n_clicks"))
    def reveal(_clicks):
        return html.Div("everything")

    with_blueprint(blueprint)
    with pytest.raises(policy.Unguarded, match="extra-out"):
        create_app(context)


def test_an_app_with_an_unguarded_route_does_not_start(context, monkeypatch):
    made = composition.make_server

    def make(ctx):
        server = made(ctx)
        server.add_url_rule("/secret", view_func=lambda: "everything")
        return server

    monkeypatch.setattr(composition, "make_server", make)
    with pytest.raises(policy.Unguarded, match="/secret"):
        create_app(context)


@pytest.mark.parametrize("path", ["/login", "/healthz", "/api/v1/me", "/nothing", "/"])
def test_every_answer_carries_the_security_headers(app, path):
    answer = app.server.test_client().get(path)
    csp = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in csp
    assert "frame-ancestors 'none'" in csp
    script = next(part for part in csp.split(";") if part.strip().startswith("script-src"))
    assert "unsafe" not in script
    assert "http" not in csp
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_session_cookie_is_hidden_from_scripts_and_other_sites(app, ada, browser):
    signed = browser().sign_in(ada)
    cookie = signed.client.get_cookie("luminabi_session")
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert ada.email not in cookie.value


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/%09//evil.example",
        "http:evil.example",
        "///evil.example",
        "/login",
        "/logout",
        "/_dash-layout",
        "/api/v1/me",
    ],
)
def test_signing_in_leads_to_no_other_site(browser, ada, target):
    guest = browser()
    page = guest.get("/login", query_string={"next": target})
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)[1]
    answer = guest.client.post(
        "/login",
        data={"csrf_token": token, "email": ada.email, "password": guest.password, "next": target},
    )
    assert answer.status_code == 303
    where = answer.headers["Location"]
    assert urlsplit(urljoin("http://localhost/login", where)).netloc == "localhost"
    assert not where.startswith(("//", "/\\", "/login", "/logout", "/_dash", "/api"))


def test_signing_in_leads_back_to_where_one_wanted_to_go(browser, ada, app):
    guest = browser()
    asked = guest.get("/dashboards/7?filters=x")
    assert asked.headers["Location"] == "/login?next=/dashboards/7%3Ffilters%3Dx"
    page = guest.get(asked.headers["Location"])
    assert 'name="next" value="/dashboards/7?filters=x"' in page.text


def test_dash_offers_no_tools_for_agents(app):
    assert not [rule.rule for rule in app.server.url_map.iter_rules() if "mcp" in rule.rule]


def test_assets_that_carry_their_time_are_kept_by_the_browser(app, cookie, ada):
    client = app.server.test_client()
    client.set_cookie("luminabi_session", cookie(ada)[1])
    kept = client.get("/assets/live.js?m=1.0")
    assert kept.status_code == 200
    assert "immutable" in kept.headers["Cache-Control"]
    assert kept.headers["Cache-Control"].startswith("private")
    for path in ("/assets/live.js", "/assets/none.js?m=1.0", "/"):
        assert "immutable" not in client.get(path).headers["Cache-Control"], path
    signed_out = app.server.test_client().get("/assets/live.js?m=1.0")
    assert "immutable" not in signed_out.headers["Cache-Control"]


def test_pages_with_charts_name_what_draws_them(app, cookie, ada):
    client = app.server.test_client()
    client.set_cookie("luminabi_session", cookie(ada)[1])
    link = client.get("/dashboards/1").headers["Link"]
    path = link.split(">")[0].removeprefix("<")
    assert client.get(path).status_code == 200
    assert "Link" not in client.get("/datasets").headers
