"""Merging: two people, everything moves, everything moves back."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from linli.apps.accounts.models import Account, RoleGrant
from linli.apps.accounts.rules import Role
from linli.apps.people.models import Holding, HouseholdMember, MergeProposal, Person
from linli.apps.people.rules.errors import MergeImpossible, RecordClosed
from linli.apps.people.rules.kinds import DuplicateGround, Relation, Tenure
from linli.apps.people.rules.lifecycle import MergeState, PersonState
from linli.apps.people.selectors.dwellings import roll_of
from linli.apps.people.services import (
    confirm_merge,
    decline_merge,
    propose_merge,
    reverse_merge,
    suspect_duplicates,
    take_up_merge,
)
from linli.apps.people.services.merging import references
from linli.core.arithmetic import Heads
from linli.core.errors import NotAllowed, RuleViolation
from linli.core.identifiers import fictional_id_number
from linli.kit.sealed_fields import opened
from tests.apps.people.conftest import actor_with
from tests.factories.accounts import make_account
from tests.factories.people import (
    NOW,
    make_company,
    make_holding,
    make_household,
    make_person,
)

# Born on another day than the persons of the factory, whose numbers come round after a thousand.
NUMBER = fictional_id_number(date(1979, 5, 6), 11)


@pytest.fixture
def pair(scene) -> tuple[Person, Person]:
    return (
        make_person(scene.compound, id_number=NUMBER, phone=None),
        make_person(scene.compound, id_number=NUMBER, phone="10900001234"),
    )


def propose(scene, pair, actor=None) -> MergeProposal:
    return propose_merge(
        actor=actor or scene.clerk,
        kept_id=pair[0].pk,
        dropped_id=pair[1].pk,
        ground=DuplicateGround.SAME_ID_NUMBER,
        now=NOW,
    )


def merged(scene, pair) -> MergeProposal:
    proposal = propose(scene, pair)
    return confirm_merge(actor=scene.colleague, proposal_id=proposal.pk, now=NOW)


def everything_naming(person) -> dict[str, list[int]]:
    return {
        f"{model._meta.label}.{column}": sorted(
            model._base_manager.filter(**{column: person.pk}).values_list("pk", flat=True)
        )
        for model, column in references()
    }


def test_second_person_confirms(scene, pair) -> None:
    proposal = propose(scene, pair)

    with pytest.raises(NotAllowed):
        confirm_merge(actor=scene.clerk, proposal_id=proposal.pk, now=NOW)
    with pytest.raises(NotAllowed):
        confirm_merge(actor=scene.stranger, proposal_id=proposal.pk, now=NOW)
    confirm_merge(actor=scene.colleague, proposal_id=proposal.pk, now=NOW)

    dropped = Person.objects.get(pk=pair[1].pk)
    assert (dropped.state, dropped.merged_into) == (PersonState.MERGED, pair[0])
    with pytest.raises(RuleViolation):
        confirm_merge(actor=scene.colleague, proposal_id=proposal.pk, now=NOW)


def test_database_refuses_a_merge_by_one_person(scene, pair) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        MergeProposal.objects.create(
            kept=pair[0],
            dropped=pair[1],
            ground=DuplicateGround.SAME_ID_NUMBER,
            state=MergeState.MERGED,
            proposed_by=7,
            decided_by=7,
            proposed_at=NOW,
        )


def test_everything_moves_and_moves_back(scene, pair) -> None:
    kept, dropped = pair
    make_household(scene.units[0], dropped, (make_person(), Relation.SPOUSE))
    make_holding(scene.units[0], dropped)
    make_holding(scene.units[1], kept)
    root = actor_with(Role.DISTRICT_ADMIN, "", 106)
    account = make_account("dropped", person_id=dropped.pk)
    RoleGrant.objects.create(
        person_id=dropped.pk, role="GRID_WORKER", source="seat:1", starts_at=NOW
    )
    before = everything_naming(kept), everything_naming(dropped)

    proposal = propose(scene, pair)
    confirm_merge(actor=root, proposal_id=proposal.pk, now=NOW)

    assert not any(everything_naming(dropped).values())
    assert Account.objects.get(pk=account.pk).person_id == kept.pk
    kept.refresh_from_db()
    assert opened(kept.phone) == "10900001234"
    assert Person.objects.in_use().with_phone("10900001234").get() == kept
    reverse_merge(actor=root, proposal_id=proposal.pk, now=NOW)

    assert (everything_naming(kept), everything_naming(dropped)) == before
    kept.refresh_from_db()
    dropped.refresh_from_db()
    assert (kept.phone, kept.phone_index) == (None, None)
    assert (dropped.state, dropped.merged_into) == (PersonState.ACTIVE, None)


def test_rows_that_would_say_the_same_twice_stay_behind(scene, pair) -> None:
    kept, dropped = pair
    household = make_household(scene.units[0], kept, (dropped, Relation.OTHER_KIN))
    for person in pair:
        make_holding(scene.units[0], person, Tenure.CO_OWNER)
    before = everything_naming(dropped)

    proposal = merged(scene, pair)

    assert HouseholdMember.objects.filter(household=household, person=kept).count() == 1
    assert Holding.objects.filter(person=dropped).count() == 1
    roll = roll_of(scene.compound.path, NOW.date())
    assert [group.owners for group in roll.groups] == [frozenset({kept.pk})]
    assert roll.heads == Heads(24)
    reverse_merge(actor=scene.colleague, proposal_id=proposal.pk, now=NOW)
    assert everything_naming(dropped) == before


def test_two_accounts_or_two_kinds_cannot_be_merged(scene, pair) -> None:
    for number, person in enumerate(pair):
        make_account(f"p{number}", person_id=person.pk)
    proposal = propose(scene, pair)

    with pytest.raises(MergeImpossible):
        confirm_merge(actor=scene.colleague, proposal_id=proposal.pk, now=NOW)
    with pytest.raises(MergeImpossible):
        propose(scene, (pair[0], make_company(scene.compound)))


def test_merged_record_takes_no_more_entries(scene, pair) -> None:
    merged(scene, pair)

    with pytest.raises(RecordClosed):
        propose(scene, pair)


def test_system_suspects_pairs_once_and_people_decide(scene, system) -> None:
    home = scene.compound
    twins = [make_person(home, name="王小明", id_number=NUMBER, phone=None) for _ in range(2)]
    phones = [
        make_person(home, name="李秀英", id_number=None, phone="10900005555"),
        make_person(scene.building, name="李秀英", phone="10900005555"),
    ]
    names = [make_person(home, name="张伟", id_number=None, phone=None) for _ in range(2)]
    for name in ("赵一", "赵二"):  # one phone, two people
        make_person(home, name=name, phone="10900006666")
    for _ in range(2):  # father and son of one name: two numbers
        make_person(home, name="孙大海", phone=None)

    assert suspect_duplicates(actor=system, now=NOW) == 3
    assert suspect_duplicates(actor=system, now=NOW) == 0

    found = {
        (frozenset({one.kept_id, one.dropped_id}), one.ground)
        for one in MergeProposal.objects.all()
    }
    assert found == {
        (frozenset(one.pk for one in twins), DuplicateGround.SAME_ID_NUMBER),
        (frozenset(one.pk for one in phones), DuplicateGround.SAME_PHONE_AND_NAME),
        (frozenset(one.pk for one in names), DuplicateGround.SAME_NAME_AND_HOME),
    }
    one, other, _third = MergeProposal.objects.order_by("pk")
    with pytest.raises(RuleViolation):
        confirm_merge(actor=scene.clerk, proposal_id=one.pk, now=NOW)
    take_up_merge(actor=scene.clerk, proposal_id=one.pk, now=NOW)
    with pytest.raises(NotAllowed):
        confirm_merge(actor=scene.clerk, proposal_id=one.pk, now=NOW)
    confirm_merge(actor=scene.colleague, proposal_id=one.pk, now=NOW)
    decline_merge(actor=scene.clerk, proposal_id=other.pk, now=NOW)
    assert suspect_duplicates(actor=system, now=NOW) == 0
