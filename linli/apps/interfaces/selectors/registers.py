"""Places, bodies, cells and subscriptions within the scope of a key."""

from datetime import date

from linli.apps.grids.rules.geojson import write_geojson
from linli.apps.grids.selectors.maps import exported_cells
from linli.apps.interfaces.rules.refusals import PlaceOutside
from linli.apps.interfaces.selectors.calls import CallingKey
from linli.apps.interfaces.selectors.files import place_in_scope
from linli.apps.notices.models import Webhook
from linli.apps.organisations.models import Body
from linli.apps.places.models import Place
from linli.apps.places.selectors import children_of, place_on, search_places
from linli.apps.places.selectors.search import FoundPlace
from linli.apps.places.selectors.trees import Children, PlaceOn
from linli.core.access import Actor
from linli.kit.pages import Page, keyset_page


def place_of_day(key: CallingKey, actor: Actor, code: str, *, day: date) -> tuple[Place, PlaceOn]:
    """Return a place in the scope of a key as it stood on a day; raises PlaceOutside."""
    place = place_in_scope(key, code)
    visible = Place.objects.visible_to(actor).filter(pk=place.pk).exists()
    standing = place_on(place, day) if visible else None
    if standing is None:
        raise PlaceOutside(code=code[:40])
    return place, standing


def children_of_day(actor: Actor, place: Place, *, day: date, after: str, size: int) -> Children:
    """Return what hung directly below a place on a day, by code."""
    return children_of(actor, place.pk, day=day, after=after[:40], size=size)


def places_found(key: CallingKey, actor: Actor, text: str, *, size: int) -> list[FoundPlace]:
    """Return places in the scope of a key whose name or code fits, the best first."""
    below = Place.objects.get(path=key.scope_path)
    return search_places(actor, text, below=below, limit=size)


def body_page(key: CallingKey, actor: Actor, *, day: date, after: str, size: int) -> Page:
    """Return a page of the bodies in the scope of a key that it may see, by place."""
    bodies = Body.objects.visible_to(actor).under(key.scope_path).on(day).select_related("place")
    return keyset_page(bodies, order=("scope_path", "id"), after=after, size=size)


def cells_geojson(key: CallingKey, actor: Actor, code: str, *, day: date) -> str:
    """Return the boundaries of the cells under a place in force on a day, as GeoJSON."""
    place, _standing = place_of_day(key, actor, code, day=day)
    return write_geojson(exported_cells(actor, place, day=day))


def subscription_page(key: CallingKey, *, after: str, size: int) -> Page:
    """Return a page of the event subscriptions at the places of a key; never their secrets."""
    hooks = Webhook.objects.under(key.scope_path).only(
        "id", "name", "url", "kinds", "scope_path", "created_at", "failing_since", "disabled_at"
    )
    return keyset_page(hooks, order=("name", "id"), after=after, size=size)
