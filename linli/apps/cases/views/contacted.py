"""What pages show of the first contact with the reporter: its line, and its short form."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.apps.cases import permissions
from linli.apps.cases.forms.sides import ContactForm
from linli.apps.cases.labels.contacts import CONTACT_WAYS, CONTACTED
from linli.apps.cases.labels.revisits import ASKED_BY
from linli.apps.cases.rules.contacts import ContactWay
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.selectors.callers import callers_of
from linli.apps.cases.selectors.contacts import contact_by, is_owed, last_try
from linli.apps.cases.selectors.questions import asked
from linli.apps.cases.selectors.rows import Wording
from linli.apps.notices.rules.posting import RecipientKind
from linli.kit.days import local_day
from linli.kit.request import Request


def contact_form(data: Any = None) -> ContactForm:
    """Return the short form of a first contact."""
    return ContactForm(data, auto_id="id_first_contact_%s")


def may_contact(request: Request, case: Any) -> bool:
    """Tell whether this person may record the first contact, which is still to be made."""
    day = local_day(request.now)
    return is_owed(case) and bool(permissions.can_contact(request.actor, case, day=day))


def shown_contact(request: Request, case: Any) -> dict[str, Any]:
    """Return what a page says of the first contact, to whoever works on it and to the reporter."""
    if case.contact_due_at is None:
        return {}
    words, late = Wording(request.now), _late(case)
    tries = case.contact_tries
    when = {"when": words.clock(case.contacted_at)}
    way = ContactWay(case.contact_way) if case.contact_way else None
    tried = last_try(case) if way is None and not case.erased_at else None
    by = contact_by(case)
    waits = way is None and by is not None and case.state == CaseState.CHECKED
    return {
        "asked": asked_words(asked([case])[case.pk].ways, words) if waits else [],
        "done": f"{CONTACT_WAYS[way]} · {when['when']}" if way else "",
        "told": str(CONTACTED[way]) % when if way else "",
        "is_late": late,
        "due": words.by(by),
        "tried": words.clock(tried),
        "tries": ngettext(
            "%(n)d attempt in vain in time", "%(n)d attempts in vain in time", tries
        ) % {"n": tries} if tries else "",
    }  # fmt: skip


def shown_callers(request: Request, case: Any) -> dict[str, Any]:
    """Return who joined by a call: whom to call, and in words whom a text message tells."""
    found = callers_of(request.actor, case)
    words = _("Told by text message when it is over:")
    if found.texted_at is not None:
        when = Wording(request.now).clock(found.texted_at)
        words = _("Texted on %(when)s that it is over:") % {"when": when}
    elif case.state == CaseState.CLOSED:
        words = _("A text message that it is over is on its way:")
    return {"to_call": found.to_call, "texted": found.texted, "words": words}


def asked_words(ways: Mapping[RecipientKind, datetime], words: Wording) -> list[str]:
    """Return how and when the reporter was asked about the result, in words."""
    told = {str(ASKED_BY[way]) % {"when": words.clock(at)} for way, at in ways.items()}
    return sorted(told)


def _late(case: Any) -> bool:
    return case.contacted_at is not None and case.contacted_at > case.contact_due_at
