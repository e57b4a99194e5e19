"""The console script: `linli demo | serve | worker | manage …`."""

import os
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent / "pyproject.toml"

HELP = """\
linli demo           make the demonstration district if needed, and serve it
linli serve          serve the configured database (--help for its options)
linli worker         run the background worker
linli manage ...     any management command: migrate, first_start, check_trail, ...
"""


def main() -> None:
    """Run one command."""
    command, arguments = (sys.argv[1:2] or ["help"])[0], sys.argv[2:]
    if command in {"help", "-h", "--help"}:
        sys.stdout.write(HELP)
        return
    if command == "demo":
        # A database and keys of its own: the demonstration never meets an installation's data.
        os.environ["LINLI_DEMO"] = "1"
        os.environ["LINLI_DATA"] = os.environ.get("LINLI_DEMO_DATA", "var/demo")
        for name in ("LINLI_DATABASE", "LINLI_KEYS", "LINLI_HTTPS"):
            os.environ.pop(name, None)
    # Installed from the wheel nothing but the demonstration runs with the settings of a developer.
    kind = "dev" if command == "demo" or CHECKOUT.exists() else "production"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"linli.web.settings.{kind}")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    given = arguments if command == "manage" else [command, *arguments]
    try:
        execute_from_command_line(["linli", *given])
    except ImproperlyConfigured as error:
        sys.exit(f"linli: {error}")


if __name__ == "__main__":
    main()
