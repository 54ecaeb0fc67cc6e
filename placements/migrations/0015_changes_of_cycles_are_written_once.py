from django.db import migrations

WRITTEN_ONCE = """
CREATE TRIGGER cycle_change_is_written_once BEFORE UPDATE ON placements_cyclechange
    FOR EACH ROW EXECUTE FUNCTION history_is_written_once();
"""
WRITTEN_AGAIN = "DROP TRIGGER cycle_change_is_written_once ON placements_cyclechange;"


class Migration(migrations.Migration):
    dependencies = [
        ("microinternships", "0002_history_is_written_once"),
        ("placements", "0014_what_changes_about_a_cycle_is_kept"),
    ]
    operations = [migrations.RunSQL(WRITTEN_ONCE, WRITTEN_AGAIN)]
