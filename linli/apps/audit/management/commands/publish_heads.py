"""Write the heads of all seals, a JSON line each, to be kept outside."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from linli.apps.audit.selectors import published_heads


class Command(BaseCommand):
    help = "Print the head of every seal; keep the output where this machine cannot change it."

    def handle(self, *args: Any, **options: Any) -> None:
        for head in published_heads():
            self.stdout.write(json.dumps(head, sort_keys=True))
