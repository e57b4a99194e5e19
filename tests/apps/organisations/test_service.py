"""Service after reporting in: offers, needs, claims, both sides, facts; who sees what; the end."""

from datetime import date, timedelta

import pytest

from linli.apps.audit.models import AuditEvent
from linli.apps.audit.selectors import facts_of
from linli.apps.organisations import permissions, services
from linli.apps.organisations.models import Claim, FactStatement, Need, Offer, ReportIn
from linli.apps.organisations.rules.bodies import BodyType
from linli.apps.organisations.rules.refusals import AlreadyEnded
from linli.apps.organisations.rules.replay import replay
from linli.apps.organisations.rules.service import (
    CLAIM_FLOW,
    AskedAlready,
    ClaimAction,
    ClaimedAlready,
    ClaimState,
    MinutesUnbelievable,
    NeedClosed,
    NotReportedIn,
    OtherSideConfirms,
    Quarter,
    QuarterNotOver,
    ServiceDayImpossible,
    Skill,
    quarter_of,
    quarters_to_ask,
)
from linli.apps.organisations.selectors.service import (
    branch_claims,
    matches,
    own_service,
    service_figures,
    services_in,
)
from linli.apps.people.selectors.stored import stored_values
from linli.core.access import Actor, Grant, NotAllowed
from linli.core.machine import IllegalTransition
from linli.kit.ticks import SomeFailed
from tests.factories.damage import damaged
from tests.factories.organisations import SYSTEM, actor_with, make_body
from tests.factories.people import make_person
from tests.factories.places import make_compound, make_tree

pytestmark = pytest.mark.django_db
REPORTED = date(2025, 7, 1)


@pytest.fixture
def compound():
    return make_compound(make_tree().community)


@pytest.fixture
def branch(compound):
    return make_body(compound, BodyType.COMPOUND_BRANCH)


@pytest.fixture
def circle(branch, compound):
    """Somebody who holds a seat in the branch."""
    grant = Grant("BRANCH_OFFICER", compound.path, source="seat:1", body_id=branch.pk)
    return Actor(account_id=2, person_id=make_person(compound).pk, grants=(grant,))


@pytest.fixture
def member(branch, compound, now):
    return reported(branch, compound, now)


def reported(branch, compound, now, name="李秀兰"):
    """Return (actor, report-in) of a member both sides have confirmed."""
    person = make_person(compound, name=name)
    row = services.enter_report_ins(
        actor=SYSTEM, branch_id=branch.pk, person_ids=[person.pk], on=REPORTED, now=now
    )[0]
    return Actor(account_id=3, person_id=person.pk), row


def publish(actor, branch, now, *, wanted=1, skill=Skill.PATROL, place=None):
    return services.publish_need(
        actor=actor,
        branch_id=branch.pk,
        place_id=(place or branch.place).pk,
        title="夜间巡逻",
        skill=skill,
        wanted=wanted,
        now=now,
    )


def claim(member, need, now):
    actor, row = member
    return services.claim_need(actor=actor, need_id=need.pk, report_in_id=row.pk, now=now)


def served(member, circle, branch, now, *, minutes=90, later=None):
    """Let a member claim, serve and the branch confirm; return the claim."""
    found = claim(member, publish(circle, branch, now), now)
    noted = {"claim_id": found.pk, "served_on": now.date(), "minutes": minutes}
    services.note_service(actor=member[0], now=now, **noted)
    return services.confirm_service(actor=circle, claim_id=found.pk, now=later or now)


def check_replay():
    events = AuditEvent.objects.order_by("pk")
    state = replay((event.kind, facts_of(event)) for event in events)
    stored = {
        row.pk: (row.state, str(row.served_on), row.minutes, row.noted_by_person)
        for row in Claim.objects.all()
    }
    told = {
        number: (
            row["state"],
            str(row.get("served_on")),
            row.get("minutes"),
            row.get("noted_by_person"),
        )
        for number, row in state["claim"].items()
    }
    assert told == stored
    assert set(state["need"]) == set(Need.objects.values_list("pk", flat=True))
    assert set(state["statement"]) == set(FactStatement.objects.values_list("pk", flat=True))
    assert set(state["report_in"]) == set(ReportIn.objects.values_list("pk", flat=True))


def test_the_whole_way_counts_once_both_sides_have_confirmed(member, circle, branch, now):
    actor, row = member
    services.give_offer(
        actor=actor, report_in_id=row.pk, skills=[Skill.PATROL], hours_a_month=4, now=now
    )
    need = publish(circle, branch, now)
    assert matches(need) == [("李秀兰", 4)]
    found = claim(member, need, now)
    assert matches(need) == []
    services.note_service(actor=actor, claim_id=found.pk, served_on=now.date(), minutes=90, now=now)
    assert service_figures(branch, now.date()).services == 0
    assert [one.waits_for_branch for one in branch_claims(branch)] == [True]

    services.confirm_service(actor=circle, claim_id=found.pk, now=now)

    figures = service_figures(branch, now.date())
    assert (figures.services, figures.hours, figures.offers) == (1, 1, 1)
    own = own_service(actor.person_id, now.date())[0]
    assert [(one.state, one.hours) for one in own.claims] == [(ClaimState.CONFIRMED, "1.5")]
    check_replay()


def test_the_branch_may_note_and_then_the_member_confirms(member, circle, branch, now):
    found = claim(member, publish(circle, branch, now), now)
    noted = {"claim_id": found.pk, "served_on": now.date(), "minutes": 60}
    services.note_service(actor=circle, now=now, **noted)

    with pytest.raises(OtherSideConfirms):
        services.confirm_service(actor=circle, claim_id=found.pk, now=now)
    done = services.confirm_service(actor=member[0], claim_id=found.pk, now=now)

    assert done.state == ClaimState.CONFIRMED


def test_nobody_confirms_what_they_noted_and_a_dispute_begins_anew(member, circle, branch, now):
    found = claim(member, publish(circle, branch, now), now)
    noted = {"claim_id": found.pk, "served_on": now.date(), "minutes": 60}
    services.note_service(actor=member[0], now=now, **noted)
    with pytest.raises(OtherSideConfirms):
        services.confirm_service(actor=member[0], claim_id=found.pk, now=now)

    services.dispute_service(actor=circle, claim_id=found.pk, now=now)

    found.refresh_from_db()
    assert (found.state, found.served_on, found.minutes) == (ClaimState.CLAIMED, None, None)
    services.note_service(actor=circle, now=now, **noted | {"minutes": 30})
    services.confirm_service(actor=member[0], claim_id=found.pk, now=now)
    check_replay()


def test_every_state_answers_every_action():
    legal = {(row.state, row.action) for row in CLAIM_FLOW}
    for state in ClaimState:
        for action in ClaimAction:
            if (state, action) in legal:
                assert CLAIM_FLOW.step(state, action).state == state
            else:
                with pytest.raises(IllegalTransition):
                    CLAIM_FLOW.step(state, action)


def test_places_are_counted_and_come_free_again(member, circle, branch, compound, now):
    other = reported(branch, compound, now, "王大力")
    need = publish(circle, branch, now)
    first = claim(member, need, now)
    with pytest.raises(ClaimedAlready):
        claim(member, need, now)
    with pytest.raises(NeedClosed):
        claim(other, need, now)

    services.withdraw_claim(actor=member[0], claim_id=first.pk, now=now)

    assert claim(other, need, now).state == ClaimState.CLAIMED
    services.end_need(actor=circle, need_id=need.pk, now=now)
    with pytest.raises(NeedClosed):
        claim(member, need, now + timedelta(days=2))


def test_only_whoever_has_reported_in_there_claims(member, circle, branch, compound, now):
    elsewhere = make_body(make_compound(compound.parent, "二院"), BodyType.COMPOUND_BRANCH)
    foreign = reported(elsewhere, elsewhere.place, now, "赵四")
    need = publish(circle, branch, now)
    with pytest.raises(NotReportedIn):
        claim(foreign, need, now)
    waiting = make_person(compound, name="钱五")
    half = services.report_in(
        actor=circle, branch_id=branch.pk, person_id=waiting.pk, on=REPORTED, now=now
    )

    with pytest.raises(NotReportedIn):
        claim((Actor(account_id=4, person_id=waiting.pk), half), need, now)
    with pytest.raises(NotAllowed):
        claim((member[0], half), need, now)


@pytest.mark.parametrize(
    ("days", "minutes", "refusal"),
    [
        (-1, 60, ServiceDayImpossible),
        (1, 60, ServiceDayImpossible),
        (0, 14, MinutesUnbelievable),
        (0, 1441, MinutesUnbelievable),
    ],
)
def test_impossible_services_are_refused(member, circle, branch, now, days, minutes, refusal):
    found = claim(member, publish(circle, branch, now), now)

    with pytest.raises(refusal):
        services.note_service(
            actor=member[0],
            claim_id=found.pk,
            served_on=now.date() + timedelta(days=days),
            minutes=minutes,
            now=now,
        )


def test_workers_publish_at_their_place_and_learn_nothing_of_members(branch, compound, now):
    worker = actor_with("GRID_WORKER", compound)

    need = publish(worker, branch, now)

    assert permissions.can_see_needs(worker, branch)
    assert not permissions.can_see_membership(worker, branch)
    with pytest.raises(NotAllowed):
        publish(actor_with("RESIDENT", compound), branch, now)
    assert need.valid_to is None


def test_facts_are_given_once_a_quarter_on_request(member, circle, branch, now):
    actor, row = member
    served(member, circle, branch, now)
    quarter = quarter_of(now.date())
    later = now + timedelta(days=120)
    with pytest.raises(QuarterNotOver):
        services.ask_facts(actor=actor, report_in_id=row.pk, quarter=quarter, now=now)
    asked = services.ask_facts(actor=actor, report_in_id=row.pk, quarter=quarter, now=later)
    with pytest.raises(AskedAlready):
        services.ask_facts(actor=actor, report_in_id=row.pk, quarter=quarter, now=later)
    with pytest.raises(NotAllowed):
        services.issue_facts(actor=actor, statement_id=asked.pk, now=later)

    done = services.issue_facts(actor=circle, statement_id=asked.pk, now=later)

    assert done.issued_on == later.date()
    assert [one.minutes for one in services_in(row, quarter)] == [90]
    with pytest.raises(AlreadyEnded):
        services.issue_facts(actor=circle, statement_id=asked.pk, now=later)
    with pytest.raises(NotAllowed):
        services.ask_facts(actor=circle, report_in_id=row.pk, quarter=quarter, now=later)
    check_replay()


def test_quarters():
    assert quarter_of(date(2026, 3, 31)) == Quarter(2026, 1)
    assert Quarter(2025, 4).behind == date(2026, 1, 1)
    assert list(map(str, quarters_to_ask(date(2026, 1, 1)))) == [
        "2025Q4", "2025Q3", "2025Q2", "2025Q1",
    ]  # fmt: skip


def test_my_data_shows_it_all_and_ending_takes_the_offer_away(member, circle, branch, now):
    actor, row = member
    services.give_offer(
        actor=actor, report_in_id=row.pk, skills=[Skill.IT], hours_a_month=2, now=now
    )
    waiting = claim(member, publish(circle, branch, now), now)
    person = row.person
    shown = {value.data for value in stored_values(person)}
    assert {"offer", "service", "report_in"} <= shown

    services.end_report_in(
        actor=actor, report_in_id=row.pk, valid_to=now.date() + timedelta(days=1), now=now
    )

    assert not Offer.objects.exists()
    waiting.refresh_from_db()
    assert waiting.state == ClaimState.WITHDRAWN
    with pytest.raises(AlreadyEnded):
        services.give_offer(
            actor=actor, report_in_id=row.pk, skills=[Skill.IT], hours_a_month=2, now=now
        )
    check_replay()


def test_a_year_after_its_end_nothing_is_left(member, circle, branch, now):
    actor, row = member
    served(member, circle, branch, now)
    end = now.date() + timedelta(days=1)
    services.end_report_in(actor=actor, report_in_id=row.pk, valid_to=end, now=now)
    system = Actor.system("retention")

    assert services.forget_ended(actor=system, now=now + timedelta(days=366)) == 0
    assert services.forget_ended(actor=system, now=now + timedelta(days=367)) == 1

    assert not Claim.objects.exists()
    assert not ReportIn.objects.exists()
    assert services.forget_ended(actor=system, now=now + timedelta(days=368)) == 0
    check_replay()


def test_the_trail_does_not_say_who(member, circle, branch, now):
    served(member, circle, branch, now)

    told = "".join(event.facts for event in AuditEvent.objects.filter(kind__startswith="service."))

    assert told
    assert "person" not in told.replace("noted_by_person", "")


def test_a_report_in_that_cannot_go_is_told_and_tried_again(member, now):
    actor, row = member
    end = now.date() + timedelta(days=1)
    services.end_report_in(actor=actor, report_in_id=row.pk, valid_to=end, now=now)
    call = {"actor": Actor.system("retention"), "now": now + timedelta(days=367)}

    with damaged("organisations_reportin", row.pk), pytest.raises(SomeFailed) as failed:
        services.forget_ended(**call)

    assert (list(failed.value.numbers), failed.value.outcome) == ([row.pk], 0)
    assert services.forget_ended(**call) == 1
    check_replay()
