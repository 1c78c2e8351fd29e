"""The timeline and the storyboard of a dashboard's live sessions, as services and over the API."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select, update

from jobs.job import JOBS
from luminabi_dash.db.models import now
from luminabi_dash.db.work import LiveEdit, Report
from luminabi_dash.errors import Invalid, NotFound
from luminabi_dash.reports.images import FigureFailed
from luminabi_dash.services import live, presenting, sharing, storyboard, timeline

EU = {"column": "region", "op": "in", "value": ["EU"]}
LAMP = {"column": "product", "op": "in", "value": ["Lamp"]}


@pytest.fixture
def played(context, ada, board):
    """Four steps, ten seconds between them."""
    live.set_filter(context, ada, board, EU)
    live.set_filter(context, ada, board, LAMP)
    presenting.take(context, ada, board, "client")
    live.clear_filter(context, ada, board, "region")
    spread(context, board, 10)
    return board


def spread(context, board, seconds):
    """The steps of a dashboard, so many seconds apart, the last one that long ago."""
    with context.sessions.begin() as session:
        ids = list(session.scalars(select(LiveEdit.id).where(LiveEdit.dashboard_id == board)))
        for place, id_ in enumerate(ids):
            at = now() - timedelta(seconds=seconds * (len(ids) - place))
            session.execute(update(LiveEdit).where(LiveEdit.id == id_).values(at=at))


def test_the_newest_step_comes_first_with_its_filters_in_words(context, ada, played, api):
    answer = api(ada).get(f"/api/v1/dashboards/{played}/timeline")
    assert answer.status_code == 200
    items = answer.json["items"]
    assert [item["words"] for item in items] == [
        "Ada cleared region",
        "Ada presents",
        "Ada: product is Lamp",
        "Ada: region is EU",
    ]
    assert items[0]["sentence"] == "product is Lamp"
    assert items[2]["filters"] == [EU, LAMP]
    assert {item["session"] for item in items} == {1}
    assert (items[0]["by"], items[0]["initials"]) == ("Ada", "A")


def test_the_timeline_is_paged_from_the_newest(context, ada, played, api):
    first = api(ada).get(f"/api/v1/dashboards/{played}/timeline?limit=3").json
    rest = api(ada).get(f"/api/v1/dashboards/{played}/timeline?cursor={first['next']}").json
    assert [len(first["items"]), len(rest["items"]), rest["next"]] == [3, 1, None]
    assert rest["items"][0]["words"] == "Ada: region is EU"


def test_only_who_sees_the_dashboard_sees_its_timeline(context, ada, bob, played, api):
    path = f"/api/v1/dashboards/{played}/timeline"
    assert api(bob).get(path).status_code == 404
    assert api(bob).post(f"/api/v1/dashboards/{played}/storyboard", json={}).status_code == 404
    sharing.share(context, ada, played, email=bob.email)
    assert len(api(bob).get(path).json["items"]) == 4


def test_filters_of_before_the_history_stand_in_it(context, ada, played):
    with context.sessions.begin() as session:
        session.query(LiveEdit).filter(LiveEdit.column_name == "product").delete()
    items, _ = timeline.page(context, ada, played)
    assert [item["column"] for item in items[-1]["filters"]] == ["product", "region"]


def test_a_sweep_keeps_the_newest_and_what_they_rest_on(context, ada, played, monkeypatch):
    before, _ = timeline.page(context, ada, played)
    monkeypatch.setattr(timeline, "KEPT", 1)
    with context.sessions.begin() as session:
        timeline.sweep(session)
        assert session.scalar(select(func.count()).select_from(LiveEdit)) == 3
    after, _ = timeline.page(context, ada, played)
    assert after[0]["filters"] == before[0]["filters"]


def test_without_steps_there_is_nothing_to_tell(context, ada, board):
    assert timeline.page(context, ada, board) == ([], None)
    with pytest.raises(Invalid, match="nothing to tell"):
        storyboard.request(context, ada, board)


def test_there_is_no_session_of_a_number_that_nobody_held(context, ada, played):
    with pytest.raises(NotFound):
        storyboard.request(context, ada, played, session_number=7)


class Blank:
    """Draws a page of the right size for every figure."""

    def __init__(self, *_):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def draw(self, figures):
        from reportlab.pdfgen.canvas import Canvas

        pages = []
        for figure in figures:
            target = io.BytesIO()
            canvas = Canvas(target, pagesize=(figure.width_px * 0.75, figure.height_px * 0.75))
            canvas.showPage()
            canvas.save()
            pages.append(target.getvalue())
        return pages


@pytest.fixture
def blank(monkeypatch):
    monkeypatch.setattr(storyboard, "Renderer", Blank)
    monkeypatch.setattr(storyboard, "find_chrome", lambda _: "chrome")


def test_a_storyboard_has_a_chapter_for_each_moment(context, ada, played, api, drain, blank):
    answer = api(ada).post(f"/api/v1/dashboards/{played}/storyboard", json={})
    assert answer.status_code == 202, answer.text
    drain("draw_storyboard")
    report_id = answer.json["report_id"]
    assert api(ada).get(f"/api/v1/reports/{report_id}").json["state"] == "ready"
    pdf = PdfReader(io.BytesIO(api(ada).get(f"/api/v1/reports/{report_id}/pdf").data))
    text = "\n".join(page.extract_text() for page in pdf.pages)
    assert "Storyboard of" in text
    chapters = [item.title for item in pdf.outline if not isinstance(item, list)][1:]
    assert [title.split(" · ", 1)[1] for title in chapters] == [
        "Ada: region is EU",
        "Ada: product is Lamp",
        "Ada cleared region",
    ]
    children = [item for item in pdf.outline if isinstance(item, list)]
    assert len(children) == 3
    assert all(len(group) > 2 for group in children)
    pages = [pdf.get_destination_page_number(i) for i in pdf.outline if not isinstance(i, list)]
    assert len(set(pages)) == len(pages)
    assert "region is EU · product is Lamp" in text
    assert f"Page 1 of {len(pdf.pages)}" in text


def test_a_storyboard_that_cannot_be_drawn_is_held(context, ada, played):
    report_id, _ = storyboard.request(context, ada, played)
    failed = JOBS.get("draw_storyboard").failed
    failed(context, "no figure", FigureFailed.code, report_id=report_id, first=1, last=2, tab=0)
    with context.sessions() as session:
        assert session.get_one(Report, report_id).state == "held"
