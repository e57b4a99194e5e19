"""The console script: `linli demo | serve | worker | manage …`."""

import os
import sys


def main() -> None:
    """Run one command."""
    command, arguments = (sys.argv[1:2] or ["help"])[0], sys.argv[2:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.web.settings.dev")
    from django.core.management import execute_from_command_line

    if command == "manage":
        execute_from_command_line(["linli", *arguments])
    else:
        execute_from_command_line(["linli", command, *arguments])


if __name__ == "__main__":
    main()
