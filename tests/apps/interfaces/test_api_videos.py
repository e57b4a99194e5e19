"""Videos over the JSON interface: brought, listed with their state, fetched when ready."""

from io import BytesIO

import pytest

from linli.apps.cases.models import Case, Clip
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Outcome
from linli.apps.cases.services import clips
from linli.apps.cases.services.clips import Studio
from linli.apps.interfaces.models import KeyReading
from linli.apps.interfaces.rules.keys import KeyAct
from tests.factories.cases import NOW, case_in, make_town
from tests.factories.films import PLANTED, film
from tests.factories.interfaces import make_program

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def named(data: bytes, name: str = "a.mp4") -> BytesIO:
    file = BytesIO(data)
    file.name = name
    return file


def add(team, number, data, key="video-0001"):
    return team.client.post(
        f"/api/v1/cases/{number}/videos",
        {"video": named(data)},
        headers=team.headers | {"Idempotency-Key": key},
    )


def test_a_video_comes_in_and_goes_out_when_it_is_ready():
    town = make_town()
    team = make_program(town.team)
    case = case_in(town, CaseState.HANDLING)
    brought = film()

    sent = add(team, case.number, brought)
    again = add(team, case.number, brought)

    assert (sent.status_code, again.status_code) == (201, 201), sent.content
    assert Clip.objects.count() == 1
    (shown,) = team.get(f"cases/{case.number}").json()["videos"]
    assert (shown["state"], shown["seconds"], shown["size"]) == ("WAITING", 1, 0)
    assert shown["taken_on"] == "2026-03-01"
    early = team.client.get(shown["address"], headers=team.headers)
    poster = team.client.get(shown["poster"], headers=team.headers)
    assert early.status_code == 404
    assert (poster.status_code, poster["Content-Type"]) == (200, "image/jpeg")

    studio = Studio()
    while studio.go_on(now=NOW, seconds=90):
        pass

    (shown,) = team.get(f"cases/{case.number}").json()["videos"]
    fetched = team.client.get(shown["address"], headers=team.headers)
    assert shown["state"] == "READY"
    assert (fetched.status_code, fetched["Content-Type"]) == (200, "video/mp4")
    assert len(fetched.content) == shown["size"]
    assert not [planted for planted in PLANTED if planted in fetched.content]
    noted = list(KeyReading.objects.values_list("operation", flat=True))
    assert noted.count("read_video") == 2
    stranger = make_program(town.department, acts=(KeyAct.READ_CASES,))
    for address in (shown["address"], shown["poster"]):
        assert stranger.client.get(address, headers=stranger.headers).status_code == 404
    assert add(stranger, case.number, brought, key="video-0002").status_code in {403, 404}


def test_a_result_is_shown_by_a_video_among_the_pictures():
    town = make_town()
    team = make_program(town.team)
    case = case_in(town, CaseState.HANDLING)

    done = team.send(
        f"cases/{case.number}/feed-back", {"outcome": "SOLVED", "text": "已换"}, film(),
        version=case.version,
    )  # fmt: skip

    assert done.status_code == 200, done.content
    assert case.clips.get().step.kind == "feed_back"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<script>alert(1)</script>", "cases.video_unreadable"),
        (b"\0\0\0\x18ftypmp42" + b"0" * 50_000_000, "cases.video_too_large"),
    ],
)
def test_what_is_no_video_is_refused_with_its_code(data, code):
    town = make_town()
    team = make_program(town.team)
    case = case_in(town, CaseState.HANDLING)

    answer = add(team, case.number, data)

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert not case.clips.exists()
    assert add(team, case.number, film()).status_code == 201  # the key was not used up


@pytest.mark.parametrize("kind", ["videos", "voices"])
def test_nobodys_file_is_looked_at_before_it_is_known_that_they_may_add_one(kind, monkeypatch):
    town = make_town()
    case, closed = case_in(town, CaseState.HANDLING), case_in(town, CaseState.CLOSED)
    stranger, team = make_program(town.department), make_program(town.team)
    office = make_program(town.office)
    for reader in ("look", "hear"):
        monkeypatch.setattr(clips.apart, reader, pytest.fail)

    def sent(program, number):
        answer = program.client.post(
            f"/api/v1/cases/{number}/{kind}",
            {kind[:-1]: named(film())},
            headers=program.headers | {"Idempotency-Key": "ask-first-01"},
        )
        return answer.status_code, answer.json()["code"]

    assert sent(stranger, case.number) == (404, "access.not_found")
    assert sent(team, "20260302-0000000") == (404, "access.not_found")
    assert sent(office, closed.number) == (409, "cases.closed")
    assert not Clip.objects.exists()


def test_a_repeated_command_is_answered_though_the_case_has_been_closed_since():
    town = make_town()
    team = make_program(town.team)
    case = case_in(town, CaseState.HANDLING)
    brought = film()
    first = add(team, case.number, brought)
    Case.objects.filter(pk=case.pk).update(
        state=CaseState.CLOSED, outcome=Outcome.SOLVED, closed_at=NOW
    )

    again = add(team, case.number, brought)

    assert (again.status_code, again.json()) == (201, first.json())
    assert add(team, case.number, brought, key="video-0009").status_code in {404, 409}
