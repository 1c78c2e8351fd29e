"""Edits of two people: none is lost, the same thing twice is told, undo is exact."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luminabi_dash.dashboards.board import Board, BoardTile, Content, Place, as_json, from_json
from luminabi_dash.dashboards.edits import (
    AddTile,
    Arrange,
    Become,
    ChangeTile,
    Describe,
    DuplicateTile,
    RemoveTile,
    SetControls,
    SetTabs,
    made,
)
from luminabi_dash.dashboards.merge import Entry, changed_since, collisions, stacks, turned
from luminabi_dash.errors import Conflict, Invalid, NotFound

ADA, BOB = 1, 2
CALM = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
TILES = 5


def content(title):
    return Content({"kind": "bar", "title": title})


@pytest.fixture
def board():
    return start()


def start():
    tiles = tuple(
        BoardTile(n, Place(6 * (n % 2), 6 * (n // 2), 6, 6), content(f"T{n}")) for n in range(1, 6)
    )
    return Board("Board", "About", tiles=tiles)


@st.composite
def edits(draw, tiles):
    """An edit of one of `tiles`: of its content, of its place, or its removal."""
    tile = draw(st.sampled_from(tiles))
    kind = draw(st.sampled_from(["content", "place", "remove"]))
    if kind == "content":
        return ChangeTile(tile, 1, content(draw(st.text("abc", min_size=1, max_size=4))))
    if kind == "place":
        w = draw(st.integers(1, 12))
        place = Place(
            draw(st.integers(0, 12 - w)), draw(st.integers(0, 20)), w, draw(st.integers(1, 8))
        )
        return Arrange(((tile, place),))
    return RemoveTile(tile)


@CALM
@given(edits([1, 2]), edits([3, 4, 5]))
def test_edits_of_different_tiles_both_stay(mine, theirs):
    board = start()
    wanted = made(board, mine)
    first = made(board, theirs)
    assert collisions(wanted.touched, [first.touched]) == frozenset()

    both = made(first.board, mine).board
    for edit in (mine, theirs):
        tile = both.tile(edit.places[0][0] if isinstance(edit, Arrange) else edit.tile)
        if isinstance(edit, RemoveTile):
            assert tile is None
        elif isinstance(edit, ChangeTile):
            assert tile.content == edit.content
        else:
            place = edit.places[0][1]
            assert (tile.place.x, tile.place.w, tile.place.h) == (place.x, place.w, place.h)
    tiles = both.tiles
    assert not any(a.place.meets(b.place) for a in tiles for b in tiles if a.id < b.id)


@CALM
@given(edits([1]), edits([1]))
def test_the_same_thing_twice_collides(mine, theirs):
    wanted, first = made(start(), mine).touched, made(start(), theirs).touched
    if isinstance(mine, RemoveTile) or type(mine) is type(theirs):
        assert collisions(wanted, [first]) or not (wanted and first)
    elif not isinstance(theirs, RemoveTile):
        assert collisions(wanted, [first]) == frozenset()


@CALM
@given(st.lists(edits([1, 2, 3, 4, 5]), max_size=6))
def test_undoing_all_gives_back_the_board_that_was(found):
    board, past = start(), []
    for edit in found:
        try:
            after = made(board, edit)
        except NotFound:
            continue
        past.append((board, after.touched))
        board = after.board
    for before, touched in reversed(past):
        board = turned(board, before, touched)
        for tile in before.tiles:
            assert board.tile(tile.id).content == tile.content
            here = board.tile(tile.id).place
            assert (here.x, here.w, here.h) == (tile.place.x, tile.place.w, tile.place.h)
    assert {t.id for t in board.tiles} == set(range(1, TILES + 1))


def test_undo_of_one_edit_leaves_the_edits_of_others(board):
    mine = made(board, ChangeTile(1, 1, content("mine")))
    theirs = made(mine.board, ChangeTile(2, 1, content("theirs")))
    back = turned(theirs.board, board, mine.touched)

    assert back.tile(1).title == "T1"
    assert back.tile(2).title == "theirs"


def entry(version, by, kind="edit", of=0, touched=("name",)):
    return Entry(version, by, frozenset(touched), kind, of)


def test_each_person_undoes_their_own_edits_in_their_order():
    entries = [entry(2, ADA), entry(3, BOB), entry(4, ADA)]
    assert stacks(entries, ADA) == ([2, 4], [])
    entries += [entry(5, ADA, "undo", 4)]
    assert stacks(entries, ADA) == ([2], [4])
    assert stacks(entries, BOB) == ([3], [])
    assert stacks([*entries, entry(6, ADA, "redo", 4)], ADA) == ([2, 4], [])
    assert stacks([*entries, entry(6, ADA)], ADA) == ([2, 6], [])


def test_only_others_and_only_later_edits_stand_in_the_way():
    entries = [entry(2, BOB, touched=["a"]), entry(4, BOB, touched=["b"]), entry(5, ADA)]
    assert changed_since(entries, 3, ADA) == {"b"}


def test_a_snapshot_is_read_back_as_it_was(board):
    assert from_json(as_json(board)) == board


def test_words_for_the_history(board):
    place = Place(0, 0, 3, 3)
    said = [
        made(board, edit).what
        for edit in (
            AddTile(content("New")),
            ChangeTile(1, 1, content("Other")),
            Arrange(((1, Place(0, 9, 6, 6)),)),
            Arrange(((1, place),)),
            Arrange(((1, place), (2, place))),
            DuplicateTile(1),
            RemoveTile(1),
            Describe(name="Better"),
            Describe(description="More"),
            SetTabs(({"name": "One"}, {"name": "Two"})),
            SetControls(({"column": "x"},)),
        )
    ]
    assert said == [
        "Added New",
        "Changed Other",
        "Moved T1",
        "Resized T1",
        "Moved 2 tiles",
        "Duplicated T1",
        "Removed T1",
        "Renamed to Better",
        "Changed the description",
        "Added the tab Two",
        "Changed how filters work",
    ]


def test_tabs_take_what_is_there_and_go_with_their_tiles(board):
    first = made(board, SetTabs(({"name": "One"}, {"name": " Two  "})))
    assert first.board.tabs == ({"id": 0, "name": "One"}, {"id": 1, "name": "Two"})
    assert {first.board.tab_of(tile) for tile in first.board.tiles} == {0}
    moved = made(first.board, Arrange(((1, Place(0, 0, 6, 6, 1)),))).board
    gone = made(moved, SetTabs(({"id": 0, "name": "One"},)))
    assert gone.board.tile(1) is None
    assert "tile:1:content" in gone.touched
    page = made(moved, SetTabs(()))
    assert page.board.tabs == ()
    assert {tile.place.tab for tile in page.board.tiles} == {0}
    assert len(page.board.tiles) == TILES
    with pytest.raises(Invalid):
        made(moved, SetTabs(({"id": 9, "name": "Stranger"},)))


def test_what_is_not_there_or_too_much(board):
    for edit in (RemoveTile(9), DuplicateTile(9), Arrange(((9, Place(0, 0, 1, 1)),))):
        with pytest.raises(NotFound):
            made(board, edit)
    with pytest.raises(Invalid):
        made(board, Arrange(()))
    many = Board("b", tiles=tuple(BoardTile(n, Place(0, n, 1, 1), content("")) for n in range(60)))
    with pytest.raises(Conflict):
        made(many, AddTile(content("one more")))
    with pytest.raises(Conflict):
        made(board, SetTabs(tuple({"name": str(n)} for n in range(21))))


def test_becoming_touches_everything(board):
    after = made(board, Become(Board("Old", tiles=board.tiles[:1]), "Restored"))
    assert after.board.name == "Old"
    assert {"name", "tabs", "tile:5:content", "tile:1:place"} <= after.touched
