"""To ask is not to change: whoever asks what they may do finds the same answer next time."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from accounts.models import Student
from applications.eligibility import MASTERS_OF_BUSINESS, RULES, judge
from applications.places import eligibility_of
from applications.workflow import application_machine
from microinternships import clock
from placements.models import Cycle
from tests.applications.students import draft, sign_in
from tests.factories import StudentFactory

DAYS = some.dates(date(2020, 1, 1), date(2030, 12, 31))
STUDENTS = some.builds(
    Student,
    name=some.just("Test Person"),
    email=some.just("person@univ.ox.ac.uk"),
    award=some.sampled_from(["BA", "MSc", "DPhil", " mba ", *MASTERS_OF_BUSINESS]),
    visiting=some.booleans(),
    matriculated_on=some.none() | DAYS,
    course_ends_on=DAYS,
)
CODES = [rule.code for rule in RULES]


@given(STUDENTS, some.booleans(), DAYS, some.sets(some.sampled_from(CODES)))
def test_a_verdict_follows_from_the_facts_alone(student, leavers, on, waived):
    cycle = Cycle(admits_leavers=leavers)
    facts = dict(vars(student))
    first = judge(student, cycle, on=on, waived=waived)
    assert judge(student, cycle, on=on, waived=waived) == first
    assert vars(student) == facts
    assert first.eligible == (not first.failures) == (not first.refusals())


@given(STUDENTS, DAYS, some.sets(some.sampled_from(CODES)))
def test_a_waiver_never_takes_anything_away(student, on, waived):
    cycle = Cycle(admits_leavers=False)
    without = {one.rule for one in judge(student, cycle, on=on).failures}
    with_it = {one.rule for one in judge(student, cycle, on=on, waived=waived).failures}
    assert with_it == without - waived


def only_reading(execute, sql, params, many, context):
    assert sql.lstrip("( ").upper().startswith(("SELECT", "SAVEPOINT", "RELEASE")), sql
    return execute(sql, params, many, context)


@pytest.mark.django_db
@pytest.mark.parametrize("award", ["BA", "MBA"])
def test_asking_writes_nothing_and_hears_the_same_again(client, award):
    student = StudentFactory(award=award, course_ends_on=clock.today() + timedelta(days=900))
    application = draft(student)
    sign_in(client, student)
    apply = reverse("applications:apply", args=[application.advert_id])
    with connection.execute_wrapper(only_reading):
        verdicts = [eligibility_of(student, application.advert.cycle) for _ in range(2)]
        refusals = [
            application_machine.refusals("submit", application, by=student.user) for _ in range(2)
        ]
        pages = [client.get(apply).status_code for _ in range(2)]
    assert verdicts[0] == verdicts[1]
    assert refusals[0] == refusals[1]
    assert pages[0] == pages[1]
