"""kill -9 at random moments of a commit: nothing lost, nothing twice."""

import pytest

from tests.factories.drills import drilled

KILLS = 50


@pytest.mark.database
def test_import_killed_at_random_moments_resumes_whole(tmp_path):
    result = drilled("tests.apps.transfers.crash_drill", tmp_path, str(KILLS))

    assert result["undisturbed"].startswith("COMMITTED [320, 160, 320, 320] committed 1 times")
    assert result["differing"] == []
    assert result["broken_off"] >= KILLS // 4
