"""An organisation keeps an admin, and the history of its people is written once.

The first trigger waits for the end of the transaction, so that roles may be handed over in any order, and
takes the organisation's lock, so that of two admins who go at the same moment one stays.
"""

from django.db import migrations

KEEPS_AN_ADMIN = """
CREATE FUNCTION organisation_keeps_an_admin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM placements_organisation WHERE id = OLD.organisation_id FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM placements_hostmember
         WHERE organisation_id = OLD.organisation_id AND is_admin
    ) THEN
        RAISE EXCEPTION 'Somebody has to look after an organisation''s people.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'organisation_keeps_an_admin';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER organisation_keeps_an_admin
    AFTER UPDATE OR DELETE ON placements_hostmember
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.is_admin)
    EXECUTE FUNCTION organisation_keeps_an_admin();
"""
NO_ADMIN_NEEDED = """
DROP TRIGGER organisation_keeps_an_admin ON placements_hostmember;
DROP FUNCTION organisation_keeps_an_admin();
"""
WRITTEN_ONCE = """
CREATE TRIGGER member_change_is_written_once BEFORE UPDATE ON placements_memberchange
    FOR EACH ROW EXECUTE FUNCTION history_is_written_once();
"""
WRITTEN_AGAIN = "DROP TRIGGER member_change_is_written_once ON placements_memberchange;"


class Migration(migrations.Migration):
    dependencies = [
        ("microinternships", "0002_history_is_written_once"),
        ("placements", "0008_people_and_terms_of_organisations"),
    ]
    operations = [
        migrations.RunSQL(KEEPS_AN_ADMIN, NO_ADMIN_NEEDED),
        migrations.RunSQL(WRITTEN_ONCE, WRITTEN_AGAIN),
    ]
