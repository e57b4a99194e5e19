"""What people and programs read when the platform itself fails, rests, or is asked too fast."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder

from linli.web import maintenance
from tests.factories.accounts import make_account

SECRET = "张三 370102199001011234"
LANGUAGES = [("zh-hans", "zh-CN", "返回首页"), ("en", "en", "Go to the home page")]


@pytest.fixture
def folder(settings, tmp_path):
    settings.ENVIRONMENT = type("E", (), {"data": tmp_path})
    return tmp_path


@pytest.fixture
def failing(client, monkeypatch):
    """Return a function that lets every page raise an error."""
    client.raise_request_exception = False

    def fail(error):
        def page(*_arguments, **_options):
            raise error

        monkeypatch.setattr("linli.web.middleware.DutyMiddleware.process_view", page)

    return fail


def asked(client, address, language):
    client.cookies["django_language"] = language
    return client.get(address)


@pytest.mark.parametrize(("language", "lang", "home"), LANGUAGES)
def test_a_failure_is_told_in_the_readers_language_with_what_to_do_and_no_trace(
    client, failing, language, lang, home
):
    failing(ValueError(SECRET))

    answer = asked(client, "/sign-in/", language)
    page = answer.content.decode()

    assert answer.status_code == 500
    assert f'<html lang="{lang}">' in page
    assert home in page
    assert {"zh-hans": "系统管理员", "en": "tell the system administrator"}[language] in page
    assert "500 · web.broken" in page
    for hidden in ("Traceback", "ValueError", SECRET, ".py"):
        assert hidden not in page
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(("language", "lang", "home"), LANGUAGES)
def test_a_database_that_is_away_is_503_with_when_to_come_again(
    client, failing, language, lang, home
):
    failing(OperationalError("connection to server at 10.0.0.1 refused"))

    answer = asked(client, "/sign-in/", language)
    page = answer.content.decode()

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert f'<html lang="{lang}">' in page
    assert home in page
    assert "10.0.0.1" not in page


def test_programs_read_a_failure_in_their_own_shape(client, failing):
    failing(ValueError(SECRET))

    answer = asked(client, "/api/v1/cases", "en")
    content = json.loads(answer.content)

    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (content["status"], content["code"]) == (500, "web.broken")
    assert "Idempotency-Key" in content["advice"]
    assert SECRET not in answer.content.decode()


@pytest.mark.parametrize("form", ["json", "xml"])
def test_open311_reads_a_failure_in_its_own_form(client, failing, form):
    failing(ValueError(SECRET))

    answer = asked(client, f"/open311/v2/services.{form}", "en")

    assert answer.status_code == 500
    assert form in answer.headers["Content-Type"]
    assert "500" in answer.content.decode()
    assert SECRET not in answer.content.decode()


@pytest.mark.parametrize(("language", "lang", "home"), LANGUAGES)
def test_maintenance_is_told_without_the_database(client, folder, language, lang, home):
    """No mark of the database on this test: a query would fail it."""
    until = datetime.now(UTC) + timedelta(minutes=20)
    maintenance.begin(until)

    answer = asked(client, "/", language)
    page = answer.content.decode()

    assert answer.status_code == 503
    assert 1100 < int(answer.headers["Retry-After"]) <= 1200
    assert f'<html lang="{lang}">' in page
    assert home in page
    assert "503 · web.maintenance" in page
    assert {"zh-hans": "预计", "en": "expected to be over"}[language] in page
    assert client.get("/healthz").status_code == 503


def test_maintenance_is_told_to_programs(client, folder):
    maintenance.begin()

    answer = client.get("/api/v1/cases", headers={"Accept-Language": "en"})

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert json.loads(answer.content)["code"] == "web.maintenance"
    assert client.get("/open311/v2/services.xml").status_code == 503


@pytest.mark.django_db
def test_the_command_begins_and_ends_it(client, folder, capsys):
    call_command("maintenance", "on", minutes=5)
    during = client.get("/healthz").status_code
    call_command("maintenance", "off")

    assert during == 503
    assert client.get("/healthz").status_code == 200
    assert capsys.readouterr().out == "maintenance is on\nmaintenance is off\n"


def test_a_damaged_note_still_means_maintenance(client, folder):
    (folder / "maintenance").write_text("{")

    assert client.get("/").status_code == 503


@pytest.mark.django_db
def test_the_worker_rests_meanwhile(folder, monkeypatch):
    struck = []
    monkeypatch.setattr("linli.kit.ticks.Clock.strike", lambda _clock, now: struck.append(now))
    worker = "linli.web.management.commands.worker"  # it would close the connection of the test
    monkeypatch.setattr(f"{worker}.close_old_connections", lambda: None)
    monkeypatch.setattr(f"{worker}.queued_tasks", lambda: None)

    maintenance.begin()
    call_command("worker", once=True)
    assert struck == []
    maintenance.end()
    call_command("worker", once=True)

    assert len(struck) == 1


@pytest.mark.django_db
def test_a_database_behind_the_program_is_maintenance_until_it_is_brought_up_to_date(
    client, folder, monkeypatch
):
    behind = maintenance.Behind()
    monkeypatch.setattr(maintenance, "DATABASE", behind)
    last = MigrationRecorder.Migration.objects.filter(app="operations").latest("pk")
    name = last.name
    last.delete()

    assert behind.look()
    assert client.get("/healthz").status_code == 503
    MigrationRecorder.Migration.objects.create(app="operations", name=name)
    assert client.get("/healthz").status_code == 503  # asked again after a few seconds only
    behind._looked_at = datetime.now(UTC) - timedelta(seconds=6)

    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "lang", "home"), LANGUAGES)
def test_too_many_attempts_are_told_with_when_the_next_one_counts(client, language, lang, home):
    make_account("wang")
    client.cookies["django_language"] = language
    for _attempt in range(6):
        answer = client.post("/sign-in/", {"login": "wang", "password": "not-the-password"})
    page = answer.content.decode()

    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "900"
    assert f'<html lang="{lang}">' in page
    assert home in page
    assert {"zh-hans": "请过几分钟再试", "en": "Wait a few minutes"}[language] in page
