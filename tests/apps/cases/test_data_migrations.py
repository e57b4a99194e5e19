"""Data of an older version is brought along: what is filled equals what acts write."""

from collections import Counter

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from linli.apps.cases.models import Case, Delay, FigureChange, LeadFigure, Task
from linli.apps.cases.rules.clocks import DelayKind
from linli.apps.cases.rules.counts import Count, Plight
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Level, PauseReason
from linli.apps.cases.selectors.figures import figure_faults
from linli.apps.cases.services import delays
from linli.apps.cases.services.figures import fold_all, fold_changes
from tests.factories.cases import WAYS, case_in, give_cell, make_town
from tests.factories.copies import wrong_copies

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE = ("cases", "0003_lists_that_stay_small")
AFTER = ("cases", "0004_fill_lists")


@pytest.fixture
def migrated():
    """Return how to bring the database to a migration; at the end it is at the last again."""

    def to(*targets):
        executor = MigrationExecutor(connection)
        executor.loader.build_graph()
        executor.migrate(list(targets))
        return executor.loader.project_state(list(targets)).apps

    yield to
    to(*MigrationExecutor(connection).loader.graph.leaf_nodes("cases"))


def make_cases():
    """Make cases at all stages, some of them urgent, with a request for more time."""
    town = make_town()
    give_cell(town)
    for state in WAYS:
        case_in(town, state)
        case_in(town, state, level=Level.DANGER)
    fold_changes(size=FigureChange.objects.count() // 2)
    case_in(town, CaseState.DISPATCHED)
    case = case_in(town, CaseState.HANDLING)
    return delays.ask_delay(
        actor=town.handler, case_id=case.pk, kind=DelayKind.PAUSE, reason=PauseReason.PARTS,
        text="等待配件", until=town.at(24 * 15), now=town.at(2),
    )  # fmt: skip


def forget_what_came_later(apps):
    """Take out what the version before did not write."""
    later = [*map(str, Plight), str(Count.REPEATED)]
    for name in ("FigureChange", "StandingFigure", "DayFigure", "CategoryFigure", "CellFigure"):
        apps.get_model("cases", name).objects.filter(name__in=later).delete()
    apps.get_model("cases", "LeadFigure").objects.all().delete()
    delay = apps.get_model("cases", "Delay").objects
    delay.update(county_id=None, township_id=None, community_id=None)


def test_lists_are_filled_for_cases_that_were_there(migrated):
    delay = make_cases()
    cases = Case.objects.count()
    forget_what_came_later(migrated(BEFORE))

    old = migrated(AFTER)

    assert old.get_model("cases", "Case").objects.count() == cases
    row = old.get_model("cases", "Delay").objects.get(pk=delay.pk)
    case = Case.objects.only("county", "township", "community").get(pk=delay.case_id)
    assert (row.county_id, row.township_id, row.community_id) == (
        case.county_id, case.township_id, case.community_id,
    )  # fmt: skip
    migrated(*MigrationExecutor(connection).loader.graph.leaf_nodes("cases"))
    assert FigureChange.objects.exists()
    assert list(figure_faults()) == []
    fold_all()
    assert list(figure_faults()) == []
    assert Task.objects.exists()
    assert wrong_copies() == []
    brought = Delay.objects.get(pk=delay.pk)
    assert (brought.case_id, brought.body_id) == (delay.case_id, delay.body_id)
    assert delay.body_id is not None
    assert Counter(LeadFigure.objects.values_list("name", flat=True))[Plight.OPEN] > 0
    assert Delay.objects.filter(township_id__isnull=True).count() == 0


def test_an_empty_database_stays_empty(migrated):
    migrated(BEFORE)

    migrated(*MigrationExecutor(connection).loader.graph.leaf_nodes("cases"))

    assert not LeadFigure.objects.exists()
    assert not Case.objects.exists()
