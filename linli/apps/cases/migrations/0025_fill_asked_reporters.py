"""Cases that wait for a reporter whom no account reaches come on the list of whom to call."""

from django.db import migrations
from django.db.models import Exists, OuterRef


def fill(apps, _schema):
    cases = apps.get_model("cases", "Case").objects.filter(state="CHECKED")
    accounts = apps.get_model("accounts", "Account").objects.filter(is_active=True)
    known = cases.exclude(disclosure="ANONYMOUS").exclude(
        Exists(accounts.filter(pk=OuterRef("reporter_account_id")))
    )
    by_person = Exists(accounts.filter(person_id=OuterRef("reporter_id")))
    whom = known.exclude(by_person, reporter_account_id=None)
    cases.filter(pk__in=list(whom.values_list("pk", flat=True))).update(is_to_call=True)


class Migration(migrations.Migration):
    dependencies = [("cases", "0024_asked_reporters"), ("accounts", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
