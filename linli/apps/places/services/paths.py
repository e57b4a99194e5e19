"""Moving paths: of a place, of all below it, and of every copy elsewhere."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, Model, QuerySet, Value
from django.db.models.functions import Concat, Substr

from linli.apps.accounts.services import repath_grants
from linli.apps.places.models import Place, Unit
from linli.apps.places.selectors.attachments import Relocation, attachments
from linli.apps.places.services.search import index_places
from linli.core.access import Actor
from linli.kit.bulk import batches
from linli.kit.scoped import under


def move_paths(old: str, new: str, *, actor: Actor, now: datetime) -> None:
    """Let everything at or below `old` lie at or below `new`, places first, then the copies.

    Whoever adds something below a place has locked that place. So the update waits for them, but
    does not see what they added meanwhile; it is repeated until it finds nothing. The copies come
    after: by then nobody can copy an old path any more.
    """
    while _rewrite(Place.objects.all(), "path", old, new):
        pass
    _rewrite(Unit.objects.all(), "scope_path", old, new)
    repath_grants(actor=actor, moves={old: new}, now=now)
    for one in attachments():
        _rewrite(one.rows(), one.scope, old, new)
    for batch in batches(Place.objects.under(new).iterator(chunk_size=5_000), 5_000):
        index_places(batch)


def _rewrite(rows: "QuerySet[Model]", column: str, old: str, new: str) -> int:
    moved = Concat(Value(new), Substr(F(column), len(old) + 1))
    return rows.filter(under([old], column)).update(**{column: moved})


def hand_over(source: Place, target: Place) -> None:
    """Let the rows that hang on `source` itself, and are to follow, hang on `target`."""
    for one in attachments():
        if not (one.follows and one.place):
            continue
        if "__" not in one.place:
            one.rows().filter(**{one.place: source}).update(**{one.place: target})
        theirs = one.rows().filter(**{one.place: target, one.scope: source.path})
        theirs.update(**{one.scope: target.path})


def move_unit_paths(unit_ids: Sequence[int], source: Place, target: Place) -> None:
    """Let units that have moved from `source` to `target`, and what hangs on them, say so."""
    for some in batches(unit_ids, 500):
        Unit.objects.filter(pk__in=some).update(scope_path=target.path)
        for one in attachments():
            if one.unit:
                theirs = one.rows().filter(**{f"{one.unit}__in": some, one.scope: source.path})
                theirs.update(**{one.scope: target.path})


def settle(relocations: list[Relocation], *, actor: Actor, now: datetime) -> None:
    """Let applications set right what else they copy from the places above, once for an act."""
    if not relocations:
        return
    for one in attachments():
        if one.settle is not None:
            one.settle(relocations, actor, now)
