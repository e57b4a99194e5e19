"""Voice notes: what is kept and what refused, who hears them, who writes down what is said."""

import json
from datetime import timedelta
from io import BytesIO

import av
import pytest
from django.core.files.storage import default_storage
from django.utils.translation import override

from linli.apps.audit.models import AuditEvent
from linli.apps.cases import services
from linli.apps.cases.models import Case, Clip
from linli.apps.cases.rules import clips as rules
from linli.apps.cases.rules.clips import ClipKind, ClipState
from linli.apps.cases.rules.fields import AFTER_CLOSING
from linli.apps.cases.rules.flow import CaseState, Part
from linli.apps.cases.rules.kinds import Disclosure, Outcome
from linli.apps.cases.rules.refusals import EvidenceMissing
from linli.apps.cases.rules.texts import TextMissing
from linli.apps.cases.selectors.clips import open_poster, open_voice, sound_of, voiced_among
from linli.apps.cases.selectors.dossiers import slip_of
from linli.apps.cases.services import clips
from linli.apps.cases.services.evidence import evidence_of
from linli.apps.people.selectors.stored import stored_groups
from linli.core.access import Actor
from linli.core.errors import NotAllowed, NotFound
from linli.kit.sentences import sentence
from tests.factories.cases import NOW, case_in, found_case, make_case, make_town, picture
from tests.factories.films import film
from tests.factories.people import make_person
from tests.factories.voices import PLANTED, a_voice, loudness, plain_wave, sound, with_cover

db = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def kept_of(case: Case) -> bytes:
    with default_storage.open(sound_of(case.clips.get(kind=ClipKind.VOICE).digest)) as file:
        return file.read()


@pytest.mark.parametrize("kind", ["webm", "ogg", "ipod", "mp3", "wav", "adts", "flac"])
def test_what_browsers_and_phones_record_ends_as_one_kind_without_notes(kind):
    brought = sound(kind=kind)

    voice = clips.voice_of(brought)

    assert (voice.kind, voice.seconds, voice.width) == (ClipKind.VOICE, 1, 0)
    assert voice.data[4:12] == b"ftypM4A "
    assert voice.data.index(b"moov") < voice.data.index(b"mdat")  # plays before all has come
    assert not [planted for planted in PLANTED if planted in voice.data]
    with av.open(BytesIO(voice.data)) as heard:
        (stream,) = heard.streams
        assert (stream.codec_context.name, stream.layout.name) == ("aac", "mono")
        assert not set(heard.metadata) & {"title", "artist", "location", "creation_time"}
    assert loudness(voice.data) > 0.3


def test_a_picture_inside_is_dropped_and_of_a_film_the_sound_is_kept():
    covered = with_cover(sound(kind="mp3"), picture())
    assert b"SECRET-COVER" in covered

    for brought in (covered, film()):
        voice = clips.voice_of(brought)
        with av.open(BytesIO(voice.data)) as heard:
            assert [stream.type for stream in heard.streams] == ["audio"]
        assert not [planted for planted in (*PLANTED, b"JFIF") if planted in voice.data]


def test_the_same_recording_sent_twice_is_the_same():
    brought = sound(0.4)

    assert clips.voice_of(brought).digest == clips.voice_of(brought).digest


def refused(data: bytes, kind: type[Exception], *words: str) -> None:
    with pytest.raises(kind) as refusal:
        clips.voice_of(data)
    said = sentence(refusal.value)
    assert refusal.value.facts["field"] == "voice"
    assert "%(" not in said
    for word in words:
        assert word in said


def test_what_is_no_voice_note_is_refused_with_its_reason(monkeypatch):
    refused(film(0.3, sound=None), rules.VoiceWithoutSound)
    refused(b"<script>alert(1)</script>" * 50, rules.VoiceUnreadable, "M4A")
    refused(b"", rules.VoiceUnreadable)
    refused(b"OggS" + b"\0" * 2000, rules.VoiceUnreadable)
    refused(b"ID3" + b"\xff" * 2000, rules.VoiceUnreadable)
    refused(plain_wave(64), rules.VoiceTooLong, "60", "64")
    monkeypatch.setattr(clips.apart, "hear", pytest.fail)
    refused(b"OggS" + b"0" * 15_000_000, rules.VoiceTooLarge, "16", "15")


def test_without_the_library_no_voice_note_is_taken(monkeypatch):
    monkeypatch.setattr(clips.apart, "find_spec", lambda _name: None)

    refused(b"OggS", rules.VoicesNotTaken)


class Sent(BytesIO):
    def __init__(self, data: bytes, name: str, content_type: str) -> None:
        super().__init__(data)
        self.name, self.content_type = name, content_type


def test_a_voice_note_comes_by_itself_or_among_the_files_but_once():
    note = sound(0.3)
    among = [Sent(picture(), "a.jpg", "image/jpeg"), Sent(note, "b.webm", "audio/webm")]

    evidence = evidence_of(among)
    alone = evidence_of([], voice=Sent(film(0.3), "voice.webm", "video/webm"))

    assert [one.kind for one in evidence.clips] == [ClipKind.VOICE]
    assert len(evidence.photos) == 1
    assert [one.kind for one in alone.clips] == [ClipKind.VOICE]
    with pytest.raises(rules.TooManyVoices):
        evidence_of(among, voice=Sent(note, "voice.webm", "audio/webm"))


@db
def test_a_voice_note_is_heard_at_once_by_whoever_sees_the_photos():
    town = make_town()
    case = make_case(town, clips=(a_voice(),))
    clip = case.clips.get()
    asked = {"number": case.number, "digest": clip.digest, "now": NOW}

    for actor in (town.reporter, town.clerk):
        with open_voice(actor=actor, **asked).file as file:
            assert file.read() == a_voice().data

    assert (clip.kind, clip.state, clip.size) == ("VOICE", ClipState.READY, len(a_voice().data))
    assert clip.taken_on is None
    assert voiced_among([case.pk]) == {case.pk}
    for actor in (town.stranger, town.neighbour, Actor(name="")):
        with pytest.raises(NotFound):
            open_voice(actor=actor, **asked)
    with pytest.raises(NotFound):  # there is nothing to see
        open_poster(actor=town.clerk, **asked)


@db
def test_a_remark_may_be_spoken_but_not_be_empty():
    town = make_town()
    case = case_in(town, CaseState.HANDLING)

    services.add_remark(
        actor=town.reporter, case_id=case.pk, text="", clips=(a_voice(),), now=town.at(30)
    )

    assert case.clips.get().step.kind == "remark"
    assert voiced_among([case.pk]) == set()  # the report itself was written
    with pytest.raises(TextMissing):
        services.add_remark(actor=town.reporter, case_id=case.pk, text="", now=town.at(31))


@db
def test_what_was_put_right_on_the_spot_is_seen_and_not_only_told():
    town = make_town()
    case = found_case(town)

    with pytest.raises(EvidenceMissing):
        services.solve_on_spot(
            actor=town.grid_worker, case_id=case.pk, outcome=Outcome.SOLVED, text="灯已换",
            photos=(), clips=(a_voice(),), now=town.at(1),
        )  # fmt: skip


@db
def test_voice_notes_have_room_of_their_own(monkeypatch):
    monkeypatch.setattr(clips, "MOST_VOICES", 1)
    monkeypatch.setattr(clips, "MOST_VIDEOS", 0)
    town = make_town()
    case = make_case(town)
    services.add_clip(actor=town.reporter, case_id=case.pk, clip=a_voice(), now=town.at(1))
    services.add_clip(actor=town.reporter, case_id=case.pk, clip=a_voice(), now=town.at(1))

    with pytest.raises(rules.CaseFullOfVoices):
        services.add_clip(actor=town.reporter, case_id=case.pk, clip=a_voice(880), now=town.at(2))

    assert case.clips.get().step.kind == "voice"
    assert AuditEvent.objects.filter(kind="case.voice_added").count() == 1


def write(town, actor, case, said, hours, digest=""):
    services.write_down(
        actor=actor, case_id=case.pk, digest=digest or case.clips.get().digest, said=said,
        now=town.at(hours),
    )  # fmt: skip


@db
def test_what_is_said_is_written_down_and_put_right_and_each_version_stays():
    town = make_town()
    case = make_case(town, clips=(a_voice(),))

    write(town, town.clerk, case, "三号楼漏水", 1)
    write(town, town.reporter, case, "四号楼漏水\u202e", 2)
    write(town, town.reporter, case, "四号楼漏水", 3)

    assert case.clips.get().said == "四号楼漏水"
    told = case.steps.filter(kind="said").order_by("number")
    assert [step.text for step in told] == ["三号楼漏水", "四号楼漏水"]
    assert not told.filter(is_inner=True).exists()
    events = AuditEvent.objects.filter(kind="case.words_written_down")
    assert [json.loads(one.facts)["clip"] for one in events] == [case.clips.get().pk] * 2
    assert not events.filter(facts__contains="漏水").exists()
    assert [bool(one.post) for one in events.order_by("pk")] == [
        True,
        False,
    ]  # as clerk, as reporter
    with pytest.raises(NotFound):
        write(town, town.stranger, case, "别的", 4)
    with pytest.raises(NotFound):
        write(town, town.clerk, case, "别的", 4, digest="0" * 64)


@db
def test_whoever_gave_no_name_writes_down_what_they_said_with_their_slip():
    town = make_town()
    case = make_case(town, disclosure=Disclosure.ANONYMOUS, clips=(a_voice(),))
    given = {"actor": Actor(name=""), "case_id": case.pk, "digest": a_voice().digest,
             "said": "井盖松了", "now": town.at(1)}  # fmt: skip

    with pytest.raises(NotFound):
        services.write_down(**given)
    services.write_down(**given, slip=slip_of(case))

    step = case.steps.get(kind="said")
    assert (step.part, step.account_id, step.person_id) == (Part.REPORTER, None, None)
    assert case.clips.get().said == "井盖松了"


@db
def test_a_reporter_puts_no_words_into_what_an_office_said():
    town = make_town()
    case = case_in(town, CaseState.HANDLING)
    services.add_remark(
        actor=town.handler, case_id=case.pk, text="", clips=(a_voice(),), is_inner=True,
        now=town.at(30),
    )  # fmt: skip

    with pytest.raises(NotAllowed):
        write(town, town.reporter, case, "不是", 31)

    write(town, town.clerk, case, "周三来", 31)
    assert case.steps.get(kind="said").is_inner


@db
def test_a_voice_note_stands_in_ones_own_data_and_of_an_anonymous_one_in_nobodys():
    town = make_town()
    person = make_person(town.compound, name="王秀英")
    reporter = Actor(name="王秀英", account_id=town.reporter.account_id, person_id=person.pk)
    sealed = make_case(town, actor=reporter, disclosure=Disclosure.SEALED, clips=(a_voice(),))
    write(town, town.clerk, sealed, "灯坏了", 1)
    hidden = make_case(town, actor=reporter, disclosure=Disclosure.ANONYMOUS, clips=(a_voice(880),))

    with override("en"):
        groups = [one for one in stored_groups(person, clear=True) if one.data == "clip"]
        told = [[str(text) for _word, text in row] for one in groups for row in one.rows]

    assert told == [["Voice note", "灯坏了"]]
    assert (hidden.clips.get().account_id, hidden.clips.get().person_id) == (None, None)


@db
def test_a_voice_note_goes_with_the_photos_of_a_closed_case(django_capture_on_commit_callbacks):
    town = make_town()
    case = case_in(town, CaseState.CLOSED)
    clips.keep_clips(case, (a_voice(),), actor=town.reporter, now=NOW)
    path = sound_of(a_voice().digest)
    assert default_storage.exists(path)
    later = Case.objects.get(pk=case.pk).closed_at + timedelta(days=AFTER_CLOSING.days + 1)

    with django_capture_on_commit_callbacks(execute=True):
        services.erase_old_cases(actor=Actor.system("retention"), now=later)

    assert not Clip.objects.exists()
    assert not default_storage.exists(path)
