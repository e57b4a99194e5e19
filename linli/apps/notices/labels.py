"""Words of notices: the kinds each application registers, and the names of states and channels.

An application that posts notices registers its kinds in its own `labels.py`:

    register_kinds(
        NoticeKind(
            "cases.task_assigned",
            label=_("Task for a post"),
            subject=_("New task: %(title)s"),
            text=_("Case %(case)s is with you until %(due_at)s."),
            still_open="linli.apps.cases.selectors.notices.open_tasks",
        ),
    )

`%(name)s` stands for a fact of the notice; `still_open` names a function that takes the codes of
objects and returns those of them about which the notice still matters. A kind that speaks of one
part of an object names in `part` the fact that tells which: the function is then asked about
"code part". `also` holds sentences that are added where their fact is known.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.notices.rules.choices import Reach
from linli.apps.notices.rules.delivery import Channel, SendingState
from linli.apps.notices.rules.posting import PHONE_CHANGED_KIND, Fact, Language, Urgency, Word
from linli.apps.notices.rules.webhooks import GIVEN_UP_KIND
from linli.core.access import Actor
from linli.kit.sentences import register_sentences, sentence_for
from linli.kit.stored_words import Reads, register_stored
from linli.kit.trail_words import (
    Says,
    code_said,
    register_facts,
    register_models,
    register_things,
)

Text = str | Promise
StillOpen = Callable[[Collection[str]], Collection[str]]


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One kind of notice: its name for lists, its sentences, and how to ask whether it is over.

    `part` and `also` are names of facts; see above.
    """

    code: str
    label: Text
    subject: Text
    text: Text
    still_open: str = ""
    part: str = ""
    also: tuple[tuple[str, Text], ...] = ()

    def asked_about(self, code: str, facts: Mapping[str, Fact]) -> str:
        """Return what `still_open` is asked about for one notice: the object, or a part of it."""
        return f"{code} {facts[self.part]}" if self.part in facts else code


def open_among(question: str, codes: Collection[str]) -> frozenset[str]:
    """Return the codes about which notices still matter, whose kinds name this `still_open`."""
    if not question:
        return frozenset(codes)
    ask: StillOpen = import_string(question)
    return frozenset(ask(codes)) & frozenset(codes)


# Asked with the reader, codes of objects and the moment: names of those the reader may see, in the
# active language. What a reader may not see keeps its code.
NamesSeen = Callable[[Actor, Collection[str], datetime], Mapping[str, str]]
_names: dict[str, str] = {}
_kinds: dict[str, NoticeKind] = {}


def register_names(about_type: str, function: str) -> None:
    """Let summaries name objects of a type by what a function says that their reader may see."""
    _names[about_type] = function


def names_seen(
    about_type: str, reader: Actor, codes: Collection[str], now: datetime
) -> Mapping[str, str]:
    """Return the names of those objects of a type that the reader may see."""
    if about_type not in _names:
        return {}
    ask: NamesSeen = import_string(_names[about_type])
    return ask(reader, codes, now)


def register_kinds(*kinds: NoticeKind) -> None:
    """Add kinds of notices. Raises ValueError when a code is registered twice."""
    for kind in kinds:
        if _kinds.get(kind.code, kind) != kind:
            raise ValueError(f"two kinds of notices are called {kind.code}")
        _kinds[kind.code] = kind


def kind_named(code: str) -> NoticeKind:
    """Return a kind by its code; raises KeyError when nobody has registered it."""
    return _kinds[code]


def known_kinds() -> dict[str, NoticeKind]:
    """Return all kinds by code, in order of their codes."""
    return dict(sorted(_kinds.items()))


def sentences(kind: str, facts: Mapping[str, Fact]) -> tuple[str, str]:
    """Return subject and text of a notice in the active language."""
    found = kind_named(kind)
    shown = {name: shown_fact(fact) for name, fact in facts.items()}
    parts = [found.text, *(text for name, text in found.also if name in facts)]
    said = " ".join(str(part) % shown for part in parts)
    return str(found.subject) % shown, said.replace("。 ", "。")  # no spaces between Chinese ones


def shown_fact(fact: Fact) -> str | int:
    """Return a fact as people here read it."""
    if isinstance(fact, Word):
        return sentence_for(fact.code, default=fact.code)
    if isinstance(fact, datetime):
        return f"{timezone.localtime(fact):%Y-%m-%d %H:%M}"
    if isinstance(fact, date):
        return fact.isoformat()
    return fact


CHANNELS: dict[Channel, Text] = {
    Channel.EMAIL: _("E-mail"),
    Channel.SMS: _("Text message"),
    Channel.WECHAT: _("WeChat official account"),
    Channel.DINGTALK: _("DingTalk"),
}
STATES: dict[SendingState, Text] = {
    SendingState.QUEUED: _("waiting"),
    SendingState.SENDING: _("being sent"),
    SendingState.DEFERRED: _("tried, again later"),
    SendingState.DELIVERED: _("handed over"),
    SendingState.FAILED: _("failed"),
    SendingState.MOOT: _("no longer needed"),
}
STATE_MARKS: dict[SendingState, str] = {
    SendingState.QUEUED: "info",
    SendingState.SENDING: "info",
    SendingState.DEFERRED: "warn",
    SendingState.DELIVERED: "ok",
    SendingState.FAILED: "danger",
    SendingState.MOOT: "muted",
}
REACHES: dict[Reach, Text] = {
    Reach.ALL: _("Everything, with the daily summary"),
    Reach.URGENT: _("Only what is urgent"),
    Reach.OFF: _("Nothing"),
}
LANGUAGES: dict[Language, Text] = {
    Language.CHINESE: _("Chinese"),
    Language.ENGLISH: _("English"),
}
URGENCIES: dict[Urgency, Text] = {
    Urgency.DIGEST: _("in the daily summary"),
    Urgency.PROMPT: _("at once, not at night"),
    Urgency.DANGER: _("at once, at any hour"),
}

register_kinds(
    NoticeKind(
        GIVEN_UP_KIND,
        label=_("A subscription has ended by itself"),
        subject=_("The subscription %(name)s has ended"),
        text=_(
            "The system behind the subscription %(name)s has not taken an event since %(since)s. "
            "Nothing more is sent there until you take it up again."
        ),
    ),
    NoticeKind(
        PHONE_CHANGED_KIND,
        label=_("The phone number for codes was changed"),
        subject=_(
            "Since %(at)s this number no longer receives the codes of your account. If that was "
            "not you, tell the counter of your community"
        ),
        text=_(
            "Since %(at)s codes to sign in go to another number. If that was not you, tell the "
            "counter of your community at once."
        ),
    ),
)
register_sentences(
    {
        "notices.channel_not_offered": _("This channel is not offered here."),
        "notices.phone_malformed": _("Type a mobile number of eleven digits."),
        "notices.identifier_malformed": _("This is no identifier of this channel."),
        "event.notices.channel_confirmed": _("Channel for notices confirmed"),
        "event.notices.channel_changed": _("Channel for notices changed"),
        "event.notices.retention_applied": _("Addresses of closed accounts deleted"),
        "event.notices.channel_removed": _("Channel for notices taken off"),
        "notices.url_malformed": _("Write an address such as https://example.org/events."),
        "notices.kind_unknown": _("There is no kind of event called %(kind)s."),
        "notices.webhook_disabled": _("This subscription has ended. Take it up again first."),
        "event.notices.delivery_retried": _("Failed delivery queued again"),
        "event.notices.event_retried": _("Failed event queued again"),
        "event.notices.webhook_added": _("Subscription added"),
        "event.notices.webhook_secret_renewed": _("Secret of a subscription renewed"),
        "event.notices.webhook_disabled": _("Subscription ended"),
        "event.notices.webhook_enabled": _("Subscription taken up again"),
        "event.notices.webhook_given_up": _("Subscription ended after days of failures"),
        "channel.address": _("the address does not work"),
        "channel.refused": _("the service refused it"),
        "channel.unreachable": _("the service cannot be reached"),
        "channel.connection": _("the connection failed"),
        "channel.name": _("the name has no address"),
        "channel.time": _("no answer in time"),
        "channel.tls": _("no safe connection"),
        "channel.token": _("the service gave no token"),
        "channel.answer": _("the answer could not be read"),
        "channel.not_set_up": _("the channel is not set up"),
        "channel.raised": _("a fault on our side, see the log"),
        "channel.gone": _("the other system has ended the subscription"),
        "channel.disabled": _("the subscription had ended"),
        "notices.address_malformed": _("This is no e-mail address."),
        "notices.claim_lost": _("Another worker has taken this over."),
        "notices.code_wrong": _("The code is not right, or it is too old. Ask for a new one."),
        "notices.code_too_soon": _("A code was sent a moment ago. Wait a minute."),
        "notices.secret_malformed": _("This is no secret of a webhook."),
        "notices.nobody_answers": _("nobody answers for the post"),
        "notices.no_account": _("the person has no account"),
        "data.notice": _("Notices to you: about what, when, read or not"),
        "data.served_address": _("Address one notice goes to; emptied once it has served"),
        "data.notice_address": _("Where notices reach you: address, channel, confirmed or not"),
        "purpose.notices.inform": _("tell you what concerns you"),
    }
)

register_stored(
    "notices.ChannelChoice",
    address=_("Address for notices"),
    reach=Reads(_("What is sent there"), REACHES),
    confirmed_at=_("Confirmed at"),
    code=_("Code to confirm with"),
)
register_stored("notices.Preference", language=Reads(_("Language of notices"), LANGUAGES))
register_stored("notices.InboxEntry", read_at=_("Notice read at"))

register_things(
    delivery=pgettext_lazy("trail", "Message on its way"),
    webhook=pgettext_lazy("trail", "Subscription"),
)
register_facts(
    "notices",
    channel=Says(pgettext_lazy("trail", "Channel"), values=CHANNELS),
    code=Says(pgettext_lazy("trail", "What went wrong"), values=code_said),
    url=pgettext_lazy("trail", "Address"),
    kinds=pgettext_lazy("trail", "Kinds of notices"),
    at=pgettext_lazy("trail", "At"),
)
register_facts(
    "notices.retention_applied",
    rows=Says(
        pgettext_lazy("trail", "What was deleted"),
        values={
            "channels": pgettext_lazy("trail", "Channels chosen"),
            "languages": pgettext_lazy("trail", "Languages chosen"),
        },
    ),
)
register_models(
    {
        "notices.ChannelChoice": pgettext_lazy("trail", "Channels chosen"),
        "notices.Preference": pgettext_lazy("trail", "Languages chosen"),
    }
)
