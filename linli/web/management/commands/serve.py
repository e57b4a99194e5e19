"""Serve the application with granian, one command for demo and production."""

import socket
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections
from granian import Granian
from granian.constants import Interfaces
from whitenoise.storage import CompressedManifestStaticFilesStorage

from linli.web.storage_checks import shell_remarks


class Command(BaseCommand):
    help = "Serve Linli. Behind a reverse proxy in production; see deploy/."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=1, help="server processes")
        parser.add_argument("--threads", type=int, default=2, help="threads in each process")
        parser.add_argument("--backpressure", type=int, default=64, help="requests that may wait")
        parser.add_argument("--migrate", action="store_true", help="bring the database up to date")

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor == "sqlite" and options["workers"] > 1:
            raise CommandError("SQLite is served by one process; use PostgreSQL for more.")
        require_free(options["host"], options["port"])
        if options["migrate"]:
            call_command("migrate", verbosity=0)
        for line in shell_remarks():
            self.stderr.write(f"linli: {line}")
        if isinstance(staticfiles_storage, CompressedManifestStaticFilesStorage):
            collect_when_changed()
        connections.close_all()
        host, port = options["host"], options["port"]
        self.stdout.write(f"Linli: http://{host}:{port}/  (stop with Ctrl-C)")
        self.stdout.flush()
        # Each thread holds a database connection, so the number is set and not left to a default.
        Granian(
            "linli.web.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=options["workers"],
            blocking_threads=options["threads"],
            backpressure=options["backpressure"],
            respawn_failed_workers=True,
            workers_kill_timeout=10,
            log_access=False,
            websockets=False,
        ).serve()


def require_free(host: str, port: int) -> None:
    """Refuse an address that something listens at.

    The server shares its port between processes, so a second one would start without a word, and
    each would get half of the requests. Raises CommandError.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"{host}:{port} cannot be served at ({error.strerror}). "
                "Stop what listens there, or choose another port with --port."
            ) from error


def collect_when_changed() -> None:
    """Collect static files when the bundle is newer than what was collected."""
    mark = settings.STATIC_ROOT / ".collected"
    built = settings.PACKAGE / "web" / "static" / "dist" / "app.js"
    stamp = f"{built.stat().st_mtime_ns}:{built.stat().st_size}"
    if mark.exists() and mark.read_text() == stamp:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    mark.write_text(stamp)
