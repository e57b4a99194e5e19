"""The one place that reads the environment; every setting of an installation has a row here."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Environment:
    """What an installation decides, read once."""

    data: Path
    database: str
    secret: str
    hosts: tuple[str, ...]
    origins: tuple[str, ...]
    https: bool
    keys: Path
    key_suite: str
    demo: bool
    code_sender: str
    map_tiles: str
    map_token: str
    map_review_number: str
    site: str
    smtp: str
    mail_from: str
    sms_gateway: str
    sms_token: str
    wechat: str
    dingtalk: str
    channels: str
    webhook_networks: tuple[str, ...]


def read_environment(variables: "dict[str, str] | os._Environ[str]" = os.environ) -> Environment:
    """Return the settings of this installation from LINLI_* variables."""

    def get(name: str, default: str = "") -> str:
        return variables.get(f"LINLI_{name}", default)

    data = Path(get("DATA", "var")).resolve()
    return Environment(
        data=data,
        database=get("DATABASE", f"sqlite:///{data}/linli.sqlite3"),
        secret=get("SECRET"),
        hosts=tuple(filter(None, get("HOSTS", "localhost,127.0.0.1,[::1]").split(","))),
        origins=tuple(filter(None, get("ORIGINS").split(","))),
        https=get("HTTPS") == "1",
        keys=Path(get("KEYS", str(data / "keys"))),
        key_suite=get("KEY_SUITE", "intl"),
        demo=get("DEMO") == "1",
        code_sender=get("CODE_SENDER"),
        map_tiles=get("MAP_TILES"),
        map_token=get("MAP_TOKEN"),
        map_review_number=get("MAP_REVIEW_NUMBER"),
        site=(get("SITE") or get("ORIGINS").partition(",")[0]).rstrip("/"),
        smtp=get("SMTP"),
        mail_from=get("MAIL_FROM"),
        sms_gateway=get("SMS_GATEWAY"),
        sms_token=get("SMS_TOKEN"),
        wechat=get("WECHAT"),
        dingtalk=get("DINGTALK"),
        channels=get("CHANNELS"),
        webhook_networks=tuple(filter(None, get("WEBHOOK_NETWORKS").split(","))),
    )


def database_settings(url: str) -> dict[str, object]:
    """Return Django's settings for "sqlite:///FILE" or "postgresql://user:pw@host:port/name".

    `?pool=transaction` says that a pool between us and PostgreSQL gives out a connection for one
    transaction at a time, so nothing may stay on it.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(url.removeprefix("sqlite:///")),
            # A thread keeps its connection and with it what is read already; the file stays here.
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                # Writers queue at BEGIN instead of failing in the middle (stack note, pitfall 7).
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # FULL: what was acknowledged survives a power cut. A new file gets large pages,
                # an eighth off a large import; an existing one keeps its own.
                "init_command": (
                    "PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                    "PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456; "
                    "PRAGMA journal_size_limit=67108864; PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        query = dict(parse_qsl(parts.query))
        pooled = query.pop("pool", "") == "transaction"
        return {
            "ENGINE": "linli.kit.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": query.pop("host", parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_HEALTH_CHECKS": True,
            "CONN_MAX_AGE": 0 if pooled else 60,
            "DISABLE_SERVER_SIDE_CURSORS": pooled,
            "OPTIONS": query,
        }
    raise ValueError("LINLI_DATABASE must begin with sqlite:/// or postgresql://")
