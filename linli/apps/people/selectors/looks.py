"""Who has looked at somebody's record: opened, shown in clear, or in a list that left as a file.

A file leaves one line in the trail that names its register and place, whoever many stand in it.
Whether somebody stood in it follows from where they lived, owned or served on that day, so no row
is written for each of them. Source: [rule:who-looked].
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from linli.apps.accounts.models import RoleGrant
from linli.apps.audit.models import AuditEvent
from linli.apps.audit.selectors import events_about, events_at, facts_of
from linli.apps.people.models import Holding, HouseholdMember, Person, Reading
from linli.apps.people.rules.kinds import Look, ReadingReason
from linli.apps.people.rules.lifecycle import VIEWED
from linli.apps.places.models import Place
from linli.core.access import Actor
from linli.core.tree import ancestors
from linli.kit.days import day_start, local_day
from linli.kit.sealed_fields import opened

LOOKS = {"person.opened": Look.OPENED, "person.revealed": Look.REVEALED, VIEWED: Look.VIEWED}
SENT = "export.fetched"
MOST_LOOKS = 100


@dataclass(frozen=True, slots=True)
class Looked:
    """Somebody who has looked; `posts` are (role, place) pairs, `place` is that of a list."""

    at: datetime
    look: Look
    posts: list[tuple[str, str]]
    account: str
    reason: ReadingReason | None
    note: str
    fields: list[str]
    place: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """At which place somebody stands in a register, from a day until the day before another."""

    path: str
    since: date
    until: date | None

    def held_on(self, day: date) -> bool:
        """Tell whether it held on a day."""
        return self.since <= day and (self.until is None or day < self.until)


Standings = Callable[[int], Iterable[Standing]]
_standings: dict[str, Standings] = {}


def register_standings(register: str, standings: Standings) -> None:
    """Let `standings` say where a person stands in a register that is sent as files.

    Each application says it for its own registers when it starts.
    """
    _standings[register] = standings


def roster_standings(person_id: int) -> Iterator[Standing]:
    """Yield where somebody has stood in the roster of a place: who lives or holds a unit there."""
    lived = HouseholdMember.objects.filter(person=person_id)
    held = Holding.objects.filter(person=person_id)
    for rows, path in ((lived, "household__scope_path"), (held, "scope_path")):
        for row in rows.values_list(path, "valid_from", "valid_to"):
            yield Standing(*row)


def has_viewed(actor: Actor, person: Person, now: datetime) -> bool:
    """Tell whether the line of this viewer for today stands already."""
    rows = events_about("person", person.pk).filter(kind=VIEWED, account_id=actor.account_id)
    return rows.filter(at__gte=day_start(local_day(now))).exists()


def looks_at(person: Person) -> list[Looked]:
    """Return who has looked, the latest first, from the trail; words of reasons from their rows."""
    rows = events_about("person", person.pk).filter(kind__in=LOOKS)
    events = [*rows.order_by("-pk")[:MOST_LOOKS], *_files_with(person)]
    events.sort(key=lambda event: event.pk, reverse=True)
    events = events[:MOST_LOOKS]
    facts = {event.pk: facts_of(event) for event in events}
    wanted = [one["reading"] for one in facts.values() if "reading" in one]
    notes = {row.pk: opened(row.note) for row in Reading.objects.filter(pk__in=wanted)}
    posts = posts_named({event.post for event in events if event.post})
    names = _names({event.scope_path for event in events if event.kind == SENT})
    return [
        Looked(
            at=event.at,
            look=LOOKS.get(event.kind, Look.SENT),
            posts=posts.get(event.post, []),
            account=event.actor_name,
            reason=ReadingReason(told["reason"]) if told.get("reason") else None,
            note=told.get("purpose") or notes.get(told.get("reading", 0), ""),
            fields=told.get("fields", []),
            place=names.get(event.scope_path, "") if event.kind == SENT else "",
        )
        for event, told in ((event, facts[event.pk]) for event in events)
    ]


def _files_with(person: Person) -> list[AuditEvent]:
    """Return the lines of files in which the person stood when they were fetched."""
    stands = {key: list(of(person.pk)) for key, of in _standings.items()}
    paths = {
        place
        for standings in stands.values()
        for one in standings
        for place in (*ancestors(one.path), one.path)
    }
    found: list[AuditEvent] = []
    for event in _fetched(paths):
        day = local_day(event.at)
        register = facts_of(event)["register"]
        if any(
            one.path.startswith(event.scope_path) and one.held_on(day)
            for one in stands.get(register, ())
        ):
            found.append(event)
        if len(found) == MOST_LOOKS:
            break
    return found


def _fetched(paths: set[str]) -> "QuerySet[AuditEvent]":
    return events_at(paths).filter(kind=SENT).order_by("-pk")


def _names(paths: set[str]) -> dict[str, str]:
    return dict(Place.objects.filter(path__in=paths).values_list("path", "name"))


def posts_named(sources: set[str]) -> dict[str, list[tuple[str, str]]]:
    """Return the roles and places that followed from each post, also where it has ended."""
    grants = RoleGrant.objects.filter(source__in=sources).order_by("pk")
    rows = list(grants.values_list("source", "role", "scope_path").distinct())
    paths = {path for _source, _role, path in rows}
    names = _names(paths)
    found: dict[str, list[tuple[str, str]]] = {}
    for source, role, path in rows:
        pair = (role, names.get(path, ""))
        if pair not in found.setdefault(source, []):
            found[source].append(pair)
    return found
