"""Prepared queries answer like the querysets they are made of."""

from datetime import datetime, timedelta
from typing import NamedTuple

import pytest
from django.db.models.functions import Length
from django.db.models.signals import post_init

from linli.apps.accounts.models import RoleGrant
from linli.apps.accounts.rules import Role
from linli.kit.pages import PreparedPages, counted_parts, keyset_page, merged_page
from linli.kit.prepared import Prepared, PreparedAmong, PreparedCounts, hole
from linli.kit.scoped import Reached, path_holes, path_values
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


GRANTS = PreparedAmong(
    RoleGrant,
    "account",
    lambda wanted: RoleGrant.objects.filter(
        wanted, starts_at__lte=hole("now", RoleGrant, "starts_at") + timedelta(hours=1)
    ).select_related("account"),
)
PAGES = PreparedPages(
    RoleGrant,
    lambda: RoleGrant.objects.under(*path_holes(1, RoleGrant)),
    order=["-starts_at", "-id"],
    size=2,
)


@pytest.mark.parametrize("number", [1, 2, 25])
def test_prepared_list_finds_each_row_once_whatever_its_length(number, django_assert_num_queries):
    accounts = [make_account() for _ in range(number)]
    grants = {give_role(account, Role.GRID_WORKER, "0001").pk for account in accounts}
    give_role(make_account(), Role.GRID_WORKER, "0001")

    with django_assert_num_queries(1):
        found = GRANTS.objects([one.pk for one in accounts], now=NOW - timedelta(minutes=30))
        assert {row.account for row in found} == set(accounts)

    assert (len(found), {row.pk for row in found}) == (number, grants)
    assert GRANTS.objects([], now=NOW) == []
    assert GRANTS.objects([one.pk for one in accounts], now=NOW - timedelta(hours=2)) == []


def test_prepared_pages_go_through_the_rows_of_a_place_in_order():
    account = make_account()
    for hours in (3, 1, 2, 1, 0):
        give_role(account, Role.GRID_WORKER, "00010001", starts_at=NOW + timedelta(hours=hours))
    give_role(account, Role.GRID_WORKER, "0002")
    plain = RoleGrant.objects.under("0001")

    seen, after = [], ""
    while True:
        page = PAGES.page(after=after, **path_values(["0001"]))
        expected = keyset_page(plain, order=["-starts_at", "-id"], after=after, size=2)
        assert (page.rows, page.after) == (expected.rows, expected.after)
        seen += page.rows
        after = page.after
        if not after:
            break

    assert [row.pk for row in seen] == [row.pk for row in plain.order_by("-starts_at", "-id")]
    assert len(seen) == 5


def test_prepared_counts_ask_once_and_nothing_reaches_nowhere(django_assert_num_queries):
    account = make_account()
    for path in ("0001", "00010001", "0002"):
        give_role(account, Role.GRID_WORKER, path)
    counts = PreparedCounts(
        {
            "all": RoleGrant.objects.all,
            "here": lambda: RoleGrant.objects.under(*path_holes(1, RoleGrant)),
            "nowhere": RoleGrant.objects.under,
        }
    )

    with django_assert_num_queries(1):
        found = counts.of(**path_values(["0001"]))

    assert found == {"all": 3, "here": 2, "nowhere": 0}
    assert Prepared(RoleGrant.objects.under).rows() == []


OF_ROLE = PreparedPages(
    RoleGrant,
    lambda: RoleGrant.objects.under(*path_holes(1, RoleGrant)).filter(
        role=hole("role", RoleGrant, "role")
    ),
    order=["-starts_at", "id"],
    size=3,
    columns=NamedTuple("Held", [("id", int), ("starts_at", datetime), ("role", str)]),
)


@pytest.mark.parametrize("number", [1, 2, 120])
def test_page_over_parts_is_the_page_over_all_their_rows(number, django_assert_max_num_queries):
    roles = (Role.GRID_WORKER, Role.MEDIATOR)
    paths = [f"0001{part:04d}" for part in range(number)]
    account = make_account()
    for place, path in enumerate(paths[:4] + paths[-3:]):
        for hours in (3, 1, 2, 1, 0):
            at = NOW + timedelta(hours=hours + place % 2)
            give_role(account, roles[hours % 2], path, starts_at=at)
    give_role(account, Role.GRID_WORKER, "0002")
    plain = list(RoleGrant.objects.filter(scope_path__in=paths).order_by("-starts_at", "id"))
    parts = [
        (OF_ROLE, {"role": str(role), **path_values([path])}) for path in paths for role in roles
    ]

    seen, after = [], ""
    while not seen or after:
        with django_assert_max_num_queries(4):  # the rows, and 240 parts at 100 a statement
            page = merged_page(parts, after=after)
        seen += page.rows
        after = page.after

    assert seen == [(grant.pk, grant.starts_at, grant.role) for grant in plain]
    assert counted_parts(parts) == len(plain)


def test_page_over_no_parts_is_empty():
    assert merged_page([]).rows == []


def test_objects_are_those_of_the_queryset_with_what_it_joins_and_reckons():
    give_role(make_account(), Role.GRID_WORKER, "0001")
    RoleGrant.objects.create(
        person_id=7, role=Role.MEDIATOR, scope_path="0002", source="test", starts_at=NOW
    )
    rows = RoleGrant.objects.select_related("account").annotate(length=Length("scope_path"))

    found, plain = Prepared(lambda: rows.order_by("pk")).objects(), list(rows.order_by("pk"))

    assert found == plain
    assert [_as_read(row) for row in found] == [_as_read(row) for row in plain]
    assert _as_read(found[0].account) == _as_read(plain[0].account)
    found[0].source = "another"
    found[0].save()
    assert RoleGrant.objects.get(pk=found[0].pk).source == "another"
    (short, _other) = Prepared(lambda: RoleGrant.objects.only("role").order_by("pk")).objects()
    assert "source" in short.get_deferred_fields()
    assert short.source == "another"


def test_object_that_is_more_than_its_columns_is_refused():
    def listen(**_what):
        pass

    post_init.connect(listen, sender=RoleGrant)
    try:
        with pytest.raises(TypeError):
            Prepared(RoleGrant.objects.all).objects()
    finally:
        post_init.disconnect(listen, sender=RoleGrant)


def _as_read(row):
    state = row._state
    known = {name: value for name, value in vars(row).items() if name != "_state"}
    return known, state.adding, state.db, dict(state.fields_cache)


REACHED = Prepared(
    lambda: RoleGrant.objects.filter(Reached("reach")).order_by("pk").values_list("scope_path")
)


@pytest.mark.parametrize(
    ("reach", "found"),
    [
        ((), []),
        (("0001",), ["0001", "00010002", "000100020003"]),
        (("00010002", "0002"), ["00010002", "000100020003", "0002"]),
        (("000100020003", "00010003"), ["000100020003"]),
        (("",), ["0001", "00010002", "000100020003", "0002"]),
    ],
)
def test_reached_is_what_lies_at_or_below_one_of_any_number_of_paths(reach, found):
    account = make_account()
    for path in ("0001", "00010002", "000100020003", "0002"):
        give_role(account, Role.GRID_WORKER, path)

    assert [path for (path,) in REACHED.rows(reach=reach)] == found
    assert (
        list(RoleGrant.objects.under(*reach).order_by("pk").values_list("scope_path", flat=True))
        == found
    )
