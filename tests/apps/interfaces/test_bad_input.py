"""What programs send by mistake or malice: a clear answer in their language, nothing half done.

The same inputs as on the pages (`tests/web/test_case_bad_input.py`).
"""

import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from io import BytesIO
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.test import Client

from linli.apps.cases import services as cases
from linli.apps.cases.models import Case, CaseStep, Photo
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Disclosure
from linli.apps.cases.selectors import dossiers
from linli.apps.interfaces.rules.keys import KeyAct
from tests.factories.cases import case_in, make_case
from tests.factories.interfaces import make_key, make_program

pytestmark = pytest.mark.django_db
RARE = "𠮷𪚥𡃁 👨‍👩‍👧‍👦🧯 路灯"  # CJK extension B, joined emoji
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
LONG = "长" * 100_000
HAN = range(0x4E00, 0xA000)
both_languages = pytest.mark.parametrize("language", ["en", "zh-hans"])


@pytest.fixture(autouse=True)
def _fresh(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()


def report_of(town, **more):
    return {
        "category": "lighting", "place": town.compound.code, "text": "灯坏",
        "disclosure": "ANONYMOUS",
    } | more  # fmt: skip


def refused(answer, status, code, language):
    """Assert that a refusal has its code, and a sentence and advice in the caller's language."""
    told = answer.json()
    assert (answer.status_code, told["code"]) == (status, code), told
    assert told["detail"]
    assert told["advice"]
    for sentence in (told["detail"], told["advice"]):
        assert any(ord(sign) in HAN for sign in sentence) == (language != "en"), sentence
    return told


@both_languages
def test_a_photo_of_50_megabytes_is_refused_and_the_case_stays_as_it_was(town, language):
    team = make_program(town.team, language=language)
    case = case_in(town, CaseState.HANDLING)
    steps = case.steps.count()
    huge = BytesIO(b"\xff\xd8\xff" + b"0" * 50_000_000)
    huge.name = "a.jpg"

    answer = team.client.post(
        f"/api/v1/cases/{case.number}/photos",
        {"photo": huge},
        headers=team.headers | {"Idempotency-Key": "photo-0001"},
    )

    told = refused(answer, 400, "cases.photo_too_large", language)
    assert "51" in told["detail"]
    assert not Photo.objects.exists()
    assert case.steps.count() == steps


@both_languages
@pytest.mark.parametrize("where", ["report", "remark", "answer"])
def test_a_text_of_100000_characters_is_refused_whole(town, language, where):
    program = make_program(town.committee, language=language)
    case = make_case(town)
    steps = CaseStep.objects.count()

    answer = {
        "report": lambda: program.post("cases", report_of(town, text=LONG)),
        "remark": lambda: program.post(f"cases/{case.number}/remarks", {"text": LONG}),
        "answer": lambda: program.post(f"cases/{case.number}/answer", {"text": LONG}),
    }[where]()

    assert 400 <= answer.status_code < 500
    told = answer.json()
    assert told["field"] in {"text", "given.text"}
    assert any(ord(sign) in HAN for sign in told["detail"]) == (language != "en")
    assert LONG[:100] not in answer.content.decode()
    assert (Case.objects.count(), CaseStep.objects.count()) == (1, steps)


def test_a_script_is_text_and_nothing_else(town):
    program = make_program(town.committee)

    number = program.post("cases", report_of(town, text=SCRIPT)).json()["number"]

    shown = program.get(f"cases/{number}")
    assert shown["Content-Type"].startswith("application/json")
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert shown.json()["text"] == SCRIPT


def test_rare_characters_and_emoji_come_back_as_they_were_sent(town):
    program = make_program(town.committee)

    number = program.post("cases", report_of(town, text=RARE, spot="𠮷野家旁")).json()["number"]
    program.post(f"cases/{number}/remarks", {"text": RARE})

    shown = program.get(f"cases/{number}").json()
    assert (shown["text"], shown["spot"]) == (RARE, "𠮷野家旁")
    assert RARE in [step["text"] for step in shown["thread"]]


@both_languages
def test_a_foreign_or_made_up_case_does_not_exist(town, language):
    program = make_program(town.committee, language=language)
    foreign = make_case(town, place_id=town.tree.village.pk)
    none, odd = (404, "access.not_found"), (422, "interfaces.value_malformed")
    numbers = {
        foreign.number: none, "20260101-XXXX-XXXX": none, "0": none, "%27%20OR%201=1": odd,
        "𠮷" * 24: odd,
    }  # fmt: skip
    for number, expected in numbers.items():
        for answer in (
            program.get(f"cases/{number}"),
            program.post(f"cases/{number}/accept"),
            program.post(f"cases/{number}/remarks", {"text": "?"}),
        ):
            refused(answer, *expected, language)
    assert foreign.steps.count() == 1


@both_languages
def test_a_closed_case_takes_no_remark_and_says_what_to_do(town, language):
    program = make_program(town.committee, language=language)
    case = case_in(town, CaseState.CLOSED)
    steps = case.steps.count()

    answer = program.post(f"cases/{case.number}/remarks", {"text": "又坏了"})

    told = refused(answer, 409, "cases.closed", language)
    assert case.number in told["detail"]
    assert case.steps.count() == steps


@both_languages
def test_a_code_that_has_run_out_opens_nothing(town, language):
    program = make_program(town.committee, acts=(KeyAct.REPORT,), language=language)
    case = make_case(town, disclosure=Disclosure.ANONYMOUS, phone="")
    code = dossiers.slip_of(case)
    cases.answer_case(actor=town.clerk, case_id=case.pk, text="已答复", now=town.at(1))
    closed = town.at(1) - timedelta(days=800)
    Case.objects.filter(pk=case.pk).update(closed_at=closed, reported_at=closed)

    answer = program.post(f"cases/{case.number}/dispute", {"slip": code, "text": "没修好"})

    refused(answer, 409, "cases.slip_expired", language)
    assert Case.objects.get(pk=case.pk).state == CaseState.CLOSED
    token = Client().get(f"/open311/v2/tokens/{code}.json", headers={"Accept-Language": language})
    assert token.status_code == 410
    assert case.number not in token.content.decode()
    (told,) = token.json()
    assert any(ord(sign) in HAN for sign in told["description"]) == (language != "en")


@both_languages
def test_a_clock_set_back_is_refused_in_words_and_changes_nothing(town, language):
    program = make_program(town.committee, language=language)
    case = make_case(town)
    ahead = datetime.now(UTC) + timedelta(hours=2)
    cases.add_remark(actor=town.reporter, case_id=case.pk, text="再说一句", now=ahead)

    answer = program.post(f"cases/{case.number}/answer", {"text": "周一修好"})

    refused(answer, 409, "cases.clock_set_back", language)
    assert Case.objects.get(pk=case.pk).state == CaseState.REPORTED


def posted(town, form="json", language="en", **more):
    _key, secret = make_key(town.committee, acts=(KeyAct.REPORT,), now=datetime.now(UTC))
    given = {
        "api_key": secret, "jurisdiction_id": "371702", "service_code": "lighting",
        "address_id": town.compound.code, "description": "灯坏", "phone": "13900001111",
    } | more  # fmt: skip
    return Client().post(
        f"/open311/v2/requests.{form}",
        urlencode(given),
        content_type="application/x-www-form-urlencoded; charset=utf-8",
        headers={"Accept-Language": language},
    )


@both_languages
@pytest.mark.parametrize("form", ["json", "xml"])
def test_open311_refuses_a_text_of_100000_characters_whole(town, form, language):
    answer = posted(town, form, language, description=LONG)

    assert answer.status_code == 400
    content = answer.content.decode()
    if form == "json":
        told = answer.json()[0]["description"]
    else:
        told = ET.fromstring(content).findtext("error/description")
    assert "2000" in told.replace(",", "").replace("\xa0", "")
    assert any(ord(sign) in HAN for sign in told) == (language != "en")
    assert not Case.objects.exists()


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize("text", [SCRIPT, RARE])
def test_open311_keeps_scripts_and_rare_characters_as_text(town, form, text):
    answer = posted(town, form, description=text)

    assert answer.status_code == 201, answer.content
    case = Case.objects.get()
    assert case.text == text
    shown = Client().get(f"/open311/v2/requests/{case.number}.{form}?jurisdiction_id=371702")
    assert shown.status_code == 200
    assert "<script" not in shown.content.decode()
    if form == "xml":
        ET.fromstring(shown.content)


@pytest.mark.parametrize("form", ["json", "xml"])
def test_open311_knows_no_foreign_or_made_up_number(town, form):
    for number in ("20260101-XXXX-XXXX", "0", "%27%20OR%201=1", "𠮷" * 24):
        answer = Client().get(f"/open311/v2/requests/{number}.{form}?jurisdiction_id=371702")
        assert answer.status_code == 404
