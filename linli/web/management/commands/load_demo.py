"""Fill an empty database with the demonstration district."""

import time
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.apps.places.models import Place
from linli.demo.load import load
from linli.web import demo


class Command(BaseCommand):
    help = "Load the demonstration: real divisions of 牡丹区, everything else invented."

    def handle(self, *args: Any, **options: Any) -> None:
        if Place.objects.exists():
            raise CommandError("This database is not empty; the demonstration needs an empty one.")
        began = time.monotonic()

        def say(step: str) -> None:
            self.stdout.write(f"  {time.monotonic() - began:5.1f} s  {step}")
            self.stdout.flush()

        people = load(password=demo.demo_password(), now=datetime.now(UTC), say=say)
        demo.note_sign_ins([demo.SignIn(person.username, person.who) for person in people])
        say("done")
