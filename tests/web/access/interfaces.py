"""Rows of the interfaces: pages of keys, and addresses that answer to keys and to nobody's session.

What a key gets at its own, a sibling's, the parent's and a foreign place stands in
tests/apps/interfaces/test_api_reach.py.
"""

from datetime import UTC, datetime, timedelta

from django.core.cache import cache
from django.urls import URLPattern

from linli.apps.accounts.rules import Role
from linli.apps.interfaces import services
from linli.apps.interfaces.rules.keys import KeyAct
from linli.apps.interfaces.urls import json as json_urls
from linli.apps.organisations.models import Body
from linli.apps.organisations.rules.bodies import BodyType
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from tests.factories.interfaces import SYSTEM, key_data
from tests.factories.organisations import make_body
from tests.web.access import Row, roles

ADMINS = roles(Role.TOWNSHIP_ADMIN, Role.DISTRICT_ADMIN)
GUARDS = roles(Role.SECURITY_ADMIN)
PARTS = {
    "number": "202603020000", "digest": "0" * 64, "task": 1, "delay": 1, "item": 1,
    "code": "371702",
}  # fmt: skip


def body_at(place: Place) -> Body:
    found = Body.objects.filter(place=place, name="接口主体").first()
    community = place.kind in {PlaceKind.COMMUNITY, PlaceKind.VILLAGE}
    kind = BodyType.RESIDENTS_COMMITTEE if community else BodyType.OPERATOR
    return found or make_body(place, kind, name="接口主体")


def asked_at(place: Place) -> dict[str, int]:
    now = datetime.now(UTC)
    data = key_data(
        body_at(place),
        acts=(KeyAct.REPORT,),
        place_code=place.code,
        last_day=now.date() + timedelta(days=30),
    )
    return {"key_id": services.ask_for_key(actor=SYSTEM, data=data, now=now).pk}


def granted_at(place: Place) -> dict[str, int]:
    found = asked_at(place)
    services.grant_key(actor=SYSTEM, now=datetime.now(UTC), **found)
    return found


def uncounted(_place: Place) -> dict[str, str]:
    """Forget the calls before: the table asks more often than a stranger may."""
    cache.clear()
    return {}


def call_row(pattern: URLPattern) -> Row:
    """Return the row of one address: without a key everybody gets 401, whatever their session."""
    parts = {name: PARTS[name] for name in pattern.pattern.converters}
    writes = str(pattern.name).startswith(("act-", "add_", "report_", "task-", "delay-"))
    return Row(
        f"api-1:{pattern.name}",
        at=(lambda _place: parts) if parts else None,
        method="POST" if writes else "GET",
        public=True,
        ok=401,
        pictured=False,
    )


ROWS = [
    Row("interfaces:keys", open_to=ADMINS | GUARDS),
    Row("interfaces:ask", open_to=ADMINS),
    Row("interfaces:ask", open_to=ADMINS, method="POST"),
    Row("interfaces:key", open_to=ADMINS | GUARDS, at=granted_at),
    Row("interfaces:grant", open_to=GUARDS, at=asked_at, method="POST", ok=302),
    Row("interfaces:secret", open_to=ADMINS, at=granted_at, method="POST", ok=200),
    Row("interfaces:end", open_to=ADMINS | GUARDS, at=granted_at),
    Row("interfaces:end", open_to=ADMINS | GUARDS, at=granted_at, method="POST", ok=302),
    Row("interfaces:docs", public=True),
    Row("interfaces:openapi", public=True, pictured=False),
    Row("open311:discovery", at=lambda _place: {"form": "json"}, public=True, data=uncounted,
        pictured=False),
    *(
        Row(f"open311:{name}", at=lambda _place, parts=parts: parts, public=True, ok=404,
            data=uncounted, pictured=False, why="nothing is offered in this world")
        for name, parts in (
            ("services", {"form": "json"}),
            ("definition", {"form": "json", "service_code": "lighting"}),
            ("requests", {"form": "json"}),
            ("request", {"form": "xml", "request_id": "A"}),
            ("token", {"form": "json", "token": "A"}),
        )
    ),
    Row("open311:requests", at=lambda _place: {"form": "json"}, method="POST", public=True, ok=403,
        pictured=False, why="no key"),
]  # fmt: skip
ROWS += [call_row(one) for one in json_urls.urlpatterns if one.name != "unknown"]
ROWS.append(Row("api-1:unknown", public=True, ok=404, pictured=False))
