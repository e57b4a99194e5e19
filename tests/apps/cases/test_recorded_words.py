"""What the desk records for a reporter beside agreeing: taking the report back, and a rating."""

import json

import pytest
from django.urls import reverse

from linli.apps.audit.models import AuditEvent
from linli.apps.cases import services
from linli.apps.cases.models import Case, Task
from linli.apps.cases.rules.flow import CaseAction, CaseState, Part
from linli.apps.cases.rules.kinds import AnswerWay, Disclosure, Outcome
from linli.apps.cases.rules.refusals import NotDisputable, RatedAlready, RatingImpossible
from linli.apps.cases.selectors.dossiers import thread_of
from linli.apps.cases.selectors.figures import figure_faults
from linli.apps.cases.services.revisits import OnlyByCode
from linli.apps.notices.models import Notice
from linli.core.access import Actor
from linli.core.errors import NotAllowed
from linli.kit.sealed_fields import opened
from tests.apps.cases.test_histories import as_told, tell
from tests.factories.case_pages import browser_of
from tests.factories.cases import case_in, make_case, make_town

pytestmark = pytest.mark.django_db
VISITOR = Actor(name="")
BY_PHONE = {"actor": VISITOR, "disclosure": Disclosure.SEALED, "name": "刘奶奶"}


@pytest.fixture
def town():
    return make_town()


def withdraw(town, case, actor=None, hours=3):
    return services.record_withdrawal(
        actor=actor or town.third_clerk, case_id=case.pk, way=AnswerWay.COUNTER,
        text="家里人已经修好了", now=town.at(hours),
    )  # fmt: skip


def rate(town, case, actor=None, rating=4, hours=3):
    return services.record_rating(
        actor=actor or town.third_clerk, case_id=case.pk, rating=rating, way=AnswerWay.TELEPHONE,
        text="灯亮了，谢谢", now=town.at(hours),
    )  # fmt: skip


def test_a_withdrawal_is_recorded_with_way_words_and_helper(town):
    case = make_case(town, **BY_PHONE)

    after = withdraw(town, case)

    assert (after.state, after.outcome) == (CaseState.CLOSED, Outcome.WITHDRAWN)
    last = after.steps.order_by("-number").first()
    assert (last.action, last.part) == (CaseAction.ASSISTED_WITHDRAW, Part.HELPER)
    assert last.account_id == town.third_clerk.account_id
    assert json.loads(last.facts)["way"] == "COUNTER"
    trail = AuditEvent.objects.get(kind="case.assisted_withdrawn")
    assert trail.account_id == town.third_clerk.account_id
    line = thread_of(after, inner=False, now=town.at(4))[0]
    assert (line.detail, line.text) == ("到窗口", "家里人已经修好了")
    after.refresh_from_db()
    assert tell(after) == as_told(after)
    assert list(figure_faults()) == []


def test_tasks_of_bodies_end_with_it(town):
    case = case_in(town, CaseState.HANDLING, **BY_PHONE)

    withdraw(town, case)

    assert Task.objects.get(case=case).state == "CANCELLED"


def test_the_reporter_may_contradict_a_recorded_withdrawal_and_not_the_own(town):
    recorded, own = make_case(town), make_case(town)
    withdraw(town, recorded)
    services.withdraw_case(actor=town.reporter, case_id=own.pk, now=town.at(3))
    say = {"actor": town.reporter, "text": "我没有撤回", "now": town.at(4)}

    again = services.dispute_case(case_id=recorded.pk, **say)

    assert again.state == CaseState.OPEN
    with pytest.raises(NotDisputable):
        services.dispute_case(case_id=own.pk, **say)
    with pytest.raises(NotDisputable):
        services.record_dispute(
            case_id=own.pk, way=AnswerWay.COUNTER,
            **{**say, "actor": town.third_clerk},
        )  # fmt: skip


def test_a_rating_is_recorded_once(town):
    case = case_in(town, CaseState.CLOSED)
    Notice.objects.all().delete()

    after = rate(town, case)

    assert after.rating == 4
    last = after.steps.order_by("-number").first()
    assert (last.kind, last.part) == ("rated_for", Part.HELPER)
    assert set(Notice.objects.values_list("kind", flat=True)) == {"cases.news"}
    with pytest.raises(RatedAlready):
        rate(town, case, hours=4)
    with pytest.raises(RatingImpossible):
        rate(town, make_case(town))
    after.refresh_from_db()
    assert tell(after) == as_told(after)
    assert list(figure_faults()) == []


def test_who_handled_or_checked_and_the_reporter_record_nothing(town):
    case = case_in(town, CaseState.CLOSED)

    for actor in (town.clerk, town.grid_worker, town.reporter, town.district):  # the clerk checked
        with pytest.raises(NotAllowed):
            rate(town, case, actor)
    for actor in (town.reporter, town.grid_worker, town.district):
        with pytest.raises(NotAllowed):
            withdraw(town, make_case(town), actor)
    assert Case.objects.get(pk=case.pk).rating is None


def test_for_a_report_without_a_name_the_code_alone_speaks(town):
    case = make_case(town, actor=VISITOR, disclosure=Disclosure.ANONYMOUS, phone="")
    page = reverse("cases:case", args=[case.number])

    with pytest.raises(OnlyByCode):
        withdraw(town, case)
    assert "assisted_withdraw" not in browser_of(town.third_clerk).get(page).content.decode()
    after = services.withdraw_case(
        actor=VISITOR, case_id=case.pk, slip=opened(case.slip_code), now=town.at(3)
    )
    assert after.state == CaseState.CLOSED


def test_the_desk_records_both_on_the_page_of_the_case(town):
    case, closed = make_case(town, **BY_PHONE), case_in(town, CaseState.CLOSED)
    browser = browser_of(town.third_clerk)
    act = reverse("cases:act", args=[case.number, "assisted_withdraw"])
    given = {"version": 0, "way": "COUNTER"}

    page = browser.get(reverse("cases:case", args=[case.number])).content.decode()
    wordless = browser.post(act, given)
    browser.post(act, given | {"text": "修好了"})
    rate_for = reverse("cases:rate_for", args=[closed.number])
    offered = browser.get(reverse("cases:case", args=[closed.number])).content.decode()
    browser.post(rate_for, {"rating": "5", "way": "TELEPHONE", "text": ""})

    assert "Record: the reporter withdraws" in page
    assert wordless.status_code == 422
    assert rate_for in offered
    assert Case.objects.get(pk=case.pk).outcome == Outcome.WITHDRAWN
    assert Case.objects.get(pk=closed.pk).rating == 5
