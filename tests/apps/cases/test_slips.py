"""The code of a slip: it makes its holder the reporter, and nobody who is signed in with a post."""

from dataclasses import replace
from datetime import timedelta

import pytest

from linli.apps.cases import permissions, services
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Channel, Confirmation, Disclosure
from linli.apps.cases.selectors import dossiers, visibility
from linli.core.access import Actor
from linli.core.errors import NotAllowed, NotFound
from linli.kit.days import local_day
from tests.factories.cases import NOW, case_in, make_town, report_of, resident

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make_town()


def anonymous_case(town, state=CaseState.CHECKED):
    case = case_in(town, state, disclosure=Disclosure.ANONYMOUS)
    return case, dossiers.slip_of(case)


@pytest.mark.parametrize("who", ["clerk", "second_clerk", "dispatcher", "handler", "officer"])
def test_a_code_never_makes_somebody_with_a_post_the_reporter(town, who):
    case, code = anonymous_case(town)
    staff = getattr(town, who)

    with pytest.raises((NotAllowed, NotFound)):
        services.confirm_case(actor=staff, case_id=case.pk, slip=code, now=town.at(2))
    with pytest.raises((NotAllowed, NotFound)):
        services.dispute_case(
            actor=staff, case_id=case.pk, slip=code, text="没修好", now=town.at(2)
        )

    case.refresh_from_db()
    assert (case.state, case.confirmation) == (CaseState.CHECKED, None)
    assert not permissions.can_rate(staff, case, day=local_day(NOW), slip=code)


def test_with_a_code_in_hand_staff_see_what_their_post_lets_them_see(town):
    case, code = anonymous_case(town)
    day = local_day(NOW)

    for staff in (town.stranger, town.clerk):
        with_code = visibility.viewers_of(staff, case, day=day, slip=code)
        assert with_code == visibility.viewers_of(staff, case, day=day)
    assert not visibility.sees(town.stranger, case, day=day, slip=code)


@pytest.mark.parametrize("who", ["visitor", "resident", "program"])
def test_whoever_holds_the_code_without_a_post_answers(town, who):
    case, code = anonymous_case(town)
    program = replace(town.clerk, person_id=None, is_program=True)
    holder = {"visitor": Actor(), "resident": resident(), "program": program}[who]

    services.confirm_case(actor=holder, case_id=case.pk, slip=code, now=town.at(2))

    case.refresh_from_db()
    assert case.confirmation == Confirmation.CONFIRMED


def test_the_desk_that_entered_a_case_can_print_its_code_for_an_hour_and_no_more(town):
    report = report_of(town, channel=Channel.COUNTER, name="李建国", phone="13800001234")
    case = services.report_on_behalf(actor=town.clerk, report=report, now=NOW)
    code = dossiers.slip_of(case)
    later = NOW + timedelta(minutes=dossiers.HANDED_OUT_MINUTES + 1)

    assert dossiers.slip_to_show(town.clerk, case, "", now=NOW) == code
    assert dossiers.slip_to_show(town.clerk, case, code, now=later) == ""
    assert dossiers.slip_to_show(town.second_clerk, case, code, now=NOW) == ""
    assert dossiers.slip_to_show(Actor(), case, code, now=later) == code
