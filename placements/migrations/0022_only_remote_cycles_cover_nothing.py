"""Where nothing is reimbursed because every placement is remote, every placement is remote."""

from django.db import migrations, models


def say_what_they_said(apps, schema_editor):
    cycles = apps.get_model("placements", "Cycle").objects
    cycles.filter(expense_rules="remote-only").update(remote_only=True)


class Migration(migrations.Migration):
    dependencies = [
        ("placements", "0021_pages_look_for_the_next_moment"),
    ]

    operations = [
        migrations.RunPython(say_what_they_said, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="cycle",
            constraint=models.CheckConstraint(
                condition=models.Q(remote_only=True) | ~models.Q(expense_rules="remote-only"),
                name="cycle_covers_nothing_only_when_remote",
                violation_error_message=(
                    "Only a cycle whose placements are all remote may reimburse nothing."
                ),
            ),
        ),
    ]
