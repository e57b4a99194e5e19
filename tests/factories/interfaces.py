"""Keys of other programs, made through the services, and a client that calls with one."""

import json
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from linli.apps.interfaces import services
from linli.apps.interfaces.models import ApiKey
from linli.apps.interfaces.rules.keys import KeyAct
from linli.apps.organisations.models import Body
from linli.apps.places.models import Place
from linli.core.access import Actor
from linli.kit.days import local_day

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
SYSTEM = Actor.system()
ALL = tuple(KeyAct)
_numbers = count(1)


def key_data(body: Body, **options: Any) -> services.KeyData:
    """Return what is asked for: everything at the place of the body, for a month."""
    values = {
        "name": f"程序{next(_numbers)}",
        "purpose": "与热线平台同步案卷",
        "body_id": body.pk,
        "place_code": body.place.code,
        "acts": ALL,
        "last_day": date(2026, 4, 1),
        "reads_per_minute": 3000,
        "writes_per_minute": 3000,
    } | options
    return services.KeyData(**values)


def make_key(
    body: Body,
    *,
    place: Place | None = None,
    acts: Collection[KeyAct] = ALL,
    now: datetime = NOW,
    **options: Any,
) -> tuple[ApiKey, str]:
    """Return a key that works from `now` on, and its secret."""
    data = key_data(
        body,
        acts=acts,
        place_code=(place or body.place).code,
        last_day=local_day(now) + timedelta(days=30),
        **options,
    )
    key = services.ask_for_key(actor=SYSTEM, data=data, now=now)
    services.grant_key(actor=SYSTEM, key_id=key.pk, now=now)
    return services.draw_secret(actor=SYSTEM, key_id=key.pk, now=now)


class Program:
    """Another program: calls the interface with its key."""

    def __init__(self, secret: str, *, language: str = "en") -> None:
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {secret}", "Accept-Language": language}
        self._commands = count(1)

    def get(self, path: str, headers: dict[str, str] | None = None, **query: Any) -> Any:
        """Read."""
        return self.client.get(f"/api/v1/{path}", query, headers=self.headers | (headers or {}))

    def post(
        self,
        path: str,
        content: Any = None,
        *,
        key: str | None = None,
        version: object = "*",
        headers: dict[str, str] | None = None,
    ) -> Any:
        """Write, with a key of its own unless one is given."""
        key = f"command-{id(self)}-{next(self._commands)}" if key is None else key
        extra = {"Idempotency-Key": key} if key else {}
        if version is not None:
            extra["If-Match"] = version if version == "*" else f'"{version}"'
        return self.client.post(
            f"/api/v1/{path}",
            json.dumps({} if content is None else content),
            content_type="application/json",
            headers=self.headers | extra | (headers or {}),
        )

    def send(
        self, path: str, given: dict[str, Any], *photos: bytes, key: str = "", version: object = "*"
    ) -> Any:
        """Write as a form with pictures."""
        files = [
            SimpleUploadedFile(f"{number}.jpg", data, content_type="image/jpeg")
            for number, data in enumerate(photos)
        ]
        extra = {
            "Idempotency-Key": key or f"command-{id(self)}-{next(self._commands)}",
            "If-Match": version if version == "*" else f'"{version}"',
        }
        content = given | ({"photos": files} if files else {})
        return self.client.post(f"/api/v1/{path}", content, headers=self.headers | extra)


def make_program(body: Body, **options: Any) -> Program:
    """Return a program with a key for a body that works now: calls read the clock."""
    language = options.pop("language", "en")
    _key, secret = make_key(body, now=options.pop("now", datetime.now(UTC)), **options)
    return Program(secret, language=language)
