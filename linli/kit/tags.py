"""Template tags every page may use without loading them."""

from functools import cache
from pathlib import Path

from django import template
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from linli.kit import joining
from linli.kit.links import Link, links_on

register = template.Library()


@cache
def known_icons() -> frozenset[str]:
    """Return the names of the icons in the bundled set (frontend/icons.txt)."""
    found = finders.find("dist/icons.txt")
    return frozenset(Path(found).read_text().split()) if found else frozenset()


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Return an icon of the set as decoration: the text beside it says the same.

    Raises TemplateSyntaxError for a name that frontend/icons.txt does not list.
    """
    if known_icons() and name not in known_icons():
        raise template.TemplateSyntaxError(f"no icon {name!r}: add it to frontend/icons.txt")
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        staticfiles_storage.url("dist/icons.svg"),
        name,
    )


MARK_ICONS = {
    "ok": "check-circle",
    "warn": "exclamation-triangle",
    "danger": "exclamation-circle",
    "info": "info-circle",
    "muted": "circle",
}


@register.simple_tag
def mark(kind: str, text: object) -> SafeString:
    """Return a small mark with icon and text; `kind` is ok, warn, danger, info or muted."""
    return format_html('<span class="mark-{}">{}{}</span>', kind, icon(MARK_ICONS[kind]), text)


# Browsers and systems by a word of what they say of themselves; the first that fits counts.
_BROWSERS = {"MicroMessenger": "WeChat", "Edg": "Edge", "Firefox": "Firefox", "Chrome": "Chrome",
             "Safari": "Safari"}  # fmt: skip
_SYSTEMS = {"HarmonyOS": "HarmonyOS", "Android": "Android", "iPhone": "iPhone", "iPad": "iPad",
            "Windows": "Windows", "Mac OS": "macOS", "Linux": "Linux"}  # fmt: skip


@register.filter
def device(agent: str) -> str:
    """Return browser and system of a sign-in, as far as its browser tells them."""
    found = [
        next((name for word, name in known.items() if word in agent), "")
        for known in (_BROWSERS, _SYSTEMS)
    ]
    return " · ".join(name for name in found if name) or gettext("unknown device")


@register.simple_tag
def colon() -> str:
    """Return what stands between a label and what is said of it, as the language has it."""
    return joining.colon()


@register.simple_block_tag(end_name="end_page_head")
def page_head(
    content: SafeString,
    title: object,
    trail: "tuple[tuple[object, str], ...] | None" = None,
    lead: object = "",
) -> SafeString:
    """Render the head of a page; what stands between the tags are its actions.

    `trail` holds (label, address) pairs from the top down to the parent of this page.
    """
    loaded = get_template("web/partials/_page_head.html")
    values = {"title": title, "trail": trail, "lead": lead, "actions": content.strip()}
    return loaded.render(values)  # type: ignore[return-value]


@register.simple_tag(takes_context=True)
def page_links(context: template.Context, page: str, code: str) -> list[Link]:
    """Return the ways to pages of other applications about the same object."""
    return list(links_on(page, context["actor"], code))
