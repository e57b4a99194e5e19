"""Assessments of impact, incidents, and the yearly report on looks at minors' data."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from linli.apps.accounts.rules import Role
from linli.apps.audit.models import AuditEvent
from linli.apps.audit.selectors import facts_of
from linli.apps.people.exchange.duties import AssessmentRegister, IncidentRegister
from linli.apps.people.models import ImpactAssessment, Incident
from linli.apps.people.rules.duties import (
    ASSESSED_FOR,
    AssessmentData,
    AssessmentIncomplete,
    IncidentData,
    IncidentIncomplete,
)
from linli.apps.people.rules.errors import DateInFuture
from linli.apps.people.rules.kinds import Look, ReadingReason
from linli.apps.people.selectors.duties import (
    data_sets,
    due_count,
    get_incident,
    minors_report,
)
from linli.apps.people.services import assess_impact, note_view, record_incident, reveal
from linli.core.errors import NotAllowed, NotFound
from linli.kit.personal_data import personal_fields
from tests.apps.people.conftest import actor_with
from tests.factories.people import NOW, make_person

TODAY = NOW.date()
CARE = AssessmentData(
    data="care",
    lawfulness="经本人单独同意，仅供照护人员掌握必要情况。",
    impact="泄露会影响个人尊严，可能遭受歧视。",
    measures="加密保存，默认遮挡，查看须说明理由并留痕。",
)
LEAK = IncidentData(
    what="名册误发到工作群",
    found_on=TODAY,
    data=("name", "phone"),
    persons=40,
    measures="十分钟内撤回并逐人确认删除",
    authority_told="2026-03-02 报区网信办",
    people_told="2026-03-02 电话告知四十人",
)


@pytest.fixture
def keeper(scene):
    return actor_with(Role.SECURITY_ADMIN, scene.tree.county.path, 301)


@pytest.fixture
def elsewhere(scene):
    return actor_with(Role.SECURITY_ADMIN, scene.tree.foreign_county.path, 302)


def due(actor, day=TODAY):
    return {one.data for one in data_sets(actor, day) if one.is_due}


def test_every_kind_of_sensitive_data_is_due_until_it_is_assessed(scene, keeper, elsewhere) -> None:
    sensitive = {one.data for one in personal_fields().values() if one.sensitive}
    assert due(keeper) == sensitive

    assess_impact(actor=keeper, assessment=CARE, now=NOW)

    assert due(keeper) == sensitive - {"care"}
    assert due_count(elsewhere, TODAY) == len(sensitive)


def test_an_assessment_is_due_again_when_it_is_old_or_the_data_have_changed(
    scene, keeper, monkeypatch
) -> None:
    assess_impact(actor=keeper, assessment=CARE, now=NOW)
    assert "care" not in due(keeper, TODAY + ASSESSED_FOR - timedelta(days=1))
    assert "care" in due(keeper, TODAY + ASSESSED_FOR)

    wider = {
        column: replace(field, purpose="people.register") if field.data == "care" else field
        for column, field in personal_fields().items()
    }
    monkeypatch.setattr("linli.apps.people.selectors.duties.personal_fields", lambda: wider)

    assert "care" in due(keeper)


def test_a_later_assessment_leaves_the_earlier_one(scene, keeper) -> None:
    assess_impact(actor=keeper, assessment=CARE, now=NOW)
    assess_impact(actor=keeper, assessment=CARE, now=NOW + timedelta(days=400))

    assert ImpactAssessment.objects.count() == 2
    rows = list(AssessmentRegister().rows(actor=keeper, path=keeper.grants[0].path, now=NOW))
    assert [row[1] for row in rows] == [TODAY, TODAY + timedelta(days=400)]


@pytest.mark.parametrize("missing", ["lawfulness", "impact", "measures"])
def test_an_assessment_has_all_three_parts(scene, keeper, missing: str) -> None:
    with pytest.raises(AssessmentIncomplete):
        assess_impact(actor=keeper, assessment=replace(CARE, **{missing: "无"}), now=NOW)
    with pytest.raises(AssessmentIncomplete):
        assess_impact(actor=keeper, assessment=replace(CARE, data="nothing"), now=NOW)


def test_an_incident_is_recorded_and_changed_with_both_in_the_trail(scene, keeper) -> None:
    row = record_incident(actor=keeper, incident=LEAK, now=NOW)

    more = replace(LEAK, persons=44)
    record_incident(actor=keeper, incident=more, incident_id=row.pk, now=NOW)

    assert Incident.objects.get().persons == 44
    changed = facts_of(AuditEvent.objects.get(kind="duties.incident_changed"))
    assert (changed["before"]["persons"], changed["after"]["persons"]) == (40, 44)
    sent = next(iter(IncidentRegister().rows(actor=keeper, path=scene.tree.county.path, now=NOW)))
    assert sent[:2] == (TODAY, "名册误发到工作群")
    assert sent[3] == 44


@pytest.mark.parametrize("missing", ["what", "measures", "authority_told", "people_told"])
def test_an_incident_leaves_no_part_out(scene, keeper, missing: str) -> None:
    with pytest.raises(IncidentIncomplete):
        record_incident(actor=keeper, incident=replace(LEAK, **{missing: " "}), now=NOW)


def test_an_incident_names_known_data_and_no_day_to_come(scene, keeper) -> None:
    for wrong in ((), ("nothing",)):
        with pytest.raises(IncidentIncomplete):
            record_incident(actor=keeper, incident=replace(LEAK, data=wrong), now=NOW)
    early = replace(LEAK, found_on=TODAY + timedelta(days=1))
    with pytest.raises(DateInFuture):
        record_incident(actor=keeper, incident=early, now=NOW)


def test_only_the_security_administrator_of_the_place_keeps_them(scene, keeper, elsewhere) -> None:
    row = record_incident(actor=keeper, incident=LEAK, now=NOW)

    for actor in (scene.clerk, scene.township, actor_with(Role.SYSTEM_ADMIN, "", 303)):
        with pytest.raises(NotAllowed):
            record_incident(actor=actor, incident=LEAK, now=NOW)
        with pytest.raises(NotAllowed):
            assess_impact(actor=actor, assessment=CARE, now=NOW)
    with pytest.raises(NotAllowed):
        record_incident(actor=elsewhere, incident=LEAK, incident_id=row.pk, now=NOW)
    with pytest.raises(NotFound):
        get_incident(elsewhere, row.pk)
    assert not list(IncidentRegister().rows(actor=elsewhere, path="", now=NOW))
    assert not IncidentRegister().may_export(elsewhere, scene.tree.county.path)


def test_the_report_counts_looks_at_minors_of_the_year_and_place(scene, keeper, elsewhere) -> None:
    child = make_person(scene.compound, born=date(2010, 1, 1))
    grown = make_person(scene.compound, born=date(1980, 1, 1))
    for person in (child, grown):
        note_view(actor=scene.worker, person_id=person.pk, now=NOW)
    for days in (1, 2, 400):
        note_view(actor=scene.clerk, person_id=child.pk, now=NOW + timedelta(days=days))
    reveal(
        actor=scene.clerk,
        person_id=child.pk,
        fields=["name"],
        reason=ReadingReason.CASE,
        note="办理入学核验",
        now=NOW,
    )

    report = minors_report(keeper, 2026)

    assert [(look, number) for look, _role, number in report.rows] == [
        (Look.REVEALED, 1),
        (Look.VIEWED, 3),
    ]
    assert (report.records, report.viewers) == (1, 2)
    assert minors_report(keeper, 2027).rows[0][2] == 1
    assert minors_report(elsewhere, 2026).rows == []
