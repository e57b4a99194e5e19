"""Every column of this application: personal or not, what for, on which basis, how long.

Source: [rule:field-register], [rule:notice-retention].
"""

from linli.apps.accounts.rules import AFTER_CLOSING
from linli.core.personal import After, Basis, Period, personal

PURPOSE = "notices.inform"
KEPT_DAYS = 180
KEEP = Period(days=KEPT_DAYS, after=After.RECORDED)

PERSONAL = (
    personal(
        "Notice",
        "about_code about_path about_title facts",
        data="notice",
        purpose=PURPOSE,
        basis=Basis.STATUTORY_DUTY,
        keep=KEEP,
    ),
    personal(
        "Addressee",
        "target_id address",
        data="served_address",
        purpose=PURPOSE,
        basis=Basis.CONSENT,
        keep=KEEP,
    ),
    personal(
        "InboxEntry",
        "account read_at",
        data="notice",
        purpose=PURPOSE,
        basis=Basis.STATUTORY_DUTY,
        keep=KEEP,
    ),
    personal(
        "Digest",
        "account",
        data="notice",
        purpose=PURPOSE,
        basis=Basis.STATUTORY_DUTY,
        keep=KEEP,
    ),
    personal(
        "ChannelChoice",
        "account reach address confirmed_at",
        data="notice_address",
        purpose=PURPOSE,
        basis=Basis.CONSENT,
        keep=AFTER_CLOSING,
    ),
    personal(
        "ChannelChoice",
        "code",
        data="notice_address",
        secret=True,
        purpose=PURPOSE,
        basis=Basis.CONSENT,
        keep=AFTER_CLOSING,
    ),
    personal(
        "Preference",
        "account language",
        data="notice_address",
        purpose=PURPOSE,
        basis=Basis.CONSENT,
        keep=AFTER_CLOSING,
    ),
)

IMPERSONAL = {
    "Notice": "id kind about_type scope_path urgency dedupe_key posted_at",
    "Addressee": "id notice kind language due_at handed_at waiting_for",
    "InboxEntry": "id notice seat_id is_fallback urgency posted_at digest",
    "Digest": "id day composed_at",
    "ChannelChoice": "id channel code_sent_at tries",
    # A sending names what it carries by number; what it says is composed when it is sent.
    "Delivery": "id key state attempts due_at claim last_code queued_at tried_at settled_at "
    "channel scope_path urgency entry digest addressee choice",
    "Webhook": "id name url secret kinds scope_path account created_at failing_since disabled_at",
    "WebhookDelivery": "id key state attempts due_at claim last_code queued_at tried_at settled_at "
    "webhook notice kind body status",
}
