"""Values with their words beside them, so that templates look nothing up."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from linli.apps.people.labels import (
    CONSENT_SUBJECTS,
    PERSON_KINDS,
    PERSON_STATES,
    RELATIONS,
    REPRESENTATION_KINDS,
    TENURES,
)
from linli.apps.people.rules.kinds import ConsentSubject
from linli.apps.people.selectors.dwellings import UnitPeople
from linli.apps.people.selectors.files import Dwelling, PersonFile


@dataclass(frozen=True, slots=True)
class Worded:
    """One row and its word."""

    row: Any
    word: "str | Promise"


def _dwelling(row: Dwelling) -> Worded:
    if row.tenure is not None:
        return Worded(row, TENURES[row.tenure])
    return Worded(row, RELATIONS[row.relation] if row.relation else "")


def file_words(file: PersonFile) -> dict[str, Any]:
    """Return the words of one record."""
    return {
        "kind": PERSON_KINDS[file.card.kind],
        "state": PERSON_STATES[file.card.state],
        "dwellings": [_dwelling(row) for row in file.dwellings],
        "former": [_dwelling(row) for row in file.former],
        "agents": [Worded(row, REPRESENTATION_KINDS[row.kind]) for row in file.agents],
        "principals": [Worded(row, REPRESENTATION_KINDS[row.kind]) for row in file.principals],
        "lacks_childs_consent": file.card.is_child
        and ConsentSubject.CHILD_RECORD not in file.consents,
        "consents": [(CONSENT_SUBJECTS[one], key) for one, key in file.consents.items()],
    }


def unit_words(people: UnitPeople) -> dict[str, Any]:
    """Return the words of one dwelling's people."""
    return {
        "owners": [Worded(row, TENURES[row.tenure]) for row in people.owners],
        "tenants": [Worded(row, TENURES[row.tenure]) for row in people.tenants],
        "former": [Worded(row, TENURES[row.tenure]) for row in people.former],
        "households": [
            (
                card,
                [Worded(member, RELATIONS[member.relation]) for member in card.members],
                [Worded(member, RELATIONS[member.relation]) for member in card.former],
            )
            for card in people.households
        ],
    }
