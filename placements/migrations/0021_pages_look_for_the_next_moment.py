"""A page is true until the next stored moment, which is looked for each time one is made."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("placements", "0020_everything_has_a_version"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="advert",
            index=models.Index(fields=["own_closing_at"], name="adverts_by_own_close"),
        ),
        migrations.AddIndex(
            model_name="advert",
            index=models.Index(fields=["submit_late_until"], name="adverts_by_permit"),
        ),
    ]
