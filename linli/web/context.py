"""What every page needs for its shell."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from linli.apps.notices.selectors.inbox import MOST_COUNTED, unread_count
from linli.core.access import Actor
from linli.kit.navigation import account_entries, current_entry, navigation, sections
from linli.web.posts import posts_of


def shell(request: HttpRequest) -> dict[str, object]:
    """Return the menu, the language, and who acts in which posts.

    No page may use these names for its own values: the head would show those.
    """
    actor = getattr(request, "actor", None) or Actor()
    entries = list(navigation(actor))
    return {
        "actor": actor,
        "held_posts": posts_of(actor),
        "menu": sections(entries),
        "current_entry": current_entry(entries, request.path),
        "account_menu": account_entries(actor),
        "bell_count": unread_text(unread_count(actor)),
        "lang": get_language(),
        "demo": settings.DEMO,
        "large_text": request.COOKIES.get("large_text") == "1",
    }


def unread_text(count: int) -> str:
    """Return what stands at the bell: nothing, the count, or that there are more."""
    if not count:
        return ""
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)
