"""Acts of notices; other applications call `post_notice`."""

from linli.apps.notices.services.choices import (
    confirm_address,
    remove_channel,
    set_address,
    set_language,
    set_reach,
)
from linli.apps.notices.services.digests import compose_digest, follow_post
from linli.apps.notices.services.handing_out import hand_out_next
from linli.apps.notices.services.inbox import read_entry, read_everything
from linli.apps.notices.services.posting import post_notice
from linli.apps.notices.services.queue import (
    claim_deliveries,
    claim_webhook_deliveries,
    drop_delivery,
    retry_delivery,
    settle_delivery,
)
from linli.apps.notices.services.retention import delete_old_notices
from linli.apps.notices.services.webhooks import (
    add_webhook,
    disable_webhook,
    enable_webhook,
    renew_secret,
    retry_webhook_delivery,
    send_test,
    settle_webhook_delivery,
)

__all__ = [
    "add_webhook",
    "claim_deliveries",
    "claim_webhook_deliveries",
    "compose_digest",
    "confirm_address",
    "delete_old_notices",
    "disable_webhook",
    "drop_delivery",
    "enable_webhook",
    "follow_post",
    "hand_out_next",
    "post_notice",
    "read_entry",
    "read_everything",
    "remove_channel",
    "renew_secret",
    "retry_delivery",
    "retry_webhook_delivery",
    "send_test",
    "set_address",
    "set_language",
    "set_reach",
    "settle_delivery",
    "settle_webhook_delivery",
]
