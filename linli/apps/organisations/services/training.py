"""Recording courses for people in office and who attended; striking out what was an error."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from linli.apps.organisations import permissions
from linli.apps.organisations.models import Body, TrainingAttendance, TrainingCourse
from linli.apps.organisations.rules.training import (
    AttendanceRecorded,
    AttendanceThere,
    AttendanceVoided,
    Audience,
    NotInvited,
    OrganiserElsewhere,
    TrainingRecorded,
    TrainingThere,
    TrainingToCome,
    TrainingVoided,
    check_hours,
)
from linli.apps.organisations.selectors.training import invited
from linli.apps.organisations.services.recording import Noted, first_or_refuse, note, note_all
from linli.apps.places.services import locked_place
from linli.core.access import Actor, require
from linli.core.tree import is_within
from linli.kit.dated import in_force
from linli.kit.days import local_day


@transaction.atomic
def record_course(
    *,
    actor: Actor,
    place_id: int,
    organiser_id: int,
    title: str,
    audience: Audience,
    held_on: date,
    hours: int,
    now: datetime,
    note_text: str = "",
) -> TrainingCourse:
    """Record a course that was held (登记培训). Source: [rule:training].

    Raises TrainingToCome, TrainingThere, OrganiserElsewhere, HoursUnbelievable.
    """
    place = locked_place(place_id)
    decision = require(permissions.can_keep_training(actor, place.path))
    if held_on > local_day(now):
        raise TrainingToCome(field="held_on")
    organiser = Body.objects.filter(in_force(held_on), pk=organiser_id).first()
    if organiser is None or not is_within(place.path, organiser.scope_path):
        raise OrganiserElsewhere(field="organiser")
    if TrainingCourse.objects.filter(place=place, title=title, held_on=held_on).exists():
        raise TrainingThere(field="title")
    course = TrainingCourse.objects.create(
        place=place,
        scope_path=place.path,
        organiser=organiser,
        title=title,
        audience=audience,
        held_on=held_on,
        hours=check_hours(hours),
        note=note_text,
    )
    event = TrainingRecorded(
        course_id=course.pk,
        place_id=place.pk,
        organiser_id=organiser.pk,
        title=title,
        audience=audience,
        hours=hours,
        note=note_text,
        held_on=held_on,
    )
    subject = ("training_course", course.pk)
    note(event, actor=actor, decision=decision, subject=subject, path=place.path, now=now)
    return course


@transaction.atomic
def record_attendance(
    *, actor: Actor, course_id: int, certificates: Mapping[int, str], now: datetime
) -> list[TrainingAttendance]:
    """Record who attended (登记参训): number of a post → number of the certificate, or "".

    Raises NotInvited for a post that is none of the audience, AttendanceThere.
    """
    course = _locked_course(course_id)
    decision = require(permissions.can_keep_training(actor, course.scope_path))
    wanted = sorted(certificates)
    if invited(course).filter(pk__in=wanted).count() != len(wanted):
        raise NotInvited(field="people")
    if TrainingAttendance.objects.filter(course=course, appointment__in=wanted).exists():
        raise AttendanceThere(field="people")
    rows = [
        TrainingAttendance.objects.create(
            course=course, appointment_id=number, certificate=certificates[number]
        )
        for number in wanted
    ]
    acts: list[Noted] = [
        (
            AttendanceRecorded(
                attendance_id=row.pk,
                course_id=course.pk,
                appointment_id=row.appointment_id,
                certificate=row.certificate,
            ),
            decision,
            ("training_course", course.pk),
            course.scope_path,
        )
        for row in rows
    ]
    note_all(acts, actor=actor, now=now)
    return rows


@transaction.atomic
def void_attendances(*, actor: Actor, attendance_ids: Iterable[int], now: datetime) -> None:
    """Strike out attendances that were entered in error (撤销参训记录)."""
    for attendance_id in attendance_ids:
        row = first_or_refuse(TrainingAttendance.objects.filter(pk=attendance_id))
        course = _locked_course(row.course_id)
        decision = require(permissions.can_keep_training(actor, course.scope_path))
        row.delete()
        note(
            AttendanceVoided(attendance_id=attendance_id),
            actor=actor,
            decision=decision,
            subject=("training_course", course.pk),
            path=course.scope_path,
            now=now,
        )


@transaction.atomic
def void_course(*, actor: Actor, course_id: int, reason: str, now: datetime) -> None:
    """Strike out a course that was entered in error, with who attended it (撤销培训)."""
    course = _locked_course(course_id)
    decision = require(permissions.can_keep_training(actor, course.scope_path))
    course.delete()
    note(
        TrainingVoided(course_id=course_id, reason=reason),
        actor=actor,
        decision=decision,
        subject=("training_course", course_id),
        path=course.scope_path,
        now=now,
    )


def _locked_course(course_id: int) -> TrainingCourse:
    course: TrainingCourse = first_or_refuse(
        TrainingCourse.objects.select_for_update().filter(pk=course_id)
    )
    return course
