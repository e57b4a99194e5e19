"""Who may read and change what about people: one function an act, for the page and for the act."""

from collections.abc import Callable, Collection
from datetime import datetime

from linli.apps.accounts.permissions import can_pass_on_grants
from linli.apps.accounts.rules import ACCOUNT_ADMINS, REGISTER_READERS, REGISTER_WRITERS, Role
from linli.apps.people import selectors
from linli.apps.people.models import MergeProposal, NumberBinding, Person, RightsRequest
from linli.apps.people.rules.kinds import PersonKind
from linli.apps.people.rules.lifecycle import PersonState, is_child
from linli.apps.people.selectors.desks import records_of
from linli.core.access import Actor, Decision, allow, by_role, refuse
from linli.kit.days import local_day

# Whose places are their own cell or community: they work with these people every day. Everybody
# with a wider post gives a reason before a record opens.
NEAR_READERS = frozenset({Role.GRID_WORKER, Role.COMMUNITY_WORKER})

PostsQuestion = Callable[[Actor, Collection[int]], Decision]
_posts_questions: list[PostsQuestion] = []


def register_posts_question(question: PostsQuestion) -> None:
    """Let a higher application say whether an actor may give all that these people hold or held.

    Asked before two records become one, or become two again: what one of them held, the other
    will hold.
    """
    if question not in _posts_questions:
        _posts_questions.append(question)


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


def can_open_accounts(actor: Actor) -> Decision:
    """Tell whether this actor opens accounts of people anywhere."""
    if actor.is_system or actor.paths(REGISTER_WRITERS | ACCOUNT_ADMINS):
        return allow()
    return refuse("access.no_post_here")


def can_open_account(
    actor: Actor, person: Person, held: Collection[str], *, now: datetime
) -> Decision:
    """Tell whether this actor may open the account of a person who holds posts at `held`.

    Of somebody without a post the counter at their place does. Rights come with the account of
    whoever holds posts: then it takes the security administrator above all of them, who appoints
    nobody and keeps no register. Source: [rule:accounts-of-persons].
    """
    if person.state != PersonState.ACTIVE or person.kind != PersonKind.NATURAL:
        return refuse("people.record_closed")
    if is_child(person.birth_date, local_day(now)):
        return refuse("people.child_record")
    if not held:
        return _at_places_of(actor, person, REGISTER_WRITERS | ACCOUNT_ADMINS)
    if actor.is_system:
        return allow()
    decisions = [by_role(actor, ACCOUNT_ADMINS, path) for path in held]
    return next((one for one in decisions if not one), decisions[0])


def can_check_identity(actor: Actor, person: Person, held: Collection[str]) -> Decision:
    """Tell whether this actor may check who somebody is and bind a new number to their account.

    The counter at their place, and the security administrator there or of a post they hold at
    `held`; never for oneself. Source: [rule:lost-number].
    """
    if person.state != PersonState.ACTIVE or person.kind != PersonKind.NATURAL:
        return refuse("people.record_closed")
    if not _by_another(actor, person.pk):
        return refuse("people.own_record")
    decision = _at_places_of(actor, person, REGISTER_WRITERS | ACCOUNT_ADMINS)
    of_posts = (by_role(actor, ACCOUNT_ADMINS, path) for path in held)
    return next((one for one in (decision, *of_posts) if one), decision)


def can_confirm_bindings(actor: Actor) -> Decision:
    """Tell whether this actor looks after accounts anywhere."""
    if actor.is_system or actor.paths(ACCOUNT_ADMINS):
        return allow()
    return refuse("access.no_post_here")


def can_confirm_binding(actor: Actor, binding: NumberBinding, held: Collection[str]) -> Decision:
    """Tell whether this actor may confirm a new number: the administrator above all posts held.

    Never who has checked, and never one's own. Source: [rule:lost-number].
    """
    if actor.account_id is not None and actor.account_id == binding.checked_by:
        return refuse("people.second_person")
    if not _by_another(actor, binding.person_id):
        return refuse("people.own_record")
    paths = held or (binding.scope_path,)
    decisions = [by_role(actor, ACCOUNT_ADMINS, path) for path in paths]
    return next((one for one in decisions if not one), decisions[0])


def can_decline_binding(actor: Actor, binding: NumberBinding) -> Decision:
    """Tell whether this actor may put a new number aside: an administrator there, who waits too."""
    if not _by_another(actor, binding.person_id):
        return refuse("people.own_record")
    return by_role(actor, ACCOUNT_ADMINS, binding.scope_path)


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
    """Tell whether this actor may confirm a proposal: somebody else than who proposed it.

    Whoever confirms may also give every post and right that either record has.
    Source: [rule:merging].
    """
    if actor.account_id is not None and actor.account_id == proposal.proposed_by:
        return refuse("people.second_person")
    return can_reverse_merge(actor, proposal)


def can_reverse_merge(actor: Actor, proposal: MergeProposal) -> Decision:
    """Tell whether this actor may undo a merge: whoever could confirm it, first person or not."""
    decision = can_handle_merge(actor, proposal)
    posts = can_pass_on_posts(actor, (proposal.kept_id, proposal.dropped_id))
    return decision if not decision or posts else posts


def can_handle_merge(actor: Actor, proposal: MergeProposal) -> Decision:
    """Tell whether this actor may take a proposal up or decline it; never on their own record.

    A ward's record is one's own in this: its guardian sees all of it.
    """
    if any(can_see_own(actor, person) for person in (proposal.kept, proposal.dropped)):
        return refuse("people.own_record")
    for person in records_of(proposal):
        decision = _at_places_of(actor, person, REGISTER_WRITERS)
        if not decision:
            return decision
    return decision


def can_pass_on_posts(actor: Actor, person_ids: Collection[int]) -> Decision:
    """Tell whether this actor could give all posts and rights that these people hold or held."""
    if actor.is_system:
        return allow()
    asked = [can_pass_on_grants, *_posts_questions]
    if all(question(actor, person_ids) for question in asked):
        return allow()
    return refuse("people.posts_concerned")


def can_name_agent(actor: Actor, principal: Person, agent: Person) -> Decision:
    """Tell whether this actor may note who acts for `principal`; nobody notes themselves.

    A guardian sees and decides everything about a ward.
    """
    if not _by_another(actor, agent.pk):
        return refuse("people.own_record")
    return can_change_person(actor, principal)


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


def can_name_handlers(actor: Actor) -> Decision:
    """Allow the system administrators; for which places `can_set_handler` says."""
    if actor.is_system or Role.SYSTEM_ADMIN in actor.roles:
        return allow()
    return refuse("access.no_post_here")


def can_set_handler(actor: Actor, path: str) -> Decision:
    """Allow the system administrator of a place to say who answers for its data."""
    return by_role(actor, {Role.SYSTEM_ADMIN}, path)


def can_keep_duties(actor: Actor, path: str | None = None) -> Decision:
    """Allow the security administrator; with `path` the one of that place or above it."""
    roles = {Role.SECURITY_ADMIN}
    if actor.is_system or path is not None:
        return by_role(actor, roles, path or "")
    grant = actor.post_of(roles)
    return allow(grant) if grant else refuse("access.no_post_here")


def can_read_minors_report(actor: Actor) -> Decision:
    """Allow the security and the audit administrators; what is counted lies below their places."""
    roles = {Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}
    grant = actor.post_of(roles)
    return allow(grant) if grant or actor.is_system else refuse("access.no_post_here")
