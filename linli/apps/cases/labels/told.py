"""What notices about cases say, and the words of acts and states as facts of a notice."""

from django.utils.translation import gettext_lazy as _

from linli.apps.cases.labels import ACTS_DONE, ASIDE_DONE, STATUS_LINES
from linli.apps.notices.labels import NoticeKind, register_kinds
from linli.kit.sentences import register_sentences

register_sentences({f"cases.done.{action}": text for action, text in ACTS_DONE.items()})
register_sentences({f"cases.done.{kind}": text for kind, text in ASIDE_DONE.items()})
register_sentences({f"cases.status.{state}": text for state, text in STATUS_LINES.items()})

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
)
