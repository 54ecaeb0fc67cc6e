"""A version of everything that anybody may read, which the database itself raises.

An app hangs the trigger on its own tables::

    migrations.RunSQL(watch("placements_advert"), unwatch("placements_advert"))

Every transaction that changes one of them leaves a row of its own, so writers never wait for each
other, and the set of rows that a reader sees becomes another one exactly when a transaction
commits: its row was in no set before. So no two sets are ever the same, and the set is the version
(:mod:`microinternships.shared`). Rows that every reader sees are tidied away by the next writer.
"""

from django.db import migrations

FORWARD = """
CREATE TABLE public_change (
    transaction xid8 PRIMARY KEY,
    times integer NOT NULL DEFAULT 1
);
CREATE FUNCTION note_public_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public_change (transaction) VALUES (pg_current_xact_id())
        ON CONFLICT (transaction) DO UPDATE SET times = public_change.times + 1;
    DELETE FROM public_change WHERE transaction IN (
        SELECT transaction FROM public_change
         WHERE transaction < pg_snapshot_xmin(pg_current_snapshot())
            OR (transaction >= pg_snapshot_xmax(pg_current_snapshot())  -- of a server before this
                AND transaction <> pg_current_xact_id())
           FOR UPDATE SKIP LOCKED);
    RETURN NULL;
END $$;
"""
BACKWARD = """
DROP FUNCTION note_public_change();
DROP TABLE public_change;
"""


class Migration(migrations.Migration):
    dependencies = [("microinternships", "0002_history_is_written_once")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
