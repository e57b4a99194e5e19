"""Types of bodies, kinds of seats, and which seats and rights belong to which type."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from linli.apps.accounts.rules import Role
from linli.apps.organisations.rules.kinds import BodyType, SeatKind
from linli.apps.places.rules import PlaceKind
from linli.core.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class SeatTemplate:
    """How many seats of a kind a new body gets, and what such a seat means.

    `leads` marks the seat that answers for the body and is the fallback of its other seats;
    `counts` tells whether the seat belongs to the number a size rule speaks of; `roles` are the
    rights at the place of the seat.
    """

    kind: SeatKind
    initial: int
    roles: frozenset[Role] = frozenset()
    leads: bool = False
    counts: bool = True


@dataclass(frozen=True, slots=True)
class BodyTemplate:
    """What a type of body looks like: where it stands, below what, and with which seats.

    `is_party` marks bodies whose seats tell something about membership; `is_elected` those whose
    seats nobody from outside fills even for a day; `is_public` those whose holders are posted by
    law; `resizable` is the kind of seat that a chosen size adds to.
    """

    places: frozenset[PlaceKind]
    seats: tuple[SeatTemplate, ...]
    parents: frozenset[BodyType] = frozenset()
    is_party: bool = False
    is_public: bool = False
    is_elected: bool = False
    resizable: SeatKind | None = None

    def seat(self, kind: SeatKind) -> SeatTemplate:
        """Return the template of a kind of seat.

        Raises SeatKindUnknown when bodies of this type have no such seat.
        """
        for template in self.seats:
            if template.kind == kind:
                return template
        raise SeatKindUnknown(seat_kind=str(kind))

    @property
    def lead(self) -> SeatKind:
        """Return the kind of the seat that leads."""
        return next(template.kind for template in self.seats if template.leads)

    @property
    def counted(self) -> frozenset[SeatKind]:
        """Return the kinds of seats that make up the size of the body."""
        return frozenset(template.kind for template in self.seats if template.counts)


class SeatKindUnknown(InvalidInput):
    """Bodies of this type have no seat of this kind."""

    code = "organisations.seat_kind_unknown"


class SizeImpossible(InvalidInput):
    """The size is smaller than the seats every body of this type has."""

    code = "organisations.size_impossible"


_COUNTY = frozenset({PlaceKind.COUNTY})
_TOWNSHIP = frozenset({PlaceKind.TOWNSHIP})
_COMMUNITY = frozenset({PlaceKind.COMMUNITY})
_VILLAGE = frozenset({PlaceKind.VILLAGE})
_COMPOUND = frozenset({PlaceKind.COMPOUND})
_OFFICES = _COUNTY | _TOWNSHIP
_GRASSROOTS = _COMMUNITY | _VILLAGE
_LOCAL = _TOWNSHIP | _GRASSROOTS | _COMPOUND | {PlaceKind.NATURAL_VILLAGE}
_DIVISIONS = frozenset({PlaceKind.PROVINCE, PlaceKind.PREFECTURE}) | _OFFICES

_PARTY = frozenset({Role.BRANCH_OFFICER})
_DISTRICT = frozenset({Role.DISTRICT_ADMIN})
_STREET = frozenset({Role.TOWNSHIP_ADMIN})
_WORKER = frozenset({Role.COMMUNITY_WORKER})
_GRID = frozenset({Role.GRID_WORKER})
_OWNERS = frozenset({Role.COMMITTEE_MEMBER})
_PROPERTY = frozenset({Role.PROPERTY_STAFF})
_MEDIATION = frozenset({Role.MEDIATOR})
_DEPARTMENT = frozenset({Role.DEPARTMENT_OFFICER})


def _party(roles: frozenset[Role], *, deputies: int, members: int) -> tuple[SeatTemplate, ...]:
    return (
        SeatTemplate(SeatKind.SECRETARY, 1, _PARTY | roles, leads=True),
        SeatTemplate(SeatKind.DEPUTY_SECRETARY, deputies, _PARTY | roles),
        SeatTemplate(SeatKind.BRANCH_MEMBER, members, _PARTY),
    )


def _committee(
    roles: frozenset[Role], *, vice_chairs: int, members: int, beside: tuple[SeatTemplate, ...] = ()
) -> tuple[SeatTemplate, ...]:
    return (
        SeatTemplate(SeatKind.CHAIR, 1, roles, leads=True),
        SeatTemplate(SeatKind.VICE_CHAIR, vice_chairs, roles),
        SeatTemplate(SeatKind.MEMBER, members, roles),
        *beside,
    )


def _beside(kind: SeatKind, roles: frozenset[Role] = frozenset()) -> SeatTemplate:
    return SeatTemplate(kind, 0, roles, counts=False)


TYPES: Mapping[BodyType, BodyTemplate] = MappingProxyType(
    {
        BodyType.DISTRICT_COMMITTEE: BodyTemplate(
            _COUNTY, _party(_DISTRICT, deputies=2, members=0), is_party=True
        ),
        BodyType.TOWNSHIP_COMMITTEE: BodyTemplate(
            _TOWNSHIP,
            _party(_STREET, deputies=2, members=4),
            parents=frozenset({BodyType.DISTRICT_COMMITTEE}),
            is_party=True,
        ),
        BodyType.AREA_COMMITTEE: BodyTemplate(
            _TOWNSHIP | _GRASSROOTS,
            _party(frozenset(), deputies=1, members=3),
            parents=frozenset({BodyType.TOWNSHIP_COMMITTEE}),
            is_party=True,
        ),
        BodyType.GOVERNANCE_OFFICE: BodyTemplate(
            _OFFICES | _GRASSROOTS,
            (
                SeatTemplate(SeatKind.HEAD, 1, leads=True),
                SeatTemplate(SeatKind.OFFICER, 2),
            ),
            parents=frozenset({BodyType.GOVERNANCE_OFFICE}),
        ),
        BodyType.COMMUNITY_BRANCH: BodyTemplate(
            _COMMUNITY,
            _party(_WORKER, deputies=1, members=3),
            parents=frozenset({BodyType.TOWNSHIP_COMMITTEE, BodyType.AREA_COMMITTEE}),
            is_party=True,
        ),
        BodyType.VILLAGE_BRANCH: BodyTemplate(
            _VILLAGE,
            _party(_WORKER, deputies=1, members=1),
            parents=frozenset({BodyType.TOWNSHIP_COMMITTEE, BodyType.AREA_COMMITTEE}),
            is_party=True,
        ),
        BodyType.COMPOUND_BRANCH: BodyTemplate(
            _COMPOUND,
            _party(frozenset(), deputies=0, members=2),
            parents=frozenset({BodyType.COMMUNITY_BRANCH, BodyType.VILLAGE_BRANCH}),
            is_party=True,
        ),
        BodyType.JOINT_BRANCH: BodyTemplate(
            _TOWNSHIP | _GRASSROOTS,
            _party(frozenset(), deputies=0, members=2),
            parents=frozenset({BodyType.TOWNSHIP_COMMITTEE, BodyType.AREA_COMMITTEE}),
            is_party=True,
        ),
        BodyType.PARTY_GROUP: BodyTemplate(
            _GRASSROOTS | _COMPOUND | {PlaceKind.NATURAL_VILLAGE, PlaceKind.BUILDING},
            (SeatTemplate(SeatKind.PARTY_GROUP_LEADER, 1, _PARTY, leads=True),),
            parents=frozenset(
                {
                    BodyType.COMMUNITY_BRANCH,
                    BodyType.VILLAGE_BRANCH,
                    BodyType.COMPOUND_BRANCH,
                    BodyType.JOINT_BRANCH,
                }
            ),
            is_party=True,
        ),
        BodyType.RESIDENTS_COMMITTEE: BodyTemplate(
            _COMMUNITY,
            _committee(
                _WORKER,
                vice_chairs=1,
                members=3,
                beside=(
                    _beside(SeatKind.RESIDENTS_GROUP_LEADER),
                    _beside(SeatKind.BUILDING_LEADER),
                    _beside(SeatKind.UNIT_LEADER),
                ),
            ),
            is_public=True,
            is_elected=True,
            resizable=SeatKind.MEMBER,
        ),
        BodyType.VILLAGERS_COMMITTEE: BodyTemplate(
            _VILLAGE,
            _committee(
                _WORKER,
                vice_chairs=1,
                members=1,
                beside=(_beside(SeatKind.VILLAGERS_GROUP_LEADER),),
            ),
            is_public=True,
            is_elected=True,
            resizable=SeatKind.MEMBER,
        ),
        BodyType.OWNERS_COMMITTEE: BodyTemplate(
            _COMPOUND,
            _committee(_OWNERS, vice_chairs=1, members=3, beside=(_beside(SeatKind.ALTERNATE),)),
            is_public=True,
            is_elected=True,
            resizable=SeatKind.MEMBER,
        ),
        BodyType.PROPERTY_TEAM: BodyTemplate(
            _COMPOUND,
            (
                SeatTemplate(SeatKind.MANAGER, 1, _PROPERTY, leads=True),
                SeatTemplate(SeatKind.STAFF, 2, _PROPERTY),
            ),
            is_public=True,
            resizable=SeatKind.STAFF,
        ),
        BodyType.MEDIATION_COMMITTEE: BodyTemplate(
            _LOCAL,
            _committee(
                _MEDIATION,
                vice_chairs=0,
                members=2,
                beside=(_beside(SeatKind.MEDIATOR, _MEDIATION),),
            ),
            is_public=True,
            resizable=SeatKind.MEMBER,
        ),
        BodyType.GRID_TEAM: BodyTemplate(
            _OFFICES | _LOCAL,
            (
                SeatTemplate(SeatKind.GRID_CHIEF, 1, _GRID, leads=True),
                _beside(SeatKind.GRID_WORKER_FULL, _GRID),
                _beside(SeatKind.GRID_WORKER_PART, _GRID),
                _beside(SeatKind.VILLAGE_GRID_WORKER, _GRID),
                _beside(SeatKind.FIXED_WORKER, _GRID | _WORKER),
            ),
            is_public=True,
        ),
        BodyType.DEPARTMENT: BodyTemplate(
            _OFFICES,
            (
                SeatTemplate(SeatKind.HEAD, 1, _DEPARTMENT, leads=True),
                SeatTemplate(SeatKind.OFFICER, 2, _DEPARTMENT),
            ),
            parents=frozenset({BodyType.DEPARTMENT}),
            resizable=SeatKind.OFFICER,
        ),
        BodyType.SERVICE_CENTRE: BodyTemplate(
            _OFFICES | _GRASSROOTS,
            (
                SeatTemplate(SeatKind.HEAD, 1, _WORKER, leads=True),
                SeatTemplate(SeatKind.OFFICER, 2, _WORKER),
            ),
            resizable=SeatKind.OFFICER,
        ),
        BodyType.VOLUNTEER_TEAM: BodyTemplate(
            _OFFICES | _LOCAL,
            (
                SeatTemplate(SeatKind.TEAM_LEADER, 1, leads=True),
                SeatTemplate(SeatKind.VOLUNTEER, 0, counts=False),
            ),
            resizable=SeatKind.VOLUNTEER,
        ),
        BodyType.SUPERVISORY_COMMITTEE: BodyTemplate(
            _GRASSROOTS,
            _committee(frozenset(), vice_chairs=0, members=2),
            is_public=True,
            is_elected=True,
            resizable=SeatKind.MEMBER,
        ),
        BodyType.PREPARATION_GROUP: BodyTemplate(
            _COMPOUND,
            (SeatTemplate(SeatKind.HEAD, 1, leads=True), SeatTemplate(SeatKind.MEMBER, 6)),
            is_public=True,
            resizable=SeatKind.MEMBER,
        ),
        BodyType.INTERIM_COMMITTEE: BodyTemplate(
            _COMPOUND,
            _committee(_OWNERS, vice_chairs=1, members=5),
            is_public=True,
            resizable=SeatKind.MEMBER,
        ),
        BodyType.OPERATOR: BodyTemplate(
            _DIVISIONS,
            (
                SeatTemplate(SeatKind.SYSTEM_ADMIN, 1, frozenset({Role.SYSTEM_ADMIN}), leads=True),
                SeatTemplate(SeatKind.SECURITY_ADMIN, 1, frozenset({Role.SECURITY_ADMIN})),
                SeatTemplate(SeatKind.AUDIT_ADMIN, 1, frozenset({Role.AUDIT_ADMIN})),
            ),
        ),
        # How many seats, and under which titles, the row of the type says (`rules.own`).
        BodyType.OWN: BodyTemplate(
            _OFFICES | _LOCAL | {PlaceKind.BUILDING},
            (
                SeatTemplate(SeatKind.HEAD, 1, leads=True),
                SeatTemplate(SeatKind.VICE_CHAIR, 0),
                SeatTemplate(SeatKind.MEMBER, 0),
                _beside(SeatKind.STAFF),
            ),
            resizable=SeatKind.MEMBER,
        ),
    }
)

PARTY_TYPES = frozenset(kind for kind, template in TYPES.items() if template.is_party)
PUBLIC_TYPES = frozenset(kind for kind, template in TYPES.items() if template.is_public)

NEIGHBOUR_KINDS = frozenset(
    {
        SeatKind.RESIDENTS_GROUP_LEADER,
        SeatKind.VILLAGERS_GROUP_LEADER,
        SeatKind.BUILDING_LEADER,
        SeatKind.UNIT_LEADER,
    }
)
"""Seats of a committee that lead some neighbours: a group, a building, an entrance."""
CELL_KINDS = frozenset(
    {
        SeatKind.GRID_WORKER_FULL,
        SeatKind.GRID_WORKER_PART,
        SeatKind.VILLAGE_GRID_WORKER,
        SeatKind.FIXED_WORKER,
    }
)
"""Seats of a grid team that work on a cell."""

# What an office for governance may do follows from the level it stands on.
_OFFICE_ROLES = {PlaceKind.COUNTY: _DISTRICT, PlaceKind.TOWNSHIP: _STREET}


def roles_of(body_type: BodyType, seat_kind: SeatKind, place_kind: PlaceKind) -> frozenset[Role]:
    """Return the roles a seat gives at its place (职务权限). Source: [rule:rights-follow-posts]."""
    if body_type == BodyType.GOVERNANCE_OFFICE:
        return _OFFICE_ROLES.get(place_kind, _WORKER)
    return TYPES[body_type].seat(seat_kind).roles


def seats_of(body_type: BodyType, size: int | None = None) -> list[tuple[SeatKind, int]]:
    """Return (kind, position) of every seat a new body gets, the leading seat first.

    `size` is the number of counted seats wanted; types without a free size ignore it.
    Raises SizeImpossible when the fixed seats are already more than that.
    """
    template = TYPES[body_type]
    initial = {seat.kind: seat.initial for seat in template.seats}
    if size is not None and template.resizable:
        fixed = sum(
            count
            for kind, count in initial.items()
            if kind != template.resizable and kind in template.counted
        )
        if size < fixed:
            raise SizeImpossible(field="size", size=size, least=fixed)
        initial[template.resizable] = size - fixed
    return [(kind, position + 1) for kind, count in initial.items() for position in range(count)]
