"""What was claimed never changes once the claim is sent; only a draft's lines may."""

from django.db import migrations

CLAIMED_AMOUNTS_STAND = """
CREATE FUNCTION claimed_amount_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.claimed, NEW.claimed_currency, NEW.category, NEW.claim_id)
            IS DISTINCT FROM (OLD.claimed, OLD.claimed_currency, OLD.category, OLD.claim_id)
       AND EXISTS (SELECT FROM expenses_claim WHERE id = OLD.claim_id AND state <> 'draft') THEN
        RAISE EXCEPTION 'What was claimed cannot change once the claim is sent.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claimed_amount_never_changes';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claimed_amount_never_changes BEFORE UPDATE ON expenses_item
    FOR EACH ROW EXECUTE FUNCTION claimed_amount_never_changes();
"""
REVERSE = """
DROP TRIGGER claimed_amount_never_changes ON expenses_item;
DROP FUNCTION claimed_amount_never_changes();
"""


class Migration(migrations.Migration):
    dependencies = [("expenses", "0001_initial")]
    operations = [migrations.RunSQL(CLAIMED_AMOUNTS_STAND, REVERSE)]
