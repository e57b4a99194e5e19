"""Rows of the trail."""

from linli.apps.accounts.rules import Role
from linli.apps.audit.services import record
from linli.core.access import Actor
from tests.factories.accounts import NOW
from tests.web.access import Row, roles

AUDITORS = roles(Role.AUDIT_ADMIN)


def event_at(place):
    event = record(
        actor=Actor.system(),
        kind="place.renamed",
        subject_type="place",
        subject_id=place.pk,
        scope_path=place.path,
        now=NOW,
    )
    return {"number": event.pk}


ROWS = [
    Row("audit:events", open_to=AUDITORS),
    Row("audit:event", open_to=AUDITORS, at=event_at, outside=404),
    Row(
        "audit:export",
        open_to=AUDITORS,
        method="POST",
        data={"purpose": "年度审计"},
        pictured=False,
    ),
    Row("audit:seals", open_to=AUDITORS),
    Row("audit:check", open_to=AUDITORS, method="POST"),
    Row("audit:heads", open_to=AUDITORS, pictured=False),
]
