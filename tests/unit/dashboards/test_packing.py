"""Places of tiles: never over one another, within twelve columns, nothing lost."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luminabi_dash.dashboards.board import COLUMNS, Board, BoardTile, Content, Place
from luminabi_dash.dashboards.packing import checked, free_place, packed, pushed
from luminabi_dash.errors import Invalid

CONTENT = Content({"kind": "bar"})
CALM = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def places(draw):
    w = draw(st.integers(1, COLUMNS))
    return Place(
        draw(st.integers(0, COLUMNS - w)), draw(st.integers(0, 30)), w, draw(st.integers(1, 8))
    )


@st.composite
def boards(draw):
    found = draw(st.lists(places(), max_size=12))
    return Board("b", tiles=tuple(BoardTile(n, p, CONTENT) for n, p in enumerate(found, 1)))


def overlaps(board):
    tiles = board.tiles
    return [
        (a.id, b.id) for n, a in enumerate(tiles) for b in tiles[n + 1 :] if a.place.meets(b.place)
    ]


def at(board, tile_id):
    place = board.tile(tile_id).place
    return place.x, place.y, place.w, place.h


@pytest.mark.parametrize("settle", [packed, pushed])
@CALM
@given(boards(), st.data())
def test_nothing_overlaps_and_nothing_is_lost(settle, board, data):
    moved = data.draw(st.sets(st.sampled_from([t.id for t in board.tiles] or [0])))
    after = settle(board, moved)

    assert overlaps(after) == []
    assert [t.id for t in after.tiles] == [t.id for t in board.tiles]
    for old, new in zip(board.tiles, after.tiles, strict=True):
        assert (new.place.x, new.place.w, new.place.h) == (old.place.x, old.place.w, old.place.h)
        assert 0 <= new.place.x <= COLUMNS - new.place.w


@CALM
@given(boards())
def test_what_is_packed_stays_as_it_is(board):
    once = packed(board)

    assert packed(once) == once


@CALM
@given(boards(), places())
def test_a_moved_tile_takes_its_column_and_others_make_room(board, place):
    board = packed(board)
    after = packed(board.with_tile(BoardTile(99, place, CONTENT)), {99})

    assert overlaps(after) == []
    assert after.tile(99).place.x == place.x
    assert after.tile(99).place.y <= max([place.y, *(t.place.y + t.place.h for t in board.tiles)])


@CALM
@given(boards(), st.integers(1, COLUMNS), st.integers(1, 8))
def test_a_new_tile_finds_room_without_moving_anybody(board, w, h):
    board = packed(board)
    place = free_place(board, 0, w, h)

    assert not any(place.meets(tile.place) for tile in board.tiles)
    assert place.x + place.w <= COLUMNS


def test_a_tile_put_upon_another_goes_first():
    low, high = Place(0, 0, 6, 4), Place(0, 4, 6, 4)
    board = Board("b", tiles=(BoardTile(1, low, CONTENT), BoardTile(2, high, CONTENT)))
    after = packed(board.with_tile(BoardTile(2, low, CONTENT)), {2})

    assert (at(after, 2), at(after, 1)) == ((0, 0, 6, 4), (0, 4, 6, 4))


def test_tabs_do_not_push_one_another():
    tabs = ({"id": 0, "name": "a"}, {"id": 1, "name": "b"})
    tiles = (
        BoardTile(1, Place(0, 0, 6, 4, 0), CONTENT),
        BoardTile(2, Place(0, 0, 6, 4, 1), CONTENT),
        BoardTile(3, Place(0, 2, 6, 4, 7), CONTENT),
    )
    after = packed(Board("b", tabs=tabs, tiles=tiles))

    assert at(after, 2) == (0, 0, 6, 4)
    assert after.tile(3).place == Place(0, 4, 6, 4, 0)


@pytest.mark.parametrize(
    "place",
    [
        Place(-1, 0, 3, 3),
        Place(10, 0, 3, 3),
        Place(0, 0, 0, 3),
        Place(0, 0, 13, 3),
        Place(0, 0, 3, 0),
        Place(0, 0, 3, 31),
        Place(0, -1, 3, 3),
        Place(0, 9_999, 3, 3),
    ],
)
def test_places_outside_are_refused(place):
    with pytest.raises(Invalid):
        checked(place)
