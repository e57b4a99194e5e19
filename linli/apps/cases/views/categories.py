"""Categories of a place: what may be reported, previewed before it is saved, with check-lists."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.apps.cases.forms.settings import CategoryForm, ItemForm, NewCategoryForm
from linli.apps.cases.labels import ACTIONS, DISCLOSURES, LEVELS
from linli.apps.cases.rules.categories import ICONS
from linli.apps.cases.rules.flow import CaseAction
from linli.apps.cases.rules.kinds import Disclosure, Level
from linli.apps.cases.selectors import settings as reads
from linli.apps.cases.selectors.bodies import bodies_for
from linli.apps.cases.selectors.offered import category_name
from linli.apps.cases.services import catalogue
from linli.apps.cases.views.settings import end_setting, saved, settings_page
from linli.apps.cases.views.settings_shown import changes_shown, history_shown
from linli.core.errors import NotFound
from linli.kit.days import local_day
from linli.kit.forms import refusals_on
from linli.kit.request import Request


@require_safe
def categories(request: Request, code: str) -> HttpResponse:
    """List what may be reported at a place, where each category is set, and what ended."""
    place, day = reads.get_kept_place(request.actor, code), local_day(request.now)
    rows = [_row(one, place, day) for one in reads.category_table(place, day=day)]
    return settings_page(request, place, "categories", {"rows": rows}, form=None)


def _row(category: Any, place: Any, day: date) -> dict[str, Any]:
    ended = category.valid_to is not None and category.valid_to <= day
    return {
        "pk": category.pk,
        "name": category_name(category),
        "code": category.code,
        "icon": category.icon,
        "is_ours": category.is_ours,
        "level": LEVELS[Level(category.level)],
        "least": DISCLOSURES[Disclosure(category.least)],
        "source": category.place.name,
        "is_own": category.place_id == place.pk,
        "since": category.valid_from,
        "until": category.valid_to,
        "state": "ended" if ended else "comes" if category.valid_from > day else "held",
    }


@require_POST
def install(request: Request, code: str) -> HttpResponse:
    """Give a place the categories to start with that it lacks."""
    place = reads.get_kept_place(request.actor, code)
    catalogue.install_categories(actor=request.actor, place_id=place.pk, now=request.now)
    return saved(request, "cases:categories", place.code)


@require_http_methods(["GET", "POST"])
def add_category(request: Request, code: str) -> HttpResponse:
    """Add a category at a place, after looking at it as a reporter will."""
    place, day = reads.get_kept_place(request.actor, code), local_day(request.now)
    initial = {
        "valid_from": day, "order": 100, "is_ours": "yes", "icon": "three-dots",
        "level": Level.ORDINARY, "least": Disclosure.ANONYMOUS,
    }  # fmt: skip
    form = NewCategoryForm(
        request.POST or None, initial=initial, icons=ICONS, bodies=bodies_for(place.path, day=day)
    )
    context: dict[str, Any] = {"form": form, "heading": _("Add a category"), "place": place}
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            if "preview" not in request.POST:
                made = catalogue.add_category(
                    actor=request.actor, place_id=place.pk, now=request.now, **form.values
                )
                return saved(request, "cases:category", made.pk)
            context["preview"] = _tile(form.values)
    return _category_page(request, place, context)


@require_http_methods(["GET", "POST"])
def category(request: Request, category_id: int) -> HttpResponse:
    """Show a category with its check-list and history, and change it after a preview."""
    found = reads.get_kept_category(request.actor, category_id)
    day = local_day(request.now)
    bodies = bodies_for(found.scope_path, day=day)
    if found.lead is not None and found.lead not in bodies:
        bodies.append(found.lead)
    form = CategoryForm(request.POST or None, initial=_initial(found), icons=ICONS, bodies=bodies)
    context: dict[str, Any] = {"form": form, "category": found, "place": found.place}
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            if "preview" not in request.POST:
                catalogue.change_category(
                    actor=request.actor, category_id=found.pk, now=request.now, **form.values
                )
                return saved(request, "cases:category", found.pk)
            names = {body.pk: body.name for body in bodies}
            context["preview"] = _tile(form.values)
            context["changes"] = changes_shown(found, form.values, names)
    context |= {
        "heading": category_name(found),
        "open_cases": reads.open_case_count(found),
        "items": _items(request, found, day),
        "item_form": ItemForm(auto_id="id_item_%s"),
        "history": history_shown(request, found.place, subjects=("category",), subject_id=found.pk),
        "is_over": found.valid_to is not None and found.valid_to <= day,
    }
    return _category_page(request, found.place, context)


def _category_page(request: Request, place: Any, context: dict[str, Any]) -> HttpResponse:
    trail = (
        (_("Settings of cases"), reverse("cases:settings")),
        (place.name, reverse("cases:categories", args=[place.code])),
    )
    status = 422 if context["form"].errors else 200
    return render(request, "cases/set_category.html", context | {"trail": trail}, status=status)


def _initial(found: Any) -> dict[str, Any]:
    columns = ("name_zh", "name_en", "icon", "order", "redirect_zh", "redirect_en", "level",
               "least", "lead_id")  # fmt: skip
    shown = {column: getattr(found, column) for column in columns}
    return shown | {"is_ours": "yes" if found.is_ours else "no"}


def _tile(values: dict[str, Any]) -> dict[str, Any]:
    """Return a category as the page of reporting will show it, in both languages."""
    order = tuple(Disclosure)
    open_to = order[: order.index(values["least"]) + 1]
    return values | {"disclosures": [DISCLOSURES[one] for one in open_to]}


def _items(request: Request, found: Any, day: date) -> list[dict[str, Any]]:
    english = request.LANGUAGE_CODE == "en"  # type: ignore[attr-defined]
    return [
        {
            "pk": item.pk,
            "act": ACTIONS[CaseAction(item.action)],
            "text": item.text_en if english else item.text_zh,
            "other": item.text_zh if english else item.text_en,
            "is_gate": item.is_gate,
        }
        for item in reads.items_of(found, day=day)
    ]


@require_http_methods(["GET", "POST"])
def end_category(request: Request, category_id: int) -> HttpResponse:
    """End a category on a day; cases that have it keep it."""
    found = reads.get_kept_category(request.actor, category_id)

    def act(valid_to: date) -> None:
        catalogue.end_category(
            actor=request.actor, category_id=found.pk, valid_to=valid_to, now=request.now
        )

    words = _("%(name)s takes no report from that day on; its %(n)d open cases go on.") % {
        "name": category_name(found),
        "n": reads.open_case_count(found),
    }
    return end_setting(request, found.place, "categories", words, act)


@require_POST
def add_item(request: Request, category_id: int) -> HttpResponse:
    """Add a line to the check-list of a category."""
    found = reads.get_kept_category(request.actor, category_id)
    form = ItemForm(request.POST, auto_id="id_item_%s")
    if form.is_valid():
        with refusals_on(form):
            catalogue.add_item(
                actor=request.actor, category_id=found.pk, now=request.now, **form.values
            )
            return saved(request, "cases:category", found.pk)
    context = {
        "form": form,
        "title": _("Add a line to the check-list"),
        "place": found.place,
        "back": reverse("cases:category", args=[found.pk]),
    }
    return render(request, "cases/set_form.html", context, status=422)


@require_POST
def end_item(request: Request, category_id: int, item_id: int) -> HttpResponse:
    """End a line of the check-list of a category."""
    found = reads.get_kept_category(request.actor, category_id)
    if item_id not in {one.pk for one in reads.items_of(found, day=local_day(request.now))}:
        raise NotFound(kind="item")
    catalogue.end_item(actor=request.actor, item_id=item_id, now=request.now)
    return saved(request, "cases:category", found.pk)
