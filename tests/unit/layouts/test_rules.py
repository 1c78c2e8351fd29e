"""What holds for every page: ids, JSON, and text that stays text."""

from __future__ import annotations

import importlib
import re
from dataclasses import replace
from pathlib import Path

import pytest

from layouts import dashboard, dashboards, dataset, datasets, home, profile, reports, story
from luminabi_dash.insight_views import DiscoveryView, Fact, StoryView
from luminabi_dash.tables.filters import Filter
from luminabi_dash.views import Alternative, ChangeView, EvidenceView, StepView, TileView

FOLDER = Path(dashboard.__file__).parent
PAGES = [path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__"]
HOSTILE = "</script><img src=x onerror=alert(1)>{{7*7}} 'q' \"d\""


@pytest.mark.parametrize("name", PAGES)
def test_ids_carry_the_name_of_their_page(name):
    ids = importlib.import_module(f"layouts.{name}").Ids
    for key, value in vars(ids).items():
        if key.startswith("_"):
            continue
        found = value.__func__(1)["type"] if isinstance(value, staticmethod) else value
        assert found.startswith(f"{name}-"), (name, key)


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.py")), ids=lambda path: path.stem)
def test_layouts_only_show(path):
    source = path.read_text(encoding="utf-8")
    assert "dangerously" not in source
    assert not re.search(r"^(from|import) (flask|sqlalchemy|callbacks)", source, re.MULTILINE)
    assert not re.search(r"luminabi_dash\.(db|services|web|context)", source)


@pytest.fixture
def hostile_pages(user, ready, columns, discovery, insight, version, board):
    bad = replace(ready, name=HOSTILE, file_name=HOSTILE, owner=HOSTILE)
    found = replace(insight, sentence=HOSTILE, caveats=(HOSTILE,), effect_name=HOSTILE)
    item = Filter(column=HOSTILE, op="in", value=[HOSTILE])
    tile = TileView(1, "bar", HOSTILE, HOSTILE, 0, 0, 6, 6, {"kind": "bar"}, (), 1)
    drawn = replace(board, name=HOSTILE, tiles=(tile,), filters=(item,))
    change = ChangeView(1, 2, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    return [
        home.home(replace(user, name=HOSTILE), [bad], [drawn], [(HOSTILE, HOSTILE)]),
        datasets.datasets([bad]),
        dataset.dataset(
            bad,
            [replace(columns[1], name=HOSTILE, labels=(HOSTILE, HOSTILE))],
            [EvidenceView(HOSTILE, HOSTILE, "asked", HOSTILE, (Alternative(HOSTILE, {}),))],
            [StepView("1", "x", HOSTILE, HOSTILE, HOSTILE, 1, 1)],
            [change],
            [version],
            replace(discovery, insights=(found,)),
            1,
            {7: {"data": [], "layout": {}}},
        ),
        dashboards.dashboards([drawn], datasets=[bad]),
        dashboard.dashboard(drawn, DiscoveryView(1, 0.01, None, (found,))),
        reports.reports([], [], None, [drawn]),
        story.story(
            StoryView(1, HOSTILE, 2, 9, 3, None, 12, 0.01, (Fact(HOSTILE, found),), (found,)), {}
        ),
        profile.profile(replace(user, name=HOSTILE, email=HOSTILE), []),
    ]


def test_hostile_text_is_text_only(hostile_pages, as_json):
    for page in hostile_pages:
        sent = as_json(page)
        assert "alert(1)" in sent or "reports-" in sent
        assert "Markdown" not in sent
        assert '"srcDoc"' not in sent


def test_no_id_holds_what_a_user_wrote(hostile_pages, ids_of):
    for page in hostile_pages:
        assert "alert" not in str(ids_of(page))


def test_no_id_stands_twice_on_a_page(hostile_pages, ids_of):
    for page in hostile_pages:
        ids = [str(one) for one in ids_of(page)]
        assert len(ids) == len(set(ids))
