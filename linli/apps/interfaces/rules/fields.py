"""Every column of this application: personal or not, what for, on which basis, how long.

Source: [rule:field-register], [rule:interface-keys].
"""

from linli.core.personal import After, Basis, Period, personal, years

PURPOSE = "interfaces.keys"
KEPT_DAYS = 200  # as long as attempts to sign in (网络安全法: logs at least six months)

PERSONAL = (
    personal(
        "ApiKey",
        "account asked_by_id granted_by_id ended_by_id",
        data="api_key",
        purpose=PURPOSE,
        basis=Basis.STATUTORY_DUTY,
        keep=years(3, After.CLOSED),
    ),
    personal(
        "KeySecret",
        "drawn_by_id",
        data="api_key",
        purpose=PURPOSE,
        basis=Basis.STATUTORY_DUTY,
        keep=years(3, After.CLOSED),
    ),
    personal(
        "KeySecret",
        "digest",
        data="api_key",
        secret=True,
        purpose=PURPOSE,
        basis=Basis.STATUTORY_DUTY,
        keep=years(3, After.CLOSED),
    ),
    personal(
        "KeyReading",
        "subject",
        data="api_reading",
        purpose=PURPOSE,
        basis=Basis.STATUTORY_DUTY,
        keep=Period(days=KEPT_DAYS, after=After.RECORDED),
    ),
)

IMPERSONAL = {
    "ApiKey": "id name purpose body place scope_path acts reads_per_minute writes_per_minute"
    " asked_at granted_at ended_at expires_at",
    "KeySecret": "id key hint drawn_at ends_at",
    "KeyWindow": "id key kind starts_at calls",
    "KeyReading": "id key at operation",
}
