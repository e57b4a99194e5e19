"""Compare the summaries with the cases and calls, or count them anew."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.apps.cases.selectors.figures import figure_faults
from linli.apps.cases.services.figures import recount


class Command(BaseCommand):
    help = "Count all figures of cases anew; with --check only say which ones differ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["check"]:
            self.stdout.write(f"counted {recount()} cases and calls")
            return
        faults = 0
        for table, place, kept, counted in figure_faults():
            faults += 1
            self.stdout.write(f"{table} {place}: kept {kept}, counted {counted}")
        if faults:
            raise CommandError(f"{faults} figures differ; run recount_figures to mend them")
        self.stdout.write("all figures equal the cases and calls")
