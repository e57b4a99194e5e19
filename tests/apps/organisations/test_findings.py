"""Bodies against the rules of law: examples article by article, and the shape of the table."""

from collections import Counter
from datetime import date

import pytest

from linli.apps.organisations.labels import TESTS
from linli.apps.organisations.rules.bodies import (
    TYPES,
    BodyType,
    SeatKind,
    SizeImpossible,
    roles_of,
    seats_of,
)
from linli.apps.organisations.rules.findings import CHECKS, BodyView, Holder, findings, years_after
from linli.apps.organisations.rules.limits import LIMITS, Limit, Severity, Test, limits_for
from linli.apps.places.rules import PlaceKind
from linli.kit.sentences import known_codes

DAY = date(2026, 3, 2)
MUDAN, QINGDAO, BEIJING, HANGZHOU, SHANGHAI = "371702004", "370202", "110101", "330102", "310101"


def codes(view, code=MUDAN, tests=None, local=()):
    limits = limits_for(view.type, code, view.day, local=local)
    if tests:
        limits = [limit for limit in limits if limit.test in tests]
    return [finding.code.rpartition(".")[2] for finding in findings(view, limits)]


def seats(members, *, vice=1):
    return {SeatKind.CHAIR: 1, SeatKind.VICE_CHAIR: vice, SeatKind.MEMBER: members}


@pytest.mark.parametrize(
    ("code", "members", "households", "expected"),
    [
        (MUDAN, 3, 500, []),
        (MUDAN, 1, 500, ["too_few"]),
        (MUDAN, 4, 500, ["even"]),
        (MUDAN, 11, 500, []),
        (QINGDAO, 1, 500, []),
        (BEIJING, 1, 99, []),
        (BEIJING, 1, 100, ["too_few"]),
        (HANGZHOU, 1, 100, []),
        (HANGZHOU, 1, 101, ["too_few"]),
        (HANGZHOU, 11, 500, ["too_many"]),
        (SHANGHAI, 11, 500, ["too_many"]),
    ],
)
def test_the_size_of_an_owners_committee_follows_the_place(code, members, households, expected):
    view = BodyView(BodyType.OWNERS_COMMITTEE, DAY, seats(members), households=households)

    assert codes(view, code, {Test.SIZE}) == expected


@pytest.mark.parametrize(
    ("body_type", "members", "expected"),
    [
        (BodyType.MEDIATION_COMMITTEE, 1, []),
        (BodyType.MEDIATION_COMMITTEE, 0, ["too_few"]),
        (BodyType.MEDIATION_COMMITTEE, 8, ["too_many"]),
        (BodyType.RESIDENTS_COMMITTEE, 2, ["too_few"]),
        (BodyType.RESIDENTS_COMMITTEE, 3, []),
        (BodyType.RESIDENTS_COMMITTEE, 8, ["too_many"]),
        (BodyType.VILLAGERS_COMMITTEE, 0, ["too_few"]),
        (BodyType.VILLAGERS_COMMITTEE, 5, []),
        (BodyType.VILLAGERS_COMMITTEE, 6, ["too_many"]),
    ],
)
def test_sizes_of_committees(body_type, members, expected):
    view = BodyView(body_type, DAY, seats(members))

    assert codes(view, tests={Test.SIZE}) == expected


def holder(**options):
    values = {
        "person_id": 1, "kind": SeatKind.CHAIR, "starts": date(2024, 1, 1),
        "term_ends": date(2029, 1, 1), "is_owner": True, "manager_tie": False,
        "close_relative": False, "is_woman": False, "born": date(1970, 1, 1),
    }  # fmt: skip
    return Holder(**values | options)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, []),
        ({"term_ends": date(2029, 1, 2)}, ["term_long"]),
        ({"term_ends": None}, ["term_open"]),
        ({"term_ends": None, "is_acting": True}, []),
        ({"is_owner": False}, ["not_owner"]),
        ({"is_owner": None}, ["owner_unknown"]),
        ({"works_for_manager": True}, ["manager_staff"]),
        ({"manager_tie": True}, ["manager_tie"]),
        ({"manager_tie": None}, ["tie_undeclared"]),
        ({"born": date(2006, 1, 2)}, ["minor"]),
        ({"born": date(2006, 1, 1)}, []),
        ({"born": None}, []),
    ],
)
def test_what_is_asked_of_a_member_of_an_owners_committee(options, expected):
    view = BodyView(BodyType.OWNERS_COMMITTEE, DAY, {SeatKind.CHAIR: 1}, (holder(**options),))
    tests = set(Test) - {Test.SIZE, Test.HALF_FILLED}

    assert codes(view, tests=tests) == expected


def test_unpaid_fees_stand_in_the_table_and_bar_nobody():
    limits = limits_for(BodyType.OWNERS_COMMITTEE, MUDAN, DAY)
    fees = [limit for limit in limits if limit.test == Test.FEES_NO_BAR]

    assert [limit.id for limit in fees] == ["owners.fees"]
    view = BodyView(BodyType.OWNERS_COMMITTEE, DAY, {SeatKind.CHAIR: 1}, (holder(),))
    assert findings(view, fees) == []


def test_what_the_registers_cannot_tell_is_a_warning_and_never_an_error():
    unsure = holder(is_owner=None, manager_tie=None, term_ends=None)
    view = BodyView(BodyType.OWNERS_COMMITTEE, DAY, seats(3), (unsure,), term_ends=DAY)

    found = findings(view, limits_for(view.type, MUDAN, DAY))

    severities = {finding.code.rpartition(".")[2]: finding.severity for finding in found}
    assert severities == {
        "term_over": Severity.WARNING,
        "term_open": Severity.WARNING,
        "owner_unknown": Severity.WARNING,
        "tie_undeclared": Severity.WARNING,
        "below_half": Severity.WARNING,
    }


def test_women_and_relatives_in_committees():
    man, woman = holder(), holder(person_id=2, kind=SeatKind.MEMBER, is_woman=True)
    unknown = holder(person_id=3, kind=SeatKind.MEMBER, is_woman=None)
    together = {Test.WOMEN_INCLUDED, Test.NO_CLOSE_RELATIVES}

    def seen(*holders, body_type=BodyType.RESIDENTS_COMMITTEE):
        return codes(BodyView(body_type, DAY, seats(3), holders), tests=together)

    assert seen(man, woman) == []
    assert seen(man) == ["no_woman"]
    assert seen(man, unknown) == ["women_unknown"]
    assert seen(man, woman, body_type=BodyType.MEDIATION_COMMITTEE) == []
    home = {"household_ids": frozenset({7})}
    housemate = holder(person_id=2, kind=SeatKind.MEMBER, is_woman=True, **home)
    assert seen(holder(**home), housemate) == ["same_household", "same_household"]
    assert seen(holder(close_relative=True), woman) == ["relative"]
    assert seen(holder(close_relative=None), woman) == ["relatives_undeclared"]


def test_the_most_specific_division_and_the_later_rule_speak():
    def size(code, day, local=()):
        limits = limits_for(BodyType.OWNERS_COMMITTEE, code, day, local=local)
        return next(limit.id for limit in limits if limit.test == Test.SIZE)

    assert size("440305", DAY) == "owners.size.national"
    assert size(MUDAN, DAY) == "owners.size.shandong"
    assert size(QINGDAO, DAY) == "owners.size.qingdao"
    assert size(MUDAN, date(2018, 1, 1)) == "owners.size.national"
    own = Limit(
        "local.1", Test.SIZE, frozenset({BodyType.OWNERS_COMMITTEE}), "371702", "x",
        date(2025, 1, 1), least=7,
    )  # fmt: skip
    assert size(MUDAN, DAY, [own]) == "local.1"
    assert size("371703", DAY, [own]) == "owners.size.shandong"
    assert size(MUDAN, date(2024, 12, 31), [own]) == "owners.size.shandong"


def test_the_residents_committee_changes_its_rule_with_the_new_law():
    def rule(day):
        limits = limits_for(BodyType.RESIDENTS_COMMITTEE, MUDAN, day)
        return next(limit.id for limit in limits if limit.test == Test.SIZE)

    assert rule(date(2025, 12, 31)) == "residents.size"
    assert rule(date(2026, 1, 1)) == "residents.size.2026"


def test_the_table_is_sound():
    assert max(Counter(limit.id for limit in LIMITS).values()) == 1
    assert set(CHECKS) == set(Test) == set(TESTS)
    assert all(limit.source for limit in LIMITS)
    codes_in_code = {
        code for code in known_codes() if code.startswith("organisations.finding.")
    }  # fmt: skip
    assert len(codes_in_code) == 27


def test_every_type_has_one_leading_kind_and_says_where_it_stands():
    for body_type, template in TYPES.items():
        assert sum(seat.leads for seat in template.seats) == 1, body_type
        assert template.places, body_type
        assert seats_of(body_type)[0] == (template.lead, 1), body_type
        for seat in template.seats:
            roles_of(body_type, seat.kind, PlaceKind.TOWNSHIP)


def test_a_size_is_made_of_the_free_seats():
    chosen = Counter(kind for kind, _position in seats_of(BodyType.OWNERS_COMMITTEE, 7))

    assert chosen == {SeatKind.CHAIR: 1, SeatKind.VICE_CHAIR: 1, SeatKind.MEMBER: 5}
    with pytest.raises(SizeImpossible):
        seats_of(BodyType.OWNERS_COMMITTEE, 1)


def test_a_leap_day_ends_on_the_first_of_march():
    assert years_after(date(2024, 2, 29), 5) == date(2029, 3, 1)
    assert years_after(date(2024, 2, 29), 4) == date(2028, 2, 29)
