"""A question and its answer stand on the advert's page: they raise the version of what is public."""

from django.db import migrations

from microinternships.shared import unwatch, watch


class Migration(migrations.Migration):
    dependencies = [
        ("enquiries", "0002_concerns_for_the_office"),
        ("microinternships", "0003_what_is_public_has_a_version"),
    ]
    operations = [
        migrations.RunSQL(watch("enquiries_question"), unwatch("enquiries_question")),
    ]
