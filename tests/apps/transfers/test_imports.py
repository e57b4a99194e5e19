"""Bringing files in: trial, commit as one, undo; what is wrong is told with row and column."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps

from linli.apps.accounts.models import Account, RoleGrant
from linli.apps.accounts.rules import Role
from linli.apps.audit.models import AuditEvent
from linli.apps.places import services as places
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from linli.apps.transfers import services
from linli.apps.transfers.models import Import
from linli.apps.transfers.rules import FILE_KEPT, UNDO_WINDOW, ImportState
from linli.core.access import Actor, Grant
from linli.core.errors import NotAllowed
from linli.core.machine import IllegalTransition
from linli.kit.registers import registers
from linli.kit.sheets.errors import FileTooLarge
from linli.kit.ticks import SomeFailed
from tests.apps.transfers.register import CompoundRegister
from tests.factories.damage import damaged
from tests.factories.places import make_tree
from tests.factories.transfers import staff

pytestmark = pytest.mark.django_db

GOOD = "名称,建成年份\n花园小区,2015\n河畔小区,\n"


@pytest.fixture(autouse=True)
def register(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    config = apps.get_app_config("transfers")
    monkeypatch.setattr(config, "registers", (CompoundRegister(),), raising=False)


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def clerk(tree, now):
    return staff(tree.community, Role.COMMUNITY_WORKER, now)


def upload(clerk, tree, now, text=GOOD, name="compounds.csv"):
    return services.upload_file(
        actor=clerk,
        register="test.compounds",
        place_id=tree.community.pk,
        file_name=name,
        chunks=[text.encode() if isinstance(text, str) else text],
        now=now,
    )


def names(tree):
    return set(Place.objects.filter(parent=tree.community).values_list("name", flat=True))


def stored_files(tmp_path):
    return list((tmp_path / "imports").glob("*"))


def test_trial_run_writes_nothing_and_counts(clerk, tree, now):
    item = upload(clerk, tree, now)

    assert (item.state, item.rows_seen, item.rows_refused) == (ImportState.CHECKED, 2, 0)
    assert item.counts == {"compounds": 2}
    assert names(tree) == set()


def test_confirmed_file_goes_in_whole_and_is_deleted(
    clerk, tree, now, tmp_path, django_capture_on_commit_callbacks
):
    item = upload(clerk, tree, now)
    with django_capture_on_commit_callbacks(execute=True):
        item = services.confirm_import(actor=clerk, import_id=item.pk, now=now)

    assert item.state == ImportState.COMMITTED
    assert names(tree) == {"花园小区", "河畔小区"}
    assert stored_files(tmp_path) == []


def test_problems_name_row_and_column_and_nothing_goes_in(clerk, tree, now):
    text = "名称,建成年份\n花园小区,二〇〇五\n,1999\n\n花园小区,2001\n花园小区,2002\n"

    item = upload(clerk, tree, now, text)

    found = [(row["row"], row["column"], row["code"]) for row in item.problems]
    assert found == [
        (2, "since", "test.year"),
        (3, "name", "cell.required"),
        (6, "name", "test.name_twice"),
    ]
    with pytest.raises(services.RowsRefused):
        services.confirm_import(actor=clerk, import_id=item.pk, now=now)
    assert names(tree) == set()


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        ("标题,建成年份\nx,2001\n", "file.headings_refused"),
        ("名称,名称\nx,2001\n", "file.headings_refused"),
        ("", "file.empty"),
        (b"PK\x03\x04 broken", "file.damaged"),
        (b"\x89PNG\x00", "file.type_unknown"),
        ('名称\n"never ends', "file.row_unreadable"),
        ("名称,建成年份\n", "file.without_rows"),
        ("名称\n" + "a" * 140_000 + "\n", "file.row_unreadable"),
        ("名称\n" + "好\n" * 5_000 + "\0\n", "file.damaged"),
    ],
)
def test_file_that_cannot_be_read_is_refused_and_deleted(
    clerk, tree, now, tmp_path, content, refusal, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        item = upload(clerk, tree, now, content)

    assert (item.state, item.refusal) == (ImportState.REFUSED, refusal)
    assert stored_files(tmp_path) == []


def test_rounded_numbers_are_refused(clerk, tree, now):
    item = upload(clerk, tree, now, "名称\n3.71702E+17\n")

    assert item.problems[0]["code"] == "cell.rounded"


def test_what_changed_since_the_trial_sends_the_import_back(clerk, tree, now):
    item = upload(clerk, tree, now)
    places.add_place(
        actor=clerk, parent_id=tree.community.pk, kind=PlaceKind.COMPOUND, name="花园小区", now=now
    )

    item = services.confirm_import(actor=clerk, import_id=item.pk, now=now)

    assert (item.state, item.rows_refused) == (ImportState.CHECKED, 1)
    assert names(tree) == {"花园小区"}


def test_rule_that_shows_only_when_written_sends_the_import_back(clerk, tree, now):
    item = upload(clerk, tree, now, "名称,建成年份\n好小区,\n早小区,1990\n")

    item = services.confirm_import(actor=clerk, import_id=item.pk, now=now)

    assert (item.state, item.problems[0]["code"]) == (ImportState.CHECKED, "place.day_too_early")
    assert names(tree) == set()


def test_commit_twice_acts_once(clerk, tree, now):
    item = upload(clerk, tree, now)
    services.confirm_import(actor=clerk, import_id=item.pk, now=now)

    services.commit_import(actor=clerk, import_id=item.pk, now=now)

    assert len(names(tree)) == 2
    assert AuditEvent.objects.filter(kind="import.committed").count() == 1


def test_large_file_waits_for_the_worker(clerk, tree, now, monkeypatch):
    monkeypatch.setattr("linli.apps.transfers.services.imports.AT_ONCE_BYTES", 10)
    item = upload(clerk, tree, now)
    assert item.state == ImportState.UPLOADED

    services.work_on_imports(now=now)
    services.confirm_import(actor=clerk, import_id=item.pk, now=now)
    services.work_on_imports(now=now)

    assert Import.objects.get(pk=item.pk).state == ImportState.COMMITTED


def test_whoever_lost_the_right_meanwhile_writes_nothing(clerk, tree, now, monkeypatch):
    monkeypatch.setattr("linli.apps.transfers.services.imports.AT_ONCE_BYTES", 10)
    item = upload(clerk, tree, now)
    services.work_on_imports(now=now)
    services.confirm_import(actor=clerk, import_id=item.pk, now=now)
    RoleGrant.objects.filter(account=clerk.account_id).update(ends_at=now)

    assert services.work_on_imports(now=now) == 1
    item.refresh_from_db()
    assert (item.state, item.refusal) == (ImportState.REFUSED, "transfers.right_ended")
    assert names(tree) == set()
    assert item.stored_name == ""


def test_a_closed_account_brings_nothing_in(clerk, tree, now, monkeypatch):
    monkeypatch.setattr("linli.apps.transfers.services.imports.AT_ONCE_BYTES", 10)
    item = upload(clerk, tree, now)
    Account.objects.filter(pk=clerk.account_id).update(is_active=False)

    services.work_on_imports(now=now)
    item.refresh_from_db()
    assert (item.state, item.refusal) == (ImportState.REFUSED, "transfers.right_ended")


def test_the_trail_names_who_brought_it_in_and_in_which_post(clerk, tree, now, monkeypatch):
    monkeypatch.setattr("linli.apps.transfers.services.imports.AT_ONCE_BYTES", 10)
    item = upload(clerk, tree, now)
    services.work_on_imports(now=now)
    services.confirm_import(actor=clerk, import_id=item.pk, now=now)
    services.work_on_imports(now=now)

    told = AuditEvent.objects.filter(kind__startswith="import.")
    assert set(told.values_list("account_id", "post")) == {(clerk.account_id, "test:1")}
    assert told.count() == 4


def test_one_failing_import_does_not_hold_up_the_next(clerk, tree, now, monkeypatch):
    monkeypatch.setattr("linli.apps.transfers.services.imports.AT_ONCE_BYTES", 10)
    broken, sound = upload(clerk, tree, now), upload(clerk, tree, now)
    Import.objects.filter(pk=broken.pk).update(register="no.longer.there")

    assert services.work_on_imports(now=now) == 1
    assert Import.objects.get(pk=sound.pk).state == ImportState.CHECKED


def test_undo_takes_everything_back(clerk, tree, now):
    item = upload(clerk, tree, now)
    services.confirm_import(actor=clerk, import_id=item.pk, now=now)

    services.undo_import(actor=clerk, import_id=item.pk, now=now + timedelta(hours=1))

    assert names(tree) == set()
    with pytest.raises(IllegalTransition):
        services.undo_import(actor=clerk, import_id=item.pk, now=now)


def test_undo_is_refused_after_its_window(clerk, tree, now):
    item = upload(clerk, tree, now)
    services.confirm_import(actor=clerk, import_id=item.pk, now=now)
    late = now + UNDO_WINDOW + timedelta(seconds=1)

    with pytest.raises(services.UndoTooLate):
        services.undo_import(actor=clerk, import_id=item.pk, now=late)


def test_undo_is_refused_when_a_row_was_changed(clerk, tree, now):
    item = upload(clerk, tree, now)
    services.confirm_import(actor=clerk, import_id=item.pk, now=now)
    place = Place.objects.get(name="花园小区")
    places.rename_place(actor=Actor.system(), place_id=place.pk, name="花园新村", now=now)

    with pytest.raises(services.UndoInUse):
        services.undo_import(actor=clerk, import_id=item.pk, now=now)
    assert "河畔小区" in names(tree)


def test_undo_is_refused_when_a_row_is_needed(clerk, tree, now):
    item = upload(clerk, tree, now)
    services.confirm_import(actor=clerk, import_id=item.pk, now=now)
    place = Place.objects.get(name="花园小区")
    Place.objects.filter(pk=place.pk).update(last_step=1)
    Place.objects.create(
        parent=place,
        path=place.path + "0001",
        kind=PlaceKind.BUILDING,
        code="building-of-the-test",
        name="1号楼",
        valid_from=place.valid_from,
        since=place.valid_from,
    )

    with pytest.raises(services.UndoInUse):
        services.undo_import(actor=clerk, import_id=item.pk, now=now)
    assert names(tree) == {"花园小区", "河畔小区"}


def test_only_the_register_says_who_may(clerk, tree, now):
    elsewhere = replace(clerk, grants=(Grant("COMMUNITY_WORKER", tree.village.path),))

    with pytest.raises(NotAllowed):
        upload(elsewhere, tree, now)
    with pytest.raises(NotAllowed):
        upload(Actor.system(), tree, now)


def test_too_large_a_file_leaves_nothing_behind(clerk, tree, now, tmp_path, monkeypatch):
    monkeypatch.setattr("linli.apps.transfers.services.imports.MAX_BYTES", 20)

    with pytest.raises(FileTooLarge):
        upload(clerk, tree, now)
    assert stored_files(tmp_path) == []
    assert not Import.objects.exists()


def test_forgotten_files_go_after_a_day(
    clerk, tree, now, tmp_path, django_capture_on_commit_callbacks
):
    item = upload(clerk, tree, now)
    with django_capture_on_commit_callbacks(execute=True):
        services.drop_old_files(now=now + FILE_KEPT + timedelta(seconds=1))

    assert Import.objects.get(pk=item.pk).state == ImportState.DISCARDED
    assert stored_files(tmp_path) == []


def test_a_file_that_cannot_go_keeps_no_other(clerk, tree, now):
    stuck, other = upload(clerk, tree, now), upload(clerk, tree, now)
    later = now + FILE_KEPT + timedelta(seconds=1)

    with damaged("transfers_import", stuck.pk), pytest.raises(SomeFailed) as failed:
        services.drop_old_files(now=later)

    assert list(failed.value.numbers) == [stuck.pk]
    assert Import.objects.get(pk=other.pk).state == ImportState.DISCARDED
    services.drop_old_files(now=later)
    assert Import.objects.get(pk=stuck.pk).state == ImportState.DISCARDED


def test_problems_kept_tell_no_content_of_the_file(clerk, tree, now):
    item = upload(clerk, tree, now, "名称,建成年份\n机密名称,机密内容\n")

    assert "机密" not in str(item.problems)


@pytest.mark.parametrize("key", registers())
def test_the_example_of_a_template_is_one_that_is_taken(key):
    for column in registers()[key].columns:
        if column.example:
            assert column.clean(column.example) is not None, column.key
