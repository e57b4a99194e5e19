"""How what is stored about people reads on “My data”."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from linli.apps.people.labels import (
    CONSENT_SUBJECTS,
    DUPLICATE_GROUNDS,
    FIELDS,
    ID_KINDS,
    LEAVE_REASONS,
    READING_REASONS,
    RELATIONS,
    REPRESENTATION_KINDS,
    REQUEST_KINDS,
    SEXES,
    TENURES,
)
from linli.apps.people.labels.bindings import BINDING_STATES, IDENTITY_DOCUMENTS
from linli.core.identifiers import masked_id_number, masked_name, masked_phone
from linli.kit.sealed_fields import opened
from linli.kit.stored_words import Reads, register_namer, register_stored


def dwelling(unit: object) -> str:
    """Return a unit in words: where it lies and its number."""
    return f"{unit.place.name} {unit.number or unit.code}"  # type: ignore[attr-defined]


_account_names: list[Callable[[int], str]] = []


def register_account_names(name: Callable[[int], str]) -> None:
    """Let whoever may read accounts say their names: words read no tables."""
    _account_names[:] = [name]


def account_words(number: int) -> str:
    """Return the name of an account, "" where nothing says it any more."""
    return next((name(number) for name in _account_names), "")


register_stored(
    "people.Person",
    name=Reads(FIELDS["name"], mask=masked_name),
    id_kind=Reads(_("Document"), ID_KINDS),
    id_number=Reads(FIELDS["id_number"], mask=masked_id_number),
    phone=Reads(FIELDS["phone"], mask=masked_phone),
    other_phone=Reads(FIELDS["other_phone"], mask=masked_phone),
    birth_date=_("Born on"),
    sex=Reads(_("Sex"), SEXES),
    died_on=_("Died on"),
    home=_("Residence"),
)
register_stored("people.CareNote", text=FIELDS["care_note"])
register_stored(
    "people.HouseholdMember",
    household=_("Dwelling"),
    relation=Reads(_("Relation to the head of household"), RELATIONS),
    left_because=Reads(_("Why left"), LEAVE_REASONS),
)
register_stored(
    "people.Holding",
    unit=_("Dwelling"),
    tenure=Reads(_("Tenure"), TENURES),
    is_representative=_("Representative of the co-owners"),
    share_numerator=_("Share, parts"),
    share_denominator=_("Share, of so many parts"),
)
register_stored(
    "people.Representation",
    principal=_("Represented person"),
    agent=_("Who acts"),
    kind=Reads(_("As"), REPRESENTATION_KINDS),
)
register_stored("people.Consent", subject=Reads(_("Consent to"), CONSENT_SUBJECTS))
register_stored(
    "people.Reading", reason=Reads(_("Why it was read"), READING_REASONS), note=_("Words")
)
register_stored(
    "people.RightsRequest",
    kind=Reads(_("Request"), REQUEST_KINDS),
    text=_("Words"),
    answer=_("Answer"),
)
register_stored(
    "people.NumberBinding",
    document=Reads(_("Document looked at"), IDENTITY_DOCUMENTS),
    checked_at=_("Checked at"),
    checked_by=Reads(_("Who looked at it"), account_words),
    decided_by=Reads(_("Who confirmed it"), account_words),
    state=Reads(_("New phone number"), BINDING_STATES),
)
register_stored(
    "people.MergeProposal", ground=Reads(_("Why two records may be one"), DUPLICATE_GROUNDS)
)

register_namer("people.Person", lambda person: masked_name(opened(person.name)))
register_namer("people.Household", lambda household: dwelling(household.unit), "unit__place")
register_namer("places.Place", lambda place: place.name)
register_namer("places.Unit", dwelling, "place")
