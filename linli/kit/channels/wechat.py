"""Template messages of a WeChat official account (微信公众号模板消息).

The template needs the fields `thing1` (subject) and `thing2` (text); other names are options.
"""

from urllib.parse import urlencode

from linli.core.outcomes import Outcome
from linli.kit.channels import Letter
from linli.kit.channels.tokens import Codes, TokenService

SITE = "https://api.weixin.qq.com"
# 43004: not a follower (any more); 40003: no such OpenID; 40001, 40014, 42001: token; 45065: the
# same client_msg_id was taken before.
CODES = Codes(
    taken=frozenset({0, 45065}),
    bad_token=frozenset({40001, 40014, 42001}),
    bad_address=frozenset({40003, 43004}),
)
_THING = 20  # characters a field of the sort "thing" may have


class WeChat:
    """Letters to followers by their OpenID, as template messages that lead to the page."""

    def __init__(
        self,
        app_id: str,
        secret: str,
        template: str,
        *,
        fields: tuple[str, str] = ("thing1", "thing2"),
        site: str = SITE,
        time_limit: float = 10.0,
    ) -> None:
        query = urlencode({"grant_type": "client_credential", "appid": app_id, "secret": secret})
        self._service = TokenService(f"{site}/cgi-bin/token?{query}", CODES, time_limit)
        self._url, self._template, self._fields = (
            f"{site}/cgi-bin/message/template/send", template, fields,
        )  # fmt: skip

    def send(self, letter: Letter) -> Outcome:
        """Hand the message to WeChat."""
        values = (letter.subject, " ".join(letter.text.split()))
        message = {
            "touser": letter.to,
            "template_id": self._template,
            "url": letter.link,
            # At most 32 characters count; the service refuses a repetition within its window.
            "client_msg_id": letter.key[-32:],
            "data": {
                name: {"value": value[:_THING]}
                for name, value in zip(self._fields, values, strict=True)
            },
        }
        return self._service.call(self._url, message)
