"""kill -9 before the statements of an act, a fold and a recount: all of it or nothing of it.

The same drill is run with every statement committing on its own, and must then find a break.
"""

import pytest

from tests.factories.drills import drilled

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return drilled("tests.apps.cases.case_crash_drill", tmp_path_factory.mktemp("drill"))


@pytest.mark.parametrize(("operation", "least"), [("fold", 8), ("recount", 10)])
def test_killed_figures_equal_the_cases_at_once_and_after_the_next_fold(found, operation, least):
    drill = found[operation]
    faults_at_once, faults_folded, left, tables = drill["undisturbed"]

    assert drill["statements"] >= least
    assert (faults_at_once, faults_folded, left) == ([], [], 0)
    assert all(tables.values())
    assert drill["broken"] == []
    assert drill["broken_without_transaction"]


def test_a_killed_act_is_done_or_not_and_once_when_sent_again(found):
    drill = found["act"]

    assert drill["statements"] >= 50
    assert drill["undisturbed"][0] == drill["undisturbed"][1]
    assert drill["broken"] == []
    assert drill["broken_without_transaction"]
