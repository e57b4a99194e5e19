"""Commands that carry a key of their own act once: a repeat is answered with the first result.

Source: [rule:command-keys].
"""

from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from functools import wraps
from hashlib import sha256
from typing import Any, ParamSpec

from django.db import IntegrityError, transaction

from linli.apps.cases.models import Case, CommandKey
from linli.apps.cases.rules.kinds import Disclosure
from linli.apps.cases.rules.refusals import KeyMalformed, KeyUsed
from linli.core.access import Actor
from linli.core.canonical import digest

SHORTEST, LONGEST = 8, 80
P = ParamSpec("P")


def command(act: Callable[P, Case]) -> Callable[P, Case]:
    """Run an act in one transaction, and at most once for one `key` of one sender.

    The same key with another command is refused with KeyUsed. A refused act leaves no key behind:
    it may be sent again when the reason is gone.
    """

    @wraps(act)
    def once(*args: P.args, **given: P.kwargs) -> Case:
        with transaction.atomic():
            if not given.get("key"):
                return act(*args, **given)
            row, first = _claim(act.__name__, given)
            if not first:
                return Case.objects.get(pk=row.case_id or 0)
            case = act(*args, **given)
            row.case_id = case.pk
            row.save(update_fields=["case_id"])
            return case

    return once


def _claim(name: str, given: dict[str, Any]) -> tuple[CommandKey, bool]:
    """Return the row of the key, and whether it is new.

    The insert waits for another transaction with the same key, and then sees what came of it.
    """
    key = str(given["key"])
    if not SHORTEST <= len(key) <= LONGEST:
        raise KeyMalformed(field="key", least=SHORTEST, most=LONGEST)
    content = {item: value for item, value in given.items() if item not in {"key", "now", "actor"}}
    row = CommandKey(
        owner=_owner(given),
        # Only the digest: with the key in hand the row is found, from the row no key is made.
        key=sha256(key.encode()).hexdigest(),
        digest=digest({"act": name, "given": _plain(content)}).hex(),
        at=given["now"],
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        known = CommandKey.objects.get(owner=row.owner, key=row.key)
        if known.digest != row.digest:
            raise KeyUsed(field="key") from None
        return known, False
    return row, True


def _owner(given: dict[str, Any]) -> str:
    """Return whose key it is; of somebody without a name nothing is kept."""
    actor: Actor = given["actor"]
    hidden = getattr(given.get("report"), "disclosure", None) == Disclosure.ANONYMOUS
    if hidden or given.get("slip") or actor.account_id is None:
        return "open"
    return f"account:{actor.account_id}"


def _plain(value: Any) -> Any:
    """Return a form that the canonical one knows; pictures are told by their digest."""
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, bytes):
        return sha256(value).hexdigest()
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, dict):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(item) for item in value]
    return value
