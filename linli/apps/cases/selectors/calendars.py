"""The working calendar of a place: statutory holidays, what an office changed, its hours.

Statutory holidays and make-up days of the mainland come from the library `holidays`; for a year
whose notice the State Council has not published yet it knows the holidays by law and no make-up
days: such years are provisional. Single days are corrected by `DayOverride`, hours by
`OfficeHours`; the nearest place counts. Source: [rule:working-calendar].
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.conf import settings

from linli.apps.cases.models import DayOverride, OfficeHours
from linli.apps.cases.rules.explain import DayKind
from linli.apps.cases.rules.hours import DEFAULT_HOURS, Hours, hours_of
from linli.core.tree import ancestors
from linli.core.worktime import WorkCalendar, calendar

# A limit of a year may begin on the last day of a year and be prolonged by another.
YEARS_AFTER = 3


@dataclass(frozen=True, slots=True)
class Statutory:
    """What the State Council has laid down for a year (法定节假日安排)."""

    free: frozenset[date]
    extra: frozenset[date]
    is_announced: bool


@dataclass(frozen=True, slots=True)
class PlaceCalendar:
    """The calendar of a place: its days and hours, which years are announced, what was changed."""

    days: WorkCalendar
    announced: frozenset[int]
    overrides: Mapping[date, "Override"]

    def kind_of(self, day: date) -> tuple[DayKind, str]:
        """Return why a day is worked or not, and what the office said where it has set it."""
        override = self.overrides.get(day)
        if override is not None:
            return (DayKind.SET_WORKED if override.is_worked else DayKind.SET_REST), override.reason
        if self.days.is_worked(day):
            return DayKind.WORKED if day.weekday() < 5 else DayKind.MADE_UP, ""
        return DayKind.WEEKEND if day not in statutory(day.year).free else DayKind.HOLIDAY, ""

    def is_provisional(self, day: date) -> bool:
        """Tell whether the working days up to `day` may still change."""
        return any(year not in self.announced for year in range(self.days.first.year, day.year + 1))


@dataclass(frozen=True, slots=True)
class Override:
    """A day an office changed, and why."""

    is_worked: bool
    reason: str


@lru_cache(maxsize=64)
def statutory(year: int) -> Statutory:
    """Return the holidays and make-up days of a year on the mainland."""
    # Imported here: the library costs a second, and most processes never ask.
    from holidays.countries.china import China

    # Some make-up days of a year are named by the notice of the next.
    found = China(years=[year, year + 1])
    extra = frozenset(day for day in found.weekend_workdays if day.year == year)
    free = frozenset(day for day in found if day.year == year) - extra
    # Every notice since the first has set make-up days; none of a year are known before it is out.
    announced = any(day.year == year for day in China(years=year).weekend_workdays)
    return Statutory(free=free, extra=extra, is_announced=announced)


def holiday_name(day: date, language: str) -> str:
    """Return what a statutory holiday is called, empty on other days."""
    from holidays.countries.china import China

    names = China(years=day.year, language="zh_CN" if language.startswith("zh") else "en_US")
    return str(names.get(day, ""))


@dataclass(frozen=True, slots=True)
class Trial:
    """A change that is only tried: a day set, or set no more, at the place at `path`."""

    path: str
    day: date
    override: Override | None


def calendar_of(path: str, start: datetime, trial: Trial | None = None) -> PlaceCalendar:
    """Return the calendar of the place at `path` for a step that starts at `start`."""
    places = [*ancestors(path), path]
    day = start.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    rows = DayOverride.objects.filter(scope_path__in=places, withdrawn_at__isnull=True)
    found = [
        (row.scope_path, row.day, Override(is_worked=row.is_worked, reason=row.reason))
        for row in rows
        if trial is None or (row.scope_path, row.day) != (trial.path, trial.day)
    ]
    if trial is not None and trial.override is not None and trial.path in places:
        found.append((trial.path, trial.day, trial.override))
    changed = {when: one for _path, when, one in sorted(found, key=lambda one: len(one[0]))}
    hours = OfficeHours.objects.on(day).filter(scope_path__in=places)
    nearest = max(hours, key=lambda row: len(row.scope_path), default=None)
    return _calendar(
        day.year, hours_of(nearest.hours) if nearest else DEFAULT_HOURS, tuple(changed.items())
    )


@lru_cache(maxsize=256)
def _calendar(year: int, hours: Hours, changed: tuple[tuple[date, Override], ...]) -> PlaceCalendar:
    years = {one: statutory(one) for one in range(year, year + YEARS_AFTER + 1)}
    free = {day for one in years.values() for day in one.free}
    extra = {day for one in years.values() for day in one.extra}
    for day, override in changed:
        (extra if override.is_worked else free).add(day)
        (free if override.is_worked else extra).discard(day)
    days = calendar(
        zone=ZoneInfo(settings.TIME_ZONE),
        hours=hours,
        first=date(year, 1, 1),
        last=date(year + YEARS_AFTER, 12, 31),
        free=free,
        extra=extra,
    )
    announced = frozenset(one for one, found in years.items() if found.is_announced)
    return PlaceCalendar(days, announced, MappingProxyType(dict(changed)))
