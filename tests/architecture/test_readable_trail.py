"""What services write into the trail has words, as far as the sources tell; tests that act find
the rest (`_every_act_has_words`)."""

import ast
from collections.abc import Iterator
from dataclasses import fields

import pytest

from linli.apps.cases.rules.events import ALL_KINDS
from linli.apps.cases.rules.replay import COLUMNS
from linli.apps.organisations.rules.events import Event
from linli.kit.sentences import known_codes
from linli.kit.trail_words import known_things, says
from tests.architecture.test_words import PACKAGE, everything_imported


def trees() -> Iterator[ast.Module]:
    for path in sorted((PACKAGE / "apps").rglob("*.py")):
        if "services" in path.as_posix():
            yield ast.parse(path.read_text())


def given(call: ast.Call, name: str) -> ast.expr | None:
    return next((one.value for one in call.keywords if one.arg == name), None)


def calls() -> Iterator[ast.Call]:
    for tree in trees():
        yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def literal(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def keys_of(node: ast.expr | None) -> set[str]:
    return {literal(key) for key in node.keys if key} if isinstance(node, ast.Dict) else set()


def test_every_thing_the_trail_speaks_of_has_a_word():
    things = {literal(given(call, "subject_type")) for call in calls()} - {""}

    assert "case" in things
    assert things - known_things().keys() == set()


def test_every_fact_named_beside_its_kind_has_a_word():
    named = {
        (kind, key)
        for call in calls()
        if (kind := literal(given(call, "kind"))) and given(call, "subject_type")
        for key in keys_of(given(call, "facts"))
    }

    assert ("accounts.grants_repathed", "moves") in named
    assert {one for one in named if not says(*one)} == set()


def test_every_fact_of_an_act_on_a_case_has_a_word():
    keys = set(COLUMNS)
    for tree in trees():
        for node in ast.walk(tree):
            target = node.target if isinstance(node, ast.AugAssign) else None
            if isinstance(target, ast.Attribute) and ast.unparse(target) == "act.facts":
                keys |= keys_of(node.value)
            if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "act.facts":
                keys.add(literal(node.slice))

    assert {"delay", "into", "state"} <= keys
    assert {key for key in keys if not says("case.any", key)} == set()


def events() -> list[type[Event]]:
    everything_imported()
    return sorted(every(Event), key=lambda event: event.kind)


def every(kind: type[Event]) -> set[type[Event]]:
    return {
        one
        for child in kind.__subclasses__()
        if child.__module__.startswith("linli.")
        for one in {child} | every(child)
    }


@pytest.mark.parametrize("what", ["kinds", "facts"])
def test_every_recorded_event_of_organisations_has_words(what):
    if what == "kinds":
        without = {one.kind for one in events() if f"event.{one.kind}" not in known_codes()}
    else:
        pairs = {(one.kind, column.name) for one in events() for column in fields(one)}
        without = {pair for pair in pairs if not says(*pair)}

    assert without == set()


def test_every_kind_of_act_on_a_case_has_words():
    assert {kind for kind in ALL_KINDS if f"event.{kind}" not in known_codes()} == set()
