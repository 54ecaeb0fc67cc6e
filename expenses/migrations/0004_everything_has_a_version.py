"""Claims raise the version of everything that pages are made of."""

from django.db import migrations

from microinternships.shared import unwatch, watch

TABLES = (
    "expenses_claim",
    "expenses_item",
    "expenses_item_days",
    "expenses_payment",
    "expenses_receipt",
)


class Migration(migrations.Migration):
    dependencies = [
        ("expenses", "0003_claim_remembers_its_dispute"),
        ("microinternships", "0004_everything_has_a_version"),
    ]
    operations = [
        migrations.RunSQL(watch(*TABLES, public=False), unwatch(*TABLES, public=False)),
    ]
