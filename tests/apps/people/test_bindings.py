"""A lost number: at the counter after a look at a document, of staff with a second person."""

import json
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession

from linli.apps.accounts.models import Account
from linli.apps.accounts.rules import Role
from linli.apps.accounts.selectors import phone_of
from linli.apps.accounts.services import PhoneMalformed, PhoneTaken, TakesTwo, set_phone
from linli.apps.audit.models import AuditEvent
from linli.apps.notices.models import Addressee
from linli.apps.people import services
from linli.apps.people.models import NumberBinding
from linli.apps.people.rules.bindings import BindingState, IdentityDocument, NoAccount
from linli.apps.people.selectors.stored import stored_groups
from linli.core.access import Actor
from linli.core.errors import NotAllowed
from linli.core.machine import IllegalTransition
from linli.kit.sealed_fields import opened
from tests.factories.accounts import give_role, make_account
from tests.factories.people import make_person
from tests.factories.places import make_compound, make_tree
from tests.factories.transfers import staff

pytestmark = pytest.mark.django_db
OLD, NEW = "10912345678", "10987654321"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
CARD = IdentityDocument.RESIDENT_CARD


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def person(tree):
    found = make_person(make_compound(tree.community), name="王小明")
    make_account("wang", phone=OLD, person_id=found.pk)
    return found


@pytest.fixture
def clerk(tree, now):
    return staff(tree.community, "COMMUNITY_WORKER", now)


def bind(actor, person, now, phone=NEW):
    wanted = {"person_id": person.pk, "document": CARD, "phone": phone}
    return services.bind_number(actor=actor, now=now, **wanted)


def number_of(person):
    return phone_of(Account.objects.get(person_id=person.pk))


def test_a_resident_gets_the_number_at_the_counter_and_the_old_one_is_out(
    client, person, clerk, now
):
    client.force_login(Account.objects.get(person_id=person.pk), backend=BACKEND)
    client.get("/")

    done = bind(clerk, person, now, "109 8765 4321")

    assert (done.state, done.phone, number_of(person)) == (BindingState.BOUND, None, NEW)
    assert not UserSession.objects.filter(user__person_id=person.pk).exists()
    told = {row.kind: opened(row.address) for row in Addressee.objects.all()}
    assert told == {"PHONE": OLD, "ACCOUNT": ""}
    acts = AuditEvent.objects.filter(account_id=clerk.account_id).order_by("pk")
    assert [act.kind for act in acts][-3:] == [
        "person.identity_checked", "person.number_bound", "accounts.phone_set",
    ]  # fmt: skip
    checked = json.loads(acts.get(kind="person.identity_checked").facts)
    assert (checked["document"], checked["second"]) == (CARD, False)
    assert NEW not in "".join(acts.values_list("facts", flat=True))


def test_the_person_sees_the_check_in_their_data(person, clerk, now):
    bind(clerk, person, now)

    rows = [row for group in stored_groups(person, clear=False) for row in group.rows]

    said = next(
        [text for _word, text in row] for row in rows if "居民身份证" in [t for _w, t in row]
    )
    assert clerk.name in said
    assert "已绑定" in said


def test_of_staff_another_confirms(tree, person, clerk, now):
    give_role(Account.objects.get(person_id=person.pk), Role.GRID_WORKER, tree.community.path)
    admin = staff(tree.county, "SECURITY_ADMIN", now)
    below = staff(tree.other_township, "SECURITY_ADMIN", now)

    waits = bind(clerk, person, now)
    assert (waits.state, number_of(person)) == (BindingState.WAITING, OLD)
    for other in (clerk, below):
        with pytest.raises(NotAllowed):
            services.confirm_binding(actor=other, binding_id=waits.pk, now=now)
    done = services.confirm_binding(actor=admin, binding_id=waits.pk, now=now)

    assert (done.state, done.decided_by, number_of(person)) == (
        BindingState.BOUND, admin.account_id, NEW,
    )  # fmt: skip
    with pytest.raises(IllegalTransition):
        services.decline_binding(actor=admin, binding_id=waits.pk, now=now)


def test_an_administrator_who_has_checked_does_not_confirm_alone(tree, person, now):
    account = Account.objects.get(person_id=person.pk)
    give_role(account, Role.GRID_WORKER, tree.community.path)
    admin = staff(tree.county, "SECURITY_ADMIN", now)

    waits = bind(admin, person, now)

    with pytest.raises(NotAllowed) as refusal:
        services.confirm_binding(actor=admin, binding_id=waits.pk, now=now)
    assert refusal.value.facts["reason"] == "people.second_person"
    with pytest.raises(TakesTwo):
        set_phone(actor=admin, account_id=account.pk, phone=NEW, now=now)
    bind(admin, person, now, "10987654322")  # a second check puts the first aside
    assert NumberBinding.objects.get(pk=waits.pk).state == BindingState.DECLINED
    assert number_of(person) == OLD


def test_nobody_binds_their_own_elsewhere_or_a_number_of_others(tree, person, clerk, now):
    own = Actor(account_id=7, person_id=person.pk, grants=clerk.grants)
    stranger = staff(tree.village, "COMMUNITY_WORKER", now)
    make_account("li", phone=NEW)

    for actor in (own, stranger):
        with pytest.raises(NotAllowed):
            bind(actor, person, now)
    with pytest.raises(PhoneTaken):
        bind(clerk, person, now)
    with pytest.raises(PhoneMalformed):
        bind(clerk, person, now, "")
    with pytest.raises(NoAccount):
        bind(clerk, make_person(person.home), now)
    assert not NumberBinding.objects.exists()


def test_what_nobody_confirms_is_let_go_after_a_month(tree, person, clerk, now):
    give_role(Account.objects.get(person_id=person.pk), Role.GRID_WORKER, tree.community.path)
    bind(clerk, person, now)

    for days, left in ((29, 1), (31, 0)):
        services.apply_retention(actor=Actor.system(), now=now + timedelta(days=days))
        assert NumberBinding.objects.count() == left
