import os

import pytest

from luminabi_dash.live.whispers.pieces import PIECE_BYTES, Cutter, Joiner


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES, PIECE_BYTES + 1, 60_000])
def test_pieces_are_short_and_join_to_the_same_message(size):
    message, joiner = os.urandom(size), Joiner()
    pieces = Cutter().cut("ab" * 12, message)
    assert max(len(piece) for piece in pieces) < 8_000
    assert [joiner.take(piece) for piece in pieces][:-1] == [None] * (len(pieces) - 1)
    assert Joiner().take(pieces[-1]) == (None if len(pieces) > 1 else ("ab" * 12, message))
    last = Joiner()
    assert [last.take(piece) for piece in pieces][-1] == ("ab" * 12, message)


def test_messages_of_two_senders_may_mingle():
    one, two, joiner = b"1" * 12_000, b"2" * 12_000, Joiner()
    mingled = zip(Cutter().cut("one", one), Cutter().cut("two", two), strict=True)
    found = [joiner.take(piece) for pair in mingled for piece in pair]
    assert [item for item in found if item] == [("one", one), ("two", two)]


def test_a_lost_piece_loses_its_message_only():
    cutter, joiner = Cutter(), Joiner()
    broken, whole = cutter.cut("one", b"1" * 18_000), cutter.cut("one", b"2" * 12_000)
    found = [joiner.take(piece) for piece in [broken[0], broken[2], *whole]]
    assert [item for item in found if item] == [("one", b"2" * 12_000)]


@pytest.mark.parametrize(
    "line", ["", "x", "a 0 0 1", "a 0 0 1 !!!", "a 0 x 1 AAAA", "a 0 5 6 AAAA"]
)
def test_what_is_not_ours_is_passed_over(line):
    assert Joiner().take(line) is None


def test_halves_that_nobody_ends_do_not_pile_up():
    joiner = Joiner()
    for number in range(1_000):
        joiner.take(Cutter().cut(str(number), b"x" * 12_000)[0])
    assert len(joiner._halves) == Joiner.SENDERS
