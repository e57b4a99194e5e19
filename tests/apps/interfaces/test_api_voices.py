"""Voice notes over the JSON interface: brought, listed, fetched, and what is said in them."""

from io import BytesIO

import pytest

from linli.apps.cases import services
from linli.apps.cases.models import Clip
from linli.apps.cases.rules.flow import CaseAction, CaseState
from linli.apps.cases.rules.kinds import Disclosure
from linli.apps.cases.selectors.dossiers import slip_of
from linli.apps.interfaces.models import KeyReading
from linli.apps.interfaces.rules.keys import KeyAct
from tests.factories.cases import case_in, make_case, make_town
from tests.factories.interfaces import make_program
from tests.factories.voices import PLANTED, sound

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def add(team, number, data, key="voice-0001"):
    file = BytesIO(data)
    file.name = "a.m4a"
    return team.client.post(
        f"/api/v1/cases/{number}/voices", {"voice": file},
        headers=team.headers | {"Idempotency-Key": key},
    )  # fmt: skip


def test_a_voice_note_comes_in_and_goes_out_and_is_written_down():
    town = make_town()
    team = make_program(town.team)
    case = case_in(town, CaseState.HANDLING)
    brought = sound(kind="ipod")

    sent = add(team, case.number, brought)
    again = add(team, case.number, brought)

    assert (sent.status_code, again.status_code) == (201, 201), sent.content
    assert Clip.objects.count() == 1
    file = team.get(f"cases/{case.number}").json()
    (shown,) = file["voices"]
    assert file["videos"] == []
    assert (shown["seconds"], shown["said"]) == (1, "")
    fetched = team.client.get(shown["address"], headers=team.headers)
    assert (fetched.status_code, fetched["Content-Type"]) == (200, "audio/mp4")
    assert len(fetched.content) == shown["size"]
    assert not [planted for planted in PLANTED if planted in fetched.content]
    assert list(KeyReading.objects.values_list("operation", flat=True)).count("read_voice") == 1

    written = team.post(f"cases/{case.number}/clips/{shown['digest']}/said", {"said": "三号楼漏水"})

    assert written.status_code == 200, written.content
    assert team.get(f"cases/{case.number}").json()["voices"][0]["said"] == "三号楼漏水"
    stranger = make_program(town.department, acts=(KeyAct.READ_CASES,))
    assert stranger.client.get(shown["address"], headers=stranger.headers).status_code == 404


def test_a_reporter_disagrees_by_voice_over_another_program():
    town = make_town()
    program = make_program(town.committee, acts=(KeyAct.REPORT,))
    case = make_case(town, disclosure=Disclosure.ANONYMOUS, phone="")
    services.answer_case(actor=town.clerk, case_id=case.pk, text="已答复", now=town.at(1))
    path, slip = f"cases/{case.number}/dispute-shown", slip_of(case)

    wrong = program.send(path, {"slip": "AAAA-AAAA"}, sound(kind="ipod"))
    empty = program.send(path, {"slip": slip})
    said = program.send(path, {"slip": slip}, sound(kind="mp3"), key="objection-1")
    again = program.send(path, {"slip": slip}, sound(kind="mp3"), key="objection-1")

    statuses = [one.status_code for one in (wrong, empty, said, again)]
    assert statuses == [404, 422, 200, 200], (empty.content, said.content)
    clip = case.clips.get()
    assert (clip.step.action, clip.step.text) == (CaseAction.DISPUTE, "")
    assert case.steps.filter(action=CaseAction.DISPUTE).count() == 1


def test_what_is_no_voice_note_is_refused_with_its_code():
    town = make_town()
    team = make_program(town.team)
    case = case_in(town, CaseState.HANDLING)

    answer = add(team, case.number, b"<script>alert(1)</script>")

    assert (answer.status_code, answer.json()["code"]) == (400, "cases.voice_unreadable")
    assert not case.clips.exists()
