"""Ways to the cases of a place, from the pages of places."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.cases import permissions
from linli.apps.cases.selectors.settings import place_path
from linli.core.access import Actor
from linli.kit.links import Link


def of_unit(actor: Actor, code: str) -> Iterator[Link]:
    """Yield the way to reporting something at a dwelling."""
    yield _report_at(code)


def of_place(actor: Actor, code: str) -> Iterator[Link]:
    """Yield the ways to reporting something at a place, and to its cases for its staff."""
    yield _report_at(code)
    if permissions.can_watch(actor):
        yield Link(
            pgettext_lazy("case", "Cases"),
            f"{reverse('cases:all')}?{urlencode({'place': code})}",
            "card-list",
        )
    if permissions.can_watch_place(actor, place_path(code)):
        yield Link(_("Door plates"), reverse("cases:plates", args=[code]), "qr-code")
    if permissions.can_keep_settings(actor, place_path(code)):
        address = reverse("cases:categories", args=[code])
        yield Link(_("Settings of cases"), address, "sliders")


def _report_at(code: str) -> Link:
    address = f"{reverse('cases:new')}?{urlencode({'at': code})}"
    return Link(_("Report something here"), address, "plus-circle")
