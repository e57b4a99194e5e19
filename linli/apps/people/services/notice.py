"""Publishing the privacy notice: a new version whenever the declarations have changed."""

from datetime import datetime

from django.db import transaction

from linli.apps.audit.services import record
from linli.apps.people.models import NoticeVersion
from linli.apps.people.selectors.notices import current_notice, notice_content, notice_digest
from linli.core.access import Actor, by_role, require
from linli.core.canonical import canonical_bytes


@transaction.atomic
def publish_notice(*, actor: Actor, now: datetime) -> NoticeVersion:
    """Publish today's declarations as a notice; the one in force where nothing has changed.

    Only for the system: at start-up and after an update. Source: [rule:privacy-notice].
    """
    require(by_role(actor, (), ""))
    current, fresh = current_notice(), notice_digest()
    if current is not None and current.digest == fresh:
        return current
    notice = NoticeVersion.objects.create(
        number=current.number + 1 if current else 1,
        digest=fresh,
        content=canonical_bytes(notice_content()).decode(),
        published_at=now,
    )
    record(
        actor=actor,
        kind="notice.published",
        subject_type="notice",
        subject_id=notice.number,
        now=now,
        facts={"digest": fresh},
    )
    return notice
