"""History rows can be added, never changed or removed (SY-09); the database says so."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION history_is_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'History is written once: it cannot be changed or removed.'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'history_is_written_once';
END $$;
CREATE TRIGGER history_is_written_once BEFORE UPDATE OR DELETE ON microinternships_transition
    FOR EACH ROW EXECUTE FUNCTION history_is_written_once();
"""
BACKWARD = """
DROP TRIGGER history_is_written_once ON microinternships_transition;
DROP FUNCTION history_is_written_once();
"""


class Migration(migrations.Migration):
    dependencies = [("microinternships", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
