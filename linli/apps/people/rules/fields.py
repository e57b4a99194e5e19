"""Every column of this application: personal or not, what for, on which basis, how long.

Source: [rule:field-register]. The privacy notice is written from these rows, and the retention
job erases by them; both follow when a row changes.
"""

from linli.core.personal import After, Basis, Period, personal, until, years

# How long a record without any tie stays as it is before it is restricted; people move back.
GRACE = Period(days=90, after=After.END_OF_TIES)
AFTER_TIES = years(2, After.END_OF_TIES)
AFTER_CLOSING = years(3, After.CLOSED)
AFTER_CONSENT = years(3, After.WITHDRAWN)
AFTER_READING = years(3, After.RECORDED)

REGISTER, IDENTIFY, CONTACT = "people.register", "people.identify", "people.contact"
OWNERSHIP, CARE, CHILDREN = "people.ownership", "people.care", "people.children"
ACCOUNTABILITY, RIGHTS = "people.accountability", "people.rights"

PERSONAL = (
    personal(
        "Person",
        "name name_head name_tail",
        data="name",
        purpose=REGISTER,
        basis=Basis.STATUTORY_DUTY,
        keep=AFTER_TIES,
    ),
    personal(
        "Person",
        "id_kind id_number id_number_index id_number_last4",
        data="id_number",
        purpose=IDENTIFY,
        basis=Basis.STATUTORY_DUTY,
        keep=AFTER_TIES,
    ),
    personal(
        "Person",
        "phone phone_index phone_last4 other_phone other_phone_index",
        data="phone",
        purpose=CONTACT,
        basis=Basis.STATUTORY_DUTY,
        keep=GRACE,
    ),
    personal(
        "Person",
        "birth_date sex died_on",
        data="birth_and_sex",
        purpose=REGISTER,
        basis=Basis.STATUTORY_DUTY,
        keep=AFTER_TIES,
    ),
    personal(
        "Person",
        "home scope_path",
        data="home",
        purpose=REGISTER,
        basis=Basis.STATUTORY_DUTY,
        keep=AFTER_TIES,
    ),
    personal(
        "CareNote",
        "person text",
        data="care",
        purpose=CARE,
        basis=Basis.SEPARATE_CONSENT,
        keep=until(After.WITHDRAWN),
        sensitive=True,
    ),
    personal(
        "HouseholdMember",
        "household person relation left_because",
        data="household",
        purpose=REGISTER,
        basis=Basis.STATUTORY_DUTY,
        keep=AFTER_TIES,
    ),
    personal(
        "Holding",
        "unit person tenure is_representative share_numerator share_denominator",
        data="holding",
        purpose=OWNERSHIP,
        basis=Basis.OTHER_LAW,
        keep=AFTER_TIES,
    ),
    personal(
        "Representation",
        "principal agent kind",
        data="representation",
        purpose=OWNERSHIP,
        basis=Basis.OTHER_LAW,
        keep=AFTER_TIES,
    ),
    personal(
        "Consent",
        "person subject given_by",
        data="consent",
        purpose=RIGHTS,
        basis=Basis.STATUTORY_DUTY,
        keep=AFTER_CONSENT,
    ),
    personal(
        "Reading",
        "person account_id kind fields reason note",
        data="reading",
        purpose=ACCOUNTABILITY,
        basis=Basis.STATUTORY_DUTY,
        keep=AFTER_READING,
    ),
    personal(
        "RightsRequest",
        "person kind text answer decided_by",
        data="request",
        purpose=RIGHTS,
        basis=Basis.STATUTORY_DUTY,
        keep=AFTER_CLOSING,
    ),
    personal(
        "NumberBinding",
        "person document phone state checked_by checked_at decided_by",
        data="number_binding",
        purpose="accounts.security",
        basis=Basis.STATUTORY_DUTY,
        keep=AFTER_CLOSING,
    ),
    personal(
        "MergeProposal",
        "kept dropped ground proposed_by decided_by",
        data="merging",
        purpose=IDENTIFY,
        basis=Basis.STATUTORY_DUTY,
        keep=AFTER_TIES,
    ),
)

IMPERSONAL = {
    # `may_lack_guardian` follows from the birth date and the guardians, and is set anew with them.
    "Person": "id kind state merged_into ties_ended_on notice_number created_at may_lack_guardian",
    "CareNote": "id consent recorded_at ended_at",
    "Household": "id unit scope_path valid_from valid_to",
    "HouseholdMember": "id valid_from valid_to",
    "Holding": "id scope_path valid_from valid_to",
    "Representation": "id valid_from valid_to",
    "Consent": "id given_at notice_number withdrawn_at",
    # Published by law with the notice (个人信息保护法 17, 52): a work contact, no private one.
    "DataHandler": "id place scope_path name address contact phone email",
    # Which data, how many, what was done: nobody by name. Who wrote it stands in the trail.
    "ImpactAssessment": "id scope_path data lawfulness impact measures declared assessed_on",
    "Incident": "id scope_path what found_on data persons measures authority_told people_told"
    " recorded_at",
    "NumberBinding": "id scope_path decided_at",
    "NoticeVersion": "id number digest content published_at",
    "Reading": "id read_at until",
    "RightsRequest": "id state scope_path submitted_at due_date decided_at",
    "MergeProposal": "id state scope_path proposed_at decided_at",
    "MergeMove": "id proposal table column row_id",
}
