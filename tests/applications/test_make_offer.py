"""Offering a place: what the form asks, refuses and keeps, and what the student will get."""

from datetime import time, timedelta

import pytest
from django.urls import reverse

from applications.models import Application, Offer
from applications.workflow import offer_machine
from microinternships import clock
from placements.models import Placement
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    CycleFactory,
    HostFactory,
    OfferFactory,
    PlacementFactory,
)

pytestmark = pytest.mark.django_db
QUERIES = 12


@pytest.fixture
def cycle():
    return CycleFactory(phase="choosing")


@pytest.fixture
def host(client):
    member = HostFactory(user__name="Robin Example", user__email="robin@example.org")
    client.force_login(member.user)
    return member


@pytest.fixture
def advert(cycle, host):
    return AdvertFactory(cycle=cycle, organisation=host.organisation, places=2)


def address(application):
    return reverse("applications:make_offer", args=[application.pk])


def terms(advert, **changes):
    typed = {
        "week": advert.offered_weeks[0].pk,
        "day_starts": "09:00",
        "day_ends": "17:30",
        "unpaid_break": "60",
        "zone": "Europe/London",
        "place": "1 Example Street, London",
        "contact_name": "Robin Example",
        "contact_email": "robin@example.org",
        "joining_instructions": "Ring the bell.",
        "message": "Welcome.",
        "step": "confirm",
    }
    return {name: value for name, value in (typed | changes).items() if value is not None}


def errors_after(client, application, **changes):
    """The errors of a refused offer, having seen that nothing typed was lost."""
    response = client.post(address(application), terms(application.advert, **changes))
    assert response.status_code == 200
    assert "Ring the bell.</textarea>" in response.text
    assert Application.objects.get(pk=application.pk).state == application.state
    return response.context["form"].errors


def test_an_offer_carries_everything_typed(client, advert, host):
    application = ApplicationFactory(advert=advert)
    week_b = advert.offered_weeks[1]
    typed = terms(advert, week=week_b.pk, day_starts="10:00", day_ends="18:00", unpaid_break="30")
    response = client.post(address(application), typed)
    assert response["Location"] == reverse("applications:applicant", args=[application.pk])
    offer = application.offers.get()
    assert offer.state == "made"
    assert offer.dated_days == [(day, "in_person") for day in week_b.dates]
    assert (offer.week, offer.zone, offer.unpaid_break) == (week_b, "Europe/London", 30)
    assert (offer.day_starts, offer.day_ends) == (time(10), time(18))
    assert (offer.place, offer.contact_name) == ("1 Example Street, London", "Robin Example")
    assert offer.contact_email == "robin@example.org"
    assert (offer.joining_instructions, offer.message) == ("Ring the bell.", "Welcome.")
    application.refresh_from_db()
    assert application.state == "offered"


def test_the_form_begins_with_the_adverts_terms(client, cycle, host):
    advert = AdvertFactory(
        cycle=cycle, organisation=host.organisation, day_starts="10:00", zone="America/New_York"
    )
    form = client.get(address(ApplicationFactory(advert=advert))).context["form"]
    assert form["day_starts"].value() == time(10)
    assert form["zone"].value() == "America/New_York"
    assert form["place"].value() == "London"
    assert form["contact_name"].value() == "Robin Example"
    assert form["contact_email"].value() == "robin@example.org"


def test_the_second_offer_of_an_advert_repeats_the_first_ones_details(client, advert):
    OfferFactory(
        application__advert=advert, contact_name="Sam Example", joining_instructions="Ring twice."
    )
    form = client.get(address(ApplicationFactory(advert=advert))).context["form"]
    assert form["contact_name"].value() == "Sam Example"
    assert form["joining_instructions"].value() == "Ring twice."
    assert form["message"].value() is None


def test_only_weeks_in_which_the_student_is_free_can_be_chosen(client, advert):
    application = ApplicationFactory(advert=advert, student__name="Ada")
    week_a, week_b = advert.offered_weeks
    application.weeks.set([week_b])
    response = client.get(address(application))
    assert list(response.context["form"].weeks.values()) == [week_b]
    assert response.context["form"]["week"].value() == str(week_b.pk)
    assert response.context["busy_weeks"] == [week_a]
    assert "Ada is not free then." in response.text
    assert set(errors_after(client, application, week=week_a.pk)) == {"week"}


def test_weeks_the_advert_does_not_offer_cannot_be_chosen(client, advert, cycle):
    week_a, week_b = cycle.ordered_weeks
    application = ApplicationFactory(advert=advert)
    advert.weeks.set([week_a])
    assert set(errors_after(client, application, week=week_b.pk)) == {"week"}


def test_nobody_free_in_any_week_is_explained(client, advert):
    application = ApplicationFactory(advert=advert, student__name="Ada")
    application.weeks.clear()
    assert "Ada is free in none of your weeks" in client.get(address(application)).text


def test_a_week_has_to_be_chosen(client, advert):
    errors = errors_after(client, ApplicationFactory(advert=advert), week=None)
    assert errors == {"week": ["Choose a week."]}


@pytest.fixture
def three_days(cycle, host):
    return AdvertFactory(cycle=cycle, organisation=host.organisation, days=3)


def test_fewer_days_than_five_are_chosen_by_weekday(client, three_days):
    application = ApplicationFactory(advert=three_days)
    client.post(address(application), terms(three_days, weekdays=["0", "2", "4"]))
    dates = three_days.offered_weeks[0].dates
    assert application.offers.get().dated_days == [
        (dates[number], "in_person") for number in (0, 2, 4)
    ]


@pytest.mark.parametrize(
    ("weekdays", "sentence"),
    [
        ([], "Choose the days of the placement."),
        (["0", "1"], "Choose 3 days, as the advert says."),
        (["0", "1", "2", "3"], "Choose 3 days, as the advert says."),
    ],
)
def test_the_number_of_days_is_the_adverts(client, three_days, weekdays, sentence):
    application = ApplicationFactory(advert=three_days)
    assert errors_after(client, application, weekdays=weekdays)["weekdays"][0] == sentence


def test_a_hybrid_offer_says_the_mode_of_each_day(client, cycle, host):
    modes = ["in_person", "remote", "remote", "remote", "in_person"]
    advert = AdvertFactory(
        cycle=cycle, organisation=host.organisation, mode="hybrid", day_modes=modes
    )
    application = ApplicationFactory(advert=advert)
    form = client.get(address(application)).context["form"]
    assert [field.value() for field in form.mode_fields] == modes
    chosen = {f"mode_{number}": mode for number, mode in enumerate(reversed(modes))}
    client.post(address(application), terms(advert, **(chosen | {"mode_1": "in_person"})))
    assert [mode for _, mode in application.offers.get().dated_days] == [
        "in_person",
        "in_person",
        "remote",
        "remote",
        "in_person",
    ]


def test_days_in_person_need_an_address_and_remote_days_do_not(client, advert, cycle, host):
    errors = errors_after(client, ApplicationFactory(advert=advert), place=" ")
    assert errors == {"place": ["Say where the student goes on the days in person."]}
    remote = AdvertFactory(cycle=cycle, organisation=host.organisation, mode="remote", place="")
    application = ApplicationFactory(advert=remote)
    client.post(address(application), terms(remote, place=""))
    assert application.offers.get().place == ""


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"day_ends": "17:31"}, "day_ends"),
        ({"day_ends": "08:00"}, "day_ends"),
        ({"unpaid_break": "600"}, "unpaid_break"),
        ({"unpaid_break": "-1"}, "unpaid_break"),
        ({"zone": "Europe/Atlantis"}, "zone"),
        ({"contact_email": "robin"}, "contact_email"),
        ({"contact_name": ""}, "contact_name"),
        ({"day_starts": "nine"}, "day_starts"),
    ],
)
def test_bad_terms_are_refused_beside_their_field(client, advert, changes, field):
    assert set(errors_after(client, ApplicationFactory(advert=advert), **changes)) == {field}


def test_exactly_37_and_a_half_hours_are_allowed(client, advert):
    application = ApplicationFactory(advert=advert)
    client.post(address(application), terms(advert))
    assert application.offers.get().hours_per_day * 5 == timedelta(hours=37.5)


def test_another_placement_on_a_day_is_refused_beside_the_days(client, three_days):
    application = ApplicationFactory(advert=three_days)
    two_days = AdvertFactory(cycle=three_days.cycle, days=2)
    _, tuesday = PlacementFactory(student=application.student, advert=two_days).week.dates[:2]
    errors = errors_after(client, application, weekdays=["1", "2", "3"])
    assert errors == {"weekdays": [f"The student has another placement on {tuesday:%A %-d %B}."]}


def test_the_last_place_taken_meanwhile_is_refused_and_nothing_typed_is_lost(client, advert):
    application = ApplicationFactory(advert=advert)
    OfferFactory.create_batch(2, application__advert=advert)
    errors = errors_after(client, application)
    assert errors == {"__all__": ["All 2 places are taken by offers and placements."]}


def test_after_the_hosts_deadline_only_reserves_are_offered_places(client, advert):
    shortlisted = ApplicationFactory(advert=advert, state="shortlisted")
    reserve = ApplicationFactory(advert=advert, state="reserve")
    with clock.standing_at(shortlisted.round.choose_by):
        assert "Ask the Internship Office." in errors_after(client, shortlisted)["__all__"][0]
        client.post(address(reserve), terms(advert))
    assert list(Offer.objects.values_list("application", flat=True)) == [reserve.pk]


def test_a_withdrawn_applicant_cannot_be_offered_a_place(client, advert):
    application = ApplicationFactory(advert=advert, state="withdrawn")
    page = client.get(address(application)).text
    assert "No offer can be made" in page
    assert 'type="submit" disabled' in page
    assert errors_after(client, application) == {
        "__all__": ["This can no longer be done: it is now “withdrawn”."]
    }


def test_the_page_says_when_the_student_is_told_and_answers(client, host):
    told_at_once = AdvertFactory(
        organisation=host.organisation, cycle=CycleFactory(phase="choosing")
    )
    held = AdvertFactory(
        organisation=host.organisation,
        cycle=CycleFactory(phase="choosing", rounds_and_weeks__held=True),
    )
    context = client.get(address(ApplicationFactory(advert=told_at_once))).context
    assert context["release_at"] is None
    response = client.get(address(ApplicationFactory(advert=held)))
    in_round = held.cycle.first_round
    assert response.context["release_at"] == in_round.release_at
    assert response.context["respond_by"] == in_round.answer_by
    assert "Until then you can withdraw the offer" in response.text


def test_the_hours_are_previewed_as_the_student_reads_them(client, cycle, host):
    advert = AdvertFactory(cycle=cycle, organisation=host.organisation, mode="remote", place="")
    application = ApplicationFactory(advert=advert)
    typed = terms(advert, day_starts="09:00", day_ends="17:00", zone="America/New_York")
    page = client.post(address(application), typed, headers={"HX-Request": "true"}).text
    assert "New York" in page
    assert "14:00 to 22:00" in page
    assert "<form" not in page
    assert Application.objects.get(pk=application.pk).state == "submitted"


def test_unfinished_hours_preview_as_unfinished(client, advert):
    application = ApplicationFactory(advert=advert)
    typed = terms(advert, day_starts="")
    page = client.post(address(application), typed, headers={"HX-Request": "true"}).text
    assert "Fill in when the day starts and ends" in page


def test_an_accepted_offer_becomes_a_placement_in_the_terms_typed(client, advert):
    application = ApplicationFactory(advert=advert)
    client.post(address(application), terms(advert))
    offer = application.offers.get()
    offer_machine.fire("accept", offer, by=application.student.user, terms_version=1)
    placement = Placement.objects.get()
    assert (placement.contact_name, placement.place) == ("Robin Example", offer.place)
    assert [day.date for day in placement.ordered_days] == offer.week.dates


@pytest.mark.parametrize("count", [1, 3, 50])
def test_the_form_asks_as_much_for_one_as_for_fifty(
    client, advert, count, django_assert_num_queries
):
    applications = ApplicationFactory.create_batch(count, advert=advert)
    with django_assert_num_queries(QUERIES):
        client.get(address(applications[0]))
