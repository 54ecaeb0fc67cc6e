"""An advert's readers are counted, once a day each."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0005_competition_is_public"),
        ("placements", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AdvertView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("visitor", models.UUIDField(null=True)),
                (
                    "advert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="views",
                        to="placements.advert",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("visitor__isnull", False)),
                        fields=["day"],
                        name="advert_view_to_forget",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("advert", "day", "visitor"), name="advert_view_counts_once_a_day"
                    )
                ],
            },
        ),
    ]
