"""What subscriptions of other systems are called in the trail."""

from collections.abc import Collection

from linli.apps.notices.models import Webhook
from linli.kit.trail_words import row_numbers


def webhook_names(numbers: Collection[str]) -> dict[str, str]:
    """Return the names of subscriptions."""
    rows = Webhook.objects.filter(pk__in=row_numbers(numbers)).values_list("pk", "name")
    return {str(pk): name for pk, name in rows}
