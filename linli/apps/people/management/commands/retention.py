"""Apply the periods of keeping; the worker does this once a day."""

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from linli.apps.people.services import apply_retention
from linli.core.access import Actor


class Command(BaseCommand):
    help = "Restrict and erase what is no longer needed, by the declared periods."

    def handle(self, *args: Any, **options: Any) -> None:
        done = apply_retention(actor=Actor.system("retention"), now=datetime.now(UTC))
        for name, count in sorted(done.items()):
            self.stdout.write(f"{name}: {count}")
