"""What people send by mistake or malice: a clear answer each, nothing lost, nothing run."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from linli.apps.cases import services
from linli.apps.cases.models import Case, Task
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Disclosure
from linli.apps.cases.selectors import dossiers
from tests.factories.case_pages import browser_of
from tests.factories.cases import called, case_in, give_cell, make_case, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_tried_codes_before():
    cache.clear()


RARE = "𠮷𪚥𡃁 👨‍👩‍👧‍👦🧯 路灯"  # CJK extension B, joined emoji


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def town():
    made = make_town()
    give_cell(made)
    return made


def report(town, **data):
    values = {
        "key": "bad-input-1", "place": f"p{town.compound.pk}", "text": "3号楼前路灯不亮",
        "disclosure": "HANDLERS",
    } | data  # fmt: skip
    browser = browser_of(town.reporter)
    return browser.post(reverse("cases:new") + "?category=lighting", values, follow=True)


def test_a_photo_of_50_megabytes_is_refused_and_the_text_stays(town):
    huge = SimpleUploadedFile("a.jpg", b"\xff\xd8\xff" + b"0" * 50_000_000, "image/jpeg")

    answer = report(town, photos=[huge])

    page = answer.content.decode()
    assert answer.status_code in {200, 422}
    assert "This file has 51 MB" in page, re.findall(r"[^<>]*MB[^<>]*", page)
    assert "3号楼前路灯不亮" in page
    assert not Case.objects.exists()


def test_a_photo_of_50_megabytes_with_a_remark_is_refused_and_the_text_stays(town):
    case = make_case(town)
    huge = SimpleUploadedFile("a.jpg", b"\xff\xd8\xff" + b"0" * 50_000_000, "image/jpeg")

    answer = browser_of(town.reporter).post(
        reverse("cases:remark", args=[case.number]), {"text": "又坏了", "photos": [huge]}
    )

    assert answer.status_code == 422
    assert "又坏了" in answer.content.decode()
    assert not case.steps.filter(kind="remark").exists()


@pytest.mark.parametrize("where", ["report", "remark", "call"])
def test_a_script_is_text_and_nothing_else(town, where):
    script = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    if where == "report":
        sent = report(town, text=script, spot=script[:100])
        case = Case.objects.get()
        assert b"<script>alert" not in sent.content
    elif where == "remark":
        case = make_case(town)
        services.add_remark(actor=town.reporter, case_id=case.pk, text=script, now=town.at(1))
    else:
        case = called(town).case
        Task.objects.update(text=script, legal_basis=script[:100], answer=script)

    for who in ("reporter", "clerk", "dispatcher", "officer"):
        if where == "report" and who == "reporter":
            continue  # whoever sent it was shown it already
        answer = browser_of(getattr(town, who)).get(reverse("cases:case", args=[case.number]))
        assert b"<script>alert" not in answer.content
        assert b"<img src=x" not in answer.content


def test_a_foreign_case_number_does_not_exist_whatever_is_asked(town):
    case = make_case(town)
    browser = browser_of(town.stranger)
    for name in ("case", "slip", "slip_pdf"):
        assert browser.get(reverse(f"cases:{name}", args=[case.number])).status_code == 404
    for name in ("remark", "call", "rate"):
        assert browser.post(reverse(f"cases:{name}", args=[case.number])).status_code == 404
    for number in ("20260101-XXXX-XXXX", "0", "%27%20OR%201=1", "𠮷" * 24):
        assert browser.get(f"/cases/{number}/").status_code == 404


def test_a_closed_case_says_what_to_do_and_keeps_the_words(town):
    case = case_in(town, CaseState.CLOSED)
    answer = browser_of(town.reporter).post(
        reverse("cases:remark", args=[case.number]), {"text": "灯又灭了，请再看看"}
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "is closed" in page
    assert "灯又灭了，请再看看" in page


def test_a_code_that_has_run_out_is_refused_in_words(town):
    case = make_case(town, disclosure=Disclosure.ANONYMOUS, phone="")
    code = dossiers.slip_of(case)
    services.answer_case(actor=town.clerk, case_id=case.pk, text="已答复", now=town.at(1))
    closed = town.at(1) - timedelta(days=800)
    case.refresh_from_db()
    Case.objects.filter(pk=case.pk).update(closed_at=closed, reported_at=closed)

    answer = browser_of(None).post(reverse("cases:follow"), {"code": code}, follow=True)

    assert "路灯" not in answer.content.decode()
    assert answer.status_code == 410
    assert "has run out" in answer.content.decode()
    assert code in answer.content.decode()


def test_a_text_of_100000_characters_is_refused_whole_and_stays_in_the_form(town):
    long = "长" * 99_990 + "最后十个字符在这里呀"
    answer = report(town, text=long)

    page = answer.content.decode()
    assert answer.status_code in {200, 422}
    assert "最后十个字符在这里呀" in page
    assert "2000" in page
    assert not Case.objects.exists()


def test_rare_characters_and_emoji_come_back_as_they_were_typed(town):
    report(town, text=RARE, spot="𠮷野家旁")
    case = Case.objects.get()

    assert (case.text, case.spot) == (RARE, "𠮷野家旁")
    page = browser_of(town.clerk).get(reverse("cases:case", args=[case.number]))
    assert RARE in page.content.decode()


def test_a_clock_set_back_is_refused_in_words_and_changes_nothing(town):
    case = make_case(town)
    ahead = datetime.now(UTC) + timedelta(hours=2)
    services.add_remark(actor=town.reporter, case_id=case.pk, text="再说一句", now=ahead)
    case.refresh_from_db()

    answer = browser_of(town.clerk).post(
        reverse("cases:act", args=[case.number, "answer"]),
        {"version": case.version, "text": "周一修好"},
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The clock of this machine is behind" in page
    assert "周一修好" in page
    assert Case.objects.get(pk=case.pk).state == CaseState.REPORTED


@pytest.mark.parametrize(
    ("language", "told"), [("en", "does not lie with you any more"), ("zh-hans", "已不在您处")]
)
def test_words_for_a_case_that_has_left_the_body_stay_and_say_so(town, language, told):
    case = case_in(town, CaseState.HANDLING)
    browser = browser_of(town.handler, language=language)
    services.withdraw_case(actor=town.reporter, case_id=case.pk, now=town.at(2))

    late = browser.post(
        reverse("cases:act", args=[case.number, "feed_back"]),
        {"version": case.version, "outcome": "SOLVED", "text": "已更换两只灯泡，恢复照明"},
    )

    page = late.content.decode()
    assert late.status_code == 404
    assert told in page
    assert "已更换两只灯泡，恢复照明" in page
    stranger = browser_of(town.stranger).get(reverse("cases:case", args=[case.number]))
    assert told not in stranger.content.decode()


def test_words_for_an_act_that_is_not_open_any_more_stay_on_the_page(town):
    case = make_case(town)
    first, second = browser_of(town.clerk), browser_of(town.second_clerk)
    address = reverse("cases:act", args=[case.number, "answer"])
    first.post(address, {"version": case.version, "text": "周一修好"})

    late = second.post(address, {"version": case.version, "text": "本周内修好"})

    page = late.content.decode()
    assert late.status_code == 409
    assert "Somebody else has acted in the meantime" in page
    assert "本周内修好" in page
    assert case.steps.filter(text="本周内修好").count() == 0


def test_the_same_form_sent_ten_times_is_one_remark_and_other_words_are_another(town):
    case = make_case(town)
    browser, address = browser_of(town.reporter), reverse("cases:remark", args=[case.number])
    page = browser.get(reverse("cases:case", args=[case.number])).content.decode()
    (key,) = re.findall(r'name="key" value="([0-9a-f-]{36})"', page)
    for text in (*["又坏了"] * 10, "灯杆也歪了"):
        answer = browser.post(address, {"key": key, "text": text})
        assert answer.status_code == 302

    said = case.steps.filter(kind="remark").order_by("number").values_list("text", flat=True)
    assert list(said) == ["又坏了", "灯杆也歪了"]


def test_refusals_are_told_in_chinese_to_whoever_reads_chinese(town):
    closed, ahead = case_in(town, CaseState.CLOSED), make_case(town)
    later = datetime.now(UTC) + timedelta(hours=2)
    services.add_remark(actor=town.reporter, case_id=ahead.pk, text="再说一句", now=later)
    browser = browser_of(town.reporter, language="zh-hans")
    huge = SimpleUploadedFile("a.jpg", b"\xff\xd8\xff" + b"0" * 50_000_000, "image/jpeg")

    def said(case, **data):
        answer = browser.post(reverse("cases:remark", args=[case.number]), data)
        assert answer.status_code == 422
        return answer.content.decode()

    assert "已结案" in said(closed, text="灯又灭了")
    assert "时钟" in said(ahead, text="还没来人")
    assert "51" in said(make_case(town), text="有图", photos=[huge])
    long = said(ahead, text="长" * 99_990 + "最后十个字符在这里呀")
    assert "2000" in long
    assert "最后十个字符在这里呀" in long
    for page in (said(closed, text="x"), long):
        assert not re.search(r"is closed|The clock of|characters", page)
