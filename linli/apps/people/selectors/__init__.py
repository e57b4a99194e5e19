"""Reading people: what a viewer's post and purpose allow, masked unless a reason was given."""

from linli.apps.people.selectors.persons import (
    consent_giver,
    get_person,
    homes_of_person,
    is_guardian,
    known_person,
    opening_in_force,
    person_to_sign_in,
    persons_visible_to,
    places_of,
    revealed_fields,
)

__all__ = [
    "consent_giver",
    "get_person",
    "homes_of_person",
    "is_guardian",
    "known_person",
    "opening_in_force",
    "person_to_sign_in",
    "persons_visible_to",
    "places_of",
    "revealed_fields",
]
