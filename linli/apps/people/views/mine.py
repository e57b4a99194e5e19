"""Everybody's own data, and the privacy notice."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.apps.accounts.labels import ROLES
from linli.apps.accounts.rules import Role
from linli.apps.people import permissions, services
from linli.apps.people.forms import RightsForm
from linli.apps.people.labels import (
    BASES,
    CONSENT_SUBJECTS,
    FIELDS,
    LOOKS,
    PERIODS,
    READING_REASONS,
    REQUEST_KINDS,
    REQUEST_STATES,
)
from linli.apps.people.rules.kinds import ConsentSubject
from linli.apps.people.rules.lifecycle import RequestState
from linli.apps.people.selectors.cards import name_of
from linli.apps.people.selectors.handlers import handler_of
from linli.apps.people.selectors.mine import my_data, own_person, wards_of
from linli.apps.people.selectors.notices import (
    current_notice,
    get_notice,
    notice_handlers,
    notice_rows,
    notice_versions,
)
from linli.apps.people.selectors.stored import StoredGroup, StoredValue, stored_values
from linli.core.access import require
from linli.core.personal import After, Basis
from linli.kit.fresh import after_fresh_sign_in
from linli.kit.request import Request
from linli.kit.sentences import sentence_for

YEAR = 366


@require_safe
def mine(request: Request, person_id: int | None = None) -> HttpResponse:
    """Show everything that is stored about oneself or a ward, why, until when, and who looked."""
    if person_id is None and request.actor.person_id is None:
        return render(request, "people/mine_nobody.html")
    person = own_person(request.actor, person_id)
    require(permissions.can_see_own(request.actor, person))
    return _page(request, person, clear=False)


@require_safe
def in_clear(request: Request, person_id: int) -> HttpResponse:
    """Show one's own data unmasked, to whoever has signed in just now: the phone may lie open."""
    person = own_person(request.actor, person_id)
    require(permissions.can_see_own(request.actor, person))
    return _in_clear(request, person)


@after_fresh_sign_in("people:mine")
def _in_clear(request: Request, person: Any) -> HttpResponse:
    services.note_own_reading(actor=request.actor, person_id=person.pk, now=request.now)
    return _page(request, person, clear=True)


def _page(request: Request, person: Any, *, clear: bool) -> HttpResponse:
    data = my_data(person, now=request.now, clear=clear)
    given = {one.subject for one in data.consents if one.withdrawn_at is None}
    context = {
        "data": data,
        "stored": _grouped(data.stored),
        "looked": [
            (
                one,
                LOOKS[one.look],
                READING_REASONS[one.reason] if one.reason else "",
                [FIELDS[name] for name in one.fields],
                [(ROLES[Role(role)], place) for role, place in one.posts],
            )
            for one in data.looked
        ],
        "consents": [(one, CONSENT_SUBJECTS[one.subject]) for one in data.consents],
        "offers": [(one.value, word) for one, word in _offers(given, data)],
        "requests": [
            (
                one,
                REQUEST_KINDS[one.kind],
                REQUEST_STATES[one.state],
                one.state is RequestState.SUBMITTED,
            )
            for one in data.requests
        ],
        "form": RightsForm(),
        "handler": handler_of(person.scope_path),
        "wards": [
            (ward.pk, name_of(ward)) for ward in wards_of(request.actor) if ward.pk != person.pk
        ],
        "clear": clear,
        "is_ward": person.pk != request.actor.person_id,
    }
    answer = render(request, "people/mine.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
def copy(request: Request, person_id: int) -> HttpResponse:
    """Send everything stored about oneself as a JSON file, after a sign-in just now."""
    person = own_person(request.actor, person_id)
    require(permissions.can_see_own(request.actor, person))
    return _copy(request, person)


@after_fresh_sign_in("people:mine")
def _copy(request: Request, person: Any) -> HttpResponse:
    services.note_own_reading(actor=request.actor, person_id=person.pk, now=request.now)
    data = my_data(person, now=request.now, clear=True)
    answer = JsonResponse(
        _as_json(data, stored_values(person), request),
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )
    answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_http_methods(["GET", "POST"])
def ask(request: Request, person_id: int) -> HttpResponse:
    """Ask to correct, delete or explain one's own data."""
    person = own_person(request.actor, person_id)
    require(permissions.can_see_own(request.actor, person))
    form = RightsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = services.submit_request(
            actor=request.actor,
            person_id=person_id,
            kind=form.request_kind(),
            text=form.cleaned_data["text"],
            now=request.now,
        )
        words = _("Your request is entered. You will have an answer by %(day)s.")
        messages.success(request, words % {"day": asked.due_date.isoformat()})
        return redirect("people:mine_of", person_id)
    context = {"form": form, "person_id": person_id}
    return render(request, "people/mine_ask.html", context)


@require_POST
def take_back(request: Request, person_id: int, request_id: int) -> HttpResponse:
    """Take a request back."""
    services.withdraw_request(actor=request.actor, request_id=request_id, now=request.now)
    return redirect("people:mine_of", person_id)


@require_POST
def consent(request: Request, person_id: int) -> HttpResponse:
    """Give or withdraw one consent; withdrawing is one click, like giving."""
    person = own_person(request.actor, person_id)
    require(permissions.can_see_own(request.actor, person))
    withdrawn, wanted = request.POST.get("withdraw", ""), request.POST.get("give", "")
    if withdrawn.isdecimal():
        services.withdraw_consent(actor=request.actor, consent_id=int(withdrawn), now=request.now)
    elif wanted in set(ConsentSubject):
        services.give_consent(
            actor=request.actor,
            person_id=person_id,
            subject=ConsentSubject(wanted),
            now=request.now,
        )
    return redirect("people:mine_of", person_id)


@login_not_required
@require_safe
def notice(request: Request, number: int | None = None) -> HttpResponse:
    """Show the privacy notice in force, or an earlier version."""
    shown = get_notice(number) if number is not None else current_notice()
    rows = [
        {
            "data": sentence_for(f"data.{row['data']}", default=row["data"]),
            "purpose": sentence_for(f"purpose.{row['purpose']}", default=row["purpose"]),
            "basis": BASES[Basis(row["basis"])],
            "period": period_words(row["days"], row["after"]),
            "sensitive": row["sensitive"],
        }
        for row in notice_rows(shown)
    ]
    context = {
        "rows": rows,
        "notice": shown,
        "versions": notice_versions(),
        "handlers": notice_handlers(shown),
    }
    return render(request, "people/notice.html", context)


def period_words(days: int, after: str) -> str:
    """Return a period in words: "2 years after you no longer live, own or serve here"."""
    if days % YEAR == 0 and days:
        count = days // YEAR
        length = ngettext("%(count)s year", "%(count)s years", count) % {"count": count}
    elif days:
        length = ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    else:
        length = _("at once")
    return _("%(length)s %(after)s") % {"length": length, "after": PERIODS[After(after)]}


def _grouped(stored: list[StoredGroup]) -> list[dict[str, Any]]:
    """Return the stored values by kind of data, each with why and how long."""
    return [
        {
            "data": sentence_for(f"data.{one.data}", default=one.data),
            "purpose": sentence_for(f"purpose.{one.purpose}", default=one.purpose),
            "basis": BASES[one.basis],
            "period": period_words(one.days, one.after),
            "sensitive": one.sensitive,
            "rows": one.rows,
            "more": one.more,
        }
        for one in stored
    ]


def _offers(given: set[ConsentSubject], data: Any) -> list[tuple[ConsentSubject, Any]]:
    return [
        (subject, word)
        for subject, word in CONSENT_SUBJECTS.items()
        if subject not in given
        and (subject is not ConsentSubject.CHILD_RECORD or data.person.is_child)
    ]


def _as_json(data: Any, stored: Iterable[StoredValue], request: Request) -> dict[str, Any]:
    return {
        "made_at": request.now.isoformat(),
        "record": str(data.person.person_id),
        "stored": [
            {
                "table": one.model,
                "field": one.field,
                "value": one.value,
                "purpose": one.purpose,
                "basis": one.basis,
                "kept_days": one.days,
                "kept_after": one.after,
                "sensitive": one.sensitive,
            }
            for one in stored
        ],
        "read_by": [
            {
                "at": one.at.isoformat(),
                "how": one.look,
                "place": one.place,
                "posts": one.posts,
                "name": one.account,
                "reason": one.reason,
                "note": one.note,
                "fields": one.fields,
            }
            for one in data.looked
        ],
        "consents": [
            {
                "subject": one.subject,
                "given_at": one.given_at.isoformat(),
                "withdrawn_at": one.withdrawn_at.isoformat() if one.withdrawn_at else None,
                "notice": one.notice_number,
            }
            for one in data.consents
        ],
    }
