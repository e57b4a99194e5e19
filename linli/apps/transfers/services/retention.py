"""Records of what was brought in and taken out go when their period is over."""

from datetime import datetime, timedelta

from linli.apps.audit.services import forget_rows
from linli.apps.transfers.models import Export, Import
from linli.apps.transfers.rules import AFTER_TRANSFER
from linli.core.access import Actor, by_role, require
from linli.kit.ticks import Pieces


def forget_transfers(*, actor: Actor, now: datetime) -> int:
    """Delete imports and exports whose period is over; return how many.

    What they wrote stays under its own periods. Raises SomeFailed at the end when it broke on
    some; the others are gone. Source: [rule:retention-everywhere].
    """
    require(by_role(actor, (), ""))
    before, pieces = now - timedelta(days=AFTER_TRANSFER.days), Pieces()
    gone = 0
    for name, rows in (
        ("imports", Import.objects.filter(uploaded_at__lte=before)),
        ("exports", Export.objects.filter(created_at__lte=before)),
    ):
        gone += forget_rows(
            pieces, name, rows, kind="transfers.retention_applied", actor=actor, now=now
        )
    pieces.settle(gone)
    return gone
