"""Sentences about asking reporters and recording what they say (回访、代为答复)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.cases.rules.kinds import AnswerWay
from linli.apps.notices.labels import NoticeKind, register_kinds
from linli.apps.notices.rules.posting import Language, RecipientKind
from linli.kit.sentences import register_sentences

WAYS: dict[AnswerWay, Promise] = {
    AnswerWay.TELEPHONE: pgettext_lazy("answer way", "on the telephone"),
    AnswerWay.COUNTER: pgettext_lazy("answer way", "at the counter"),
    AnswerWay.VISIT: pgettext_lazy("answer way", "at the door"),
}

LANGUAGES: dict[Language, Promise | str] = {
    Language.CHINESE: "中文",
    Language.ENGLISH: "English",
}

# Over which ways the question has gone out and when, for the list of whom to call.
ASKED_BY: dict[RecipientKind, Promise] = {
    RecipientKind.ACCOUNT: pgettext_lazy("asked", "in their account since %(when)s"),
    RecipientKind.PERSON: pgettext_lazy("asked", "in their account since %(when)s"),
    RecipientKind.ADDRESS: pgettext_lazy("asked", "e-mailed on %(when)s"),
    RecipientKind.PHONE: pgettext_lazy("asked", "texted on %(when)s"),
}

register_sentences(
    {
        "cases.not_asked": _("Case %(number)s does not wait for the reporter's word now."),
        "cases.others_record": _(
            "You handled or checked this case; somebody else asks the reporter."
        ),
        "cases.answer_yourself": _("You reported this yourself: answer it among your reports."),
        "cases.only_people_record": _("Only somebody at the desk records what a reporter said."),
        "event.case.assisted_confirmed": _("Agreement of the reporter recorded by the desk"),
        "event.case.assisted_disputed": _("Objection of the reporter recorded by the desk"),
        "event.case.assisted_appealed": _("Appeal of the reporter recorded by the desk"),
        "event.case.assisted_withdrawn": _("Withdrawal by the reporter recorded by the desk"),
        "event.case.assisted_rated": _("Rating of the reporter recorded by the desk"),
        "cases.only_by_code": _(
            "Nobody knows who reported this: only whoever has the code on the slip withdraws or "
            "rates it, on the page for following a report."
        ),
        "event.case.reporter_unreached": _("Reporter not reached when called"),
    }
)

# A text message is its subject and the link alone: the subject says all there is to say.
_NOT_PASSED = "linli.apps.cases.selectors.notices.steps_not_passed"
register_kinds(
    NoticeKind(
        "cases.question_left",
        label=_("Somebody without an account is asked about a result"),
        subject=_(
            "Your report %(number)s was handled. Do you agree? Answer with the code on your slip, "
            "or at the community counter, by %(by)s."
        ),
        text=_(
            "Your report %(number)s was handled and checked. Please say whether you agree: on the "
            "page below with the code on your slip, or at any community counter. The community may "
            "call you. If we hear nothing from you by %(by)s, it is closed."
        ),
        still_open=_NOT_PASSED,
        part="step",
    ),
    NoticeKind(
        "cases.news_left",
        label=_("News of an ending for somebody without an account"),
        subject=_("The report %(number)s is closed: %(what)s. Read it with the code on your slip."),
        text=_(
            "The report %(number)s is closed: %(what)s. Read the result on the page below with the "
            "code on your slip, or ask at any community counter. If you do not agree, say so there."
        ),
        still_open=_NOT_PASSED,
        part="step",
    ),
    NoticeKind(
        "cases.joined_left",
        label=_("News of an ending for a caller who said “me too”"),
        subject=_(
            "The report %(number)s, which you joined, is closed: %(what)s. Ask at any community "
            "counter if you want to know more."
        ),
        text=_(
            "The report %(number)s, which you joined by a call or at the counter, is closed: "
            "%(what)s. Ask at any community counter if you want to know more."
        ),
        still_open=_NOT_PASSED,
        part="step",
    ),
)
