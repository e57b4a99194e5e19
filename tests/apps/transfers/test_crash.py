"""kill -9 at random moments of a commit: nothing lost, nothing twice."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = 50


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_import_killed_at_random_moments_resumes_whole(tmp_path, engine):
    server = os.environ.get("LINLI_TEST_DATABASE", "") if engine == "postgresql" else ""
    if engine == "postgresql" and not server:
        pytest.skip("runs with the suite that has a PostgreSQL server")
    command = [sys.executable, "-m", "tests.apps.transfers.crash_drill", str(tmp_path), str(KILLS)]
    command += [server] if server else []
    done = subprocess.run(
        command, cwd=Path(__file__).parents[3], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr[-2000:]
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["undisturbed"].startswith("COMMITTED [320, 160, 320, 320] committed 1 times")
    assert result["differing"] == []
    assert result["broken_off"] >= KILLS // 4
