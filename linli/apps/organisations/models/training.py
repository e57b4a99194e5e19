"""Courses for people in office, and who attended them in which post."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.apps.organisations.models.bodies import Body
from linli.apps.organisations.models.posts import Appointment
from linli.apps.organisations.rules.training import MOST_HOURS, Audience
from linli.apps.places.models import Place
from linli.kit.enums import enum_check, enum_field
from linli.kit.scoped import ScopedQuerySet


class TrainingCourse(models.Model):
    """A course that was held for people in office at a place and below (培训班)."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="training_courses")
    scope_path = models.CharField(max_length=120)
    organiser = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="training_courses")
    title = models.CharField(max_length=80)
    audience = enum_field(Audience)
    held_on = models.DateField()
    hours = models.SmallIntegerField()
    note = models.CharField(max_length=200, blank=True)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            enum_check(Audience, "audience", "organisations_course_audience"),
            models.CheckConstraint(
                condition=Q(hours__gte=1, hours__lte=MOST_HOURS), name="organisations_course_hours"
            ),
            models.UniqueConstraint(
                fields=["place", "title", "held_on"], name="organisations_course_once"
            ),
        ]
        indexes = [
            models.Index(fields=["scope_path", "-held_on"], name="organisations_course_scope")
        ]

    def __str__(self) -> str:
        return self.title


class TrainingAttendance(models.Model):
    """That whoever held a post attended a course (参训记录), with the number of a certificate."""

    course = models.ForeignKey(TrainingCourse, on_delete=models.CASCADE, related_name="attendances")
    appointment = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, related_name="attendances"
    )
    certificate = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "appointment"], name="organisations_attendance_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.appointment_id} at {self.course_id}"
