"""What students and hosts do raises the version of everything; a draft being typed does not."""

from django.db import migrations

from microinternships.shared import unwatch, watch

TABLES = (
    "applications_application_weeks",
    "applications_offer",
    "applications_savedadvert",
    "applications_waiver",
)
WATCH = """
CREATE TRIGGER change AFTER UPDATE ON applications_application
    FOR EACH ROW WHEN (NOT (OLD.state = 'draft' AND NEW.state = 'draft'))
    EXECUTE FUNCTION note_change();
"""
UNWATCH = """
DROP TRIGGER change ON applications_application;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0006_views_of_adverts"),
        ("microinternships", "0004_everything_has_a_version"),
    ]
    operations = [
        migrations.RunSQL(watch(*TABLES, public=False), unwatch(*TABLES, public=False)),
        migrations.RunSQL(WATCH, UNWATCH),
    ]
