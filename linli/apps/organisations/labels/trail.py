"""How the acts of bodies and posts read in the trail: on what, and with which facts."""

from django.utils.translation import pgettext_lazy

from linli.apps.organisations.labels import (
    AWAY_REASONS,
    BASES,
    BODY_TYPES,
    CONDITIONS,
    ENDINGS,
    MARKS,
    SEAT_KINDS,
    SEVERITIES,
    STATEMENTS,
    STEWARDINGS,
    TESTS,
)
from linli.apps.organisations.labels.service import SKILLS
from linli.apps.organisations.labels.training import AUDIENCES
from linli.apps.places.labels import PLACE_KINDS
from linli.apps.places.rules import PlaceKind
from linli.kit.joining import listed
from linli.kit.trail_words import Says, register_facts, register_models, register_things

_TABLES = {
    "membership": pgettext_lazy("trail", "Memberships"),
    "mark": pgettext_lazy("trail", "Recognised households"),
    "offer": pgettext_lazy("trail", "Offers of service"),
    "absence": pgettext_lazy("trail", "Absences"),
    "declaration": pgettext_lazy("trail", "Declarations"),
    "attendance": pgettext_lazy("trail", "Attendances"),
    "appointment": pgettext_lazy("trail", "Holdings of posts"),
}


def _kinds_said(kinds: str) -> str:
    return listed(PLACE_KINDS[PlaceKind(kind)] for kind in kinds.split())


register_things(
    body=pgettext_lazy("trail", "Body"),
    report_in=pgettext_lazy("trail", "Report-in to a branch"),
    local_rule=pgettext_lazy("trail", "Own rule of a place"),
    own_type=pgettext_lazy("trail", "Own type of body"),
    training_course=pgettext_lazy("trail", "Training course"),
)
# Where nothing says how a row is called, its number stands alone.
_BRANCH = Says(pgettext_lazy("trail", "Branch"), thing="body")
_APPOINTMENT = Says(pgettext_lazy("trail", "Holding of a post"), thing="appointment")
_REPORT_IN = Says(pgettext_lazy("trail", "Report-in to a branch"), thing="report_in")
_TERM_ENDS = pgettext_lazy("trail", "End of term")
_DOCUMENT = pgettext_lazy("trail", "Document no.")

register_facts(
    "body",
    "seat",
    type=Says(pgettext_lazy("trail", "Type of body"), values=BODY_TYPES),
    own_type_id=Says(pgettext_lazy("trail", "Own type of body"), thing="own_type"),
    parent_id=Says(pgettext_lazy("trail", "Body above"), thing="body"),
    trade=pgettext_lazy("trail", "Trade"),
    work_phone=pgettext_lazy("trail", "Phone of the office"),
    document_number=_DOCUMENT,
    size=pgettext_lazy("trail", "Seats decided on"),
    term_ends=_TERM_ENDS,
    seat_kind=Says(pgettext_lazy("trail", "Kind of post"), values=SEAT_KINDS),
    position=pgettext_lazy("trail", "Position"),
)
register_facts(
    "appointment",
    appointment_id=_APPOINTMENT,
    is_acting=pgettext_lazy("trail", "Standing in"),
    basis=Says(pgettext_lazy("trail", "How it was given"), values=BASES),
    basis_text=pgettext_lazy("trail", "On which ground"),
    document_number=_DOCUMENT,
    term_ends=_TERM_ENDS,
    ending=Says(pgettext_lazy("trail", "Why it ended"), values=ENDINGS),
)
register_facts(
    "appointment.voided",
    reason=Says(
        pgettext_lazy("trail", "Reason"),
        values={**ENDINGS, "import": pgettext_lazy("trail", "The import was undone")},
    ),
)
register_facts(
    "absence",
    absence_id=Says(pgettext_lazy("trail", "Absence"), thing="absence"),
    substitute_id=Says(pgettext_lazy("trail", "Who stands in"), thing="person"),
    reason=Says(pgettext_lazy("trail", "Away for"), values=AWAY_REASONS),
)
register_facts(
    "tie",
    declaration_id=Says(pgettext_lazy("trail", "Declaration"), thing="declaration"),
    statement=Says(pgettext_lazy("trail", "What was declared"), values=STATEMENTS),
    is_so=pgettext_lazy("trail", "It is so"),
    declared_on=pgettext_lazy("trail", "Declared on"),
)
register_facts(
    "membership",
    membership_id=Says(pgettext_lazy("trail", "Membership"), thing="membership"),
    branch_id=_BRANCH,
)
register_facts(
    "household",
    mark_id=Says(pgettext_lazy("trail", "Recognition of a household"), thing="household_mark"),
    mark=Says(pgettext_lazy("trail", "Recognised as"), values=MARKS),
)
register_facts(
    "report_in",
    report_in_id=_REPORT_IN,
    branch_id=_BRANCH,
    confirmed_by_person_on=pgettext_lazy("trail", "Confirmed by the member on"),
    confirmed_by_branch_on=pgettext_lazy("trail", "Confirmed by the branch on"),
)
register_facts(
    "stewardship",
    stewardship_id=Says(pgettext_lazy("trail", "Entry on who looks after it"), thing="stewardship"),
    steward_kind=Says(pgettext_lazy("trail", "Who looks after it"), values=STEWARDINGS),
    exit_plan=pgettext_lazy("trail", "Plan to get out of it"),
    review_on=pgettext_lazy("trail", "Review on"),
    previous_id=Says(pgettext_lazy("trail", "Entry before"), thing="stewardship"),
)
register_facts(
    "condition",
    condition_id=Says(pgettext_lazy("trail", "Entry of a shortcoming"), thing="condition"),
    condition=Says(pgettext_lazy("trail", "Shortcoming"), values=CONDITIONS),
    grade=pgettext_lazy("trail", "Grade"),
)
register_facts(
    "local_rule",
    local_rule_id=Says(pgettext_lazy("trail", "Own rule of a place"), thing="local_rule"),
    test=Says(pgettext_lazy("trail", "What it checks"), values=TESTS),
    body_type=Says(pgettext_lazy("trail", "Type of body"), values=BODY_TYPES),
    own_type_id=Says(pgettext_lazy("trail", "Own type of body"), thing="own_type"),
    beside=Says(pgettext_lazy("trail", "Beside"), values=BODY_TYPES),
    jurisdiction=pgettext_lazy("trail", "Code of the place where it holds"),
    least=pgettext_lazy("trail", "At least"),
    most=pgettext_lazy("trail", "At most"),
    is_odd=pgettext_lazy("trail", "Has to be odd"),
    severity=Says(pgettext_lazy("trail", "How it weighs"), values=SEVERITIES),
    source=pgettext_lazy("trail", "Source"),
)
register_facts(
    "own_type",
    own_type_id=Says(pgettext_lazy("trail", "Own type of body"), thing="own_type"),
    stands_on=Says(pgettext_lazy("trail", "Stands on"), values=_kinds_said),
    head_title=pgettext_lazy("trail", "Title of the head"),
    deputy_title=pgettext_lazy("trail", "Title of deputies"),
    deputies=pgettext_lazy("trail", "Number of deputies"),
    member_title=pgettext_lazy("trail", "Title of members"),
    members=pgettext_lazy("trail", "Number of members"),
    helper_title=pgettext_lazy("trail", "Title of helpers"),
    source=pgettext_lazy("trail", "Source"),
)
register_facts(
    "need",
    "service",
    need_id=Says(pgettext_lazy("trail", "Need"), thing="need"),
    branch_id=_BRANCH,
    skill=Says(pgettext_lazy("trail", "What is needed"), values=SKILLS),
    wanted=pgettext_lazy("trail", "How many are wanted"),
    needed_on=pgettext_lazy("trail", "Needed on"),
    report_in_id=_REPORT_IN,
    report_ins=Says(pgettext_lazy("trail", "Report-ins"), thing="report_in"),
    offered_on=pgettext_lazy("trail", "Offered on"),
    claim_id=Says(pgettext_lazy("trail", "Service taken on"), thing="claim"),
    claimed_on=pgettext_lazy("trail", "Taken on, on the day"),
    served_on=pgettext_lazy("trail", "Served on"),
    minutes=pgettext_lazy("trail", "Minutes"),
    noted_by_person=pgettext_lazy("trail", "Noted by the member"),
    confirmed_on=pgettext_lazy("trail", "Confirmed on"),
    statement_id=Says(pgettext_lazy("trail", "Statement of service"), thing="statement"),
    year=pgettext_lazy("trail", "Year"),
    quarter=pgettext_lazy("trail", "Quarter"),
    asked_on=pgettext_lazy("trail", "Asked for on"),
    issued_on=pgettext_lazy("trail", "Issued on"),
    services=pgettext_lazy("trail", "Number of services"),
)
register_facts(
    "training",
    course_id=Says(pgettext_lazy("trail", "Training course"), thing="training_course"),
    organiser_id=Says(pgettext_lazy("trail", "Organiser"), thing="body"),
    audience=Says(pgettext_lazy("trail", "For whom"), values=AUDIENCES),
    hours=pgettext_lazy("trail", "Hours"),
    held_on=pgettext_lazy("trail", "Held on"),
    attendance_id=Says(pgettext_lazy("trail", "Attendance"), thing="attendance"),
    appointment_id=_APPOINTMENT,
    certificate=pgettext_lazy("trail", "Certificate no."),
)
register_facts(
    "training.voided",
    reason=Says(
        pgettext_lazy("trail", "Reason"),
        values={"import": pgettext_lazy("trail", "The import was undone")},
    ),
)
register_facts(
    "organisations",
    table=Says(pgettext_lazy("trail", "What was deleted"), values=_TABLES),
    numbers=pgettext_lazy("trail", "Numbers of the rows"),
)
register_models(
    {
        "organisations.Body": pgettext_lazy("trail", "Bodies"),
        "organisations.Seat": pgettext_lazy("trail", "Posts"),
        "organisations.Appointment": pgettext_lazy("trail", "Holdings of posts"),
        "organisations.Absence": pgettext_lazy("trail", "Absences"),
        "organisations.Declaration": pgettext_lazy("trail", "Declarations"),
        "organisations.Membership": pgettext_lazy("trail", "Memberships"),
        "organisations.HouseholdMark": pgettext_lazy("trail", "Recognised households"),
        "organisations.ReportIn": pgettext_lazy("trail", "Report-ins to branches"),
        "organisations.Stewardship": pgettext_lazy("trail", "Who looks after compounds"),
        "organisations.CompoundCondition": pgettext_lazy("trail", "Shortcomings of compounds"),
        "organisations.LocalRule": pgettext_lazy("trail", "Own rules of places"),
        "organisations.OwnType": pgettext_lazy("trail", "Own types of bodies"),
        "organisations.TrainingCourse": pgettext_lazy("trail", "Training courses"),
        "organisations.TrainingAttendance": pgettext_lazy("trail", "Attendances"),
    }
)
