"""How the trail reads: words for what an act is about, and for the facts it keeps of it.

Each application says them beside its other words, and names its rows when it starts:

    register_things(case=_("Case"))
    register_facts("case", ended=Says(_("Tasks that ended with it"), thing="case_task"))
    register_facts("case.refiled", **{"from": Says(_("Category before"), thing="category")})
    register_thing_names("case", case_numbers, find=cases_of_number)

A fact is looked up for its kind of act, then for the first part of the kind, then for all kinds.
Lower applications ask here; what nobody knows is shown as it stands.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Any

from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.kit.joining import labelled, listed
from linli.kit.sentences import sentence_for

Text = str | Promise
Values = Mapping[Any, Text] | Callable[[str], object]
Names = Callable[[Collection[str]], Mapping[str, str]]
"""The names of those rows that exist, by the numbers the trail has for them."""
Find = Callable[[str], Collection[str]]
"""The numbers of the rows that bear what somebody typed."""
Subject = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Thing:
    """A kind of thing the trail speaks of: its word, and whether its numbers say anything."""

    word: Text
    is_numbered: bool = True


@dataclass(frozen=True, slots=True)
class Says:
    """How one fact reads.

    `thing` says of what kind the row is whose number stands there, or each of a list; `values`
    are the words of an enum. With `is_change` a list of two is before and after, for what stands
    inside as well. `columns` read the places of a row of a list, `keys` the names of a mapping
    that holds no facts of its own. With `is_subject` a row of a list begins with a kind of thing
    and a number.
    """

    word: Text
    thing: str = ""
    values: "Values | None" = None
    is_change: bool = False
    columns: "tuple[Says, ...]" = ()
    keys: "Says | None" = None
    is_subject: bool = False


@dataclass(frozen=True, slots=True)
class FactSaid:
    """A fact in words; a long one has several lines."""

    word: str
    lines: list[str]


_things: dict[str, Thing] = {}
_names: dict[str, Names] = {}
_finds: dict[str, Find] = {}
_facts: dict[tuple[str, str], Says] = {}
_models: dict[str, Text] = {}
_MOST = 50  # parts of a fact that are shown
_NUMBER = re.compile(r"[1-9][0-9]{0,18}")
_TOO_LARGE = 1 << 63  # for a column of whole numbers
_PLACEHOLDER = re.compile(r"%\(\w+\)s")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")


def register_things(**things: "Text | Thing") -> None:
    """Say what kinds of things are called; raises ValueError for one that has a word."""
    for name, one in things.items():
        if name in _things:
            raise ValueError(f"two words for {name}")
        _things[name] = one if isinstance(one, Thing) else Thing(one)


def register_thing_names(thing: str, names: Names, *, find: "Find | None" = None) -> None:
    """Let `names` name rows of this kind, many in one query, and `find` look up what is typed."""
    _names[thing] = names
    if find:
        _finds[thing] = find


def register_facts(*kinds: str, **facts: "Text | Says") -> None:
    """Say how facts read in these kinds of acts, or in those that begin with this word.

    Raises ValueError for a fact that has a word there.
    """
    for kind in kinds:
        for key, one in facts.items():
            if (kind, key) in _facts:
                raise ValueError(f"two words for {key} of {kind}")
            _facts[kind, key] = one if isinstance(one, Says) else Says(one)


def register_models(words: "Mapping[str, Text]") -> None:
    """Say what tables are called whose rows were deleted, moved or loaded."""
    _models.update(words)


def model_said(label: str) -> str:
    """Return what a table is called, "people.Person"."""
    return str(_models.get(label, label))


def code_said(code: str) -> str:
    """Return the sentence where a fact is the code of one, and words as somebody wrote them."""
    return _PLACEHOLDER.sub("…", sentence_for(code, default=code))


def thing_word(thing: str) -> str:
    """Return what a kind of thing is called."""
    known = _things.get(thing)
    return str(known.word) if known else thing


def says(kind: str, key: str, inside: str = "") -> "Says | None":
    """Return how a fact reads in a kind of act, or None where nobody says it.

    What stands inside another fact may have words of its own there, as "outer.inner".
    """
    for name in (f"{inside}.{key}", key) if inside else (key,):
        for scope in (kind, kind.partition(".")[0], ""):
            if (scope, name) in _facts:
                return _facts[scope, name]
    return None


def known_things() -> dict[str, str]:
    """Return the words of all kinds of things, in their order."""
    words = {name: str(thing.word) for name, thing in _things.items()}
    return dict(sorted(words.items(), key=lambda item: item[1]))


def things_said(subjects: Collection[Subject]) -> dict[Subject, str]:
    """Return each of these subjects in words: one query for each kind of thing."""
    naming = _Naming()
    for subject in subjects:
        naming.want(*subject)
    naming.look_up()
    return {subject: _said(*subject, naming.found.get(subject, "")) for subject in subjects}


def _said(thing: str, number: str, name: str) -> str:
    known, word = _things.get(thing), thing_word(thing)
    if name:
        return f"{word} {name}"
    if number in {"", "0"} or (known and not known.is_numbered):
        return word
    if number.isdecimal():
        return _("%(word)s no. %(number)s") % {"word": word, "number": number}
    return f"{word} {number}"


def find_things(typed: str, *, thing: str = "") -> list[Subject]:
    """Return the things that are called like this or have this number, of one kind or of all."""
    wanted = [thing] if thing else list(_things)
    found = [(one, typed) for one in wanted]
    for one in wanted:
        if one in _finds:
            found += [(one, number) for number in sorted(_finds[one](typed)) if number != typed]
    return found


def facts_said(acts: Sequence[tuple[str, Mapping[str, object]]]) -> list[list[FactSaid]]:
    """Return the facts of each of these acts (its kind, its facts) in words, in their order.

    Rows are named by one query for each kind of thing, however many acts there are.
    """
    naming = _Naming()
    for act in acts:  # the first reading only says whose names are wanted
        list(_facts_of(*act, naming))
    naming.look_up()
    return [list(_facts_of(*act, naming)) for act in acts]


def without_words(kind: str, facts: Mapping[str, object]) -> set[str]:
    """Return which facts of an act nobody has a word for."""
    return {key for key, value in facts.items() for key in _wordless(kind, key, value, "")}


def _wordless(kind: str, key: str, value: object, inside: str) -> Iterator[str]:
    how = says(kind, key, inside)
    if how is None:
        yield f"{inside}.{key}".removeprefix(".")
    elif how.keys is None:
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, Mapping):
                for name, inner in part.items():
                    yield from _wordless(kind, name, inner, key)


@dataclass(slots=True)
class _Naming:
    """Whose names are wanted, and those that were found."""

    found: dict[Subject, str] = field(default_factory=dict)
    wanted: dict[str, set[str]] = field(default_factory=dict)

    def want(self, thing: str, number: str) -> None:
        """Note that a row is spoken of."""
        if number:
            self.wanted.setdefault(thing, set()).add(number)

    def look_up(self) -> None:
        """Find the names of all that were wanted."""
        for thing, numbers in self.wanted.items():
            if thing in _names:
                named = _names[thing](numbers)
                self.found |= {(thing, number): name for number, name in named.items()}

    def row(self, thing: str, number: str) -> str:
        """Return how a row is called where its kind is already said."""
        self.want(thing, number)
        if name := self.found.get((thing, number)):
            return name
        return _("no. %(number)s") % {"number": number} if number.isdecimal() else number

    def subject(self, thing: str, number: str) -> str:
        """Return how a row is called with the word for its kind."""
        self.want(thing, number)
        return _said(thing, number, self.found.get((thing, number), ""))


def _facts_of(kind: str, facts: Mapping[str, object], naming: _Naming) -> Iterator[FactSaid]:
    for key, value in facts.items():
        how = says(kind, key) or Says(key)
        yield FactSaid(str(how.word), _Reading(kind, key, naming).lines(how, value))


@dataclass(frozen=True, slots=True)
class _Reading:
    """How the values of one fact of an act read."""

    kind: str
    key: str
    naming: _Naming

    def lines(self, how: Says, value: object) -> list[str]:
        """Return a value in words, a line for each part; of a long one the first parts."""
        if isinstance(value, Mapping):
            parts = list(self._parts(how, dict(islice(value.items(), _MOST))))
        elif isinstance(value, list) and any(isinstance(one, list | dict) for one in value):
            parts = [self.text(how, one) for one in value[:_MOST]]
        else:
            return [self.text(how, value)]
        return [*parts, _more(len(value))] if len(value) > _MOST else parts or ["–"]

    def _parts(self, how: Says, value: Mapping[str, object]) -> Iterator[str]:
        for key, inner in value.items():
            if how.keys:
                yield labelled(self.text(how.keys, key), self.text(how, inner))
                continue
            inside = says(self.kind, key, self.key) or Says(key)
            reading = replace(self, key=key)
            if how.is_change and _is_pair(inner):
                yield labelled(inside.word, reading.change(inside, inner))
            else:
                yield labelled(inside.word, reading.text(inside, inner))

    def text(self, how: Says, value: object) -> str:
        """Return a value in words, on one line."""
        if isinstance(value, Mapping):
            return listed(self._parts(how, value)) or "–"
        if isinstance(value, list):
            return self._list(how, value)
        return self._one(how, value)

    def _list(self, how: Says, value: list[object]) -> str:
        if not value:
            return "–"
        if how.is_subject and len(value) > 1:
            return self.naming.subject(str(value[0]), str(value[1]))
        if how.columns:
            cells = [self.text(one, part) for one, part in zip(how.columns, value, strict=False)]
            return " · ".join(cell for cell in cells if cell != "–")
        if how.is_change and _is_pair(value):
            return self.change(how, value)
        words = [self.text(how, one) for one in value[:_MOST]]
        return listed([*words, _more(len(value))] if len(value) > _MOST else words)

    def change(self, how: Says, value: Any) -> str:
        """Return what stood there before, and what stands there since."""
        before, after = value
        return f"{self.text(how, before)} → {self.text(how, after)}"

    def _one(self, how: Says, value: object) -> str:
        if value is None or value == "":
            return "–"
        if how.thing:
            return self.naming.row(how.thing, str(value))
        if callable(how.values):
            return str(how.values(str(value)))
        if how.values is not None and value in how.values:
            return str(how.values[value])
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        text = str(value)
        if _INSTANT.fullmatch(text):
            return f"{localtime(datetime.fromisoformat(text)):%Y-%m-%d %H:%M}"
        return text


def _more(count: int) -> str:
    left = count - _MOST
    return ngettext("and %(more)s more", "and %(more)s more", left) % {"more": left}


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2


def row_numbers(numbers: Collection[str]) -> list[int]:
    """Return those of the numbers of the trail that a row of a table can have."""
    return [
        int(number) for number in numbers if _NUMBER.fullmatch(number) and int(number) < _TOO_LARGE
    ]
