"""What may be reported at a place: the categories in force there, in the reader's language."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import get_language

from linli.apps.cases.models import Category
from linli.apps.cases.rules.kinds import Disclosure
from linli.core.tree import ancestors

# From the most to the least that a reporter discloses.
_ORDER = tuple(Disclosure)


@dataclass(frozen=True, slots=True)
class Tile:
    """One category as the reporter chooses it; `redirect` says where to go when it is not ours."""

    code: str
    name: str
    icon: str
    is_ours: bool
    redirect: str
    disclosures: tuple[Disclosure, ...]


def category_name(category: Category) -> str:
    """Return the name of a category in the active language."""
    return category.name_en if get_language() == "en" else category.name_zh


def categories_at(path: str, *, day: date) -> list[Category]:
    """Return the categories in force at a place, by order; the nearest of each code counts.

    Without a path, those set at the highest place: what everybody may report.
    """
    found: dict[str, Category] = {}
    for category in _in_force(path, day):
        found[category.code] = category
    return sorted(found.values(), key=lambda one: (one.order, one.code))


def category_at(path: str, code: str, *, day: date) -> Category | None:
    """Return the category of this code in force at a place, the nearest one."""
    return _in_force(path, day).filter(code=code).last()


def category_choices(
    path: str, *, day: date, without: int, disclosed: Disclosure | None = None
) -> list[tuple[int, str]]:
    """Return the categories of ours at a place that a case may be filed under instead.

    With `disclosed` those alone that ask their reporter for no more.
    """
    return [
        (category.pk, category_name(category))
        for category in categories_at(path, day=day)
        if category.is_ours
        and category.pk != without
        and (disclosed is None or disclosed in allowed_disclosures(category))
    ]


def tiles_at(path: str, *, day: date) -> list[Tile]:
    """Return the categories of a place for the reporter to choose from."""
    return [tile_of(category) for category in categories_at(path, day=day)]


def tile_of(category: Category) -> Tile:
    """Return a category in the active language."""
    english = get_language() == "en"
    return Tile(
        code=category.code,
        name=category_name(category),
        icon=category.icon,
        is_ours=category.is_ours,
        redirect=category.redirect_en if english else category.redirect_zh,
        disclosures=allowed_disclosures(category),
    )


def allowed_disclosures(category: Category) -> tuple[Disclosure, ...]:
    """Return the levels a reporter may choose: no less than the category asks for."""
    return _ORDER[: _ORDER.index(Disclosure(category.least)) + 1]


def _in_force(path: str, day: date) -> "QuerySet[Category]":
    categories = Category.objects.on(day).order_by("scope_path")
    if path:
        return categories.filter(scope_path__in=["", *ancestors(path), path])
    top = categories.values_list("scope_path", flat=True).first()
    return categories.filter(scope_path=top)
