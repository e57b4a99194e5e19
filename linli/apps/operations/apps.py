"""Operations."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from linli.core.access import Actor
from linli.kit.navigation import NavItem
from linli.kit.queues import Queue
from linli.kit.trail_words import register_thing_names


def _administrator(actor: Actor) -> bool:
    return "SYSTEM_ADMIN" in actor.roles


class OperationsConfig(AppConfig):
    """Jobs of the worker, failed, waiting and late."""

    name = "linli.apps.operations"
    label = "operations"
    concerns = "linli.apps.operations.views.concerns"
    navigation = (
        NavItem(
            _("Background jobs"),
            "operations:jobs",
            icon="gear",
            order=915,
            shown=_administrator,
        ),
    )
    queues = (
        Queue(
            "tasks",
            _("Queued tasks"),
            tally="linli.apps.operations.selectors.tasks.tally",
            pieces="linli.apps.operations.selectors.tasks.pieces",
            retry="linli.apps.operations.services.retry_task",
            drop="linli.apps.operations.services.drop_task",
        ),
    )

    def ready(self) -> None:
        """Register the sentences."""
        from linli.apps.operations import labels  # noqa: F401
        from linli.apps.operations.selectors.trail_names import job_names

        register_thing_names("clock_job", job_names)
