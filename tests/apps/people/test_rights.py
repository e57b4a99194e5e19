"""Consent, care notes, requests with a deadline, the notice, and one's own data."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from linli.apps.accounts.models import Account
from linli.apps.people.models import CareNote, Consent, NoticeVersion, Person
from linli.apps.people.rules.errors import (
    ConsentGiven,
    ConsentMissing,
    ReasonMissing,
    StillTied,
)
from linli.apps.people.rules.kinds import ConsentSubject, RequestKind
from linli.apps.people.rules.lifecycle import PersonState, RequestAction, RequestState
from linli.apps.people.selectors.mine import my_data
from linli.apps.people.selectors.notices import get_notice, notice_rows
from linli.apps.people.selectors.stored import stored_values
from linli.apps.people.services import (
    appoint_agent,
    decide_request,
    give_consent,
    publish_notice,
    record_care_note,
    reveal,
    submit_request,
    withdraw_consent,
    withdraw_request,
)
from linli.core.access import Actor
from linli.core.errors import NotAllowed, RuleViolation
from linli.kit import personal_data
from linli.kit.personal_data import personal_fields
from linli.kit.sealed_fields import opened
from tests.factories.accounts import make_account
from tests.factories.people import (
    NOW,
    make_holding,
    make_household,
    make_person,
    make_request,
)

CARE = ConsentSubject.CARE_NOTE


def as_person(person: Person, account_id: int = 900) -> Actor:
    return Actor(account_id=account_id, person_id=person.pk)


def test_care_note_needs_consent_and_goes_with_it(scene) -> None:
    person = make_person(scene.compound)
    with pytest.raises(ConsentMissing):
        record_care_note(actor=scene.clerk, person_id=person.pk, text="行动不便", now=NOW)
    consent = give_consent(actor=as_person(person), person_id=person.pk, subject=CARE, now=NOW)
    note = record_care_note(actor=scene.clerk, person_id=person.pk, text="行动不便", now=NOW)
    assert opened(CareNote.objects.get(pk=note.pk).text) == "行动不便"

    withdraw_consent(actor=as_person(person), consent_id=consent.pk, now=NOW)

    note.refresh_from_db()
    assert (note.text, note.ended_at) == (None, NOW)
    with pytest.raises(ConsentMissing):
        withdraw_consent(actor=as_person(person), consent_id=consent.pk, now=NOW)


def test_consent_is_given_once_by_the_person_or_the_counter(scene) -> None:
    person, other = make_person(scene.compound), make_person(scene.compound)

    for actor in (as_person(other), scene.worker, scene.stranger):
        with pytest.raises(NotAllowed):
            give_consent(actor=actor, person_id=person.pk, subject=CARE, now=NOW)
    consent = give_consent(actor=scene.clerk, person_id=person.pk, subject=CARE, now=NOW)
    assert consent.given_by == person
    with pytest.raises(ConsentGiven):
        give_consent(actor=as_person(person), person_id=person.pk, subject=CARE, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(
            person=person, subject=CARE, given_by=person, given_at=NOW, notice_number=0
        )


def test_nobody_notes_themselves_as_a_guardian(scene) -> None:
    child, clerk = make_person(scene.compound, born=date(2016, 1, 1)), make_person(scene.compound)
    own = replace(scene.clerk, person_id=clerk.pk)

    with pytest.raises(NotAllowed):
        appoint_agent(actor=own, principal_id=child.pk, agent_id=clerk.pk, on=NOW.date(), now=NOW)
    appoint_agent(
        actor=scene.colleague, principal_id=child.pk, agent_id=clerk.pk, on=NOW.date(), now=NOW
    )


def test_for_a_child_only_the_guardian_consents(scene) -> None:
    child = make_person(scene.compound, born=date(2016, 1, 1))
    parent, uncle = make_person(scene.compound), make_person(scene.compound)
    appoint_agent(
        actor=scene.clerk,
        principal_id=child.pk,
        agent_id=parent.pk,
        on=NOW.date(),
        now=NOW,
    )

    def give(actor, **options):
        return give_consent(actor=actor, person_id=child.pk, subject=CARE, now=NOW, **options)

    with pytest.raises(ConsentMissing):
        give(as_person(child))
    with pytest.raises(ConsentMissing):
        give(scene.clerk, given_by_id=uncle.pk)
    assert give(as_person(parent)).given_by == parent


def test_request_has_a_day_and_an_answer_with_reason(scene) -> None:
    person = make_person(scene.compound)
    request = submit_request(
        actor=as_person(person),
        person_id=person.pk,
        kind=RequestKind.CORRECT,
        text="电话错了",
        now=NOW,
    )
    assert request.due_date == NOW.date() + timedelta(days=15)

    def decide(actor, answer="已更正。"):
        return decide_request(
            actor=actor, request_id=request.pk, action=RequestAction.GRANT, answer=answer, now=NOW
        )

    for actor in (scene.worker, scene.stranger, as_person(person)):
        with pytest.raises(NotAllowed):
            decide(actor)
    with pytest.raises(ReasonMissing):
        decide(scene.clerk, answer=" ")
    decide(scene.clerk)

    answered = my_data(person, now=NOW).requests[0]
    assert (answered.state, answered.answer) == (RequestState.GRANTED, "已更正。")
    with pytest.raises(RuleViolation):
        decide(scene.clerk)


def test_deletion_waits_for_the_last_tie_and_may_be_restricted_instead(scene) -> None:
    person = make_person(scene.compound)
    make_holding(scene.units[0], person)

    def ask() -> int:
        return submit_request(
            actor=as_person(person),
            person_id=person.pk,
            kind=RequestKind.DELETE,
            text="请删除",
            now=NOW,
        ).pk

    def decide(request_id, action) -> None:
        decide_request(
            actor=scene.clerk, request_id=request_id, action=action, answer="依法办理", now=NOW
        )

    first = ask()
    with pytest.raises(StillTied):
        decide(first, RequestAction.GRANT)
    decide(first, RequestAction.RESTRICT)
    person.refresh_from_db()
    assert (person.state, opened(person.name)) == (PersonState.RESTRICTED, "王小明")
    person.holdings.update(valid_to=NOW.date())

    decide(ask(), RequestAction.GRANT)

    person.refresh_from_db()
    assert (person.state, person.name, person.phone_index, person.home) == (
        PersonState.ERASED,
        None,
        None,
        None,
    )


def test_request_can_be_taken_back_by_its_person_only(scene) -> None:
    person, other = make_person(scene.compound), make_person(scene.compound)
    request = make_request(person)

    with pytest.raises(NotAllowed):
        withdraw_request(actor=as_person(other), request_id=request.pk, now=NOW)
    withdraw_request(actor=as_person(person), request_id=request.pk, now=NOW)

    request.refresh_from_db()
    assert request.state == RequestState.WITHDRAWN


def test_my_data_tells_every_stored_value_of_every_application(scene) -> None:
    person, spouse = make_person(scene.compound, name="王小明"), make_person()
    make_household(scene.units[0], person, (spouse, "SPOUSE"))
    make_holding(scene.units[0], person)
    make_account("resident7", name="王小明", person_id=person.pk)
    reveal(
        actor=scene.clerk, person_id=person.pk, fields=["name"], reason="CASE", note="办理", now=NOW
    )

    values = list(stored_values(person))

    models = {value.model for value in values}
    assert {
        "people.Person",
        "people.HouseholdMember",
        "people.Holding",
        "people.Reading",
        "accounts.Account",
    } <= models
    told = {(value.model, value.field): value.value for value in values}
    assert told["people.Person", "name"] == "王小明"
    assert told["people.Person", "id_number"] == opened(person.id_number)
    assert told["accounts.Account", "username"] == "resident7"
    assert not any(field.endswith(("_index", "_last4", "_head")) for _model, field in told)
    account = Account.objects.get(username="resident7")
    assert told["accounts.Account", "password"] == "•••"
    assert account.password not in told.values()


def test_notice_is_published_when_declarations_change_and_only_then(
    scene, system, monkeypatch
) -> None:
    first = publish_notice(actor=system, now=NOW)
    assert publish_notice(actor=system, now=NOW).number == first.number == 1
    fewer = {column: field for column, field in personal_fields().items() if field.data != "care"}
    monkeypatch.setattr("linli.apps.people.selectors.notices.personal_fields", lambda: fewer)

    second = publish_notice(actor=system, now=NOW)

    assert (second.number, NoticeVersion.objects.count()) == (2, 2)
    assert "care" in {row["data"] for row in notice_rows(get_notice(1))}
    assert "care" not in {row["data"] for row in notice_rows(get_notice(2))}
    assert personal_data.personal_fields() != fewer
    with pytest.raises(NotAllowed):
        publish_notice(actor=scene.clerk, now=NOW)
