"""The terms for hosts, and whether they have changed, stand on a host's own page."""

from django.db import migrations

from microinternships.shared import unwatch, watch

TABLES = ("pages_page",)


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0004_a_row_for_the_terms"),
        ("microinternships", "0004_everything_has_a_version"),
    ]
    operations = [
        migrations.RunSQL(watch(*TABLES, public=False), unwatch(*TABLES, public=False)),
    ]
