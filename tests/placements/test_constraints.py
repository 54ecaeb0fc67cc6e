"""The database forbids what must never be, by name, whatever the code above it does."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from microinternships import clock
from placements.models import (
    Advert,
    CandidateWeek,
    ChangeRequest,
    Cycle,
    Feedback,
    FieldComment,
    HostMember,
    MemberChange,
    Organisation,
    Placement,
    PlacementDay,
    Round,
    SavedSearch,
    Submission,
    TermsAcceptance,
)
from placements.models.feedback import ASPECTS
from placements.workflow import people
from tests.factories import (
    AdvertFactory,
    CycleFactory,
    HostFactory,
    InvitationFactory,
    JoinRequestFactory,
    OrganisationFactory,
    PlacementFactory,
    StudentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


def cycle(**values):
    return lambda: Cycle.objects.filter(pk=CycleFactory().pk).update(**values)


def of_round(**values):
    return lambda: Round.objects.filter(cycle=CycleFactory()).update(**values)


def advert(**values):
    return lambda: Advert.objects.filter(pk=AdvertFactory().pk).update(**values)


def same_label():
    CandidateWeek.objects.filter(cycle=CycleFactory()).update(label="A")


def same_monday():
    week = CandidateWeek.objects.filter(cycle=CycleFactory()).first()
    CandidateWeek.objects.filter(cycle=week.cycle).update(starts_on=week.starts_on)


def same_number():
    row = CycleFactory().first_round
    row.pk = None
    row.save(force_insert=True)


def a_tuesday():
    CandidateWeek.objects.filter(cycle=CycleFactory()).update(starts_on=F("starts_on") + DAY)


def twice_a_member():
    member = HostFactory()
    HostMember.objects.create(organisation=member.organisation, user=member.user)


def a_member_without_a_role():
    flags = {"is_admin": False, "is_recruiter": False, "is_approver": False}
    HostMember.objects.filter(pk=HostFactory().pk).update(**flags)


def an_invitation_without_a_role():
    InvitationFactory(is_admin=False, is_recruiter=False, is_approver=False)


def invited_twice():
    one = InvitationFactory(email="Kit@example.org")
    InvitationFactory(organisation=one.organisation, email="kit@EXAMPLE.org")


def asked_twice():
    one = JoinRequestFactory()
    JoinRequestFactory(organisation=one.organisation, user=one.user)


def terms_twice():
    for _ in range(2):
        TermsAcceptance.objects.create(
            organisation=Organisation.objects.first() or OrganisationFactory(),
            version=1,
            words="Be kind.",
            accepted_at=clock.now(),
        )


def two_places_on_a_day():
    one = PlacementFactory()
    PlacementFactory(student=one.student, advert__cycle=one.advert.cycle)


def a_saturday():
    PlacementDay.objects.filter(placement=PlacementFactory()).update(date=F("date") + 5 * DAY)


def asked(wish, **given):
    return lambda: ChangeRequest.objects.create(
        advert=AdvertFactory(), wish=wish, reason="Asked.", asked_at=clock.now(), **given
    )


def let_in_twice():
    organisation, cycle = OrganisationFactory(), CycleFactory()
    for _ in range(2):
        organisation.late_permits.create(cycle=cycle, until=clock.now())


def saved_twice():
    student = StudentFactory()
    for _ in range(2):
        SavedSearch.objects.create(student=student, query="mode=remote")


def a_fifth_grade():
    grades = {aspect: 4 for aspect in ASPECTS} | {"welcome": 5}
    Feedback.objects.create(placement=PlacementFactory(), given_at=clock.now(), **grades)


def comments(*texts):
    def write():
        submission = Submission.objects.create(advert=AdvertFactory(), told={})
        for text in texts:
            FieldComment.objects.create(submission=submission, name="title", text=text)

    return write


VIOLATIONS = [
    ("cycle_reserve_ends_after_adverts_due", cycle(reserve_ends_at=F("adverts_due_at"))),
    ("cycle_claims_close_after_reserve_ends", cycle(claims_close_at=F("reserve_ends_at"))),
    ("cycle_archive_after_claims_close", cycle(archive_at=F("claims_close_at") - DAY)),
    ("cycle_allows_a_placement", cycle(max_placements=0)),
    ("cycle_covers_nothing_only_when_remote", cycle(expense_rules="remote-only")),
    ("round_numbered_once", same_number),
    ("round_closes_after_it_opens", of_round(closes_at=F("opens_at"))),
    ("round_hosts_choose_after_close", of_round(choose_by=F("closes_at"))),
    ("round_release_after_hosts_choose", of_round(release_at=F("choose_by") - DAY)),
    ("round_answers_after_release", of_round(release_at=F("answer_by"))),
    ("week_labelled_once", same_label),
    ("week_dated_once", same_monday),
    ("week_starts_on_a_monday", a_tuesday),
    ("one_membership_per_person", twice_a_member),
    ("member_has_a_role", a_member_without_a_role),
    ("invitation_has_a_role", an_invitation_without_a_role),
    ("one_waiting_invitation_per_address", invited_twice),
    ("one_waiting_request_per_person", asked_twice),
    ("terms_accepted_once", terms_twice),
    ("one_late_permit_per_cycle", let_in_twice),
    ("longer_says_until_when", asked("longer")),
    ("longer_says_until_when", asked("close", closes_at=clock.now())),
    ("search_saved_once", saved_twice),
    ("feedback_has_a_grade_for_each_aspect", a_fifth_grade),
    ("one_comment_on_a_field", comments("Longer, please.", "Shorter, please.")),
    ("comment_says_something", comments("")),
    ("advert_lasts_2_to_5_days", advert(days=1)),
    ("advert_lasts_2_to_5_days", advert(days=6, day_ends="12:00")),
    ("advert_has_a_place", advert(places=0)),
    ("advert_day_ends_after_it_starts", advert(day_ends="09:00")),
    ("advert_has_working_hours", advert(day_ends="10:00")),
    ("advert_at_most_37_5_hours", advert(unpaid_break=57)),
    ("student_in_one_place_a_day", two_places_on_a_day),
    ("placement_day_on_a_weekday", a_saturday),
]


def one_day():
    PlacementFactory(days=["in_person"])


def no_days():
    PlacementDay.objects.filter(placement=PlacementFactory()).delete()


def days_of_week_b():
    placement = PlacementFactory()
    Placement.objects.filter(pk=placement.pk).update(week=placement.advert.cycle.ordered_weeks[1])


def days_of_another_student():
    other = PlacementFactory(advert__cycle__phase="claiming").student
    PlacementDay.objects.filter(placement=PlacementFactory()).update(student=other)


def a_round_before_the_answers():
    row = CycleFactory().first_round
    row.pk, row.number = None, 2
    row.save(force_insert=True)


def week_b_first():
    made = CycleFactory()
    CandidateWeek.objects.filter(cycle=made, label="B").update(starts_on=F("starts_on") + WEEK)
    CandidateWeek.objects.filter(cycle=made, label="A").update(starts_on=F("starts_on") + 3 * WEEK)


def the_last_admin_goes():
    HostFactory().delete()


def the_last_admin_has_other_roles():
    member = HostFactory()
    HostFactory(organisation=member.organisation, is_admin=False)
    HostMember.objects.filter(pk=member.pk).update(is_admin=False)


def history_of_people_is_rewritten():
    organisation, user = OrganisationFactory(), UserFactory()
    people.admit(organisation, user, roles=["admin"], by=user)
    MemberChange.objects.update(what="left")


ACROSS_ROWS = [
    ("organisation_keeps_an_admin", the_last_admin_goes),
    ("organisation_keeps_an_admin", the_last_admin_has_other_roles),
    ("history_is_written_once", history_of_people_is_rewritten),
    ("placement_lasts_2_to_5_days", one_day),
    ("placement_lasts_2_to_5_days", no_days),
    ("placement_lasts_2_to_5_days", days_of_week_b),
    ("placement_lasts_2_to_5_days", days_of_another_student),
    ("cycle_dates_in_order", cycle(adverts_due_at=F("adverts_due_at") + 16 * DAY)),
    ("cycle_dates_in_order", of_round(answer_by=F("answer_by") + 21 * DAY)),
    ("cycle_dates_in_order", a_round_before_the_answers),
    ("cycle_dates_in_order", cycle(reserve_ends_at=F("reserve_ends_at") + WEEK)),
    ("cycle_dates_in_order", week_b_first),
    ("cycle_dates_in_order", cycle(claims_close_at=F("reserve_ends_at") + 18 * DAY)),
]


@transaction.atomic
def check_now(write) -> None:
    """Write, and ask at once what the database would otherwise ask at the end."""
    write()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(("name", "violate"), [*VIOLATIONS, *ACROSS_ROWS])
def test_the_database_refuses_by_name(name, violate):
    with pytest.raises(IntegrityError) as caught:
        check_now(violate)
    assert caught.value.__cause__.diag.constraint_name == name


def test_a_week_of_37_5_hours_is_allowed():
    advert(day_starts="09:00", day_ends="17:30", unpaid_break=60, days=5)()
    advert(day_starts="00:00", day_ends="18:45", unpaid_break=0, days=2)()


def test_what_the_factories_make_is_allowed():
    check_now(PlacementFactory)
    assert Placement.objects.count() == 1
