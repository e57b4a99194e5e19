"""The search table of places."""

from django.db import migrations

from linli.kit.search import create_search_index


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]

    operations = [create_search_index("places_place_search")]
