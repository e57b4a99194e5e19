"""Keys: asked for by one, granted by another, secret once, ended at once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from linli.apps.accounts.models import Account, RoleGrant
from linli.apps.accounts.rules import Role
from linli.apps.accounts.selectors import in_force
from linli.apps.audit.models import AuditEvent
from linli.apps.interfaces import services
from linli.apps.interfaces.models import ApiKey, KeyReading, KeySecret, KeyWindow
from linli.apps.interfaces.rules.keys import CallKind, KeyAct, KeyState, roles_for
from linli.apps.interfaces.rules.refusals import (
    ActsMissing,
    BodyWithoutRights,
    ExpiryImpossible,
    KeyMissing,
    KeyNotGranted,
    KeyNotWaiting,
    KeyOver,
    PurposeMissing,
    ScopeOutside,
    TooManyCalls,
)
from linli.apps.interfaces.selectors.keys import key_view
from linli.apps.organisations.rules.bodies import BodyType
from linli.apps.places.rules import PlaceKind
from linli.core.access import Actor
from linli.core.errors import NotAllowed, NotFound
from linli.kit.lots import Lots
from linli.kit.ticks import SomeFailed
from tests.factories.accounts import make_actor
from tests.factories.damage import damaged
from tests.factories.interfaces import NOW, SYSTEM, key_data, make_key
from tests.factories.organisations import make_body

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def asker(town):
    return make_actor(Role.DISTRICT_ADMIN, town.tree.county.path)


@pytest.fixture
def guard(town):
    return make_actor(Role.SECURITY_ADMIN, town.tree.county.path)


def admit(secret, *, kind=CallKind.READ, now=LATER):
    return services.admit(secret=secret, kind=kind, now=now)


def test_one_asks_another_grants_and_the_secret_works(town, asker, guard):
    key = services.ask_for_key(actor=asker, data=key_data(town.department), now=NOW)
    services.grant_key(actor=guard, key_id=key.pk, now=NOW)
    key, secret = services.draw_secret(actor=asker, key_id=key.pk, now=NOW)

    admission = admit(secret)

    assert admission.actor.account_id == key.account_id
    assert [(grant.role, grant.body_id) for grant in admission.actor.grants] == [
        (Role.DEPARTMENT_OFFICER, town.department.pk)
    ]
    assert not Account.objects.get(pk=key.account_id).has_usable_password()
    kinds = AuditEvent.objects.filter(subject_type="api_key").order_by("pk")
    assert [event.kind for event in kinds] == [
        "interfaces.key_asked",
        "interfaces.key_granted",
        "interfaces.secret_drawn",
    ]


def test_the_secret_is_kept_nowhere(town):
    _key, secret = make_key(town.department)

    assert KeySecret.objects.get().digest not in secret
    for event in AuditEvent.objects.all():
        assert secret not in event.facts


def test_nobody_grants_what_they_asked_for_themselves(town):
    both = Actor(
        account_id=77,
        grants=(
            *make_actor(Role.DISTRICT_ADMIN, town.tree.county.path).grants,
            *make_actor(Role.SECURITY_ADMIN, town.tree.county.path).grants,
        ),
    )
    key = services.ask_for_key(actor=both, data=key_data(town.department), now=NOW)

    with pytest.raises(NotAllowed) as refused:
        services.grant_key(actor=both, key_id=key.pk, now=NOW)

    assert refused.value.facts["reason"] == "interfaces.second_person"
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiKey.objects.filter(pk=key.pk).update(granted_by_id=77)


def test_who_may_ask_grant_draw_and_end(town, asker, guard):
    stranger = make_actor(Role.TOWNSHIP_ADMIN, town.tree.other_township.path)
    with pytest.raises(NotAllowed):
        services.ask_for_key(actor=guard, data=key_data(town.department), now=NOW)
    with pytest.raises(NotAllowed):
        services.ask_for_key(actor=stranger, data=key_data(town.department), now=NOW)
    key = services.ask_for_key(actor=asker, data=key_data(town.department), now=NOW)

    with pytest.raises(NotAllowed):
        services.grant_key(actor=make_actor(Role.DISTRICT_ADMIN, town.tree.county.path),
                           key_id=key.pk, now=NOW)  # fmt: skip
    for act in (services.grant_key, services.draw_secret, services.end_key):
        with pytest.raises(NotFound):
            act(actor=stranger, key_id=key.pk, now=NOW)
    services.grant_key(actor=guard, key_id=key.pk, now=NOW)
    with pytest.raises(NotAllowed):
        services.draw_secret(actor=guard, key_id=key.pk, now=NOW)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"acts": ()}, ActsMissing),
        ({"purpose": " "}, PurposeMissing),
        ({"last_day": NOW.date()}, ExpiryImpossible),
        ({"last_day": NOW.date() + timedelta(days=400)}, ExpiryImpossible),
        ({"place_code": "371702011"}, ScopeOutside),
        ({"place_code": "nowhere"}, ScopeOutside),
    ],
)
def test_what_cannot_be_asked_for(town, asker, wrong, refusal):
    with pytest.raises(refusal):
        services.ask_for_key(actor=asker, data=key_data(town.committee, **wrong), now=NOW)


def test_a_body_whose_posts_hold_nothing_gets_a_key_for_reports_only(town, asker):
    party = make_body(town.tree.community, BodyType.COMMUNITY_BRANCH)

    with pytest.raises(BodyWithoutRights):
        services.ask_for_key(actor=asker, data=key_data(party, acts=(KeyAct.READ_CASES,)), now=NOW)
    key = services.ask_for_key(actor=asker, data=key_data(party, acts=(KeyAct.REPORT,)), now=NOW)
    services.grant_key(actor=SYSTEM, key_id=key.pk, now=NOW)

    assert not RoleGrant.objects.filter(source=f"key:{key.pk}").exists()


def test_a_key_never_holds_what_is_no_matter_of_a_program():
    for kind in BodyType:
        for place in PlaceKind:
            held = roles_for(kind, place, tuple(KeyAct))
            assert not held & {
                Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.BRANCH_OFFICER,
                Role.MEDIATOR,
            }  # fmt: skip


def test_a_new_secret_lets_the_old_one_work_for_a_day_or_ends_it_at_once(town):
    key, first = make_key(town.department)

    _key, second = services.draw_secret(actor=SYSTEM, key_id=key.pk, now=LATER)
    assert admit(first, now=LATER + timedelta(hours=23))
    assert admit(second)
    with pytest.raises(KeyMissing):
        admit(first, now=LATER + timedelta(hours=25))
    _key, third = services.draw_secret(actor=SYSTEM, key_id=key.pk, now=LATER, at_once=True)

    for old in (first, second):
        with pytest.raises(KeyMissing):
            admit(old)
    assert admit(third)


def test_a_revoked_key_stops_with_the_next_call_and_its_account_is_closed(town):
    key, secret = make_key(town.department)
    admit(secret)

    services.end_key(actor=SYSTEM, key_id=key.pk, now=LATER)

    with pytest.raises(KeyMissing):
        admit(secret, now=LATER + timedelta(seconds=1))
    assert not Account.objects.get(pk=key.account_id).is_active
    assert not RoleGrant.objects.filter(in_force(LATER), account=key.account_id).exists()
    with pytest.raises(KeyOver):
        services.end_key(actor=SYSTEM, key_id=key.pk, now=LATER)
    with pytest.raises(KeyNotGranted):
        services.draw_secret(actor=SYSTEM, key_id=key.pk, now=LATER)


def test_a_refused_request_can_be_granted_no_more(town, asker, guard):
    key = services.ask_for_key(actor=asker, data=key_data(town.department), now=NOW)
    services.end_key(actor=guard, key_id=key.pk, now=NOW)

    assert key_view(guard, key.pk, now=LATER).line.state == KeyState.REFUSED
    with pytest.raises(KeyNotWaiting):
        services.grant_key(actor=guard, key_id=key.pk, now=LATER)


def test_an_expired_key_is_no_key(town):
    key, secret = make_key(town.department)

    assert admit(secret, now=key.expires_at - timedelta(seconds=1))
    with pytest.raises(KeyMissing):
        admit(secret, now=key.expires_at)


@pytest.mark.parametrize("secret", ["", "linli_", "linli_" + "x" * 43, "Bearer x", "linli_" * 99])
def test_other_secrets_are_no_key(town, secret):
    make_key(town.department)

    with pytest.raises(KeyMissing):
        admit(secret)


def test_the_limit_of_a_minute_holds_and_the_next_one_begins_anew(town):
    key, secret = make_key(town.department, reads_per_minute=3, writes_per_minute=1)
    assert [admit(secret).left for _call in range(3)] == [2, 1, 0]

    with pytest.raises(TooManyCalls) as refused:
        admit(secret, now=LATER + timedelta(seconds=18))

    assert refused.value.facts["seconds"] == 42
    assert admit(secret, kind=CallKind.WRITE)
    assert admit(secret, now=LATER + timedelta(minutes=1))
    assert key_view(SYSTEM, key.pk, now=LATER + timedelta(hours=1)).reads == 5


def test_reading_calls_are_counted_in_lots_of_which_each_process_has_its_own(town, monkeypatch):
    _key, secret = make_key(town.department, reads_per_minute=300)
    processes = [Lots(), Lots()]

    def call(process):
        monkeypatch.setattr("linli.apps.interfaces.services.calls.SET_ASIDE", process)
        return admit(secret).left

    assert sorted(call(processes[number % 2]) for number in range(300)) == list(range(300))
    for process in processes:
        with pytest.raises(TooManyCalls):
            call(process)


def test_reading_writes_once_a_lot_and_what_is_left_of_it_is_given_back(
    town, django_assert_num_queries
):
    key, secret = make_key(town.department, reads_per_minute=300)
    first = admit(secret)

    with django_assert_num_queries(2 * 9):  # the key and its grants
        left = [admit(secret).left for _call in range(9)]
    admit(secret)
    assert [first.left, *left] == list(range(299, 289, -1))
    assert KeyWindow.objects.get().calls == 20
    assert key_view(SYSTEM, key.pk, now=LATER).reads == 11

    admit(secret, now=LATER + timedelta(minutes=1))

    assert [one.calls for one in KeyWindow.objects.order_by("starts_at")] == [11, 10]
    assert key_view(SYSTEM, key.pk, now=LATER + timedelta(minutes=2)).reads == 12


def test_counts_and_readings_end_after_their_period_and_keys_after_years(town):
    key, secret = make_key(town.department)
    services.note_reading(admission=admit(secret), operation="read_case", subject="A", now=LATER)

    assert services.forget_calls(actor=SYSTEM, now=LATER + timedelta(days=199)) == 0
    services.forget_calls(actor=SYSTEM, now=LATER + timedelta(days=201))
    assert not KeyWindow.objects.exists()
    assert not KeyReading.objects.exists()
    assert ApiKey.objects.filter(pk=key.pk).exists()
    services.forget_calls(actor=SYSTEM, now=LATER + timedelta(days=5 * 366))

    assert not ApiKey.objects.exists()


def test_a_key_that_cannot_go_keeps_no_other(town):
    stuck, other = make_key(town.department)[0], make_key(town.department)[0]
    later = LATER + timedelta(days=5 * 366)

    with damaged("interfaces_apikey", stuck.pk), pytest.raises(SomeFailed) as failed:
        services.forget_calls(actor=SYSTEM, now=later)

    assert list(failed.value.numbers) == [stuck.pk]
    assert ApiKey.objects.get() == stuck
    assert other != stuck
    services.forget_calls(actor=SYSTEM, now=later)
    assert not ApiKey.objects.exists()
