"""Names and definitions of counts and indicators, as pages, files and bulletins print them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.cases.rules.call_counts import CallCount, CallRateName
from linli.apps.cases.rules.counts import Count, RateName
from linli.apps.cases.rules.figures import MIN_COUNT, Edge
from linli.apps.dashboards.rules.organised import OrgLine
from linli.kit.sentences import register_sentences

LINES: dict[OrgLine, Promise] = {
    OrgLine.COMPOUND_BRANCHES: _("Branches of compounds"),
    OrgLine.UNIT_CELLS: _("Unit grids"),
    OrgLine.PARTY_GROUPS: _("Party groups on grids"),
    OrgLine.FULL_TIME: _("Full-time grid workers"),
    OrgLine.PART_TIME: _("Part-time grid workers"),
    OrgLine.FIXED: _("Community workers fixed to a grid"),
    OrgLine.SECRETARIES_IN_SERVICE: _(
        "Secretaries of compound branches who are members in service"
    ),
    OrgLine.SECRETARIES_OFFICIALS: _(
        "Secretaries of compound branches who are community officials"
    ),
    OrgLine.MEMBER_LEADERS: _("Members who lead a group, a building or an entrance"),
    OrgLine.CENTRE_HOUSEHOLDS: _("Members' households recognised as centre households"),
    OrgLine.CHAIRS: _("Chairs of owners' committees"),
    OrgLine.CHAIRS_IN_BRANCH: _("Of these in the committee of the compound branch"),
    OrgLine.CHAIRS_SECRETARY: _("Of these secretaries of the compound branch"),
    OrgLine.FALLBACK: _("Compounds under fallback management"),
    OrgLine.UNIT_LEADERS: _("Unit leaders"),
    OrgLine.VILLAGE_WORKERS: _("Village grid workers"),
    OrgLine.AREA_COMMITTEES: _("Area committees"),
    OrgLine.AREA_OFFICES: _("Governance offices"),
    OrgLine.VILLAGE_CELLS: _("Village grids"),
    OrgLine.GROUP_CELLS: _("Group grids"),
    OrgLine.HOUSEHOLDS: pgettext_lazy("level", "Households"),
}
COUNTS: dict[Count, Promise] = {
    Count.REPORTED: pgettext_lazy("case count", "Reported"),
    Count.SORTED: pgettext_lazy("case count", "Received and sorted"),
    Count.FILED: pgettext_lazy("case count", "Accepted as a case"),
    Count.REPEATED: pgettext_lazy("case count", "Reported again by the same reporter"),
    Count.SHOULD_TAKE: pgettext_lazy("case count", "To be taken"),
    Count.TAKEN_IN_TIME: pgettext_lazy("case count", "Taken in time"),
    Count.SHOULD_CONTACT: pgettext_lazy("case count", "Reporters to be contacted"),
    Count.CONTACTED_IN_TIME: pgettext_lazy("case count", "Contacted in time"),
    Count.OUT_OF_REACH: pgettext_lazy("case count", "Tried in time, not reached"),
    Count.SHOULD_CLOSE: pgettext_lazy("case count", "To be closed"),
    Count.HANDLED: pgettext_lazy("case count", "Handled"),
    Count.HANDLED_IN_TIME: pgettext_lazy("case count", "Handled in time"),
    Count.CLOSED: pgettext_lazy("case count", "Closed"),
    Count.CLOSED_IN_TIME: pgettext_lazy("case count", "Closed, handled in time"),
    Count.DELAYED: pgettext_lazy("case count", "Extended, paused or hung up"),
    Count.DELAYED_IN_TIME: pgettext_lazy("case count", "Of these closed in time"),
    Count.LEFT_OUT: pgettext_lazy("case count", "Not counted"),
    Count.REWORKED: pgettext_lazy("case count", "Done again"),
    Count.SENT_RIGHT: pgettext_lazy("case count", "Sent rightly at first"),
    Count.PAUSED: pgettext_lazy("case count", "Paused now, was due in the period"),
    Count.HUNG_UP: pgettext_lazy("case count", "Hung up now, was due in the period"),
    Count.ENDED: pgettext_lazy("case count", "Ended"),
    Count.SOLVED: pgettext_lazy("case count", "Solved"),
    Count.PARTLY: pgettext_lazy("case count", "Partly solved"),
    Count.NOT_POSSIBLE: pgettext_lazy("case count", "Not possible to solve"),
    Count.NOT_OURS: pgettext_lazy("case count", "Not ours, told where to go"),
    Count.ANSWERED: pgettext_lazy("case count", "Question answered"),
    Count.REFERRED: pgettext_lazy("case count", "Referred to mediation"),
    Count.MERGED: pgettext_lazy("case count", "Merged with another"),
    Count.WITHDRAWN: pgettext_lazy("case count", "Withdrawn by the reporter"),
    Count.EXCLUDED: pgettext_lazy("case count", "Excluded after a second look"),
    Count.CONFIRMED: pgettext_lazy("case count", "Revisited: the reporter answered"),
    Count.ASSISTED: pgettext_lazy("case count", "Of these recorded by the desk"),
    Count.CONFIRMED_SOLVED: pgettext_lazy("case count", "Reporter says solved"),
    Count.SILENT: pgettext_lazy("case count", "Asked, but silent"),
    Count.UNREACHED: pgettext_lazy("case count", "Not reached"),
    Count.RATED: pgettext_lazy("case count", "Rated"),
    Count.SATISFIED: pgettext_lazy("case count", "Satisfied"),
    Count.REOPENED: pgettext_lazy("case count", "Reopened after an objection"),
}

RATES: dict[RateName, Promise] = {
    RateName.FILED: _("Share accepted as a case"),
    RateName.CONTACTED_IN_TIME: _("Share of reporters contacted in time"),
    RateName.TAKEN_IN_TIME: _("Share taken in time"),
    RateName.CLOSED: _("Share closed"),
    RateName.CLOSED_IN_TIME: _("Share closed in time"),
    RateName.CLOSED_IN_TIME_UNDELAYED: _("Share closed in time, without those given more time"),
    RateName.HANDLED_IN_TIME: _("Share handled in time"),
    RateName.SENT_RIGHT: _("Share sent rightly at first"),
    RateName.REWORKED: _("Share done again"),
    RateName.DELAYED: _("Share with more time"),
    RateName.SOLVED: _("Share solved, says the reporter"),
    RateName.SATISFIED: _("Share satisfied"),
}

DEFINITIONS: dict[RateName, Promise] = {
    RateName.FILED: _(
        "Of the reports made in the period and sorted since: how many became a case."
    ),
    RateName.CONTACTED_IN_TIME: _(
        "Of the reporters whom somebody had to contact first in the period: with how many somebody "
        "had spoken or written by then. Anonymous reports are not among them. Those who were tried "
        "at least twice in time and not reached are counted apart."
    ),
    RateName.TAKEN_IN_TIME: _(
        "Of the tasks that had to be taken in the period: how many were taken by then. It tells "
        "how soon work begins."
    ),
    RateName.CLOSED: _(
        "Of the cases whose time for handling ended in the period: how many are closed. "
        "Excluded, withdrawn, merged and referred ones are not counted, nor those that are paused "
        "or hung up now."
    ),
    RateName.CLOSED_IN_TIME: _(
        "Of the same cases: how many are closed and were handled by their time, granted delays "
        "included."
    ),
    RateName.CLOSED_IN_TIME_UNDELAYED: _(
        "Of the same cases without those that were given more time, paused or hung up: how many "
        "are closed and were handled by their time. Those given more time stand with the others "
        "not counted."
    ),
    RateName.HANDLED_IN_TIME: _(
        "Of the same cases: how many were handled by their time, closed or not."
    ),
    RateName.SENT_RIGHT: _("Of the cases handled: how many were never sent back as not competent."),
    RateName.REWORKED: _(
        "Of the cases handled: how many failed the check or were reopened by the reporter."
    ),
    RateName.DELAYED: _(
        "Of the cases whose time ended in the period: how many had been given more time, paused "
        "or hung up before. Those that are paused or hung up now are not among them."
    ),
    RateName.SOLVED: _(
        "Of the reporters who answered, by themselves or when called: how many say that it is "
        "solved. Those who were asked and stayed silent, and those who were not reached, are "
        "counted apart."
    ),
    RateName.SATISFIED: _("Of the ratings given: how many are four or five of five."),
}

CALL_COUNTS: dict[CallCount, Promise] = {
    CallCount.SENT: pgettext_lazy("call count", "Called"),
    CallCount.DUE: pgettext_lazy("call count", "Had to come"),
    CallCount.ARRIVED: pgettext_lazy("call count", "Came"),
    CallCount.ARRIVED_IN_TIME: pgettext_lazy("call count", "Came in time"),
    CallCount.REFUSED: pgettext_lazy("call count", "Refused to come"),
    CallCount.STANDS: pgettext_lazy("call count", "Refusal stands, says the arbiter"),
    CallCount.OVERRULED: pgettext_lazy("call count", "Must come, says the arbiter"),
    CallCount.TAKEN_BACK: pgettext_lazy("call count", "Taken back before the time was over"),
    CallCount.RESULT_DUE: pgettext_lazy("call count", "Had to report a result"),
    CallCount.RESULT: pgettext_lazy("call count", "Reported a result"),
    CallCount.RESULT_IN_TIME: pgettext_lazy("call count", "Reported in time"),
}

CALL_RATES: dict[CallRateName, Promise] = {
    CallRateName.ARRIVED_IN_TIME: _("Share of departments that came in time"),
    CallRateName.REFUSED: _("Share of calls refused"),
    CallRateName.RESULT_IN_TIME: _("Share of results in time"),
}

CALL_DEFINITIONS: dict[CallRateName, Promise] = {
    CallRateName.ARRIVED_IN_TIME: _(
        "Of the calls for which the department had to be on the spot in the period: how many came "
        "by then. Not counted are refusals that stand and calls taken back before; refusals that "
        "wait for the arbiter, or were overruled, count as not come."
    ),
    CallRateName.REFUSED: _(
        "Of the calls for which the department had to be on the spot in the period: how many were "
        "refused on a legal basis, whatever the arbiter said."
    ),
    CallRateName.RESULT_IN_TIME: _(
        "Of the calls whose result was due in the period: how many results came by then. A result "
        "whose time is paused is not due."
    ),
}  # fmt: skip
CALL_NOTE = _(
    "The grid calls, the department answers: both are counted, each by its limits. Departments "
    "stand in the order of their names; there is no ranking. With fewer than %(least)d calls in "
    "the period they are not told apart."
)

EXPECTED = _("Expected closed in time, for its cases")
MIX_NOTE = _(
    "Places have different cases, and some kinds take longer. Expected is what the place would "
    "have closed in time if each kind of case had gone there as in the whole area; kinds with "
    "fewer than %(least)d cases in the area are taken together. Within the interval the place "
    "differs from the area no more than chance allows. This compares a place with the area, never "
    "two places with each other."
)

# What holds for every figure, as page, file and bulletin say it.
NOTES: dict[str, Promise] = {
    "share": _(
        "No share stands without its counts. Of fewer than %(least)d there is no share: it would "
        "say more about chance than about the work."
    ),
    "tables": _(
        "With fewer than %(least)d cases in the period there are no tables by category, place and "
        "cell. Tables stand in the order of codes; there is no ranking, and no figure about a "
        "single worker."
    ),
    "interval": _(
        "The interval holds the share with a confidence of 95 per cent, by the method of Wilson "
        "(1927): so far chance alone may carry it."
    ),
    "left_out": _(
        "Not counted among what was to be closed: excluded after a second look, withdrawn, merged, "
        "referred to mediation, not ours. Extended cases are counted with their new time."
    ),
    "standing": _(
        "While a case is paused or hung up it is neither late nor to be closed: it is told beside "
        "the shares of the period in which it had been due, and counted with its new time when it "
        "goes on. One that fails its check or is reopened is counted with its new time as well. So "
        "the counts of an earlier period may become smaller; each case tells why."
    ),
}
PUBLIC_NOTES = ("share", "interval", "standing")
PUBLIC_RULE = _(
    "Counts are given to the nearest five and not below five, shares in whole per cent, and only "
    "when a period is over, so that nobody can be recognised."
)
FEW_TABLES = _("Fewer than %(least)d cases in this period: no tables by category, place and cell.")
EDGES: dict[Edge, Promise] = {
    Edge.AT_LEAST: pgettext_lazy("public share", "%(share)d %% or more"),
    Edge.AT_MOST: pgettext_lazy("public share", "%(share)d %% or less"),
}


def noted(text: "str | Promise") -> str:
    """Return a note with the least number in it, in the language of the moment."""
    return str(text).replace("%(least)d", str(MIN_COUNT))  # a note may hold other percent signs


register_sentences({
    "dashboards.period_malformed": _(
        "There is no period “{given}”. Ask for a month (2026-03), a quarter (2026-Q1) or a year."
    ),
    "dashboards.period_not_over": _(
        "%(period)s is not over yet. Figures for everybody come when a period is over."
    ),
})  # fmt: skip
