"""Words for states, acts, levels, outcomes, tasks, clocks and delays of cases."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.cases.labels.life import ASIDE_DONE
from linli.apps.cases.rules.clocks import ClockEventKind, DelayKind, DelayState, Step, TimeUnit
from linli.apps.cases.rules.flow import CaseAction, CaseState, Part
from linli.apps.cases.rules.kinds import (
    Channel,
    Disclosure,
    ExclusionReason,
    Level,
    Outcome,
    PauseReason,
)
from linli.apps.cases.rules.loads import LoadClass
from linli.apps.cases.rules.tasks import CallRuling, TaskKind, TaskState
from linli.kit.sentences import register_sentences

STATES: dict[CaseState, Promise] = {
    CaseState.REPORTED: pgettext_lazy("case state", "Reported, to be sorted"),
    CaseState.EXCLUSION_PROPOSED: pgettext_lazy("case state", "Exclusion proposed, under review"),
    CaseState.OPEN: pgettext_lazy("case state", "Accepted, to be dispatched"),
    CaseState.DISPATCHED: pgettext_lazy("case state", "Dispatched, to be taken"),
    CaseState.ARBITRATION: pgettext_lazy("case state", "Competence disputed, with the arbiter"),
    CaseState.HANDLING: pgettext_lazy("case state", "Being handled"),
    CaseState.FED_BACK: pgettext_lazy("case state", "Fed back, to be checked"),
    CaseState.CHECKED: pgettext_lazy("case state", "Checked, waits for the reporter"),
    CaseState.CLOSED: pgettext_lazy("case state", "Closed"),
    CaseState.APPEALED: pgettext_lazy("case state", "Exclusion appealed, under review"),
}

# What the reporter reads: who has to do what now, in one sentence.
STATUS_LINES: dict[CaseState, Promise] = {
    CaseState.REPORTED: _("We have your report. The community is reading it."),
    CaseState.EXCLUSION_PROPOSED: _(
        "The community thinks this cannot be taken up. A second person is checking that."
    ),
    CaseState.OPEN: _("Your report was accepted. The right office is being chosen."),
    CaseState.DISPATCHED: _("Your report has been sent to the office that should handle it."),
    CaseState.ARBITRATION: _("The offices do not agree on whose task it is. It is being decided."),
    CaseState.HANDLING: _("Somebody is working on it."),
    CaseState.FED_BACK: _("The office says it is done. Somebody else is checking."),
    CaseState.CHECKED: _("It was checked. Please tell us whether you agree."),
    CaseState.CLOSED: _("Closed."),
    CaseState.APPEALED: _("You appealed. Somebody who did not decide before is looking at it."),
}

STATE_MARKS: dict[CaseState, str] = {
    CaseState.REPORTED: "warn",
    CaseState.EXCLUSION_PROPOSED: "warn",
    CaseState.OPEN: "warn",
    CaseState.DISPATCHED: "info",
    CaseState.ARBITRATION: "danger",
    CaseState.HANDLING: "info",
    CaseState.FED_BACK: "info",
    CaseState.CHECKED: "warn",
    CaseState.CLOSED: "muted",
    CaseState.APPEALED: "warn",
}

ACTIONS: dict[CaseAction, Promise] = {
    CaseAction.ACCEPT: pgettext_lazy("case act", "Accept"),
    CaseAction.REDIRECT: pgettext_lazy("case act", "Not ours: say where to go"),
    CaseAction.ANSWER: pgettext_lazy("case act", "Answer a question"),
    CaseAction.REFER: pgettext_lazy("case act", "Refer to mediation"),
    CaseAction.MERGE: pgettext_lazy("case act", "Merge a duplicate"),
    CaseAction.UNMERGE: pgettext_lazy("case act", "Take the merge back"),
    CaseAction.PROPOSE_EXCLUSION: pgettext_lazy("case act", "Propose exclusion"),
    CaseAction.AGREE_EXCLUSION: pgettext_lazy("case act", "Agree to the exclusion"),
    CaseAction.CONFIRM_EXCLUSION: pgettext_lazy("case act", "Confirm the exclusion"),
    CaseAction.REJECT_EXCLUSION: pgettext_lazy("case act", "Reject the exclusion"),
    CaseAction.WITHDRAW: pgettext_lazy("case act", "Withdraw"),
    CaseAction.DISPATCH: pgettext_lazy("case act", "Dispatch"),
    CaseAction.TAKE: pgettext_lazy("case act", "Take on"),
    CaseAction.RETURN: pgettext_lazy("case act", "Return"),
    CaseAction.DISAGREE: pgettext_lazy("case act", "Return again: ask the arbiter"),
    CaseAction.ARBITRATE: pgettext_lazy("case act", "Arbitrate"),
    CaseAction.SOLVE_ON_SPOT: pgettext_lazy("case act", "Solved on the spot"),
    CaseAction.FEED_BACK: pgettext_lazy("case act", "Feed back the result"),
    CaseAction.PASS_CHECK: pgettext_lazy("case act", "Check passed"),
    CaseAction.FAIL_CHECK: pgettext_lazy("case act", "Check failed: back to work"),
    CaseAction.FAIL_SPOT: pgettext_lazy("case act", "Check failed: to be dispatched"),
    CaseAction.CONFIRM: pgettext_lazy("case act", "Agree"),
    CaseAction.LAPSE: pgettext_lazy("case act", "No word in time"),
    CaseAction.DISPUTE: pgettext_lazy("case act", "Disagree"),
    CaseAction.APPEAL: pgettext_lazy("case act", "Appeal the exclusion"),
    CaseAction.ASSISTED_CONFIRM: pgettext_lazy("case act", "Record: the reporter agrees"),
    CaseAction.ASSISTED_DISPUTE: pgettext_lazy("case act", "Record: the reporter disagrees"),
    CaseAction.ASSISTED_APPEAL: pgettext_lazy("case act", "Record: the reporter appeals"),
    CaseAction.ASSISTED_WITHDRAW: pgettext_lazy("case act", "Record: the reporter withdraws"),
    CaseAction.UPHOLD: pgettext_lazy("case act", "Uphold the exclusion"),
    CaseAction.OVERTURN: pgettext_lazy("case act", "Overturn the exclusion"),
    CaseAction.CORRECT_PLACE: pgettext_lazy("case act", "Put the place right; dispatch again"),
}

# The same as something that has happened, for the thread.
ACTS_DONE: dict[CaseAction, Promise] = {
    CaseAction.ACCEPT: pgettext_lazy("case thread", "Accepted"),
    CaseAction.REDIRECT: pgettext_lazy("case thread", "Not ours; told where to go"),
    CaseAction.ANSWER: pgettext_lazy("case thread", "Question answered"),
    CaseAction.REFER: pgettext_lazy("case thread", "Referred to mediation"),
    CaseAction.MERGE: pgettext_lazy("case thread", "Merged into another case"),
    CaseAction.UNMERGE: pgettext_lazy("case thread", "Merge taken back"),
    CaseAction.PROPOSE_EXCLUSION: pgettext_lazy("case thread", "Exclusion proposed"),
    CaseAction.AGREE_EXCLUSION: pgettext_lazy(
        "case thread", "Agreed to the exclusion; others must agree too"
    ),
    CaseAction.CONFIRM_EXCLUSION: pgettext_lazy("case thread", "Exclusion confirmed"),
    CaseAction.REJECT_EXCLUSION: pgettext_lazy("case thread", "Exclusion rejected"),
    CaseAction.WITHDRAW: pgettext_lazy("case thread", "Withdrawn by the reporter"),
    CaseAction.DISPATCH: pgettext_lazy("case thread", "Dispatched"),
    CaseAction.TAKE: pgettext_lazy("case thread", "Taken on"),
    CaseAction.RETURN: pgettext_lazy("case thread", "Returned"),
    CaseAction.DISAGREE: pgettext_lazy("case thread", "Returned again; the arbiter decides"),
    CaseAction.ARBITRATE: pgettext_lazy("case thread", "Decided by the arbiter"),
    CaseAction.SOLVE_ON_SPOT: pgettext_lazy("case thread", "Solved on the spot"),
    CaseAction.FEED_BACK: pgettext_lazy("case thread", "Result fed back"),
    CaseAction.PASS_CHECK: pgettext_lazy("case thread", "Check passed"),
    CaseAction.FAIL_CHECK: pgettext_lazy("case thread", "Check failed; back to work"),
    CaseAction.FAIL_SPOT: pgettext_lazy("case thread", "Check failed; to be dispatched"),
    CaseAction.CONFIRM: pgettext_lazy("case thread", "The reporter agreed"),
    CaseAction.LAPSE: pgettext_lazy("case thread", "Closed without a word from the reporter"),
    CaseAction.DISPUTE: pgettext_lazy("case thread", "The reporter disagreed; open again"),
    CaseAction.APPEAL: pgettext_lazy("case thread", "The reporter appealed the exclusion"),
    CaseAction.ASSISTED_CONFIRM: pgettext_lazy(
        "case thread", "Recorded for the reporter: agrees with the result"
    ),
    CaseAction.ASSISTED_DISPUTE: pgettext_lazy(
        "case thread", "Recorded for the reporter: disagrees; open again"
    ),
    CaseAction.ASSISTED_APPEAL: pgettext_lazy(
        "case thread", "Recorded for the reporter: appeals the exclusion"
    ),
    CaseAction.ASSISTED_WITHDRAW: pgettext_lazy(
        "case thread", "Recorded for the reporter: takes the report back"
    ),
    CaseAction.UPHOLD: pgettext_lazy("case thread", "Exclusion upheld on appeal"),
    CaseAction.OVERTURN: pgettext_lazy("case thread", "Exclusion overturned; taken up"),
    CaseAction.CORRECT_PLACE: pgettext_lazy(
        "case thread", "The place was put right; another office is being chosen"
    ),
}


def step_done(kind: str, action: str | None) -> "Promise | str":
    """Return what an entry of the thread says has happened."""
    return ACTS_DONE[CaseAction(action)] if action else ASIDE_DONE.get(kind, kind)


PARTS: dict[Part, Promise] = {
    Part.SORTER: pgettext_lazy("case part", "Sorting desk"),
    Part.SECOND: pgettext_lazy("case part", "Second person"),
    Part.DISPATCHER: pgettext_lazy("case part", "Dispatch board"),
    Part.HANDLER: pgettext_lazy("case part", "Handling body"),
    Part.FINDER: pgettext_lazy("case part", "Grid worker"),
    Part.CHECKER: pgettext_lazy("case part", "Checker"),
    Part.ARBITER: pgettext_lazy("case part", "Arbiter"),
    Part.REPORTER: pgettext_lazy("case part", "Reporter"),
    Part.HELPER: pgettext_lazy("case part", "Desk, for the reporter"),
    Part.REVIEWER: pgettext_lazy("case part", "Reviewer of an appeal"),
    Part.CLOCK: pgettext_lazy("case part", "Clock"),
}

LEVELS: dict[Level, Promise] = {
    Level.ORDINARY: pgettext_lazy("case level", "Ordinary"),
    Level.URGENT: pgettext_lazy("case level", "Urgent"),
    Level.DANGER: pgettext_lazy("case level", "Danger"),
}
LEVEL_MARKS: dict[Level, str] = {
    Level.ORDINARY: "muted",
    Level.URGENT: "warn",
    Level.DANGER: "danger",
}

CHANNELS: dict[Channel, Promise] = {
    Channel.RESIDENT: pgettext_lazy("case channel", "Resident's phone"),
    Channel.COUNTER: pgettext_lazy("case channel", "Counter"),
    Channel.TELEPHONE: pgettext_lazy("case channel", "Telephone"),
    Channel.GRID: pgettext_lazy("case channel", "Grid worker"),
    Channel.SMS: pgettext_lazy("case channel", "Text message"),
    Channel.CHAT: pgettext_lazy("case channel", "Chat (WeChat, DingTalk)"),
    Channel.PAPER: pgettext_lazy("case channel", "Paper slip"),
    Channel.INTERFACE: pgettext_lazy("case channel", "Another system"),
}

DISCLOSURES: dict[Disclosure, Promise] = {
    Disclosure.OPEN: _("Everybody who works on it may see my name"),
    Disclosure.HANDLERS: _("Only the office that handles it may see my name"),
    Disclosure.SEALED: _("Only the community may see my name, to reach me"),
    Disclosure.ANONYMOUS: _("Nobody may see my name"),
}
# The box "who will see what".
DISCLOSURE_BOXES: dict[Disclosure, Promise] = {
    Disclosure.OPEN: _(
        "The community, the township and every office taking part see your name and can call you. "
        "Other residents never see it."
    ),
    Disclosure.HANDLERS: _(
        "The community and the office that handles it see your name and can call you. Assisting "
        "offices and other residents do not."
    ),
    Disclosure.SEALED: _(
        "Your name stays sealed with the community's sorting desk. The office that handles it sees "
        "only what you wrote; questions reach you through the community."
    ),
    Disclosure.ANONYMOUS: _(
        "No name is kept. You get a code; with it alone you can follow the case and answer. Do not "
        "lose it: nobody can look it up for you."
    ),
}

OUTCOMES: dict[Outcome, Promise] = {
    Outcome.SOLVED: pgettext_lazy("case outcome", "Solved"),
    Outcome.PARTLY: pgettext_lazy("case outcome", "Partly solved"),
    Outcome.NOT_POSSIBLE: pgettext_lazy("case outcome", "Not possible"),
    Outcome.NOT_OURS: pgettext_lazy("case outcome", "Not ours, told where to go"),
    Outcome.ANSWERED: pgettext_lazy("case outcome", "Question answered"),
    Outcome.REFERRED: pgettext_lazy("case outcome", "Referred to mediation"),
    Outcome.MERGED: pgettext_lazy("case outcome", "Merged with the same report"),
    Outcome.WITHDRAWN: pgettext_lazy("case outcome", "Withdrawn by the reporter"),
    Outcome.EXCLUDED: pgettext_lazy("case outcome", "Excluded after review"),
}
OUTCOME_MARKS: dict[Outcome, str] = {
    Outcome.SOLVED: "ok",
    Outcome.PARTLY: "warn",
    Outcome.NOT_POSSIBLE: "danger",
    Outcome.NOT_OURS: "muted",
    Outcome.ANSWERED: "ok",
    Outcome.REFERRED: "info",
    Outcome.MERGED: "muted",
    Outcome.WITHDRAWN: "muted",
    Outcome.EXCLUDED: "muted",
}

EXCLUSION_REASONS: dict[ExclusionReason, Promise] = {
    ExclusionReason.UNLAWFUL: _("What is asked for would break the law"),
    ExclusionReason.DECIDED: _("A binding decision already exists"),
    ExclusionReason.IN_COURT: _("It is before a court, an arbitrator or a review body"),
    ExclusionReason.NO_FACTS: _("There are no facts that could be checked"),
    ExclusionReason.REPEATED: _("The same was answered before and nothing new is said"),
}

PAUSE_REASONS: dict[PauseReason, Promise] = {
    PauseReason.WEATHER: _("Bad weather"),
    PauseReason.PARTS: _("Waiting for material or spare parts"),
    PauseReason.REPORTER: _("Waiting for the reporter"),
    PauseReason.THIRD_PARTY: _("Waiting for somebody else (water, power, gas, heating)"),
    PauseReason.FUNDS: _("Repair fund needed, waiting for the vote"),
    PauseReason.HUNG_UP: _("Cannot be solved for some time"),
}

TASK_KINDS: dict[TaskKind, Promise] = {
    TaskKind.LEAD: pgettext_lazy("task kind", "Lead"),
    TaskKind.ASSIST: pgettext_lazy("task kind", "Assist"),
    TaskKind.CALL: pgettext_lazy("task kind", "Call from a grid"),
}
TASK_STATES: dict[TaskState, Promise] = {
    TaskState.SENT: pgettext_lazy("task state", "To be taken"),
    TaskState.TAKEN: pgettext_lazy("task state", "Taken"),
    TaskState.DONE: pgettext_lazy("task state", "Done"),
    TaskState.RETURNED: pgettext_lazy("task state", "Returned"),
    TaskState.REFUSED: pgettext_lazy("task state", "Refused"),
    TaskState.CANCELLED: pgettext_lazy("task state", "Cancelled"),
}
TASK_MARKS: dict[TaskState, str] = {
    TaskState.SENT: "warn",
    TaskState.TAKEN: "info",
    TaskState.DONE: "ok",
    TaskState.RETURNED: "muted",
    TaskState.REFUSED: "danger",
    TaskState.CANCELLED: "muted",
}

RULINGS: dict[CallRuling, Promise] = {
    CallRuling.COME: pgettext_lazy("ruling", "The body has to come and cannot refuse again"),
    CallRuling.STANDS: pgettext_lazy("ruling", "The refusal stands"),
}

STEPS: dict[Step, Promise] = {
    Step.ACCEPT: pgettext_lazy("case step", "Sorting"),
    Step.SECOND: pgettext_lazy("case step", "Review of an exclusion"),
    Step.DISPATCH: pgettext_lazy("case step", "Dispatch"),
    Step.TAKE: pgettext_lazy("case step", "Taking on"),
    Step.ARBITRATE: pgettext_lazy("case step", "Arbitration"),
    Step.HANDLE: pgettext_lazy("case step", "Handling"),
    Step.CHECK: pgettext_lazy("case step", "Check"),
    Step.CONFIRM: pgettext_lazy("case step", "Reporter's word"),
    Step.ARRIVE: pgettext_lazy("case step", "Arrival after a call"),
    Step.RESULT: pgettext_lazy("case step", "Result after arrival"),
    Step.ASSIST: pgettext_lazy("case step", "Assistance"),
    Step.APPROVE: pgettext_lazy("case step", "Approval of more time"),
    Step.CONTACT: pgettext_lazy("case step", "First contact with the reporter"),
}

TIME_UNITS: dict[TimeUnit, Promise] = {
    TimeUnit.WORKING_MINUTES: _("minutes of working time"),
    TimeUnit.NATURAL_MINUTES: _("minutes"),
    TimeUnit.WORKING_DAYS: _("working days"),
}

CLOCK_EVENTS: dict[ClockEventKind, Promise] = {
    ClockEventKind.STARTED: pgettext_lazy("clock", "Started"),
    ClockEventKind.PAUSED: pgettext_lazy("clock", "Paused"),
    ClockEventKind.RESUMED: pgettext_lazy("clock", "Goes on"),
    ClockEventKind.EXTENDED: pgettext_lazy("clock", "Extended"),
    ClockEventKind.CHANGED: pgettext_lazy("clock", "Limit changed"),
    ClockEventKind.REMINDED: pgettext_lazy("clock", "Reminded"),
    ClockEventKind.BREACHED: pgettext_lazy("clock", "Overdue"),
    ClockEventKind.ESCALATED: pgettext_lazy("clock", "Escalated"),
    ClockEventKind.ANSWERED: pgettext_lazy("clock", "Answered from above"),
    ClockEventKind.STOPPED: pgettext_lazy("clock", "Stopped"),
}

DELAY_KINDS: dict[DelayKind, Promise] = {
    DelayKind.EXTENSION: pgettext_lazy("delay", "Extension"),
    DelayKind.PAUSE: pgettext_lazy("delay", "Pause"),
    DelayKind.HANG_UP: pgettext_lazy("delay", "Hang-up list"),
}
DELAY_STATES: dict[DelayState, Promise] = {
    DelayState.ASKED: pgettext_lazy("delay", "Waits for approval"),
    DelayState.GRANTED: pgettext_lazy("delay", "Granted"),
    DelayState.REFUSED: pgettext_lazy("delay", "Refused"),
    DelayState.ENDED: pgettext_lazy("delay", "Ended"),
}

DELAY_MARKS: dict[DelayState, str] = {
    DelayState.ASKED: "warn",
    DelayState.GRANTED: "info",
    DelayState.REFUSED: "danger",
    DelayState.ENDED: "muted",
}

register_sentences(
    {
        "data.reporter": _("Reports made: name, phone, the code on the slip, what you follow"),
        "data.report": _("What was reported, where, and the photos of it"),
        "data.clip": _("Videos and voice notes: what is seen and heard in them, and whose"),
        "data.commands": _("Acts sent from a device, known again when they come twice"),
        "data.case_work": _("Who did what in a case, and what was written about it"),
        "purpose.cases.reports": _("handle your report and reach you about it"),
        "purpose.cases.handling": _("tell who handled a case, and answer for it"),
    }
)

# What is open in a cell, as the legend of the map says it.
LOADS: dict[LoadClass, Promise] = {
    LoadClass.EMPTY: _("nothing open"),
    LoadClass.UNDER: _("1 to 4 open"),
    LoadClass.WITHIN: _("5 to 9 open"),
    LoadClass.OVER: _("10 or more open"),
}
