"""The demonstration: makes its database at the first start, serves it, and says how to sign in."""

import shutil
import subprocess
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from linli.web.demo import demo_password, sign_ins


class Command(BaseCommand):
    help = "Make the demonstration district if it is not there, and serve it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--fresh", action="store_true", help="begin again")
        parser.add_argument("--prepare", action="store_true", help="make the database and end")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Start it as `linli demo`: it never touches another database.")
        folder: Path = settings.ENVIRONMENT.data
        ready = folder / "demo-ready"
        if options["fresh"] or not ready.exists():
            self._clear(folder)
            self._make()
            ready.write_text("The demonstration is complete.\n")
        if options["prepare"]:
            return
        call_command("migrate", verbosity=0)
        self._say()
        worker = subprocess.Popen([sys.executable, "-m", "linli", "worker"])
        try:
            call_command("serve", host=options["host"], port=options["port"])
        finally:
            worker.terminate()
            worker.wait()

    def _clear(self, folder: Path) -> None:
        """Empty the folder of a demonstration; one that holds anything else is left alone."""
        mine = folder / "demo-begun"
        strangers = {path.name for path in folder.glob("*")} - {"secret"}
        if strangers and not mine.exists():
            raise CommandError(
                f"{folder} holds something that is no demonstration; choose another."
            )
        connections.close_all()
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        mine.touch()

    def _make(self) -> None:
        began = time.monotonic()
        self.stdout.write("Making the demonstration district (once, a few minutes at most) …")
        self.stdout.flush()
        call_command("migrate", verbosity=0)
        if "load_demo" in get_commands():
            call_command("load_demo")
        self.stdout.write(f"Done in {time.monotonic() - began:.0f} s.")

    def _say(self) -> None:
        self.stdout.write("\nSign-ins (invented persons; the password is the same for all):")
        for username, who in sign_ins():
            self.stdout.write(f"  {username:<14} {who}")
        self.stdout.write(f"  password       {demo_password()}\n")
        self.stdout.flush()
