"""Services that ask for an access token first, and answer 200 with an `errcode` of their own."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from linli.core.outcomes import SENT, Outcome, later, never
from linli.kit.outgoing import Unreachable, request

_RENEW_BEFORE = 300  # seconds before a token ends


@dataclass(frozen=True, slots=True)
class Codes:
    """Which codes of a service mean what; all others are worth another attempt."""

    taken: frozenset[int]
    bad_token: frozenset[int]
    bad_address: frozenset[int]


class TokenService:
    """Calls of one service with its token, fetched when needed and kept until it ends."""

    def __init__(self, token_url: str, codes: Codes, time_limit: float) -> None:
        self._token_url, self._codes, self._time_limit = token_url, codes, time_limit
        self._token, self._token_ends = "", 0.0

    def call(self, url: str, message: Mapping[str, object]) -> Outcome:
        """Post a message; a token that the service no longer knows is renewed once."""
        try:
            code = self._post(url, message)
            if code in self._codes.bad_token:
                self._token = ""
                code = self._post(url, message)
        except Unreachable as problem:
            return later(f"channel.{problem.code}")
        if code in self._codes.taken:
            return SENT
        if code in self._codes.bad_address:
            return never("channel.address", None)
        return later("channel.refused")

    def _post(self, url: str, message: Mapping[str, object]) -> int:
        body = json.dumps(message, ensure_ascii=False).encode()
        answer = self._json("POST", f"{url}?access_token={self._current_token()}", body)
        return int(answer.get("errcode", -1))

    def _current_token(self) -> str:
        if not self._token or time.monotonic() > self._token_ends:
            answer = self._json("GET", self._token_url)
            self._token = str(answer.get("access_token", ""))
            if not self._token:
                raise Unreachable("token")
            lasts = int(answer.get("expires_in", 7200))
            self._token_ends = time.monotonic() + lasts - _RENEW_BEFORE
        return self._token

    def _json(self, method: str, url: str, body: bytes = b"") -> dict[str, Any]:
        headers = {"content-type": "application/json; charset=utf-8"} if body else {}
        answer = request(method, url, headers=headers, body=body, time_limit=self._time_limit)
        try:
            read = json.loads(answer.body)
        except ValueError:
            raise Unreachable("answer") from None
        if answer.status != 200 or not isinstance(read, dict):
            raise Unreachable("answer")
        return read
