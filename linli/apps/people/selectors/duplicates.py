"""Pairs of records that look like one person, found through their keyed indexes."""

from collections.abc import Iterator
from itertools import combinations

from django.db.models import Count, Q

from linli.apps.people.models import MergeProposal, Person
from linli.apps.people.models.persons import PersonQuerySet
from linli.apps.people.rules.kinds import DuplicateGround, PersonKind
from linli.apps.people.rules.names import search_form
from linli.kit.sealed_fields import opened

Pair = tuple[Person, Person, DuplicateGround]

# Which columns agree; names are opened and compared before a pair counts.
_GROUPS: tuple[tuple[DuplicateGround, tuple[str, ...]], ...] = (
    (DuplicateGround.SAME_ID_NUMBER, ("id_number_index",)),
    (DuplicateGround.SAME_PHONE_AND_NAME, ("phone_index", "name_head", "name_tail")),
    (DuplicateGround.SAME_NAME_AND_HOME, ("home", "name_head", "name_tail")),
)
_LARGEST_GROUP = 10  # more records than this under one phone are a hotline, not one person


def suspected_pairs(most: int) -> Iterator[Pair]:
    """Yield up to `most` pairs that nobody has proposed or declined, the older record first."""
    persons = Person.objects.in_use()
    found = 0
    for ground, columns in _GROUPS:
        for pair in _pairs(persons, columns):
            if found == most:
                return
            if _agree(pair, ground) and not _known(pair):
                yield (*pair, ground)
                found += 1


def _pairs(persons: PersonQuerySet, columns: tuple[str, ...]) -> Iterator[tuple[Person, Person]]:
    filled = persons.filter(**{f"{column}__isnull": False for column in columns})
    groups = filled.values(*columns).annotate(records=Count("id"))
    for group in groups.filter(records__gt=1, records__lte=_LARGEST_GROUP).order_by(*columns):
        same = {column: group[column] for column in columns}
        yield from combinations(filled.filter(**same).order_by("id"), 2)


def _agree(pair: tuple[Person, Person], ground: DuplicateGround) -> bool:
    one, other = pair
    if one.kind != other.kind:
        return False
    if ground is DuplicateGround.SAME_ID_NUMBER:
        return True
    if search_form(opened(one.name)) != search_form(opened(other.name)):
        return False
    if one.kind != PersonKind.NATURAL:
        return ground is DuplicateGround.SAME_NAME_AND_HOME
    # Two different identity numbers in one home are father and son of one name, or a typo that
    # only a person can judge; different numbers are never suspected by the system.
    return one.id_number is None or other.id_number is None


def _known(pair: tuple[Person, Person]) -> bool:
    ids = [person.pk for person in pair]
    return MergeProposal.objects.filter(Q(kept__in=ids) & Q(dropped__in=ids)).exists()
