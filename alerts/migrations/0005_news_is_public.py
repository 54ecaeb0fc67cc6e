"""News stands on the first page that anybody reads: it raises the version of what is public."""

from django.db import migrations

from microinternships.shared import unwatch, watch

TABLES = ("alerts_announcement",)


class Migration(migrations.Migration):
    dependencies = [
        ("alerts", "0004_people_switch_alerts_off"),
        ("microinternships", "0004_everything_has_a_version"),
    ]
    operations = [
        migrations.RunSQL(watch(*TABLES), unwatch(*TABLES)),
    ]
