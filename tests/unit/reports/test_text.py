"""Text on paper: numbers, lines, right-to-left, fonts."""

from __future__ import annotations

import pytest

from luminabi_dash.reports.bidi import visual
from luminabi_dash.reports.fonts import dejavu, runs, width
from luminabi_dash.reports.numbers import formatted
from luminabi_dash.reports.text import BODY, clipped, plain, wrap


@pytest.mark.parametrize(
    ("value", "pattern", "shown"),
    [
        (254_569, ",.0f", "254,569"),
        (254_569, ",.4~s", "254.6k"),
        (1_500_000, ".2~s", "1.5M"),
        (47_804, ",.4~g", "47,804"),
        (68.8375, ",.4~g", "68.84"),
        (0.1098, ".1%", "11.0%"),
        (-1_234.5, ",.1f", "−1,234.5"),
        (-0.0001, ".1f", "0.0"),
        (12, "+d", "+12"),
        (0, "~s", "0"),
        (999_999, ".3~s", "1M"),
        (None, ",.0f", "–"),
        (float("nan"), "", "–"),
        (12_345.678, "no such {pattern}", "12,346"),
    ],
)
def test_numbers_read_as_on_the_screen(value: float | None, pattern: str, shown: str) -> None:
    assert formatted(value, pattern) == shown


def test_lines_fit_and_nothing_is_lost() -> None:
    words = "Orders that take six days or more come back " * 5 + "x" * 300
    lines = wrap(words, 120, BODY)
    assert all(width(line, BODY.size) <= 120 for line in lines)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")


def test_the_last_allowed_line_shows_that_there_was_more() -> None:
    lines = wrap("one two three four five six seven eight", 60, BODY, 2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert width(clipped("a" * 500, 40, BODY), BODY.size) <= 40


def test_control_characters_become_spaces() -> None:
    assert plain("a\x00b\r\n\tc\ud800") == "a b c"
    assert len(plain("x" * 10_000)) == 2_000


@pytest.mark.parametrize(
    ("text", "on_paper"),
    [
        ("plain", "plain"),
        ("שלום", "םולש"),
        ("נורה 27 #9", "#9 27 הרונ"),
        ("Lamp נורה 27", "Lamp 27 הרונ"),
        ("שלום (עולם)", "(םלוע) םולש"),
    ],
)
def test_right_to_left_is_laid_out_from_the_right(text: str, on_paper: str) -> None:
    assert visual(text) == on_paper


def test_arabic_letters_join() -> None:
    assert visual("سلام") == "\ufee1\ufe8e\ufee0\ufeb3"


def test_other_scripts_get_another_font() -> None:
    if not dejavu("Regular"):
        pytest.skip("DejaVu is not installed")
    assert next(font for font, _ in runs("Ω Лампа ع")) == "Roboto-Regular"
    assert "DejaVuSans" in [font for font, _ in runs("Лампа ع ⚙")]
