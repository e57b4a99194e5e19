"""What another system is told, and the signature that it can trust.

The format is that of Standard Webhooks: three headers, an HMAC-SHA256 over number, time and text,
secrets written with the prefix "whsec_". Source: [rule:webhook-signature], [rule:webhook-content].
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from linli.core.canonical import instant_text
from linli.core.errors import InvalidInput, RuleViolation

PREFIX = "whsec_"
SECRET_BYTES = 32
TEST_KIND, GIVEN_UP_KIND = "notices.test", "notices.webhook_given_up"
DISABLED_AFTER = timedelta(days=5)


class SecretMalformed(InvalidInput):
    """The text is no secret of a webhook."""

    code = "notices.secret_malformed"


class UrlMalformed(InvalidInput):
    """The text is no address that events could be pushed to."""

    code = "notices.url_malformed"


class KindUnknown(InvalidInput):
    """No application posts notices of this kind."""

    code = "notices.kind_unknown"


class WebhookDisabled(RuleViolation):
    """The subscription has ended."""

    code = "notices.webhook_disabled"


def secret_text(secret: bytes) -> str:
    """Return a secret as it is handed to the other system."""
    return PREFIX + base64.b64encode(secret).decode()


def signature(secret: str, number: str, at: datetime, body: str) -> str:
    """Return the signature of one attempt: version 1, base64 of HMAC-SHA256."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except ValueError:
        raise SecretMalformed(field="secret") from None
    signed = f"{number}.{int(at.timestamp())}.{body}".encode()
    code = hmac.new(key, signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(code).decode()


def headers(secret: str, number: str, at: datetime, body: str) -> Mapping[str, str]:
    """Return the headers of one attempt; the number stays the same in every attempt."""
    return {
        "content-type": "application/json; charset=utf-8",
        "webhook-id": number,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature(secret, number, at, body),
    }


def body_of(*, kind: str, about_type: str, about_code: str, place: str, at: datetime) -> str:
    """Return the text of an event: what happened to which object and when, nothing personal.

    `place` is the division code of the object's place; whoever may know more asks the interface.
    """
    event = {
        "type": kind,
        "timestamp": instant_text(at),
        "data": {"object": about_type, "code": about_code, "place": place},
    }
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"))


def kinds_of(text: str) -> frozenset[str]:
    """Return the kinds a subscription names; none stands for all."""
    return frozenset(line.strip() for line in text.splitlines() if line.strip())


def wants(kinds: str, kind: str) -> bool:
    """Tell whether a subscription to `kinds` is told of `kind`."""
    named = kinds_of(kinds)
    return not named or kind in named


def is_given_up(failing_since: datetime | None, now: datetime) -> bool:
    """Tell whether a subscription has failed for so long that it ends by itself.

    Source: [rule:webhook-given-up].
    """
    return failing_since is not None and now - failing_since >= DISABLED_AFTER
