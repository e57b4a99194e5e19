"""What pages show of the first contact with the reporter: its line, and its short form."""

from typing import Any

from django.utils.translation import ngettext

from linli.apps.cases import permissions
from linli.apps.cases.forms.sides import ContactForm
from linli.apps.cases.labels.contacts import CONTACT_WAYS, CONTACTED
from linli.apps.cases.rules.contacts import ContactWay
from linli.apps.cases.selectors.contacts import contact_by, is_owed, last_try
from linli.apps.cases.selectors.rows import Wording
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
    return {
        "done": f"{CONTACT_WAYS[way]} · {when['when']}" if way else "",
        "told": str(CONTACTED[way]) % when if way else "",
        "is_late": late,
        "due": words.by(by),
        "tried": words.clock(tried),
        "tries": ngettext(
            "%(n)d attempt in vain in time", "%(n)d attempts in vain in time", tries
        ) % {"n": tries} if tries else "",
    }  # fmt: skip


def _late(case: Any) -> bool:
    return case.contacted_at is not None and case.contacted_at > case.contact_due_at
