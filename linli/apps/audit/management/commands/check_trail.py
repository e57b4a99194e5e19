"""Find any altered, missing, inserted or swapped row of the trail."""

import json
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.apps.audit.selectors import faults


class Command(BaseCommand):
    help = "Check the trail against its seals and, with --heads, against heads published before."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--heads", type=Path, help="a file written by publish_heads")

    def handle(self, *args: Any, **options: Any) -> None:
        published = _read_heads(options["heads"]) if options["heads"] else None
        count = 0
        for fault in faults(published, now=datetime.now(UTC)):
            count += 1
            self.stdout.write(f"{fault.finding}: {fault.at}")
        if count:
            raise CommandError(f"{count} faults found in the trail")
        self.stdout.write("the trail is whole")


def _read_heads(path: Path) -> dict[int, str]:
    try:
        lines = [json.loads(line) for line in path.read_text().splitlines() if line.strip()]
        return {int(line["number"]): str(line["head"]) for line in lines}
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise CommandError(f"{path} is no file of heads: {problem}") from problem
