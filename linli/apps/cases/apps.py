"""Cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """What is wrong, who has it, until when, and whether it was put right."""

    name = "linli.apps.cases"
    label = "cases"

    def ready(self) -> None:
        """Register the sentences."""
        from linli.apps.cases import labels  # noqa: F401
        from linli.apps.cases.labels import life, timing  # noqa: F401
