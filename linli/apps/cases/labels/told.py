"""What notices about cases say, and the words of acts and states as facts of a notice."""

from django.utils.translation import gettext_lazy as _

from linli.apps.cases.labels import (
    ACTS_DONE,
    DELAY_KINDS,
    PAUSE_REASONS,
    RULINGS,
    STATES,
    STATUS_LINES,
    STEPS,
)
from linli.apps.cases.labels.life import ASIDE_DONE
from linli.apps.cases.rules.flow import CaseState
from linli.apps.notices.labels import NoticeKind, register_kinds, register_names
from linli.kit.sentences import register_sentences

register_sentences({f"cases.done.{action}": text for action, text in ACTS_DONE.items()})
register_sentences({f"cases.done.{kind}": text for kind, text in ASIDE_DONE.items()})
register_sentences({f"cases.status.{state}": text for state, text in STATUS_LINES.items()})
register_sentences({f"cases.state.{state}": text for state, text in STATES.items()})
register_sentences(
    {
        "cases.followed.delay_granted": _("it takes longer"),
        "cases.followed.delay_ended": _("the work goes on"),
    }
)
register_sentences({f"cases.delay_kind.{kind}": text for kind, text in DELAY_KINDS.items()})
register_sentences({f"cases.delay_reason.{one}": text for one, text in PAUSE_REASONS.items()})
register_sentences({f"cases.step.{step}": text for step, text in STEPS.items()})
register_sentences({f"cases.ruling.{ruling}": text for ruling, text in RULINGS.items()})

# What a post that has a case in a state has to do with it.
TODO = {
    CaseState.REPORTED: _("sort it: accept it, or say where it belongs"),
    CaseState.EXCLUSION_PROPOSED: _("look at the exclusion and confirm or reject it"),
    CaseState.OPEN: _("send it to the office that should handle it"),
    CaseState.DISPATCHED: _("take it on, or return it with the legal basis"),
    CaseState.ARBITRATION: _("decide whose task it is"),
    CaseState.HANDLING: _("handle it and feed back the result"),
    CaseState.FED_BACK: _("check the result"),
    CaseState.APPEALED: _("decide about the appeal"),
}
register_sentences({f"cases.todo.{state}": text for state, text in TODO.items()})
register_sentences(
    {
        "cases.told.CALL.arrived": _("has arrived"),
        "cases.told.CALL.result": _("has told its result"),
        "cases.told.CALL.declined": _("has refused to come"),
        "cases.told.CALL.call_ruled": _("has had its refusal decided by the arbiter"),
        "cases.told.ASSIST.arrived": _("has begun to assist"),
        "cases.told.ASSIST.result": _("has done its part"),
        "cases.told.ASSIST.declined": _("has refused to assist"),
    }
)

_HERE = "linli.apps.cases.selectors.notices"
_OPEN = f"{_HERE}.open_cases"
_DUE = ("due_at", _("It is due by %(due_at)s."))

_WANTED = (
    "wanted",
    _(
        "Whoever had it before says that it lies at %(wanted)s, outside their area. Please decide "
        "and put its place right."
    ),
)

register_names("case", f"{_HERE}.names_seen")
register_kinds(
    NoticeKind(
        "cases.news",
        label=_("News of a report of mine"),
        subject=_("Your report %(number)s: %(what)s"),
        text=_("About your report %(number)s: %(status)s"),
        also=(
            ("office", _("It is now with: %(office)s.")),
            ("due_at", _("The next step is due by %(due_at)s. You need not do anything.")),
            (
                "closed",
                _("Open it to read the result. If you reported it and do not agree, say so there."),
            ),
        ),
        still_open=f"{_HERE}.news_not_passed",
        part="step",
    ),
    NoticeKind(
        "cases.question",
        label=_("I am asked about a result"),
        subject=_("Your report %(number)s: do you agree with the result?"),
        text=_(
            "Your report %(number)s was handled and checked. Please open it, read the result, and "
            "say whether you agree."
        ),
        also=(("due_at", _("If we hear nothing from you by %(due_at)s, it is closed.")),),
        still_open=f"{_HERE}.steps_not_passed",
        part="step",
    ),
    NoticeKind(
        "cases.followed",
        label=_("News of a report I have joined"),
        subject=_("Report %(number)s, which you joined: %(status)s"),
        text=_("How the report %(number)s stands, which you joined with “me too”: %(status)s."),
        still_open=f"{_HERE}.steps_not_passed",
        part="step",
    ),
    NoticeKind(
        "cases.work",
        label=_("Work that has come to my post"),
        subject=_("Case %(number)s has come to your post"),
        text=_("%(what)s. The case %(number)s is now with your post."),
        also=(
            ("todo", _("What to do: %(todo)s.")),
            ("arbiter", _("The arbiter in it is: %(arbiter)s.")),
            _WANTED,
            _DUE,
        ),
        still_open=f"{_HERE}.steps_not_passed",
        part="step",
    ),
    NoticeKind(
        "cases.remark",
        label=_("Something new in a case of my post"),
        subject=_("Case %(number)s: %(what)s"),
        text=_("%(what)s. The case %(number)s is with your post; read it before you go on."),
        still_open=f"{_HERE}.steps_not_passed",
        part="step",
    ),
    NoticeKind(
        "cases.placed",
        label=_("A case has come to my area from another one"),
        subject=_("Case %(number)s lies in your area now"),
        text=_("%(what)s. The case %(number)s lies in your area now; another post works on it."),
        also=(_WANTED,),
        still_open=_OPEN,
    ),
    NoticeKind(
        "cases.left_desk",
        label=_("A case has left my area for another one"),
        subject=_("Case %(number)s has left your area"),
        text=_(
            "%(what)s. The case %(number)s does not lie in your area any more; there is nothing "
            "more to do for you."
        ),
        also=(("office", _("It is now with: %(office)s.")),),
        still_open=f"{_HERE}.desks_left",
        part="seat",
    ),
    NoticeKind(
        "cases.referred",
        label=_("A dispute was referred to my mediation committee"),
        subject=_("Case %(number)s: a dispute was referred to your committee"),
        text=_(
            "A dispute in %(place)s (case %(number)s) was referred to the mediation committee. The "
            "people were told to come to you. What was written about it stays with the sorting "
            "desk of %(place)s: ask there."
        ),
        still_open=f"{_HERE}.referred_cases",
    ),
    NoticeKind(
        "cases.added",
        label=_("Something new in a report of mine"),
        subject=_("Your report %(number)s: something was added"),
        text=_(
            "Something was added to your report %(number)s (%(what)s). Please read it; if it is a "
            "question, answer it with a remark or a photo."
        ),
        still_open=_OPEN,
    ),
    NoticeKind(
        "cases.added_beside",
        label=_("Something new in a report I follow"),
        subject=_("Report %(number)s: something was added"),
        text=_(
            "Something was added to the report %(number)s that you follow (%(what)s). You need not "
            "do anything."
        ),
        still_open=_OPEN,
    ),
    NoticeKind(
        "cases.remark_beside",
        label=_("Something new in a case my office has a part in"),
        subject=_("Case %(number)s: %(what)s"),
        text=_(
            "%(what)s. Your office has a part in the case %(number)s; read it before you go on."
        ),
        still_open=f"{_HERE}.open_parts",
        part="task",
    ),
    NoticeKind(
        "cases.assist",
        label=_("A case my post assists in"),
        subject=_("Case %(number)s: your post is asked to assist"),
        text=_(
            "Another body leads the case %(number)s; your post is asked to assist. What to do: "
            "begin, and tell when your part is done."
        ),
        also=(_DUE,),
        still_open=f"{_HERE}.open_parts",
        part="task",
    ),
    NoticeKind(
        "cases.call",
        label=_("A grid calls my office"),
        subject=_("Case %(number)s: a grid calls your office"),
        text=_(
            "%(cell)s calls your office to come to the case %(number)s. Be there by %(due_at)s. "
            "Answer in the page: arrived, or refused on a legal basis."
        ),
        still_open=f"{_HERE}.calls_to_answer",
        part="task",
    ),
    NoticeKind(
        "cases.call_news",
        label=_("News of a call, or of assistance"),
        subject=_("Case %(number)s: %(body)s %(what)s"),
        text=_("%(body)s %(what)s. Read more in the case %(number)s."),
        also=(("due_at", _("The result is due by %(due_at)s.")),),
        still_open=_OPEN,
    ),
    NoticeKind(
        "cases.called_off",
        label=_("My office need not come any more"),
        subject=_("Case %(number)s: your office is not needed any more"),
        text=_(
            "What your office was asked for in the case %(number)s was taken back. There is "
            "nothing more to do."
        ),
        still_open=_OPEN,
    ),
    NoticeKind(
        "cases.ruling",
        label=_("A refused call waits for a decision"),
        subject=_("Case %(number)s: %(body)s refused to come; please decide"),
        text=_(
            "In the case %(number)s %(body)s refused a call on a legal basis. What to do: decide "
            "whether the refusal stands."
        ),
        also=(_DUE,),
        still_open=f"{_HERE}.refusals_to_rule_on",
        part="task",
    ),
    NoticeKind(
        "cases.ruled",
        label=_("The arbiter has decided about a refusal of my office"),
        subject=_("Case %(number)s: the arbiter has decided"),
        text=_("About the refusal of your office in the case %(number)s: %(ruling)s."),
        still_open=_OPEN,
    ),
    NoticeKind(
        "cases.delay_asked",
        label=_("Somebody asks for more time"),
        subject=_("Case %(number)s: more time is asked for"),
        text=_(
            "In the case %(number)s somebody asks for more time: %(kind)s until %(until)s. Reason: "
            "%(reason)s. Please decide by %(decide_by)s."
        ),
        still_open=f"{_HERE}.requests_to_decide",
        part="delay",
    ),
    NoticeKind(
        "cases.review",
        label=_("Something on the hang-up list is to be looked at again"),
        subject=_("Case %(number)s hangs: look at it again today"),
        text=_(
            "The case %(number)s hangs because: %(reason)s. Say whether it goes on, or when to "
            "look again."
        ),
        still_open=f"{_HERE}.hanging",
        part="delay",
    ),
    NoticeKind(
        "cases.delay_decided",
        label=_("My request for more time was decided"),
        subject=_("Case %(number)s: %(what)s"),
        text=_("Case %(number)s: %(what)s (%(kind)s until %(until)s, reason: %(reason)s)."),
        also=(_DUE,),
        still_open=f"{_HERE}.delays_that_count",
        part="delay",
    ),
    NoticeKind(
        "cases.delay_news",
        label=_("A report of mine takes longer"),
        subject=_("Your report %(number)s takes longer"),
        text=_(
            "The work on your report %(number)s takes longer: more time was given until %(until)s. "
            "Reason: %(reason)s. You need not do anything."
        ),
        still_open=f"{_HERE}.delays_in_force",
        part="delay",
    ),
    NoticeKind(
        "cases.delay_over",
        label=_("The work on a report of mine goes on"),
        subject=_("Your report %(number)s: the work goes on"),
        text=_("The work on your report %(number)s waited (%(reason)s) and goes on now."),
        also=(_DUE,),
        still_open=f"{_HERE}.delays_that_count",
        part="delay",
    ),
    NoticeKind(
        "cases.waits",
        label=_("The office waits for me"),
        subject=_("Your report %(number)s: the office waits for you"),
        text=_(
            "The office needs something from you before it can go on with your report %(number)s. "
            "Read it and add a remark or a photo: the time goes on at once. Otherwise it waits "
            "until %(until)s."
        ),
        still_open=f"{_HERE}.waits_for_reporter",
        part="delay",
    ),
)
