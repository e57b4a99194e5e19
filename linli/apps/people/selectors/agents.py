"""Who acts for whom at a place, and minors for whom nobody does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Subquery

from linli.apps.accounts.rules import REGISTER_WRITERS
from linli.apps.people.models import Consent, Person, Representation
from linli.apps.people.rules.kinds import ConsentSubject, PersonKind, RepresentationKind
from linli.apps.people.rules.lifecycle import minors_born_after
from linli.apps.people.selectors.cards import PersonCard, PersonLine, cards_of, line_of
from linli.apps.people.selectors.persons import persons_at
from linli.apps.places.models import Place
from linli.apps.places.selectors import get_place
from linli.core.access import Actor
from linli.core.tree import is_within
from linli.kit.dated import in_force
from linli.kit.days import local_day
from linli.kit.pages import Page, keyset_page


@dataclass(frozen=True, slots=True)
class AgentLine:
    """One representation as a file shows it."""

    principal: PersonLine
    agent: PersonLine
    since: date
    kind: RepresentationKind
    consented_on: date | None = None  # the guardian, to the record of a child


def agent_lines(path: str, *, day: date) -> Iterator[AgentLine]:
    """Yield who acts on `day` for the people and companies at or below a place, masked."""
    rows = Representation.objects.filter(
        in_force(day), principal__in=Person.objects.in_use().under(path)
    )
    given = Consent.objects.filter(
        person=OuterRef("principal"),
        given_by=OuterRef("agent"),
        subject=ConsentSubject.CHILD_RECORD,
        withdrawn_at__isnull=True,
    )
    rows = rows.annotate(consented_at=Subquery(given.values("given_at")[:1]))
    rows = rows.select_related("principal", "agent").order_by("principal", "pk")
    for row in rows.iterator(chunk_size=1_000):
        yield AgentLine(
            line_of(row.principal),
            line_of(row.agent),
            row.valid_from,
            RepresentationKind(row.kind),
            local_day(row.consented_at) if row.consented_at else None,
        )


def minors_without_guardian(
    actor: Actor, *, place_code: str = "", after: str = "", today: date
) -> tuple[Page, Place | None]:
    """Return a page of living minors at the actor's places for whom nobody acts, masked.

    Of those under fourteen it is the guardian who consents. It walks the index of those marked,
    from place to place, no further than a page. Source: [rule:children].
    """
    place = get_place(actor, place_code) if place_code else None
    paths = None if actor.is_system else actor.paths(REGISTER_WRITERS)
    persons = persons_at(paths if place is None else _below(paths, place.path))
    acting = Representation.objects.filter(
        principal=OuterRef("pk"), kind=RepresentationKind.GUARDIAN, valid_to__isnull=True
    )
    persons = persons.filter(
        ~Exists(acting),
        may_lack_guardian=True,
        kind=PersonKind.NATURAL,
        birth_date__gt=minors_born_after(today),
        died_on__isnull=True,
    ).select_related("home")
    page = keyset_page(persons, order=("scope_path", "id"), after=after)
    cards: list[PersonCard] = cards_of(page.rows, today=today)
    return Page(rows=cards, after=page.after), place


def _below(paths: Sequence[str] | None, path: str) -> list[str]:
    """Return what of these places lies at or below `path`, itself where it lies in one of them."""
    if paths is None or any(is_within(path, one) for one in paths):
        return [path]
    return [one for one in paths if is_within(one, path)]
