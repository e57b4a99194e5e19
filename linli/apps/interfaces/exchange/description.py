"""An OpenAPI description as a page reads it: groups, addresses, values with kind and meaning."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Worded = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One value of a call or an answer."""

    name: str
    kind: str
    meaning: str
    required: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """One address and method."""

    id: str
    method: str
    path: str
    summary: str
    fields: list[FieldLine]
    status: str
    answer: list[FieldLine]
    media: str


@dataclass(frozen=True, slots=True)
class Group:
    """Addresses that belong together."""

    name: str
    operations: list[Operation]


def groups_of(schema: Mapping[str, Any], *, worded: Worded) -> list[Group]:
    """Return the addresses of a description by tag; `worded` translates its English texts."""
    found: dict[str, list[Operation]] = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            tag = operation.get("tags", ["other"])[0]
            made = _operation(schema, path, method, operation, worded)
            found.setdefault(tag, []).append(made)
    return [Group(tag, operations) for tag, operations in found.items()]


def _operation(
    schema: Mapping[str, Any], path: str, method: str, operation: Mapping[str, Any], worded: Worded
) -> Operation:
    status, sent = next(
        (str(code), one) for code, one in operation["responses"].items() if str(code)[0] == "2"
    )
    content = sent.get("content", {})
    media = next(iter(content), "")
    shape = content.get(media, {}).get("schema")
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=worded(operation["summary"]),
        fields=[*_parameters(schema, operation, worded), *_body(schema, operation, worded)],
        status=status,
        answer=list(_fields(schema, shape, worded)) if shape else [],
        media=media,
    )


def _parameters(
    schema: Mapping[str, Any], operation: Mapping[str, Any], worded: Worded
) -> Iterator[FieldLine]:
    for one in operation.get("parameters", ()):
        meaning = one.get("description") or one["schema"].get("description", "")
        yield FieldLine(
            name=one["name"],
            kind=kind_of(schema, one["schema"]),
            meaning=worded(meaning) if meaning else "",
            required=bool(one.get("required")),
        )


def _body(
    schema: Mapping[str, Any], operation: Mapping[str, Any], worded: Worded
) -> Iterator[FieldLine]:
    content = operation.get("requestBody", {}).get("content", {})
    for media in content.values():
        yield from _fields(schema, media["schema"], worded)


def _fields(
    schema: Mapping[str, Any], shape: Mapping[str, Any], worded: Worded
) -> Iterator[FieldLine]:
    shape = _resolved(schema, shape)
    required = shape.get("required", ())
    for name, one in shape.get("properties", {}).items():
        meaning = one.get("description", "")
        kind = kind_of(schema, one)
        yield FieldLine(name, kind, worded(meaning) if meaning else "", name in required)


def _resolved(schema: Mapping[str, Any], shape: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in shape:
        return shape
    found: Mapping[str, Any] = schema["components"]["schemas"][shape["$ref"].rsplit("/", 1)[-1]]
    return found


def kind_of(schema: Mapping[str, Any], shape: Mapping[str, Any]) -> str:
    """Return the kind of a value: its choices, its type, or the fields of its object."""
    shape = _resolved(schema, shape)
    if "anyOf" in shape:
        return " | ".join(kind_of(schema, one) for one in shape["anyOf"])
    if "const" in shape:
        return str(shape["const"])
    if "enum" in shape:
        return " | ".join(str(one) for one in shape["enum"])
    if shape.get("type") == "array":
        return f"[{kind_of(schema, shape.get('items', {}))}]"
    if shape.get("type") == "object":
        return "{" + ", ".join(shape.get("properties", {})) + "}"
    return str(shape.get("format") or shape.get("type", ""))
