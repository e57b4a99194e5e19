"""A worker is killed between sending and marking: the letter goes again, under the same number.

The test's database is copied to a SQLite file that real worker processes share; two of them at
once send each event once. On PostgreSQL this file is left out (conftest.py), and tests/concurrency
shows the same with two connections.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from tests.factories.loopback import loopback
from tests.factories.notices import make_notice, make_webhook

WORK = """
import django; django.setup()
from datetime import datetime, timedelta, UTC
from linli.apps.notices import tasks
import sys
tasks.deliver(datetime.now(UTC) + timedelta(minutes=int(sys.argv[1])))
"""


@pytest.fixture
def server():
    with loopback() as started:
        yield started


@pytest.fixture
def shared(tmp_path, settings, transactional_db):
    """Return how to start a worker over a copy of the test's database, made when first asked."""
    path = tmp_path / "shared.sqlite3"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "linli.web.settings.dev",
        "LINLI_DATA": str(tmp_path),
        "LINLI_DATABASE": f"sqlite:///{path}",
        "LINLI_KEYS": str(settings.KEY_FOLDER),
        "LINLI_WEBHOOK_NETWORKS": "127.0.0.0/8",
    }

    def start(minutes: int = 0) -> subprocess.Popen[bytes]:
        if not path.exists():
            with sqlite3.connect(path) as copy:
                connection.connection.backup(copy)
        return subprocess.Popen([sys.executable, "-c", WORK, str(minutes)], env=environment)

    start.path = path
    return start


def states(path):
    with sqlite3.connect(path) as database:
        rows = database.execute("SELECT state, attempts FROM notices_webhookdelivery")
        return rows.fetchall()


def test_event_of_a_killed_worker_is_sent_again_under_the_same_number(shared, server):
    make_webhook(url=server.url)
    make_notice(now=datetime.now(UTC))
    server.waits = 30
    first = shared()
    _until(lambda: server.asked)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert states(shared.path) == [("SENDING", 1)]
    server.waits = 0

    assert shared(minutes=9).wait() == 0
    assert len(server.asked) == 1  # the claim still holds
    assert shared(minutes=11).wait() == 0

    numbers = [asked.headers["webhook-id"] for asked in server.asked]
    assert len(numbers) == 2
    assert len(set(numbers)) == 1
    assert states(shared.path) == [("DELIVERED", 2)]


def test_two_workers_at_once_send_each_event_once(shared, server):
    make_webhook(url=server.url)
    for _ in range(30):
        make_notice(now=datetime.now(UTC) - timedelta(minutes=1))
    server.waits = 0.02

    workers = [shared(), shared()]

    assert [worker.wait() for worker in workers] == [0, 0]
    numbers = [asked.headers["webhook-id"] for asked in server.asked]
    assert len(numbers) == len(set(numbers)) == 30
    assert set(states(shared.path)) == {("DELIVERED", 1)}


def _until(condition, seconds: float = 60):
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.05)
