"""Change the keys of personal data: a new generation, everything sealed again, the old destroyed.

rotate_keys [--suite gm]      make new keys and seal everything again
rotate_keys --resume          go on after a stop
rotate_keys --retire          destroy the old keys, once nothing lies under them
"""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from linli.apps.people.services import reseal_batch, retire_keys, rotate_keys, sealed_models
from linli.core.access import Actor
from linli.kit.keys import SUITE_KEY_BYTES


class Command(BaseCommand):
    help = "Change the keys of personal data, in batches that may be stopped and resumed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--suite", choices=sorted(SUITE_KEY_BYTES))
        parser.add_argument("--resume", action="store_true")
        parser.add_argument("--retire", action="store_true")
        parser.add_argument("--batch", type=int, default=500)

    def handle(self, *args: Any, **options: Any) -> None:
        actor, now = Actor.system("keys"), datetime.now(UTC)
        if options["retire"]:
            self.stdout.write(f"destroyed: {retire_keys(actor=actor, now=now)}")
            return
        if not options["resume"]:
            suite = options["suite"] or settings.KEY_SUITE
            self.stdout.write(f"generation {rotate_keys(actor=actor, suite=suite, now=now)}")
        for label in sealed_models():
            after, sealed = -1, 0
            while after:
                done, after = reseal_batch(
                    actor=actor, label=label, after=max(after, 0), size=options["batch"]
                )
                sealed += done
            self.stdout.write(f"{label}: {sealed} rows sealed again")
