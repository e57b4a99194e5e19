"""Pages of cases for reporters: choosing, sending, following, answering."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import get_current_timezone

from linli.apps.cases.models import Case
from linli.apps.cases.rules.kinds import Channel, Disclosure
from linli.apps.cases.views.pace import LISTS_PER_HOUR
from linli.apps.people.models import Person
from linli.kit.sealed_fields import opened
from tests.factories.case_pages import browser_of, picture
from tests.factories.cases import make_case, make_category, make_town
from tests.factories.people import make_holding, make_person
from tests.factories.places import make_building, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def sent(town, **changes):
    return {
        "key": "11111111-aaaa-bbbb-cccc-000000000001",
        "category": town.category.code,
        "place": f"p{town.compound.pk}",
        "text": "The lamp is dark",
        "disclosure": Disclosure.HANDLERS,
    } | changes


def test_tiles_lead_to_the_form_and_not_ours_says_where_to_go():
    town = make_town()
    make_category(
        town.tree.county,
        "gas",
        name_en="Gas",
        is_ours=False,
        redirect_zh="拨打燃气公司电话",
        redirect_en="Call the gas company",
    )
    browser = browser_of(town.reporter)

    tiles = browser.get(reverse("cases:new"))
    gas = browser.get(reverse("cases:new") + "?category=gas")
    form = browser.get(reverse("cases:new") + "?category=lighting")

    assert b"Street lighting" in tiles.content
    assert b"Somebody else does this" in tiles.content
    assert b"Call the gas company" in gas.content
    assert b'name="place"' not in gas.content
    assert b'name="disclosure"' in form.content


def test_own_dwelling_stands_first_among_the_places():
    town = make_town()
    building = make_building(town.compound, "3号楼")
    unit = make_unit(building, "909")
    make_holding(unit, Person.objects.get(pk=town.reporter.person_id))
    browser = browser_of(town.reporter)

    answer = browser.get(reverse("cases:new") + "?category=lighting")

    assert f'value="u{unit.pk}" checked'.encode() in answer.content
    assert "邮政局家属院 3号楼 909".encode() in answer.content


def test_a_report_with_a_photo_is_stored_and_shown_with_its_number():
    town = make_town()
    browser = browser_of(town.reporter)
    photo = SimpleUploadedFile("a.jpg", picture(), content_type="image/jpeg")

    answer = browser.post(reverse("cases:new"), sent(town, photos=[photo]), follow=True)

    case = Case.objects.get()
    assert case.reporter_id == town.reporter.person_id
    assert case.photos.count() == 1
    assert case.number.encode() in answer.content
    assert b"Sent. Thank you." in answer.content
    digest = case.photos.get().digest
    small = browser.get(reverse("cases:thumbnail", args=[case.number, digest]))
    assert small.status_code == 200
    assert small["Content-Type"] == "image/jpeg"
    assert small["X-Content-Type-Options"] == "nosniff"


def test_photos_keep_the_days_they_were_taken_and_show_them():
    town = make_town()
    browser = browser_of(town.reporter)
    files = [
        SimpleUploadedFile("a.jpg", picture(side), content_type="image/jpeg")
        for side in (60, 61, 62, 63)
    ]
    days = ["2026-02-28", "", "2999-01-01"]

    answer = browser.post(
        reverse("cases:new"), sent(town, photos=files, photo_days=days), follow=True
    )

    kept = list(Case.objects.get().photos.order_by("pk").values_list("taken_on", flat=True))
    assert kept == [date(2026, 2, 28), None, None, None]
    assert answer.content.decode().count("taken 2026-02-28") == 1
    odd = sent(town, key="key-of-another-one", photo_days=["x"] * 40)
    assert browser.post(reverse("cases:new"), odd).status_code == 302


def test_the_same_report_sent_twice_is_one_case():
    town = make_town()
    browser = browser_of(town.reporter)

    browser.post(reverse("cases:new"), sent(town))
    browser.post(reverse("cases:new"), sent(town))

    assert Case.objects.count() == 1


def test_a_report_without_place_words_or_level_comes_back_with_what_is_missing():
    town = make_town()
    browser = browser_of(town.reporter)

    answer = browser.post(reverse("cases:new"), sent(town, place="", text="", disclosure=""))

    assert answer.status_code == 200
    assert b"Choose a place." in answer.content
    assert b"Write a sentence, or add a photo, a video or a voice note." in answer.content
    assert not Case.objects.exists()


def test_a_place_can_be_searched_without_scripts():
    town = make_town()
    browser = browser_of(town.reporter)

    answer = browser.post(reverse("cases:new"), sent(town, place="", find="1", find_text="邮政局"))

    assert f'value="p{town.compound.pk}"'.encode() in answer.content
    assert b"Please check" not in answer.content
    assert b"The lamp is dark" in answer.content


def test_a_visitor_reports_without_a_name_and_follows_by_the_code():
    town = make_town()
    visitor = browser_of(None)

    answer = visitor.post(
        reverse("cases:new"), sent(town, disclosure=Disclosure.ANONYMOUS), follow=True
    )
    case = Case.objects.get()
    code = opened(case.slip_code)
    stranger = browser_of(None)
    hidden = stranger.get(reverse("cases:followed", args=[case.number]))
    found = stranger.post(reverse("cases:follow"), {"code": code.lower()}, follow=True)

    assert code.encode() in answer.content
    assert hidden.status_code == 404
    assert b"The lamp is dark" in found.content
    assert case.reporter_account_id is None


def test_a_wrong_code_is_refused_and_many_are_slowed_down():
    make_town()
    visitor = browser_of(None)

    first = visitor.post(reverse("cases:follow"), {"code": "AAAA-BBBB-CCCC"})
    for _try in range(25):
        last = visitor.post(reverse("cases:follow"), {"code": "AAAA-BBBB-CCCC"})

    assert first.status_code == 200
    assert last.status_code == 429


def test_a_named_visitor_leaves_a_number():
    town = make_town()
    visitor = browser_of(None)

    answer = visitor.post(reverse("cases:new"), sent(town))

    assert b"Give name and phone" in answer.content


def test_similar_reports_show_nothing_personal():
    town = make_town()
    make_case(town, text="王秀英家门口路灯不亮")
    browser = browser_of(town.neighbour)

    answer = browser.post(
        reverse("cases:similar"),
        {"place": f"p{town.compound.pk}", "category": "lighting", "text": "路灯不亮"},
    )

    assert b"Street lighting" in answer.content
    assert "王秀英".encode() not in answer.content
    assert "家门口".encode() not in answer.content


def test_the_button_of_the_list_joins_and_the_page_shows_no_words():
    town = make_town()
    case = make_case(town, text="王秀英家门口路灯不亮")
    browser = browser_of(town.neighbour)
    asked = {"place": f"p{town.compound.pk}", "category": "lighting", "text": "路灯"}
    page = browser.post(reverse("cases:similar"), asked).content.decode()
    (token,) = re.findall(r'name="join" value="([^"]+)"', page)

    bare = browser.post(reverse("cases:join", args=[case.number]))
    page = browser.post(reverse("cases:join", args=[case.number]), {"join": token}, follow=True)
    mine = browser.get(reverse("cases:mine"))

    assert bare.status_code == 404
    assert page.status_code == mine.status_code == 200
    for hidden in ("家门口", "Who may see your name"):
        assert hidden.encode() not in page.content + mine.content
    reported = case.reported_at.astimezone(get_current_timezone())
    assert f"{reported:%H:%M}".encode() not in page.content + mine.content


def test_the_list_of_reports_near_by_is_paced():
    town = make_town()
    visitor = browser_of(town.neighbour)
    visitor.defaults["REMOTE_ADDR"] = "192.0.2.77"
    asked = {"place": f"p{town.compound.pk}", "category": "lighting"}

    for _try in range(LISTS_PER_HOUR):
        assert visitor.post(reverse("cases:similar"), asked).status_code == 200

    assert visitor.post(reverse("cases:similar"), asked).status_code == 429


def test_my_reports_cost_the_same_with_one_and_with_three():
    town = make_town()
    browser = browser_of(town.reporter)
    for text in ("one", "two", "three"):
        browser.post(reverse("cases:new"), sent(town, text=text, key=f"key-of-report-{text}"))
    browser.get(reverse("cases:mine"))
    with CaptureQueriesContext(connection) as three:
        answer = browser.get(reverse("cases:mine"))
    Case.objects.exclude(text="one").update(reporter=None, reporter_account_id=None)
    with CaptureQueriesContext(connection) as one:
        browser.get(reverse("cases:mine"))

    assert answer.content.count("邮政局家属院".encode()) == 3
    assert len(three) == len(one)


def test_the_slip_carries_number_and_code_but_no_words():
    town = make_town()
    visitor = browser_of(None)
    visitor.post(reverse("cases:new"), sent(town, disclosure=Disclosure.ANONYMOUS))
    case = Case.objects.get()

    page = visitor.get(reverse("cases:followed_slip", args=[case.number]))
    file = visitor.get(reverse("cases:followed_slip_pdf", args=[case.number]))

    assert opened(case.slip_code).encode() in page.content
    assert b"The lamp is dark" not in page.content
    assert file.content.startswith(b"%PDF")


def test_the_counter_enters_for_somebody_and_it_is_recorded():
    town = make_town()
    browser = browser_of(town.clerk)

    answer = browser.post(
        reverse("cases:behalf"),
        sent(town, channel=Channel.TELEPHONE, name="李建国", phone="12012345678"),
        follow=True,
    )

    case = Case.objects.get()
    assert case.channel == Channel.TELEPHONE
    assert case.entered_by_id is not None
    assert opened(case.slip_code).encode() in answer.content


def test_somebody_registered_elsewhere_is_found_by_phone_and_says_only_the_name():
    town = make_town()
    foreign = make_person(town.tree.village, name="孙志强", phone="13912340002")
    browser = browser_of(town.clerk)
    given = {"channel": Channel.COUNTER, "disclosure": Disclosure.OPEN, "person": "139 1234 0002"}

    nameless = browser.post(reverse("cases:behalf"), sent(town, **given))
    assert nameless.status_code == 200
    assert "孙志强" not in nameless.content.decode()
    assert not Case.objects.exists()
    browser.post(reverse("cases:behalf"), sent(town, **given, name="孙师傅"))

    case = Case.objects.get()
    assert case.reporter == foreign
    assert (opened(case.reporter_name), opened(case.reporter_phone)) == ("孙师傅", "13912340002")


def test_a_kept_photo_is_shown_again_only_while_one_may_see_it():
    town = make_town()
    case = make_case(town, photos=(picture(),))
    address = reverse("cases:photo", args=[case.number, case.photos.get().digest])
    browser = browser_of(town.reporter)
    first = browser.get(address)
    kept = {"if-none-match": first["ETag"]}

    again = browser.get(address, headers=kept)
    browser.logout()
    behind = browser.get(address, headers=kept)

    assert (first.status_code, again.status_code, behind.status_code) == (200, 304, 404)
    assert first["Cache-Control"] == again["Cache-Control"] == "private, no-cache"


def test_a_foreign_case_and_its_photo_do_not_exist_for_others():
    town = make_town()
    case = make_case(town, photos=(picture(),))
    digest = case.photos.get().digest

    for browser in (browser_of(town.stranger), browser_of(town.neighbour), browser_of(None)):
        page = browser.get(reverse("cases:case", args=[case.number]))
        photo = browser.get(reverse("cases:photo", args=[case.number, digest]))
        assert page.status_code in {302, 404}
        assert photo.status_code == 404
