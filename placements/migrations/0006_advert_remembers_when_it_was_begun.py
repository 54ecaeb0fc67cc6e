"""Reminders about a draft leave out the steps that had passed before it was begun."""

from django.db import migrations, models

from microinternships import clock


class Migration(migrations.Migration):
    dependencies = [("placements", "0005_closing_time_of_its_own_and_late_permit")]

    operations = [
        migrations.AddField(
            "advert",
            "created_at",
            models.DateTimeField("begun", default=clock.now, editable=False),
        ),
    ]
