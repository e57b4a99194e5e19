"""The register: its list, the search at the counter, and entering somebody new."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.apps.people import permissions, services
from linli.apps.people.forms import NewPersonForm, SearchForm
from linli.apps.people.forms.filters import PlaceFilterForm, PlaceOnlyForm
from linli.apps.people.labels import DUPLICATE_GROUNDS, PERSON_KINDS
from linli.apps.people.rules.errors import SimilarExists
from linli.apps.people.rules.kinds import CreateGround
from linli.apps.people.selectors.agents import minors_without_guardian
from linli.apps.people.selectors.cards import card_of
from linli.apps.people.selectors.entries import person_entered
from linli.apps.people.selectors.registers import people_page, register_places
from linli.apps.people.selectors.similar import similar_persons
from linli.apps.people.services.registration import identity_of
from linli.apps.places.selectors import get_place
from linli.core.access import require
from linli.core.errors import InvalidInput, RuleViolation
from linli.kit.days import local_day
from linli.kit.forms import add_refusal
from linli.kit.request import Request


@require_safe
def register(request: Request) -> HttpResponse:
    """List the people at the reader's places, masked."""
    require(permissions.can_list_people(request.actor))
    place_code, kind = request.GET.get("place", "").strip()[:40], request.GET.get("kind", "")
    page, place = people_page(
        request.actor,
        place_code=place_code,
        kind=kind,
        after=request.GET.get("after", ""),
        today=local_day(request.now),
    )
    context = {
        "page": page,
        "place": place,
        "kinds": PERSON_KINDS,
        "filters": PlaceFilterForm(
            {"place": place.code if place else "", "kind": kind},
            places=register_places(request.actor, place),
        ),
        "may_write": permissions.can_write_register(request.actor),
    }
    return render(request, "people/register.html", context)


@require_safe
def children(request: Request) -> HttpResponse:
    """List minors at the reader's places for whom no guardian is entered, masked."""
    require(permissions.can_write_register(request.actor))
    place_code = request.GET.get("place", "").strip()[:40]
    page, place = minors_without_guardian(
        request.actor,
        place_code=place_code,
        after=request.GET.get("after", ""),
        today=local_day(request.now),
    )
    places = register_places(request.actor, place, to_write=True)
    filters = PlaceOnlyForm({"place": place.code if place else ""}, places=places)
    context = {"page": page, "place": place, "filters": filters}
    return render(request, "people/children.html", context)


@require_http_methods(["GET", "POST"])
def search(request: Request) -> HttpResponse:
    """Search at the counter. The text travels in the body: never in an address or a log."""
    require(permissions.can_list_people(request.actor))
    form, found = SearchForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        found = services.look_up(
            actor=request.actor, text=form.cleaned_data["text"], now=request.now
        )
    context = {
        "form": form,
        "found": found,
        "may_write": permissions.can_write_register(request.actor),
    }
    answer = render(request, "people/search.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@require_http_methods(["GET", "POST"])
def new_person(request: Request, place_code: str) -> HttpResponse:
    """Enter somebody at a place; similar records are shown before anything is stored."""
    place = get_place(request.actor, place_code)
    require(permissions.can_register_at(request.actor, place.path))
    form, similar = NewPersonForm(request.POST or None), []
    if request.method == "POST" and form.is_valid():
        try:
            person_id = _register(request, form, place.pk)
            return redirect("people:person", person_id)
        except SimilarExists as refusal:
            add_refusal(form, refusal)
            form.ask_to_confirm()
            similar = _similar(request, form, place.path)
        except (RuleViolation, InvalidInput) as refusal:
            add_refusal(form, refusal)
    context = {"form": form, "place": place, "similar": similar, "submit": _("Register the person")}
    return render(request, "people/new.html", context)


def _register(request: Request, form: NewPersonForm, place_id: int) -> int:
    guardian = form.cleaned_data["guardian"].strip()
    guardian_id = person_entered(request.actor, guardian, field="guardian") if guardian else None
    confirmed = form.cleaned_data["confirmed"]
    person = services.register_person(
        actor=request.actor,
        new=form.new_person(guardian_id),
        home_id=place_id,
        ground=CreateGround.OTHER_PERSON if confirmed else CreateGround.NO_SIMILAR,
        now=request.now,
    )
    return person.pk


def _similar(request: Request, form: NewPersonForm, path: str) -> list[tuple[object, object, bool]]:
    """Return cards of similar records, why, and whether the reader may open them."""
    today = local_day(request.now)
    identity = identity_of(form.new_person(None), today=today)
    return [
        (
            card_of(
                one.person,
                today=today,
                home=one.person.home.name if one.person.home else "",
            ),
            DUPLICATE_GROUNDS[one.ground],
            bool(permissions.can_read_person(request.actor, one.person)),
        )
        for one in similar_persons(identity, home_path=path)
    ]
