"""Objects of rows whose columns are always the same: what a prepared query reads.

The framework works out anew for each query which columns belong to which object, and then sets
each field by its name. Here that is worked out once, and the columns go in all at a time.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Model
from django.db.models.base import ModelState
from django.db.models.query_utils import DeferredAttribute
from django.db.models.signals import post_init, pre_init
from django.db.models.sql.compiler import SQLCompiler

Setter = Callable[[Any, Any], None]


@dataclass(frozen=True, slots=True)
class ObjectReader:
    """Makes an object of one model, with those it was joined to, of the columns of a row.

    Its own columns are those from `first` to `behind`, `key` among them; `worked_out` are the
    names and columns of what the query reckons for each object.
    """

    model: type[Model]
    names: tuple[str, ...]
    first: int
    behind: int
    key: int
    joined: "tuple[tuple[ObjectReader, Setter, Setter], ...]"
    worked_out: tuple[tuple[str, int], ...] = ()

    def objects(self, rows: Iterable[Sequence[Any]]) -> list[Any]:
        """Return an object for each row."""
        return [self._made(row) for row in rows]

    def _made(self, row: Sequence[Any]) -> Any:
        made = self.model.__new__(self.model)
        made._state = state = ModelState()  # noqa: SLF001 - as the framework does
        state.adding, state.db = False, "default"
        made.__dict__.update(zip(self.names, row[self.first : self.behind], strict=True))
        for reader, keep, keep_back in self.joined:
            other = reader._made(row) if row[reader.key] is not None else None  # noqa: SLF001 - of this class
            keep(made, other)
            if other is not None:
                keep_back(other, made)
        for name, column in self.worked_out:
            setattr(made, name, row[column])
        return made


def reader_of(compiler: SQLCompiler) -> ObjectReader:
    """Return the reader for what a compiled query selects.

    Raises TypeError for a model whose objects are not just their columns.
    """
    worked_out = tuple((compiler.annotation_col_map or {}).items())
    return replace(_reader(compiler.klass_info, compiler.select), worked_out=worked_out)


def _reader(info: Any, select: Sequence[Any]) -> ObjectReader:
    model, columns = info["model"], info["select_fields"]
    first, behind = columns[0], columns[-1] + 1
    names = tuple(one[0].target.attname for one in select[first:behind])
    if info.get("from_parent") or not _is_just_columns(model, names):
        raise TypeError(f"{model.__name__} can't be read as plain columns")
    joined = tuple(
        (_reader(one, select), one["local_setter"], one["remote_setter"])
        for one in info.get("related_klass_infos", ())
    )
    key = first + names.index(model._meta.pk.attname)
    return ObjectReader(model, names, first, behind, key, joined)


def _is_just_columns(model: type[Model], names: Iterable[str]) -> bool:
    return (
        model.__init__ is Model.__init__
        and model.from_db.__func__ is Model.from_db.__func__  # type: ignore[attr-defined]
        and not any(signal.has_listeners(model) for signal in (pre_init, post_init))
        and all(isinstance(getattr(model, name), DeferredAttribute) for name in names)
    )
