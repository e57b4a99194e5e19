"""Voice notes on the pages of cases: sent without a word, heard, written down, shut to others."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.apps.cases import services
from linli.apps.cases.models import Case
from linli.apps.cases.rules.clips import ClipKind
from linli.apps.cases.rules.flow import CaseAction, CaseState
from linli.apps.cases.rules.kinds import Disclosure, Outcome
from linli.kit.clips import apart
from tests.factories.case_pages import browser_of, picture
from tests.factories.cases import case_in, make_case, make_town
from tests.factories.voices import a_voice, plain_wave, sound

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def upload(data: bytes, name: str = "voice.webm", kind: str = "audio/webm") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type=kind)


def send(town, browser, **changes):
    values = {
        "key": "11111111-aaaa-bbbb-cccc-000000000009",
        "category": town.category.code,
        "place": f"p{town.compound.pk}",
        "text": "",
        "disclosure": Disclosure.HANDLERS,
    } | changes
    return browser.post(reverse("cases:new") + "?category=lighting", values, follow=True)


def page_of(browser, case: Case) -> str:
    return browser.get(reverse("cases:case", args=[case.number])).content.decode()


def test_a_report_that_is_only_spoken_is_sent_heard_and_marked_at_the_desk():
    town = make_town()

    answer = send(town, browser_of(town.reporter), voice=upload(sound(0.4)))

    case = Case.objects.get()
    clip = case.clips.get()
    assert case.text == ""  # no words are put into anybody's mouth
    address = reverse("cases:voice", args=[case.number, clip.digest])
    assert "Sent. Thank you." in answer.content.decode()
    clerk = browser_of(town.clerk)
    page = page_of(clerk, case)
    assert '<audio controls preload="none"' in page
    assert f'<source src="{address}" type="audio/mp4">' in page
    assert "autoplay" not in page
    desk = clerk.get(reverse("cases:sorting"))
    assert "with a voice note" in desk.content.decode()
    heard = clerk.get(address, headers={"range": "bytes=4-11"})
    assert (heard.status_code, heard.getvalue()) == (206, b"ftypM4A ")
    assert heard["Content-Type"] == "audio/mp4"
    assert heard["Cache-Control"] == "private, no-cache"
    assert "sandbox" in heard["Content-Security-Policy"]
    for other in (browser_of(town.stranger), browser_of(town.neighbour), browser_of(None)):
        assert other.get(address).status_code == 404
    film = reverse("cases:video", args=[case.number, clip.digest])
    assert clerk.get(film).status_code == 404


def test_only_pages_that_record_may_use_the_microphone():
    town = make_town()
    case = make_case(town)
    browser = browser_of(town.reporter)
    wanted = {
        reverse("cases:new") + "?category=lighting": "microphone=(self)",
        reverse("cases:case", args=[case.number]): "microphone=(self)",
        reverse("cases:mine"): "microphone=()",
        reverse("cases:new"): "microphone=()",
    }

    found = {address: browser.get(address)["Permissions-Policy"] for address in wanted}

    for address, policy in wanted.items():
        assert policy in found[address].split(", "), address
        assert "camera=()" in found[address]


def test_a_remark_is_spoken_without_a_word_and_a_result_with_one():
    town = make_town()
    case = case_in(town, CaseState.HANDLING)
    browser = browser_of(town.handler)
    remark = reverse("cases:remark", args=[case.number])

    silent = browser.post(remark, {"text": ""})
    said = browser.post(remark, {"text": "", "voice": upload(sound(0.3))})
    done = browser.post(
        reverse("cases:act", args=[case.number, "feed_back"]),
        {"version": Case.objects.get(pk=case.pk).version, "outcome": Outcome.SOLVED,
         "text": "Lamp changed", "voice": upload(sound(0.3, tone=880))},
    )  # fmt: skip

    assert [answer.status_code for answer in (silent, said, done)] == [422, 302, 302]
    first, second = case.clips.order_by("pk")
    assert (first.kind, first.step.kind) == (ClipKind.VOICE, "remark")
    assert second.step.action == CaseAction.FEED_BACK


def test_a_reporter_disagrees_without_a_word_and_the_offices_hear_it():
    town = make_town()
    case = case_in(town, CaseState.CHECKED)
    browser = browser_of(town.reporter)
    address = reverse("cases:act", args=[case.number, "dispute"])
    offered = page_of(browser, case)
    assert 'id="id_dispute_voice"' in offered
    assert 'id="id_dispute_photos"' in offered
    given = {"version": case.version, "text": ""}

    silent = browser.post(address, given)
    stale = browser.post(address, given | {"version": 0, "voice": upload(sound(0.3))})
    said = browser.post(address, given | {"voice": upload(sound(0.3))})

    assert [one.status_code for one in (silent, stale, said)] == [422, 422, 302]
    assert "Write a sentence, or add a photo, a video or a voice note." in silent.content.decode()
    assert "were not kept" not in silent.content.decode()
    assert "Voice note, photos and video were not kept" in stale.content.decode()
    clip = case.clips.get()
    assert clip.step.action == CaseAction.DISPUTE
    sound_at = reverse("cases:voice", args=[case.number, clip.digest])
    for who in (town.dispatcher, town.clerk):
        assert f'<source src="{sound_at}" type="audio/mp4">' in page_of(browser_of(who), case)


def test_whoever_speaks_to_a_page_that_is_over_is_not_turned_away_without_a_word():
    town = make_town()
    case = case_in(town, CaseState.OPEN)
    address = reverse("cases:act", args=[case.number, "dispute"])

    late = browser_of(town.reporter).post(
        address, {"version": case.version, "text": "", "voice": upload(sound(0.3))}
    )

    assert late.status_code == 409
    assert "Voice note, photos and video were not kept" in late.content.decode()


def test_a_slip_disagrees_by_voice_and_a_remark_shows_only():
    town = make_town()
    visitor = browser_of(None)
    sent = send(town, visitor, text="灯灭了", disclosure=Disclosure.ANONYMOUS)
    case = Case.objects.get()
    services.answer_case(actor=town.clerk, case_id=case.pk, text="已答复", now=datetime.now(UTC))
    address = reverse("cases:act", args=[case.number, "dispute"])

    said = visitor.post(address, {"version": 1, "text": "", "voice": upload(sound(0.3))})
    shown = visitor.post(
        reverse("cases:remark", args=[case.number]),
        {"text": "", "photos": upload(picture(), "a.jpg", "image/jpeg")},
    )

    assert (sent.status_code, said.status_code, shown.status_code) == (200, 302, 302)
    assert case.clips.get().step.action == CaseAction.DISPUTE
    assert case.photos.get().step.kind == "remark"


def test_a_voice_note_that_is_refused_leaves_the_words_and_says_why():
    town = make_town()
    browser = browser_of(town.reporter)

    long = send(town, browser, text="3号楼前漏水", voice=upload(plain_wave(64)))
    broken = send(town, browser, text="3号楼前漏水", voice=upload(b"OggS no sound"))
    silent = send(town, browser)

    assert "lasts 64 seconds" in long.content.decode()
    assert "no voice note that can be read" in broken.content.decode()
    assert "3号楼前漏水" in long.content.decode()
    assert "a video or a voice note" in silent.content.decode()
    assert not Case.objects.exists()


def test_what_is_said_stands_beside_it_for_whoever_has_no_sound():
    town = make_town()
    case = make_case(town, clips=(a_voice(),))
    clerk = browser_of(town.clerk)
    address = reverse("cases:said", args=[case.number, a_voice().digest])
    here = reverse("cases:case", args=[case.number])
    assert "Write down what is said" in page_of(clerk, case)

    noted = clerk.post(address, {"said": "三号楼漏水", "next": here})
    own = page_of(browser_of(town.reporter), case)
    long = clerk.post(address, {"said": "漏" * 1001})

    assert (noted.status_code, noted["Location"]) == (302, here)
    assert own.count('<p class="case-text">三号楼漏水</p>') == 1
    assert "Put right what is said" in own
    assert long.status_code == 422
    assert case.clips.get().said == "三号楼漏水"


def test_more_voice_notes_cost_no_more_queries():
    town = make_town()
    browser = browser_of(town.clerk)

    def queries(many: int) -> int:
        case = make_case(town)
        for number in range(many):
            clip = a_voice(440 + number)
            services.add_clip(
                actor=town.reporter, case_id=case.pk, clip=clip, now=town.at(1 + number)
            )
        with CaptureQueriesContext(connection) as asked:
            page_of(browser, case)
        return len(asked)

    queries(1)
    assert queries(3) == queries(1)


def test_where_no_voice_notes_are_taken_the_forms_offer_none(monkeypatch):
    town = make_town()
    case = make_case(town)
    browser = browser_of(town.reporter)
    form = reverse("cases:new") + "?category=lighting"
    offered = browser.get(form).content.decode() + page_of(browser, case)
    monkeypatch.setattr(apart, "find_spec", lambda _name: None)

    bare = browser.get(form).content.decode() + page_of(browser, case)

    for words in ('name="voice"', "data-voice", "Press and speak"):
        assert words in offered
        assert words not in bare
