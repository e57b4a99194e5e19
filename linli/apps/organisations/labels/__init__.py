"""Words for types, seats and the rest, and sentences for refusals, findings and acts."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.organisations.labels.service import CLAIM_ACTIONS, CLAIM_STATES, SKILLS
from linli.apps.organisations.rules.acting import DutyKind
from linli.apps.organisations.rules.basis import (
    AwayReason,
    Basis,
    Condition,
    Ending,
    Mark,
    Statement,
    Stewarding,
)
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.organisations.rules.criteria import Criterion, Group
from linli.apps.organisations.rules.expected import Demand
from linli.apps.organisations.rules.limits import Certainty, Severity, Test
from linli.kit.joining import labelled
from linli.kit.sentences import register_sentences

__all__ = [
    "AWAY_REASONS",
    "BASES",
    "BODY_TYPES",
    "CERTAINTIES",
    "CLAIM_ACTIONS",
    "CLAIM_STATES",
    "CONDITIONS",
    "DEMANDS",
    "DUTIES",
    "ENDINGS",
    "GROUPS",
    "MARKS",
    "SEAT_KINDS",
    "SEVERITIES",
    "SKILLS",
    "STATEMENTS",
    "STEWARDINGS",
    "TESTS",
    "Words",
    "criterion_label",
]

Words = dict[str, "str | Promise"]

BODY_TYPES: Words = {
    BodyType.DISTRICT_COMMITTEE: _("District party committee"),
    BodyType.TOWNSHIP_COMMITTEE: _("Sub-district or township party committee"),
    BodyType.AREA_COMMITTEE: _("Area party committee"),
    BodyType.GOVERNANCE_OFFICE: _("Governance office"),
    BodyType.COMMUNITY_BRANCH: _("Community party organisation"),
    BodyType.VILLAGE_BRANCH: _("Village party branch"),
    BodyType.COMPOUND_BRANCH: _("Compound party branch"),
    BodyType.JOINT_BRANCH: _("Joint branch by trade"),
    BodyType.PARTY_GROUP: _("Party group"),
    BodyType.RESIDENTS_COMMITTEE: _("Residents' committee"),
    BodyType.VILLAGERS_COMMITTEE: _("Villagers' committee"),
    BodyType.OWNERS_COMMITTEE: _("Owners' committee"),
    BodyType.PROPERTY_TEAM: _("Property-service team"),
    BodyType.MEDIATION_COMMITTEE: _("People's mediation committee"),
    BodyType.GRID_TEAM: _("Grid team"),
    BodyType.DEPARTMENT: _("Department"),
    BodyType.SERVICE_CENTRE: _("Service centre"),
    BodyType.VOLUNTEER_TEAM: _("Volunteer team"),
    BodyType.SUPERVISORY_COMMITTEE: _("Supervisory committee"),
    BodyType.PREPARATION_GROUP: _("Group preparing the owners' assembly"),
    BodyType.INTERIM_COMMITTEE: _("Property management committee (interim)"),
    BodyType.OPERATOR: _("Operator of the platform"),
    BodyType.OWN: _("Body of a type of one's own"),
}

SEAT_KINDS: Words = {
    SeatKind.SECRETARY: pgettext_lazy("post", "Secretary"),
    SeatKind.DEPUTY_SECRETARY: _("Deputy secretary"),
    SeatKind.BRANCH_MEMBER: _("Branch committee member"),
    SeatKind.PARTY_GROUP_LEADER: _("Party group leader"),
    SeatKind.CHAIR: pgettext_lazy("post", "Chair"),
    SeatKind.VICE_CHAIR: _("Vice chair"),
    SeatKind.MEMBER: pgettext_lazy("post", "Member"),
    SeatKind.ALTERNATE: _("Alternate member"),
    SeatKind.RESIDENTS_GROUP_LEADER: _("Residents' group leader"),
    SeatKind.BUILDING_LEADER: _("Building leader"),
    SeatKind.UNIT_LEADER: _("Unit leader"),
    SeatKind.VILLAGERS_GROUP_LEADER: _("Villagers' group leader"),
    SeatKind.MANAGER: _("Project manager"),
    SeatKind.STAFF: pgettext_lazy("post", "Staff"),
    SeatKind.MEDIATOR: _("Appointed mediator"),
    SeatKind.HEAD: pgettext_lazy("post", "Head"),
    SeatKind.OFFICER: _("Officer in charge"),
    SeatKind.TEAM_LEADER: _("Team leader"),
    SeatKind.VOLUNTEER: _("Team member"),
    SeatKind.GRID_CHIEF: _("Grid chief"),
    SeatKind.GRID_WORKER_FULL: _("Full-time grid worker"),
    SeatKind.GRID_WORKER_PART: _("Part-time grid worker"),
    SeatKind.VILLAGE_GRID_WORKER: _("Village grid worker"),
    SeatKind.FIXED_WORKER: _("Community worker fixed to a grid"),
    SeatKind.SYSTEM_ADMIN: _("System administrator"),
    SeatKind.SECURITY_ADMIN: _("Security administrator"),
    SeatKind.AUDIT_ADMIN: _("Audit administrator"),
}

BASES: Words = {
    Basis.ELECTED: _("elected"),
    Basis.APPOINTED: _("appointed"),
    Basis.NOMINATED: _("nominated"),
    Basis.SUCCEEDED: _("succeeded as alternate"),
    Basis.EX_OFFICIO: _("by virtue of another post"),
    Basis.ENGAGED: _("engaged by contract"),
    Basis.DELEGATED: _("delegated"),
    Basis.VOLUNTEERED: _("volunteered"),
}

ENDINGS: Words = {
    Ending.TERM_OVER: _("term over"),
    Ending.RESIGNED: _("resigned"),
    Ending.REMOVED: _("removed"),
    Ending.TRANSFERRED: _("transferred"),
    Ending.NOT_QUALIFIED: _("no longer qualified"),
    Ending.DIED: _("died"),
    Ending.DISSOLVED: _("body dissolved"),
}

AWAY_REASONS: Words = {
    AwayReason.LEAVE: _("leave"),
    AwayReason.TRAINING: _("training"),
    AwayReason.SECONDED: _("seconded"),
    AwayReason.OTHER_DUTY: _("other duty"),
    AwayReason.SUSPENDED: _("suspended"),
}

DUTIES: Words = {
    DutyKind.HELD: _("held"),
    DutyKind.COVERED: _("covered by a substitute"),
    DutyKind.UNCOVERED: _("away, nobody stands in"),
    DutyKind.VACANT: _("vacant"),
}

STEWARDINGS: Words = {
    Stewarding.COMPANY: _("property company"),
    Stewarding.SELF: _("owners themselves"),
    Stewarding.FALLBACK: _("fallback management"),
    Stewarding.NOBODY: _("nobody"),
}

CONDITIONS: Words = {
    Condition.PARKING: _("parking"),
    Condition.BLOCKED_PASSAGE: _("blocked passages"),
    Condition.FLYING_CABLES: _("flying cables"),
    Condition.LIGHTING: _("lighting"),
    Condition.LIFT: _("lifts"),
    Condition.FIRE: _("fire safety"),
    Condition.SEWAGE: _("drains"),
    Condition.SECURITY: _("entrance security"),
}

MARKS: Words = {Mark.CENTRE_HOUSEHOLD: _("centre household")}

STATEMENTS: Words = {
    Statement.MANAGER_TIE: _("a tie to the property company (self, spouse, direct relatives)"),
    Statement.CLOSE_RELATIVE: _("a close relative in the same body"),
}

TESTS: Words = {
    Test.SIZE: _("number of members"),
    Test.TERM: _("length of term"),
    Test.ONE_LEADER: _("one leader"),
    Test.WOMEN_INCLUDED: _("women among the members"),
    Test.OWNERS_ONLY: _("owners only"),
    Test.ADULTS: _("of full age"),
    Test.NO_MANAGER_TIE: _("no tie to the property company"),
    Test.NO_CLOSE_RELATIVES: _("no close relatives together"),
    Test.HALF_FILLED: _("at least half of the seats filled"),
    Test.FEES_NO_BAR: _("unpaid fees are no bar"),
    Test.MEMBERS: _("number of party members"),
    Test.LEADER_HELD: _("somebody leads"),
    Test.NOT_BESIDE: _("not together with a seat elsewhere"),
    Test.OWNERS_HALF: _("at least half are owners"),
    Test.LIFETIME: _("days it may exist"),
}

SEVERITIES: Words = {
    Severity.ERROR: _("against the rule"),
    Severity.WARNING: _("please check"),
}

DEMANDS: Words = {
    Demand.LAW: _("the law asks for it"),
    Demand.USUAL: _("usual, or left to the people there"),
}
CERTAINTIES: Words = {
    Certainty.READ: _("read in the text"),
    Certainty.SECONDARY: _("quoted elsewhere, compare with the text"),
    Certainty.MEMORY: _("from memory, compare with the text before relying on it"),
    Certainty.DESIGN: _("our own reading"),
}

GROUPS: Words = {
    Group.OWNERS_CHAIR: _("Chairs of owners' committees"),
    Group.OWNERS_MEMBER: _("Members of owners' committees"),
    Group.COMPOUND_SECRETARY: _("Secretaries of compound branches"),
    Group.COMPOUND_BRANCH_MEMBER: _("Committee members of compound branches"),
    Group.COMMUNITY_OFFICIAL: _("Community officials"),
    Group.VILLAGE_OFFICIAL: _("Village officials"),
    Group.PARTY_GROUP_LEADER: _("Leaders of party groups"),
    Group.NEIGHBOUR_LEADER: _("Group, building and unit leaders"),
    Group.UNIT_LEADER: _("Unit leaders"),
    Group.PROPERTY_STAFF: _("Property-service staff"),
    Group.GRID_WORKER_FULL: _("Full-time grid workers"),
    Group.GRID_WORKER_PART: _("Part-time grid workers"),
    Group.FIXED_WORKER: _("Community workers fixed to a grid"),
    Group.VILLAGE_GRID_WORKER: _("Village grid workers"),
    Group.MEDIATOR: _("Mediators"),
    Group.MEMBER: _("Party members"),
    Group.IN_SERVICE_MEMBER: _("In-service members who reported in"),
}


def criterion_label(criterion: Criterion) -> str:
    """Return the words for a group of posts."""
    if criterion.code in GROUPS:
        return str(GROUPS[criterion.code])
    body_type, _dot, kind = criterion.code.partition(".")
    return labelled(BODY_TYPES[body_type], SEAT_KINDS[kind])


register_sentences(
    {
        "organisations.seat_taken": _("Somebody holds this post in that time. Nothing was saved."),
        "organisations.seat_not_open": _("The post does not exist on those days."),
        "organisations.seat_still_held": _("Somebody holds the post then. End that first."),
        "organisations.seat_kind_unknown": _("Bodies of this type have no such post."),
        "organisations.size_impossible": _("With this type there are at least %(least)s seats."),
        "organisations.body_not_open": _("The body does not exist on that day."),
        "organisations.body_has_children": _("Bodies stand below this one. See to them first."),
        "organisations.office_there": _(
            "This place has an office already. Its head appoints whoever comes next."
        ),
        "organisations.place_unfit": _("Such a body or post does not stand on this place."),
        "organisations.parent_unfit": _("Such a body does not stand below that one."),
        "organisations.dates_reversed": _("The end must lie after the beginning."),
        "organisations.already_ended": _("This has ended already."),
        "organisations.nothing_changed": _("Nothing was changed: this is what is stored."),
        "organisations.not_a_person": _("Only a natural person can hold a post."),
        "organisations.two_seats_in_one_body": _("This person already has a seat in this body."),
        "organisations.appointment_barred": _("A rule stands against it: %(source)s."),
        "organisations.not_on_duty": _("This person does not act for the post in that time."),
        "organisations.away_already": _("This person is already recorded as away in that time."),
        "organisations.substitution_circle": _(
            "The substitute is represented by this very person on %(day)s. Choose somebody else."
        ),
        "organisations.substitute_from_outside": _(
            "Only somebody of this body, or of a body above it, can stand in here."
        ),
        "organisations.one_steward_at_a_time": _("From that day on another entry holds already."),
        "organisations.recorded_already": _("This is recorded already."),
        "organisations.changed_since": _(
            "Something has happened to it since it was entered. Correct it instead."
        ),
        "organisations.body_not_named": _("No open body here is called %(name)s."),
        "organisations.body_named_twice": _(
            "Several bodies here are called %(name)s: write the place and / in front."
        ),
        "organisations.seat_not_free": _(
            "All posts of this kind in %(body)s are held in that time. Add a post first."
        ),
        "organisations.dwelling_not_named": _(
            "No household is registered in a dwelling %(number)s there."
        ),
        "organisations.not_a_branch": _("This belongs to party bodies only."),
        "organisations.jurisdiction_unknown": _("There is no division with this code."),
        "organisations.rule_reversed": _(
            "“At least” must not be more than “at most”; both lie between 0 and 999."
        ),
        "organisations.rule_there": _(
            "Another rule of this place about the same begins on that day already. End that first."
        ),
        "organisations.post_not_known": _(
            "This person neither holds nor stands in for such a post of %(body)s on that day."
        ),
        "organisations.criterion_unknown": _("There is no such group of posts."),
        "organisations.not_for_oneself": _("Somebody else must record this about you."),
        "organisations.not_public": _("This body has no public notice."),
        "organisations.membership_closed": _("Only the party organisations concerned see this."),
    }
)

register_sentences(
    {
        "organisations.finding.too_few": _("%(have)s seats; the rule asks for at least %(least)s."),
        "organisations.finding.too_many": _("%(have)s seats; the rule allows at most %(most)s."),
        "organisations.finding.even": _("%(have)s seats; the number must be odd."),
        "organisations.finding.term_over": _("The term ended on %(ended)s."),
        "organisations.finding.term_open": _("No end of the term is recorded."),
        "organisations.finding.term_long": _("The term is longer than %(most)s years."),
        "organisations.finding.term_short": _("The term is shorter than %(least)s years."),
        "organisations.finding.leaders": _("%(seats)s leading seats; there must be one."),
        "organisations.finding.no_woman": _("No woman is among the members."),
        "organisations.finding.women_unknown": _(
            "The registers do not tell whether a woman is among the members."
        ),
        "organisations.finding.owner_unknown": _("No ownership is registered here: please check."),
        "organisations.finding.not_owner": _("Owns nothing here."),
        "organisations.finding.minor": _("Was not of full age when the post began."),
        "organisations.finding.manager_staff": _("Works for the property-service team here."),
        "organisations.finding.manager_tie": _("Declared a tie to the property company."),
        "organisations.finding.tie_undeclared": _(
            "Has not declared whether there is a tie to the property company."
        ),
        "organisations.finding.relative": _("Declared a close relative in this body."),
        "organisations.finding.same_household": _(
            "Lives in one household with another member: please check for kinship."
        ),
        "organisations.finding.relatives_undeclared": _(
            "Has not declared whether a close relative is in this body."
        ),
        "organisations.finding.few_members": _(
            "%(have)s members; the rule asks for at least %(least)s."
        ),
        "organisations.finding.many_members": _(
            "%(have)s members; the rule speaks of at most %(most)s."
        ),
        "organisations.finding.leader_vacant": _("Nobody holds the leading seat."),
        "organisations.finding.sits_beside": _("Has a seat in this body as well: %(other)s."),
        "organisations.finding.owners_below_half": _(
            "Of %(holders)s members %(have)s are owners; the rule asks for half of them."
        ),
        "organisations.finding.owners_half_unknown": _(
            "Of %(holders)s members only %(have)s are known to be owners: please check."
        ),
        "organisations.finding.too_long": _(
            "Exists for %(days)s days; the rule allows at most %(most)s."
        ),
        "organisations.finding.below_half": _("Only %(held)s of %(seats)s seats are filled."),
    }
)

register_sentences(
    {
        "event.body.founded": _("Body set up"),
        "event.body.changed": _("Body changed"),
        "event.body.dissolved": _("Body dissolved"),
        "event.seat.opened": _("Post created"),
        "event.seat.closed": _("Post abolished"),
        "event.appointment.made": _("Post filled"),
        "event.appointment.ended": _("Post ended"),
        "event.appointment.corrected": _("Post corrected"),
        "event.appointment.voided": _("Post struck out"),
        "event.absence.recorded": _("Absence recorded"),
        "event.absence.ended": _("Back from absence"),
        "event.absence.voided": _("Absence taken back"),
        "event.tie.declared": _("Declaration recorded"),
        "event.membership.recorded": _("Membership recorded"),
        "event.membership.ended": _("Membership ended"),
        "event.household.marked": _("Household recognised"),
        "event.household.unmarked": _("Recognition of a household withdrawn"),
        "event.report_in.made": _("Report-in recorded"),
        "event.report_in.confirmed": _("Report-in confirmed"),
        "event.report_in.ended": _("Report-in ended"),
        "event.stewardship.begun": _("Management of a compound recorded"),
        "event.condition.noted": _("Shortcoming noted"),
        "event.condition.cleared": _("Shortcoming put right"),
        "event.body.voided": _("Body struck out"),
        "event.seat.voided": _("Post of a struck out body removed"),
        "event.membership.voided": _("Membership struck out"),
        "event.household.mark_voided": _("Recognition of a household struck out"),
        "event.tie.voided": _("Declaration struck out"),
        "event.report_in.voided": _("Report-in struck out"),
        "event.stewardship.voided": _("Management of a compound struck out"),
        "event.condition.voided": _("Shortcoming struck out"),
        "event.local_rule.set": _("Local rule entered"),
        "event.local_rule.voided": _("Rule of a place taken out again"),
        "event.local_rule.ended": _("Local rule ended"),
        "purpose.organisations.posts": _("Telling who holds which post and is to be asked"),
        "purpose.organisations.integrity": _("Keeping members of bodies free of conflicts"),
        "purpose.organisations.branch": _("Work of the party organisation the person belongs to"),
        "data.post": _("posts held"),
        "data.absence": _("absence from a post"),
        "data.declaration": _("declaration of ties"),
        "data.membership": _("party membership"),
        "data.household_mark": _("recognition of the household"),
        "data.report_in": _("report-in to the compound"),
    }
)
