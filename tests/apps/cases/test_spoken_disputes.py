"""Whoever does not type disagrees by voice or photo: kept with the objection, heard by offices."""

import json
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils.translation import override

from linli.apps.audit.models import AuditEvent
from linli.apps.cases import services
from linli.apps.cases.models import Case, Clip, Photo
from linli.apps.cases.rules.clips import CaseFullOfVoices
from linli.apps.cases.rules.fields import AFTER_CLOSING
from linli.apps.cases.rules.flow import CaseAction, CaseState, Part
from linli.apps.cases.rules.kinds import Disclosure, ExclusionReason
from linli.apps.cases.rules.refusals import EvidenceMissing
from linli.apps.cases.selectors.clips import open_voice, sound_of
from linli.apps.cases.selectors.dossiers import slip_of, thread_of
from linli.apps.cases.services import clips
from linli.apps.people.selectors.stored import stored_groups
from linli.core.access import Actor
from linli.core.errors import NotFound
from tests.factories.cases import case_in, make_case, make_town, picture
from tests.factories.people import make_person
from tests.factories.voices import a_voice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize("state", [CaseState.CHECKED, CaseState.CLOSED])
def test_a_reporter_disagrees_by_voice_without_a_word(state):
    town = make_town()
    case = case_in(town, state)

    services.dispute_case(
        actor=town.reporter, case_id=case.pk, text=" \u202e", clips=(a_voice(),), now=town.at(60)
    )

    case.refresh_from_db()
    clip = case.clips.get()
    assert (case.state, case.reopened) == (CaseState.OPEN, 1)
    assert (clip.step.action, clip.step.text, clip.is_reporters) == (CaseAction.DISPUTE, "", True)
    (entry,) = [one for one in thread_of(case, inner=True, now=town.at(61)) if one.clips]
    assert entry.clips == (clip,)
    (event,) = AuditEvent.objects.filter(kind="case.disputed")
    assert json.loads(event.facts)["part"] == Part.REPORTER
    asked = {"number": case.number, "digest": clip.digest, "now": town.at(61)}
    for actor in (town.clerk, town.dispatcher):
        open_voice(actor=actor, **asked).file.close()
    with pytest.raises(NotFound):
        open_voice(actor=town.neighbour, **asked)
    services.write_down(
        actor=town.clerk, case_id=case.pk, digest=clip.digest, said="晚上又灭了", now=town.at(61)
    )
    assert case.clips.get().said == "晚上又灭了"


def excluded(town) -> Case:
    case = make_case(town)
    services.propose_exclusion(
        actor=town.clerk, case_id=case.pk, reason=ExclusionReason.NO_FACTS, text="未发现",
        now=town.at(1),
    )  # fmt: skip
    services.confirm_exclusion(actor=town.second_clerk, case_id=case.pk, now=town.at(2))
    return case


def test_an_exclusion_is_appealed_by_a_photo_but_not_by_nothing():
    town = make_town()
    case = excluded(town)
    given = {"actor": town.reporter, "case_id": case.pk, "text": " ", "now": town.at(3)}

    with pytest.raises(EvidenceMissing):
        services.dispute_case(**given)
    services.dispute_case(**given, photos=(picture(),))

    case.refresh_from_db()
    assert case.state == CaseState.APPEALED
    assert case.photos.get().step.action == CaseAction.APPEAL


def test_what_the_desk_records_for_the_reporter_needs_words():
    town = make_town()
    case = case_in(town, CaseState.CHECKED)

    with pytest.raises(EvidenceMissing):
        services.record_dispute(
            actor=town.second_clerk, case_id=case.pk, way="TELEPHONE", text="", now=town.at(60)
        )


def test_an_objection_whose_recording_has_no_room_is_refused_whole(monkeypatch):
    monkeypatch.setattr(clips, "MOST_VOICES", 0)
    town = make_town()
    case = case_in(town, CaseState.CHECKED)

    with pytest.raises(CaseFullOfVoices):
        services.dispute_case(
            actor=town.reporter, case_id=case.pk, text="又灭了", clips=(a_voice(),),
            photos=(picture(),), now=town.at(60),
        )  # fmt: skip

    assert Case.objects.get(pk=case.pk).state == CaseState.CHECKED
    assert not Photo.objects.exists()
    assert not AuditEvent.objects.filter(kind="case.disputed").exists()


def test_whoever_gave_no_name_speaks_with_the_code_of_the_slip():
    town = make_town()
    case = make_case(town, disclosure=Disclosure.ANONYMOUS, phone="")
    services.answer_case(actor=town.clerk, case_id=case.pk, text="已答复", now=town.at(1))

    services.dispute_case(
        actor=Actor(name=""), case_id=case.pk, text="", clips=(a_voice(),), slip=slip_of(case),
        now=town.at(2),
    )  # fmt: skip

    clip = case.clips.get()
    assert (clip.account_id, clip.person_id) == (None, None)
    assert (clip.step.part, clip.step.account_id) == (Part.REPORTER, None)


def test_it_stands_in_ones_own_data_and_goes_with_the_photos(django_capture_on_commit_callbacks):
    town = make_town()
    person = make_person(town.compound, name="王秀英")
    reporter = Actor(name="王秀英", account_id=town.reporter.account_id, person_id=person.pk)
    case = make_case(town, actor=reporter)
    services.answer_case(actor=town.clerk, case_id=case.pk, text="已答复", now=town.at(1))
    services.dispute_case(
        actor=reporter, case_id=case.pk, text="", clips=(a_voice(),), now=town.at(2)
    )

    with override("en"):
        told = [one for one in stored_groups(person, clear=True) if one.data == "clip"]
    assert len(told) == 1

    services.withdraw_case(actor=reporter, case_id=case.pk, now=town.at(3))
    later = town.at(3) + timedelta(days=AFTER_CLOSING.days + 1)
    with django_capture_on_commit_callbacks(execute=True):
        services.erase_old_cases(actor=Actor.system("retention"), now=later)
    assert not Clip.objects.exists()
    assert not default_storage.exists(sound_of(a_voice().digest))


def test_a_remark_may_be_a_photo_alone():
    town = make_town()
    case = case_in(town, CaseState.HANDLING)

    services.add_remark(
        actor=town.reporter, case_id=case.pk, text="", photos=(picture(),), now=town.at(30)
    )

    assert case.photos.get().step.kind == "remark"
