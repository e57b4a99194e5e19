"""How what is stored about people in posts and branches reads on “My data”."""

from django.utils.translation import gettext_lazy as _

from linli.apps.organisations.labels import (
    AWAY_REASONS,
    BASES,
    ENDINGS,
    SEAT_KINDS,
    STATEMENTS,
)
from linli.apps.organisations.labels.service import CLAIM_STATES, SKILLS
from linli.kit.stored_words import Reads, register_namer, register_stored

SINCE, UNTIL = _("Since"), _("Until")

register_stored(
    "organisations.Appointment",
    seat=_("Post"),
    is_acting=_("Standing in"),
    basis=Reads(_("How it was given"), BASES),
    basis_text=_("On which ground"),
    document_number=_("Document no."),
    valid_from=SINCE,
    valid_to=UNTIL,
    term_ends=_("End of term"),
    ending=Reads(_("Why it ended"), ENDINGS),
)
register_stored(
    "organisations.Absence",
    seat=_("Post"),
    reason=Reads(_("Away for"), AWAY_REASONS),
    substitute=_("Who stands in"),
    valid_from=SINCE,
    valid_to=UNTIL,
)
register_stored(
    "organisations.Declaration",
    body=_("Body"),
    statement=Reads(_("What was declared"), STATEMENTS),
    is_so=_("It is so"),
    declared_on=_("Declared on"),
)
register_stored("organisations.Membership", branch=_("Branch"), valid_from=SINCE, valid_to=UNTIL)
register_stored(
    "organisations.ReportIn",
    branch=_("Branch"),
    confirmed_by_person_on=_("Confirmed by you on"),
    confirmed_by_branch_on=_("Confirmed by the branch on"),
    valid_from=SINCE,
    valid_to=UNTIL,
)
register_stored(
    "organisations.Offer",
    skills=Reads(_("Can help with"), lambda skills: ", ".join(str(SKILLS[one]) for one in skills)),
    hours_a_month=_("Hours a month"),
    offered_on=_("Offered on"),
)
register_stored(
    "organisations.Claim",
    state=Reads(_("State"), CLAIM_STATES),
    claimed_on=_("Claimed on"),
    served_on=_("Served on"),
    minutes=_("Minutes"),
    confirmed_on=_("Confirmed on"),
)
register_stored(
    "organisations.FactStatement",
    year=_("Year"),
    quarter=_("Quarter"),
    asked_on=_("Asked for on"),
    issued_on=_("Issued on"),
)
register_namer("organisations.Body", lambda body: body.name)
register_namer(
    "organisations.Seat",
    lambda seat: f"{seat.body.name} {seat.title or SEAT_KINDS.get(seat.kind, '')}",
    "body",
)
