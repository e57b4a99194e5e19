"""What every page needs for its shell."""

from django.conf import settings
from django.http import HttpRequest

from linli.core.access import Actor
from linli.kit.navigation import navigation


def shell(request: HttpRequest) -> dict[str, object]:
    """Return the menu, the languages and the actor."""
    actor = getattr(request, "actor", None) or Actor()
    return {
        "actor": actor,
        "menu": list(navigation(actor)),
        "languages": settings.LANGUAGES,
        "large_text": request.COOKIES.get("large_text") == "1",
    }
