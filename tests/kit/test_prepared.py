"""Prepared queries answer like the querysets they are made of."""

from datetime import timedelta

import pytest

from linli.apps.accounts.models import RoleGrant
from linli.apps.accounts.rules import Role
from linli.kit.prepared import Prepared, hole
from tests.factories.accounts import NOW, give_role, make_account

pytestmark = pytest.mark.django_db
HELD = Prepared(
    lambda: RoleGrant.objects.filter(
        account=hole("account_id", RoleGrant, "account"),
        starts_at__lte=hole("now", RoleGrant, "starts_at"),
        acting=False,
    ).values_list("role", "starts_at")
)


def test_prepared_query_answers_for_the_values_given():
    one, other = make_account(), make_account()
    grant = give_role(one, Role.GRID_WORKER, "0001")
    give_role(other, Role.MEDIATOR, "0001")

    def held(account, now):
        return HELD.rows(account_id=account.pk, now=now)

    assert held(one, grant.starts_at) == [(Role.GRID_WORKER, grant.starts_at)]
    assert held(one, grant.starts_at - timedelta(seconds=1)) == []
    assert [role for role, _since in held(other, NOW + timedelta(days=1))] == [Role.MEDIATOR]
