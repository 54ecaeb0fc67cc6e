"""A host's list of who applied to one advert."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications.desk import Applicants
from microinternships import clock
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    CycleFactory,
    HostFactory,
    OfferFactory,
    OfficeFactory,
    StudentFactory,
)

pytestmark = pytest.mark.django_db
QUERIES = 11


@pytest.fixture
def advert():
    return AdvertFactory(cycle=CycleFactory(phase="choosing"), places=2)


@pytest.fixture
def recruiter(advert):
    return HostFactory(organisation=advert.organisation).user


def address(advert):
    return reverse("applications:applicants", args=[advert.pk])


def listed(response) -> list[tuple[str, list[str]]]:
    groups = response.context["applicants"].groups
    return [(group.title, [one.name for one in rows]) for group, rows in groups]


def named(advert, name, state="submitted", **fields):
    return ApplicationFactory(advert=advert, student__name=name, state=state, **fields)


def test_applicants_stand_in_groups(client, advert, recruiter):
    for name, state in (
        ("Ada", "submitted"),
        ("Ben", "shortlisted"),
        ("Dan", "unsuccessful"),
        ("Eve", "withdrawn"),
        ("Fay", "cancelled"),
        ("Gus", "declined"),
        ("Hal", "draft"),
    ):
        named(advert, name, state)
    named(advert, "Ida", "reserve", reserve_rank=2)
    named(advert, "Jon", "reserve", reserve_rank=1)
    OfferFactory(application=named(advert, "Cat", "offered"))
    named(AdvertFactory(cycle=advert.cycle), "Elsewhere")
    client.force_login(recruiter)
    response = client.get(address(advert))
    assert listed(response) == [
        ("To decide", ["Ada"]),
        ("Shortlisted", ["Ben"]),
        ("Reserve list", ["Jon", "Ida"]),
        ("Offered and placed", ["Cat"]),
        ("Offer declined or not answered", ["Gus"]),
        ("Not selected", ["Dan"]),
        ("Withdrawn or cancelled", ["Eve", "Fay"]),
    ]
    assert "Hal" not in response.text
    assert "Elsewhere" not in response.text
    assert "1 of 2 places taken" in response.text


def test_the_page_says_until_when_to_choose(client, advert, recruiter):
    application = ApplicationFactory(advert=advert)
    client.force_login(recruiter)
    choose_by = application.round.choose_by
    left = (choose_by.date() - clock.today()).days
    page = client.get(address(advert)).text
    assert f'Choose by <time datetime="{choose_by.astimezone(clock.OXFORD).isoformat()}"' in page
    assert f"{left} days remaining" in page


def test_nobody_has_applied_yet(client, advert, recruiter):
    client.force_login(recruiter)
    response = client.get(address(advert))
    assert listed(response) == []
    assert "Nobody has applied yet" in response.text


def test_a_free_place_proposes_the_first_reserve(client, advert, recruiter):
    first = named(advert, "Jon", "reserve", reserve_rank=1)
    named(advert, "Ida", "reserve", reserve_rank=2)
    client.force_login(recruiter)
    link = reverse("applications:make_offer", args=[first.pk])
    assert f'<a href="{link}">Offer Jon the place</a>' in client.get(address(advert)).text
    OfferFactory.create_batch(2, application__advert=advert)
    assert link not in client.get(address(advert)).text


def test_while_others_are_undecided_a_reserve_waits_for_a_place_that_comes_back(
    client, advert, recruiter
):
    named(advert, "Jon", "reserve")
    named(advert, "Ada", "submitted")
    client.force_login(recruiter)
    assert client.get(address(advert)).context["next_reserve"] is None
    OfferFactory(application=named(advert, "Cat", "declined"), state="lapsed")
    assert client.get(address(advert)).context["next_reserve"].name == "Jon"


def test_reserves_are_not_proposed_after_the_list_has_ended(client, advert, recruiter):
    named(advert, "Jon", "reserve")
    client.force_login(recruiter)
    with clock.standing_at(advert.cycle.reserve_ends_at):
        assert client.get(address(advert)).context["next_reserve"] is None


def test_a_name_blind_advert_shows_numbers_by_arrival(client, recruiter, advert):
    advert.name_blind = True
    advert.save()
    sent = clock.now() - timedelta(days=2)
    named(advert, "Second", submitted_at=sent + timedelta(hours=1))
    named(advert, "First", submitted_at=sent)
    named(advert, "Third", "shortlisted", submitted_at=sent + timedelta(hours=2))
    named(advert, "Fourth", "unsuccessful", submitted_at=sent + timedelta(hours=3))
    client.force_login(recruiter)
    response = client.get(address(advert))
    assert listed(response) == [
        ("To decide", ["Applicant 1", "Applicant 2"]),
        ("Shortlisted", ["Third"]),
        ("Not selected", ["Applicant 4"]),
    ]
    assert [name for name in ("First", "Second", "Fourth") if name in response.text] == []


def test_after_the_archive_the_page_says_why_it_is_closed(client, advert, recruiter):
    named(advert, "Ada Secret")
    client.force_login(recruiter)
    with clock.standing_at(advert.cycle.archive_at - timedelta(seconds=1)):
        assert "Ada Secret" in client.get(address(advert)).text
    with clock.standing_at(advert.cycle.archive_at):
        page = client.get(address(advert)).text
    assert "This page is closed" in page
    assert "Ada Secret" not in page


def test_others_get_a_404(client, advert):
    application = named(advert, "Ada Secret")
    other_host = HostFactory().user
    approver = HostFactory(
        organisation=advert.organisation, is_recruiter=False, is_admin=False
    ).user
    for user in (other_host, approver, application.student.user, OfficeFactory()):
        client.force_login(user)
        assert client.get(address(advert)).status_code == 404


def test_a_visitor_signs_in_first(client, advert):
    response = client.get(address(advert))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_hosts_do_not_see_their_own_application(client, advert, recruiter):
    ApplicationFactory(advert=advert, student=StudentFactory(user=recruiter, name="Me Myself"))
    client.force_login(recruiter)
    response = client.get(address(advert))
    assert listed(response) == []
    assert "Me Myself" not in response.text


@pytest.mark.parametrize("count", [1, 3, 50])
def test_the_list_asks_as_much_for_one_as_for_fifty(
    client, advert, recruiter, count, django_assert_num_queries
):
    for state in ("submitted", "shortlisted", "reserve"):
        ApplicationFactory.create_batch(count, advert=advert, state=state)
    OfferFactory.create_batch(count, application__advert=advert)
    client.force_login(recruiter)
    with django_assert_num_queries(QUERIES):
        response = client.get(address(advert))
    assert len(response.context["applicants"].everybody) == 4 * count


def test_availability_reads_as_a_sentence(advert):
    week_a, week_b = advert.offered_weeks
    both = ApplicationFactory(advert=advert)
    one = ApplicationFactory(advert=advert)
    one.weeks.set([week_b])
    none = ApplicationFactory(advert=advert)
    none.weeks.clear()
    everybody = Applicants.of(advert, [both, one, none])
    assert [everybody.find(row.pk).availability for row in (both, one, none)] == [
        "Free in week A and week B",
        "Free in week B only",
        "Free in none of your weeks",
    ]
    assert week_a.label == "A"
