"""Persons, households, what they hold, and what they may ask about their data."""

from linli.apps.people.models.bindings import NumberBinding
from linli.apps.people.models.duties import ImpactAssessment, Incident
from linli.apps.people.models.holdings import Holding, Representation
from linli.apps.people.models.households import Household, HouseholdMember
from linli.apps.people.models.merging import MergeMove, MergeProposal
from linli.apps.people.models.persons import CareNote, Person
from linli.apps.people.models.rights import (
    Consent,
    DataHandler,
    NoticeVersion,
    Reading,
    RightsRequest,
)

__all__ = [
    "CareNote",
    "Consent",
    "DataHandler",
    "Holding",
    "Household",
    "HouseholdMember",
    "ImpactAssessment",
    "Incident",
    "MergeMove",
    "MergeProposal",
    "NoticeVersion",
    "NumberBinding",
    "Person",
    "Reading",
    "Representation",
    "RightsRequest",
]
