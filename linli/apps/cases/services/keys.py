"""Commands that carry a key of their own act once: a repeat is answered as the first time.

What an answer shows of a row is kept with the key, for the row goes on: whoever lost an answer is
told what came of the command, and reads the row to know how it stands now.
Source: [rule:command-keys].
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, is_dataclass
from functools import wraps
from hashlib import sha256
from typing import Any, ParamSpec, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model

from linli.apps.cases.models import Case, CommandKey, Delay, Task
from linli.apps.cases.rules.kinds import FROM_PROGRAMS, Disclosure
from linli.apps.cases.rules.refusals import KeyMalformed, KeyUsed
from linli.core.access import Actor
from linli.core.canonical import digest

SHORTEST, LONGEST = 8, 80
# What an answer shows of a row beside what never changes.
_SHOWN: Mapping[type[Model], tuple[str, ...]] = {
    Case: ("state", "outcome", "version", "due_at"),
    Task: ("state", "due_at"),
    Delay: ("state", "until", "decide_by", "review_on", "needed", "agreed"),
}
P = ParamSpec("P")
R = TypeVar("R")


def command(act: Callable[P, Case]) -> Callable[P, Case]:
    """Run an act in one transaction, and at most once for one `key` of one sender.

    The same key with another command is refused with KeyUsed. A refused act leaves no key behind:
    it may be sent again when the reason is gone.
    """
    return _once(act, Case)


def task_command(act: Callable[P, Task]) -> Callable[P, Task]:
    """Do the same with an act on a task."""
    return _once(act, Task)


def tasks_command(act: Callable[P, list[Task]]) -> Callable[P, list[Task]]:
    """Do the same with an act that makes several tasks."""
    return _once(act, Task)


def delay_command(act: Callable[P, Delay]) -> Callable[P, Delay]:
    """Do the same with an act on a request for more time."""
    return _once(act, Delay)


def is_repeat(*, actor: Actor, key: str, slip: str = "") -> bool:
    """Tell whether this sender has sent a command with this key before."""
    owner = _owner({"actor": actor, "slip": slip})
    rows = CommandKey.objects.filter(owner=owner, key=_key_digest(key))
    return bool(key) and rows.exists()


def _key_digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def _once(act: Callable[P, R], kind: type[Model]) -> Callable[P, R]:
    @wraps(act)
    def once(*args: P.args, **given: P.kwargs) -> R:
        with transaction.atomic():
            if not given.get("key"):
                return act(*args, **given)
            row, first = _claim(act.__name__, given)
            if not first:
                return _recalled(row, kind)
            result = act(*args, **given)
            _remember(row, result)
            return result

    return once


def _remember(row: CommandKey, result: Any) -> None:
    rows = result if isinstance(result, list) else [result]
    if isinstance(result, Case):
        row.case_id = result.pk
    kept = [{"id": one.pk, **dict(_shown(one))} for one in rows]
    row.answer = json.dumps(kept if isinstance(result, list) else kept[0])
    row.save(update_fields=["case_id", "answer"])


def _shown(one: Model) -> Iterator[tuple[str, Any]]:
    for name in _SHOWN[type(one)]:
        value = getattr(one, name)
        yield name, value.isoformat() if hasattr(value, "isoformat") else value


def _recalled(row: CommandKey, kind: type[Model]) -> Any:
    """Return what came of the command the first time, as it stood then; it is not to be saved."""
    kept = json.loads(row.answer)
    if isinstance(kept, list):
        return [_as_it_was(kind, one) for one in kept]
    return _as_it_was(kind, kept)


def _as_it_was(kind: Any, kept: dict[str, Any]) -> Model:
    found: Model = kind.objects.get(pk=kept["id"])
    for name in kept.keys() & set(_SHOWN[kind]):  # an older version may have kept less
        setattr(found, name, kind._meta.get_field(name).to_python(kept[name]))
    return found


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
        key=_key_digest(key),
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
    """Return whose key it is; of somebody without a name nothing is kept.

    What comes through an interface is a program's command, whoever it speaks for.
    """
    actor: Actor = given["actor"]
    report = given.get("report")
    hidden = getattr(report, "disclosure", None) == Disclosure.ANONYMOUS
    hidden = hidden and getattr(report, "channel", None) not in FROM_PROGRAMS
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
