"""What is done to accounts is read by the auditors of the place, with the post it was done in."""

import pytest

from linli.apps.accounts import services
from linli.apps.accounts.rules import Role
from linli.apps.audit.models import AuditEvent
from linli.apps.audit.selectors import events_visible_to
from tests.factories.accounts import NOW, give_role, make_account, make_actor
from tests.factories.places import make_tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return make_tree()


def test_acts_on_accounts_are_read_by_the_auditor_of_the_place(tree):
    admin = make_actor(Role.SECURITY_ADMIN, tree.township.path)
    auditor = make_actor(Role.AUDIT_ADMIN, tree.township.path)
    foreign = make_actor(Role.AUDIT_ADMIN, tree.other_township.path)
    staff = make_account()
    give_role(staff, Role.COMMUNITY_WORKER, tree.community.path)
    at = {"actor": admin, "account_id": staff.pk, "now": NOW}

    services.set_password(password="rose-garden-2026", **at)
    services.set_phone(phone="13912345678", **at)
    services.unlock_account(**at)
    services.reset_second_factor(reason="丢失手机", **at)
    services.deactivate_account(reason="离职", **at)
    services.reactivate_account(reason="返岗", **at)

    done = AuditEvent.objects.filter(account_id=admin.account_id)
    assert done.count() == 6
    assert set(done.values_list("post", "scope_path")) == {("test:1", tree.township.path)}
    assert events_visible_to(auditor).filter(account_id=admin.account_id).count() == 6
    assert not events_visible_to(foreign).filter(account_id=admin.account_id).exists()


def test_sign_ins_of_staff_are_read_at_their_place_and_those_of_residents_nowhere(tree):
    auditor = make_actor(Role.AUDIT_ADMIN, tree.county.path)
    staff, resident = make_account(), make_account()
    give_role(staff, Role.COMMUNITY_WORKER, tree.community.path)
    for account in (staff, resident):
        services.record_sign_in(account=account, now=NOW)
        services.record_sign_out(account=account, now=NOW)

    seen = events_visible_to(auditor).filter(kind__startswith="accounts.signed")

    assert set(seen.values_list("account_id", "post")) == {(staff.pk, "test:1")}
    assert AuditEvent.objects.filter(account_id=resident.pk).count() == 2
