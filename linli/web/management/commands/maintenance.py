"""Let every page say that the installation is being looked after, and end that."""

from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand

from linli.web import maintenance


class Command(BaseCommand):
    help = "Switch maintenance on or off: pages answer 503 and the worker rests meanwhile."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("state", choices=["on", "off", "show"])
        parser.add_argument("--minutes", type=int, help="how long it is expected to last")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["state"] == "on":
            minutes = options["minutes"]
            until = datetime.now(UTC) + timedelta(minutes=minutes) if minutes else None
            maintenance.begin(until)
        elif options["state"] == "off":
            maintenance.end()
        self.stdout.write(f"maintenance is {'on' if maintenance.is_on() else 'off'}")
