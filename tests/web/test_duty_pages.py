"""The pages of the security administrator's duties: assessments, incidents, minors' data."""

import pytest
from django.urls import reverse

from linli.apps.people.models import ImpactAssessment, Incident
from tests.factories.accounts import give_role, make_account

pytestmark = pytest.mark.django_db
ASSESSMENT = {
    "kind": "care",
    "lawfulness": "经本人单独同意后登记，仅供照护使用",
    "impact": "泄露会影响个人尊严和生活安宁",
    "measures": "加密保存并遮挡，查看留痕",
}
INCIDENT = {
    "what": "名册误发到工作群",
    "found_on": "2026-03-01",
    "kinds": ["name", "phone"],
    "persons": "40",
    "measures": "撤回并删除",
    "authority_told": "已报区网信办",
    "people_told": "已电话告知",
}


@pytest.fixture
def keeper(client):
    account = make_account("security")
    give_role(account, "SECURITY_ADMIN")
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def read(client, route, *args, **query):
    address = reverse(route, args=args)
    return client.get(address, query, headers={"accept-language": "en"}).content.decode()


def test_an_assessment_is_entered_and_stands_on_the_list(keeper):
    assert "to be assessed" in read(keeper, "people:duties")

    refused = keeper.post(reverse("people:assess"), {**ASSESSMENT, "impact": "无"})
    entered = keeper.post(reverse("people:assess"), ASSESSMENT)

    assert (refused.status_code, entered.status_code) == (200, 302)
    row = ImpactAssessment.objects.get()
    assert row.assessed_on.isoformat() in read(keeper, "people:duties")
    assert ASSESSMENT["measures"] in read(keeper, "people:assess", data="care")


def test_an_incident_is_entered_changed_and_shown(keeper):
    keeper.post(reverse("people:incident_new"), INCIDENT)
    row = Incident.objects.get()
    assert row.data == ["name", "phone"]

    shown = read(keeper, "people:incident", row.pk)
    keeper.post(reverse("people:incident", args=[row.pk]), {**INCIDENT, "persons": "44"})

    assert 'value="phone"' in shown
    assert "名册误发到工作群" in shown
    assert "44 persons at most" in read(keeper, "people:duties")


def test_the_report_of_an_empty_year_says_so(keeper):
    page = read(keeper, "people:minors")

    assert "Nobody has looked at a record of a minor in this year." in page
