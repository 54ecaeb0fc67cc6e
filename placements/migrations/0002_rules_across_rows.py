"""Two rules no single row can show: a placement's days and the order of a cycle's dates.

Both triggers wait for the end of the transaction, so rows may be written in any order.
"""

from django.db import migrations

PLACEMENT_DAYS = """
CREATE FUNCTION placement_lasts_2_to_5_days() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_placement bigint;
    days int;
    outside int;
BEGIN
    IF TG_TABLE_NAME = 'placements_placement' THEN
        of_placement := NEW.id;
    ELSE
        of_placement := COALESCE(NEW.placement_id, OLD.placement_id);
    END IF;
    SELECT count(d.id),
           count(d.id) FILTER (WHERE d.date NOT BETWEEN w.starts_on AND w.starts_on + 4
                                  OR d.student_id <> p.student_id)
      INTO days, outside
      FROM placements_placement p
      JOIN placements_candidateweek w ON w.id = p.week_id
      LEFT JOIN placements_placementday d ON d.placement_id = p.id
     WHERE p.id = of_placement
     GROUP BY p.id;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF days NOT BETWEEN 2 AND 5 THEN
        RAISE EXCEPTION 'A micro-internship lasts 2 to 5 days, not %.', days
            USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_lasts_2_to_5_days';
    END IF;
    IF outside > 0 THEN
        RAISE EXCEPTION 'Every day of a placement lies in its candidate week.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_lasts_2_to_5_days';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER placement_lasts_2_to_5_days
    AFTER INSERT OR UPDATE ON placements_placement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION placement_lasts_2_to_5_days();
CREATE CONSTRAINT TRIGGER placement_lasts_2_to_5_days
    AFTER INSERT OR UPDATE OR DELETE ON placements_placementday
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION placement_lasts_2_to_5_days();
"""
NO_PLACEMENT_DAYS = """
DROP TRIGGER placement_lasts_2_to_5_days ON placements_placementday;
DROP TRIGGER placement_lasts_2_to_5_days ON placements_placement;
DROP FUNCTION placement_lasts_2_to_5_days();
"""

CYCLE_DATES = """
CREATE FUNCTION cycle_dates_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_cycle bigint;
    problem text;
BEGIN
    IF TG_TABLE_NAME = 'placements_cycle' THEN
        of_cycle := NEW.id;
    ELSE
        of_cycle := COALESCE(NEW.cycle_id, OLD.cycle_id);
    END IF;
    SELECT CASE
        WHEN c.adverts_due_at >= r.first_opens THEN 'Adverts are due before applications open.'
        WHEN r.last_answer > c.reserve_ends_at THEN 'The reserve list ends after offers are answered.'
        WHEN r.overlap THEN 'A round opens after the one before it has been answered.'
        WHEN (c.reserve_ends_at AT TIME ZONE 'Europe/London')::date >= w.first_monday
            THEN 'The reserve list ends before week A.'
        WHEN w.gap < 7 THEN 'Week B comes after week A.'
        WHEN (c.claims_close_at AT TIME ZONE 'Europe/London')::date <= w.last_monday + 4
            THEN 'Claims close after the last candidate week.'
        END
      INTO problem
      FROM placements_cycle c
      CROSS JOIN LATERAL (
          SELECT min(opens_at) AS first_opens, max(answer_by) AS last_answer,
                 bool_or(opens_at < earlier) AS overlap
            FROM (SELECT opens_at, answer_by, lag(answer_by) OVER (ORDER BY number) AS earlier
                    FROM placements_round WHERE cycle_id = c.id) AS ordered) r
      CROSS JOIN LATERAL (
          SELECT min(starts_on) AS first_monday, max(starts_on) AS last_monday,
                 max(starts_on) FILTER (WHERE label = 'B')
                     - max(starts_on) FILTER (WHERE label = 'A') AS gap
            FROM placements_candidateweek WHERE cycle_id = c.id) w
     WHERE c.id = of_cycle;
    IF problem IS NOT NULL THEN
        RAISE EXCEPTION '%', problem
            USING ERRCODE = 'check_violation', CONSTRAINT = 'cycle_dates_in_order';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER cycle_dates_in_order AFTER INSERT OR UPDATE ON placements_cycle
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cycle_dates_in_order();
CREATE CONSTRAINT TRIGGER cycle_dates_in_order AFTER INSERT OR UPDATE OR DELETE ON placements_round
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cycle_dates_in_order();
CREATE CONSTRAINT TRIGGER cycle_dates_in_order
    AFTER INSERT OR UPDATE OR DELETE ON placements_candidateweek
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cycle_dates_in_order();
"""
NO_CYCLE_DATES = """
DROP TRIGGER cycle_dates_in_order ON placements_candidateweek;
DROP TRIGGER cycle_dates_in_order ON placements_round;
DROP TRIGGER cycle_dates_in_order ON placements_cycle;
DROP FUNCTION cycle_dates_in_order();
"""


class Migration(migrations.Migration):
    dependencies = [("placements", "0001_initial")]
    operations = [
        migrations.RunSQL(PLACEMENT_DAYS, NO_PLACEMENT_DAYS),
        migrations.RunSQL(CYCLE_DATES, NO_CYCLE_DATES),
    ]
