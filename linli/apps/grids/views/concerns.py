"""Cards of the home page: my cells, cells without a worker, plans that wait for their day."""

from collections.abc import Iterator
from datetime import date, datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from linli.apps.accounts.rules import PLACE_ADMINS, REGISTER_WRITERS
from linli.apps.grids.selectors.cells import cell_rows
from linli.apps.grids.selectors.finding import cell_of_home
from linli.apps.grids.selectors.plans import waiting_revisions
from linli.apps.grids.selectors.staff import cells_of_worker, first_without_worker
from linli.apps.places.selectors.names import places_at
from linli.core.access import Actor
from linli.kit.concerns import Card, Line
from linli.kit.days import local_day


def concerns(actor: Actor, now: datetime) -> Iterator[Card]:
    """Yield what concerns this actor now."""
    day = local_day(now)
    if actor.grants and actor.person_id is not None:
        yield from _my_cells(actor, day)
    if actor.roles & REGISTER_WRITERS:
        yield from _vacant(actor, day)
        yield from _waiting(actor)
    if not actor.grants and actor.person_id is not None:
        yield from _my_home(actor, day)


def _my_cells(actor: Actor, day: date) -> Iterator[Card]:
    rows = cell_rows(cells_of_worker(actor, day=day), day=day)
    if rows:
        yield Card(
            title=_("My cells"),
            icon="grid-3x3",
            figure=len(rows),
            unit=npgettext("unit", "cell", "cells", len(rows)),
            text=_("Households in each"),
            lines=tuple(
                Line(
                    row.cell.name,
                    row.load.households,
                    reverse("grids:cell", args=[row.cell.code]),
                )
                for row in rows[:5]
            ),
        )


def _vacant(actor: Actor, day: date) -> Iterator[Card]:
    for place in places_at(actor.paths(REGISTER_WRITERS)):
        yield from _vacant_at(place.path, place.name, place.code, day)


def _vacant_at(path: str, name: str, code: str, day: date) -> Iterator[Card]:
    count, cells = first_without_worker(path, day=day)
    if count:
        query = urlencode({"list": "unattended", "place": code})
        yield Card(
            title=_("Cells without a grid worker: %(place)s") % {"place": name},
            icon="person-dash",
            kind="danger",
            figure=count,
            unit=npgettext("unit", "cell", "cells", count),
            lines=tuple(
                Line(cell.name, cell.place.name, reverse("grids:cell", args=[cell.code]))
                for cell in cells
            ),
            address=f"{reverse('organisations:vacancies')}?{query}",
            more=_("Show all of them"),
        )


def _waiting(actor: Actor) -> Iterator[Card]:
    plans = waiting_revisions(actor)
    if plans:
        yield Card(
            title=_("Grid plans waiting for their day"),
            icon="calendar-event",
            kind="warn",
            lines=tuple(
                Line(
                    f"{plan.place.name}: {plan.title}",
                    plan.valid_from.isoformat() if plan.valid_from else "",
                    reverse("grids:plan_check", args=[plan.pk])
                    if actor.holds(PLACE_ADMINS | REGISTER_WRITERS, plan.scope_path)
                    else "",
                )
                for plan in plans
            ),
        )


def _my_home(actor: Actor, day: date) -> Iterator[Card]:
    cell = cell_of_home(actor, day=day)
    if cell is not None:
        yield Card(
            title=_("Who looks after the place where I live?"),
            icon="pin-map",
            text=f"{cell.place.name} {cell.name}",
            address=reverse("grids:public", args=[cell.code]),
            more=_("Show"),
        )
