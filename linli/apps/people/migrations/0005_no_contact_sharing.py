"""A consent to share contacts was asked for and read by nothing: it goes, nothing rested on it."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def forget(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Delete the consents; the trail keeps when they were given."""
    apps.get_model("people", "Consent").objects.filter(subject="CONTACT_SHARING").delete()


class Migration(migrations.Migration):
    dependencies = [("people", "0004_data_handlers")]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
