"""Fill an empty database with the demonstration district."""

import time
from argparse import ArgumentParser
from datetime import UTC, date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.apps.places.models import Place
from linli.demo.load import SEED, load
from linli.web import demo


class Command(BaseCommand):
    help = "Load the demonstration: real divisions of 牡丹区, everything else invented."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--today", type=date.fromisoformat, help="make it as of this day instead of today"
        )
        parser.add_argument("--seed", type=int, default=SEED, help="other people, other places")

    def handle(self, *args: Any, **options: Any) -> None:
        if Place.objects.exists():
            raise CommandError("This database is not empty; the demonstration needs an empty one.")
        began = time.monotonic()

        def say(step: str) -> None:
            self.stdout.write(f"  {time.monotonic() - began:5.1f} s  {step}")
            self.stdout.flush()

        day = options["today"]
        now = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else datetime.now(UTC)
        people = load(password=demo.demo_password(), now=now, say=say, seed=options["seed"])
        demo.note_sign_ins([demo.SignIn(person.username, person.who) for person in people])
        say("done")
