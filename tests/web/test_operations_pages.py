"""The page of the worker's jobs, as the system administrator reads it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.apps.accounts.models import Account
from linli.apps.accounts.rules import Role
from linli.apps.audit.models import AuditEvent
from linli.apps.operations.models import ClockJob
from linli.apps.operations.services import StoredJournal
from linli.kit.ticks import Clock, SomeFailed, Tick, ticks
from tests.factories.accounts import give_role, make_account
from tests.factories.places import make_tree
from tests.web.access.operations import hanging_import

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SEAL = "linli.apps.audit.tasks.seal"


@pytest.fixture
def admin(client):
    account = make_account("system", name="系统管理员")
    give_role(account, Role.SYSTEM_ADMIN, "0001")
    client.force_login(account, backend=BACKEND)
    return client


def all_well(at):
    ClockJob.objects.bulk_create(ClockJob(name=tick.run, done_at=at) for tick in ticks())


def english(client, address="/jobs/"):
    client.cookies["django_language"] = "en"
    return client.get(address).content.decode()


def test_every_job_says_in_both_languages_what_it_does(admin):
    page = admin.get("/jobs/").content.decode()
    words = english(admin)

    for tick in ticks():
        assert len(str(tick.says)) > 10
        assert str(tick.says) in words
        assert tick.run not in page
    assert "封存尚未封存的留痕记录" in page


def test_a_worker_that_never_ran_is_said_with_what_to_do(admin):
    page = admin.get("/jobs/").content.decode()
    card = next(card for card in admin.get("/").context["cards"] if card.icon == "gear")

    assert "后台程序从未运行" in page
    assert "linli worker" in page
    assert card.kind == "danger"


def test_where_all_is_well_nothing_asks_for_anybody(admin):
    all_well(datetime.now(UTC))

    page = admin.get("/jobs/").content.decode()
    card = next(card for card in admin.get("/").context["cards"] if card.icon == "gear")

    assert "没有卡住的事项" in page
    assert "立即运行" not in page
    assert (card.kind, card.figure) == ("ok", 0)


def test_a_failed_job_stands_first_and_is_ordered_again(admin):
    now = datetime.now(UTC)
    all_well(now)
    ClockJob.objects.filter(name=SEAL).update(
        failures=2, failed_at=now, error="ValueError in linli/apps/audit/services.py:1"
    )

    answer = admin.get("/jobs/")
    first = answer.context["jobs"][0][0]
    card = next(card for card in admin.get("/").context["cards"] if card.icon == "gear")
    posted = admin.post(f"/jobs/clock/{SEAL}/run/", follow=True)

    assert (first.name, first.failures) == (SEAL, 2)
    assert "ValueError in linli/apps/audit/services.py:1" in answer.content.decode()
    assert (card.kind, card.figure) == ("danger", 1)
    assert "后台程序即将运行" in posted.content.decode()
    assert AuditEvent.objects.filter(kind="operations.job_wanted", subject_id=SEAL).exists()


def test_records_a_job_could_not_deal_with_are_counted_and_numbered(admin, monkeypatch):
    def breaks(now):
        raise SomeFailed([LookupError("张三"), LookupError("李四")], [41, 42])

    now = datetime.now(UTC)
    monkeypatch.setattr(SEAL, breaks)
    monkeypatch.setattr("linli.kit.ticks.ticks", lambda: [Tick(SEAL, "", every=timedelta(days=1))])
    Clock(StoredJournal()).strike(now)

    page, words = admin.get("/jobs/").content.decode(), english(admin)

    assert "2条记录未能处理，其余已完成；下次运行时再试。" in page
    assert "记录编号：41, 42" in page
    assert "2 records could not be dealt with" in words
    assert "张三" not in page

    monkeypatch.setattr(SEAL, lambda now: None)
    Clock(StoredJournal()).strike(now + timedelta(days=1))
    assert "未能处理" not in admin.get("/jobs/").content.decode()


def test_a_job_that_did_not_run_in_time_is_late(admin):
    all_well(datetime.now(UTC))
    ClockJob.objects.filter(name=SEAL).update(done_at=datetime.now(UTC) - timedelta(minutes=10))

    card = next(card for card in admin.get("/").context["cards"] if card.icon == "gear")

    assert card.kind == "warn"
    assert [line.value for line in card.lines] == [1, 0]


def test_the_cost_of_the_page_does_not_grow_with_its_pieces(admin, django_assert_num_queries):
    place = make_tree().county
    give_role(Account.objects.get(username="system"), Role.SYSTEM_ADMIN, place.path)
    hanging_import(place)
    admin.get("/jobs/")
    with CaptureQueriesContext(connection) as counted:
        admin.get("/jobs/")
    for _number in range(4):
        hanging_import(place)

    with django_assert_num_queries(len(counted)):
        page = admin.get("/jobs/").content.decode()

    assert page.count("/drop/") == 5
