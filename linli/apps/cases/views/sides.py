"""What may be done beside the flow: the forms that stand under the acts of a case."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.apps.cases import permissions
from linli.apps.cases.forms.sides import (
    InnerRemarkForm,
    NoAnswerForm,
    OwnRefileForm,
    RatingForForm,
    RatingForm,
    RefileForm,
    RemarkForm,
)
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Disclosure
from linli.apps.cases.rules.ratings import RATED
from linli.apps.cases.selectors.offered import category_choices
from linli.apps.cases.views.contacted import contact_form, may_contact
from linli.apps.cases.views.slips import slip_shown
from linli.apps.cases.views.work import work_sides
from linli.kit.days import local_day
from linli.kit.request import Request


def side_forms(
    request: Request,
    case: Any,
    *,
    inner: bool,
    task: Any = None,
    bound: tuple[str, Any] | None = None,
) -> list[dict[str, Any]]:
    """Return the forms beside the flow that are open to this person; `bound` came back."""
    sides = [
        side | ({"form": bound[1]} if bound and bound[0] == side["name"] else {})
        for side in _open_sides(request, case, inner=inner, task=task)
    ]
    if bound is not None and bound[0] not in {side["name"] for side in sides}:
        sides.insert(0, _not_sent(request, *bound))
    return sides


def _not_sent(request: Request, name: str, form: Any) -> dict[str, Any]:
    """Return a form that came back although it is not open any more: nothing typed is lost."""
    label = _("Not sent: what you typed")
    side = {"name": name, "label": label, "icon": "exclamation-triangle", "form": form}
    return side | {"says": "", "button": _("Try again"), "address": request.path}


def _open_sides(request: Request, case: Any, *, inner: bool, task: Any) -> Iterator[dict[str, Any]]:
    day, slip = local_day(request.now), slip_shown(request, case.number)
    closed = case.state == CaseState.CLOSED
    if inner and may_contact(request, case):
        label = _("Contact with the reporter")
        says = _("The first contact: say who has the case and what happens now.")
        yield _side("first_contact", label, "telephone", case, contact_form(), says)
    if inner and not closed:
        yield from work_sides(request, case, task)
    if not closed and permissions.can_remark(request.actor, case, day=day, slip=slip):
        yield _side("remark", _("Add a remark"), "chat-left-text", case, remark_form(inner=inner))
    if _waits_for_word(request, case):
        says = _("It answers nothing: the case stays on the list of whom to call.")
        asked = NoAnswerForm(auto_id="id_no_answer_%s")
        yield _side("no_answer", _("Nobody was reached"), "telephone", case, asked, says)
    rated = case.rating is not None or case.outcome not in RATED
    if closed and not rated and permissions.can_rate(request.actor, case, day=day, slip=slip):
        yield _side("rate", _("Rate it"), "star", case, RatingForm(auto_id="id_rate_%s"))
    named = case.disclosure != Disclosure.ANONYMOUS
    if closed and not rated and named and _may_record(request, case):
        label = _("Record: the reporter rates it")
        yield _side("rate_for", label, "star", case, RatingForForm(auto_id="id_rate_for_%s"))
    if not closed and permissions.can_refile(request.actor, case, day=day, slip=slip):
        says = _("Clock and thread go on as they are.")
        form = refile_form(request, case, inner=inner)
        yield _side("refile", _("Other category"), "tags", case, form, says)
    if not closed and permissions.can_correct_place(request.actor, case, day=day, slip=slip):
        says = _("It lies somewhere else. Clock and thread go on as they are.")
        side = _side("correct_place", _("Other place"), "geo-alt", case, None, says)
        yield side | {"button": _("Choose the place")}


def _waits_for_word(request: Request, case: Any) -> bool:
    """Tell whether this person may note that they tried to ask the reporter."""
    return case.state == CaseState.CHECKED and _may_record(request, case)


def _may_record(request: Request, case: Any) -> bool:
    """Tell whether this person records what the reporter says."""
    day = local_day(request.now)
    return bool(permissions.can_record_answer(request.actor, case, day=day))


def _side(name: str, label: str, icon: str, case: Any, form: Any, says: str = "") -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "icon": icon,
        "form": form,
        "says": says,
        "address": reverse(f"cases:{name}", args=[case.number]),
    }


def remark_form(*args: Any, inner: bool) -> Any:
    """Return the form of a remark; whoever works on the case may keep it among themselves."""
    kind: Any = InnerRemarkForm if inner else RemarkForm
    return kind(*args, auto_id="id_remark_%s")


def refile_form(request: Request, case: Any, *args: Any, inner: bool) -> RefileForm:
    """Return the form for another category, with those in force at the place.

    A reporter finds those for which they disclose enough.
    """
    found = category_choices(
        case.scope_path,
        day=local_day(request.now),
        without=case.category_id,
        disclosed=None if inner else Disclosure(case.disclosure),
    )
    initial = {"version": case.version}
    kind = RefileForm if inner else OwnRefileForm
    return kind(*args, categories=found, initial=initial, auto_id="id_refile_%s")
