"""What is said with an act of the flow: on its button, before it, and after it."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from linli.apps.cases.labels import ACTIONS, ACTS_DONE
from linli.apps.cases.rules.approvals import LEAST
from linli.apps.cases.rules.flow import CaseAction, CaseState
from linli.apps.cases.selectors.approvals import is_last
from linli.apps.cases.selectors.bodies import mediators_for
from linli.apps.cases.selectors.posts import mediator_to_tell


def _refers_to(case: Any, day: date) -> str:
    """Return who mediates at the place of a case; mediation itself is not run in these pages."""
    found = mediators_for(case.scope_path, day=day)
    if not found:
        return _(
            "The case is closed here. No mediation committee is registered for this place: say in "
            "the text where the people should go."
        )
    names = "; ".join(f"{body.name} {body.work_phone}".strip() for body in found)
    told = mediator_to_tell(case.scope_path, day=day)
    if told is None:
        return _(
            "The case is closed here and the reporter reads whom to go to: %(names)s. No committee "
            "has a post that could be told; call it yourself."
        ) % {"names": names}
    name = next(body.name for body in found if body.pk == told[0])
    return _(
        "The case is closed here and the reporter reads whom to go to: %(names)s. %(name)s is told "
        "that a dispute was referred to it: the number and the place, not your words."
    ) % {"names": names, "name": name}


def says_before(action: CaseAction, case: Any, day: date) -> str:
    """Return what should be known before an act."""
    if action == CaseAction.REFER:
        return _refers_to(case, day)
    if action == CaseAction.CONFIRM_EXCLUSION:
        return _agrees(case)
    return {
        CaseAction.WITHDRAW: _("Nobody works on it any more after that."),
        CaseAction.CONFIRM: _("The case is closed. You can rate it afterwards."),
        CaseAction.DISPUTE: _("It is opened again and goes on where it was."),
        CaseAction.APPEAL: _("Somebody who did not decide before looks at it."),
        CaseAction.ASSISTED_CONFIRM: _recorded(),
        CaseAction.ASSISTED_DISPUTE: _recorded(),
        CaseAction.ASSISTED_APPEAL: _recorded(),
        CaseAction.ASSISTED_WITHDRAW: _recorded(),
        CaseAction.TAKE: _("The time for handling begins with it."),
    }.get(action, "")


def _agrees(case: Any) -> str:
    if (case.exclusion_needed or LEAST) == LEAST:
        return _("You decide as a second person. The reporter may appeal.")
    if is_last(case):
        return _("Yours is the last yes that is needed: it is excluded. The reporter may appeal.")
    return _("Several must agree: with yours it is not excluded yet. One rejection ends it.")


def label_of(action: CaseAction, case: Any) -> Any:
    """Return what the button of an act says."""
    if action == CaseAction.CONFIRM_EXCLUSION and not is_last(case):
        return ACTIONS[CaseAction.AGREE_EXCLUSION]
    return ACTIONS[action]


def done_words(action: CaseAction, case: Any) -> Any:
    """Return what has happened with an act: to agree as one of several excludes nothing yet."""
    agreed = action == CaseAction.CONFIRM_EXCLUSION and case.state == CaseState.EXCLUSION_PROPOSED
    return ACTS_DONE[CaseAction.AGREE_EXCLUSION if agreed else action]


def _recorded() -> str:
    return _("It is recorded as told to you, with your name and post; the reporter is told of it.")
