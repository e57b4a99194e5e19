"""A case from hand to hand through the pages: every act by the form that its page offers."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from linli.apps.cases.models import Case, Follower
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Level, Outcome
from linli.apps.cases.selectors.near import join_token
from linli.core.access import Actor
from tests.factories.case_pages import browser_of, picture
from tests.factories.cases import make_case, make_category, make_item, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


class Desk:
    """The people of a town at their browsers, and one case."""

    def __init__(self) -> None:
        self.town = make_town()
        self.case = make_case(self.town)
        self.browsers = {}

    def of(self, who):
        if who not in self.browsers:
            self.browsers[who] = browser_of(getattr(self.town, who))
        return self.browsers[who]

    def act(self, who, act, **data):
        self.case.refresh_from_db()
        page = self.of(who).get(reverse("cases:case", args=[self.case.number]))
        assert page.status_code == 200
        address = reverse("cases:act", args=[self.case.number, act])
        assert address.encode() in page.content, f"{who} is not offered {act}"
        answer = self.of(who).post(address, {"version": self.case.version, **data})
        assert answer.status_code == 302, answer.content.decode()
        self.case.refresh_from_db()
        return self.case

    def dispatch(self):
        self.act("clerk", "accept", level=Level.ORDINARY, body="", text="")
        return self.act("dispatcher", "dispatch", body=self.town.team.pk, legal_basis="物业合同")

    def handle(self):
        self.act("handler", "take")
        photo = SimpleUploadedFile("a.jpg", picture(), content_type="image/jpeg")
        return self.act(
            "handler", "feed_back", outcome=Outcome.SOLVED, text="Lamp changed", photos=[photo]
        )


def test_from_sorting_to_rating_with_a_dispute_on_the_way():
    desk = Desk()

    assert desk.dispatch().state == CaseState.DISPATCHED
    assert desk.handle().state == CaseState.FED_BACK
    assert desk.act("clerk", "pass_check").state == CaseState.CHECKED
    assert desk.act("reporter", "dispute", text="Dark again").state == CaseState.OPEN
    desk.act("dispatcher", "dispatch", body=desk.town.team.pk)
    desk.handle()
    desk.act("clerk", "pass_check")
    assert desk.act("reporter", "confirm").state == CaseState.CLOSED
    rated = desk.of("reporter").post(
        reverse("cases:rate", args=[desk.case.number]), {"rating": "5"}
    )

    desk.case.refresh_from_db()
    assert rated.status_code == 302
    assert (desk.case.rating, desk.case.reopened) == (5, 1)
    page = desk.of("reporter").get(reverse("cases:case", args=[desk.case.number]))
    assert b"Dark again" in page.content
    assert b"Lamp changed" in page.content


def test_a_task_is_returned_on_a_legal_basis_and_the_arbiter_decides_at_the_limit():
    desk = Desk()
    desk.dispatch()

    for _time in range(2):
        desk.act("handler", "return", basis="条例第12条", text="the department's")
        desk.act("dispatcher", "dispatch", body=desk.town.team.pk)
    desk.act("handler", "disagree", basis="条例第12条", text="the department's")

    assert desk.case.state == CaseState.ARBITRATION
    decided = desk.act("district", "arbitrate", body=desk.town.department.pk, text="public lamp")
    assert decided.state == CaseState.DISPATCHED


def test_the_inbox_shows_the_task_with_its_basis_and_leads_to_its_acts():
    desk = Desk()
    desk.dispatch()

    inbox = desk.of("handler").get(reverse("cases:inbox"))
    task = desk.case.tasks.get()
    page = desk.of("handler").get(reverse("cases:task", args=[task.pk]))

    assert "物业合同".encode() in inbox.content
    assert desk.case.number.encode() in inbox.content
    assert reverse("cases:act", args=[desk.case.number, "take"]).encode() in page.content


def test_a_duplicate_is_merged_from_the_likely_ones():
    desk = Desk()
    other = make_case(desk.town, actor=desk.town.neighbour)

    merged = desk.act("clerk", "merge", found=other.number)

    assert merged.merged_into == other


def test_me_too_joins_from_the_report_form():
    desk = Desk()

    neighbour = desk.of("neighbour")
    shown_to = Actor(account_id=int(neighbour.session["_auth_user_id"]))
    token = join_token(desk.case.number, shown_to, now=datetime.now(UTC))

    answer = neighbour.post(
        reverse("cases:join", args=[desk.case.number]), {"join": token}, follow=True
    )

    assert Follower.objects.get().case == desk.case
    assert answer.status_code == 200
    assert desk.case.text.encode() not in answer.content


def test_a_remark_of_the_reporter_is_in_the_thread_and_an_inner_one_is_not_for_them():
    desk = Desk()
    address = reverse("cases:remark", args=[desk.case.number])

    desk.of("reporter").post(address, {"text": "Still dark"})
    desk.of("clerk").post(address, {"text": "Call the team", "is_inner": "on"})

    own = desk.of("reporter").get(reverse("cases:case", args=[desk.case.number]))
    staff = desk.of("clerk").get(reverse("cases:case", args=[desk.case.number]))
    assert b"Still dark" in own.content
    assert b"Call the team" not in own.content
    assert b"Call the team" in staff.content


def test_another_category_keeps_number_and_thread():
    desk = Desk()
    noise = make_category(desk.town.tree.county, "noise", name_en="Noise")

    answer = desk.of("clerk").post(
        reverse("cases:refile", args=[desk.case.number]),
        {"version": desk.case.version, "category": noise.pk, "text": "it is the music"},
    )

    assert answer.status_code == 302
    assert Case.objects.get().category == noise


def test_a_gate_of_the_check_list_holds_the_act_back_until_it_is_marked():
    desk = Desk()
    item = make_item(desk.town.category)
    desk.dispatch()
    desk.act("handler", "take")
    address = reverse("cases:act", args=[desk.case.number, "feed_back"])
    data = {"version": desk.case.version, "outcome": Outcome.SOLVED, "text": "done"}

    held = desk.of("handler").post(address, data)
    desk.of("handler").post(reverse("cases:item", args=[desk.case.number, item.pk]))
    desk.act("handler", "feed_back", outcome=Outcome.SOLVED, text="done")

    assert held.status_code == 422
    assert desk.case.state == CaseState.FED_BACK


def test_a_sealed_name_opens_for_a_reason():
    desk = Desk()
    sealed = make_case(desk.town, disclosure="SEALED", name="王秀英")
    page = reverse("cases:case", args=[sealed.number])

    before = desk.of("clerk").get(page)
    desk.of("clerk").post(reverse("cases:contact", args=[sealed.number]), {"reason": "回访"})
    after = desk.of("clerk").get(page)

    assert "王秀英".encode() not in before.content
    assert "王秀英".encode() in after.content


def test_whoever_handled_a_case_is_not_offered_its_check():
    desk = Desk()
    desk.dispatch()
    desk.handle()

    page = desk.of("handler").get(reverse("cases:case", args=[desk.case.number]))

    assert b"pass_check" not in page.content


def test_a_slip_alone_lets_its_holder_agree():
    desk = Desk()
    visitor = browser_of(None)
    visitor.post(
        reverse("cases:new"),
        {
            "key": "22222222-aaaa",
            "category": "lighting",
            "place": f"p{desk.town.compound.pk}",
            "text": "dark",
            "disclosure": "ANONYMOUS",
        },
    )
    desk.case = Case.objects.get(disclosure="ANONYMOUS")
    desk.dispatch()
    desk.handle()
    desk.act("clerk", "pass_check")

    answer = visitor.post(
        reverse("cases:act", args=[desk.case.number, "confirm"]), {"version": desk.case.version}
    )

    desk.case.refresh_from_db()
    assert answer.headers["Location"] == reverse("cases:followed", args=[desk.case.number])
    assert desk.case.state == CaseState.CLOSED


def test_whoever_judges_a_result_reads_it_before_what_may_be_done():
    desk = Desk()
    desk.dispatch()
    desk.handle()

    def order_of(who, act):
        page = desk.of(who).get(reverse("cases:case", args=[desk.case.number])).content.decode()
        shown = page.index("Lamp changed"), page.index('class="photos"', page.index("Lamp changed"))
        return *shown, page.index(reverse("cases:act", args=[desk.case.number, act]))

    checking = order_of("clerk", "pass_check")
    desk.act("clerk", "pass_check")
    asked = order_of("reporter", "confirm")
    desk.act("reporter", "dispute", text="Dark again")
    reopened = desk.of("dispatcher").get(reverse("cases:case", args=[desk.case.number]))

    assert list(checking) == sorted(checking)
    assert list(asked) == sorted(asked)
    assert reopened.context["file"]["result"] is None


def test_after_closing_the_rating_stands_above_what_was_written():
    desk = Desk()
    desk.dispatch()
    desk.handle()
    desk.act("clerk", "pass_check")
    desk.act("reporter", "confirm")

    page = desk.of("reporter").get(reverse("cases:case", args=[desk.case.number]))

    shown = page.content.decode()
    rating = shown.index(reverse("cases:rate", args=[desk.case.number]))
    assert rating < shown.index(desk.case.text)
