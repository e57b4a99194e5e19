"""Say which suites can run here; fail on CI where one should and cannot.

On root's Debian `./run test` has installed what they need, so there a missing one is a fault.
"""

import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from with_postgres import binaries

NEEDS = {
    "browser tests (Debian's chromium)": bool(shutil.which("chromium")),
    "PostgreSQL tests (a server's binaries)": binaries() is not None,
    "examples of the how-to (curl)": bool(shutil.which("curl")),
    "peer tests (belenios-tool)": bool(shutil.which("belenios-tool")),
    "Chinese glyphs in pictures (fonts-noto-cjk)": any(
        Path("/usr/share/fonts").rglob("NotoSansCJK*")
    ),
}


def main() -> int:
    """Print a line for each suite that cannot run; 1 where all of them should."""
    missing = [name for name, there in NEEDS.items() if not there]
    for name in missing:
        print(f"NOT RUN on this machine: {name}")
    expected = (
        os.environ.get("CI") == "true" and os.getuid() == 0 and shutil.which("apt-get") is not None
    )
    return 1 if missing and expected else 0


if __name__ == "__main__":
    sys.exit(main())
