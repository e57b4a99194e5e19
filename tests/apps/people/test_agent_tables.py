"""Guardians and authorised persons in files, and the list of minors without a guardian."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import override

from linli.apps.accounts.rules import Role
from linli.apps.audit.models import AuditEvent
from linli.apps.people.models import Consent, Representation
from linli.apps.people.rules.errors import EndedSince
from linli.apps.people.rules.kinds import RepresentationKind
from linli.apps.people.services import appoint_agent, end_representation
from linli.apps.transfers import services
from linli.core.identifiers import fictional_id_number
from linli.kit.days import local_day
from tests.factories.accounts import give_role, make_account
from tests.factories.people import make_company, make_person
from tests.factories.places import SYSTEM, make_compound, make_tree
from tests.factories.transfers import bring, sent, staff, told, written

pytestmark = pytest.mark.django_db
BORN = date(2018, 3, 4)
NUMBER = fictional_id_number(date(1985, 1, 2), 77)
HEAD = "被监护人,被监护人身份证号,监护人,监护人身份证号,起始日期\n"


@pytest.fixture
def tree(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_tree()


@pytest.fixture
def compound(tree):
    return make_compound(tree.community)


@pytest.fixture
def clerk(tree, now):
    return staff(tree.community, Role.COMMUNITY_WORKER, now)


@pytest.fixture
def family(compound):
    child = make_person(compound, name="王小宝", born=BORN, id_number=None, phone=None)
    return child, make_person(compound, name="王小明", id_number=NUMBER)


def test_guardians_come_in_go_out_masked_and_are_taken_back(tree, clerk, family, now):
    child, parent = family

    item = written(
        clerk, "people.agents", tree.community, now, HEAD + f"王小宝,,王小明,{NUMBER},2024-06-01\n"
    )

    row = Representation.objects.get()
    assert (row.principal_id, row.agent_id, row.kind) == (child.pk, parent.pk, "GUARDIAN")
    assert row.valid_from == date(2024, 6, 1)
    with override("zh-hans"):
        lines = sent("people.agents", clerk, tree.community, now)
    assert [line[0] for line in lines] == ["王**"]
    assert NUMBER not in str(lines)

    services.undo_import(actor=clerk, import_id=item.pk, now=now)
    assert not Representation.objects.exists()
    assert AuditEvent.objects.filter(kind="representation.voided").count() == 1


def test_the_day_of_the_guardians_consent_comes_in_goes_out_and_is_taken_back(
    tree, clerk, family, now
):
    child, parent = family
    head = HEAD.replace("\n", ",同意日期\n")
    first = f"王小宝,,王小明,{NUMBER},2024-06-01,2024-06-03\n"

    item = written(clerk, "people.agents", tree.community, now, head + first)

    given = Consent.objects.get()
    assert (given.person_id, given.given_by_id) == (child.pk, parent.pk)
    assert (given.subject, local_day(given.given_at)) == ("CHILD_RECORD", date(2024, 6, 3))
    with override("zh-hans"):
        line = sent("people.agents", clerk, tree.community, now)[0]
    assert [str(cell)[:10] for cell in line[4:6]] == ["2024-06-01", "2024-06-03"]
    services.undo_import(actor=clerk, import_id=item.pk, now=now)
    assert not Consent.objects.exists()
    assert not Representation.objects.exists()


def test_of_a_guardian_known_already_the_consent_alone_is_entered(tree, clerk, family, now):
    child, parent = family
    appointed = {"principal_id": child.pk, "agent_id": parent.pk, "on": date(2024, 6, 1)}
    appoint_agent(actor=SYSTEM, now=now, **appointed)
    head = HEAD.replace("\n", ",同意日期\n")

    written(clerk, "people.agents", tree.community, now, head + "王小宝,,王小明,,,2025-01-01\n")

    assert Representation.objects.get().valid_from == date(2024, 6, 1)
    assert Consent.objects.get().given_by_id == parent.pk


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("王小宝,,王小明,,2024-06-01,2024-05-31", "people.no_guardian_then"),
        ("王小宝,,王小明,,,2024-05-31", "people.no_guardian_then"),
        ("王小宝,,王小明,,2024-06-01,2026-03-03", "people.date_in_future"),
        ("王大明,,王小明,,2024-06-01,2024-06-01", "people.consent_not_asked"),
    ],
)
def test_a_consent_nobody_could_give_is_refused_in_its_column(
    tree, compound, clerk, family, now, line, code
):
    make_person(compound, name="王大明", born=date(2010, 3, 4), id_number=None, phone=None)
    head = HEAD.replace("\n", ",同意日期\n")

    item = bring(clerk, "people.agents", tree.community, now, head + line + "\n")

    assert told(item) == [(2, "consent", code)]
    assert not Representation.objects.exists()


def test_a_consent_without_a_guardian_is_refused(tree, clerk, family, now):
    head = HEAD.replace("\n", ",同意日期\n")

    item = bring(clerk, "people.agents", tree.community, now, head + "王小宝,,,,,2024-05-31\n")

    assert told(item) == [(2, "agent", "cell.required")]


def test_what_has_ended_meanwhile_is_not_struck_out(tree, clerk, family, now):
    text = HEAD + "王小宝,,王小明,,2024-06-01\n"
    item = written(clerk, "people.agents", tree.community, now, text)
    row = Representation.objects.get()
    end_representation(actor=SYSTEM, representation_id=row.pk, on=now.date(), now=now)

    with pytest.raises(EndedSince):
        services.undo_import(actor=clerk, import_id=item.pk, now=now)

    assert Representation.objects.exists()


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("王小宝,,没有这人,,", (2, "agent", "people.person_unknown")),
        ("没有这人,,王小明,,", (2, "principal", "people.person_unknown")),
        ("王小明,,王小宝,,", (2, "agent", "people.agent_unfit")),
        (f"王小宝,,李大力,{NUMBER},", (2, "agent", "people.name_differs")),
    ],
)
def test_wrong_rows_are_told_by_column(tree, clerk, family, now, line, problem):
    assert told(bring(clerk, "people.agents", tree.community, now, HEAD + line + "\n")) == [problem]


def test_a_company_gets_whom_it_has_authorised(tree, compound, clerk, family, now):
    company = make_company(compound, name="菏泽某某置业有限公司")

    text = HEAD + "菏泽某某置业有限公司,,王小明,,\n"
    written(clerk, "people.agents", tree.community, now, text)

    row = Representation.objects.get(principal=company)
    assert (row.kind, row.valid_from) == (RepresentationKind.AUTHORISED, now.date())


def test_minors_stand_on_the_list_until_somebody_is_named(client, tree, family, now):
    child, parent = family
    make_person(make_compound(tree.village), name="李小花", born=BORN)
    account = make_account("clerk")
    give_role(account, Role.COMMUNITY_WORKER, tree.community.path)
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = reverse("people:children")

    before = client.get(page)
    appoint_agent(actor=SYSTEM, principal_id=child.pk, agent_id=parent.pk, on=now.date(), now=now)
    after = client.get(page)

    assert [card.person_id for card in before.context["page"].rows] == [child.pk]
    assert after.context["page"].rows == []
    assert "王小宝" not in before.content.decode()
