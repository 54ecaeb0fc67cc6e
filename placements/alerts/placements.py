"""What is told about a placement: that it comes, is cancelled or was missed, and who came."""

from datetime import datetime, timedelta

from django.db.models import Min, QuerySet

from accounts.models import User
from alerts.kinds import Chaser, Kind, register
from microinternships import clock
from microinternships.engine import STUDENT
from placements import hours, policy
from placements.alerts import past, people
from placements.models import Feedback, Placement

# After that nobody is asked any more how it went.
REMEMBERED = timedelta(days=21)
State = Placement.State


def student(placement: Placement) -> list[User]:
    return people.student(placement.student)


def hosts(placement: Placement) -> list[User]:
    """Who looks after the student; never the student, should they be a host there too."""
    recruiters = people.recruiters(placement.advert.organisation)
    return [user for user in recruiters if user.pk != placement.student.user_id]


def _office(placement: Placement) -> list[User]:
    return people.office()


# Before the first day


def _confirmed() -> QuerySet[Placement]:
    return Placement.objects.filter(state=State.CONFIRMED).ready_to_show()


def _upcoming(now: datetime) -> QuerySet[Placement]:
    """Those that may start today or later; the steps decide the rest."""
    first_day = _confirmed().annotate(first=Min("days__date"))
    return first_day.filter(first__gte=now.astimezone(clock.OXFORD).date())


def _uninstructed(now: datetime) -> QuerySet[Placement]:
    return _upcoming(now).filter(joining_instructions="")


def _still_coming(placement: Placement, alert) -> str:
    return "" if placement.state == State.CONFIRMED else "no longer coming"


def _still_uninstructed(placement: Placement, alert) -> str:
    if placement.joining_instructions.strip():
        return "the student has joining instructions"
    return _still_coming(placement, alert)


def _first_day(placement: Placement, recipient) -> dict:
    return {"first_day": hours.of_first_day(placement)}


# After the last day


def _over(now: datetime) -> QuerySet[Placement]:
    last_days = _confirmed().annotate(first=Min("days__date"))
    return last_days.filter(first__lte=now.astimezone(clock.OXFORD).date())


def _counts_at(placement: Placement) -> datetime:
    """When silence counts as attendance, the very moment the guard reads."""
    return policy.attendance_counts_at(placement.last_day)


def _not_confirmed(placement: Placement, alert) -> str:
    return "" if placement.state == State.CONFIRMED else "attendance is on record"


def _just_over(now: datetime) -> QuerySet[Placement]:
    """Those of the last weeks of which their student has not said how they went."""
    monday = now.astimezone(clock.OXFORD).date() - REMEMBERED
    silent = Placement.objects.active().filter(week__starts_on__gte=monday, feedback=None)
    return silent.ready_to_show()


def _not_told(placement: Placement, alert) -> str:
    if not placement.active:
        return "it did not take place"
    said = Feedback.objects.filter(placement=placement).exists()
    return "the student has told us" if said else ""


# Cancelled, missed


def _who_ended_it(placement: Placement, recipient) -> dict:
    row = past.last(placement, "cancel", "no_show")
    return {"role": row.role, "comment": past.what_was_said(row)}


def _about(name: str, recipients) -> Kind:
    return Kind(name, subject="placements.placement", recipients=recipients, context=_who_ended_it)


def _chaser(name: str, **more) -> Chaser:
    return Chaser(name, subject="placements.placement", **more)


def _what_changed(placement: Placement, recipient) -> dict:
    row = past.last(placement, "correct_days", "amend", "advert_amended", "reinstate")
    return {"comment": past.what_was_said(row)}


def _put_right(name: str, recipients) -> Kind:
    return Kind(name, subject="placements.placement", recipients=recipients, context=_what_changed)


register(
    _put_right("placement_changed", student),
    _put_right("placement_changed_host", hosts),
    _put_right("placement_reinstated", student),
    _put_right("placement_reinstated_host", hosts),
    _about("placement_cancelled", student),
    _about("placement_cancelled_office", _office),
    _about("not_attended", student),
    _about("not_attended_office", _office),
    _chaser(
        "placement_is_coming",
        recipients=student,
        due=_upcoming,
        deadline=lambda placement: placement.starts_at,
        steps=("T-5wd", "T-1d"),
        still_true=_still_coming,
        context=_first_day,
        optional=True,
        label="A reminder five working days and one day before your placement starts",
        audience=STUDENT,
    ),
    _chaser(
        "tell_us_how_it_went",
        recipients=student,
        due=_just_over,
        deadline=lambda placement: placement.ends_at,
        steps=("T", "T+5d"),
        still_true=_not_told,
        optional=True,
        label="A request to tell us how your placement went",
        audience=STUDENT,
    ),
    _chaser(
        "joining_instructions_missing",
        recipients=hosts,
        due=_uninstructed,
        deadline=lambda placement: placement.starts_at,
        steps=("T-10wd", "T-5wd"),
        still_true=_still_uninstructed,
        context=_first_day,
    ),
    # Silence counts five working days after the last day: these are the first and the fourth.
    _chaser(
        "confirm_attendance",
        recipients=hosts,
        due=_over,
        deadline=_counts_at,
        steps=("T-4wd", "T-1wd"),
        still_true=_not_confirmed,
    ),
)
