"""Imports on which the worker breaks: tried again, left to the administrator, dropped."""

from datetime import timedelta
from pathlib import Path

import pytest

from linli.apps.accounts.rules import Role
from linli.apps.audit.models import AuditEvent
from linli.apps.transfers import services
from linli.apps.transfers.models import Import
from linli.apps.transfers.rules import MOST_ATTEMPTS, ImportState
from linli.apps.transfers.selectors import hanging_pieces, waiting_tally
from linli.core.errors import NotAllowed, NotFound
from linli.core.machine import IllegalTransition
from tests.factories.places import make_tree
from tests.factories.transfers import staff

pytestmark = pytest.mark.django_db
SECRET = "张三 370102199001011234"


@pytest.fixture
def tree(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_tree()


@pytest.fixture
def place(tree):
    return tree.township


@pytest.fixture
def hanging(place, now, monkeypatch):
    """Return an import on which the worker breaks whenever it is tried."""
    monkeypatch.setattr("linli.apps.transfers.services.imports.AT_ONCE_BYTES", 0)
    clerk = staff(place, Role.TOWNSHIP_ADMIN, now)
    item = services.upload_file(
        actor=clerk,
        register="places.units",
        place_id=place.pk,
        file_name="张三.csv",
        chunks=["楼栋\n1\n".encode()],
        now=now,
    )

    def broken(*_arguments, **_options):
        raise RuntimeError(SECRET)

    monkeypatch.setattr("linli.apps.transfers.services.imports.run_file", broken)
    return item


def tries(now, minutes):
    for minute in range(minutes):
        services.work_on_imports(now=now + timedelta(minutes=minute))


def test_the_pauses_between_tries_double_and_then_somebody_has_to_look(hanging, now):
    tried = []
    for minute in range(200):
        services.work_on_imports(now=now + timedelta(minutes=minute))
        hanging.refresh_from_db()
        tried.append(hanging.attempts)

    assert [tried.index(count) for count in range(1, MOST_ATTEMPTS + 1)] == [0, 1, 3, 7, 15]
    assert tried[-1] == MOST_ATTEMPTS
    assert hanging.error.startswith("RuntimeError in linli/apps/transfers/services/imports.py:")
    assert "张三" not in hanging.error


def test_the_administrator_of_the_place_sees_that_it_hangs_and_not_what_it_is_called(
    hanging, tree, place, now
):
    tries(now, 1)
    admin = staff(place, Role.SYSTEM_ADMIN, now)
    foreign = staff(tree.other_township, Role.SYSTEM_ADMIN, now)

    (piece,) = hanging_pieces(admin, now)

    assert (piece.number, piece.failed, piece.attempts) == (str(hanging.pk), True, 1)
    assert place.name in str(piece.says)
    assert "张三" not in str(piece.says)
    assert waiting_tally(admin, now).failed == 1
    assert hanging_pieces(foreign, now) == []
    assert waiting_tally(foreign, now).failed == 0


def test_one_that_nobody_takes_up_becomes_late(hanging, place, now):
    admin = staff(place, Role.SYSTEM_ADMIN, now)
    later = now + timedelta(minutes=16)

    assert (waiting_tally(admin, now).waiting, waiting_tally(admin, now).late) == (1, 0)
    assert (waiting_tally(admin, later).waiting, waiting_tally(admin, later).late) == (0, 1)


def test_ordered_again_it_goes_on(hanging, place, now, monkeypatch):
    tries(now, 40)
    monkeypatch.undo()
    admin = staff(place, Role.SYSTEM_ADMIN, now)

    assert services.work_on_imports(now=now + timedelta(days=1)) == 0
    services.retry_import(actor=admin, number=str(hanging.pk), now=now)
    assert services.work_on_imports(now=now) == 1

    hanging.refresh_from_db()
    assert hanging.state in {ImportState.CHECKED, ImportState.REFUSED}
    assert AuditEvent.objects.get(kind="import.retried").account_id == admin.account_id


def test_dropped_it_is_given_up_with_the_reason_and_its_file_goes(
    hanging, place, now, settings, django_capture_on_commit_callbacks
):
    tries(now, 1)
    admin = staff(place, Role.SYSTEM_ADMIN, now)
    with django_capture_on_commit_callbacks(execute=True):
        services.drop_import(actor=admin, number=str(hanging.pk), reason="文件有误", now=now)

    hanging.refresh_from_db()
    assert hanging.state == ImportState.DISCARDED
    assert list((Path(settings.MEDIA_ROOT) / "imports").iterdir()) == []
    assert "文件有误" in AuditEvent.objects.get(kind="import.discarded").facts
    with pytest.raises(NotFound):
        services.retry_import(actor=admin, number=str(hanging.pk), now=now)


def test_nobody_else_orders_or_drops_it(hanging, tree, place, now):
    tries(now, 1)
    for role, where in (
        (Role.SECURITY_ADMIN, place),
        (Role.COMMUNITY_WORKER, place),
        (Role.SYSTEM_ADMIN, tree.other_township),
    ):
        actor = staff(where, role, now)
        with pytest.raises(NotAllowed):
            services.retry_import(actor=actor, number=str(hanging.pk), now=now)
        with pytest.raises(NotAllowed):
            services.drop_import(actor=actor, number=str(hanging.pk), reason="", now=now)

    assert Import.objects.get().attempts == 1


def test_the_administrator_gives_up_nothing_that_waits_for_its_owner(hanging, place, now):
    Import.objects.update(state=ImportState.CHECKED)
    admin = staff(place, Role.SYSTEM_ADMIN, now)

    with pytest.raises((NotAllowed, IllegalTransition)):
        services.drop_import(actor=admin, number=str(hanging.pk), reason="", now=now)


def test_the_file_of_one_that_cannot_be_written_goes_after_a_week(
    hanging, settings, now, django_capture_on_commit_callbacks
):
    Import.objects.filter(pk=hanging.pk).update(
        state=ImportState.CONFIRMED, attempts=MOST_ATTEMPTS, tried_at=now
    )
    kept = Path(settings.MEDIA_ROOT, "imports", Import.objects.get().stored_name)

    with django_capture_on_commit_callbacks(execute=True):
        services.drop_old_files(now=now + timedelta(days=7))
    assert kept.exists()
    with django_capture_on_commit_callbacks(execute=True):
        services.drop_old_files(now=now + timedelta(days=7, minutes=1))

    assert not kept.exists()
    assert Import.objects.get().state == ImportState.DISCARDED
