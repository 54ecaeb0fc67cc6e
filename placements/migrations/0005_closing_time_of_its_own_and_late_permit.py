"""An advert may close later than its round as well as earlier, and be submitted late."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("placements", "0004_hours_default_to_times")]

    operations = [
        migrations.RenameField("advert", "closes_early_at", "own_closing_at"),
        migrations.AlterField(
            "advert",
            "own_closing_at",
            models.DateTimeField(
                "closes at a time of its own",
                null=True,
                blank=True,
                editable=False,
                help_text="Instead of the close of the round in which it lies.",
            ),
        ),
        migrations.AddField(
            "advert",
            "submit_late_until",
            models.DateTimeField(
                "may be submitted until",
                null=True,
                blank=True,
                editable=False,
                help_text="A permit of the Internship Office, after adverts were due.",
            ),
        ),
    ]
