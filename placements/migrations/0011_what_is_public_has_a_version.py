"""Whatever the pages that anybody may read are made of raises their version."""

from django.db import migrations

from microinternships.shared import unwatch, watch

TABLES = (
    "placements_advert",
    "placements_advert_weeks",
    "placements_candidateweek",
    "placements_cycle",
    "placements_organisation",
    "placements_placement",
    "placements_round",
)


class Migration(migrations.Migration):
    dependencies = [
        ("placements", "0010_students_save_searches"),
        ("microinternships", "0003_what_is_public_has_a_version"),
    ]
    operations = [migrations.RunSQL(watch(*TABLES), unwatch(*TABLES))]
