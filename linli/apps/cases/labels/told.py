"""What notices about cases say, and the words of acts and states as facts of a notice."""

from django.utils.translation import gettext_lazy as _

from linli.apps.cases.labels import (
    ACTS_DONE,
    DELAY_KINDS,
    PAUSE_REASONS,
    RULINGS,
    STATUS_LINES,
)
from linli.apps.cases.labels.life import ASIDE_DONE
from linli.apps.notices.labels import NoticeKind, register_kinds
from linli.kit.sentences import register_sentences

register_sentences({f"cases.done.{action}": text for action, text in ACTS_DONE.items()})
register_sentences({f"cases.done.{kind}": text for kind, text in ASIDE_DONE.items()})
register_sentences({f"cases.status.{state}": text for state, text in STATUS_LINES.items()})
register_sentences({f"cases.delay_kind.{kind}": text for kind, text in DELAY_KINDS.items()})
register_sentences({f"cases.delay_reason.{one}": text for one, text in PAUSE_REASONS.items()})
register_sentences({f"cases.ruling.{ruling}": text for ruling, text in RULINGS.items()})

_CALLS = "linli.apps.cases.selectors.notices.cases_with_calls"
_RULINGS = "linli.apps.cases.selectors.notices.cases_to_rule_on"
_ASKED = "linli.apps.cases.selectors.notices.cases_with_requests"
_WAITING = "linli.apps.cases.selectors.notices.cases_waiting_for_reporter"
_OPEN = "linli.apps.cases.selectors.notices.open_cases"

register_kinds(
    NoticeKind(
        "cases.news",
        label=_("News of a report of mine"),
        subject=_("Your report %(number)s: %(what)s"),
        text=_("%(what)s. %(status)s"),
    ),
    NoticeKind(
        "cases.question",
        label=_("I am asked about a result"),
        subject=_("Your report %(number)s: do you agree with the result?"),
        text=_("%(what)s. %(status)s"),
        still_open="linli.apps.cases.selectors.notices.asking_cases",
    ),
    NoticeKind(
        "cases.work",
        label=_("Work that has come to my post"),
        subject=_("Case %(number)s has come to your post"),
        text=_("%(what)s. The case %(number)s is now with your post."),
        still_open=_OPEN,
    ),
    NoticeKind(
        "cases.remark",
        label=_("Something new in a case of my post"),
        subject=_("Case %(number)s: %(what)s"),
        text=_("%(what)s. The case %(number)s is with your post; read it before you go on."),
        still_open=_OPEN,
    ),
    NoticeKind(
        "cases.assist",
        label=_("A case my post assists in"),
        subject=_("Case %(number)s: your post is asked to assist"),
        text=_("Another body leads the case %(number)s; your post is asked to assist."),
        still_open=_OPEN,
    ),
    NoticeKind(
        "cases.call",
        label=_("A grid calls my office"),
        subject=_("Case %(number)s: a grid calls your office"),
        text=_(
            "%(cell)s calls your office to come. Due there by %(due_at)s. Answer in the page: "
            "arrived, or refused on a legal basis."
        ),
        still_open=_CALLS,
    ),
    NoticeKind(
        "cases.call_news",
        label=_("News of a call, or of assistance"),
        subject=_("Case %(number)s: %(body)s – %(what)s"),
        text=_("%(body)s: %(what)s. Everything stands in the case %(number)s."),
        still_open=_OPEN,
    ),
    NoticeKind(
        "cases.called_off",
        label=_("My office need not come any more"),
        subject=_("Case %(number)s: your office is not needed any more"),
        text=_("What your office was asked for in the case %(number)s was taken back."),
        still_open=_OPEN,
    ),
    NoticeKind(
        "cases.ruling",
        label=_("A refused call waits for a decision"),
        subject=_("Case %(number)s: %(body)s refused to come; please decide"),
        text=_("%(body)s refused a call on a legal basis. The arbiter decides whether it stands."),
        still_open=_RULINGS,
    ),
    NoticeKind(
        "cases.ruled",
        label=_("The arbiter has decided about a refusal of my office"),
        subject=_("Case %(number)s: the arbiter has decided"),
        text=_("About the refusal of your office: %(ruling)s."),
        still_open=_OPEN,
    ),
    NoticeKind(
        "cases.delay_asked",
        label=_("Somebody asks for more time"),
        subject=_("Case %(number)s: more time is asked for"),
        text=_("%(kind)s until %(until)s. Reason: %(reason)s. Please decide by %(decide_by)s."),
        still_open=_ASKED,
    ),
    NoticeKind(
        "cases.review",
        label=_("Something on the hang-up list is to be looked at again"),
        subject=_("Case %(number)s hangs: look at it again today"),
        text=_("It hangs because: %(reason)s. Say whether it goes on, or when to look again."),
        still_open="linli.apps.cases.selectors.notices.hanging_cases",
    ),
    NoticeKind(
        "cases.delay_decided",
        label=_("My request for more time was decided"),
        subject=_("Case %(number)s: %(what)s"),
        text=_("%(kind)s until %(until)s, reason: %(reason)s. %(what)s."),
        still_open=_OPEN,
    ),
    NoticeKind(
        "cases.delay_news",
        label=_("A report of mine takes longer, or goes on"),
        subject=_("Your report %(number)s: %(what)s"),
        text=_("%(what)s. %(kind)s until %(until)s, reason: %(reason)s."),
        still_open=_OPEN,
    ),
    NoticeKind(
        "cases.waits",
        label=_("The office waits for me"),
        subject=_("Your report %(number)s: the office waits for you"),
        text=_(
            "The office needs something from you before it can go on. Read the case and add a "
            "remark or a photo: the time goes on at once. Otherwise it waits until %(until)s."
        ),
        still_open=_WAITING,
    ),
)
