"""The interface and its description: what holds for every address is said once."""

from typing import Any

from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext_noop as _
from django.utils.translation import override
from ninja import NinjaAPI

from linli.apps.interfaces.api import acts, cases, climbed, delays, registers, work
from linli.apps.interfaces.api.calling import HANDLERS, KeyAuth
from linli.apps.interfaces.exchange.shapes import Fault, Problem
from linli.apps.interfaces.labels import TITLES

TITLE = _("Linli: interface for other programs")
ABOUT = _("Cases, tasks, registers and published figures, with a key for one body at one place.")
_PROBLEM = "#/components/schemas/Problem"
_REFUSALS = (400, 401, 403, 404, 409, 422, 429, 500, 503)
_ACT_REFUSALS = (412, 428)
_METHODS = ("get", "post")
# What is said beside the flow holds for any version of the case.
_BESIDE = ("/remarks", "/photos", "/videos", "/voices", "/said", "/items/{item}")


class Interface(NinjaAPI):
    """Ours: every refusal declared once, the key of a command and the version as parameters."""

    def get_openapi_schema(self, **options: Any) -> Any:
        """Return the description with what holds everywhere."""
        schema = super().get_openapi_schema(**options)
        components = schema.setdefault("components", {})
        components.setdefault("schemas", {}).update(_problem_schemas())
        with override("en"):
            components["responses"] = {
                f"Refused{status}": {
                    "description": str(TITLES[status]),
                    "content": {"application/problem+json": {"schema": {"$ref": _PROBLEM}}},
                }
                for status in (*_REFUSALS, *_ACT_REFUSALS)
            }
        for path, methods in schema["paths"].items():
            for method in _METHODS:
                if method in methods:
                    _complete(methods[method], path, method)
        return schema


def _problem_schemas() -> dict[str, Any]:
    described = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    described.pop("$defs", None)
    return {"Problem": described, "Fault": Fault.model_json_schema()}


def _complete(operation: dict[str, Any], path: str, method: str) -> None:
    """Add the refusals, and to writes what they carry."""
    refusals: tuple[int, ...] = _REFUSALS
    if method == "post":
        operation.setdefault("parameters", []).append(_COMMAND_KEY)
        if "/cases/{number}/" in path and not path.endswith(_BESIDE):
            operation["parameters"].append(_VERSION)
            refusals = (*_REFUSALS, *_ACT_REFUSALS)
    if operation.get("operationId") == "read_case":
        operation["responses"][304] = {"description": _("Not changed since this version")}
    for status in refusals:
        operation["responses"][status] = {"$ref": f"#/components/responses/Refused{status}"}


_COMMAND_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "description": _("Drawn by the caller for this command; with the same key it acts once."),
    "schema": {"type": "string", "minLength": 8, "maxLength": 80},
}
_VERSION = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "description": _("The version of the case the act was decided on, as its ETag; `*` for any."),
    "schema": {"type": "string", "pattern": r'^(\*|"?[0-9]{1,9}"?)$'},
}


def interface() -> Interface:
    """Return the interface with all its addresses."""
    made = Interface(
        title=TITLE,
        description=ABOUT,
        version="1",
        urls_namespace="api-1",
        docs_url=None,
        openapi_url=None,
        auth=KeyAuth(),
    )
    for kind, handler in HANDLERS.items():
        made.add_exception_handler(kind, handler)
    made.add_router("/cases", cases.router)
    made.add_router("/cases", acts.router)
    made.add_router("", work.router)
    made.add_router("", delays.router)
    made.add_router("", climbed.router)
    made.add_router("", registers.router)
    return made


def open_to_keys(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """Mark addresses as needing no sign-in: they answer to keys."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            open_to_keys(pattern.url_patterns)
        else:
            pattern.callback.login_required = False  # type: ignore[attr-defined]
    return patterns


INTERFACE = interface()
