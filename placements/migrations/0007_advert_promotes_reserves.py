"""Hosts may have a freed place offered to the next reserve without being asked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("placements", "0006_advert_remembers_when_it_was_begun")]

    operations = [
        migrations.AddField(
            "advert",
            "promotes_reserves",
            models.BooleanField("offer a freed place to the next reserve at once", default=False),
        ),
    ]
