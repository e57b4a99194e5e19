"""Every column of this application: personal or not, what for, on which basis, how long.

Membership, marks of households and report-ins tell a specific identity and are sensitive.
Source: [rule:field-register].
"""

from linli.apps.people.rules.fields import GRACE
from linli.core.personal import After, Basis, personal, until, years

POSTS, INTEGRITY, BRANCH = "organisations.posts", "organisations.integrity", "organisations.branch"

# What somebody did in office stays accountable for as long as decisions of that time can be asked
# about; the history of an elected body is archive material.
AFTER_POST = years(10, After.END_OF_POST)
AFTER_ABSENCE = years(2, After.END_OF_POST)
AFTER_DECLARATION = years(1, After.END_OF_POST)
# Claims and statements of facts hang on the report-in and go together with it.
AFTER_REPORT_IN = years(1, After.WITHDRAWN)

PERSONAL = (
    personal(
        "Appointment",
        "seat person is_acting basis basis_text document_number term_ends valid_from valid_to "
        "ending",
        data="post",
        purpose=POSTS,
        basis=Basis.STATUTORY_DUTY,
        keep=AFTER_POST,
    ),
    personal(
        "Absence",
        "seat person substitute reason valid_from valid_to",
        data="absence",
        purpose=POSTS,
        basis=Basis.STATUTORY_DUTY,
        keep=AFTER_ABSENCE,
    ),
    personal(
        "Declaration",
        "body person statement is_so declared_on",
        data="declaration",
        purpose=INTEGRITY,
        basis=Basis.STATUTORY_DUTY,
        keep=AFTER_DECLARATION,
    ),
    personal(
        "TrainingAttendance",
        "course appointment certificate",
        data="training",
        purpose=POSTS,
        basis=Basis.STATUTORY_DUTY,
        keep=AFTER_POST,
    ),
    personal(
        "Membership",
        "person branch valid_from valid_to",
        data="membership",
        purpose=BRANCH,
        basis=Basis.OTHER_LAW,
        keep=GRACE,
        sensitive=True,
    ),
    personal(
        "HouseholdMark",
        "household body mark valid_from valid_to",
        data="household_mark",
        purpose=BRANCH,
        basis=Basis.SEPARATE_CONSENT,
        keep=until(After.WITHDRAWN),
        sensitive=True,
    ),
    personal(
        "ReportIn",
        "person branch confirmed_by_person_on confirmed_by_branch_on valid_from valid_to",
        data="report_in",
        purpose=BRANCH,
        basis=Basis.SEPARATE_CONSENT,
        keep=AFTER_REPORT_IN,
        sensitive=True,
    ),
    personal(
        "Offer",
        "person skills hours_a_month offered_on",
        data="offer",
        purpose=BRANCH,
        basis=Basis.SEPARATE_CONSENT,
        keep=until(After.WITHDRAWN),
        sensitive=True,
    ),
    personal(
        "Claim",
        "report_in person state claimed_on served_on minutes noted_by_person confirmed_on",
        data="service",
        purpose=BRANCH,
        basis=Basis.SEPARATE_CONSENT,
        keep=AFTER_REPORT_IN,
        sensitive=True,
    ),
    personal(
        "FactStatement",
        "report_in person year quarter asked_on issued_on",
        data="facts",
        purpose=BRANCH,
        basis=Basis.SEPARATE_CONSENT,
        keep=AFTER_REPORT_IN,
        sensitive=True,
    ),
)

IMPERSONAL = {
    "Body": "id type own_type name place scope_path parent trade work_phone document_number size "
    "term_ends valid_from valid_to",
    "OwnType": "id name place scope_path stands_on head_title deputy_title deputies member_title "
    "members helper_title source valid_from valid_to",
    "Seat": "id body kind position title place scope_path valid_from valid_to",
    "Appointment": "id is_void",
    "Absence": "id is_void",
    "Declaration": "id",
    "Membership": "id",
    "HouseholdMark": "id scope_path",
    "ReportIn": "id scope_path",
    "Offer": "id report_in",
    "Need": "id branch place scope_path title text skill wanted needed_on valid_from valid_to",
    "Claim": "id need",
    "FactStatement": "id",
    "TrainingCourse": "id place scope_path organiser title audience held_on hours note",
    "TrainingAttendance": "id",
    "Stewardship": "id place scope_path kind body exit_plan review_on valid_from valid_to",
    "CompoundCondition": "id place scope_path condition grade note valid_from valid_to",
    "LocalRule": "id test body_type own_type beside jurisdiction least most is_odd severity source "
    "valid_from valid_to",
}
