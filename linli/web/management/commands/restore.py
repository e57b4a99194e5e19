"""Restore a backup into an empty installation."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from linli.core.errors import DomainError
from linli.web.backups import Source, restore_backup


class Command(BaseCommand):
    help = "Restore a backup into an empty database and an empty folder, then check the trail."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("backup", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        target = Source(dict(settings.DATABASES["default"]), Path(settings.MEDIA_ROOT))
        try:
            manifest = restore_backup(options["backup"], target)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"restored: made at {manifest['made_at']}")
        call_command("migrate", verbosity=0)
        call_command("check_trail", stdout=self.stdout)
