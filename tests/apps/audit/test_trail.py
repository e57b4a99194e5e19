"""The trail refuses changes, and a check names whatever was changed behind its back."""

import json
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.db import connection
from django.db.utils import DatabaseError

from linli.apps.audit import selectors, services
from linli.apps.audit.models import AuditEvent, Seal
from linli.apps.audit.rules import AUDITORS, ENDING, Finding
from linli.core.access import Actor, Grant, NotAllowed
from linli.kit import append_only
from tests.conftest import APPEND_ONLY
from tests.conftest import NOW as TODAY

pytestmark = pytest.mark.django_db


def fill(now, count=30, batch=7):
    actor = Actor(account_id=3, person_id=5, name="王", grants=(Grant("AUDIT_ADMIN", "0001"),))
    for index in range(count):
        services.record(
            actor=actor,
            kind="place.renamed" if index % 2 else "place.added",
            subject_type="place",
            subject_id=1 + index % 4,
            now=now + timedelta(seconds=index),
            scope_path="0001" if index % 3 else "0002",
            facts={"name": f"第{index}号", "reason": None},
        )
    while services.seal_next_batch(now=now, size=batch):
        pass


@pytest.fixture
def unlocked():
    """Take the triggers away, as somebody with the database's own rights could."""
    for table in APPEND_ONLY:
        append_only.remove(connection, table)
    yield
    for table in APPEND_ONLY:
        append_only.install(connection, table, ENDING.get(table))


def found(at=TODAY):
    return {(fault.finding, fault.at) for fault in selectors.faults(now=at)}


@pytest.mark.parametrize(
    "change",
    [
        lambda: AuditEvent.objects.all().update(kind="x"),
        lambda: AuditEvent.objects.all().delete(),
        lambda: Seal.objects.all().update(number=9),
        lambda: Seal.objects.all().delete(),
    ],
)
def test_database_refuses_changes(now, change):
    fill(now)

    with pytest.raises(DatabaseError, match="only grows"):
        change()


def test_whole_trail_has_no_fault(now):
    fill(now)

    assert found() == set()
    assert Seal.objects.count() == 5


def test_act_without_trail_did_not_happen(now):
    with pytest.raises(TypeError):
        services.record(
            actor=Actor.system(),
            kind="x",
            subject_type="x",
            subject_id=1,
            now=now,
            facts={"share": 0.5},
        )


def test_altered_row_with_repaired_digest_is_named(now, unlocked):
    fill(now)
    event = AuditEvent.objects.order_by("pk")[11]
    event.facts = '{"name":"forged","old":null}'
    event.digest = services.digest(selectors.event_record(event))
    event.save()

    assert found() == {(Finding.ALTERED, f"event {event.pk}")}


def test_missing_inserted_and_swapped_rows_are_named(now, unlocked):
    fill(now)
    first, second, third = AuditEvent.objects.order_by("pk")[4:7]
    low, high = first.pk, second.pk
    AuditEvent.objects.filter(pk=third.pk).delete()
    AuditEvent.objects.filter(pk=low).update(id=10_000_000)
    AuditEvent.objects.filter(pk=high).update(id=low)
    AuditEvent.objects.filter(pk=10_000_000).update(id=high)

    assert found() == {
        (Finding.MISSING, f"event {third.pk}"),
        (Finding.ALTERED, f"event {low}"),
        (Finding.ALTERED, f"event {high}"),
    }


def test_lost_tail_shows_against_published_heads(now, unlocked):
    fill(now)
    heads = {head["number"]: head["head"] for head in selectors.published_heads()}
    last = Seal.objects.order_by("-number")[0]
    AuditEvent.objects.filter(pk__gte=last.first_event).delete()
    last.delete()

    assert found() == set()
    faults = list(selectors.faults(published=heads, now=TODAY))
    assert [(fault.finding, fault.at) for fault in faults] == [(Finding.SEAL_MISSING, "seal 5")]


def mutate(chance, events, seals):
    """Change, remove, insert or swap one thing; return what to call it."""
    kind = chance.choice(["column", "delete", "insert", "swap", "seal", "seal-delete", "digest"])
    table, seal_table = AuditEvent._meta.db_table, Seal._meta.db_table
    event, seal = chance.choice(events), chance.choice(seals)
    with connection.cursor() as cursor:
        if kind == "column":
            column = chance.choice(
                ["kind", "subject_type", "subject_id", "scope_path", "facts", "actor_name", "post"]
            )
            cursor.execute(f"UPDATE {table} SET {column} = {column} || 'x' WHERE id = %s", [event])
        elif kind == "digest":
            digest = chance.randbytes(32)
            cursor.execute(f"UPDATE {table} SET digest = %s WHERE id = %s", [digest, event])
        elif kind == "delete":
            cursor.execute(f"DELETE FROM {table} WHERE id = %s", [event])
        elif kind == "insert":
            columns = "at, account_id, person_id, actor_name, post, kind, subject_type, subject_id"
            columns += ", scope_path, facts, digest"
            cursor.execute(
                f"INSERT INTO {table} (id, {columns}) "
                f"SELECT %s, {columns} FROM {table} WHERE id = %s",
                [events[0] - 1 - chance.randrange(3), event],
            )
        elif kind == "swap":
            other = chance.choice([number for number in events if number != event])
            for old, new in ((event, -1), (other, event), (-1, other)):
                cursor.execute(f"UPDATE {table} SET id = %s WHERE id = %s", [new, old])
        elif kind == "seal":
            column = chance.choice(["leaves", "root", "previous", "head"])
            cursor.execute(
                f"UPDATE {seal_table} SET {column} = %s WHERE number = %s",
                [chance.randbytes(32), seal],
            )
        else:
            cursor.execute(f"DELETE FROM {seal_table} WHERE number = %s", [seal])
    return kind


@pytest.mark.slow
def test_ten_thousand_random_mutations_are_all_found(now, unlocked):
    # Numbers begin at 100 so that a row can be slipped in before the first.
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER SEQUENCE audit_auditevent_id_seq RESTART WITH 100")
        else:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = 'audit_auditevent'")
            cursor.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES ('audit_auditevent', 99)"
            )
    fill(now, count=8, batch=3)
    chance = Random(20260302)
    events = list(AuditEvent.objects.order_by("pk").values_list("pk", flat=True))
    heads = {head["number"]: head["head"] for head in selectors.published_heads()}
    runs = 10_000 if connection.vendor == "sqlite" else 500

    missed = []
    with connection.cursor() as cursor:
        for run in range(runs):
            cursor.execute("SAVEPOINT mutation")
            kind = mutate(chance, events, sorted(heads))
            if next(selectors.faults(published=heads, now=TODAY), None) is None:
                missed.append((run, kind))
            cursor.execute("ROLLBACK TO SAVEPOINT mutation")
            cursor.execute("RELEASE SAVEPOINT mutation")

    assert missed == []
    assert found() == set()


def test_auditor_reads_only_below_the_place_of_the_post(now):
    fill(now)
    auditor = Actor(account_id=1, grants=(Grant("AUDIT_ADMIN", "0002"),))
    clerk = Actor(account_id=2, grants=(Grant("COMMUNITY_WORKER", ""),))

    assert set(selectors.events_visible_to(auditor).values_list("scope_path", flat=True)) == {
        "0002"
    }
    assert not selectors.events_visible_to(clerk).exists()


def test_roles_named_here_exist_above():
    from linli.apps.accounts.rules import Role

    assert set(map(str, Role)) >= AUDITORS


def test_published_heads_are_plain_json(now):
    fill(now)

    heads = json.loads(json.dumps(list(selectors.published_heads())))

    assert [head["previous"] for head in heads[1:]] == [head["head"] for head in heads[:-1]]


@pytest.mark.parametrize("model", [AuditEvent, Seal])
def test_no_column_of_the_trail_can_be_changed_unseen(now, unlocked, model):
    fill(now)
    heads = {head["number"]: head["head"] for head in selectors.published_heads()}
    row, unseen = model.objects.order_by("pk")[1], []

    for field in model._meta.concrete_fields:
        if field.attname == "id" and model is Seal:
            continue  # says nothing: seals are told apart by their number
        old = getattr(row, field.attname)
        others = {int: 987_654, type(None): 987_654, str: "x", dict: {"x": 1}}
        new = others.get(type(old), bytes(32))
        if isinstance(old, datetime):
            new = old + timedelta(seconds=1)
        changed = model.objects.filter(pk=row.pk)
        changed.update(**{field.attname: new})
        if next(selectors.faults(published=heads, now=TODAY), None) is None:
            unseen.append(field.attname)
        model.objects.filter(pk=new if field.primary_key else row.pk).update(**{field.attname: old})

    assert unseen == []
    assert found() == set()


TEN_YEARS_AGO = datetime(2014, 3, 3, 1, 30, tzinfo=UTC)


def test_rows_of_the_trail_go_after_ten_years_and_their_seals_stay(now):
    fill(TEN_YEARS_AGO, count=20, batch=10)
    fill(now, count=10, batch=10)
    over = TEN_YEARS_AGO + timedelta(days=3660)

    def released(moment):
        return services.release_old(actor=Actor.system(), now=moment)

    assert released(over - timedelta(days=1)) == 0
    assert released(over + timedelta(hours=1)) == 2
    assert released(over + timedelta(hours=1)) == 0

    proofs = AuditEvent.objects.filter(kind="audit.rows_released").order_by("pk")
    assert [(one.subject_id, selectors.facts_of(one)) for one in proofs] == [
        ("1", {"rows": 10}),
        ("2", {"rows": 10}),
    ]
    assert AuditEvent.objects.filter(at__lt=over).count() == 0
    assert Seal.objects.count() == 3
    assert found() == set()


def test_a_row_that_is_missing_behind_the_released_ones_still_shows(now, unlocked):
    fill(TEN_YEARS_AGO, count=20, batch=10)
    services.release_old(actor=Actor.system(), now=TEN_YEARS_AGO + timedelta(days=3661), most=1)
    second = Seal.objects.get(number=2)
    AuditEvent.objects.filter(pk=second.first_event).delete()

    assert found() == {(Finding.MISSING, f"event {second.first_event}")}


def test_a_forged_line_that_rows_were_released_hides_no_young_row(now, unlocked):
    fill(now, count=20, batch=10)
    first, last = Seal.objects.order_by("number")
    AuditEvent.objects.filter(pk=first.first_event).delete()
    services.record(
        actor=Actor.system(), kind="audit.rows_released", subject_type="seal",
        subject_id=last.number, now=now,
    )  # fmt: skip

    assert found() == {(Finding.MISSING, f"event {first.first_event}")}

    Seal.objects.filter(pk=first.pk).update(sealed_at=TEN_YEARS_AGO)
    assert (Finding.SEAL_ALTERED, f"seal {first.number}") in found()


def test_the_database_lets_go_only_what_the_rules_let_go():
    from importlib import import_module

    step = import_module("linli.apps.audit.migrations.0004_old_rows_may_go")

    assert ENDING["audit_auditevent"] == step.ENDING


def test_only_the_clock_releases_rows(now):
    with pytest.raises(NotAllowed):
        services.release_old(actor=Actor(account_id=1), now=now)
