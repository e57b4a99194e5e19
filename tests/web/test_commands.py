"""What starts the product: demo, server, worker, and what they say about the database."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from linli.kit.ticks import Clock, Tick, ticks
from linli.web.management.commands import demo as demo_command
from linli.web.storage_checks import has_wal_reset_fix, remarks

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("version", "fixed"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
    ],
)
def test_the_versions_of_sqlite_with_the_repair_are_known(version, fixed):
    assert has_wal_reset_fix(version) is fixed


@pytest.mark.django_db
def test_the_database_of_the_tests_gives_no_reason_to_worry_beyond_its_version():
    assert all("SQLite" in line for line in remarks())


def test_sqlite_is_never_served_by_two_processes(settings):
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        with pytest.raises(CommandError):
            call_command("serve", workers=2)


def test_ticks_run_when_due_and_a_failing_one_stops_no_other(monkeypatch, caplog):
    ran = []
    monkeypatch.setattr(sys.modules[__name__], "_tick", ran.append, raising=False)
    declared = [
        Tick(f"{__name__}.missing", "", every=timedelta(minutes=1)),
        Tick(f"{__name__}._tick", "", every=timedelta(minutes=5)),
    ]
    monkeypatch.setattr("linli.kit.ticks.ticks", lambda: declared)
    clock = Clock()

    for minute in range(11):
        clock.strike(NOW + timedelta(minutes=minute))

    assert ran == [NOW, NOW + timedelta(minutes=5), NOW + timedelta(minutes=10)]
    assert caplog.text.count("failed") == 11


@pytest.mark.django_db
def test_every_declared_tick_runs():
    assert Clock().strike(NOW) == [tick.run for tick in ticks()]


def test_the_demonstration_leaves_foreign_folders_alone(settings, tmp_path):
    (tmp_path / "register.sqlite3").write_text("not yours")
    settings.DEMO = True
    settings.ENVIRONMENT = type("E", (), {"data": tmp_path})

    with pytest.raises(CommandError):
        call_command("demo", prepare=True)

    assert (tmp_path / "register.sqlite3").read_text() == "not yours"


def demo_folder(settings, tmp_path):
    settings.DEMO = True
    settings.ENVIRONMENT = type("E", (), {"data": tmp_path})
    return tmp_path


def test_an_interrupted_making_is_cleared_away_by_the_next_start(settings, tmp_path, monkeypatch):
    folder = demo_folder(settings, tmp_path)
    (folder / "secret").write_text("stays")
    made = []

    def interrupted(name, **_options):
        made.append(name)
        assert not (folder / "linli.sqlite3").exists()
        (folder / "linli.sqlite3").write_text("half")
        (folder / "keys").mkdir()
        raise KeyboardInterrupt

    monkeypatch.setattr(demo_command, "call_command", interrupted)
    for _start in range(2):
        with pytest.raises(CommandError, match="Interrupted"):
            call_command("demo", prepare=True)
        assert not (folder / "demo-ready").exists()

    def complete(name, **_options):
        made.append(name)

    monkeypatch.setattr(demo_command, "call_command", complete)
    call_command("demo", prepare=True)
    call_command("demo", prepare=True)

    assert made == ["migrate", "migrate", "migrate", "load_demo"]
    assert sorted(path.name for path in folder.iterdir()) == ["demo-begun", "demo-ready", "secret"]
    assert (folder / "secret").read_text() == "stays"


def test_two_starts_do_not_make_one_demonstration(settings, tmp_path, monkeypatch):
    folder = demo_folder(settings, tmp_path)

    def second_start(_name, **_options):
        (folder / "linli.sqlite3").write_text("half")
        with pytest.raises(CommandError, match="Another start"):
            call_command("demo", prepare=True)
        assert (folder / "linli.sqlite3").exists()

    monkeypatch.setattr(demo_command, "call_command", second_start)

    call_command("demo", prepare=True)


def test_an_address_in_use_is_refused_before_anything_is_made(settings, tmp_path):
    folder = demo_folder(settings, tmp_path)
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # as the server itself does
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        for command in ("serve", "demo"):
            with pytest.raises(CommandError, match=f"{port} cannot be served at .*--port"):
                call_command(command, port=port)

    assert list(folder.iterdir()) == []


@pytest.mark.slow
def test_the_worker_of_the_demonstration_does_not_outlive_it(tmp_path):
    starts_one = (
        "import subprocess, sys; print(subprocess.Popen([sys.executable, '-m', 'linli', 'worker',"
        " '--with-parent'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).pid, flush=True);"
        " sys.stdin.read()"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", starts_one], env=clean_environment(tmp_path),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    worker = Path(f"/proc/{int(parent.stdout.readline())}")
    time.sleep(1)
    assert worker.exists()

    parent.kill()
    parent.communicate()

    for _attempt in range(120):
        if not worker.exists():
            return
        time.sleep(0.5)
    raise AssertionError("the worker is still there")


def clean_environment(folder):
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("LINLI_")},
        "LINLI_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "linli.web.settings.dev",
    }


@pytest.mark.slow
def test_the_server_starts_answers_and_stops(tmp_path):
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "linli", "serve", "--migrate", "--port", str(port)],
        env=clean_environment(tmp_path),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert answer_of(server, f"http://127.0.0.1:{port}/healthz") == b"ok"
        page = answer_of(server, f"http://127.0.0.1:{port}/sign-in/").decode()
        assert "dist/app.css" in page
        server.terminate()
        assert server.wait() == 0
    finally:
        server.kill()


def answer_of(server: subprocess.Popen, address: str) -> bytes:
    """Wait for as long as the server lives: how busy the machine is says nothing about it."""
    while server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=60) as answer:
                return answer.read()
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the server ended with {server.returncode} before {address} answered")


def test_sign_ins_of_the_demonstration_survive_a_restart(settings, tmp_path):
    from linli.web.demo import SignIn, demo_password, note_sign_ins, sign_ins

    settings.ENVIRONMENT = type("E", (), {"data": tmp_path})
    note_sign_ins([SignIn("wangge", "网格员，王堤口社区")])

    assert sign_ins() == [SignIn("wangge", "网格员，王堤口社区")]
    assert demo_password() == demo_password()
    assert json.loads((tmp_path / "sign-ins.json").read_text()) == [
        ["wangge", "网格员，王堤口社区"]
    ]
