"""Words for service after reporting in."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.organisations.rules.service import ClaimAction, ClaimState, Skill
from linli.kit.sentences import register_sentences

Words = dict[str, "str | Promise"]

SKILLS: Words = {
    Skill.PATROL: _("patrols and duty at the gate"),
    Skill.ELDER_CARE: _("help for the elderly"),
    Skill.CHILDREN: _("children and homework"),
    Skill.REPAIR: _("water and electricity"),
    Skill.LEGAL: _("legal advice"),
    Skill.MEDICAL: _("health"),
    Skill.MEDIATION: _("settling disputes"),
    Skill.IT: _("help with phones and computers"),
    Skill.WRITING: _("writing and notices"),
    Skill.SPORTS_ARTS: _("sports and arts"),
    Skill.CLEANING: _("clean-ups"),
    Skill.DRIVING: _("driving and carrying"),
    Skill.OTHER: _("something else"),
}

CLAIM_STATES: Words = {
    ClaimState.CLAIMED: pgettext_lazy("claim", "Claimed"),
    ClaimState.SERVED: pgettext_lazy("claim", "Served, to be confirmed by the other side"),
    ClaimState.CONFIRMED: pgettext_lazy("claim", "Confirmed by both sides"),
    ClaimState.WITHDRAWN: pgettext_lazy("claim", "Given back"),
}

CLAIM_ACTIONS: Words = {
    ClaimAction.NOTE: _("Note the service"),
    ClaimAction.CONFIRM: pgettext_lazy("service", "Confirm"),
    ClaimAction.DISPUTE: _("It was not so"),
    ClaimAction.WITHDRAW: _("Give back"),
}

register_sentences(
    {
        "organisations.not_reported_in": _(
            "This is for whoever has reported in here, once both sides have confirmed."
        ),
        "organisations.need_closed": _("This is over, or enough people have claimed it."),
        "organisations.claimed_already": _("You have claimed this already."),
        "organisations.other_side_confirms": _("The other side confirms what you have noted."),
        "organisations.service_day_impossible": _("The day lies between the claim and today."),
        "organisations.minutes_unbelievable": _("Between a quarter of an hour and a day."),
        "organisations.wanted_unbelievable": _("Between 1 and %(most)s people."),
        "organisations.quarter_not_over": _(
            "Facts are given for the last four quarters that are over."
        ),
        "organisations.facts_asked_already": _("You have asked for this quarter already."),
        "event.service.offered": _("Offer of service given"),
        "event.service.offer_taken_back": _("Offer of service taken back"),
        "event.need.published": _("Need published"),
        "event.need.ended": _("Need ended"),
        "event.service.claimed": _("Need claimed"),
        "event.service.noted": _("Service noted"),
        "event.service.confirmed": _("Service confirmed"),
        "event.service.disputed": _("Service not confirmed"),
        "event.service.withdrawn": _("Claim given back"),
        "event.service.facts_asked": _("Facts of a quarter asked for"),
        "event.service.facts_issued": _("Facts of a quarter issued"),
        "event.organisations.forgotten": _("Posts and memberships deleted after their period"),
        "event.service.forgotten": _("Ended report-ins deleted after their period"),
        "data.offer": _("skills and hours offered"),
        "data.service": _("service in the compound"),
        "data.facts": _("facts asked for the work unit"),
    }
)
