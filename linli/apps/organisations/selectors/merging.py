"""The posts of people whose records become one, or two again."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from itertools import pairwise

from django.db.models import Q, QuerySet

from linli.apps.organisations.models import Absence, Appointment, Body, Seat
from linli.apps.organisations.rules.bodies import TYPES, BodyType
from linli.apps.organisations.rules.limits import Limit, Severity
from linli.apps.organisations.selectors.facts import findings_of

Error = tuple[int, str, str]
"""A body, a rule, and what does not fit it."""


def bodies_of(person_ids: Collection[int]) -> list[Body]:
    """Return the bodies in which these people hold, held or will hold a post or stand in for one.

    Whoever once had a post sees its page for ever: so what is over counts too.
    """
    seats = _seats(_posts(person_ids), _absences(person_ids))
    return list(Body.objects.filter(pk__in=seats.values("body")).order_by("pk"))


def seats_concerned(person_ids: Collection[int], day: date) -> list[int]:
    """Return the seats that these people hold or stand in for on a day or later."""
    posts = _posts(person_ids).exclude(valid_to__lte=day)
    absences = _absences(person_ids).exclude(valid_to__lte=day)
    return list(_seats(posts, absences).order_by("pk").values_list("pk", flat=True))


def doubled_bodies(person_ids: Collection[int]) -> set[int]:
    """Return the bodies in which one of these people has two counted seats at the same time."""
    spans: dict[tuple[int, int], list[tuple[date, date | None]]] = defaultdict(list)
    for row in _posts(person_ids).select_related("seat__body").order_by("valid_from"):
        if row.seat.kind in TYPES[BodyType(row.seat.body.type)].counted:
            spans[row.person_id, row.seat.body_id].append((row.valid_from, row.valid_to))
    return {
        body
        for (_person, body), held in spans.items()
        for (_starts, ends), (later, _ends) in pairwise(held)
        if ends is None or later < ends
    }


def errors_about(person_ids: Collection[int], day: date) -> dict[Error, Limit]:
    """Return what the law holds against these people in their posts of a day and later."""
    bodies: dict[date, dict[int, Body]] = defaultdict(dict)
    rows = _posts(person_ids).exclude(valid_to__lte=day).select_related("seat__body__place")
    for row in rows:
        bodies[max(row.valid_from, day)][row.seat.body_id] = row.seat.body
    return {
        (body, found.limit.id, found.code): found.limit
        for on, there in bodies.items()
        for body, all_found in findings_of(list(there.values()), on).items()
        for found in all_found
        if found.severity == Severity.ERROR and found.person_id in person_ids
    }


def _posts(person_ids: Collection[int]) -> "QuerySet[Appointment]":
    return Appointment.objects.valid().filter(person__in=person_ids)


def _absences(person_ids: Collection[int]) -> "QuerySet[Absence]":
    concerned = Q(person__in=person_ids) | Q(substitute__in=person_ids)
    return Absence.objects.valid().filter(concerned)


def _seats(posts: "QuerySet[Appointment]", absences: "QuerySet[Absence]") -> "QuerySet[Seat]":
    named = Q(pk__in=posts.values("seat")) | Q(pk__in=absences.values("seat"))
    return Seat.objects.filter(named)
