"""What only the Office may put right in a placement: its days, its terms, its end."""

from datetime import date

from django.db.models import QuerySet

from accounts.models import Student
from microinternships import phrases
from microinternships.engine import Act, Refusal
from placements import policy
from placements.models import (
    Advert,
    CandidateWeek,
    DayMode,
    Mode,
    Placement,
    PlacementDay,
)
from placements.workflow import changes

TERMS = (
    "day_starts",
    "day_ends",
    "unpaid_break",
    "zone",
    "place",
    "contact_name",
    "contact_email",
    "joining_instructions",
)


def student_and_advert(placement: Placement) -> list[QuerySet]:
    return [
        Student.objects.filter(pk=placement.student_id),
        Advert.objects.filter(pk=placement.advert_id),
    ]


# Days as they were


def every_day_is_said(act: Act) -> Refusal | None:
    """``days`` maps each date of the placement to (DayMode, attended); attended may be None."""
    given = act.data.get("days") or {}
    if set(given) != {day.date for day in act.subject.ordered_days}:
        return Refusal("days", "Say the mode of each day of the placement.", "days")
    if refusal := _modes_are_allowed(act.subject, [mode for mode, _ in given.values()]):
        return refusal
    came = [attended for _, attended in given.values()]
    if act.subject.state == Placement.State.COMPLETED and None in came:
        return Refusal("attended", "Say for each day whether the student attended.", "attended")
    if not any(came) and None not in came:
        return Refusal("attended", "A completed placement was attended on a day.", "attended")
    return None


def _modes_are_allowed(placement: Placement, modes: list[str]) -> Refusal | None:
    if placement.advert.mode == Mode.HYBRID or set(modes) <= {placement.advert.mode}:
        return None
    only = placement.advert.get_mode_display().lower()
    return Refusal("mode", f"The advert says {only}. Change the advert's terms first.", "days")


def set_days_right(act: Act) -> None:
    lines = [act.comment]
    for day in act.subject.ordered_days:
        mode, attended = act.data["days"][day.date]
        if (mode, attended) != (day.mode, day.attended):
            lines.append(_day_line(day.date, mode, attended))
        day.mode, day.attended = mode, attended
    PlacementDay.objects.bulk_update(act.subject.ordered_days, ["mode", "attended"])
    act.comment = "\n".join(lines)


def _day_line(day: date, mode: str, attended: bool | None) -> str:
    came = {True: ", attended", False: ", not attended", None: ""}[attended]
    return f"{phrases.day_words(day)}: {DayMode(mode).label.lower()}{came}"


# New terms


def days_of_one_week(act: Act) -> Refusal | None:
    """``days`` is a list of (date, DayMode); without it the days stay."""
    days = act.data.get("days")
    if days is None:
        return None
    if not days or (wrong := policy.length(len(days))) or len(dict(days)) != len(days):
        return wrong if days else Refusal("days", "A micro-internship lasts 2 to 5 days.", "days")
    if _week_of(act.subject, days) is None:
        return Refusal("week", "Every day has to lie in one of the cycle's weeks.", "days")
    return _modes_are_allowed(act.subject, [mode for _, mode in days])


def _week_of(placement: Placement, days: list) -> CandidateWeek | None:
    weeks = placement.advert.cycle.weeks.all()
    return next((week for week in weeks if all(day in week.dates for day, _ in days)), None)


def hours_are_allowed(act: Act) -> Refusal | None:
    terms = act.data.get("terms") or {}
    names = ("day_starts", "day_ends", "unpaid_break")
    starts, ends, unpaid = (terms.get(name, getattr(act.subject, name)) for name in names)
    days = act.data.get("days")
    count = len(act.subject.ordered_days if days is None else days)
    return policy.working_hours(starts, ends, unpaid, count)


def student_is_free(act: Act) -> Refusal | None:
    """On the new days, or for a placement that is to count again on its own."""
    given = act.data.get("days")
    days = act.subject.ordered_days if given is None else []
    dates = [day.date for day in days] or [day for day, _ in given]
    others = PlacementDay.objects.filter(student=act.subject.student, active=True, date__in=dates)
    if taken := sorted(others.exclude(placement=act.subject).values_list("date", flat=True)):
        said = ", ".join(phrases.day_words(day) for day in taken)
        return Refusal("clash", f"The student has another placement on {said}.", "days")
    return None


def keep_terms(act: Act) -> None:
    placement, lines = act.subject, [act.comment]
    for name, new in (act.data.get("terms") or {}).items():
        if name in TERMS and (old := getattr(placement, name)) != new:
            lines.append(changes.line(placement, name, old, new))
            setattr(placement, name, new)
    if act.data.get("days") is not None:
        lines += _move_days(placement, sorted(act.data["days"]))
    act.comment = "\n".join(lines)


def _move_days(placement: Placement, days: list) -> list[str]:
    before = [(day.date, day.mode) for day in placement.ordered_days]
    if days == before:
        return []
    placement.week = _week_of(placement, days)
    placement.days.exclude(date__in=dict(days)).delete()
    for day, mode in days:
        placement.days.update_or_create(
            date=day, defaults={"mode": mode}, create_defaults={"mode": mode, **_of(placement)}
        )
    placement.__dict__.pop("ordered_days", None)
    return [_day_line(day, mode, None) for day, mode in days]


def _of(placement: Placement) -> dict:
    return {"student": placement.student}


# Counting again


def place_is_free(act: Act) -> Refusal | None:
    advert = act.subject.advert
    if advert.placements.active().count() < advert.places:
        return None
    return Refusal("places", "Every place of this advert is taken by another placement.")


def student_may_hold_it(act: Act) -> Refusal | None:
    cycle = act.subject.advert.cycle
    held = Placement.objects.active().filter(student=act.subject.student, advert__cycle=cycle)
    if held.count() < cycle.max_placements:
        return None
    return Refusal("maximum", f"The student has a placement in {cycle} already.")


def count_days_again(act: Act) -> None:
    act.subject.days.update(active=True, attended=None)
