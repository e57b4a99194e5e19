"""What keys of programs are called in the trail."""

from collections.abc import Collection

from linli.apps.interfaces.models import ApiKey
from linli.kit.trail_words import row_numbers


def key_names(numbers: Collection[str]) -> dict[str, str]:
    """Return the names of keys."""
    rows = ApiKey.objects.filter(pk__in=row_numbers(numbers)).values_list("pk", "name")
    return {str(pk): name for pk, name in rows}
