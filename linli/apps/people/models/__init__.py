"""Persons, households, what they hold, and what they may ask about their data."""

from linli.apps.people.models.holdings import Holding, Representation
from linli.apps.people.models.households import Household, HouseholdMember
from linli.apps.people.models.merging import MergeMove, MergeProposal
from linli.apps.people.models.persons import CareNote, Person
from linli.apps.people.models.rights import Consent, NoticeVersion, Reading, RightsRequest

__all__ = [
    "CareNote",
    "Consent",
    "Holding",
    "Household",
    "HouseholdMember",
    "MergeMove",
    "MergeProposal",
    "NoticeVersion",
    "Person",
    "Reading",
    "Representation",
    "RightsRequest",
]
