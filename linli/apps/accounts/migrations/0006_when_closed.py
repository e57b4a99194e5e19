"""When an account was closed; for those closed before, the trail knows it."""

from datetime import UTC, datetime

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def fill(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Take the day from the trail; where it says nothing, the period runs from today."""
    events = apps.get_model("audit", "AuditEvent").objects
    for account in apps.get_model("accounts", "Account").objects.filter(is_active=False):
        closed = events.filter(
            kind="accounts.account_deactivated",
            subject_type="account",
            subject_id=str(account.pk),
        )
        last = closed.order_by("-pk").first()
        account.closed_at = last.at if last else datetime.now(UTC)
        account.save(update_fields=["closed_at"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_where_opened"), ("audit", "0003_refuse_changes")]

    operations = [
        migrations.AddField("account", "closed_at", models.DateTimeField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
