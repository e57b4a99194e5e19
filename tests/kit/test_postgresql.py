"""What differs from Django's connection to PostgreSQL."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.db.utils import DataError
from django.test.utils import CaptureQueriesContext

from linli.apps.accounts.models import RoleGrant
from linli.apps.accounts.rules import Role
from linli.kit.prepared import Prepared, hole
from linli.web.settings.environment import database_settings
from tests.factories.accounts import NOW, give_role, make_account

on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'")
HELD = Prepared(
    lambda: RoleGrant.objects.filter(
        account=hole("account_id", RoleGrant, "account"),
        source__contains="%s",
        starts_at__lte=hole("now", RoleGrant, "starts_at"),
        role__in=[Role.GRID_WORKER, Role.MEDIATOR],
    ).values_list("role", "starts_at"),
    steady=True,
)


@pytest.mark.django_db
def test_steady_query_answers_for_each_value_and_is_seen_by_who_counts():
    accounts = [make_account() for _ in range(8)]
    for account in accounts:
        give_role(account, Role.GRID_WORKER, "0001", source="of 100 %s")
        give_role(account, Role.MEDIATOR, "0001", source="of none")

    with CaptureQueriesContext(connection) as asked:
        found = [HELD.rows(account_id=account.pk, now=NOW) for account in accounts]

    assert found == [[(Role.GRID_WORKER, NOW)]] * 8
    assert len(asked) == 8
    assert all(str(account.pk) in asked[number]["sql"] for number, account in enumerate(accounts))


@on_postgresql
@pytest.mark.django_db
def test_steady_query_is_planned_a_few_times_for_a_connection():
    account = make_account()
    for _time in range(20):
        HELD.rows(account_id=account.pk, now=NOW)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT custom_plans, generic_plans FROM pg_prepared_statements"
            " WHERE statement LIKE '%%accounts_rolegrant%%' AND statement LIKE '%%MEDIATOR%%'"
        )
        ((custom, generic),) = cursor.fetchall()
    assert custom <= 6
    assert custom + generic >= 20


@on_postgresql
@pytest.mark.django_db
@pytest.mark.parametrize(
    "instant",
    [
        datetime(2026, 11, 30, 21, 29, 11, 906795, tzinfo=UTC),
        datetime(2026, 11, 30, 21, 29, tzinfo=UTC),
        datetime(1, 1, 2, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    ],
)
def test_instants_come_back_as_they_went(instant):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [instant])
        ((found,),) = cursor.fetchall()

    assert (found, found.tzinfo) == (instant, UTC)


@on_postgresql
@pytest.mark.django_db
@pytest.mark.parametrize("text", ["infinity", "0044-03-15 12:00:00+00 BC"])
def test_what_is_no_instant_is_said_to_be_none(text):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [text])
        with pytest.raises(DataError):
            cursor.fetchall()


def test_nothing_stays_on_a_connection_from_a_pool_of_transactions():
    pooled = database_settings("postgresql://linli@db/linli?pool=transaction&sslmode=require")

    assert pooled["DISABLE_SERVER_SIDE_CURSORS"] is True
    assert pooled["CONN_MAX_AGE"] == 0
    assert pooled["OPTIONS"] == {"sslmode": "require"}
    assert database_settings("postgresql://linli@db/linli")["DISABLE_SERVER_SIDE_CURSORS"] is False
