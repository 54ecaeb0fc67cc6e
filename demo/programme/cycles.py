"""Overlapping cycles, so that several phases exist at once."""

from dataclasses import dataclass
from datetime import timedelta

from microinternships import clock
from placements import dates
from placements.models import CandidateWeek, Cycle, Round


@dataclass(frozen=True, slots=True)
class Plan:
    """``days`` from today after which week A's Monday is the next one."""

    name: str
    season: str
    days: int
    held: bool


PLANS = {
    "collecting": Plan("Demo A", Cycle.Season.SUMMER, 85, held=True),
    "open": Plan("Demo B", Cycle.Season.SPRING, 50, held=False),
    "choosing": Plan("Demo C", Cycle.Season.WINTER, 33, held=True),
    "claiming": Plan("Demo D", Cycle.Season.SUMMER, -21, held=True),
}


def make_cycles() -> dict[str, Cycle]:
    return {phase: _make(plan) for phase, plan in PLANS.items()}


def open_cycle() -> Cycle | None:
    return Cycle.objects.filter(name=PLANS["open"].name).first()


def _make(plan: Plan) -> Cycle:
    day = clock.today() + timedelta(days=plan.days)
    milestones = dates.propose(day + timedelta(days=-day.weekday() % 7))
    cycle = Cycle.objects.create(
        name=plan.name,
        academic_year=f"{day.year - 1}/{day.year % 100:02}",
        season=plan.season,
        **milestones.of_cycle(),
    )
    of_round = milestones.of_round()
    if not plan.held:
        of_round["release_at"] = None
    Round.objects.create(cycle=cycle, **of_round)
    for week in milestones.weeks:
        CandidateWeek.objects.create(cycle=cycle, label=week.label, starts_on=week.starts_on)
    return cycle
