"""kill -9 in the middle of a delivery: every notice goes out at least once and is on record.

What may go out twice carries the same key, so that whoever receives it can tell. The same drill
is run with every statement committing on its own, and must then lose something.
"""

import pytest

from tests.factories.drills import drilled

pytestmark = pytest.mark.database


def test_a_killed_worker_loses_no_notice_and_repeats_one_at_most(tmp_path):
    drill = drilled("tests.apps.notices.outbox_drill", tmp_path)

    assert drill["kills"] >= 10
    assert drill["broken"] == {}
    assert drill["broken_without_transaction"]
