"""Places, categories, bodies, cells, published figures, subscriptions."""

from datetime import date
from typing import Annotated

from django.http import HttpResponse
from django.utils.translation import gettext_noop as _
from ninja import Field, Path, Query, Router, Schema

from linli.apps.cases.selectors import offered
from linli.apps.dashboards.rules.periods import published_period
from linli.apps.dashboards.selectors.overview import figure_place
from linli.apps.dashboards.selectors.published import public_figures
from linli.apps.interfaces.api.calling import Call, answer, caller
from linli.apps.interfaces.exchange import answers
from linli.apps.interfaces.exchange.shapes import (
    BodyPage,
    CategoryList,
    FiguresOut,
    FoundList,
    PlaceFileOut,
    PlacePage,
    SubscriptionPage,
)
from linli.apps.interfaces.exchange.values import Code, Text
from linli.apps.interfaces.rules.keys import KeyAct
from linli.apps.interfaces.selectors import files, registers
from linli.apps.places.selectors import crumbs_on
from linli.kit.days import local_day

router = Router()
PlaceCode = Path(description=_("Code of a place."), max_length=40, pattern=r"^[0-9A-Za-z.-]+$")
Size = Annotated[int, Field(ge=1, le=100, description=_("Rows of a page."))]
After = Annotated[Text, Field(max_length=200, description=_("`next` of the page before."))]
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)


class DayQuery(Schema):
    """As of which day."""

    on: date | None = Field(
        None, ge=EARLIEST, le=LATEST, description=_("As of this day; else today.")
    )


class ChildrenQuery(DayQuery):
    """A page of what lies below, as of a day."""

    after: Code = Field("", description=_("`next` of the page before."))
    size: Size = 50


class FindQuery(Schema):
    """What is looked for."""

    q: Annotated[Text, Field(min_length=2, max_length=60)] = Field(
        description=_("Part of a name, or the beginning of a code.")
    )
    size: Size = 20


class PageQuery(Schema):
    """A page."""

    after: After = ""
    size: Size = 20


class PeriodQuery(Schema):
    """A period of figures."""

    period: Code = Field(
        "", description=_("2026-03, 2026-Q1 or 2026, when it is over; else last month.")
    )


class CategoryQuery(Schema):
    """Where something is to be reported."""

    place: Code = Field("", description=_("Code of a place; else the place of the key."))


@router.get(
    "/categories", response=CategoryList, summary=_("List categories"), tags=["registers"],
    operation_id="list_categories", url_name="categories",
)  # fmt: skip
def list_categories(request: Call, asked: Query[CategoryQuery]) -> HttpResponse:
    """List what may be reported at a place, with where to go for what is not ours."""
    key = caller(request, KeyAct.READ_REGISTERS, KeyAct.REPORT).key
    path = files.place_in_scope(key, asked.place).path if asked.place else key.scope_path
    rows = offered.categories_at(path, day=local_day(request.now))
    return answer(
        {"rows": [answers.category_answer(offered.tile_of(row), row.level) for row in rows]}
    )


@router.get(
    "/places", response=FoundList, summary=_("Find places"), tags=["registers"],
    operation_id="find_places", url_name="places",
)  # fmt: skip
def find_places(request: Call, asked: Query[FindQuery]) -> HttpResponse:
    """Find places in the scope of the key by name or code, the best first."""
    key = caller(request, KeyAct.READ_REGISTERS).key
    found = registers.places_found(key, request.actor, asked.q, size=asked.size)
    return answer({"rows": [answers.found_answer(one) for one in found]})


@router.get(
    "/places/{code}", response=PlaceFileOut, summary=_("Read a place"), tags=["registers"],
    operation_id="read_place", url_name="place",
)  # fmt: skip
def read_place(request: Call, asked: Query[DayQuery], code: str = PlaceCode) -> HttpResponse:
    """Read a place as it stood on a day, with the places above it."""
    key = caller(request, KeyAct.READ_REGISTERS).key
    day = asked.on or local_day(request.now)
    place, standing = registers.place_of_day(key, request.actor, code, day=day)
    return answer(answers.place_file_answer(place, standing, crumbs_on(standing, day)))


@router.get(
    "/places/{code}/children", response=PlacePage, summary=_("List the places below"),
    tags=["registers"], operation_id="list_children", url_name="children",
)  # fmt: skip
def list_children(
    request: Call, asked: Query[ChildrenQuery], code: str = PlaceCode
) -> HttpResponse:
    """List what hung directly below a place on a day, by code."""
    key = caller(request, KeyAct.READ_REGISTERS).key
    day = asked.on or local_day(request.now)
    place, _standing = registers.place_of_day(key, request.actor, code, day=day)
    found = registers.children_of_day(
        request.actor, place, day=day, after=asked.after, size=asked.size
    )
    rows = [answers.place_answer(one) for one in found.rows]
    return answer({"rows": rows, "next": found.after})


@router.get(
    "/places/{code}/cells", summary=_("Read the boundaries of cells"), tags=["registers"],
    operation_id="read_cells", url_name="cells",
    openapi_extra={"responses": {200: {"content": {"application/geo+json": {}}}}},
)  # fmt: skip
def read_cells(request: Call, asked: Query[DayQuery], code: str = PlaceCode) -> HttpResponse:
    """Read the boundaries in force on a day as GeoJSON, in CGCS2000 (WGS-84)."""
    key = caller(request, KeyAct.READ_REGISTERS).key
    day = asked.on or local_day(request.now)
    text = registers.cells_geojson(key, request.actor, code, day=day)
    return HttpResponse(text, content_type="application/geo+json")


@router.get(
    "/bodies", response=BodyPage, summary=_("List bodies"), tags=["registers"],
    operation_id="list_bodies", url_name="bodies",
)  # fmt: skip
def list_bodies(request: Call, asked: Query[PageQuery]) -> HttpResponse:
    """List the bodies in the scope of the key, by place; no names of people."""
    key = caller(request, KeyAct.READ_REGISTERS).key
    page = registers.body_page(
        key, request.actor, day=local_day(request.now), after=asked.after, size=asked.size
    )
    return answer({"rows": [answers.body_answer(one) for one in page.rows], "next": page.after})


@router.get(
    "/figures/{code}", response=FiguresOut, summary=_("Read published figures"),
    tags=["figures"], operation_id="read_figures", url_name="figures",
)  # fmt: skip
def read_figures(request: Call, asked: Query[PeriodQuery], code: str = PlaceCode) -> HttpResponse:
    """Read what everybody may know of a place in a period that is over, small counts hidden."""
    caller(request, KeyAct.READ_FIGURES)
    today = local_day(request.now)
    period = published_period(asked.period, today)
    found = public_figures(figure_place(code), period, today=today)
    return answer(answers.figures_answer(found))


@router.get(
    "/subscriptions", response=SubscriptionPage, summary=_("List event subscriptions"),
    tags=["events"], operation_id="list_subscriptions", url_name="subscriptions",
)  # fmt: skip
def list_subscriptions(request: Call, asked: Query[PageQuery]) -> HttpResponse:
    """List which events are pushed where, at the places of the key."""
    key = caller(request, KeyAct.READ_SUBSCRIPTIONS).key
    page = registers.subscription_page(key, after=asked.after, size=asked.size)
    rows = [answers.subscription_answer(hook) for hook in page.rows]
    return answer({"rows": rows, "next": page.after})
