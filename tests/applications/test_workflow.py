"""Both machines: every state, event and role against the table; what follows; what the database
refuses."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from applications.models import Application, Offer, Reason
from applications.workflow import application_machine, offer_machine
from microinternships import clock
from microinternships.engine import Refused
from placements.models import DayMode, Round
from tests.applications.students import draft, offered, one_second
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    CycleFactory,
    HostFactory,
    OfferFactory,
    OfficeFactory,
    PlacementFactory,
    StudentFactory,
    UserFactory,
)
from tests.grids import HOST, OFFICE, STRANGER, STUDENT, Scene, assert_cell, cells

pytestmark = pytest.mark.django_db
State = Application.State


def people(application: Application) -> dict:
    """Whoever holds a role; the stranger is an applicant and a host elsewhere."""
    other = ApplicationFactory(advert=application.advert).student.user
    HostFactory(user=other)
    return {
        STUDENT: application.student.user,
        HOST: HostFactory(organisation=application.advert.organisation).user,
        OFFICE: OfficeFactory(),
        STRANGER: other,
    }


def five_days(week) -> list:
    return [(day, DayMode.IN_PERSON) for day in week.dates]


def application_scene(state: str, event: str) -> Scene:
    """In the open round of a cycle with held outcomes, or when the event's deadline is over."""
    advert = AdvertFactory(cycle=CycleFactory(rounds_and_weeks__held=True), places=3)
    application = ApplicationFactory(state=state, advert=advert, asked_again_at=clock.now())
    if state == State.OFFERED:
        OfferFactory(application=application)
    if event == "reinstate":
        OfferFactory(application=application, state=Offer.State.LAPSED)
    week = advert.cycle.ordered_weeks[0]
    data = {
        "offer": {"week": week, "days": five_days(week), "contact_name": "Robin Example"},
        "confirm_again": {"weeks": [week], "committed": True},
        "not_select": {"reason": Reason.NUMBERS},
        "give_feedback": {"reason": Reason.NUMBERS},
    }
    at = {
        "not_select_by_default": application.round.choose_by,
        "reserve_ends": advert.cycle.reserve_ends_at,
    }
    application = Application.objects.get(pk=application.pk)
    return Scene(application, people(application), data.get(event, {}), at.get(event))


def offer_scene(state: str, event: str) -> Scene:
    """After the release, with an offer that can still be answered, unless it is to lapse."""
    subject = offered()
    if state == Offer.State.ACCEPTED:
        application = subject.application
        placement = PlacementFactory(
            student=StudentFactory(), advert=application.advert, week=subject.week
        )
        Offer.objects.filter(pk=subject.pk).update(state=state, placement=placement)
    else:
        Offer.objects.filter(pk=subject.pk).update(state=state)
    subject = Offer.objects.get(pk=subject.pk)
    data = {
        "accept": {"terms_version": 1},
        "extend": {"respond_by": subject.respond_by + timedelta(days=1)},
        "amend": {"place": "2 Example Street"},
    }
    at = subject.respond_by if event == "lapse" else None
    return Scene(subject, people(subject.application), data.get(event, {}), at)


@pytest.mark.parametrize(("state", "event"), cells(application_machine))
def test_application_grid(state, event):
    assert_cell(application_machine, event, application_scene(state, event))


@pytest.mark.parametrize(("state", "event"), cells(offer_machine))
def test_offer_grid(state, event):
    assert_cell(offer_machine, event, offer_scene(state, event))


# Times, one second before, at, and after


def codes(machine, event, subject, moment, **how) -> set[str]:
    """Why ``event`` may not happen at ``moment``; the database stays as it is."""
    with clock.standing_at(moment), transaction.atomic():
        try:
            machine.fire(event, subject, comment="Because of this.", **how)
        except Refused as refused:
            return refused.codes
        finally:
            transaction.set_rollback(True)
    return set()


def around(moment) -> list:
    return [one_second(moment, after) for after in (-1, 0, 1)]


def test_hosts_choose_until_their_deadline_and_the_office_after_it():
    application = ApplicationFactory()
    roles = people(application)
    given = {"reason": Reason.NUMBERS}
    for role, expected in ((HOST, [set(), {"deadline"}, {"deadline"}]), (OFFICE, [set()] * 3)):
        not_select = partial(codes, application_machine, "not_select", application)
        answers = [
            not_select(moment, by=roles[role], **given)
            for moment in around(application.round.choose_by)
        ]
        assert answers == expected


def test_default_waits_for_the_hosts_deadline():
    application = ApplicationFactory()
    default = partial(codes, application_machine, "not_select_by_default", application)
    answers = [default(moment, role="deadline") for moment in around(application.round.choose_by)]
    assert answers == [{"early"}, set(), set()]


def test_offers_from_the_reserve_list_end_with_it():
    application = ApplicationFactory(state="reserve")
    host = people(application)[HOST]
    week = application.advert.cycle.ordered_weeks[0]
    offer = partial(codes, application_machine, "offer", application, by=host)
    given = {"week": week, "days": five_days(week)}
    ends = application.advert.cycle.reserve_ends_at
    assert offer(ends - timedelta(days=6), **given) == set()
    assert "deadline" in offer(ends, **given)


def test_answering_ends_with_respond_by():
    subject = offered()
    student = subject.application.student.user
    for event in ("accept", "decline"):
        answer = partial(codes, offer_machine, event, subject, by=student, terms_version=1)
        moments = around(subject.respond_by)
        assert [answer(moment) for moment in moments] == [set(), {"deadline"}, {"deadline"}]


def test_lapsing_waits_for_respond_by():
    subject = offered()
    lapse = partial(codes, offer_machine, "lapse", subject, role="deadline")
    assert [lapse(at) for at in around(subject.respond_by)] == [{"early"}, set(), set()]


# Offers and places


def fire_offer(application, by, **changes):
    week = application.advert.cycle.ordered_weeks[0]
    given = {"week": week, "days": five_days(week), "contact_name": "Robin Example"}
    return application_machine.fire("offer", application, by=by, **(given | changes))


def test_open_offers_and_placements_never_exceed_the_places():
    advert = AdvertFactory(places=2)
    PlacementFactory(advert=advert)
    first, second = ApplicationFactory(advert=advert), ApplicationFactory(advert=advert)
    host = HostFactory(organisation=advert.organisation).user
    fire_offer(first, host)
    with pytest.raises(Refused) as refused:
        fire_offer(second, host)
    assert refused.value.codes == {"places"}


@pytest.mark.parametrize("end", ["lapse", "decline", "rescind"])
def test_offer_that_ends_gives_its_place_back(end):
    subject = offered()
    application = subject.application
    waiting = ApplicationFactory(advert=application.advert, state="reserve")
    roles = people(application)
    assert "places" in {
        refusal.code for refusal in application_machine.refusals("offer", waiting, by=roles[HOST])
    }
    how = {
        "lapse": {"role": "deadline"},
        "decline": {"by": roles[STUDENT]},
        "rescind": {"by": roles[HOST], "comment": "The project was cancelled."},
    }[end]
    with clock.standing_at(subject.respond_by if end == "lapse" else clock.now()):
        offer_machine.fire(end, subject, **how)
    assert application_machine.refusals("offer", waiting, by=roles[HOST]) == []
    application.refresh_from_db()
    after = {"lapse": "declined", "decline": "declined", "rescind": "unsuccessful"}[end]
    assert (application.state, application.by_default) == (after, end == "lapse")


def test_accepting_makes_a_placement_of_the_offered_days_and_ends_the_rest():
    """ST-32: also an outcome that is still held, so that nothing shows it was one."""
    subject = offered()
    application = subject.application
    cycle = application.advert.cycle
    others = {
        state: ApplicationFactory(
            student=application.student, state=state, advert=AdvertFactory(cycle=cycle)
        )
        for state in ("submitted", "reserve", "unsuccessful")
    }
    also_offered = offered(application.student, advert=AdvertFactory(cycle=cycle))
    elsewhere = ApplicationFactory(student=application.student)
    by = application.student.user
    accepted = offer_machine.fire("accept", subject, by=by, terms_version=1)

    days = [(day.date, day.mode) for day in accepted.placement.ordered_days]
    assert days == accepted.dated_days
    states = dict(Application.objects.values_list("pk", "state"))
    assert {state: states[one.pk] for state, one in others.items()} == {
        "submitted": "withdrawn",
        "reserve": "withdrawn",
        "unsuccessful": "unsuccessful",
    }
    assert states[application.pk] == "placed"
    assert states[elsewhere.pk] == "submitted"
    also_offered.refresh_from_db()
    assert (also_offered.state, states[also_offered.application_id]) == ("declined", "withdrawn")


def test_accepting_in_one_round_ends_a_held_refusal_of_another():
    subject = offered()
    application = subject.application
    cycle, opens = application.advert.cycle, application.round.answer_by
    second = Round.objects.create(
        cycle=cycle,
        number=2,
        opens_at=opens,
        closes_at=opens + timedelta(hours=24),
        choose_by=opens + timedelta(hours=25),
        release_at=clock.now() + timedelta(days=1),
        answer_by=clock.now() + timedelta(days=2),
    )
    held = ApplicationFactory(
        student=application.student,
        state="unsuccessful",
        round=second,
        advert=AdvertFactory(cycle=cycle),
    )
    offer_machine.fire("accept", subject, by=application.student.user, terms_version=1)
    held.refresh_from_db()
    assert held.state == "withdrawn"


def test_accepting_needs_the_terms_as_they_are_now():
    subject = offered()
    roles = people(subject.application)
    changed = offer_machine.fire(
        "amend", subject, by=roles[HOST], comment="We moved.", place="2 Example Street"
    )
    assert (changed.terms_version, changed.place) == (2, "2 Example Street")
    accept = partial(codes, offer_machine, "accept", subject, clock.now(), by=roles[STUDENT])
    assert (accept(terms_version=1), accept(terms_version=2)) == ({"terms"}, set())
    assert accept() == {"terms"}


def test_accepting_is_refused_on_a_day_spent_elsewhere_and_past_the_maximum():
    subject = offered()
    application = subject.application
    PlacementFactory(
        student=application.student, advert=AdvertFactory(cycle=application.advert.cycle)
    )
    accept = partial(codes, offer_machine, "accept", subject, clock.now(), terms_version=1)
    assert accept(by=application.student.user) == {"clash", "maximum"}


def test_zone_is_acknowledged_when_accepting_where_clocks_differ():
    advert = AdvertFactory(cycle=CycleFactory(phase="released"), mode="remote", place="")
    subject = offered(advert=advert, zone="America/New_York")
    by = subject.application.student.user
    accept = partial(codes, offer_machine, "accept", subject, clock.now(), by=by, terms_version=1)
    assert (accept(), accept(zone_acknowledged=True)) == ({"zone"}, set())


def test_reinstated_offer_can_be_accepted_again():
    subject = offered()
    with clock.standing_at(subject.respond_by):
        offer_machine.fire("lapse", subject, role="deadline")
    application = subject.application
    office = OfficeFactory()
    again = application_machine.fire("reinstate", application, by=office, comment="Was ill.")
    assert (again.state, again.by_default) == ("offered", False)
    fresh = again.offers.made().get()
    assert fresh.respond_by > clock.now()
    by = application.student.user
    assert offer_machine.fire("accept", fresh, by=by, terms_version=1).state == "accepted"


# What the database refuses


@pytest.mark.parametrize(
    ("name", "make"),
    [
        (
            "one_application_per_advert_and_round",
            lambda one: ApplicationFactory(student=one.student, advert=one.advert),
        ),
        (
            "sent_application_has_a_time",
            lambda one: Application.objects.filter(pk=one.pk).update(submitted_at=None),
        ),
        (
            "sent_application_has_an_eligibility_snapshot",
            lambda one: Application.objects.filter(pk=one.pk).update(eligibility=None),
        ),
        (
            "reserve_has_a_rank",
            lambda one: Application.objects.filter(pk=one.pk).update(state="reserve"),
        ),
        (
            "one_open_offer_per_application",
            lambda one: [OfferFactory(application=one) for _ in range(2)],
        ),
        (
            "offer_answered_after_it_is_made",
            lambda one: OfferFactory(application=one, respond_by=clock.now() - timedelta(1)),
        ),
        (
            "offer_accepted_iff_placement",
            lambda one: OfferFactory(application=one, state="accepted"),
        ),
        (
            "offer_accepted_iff_placement",
            lambda one: OfferFactory(application=one, placement=PlacementFactory()),
        ),
    ],
)
def test_database_says_it_too(name, make):
    application = ApplicationFactory()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make(application)


def test_nobody_is_not_the_student_without_an_account():
    """A visitor's key is None, and so is the key of the account such a student lacks."""
    from django.contrib.auth.models import AnonymousUser

    application = draft(student=StudentFactory(user=None))
    assert application_machine.roles(AnonymousUser(), application) == set()
    assert application_machine.roles(None, application) == set()
    assert application_machine.roles(UserFactory(), application) == set()
