"""Work notices of DingTalk (钉钉工作通知), by user id."""

from urllib.parse import urlencode

from linli.core.outcomes import Outcome
from linli.kit.channels import Letter
from linli.kit.channels.tokens import Codes, TokenService

SITE = "https://oapi.dingtalk.com"
# 33012 and 60121: no such user; 40014 and 42001: token; the service itself drops the same text to
# the same user on the same day, so the key stands in the text's last line.
CODES = Codes(
    taken=frozenset({0}),
    bad_token=frozenset({40001, 40014, 42001}),
    bad_address=frozenset({33012, 60121}),
)


class DingTalk:
    """Letters to colleagues by their user id, as cards that lead to the page."""

    def __init__(
        self,
        app_key: str,
        secret: str,
        agent: str,
        *,
        site: str = SITE,
        time_limit: float = 10.0,
    ) -> None:
        query = urlencode({"appkey": app_key, "appsecret": secret})
        self._service = TokenService(f"{site}/gettoken?{query}", CODES, time_limit)
        self._url = f"{site}/topapi/message/corpconversation/asyncsend_v2"
        self._agent = agent

    def send(self, letter: Letter) -> Outcome:
        """Hand the message to DingTalk."""
        text = f"### {letter.subject}\n\n{letter.text}\n\n"
        if letter.link:
            text += f"[{letter.link}]({letter.link})\n\n"
        message = {
            "agent_id": self._agent,
            "userid_list": letter.to,
            "msg": {
                "msgtype": "markdown",
                "markdown": {"title": letter.subject, "text": f"{text}{letter.key[-8:]}"},
            },
        }
        return self._service.call(self._url, message)
