"""What a benchmark ran on: without it, its seconds mean nothing to anybody else."""

import os
import platform
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def state() -> dict[str, Any]:
    """Return the machine and how busy it is at this moment."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load": [round(load, 2) for load in os.getloadavg()],
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
    }


def tool_version(command: Sequence[str]) -> str:
    """Return the first line that a tool prints about its version."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout or done.stderr).partition("\n")[0].strip()


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
