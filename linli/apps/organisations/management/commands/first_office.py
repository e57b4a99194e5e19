"""Set up the first office of a district, with its head and the head's account."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.apps.organisations.services import first_office
from linli.core.errors import DomainError
from linli.kit.sentences import sentence


class Command(BaseCommand):
    help = "Set up the first office of a district or sub-district and print its head's secret."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--place", required=True, help="code of the division, as 371702")
        parser.add_argument("--name", required=True, help="name of the office")
        parser.add_argument("--head", required=True, help="name of the person at its head")
        parser.add_argument("--phone", default="", help="their mobile number, for codes")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = first_office(
                place_code=options["place"],
                name=options["name"],
                head=options["head"],
                phone=options["phone"],
                now=datetime.now(UTC),
            )
        except DomainError as refusal:
            raise CommandError(str(sentence(refusal))) from refusal
        self.stdout.write(f"{made.body.name}: hand this line to its head.")
        self.stdout.write("The secret is changed at the first sign-in.")
        self.stdout.write(f"  {made.username:<20} {made.secret}")
