"""Placement: attended, cancelled or missed."""

from microinternships import phrases
from microinternships.engine import (
    DEADLINE,
    EFFECT,
    HOST,
    OFFICE,
    STUDENT,
    Act,
    Event,
    Machine,
    Refusal,
)
from placements import hours, policy, rules
from placements.models import Placement, PlacementDay
from placements.workflow import corrections
from placements.workflow.locks import its_cycle, its_weeks

State = Placement.State


def _is_over(act: Act) -> Refusal | None:
    if act.subject.ends_at <= act.now:
        return None
    return Refusal("not_over", f"The last day is {hours.of_last_day(act.subject)}.")


def _has_started(act: Act) -> Refusal | None:
    if act.subject.starts_at <= act.now:
        return None
    sentence = f"The placement starts on {hours.of_first_day(act.subject)}."
    return Refusal("not_started", f"{sentence} Until then you can cancel it.")


def _not_yet_counted(act: Act) -> Refusal | None:
    """Holds with every job stopped: from that time on silence has decided."""
    if act.role == OFFICE or act.now < policy.attendance_counts_at(act.subject.last_day):
        return None
    sentence = "Too much time has passed, so it counts as attended. Write to the Internship Office."
    return Refusal("counted", sentence)


def _silence_has_lasted(act: Act) -> Refusal | None:
    counts_at = policy.attendance_counts_at(act.subject.last_day)
    if counts_at <= act.now:
        return None
    return Refusal("not_due", f"The host has until {phrases.when(counts_at)}.")


def _before_it_starts(act: Act) -> Refusal | None:
    if act.role == OFFICE or act.now < act.subject.starts_at:
        return None
    sentence = "The placement has started, so only the Internship Office can cancel it now."
    return Refusal("started", sentence)


def _every_day_answered(act: Act) -> Refusal | None:
    """``attended`` maps each date of the placement to whether the student came."""
    attended = act.data.get("attended") or {}
    if {day.date for day in act.subject.ordered_days} != set(attended):
        return Refusal("attended", "Say for each day whether the student attended.", "attended")
    if not any(attended.values()):
        sentence = "If the student came on no day, record that the placement was not attended."
        return Refusal("attended", sentence, "attended")
    return None


def _mark_attendance(act: Act) -> None:
    for day in act.subject.ordered_days:
        day.attended = act.data["attended"][day.date]
    PlacementDay.objects.bulk_update(act.subject.ordered_days, ["attended"])


def _count_as_attended(act: Act) -> None:
    act.subject.days.filter(attended=None).update(attended=True)
    act.subject.attendance_by_default = True


def _free_the_days(act: Act) -> None:
    act.subject.days.update(active=False)


def _mark_absent(act: Act) -> None:
    act.subject.days.update(active=False, attended=False)


placement_machine = Machine(
    Placement,
    (
        Event(
            "confirm_attendance",
            "Confirm attendance",
            sources=(State.CONFIRMED,),
            target=State.COMPLETED,
            who=(HOST,),
            guards=(_is_over, _not_yet_counted),
            inputs=(_every_day_answered,),
            effects=(_mark_attendance,),
        ),
        Event(
            "attendance_by_default",
            "Count as attended",
            sources=(State.CONFIRMED,),
            target=State.COMPLETED,
            who=(DEADLINE,),
            guards=(_silence_has_lasted,),
            effects=(_count_as_attended,),
        ),
        Event(
            "cancel",
            "Cancel the placement",
            sources=(State.CONFIRMED,),
            target=State.CANCELLED,
            who=(STUDENT, HOST, OFFICE),
            guards=(_before_it_starts,),
            effects=(_free_the_days,),
            alerts=("placement_cancelled", "placement_cancelled_office"),
            comment=True,
        ),
        Event(
            "no_show",
            "Record as not attended",
            sources=(State.CONFIRMED,),
            target=State.NO_SHOW,
            who=(HOST, OFFICE),
            guards=(_has_started, _not_yet_counted),
            effects=(_mark_absent,),
            alerts=("not_attended", "not_attended_office"),
            comment=True,
        ),
        Event(
            "correct_days",
            "Correct the days",
            sources=Placement.ACTIVE,
            target=None,
            who=(OFFICE,),
            inputs=(corrections.every_day_is_said,),
            effects=(corrections.set_days_right,),
            alerts=("placement_changed", "placement_changed_host"),
            comment=True,
        ),
        Event(
            "amend",
            "Change the terms",
            sources=(State.CONFIRMED,),
            target=None,
            who=(OFFICE,),
            inputs=(
                corrections.days_of_one_week,
                corrections.hours_are_allowed,
                corrections.student_is_free,
            ),
            effects=(corrections.keep_terms,),
            alerts=("placement_changed", "placement_changed_host"),
            locks=(corrections.student_and_advert, its_weeks("advert.cycle_id")),
            comment=True,
        ),
        Event(
            "advert_amended",
            "Terms of its advert changed",
            sources=Placement.ACTIVE,
            target=None,
            who=(EFFECT,),
            alerts=("placement_changed",),
        ),
        Event(
            "reinstate",
            "Reinstate the placement",
            sources=(State.CANCELLED, State.NO_SHOW),
            target=State.CONFIRMED,
            who=(OFFICE,),
            guards=(
                corrections.place_is_free,
                corrections.student_may_hold_it,
                corrections.student_is_free,
            ),
            effects=(corrections.count_days_again,),
            alerts=("placement_reinstated", "placement_reinstated_host"),
            locks=(its_cycle("advert.cycle_id"), corrections.student_and_advert),
            comment=True,
        ),
    ),
    roles=rules.placement_roles,
)
