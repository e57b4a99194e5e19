"""Pages of service after reporting in: the whole loop between a member, a worker and the branch."""

from datetime import timedelta

import pytest
from django.urls import reverse

from linli.apps.accounts.rules import Role
from linli.apps.organisations import services
from linli.apps.organisations.models import Claim, FactStatement, Need, Offer
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.organisations.rules.service import Skill
from linli.kit.days import local_day
from tests.factories.organisations import LONG_AGO, NOW, SYSTEM, make_body, make_post, seat_of
from tests.factories.people import make_household, make_person
from tests.factories.places import make_compound, make_tree, make_unit
from tests.web.test_organisations_pages import count_queries, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def compound():
    return make_compound(make_tree().community)


@pytest.fixture
def branch(compound):
    return make_body(compound, BodyType.COMPOUND_BRANCH)


@pytest.fixture
def secretary(branch, compound):
    person = make_person(compound, name="赵书记")
    make_post(seat_of(branch, SeatKind.SECRETARY), person)
    return signed_in(person=person)


@pytest.fixture
def member(branch, compound):
    person = make_person(compound, name="李秀兰")
    make_household(make_unit(compound, "101"), person)
    services.enter_report_ins(
        actor=SYSTEM, branch_id=branch.pk, person_ids=[person.pk], on=LONG_AGO, now=NOW
    )
    return signed_in(person=person)


@pytest.fixture
def worker(compound):
    return signed_in(Role.GRID_WORKER, compound)


def page(client, route, *args):
    answer = client.get(reverse(f"organisations:{route}", args=args))
    return answer.status_code, answer.content.decode()


def send(client, route, *args, **data):
    return client.post(reverse(f"organisations:{route}", args=args), data)


def today():
    from django.utils import timezone

    return local_day(timezone.now())


def need_of(branch, title="夜间巡逻", skill=Skill.PATROL):
    return services.publish_need(
        actor=SYSTEM,
        branch_id=branch.pk,
        place_id=branch.place_id,
        title=title,
        skill=skill,
        wanted=2,
        now=NOW,
    )


def test_the_whole_loop_through_the_pages(member, secretary, worker, branch, compound):
    report = branch.report_ins.get()
    typed = {"title": "独居老人陪诊", "skill": "ELDER_CARE", "place": compound.pk, "wanted": "1"}
    assert send(worker, "needs", branch.pk, **typed).status_code == 302
    need = Need.objects.get()
    assert (
        send(member, "offer", report.pk, skills=["ELDER_CARE"], hours_a_month="3").status_code
        == 302
    )
    assert "fits" in page(member, "service")[1]
    assert "李秀兰" in page(secretary, "need", need.pk)[1]

    assert send(member, "claim", report.pk, need.pk).status_code == 302
    claim = Claim.objects.get()
    assert (
        send(member, "note_service", claim.pk, served_on=f"{today()}", minutes="90").status_code
        == 302
    )
    assert "李秀兰" in page(secretary, "needs", branch.pk)[1]
    assert send(secretary, "claim_act", claim.pk, "confirm").status_code == 302

    claim.refresh_from_db()
    assert (claim.state, claim.minutes) == ("CONFIRMED", 90)
    assert "Confirmed by both sides" in page(member, "service")[1]
    own = send(member, "claim_act", claim.pk, "confirm")
    assert own.status_code in {403, 409}


def test_workers_see_counts_and_never_who(member, worker, secretary, branch):
    report, need = branch.report_ins.get(), need_of(branch)
    services.give_offer(
        actor=_actor(report),
        report_in_id=report.pk,
        skills=[Skill.PATROL],
        hours_a_month=2,
        now=NOW,
    )
    send(member, "claim", report.pk, need.pk)

    for route, number in (("needs", branch.pk), ("need", need.pk)):
        status, text = page(worker, route, number)
        assert (status, "李秀兰" in text) == (200, False)
        assert "1 / 2" in text
        assert "李秀兰" in page(secretary, "needs", branch.pk)[1]


def _actor(report):
    from linli.core.access import Actor

    return Actor(account_id=9, person_id=report.person_id)


def test_facts_go_through_the_branch_to_the_member_only(member, secretary, worker, branch):
    report = branch.report_ins.get()
    text = page(member, "service")[1]
    quarter = text.split('<option value="')[1].split('"')[0]
    asked = send(member, "ask_facts", report.pk, **{f"r{report.pk}-quarter": quarter})
    assert asked.status_code == 302
    again = send(member, "ask_facts", report.pk, **{f"r{report.pk}-quarter": quarter})
    assert "You have asked for this quarter already" in again.content.decode()
    row = FactStatement.objects.get()
    assert [page(client, "facts", row.pk)[0] for client in (member, secretary, worker)] == [
        200, 200, 404,
    ]  # fmt: skip

    assert send(member, "facts", row.pk).status_code in {403, 404}
    assert send(secretary, "facts", row.pk).status_code == 302

    assert f"Confirmed by {branch.name}" in page(member, "facts", row.pk)[1]


def test_an_offer_is_taken_back_and_nothing_of_others_is_found(member, branch, compound):
    report, stranger = branch.report_ins.get(), signed_in(person=make_person(compound))
    assert page(stranger, "offer", report.pk)[0] == 404
    assert send(stranger, "claim", report.pk, need_of(branch).pk).status_code == 404
    send(member, "offer", report.pk, skills=["IT"], hours_a_month="1")
    assert Offer.objects.count() == 1

    assert send(member, "offer", report.pk, take_back="1").status_code == 302

    assert not Offer.objects.exists()
    refused = send(member, "offer", report.pk, hours_a_month="0")
    assert refused.status_code == 200
    assert not Offer.objects.exists()


@pytest.mark.parametrize("who", ["member", "secretary", "worker"])
def test_lists_cost_the_same_with_one_row_and_with_three(request, who, branch, member):
    client = request.getfixturevalue(who)
    report = branch.report_ins.get()

    def add(title):
        claim = services.claim_need(
            actor=_actor(report),
            need_id=need_of(branch, title).pk,
            report_in_id=report.pk,
            now=NOW + timedelta(days=1),
        )
        assert claim.pk

    add("甲")
    address = reverse("organisations:service" if who == "member" else "organisations:needs",
                      args=[] if who == "member" else [branch.pk])  # fmt: skip
    counted = count_queries(client, address)
    add("乙")
    add("丙")

    assert count_queries(client, address) == counted
