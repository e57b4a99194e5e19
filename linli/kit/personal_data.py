"""All declarations of personal columns, collected from the applications' rules.

What is declared and how is told in `linli.core.personal`. A column that nobody has declared, one
declared twice and one that does not exist are faults; a test demands that there are none.
Words for purposes and kinds of data are sentences with the codes "purpose.…" and "data.…".
"""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps

from linli.core.personal import PersonalField

Column = tuple[str, str]


def personal_fields() -> dict[Column, PersonalField]:
    """Return the personal columns by (application.Model, column)."""
    return {column: field for column, field in _declarations() if field is not None}


def declaration_faults() -> list[str]:
    """Return what is wrong with the declarations, a line each, with what to do."""
    declared = Counter(column for column, _field in _declarations())
    existing = set(_columns())
    return sorted(
        [
            f"{model}.{name}: declare it in the rules of its application, PERSONAL or IMPERSONAL"
            for model, name in existing - declared.keys()
        ]
        + [
            f"{model}.{name}: declared, but there is none"
            for model, name in declared.keys() - existing
        ]
        + [f"{'.'.join(column)}: declared {n} times" for column, n in declared.items() if n > 1]
    )


def _columns() -> Iterator[Column]:
    for model in apps.get_models():
        if not model._meta.managed or model._meta.proxy:
            continue
        for field in model._meta.concrete_fields:
            yield model._meta.label, field.name


@cache
def _declarations() -> tuple[tuple[Column, PersonalField | None], ...]:
    found: list[tuple[Column, PersonalField | None]] = []
    for config in apps.get_app_configs():
        if config.name.startswith("linli.") and find_spec(f"{config.name}.rules"):
            found += _declared_by(config)
    return tuple(found)


def _declared_by(config: AppConfig) -> Iterator[tuple[Column, PersonalField | None]]:
    rules = import_module(f"{config.name}.rules")
    for group in getattr(rules, "PERSONAL", ()):
        for field in group:
            yield (_label(config, field.model), field.field), field
    for model, names in getattr(rules, "IMPERSONAL", {}).items():
        for name in names.split():
            yield (_label(config, model), name), None


def _label(config: AppConfig, model: str) -> str:
    return model if "." in model else f"{config.label}.{model}"
