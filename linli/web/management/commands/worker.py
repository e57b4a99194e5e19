"""The background worker: what is due by the clock, and queued tasks; one process is enough."""

import os
import signal
import time
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from linli.apps.operations.services import StoredJournal
from linli.kit.ticks import Clock
from linli.web import maintenance
from linli.web.storage_checks import shell_remarks


class Command(BaseCommand):
    help = "Run the background worker until it is told to stop."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due and end")
        parser.add_argument(
            "--with-parent", action="store_true", help="end when the process that started it ends"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for line in shell_remarks():
            self.stderr.write(f"linli: {line}")
        self.running = True
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        clock, parent = Clock(StoredJournal()), os.getppid()
        while self.running and not (options["with_parent"] and os.getppid() != parent):
            close_old_connections()
            if not maintenance.is_on():
                clock.strike(datetime.now(UTC))
                queued_tasks()
            if options["once"]:
                return
            time.sleep(1)

    def _stop(self, *_arguments: object) -> None:
        self.running = False


def queued_tasks() -> None:
    """Run the tasks that are ready, then return."""
    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    ).run()
