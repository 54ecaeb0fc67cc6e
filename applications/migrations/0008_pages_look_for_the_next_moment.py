"""A page is true until the next stored moment, which is looked for each time one is made."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0007_everything_has_a_version"),
        ("placements", "0021_pages_look_for_the_next_moment"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(fields=["respond_by"], name="offers_by_time_to_answer"),
        ),
    ]
