from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_accounts_of_programs")]

    operations = [
        migrations.AddField(
            model_name="account",
            name="scope_path",
            field=models.CharField(blank=True, default="", max_length=120),
        ),
    ]
