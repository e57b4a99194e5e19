"""Rows of the pages of figures."""

from linli.apps.accounts.rules import PLACE_ADMINS
from linli.apps.dashboards.rules.readers import FIGURE_READERS
from linli.apps.places.models import Place
from tests.web.access import PLACES, Row, roles

READERS = roles(*FIGURE_READERS)


def place(place: Place) -> dict[str, str]:
    return {"code": place.code}


def public(place: Place) -> dict[str, str]:
    """Figures begin at the district; above it there are none."""
    return {"code": place.code if len(place.code) >= 6 else place.children.first().code}


def open_data(place: Place) -> dict[str, str]:
    return {**public(place), "kind": "json"}


def table(place: Place) -> dict[str, str]:
    return {"code": place.code, "kind": "csv"}


ROWS = [
    Row("dashboards:index", open_to=READERS, ok=302, why="one place: straight to its figures"),
    Row("dashboards:place", open_to=READERS, at=place),
    Row("dashboards:organised", open_to=roles(*PLACE_ADMINS), at=place),
    Row("dashboards:bulletin", open_to=READERS, at=place, pictured=False),
    Row("dashboards:table", open_to=READERS, at=table, pictured=False),
    Row("dashboards:public", at=public, reaches=PLACES, public=True),
    Row("dashboards:open_data", at=open_data, reaches=PLACES, public=True, pictured=False),
]
