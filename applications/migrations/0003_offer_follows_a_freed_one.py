"""An ended offer's place is passed on to one reserve and never to two."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("applications", "0002_hours_default_to_times")]

    operations = [
        migrations.AddField(
            "offer",
            "follows",
            models.OneToOneField(
                "applications.offer",
                null=True,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="followed_by",
                verbose_name="takes the place of",
            ),
        ),
    ]
