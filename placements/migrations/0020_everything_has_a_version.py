"""What is shown to somebody only raises the version of everything, and so does an unseen draft.

An advert that is saved while it is typed raised the version of what is public with every pause.
"""

from django.db import migrations

from microinternships.shared import unwatch, watch

TABLES = (
    "placements_changerequest",
    "placements_feedback",
    "placements_fieldcomment",
    "placements_hostmember",
    "placements_invitation",
    "placements_joinrequest",
    "placements_latepermit",
    "placements_placementday",
    "placements_savedsearch",
    "placements_submission",
    "placements_termsacceptance",
)
WATCH = """
DROP TRIGGER public_change ON placements_advert;
CREATE TRIGGER public_change AFTER INSERT OR DELETE OR TRUNCATE ON placements_advert
    FOR EACH STATEMENT EXECUTE FUNCTION note_public_change();
CREATE TRIGGER public_change_of_a_row AFTER UPDATE ON placements_advert
    FOR EACH ROW WHEN (NOT (OLD.state IN ('draft', 'changes_requested') AND NEW.state = OLD.state))
    EXECUTE FUNCTION note_public_change();
CREATE TRIGGER change AFTER UPDATE ON placements_advert
    FOR EACH STATEMENT EXECUTE FUNCTION note_change();
"""
UNWATCH = """
DROP TRIGGER change ON placements_advert;
DROP TRIGGER public_change_of_a_row ON placements_advert;
DROP TRIGGER public_change ON placements_advert;
CREATE TRIGGER public_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON placements_advert
    FOR EACH STATEMENT EXECUTE FUNCTION note_public_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("placements", "0019_hosts_ask_for_a_change"),
        ("microinternships", "0004_everything_has_a_version"),
    ]
    operations = [
        migrations.RunSQL(watch(*TABLES, public=False), unwatch(*TABLES, public=False)),
        migrations.RunSQL(WATCH, UNWATCH),
    ]
