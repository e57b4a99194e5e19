"""The register's list, and what a search finds."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from django.db.models import QuerySet

from linli.apps.accounts.rules import REGISTER_READERS, REGISTER_WRITERS
from linli.apps.people.models import Person
from linli.apps.people.models.persons import PersonQuerySet
from linli.apps.people.rules.kinds import PersonKind
from linli.apps.people.rules.lifecycle import PersonState
from linli.apps.people.rules.names import search_form
from linli.apps.people.selectors.cards import PersonCard, cards_of
from linli.apps.people.selectors.persons import persons_at, persons_visible_to
from linli.apps.places.models import Place
from linli.apps.places.selectors import get_place
from linli.core.access import Actor
from linli.core.identifiers import compact_identifier
from linli.kit.pages import Page, PreparedPages
from linli.kit.prepared import hole
from linli.kit.scope_names import ScopeChoice, scope_choices
from linli.kit.scoped import path_holes, path_values
from linli.kit.sealed_fields import opened

ORDER = ("id",)
MOST = 20
_OPENED_AT_MOST = 500  # hits of a name's ends that are opened and compared


class SearchKind(StrEnum):
    """What somebody has typed (检索方式)."""

    NUMBER = "NUMBER"  # 证件号码、电话全号
    LAST_FOUR = "LAST_FOUR"  # 后四位
    NAME = "NAME"  # 姓名
    TOO_SHORT = "TOO_SHORT"  # 内容过短


@dataclass(frozen=True, slots=True)
class Found:
    """What a search has found: cards within reach, and whether a full number lies elsewhere."""

    kind: SearchKind
    cards: list[PersonCard]
    elsewhere: int = 0


def people_page(
    actor: Actor, *, place_code: str = "", kind: str = "", after: str = "", today: date
) -> tuple[Page, Place | None]:
    """Return a page of masked people under a place of the actor's, or under all their places."""
    place = get_place(actor, place_code) if place_code else None
    known = kind if kind in set(PersonKind) else ""
    paths = actor.paths(REGISTER_READERS)
    listed = _listed(None if actor.is_system else len(paths), place is not None, bool(known))
    within = place.path if place else ""
    page = listed.page(after=after, within=within, kind=known, **path_values(paths))
    return Page(rows=cards_of(page, today=today), after=page.after), place


def register_places(
    actor: Actor, place: Place | None, *, to_write: bool = False
) -> list[ScopeChoice]:
    """Return the places that a list of people can be narrowed to."""
    roles = REGISTER_WRITERS if to_write else REGISTER_READERS
    paths = None if actor.is_system else actor.paths(roles)
    return scope_choices(paths, place.code if place else "")


@cache
def _listed(paths: int | None, within: bool, kind: bool) -> PreparedPages:
    """Return pages of people under so many paths (None: everywhere), of a place, of a kind."""

    def build() -> "QuerySet[Person]":
        persons = persons_at(None if paths is None else path_holes(paths, Person))
        if within:
            persons = persons.under(hole("within", Person, "scope_path"))
        if kind:
            persons = persons.filter(kind=hole("kind", Person, "kind"))
        return persons.select_related("home")

    return PreparedPages(Person, build, order=ORDER)


def search_kind(text: str) -> SearchKind:
    """Tell what was typed: a full number, its last four characters, or a name."""
    number = compact_identifier(text)
    digits = sum(character.isdigit() for character in number)
    if number.isascii() and digits >= 3:
        if len(number) == 4:
            return SearchKind.LAST_FOUR
        return SearchKind.NUMBER if len(number) >= 7 else SearchKind.TOO_SHORT
    return SearchKind.NAME if len(search_form(text)) >= 2 else SearchKind.TOO_SHORT


def found_people(actor: Actor, text: str, *, today: date) -> Found:
    """Return who is found by a full number, its last four characters, or a name of two or more.

    Everything is limited to the actor's places; only of a full number it is told that a record
    exists elsewhere, so that nobody registers the same person twice.
    """
    kind, visible = search_kind(text), persons_visible_to(actor)
    if kind is SearchKind.NUMBER:
        hits = _by_number(visible, text)
        everywhere = _by_number(Person.objects.exclude(state=PersonState.ERASED), text)
        cards = cards_of(hits.select_related("home")[:MOST], today=today)
        return Found(kind, cards, elsewhere=everywhere.count() - hits.count())
    if kind is SearchKind.LAST_FOUR:
        rows = list(visible.ending_in(text).select_related("home").order_by("id")[:MOST])
        return Found(kind, cards_of(rows, today=today))
    if kind is SearchKind.NAME:
        return Found(kind, cards_of(_by_name(visible, text), today=today))
    return Found(kind, [])


def _by_number(persons: PersonQuerySet, text: str) -> PersonQuerySet:
    return persons.with_id_number(text) | persons.with_phone(text)


def _by_name(persons: PersonQuerySet, text: str) -> list[Person]:
    """Return those whose name begins with, ends with or is `text`; the exact ones first."""
    wanted = search_form(text)
    exact, partly = [], []
    for person in persons.maybe_named(text).select_related("home").order_by("id")[:_OPENED_AT_MOST]:
        name = search_form(opened(person.name))
        if name == wanted:
            exact.append(person)
        elif wanted in name:
            partly.append(person)
    return (exact + partly)[:MOST]
