"""Roles at places: given, ended with the post, moved with the place."""

from datetime import timedelta

import pytest

from linli.apps.accounts import services
from linli.apps.accounts.models import RoleGrant
from linli.apps.accounts.rules import Role
from linli.apps.accounts.selectors import actor_of
from linli.apps.audit.models import AuditEvent
from linli.core.access import Actor
from linli.core.errors import NotAllowed
from tests.factories.accounts import give_role, make_account, make_actor

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def roles_at(account, now):
    return [(grant.role, grant.path) for grant in actor_of(account, now=now).grants]


def test_a_role_begins_and_ends_at_its_instants(now):
    account = make_account()
    give_role(account, Role.GRID_WORKER, "00010002", starts_at=now, ends_at=now + DAY)

    assert roles_at(account, now - timedelta(microseconds=1)) == []
    assert roles_at(account, now) == [("GRID_WORKER", "00010002")]
    assert roles_at(account, now + DAY - timedelta(microseconds=1)) == [("GRID_WORKER", "00010002")]
    assert roles_at(account, now + DAY) == []


def test_ending_a_role_given_by_hand_ends_that_one_only(now, system):
    account = make_account()
    ended = give_role(account, Role.GRID_WORKER, "0001", starts_at=now)
    give_role(account, Role.MEDIATOR, "0001", starts_at=now)

    services.end_grant(actor=system, grant_id=ended.pk, now=now + DAY)

    assert roles_at(account, now + DAY) == [("MEDIATOR", "0001")]


def test_a_role_not_yet_begun_is_taken_back(now, system):
    grant = give_role(make_account(), Role.GRID_WORKER, starts_at=now + DAY)

    services.end_grant(actor=system, grant_id=grant.pk, now=now)

    assert not RoleGrant.objects.exists()
    assert AuditEvent.objects.latest("id").kind == "accounts.role_taken_back"


def test_a_role_that_is_over_cannot_be_ended_again(now, system):
    grant = give_role(make_account(), Role.GRID_WORKER, starts_at=now, ends_at=now + DAY)

    with pytest.raises(services.GrantUnknown):
        services.end_grant(actor=system, grant_id=grant.pk, now=now + DAY)


def test_what_follows_from_a_post_is_not_ended_by_hand(now):
    right = services.PostRight(
        person_id=7, role=Role.GRID_WORKER, scope_path="0001", starts_at=now, ends_at=None
    )
    services.follow_posts(source="seat:3", rights=[right], now=now)

    with pytest.raises(NotAllowed) as refused:
        services.end_grant(
            actor=make_actor(Role.SECURITY_ADMIN, ""),
            grant_id=RoleGrant.objects.get(person_id=7).pk,
            now=now,
        )

    assert refused.value.facts["reason"] == "accounts.follows_from_post"


def test_rights_of_a_person_reach_the_account_opened_later(now):
    right = services.PostRight(
        person_id=7, role=Role.GRID_WORKER, scope_path="0001", starts_at=now, ends_at=None
    )
    services.follow_posts(source="seat:3", rights=[right], now=now)

    account = make_account(person_id=7)

    assert roles_at(account, now) == [("GRID_WORKER", "0001")]


def test_a_post_never_joins_two_separated_duties(now):
    give_role(make_account(person_id=7), Role.AUDIT_ADMIN, starts_at=now)
    right = services.PostRight(
        person_id=7, role=Role.SYSTEM_ADMIN, scope_path="", starts_at=now, ends_at=None
    )

    with pytest.raises(services.SeparatedDuties):
        services.follow_posts(source="seat:3", rights=[right], now=now)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN),
        (Role.SECURITY_ADMIN, Role.AUDIT_ADMIN),
        (Role.AUDIT_ADMIN, Role.SYSTEM_ADMIN),
    ],
)
def test_one_person_never_holds_two_separated_duties(now, first, second):
    account = make_account()
    give_role(account, first, starts_at=now)

    with pytest.raises(services.SeparatedDuties):
        give_role(account, second, starts_at=now + DAY)


def test_separated_duties_may_follow_one_another(now):
    account = make_account()
    give_role(account, Role.SYSTEM_ADMIN, starts_at=now, ends_at=now + DAY)

    give_role(account, Role.AUDIT_ADMIN, starts_at=now + DAY)

    assert roles_at(account, now + DAY) == [("AUDIT_ADMIN", "")]


def test_nobody_gives_a_role_to_themselves(now):
    account = make_account()
    give_role(account, Role.SECURITY_ADMIN, "")
    actor = actor_of(account, now=now)

    with pytest.raises(NotAllowed) as refused:
        services.grant_role(
            actor=actor,
            account_id=account.pk,
            role=Role.GRID_WORKER,
            scope_path="0001",
            source="appointment:1",
            starts_at=now,
            now=now,
        )

    assert refused.value.facts["reason"] == "accounts.not_to_oneself"


@pytest.mark.parametrize(
    ("giver", "at", "role", "path", "allowed"),
    [
        (Role.TOWNSHIP_ADMIN, "00010001", Role.GRID_WORKER, "000100010001", True),
        (Role.TOWNSHIP_ADMIN, "00010001", Role.GRID_WORKER, "000100020001", False),
        (Role.TOWNSHIP_ADMIN, "00010001", Role.TOWNSHIP_ADMIN, "00010001", True),
        (Role.TOWNSHIP_ADMIN, "00010001", Role.DISTRICT_ADMIN, "0001", False),
        (Role.COMMUNITY_WORKER, "000100010001", Role.GRID_WORKER, "000100010001", True),
        (Role.COMMUNITY_WORKER, "000100010001", Role.TOWNSHIP_ADMIN, "000100010001", False),
        (Role.DISTRICT_ADMIN, "0001", Role.SYSTEM_ADMIN, "0001", False),
        (Role.SECURITY_ADMIN, "", Role.SYSTEM_ADMIN, "", True),
        (Role.SYSTEM_ADMIN, "", Role.SECURITY_ADMIN, "", False),
        (Role.GRID_WORKER, "0001", Role.GRID_WORKER, "0001", False),
    ],
)
def test_who_may_give_which_role_where(now, giver, at, role, path, allowed):
    actor, account = make_actor(giver, at), make_account()
    give = {
        "actor": actor,
        "account_id": account.pk,
        "role": role,
        "scope_path": path,
        "source": "appointment:1",
        "starts_at": now,
        "now": now,
    }

    if allowed:
        assert services.grant_role(**give).role == role
    else:
        with pytest.raises(NotAllowed):
            services.grant_role(**give)


def test_grants_move_with_their_places_even_when_places_change_seats(now, system):
    account = make_account()
    for number, path in enumerate(["0001", "00010001", "00020009", "0003"]):
        give_role(account, Role.GRID_WORKER, path, source=f"appointment:{number}")

    moved = services.repath_grants(actor=system, moves={"0001": "0002", "0002": "0001"}, now=now)

    assert moved == 3
    assert [path for _role, path in roles_at(account, now)] == [
        "00010009",
        "0002",
        "00020001",
        "0003",
    ]


def test_every_act_on_a_grant_leaves_its_line(now):
    account = make_account()

    grant = give_role(account, Role.GRID_WORKER, "0001", source="appointment:9")

    event = AuditEvent.objects.latest("id")
    assert (event.kind, event.subject_id, event.scope_path) == (
        "accounts.role_granted",
        str(grant.pk),
        "0001",
    )
    assert f'"account":{account.pk}' in event.facts


def test_a_closed_actor_holds_nothing():
    assert Actor().grants == ()
