"""The line of the trail that an act on a row of the register leaves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from linli.apps.audit.services import record
from linli.core.access import Actor, Grant


def record_row(
    actor: Actor,
    kind: str,
    row: Any,
    facts: Mapping[str, object],
    *,
    subject_type: str,
    now: datetime,
    grant: Grant | None,
) -> None:
    """Record what was done to a row, at its place."""
    record(
        actor=actor,
        kind=kind,
        subject_type=subject_type,
        subject_id=row.pk,
        scope_path=row.scope_path,
        now=now,
        grant=grant,
        facts=facts,
    )
