"""The reporter puts category and place of the own report right, until somebody has sorted it."""

import pytest

from linli.apps.audit.models import AuditEvent
from linli.apps.cases import services
from linli.apps.cases.models import Case
from linli.apps.cases.rules.flow import CaseState, Part
from linli.apps.cases.rules.kinds import Disclosure
from linli.apps.cases.rules.refusals import DisclosureTooLittle
from linli.apps.cases.selectors.clocks import running_clock
from linli.apps.cases.selectors.figures import figure_faults
from linli.apps.cases.services import WhereData
from linli.apps.notices.models import Notice
from linli.core.access import Actor
from linli.core.errors import NotAllowed, NotFound
from linli.kit.sealed_fields import opened
from tests.apps.cases.test_histories import as_told, tell
from tests.factories.cases import case_in, make_case, make_category, make_town
from tests.factories.places import make_compound

pytestmark = pytest.mark.django_db
VISITOR = Actor(name="")


@pytest.fixture
def town():
    return make_town()


def refile(town, case, actor, category, *, slip="", hours=2):
    return services.refile_case(
        actor=actor, case_id=case.pk, category=category.pk, slip=slip, now=town.at(hours)
    )


def move(town, case, actor, place, *, slip="", hours=2):
    return services.correct_place(
        actor=actor, case_id=case.pk, where=WhereData(place_id=place.pk), slip=slip,
        now=town.at(hours),
    )  # fmt: skip


@pytest.mark.parametrize("state", [one for one in CaseState if one != CaseState.CLOSED])
def test_only_before_it_is_sorted(town, state):
    water = make_category(town.tree.county, "water")
    village = town.tree.village
    case = case_in(town, state)
    steps = case.steps.count()

    if state == CaseState.REPORTED:
        refile(town, case, town.reporter, water)
        after = move(town, case, town.reporter, village)
        assert (after.category, after.place) == (water, village)
        return
    with pytest.raises(NotAllowed):
        refile(town, case, town.reporter, water)
    with pytest.raises(NotAllowed):
        move(town, case, town.reporter, village)
    assert case.steps.count() == steps


def test_the_holder_of_a_slip_may_and_stays_unnamed(town):
    water = make_category(town.tree.county, "water")
    beside = make_compound(town.tree.sibling_community, "长城小区")
    case = make_case(town, actor=VISITOR, disclosure=Disclosure.ANONYMOUS, phone="")
    slip = opened(case.slip_code)
    clock = running_clock(case)

    refile(town, case, VISITOR, water, slip=slip)
    after = move(town, case, VISITOR, beside, slip=slip, hours=3)

    assert (after.category, after.place, after.wanted_place) == (water, beside, None)
    assert running_clock(after) == clock
    assert [step.part for step in after.steps.order_by("number")][1:] == [Part.REPORTER] * 2
    last = AuditEvent.objects.filter(kind="case.place_corrected").get()
    assert (last.account_id, last.person_id) == (None, None)
    after.refresh_from_db()
    assert tell(after) == as_told(after)
    assert list(figure_faults()) == []


def test_nobody_else_may(town):
    water = make_category(town.tree.county, "water")
    case = make_case(town, actor=VISITOR, disclosure=Disclosure.ANONYMOUS, phone="")
    other = make_case(town, actor=VISITOR, disclosure=Disclosure.ANONYMOUS, phone="")

    for actor, slip in (
        (VISITOR, ""),
        (VISITOR, opened(other.slip_code)),
        (town.neighbour, ""),
        (town.stranger, opened(case.slip_code)),  # who has a post never becomes the reporter
    ):
        with pytest.raises(NotFound):
            refile(town, case, actor, water, slip=slip)
        with pytest.raises(NotFound):
            move(town, case, actor, town.tree.village, slip=slip)
    assert Case.objects.get(pk=case.pk).category == town.category


def test_a_category_that_needs_the_reporter_takes_no_unnamed_one(town):
    dispute = make_category(town.tree.county, "dispute", least=Disclosure.SEALED)
    case = make_case(town, actor=VISITOR, disclosure=Disclosure.ANONYMOUS, phone="")

    with pytest.raises(DisclosureTooLittle):
        refile(town, case, VISITOR, dispute, slip=opened(case.slip_code))


def test_the_desks_of_the_new_and_the_old_place_are_told_and_the_reporter_is_not(town):
    case = make_case(town)
    Notice.objects.all().delete()

    move(town, case, town.reporter, town.tree.sibling_community)

    assert set(Notice.objects.values_list("kind", flat=True)) == {"cases.work", "cases.left_desk"}
