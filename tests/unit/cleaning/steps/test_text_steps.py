"""Steps on single columns of text: each repairs, keeps away, and is silent on clean data."""

import pytest

from luminabi_dash.cleaning.pipeline import clean


def outcome(result, step):
    """Before and after of the cells that one step changed."""
    made = result.changes.filter(result.changes["step"] == step)
    return dict(zip(made["before"], made["after"], strict=True))


def suggested(result, step):
    return [item for item in result.suggestions if item.step == step]


def flagged(result, kind):
    return sorted((flag.row, flag.column) for flag in result.flags if flag.kind == kind)


def test_blanks_and_invisible_characters_go(table):
    result = clean(table(city=[" Rome", "Oslo\u200b", "Bonn", "\u00a0 "]))

    assert outcome(result, "trim_text") == {
        " Rome": "Rome",
        "Oslo\u200b": "Oslo",
        "\u00a0 ": None,
    }


def test_doubled_blanks_go_where_names_repeat(table):
    result = clean(table(name=["Ana Ng", "Bo Li"] * 20 + ["Ana  Ng", "Bo\u00a0Li"]))

    assert outcome(result, "trim_text") == {"Ana  Ng": "Ana Ng", "Bo\u00a0Li": "Bo Li"}


def test_doubled_blanks_in_titles_that_do_not_repeat_are_suggested(table):
    result = clean(table(beer=[f"Ale {n}" for n in range(30)] + ["Yeti  Stout"]))

    assert result.changes.is_empty()
    assert [(item.cells, item.columns) for item in suggested(result, "trim_text")] == [
        (1, ("beer",))
    ]


def test_line_breaks_inside_cells_stay(table):
    result = clean(table(note=['left at "door 2",\nrang twice', "gift"] * 10))

    assert result.changes.is_empty()


def test_wrongly_decoded_text_is_repaired_into_texts_of_the_column(table):
    broken = ["Köln".encode().decode("cp1252"), "Besançon".encode().decode("latin-1")]
    result = clean(table(city=["Köln", "Besançon", "Paris"] * 5 + broken))

    assert outcome(result, "mojibake") == dict(zip(broken, ["Köln", "Besançon"], strict=True))


def test_a_text_that_lost_a_byte_is_repaired_when_one_text_fits(table):
    broken = "Málaga Ágora".encode().decode("cp1252", "replace")
    result = clean(table(city=["Málaga Ágora", "Köln"] * 5 + [broken]))

    assert outcome(result, "mojibake") == {broken: "Málaga Ágora"}


def test_text_that_decodes_alone_is_only_suggested(table):
    broken = "Zoë".encode().decode("cp1252")
    result = clean(table(name=["Ana", "Bo", "Åke"] * 5 + [broken]))

    assert result.changes.is_empty()
    assert suggested(result, "mojibake")[0].examples[0].after == "Zoë"


def test_a_column_that_decodes_throughout_is_repaired(table):
    right = ["Köln", "Zürich", "Orléans", "Paris"]
    broken = [text.encode().decode("cp1252") for text in right]

    assert clean(table(city=broken)).frame["city"].to_list() == right


def test_letters_are_composed_where_the_column_has_both_forms(table):
    result = clean(table(city=["Orléans"] * 3 + ["Orle\u0301ans"]))
    alone = clean(table(city=["Orle\u0301ans", "Lie\u0300ge", "Rome"]))

    assert outcome(result, "unicode_form") == {"Orle\u0301ans": "Orléans"}
    assert alone.changes.is_empty()
    assert suggested(alone, "unicode_form")[0].cells == 2


@pytest.mark.parametrize("word", ["N/A", "-", "null", "?", "n.a.", "#N/A", "missing", "None"])
def test_null_words_go_among_numbers_and_dates(table, word):
    result = clean(table(n=["1", "2", "3", word], day=["2026-01-01"] * 3 + [word]))

    assert result.frame["n"].to_list() == [1, 2, 3, None]
    assert result.frame["day"].null_count() == 1


def test_null_words_among_names_stay(table):
    result = clean(table(land=["NA", "DE", "NA", "FR"] * 5, name=["Null", "None", "Ana", "Bo"] * 5))

    assert result.changes.is_empty()
    assert suggested(result, "null_words") == []


def test_clear_null_words_among_texts_are_suggested(table):
    result = clean(table(kind=["tool", "toy", "#N/A", "book"] * 5))

    [item] = suggested(result, "null_words")
    assert (item.cells, item.evidence) == (5, {"cells": 5})


def test_yes_and_no_get_one_spelling(table):
    result = clean(table(member=["yes", "no"] * 20 + ["Y", "N", "TRUE", "0", "YES"]))

    assert outcome(result, "booleans") == {
        "Y": "yes",
        "N": "no",
        "TRUE": "yes",
        "0": "no",
        "YES": "yes",
    }


@pytest.mark.parametrize("words", [["yes", "no", "maybe"], ["Y", "N"], ["1", "0"], ["0", "1", "2"]])
def test_other_words_and_one_pair_stay(table, words):
    assert clean(table(answer=words * 20)).changes.is_empty()


def test_case_and_blanks_of_frequent_names(table):
    names = ["Home & Garden"] * 20 + ["Toys"] * 20 + ["TOYS", "home & garden", "toys"]
    result = clean(table(kind=names))

    assert outcome(result, "category_spellings") == {
        "TOYS": "Toys",
        "home & garden": "Home & Garden",
        "toys": "Toys",
    }


@pytest.mark.parametrize(
    "names",
    [
        ["CO"] * 20 + ["Co"] * 2 + ["NO"] * 20,
        ["A"] * 20 + ["A+"] * 2 + ["A-"] * 9,
        ["AB3X"] * 20 + ["aB3x"] * 2 + ["C9"] * 9,
        ["de la Cruz"] * 20 + ["De La Cruz"] * 2 + ["Ng"] * 9,
        ["C"] * 20 + ["C++"] * 2 + ["Go"] * 9,
    ],
)
def test_names_that_only_look_alike_stay(table, names):
    assert clean(table(kind=names)).changes.is_empty()


def test_another_column_keeps_two_names_apart(table):
    names = ["Against the Grain"] * 13 + ["against the grain"] * 2 + ["Oskar Blues"] * 13
    keys = ["b1"] * 13 + ["b2"] * 2 + ["b3"] * 13
    result = clean(table(brewery=names, house=keys))

    assert result.changes.is_empty()
    assert suggested(result, "category_spellings")[0].cells == 2


def test_accents_and_word_order_are_suggested(table):
    result = clean(table(name=["Orléans"] * 20 + ["Orleans"] * 2 + ["Ng, Ana"] * 9 + ["Ana Ng"]))

    assert result.changes.is_empty()
    [item] = suggested(result, "category_spellings")
    assert item.cells == 3


def test_slips_in_a_column_of_few_names(table):
    names = ["Electronics"] * 40 + ["Grocery"] * 40 + ["Electronis", "Grcoery", "Groocery"]
    result = clean(table(kind=names))

    assert outcome(result, "typos") == {
        "Electronis": "Electronics",
        "Grcoery": "Grocery",
        "Groocery": "Grocery",
    }


def test_a_rare_name_beside_a_frequent_one_is_no_slip(table):
    lone = clean(table(city=["Portland"] * 40 + ["Austin"] * 40 + ["Cortland"]))
    people = clean(table(first_name=["Anna"] * 40 + ["John"] * 40 + ["Ana", "Jon", "Jhon"]))
    plural = clean(table(kind=["Toy"] * 40 + ["Book"] * 40 + ["Toys", "Books"]))

    for result in (lone, people, plural):
        assert result.changes.is_empty()
    assert suggested(people, "typos")[0].cells == 3


def test_another_column_speaks_against_a_slip(table):
    names = ["Paris"] * 40 + ["Boston"] * 40 + ["Pariis", "Bostonn", "Bosotn", "Pairs"]
    lands = ["FR"] * 40 + ["US"] * 40 + ["FR", "US", "US", "ZA"]
    result = clean(table(city=names, land=lands))

    assert "Pairs" not in outcome(result, "typos")
    assert {"Pariis", "Bosotn"} <= set(outcome(result, "typos"))
