"""Load a division list: load_divisions [FILE] [--on DAY]."""

from argparse import ArgumentParser
from datetime import UTC, date, datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from linli.apps.places import services
from linli.apps.places.exchange.divisions import MUDAN, read_divisions
from linli.apps.places.rules.lists import DivisionListFaulty
from linli.core.access import Actor
from linli.core.errors import DomainError
from linli.kit.sentences import sentence


class Command(BaseCommand):
    help = "Load a list of divisions (columns code, name, level, parent_code)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=MUDAN)
        parser.add_argument(
            "--on", type=date.fromisoformat, default=date(2023, 1, 1), help="valid from this day"
        )

    def handle(self, *args: object, file: Path, on: date, **options: object) -> None:
        try:
            report = services.load_divisions(
                actor=Actor.system("load_divisions"),
                rows=read_divisions(file),
                on=on,
                now=datetime.now(UTC),
            )
        except DivisionListFaulty as refusal:
            lines = [f"{fault.line}: {sentence(fault.refusal)}" for fault in refusal.faults]
            raise CommandError("\n".join([sentence(refusal), *lines])) from None
        except DomainError as refusal:
            raise CommandError(sentence(refusal)) from None
        self.stdout.write(f"{report.added} added, {report.known} known")
        for one in report.differing:
            self.stdout.write(f"{one.code}: {one.stored} / {one.listed}")
