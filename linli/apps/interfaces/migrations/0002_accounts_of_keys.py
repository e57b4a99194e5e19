from django.db import migrations


def mark(apps, _schema_editor):
    """Mark the accounts that keys were given before accounts said so themselves."""
    keys = apps.get_model("interfaces", "ApiKey").objects.filter(account__isnull=False)
    accounts = apps.get_model("accounts", "Account").objects
    accounts.filter(pk__in=keys.values("account_id")).update(is_program=True)


class Migration(migrations.Migration):
    dependencies = [
        ("interfaces", "0001_initial"),
        ("accounts", "0004_accounts_of_programs"),
    ]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
