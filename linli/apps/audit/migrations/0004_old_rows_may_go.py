"""Rows of the trail may be deleted once their period of keeping is over, and not a day before."""

from django.db import migrations

from linli.kit.append_only import let_old_rows_go


ENDING = ("at", 3660)


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_refuse_changes")]

    operations = [let_old_rows_go("audit_auditevent", ENDING)]
