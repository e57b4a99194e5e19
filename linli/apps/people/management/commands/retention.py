"""Apply the periods of keeping; the worker does this once a day."""

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.apps.people.services import apply_retention
from linli.core.access import Actor
from linli.kit.ticks import SomeFailed


class Command(BaseCommand):
    help = "Restrict and erase what is no longer needed, by the declared periods."

    def handle(self, *args: Any, **options: Any) -> None:
        failed = 0
        try:
            done = apply_retention(actor=Actor.system("retention"), now=datetime.now(UTC))
        except SomeFailed as some:
            done, failed = some.outcome, len(some.errors)
        for name, count in sorted(done.items()):
            self.stdout.write(f"{name}: {count}")
        if failed:
            raise CommandError(f"{failed} records failed; the log says where. The others are done.")
