"""The pages about states say what the tables in the code say."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_state_pages_are_up_to_date():
    checked = subprocess.run(
        [sys.executable, "scripts/state_pages.py", "check"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert checked.returncode == 0, checked.stderr
