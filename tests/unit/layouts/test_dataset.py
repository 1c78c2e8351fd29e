"""The page of a dataset, before, while and after it is read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layouts import dataset, findings, recipe
from layouts.parts.cleaning import change_list, version_list
from layouts.parts.data_table import column_defs
from layouts.parts.words import many, number, probability, short, size
from luminabi_dash.insight_views import DiscoveryView
from luminabi_dash.views import Alternative, ChangeView, EvidenceView, StepView

NOTHING = DiscoveryView(0, 0.05, None, ())
EVIDENCE = [
    EvidenceView("Encoding", "UTF-8", "certain", "0 lines fail", (Alternative("Latin-1", {}),))
]


def test_before_the_first_version_progress_is_shown(busy, text_of, ids_of):
    page = dataset.dataset(busy, [], [], [], [], [], NOTHING, 0)
    assert "58%" in text_of(page)
    assert "Handling nulls…" in text_of(page)
    assert dataset.Ids.GRID not in ids_of(page)


def test_a_failed_dataset_says_why_and_what_to_do(failed, text_of):
    page = dataset.dataset(failed, [], [], [], [], [], NOTHING, 0)
    assert "orders.csv could not be read" in text_of(page)
    assert "The file is empty." in text_of(page)
    assert "Upload another file" in text_of(page)


def test_a_ready_dataset_has_its_ledger_and_grid(
    ready, columns, discovery, version, text_of, ids_of
):
    steps = [StepView("1", "trim", "Trim", "", "", 3, 0)]
    page = dataset.dataset(
        ready, columns, EVIDENCE, steps, [], [version], discovery, 47_804, {7: {"data": []}}
    )
    words = text_of(page)
    for figure in ("48,230", "47,804", "412", "14", "1,932"):
        assert figure in words
    assert "312 tested, 1 kept." in words
    assert {dataset.Ids.GRID, dataset.Ids.SIDE, dataset.Ids.BUILD} <= {
        one for one in ids_of(page) if isinstance(one, str)
    }
    assert findings.Ids.figure(7) in ids_of(page)
    assert findings.Ids.act("pin", 7) in ids_of(page)


def test_a_search_that_kept_nothing_says_so(text_of):
    found = DiscoveryView(312, 0.05, None, ())
    assert "Not searched yet" in text_of(findings.insight_list(found))


def test_cards_follow_the_state_of_their_insight(insight, discovery, text_of, ids_of):
    assert "Dismiss" in text_of(findings.insight_card(insight, discovery))
    away = replace(insight, state="dismissed")
    assert "Bring it back" in text_of(findings.insight_card(away, discovery))
    running = ids_of(findings.insight_card(replace(insight, id=-3), discovery))
    assert findings.Ids.act("pin", -3) not in running


def test_a_card_says_how_it_was_tested(insight, discovery, text_of):
    words = text_of(findings.insight_card(insight, discovery))
    assert "How it was tested" in words
    assert "312 tested, 1 kept, at most 1 in 20 by chance." in words
    assert "0.0073, slope per month, share of mean" in words


def test_muted_columns_are_named_with_what_they_hide(insight, discovery, text_of, ids_of):
    page = findings.insight_list(replace(discovery, muted=("revenue",), hidden=3))
    assert "Never about revenue" in " ".join(text_of(page).split())
    assert "3 insights hidden." in text_of(page)
    assert findings.Ids.unmute(0) in ids_of(page)


def test_cards_are_chosen_and_ordered(insight, discovery, text_of):
    held = replace(
        insight,
        id=8,
        sentence="It holds.",
        history=({"verdict": "holds", "version": 4, "effect": 0.1},),
    )
    turned = replace(
        insight,
        id=9,
        kind="segment",
        sentence="It turned.",
        history=({"verdict": "gone", "version": 4, "effect": None},),
    )
    found = replace(discovery, insights=(insight, held, turned))
    by_change = text_of(findings.insight_list(found, order="changed"))
    assert by_change.index("It turned.") < by_change.index("It holds.")
    only = text_of(findings.insight_list(found, kind="segment"))
    assert "It turned." in only
    assert "It holds." not in only
    nothing = text_of(findings.insight_list(found, kind="cluster"))
    assert "hidden by your choice" in nothing


def test_grid_fields_are_places_not_names(columns):
    defs = column_defs([replace(columns[0], name="a.b")])
    assert [item["field"] for item in defs] == ["__line", "c0"]
    assert defs[1]["headerName"] == "a.b"


def test_recipe_changes_and_versions_have_empty_states(text_of, version):
    assert "No steps yet" in text_of(recipe.inside(None))
    assert "No cell was changed" in text_of(change_list([]))
    assert "No version yet" in text_of(version_list([]))
    assert "v4" in text_of(version_list([version]))
    removed = ChangeView(4, None, None, None, None, "duplicates", "equal to line 3")
    cell = ChangeView(4, 9, "city", "lille ", "Lille", "trim", "spaces")
    assert "Showing 2 of 90 changes." in text_of(change_list([removed, cell], 90))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (number(47_804), "47,804"),
        (number(float("nan")), "\N{EN DASH}"),
        (short(1_770_000), "1.77M"),
        (short(254_569), "254,569"),
        (short(None), "\N{EN DASH}"),
        (size(6_800_000), "6.8 MB"),
        (size(12), "12 bytes"),
        (many(1, "row"), "1 row"),
        (many(2, "person", "people"), "2 people"),
        (probability(0.0), "< 10⁻⁹⁹"),
        (probability(0.002), "0.002"),
        (probability(3e-8), "3\N{MULTIPLICATION SIGN}10⁻⁸"),
        (probability(9.9e-8), "1\N{MULTIPLICATION SIGN}10⁻⁷"),
    ],
)
def test_numbers_in_words(said, words):
    assert said == words
