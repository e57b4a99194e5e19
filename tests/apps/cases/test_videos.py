"""Videos: what is kept of them, what is refused with which words, how the worker makes them."""

import json
from datetime import date, timedelta
from io import BytesIO

import av
import pytest
from django.core.files.storage import default_storage
from django.utils.translation import override
from PIL import Image

from linli.apps.audit.models import AuditEvent
from linli.apps.cases import services
from linli.apps.cases.models import Case, Clip
from linli.apps.cases.rules import clips as rules
from linli.apps.cases.rules.clips import ClipKind, ClipState, clip_meant
from linli.apps.cases.rules.fields import AFTER_CLOSING
from linli.apps.cases.rules.flow import CaseAction, CaseState
from linli.apps.cases.rules.kinds import Outcome
from linli.apps.cases.selectors.clips import film_of, open_poster, open_video, waiting_film_of
from linli.apps.cases.services import clips
from linli.apps.cases.services.evidence import evidence_of
from linli.apps.notices.labels import sentences
from linli.apps.notices.models import Addressee, Notice
from linli.apps.notices.rules.posting import facts_of
from linli.apps.notices.selectors.letters import open_notices
from linli.apps.organisations.rules.bodies import SeatKind
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.kit.sentences import sentence
from tests.factories.cases import NOW, case_in, make_case, make_town, picture
from tests.factories.films import NOTES, PLANTED, claiming, film, turned
from tests.factories.organisations import seat_of

db = pytest.mark.django_db
SECONDS = 90  # the machine of the tests has other things to do


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(scope="module")
def filmed() -> bytes:
    return film()


@pytest.fixture(scope="module")
def clip(filmed) -> clips.NewClip:
    return clips.video_of(filmed)


def prepare(*, most: int = 9) -> int:
    """Let the worker do all there is; return how often it went on."""
    studio = clips.Studio()
    rounds = 0
    while rounds < most and studio.go_on(now=NOW, seconds=SECONDS):
        rounds += 1
    studio.close()
    return rounds


def notes_in(data: bytes) -> dict[str, str]:
    with av.open(BytesIO(data)) as shown:
        found = dict(shown.metadata)
        for stream in shown.streams:
            found |= stream.metadata
        assert not shown.chapters()
        assert {stream.type for stream in shown.streams} <= {"video", "audio"}
    return found


def test_of_what_a_phone_notes_only_the_day_is_left(filmed, clip):
    for planted in PLANTED:
        assert planted in filmed

    assert not [planted for planted in PLANTED if planted in clip.data]
    assert not set(notes_in(clip.data)) & {"location", "make", "model", "title", "creation_time"}
    assert clip.taken_on == date(2026, 3, 1)
    assert (clip.seconds, clip.width, clip.height) == (1, 320, 180)
    poster = Image.open(BytesIO(clip.poster.data))
    assert poster.format == "JPEG"
    assert poster.size == (320, 180)


@db
def test_what_is_played_is_made_anew_and_holds_nothing_else(
    clip, django_capture_on_commit_callbacks
):
    town = make_town()
    case = make_case(town, clips=(clip,))
    video = case.clips.get()
    assert video.state == ClipState.WAITING

    with django_capture_on_commit_callbacks(execute=True):
        prepare()

    video.refresh_from_db()
    with default_storage.open(film_of(video.digest)) as file:
        kept = file.read()
    assert video.state == ClipState.READY
    assert video.size == len(kept)
    assert not default_storage.exists(waiting_film_of(video.digest))
    assert not [planted for planted in PLANTED if planted in kept]
    assert not set(notes_in(kept)) & {"location", "make", "model", "title", "creation_time"}
    assert kept.index(b"moov") < kept.index(b"mdat")  # plays before all of it has come
    with av.open(BytesIO(kept)) as shown:
        codecs = [stream.codec_context.name for stream in shown.streams]
        shades = [frame.to_image().getpixel((20, 20)) for frame in shown.decode(video=0)]
    assert codecs == ["h264", "aac"]
    assert len(shades) == 10
    assert all(red > 200 and green < 60 for red, green, _blue in shades)


@pytest.mark.parametrize("kind", ["upright", "webm", "hevc"])
@db
def test_other_cameras_end_as_the_same_kind_of_film(kind):
    made = {
        "upright": lambda: turned(film()),
        "webm": lambda: film(kind="webm", codec="libvpx", sound="libopus"),
        "hevc": lambda: film(codec="libx265", sound=None, seconds=0.5),
    }
    brought = clips.video_of(made[kind]())
    case = make_case(make_town(), clips=(brought,))

    prepare()

    with default_storage.open(film_of(case.clips.get().digest)) as file:
        kept = file.read()
    assert not [planted for planted in PLANTED if planted in brought.data + kept]
    with av.open(BytesIO(kept)) as shown:
        frame = next(shown.decode(video=0))
    size = (180, 320) if kind == "upright" else (320, 180)
    image = frame.to_image()
    assert image.size == size == (brought.width, brought.height)
    # Half is red: the left one, or of a camera held upright the upper one.
    far = (size[0] - 10, 10) if kind == "upright" else (10, size[1] - 10)
    for spot in ((10, 10), far):
        assert image.getpixel(spot)[1] < 60
    assert image.getpixel((size[0] - 10, size[1] - 10))[1] > 200


def refused(data: bytes, kind: type[Exception], *words: str) -> None:
    with pytest.raises(kind) as refusal:
        clips.video_of(data)
    said = sentence(refusal.value)
    assert "%(" not in said
    for word in words:
        assert word in said


def test_a_film_that_breaks_off_is_refused(filmed):
    refused(filmed[: len(filmed) * 2 // 3], rules.VideoUnreadable)


def test_a_script_or_a_text_that_calls_itself_a_film_is_refused():
    refused(b"<script>alert(1)</script>" * 50, rules.VideoUnreadable, "MP4")
    refused(b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", rules.VideoUnreadable)
    refused(b"\0\0\0\x18ftypmp42" + b"\0" * 2000, rules.VideoUnreadable)
    refused(b"", rules.VideoUnreadable)


def test_sound_alone_is_refused():
    refused(film(pictures=False), rules.VideoOnlySound)


def test_a_film_that_lasts_too_long_is_refused_whatever_its_header_says():
    long = film(400, every=4.0, sound=None, size=(64, 48))

    refused(long, rules.VideoTooLong, "60")
    refused(claiming(long, hours=0), rules.VideoTooLong, "60")


def test_a_header_that_claims_ten_hours_changes_nothing(filmed):
    assert clips.video_of(claiming(filmed, hours=10)).seconds == 1


def test_pictures_of_too_many_pixels_are_refused():
    refused(film(0.2, size=(4352, 64), sound=None), rules.VideoTooWide, "4352")


def test_a_small_file_with_more_pictures_than_any_camera_makes_is_refused():
    packed = film(19, every=0.001, size=(32, 16), sound=None, notes=False)
    assert len(packed) < 2_000_000

    refused(packed, rules.VideoTooHeavy)


def test_a_file_of_more_than_fifty_megabytes_is_not_even_looked_at(monkeypatch):
    monkeypatch.setattr(clips.apart, "look", pytest.fail)

    refused(b"\0\0\0\x18ftypmp42" + b"0" * 50_000_000, rules.VideoTooLarge, "51", "50")


def test_reading_that_takes_too_long_is_ended(filmed, monkeypatch):
    monkeypatch.setattr(clips.apart, "LOOK_SECONDS", 0.001)

    refused(filmed, rules.VideoTooHeavy)


def test_the_process_apart_is_told_no_secret(filmed, monkeypatch):
    monkeypatch.setenv("LINLI_SECRET", "not-for-parsers")
    given = {}

    class Noted(clips.apart.subprocess.Popen):
        def __init__(self, command, **options):
            given.update(options)
            super().__init__(command, **options)

    monkeypatch.setattr(clips.apart.subprocess, "Popen", Noted)

    clips.video_of(filmed)

    assert set(given["env"]) == {"PYTHONPATH", "PYTHONUTF8", "MALLOC_ARENA_MAX"}
    assert given["stdin"] == clips.apart.subprocess.DEVNULL


def test_without_the_library_no_film_is_taken(filmed, monkeypatch):
    monkeypatch.setattr(clips.apart, "find_spec", lambda _name: None)

    refused(filmed, rules.VideosNotTaken)


@pytest.mark.parametrize(
    ("name", "media_type", "head", "told"),
    [
        ("a.mp4", "video/mp4", b"\0\0\0\x18ftypmp42", ClipKind.VIDEO),
        ("a.jpg", "image/jpeg", b"\0\0\0\x14ftypqt  ", ClipKind.VIDEO),
        ("a.heic", "image/heic", b"\0\0\0\x18ftypheic", None),
        ("a.webm", "", b"\x1a\x45\xdf\xa3\0\0\0\0\0\0\0\0", ClipKind.VIDEO),
        ("a.mp4", "", b"<script>aler", ClipKind.VIDEO),
        ("a.bin", "video/quicktime", b"", ClipKind.VIDEO),
        ("a.webm", "audio/webm", b"\x1a\x45\xdf\xa3\0\0\0\0\0\0\0\0", ClipKind.VOICE),
        ("a.mp4", "video/mp4", b"\0\0\0\x1cftypM4A ", ClipKind.VOICE),
        ("a.bin", "", b"RIFF\0\0\0\0WAVE", ClipKind.VOICE),
        ("a.bin", "", b"RIFF\0\0\0\0WEBP", None),
        ("a.amr", "", b"", ClipKind.VOICE),
        ("a.jpg", "image/jpeg", b"\xff\xd8\xff\xe0\0\0\0\0\0\0\0\0", None),
    ],
)
def test_films_and_voice_notes_are_told_from_pictures(name, media_type, head, told):
    assert clip_meant(name=name, media_type=media_type, head=head) == told


class Sent(BytesIO):
    def __init__(self, data: bytes, name: str, content_type: str) -> None:
        super().__init__(data)
        self.name, self.content_type = name, content_type


def test_photos_keep_their_days_beside_a_film(filmed):
    day, other = date(2026, 2, 1), date(2026, 2, 3)
    sent = [Sent(picture(), "a.jpg", "image/jpeg"), Sent(filmed, "b.mp4", "video/mp4"),
            Sent(picture(), "c.jpg", "image/jpeg")]  # fmt: skip

    evidence = evidence_of(sent, [day, None, other])

    assert evidence.photo_days == (day, other)
    assert len(evidence.photos) == 2
    assert [one.seconds for one in evidence.clips] == [1]
    with pytest.raises(rules.TooManyVideos):
        evidence_of([Sent(filmed, "b.mp4", "video/mp4"), Sent(filmed, "c.mp4", "video/mp4")])


@db
def test_a_film_shows_what_was_done_in_place_of_a_photo(clip):
    town = make_town()
    case = case_in(town, CaseState.HANDLING)

    services.feed_back(
        actor=town.handler, case_id=case.pk, outcome=Outcome.SOLVED, text="灯已换",
        clips=(clip,), now=town.at(30),
    )  # fmt: skip

    assert case.clips.get().step.action == CaseAction.FEED_BACK


@db
def test_a_film_may_be_added_once_and_is_news(clip):
    town = make_town()
    case = make_case(town)
    for _twice in range(2):
        services.add_clip(actor=town.reporter, case_id=case.pk, clip=clip, now=town.at(1))

    assert case.clips.count() == 1
    assert [step.kind for step in case.steps.order_by("number")][-1] == "video"
    events = AuditEvent.objects.filter(kind="case.video_added")
    assert events.count() == 1
    with pytest.raises(NotFound):
        services.add_clip(actor=town.stranger, case_id=case.pk, clip=clip, now=town.at(2))


@db
def test_a_case_holds_so_many_films_and_no_more(monkeypatch, clip):
    monkeypatch.setattr(clips, "MOST_VIDEOS", 1)
    town = make_town()
    case = make_case(town, clips=(clip,))
    other = clips.video_of(film(seed=2))

    with pytest.raises(rules.CaseFullOfVideos):
        services.add_clip(actor=town.reporter, case_id=case.pk, clip=other, now=town.at(1))

    assert not case.steps.filter(kind="video").exists()


@db
def test_a_day_that_has_not_come_is_none(monkeypatch):
    monkeypatch.setitem(NOTES, "creation_time", "2036-03-01T02:15:00.000000Z")

    case = make_case(make_town(), clips=(clips.video_of(film()),))

    assert case.clips.get().taken_on is None


@db
def test_a_film_is_open_to_those_who_see_the_case_and_only_when_it_is_made(clip):
    town = make_town()
    case = make_case(town, clips=(clip,))
    asked = {"number": case.number, "digest": clip.digest, "now": NOW}
    with pytest.raises(NotFound):
        open_video(actor=town.reporter, **asked)
    with open_poster(actor=town.reporter, **asked) as file:
        assert file.read(3) == b"\xff\xd8\xff"

    prepare()

    for actor in (town.reporter, town.clerk):
        with open_video(actor=actor, **asked).file as file:
            assert file.read(8)[4:] == b"ftyp"
    for actor in (town.stranger, town.neighbour, Actor()):
        for opened in (open_video, open_poster):
            with pytest.raises(NotFound):
                opened(actor=actor, **asked)


@db
def test_the_same_film_in_two_cases_is_made_once(clip, monkeypatch):
    town = make_town()
    first = make_case(town, clips=(clip,))
    prepare()
    second = make_case(town, clips=(clip,))
    monkeypatch.setattr(clips.apart, "begin", pytest.fail)

    prepare()

    assert second.clips.get().state == ClipState.READY
    assert second.clips.get().size == first.clips.get().size


@db
@pytest.mark.parametrize("fault", ["damaged", "gone"])
def test_a_film_that_cannot_be_made_says_so_and_holds_up_no_other(clip, fault):
    town = make_town()
    case = make_case(town, clips=(clip,))
    waiting = waiting_film_of(clip.digest)
    default_storage.delete(waiting)
    if fault == "damaged":
        with default_storage.open(waiting, "wb") as file:
            file.write(b"\0\0\0\x18ftypmp42" + b"\0" * 4000)
    other = make_case(town, clips=(clips.video_of(film(seed=3)),))

    prepare()

    assert case.clips.get().state == ClipState.FAILED
    assert other.clips.get().state == ClipState.READY


@db
def test_a_worker_that_ends_in_the_middle_loses_nothing(clip):
    case = make_case(make_town(), clips=(clip,))
    first = clips.Studio()
    assert first.go_on(now=NOW)
    first.close()
    assert case.clips.get().state == ClipState.WAITING

    prepare()

    assert case.clips.get().state == ClipState.READY


@db
@pytest.mark.parametrize("moment", ["waiting", "under way", "made"])
def test_the_film_goes_with_what_the_case_said(clip, moment, django_capture_on_commit_callbacks):
    town = make_town()
    case = case_in(town, CaseState.CLOSED)
    clips.keep_clips(case, (clip,), actor=town.reporter, now=NOW)
    studio = clips.Studio()
    if moment == "made":
        with django_capture_on_commit_callbacks(execute=True):
            prepare()
    if moment == "under way":
        studio.go_on(now=NOW)
    later = Case.objects.get(pk=case.pk).closed_at + timedelta(days=AFTER_CLOSING.days + 1)
    with django_capture_on_commit_callbacks(execute=True):
        services.erase_old_cases(actor=Actor.system("retention"), now=later)
    while studio.go_on(now=NOW, seconds=SECONDS):
        pass

    assert not Clip.objects.exists()
    assert not [name for _path, names in walked("cases") for name in names]
    event = AuditEvent.objects.get(kind="cases.retention_applied")
    assert json.loads(event.facts)["clips"] == 1


def walked(folder: str):
    if not default_storage.exists(folder):
        return
    folders, names = default_storage.listdir(folder)
    yield folder, names
    for inner in folders:
        yield from walked(f"{folder}/{inner}")


def failed(case):
    """Let the worker find that the video of a case cannot be made; return whom that is told."""
    clips.keep_film(case.clips.get().digest, None, now=NOW + timedelta(hours=30))
    rows = Addressee.objects.filter(notice__kind__startswith="cases.clip_unmade")
    return {(row.notice.kind, row.kind, row.target_id) for row in rows}


@db
def test_a_film_that_cannot_be_made_is_told_to_whoever_sent_it_and_whoever_has_the_case(clip):
    town = make_town()
    case = make_case(town, clips=(clip,))

    told = failed(case)
    assert told == failed(case)  # once

    chair = seat_of(town.committee, SeatKind.CHAIR).pk
    assert told == {
        ("cases.clip_unmade", "ACCOUNT", town.reporter.account_id),
        ("cases.clip_unmade_here", "POST", chair),
    }
    notices = {one.kind: one for one in Notice.objects.filter(kind__contains="unmade")}
    with override("en"):
        said = {kind: sentences(kind, facts_of(one.facts)) for kind, one in notices.items()}
    assert "add photos" in said["cases.clip_unmade"][1]
    assert "was asked for photos" in said["cases.clip_unmade_here"][1]
    assert open_notices(notices.values()) == {one.pk for one in notices.values()}
    services.add_photo(actor=town.reporter, case_id=case.pk, data=picture(), now=town.at(31))
    assert open_notices(notices.values()) == set()


@db
def test_of_a_reporter_without_an_account_only_the_post_hears_and_is_told_so(clip):
    town = make_town()
    case = make_case(town, actor=Actor(), clips=(clip,), phone="", disclosure="ANONYMOUS")

    told = failed(case)

    assert {kind for kind, _way, _who in told} == {"cases.clip_unmade_here"}
    notice = Notice.objects.get(kind="cases.clip_unmade_here")
    with override("en"):
        assert "ask the reporter" in sentences(notice.kind, facts_of(notice.facts))[1]


@db
def test_whoever_handles_it_and_filmed_hears_once_and_of_a_closed_case_nobody_hears(clip):
    town = make_town()
    case = case_in(town, CaseState.HANDLING)
    services.add_clip(actor=town.handler, case_id=case.pk, clip=clip, now=town.at(2))
    assert failed(case) == {("cases.clip_unmade", "ACCOUNT", town.handler.account_id)}

    closed = case_in(town, CaseState.HANDLING)
    services.add_clip(actor=town.reporter, case_id=closed.pk, clip=clip, now=town.at(2))
    Case.objects.filter(pk=closed.pk).update(
        state=CaseState.CLOSED, outcome=Outcome.SOLVED, closed_at=NOW
    )
    Notice.objects.all().delete()
    assert failed(closed) == set()
