"""Taking rows out: leave for a purpose and a day; the rows are read when they are fetched."""

from datetime import datetime

from django.db import transaction

from linli.apps.audit import services as audit
from linli.apps.places.models import Place
from linli.apps.transfers import permissions
from linli.apps.transfers.models import Export
from linli.apps.transfers.rules import EXPORT_KEPT
from linli.core.access import Actor, require
from linli.core.errors import InvalidInput, NotAllowed, NotFound, RuleViolation


class PurposeMissing(InvalidInput):
    """Rows leave only for a stated purpose."""

    code = "transfers.purpose_missing"


class ExportExpired(RuleViolation):
    """The time of this export is over; ask for a new one."""

    code = "transfers.export_expired"


def account_of(actor: Actor) -> int:
    """Return the account that a file belongs to; the system has none and carries no files."""
    if actor.account_id is None:
        raise NotAllowed(reason="access.no_post_here")
    return actor.account_id


@transaction.atomic
def open_export(
    *, actor: Actor, register: str, place_id: int, purpose: str, now: datetime
) -> Export:
    """Give leave to take the rows of a register at a place out, for a purpose, for a day.

    Raises PurposeMissing or NotAllowed.
    """
    place = Place.objects.filter(pk=place_id).first()
    if place is None:
        raise NotFound(place=place_id)
    require(permissions.can_export(actor, register, place.path))
    if len(purpose.strip()) < 4:
        raise PurposeMissing(field="purpose")
    item = Export.objects.create(
        register=register,
        place=place,
        scope_path=place.path,
        account_id=account_of(actor),
        purpose=purpose.strip()[:200],
        created_at=now,
        expires_at=now + EXPORT_KEPT,
    )
    _record_export(item, "opened", actor, now)
    return item


@transaction.atomic
def note_fetch(*, actor: Actor, export_id: int, kind: str, now: datetime) -> Export:
    """Note that an export is fetched now as `kind` ("csv", "xlsx").

    Raises ExportExpired, or NotAllowed when the post no longer allows it.
    """
    item = Export.objects.select_for_update().get(pk=export_id)
    require(permissions.can_fetch_export(actor, item))
    if now >= item.expires_at:
        raise ExportExpired(number=item.pk)
    item.fetched += 1
    item.save(update_fields=["fetched"])
    _record_export(item, "fetched", actor, now, {"as": kind, "time": item.fetched})
    return item


def _record_export(
    item: Export, what: str, actor: Actor, now: datetime, facts: dict[str, object] | None = None
) -> None:
    audit.record(
        actor=actor,
        kind=f"export.{what}",
        subject_type="export",
        subject_id=item.pk,
        now=now,
        scope_path=item.scope_path,
        grant=actor.post_at(item.scope_path),
        facts={"register": item.register, "purpose": item.purpose, **(facts or {})},
    )
