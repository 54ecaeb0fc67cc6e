"""A page is true until the next stored moment, which is looked for each time one is made."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("expenses", "0004_everything_has_a_version"),
        ("placements", "0021_pages_look_for_the_next_moment"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["decide_by"], name="claims_by_time_to_decide"),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["pay_by"], name="claims_by_time_to_pay"),
        ),
    ]
