"""Lists narrowed by where cases come from and which way they went: as rows say it, in one query.

Source: [rule:case-courses].
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Length, Substr

from linli.apps.cases.models import Task
from linli.apps.cases.rules.courses import DISTRICT_DEPTH, SOURCES, WITH_BOARD, Course, Source
from linli.apps.cases.rules.tasks import TaskKind
from linli.apps.organisations.models import Body
from linli.core.tree import STEP


class Narrowing(NamedTuple):
    """What else a list is narrowed by, written into its statement: few values, each its own."""

    source: Source | None
    course: Course | None

    def condition(self) -> Q:
        """Return the condition."""
        wanted = source_condition(self.source) if self.source is not None else Q()
        return wanted & course_condition(self.course) if self.course is not None else wanted


def source_condition(source: Source) -> Q:
    """Return the condition "came in by one of the ways of this source"."""
    return Q(channel__among=SOURCES[source])


def course_condition(course: Course) -> Q:
    """Return the condition of a way, true of the cases whose rows say so."""
    return _COURSES[course]()


def _led_by(condition: Q) -> Q:
    """Return the condition on the body that leads."""
    return Q(Exists(Body.objects.filter(condition, pk=OuterRef("lead"))))


def _sideways() -> Q:
    return _led_by(Q(place=OuterRef("township")))


def _up() -> Q:
    # A body below the district, seen from the top, that stands above the case.
    above = Q(scope_path=Substr(OuterRef("scope_path"), 1, Length(F("scope_path"))))
    high = Q(Exists(_high_bodies().filter(above)))
    return (_led_by(Q(place=OuterRef("county"))) | high) & ~_sideways()


def _high_bodies() -> "QuerySet[Body]":
    bodies = Body.objects.annotate(letters=Length("scope_path"))
    return bodies.filter(pk=OuterRef("lead"), letters__lte=DISTRICT_DEPTH * STEP)


def _down() -> Q:
    return Q(lead__isnull=False) & ~_sideways() & ~_up()


_COURSES: Mapping[Course, Callable[[], Q]] = MappingProxyType(
    {
        Course.UP: _up,
        Course.TO_BOARD: lambda: Q(lead__isnull=True, state__among=sorted(WITH_BOARD)),
        Course.SIDEWAYS: _sideways,
        Course.DOWN: _down,
        Course.CAME_OVER: lambda: Q(came_from__isnull=False),
        Course.HANDED_UP: lambda: Q(wanted_place__isnull=False),
        Course.CALLED: lambda: Q(
            Exists(Task.objects.filter(case=OuterRef("pk"), kind=TaskKind.CALL))
        ),
    }
)
