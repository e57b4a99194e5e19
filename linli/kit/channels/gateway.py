"""Text messages over a gateway that speaks a small JSON, as a provider or a bridge of one's own.

    POST url          Authorization: Bearer token
    {"id": key, "phone": "13800001234", "text": "…"}

2xx: taken; 409: this id was taken before, which is as good; 404, 410 and 422: this number will
never work; anything else: again later. docs/how-to/notices.md tells how to put a provider behind.
"""

import json
from collections.abc import Mapping

from linli.core.outcomes import SENT, Outcome, later, never
from linli.kit.channels import Letter
from linli.kit.outgoing import Unreachable, request

_TAKEN_BEFORE = 409
_NO_SUCH_NUMBER = frozenset({404, 410, 422})
MOST_CHARACTERS = 200


class Gateway:
    """Subject and link of a letter as one text message."""

    def __init__(self, url: str, token: str, time_limit: float = 10.0) -> None:
        self.url, self.time_limit = url, time_limit
        self._headers: Mapping[str, str] = {
            "authorization": f"Bearer {token}",
            "content-type": "application/json; charset=utf-8",
        }

    def send(self, letter: Letter) -> Outcome:
        """Hand the message to the gateway."""
        text = f"{letter.subject[: MOST_CHARACTERS - len(letter.link) - 1]} {letter.link}".strip()
        message = {"id": letter.key, "phone": letter.to, "text": text}
        try:
            answer = request(
                "POST",
                self.url,
                headers=self._headers,
                body=json.dumps(message, ensure_ascii=False).encode(),
                time_limit=self.time_limit,
            )
        except Unreachable as problem:
            return later(f"channel.{problem.code}")
        if 200 <= answer.status < 300 or answer.status == _TAKEN_BEFORE:
            return SENT
        if answer.status in _NO_SUCH_NUMBER:
            return never("channel.address", answer.status)
        return later("channel.refused", answer.status)
