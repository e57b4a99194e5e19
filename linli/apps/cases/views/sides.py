"""What may be done beside the flow: the forms that stand under the acts of a case."""

from collections.abc import Iterator
from typing import Any

from linli.kit.request import Request


def side_forms(
    request: Request,
    case: Any,
    *,
    inner: bool,
    task: Any = None,
    bound: tuple[str, Any] | None = None,
) -> list[dict[str, Any]]:
    """Return the forms beside the flow that are open to this person; `bound` came back."""
    return [
        side | ({"form": bound[1]} if bound and bound[0] == side["name"] else {})
        for side in _open_sides(request, case, inner=inner, task=task)
    ]


def _open_sides(request: Request, case: Any, *, inner: bool, task: Any) -> Iterator[dict[str, Any]]:
    return iter(())
