"""Who may read and change what about people: one function an act, for the page and for the act."""

from datetime import datetime

from linli.apps.accounts.rules import REGISTER_READERS, REGISTER_WRITERS, Role
from linli.apps.people import selectors
from linli.apps.people.models import MergeProposal, Person, RightsRequest
from linli.apps.people.rules.lifecycle import PersonState, is_child
from linli.core.access import Actor, Decision, allow, by_role, refuse
from linli.kit.days import local_day

# Whose places are their own cell or community: they work with these people every day. Everybody
# with a wider post gives a reason before a record opens.
NEAR_READERS = frozenset({Role.GRID_WORKER, Role.COMMUNITY_WORKER})


def can_list_people(actor: Actor) -> Decision:
    """Tell whether this actor reads the register anywhere."""
    if actor.is_system or actor.paths(REGISTER_READERS):
        return allow()
    return refuse("access.no_post_here")


def can_write_register(actor: Actor) -> Decision:
    """Tell whether this actor keeps the register anywhere."""
    if actor.is_system or actor.paths(REGISTER_WRITERS):
        return allow()
    return refuse("access.no_post_here")


def can_read_person(actor: Actor, person: Person) -> Decision:
    """Tell whether this actor may know of the record at all (masked)."""
    return _at_places_of(actor, person, REGISTER_READERS)


def can_open_person(actor: Actor, person: Person, *, now: datetime) -> Decision:
    """Tell whether the record opens now, or a reason is asked for first.

    Refusals: "people.reason_needed" when a reason would open it, others when nothing does.
    """
    known = can_read_person(actor, person)
    if not known or actor.is_system:
        return known
    child = is_child(person.birth_date, local_day(now))
    if child and not _at_places_of(actor, person, REGISTER_WRITERS):
        return refuse("people.child_record")
    near = any(
        grant.role in NEAR_READERS and grant.reaches(path)
        for grant in actor.grants
        for path in selectors.places_of(person)
    )
    if near and not child and person.state == PersonState.ACTIVE:
        return known
    if selectors.opening_in_force(actor, person, now=now):
        return known
    return refuse("people.reason_needed")


def can_give_reason(actor: Actor, person: Person, *, now: datetime) -> Decision:
    """Tell whether a reason would open the record to this actor."""
    decision = can_open_person(actor, person, now=now)
    return allow() if decision or decision.reason == "people.reason_needed" else decision


def can_reveal(actor: Actor, person: Person, *, now: datetime) -> Decision:
    """Tell whether this actor may see a masked value in clear, giving a reason."""
    if person.state in {PersonState.ERASED, PersonState.MERGED}:
        return refuse("people.record_closed")
    return can_open_person(actor, person, now=now)


def can_register_at(actor: Actor, path: str) -> Decision:
    """Tell whether this actor may enter people at the place `path`."""
    return by_role(actor, REGISTER_WRITERS, path) if path else refuse("access.no_post_here")


def can_change_person(actor: Actor, person: Person) -> Decision:
    """Tell whether this actor may change the record; nobody keeps their own."""
    if person.state != PersonState.ACTIVE:
        return refuse("people.record_closed")
    return _by_another(actor, person.pk) and _at_places_of(actor, person, REGISTER_WRITERS)


def can_restrict_person(actor: Actor, person: Person) -> Decision:
    """Tell whether this actor may restrict, restore or erase the record."""
    return _by_another(actor, person.pk) and _at_places_of(actor, person, REGISTER_WRITERS)


def can_see_own(actor: Actor, person: Person) -> Decision:
    """Tell whether this actor may see everything about `person`: themselves, or their ward."""
    if actor.person_id is None:
        return refuse("people.no_person")
    if actor.person_id == person.pk or selectors.is_guardian(actor.person_id, person.pk):
        return allow()
    return refuse("access.refused")


def can_consent_for(actor: Actor, person: Person) -> Decision:
    """Tell whether this actor may give or withdraw consent: the person, a guardian, the counter."""
    return can_see_own(actor, person) or _at_places_of(actor, person, REGISTER_WRITERS)


def can_answer_request(actor: Actor, request: RightsRequest) -> Decision:
    """Tell whether this actor may answer a request; never one's own."""
    if not _by_another(actor, request.person_id):
        return refuse("people.own_record")
    return by_role(actor, REGISTER_WRITERS, request.scope_path)


def can_propose_merge(actor: Actor, kept: Person, dropped: Person) -> Decision:
    """Tell whether this actor may propose that two records are one person."""
    first = can_change_person(actor, kept)
    return can_change_person(actor, dropped) if first else first


def can_decide_merge(actor: Actor, proposal: MergeProposal) -> Decision:
    """Tell whether this actor may confirm a proposal: somebody else than who proposed it."""
    if actor.account_id is not None and actor.account_id == proposal.proposed_by:
        return refuse("people.second_person")
    return can_handle_merge(actor, proposal)


def can_handle_merge(actor: Actor, proposal: MergeProposal) -> Decision:
    """Tell whether this actor may take a proposal up, decline it, or reverse it."""
    for person in (proposal.kept, proposal.dropped):
        decision = _at_places_of(actor, person, REGISTER_WRITERS)
        if not decision:
            return decision
    return decision


def _at_places_of(actor: Actor, person: Person, roles: frozenset[Role]) -> Decision:
    """Allow a role at the home of the person, or at a unit they hold."""
    if actor.is_system:
        return allow()
    for path in selectors.places_of(person):
        decision = by_role(actor, roles, path)
        if decision:
            return decision
    return refuse("access.no_post_here")


def _by_another(actor: Actor, person_id: int) -> Decision:
    return refuse("people.own_record") if actor.person_id == person_id else allow()
