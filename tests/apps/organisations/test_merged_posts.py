"""Two records become one: nobody comes by a post or its rights that way."""

from dataclasses import dataclass, replace
from datetime import date

import pytest

from linli.apps.accounts.models import RoleGrant
from linli.apps.accounts.rules import Role
from linli.apps.accounts.selectors import actor_of
from linli.apps.accounts.services.separation import SeparatedDuties
from linli.apps.organisations.models import Appointment
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.organisations.rules.refusals import AppointmentBarred, TwoSeatsInOneBody
from linli.apps.organisations.services.recording import follow_seats
from linli.apps.people.models import MergeProposal, Person, Representation
from linli.apps.people.rules.errors import LaterMerge
from linli.apps.people.rules.kinds import DuplicateGround
from linli.apps.people.services import (
    confirm_merge,
    decline_merge,
    propose_merge,
    reverse_merge,
    take_up_merge,
)
from linli.apps.places.models import Place
from linli.core.access import Actor
from linli.core.errors import DomainError, NotAllowed
from tests.factories.accounts import give_role, make_account
from tests.factories.organisations import (
    NOW,
    SYSTEM,
    TODAY,
    actor_with,
    make_absence,
    make_body,
    make_post,
    make_seat,
    seat_of,
)
from tests.factories.people import make_holding, make_person
from tests.factories.places import Tree, make_building, make_compound, make_tree, make_unit

pytestmark = pytest.mark.django_db


@dataclass
class Two:
    """Two records in one compound, a clerk who proposes and a colleague who confirms."""

    tree: Tree
    compound: Place
    kept: Person
    dropped: Person
    clerk: Actor
    colleague: Actor
    township: Actor

    def propose(self, actor: Actor | None = None) -> MergeProposal:
        return propose_merge(
            actor=actor or self.clerk,
            kept_id=self.kept.pk,
            dropped_id=self.dropped.pk,
            ground=DuplicateGround.SAME_NAME_AND_HOME,
            now=NOW,
        )


def staff(role: Role, place: Place, account_id: int) -> Actor:
    return replace(actor_with(role, place), account_id=account_id)


@pytest.fixture
def two() -> Two:
    tree = make_tree()
    compound = make_compound(tree.community)
    return Two(
        tree=tree,
        compound=compound,
        kept=make_person(compound),
        dropped=make_person(compound),
        clerk=staff(Role.COMMUNITY_WORKER, tree.community, 101),
        colleague=staff(Role.COMMUNITY_WORKER, tree.community, 102),
        township=staff(Role.TOWNSHIP_ADMIN, tree.township, 104),
    )


def refused(act, reason: str, **given: object) -> None:
    with pytest.raises(NotAllowed) as told:
        act(now=NOW, **given)
    assert told.value.facts["reason"] == reason


def test_nobody_comes_by_the_posts_of_another_through_their_own_record(two):
    """Worker A proposes to merge the secretary of another street into B; B would confirm."""
    office = make_body(two.tree.other_township, BodyType.TOWNSHIP_COMMITTEE)
    make_post(seat_of(office, SeatKind.SECRETARY), two.dropped)
    account = make_account("b", person_id=two.kept.pk)
    give_role(account, Role.COMMUNITY_WORKER, two.tree.community.path)
    proposal, own = two.propose(), actor_of(account, now=NOW)

    for act in (confirm_merge, decline_merge, take_up_merge, reverse_merge):
        refused(act, "people.own_record", actor=own, proposal_id=proposal.pk)
    refused(confirm_merge, "people.posts_concerned", actor=two.colleague, proposal_id=proposal.pk)
    refused(confirm_merge, "people.posts_concerned", actor=two.township, proposal_id=proposal.pk)

    assert actor_of(account, now=NOW).roles == {Role.COMMUNITY_WORKER}
    assert Appointment.objects.get().person == two.dropped


@pytest.mark.parametrize("side", ["kept", "dropped"])
@pytest.mark.parametrize("post", ["held", "over", "to come", "standing in", "by hand"])
def test_whoever_confirms_could_have_given_every_post_of_either_record(two, side, post):
    person = getattr(two, side)
    team = make_body(two.compound, BodyType.PROPERTY_TEAM)
    seat = seat_of(team, SeatKind.MANAGER)
    if post == "standing in":
        holder = make_post(seat).person
        make_absence(seat, holder, person, date(2026, 3, 2), date(2026, 3, 9))
    elif post == "by hand":
        role = RoleGrant(person_id=person.pk, role=Role.GRID_WORKER, source="hand:1", starts_at=NOW)
        role.scope_path = two.compound.path
        role.save()
    else:
        spans = {
            "held": (date(2024, 1, 1), None),
            "over": (date(2020, 1, 1), date(2021, 1, 1)),
            "to come": (date(2027, 1, 1), None),
        }
        since, until = spans[post]
        make_post(seat, person, since=since, valid_to=until)
    proposal = two.propose()

    refused(confirm_merge, "people.posts_concerned", actor=two.colleague, proposal_id=proposal.pk)
    confirm_merge(actor=two.township, proposal_id=proposal.pk, now=NOW)
    refused(reverse_merge, "people.posts_concerned", actor=two.colleague, proposal_id=proposal.pk)
    reverse_merge(actor=two.township, proposal_id=proposal.pk, now=NOW)


def test_the_duties_of_the_three_administrators_pass_to_nobody(two):
    operator = make_body(two.tree.county, BodyType.OPERATOR)
    make_post(seat_of(operator, SeatKind.AUDIT_ADMIN), two.dropped)
    district = staff(Role.DISTRICT_ADMIN, two.tree.county, 105)

    proposal = two.propose()

    refused(confirm_merge, "people.posts_concerned", actor=district, proposal_id=proposal.pk)


def test_a_guardian_decides_nothing_about_the_record_of_a_ward(two):
    guardian = replace(two.colleague, person_id=make_person(two.compound).pk)
    Representation.objects.create(
        principal=two.kept,
        agent_id=guardian.person_id,
        kind="GUARDIAN",
        valid_from=date(2020, 1, 1),
    )
    proposal = two.propose()

    refused(confirm_merge, "people.own_record", actor=guardian, proposal_id=proposal.pk)


def stands_against(two: Two, error: type[DomainError]) -> None:
    proposal = two.propose()
    with pytest.raises(error):
        confirm_merge(actor=SYSTEM, proposal_id=proposal.pk, now=NOW)
    two.dropped.refresh_from_db()
    assert two.dropped.merged_into is None
    assert Appointment.objects.filter(person=two.dropped).count() == 1


def test_one_person_does_not_hold_two_seats_of_a_body_after_a_merge(two):
    team = make_body(two.compound, BodyType.PROPERTY_TEAM)
    make_post(seat_of(team, SeatKind.MANAGER), two.kept)
    make_post(seat_of(team, SeatKind.STAFF), two.dropped)

    stands_against(two, TwoSeatsInOneBody)


def test_one_person_does_not_hold_what_the_law_keeps_apart_after_a_merge(two):
    building = make_building(two.compound)
    make_holding(make_unit(building, "9901"), two.kept)
    committee = make_body(two.compound, BodyType.OWNERS_COMMITTEE)
    make_post(seat_of(committee, SeatKind.CHAIR), two.kept)
    team = make_body(two.compound, BodyType.PROPERTY_TEAM)
    make_post(seat_of(team, SeatKind.MANAGER), two.dropped)

    stands_against(two, AppointmentBarred)


def test_what_stood_against_a_post_before_does_not_stand_against_a_merge(two):
    """A member of the committee who owns nothing any more: the merge makes it no worse."""
    building = make_building(two.compound)
    holding = make_holding(make_unit(building, "9901"), two.kept)
    committee = make_body(two.compound, BodyType.OWNERS_COMMITTEE)
    make_post(seat_of(committee, SeatKind.CHAIR), two.kept)
    holding.valid_to = TODAY
    holding.save()

    confirm_merge(actor=SYSTEM, proposal_id=two.propose().pk, now=NOW)

    two.dropped.refresh_from_db()
    assert two.dropped.merged_into == two.kept


def test_one_person_does_not_hold_two_separated_duties_after_a_merge(two):
    operator = make_body(two.tree.county, BodyType.OPERATOR)
    make_post(seat_of(operator, SeatKind.AUDIT_ADMIN), two.dropped)
    give_role(make_account(person_id=two.kept.pk), Role.SECURITY_ADMIN, two.tree.county.path)

    stands_against(two, SeparatedDuties)


def rights_of(person: Person) -> list[str]:
    held = RoleGrant.objects.filter(person_id=person.pk, ends_at=None)
    return list(held.order_by("pk").values_list("role", flat=True))


def test_rights_follow_their_post_back_though_it_was_put_right_meanwhile(two):
    """The post is entered anew after the merge: its rights are other rows than those moved."""
    team = make_body(two.compound, BodyType.GRID_TEAM)
    seat = make_seat(team, SeatKind.GRID_WORKER_FULL)
    make_post(seat, two.dropped)
    proposal = two.propose()
    confirm_merge(actor=two.township, proposal_id=proposal.pk, now=NOW)
    assert (rights_of(two.kept), rights_of(two.dropped)) == (["GRID_WORKER"], [])
    RoleGrant.objects.all().delete()
    follow_seats([seat.pk], now=NOW)
    assert rights_of(two.kept) == ["GRID_WORKER"]

    reverse_merge(actor=two.township, proposal_id=proposal.pk, now=NOW)

    assert (rights_of(two.kept), rights_of(two.dropped)) == ([], ["GRID_WORKER"])


def test_a_merge_is_not_undone_under_a_later_one(two):
    first = two.propose()
    confirm_merge(actor=two.colleague, proposal_id=first.pk, now=NOW)
    two.kept, two.dropped = make_person(two.compound), two.kept
    second = two.propose()
    confirm_merge(actor=two.colleague, proposal_id=second.pk, now=NOW)

    with pytest.raises(LaterMerge):
        reverse_merge(actor=two.colleague, proposal_id=first.pk, now=NOW)
    for proposal in (second, first):
        reverse_merge(actor=two.colleague, proposal_id=proposal.pk, now=NOW)
