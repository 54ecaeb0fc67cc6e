"""Workshops and their bookings raise the version of everything that pages are made of."""

from django.db import migrations

from microinternships.shared import unwatch, watch

TABLES = ("workshops_workshop", "workshops_booking")


class Migration(migrations.Migration):
    dependencies = [
        ("workshops", "0001_workshops_and_their_bookings"),
        ("microinternships", "0004_everything_has_a_version"),
    ]
    operations = [
        migrations.RunSQL(watch(*TABLES, public=False), unwatch(*TABLES, public=False)),
    ]
