"""Reporters with only a slip follow the case their own was merged into, as far as followers see."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from linli.apps.cases import services
from linli.apps.cases.models import Case, Follower
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Channel
from linli.apps.cases.rules.names import Viewer
from linli.apps.cases.selectors import dossiers, visibility
from linli.apps.notices.models import Addressee
from linli.core.access import Actor
from linli.core.errors import NotAllowed
from linli.kit.days import local_day
from linli.kit.sealed_fields import opened
from tests.factories.case_pages import browser_of
from tests.factories.cases import SYSTEM, WAYS, act, make_case, make_town, report_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(settings):
    cache.clear()  # of what others tried
    settings.CHANNELS = {"SMS": {"adapter": "linli.kit.channels.console.Console"}}
    return make_town()


def with_slip(town, phone):
    report = report_of(town, channel=Channel.COUNTER, name="赵大爷", phone=phone, text="灯又不亮了")
    return services.report_on_behalf(actor=town.clerk, report=report, now=town.at(0))


def merged(town):
    """Return a case with a slip alone that was merged, and the one it was merged into."""
    into, case = make_case(town, phone=""), with_slip(town, "13800001234")
    services.merge_case(actor=town.clerk, case_id=case.pk, target=into.number, now=town.at(1))
    return Case.objects.get(pk=case.pk), Case.objects.get(pk=into.pk)


def seen_as(case, slip, town, actor=None):
    return visibility.viewers_of(actor or Actor(), case, day=local_day(town.at(2)), slip=slip)


def told(kind):
    rows = Addressee.objects.filter(notice__kind=kind).order_by("pk")
    return [(row.notice.about_code, opened(row.address)) for row in rows]


def test_the_slip_of_a_merged_report_sees_the_other_as_a_follower(town):
    case, into = merged(town)
    code = dossiers.slip_of(case)

    assert seen_as(into, code, town) == {Viewer.FOLLOWER}
    assert seen_as(into, "AAAA-BBBB-CCCC", town) == set()
    assert Viewer.FOLLOWER not in seen_as(into, code, town, town.second_clerk)
    with pytest.raises(NotAllowed):
        services.withdraw_case(actor=Actor(), case_id=into.pk, slip=code, now=town.at(2))
    assert dossiers.follower_count(into) == 1


def test_a_merge_taken_back_takes_the_follower_back(town):
    case, into = merged(town)

    services.unmerge_case(actor=town.clerk, case_id=case.pk, text="不是一处", now=town.at(2))

    assert seen_as(into, dossiers.slip_of(case), town) == set()


def test_a_chain_of_merges_brings_slips_along(town):
    case, into = merged(town)
    last = make_case(town, actor=town.neighbour)
    services.merge_case(actor=town.clerk, case_id=into.pk, target=last.number, now=town.at(2))

    assert seen_as(last, dossiers.slip_of(case), town) == {Viewer.FOLLOWER}


def test_they_are_told_of_the_merge_and_of_the_end_and_never_asked(town):
    case, into = merged(town)
    assert told("cases.news_left") == [(case.number, "13800001234")]

    for action, player in WAYS[CaseState.CHECKED]:
        act(town, into, action, getattr(town, player), hours=2)
    assert told("cases.question_left") == []
    services.lapse_case(actor=SYSTEM, case_id=into.pk, now=town.at(24 * 60))

    assert told("cases.news_left")[1:] == [(into.number, "13800001234")]


def test_erasing_the_own_report_ends_the_following(town):
    _case, into = merged(town)

    services.erase_old_cases(actor=SYSTEM, now=town.at(24 * 365 * 4))

    assert not Follower.objects.filter(case=into).exists()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_of_a_merged_report_leads_to_the_public_part_of_the_other(town, language):
    case, into = merged(town)
    visitor = browser_of(None, language=language)

    own = visitor.post(
        reverse("cases:follow"), {"code": dossiers.slip_of(case)}, follow=True
    ).content.decode()
    address = reverse("cases:followed", args=[into.number])
    other = visitor.get(address)

    assert address in own
    assert other.status_code == 200
    assert into.number in other.content.decode()
    assert "路灯不亮" not in other.content.decode()
    assert reverse("cases:leave", args=[into.number]) not in other.content.decode()
    assert dossiers.slip_of(case) not in other.content.decode()
    slip = visitor.get(reverse("cases:followed_slip", args=[into.number]))
    assert slip.status_code == 404
    assert browser_of(None).get(address).status_code == 404
