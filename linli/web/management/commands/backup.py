"""Write a backup, or check one."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from linli.core.errors import DomainError
from linli.web.backups import Source, check_backup, write_backup


class Command(BaseCommand):
    help = "Write a backup of the database and the files to a new file. The keys are not in it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", type=Path)
        parser.add_argument("--check", action="store_true", help="only check an existing backup")

    def handle(self, *args: Any, **options: Any) -> None:
        source = Source(dict(settings.DATABASES["default"]), Path(settings.MEDIA_ROOT))
        try:
            if options["check"]:
                manifest = check_backup(options["target"])
            else:
                now = datetime.now(UTC)
                manifest = write_backup(
                    source, options["target"], now=now, version=version("linli")
                )
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        entries = manifest["entries"]
        size = sum(entry["size"] for entry in entries.values())
        self.stdout.write(f"{options['target']}: {len(entries)} entries, {size} bytes, whole")
        self.stdout.write(f"Keep the keys apart from it: {settings.ENVIRONMENT.keys}")
