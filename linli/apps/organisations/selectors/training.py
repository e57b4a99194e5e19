"""Courses at the actor's places, who was invited and who attended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from linli.apps.organisations.labels import SEAT_KINDS
from linli.apps.organisations.models import Appointment, Body, TrainingAttendance, TrainingCourse
from linli.apps.organisations.rules.bodies import PARTY_TYPES
from linli.apps.organisations.rules.readers import BODY_READERS, PARTY_READERS
from linli.apps.organisations.rules.training import INVITED, Audience
from linli.apps.organisations.selectors.names import names_of
from linli.apps.organisations.selectors.tables import named_body
from linli.core.access import Actor
from linli.core.errors import InvalidInput, NotFound
from linli.core.tree import ancestors
from linli.kit.concerns import Text
from linli.kit.dated import in_force
from linli.kit.pages import Page, keyset_page
from linli.kit.scoped import under

MOST_SHOWN = 500


class AttendeeUnclear(InvalidInput):
    """No post of the audience, or more than one, is meant by this line."""

    code = "organisations.attendee_unclear"


@dataclass(frozen=True, slots=True)
class Attendee:
    """One post of the audience on the day: whose, in which body, and whether they attended.

    The name is "" where the reader does not see who sits in that body.
    """

    appointment_id: int
    attendance_id: int | None
    name: str
    post: Text
    body: str
    certificate: str


def courses_page(actor: Actor, *, audience: str = "", after: str = "") -> Page:
    """Return a page of the courses at the actor's places, the latest first."""
    rows = _seen(actor).select_related("place", "organiser").annotate(there=Count("attendances"))
    if audience:
        rows = rows.filter(audience=audience)
    return keyset_page(rows, order=["-held_on", "-id"], after=after)


def course_counts(actor: Actor) -> dict[str, int]:
    """Return how many courses were held for each audience at the actor's places."""
    counted = _seen(actor).values_list("audience").annotate(number=Count("pk")).order_by()
    return dict(counted)


def _seen(actor: Actor) -> "QuerySet[TrainingCourse]":
    rows = TrainingCourse.objects.all()
    return rows if actor.is_system else rows.filter(under(actor.paths(BODY_READERS)))


def get_course(actor: Actor, course_id: int) -> TrainingCourse:
    """Return a course at the actor's places; raises NotFound."""
    found = _seen(actor).select_related("place", "organiser").filter(pk=course_id).first()
    if found is None:
        raise NotFound(kind="training_course")
    return found


def get_attendance(actor: Actor, attendance_id: int) -> TrainingAttendance:
    """Return an attendance at a course at the actor's places; raises NotFound."""
    rows = TrainingAttendance.objects.filter(course__in=_seen(actor).values("pk"))
    found = rows.filter(pk=attendance_id).first()
    if found is None:
        raise NotFound(kind="attendance")
    return found


def invited(course: TrainingCourse) -> "QuerySet[Appointment]":
    """Return the posts of the audience of a course that were held on its day at its place."""
    return posts_of(Audience(course.audience), course.scope_path, course.held_on)


def posts_of(audience: Audience, path: str, day: date) -> "QuerySet[Appointment]":
    """Return the posts of an audience held at or below a place on a day."""
    types, kinds = INVITED[audience]
    posts = Appointment.objects.on(day).filter(under([path], "seat__body__scope_path"))
    if types:
        posts = posts.filter(seat__body__type__in=types)
    return posts.filter(seat__kind__in=kinds) if kinds else posts


def attendees(actor: Actor, course: TrainingCourse) -> list[Attendee]:
    """Return who was invited, those who attended first; three queries."""
    there = dict(course.attendances.values_list("appointment_id", "id"))
    certificates = dict(course.attendances.values_list("appointment_id", "certificate"))
    posts = Appointment.objects.filter(
        Q(pk__in=invited(course).values("pk")) | Q(pk__in=list(there))
    )
    rows = list(
        posts.select_related("seat__body").order_by("seat__body__scope_path", "seat__position")[
            :MOST_SHOWN
        ]
    )
    seen = [row for row in rows if _sees_name(actor, row.seat.body)]
    names = names_of(row.person_id for row in seen)
    known = {row.pk for row in seen}
    found = [
        Attendee(
            appointment_id=row.pk,
            attendance_id=there.get(row.pk),
            name=names.get(row.person_id, "") if row.pk in known else "",
            post=row.seat.title or SEAT_KINDS[row.seat.kind],
            body=row.seat.body.name,
            certificate=certificates.get(row.pk, ""),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: one.attendance_id is None)


def _sees_name(actor: Actor, body: Body) -> bool:
    """Tell what `permissions.can_see_holders` tells, for many bodies at once."""
    if actor.is_system or any(grant.body_id == body.pk for grant in actor.grants):
        return True
    readers = PARTY_READERS if body.type in PARTY_TYPES else BODY_READERS
    return actor.holds(readers, body.scope_path) is not None


def organisers(path: str, day: date) -> list[Body]:
    """Return the bodies that may hold a course at a place: those there and above it."""
    paths = [*ancestors(path), path]
    rows = Body.objects.filter(in_force(day), scope_path__in=paths).exclude(type="OPERATOR")
    return list(rows.order_by("-scope_path", "name"))


def named_organiser(path: str, name: str) -> Body:
    """Return the body of this name at a place or above it; raises BodyNotNamed and the like."""
    above = Body.objects.filter(
        scope_path__in=[*ancestors(path), path], name=name.strip(), valid_to=None
    )
    return above.order_by("-scope_path").first() or named_body(path, name, field="organiser")


def named_attendee(course: TrainingCourse, body: str, person_id: int | None) -> int:
    """Return the one post of the audience that a body, a person or both mean.

    Raises AttendeeUnclear.
    """
    posts = invited(course)
    if body:
        posts = posts.filter(seat__body__name=body.strip())
    if person_id is not None:
        posts = posts.filter(person=person_id)
    found = list(posts.values_list("pk", flat=True)[:2])
    if len(found) != 1:
        raise AttendeeUnclear(field="name" if person_id is not None else "body")
    return found[0]


def course_rows(path: str) -> Iterator[TrainingCourse]:
    """Yield the courses at a place and below, the earliest first."""
    rows = TrainingCourse.objects.under(path).select_related("place", "organiser")
    yield from rows.order_by("held_on", "pk").iterator()
