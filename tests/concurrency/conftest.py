"""What happens at the same time needs PostgreSQL: SQLite has one writer and no row locks.

`scripts/test` runs this folder on a throw-away server; elsewhere it is not collected at all.
"""

import os

collect_ignore_glob = []
if not os.environ.get("LINLI_TEST_DATABASE", "").startswith("postgres"):
    collect_ignore_glob = ["test_*.py"]
