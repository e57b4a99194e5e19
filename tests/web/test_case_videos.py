"""Videos on the pages of cases: brought, being prepared, played in parts, and shut to others."""

from dataclasses import replace
from io import BytesIO

import av
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.apps.cases.models import Case
from linli.apps.cases.rules.clips import ClipState
from linli.apps.cases.rules.flow import CaseAction, CaseState
from linli.apps.cases.rules.kinds import Disclosure, Outcome
from linli.apps.cases.services import clips
from linli.kit.clips import apart
from linli.kit.ranges import Part, RangeImpossible, asked_part
from tests.factories.case_pages import browser_of, picture
from tests.factories.cases import NOW, case_in, make_case, make_town
from tests.factories.films import PLANTED, film, turned

db = pytest.mark.django_db
HUGE = b"\0\0\0\x18ftypmp42" + b"0" * 50_000_000


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(scope="module")
def clip() -> clips.NewClip:
    return clips.video_of(film())


def upload(data: bytes, name: str = "VID_0001.mp4", kind: str = "video/mp4") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type=kind)


def send(town, browser=None, **changes):
    values = {
        "key": "11111111-aaaa-bbbb-cccc-000000000007",
        "category": town.category.code,
        "place": f"p{town.compound.pk}",
        "text": "The pipe leaks",
        "disclosure": Disclosure.HANDLERS,
    } | changes
    browser = browser or browser_of(town.reporter)
    return browser.post(reverse("cases:new") + "?category=lighting", values, follow=True)


def prepare() -> None:
    studio = clips.Studio()
    while studio.go_on(now=NOW, seconds=90):
        pass


def played(case: Case, browser, **headers):
    address = reverse("cases:video", args=[case.number, case.clips.get().digest])
    answer = browser.get(
        address, headers={name.replace("_", "-"): headers[name] for name in headers}
    )
    return answer, answer.getvalue()


@db
def test_a_report_with_a_video_is_stored_prepared_and_played():
    town = make_town()
    browser = browser_of(town.reporter)

    answer = send(town, browser, text="", photos=[upload(turned(film()))])

    case = Case.objects.get()
    page = answer.content.decode()
    assert "Sent. Thank you." in page
    assert "is being prepared" in page
    assert "<video" not in page
    prepare()
    page = browser.get(reverse("cases:followed", args=[case.number])).content.decode()
    assert '<video controls preload="none" playsinline width="180" height="320"' in page
    assert 'aria-label="Video 1, 1 seconds"' in page
    assert "autoplay" not in page
    assert "is being prepared" not in page
    answer, whole = played(case, browser)
    with av.open(BytesIO(whole)) as shown:
        assert next(shown.decode(video=0)).width == 180
    assert not [planted for planted in PLANTED if planted in whole]
    assert "taken 2026-03-01" in page


@db
def test_a_remark_and_a_result_bring_videos_too():
    town = make_town()
    case = case_in(town, CaseState.HANDLING)
    browser = browser_of(town.handler)

    said = browser.post(
        reverse("cases:remark", args=[case.number]),
        {
            "text": "Before",
            "photos": [upload(film(seed=5)), upload(picture(), "a.jpg", "image/jpeg")],
        },
    )
    done = browser.post(
        reverse("cases:act", args=[case.number, "feed_back"]),
        {"version": Case.objects.get(pk=case.pk).version, "outcome": Outcome.SOLVED,
         "text": "Lamp changed", "photos": [upload(film(seed=6))]},
    )  # fmt: skip

    assert (said.status_code, done.status_code) == (302, 302)
    first, second = case.clips.order_by("pk")
    assert first.step.kind == "remark"
    assert first.step.photos.count() == 1
    assert second.step.action == CaseAction.FEED_BACK


REFUSED = {
    "cut off": (lambda: film()[:4000], "breaks off"),
    "script": (lambda: b"<script>alert(1)</script>", "no video that can be read"),
    "huge": (lambda: HUGE, "This video has 51 MB"),
    "sound": (lambda: film(pictures=False), "only sound"),
    "long": (lambda: film(400, every=4.0, sound=None, size=(64, 48)), "seconds; at most 60"),
    "wide": (lambda: film(0.2, size=(4352, 64), sound=None), "4352 by 64"),
}


@db
@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_taken_is_answered_clearly_and_no_word_is_lost(kind):
    made, words = REFUSED[kind]
    town = make_town()
    case = case_in(town, CaseState.HANDLING)
    data = made()
    browser = browser_of(town.reporter)

    report = send(town, browser, text="3号楼前漏水", photos=[upload(data)])
    remark = browser.post(
        reverse("cases:remark", args=[case.number]), {"text": "又漏了", "photos": [upload(data)]}
    )

    assert words in report.content.decode()
    assert "3号楼前漏水" in report.content.decode()
    assert remark.status_code == 422
    assert words in remark.content.decode()
    assert "又漏了" in remark.content.decode()
    assert Case.objects.get() == case
    assert not case.clips.exists()


@db
def test_two_videos_at_once_are_refused_and_told_in_chinese():
    town = make_town()
    browser = browser_of(town.reporter, language="zh-hans")

    answer = send(town, browser, photos=[upload(film()), upload(film(seed=2))])

    assert "一次最多发送 1 段视频" in answer.content.decode()
    assert not Case.objects.exists()


@db
def test_a_video_is_sent_in_the_parts_that_are_asked_for(clip):
    town = make_town()
    case = make_case(town, clips=(clip,))
    prepare()
    browser = browser_of(town.reporter)
    size = case.clips.get().size

    answer, whole = played(case, browser)
    first, head = played(case, browser, range="bytes=0-1")
    rest, tail = played(case, browser, range="bytes=100-")
    last, end = played(case, browser, range="bytes=-10")
    beyond, nothing = played(case, browser, range=f"bytes={size}-")
    other, all_of_it = played(case, browser, range="bytes=0-1", if_range='"another"')

    assert (answer.status_code, len(whole)) == (200, size)
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["Content-Type"] == "video/mp4"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-cache"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert (first.status_code, first["Content-Range"]) == (206, f"bytes 0-1/{size}")
    assert first["Content-Length"] == "2"
    assert head == whole[:2]
    assert (rest.status_code, tail) == (206, whole[100:])
    assert (last.status_code, end) == (206, whole[-10:])
    assert (beyond.status_code, beyond["Content-Range"], nothing) == (416, f"bytes */{size}", b"")
    assert (other.status_code, all_of_it) == (200, whole)
    told = browser.head(reverse("cases:video", args=[case.number, clip.digest]))
    told.close()
    assert (told.status_code, told["Content-Length"]) == (200, str(size))


@db
def test_a_kept_video_is_shown_again_only_while_one_may_see_it(clip):
    town = make_town()
    case = make_case(town, clips=(clip,))
    prepare()
    browser = browser_of(town.reporter)
    answer, _whole = played(case, browser)

    again, nothing = played(case, browser, if_none_match=answer["ETag"])
    browser.logout()
    behind, _page = played(case, browser, if_none_match=answer["ETag"])
    part, _page = played(case, browser, range="bytes=0-1")

    assert (again.status_code, nothing) == (304, b"")
    assert again["Cache-Control"] == "private, no-cache"
    assert (behind.status_code, part.status_code) == (404, 404)


@db
def test_a_foreign_video_does_not_exist_for_others_and_an_unready_one_for_nobody(clip):
    town = make_town()
    case = make_case(town, clips=(clip,))
    other = make_case(town)
    addresses = [
        reverse(f"cases:{route}", args=[case.number, clip.digest])
        for route in ("video", "poster", "small_poster")
    ]
    own = browser_of(town.reporter)

    before = [own.get(address).status_code for address in addresses]
    elsewhere = own.get(reverse("cases:poster", args=[other.number, clip.digest]))
    prepare()

    assert before == [404, 200, 200]
    assert elsewhere.status_code == 404
    for browser in (browser_of(town.stranger), browser_of(town.neighbour), browser_of(None)):
        assert [browser.get(address).status_code for address in addresses] == [404, 404, 404]


@db
def test_a_video_that_could_not_be_made_says_so_and_keeps_its_picture(clip):
    town = make_town()
    case = make_case(town, clips=(clip,))
    clips.keep_film(clip.digest, None, now=NOW)

    page = browser_of(town.clerk).get(reverse("cases:case", args=[case.number])).content.decode()

    assert case.clips.get().state == ClipState.FAILED
    assert "could not be prepared" in page
    assert reverse("cases:small_poster", args=[case.number, clip.digest]) in page
    assert "<video" not in page


@db
def test_more_videos_cost_no_more_queries(clip):
    town = make_town()
    browser = browser_of(town.clerk)

    def queries(many: int) -> int:
        case = make_case(town)
        for number in range(many):
            one = replace(clip, data=clip.data + bytes([number]))
            when = town.at(1 + number)
            clips.add_clip(actor=town.reporter, case_id=case.pk, clip=one, now=when)
        with CaptureQueriesContext(connection) as asked:
            browser.get(reverse("cases:case", args=[case.number]))
        return len(asked)

    queries(1)
    assert queries(3) == queries(1)


@db
def test_where_no_videos_are_taken_the_form_offers_none(monkeypatch):
    town = make_town()
    browser = browser_of(town.reporter)
    offered = browser.get(reverse("cases:new") + "?category=lighting").content.decode()
    monkeypatch.setattr(apart, "find_spec", lambda _name: None)

    bare = browser.get(reverse("cases:new") + "?category=lighting").content.decode()

    for words in ("video/*", "short video", "half a minute", "Film"):
        assert words in offered
        assert words not in bare


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("", None), ("bytes=-", None), ("items=0-1", None), ("bytes=5-2", None),
        ("bytes=0-1,4-5", None), ("bytes=0-0", Part(0, 0)), ("bytes=2-99", Part(2, 9)),
        ("bytes=9-", Part(9, 9)), ("bytes=-3", Part(7, 9)), ("bytes=-99", Part(0, 9)),
        ("bytes=0-" + "9" * 5000, None),
    ],
)  # fmt: skip
def test_parts_are_read_as_the_standard_says(header, part):
    assert asked_part(header, 10) == part


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=10-12", "bytes=-0"])
def test_a_part_beyond_the_end_is_impossible(header):
    with pytest.raises(RangeImpossible):
        asked_part(header, 10)
