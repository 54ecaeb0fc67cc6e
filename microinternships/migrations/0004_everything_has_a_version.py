"""Beside the version of what anybody may read, one of everything that pages are made of.

Whatever raises the first raises the second too, so no table needs two triggers.
"""

from django.db import migrations

FORWARD = """
DROP TABLE public_change;
CREATE TABLE change (
    scope text NOT NULL,
    transaction xid8 NOT NULL,
    times integer NOT NULL DEFAULT 1,
    PRIMARY KEY (scope, transaction)
);
CREATE FUNCTION raise_version(scopes text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO change (scope, transaction)
        SELECT one, pg_current_xact_id() FROM unnest(scopes) AS one
        ON CONFLICT (scope, transaction) DO UPDATE SET times = change.times + 1;
    -- Of these scopes only: a version without its last row would be one that was there before.
    DELETE FROM change WHERE (scope, transaction) IN (
        SELECT scope, transaction FROM change
         WHERE scope = ANY(scopes)
           AND (transaction < pg_snapshot_xmin(pg_current_snapshot())
                OR (transaction >= pg_snapshot_xmax(pg_current_snapshot())  -- of an earlier server
                    AND transaction <> pg_current_xact_id()))
           FOR UPDATE SKIP LOCKED);
END $$;
CREATE OR REPLACE FUNCTION note_public_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM raise_version(ARRAY['public', 'anything']);
    RETURN NULL;
END $$;
CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM raise_version(ARRAY['anything']);
    RETURN NULL;
END $$;
"""
BACKWARD = """
DROP FUNCTION note_change();
DROP FUNCTION raise_version(text[]);
DROP TABLE change;
CREATE TABLE public_change (
    transaction xid8 PRIMARY KEY,
    times integer NOT NULL DEFAULT 1
);
CREATE OR REPLACE FUNCTION note_public_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public_change (transaction) VALUES (pg_current_xact_id())
        ON CONFLICT (transaction) DO UPDATE SET times = public_change.times + 1;
    DELETE FROM public_change WHERE transaction IN (
        SELECT transaction FROM public_change
         WHERE transaction < pg_snapshot_xmin(pg_current_snapshot())
            OR (transaction >= pg_snapshot_xmax(pg_current_snapshot())
                AND transaction <> pg_current_xact_id())
           FOR UPDATE SKIP LOCKED);
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("microinternships", "0003_what_is_public_has_a_version")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
