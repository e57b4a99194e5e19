"""How the acts on people read in the trail: on what, and with which facts."""

from django.utils.translation import pgettext_lazy

from linli.apps.people.labels import (
    CONSENT_SUBJECTS,
    DUPLICATE_GROUNDS,
    EMPTIED,
    FIELDS,
    LEAVE_REASONS,
    MERGE_STATES,
    PERSON_KINDS,
    PERSON_STATES,
    READING_REASONS,
    RELATIONS,
    REPRESENTATION_KINDS,
    REQUEST_KINDS,
    REQUEST_STATES,
    TENURES,
)
from linli.apps.people.labels.bindings import BINDING_STATES, IDENTITY_DOCUMENTS
from linli.apps.people.rules.kinds import CreateGround
from linli.kit.sentences import sentence_for
from linli.kit.trail_words import (
    Says,
    Thing,
    model_said,
    register_facts,
    register_models,
    register_things,
)


def data_said(code: str) -> str:
    """Return what data a code of the register of personal data stands for."""
    return sentence_for(f"data.{code}", default=code)


register_things(
    person=pgettext_lazy("trail", "Person"),
    household=pgettext_lazy("trail", "Household"),
    merge=pgettext_lazy("trail", "Merge of two records"),
    request=pgettext_lazy("trail", "Request about personal data"),
    notice=pgettext_lazy("trail", "Privacy notice"),
    register=Thing(pgettext_lazy("trail", "Register of people"), is_numbered=False),
    keys=pgettext_lazy("trail", "Keys, generation"),
    assessment=pgettext_lazy("trail", "Impact assessment"),
    incident=pgettext_lazy("trail", "Incident with personal data"),
)
_PERSON = Says(pgettext_lazy("trail", "Person"), thing="person")
_FIELDS = {
    **EMPTIED,
    **FIELDS,
    "id_kind": pgettext_lazy("trail", "Kind of document"),
    "home": pgettext_lazy("trail", "Residence"),
    "kind": pgettext_lazy("trail", "Natural person or legal entity"),
    "scope_path": pgettext_lazy("trail", "Place of the record"),
    "former_names": pgettext_lazy("trail", "Former names"),
}
_GROUNDS = {
    CreateGround.NO_SIMILAR: pgettext_lazy("trail", "none was found"),
    CreateGround.OTHER_PERSON: pgettext_lazy("trail", "looked at: another person"),
}
# What was typed to search.
_SEARCHED_BY = {
    "NUMBER": pgettext_lazy("trail", "whole number"),
    "LAST_FOUR": pgettext_lazy("trail", "last four characters"),
    "NAME": pgettext_lazy("trail", "name"),
    "TOO_SHORT": pgettext_lazy("trail", "too little"),
}
_SUITES = {
    "gm": pgettext_lazy("trail", "SM4 and SM3"),
    "intl": pgettext_lazy("trail", "AES and SHA-256"),
}
_OLD_RECORDS = {
    "notes": pgettext_lazy("trail", "Care notes"),
    "readings": pgettext_lazy("trail", "Openings of records"),
    "bindings": pgettext_lazy("trail", "Bindings of phone numbers"),
    "requests": pgettext_lazy("trail", "Requests about personal data"),
    "consents": pgettext_lazy("trail", "Consents"),
}
_CHANGED = Says(pgettext_lazy("trail", "Fields"), values=_FIELDS)

register_facts(
    "person",
    kind=Says(pgettext_lazy("trail", "Kind"), values=PERSON_KINDS),
    ground=Says(pgettext_lazy("trail", "What was said about similar records"), values=_GROUNDS),
    fields=_CHANGED,
    emptied=Says(pgettext_lazy("trail", "Emptied"), values=_FIELDS),
    minor=pgettext_lazy("trail", "Of a minor"),
    reading=Says(pgettext_lazy("trail", "Opening no."), thing="reading"),
    reason=Says(pgettext_lazy("trail", "Reason"), values=READING_REASONS),
    rows=Says(pgettext_lazy("trail", "Rows deleted"), keys=Says("", values=model_said)),
    notice=pgettext_lazy("trail", "Privacy notice no."),
    ties_ended_on=pgettext_lazy("trail", "Ties had ended on"),
    into=Says(pgettext_lazy("trail", "Into the record"), thing="person"),
    consent=Says(pgettext_lazy("trail", "Consent"), thing="consent"),
    binding=Says(pgettext_lazy("trail", "Binding of a phone number"), thing="binding"),
    document=Says(pgettext_lazy("trail", "Document looked at"), values=IDENTITY_DOCUMENTS),
    second=pgettext_lazy("trail", "Another number was bound before"),
    **{
        "from": Says(
            pgettext_lazy("trail", "State before"), values={**PERSON_STATES, **BINDING_STATES}
        ),
        "to": Says(
            pgettext_lazy("trail", "State after"), values={**PERSON_STATES, **BINDING_STATES}
        ),
    },
)
register_facts(
    "person.care_noted", note=Says(pgettext_lazy("trail", "Care note"), thing="care_note")
)
register_facts(
    "people",
    persons=pgettext_lazy("trail", "Number of persons"),
    households=pgettext_lazy("trail", "Number of households"),
    holdings=pgettext_lazy("trail", "Number of owners and tenants"),
    person=pgettext_lazy("trail", "Number of persons"),
    household=pgettext_lazy("trail", "Number of households"),
    householdmember=pgettext_lazy("trail", "Number of members of households"),
    holding=pgettext_lazy("trail", "Number of owners and tenants"),
    by=Says(pgettext_lazy("trail", "Searched by"), values=_SEARCHED_BY),
    elsewhere=pgettext_lazy("trail", "Found at other places"),
)
register_facts(
    "household",
    "holding",
    unit=Says(pgettext_lazy("trail", "Unit"), thing="unit"),
    relation=Says(pgettext_lazy("trail", "Relation to the head of household"), values=RELATIONS),
    relations=Says(
        pgettext_lazy("trail", "Relations to the head of household"), values=RELATIONS, keys=_PERSON
    ),
    tenure=Says(pgettext_lazy("trail", "Tenure"), values=TENURES),
)
register_facts(
    "household.left", reason=Says(pgettext_lazy("trail", "Why left"), values=LEAVE_REASONS)
)
register_facts(
    "household.followed",
    **{"from": Says(pgettext_lazy("trail", "Household before"), thing="household")},
)
register_facts(
    "holding",
    **{
        "from": Says(pgettext_lazy("trail", "Owners before"), thing="person"),
        "to": Says(
            pgettext_lazy("trail", "Owners after, with their share"), thing="person", keys=_PERSON
        ),
    },
)
register_facts(
    "holding.followed", **{"from": Says(pgettext_lazy("trail", "Units before"), thing="unit")}
)
register_facts(
    "consent",
    consent=Says(pgettext_lazy("trail", "Consent"), thing="consent"),
    subject=Says(pgettext_lazy("trail", "Consent to"), values=CONSENT_SUBJECTS),
    by=Says(pgettext_lazy("trail", "Given by"), thing="person"),
    erased_notes=pgettext_lazy("trail", "Number of care notes erased"),
)
register_facts(
    "merge",
    kept=Says(pgettext_lazy("trail", "Record kept"), thing="person"),
    dropped=Says(pgettext_lazy("trail", "Record merged into it"), thing="person"),
    ground=Says(pgettext_lazy("trail", "Why they may be one person"), values=DUPLICATE_GROUNDS),
    moved=pgettext_lazy("trail", "Number of rows moved"),
    filled=Says(pgettext_lazy("trail", "Fields taken over"), values=_FIELDS),
    **{
        "from": Says(pgettext_lazy("trail", "State before"), values=MERGE_STATES),
        "to": Says(pgettext_lazy("trail", "State after"), values=MERGE_STATES),
    },
)
register_facts(
    "representation",
    agent=Says(pgettext_lazy("trail", "Who acts"), thing="person"),
    kind=Says(pgettext_lazy("trail", "As"), values=REPRESENTATION_KINDS),
)
register_facts(
    "request",
    kind=Says(pgettext_lazy("trail", "Request"), values=REQUEST_KINDS),
    due=pgettext_lazy("trail", "Due on"),
    **{
        "from": Says(pgettext_lazy("trail", "State before"), values=REQUEST_STATES),
        "to": Says(pgettext_lazy("trail", "State after"), values=REQUEST_STATES),
    },
)
register_facts(
    "duties",
    data=Says(pgettext_lazy("trail", "Data"), values=data_said),
    lawfulness=pgettext_lazy("trail", "Why it is lawful and needed"),
    impact=pgettext_lazy("trail", "Impact on people"),
    measures=pgettext_lazy("trail", "Measures"),
    found_on=pgettext_lazy("trail", "Found on"),
    persons=pgettext_lazy("trail", "Number of persons"),
    what=pgettext_lazy("trail", "What happened"),
    authority_told=pgettext_lazy("trail", "Authority told"),
    people_told=pgettext_lazy("trail", "People told"),
)
register_facts(
    "notice",
    contact=pgettext_lazy("trail", "Contact"),
    phone=pgettext_lazy("trail", "Phone"),
    email=pgettext_lazy("trail", "Mail address"),
    address=pgettext_lazy("trail", "Address"),
    digest=pgettext_lazy("trail", "Digest of its text"),
)
register_facts("keys", suite=Says(pgettext_lazy("trail", "Algorithms"), values=_SUITES))
register_facts(
    "retention", rows=Says(pgettext_lazy("trail", "What was deleted"), values=_OLD_RECORDS)
)
register_models(
    {
        "people.Person": pgettext_lazy("trail", "Persons"),
        "people.CareNote": pgettext_lazy("trail", "Care notes"),
        "people.Reading": pgettext_lazy("trail", "Openings of records"),
        "people.NumberBinding": pgettext_lazy("trail", "Bindings of phone numbers"),
        "people.RightsRequest": pgettext_lazy("trail", "Requests about personal data"),
        "people.Consent": pgettext_lazy("trail", "Consents"),
        "people.Household": pgettext_lazy("trail", "Households"),
        "people.HouseholdMember": pgettext_lazy("trail", "Members of households"),
        "people.Holding": pgettext_lazy("trail", "Owners and tenants"),
        "people.Representation": pgettext_lazy("trail", "Guardians and authorised persons"),
        "people.MergeProposal": pgettext_lazy("trail", "Proposed merges"),
        "people.MergeMove": pgettext_lazy("trail", "Rows moved by a merge"),
        "people.ImpactAssessment": pgettext_lazy("trail", "Impact assessments"),
        "people.Incident": pgettext_lazy("trail", "Incidents with personal data"),
    }
)
