"""Concerns raise the version of everything that pages are made of."""

from django.db import migrations

from microinternships.shared import unwatch, watch

TABLES = ("enquiries_concern",)


class Migration(migrations.Migration):
    dependencies = [
        ("enquiries", "0003_answers_are_public"),
        ("microinternships", "0004_everything_has_a_version"),
    ]
    operations = [
        migrations.RunSQL(watch(*TABLES, public=False), unwatch(*TABLES, public=False)),
    ]
