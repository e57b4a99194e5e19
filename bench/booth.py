"""How long the booth takes for a ballot, and how large its bundle is; needs Node.js.

Budgets, in Chromium after the one-time tables: 50 ms for one of three, 150 ms for five to seven
of nine. A slow phone takes about ten times the figures of a desktop.
"""

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from machine import state, tool_version

HERE = Path(__file__).parent
BUNDLE = HERE.parent / "linli" / "web" / "static" / "dist" / "booth.js"
KEY = "e2cf3162e6f364148eddf4282e7cf75f88183245b30518bdaba9234e0c82b453"


def election(answers: int, least: int, most: int) -> str:
    """Return an election of one question."""
    question: dict[str, Any] = {"answers": [f"{n}" for n in range(answers)]}
    question |= {"min": least, "max": most, "question": "?"}
    value = {"version": 1, "description": "", "name": "bench", "group": "Ed25519"}
    value |= {"public_key": KEY, "questions": [question], "uuid": "L2SabEkobQ9yb3"}
    return json.dumps(value, separators=(",", ":"))


def main() -> int:
    """Print one JSON line."""
    request = {
        "credential": "eRmWf-FziCfp-jHzUS-2WvJdf",
        "rounds": 30,
        "kinds": {
            "one_of_three": {"text": election(3, 1, 1), "choices": [[1]]},
            "five_to_seven_of_nine": {"text": election(9, 5, 7), "choices": [[0, 1, 2, 3, 4, 5]]},
        },
    }
    done = subprocess.run(
        ["node", HERE / "booth_timing.mjs"],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        check=True,
    )
    bundle = BUNDLE.read_bytes()
    line = json.loads(done.stdout) | {
        "bench": "booth",
        "machine": state(),
        "node": tool_version(["node", "--version"]),
        "bundle_bytes": len(bundle),
        "bundle_gzip_bytes": len(gzip.compress(bundle, mtime=0)),
    }
    print(json.dumps(line))
    return 0


if __name__ == "__main__":
    sys.exit(main())
