"""Two people at the same moment, with real threads on PostgreSQL (SY-14)."""

from datetime import timedelta

import pytest
from django.db import transaction

from applications.models import Application, Offer
from applications.promotion import offer_again, promote
from applications.workflow import application_machine, offer_machine
from microinternships import clock
from microinternships.engine import Refused
from microinternships.models import Transition
from placements import moving, planning
from placements.models import Cycle, Placement
from placements.workflow import placement_machine
from tests.applications.students import offered
from tests.applications.test_workflow import five_days
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    CycleFactory,
    HostFactory,
    OfficeFactory,
    PlacementFactory,
)
from tests.threads import at_once, doing, firing, overlapping


@pytest.mark.django_db(transaction=True)
def test_accepting_and_lapsing_at_the_same_moment_have_one_winner():
    subject = offered()
    by = subject.application.student.user

    def lapse():
        with clock.standing_at(subject.respond_by):
            return firing(offer_machine, "lapse", subject, role="deadline")()

    answers = at_once(firing(offer_machine, "accept", subject, by=by, terms_version=1), lapse)
    won = [answer for answer in answers if isinstance(answer, str)]
    assert [answer for answer in answers if not isinstance(answer, str)] == [{"state"}]
    subject.refresh_from_db()
    application = Application.objects.get(pk=subject.application_id)
    after = {"accepted": ("placed", True), "lapsed": ("declined", False)}[subject.state]
    assert won == [subject.state]
    assert (application.state, Placement.objects.exists()) == after
    assert Transition.objects.of(subject).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_offers_for_one_place_at_the_same_moment_are_one_offer():
    advert = AdvertFactory(places=1)
    host = HostFactory(organisation=advert.organisation).user
    week = advert.cycle.ordered_weeks[0]
    given = {"by": host, "week": week, "days": five_days(week)}
    works = [
        firing(application_machine, "offer", ApplicationFactory(advert=advert), **given)
        for _ in range(2)
    ]
    assert sorted(at_once(*works), key=str) == sorted(["offered", {"places"}], key=str)
    assert Offer.objects.made().count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_offers_accepted_at_the_same_moment_are_one_placement():
    first = offered()
    student = first.application.student
    second = offered(student, advert=AdvertFactory(cycle=first.application.advert.cycle))
    given = {"by": student.user, "terms_version": 1}
    answers = at_once(*(firing(offer_machine, "accept", one, **given) for one in (first, second)))
    assert sorted(answers, key=str) == sorted(["accepted", {"state"}], key=str)
    assert Placement.objects.active().count() == 1


@pytest.mark.django_db(transaction=True)
def test_accepting_and_withdrawing_at_the_same_moment_leave_one_story():
    """Either there is a placement, or the offer ended with the application; never half of each."""
    subject = offered()
    application, by = subject.application, subject.application.student.user
    answers = at_once(
        firing(offer_machine, "accept", subject, by=by, terms_version=1),
        firing(application_machine, "withdraw", application, by=by),
    )
    subject.refresh_from_db()
    application.refresh_from_db()
    story = (subject.state, application.state, Placement.objects.count())
    assert story in {("accepted", "placed", 1), ("declined", "withdrawn", 0)}
    assert [answer for answer in answers if not isinstance(answer, str)] == [{"state"}]
    assert Transition.objects.of(subject).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_one_press_for_a_free_place_pressed_twice_at_once_makes_one_offer():
    freed = offered()
    advert, student = freed.application.advert, freed.application.student.user
    reserve = ApplicationFactory(advert=advert, state="reserve")
    host = HostFactory(organisation=advert.organisation).user
    offer_machine.fire("decline", freed, by=student)
    freed.refresh_from_db()

    def press():
        try:
            return offer_again(freed, reserve, by=host).state
        except Refused as refused:
            return refused.codes

    answers = at_once(press, press)
    assert sorted(answers, key=str) == sorted(["offered", {"state"}], key=str)
    assert Offer.objects.made().count() == 1


@pytest.mark.django_db(transaction=True)
def test_passed_on_by_the_job_and_by_the_host_at_once_is_one_offer():
    freed = offered()
    advert = freed.application.advert
    advert.promotes_reserves, advert.places = True, 2
    advert.save()
    first, second = (
        ApplicationFactory(advert=advert, state="reserve", reserve_rank=rank) for rank in (1, 2)
    )
    host = HostFactory(organisation=advert.organisation).user
    Offer.objects.filter(pk=freed.pk).update(state="lapsed")

    def press():
        try:
            return offer_again(freed, second, by=host).state
        except Refused as refused:
            return refused.codes

    at_once(press, lambda: promote(advert))
    assert Offer.objects.filter(follows=freed).count() == 1
    states = {Application.objects.get(pk=one.pk).state for one in (first, second)}
    assert states == {"offered", "reserve"}


@pytest.mark.django_db(transaction=True)
def test_confirming_again_twice_at_once_is_one_answer():
    application = ApplicationFactory(asked_again_at=clock.now())
    given = {"weeks": list(application.weeks.all()), "committed": True}
    by = application.student.user
    work = firing(application_machine, "confirm_again", application, by=by, **given)
    assert sorted(at_once(work, work), key=str) == sorted(["submitted", {"not_asked"}], key=str)
    assert Transition.objects.of(application).count() == 1


@pytest.mark.parametrize("go", range(3))
@pytest.mark.django_db(transaction=True)
def test_nobody_comes_to_hold_more_placements_than_the_office_allows_at_that_moment(go):
    offer = offered()
    student, cycle = offer.application.student, offer.application.advert.cycle
    cycle = planning.store(cycle, {**planning.flat(cycle), "max_placements": 2})
    with transaction.atomic():
        PlacementFactory(
            student=student, advert=AdvertFactory(cycle=cycle), week=cycle.ordered_weeks[1]
        )
    fewer = {**planning.flat(cycle), "max_placements": 1}
    accepted, changed = at_once(
        firing(offer_machine, "accept", offer, by=student.user, terms_version=1),
        doing(moving.change, cycle, fewer, by=OfficeFactory(), reason="One each."),
    )
    outcomes = [("accepted", {"placements"}), ({"maximum"}, "done")]
    assert (accepted, changed) in outcomes
    held = Placement.objects.active().filter(student=student).count()
    assert held <= Cycle.objects.get().max_placements


def moving_week_b(cycle):
    """A work of the Office that puts week B a week later."""
    later = cycle.ordered_weeks[1].starts_on + timedelta(weeks=1)
    values = {**planning.flat(cycle), "week_b": later}
    return doing(moving.change, cycle, values, by=OfficeFactory(), reason="Term moved.")


@pytest.mark.django_db(transaction=True)
def test_a_week_that_moves_while_a_place_is_offered_in_it_has_all_its_days_or_stays():
    advert = AdvertFactory(places=2)
    by = HostFactory(organisation=advert.organisation).user
    week = advert.cycle.ordered_weeks[1]
    one, other = ApplicationFactory.create_batch(2, advert=advert)
    one.weeks.add(week)
    other.weeks.add(week)
    move = moving_week_b(advert.cycle)
    offer = firing(application_machine, "offer", one, by=by, week=week, days=five_days(week))
    assert overlapping(move, offer) == ["done", {"days"}]
    week = advert.cycle.weeks.get(pk=week.pk)
    offer = firing(application_machine, "offer", other, by=by, week=week, days=five_days(week))
    move = moving_week_b(Cycle.objects.get())
    assert overlapping(offer, move) == ["offered", {"offers"}]


@pytest.mark.django_db(transaction=True)
def test_a_week_that_moves_while_an_application_is_sent_is_confirmed_for_its_new_days():
    first, second = AdvertFactory.create_batch(2, cycle=CycleFactory())
    later, earlier = (ApplicationFactory(advert=one, state="draft") for one in (first, second))
    move = moving_week_b(first.cycle)
    send = firing(application_machine, "submit", later, by=later.student.user)
    assert overlapping(move, send) == ["done", {"committed"}]
    send = firing(application_machine, "submit", earlier, by=earlier.student.user)
    Application.objects.update(committed=True)
    move = moving_week_b(Cycle.objects.get())
    assert overlapping(send, move) == ["submitted", "done"]
    assert Application.objects.get(pk=earlier.pk).asked_again_at


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("machine", [offer_machine, placement_machine])
def test_a_week_that_moves_while_the_office_changes_days_to_it_stays_or_is_not_chosen(machine):
    with transaction.atomic():
        subject = offered() if machine is offer_machine else PlacementFactory()
    advert = subject.application.advert if machine is offer_machine else subject.advert
    week = advert.cycle.ordered_weeks[1]
    if machine is offer_machine:
        subject.application.weeks.add(week)
    given = {"week": week, "days": five_days(week), "comment": "Asked."}
    change = firing(machine, "amend", subject, by=OfficeFactory(), **given)
    (moved, refused) = overlapping(moving_week_b(advert.cycle), change)
    assert (moved, refused <= {"days", "week"}) == ("done", True)
    week = advert.cycle.weeks.get(pk=week.pk)
    given |= {"week": week, "days": five_days(week)}
    change = firing(machine, "amend", subject, by=OfficeFactory(), **given)
    changed, refused = overlapping(change, moving_week_b(Cycle.objects.get()))
    assert (changed, refused <= {"offers", "placements"}) == (subject.state, True)
