"""The demonstration: makes its database at the first start, serves it, and says how to sign in."""

import fcntl
import shutil
import subprocess
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from linli.web.demo import demo_password, sign_ins
from linli.web.management.commands.serve import require_free

# Files that say how far a demonstration has come: its making began, and it is complete.
BEGUN, READY = "demo-begun", "demo-ready"


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
        if not options["prepare"]:
            require_free(options["host"], options["port"])
        if options["fresh"] or not (folder / READY).exists():
            self._make(folder)
        if options["prepare"]:
            return
        call_command("migrate", verbosity=0)
        self._say()
        worker = subprocess.Popen([sys.executable, "-m", "linli", "worker", "--with-parent"])
        try:
            call_command("serve", host=options["host"], port=options["port"])
        finally:
            worker.terminate()
            worker.wait()

    def _make(self, folder: Path) -> None:
        """Make the demonstration in an emptied folder; what an interrupted start left goes too."""
        strangers = {path.name for path in folder.glob("*")} - {"secret", BEGUN}
        if strangers and not (folder / BEGUN).exists():
            raise CommandError(
                f"{folder} holds something that is no demonstration; choose another."
            )
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / BEGUN).open("w") as begun:
            try:
                fcntl.flock(begun, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as busy:
                raise CommandError("Another start is just making this demonstration.") from busy
            connections.close_all()
            _clear(folder)
            self._load()
            (folder / READY).write_text("The demonstration is complete.\n")

    def _load(self) -> None:
        began = time.monotonic()
        self.stdout.write("Making the demonstration district: once, one to four minutes. Progress:")
        self.stdout.flush()
        try:
            call_command("migrate", verbosity=0)
            call_command("load_demo")
        except KeyboardInterrupt:
            raise CommandError("Interrupted. The next start begins again from nothing.") from None
        self.stdout.write(f"Done in {time.monotonic() - began:.0f} s.")

    def _say(self) -> None:
        self.stdout.write("\nSign-ins (invented persons; the password is the same for all):")
        for username, who in sign_ins():
            self.stdout.write(f"  {username:<14} {who}")
        self.stdout.write(f"  password       {demo_password()}\n")
        self.stdout.flush()


def _clear(folder: Path) -> None:
    """Empty the folder of a demonstration, but for its secret and the file that is locked."""
    for path in folder.iterdir():
        if path.name in {"secret", BEGUN}:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
