"""Figures over posts: the picture of a place, the vacancy radar, posts beside posts."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from linli.apps.organisations import permissions
from linli.apps.organisations.forms.posts import CrossingForm
from linli.apps.organisations.labels import (
    BODY_TYPES,
    CERTAINTIES,
    DEMANDS,
    SEAT_KINDS,
    STEWARDINGS,
    criterion_label,
)
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.organisations.rules.criteria import GROUPS, LEAST_TOLD, USUAL_QUESTIONS, criterion
from linli.apps.organisations.rules.expected import EXPECTED, Demand
from linli.apps.organisations.rules.readers import BODY_READERS, POST_ANALYSTS
from linli.apps.organisations.selectors import circles, gaps, radar
from linli.apps.organisations.selectors.bodies import visible_bodies
from linli.apps.organisations.selectors.chart import chart_of
from linli.apps.organisations.selectors.crossing import crossed_page, crossing
from linli.apps.organisations.selectors.keepers import keepers_of
from linli.apps.organisations.selectors.members import crossing_members
from linli.apps.organisations.selectors.neighbours import neighbourhoods
from linli.apps.organisations.selectors.places import places_offered, reached_place, trail_of
from linli.apps.organisations.selectors.ruled import ruled_page
from linli.apps.organisations.selectors.unattended import unattended_page
from linli.apps.organisations.views.questions import as_of_context, shown_day, shown_place
from linli.core.access import require
from linli.kit.request import Request

LISTS = ("vacant", "ending", "acting", "uncovered", "missing", "leaders", "unattended", "rules")


@require_safe
def own_chart(request: Request) -> HttpResponse:
    """Lead to the picture of one's own place."""
    asked = shown_place(request, BODY_READERS)
    return redirect("organisations:chart", asked.code)


@require_safe
def chart(request: Request, code: str) -> HttpResponse:
    """Show one core and two drives of a place, its other bodies, and the places below."""
    day = shown_day(request)
    place = reached_place(request.actor, code, BODY_READERS)
    picture = chart_of(
        place,
        day,
        named=True,
        named_party=bool(permissions.can_see_party_names(request.actor, place.path)),
    )
    context = {
        "place": place,
        "trail": trail_of(request.actor, place, BODY_READERS),
        "chart": picture,
        "neighbours": neighbourhoods(place, day, named=True),
        "kept": keepers_of(request.actor, place, day),
        "open_bodies": visible_bodies(request.actor, picture.body_ids),
        "may_open_posts": bool(permissions.can_cross_posts(request.actor, place.path)),
        "stewarding": STEWARDINGS.get(picture.stewarding, ""),
        "may_found": bool(permissions.can_found_any_body(request.actor, place.path)),
        **as_of_context(request, day),
    }
    return render(request, "organisations/chart.html", context)


@require_safe
def vacancies(request: Request) -> HttpResponse:
    """Show what is missing or about to be at a place."""
    asked = shown_place(request, POST_ANALYSTS)
    day = shown_day(request)
    chosen = request.GET.get("list", "vacant")
    chosen = chosen if chosen in LISTS else "vacant"
    within = _within(request.GET.get("within", ""))
    counts = radar.radar_counts(asked.path, day, within)
    kind = _kind_shown(request, chosen, counts)
    context = {
        "place": asked,
        "chosen": chosen,
        "within": within,
        "spans": (30, 90, 180, 365),
        "kind": kind,
        "counts": counts,
        "page": _radar_page(request, chosen, asked.path, within, kind),
        **as_of_context(request, day),
    }
    if chosen == "vacant":
        context["kinds"] = [
            (f"{body_type}.{kind}", BODY_TYPES[body_type], SEAT_KINDS[kind], number)
            for body_type, kind, number in radar.vacancies_by_kind(asked.path, day)
        ]
    if chosen == "missing":
        context |= _expectation(BodyType(kind))
        context["expected"] = [
            (kind, BODY_TYPES[kind], number) for kind, number in counts.missing_of.items()
        ]
    if chosen == "leaders":
        context["expected"] = [
            (kind, SEAT_KINDS[kind], number) for kind, number in counts.leaderless_of.items()
        ]
    return render(request, "organisations/vacancies.html", context)


def _within(text: str) -> int:
    return min(3650, int(text)) if text.isdecimal() else radar.SOON_DAYS


def _kind_shown(request: Request, chosen: str, counts: radar.RadarCounts) -> str:
    """Return the kind the list is narrowed to: the one asked for, else one that is missing."""
    asked = request.GET.get("kind", "")
    of_list: dict[str, Mapping[BodyType, int] | Mapping[SeatKind, int]] = {
        "missing": counts.missing_of,
        "leaders": counts.leaderless_of,
    }
    if chosen not in of_list or asked in of_list[chosen]:
        return asked
    offered = of_list[chosen]
    return next((kind for kind, number in offered.items() if number), next(iter(offered)))


def _expectation(body_type: BodyType) -> dict[str, object]:
    """Return why a body of this type is expected, for the head of the list."""
    wanted = EXPECTED[body_type]
    return {
        "demand": DEMANDS[wanted.demand],
        "by_law": wanted.demand == Demand.LAW,
        "source": wanted.source,
        "certainty": CERTAINTIES[wanted.certainty],
    }


def _radar_page(request: Request, chosen: str, path: str, within: int, kind: str) -> object:
    day, after = shown_day(request), request.GET.get("after", "")
    if chosen == "ending":
        return radar.ending_page(path, day, within, after=after)
    if chosen == "rules":
        return ruled_page(path, day, after=after)
    if chosen == "acting":
        return radar.acting_page(path, day, after=after)
    if chosen == "uncovered":
        return radar.uncovered_page(path, day, after=after)
    if chosen == "missing":
        return gaps.missing_page(path, day, BodyType(kind), after=after)
    if chosen == "leaders":
        return gaps.leaderless_page(path, day, SeatKind(kind), after=after)
    if chosen == "unattended":
        return unattended_page(path, day, after=after)
    return radar.vacancy_page(path, day, kind=kind, after=after)


@require_safe
def crossings(request: Request) -> HttpResponse:
    """Answer: of those in one group, how many and who are in another too, on any day."""
    asked = shown_place(request, POST_ANALYSTS)
    day = shown_day(request)
    members = bool(permissions.can_count_members(request.actor, asked.path))
    code = request.GET.get("place", "").strip()
    places = places_offered(request.actor, code, POST_ANALYSTS)
    form = CrossingForm(request.GET or None, may_count_members=members, places=places)
    context = {
        "form": form,
        "place": asked,
        "usual": _usual(members),
        **as_of_context(request, day),
    }
    if request.GET.get("a") and form.is_valid():
        context |= _answer(request, form, asked.path)
    return render(request, "organisations/crossings.html", context)


def _usual(members: bool) -> list[dict[str, object]]:
    return [
        {
            "a": a,
            "b": b,
            "a_label": criterion_label(GROUPS[a]),
            "b_label": criterion_label(GROUPS[b]),
        }
        for a, b in USUAL_QUESTIONS
        if members or not (GROUPS[a].is_sensitive or GROUPS[b].is_sensitive)
    ]


def _answer(request: Request, form: CrossingForm, path: str) -> dict[str, object]:
    day, values = shown_day(request), form.cleaned_data
    a = criterion(values["a"])
    b = criterion(values["b"]) if values["b"] else None
    sensitive = a.is_sensitive or (b is not None and b.is_sensitive)
    if sensitive:
        require(permissions.can_count_members(request.actor, path))
    same = values["same_place"]
    answer: dict[str, object] = {
        "a_label": criterion_label(a),
        "b_label": criterion_label(b) if b else "",
        "least": LEAST_TOLD,
        "is_sensitive": sensitive,
    }
    # Membership is counted, never listed: a list would tell of each person.
    if sensitive:
        circle = circles.circle_of(request.actor)
        answer["answer"] = crossing_members(
            a, b, path=path, day=day, circle=circle, same_place=same
        )
    else:
        after = request.GET.get("after", "")
        answer["answer"] = crossing(a, b, path=path, day=day, same_place=same)
        answer["page"] = crossed_page(a, b, path=path, day=day, same_place=same, after=after)
    return answer
