"""Who people are raises the version of everything; that somebody signed in does not."""

from django.db import migrations

from microinternships.shared import unwatch, watch

TABLES = (
    "account_emailaddress",
    "accounts_officemember",
    "accounts_student",
)
WATCH = """
CREATE TRIGGER change AFTER INSERT OR DELETE OR TRUNCATE ON accounts_user
    FOR EACH STATEMENT EXECUTE FUNCTION note_change();
CREATE TRIGGER change_of_a_row AFTER UPDATE ON accounts_user
    FOR EACH ROW WHEN (to_jsonb(OLD) - 'last_login' IS DISTINCT FROM to_jsonb(NEW) - 'last_login')
    EXECUTE FUNCTION note_change();
"""
UNWATCH = """
DROP TRIGGER change ON accounts_user;
DROP TRIGGER change_of_a_row ON accounts_user;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("microinternships", "0004_everything_has_a_version"),
    ]
    operations = [
        migrations.RunSQL(watch(*TABLES, public=False), unwatch(*TABLES, public=False)),
        migrations.RunSQL(WATCH, UNWATCH),
    ]
