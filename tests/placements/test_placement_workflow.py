"""The placement's table: by when attendance is told, and what ends a placement."""

from datetime import timedelta

import pytest

from microinternships import clock
from microinternships.engine import HOST, OFFICE
from microinternships.models import Transition
from placements import policy
from placements.models import Placement
from placements.workflow import placement_machine
from tests.factories import HostFactory, OfficeFactory, PlacementFactory
from tests.placements.people import come, refused

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def placed(**fields) -> tuple[Placement, object]:
    placement = Placement.objects.get(pk=PlacementFactory(**fields).pk)
    return placement, HostFactory(organisation=placement.advert.organisation).user


@pytest.mark.parametrize(
    ("event", "edge", "role", "codes"),
    [
        ("confirm_attendance", "ends", HOST, (["not_over"], [], [])),
        ("confirm_attendance", "counted", HOST, ([], ["counted"], ["counted"])),
        ("attendance_by_default", "counted", "deadline", (["not_due"], [], [])),
        ("cancel", "starts", HOST, ([], ["started"], ["started"])),
        ("cancel", "starts", "student", ([], ["started"], ["started"])),
        ("cancel", "starts", OFFICE, ([], [], [])),
        ("no_show", "starts", HOST, (["not_started"], [], [])),
        ("no_show", "counted", HOST, ([], ["counted"], ["counted"])),
    ],
)
def test_one_second_before_at_and_after(event, edge, role, codes):
    placement, host = placed()
    edges = {
        "starts": placement.starts_at,
        "ends": placement.ends_at,
        "counted": policy.attendance_counts_at(placement.last_day),
    }
    people = {HOST: host, OFFICE: OfficeFactory(), "student": placement.student.user}
    who = {"role": role} if role == "deadline" else {"by": people[role]}
    found = []
    for away in (-SECOND, timedelta(0), SECOND):
        with clock.standing_at(edges[edge] + away):
            refusals = placement_machine.refusals(event, placement, **who)
            found.append([one.code for one in refusals])
    assert tuple(found) == codes


def test_attendance_is_kept_per_day():
    placement, host = placed()
    second = placement.ordered_days[1].date
    with clock.standing_at(placement.ends_at):
        done = placement_machine.fire(
            "confirm_attendance", placement, by=host, **come(placement, second)
        )
    assert (done.state, done.attendance_by_default) == ("completed", False)
    assert dict(placement.days.values_list("date", "attended")) == {
        day.date: day.date != second for day in placement.ordered_days
    }


def test_every_day_is_answered_and_at_least_one_attended():
    placement, host = placed()
    every = [day.date for day in placement.ordered_days]
    sent = [{}, {"attended": dict.fromkeys(every[1:], True)}, come(placement, *every)]
    with clock.standing_at(placement.ends_at):
        answers = [
            refused(placement_machine, "confirm_attendance", placement, by=host, **data)
            for data in sent
        ]
    unanswered = [("attended", "Say for each day whether the student attended.")]
    nobody = "If the student came on no day, record that the placement was not attended."
    assert answers == [unanswered, unanswered, [("attended", nobody)]]
    assert set(placement.days.values_list("attended", flat=True)) == {None}


def test_silence_counts_as_attended_in_full():
    placement, _ = placed()
    with clock.standing_at(policy.attendance_counts_at(placement.last_day)):
        done = placement_machine.fire("attendance_by_default", placement, role="deadline")
    assert (done.state, done.attendance_by_default) == ("completed", True)
    assert set(placement.days.values_list("attended", "active")) == {(True, True)}


@pytest.mark.parametrize(("event", "attended"), [("cancel", None), ("no_show", False)])
def test_cancelling_and_missing_free_the_students_days(event, attended):
    placement, host = placed()
    at = placement.starts_at - SECOND if event == "cancel" else placement.starts_at
    with clock.standing_at(at):
        placement_machine.fire(event, placement, by=host, comment="We moved house.")
    assert set(placement.days.values_list("active", "attended")) == {(False, attended)}
    again = PlacementFactory(student=placement.student, advert=placement.advert)
    assert again.active
    row = Transition.objects.of(placement).get()
    assert (row.role, row.note.text) == (HOST, "We moved house.")
