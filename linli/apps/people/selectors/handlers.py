"""Who answers for the data: of the whole installation, or of the district somebody belongs to."""

from django.db.models import QuerySet

from linli.apps.accounts.rules import Role
from linli.apps.people.models import DataHandler
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.core.tree import ancestors
from linli.kit.scoped import under

COLUMNS = ("name", "address", "contact", "phone", "email")


def handler_of(path: str) -> DataHandler | None:
    """Return who answers for the data of a place: the nearest above it, else the installation."""
    paths = ["", *ancestors(path), path]
    return DataHandler.objects.filter(scope_path__in=paths).order_by("-scope_path").first()


def handler_line(path: str) -> str:
    """Return who answers for the data of a place in one line for a slip, "" where nobody is named.

    In Chinese punctuation: what it says is entered in Chinese.
    """
    found = handler_of(path)
    if found is None:
        return ""
    return f"{found.name}，{found.address}，{found.contact}，{found.phone}"


def handler_at(path: str) -> DataHandler | None:
    """Return who was entered for exactly this place; "" is the installation."""
    return DataHandler.objects.filter(scope_path=path).first()


def told_handlers() -> list[dict[str, str]]:
    """Return those that the notice names, the installation first, with the name of the place."""
    rows = DataHandler.objects.select_related("place").order_by("scope_path")
    return [
        {"place": row.place.name if row.place else ""}
        | {column: getattr(row, column) for column in COLUMNS}
        for row in rows
    ]


def districts_of(actor: Actor) -> QuerySet[Place]:
    """Return the districts for which this actor may enter one."""
    paths = actor.paths({Role.SYSTEM_ADMIN})
    counties = Place.objects.filter(kind=PlaceKind.COUNTY, valid_to__isnull=True)
    return counties.filter(under(paths, "path")).order_by("path")


def district(actor: Actor, place_id: int) -> Place:
    """Return one of these districts; raises NotFound elsewhere."""
    found = districts_of(actor).filter(pk=place_id).first()
    if found is None:
        raise NotFound(place=place_id)
    return found


def lacks_handler(actor: Actor) -> bool:
    """Tell whether nobody is named yet for a place that this actor administers."""
    return any(handler_of(path) is None for path in actor.paths({Role.SYSTEM_ADMIN}))
