"""The daily summary names a case by kind and place, as far as its reader may see the case."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail

from linli.apps.accounts.models import RoleGrant
from linli.apps.cases import services
from linli.apps.cases.rules.kinds import Disclosure
from linli.apps.notices import tasks
from linli.apps.notices.models import Preference
from linli.kit import channels
from tests.factories.case_pages import account_of
from tests.factories.cases import NOW, make_case, make_town
from tests.factories.notices import make_channel

pytestmark = pytest.mark.django_db
MORNING = NOW.replace(hour=0, minute=30) + timedelta(days=1)


@pytest.fixture(autouse=True)
def _fresh_adapters():
    channels._made.cache_clear()
    yield
    channels._made.cache_clear()


@pytest.fixture
def town():
    return make_town()


def reader(actor, language="zh-hans"):
    account = account_of(actor)
    make_channel(account)
    Preference.objects.update_or_create(account=account, defaults={"language": language})
    return account


def summary():
    tasks.deliver(NOW + timedelta(hours=2))
    tasks.sum_up(MORNING)
    tasks.deliver(MORNING)
    return [letter.body for letter in mail.outbox]


@pytest.mark.parametrize(("language", "kind"), [("zh-hans", "路灯照明"), ("en", "Street lighting")])
def test_a_post_reads_kind_and_place_in_its_language(town, language, kind):
    reader(town.clerk, language)
    case = make_case(town)

    (body,) = summary()

    line = next(line for line in body.splitlines() if case.number in line)
    assert line.startswith(f"{kind} · ")
    assert line.endswith(f" · {case.number}")
    assert town.compound.name in line
    assert case.text not in body
    assert "王秀英" not in body


def test_who_may_not_see_the_case_any_more_reads_its_number_alone(town):
    account = reader(town.clerk)
    case = make_case(town)
    tasks.deliver(NOW + timedelta(hours=2))
    RoleGrant.objects.filter(account=account).delete()
    type(account).objects.filter(pk=account.pk).update(person_id=None)

    bodies = summary()

    for body in bodies:
        assert case.number in body
        assert "路灯照明" not in body
        assert town.compound.name not in body
    assert bodies


def test_a_reporter_reads_kind_and_place_of_the_own_report(town):
    account = reader(town.reporter)
    reporter = replace(town.reporter, account_id=account.pk)
    case = make_case(town, actor=reporter, disclosure=Disclosure.SEALED)
    services.accept_case(actor=town.clerk, case_id=case.pk, now=NOW + timedelta(hours=1))

    (body,) = summary()

    named = " ".join(one.name for one in (town.tree.township, town.tree.community, town.compound))
    assert f"路灯照明 · {named} · {case.number}" in body
    assert "13800001234" not in body
