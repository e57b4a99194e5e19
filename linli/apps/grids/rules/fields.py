"""Columns of this application: cells, boundaries and work lines, no private person.

Work numbers and work phones belong to a post and are posted on the notice board; who holds the
post is an appointment, declared by organisations. Source: [rule:field-register].
"""

IMPERSONAL = {
    "Assignment": "id cell place unit scope_path revision_id valid_from valid_to",
    "Cell": "id code kind name place scope_path parent valid_from valid_to",
    "GridRevision": "id place scope_path title state based_on tolerance_m2 valid_from valid_to "
    "west south east north fingerprint created_at published_at switched_at",
    "PlaceOutline": "id polygon west south east north area_m2 place scope_path source valid_from "
    "valid_to",
    "PlacePoint": "id place scope_path lon lat",
    "RevisionCell": "id polygon west south east north area_m2 revision cell kind name parent "
    "is_closed successor",
    "RevisionMove": "id revision target place unit scope_path",
    "RevisionStation": "id revision target seat",
    "Station": "id cell seat scope_path work_number work_phone valid_from valid_to",
    "SupervisionLine": "id place scope_path phone valid_from valid_to",
}
