"""Write a backup, or check one."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from linli.core.errors import DomainError
from linli.web.backups import Source, check_backup, write_backup, write_dated

ALL = 1_000_000  # nothing is deleted


class Command(BaseCommand):
    help = (
        "Write a backup of the database and the files to a new file, or to a dated one in a "
        "folder. The keys are not in it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", type=Path, help="a new file, or a folder")
        parser.add_argument(
            "--keep", type=int, help="in a folder: delete older dated ones, all but this many"
        )
        parser.add_argument("--check", action="store_true", help="only check an existing backup")

    def handle(self, *args: Any, **options: Any) -> None:
        source = Source(dict(settings.DATABASES["default"]), Path(settings.MEDIA_ROOT))
        target, keep = options["target"], options["keep"]
        if keep is not None and (keep < 1 or not target.is_dir() or options["check"]):
            raise CommandError("--keep needs a folder, and a number from 1")
        now, running = datetime.now(UTC), version("linli")
        try:
            if options["check"]:
                manifest = check_backup(target)
            elif target.is_dir():
                target, manifest = write_dated(
                    source, target, keep=keep or ALL, now=now, version=running
                )
            else:
                manifest = write_backup(source, target, now=now, version=running)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        entries = manifest["entries"]
        size = sum(entry["size"] for entry in entries.values())
        self.stdout.write(f"{target}: {len(entries)} entries, {size} bytes, whole")
        self.stdout.write(f"Keep the keys apart from it: {settings.ENVIRONMENT.keys}")
