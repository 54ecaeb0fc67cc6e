"""What a host is asked about, found without reading their adverts of all the years before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("placements", "0015_changes_of_cycles_are_written_once")]

    operations = [
        migrations.AddIndex(
            "advert",
            models.Index(fields=["organisation", "cycle"], name="adverts_of_host_in_cycle"),
        ),
    ]
