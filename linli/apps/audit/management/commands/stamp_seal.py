"""Time stamps of a trusted third party (RFC 3161) on a seal's head, by files carried by hand."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.apps.audit.services import keep_stamp, stamp_request
from linli.core.access import Actor
from linli.core.errors import DomainError


class Command(BaseCommand):
    help = "Write a time-stamp request for a seal, or keep the checked response to one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("seal", type=int)
        parser.add_argument("--request", type=Path, help="write the request here")
        parser.add_argument("--response", type=Path, help="read the authority's response here")
        parser.add_argument("--authority", type=Path, help="the authority's root certificate, PEM")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["request"]:
                options["request"].write_bytes(stamp_request(seal_number=options["seal"]))
                self.stdout.write(f"request written to {options['request']}")
            elif options["response"] and options["authority"]:
                keep_stamp(
                    actor=Actor.system("stamp_seal"),
                    seal_number=options["seal"],
                    response=options["response"].read_bytes(),
                    authority=options["authority"].read_bytes(),
                    now=datetime.now(UTC),
                )
                self.stdout.write(f"the stamp of seal {options['seal']} is kept")
            else:
                raise CommandError("give --request FILE, or --response FILE --authority PEM")
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
