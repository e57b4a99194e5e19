"""The cases of the demonstration: what was, taken over as from an earlier system."""

from collections.abc import Iterable
from datetime import datetime
from random import Random  # noqa: TID251 (handed down from the one seed)

from linli.apps.cases.models import Category
from linli.apps.cases.rules.kinds import Level
from linli.apps.cases.selectors.calendars import calendar_of
from linli.apps.cases.services.catalogue import install_categories
from linli.apps.cases.services.figures import fold_all
from linli.apps.cases.services.takeover import take_over_cases
from linli.apps.grids.models import Cell
from linli.apps.organisations.models import Body, Seat
from linli.apps.organisations.rules.bodies import TYPES, BodyType
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from linli.core.access import Actor
from linli.core.worktime import WorkCalendar
from linli.demo.histories import YEARS, Kind, Spot, histories, office_of
from linli.kit.days import local_day

_COMMUNITIES = (PlaceKind.COMMUNITY, PlaceKind.VILLAGE)


def take_over_past(county: Place, *, actor: Actor, chance: Random, now: datetime) -> int:
    """Install the categories and take over the years before `now`; return how many cases."""
    since = now.replace(year=now.year - YEARS - 1, day=1)
    install_categories(actor=actor, place_id=county.pk, now=since)
    found = take_over_cases(
        actor=actor,
        cases=histories(
            list(_spots(county)),
            _kinds(county),
            until=local_day(now),
            work=_work(county, now),
            chance=chance,
        ),
        now=now,
    )
    fold_all()
    return found


def _spots(county: Place) -> Iterable[Spot]:
    """Yield the cells, and the communities and villages that have none."""
    places = {
        place.pk: place for place in Place.objects.under(county.path).filter(kind__in=_COMMUNITIES)
    }
    cells = Cell.objects.filter(place__in=list(places), parent__isnull=True).order_by("code")
    with_cells = set()
    for cell in cells:
        place = places[cell.place_id]
        with_cells.add(place.pk)
        is_town = place.kind == PlaceKind.COMMUNITY
        yield _spot(county, place, cell.pk, weight=1.0 if is_town else 0.5, is_town=is_town)
    for place in sorted(places.values(), key=lambda place: str(place.code)):
        if place.pk not in with_cells:
            is_town = place.kind == PlaceKind.COMMUNITY
            yield _spot(county, place, None, weight=0.4 if is_town else 0.25, is_town=is_town)


def _spot(
    county: Place, place: Place, cell_id: int | None, *, weight: float, is_town: bool
) -> Spot:
    return Spot(
        place_id=place.pk,
        path=place.path,
        county_id=county.pk,
        township_id=place.parent_id or 0,
        community_id=place.pk,
        cell_id=cell_id,
        weight=weight,
        is_town=is_town,
    )


def _kinds(county: Place) -> dict[str, Kind]:
    offices = [
        (body.name, body.pk, _leading_seat(body))
        for body in Body.objects.filter(place=county, type=BodyType.DEPARTMENT).order_by("pk")
    ]
    return {
        row.code: Kind(row.pk, Level(row.level), *_office(row.code, offices))
        for row in Category.objects.filter(place=county, is_ours=True).order_by("order")
    }


def _office(
    code: str, offices: Iterable[tuple[str, int, int | None]]
) -> tuple[int | None, int | None]:
    word = office_of(code)
    for name, body_id, seat_id in offices:
        if word and word in name:
            return body_id, seat_id
    return None, None


def _leading_seat(body: Body) -> int | None:
    lead = TYPES[BodyType(body.type)].lead
    seat = Seat.objects.filter(body=body, kind=lead).order_by("position").first()
    return seat.pk if seat else None


def _work(county: Place, now: datetime) -> dict[int, WorkCalendar]:
    """Return the calendar that knows the days from each year on."""
    year = local_day(now).year
    return {
        one: calendar_of(county.path, now.replace(year=one, month=6, day=15)).days
        for one in range(year - YEARS - 1, year + 1)
    }
