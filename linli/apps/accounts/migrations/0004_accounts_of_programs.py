from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_phone_and_code_requests")]

    operations = [
        migrations.AddField(
            model_name="account",
            name="is_program",
            field=models.BooleanField(default=False),
        ),
    ]
