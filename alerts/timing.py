"""When a reminder goes out: pure functions of dates, in Oxford's time.

A step is written as a distance from the deadline T: "T-7d" (days), "T-6h"
(hours), "T-5wd" (working days), "T+5wd", or "T" for the deadline itself. Days
and working days keep the time of day over a clock change; hours are true hours.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import count

from microinternships.clock import OXFORD
from microinternships.workingdays import add_working_days, is_working_day

QUIET_FROM, QUIET_UNTIL = time(21), time(8)
EARLIEST, LATEST = time(9), time(20)
APART = timedelta(hours=12)

_STEP = re.compile(r"T(?:(?P<sign>[+-])(?P<count>\d+)(?P<unit>d|h|wd))?")


@dataclass(frozen=True, slots=True)
class Step:
    """A parsed step; ``name`` is what the ledger's key holds."""

    name: str
    count: int = 0
    unit: str = "d"

    @classmethod
    def parse(cls, name: str) -> "Step":
        """Raises ValueError when ``name`` is not written like the examples above."""
        found = _STEP.fullmatch(name)
        if not found:
            raise ValueError(f"“{name}” is not a step: write T, T-7d, T-6h, T-5wd or T+5wd.")
        if not found["unit"]:
            return cls(name)
        return cls(name, int(found["sign"] + found["count"]), found["unit"])

    @property
    def before(self) -> bool:
        """Whether the step lies before its deadline, so that it can come too late."""
        return self.count < 0

    def moment(self, deadline: datetime) -> datetime:
        """The aware UTC moment of this step for an aware ``deadline``."""
        if self.unit == "h":
            return deadline.astimezone(UTC) + timedelta(hours=self.count)
        local = deadline.astimezone(OXFORD)
        if self.unit == "wd":
            day = add_working_days(local.date(), self.count)
        else:
            day = local.date() + timedelta(days=self.count)
        return datetime.combine(day, local.timetz()).astimezone(UTC)


def is_quiet(moment: datetime) -> bool:
    """Whether optional mail keeps quiet: 21:00-08:00, weekends, English bank holidays."""
    local = moment.astimezone(OXFORD)
    awake = QUIET_UNTIL <= local.time() < QUIET_FROM
    return not (awake and is_working_day(local.date()))


def brought_forward(moment: datetime) -> datetime:
    """``moment``, or when that is quiet the last one before it in 09:00-20:00 of a working day."""
    if not is_quiet(moment):
        return moment
    for back in count():
        day = moment.astimezone(OXFORD).date() - timedelta(days=back)
        latest = datetime.combine(day, LATEST, OXFORD)
        if is_working_day(day) and latest <= moment:
            return latest.astimezone(UTC)
    raise AssertionError("there is always an earlier working day")


def put_off(moment: datetime) -> datetime:
    """``moment``, or when that is quiet 09:00 on the next working day that follows it."""
    if not is_quiet(moment):
        return moment
    for on in count():
        day = moment.astimezone(OXFORD).date() + timedelta(days=on)
        earliest = datetime.combine(day, EARLIEST, OXFORD)
        if is_working_day(day) and earliest >= moment:
            return earliest.astimezone(UTC)
    raise AssertionError("there is always a later working day")


def latest_digest(now: datetime) -> datetime:
    """The latest 09:00 of a working day by ``now``: what a daily digest takes as its deadline."""
    day = now.astimezone(OXFORD).date()
    if not is_working_day(day) or now < datetime.combine(day, EARLIEST, OXFORD):
        day = add_working_days(day, -1)
    return datetime.combine(day, EARLIEST, OXFORD).astimezone(UTC)


def latest_weekly_digest(now: datetime) -> datetime:
    """The latest 09:00 by ``now`` of a week's first working day."""
    for back in count():
        day = now.astimezone(OXFORD).date() - timedelta(days=7 * back)
        first = add_working_days(day - timedelta(days=day.weekday() + 1), 1)
        earliest = datetime.combine(first, EARLIEST, OXFORD)
        if earliest <= now:
            return earliest.astimezone(UTC)
    raise AssertionError("there is always an earlier week")


def moments(
    steps: Iterable[Step],
    deadline: datetime,
    *,
    since: datetime | None = None,
    considerate: bool = False,
) -> list[tuple[Step, datetime]]:
    """The steps of one deadline with the moment of each, earliest first.

    When ``considerate``, quiet hours are kept (a step before the deadline is
    brought forward, one at or after it put off) and of two steps within twelve
    hours only the first stays. A step that lies before ``since``, when its
    subject came to be, is left out: a draft begun five hours before the close
    gets no T-7d. A step still ahead then, that would be brought forward to
    before it, is put off instead while that comes before the deadline: a draft
    begun on Saturday is reminded on Monday at nine, if it closes at noon.
    """
    kept: list[tuple[Step, datetime]] = []
    for step in sorted(steps, key=lambda step: step.moment(deadline)):
        planned = moment = step.moment(deadline)
        if considerate:
            moment = brought_forward(planned) if step.before else put_off(planned)
        if since is not None and moment < since <= planned:
            moment = put_off(planned)
        too_early = since is not None and planned < since
        if too_early or (step.before and moment >= deadline):
            continue
        if considerate and kept and moment - kept[-1][1] < APART:
            continue
        kept.append((step, moment))
    return kept
