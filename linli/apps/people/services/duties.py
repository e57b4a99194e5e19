"""Acts on the registers of duties: assessing impact, recording an incident and what followed."""

from datetime import datetime

from django.db import transaction

from linli.apps.audit.services import record
from linli.apps.people import permissions
from linli.apps.people.models import ImpactAssessment, Incident
from linli.apps.people.rules.duties import (
    LEAST_WORDS,
    AssessmentData,
    AssessmentIncomplete,
    IncidentData,
    IncidentIncomplete,
)
from linli.apps.people.rules.errors import DateInFuture
from linli.apps.people.selectors.duties import data_codes, declared_digest
from linli.core.access import Actor, Grant, require
from linli.core.errors import NotFound
from linli.kit.days import local_day

TEXTS = ("what", "measures", "authority_told", "people_told")


@transaction.atomic
def assess_impact(*, actor: Actor, assessment: AssessmentData, now: datetime) -> ImpactAssessment:
    """Record an assessment of impact (个人信息保护影响评估) of one kind of data.

    Source: [rule:impact-assessment]. Raises AssessmentIncomplete.
    """
    decision = require(permissions.can_keep_duties(actor))
    if assessment.data not in data_codes():
        raise AssessmentIncomplete(field="kind")
    texts = {
        name: getattr(assessment, name).strip() for name in ("lawfulness", "impact", "measures")
    }
    for name, text in texts.items():
        if len(text) < LEAST_WORDS:
            raise AssessmentIncomplete(field=name)
    row = ImpactAssessment.objects.create(
        scope_path=_path_of(decision.grant),
        data=assessment.data,
        declared=declared_digest(assessment.data),
        assessed_on=local_day(now),
        **texts,
    )
    record(
        actor=actor,
        kind="duties.impact_assessed",
        subject_type="assessment",
        subject_id=row.pk,
        scope_path=row.scope_path,
        now=now,
        grant=decision.grant,
        facts={"data": row.data, **texts},
    )
    return row


@transaction.atomic
def record_incident(
    *, actor: Actor, incident: IncidentData, now: datetime, incident_id: int | None = None
) -> Incident:
    """Record an incident (个人信息安全事件), or with `incident_id` what has become known since.

    Source: [rule:incidents]. Raises IncidentIncomplete, DateInFuture, NotFound.
    """
    row = Incident(recorded_at=now)
    if incident_id is not None:
        found = Incident.objects.select_for_update().filter(pk=incident_id).first()
        if found is None:
            raise NotFound(number=incident_id)
        row = found
    decision = require(
        permissions.can_keep_duties(actor, None if row.pk is None else row.scope_path)
    )
    _check(incident, now)
    before = None if row.pk is None else _facts(row)
    if row.pk is None:
        row.scope_path = _path_of(decision.grant)
    for name in TEXTS:
        setattr(row, name, getattr(incident, name).strip())
    row.found_on, row.persons, row.data = incident.found_on, incident.persons, list(incident.data)
    row.save()
    record(
        actor=actor,
        kind="duties.incident_changed" if before else "duties.incident_recorded",
        subject_type="incident",
        subject_id=row.pk,
        scope_path=row.scope_path,
        now=now,
        grant=decision.grant,
        facts={"before": before, "after": _facts(row)},
    )
    return row


def _check(incident: IncidentData, now: datetime) -> None:
    for name in TEXTS:
        if len(getattr(incident, name).strip()) < 2:
            raise IncidentIncomplete(field=name)
    if not incident.data or set(incident.data) - set(data_codes()):
        raise IncidentIncomplete(field="kinds")
    if incident.persons < 0:
        raise IncidentIncomplete(field="persons")
    if incident.found_on > local_day(now):
        raise DateInFuture(field="found_on")


def _facts(row: Incident) -> dict[str, object]:
    return {
        "found_on": row.found_on,
        "data": list(row.data),
        "persons": row.persons,
        **{name: getattr(row, name) for name in TEXTS},
    }


def _path_of(grant: Grant | None) -> str:
    return grant.path if grant else ""
