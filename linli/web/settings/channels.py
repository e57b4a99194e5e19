"""The ways notices leave this installation: only what the environment sets up is offered."""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from linli.web.settings.environment import Environment

Options = dict[str, object]
DEFAULT_SENDER = "linli@localhost"


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in; `tls` is "start" (STARTTLS), "on" (from the first byte) or "off"."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    tls: str


def channel_settings(environment: Environment) -> dict[str, Options]:
    """Return the adapter of each channel with its options, in the order people see them.

    `LINLI_CHANNELS` ("SMS=package.module.Class,…") puts adapters of one's own in their place.
    """
    found: dict[str, Options] = {}
    if environment.smtp:
        found["EMAIL"] = _adapter("mail.Mail", sender=environment.mail_from or DEFAULT_SENDER)
    elif environment.demo:
        found["EMAIL"] = _adapter("console.Console")
    if environment.sms_gateway:
        found["SMS"] = _adapter(
            "gateway.Gateway", url=environment.sms_gateway, token=environment.sms_token
        )
    if environment.wechat:
        app_id, secret, template = _three("LINLI_WECHAT", environment.wechat)
        found["WECHAT"] = _adapter("wechat.WeChat", app_id=app_id, secret=secret, template=template)
    if environment.dingtalk:
        app_key, secret, agent = _three("LINLI_DINGTALK", environment.dingtalk)
        found["DINGTALK"] = _adapter(
            "dingtalk.DingTalk", app_key=app_key, secret=secret, agent=agent
        )
    for pair in filter(None, environment.channels.split(",")):
        name, _, adapter = pair.partition("=")
        found[name.strip()] = {"adapter": adapter.strip()}
    return found


def mail_server(url: str) -> MailServer:
    """Return the server of "smtp://user:password@host:port?tls=start"."""
    parts = urlsplit(url)
    tls = dict(parse_qsl(parts.query)).get("tls", "start")
    if url and (parts.scheme != "smtp" or tls not in {"start", "on", "off"}):
        raise ValueError("LINLI_SMTP must look like smtp://user:password@host:port?tls=start")
    return MailServer(
        host=parts.hostname or "localhost",
        port=parts.port or {"start": 587, "on": 465, "off": 25}[tls],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=tls,
    )


def _adapter(name: str, **options: object) -> Options:
    return {"adapter": f"linli.kit.channels.{name}", **options}


def _three(variable: str, text: str) -> list[str]:
    parts = text.split(":")
    if len(parts) != 3:
        raise ValueError(f"{variable} has three parts with colons between them")
    return parts
