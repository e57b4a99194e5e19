"""Reading subscriptions and their log."""

from linli.apps.notices.models import Webhook
from linli.apps.notices.rules.webhooks import wants
from linli.apps.places.models import Place

_STEP = 4  # characters of a path for each level


def webhooks_for(scope_path: str, kind: str) -> list[Webhook]:
    """Return the subscriptions in force that are told of a kind at a place; one query."""
    above = [scope_path[:end] for end in range(0, len(scope_path) + 1, _STEP)]
    hooks = Webhook.objects.filter(scope_path__in=above, disabled_at=None).order_by("pk")
    return [hook for hook in hooks if wants(hook.kinds, kind)]


def division_code(scope_path: str) -> str:
    """Return the code of a place by its path, or "" where there is none."""
    return Place.objects.filter(path=scope_path).values_list("code", flat=True).first() or ""
