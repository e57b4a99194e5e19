"""Outlines of places, positions of buildings, complaints lines."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from linli.apps.audit.services import record
from linli.apps.grids import permissions
from linli.apps.grids.models import PlaceOutline, PlacePoint, SupervisionLine
from linli.apps.grids.rules.shapes import Shape, to_bytes
from linli.apps.grids.services.locks import lock_place
from linli.apps.places.models import Place
from linli.core.access import Actor, require
from linli.core.canonical import digest
from linli.core.errors import InvalidInput, RuleViolation
from linli.core.geo import Point


class OutlineNotLater(RuleViolation):
    """The outline in force began on that day or later."""

    code = "grid.outline_not_later"


class PointOutOfRange(InvalidInput):
    """The position lies outside China."""

    code = "grid.point_out_of_range"


class PhoneMalformed(InvalidInput):
    """A telephone number has 3 to 40 digits, spaces, dashes, brackets, plus signs."""

    code = "grid.phone_malformed"


@transaction.atomic
def set_outline(
    *, actor: Actor, place_id: int, shape: Shape, source: str, valid_from: date, now: datetime
) -> PlaceOutline:
    """Give a place its outline from a day on; the one before ends (设定辖区范围)."""
    place = lock_place(place_id)
    decision = require(permissions.can_outline(actor, place.path))
    former = PlaceOutline.objects.filter(place=place, valid_to__isnull=True).first()
    if former is not None:
        if former.valid_from >= valid_from:
            raise OutlineNotLater(field="valid_from", since=former.valid_from)
        former.valid_to = valid_from
        former.save(update_fields=["valid_to"])
    outline = PlaceOutline(
        place=place, scope_path=place.path, source=source[:200], valid_from=valid_from
    )
    outline.draw(shape)
    outline.save(force_insert=True)
    record(
        actor=actor,
        kind="grid.outline_set",
        subject_type="place",
        subject_id=place.pk,
        scope_path=place.path,
        now=now,
        grant=decision.grant,
        facts={
            "valid_from": valid_from,
            "area_m2": outline.area_m2,
            "source": outline.source,
            "polygon": digest(to_bytes(shape)).hex(),
        },
    )
    return outline


@transaction.atomic
def set_points(*, actor: Actor, points: Mapping[int, Point], now: datetime) -> int:
    """Say where buildings or compounds stand (设定楼栋位置); return how many were set."""
    places = Place.objects.select_for_update().filter(pk__in=list(points)).order_by("pk")
    rows = []
    for place in places:
        decision = require(permissions.can_plan(actor, place.path))
        lon, lat = points[place.pk]
        if not (73 <= lon <= 136 and 3 <= lat <= 54):
            raise PointOutOfRange(field="point", lon=f"{lon:.6f}", lat=f"{lat:.6f}")
        rows.append(PlacePoint(place=place, scope_path=place.path, lon=lon, lat=lat))
        record(
            actor=actor,
            kind="grid.point_set",
            subject_type="place",
            subject_id=place.pk,
            scope_path=place.path,
            grant=decision.grant,
            now=now,
            facts={"lon": f"{lon:.8f}", "lat": f"{lat:.8f}"},
        )
    PlacePoint.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["place"],
        update_fields=["scope_path", "lon", "lat"],
        batch_size=1000,
    )
    return len(rows)


@transaction.atomic
def set_supervision_line(
    *, actor: Actor, place_id: int, phone: str, valid_from: date, now: datetime
) -> SupervisionLine:
    """Set the telephone for complaints that notice boards show (设定监督电话)."""
    place = lock_place(place_id)
    decision = require(permissions.can_outline(actor, place.path))
    phone = phone.strip()
    if not 3 <= len(phone) <= 40 or set(phone) - set("0123456789 -+()（）"):
        raise PhoneMalformed(field="phone", given=phone[:40])
    former = SupervisionLine.objects.filter(place=place, valid_to__isnull=True).first()
    if former is not None and former.valid_from >= valid_from:
        former.phone = phone
        former.save(update_fields=["phone"])
        line = former
    else:
        if former is not None:
            former.valid_to = valid_from
            former.save(update_fields=["valid_to"])
        line = SupervisionLine.objects.create(
            place=place, scope_path=place.path, phone=phone, valid_from=valid_from
        )
    record(
        actor=actor,
        kind="grid.supervision_line_set",
        subject_type="place",
        subject_id=place.pk,
        scope_path=place.path,
        now=now,
        grant=decision.grant,
        facts={"phone": phone, "valid_from": valid_from},
    )
    return line
