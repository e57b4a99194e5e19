"""Write docs/openapi.json: the description the JSON interface gives of itself.

./run python scripts/openapi.py
"""

import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Write the file."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.web.settings.test")
    import django

    django.setup()
    from linli.apps.interfaces.urls.json import described

    text = json.dumps(described(), indent=1, ensure_ascii=False) + "\n"
    (ROOT / "docs" / "openapi.json").write_text(text)


if __name__ == "__main__":
    main()
