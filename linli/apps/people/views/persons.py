"""One record: opened for a reason where one is asked, masked, revealed, corrected, ended."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.apps.people import permissions, selectors, services
from linli.apps.people.forms import (
    CareNoteForm,
    CorrectionForm,
    DayForm,
    MergeForm,
    ReasonForm,
    RevealForm,
    WhoForm,
    today_form,
)
from linli.apps.people.rules.corrections import EMPTIED
from linli.apps.people.rules.kinds import ConsentSubject, PersonKind
from linli.apps.people.selectors.cards import name_of
from linli.apps.people.selectors.entries import person_entered
from linli.apps.people.selectors.files import person_file
from linli.apps.people.views.words import file_words
from linli.core.access import require
from linli.kit.days import asked_day, local_day
from linli.kit.forms import refusals_on
from linli.kit.request import Request


@require_safe
def person(request: Request, person_id: int) -> HttpResponse:
    """Show one record, masked; where a reason is needed, ask for it instead."""
    record = _record(request, person_id)
    decision = permissions.can_open_person(request.actor, record, now=request.now)
    if decision.reason == "people.reason_needed":
        return _ask_reason(request, person_id, ReasonForm())
    require(decision)
    services.note_view(actor=request.actor, person_id=person_id, now=request.now)
    today = local_day(request.now)
    day = asked_day(request.GET.get("as_of", ""), today)
    file = person_file(request.actor, record, now=request.now, day=day)
    context = {
        "file": file,
        "words": file_words(file),
        "as_of": day,
        "is_today": day == today,
        "may_change": day == today and permissions.can_change_person(request.actor, record),
        "may_restrict": day == today and permissions.can_restrict_person(request.actor, record),
        "may_reveal": permissions.can_reveal(request.actor, record, now=request.now),
    }
    answer = render(request, "people/person.html", context)
    answer["Cache-Control"] = "no-store"
    if file.masked_again:
        # The page masks itself when the time is over, also where nobody looks at it any more.
        seconds = int((file.masked_again - request.now).total_seconds()) + 1
        answer["Refresh"] = str(max(seconds, 1))
    return answer


@require_POST
def open_record(request: Request, person_id: int) -> HttpResponse:
    """Take the reason for opening a record."""
    _record(request, person_id)
    form = ReasonForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            services.open_record(
                actor=request.actor,
                person_id=person_id,
                reason=form.reading_reason(),
                note=form.cleaned_data["note"],
                now=request.now,
            )
            return redirect("people:person", person_id)
    return _ask_reason(request, person_id, form)


@require_http_methods(["GET", "POST"])
def reveal(request: Request, person_id: int) -> HttpResponse:
    """Show masked values in clear for some minutes, after a reason was given."""
    record = _record(request, person_id)
    require(permissions.can_reveal(request.actor, record, now=request.now))
    form = RevealForm(request.POST or None, initial={"fields_shown": ["name", "phone"]})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.reveal(
                actor=request.actor,
                person_id=person_id,
                fields=form.cleaned_data["fields_shown"],
                reason=form.reading_reason(),
                note=form.cleaned_data["note"],
                now=request.now,
            )
            return redirect("people:person", person_id)
    context = {"form": form, "person_id": person_id, "name": name_of(record)}
    return render(request, "people/reveal.html", context)


@require_http_methods(["GET", "POST"])
def correct(request: Request, person_id: int) -> HttpResponse:
    """Correct, complete or empty fields of a record; what is left empty stays."""
    record = _record(request, person_id)
    require(permissions.can_change_person(request.actor, record))
    form = CorrectionForm(
        request.POST or None,
        natural=record.kind == PersonKind.NATURAL,
        filled={name for name in EMPTIED if getattr(record, name) not in (None, "")},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.correct_person(
                actor=request.actor, person_id=person_id, change=form.change(), now=request.now
            )
            messages.success(request, _("Corrected."))
            return redirect("people:person", person_id)
    lead = _("What you leave empty stays as it is.")
    return _form_page(request, person_id, form, _("Correct the record"), _("Save"), lead)


@require_http_methods(["GET", "POST"])
def death(request: Request, person_id: int) -> HttpResponse:
    """Enter the day of death."""
    record = _record(request, person_id)
    require(permissions.can_change_person(request.actor, record))
    form = DayForm(request.POST) if request.POST else today_form(DayForm, local_day(request.now))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.record_death(
                actor=request.actor,
                person_id=person_id,
                on=form.cleaned_data["on"],
                now=request.now,
            )
            return redirect("people:person", person_id)
    return _form_page(request, person_id, form, _("Enter a death"), _("Enter"))


@require_http_methods(["GET", "POST"])
def agent(request: Request, person_id: int) -> HttpResponse:
    """Name a guardian, or whom a company has authorised."""
    record = _record(request, person_id)
    require(permissions.can_change_person(request.actor, record))
    form = WhoForm(request.POST) if request.POST else today_form(WhoForm, local_day(request.now))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.appoint_agent(
                actor=request.actor,
                principal_id=person_id,
                agent_id=person_entered(request.actor, form.cleaned_data["person"]),
                on=form.cleaned_data["on"],
                now=request.now,
            )
            return redirect("people:person", person_id)
    title = _("Guardian or authorised person")
    return _form_page(request, person_id, form, title, _("Enter"))


@require_POST
def end_agent(request: Request, person_id: int, representation_id: int) -> HttpResponse:
    """Note that somebody no longer acts for this person."""
    _record(request, person_id)
    services.end_representation(
        actor=request.actor,
        representation_id=representation_id,
        on=local_day(request.now),
        now=request.now,
    )
    return redirect("people:person", person_id)


@require_http_methods(["GET", "POST"])
def care(request: Request, person_id: int) -> HttpResponse:
    """Keep, change or delete what helpers must know."""
    record = _record(request, person_id)
    require(permissions.can_change_person(request.actor, record))
    require(permissions.can_open_person(request.actor, record, now=request.now))
    file = person_file(request.actor, record, now=request.now)
    form = CareNoteForm(request.POST or None, initial={"text": file.care_note})
    unread = file.has_care_note and not file.care_note
    if unread and request.method == "GET":
        messages.info(request, unread_note())
        return redirect("people:reveal", person_id)
    if unread:
        form.add_error(None, unread_note())
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.record_care_note(
                actor=request.actor,
                person_id=person_id,
                text=form.cleaned_data["text"],
                now=request.now,
            )
            return redirect("people:person", person_id)
    return _form_page(request, person_id, form, _("Care note"), _("Save"))


@require_POST
def consent(request: Request, person_id: int) -> HttpResponse:
    """Enter at the counter that somebody has given, or withdraws, one consent."""
    record = _record(request, person_id)
    require(permissions.can_change_person(request.actor, record))
    withdrawn = request.POST.get("withdraw", "")
    if withdrawn.isdecimal():
        services.withdraw_consent(actor=request.actor, consent_id=int(withdrawn), now=request.now)
    else:
        of_child = request.POST.get("subject") == ConsentSubject.CHILD_RECORD
        services.give_consent(
            actor=request.actor,
            person_id=person_id,
            subject=ConsentSubject.CHILD_RECORD if of_child else ConsentSubject.CARE_NOTE,
            given_by_id=selectors.consent_giver(record, today=local_day(request.now)),
            now=request.now,
        )
    return redirect("people:person", person_id)


@require_http_methods(["GET", "POST"])
def propose_merge(request: Request, person_id: int) -> HttpResponse:
    """Propose that another record is the same person and goes into this one."""
    record = _record(request, person_id)
    require(permissions.can_change_person(request.actor, record))
    form = MergeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            proposal = services.propose_merge(
                actor=request.actor,
                kept_id=person_id,
                dropped_id=person_entered(request.actor, form.cleaned_data["person"]),
                ground=form.duplicate_ground(),
                now=request.now,
            )
            return redirect("people:merge", proposal.pk)
    return _form_page(request, person_id, form, _("Same person as another record"), _("Propose"))


@require_POST
def standing(request: Request, person_id: int) -> HttpResponse:
    """Restrict a record, or take it into use again."""
    _record(request, person_id)
    act = services.restore_person if request.POST.get("restore") else services.restrict_person
    act(actor=request.actor, person_id=person_id, now=request.now)
    return redirect("people:person", person_id)


def unread_note() -> str:
    """Return why a note is not written over by somebody who has not read it."""
    return _("There is a note already: show it in clear first, because saving replaces it.")


def _record(request: Request, person_id: int) -> Any:
    """Return the record for staff of the register; what lies elsewhere is not found."""
    require(permissions.can_list_people(request.actor))
    return selectors.get_person(request.actor, person_id)


def _ask_reason(request: Request, person_id: int, form: ReasonForm) -> HttpResponse:
    context = {"form": form, "person_id": person_id}
    return render(request, "people/reason.html", context)


def _form_page(
    request: Request, person_id: int, form: object, title: str, submit: str, lead: str = ""
) -> HttpResponse:
    context = {
        "form": form, "person_id": person_id, "title": title, "submit": submit, "lead": lead
    }  # fmt: skip
    return render(request, "people/person_form.html", context)
