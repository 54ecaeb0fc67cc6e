"""Overlapping cycles, so that every phase exists at once."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from demo.programme.scenarios import Scenario, soon
from microinternships import clock
from microinternships.workingdays import add_working_days
from placements import dates
from placements.models import CandidateWeek, Cycle, Round


@dataclass(frozen=True, slots=True)
class Plan:
    """``days`` from today after which week A's Monday is the next one, ``gap`` from it to week B's.

    ``answers`` is for how many working days an offer may stand open.
    """

    name: str
    season: str
    days: int
    gap: int = 7
    held: bool = True
    answers: int = dates.ANSWER_WORKING_DAYS


# In the claiming one, students of week A claim while those of week B are in their placements.
PLANS = {
    "collecting": Plan("Demo A", Cycle.Season.SUMMER, 80),
    "open": Plan("Demo B", Cycle.Season.SPRING, 46, held=False),
    "choosing": Plan("Demo C", Cycle.Season.WINTER, 33),
    "answering": Plan("Demo E", Cycle.Season.WINTER, 21, answers=10),
    "claiming": Plan("Demo D", Cycle.Season.SUMMER, -34, gap=28),
    "finished": Plan("Demo F", Cycle.Season.SPRING, -84),
}
DAYS_TO_ANSWER = 2  # working days that are left for the offers of the answering cycle


def laid() -> bool:
    """Whether there is a demonstration already, of whatever version."""
    return Cycle.objects.filter(name__in=[plan.name for plan in PLANS.values()]).exists()


def make_cycles(scenario: Scenario | None = None) -> dict[str, Cycle]:
    """One cycle for each phase; that of ``scenario`` reaches its milestone in a few hours."""
    return {phase: _make(phase, plan, scenario) for phase, plan in PLANS.items()}


def _make(phase: str, plan: Plan, scenario: Scenario | None) -> Cycle:
    if scenario and scenario.phase != phase:
        scenario = None
    if scenario:
        plan = replace(
            plan,
            days=plan.days if scenario.days is None else scenario.days,
            gap=plan.gap if scenario.gap is None else scenario.gap,
        )
    week_a = _monday_from(clock.today() + timedelta(days=plan.days))
    milestones = dates.propose(week_a, week_b=week_a + timedelta(days=plan.gap))
    of_cycle, of_round = milestones.of_cycle(), milestones.of_round()
    _change(phase, plan, of_round)
    if scenario:
        _bring_forward(scenario, of_cycle, of_round)
    return _store(plan, milestones, of_cycle, of_round)


def _monday_from(day: date) -> date:
    """``day`` itself or the first Monday after it."""
    return day + timedelta(days=-day.weekday() % 7)


def _change(phase: str, plan: Plan, of_round: dict) -> None:
    """Where a phase departs from the programme's pattern."""
    if not plan.held:
        of_round["release_at"] = None
    if phase == "answering":
        of_round["answer_by"] = _noon_in(DAYS_TO_ANSWER, clock.now())


def _noon_in(working_days: int, moment: datetime) -> datetime:
    return clock.noon(add_working_days(moment.astimezone(clock.OXFORD).date(), working_days))


def _bring_forward(scenario: Scenario, of_cycle: dict, of_round: dict) -> None:
    changed = of_round if scenario.field in of_round else of_cycle
    changed[scenario.field] = soon()
    if scenario.field == "release_at":
        of_round["answer_by"] = _noon_in(dates.ANSWER_WORKING_DAYS, soon())


def _store(plan: Plan, milestones, of_cycle: dict, of_round: dict) -> Cycle:
    year = milestones.weeks[0].starts_on.year
    cycle = Cycle.objects.create(
        name=plan.name,
        academic_year=f"{year - 1}/{year % 100:02}",
        season=plan.season,
        **of_cycle,
    )
    Round.objects.create(cycle=cycle, answer_working_days=plan.answers, **of_round)
    for week in milestones.weeks:
        CandidateWeek.objects.create(cycle=cycle, label=week.label, starts_on=week.starts_on)
    return cycle
