"""Who may take part: the table of levels, awards, visiting students and seasons (ST-01, ST-02)."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.models import Student
from applications.eligibility import judge, unregistered
from applications.models import Application, Waiver
from applications.workflow import application_machine
from microinternships.engine import Refused
from placements.models import Cycle
from tests.applications.students import draft, sign_in
from tests.factories import AdvertFactory, HostFactory, OfficeFactory, StudentFactory

ON = date(2026, 10, 20)
AWARDS = {"BA": (), "MSc": (), "DPhil": (), "MBA": ("not_mba",), "EMBA": ("not_emba",)}
AWARDS |= {"mba": ("not_mba",), "Executive MBA": ("not_emba",), " MBA ": ("not_mba",)}


def student(**changes) -> Student:
    facts = {
        "name": "Ada Example",
        "email": "ada@univ.ox.ac.uk",
        "level": Student.Level.UNDERGRADUATE,
        "award": "BA",
        "matriculated_on": date(2025, 10, 18),
        "course_ends_on": date(2028, 6, 30),
    }
    return Student(**(facts | changes))


def failed(one: Student, cycle: Cycle, **more) -> tuple[str, ...]:
    return tuple(fail.rule for fail in judge(one, cycle, on=ON, **more).failures)


@pytest.mark.parametrize(
    ("level", "award", "visiting", "season"),
    list(product(Student.Level.values, AWARDS, (False, True), Cycle.Season.values)),
)
def test_table(level, award, visiting, season):
    expected = (("not_visiting",) if visiting else ()) + AWARDS[award]
    one = student(level=level, award=award, visiting=visiting)
    assert failed(one, Cycle(season=season)) == expected


@pytest.mark.parametrize(
    ("matriculated", "expected"),
    [(None, ("matriculated",)), (ON + timedelta(days=1), ("matriculated",)), (ON, ())],
)
def test_matriculation_counts_from_its_day(matriculated, expected):
    assert failed(student(matriculated_on=matriculated), Cycle()) == expected


@pytest.mark.parametrize(
    ("ends", "leavers", "expected"),
    [
        (ON, False, ()),
        (ON - timedelta(days=1), False, ("course_not_ended",)),
        (ON - timedelta(days=1), True, ()),
        (ON - timedelta(days=365), True, ()),
        (ON - timedelta(days=366), True, ("course_not_ended",)),
    ],
)
def test_course_lasts_to_its_last_day_unless_leavers_are_admitted(ends, leavers, expected):
    assert failed(student(course_ends_on=ends), Cycle(admits_leavers=leavers)) == expected


def test_each_verdict_names_its_fact_and_is_stored():
    snapshot = judge(student(award="MBA"), Cycle(), on=ON).snapshot()
    assert snapshot["eligible"] is False
    assert [(one["rule"], one["fact"], one["passed"]) for one in snapshot["verdicts"]] == [
        ("in_register", "ada@univ.ox.ac.uk is in the register", True),
        ("matriculated", "matriculated on 18 October 2025", True),
        ("not_visiting", "not a visiting student", True),
        ("not_mba", "MBA", False),
        ("not_emba", "MBA", True),
        ("course_not_ended", "course ends on 30 June 2028", True),
    ]


def test_waiver_sets_aside_one_rule_only():
    one = student(award="MBA", visiting=True)
    assert failed(one, Cycle(), waived=["not_mba"]) == ("not_visiting",)
    verdicts = judge(one, Cycle(), on=ON, waived=["not_mba"]).verdicts
    assert [verdict.rule for verdict in verdicts if verdict.waived] == ["not_mba"]


def test_waiver_is_not_recorded_where_the_rule_is_met_anyway():
    verdicts = judge(student(), Cycle(), on=ON, waived=["not_mba"]).verdicts
    assert not any(verdict.waived for verdict in verdicts)


def test_unregistered_account_has_one_failed_rule():
    assert [fail.rule for fail in unregistered("x@example.org").failures] == ["in_register"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "sentence", "signposted"),
    [
        ({"award": "MBA"}, "MBA students are not part of this programme", True),
        ({"award": "EMBA"}, "EMBA students are not part of this programme", True),
        ({"visiting": True}, "visiting students are not part of this programme", False),
        ({"matriculated_on": None}, "You can apply once you have matriculated", False),
    ],
)
def test_apply_page_refuses_with_the_reason_and_the_way_on(client, facts, sentence, signposted):
    sign_in(client, StudentFactory(**facts))
    response = client.post(reverse("applications:apply", args=[AdvertFactory().pk]))
    said = response.content.decode()
    assert sentence in said
    assert said.count("Not met") == 1
    link = f'<a class="btn btn-primary" href="{settings.BUSINESS_SCHOOL_CAREERS_URL}">'
    assert (link in said) is signposted
    assert not Application.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("level", Student.Level.values)
@pytest.mark.parametrize("season", Cycle.Season.values)
def test_every_matriculated_level_may_send_in_every_season(level, season):
    application = draft(student=StudentFactory(level=level), advert__cycle__season=season)
    sent = application_machine.fire("submit", application, by=application.student.user)
    assert (sent.state, sent.eligibility["eligible"]) == ("submitted", True)


@pytest.mark.django_db
def test_student_who_stopped_being_eligible_cannot_send():
    application = draft()
    Student.objects.filter(pk=application.student_id).update(visiting=True)
    with pytest.raises(Refused) as refused:
        application_machine.fire("submit", application, by=application.student.user)
    assert refused.value.codes == {"eligibility.not_visiting"}


@pytest.mark.django_db
def test_waived_student_may_send_and_the_snapshot_says_so():
    application = draft(student=StudentFactory(award="MBA"))
    Waiver.objects.create(
        student=application.student,
        cycle=application.advert.cycle,
        rule="not_mba",
        comment="A joint degree.",
        by=OfficeFactory(),
    )
    sent = application_machine.fire("submit", application, by=application.student.user)
    waived = [one["rule"] for one in sent.eligibility["verdicts"] if one["waived"]]
    assert (sent.eligibility["eligible"], waived) == (True, ["not_mba"])


@pytest.mark.django_db
def test_waiver_for_another_cycle_or_student_does_not_help():
    application = draft(student=StudentFactory(award="MBA"))
    office, other = OfficeFactory(), AdvertFactory()
    for one, cycle in (
        (application.student, other.cycle),
        (StudentFactory(award="MBA"), application.advert.cycle),
    ):
        Waiver.objects.create(student=one, cycle=cycle, rule="not_mba", comment="x", by=office)
    assert not application_machine.may("submit", application, by=application.student.user)


@pytest.mark.django_db
def test_host_is_not_told_what_the_register_says():
    application = draft(state="submitted", student=StudentFactory(award="MBA"))
    host = HostFactory(organisation=application.advert.organisation).user
    said = [
        refusal.message for refusal in application_machine.refusals("offer", application, by=host)
    ]
    assert said == [
        "This student cannot take part in this cycle any more. Ask the Internship Office."
    ]
