"""Seal what is not sealed yet; the worker does this every minute."""

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from linli.apps.audit.services import seal_all


class Command(BaseCommand):
    help = "Seal the rows of the trail that no seal covers yet."

    def handle(self, *args: Any, **options: Any) -> None:
        count = seal_all(now=datetime.now(UTC))
        self.stdout.write(f"{count} seals made")
