"""Model fields over `kit.encryption`: a sealed text, and the indexes derived from it.

    class Account(models.Model):
        phone = SealedField(null=True)
        phone_index = BlindIndexField(source="phone", label="phone", derive=normal_phone)

    account.phone = "138 0000 1234"   # sealed at once, bound to this row; the index follows
    str(account.phone)                # "•••": a page cannot show it by mistake
    opened(account.phone)             # "138 0000 1234", "" for none
    Account.objects.filter(phone_index__in=candidates(Account, "phone_index", "13800001234"))

The row's primary key must be known when a text is assigned: draw it (`default=draw_id`) or save
the row first. `save(update_fields=...)` names the index columns too.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from linli.kit.encryption import INDEX_BYTES, BlindIndex, SealedColumn

MASK = "•••"


class Sealed:
    """A value as stored (密文): `open()` returns the text, everything else shows a mask."""

    __slots__ = ("_column", "_row", "token")

    def __init__(self, column: SealedColumn, row: int, token: bytes) -> None:
        self._column, self._row, self.token = column, row, token

    def open(self) -> str:
        """Return the text; whether the reader may see it was decided by the caller."""
        return self._column.open(self._row, self.token)

    def lies_in(self, column: SealedColumn, row: int | None) -> bool:
        """Tell whether this value was sealed for this column of this row."""
        place = (self._column.table, self._column.column, self._row)
        return place == (column.table, column.column, row)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and other.token == self.token

    def __hash__(self) -> int:
        return hash(self.token)

    def __str__(self) -> str:
        return MASK

    def __repr__(self) -> str:
        return f"<sealed {self._column.table}.{self._column.column}>"


def opened(value: object) -> str:
    """Return the text of a sealed value, "" where there is none.

    Whether the reader may see it was decided by the caller.
    """
    return value.open() if isinstance(value, Sealed) else ""


class SealedAttribute(DeferredAttribute):
    """Seals text on assignment, hands out `Sealed` on reading."""

    field: "SealedField"

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        token = super().__get__(instance, cls)
        return None if token is None else Sealed(self.field.column_seal, instance.pk, token)

    def __set__(self, instance: models.Model, value: object) -> None:
        field, attname = self.field, self.field.attname
        if isinstance(value, str):
            if instance.pk is None:
                raise FieldError(f"{attname} needs the row's primary key before it can be sealed")
            instance.__dict__[attname] = field.column_seal.seal(instance.pk, value)
            field.index(instance, value)
        elif value is None:
            instance.__dict__[attname] = None
            field.index(instance, None)
        elif isinstance(value, (bytes, memoryview)):
            instance.__dict__[attname] = bytes(value)
        elif isinstance(value, Sealed) and value.lies_in(field.column_seal, instance.pk):
            instance.__dict__[attname] = value.token
        else:
            raise TypeError(f"{attname} takes text, a stored token or None")


class SealedField(models.BinaryField):
    """A text that is encrypted at rest and bound to its table, column and row (加密字段)."""

    descriptor_class = SealedAttribute

    @cached_property
    def column_seal(self) -> SealedColumn:
        """Return the sealed column behind this field."""
        return SealedColumn(self.model._meta.db_table, str(self.column))

    @cached_property
    def indexes(self) -> "list[BlindIndexField]":
        """Return the index fields derived from this one."""
        fields = self.model._meta.concrete_fields
        return [f for f in fields if isinstance(f, BlindIndexField) and f.source == self.name]

    def index(self, instance: models.Model, text: str | None) -> None:
        """Set every index of this field on the row."""
        for field in self.indexes:
            instance.__dict__[field.attname] = None if text is None else field.value_for(text)

    def pre_save(self, model_instance: models.Model, add: bool) -> object:
        return self.value_from_object(model_instance)

    def value_from_object(self, obj: models.Model) -> Any:
        value = getattr(obj, self.attname)
        return value.token if isinstance(value, Sealed) else value

    def get_prep_value(self, value: object) -> object:
        if isinstance(value, str):
            raise FieldError(f"{self.name} holds sealed values; search through its blind index")
        return super().get_prep_value(value.token if isinstance(value, Sealed) else value)

    def from_db_value(self, value: object, expression: object, connection: object) -> bytes | None:
        """Return the token as bytes on both databases."""
        return None if value is None else bytes(value)  # type: ignore[call-overload]


class _Derived:
    """The default of an index field: whatever its source has set."""


class BlindIndexAttribute(DeferredAttribute):
    """Keeps what the source has set when the model's constructor assigns the default."""

    field: "BlindIndexField"

    def __set__(self, instance: models.Model, value: object) -> None:
        if isinstance(value, _Derived):
            instance.__dict__.setdefault(self.field.attname, None)
        else:
            instance.__dict__[self.field.attname] = value


class BlindIndexField(models.BinaryField):
    """The keyed index of a sealed field (盲索引): exact search without opening anything.

    `derive` normalises the text, or cuts the part to be searched; where it returns None the row
    has no index. Columns of the same `label` and `derive` hold comparable values.
    """

    descriptor_class = BlindIndexAttribute

    def __init__(
        self,
        *args: Any,
        source: str = "",
        label: str = "",
        derive: Callable[[str], str | None] = str,
        size: int = INDEX_BYTES,
        **options: Any,
    ) -> None:
        self.source, self.derive = source, derive
        self.blind_index = BlindIndex(label, size)
        options.update(null=True, editable=False, max_length=size)
        super().__init__(*args, **options)

    def get_default(self) -> object:
        return _Derived()

    def value_for(self, text: str) -> bytes | None:
        """Return the index of `text` under the newest keys."""
        part = self.derive(text)
        return None if part is None else self.blind_index.of(part)

    def candidates(self, text: str) -> list[bytes]:
        """Return the indexes of `text` under all keys in hand."""
        part = self.derive(text)
        return [] if part is None else self.blind_index.candidates(part)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs["size"] = kwargs.pop("max_length")
        kwargs.pop("null", None)
        kwargs.pop("editable", None)
        return name, path, args, kwargs

    def from_db_value(self, value: object, expression: object, connection: object) -> bytes | None:
        """Return the index as bytes on both databases."""
        return None if value is None else bytes(value)  # type: ignore[call-overload]


def candidates(model: type[models.Model], column: str, text: str) -> list[bytes]:
    """Return what to search for in an index column to find `text`; nothing where it has no index.

    Raises FieldError when the column is no blind index.
    """
    field = model._meta.get_field(column)
    if not isinstance(field, BlindIndexField):
        raise FieldError(f"{column} is no blind index")
    return field.candidates(text)
