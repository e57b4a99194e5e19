"""From the registers to what the rules of law find in bodies, one or many at a time."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from linli.apps.organisations.models import Appointment, Body, LocalRule, Seat
from linli.apps.organisations.rules.basis import Basis, Statement
from linli.apps.organisations.rules.bodies import TYPES, BodyType, SeatKind
from linli.apps.organisations.rules.findings import BodyView, Finding, Holder, findings
from linli.apps.organisations.rules.limits import (
    LIMITED_TYPES,
    Limit,
    Severity,
    Test,
    limits_for,
)
from linli.apps.organisations.selectors.registered import Registers, read_registers
from linli.apps.places.models import Place
from linli.apps.places.rules import DIVISIONS
from linli.core.tree import ancestors
from linli.kit.prepared import Prepared, PreparedAmong, hole

# Tests of persons: what a candidate is asked before coming into a seat.
_OF_PERSONS = frozenset(
    {
        Test.OWNERS_ONLY,
        Test.ADULTS,
        Test.NO_MANAGER_TIE,
        Test.NO_CLOSE_RELATIVES,
        Test.NOT_BESIDE,
    }
)


@dataclass(frozen=True, slots=True)
class _Post:
    person_id: int
    kind: SeatKind
    starts: date
    term_ends: date | None
    is_acting: bool
    basis: Basis


def division_code(path: str) -> str:
    """Return the code of the nearest division at or above a place: whose rules hold there."""
    return _division_codes([path])[path]


def _division_codes(paths: Collection[str]) -> dict[str, str]:
    lines = {path: [*ancestors(path), path] for path in paths}
    wanted = {step for line in lines.values() for step in line}
    codes: dict[Any, Any] = dict(_CODES.rows(wanted))
    return {
        path: next((codes[step] for step in reversed(line) if step in codes), "")
        for path, line in lines.items()
    }


def limits_of(body: Body, day: date) -> list[Limit]:
    """Return the rules that hold for a body on a day, local ones included."""
    return _limits([body], day)[body.pk]


def _limits(bodies: Sequence[Body], day: date) -> dict[int, list[Limit]]:
    """Return body → its rules; bodies of one type at one place have the same."""
    local: dict[tuple[str, int | None], list[Limit]] = defaultdict(list)
    for row in _LOCAL.objects(day=day):
        local[row.body_type, row.own_type_id].append(local_limit(row))
    asked = {body.pk: (BodyType(body.type), body.own_type_id, body.scope_path) for body in bodies}
    ruled = {one for one in asked.values() if one[0] in LIMITED_TYPES or local[one[0], one[1]]}
    codes = _division_codes({path for _type, _own, path in ruled})
    found = {
        (kind, own, path): limits_for(kind, codes[path], day, local=local[kind, own])
        for kind, own, path in ruled
    }
    return {number: found.get(one, []) for number, one in asked.items()}


_LOCAL = Prepared(lambda: LocalRule.objects.on(hole("day", LocalRule, "valid_from")))
_CODES = PreparedAmong(
    Place,
    "path",
    lambda wanted: Place.objects.filter(wanted, kind__in=DIVISIONS).values_list("path", "code"),
)


def local_limit(row: LocalRule) -> Limit:
    """Return an entered rule as the rules see it."""
    return Limit(
        id=f"local.{row.pk}",
        test=Test(row.test),
        body_types=frozenset({BodyType(row.body_type)}),
        jurisdiction=row.jurisdiction,
        source=row.source,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        least=row.least,
        most=row.most,
        is_odd=row.is_odd,
        beside=frozenset({BodyType(row.beside)}) if row.beside else frozenset(),
        severity=Severity(row.severity),
    )


def body_findings(body: Body, day: date, *, count_members: bool = False) -> list[Finding]:
    """Return what does not fit the rules in a body on a day, errors first.

    `count_members` is for the circle of a branch only. Source: [rule:membership-visibility].
    """
    return findings_of([body], day, count_members=count_members)[body.pk]


def findings_of(
    bodies: Sequence[Body], day: date, *, count_members: bool = False
) -> dict[int, list[Finding]]:
    """Return body → what does not fit the rules there; the queries do not grow with the bodies."""
    limits = _limits(bodies, day)
    ruled = [body for body in bodies if limits[body.pk]]
    views = _views(ruled, _posts_of(ruled, day), day, count_members=count_members)
    found: dict[int, list[Finding]] = {body.pk: [] for body in bodies}
    for body in ruled:
        found[body.pk] = findings(views[body.pk], limits[body.pk])
    return found


@dataclass(frozen=True, slots=True)
class Joining:
    """Somebody about to come into a seat, and on what basis."""

    seat: Seat
    person_id: int
    basis: Basis


def joining_findings(joining: Sequence[Joining], day: date) -> list[Finding]:
    """Return what stands against people who come into seats of one body on a day.

    Members and alternates are asked; whoever leads a group or building beside a committee is not.
    """
    body = joining[0].seat.body
    asked = TYPES[BodyType(body.type)].counted | {SeatKind.ALTERNATE}
    added = [
        _Post(one.person_id, SeatKind(one.seat.kind), day, None, False, one.basis)
        for one in joining
        if one.seat.kind in asked
    ]
    if not added:
        return []
    limits = [limit for limit in limits_of(body, day) if limit.test in _OF_PERSONS]
    if not limits:
        return []
    posts = {body.pk: [*_posts_of([body], day)[body.pk], *added]}
    found = findings(_views([body], posts, day)[body.pk], limits)
    people = {post.person_id for post in added}
    return [finding for finding in found if finding.person_id in people]


def _posts_of(bodies: Sequence[Body], day: date) -> dict[int, list[_Post]]:
    posts: dict[int, list[_Post]] = {body.pk: [] for body in bodies}
    rows = _POSTS.objects((body.pk for body in bodies), day=day)
    for row in sorted(rows, key=lambda row: (row.seat.kind, row.seat.position)):
        posts[row.seat.body_id].append(
            _Post(
                row.person_id,
                SeatKind(row.seat.kind),
                row.valid_from,
                row.term_ends,
                row.is_acting,
                Basis(row.basis),
            )
        )
    return posts


_POSTS = PreparedAmong(
    Appointment,
    "seat__body",
    lambda wanted: (
        Appointment.objects.on(hole("day", Appointment, "valid_from"))
        .filter(wanted)
        .select_related("seat")
    ),
)


def _views(
    bodies: Sequence[Body],
    posts: Mapping[int, Sequence[_Post]],
    day: date,
    *,
    count_members: bool = False,
) -> dict[int, BodyView]:
    registers = read_registers(
        bodies,
        {body: [post.person_id for post in held] for body, held in posts.items()},
        day,
        count_members=count_members,
    )
    return {body.pk: _view(body, posts[body.pk], registers, day) for body in bodies}


def _view(body: Body, posts: Sequence[_Post], known: Registers, day: date) -> BodyView:
    owners = known.owners.get(body.pk, {})
    holders = tuple(
        Holder(
            person_id=post.person_id,
            kind=post.kind,
            starts=post.starts,
            term_ends=post.term_ends,
            is_acting=post.is_acting,
            # Whoever a company that owns here has authorised stands for it.
            is_owner=True if post.basis == Basis.DELEGATED else owners.get(post.person_id),
            works_for_manager=post.person_id in known.manager_staff.get(body.pk, ()),
            manager_tie=known.declared.get((body.pk, post.person_id, Statement.MANAGER_TIE)),
            close_relative=known.declared.get((body.pk, post.person_id, Statement.CLOSE_RELATIVE)),
            household_ids=known.homes.get(post.person_id, frozenset()),
            is_woman=known.is_woman(post.person_id),
            born=known.persons[post.person_id].birth_date,
            sits_in=known.sits_beside(body, post.person_id),
        )
        for post in posts
    )
    return BodyView(
        type=BodyType(body.type),
        day=day,
        seats=known.seats.get(body.pk, {}),
        holders=holders,
        term_ends=body.term_ends,
        households=known.households.get(body.pk),
        members=known.members.get(body.pk),
        since=body.valid_from,
    )
