"""How acts read: things by what people call them, facts by their words, in few queries."""

import pytest
from django.utils.translation import override

from linli.kit import trail_words
from linli.kit.trail_words import (
    FactSaid,
    Says,
    facts_said,
    find_things,
    register_facts,
    register_thing_names,
    register_things,
    row_numbers,
    things_said,
    without_words,
)

asked: list[set[str]] = []


def names(numbers):
    asked.append(set(numbers))
    return {number: f"tree {number}" for number in numbers if number != "9"}


@pytest.fixture(autouse=True)
def _words(monkeypatch):
    """Know these words and no others, in English."""
    asked.clear()
    for registry in ("_things", "_names", "_finds", "_facts"):
        monkeypatch.setattr(trail_words, registry, {})
    register_things(tree="Tree", axe="Axe")
    register_thing_names("tree", names, find=lambda typed: ["4"] if typed == "oak" else [])
    register_facts(
        "wood",
        tree=Says("Which", thing="tree"),
        trees=Says("All", thing="tree", is_change=True),
        state=Says("State", values={"CUT": "cut down"}),
        changes=Says("Changes", is_change=True),
        owners=Says("Owners", keys=Says("", thing="tree")),
        grown=Says("Grown", columns=(Says("", thing="tree"), Says(""))),
        parts=Says("Parts", is_subject=True),
        height="Height",
        at="At",
        **{"changes.height": "Height in m"},
    )
    register_facts("wood.burnt", tree=Says("Ashes of", thing="tree"))
    with override("en"):
        yield


def said(**facts):
    return facts_said([("wood.cut", facts)])[0]


def test_things_are_named_with_one_query_for_each_kind():
    subjects = [("tree", "1"), ("tree", "2"), ("tree", "9"), ("axe", "7")]

    assert things_said(subjects) == {
        ("tree", "1"): "Tree tree 1",
        ("tree", "2"): "Tree tree 2",
        ("tree", "9"): "Tree no. 9",
        ("axe", "7"): "Axe no. 7",
    }
    assert asked == [{"1", "2", "9"}]


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        (("axe", ""), "Axe"),
        (("axe", "2026-01-01"), "Axe 2026-01-01"),
        (("unknown", "3"), "unknown no. 3"),
    ],
)
def test_a_thing_without_name_keeps_its_word_and_number(subject, words):
    assert things_said([subject]) == {subject: words}


@pytest.mark.parametrize(
    ("facts", "lines"),
    [
        ({"tree": 3}, ["tree 3"]),
        ({"tree": 9}, ["no. 9"]),
        ({"tree": None}, ["–"]),
        ({"trees": [1, 2]}, ["tree 1 → tree 2"]),
        ({"state": "CUT"}, ["cut down"]),
        ({"state": "OTHER"}, ["OTHER"]),
        ({"state": "•••"}, ["•••"]),
        ({"changes": {"height": [1, 2]}}, ["Height in m: 1 → 2"]),
        ({"changes": {"state": "CUT"}}, ["State: cut down"]),
        ({"owners": {"1": "1/2"}}, ["tree 1: 1/2"]),
        ({"grown": [[1, "oak"], [2, None]]}, ["tree 1 · oak", "tree 2"]),
        ({"parts": [["tree", 1], ["axe", 2]]}, ["Tree tree 1", "Axe no. 2"]),
        ({"at": "2026-03-02T01:30:00.000000Z"}, ["2026-03-02 09:30"]),
        ({"height": True}, ["yes"]),
        ({"height": []}, ["–"]),
    ],
)
def test_facts_read_in_words(facts, lines):
    assert [fact.lines for fact in said(**facts)] == [lines]


def test_words_of_the_kind_come_before_those_of_all_its_like():
    rows = facts_said([("wood.burnt", {"tree": 1}), ("wood.cut", {"tree": 2})])

    assert rows == [[FactSaid("Ashes of", ["tree 1"])], [FactSaid("Which", ["tree 2"])]]
    assert asked == [{"1", "2"}]


def test_a_long_fact_is_cut_and_says_so():
    lines = said(grown=[[number, None] for number in range(1, 60)])[0].lines

    assert (len(lines), lines[-1]) == (51, "and 9 more")


def test_what_has_no_word_stands_as_it_is_and_is_found():
    assert said(strange=1) == [FactSaid("strange", ["1"])]
    assert without_words("wood.cut", {"strange": 1, "changes": {"odd": 1, "height": 2}}) == {
        "strange",
        "changes.odd",
    }


def test_a_thing_is_found_by_number_and_by_what_it_is_called():
    assert set(find_things("oak", thing="tree")) == {("tree", "oak"), ("tree", "4")}
    assert set(find_things("oak")) == {
        *(("tree", "oak"), ("tree", "4")),
        ("axe", "oak"),
    }


def test_numbers_that_no_row_can_have_are_left_out():
    assert row_numbers({"12", "0012", "x", "٣", "9" * 40, ""}) == [12]
