"""Make the three separated administrators of a new installation."""

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.apps.accounts.services import AlreadyStarted, first_start


class Command(BaseCommand):
    help = "Make the system, security and audit administrators and print their one-time secrets."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = first_start(now=datetime.now(UTC))
        except AlreadyStarted as refusal:
            raise CommandError("This installation has administrators already.") from refusal
        self.stdout.write("Hand each line to a different person. Each changes it at first sign-in.")
        for one in made:
            self.stdout.write(f"  {one.username:<10} {one.secret}")
