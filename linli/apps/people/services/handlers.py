"""Entering who answers for the data; the notice follows at once, as a new version."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from linli.apps.audit.services import record
from linli.apps.people import permissions
from linli.apps.people.models import DataHandler
from linli.apps.people.rules.errors import HandlerIncomplete
from linli.apps.people.selectors.handlers import COLUMNS
from linli.apps.people.services.notice import publish_notice
from linli.apps.places.models import Place
from linli.core.access import Actor, require
from linli.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class HandlerData:
    """What the notice says of whoever answers for the data."""

    name: str
    address: str
    contact: str
    phone: str
    email: str = ""


@transaction.atomic
def set_handler(
    *, actor: Actor, place_id: int | None, data: HandlerData, now: datetime
) -> DataHandler:
    """Enter who answers for the data (个人信息处理者) of a district, or with None of everything.

    Source: [rule:privacy-notice]. Raises HandlerIncomplete, NotFound.
    """
    place = Place.objects.select_for_update().filter(pk=place_id).first() if place_id else None
    if place_id and place is None:
        raise NotFound(place=place_id)
    path = place.path if place else ""
    decision = require(permissions.can_set_handler(actor, path))
    fresh = {name: " ".join(value.split()) for name, value in asdict(data).items()}
    for column in COLUMNS:
        if not fresh[column] and column != "email":
            raise HandlerIncomplete(field=column)
    row = DataHandler.objects.select_for_update().filter(scope_path=path).first()
    before = {column: getattr(row, column) for column in COLUMNS} if row else None
    row = row or DataHandler(scope_path=path, place=place)
    for column, value in fresh.items():
        setattr(row, column, value)
    row.save()
    record(
        actor=actor,
        kind="notice.handler_set",
        subject_type="notice",
        subject_id=row.pk,
        scope_path=path,
        now=now,
        grant=decision.grant,
        facts={"before": before, "after": fresh},
    )
    publish_notice(actor=Actor.system("notice"), now=now)
    return row
