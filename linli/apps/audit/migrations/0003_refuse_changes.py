"""The database itself refuses to change or remove what the trail holds."""

from django.db import migrations

from linli.kit.append_only import forbid_changes

TABLES = ["audit_auditevent", "audit_seal", "audit_sealstamp"]


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_seals")]

    operations = [forbid_changes(table) for table in TABLES]
