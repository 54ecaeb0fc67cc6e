"""What silence after a placement decides: it was attended in full."""

from datetime import datetime

from microinternships import clock, deadlines
from placements import policy
from placements.models import Placement
from placements.workflow import placement_machine


@deadlines.register
def apply_defaults(now: datetime) -> int:
    """Count as attended what the host has said nothing about; returns how many placements."""
    over = Placement.objects.filter(
        state=Placement.State.CONFIRMED, week__starts_on__lt=now.astimezone(clock.OXFORD).date()
    ).ready_to_show()
    silent = [
        placement
        for placement in over
        if policy.attendance_counts_at(placement.last_day) <= now - deadlines.GRACE
    ]
    with clock.standing_at(now):
        return sum(
            deadlines.fire(placement_machine, "attendance_by_default", placement)
            for placement in silent
        )
