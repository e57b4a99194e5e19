"""The registers of duties as files: sent for a purpose and under a watermark, never brought in."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.apps.people import permissions
from linli.apps.people.selectors.duties import assessments_of, incidents_of
from linli.core.access import Actor, Decision, refuse
from linli.core.errors import NotAllowed
from linli.kit.registers import Column
from linli.kit.registers import Span as RowSpan
from linli.kit.sentences import sentence_for


class _DutyRegister:
    """What both registers have in common: the security administrator of the place takes it out."""

    takes = False
    sends = True

    def may_import(self, actor: Actor, path: str) -> Decision:
        """Allow nobody: each entry is an act of its own."""
        return refuse("transfers.register_unknown")

    def may_export(self, actor: Actor, path: str) -> Decision:
        """Allow the security administrator of the place."""
        return permissions.can_keep_duties(actor, path)

    def loading(self, *, actor: Actor, path: str, now: datetime, trial: bool) -> Any:
        """Refuse: nothing is brought in. Raises NotAllowed."""
        raise NotAllowed(reason="transfers.register_unknown")

    def take_back(self, *, actor: Actor, spans: Sequence[RowSpan], now: datetime) -> None:
        """Refuse: nothing was brought in. Raises NotAllowed."""
        raise NotAllowed(reason="transfers.register_unknown")


def _said(code: str) -> str:
    return sentence_for(f"data.{code}", default=code)


class AssessmentRegister(_DutyRegister):
    """Assessments of impact, the oldest first."""

    key = "people.assessments"
    label = _("Assessments of impact")
    columns = (
        Column("data", _("Kind of data")),
        Column("assessed_on", _("Assessed on")),
        Column("lawfulness", _("Purpose and way of handling")),
        Column("impact", _("Impact on people, and risks")),
        Column("measures", _("Measures")),
    )

    def rows(self, *, actor: Actor, path: str, now: datetime) -> Iterator[Sequence[object]]:
        """Yield the assessments of the actor's places; an installation's hold everywhere."""
        for row in assessments_of(actor).order_by("pk").iterator(chunk_size=500):
            yield _said(row.data), row.assessed_on, row.lawfulness, row.impact, row.measures


class IncidentRegister(_DutyRegister):
    """Incidents with personal data, the oldest first."""

    key = "people.incidents"
    label = _("Incidents with personal data")
    columns = (
        Column("found_on", _("Found on")),
        Column("what", _("What has happened")),
        Column("data", _("Kinds of data")),
        Column("persons", _("How many people, at most")),
        Column("measures", _("What was done about it")),
        Column("authority_told", _("Authority told")),
        Column("people_told", _("People told")),
    )

    def rows(self, *, actor: Actor, path: str, now: datetime) -> Iterator[Sequence[object]]:
        """Yield the incidents of the actor's places; an installation's hold everywhere."""
        for row in incidents_of(actor).order_by("pk").iterator(chunk_size=500):
            kinds = "; ".join(_said(code) for code in row.data)
            yield (
                row.found_on, row.what, kinds, row.persons, row.measures, row.authority_told,
                row.people_told,
            )  # fmt: skip
