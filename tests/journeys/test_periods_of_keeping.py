"""Every period that the register of personal fields prints is kept by a job of the clock.

A row of each personal table is made whose period begins on one day; then the jobs run the day
before each period ends and on the day itself. A new table gets its row by itself, so a column that
no job empties fails here.
"""

import ipaddress
from collections import defaultdict
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models

from linli.apps.accounts.rules import EMPTIED
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.services.retention import ERASED, NOBODY
from linli.apps.people.models import Person
from linli.kit.days import local_day
from linli.kit.personal_data import personal_fields
from linli.kit.sealed_fields import BlindIndexField, SealedField
from linli.kit.ticks import Clock, ticks
from tests.factories.people import NOW, make_person
from tests.factories.places import make_compound, make_tree

pytestmark = pytest.mark.django_db
TODAY, YESTERDAY = local_day(NOW), NOW - timedelta(days=1)
OTHER = object()  # a second person
JOBS = {"keep_periods", "forget"}
# The database itself refuses to delete acts younger than ten years by its own clock:
# tests/apps/audit/test_trail.py holds that period.
ELSEWHERE = {"audit.AuditEvent"}
# What begins the periods, and what the constraints of the tables want.
ENDED = {"valid_from": TODAY - timedelta(days=30), "valid_to": TODAY}
GIVEN = {
    "accounts.Account": {"is_active": False, "closed_at": NOW, "person_id": None},
    "accounts.RoleGrant": {
        "account": None,
        "person_id": 7,
        "starts_at": YESTERDAY,
        "ends_at": NOW,
    },
    "cases.Case": {"state": CaseState.CLOSED, "closed_at": NOW, "outcome": "SOLVED"},
    "cases.Delay": {"decided_by_id": 2},
    "interfaces.ApiKey": {
        "asked_at": YESTERDAY,
        "granted_by_id": 2,
        "ended_at": NOW,
        "expires_at": NOW,
    },
    "organisations.Absence": ENDED | {"substitute": OTHER},
    "organisations.Appointment": ENDED,
    "organisations.HouseholdMark": ENDED,
    "organisations.Membership": {"valid_to": None},
    "organisations.ReportIn": ENDED,
    "people.CareNote": {"ended_at": NOW},
    "people.Consent": {"withdrawn_at": NOW},
    "people.Holding": ENDED | {"tenure": "CO_OWNER"},
    "people.HouseholdMember": ENDED,
    "people.MergeProposal": {"dropped": OTHER, "decided_by": 2},
    "people.NumberBinding": {"state": "BOUND", "decided_at": NOW, "decided_by": 2},
    "people.Representation": ENDED | {"agent": OTHER},
    "people.RightsRequest": {"decided_at": NOW},
    "usersessions.UserSession": {"last_seen_at": NOW},
}


def made(model, pool):
    """Return the only row of a table, made with everything it needs and all that is personal."""
    if model not in pool:
        given = GIVEN.get(model._meta.label, {})
        values = {name: pool[OTHER] if value is OTHER else value for name, value in given.items()}
        pool[model] = row = model(**values)
        personal = {name for label, name in personal_fields() if label == model._meta.label}
        for field in model._meta.concrete_fields:
            needed = field.name in personal or not (field.null or field.has_default())
            if needed and field.name not in given and row_lacks(row, field):
                setattr(row, field.name, some_value(field, model, pool))
        row.save()
        stamped = [one.name for one in model._meta.concrete_fields if has_own_clock(one)]
        if stamped:
            models.QuerySet(model).filter(pk=row.pk).update(**dict.fromkeys(stamped, NOW))
    return pool[model]


def has_own_clock(field):
    return getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)


def row_lacks(row, field):
    if isinstance(field, models.AutoField):
        return False
    if field.is_relation:
        return getattr(row, field.attname) is None
    return getattr(row, field.attname) in (None, "", "{}") or isinstance(field, SealedField)


def some_value(field, model, pool):
    if isinstance(field, BlindIndexField):
        return None
    if field.is_relation:
        return None if field.related_model is model else made(field.related_model, pool)
    for constraint in model._meta.constraints:
        for part in getattr(getattr(constraint, "condition", None), "children", ()):
            if isinstance(part, tuple) and part[0] == f"{field.name}__in":
                return part[1][0]
            if isinstance(part, tuple) and part[0] == field.name and field.max_length:
                return part[1]
    for kind, value in (
        (models.DateTimeField, NOW),
        (models.DateField, TODAY),
        (models.BooleanField, False),
        (models.GenericIPAddressField, str(ipaddress.ip_address("192.0.2.1"))),
        (models.BinaryField, b"1" * 32),
        (models.IntegerField, 1),
        (models.FloatField, 1.0),
        (models.JSONField, {"a": 1}),
    ):
        if isinstance(field, kind):
            return value
    return "19" if field.max_length and field.max_length < 4 else "1990"


def held(column):
    """Tell whether any row still says something in this column."""
    label, name = column
    field = apps.get_model(label)._meta.get_field(name)
    empty = (None, "", "{}", ERASED, b"")
    for value in apps.get_model(label)._base_manager.values_list(field.attname, flat=True):
        says_nothing = value in empty or (name.endswith("_by_id") and value == NOBODY)
        if not says_nothing and not str(value).startswith(("!", EMPTIED)):
            return True
    return False


def run_jobs(day):
    """Run what keeps periods, a day and an hour later; twice, as what hangs on another waits."""
    names = {tick.run for tick in ticks() if tick.run.rpartition(".")[2] in JOBS}
    names = {name for name in names if not name.startswith("linli.apps.audit.")}
    for hour in (1, 2):
        moment = NOW + timedelta(days=day, hours=hour)
        done = set(OnlyThese(names).strike(moment))
        assert done == names


class OnlyThese(Clock):
    """A clock that runs some of the ticks."""

    def __init__(self, names):
        super().__init__()
        self._names = names

    def _run(self, tick, now):
        return tick.run in self._names and super()._run(tick, now)


@pytest.fixture
def world():
    """Make the rows; the person has no tie from today on."""
    compound = make_compound(make_tree().community)
    person, other = (make_person(compound, died_on=TODAY, ties_ended_on=TODAY) for _ in range(2))
    person.other_phone = "10900004321"
    person.save()
    pool = {Person: person, OTHER: other, type(compound): compound}
    wanted = personal_fields()
    for label in sorted({label for label, _name in wanted} - ELSEWHERE):
        made(apps.get_model(label), pool)
    return {column for column in wanted if column[0] not in ELSEWHERE and held(column)}


def test_every_period_is_kept_to_the_day(world):
    by_end = defaultdict(set)
    for column in world:
        by_end[personal_fields()[column].keep.days].add(column)
    begun = {label for label, _name in world}
    assert begun == {label for label, _name in personal_fields()} - ELSEWHERE

    for days, columns in sorted(by_end.items()):
        if days > 1:
            run_jobs(days - 2)
            gone = sorted(column for column in columns if not held(column))
            assert gone == [], f"gone before the {days} days were over"
        run_jobs(days)
        left = sorted(column for column in columns if held(column))
        assert left == [], f"no job empties these after {days} days"
