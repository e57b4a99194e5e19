"""Who may see and change which body, post and register."""

from collections.abc import Collection

from linli.apps.accounts.rules import PLACE_ADMINS, REGISTER_READERS, REGISTER_WRITERS, Role
from linli.apps.organisations.models import Absence, Body, Claim, ReportIn, Seat
from linli.apps.organisations.rules.basis import SUSPENDING
from linli.apps.organisations.rules.bodies import TYPES, BodyType
from linli.apps.organisations.rules.readers import (
    BODY_READERS,
    OPERATOR_READERS,
    PARTY_READERS,
    POST_ANALYSTS,
    TRAINING_KEEPERS,
)
from linli.apps.organisations.selectors import circles, merging
from linli.core.access import Actor, Decision, allow, by_role, refuse
from linli.core.tree import is_within


def can_see_body(actor: Actor, body: Body) -> Decision:
    """Allow whoever works at the place or above, and whoever holds a post in the body."""
    if any(grant.body_id == body.pk for grant in actor.grants):
        return allow()
    if body.type == BodyType.OPERATOR:
        return by_role(actor, OPERATOR_READERS, body.scope_path)
    return by_role(actor, BODY_READERS, body.scope_path)


def can_see_holders(actor: Actor, body: Body) -> Decision:
    """Allow to see the names in the body; in party bodies only some may."""
    if any(grant.body_id == body.pk for grant in actor.grants):
        return allow()
    if TYPES[BodyType(body.type)].is_party:
        return can_see_party_names(actor, body.scope_path)
    return can_see_body(actor, body)


def can_see_party_names(actor: Actor, path: str) -> Decision:
    """Allow to see names in the party bodies of a place."""
    return by_role(actor, PARTY_READERS, path)


def can_see_notice(actor: Actor, body: Body) -> Decision:
    """Allow the public page of a body to staff of the place and to the people who live there."""
    if not TYPES[BodyType(body.type)].is_public:
        return refuse("organisations.not_public")
    if can_see_body(actor, body):
        return allow()
    homes = circles.home_paths(actor)
    if any(is_within(home, body.scope_path) for home in homes):
        return allow()
    return refuse("access.no_post_here")


def can_list_bodies(actor: Actor) -> Decision:
    """Allow whoever sees the bodies of some place."""
    return _anywhere(actor, BODY_READERS | OPERATOR_READERS)


def can_list_training(actor: Actor) -> Decision:
    """Allow whoever sees the bodies of some place."""
    return _anywhere(actor, BODY_READERS)


def can_keep_training(actor: Actor, path: str) -> Decision:
    """Allow the administrators of the place. Source: [rule:training]."""
    return by_role(actor, TRAINING_KEEPERS, path)


def can_found_any_body(actor: Actor, path: str) -> Decision:
    """Allow whoever may set up some type of body at a place."""
    return by_role(actor, PLACE_ADMINS | {Role.SECURITY_ADMIN}, path)


def can_found_body(actor: Actor, body_type: BodyType, path: str) -> Decision:
    """Allow the administrators of the place; the operator belongs to the security administrator."""
    return by_role(actor, _keepers(body_type), path)


def can_keep_bodies_at(actor: Actor, path: str) -> Decision:
    """Allow the administrators of the place: who brings in lists of its bodies and posts."""
    return by_role(actor, PLACE_ADMINS, path)


def can_take_out_bodies(actor: Actor, path: str) -> Decision:
    """Allow whoever sees the bodies of the place."""
    return by_role(actor, BODY_READERS, path)


def can_change_body(actor: Actor, body: Body) -> Decision:
    """Allow whoever could set up such a body there."""
    return can_found_body(actor, BodyType(body.type), body.scope_path)


def can_appoint(actor: Actor, seat: Seat, person_id: int | None = None) -> Decision:
    """Allow the administrators of the place, but nobody for themselves."""
    if person_id is not None and person_id == actor.person_id and not actor.is_system:
        return refuse("organisations.not_for_oneself")
    return can_change_body(actor, seat.body)


def can_pass_on_posts(actor: Actor, person_ids: Collection[int]) -> Decision:
    """Allow whoever could appoint to every seat that one of these people holds, held or stood in.

    Source: [rule:merging].
    """
    for body in merging.bodies_of(person_ids):
        decision = can_change_body(actor, body)
        if not decision:
            return decision
    return allow()


def can_record_absence(actor: Actor, seat: Seat, person_id: int | None = None) -> Decision:
    """Allow the person, whoever leads the body, and the administrators of the place.

    A suspension is an act of the administrators: `permissions.can_suspend`.
    """
    if person_id is not None and actor.person_id == person_id:
        return allow()
    return can_record_absence_in(actor, seat.body)


def can_record_absence_in(actor: Actor, body: Body) -> Decision:
    """Allow whoever leads the body, and the administrators of the place."""
    return allow() if circles.leads_body(actor, body) else can_change_body(actor, body)


def can_suspend(actor: Actor, seat: Seat, person_id: int) -> Decision:
    """Allow the administrators of the place, but nobody for themselves."""
    return can_appoint(actor, seat, person_id)


def can_end_absence(actor: Actor, absence: Absence) -> Decision:
    """Allow whoever may record it; a suspension is lifted by administrators only."""
    if absence.reason in SUSPENDING:
        return can_suspend(actor, absence.seat, absence.person_id)
    return can_record_absence(actor, absence.seat, absence.person_id)


def can_see_vacancies(actor: Actor, path: str) -> Decision:
    """Allow whoever keeps the registers of the place, and branch officers there."""
    return by_role(actor, POST_ANALYSTS, path)


def can_see_chart(actor: Actor, path: str) -> Decision:
    """Allow the picture of a place to whoever sees the bodies there."""
    return by_role(actor, BODY_READERS, path)


def can_cross_posts(actor: Actor, path: str) -> Decision:
    """Allow whoever keeps the registers of the place, and branch officers there."""
    return by_role(actor, POST_ANALYSTS, path)


def can_count_members(actor: Actor, path: str) -> Decision:
    """Allow whoever holds a seat in a party body that stands at the place or above it.

    Counted are the branches of `circles.circle_of`, and only where a count tells of nobody.
    Source: [rule:membership-visibility].
    """
    if actor.is_system:
        return allow()
    paths = circles.party_body_paths(actor)
    if any(is_within(path, own) for own in paths):
        return allow()
    return refuse("organisations.membership_closed")


def can_see_membership(actor: Actor, branch: Body) -> Decision:
    """Allow whoever holds a seat in the branch or in a party body above it, and nobody else.

    Source: [rule:membership-visibility].
    """
    if actor.is_system or circles.sits_in_or_above(actor, branch):
        return allow()
    return refuse("organisations.membership_closed")


def can_confirm_report_in(actor: Actor, branch: Body, person_id: int) -> Decision:
    """Allow the person for their own side, and the circle of the branch for the other."""
    if actor.person_id is not None and actor.person_id == person_id:
        return allow()
    return can_see_membership(actor, branch)


def can_publish_need(actor: Actor, branch: Body, path: str) -> Decision:
    """Allow the circle of the branch, and whoever works in the compound, at their own place.

    A need says nothing about anybody, so publishing one opens nothing. Source:
    [rule:report-in-service].
    """
    if not is_within(path, branch.scope_path):
        return refuse("access.no_post_here")
    if can_see_membership(actor, branch):
        return allow()
    return by_role(actor, REGISTER_READERS, path)


def can_see_needs(actor: Actor, branch: Body) -> Decision:
    """Allow whoever may publish needs at the compound or a part of it."""
    if can_see_membership(actor, branch):
        return allow()
    if any(is_within(path, branch.scope_path) for path in actor.paths(REGISTER_READERS)):
        return allow()
    return by_role(actor, REGISTER_READERS, branch.scope_path)


def can_serve(actor: Actor, report_in: ReportIn) -> Decision:
    """Allow the person who reported in, for their own offers, claims and facts."""
    if actor.person_id is not None and actor.person_id == report_in.person_id:
        return allow()
    return refuse("organisations.membership_closed")


def can_confirm_service(actor: Actor, claim: Claim) -> Decision:
    """Allow the person for their own side, and the circle of the branch for the other."""
    return can_confirm_report_in(actor, claim.need.branch, claim.person_id)


def can_see_stewardship(actor: Actor, path: str) -> Decision:
    """Allow whoever sees the bodies of the compound."""
    return by_role(actor, BODY_READERS, path)


def can_keep_stewardship(actor: Actor, path: str) -> Decision:
    """Allow whoever keeps the registers of the place."""
    return by_role(actor, REGISTER_WRITERS, path)


def can_list_stewardships(actor: Actor) -> Decision:
    """Allow whoever sees the bodies of some place."""
    return _anywhere(actor, BODY_READERS)


def can_keep_some_rules(actor: Actor) -> Decision:
    """Allow administrators of any place; of which, `can_keep_local_rules` says."""
    return _anywhere(actor, PLACE_ADMINS)


def can_keep_local_rules(actor: Actor, path: str) -> Decision:
    """Allow the administrators of the place the rule speaks of."""
    return by_role(actor, PLACE_ADMINS, path)


def _anywhere(actor: Actor, roles: frozenset[Role]) -> Decision:
    if actor.is_system or actor.paths(roles):
        return allow()
    return refuse("access.no_post_here")


def _keepers(body_type: BodyType) -> frozenset[Role]:
    return frozenset({Role.SECURITY_ADMIN}) if body_type == BodyType.OPERATOR else PLACE_ADMINS
