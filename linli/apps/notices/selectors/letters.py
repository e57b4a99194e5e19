"""What a letter is made of when it is sent: to which address, in which language, about what."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.utils.translation import override

from linli.apps.accounts.models import Account
from linli.apps.accounts.selectors import actor_of
from linli.apps.notices.labels import kind_named, names_seen, open_among
from linli.apps.notices.models import (
    Addressee,
    ChannelChoice,
    Delivery,
    Digest,
    InboxEntry,
    Notice,
    Preference,
)
from linli.apps.notices.rules.choices import Reach, takes
from linli.apps.notices.rules.posting import Fact, Language, Urgency, facts_of
from linli.kit.sealed_fields import opened


@dataclass(frozen=True, slots=True)
class Item:
    """One notice of a letter."""

    kind: str
    about_type: str
    code: str
    title: str
    path: str
    facts: dict[str, Fact]
    posted_at: datetime
    is_fallback: bool = False


@dataclass(frozen=True, slots=True)
class Matter:
    """All of a letter: one notice, the notices of a day by object, or a code."""

    to: str
    language: Language
    items: list[Item] = field(default_factory=list)
    digest_day: date | None = None
    code: str = ""
    is_for_account: bool = True


def matter_of(delivery: Delivery, *, now: datetime) -> Matter | None:
    """Return what a delivery has to say now; None when there is nothing left to say.

    A summary names objects as far as its reader may see them at this moment. Left out is what is
    done by now, what was read meanwhile, and what goes over a channel that was taken off.
    Source: [rule:daily-digest].
    """
    if delivery.addressee is not None:
        return _for_address(delivery.addressee)
    if delivery.choice is not None:
        choice = delivery.choice
        to, code = opened(choice.address), opened(choice.code)
        language = language_of(choice.account_id)
        return Matter(to, language, code=code) if to and code else None
    if delivery.digest is not None:
        return _digest(delivery, delivery.digest, now)
    if delivery.entry is not None:
        return _for_entry(delivery, delivery.entry)
    return None


def _for_address(addressee: Addressee) -> Matter | None:
    to = opened(addressee.address)
    items = open_items([(addressee.notice, False)])
    if not to or not items:
        return None
    return Matter(to, Language(addressee.language), items, is_for_account=False)


def _for_entry(delivery: Delivery, entry: InboxEntry) -> Matter | None:
    to = _address(entry.account_id, delivery)
    if to is None or entry.read_at is not None:
        return None
    items = open_items([(entry.notice, entry.is_fallback)])
    return Matter(to, language_of(entry.account_id), items) if items else None


def _digest(delivery: Delivery, digest: Digest, now: datetime) -> Matter | None:
    to = _address(digest.account_id, delivery)
    entries = digest.entries.filter(read_at=None).select_related("notice")
    items = open_items((entry.notice, entry.is_fallback) for entry in entries)
    if to is None or not items:
        return None
    language = language_of(digest.account_id)
    named = _named(items, digest.account_id, language, now)
    return Matter(to, language, named, digest_day=digest.day)


def _named(items: list[Item], account_id: int, language: Language, now: datetime) -> list[Item]:
    """Return the items with what their objects are called, as far as the reader may see them."""
    reader = actor_of(Account.objects.get(pk=account_id), now=now)
    codes: dict[str, set[str]] = defaultdict(set)
    for item in items:
        codes[item.about_type].add(item.code)
    with override(str(language)):
        names = {kind: names_seen(kind, reader, some, now) for kind, some in codes.items()}
    return [
        replace(item, title=names[item.about_type].get(item.code, item.title)) for item in items
    ]


def _address(account_id: int, delivery: Delivery) -> str | None:
    choice = ChannelChoice.objects.filter(
        account=account_id, channel=delivery.channel, confirmed_at__isnull=False
    ).first()
    if choice is None or not takes(Reach(choice.reach), Urgency(delivery.urgency)):
        return None
    return opened(choice.address) or None


def language_of(account_id: int) -> Language:
    """Return the language somebody wants notices in."""
    chosen = Preference.objects.filter(account=account_id).values_list("language", flat=True)
    return Language(chosen.first() or Language.CHINESE)


def open_items(notices: Iterable[tuple[Notice, bool]]) -> list[Item]:
    """Return the notices that still matter, the newest first; each kind is asked once."""
    given = list(notices)
    still = open_notices(notice for notice, _fallback in given)
    kept = [(notice, fallback) for notice, fallback in given if notice.pk in still]
    kept.sort(key=lambda pair: (pair[0].posted_at, pair[0].pk), reverse=True)
    return [
        Item(
            kind=notice.kind,
            about_type=notice.about_type,
            code=notice.about_code,
            title=notice.about_title or notice.about_code,
            path=notice.about_path,
            facts=facts_of(notice.facts),
            posted_at=notice.posted_at,
            is_fallback=fallback,
        )
        for notice, fallback in kept
    ]


def open_notices(notices: Iterable[Notice]) -> set[int]:
    """Return the numbers of the notices about which their kind says that they still matter.

    Kinds with one question are asked together.
    """
    by_question: dict[str, dict[int, str]] = defaultdict(dict)
    for notice in notices:
        kind = kind_named(notice.kind)
        code = kind.asked_about(notice.about_code, facts_of(notice.facts))
        by_question[kind.still_open][notice.pk] = code
    found = set()
    for question, codes in by_question.items():
        still = open_among(question, set(codes.values()))
        found |= {number for number, code in codes.items() if code in still}
    return found


def delivery_with_all(delivery_id: int) -> Delivery:
    """Return a delivery with everything its letter is made of, in one query."""
    return Delivery.objects.select_related(
        "entry__notice", "addressee__notice", "digest", "choice"
    ).get(pk=delivery_id)


def digest_entries_due(account_id: int, before: datetime) -> list[InboxEntry]:
    """Return what an account's next summary may tell: unread, not told yet, posted before."""
    rows = InboxEntry.objects.filter(
        account=account_id,
        urgency=Urgency.DIGEST,
        digest=None,
        read_at=None,
        posted_at__lt=before,
    )
    return list(rows.select_related("notice").order_by("-posted_at", "-pk"))
