"""What the bands of competition are made of raises the version of what is public.

Not every change: a draft that is saved as it is typed is nobody else's to read.
"""

from django.db import migrations

WATCH = """
CREATE TRIGGER public_change AFTER INSERT OR DELETE OR TRUNCATE ON applications_application
    FOR EACH STATEMENT EXECUTE FUNCTION note_public_change();
CREATE TRIGGER public_change_of_state AFTER UPDATE ON applications_application
    FOR EACH ROW WHEN ((OLD.state, OLD.round_id, OLD.advert_id)
                       IS DISTINCT FROM (NEW.state, NEW.round_id, NEW.advert_id))
    EXECUTE FUNCTION note_public_change();
"""
UNWATCH = """
DROP TRIGGER public_change ON applications_application;
DROP TRIGGER public_change_of_state ON applications_application;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0004_application_remembers_being_asked_again"),
        ("microinternships", "0003_what_is_public_has_a_version"),
    ]
    operations = [migrations.RunSQL(WATCH, UNWATCH)]
