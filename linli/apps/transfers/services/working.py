"""What the worker does with imports, and what a system administrator does when it breaks on one."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import F

from linli.apps.accounts.selectors import actor_of
from linli.apps.audit import services as audit
from linli.apps.transfers import permissions
from linli.apps.transfers.models import Import
from linli.apps.transfers.rules import ImportState
from linli.apps.transfers.selectors import WAITING, waiting_imports
from linli.apps.transfers.services.imports import check_import, commit_import, discard_import
from linli.core.access import Actor, require
from linli.core.errors import NotFound
from linli.kit.failures import trace_of

logger = logging.getLogger(__name__)


def work_on_imports(*, now: datetime) -> int:
    """Go on with every import that waits: trial runs and commits; return how many moved.

    One that fails is logged, noted, and tried again later; it does not hold up the others.
    """
    moved = 0
    for import_id in waiting_imports(now):
        try:
            _go_on(import_id, now=now)
        except Exception as error:
            logger.exception("Import %s could not be gone on with.", import_id)
            _note_failure(import_id, error, now=now)
        else:
            moved += 1
    return moved


def _go_on(import_id: int, *, now: datetime) -> None:
    """Go on in the name of whoever brought the file in, with the rights they have now."""
    item = Import.objects.select_related("account").get(pk=import_id)
    actor = actor_of(item.account, now=now) if item.account.is_active else Actor(item.account_id)
    if item.state == ImportState.UPLOADED:
        check_import(actor=actor, import_id=import_id, now=now)
    else:
        commit_import(actor=actor, import_id=import_id, now=now)


def _note_failure(import_id: int, error: Exception, *, now: datetime) -> None:
    Import.objects.filter(pk=import_id, state__in=WAITING).update(
        attempts=F("attempts") + 1, tried_at=now, error=trace_of(error)
    )


@transaction.atomic
def retry_import(*, actor: Actor, number: str, now: datetime) -> None:
    """Let the worker try an import again on which it broke (重试导入).

    Raises NotFound, NotAllowed.
    """
    item = Import.objects.select_for_update().filter(pk=number, state__in=WAITING).first()
    if item is None:
        raise NotFound(number=number)
    decision = require(permissions.can_steer(actor, item))
    facts = {"register": item.register, "attempts": item.attempts}
    item.waiting_since, item.attempts, item.tried_at, item.error = now, 0, None, ""
    item.save(update_fields=["waiting_since", "attempts", "tried_at", "error"])
    audit.record(
        actor=actor,
        kind="import.retried",
        subject_type="import",
        subject_id=item.pk,
        scope_path=item.scope_path,
        grant=decision.grant,
        facts=facts,
        now=now,
    )


def drop_import(*, actor: Actor, number: str, reason: str, now: datetime) -> None:
    """Give an import up on which the worker breaks (放弃导入); raises what giving up raises."""
    discard_import(actor=actor, import_id=int(number), reason=reason, now=now)
