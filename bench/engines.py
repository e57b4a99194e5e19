"""A benchmark on both databases, each in a process of its own."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENGINES = ("sqlite", "postgresql", "here")  # "here": the database that the environment names


def on_engines(script: str, arguments: Sequence[str], *, engine: str | None) -> int:
    """Run the script again with `--engine here` on a new database of one engine, or of both.

    PostgreSQL is a throw-away server. Returns 0 when every run has ended with 0.
    """
    again = [sys.executable, script, "--engine", "here", *arguments]
    settings = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "linli.web.settings.test",
        "PYTHONPATH": str(ROOT),
    }
    status = 0
    if engine in (None, "sqlite"):
        with tempfile.TemporaryDirectory() as folder:
            database = {"LINLI_TEST_DATABASE": f"sqlite:///{folder}/bench.sqlite3"}
            status |= subprocess.run(again, env=settings | database, check=False).returncode
    if engine in (None, "postgresql"):
        beside = [sys.executable, str(ROOT / "scripts" / "with_postgres.py")]
        status |= subprocess.run(beside + again, env=settings, check=False).returncode
    return status
