"""Reading, accepting and declining an offer on its pages."""

import pytest
from django.urls import reverse

from applications.models import Application
from applications.workflow import offer_machine
from microinternships import clock
from placements import promises
from placements.models import Placement
from tests.applications.students import offered, one_second, sign_in
from tests.applications.test_workflow import people
from tests.factories import AdvertFactory, ApplicationFactory, CycleFactory
from tests.grids import HOST

pytestmark = pytest.mark.django_db


def url(name, offer):
    return reverse(f"applications:{name}", args=[offer.pk])


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_terms_are_all_there(client):
    """ST-11, ST-20."""
    offer = offered(message="We look forward to it.", joining_instructions="Ring the bell.")
    sign_in(client, offer.application.student)
    page = text(client.get(url("offer", offer)))
    first = offer.dated_days[0][0]
    for told in (
        f"{first:%A %-d %B}: in person",
        "9:00 to 17:30",
        "1 Example Street, London",
        "Robin Example",
        "robin@example.org",
        "Ring the bell.",
        "We look forward to it.",
        "Voluntary and unpaid",
        "local travel (inclusive of bus travel between Oxford and London) and lunch",
        "Answer before",
        "4 days remaining",
        "Oxford time",
    ):
        assert told in page


def test_remote_offer_says_that_nothing_is_reimbursed(client):
    advert = AdvertFactory(cycle=CycleFactory(phase="released"), mode="remote", place="")
    offer = offered(advert=advert)
    sign_in(client, offer.application.student)
    page = text(client.get(url("offer", offer)))
    assert "the host will not cover any expenses" in page
    assert "and lunch, on submission" not in page


def test_what_is_given_in_kind_is_said_as_on_the_adverts_page(client):
    offer = offered(advert=AdvertFactory(cycle=CycleFactory(phase="released"), lunch_in_kind=True))
    sign_in(client, offer.application.student)
    for name in ("offer", "accept"):
        page = text(client.get(url(name, offer)))
        assert " ".join(promises.in_full(offer.application.advert)) in page
        assert "and lunch, on submission" not in page


def test_accepting_leads_to_the_placement(client):
    offer = offered()
    sign_in(client, offer.application.student)
    response = client.post(url("accept", offer), {"terms_version": 1})
    placement = Placement.objects.get()
    assert response.url == reverse("placements:placement", args=[placement.pk])


def test_accept_page_lists_what_ends_and_nothing_else(client):
    """ST-32."""
    offer = offered()
    application = offer.application
    cycle = application.advert.cycle
    for title, state, where in (
        ("Ends with it", "submitted", cycle),
        ("Over already", "withdrawn", cycle),
        ("In another cycle", "submitted", CycleFactory()),
    ):
        advert = AdvertFactory(title=title, cycle=where)
        ApplicationFactory(student=application.student, advert=advert, state=state)
    ApplicationFactory(advert=AdvertFactory(title="Somebody else's", cycle=cycle))
    sign_in(client, application.student)
    response = client.get(url("accept", offer))
    assert [one.advert.title for one in response.context["others"]] == ["Ends with it"]
    assert "1 other application will end" in text(response)
    client.post(url("accept", offer), {"terms_version": 1})
    ended = Application.objects.filter(state="withdrawn", advert__title="Ends with it")
    assert ended.count() == 1


def test_nothing_ends_while_the_cycle_leaves_room(client):
    offer = offered()
    application = offer.application
    cycle = application.advert.cycle
    cycle.max_placements = 2
    cycle.save()
    ApplicationFactory(student=application.student, advert=AdvertFactory(cycle=cycle))
    sign_in(client, application.student)
    assert client.get(url("accept", offer)).context["others"] == []
    client.post(url("accept", offer), {"terms_version": 1})
    assert Application.objects.filter(state="submitted").count() == 1


@pytest.mark.parametrize("version", ["", "0", "2", "x"])
def test_terms_that_were_not_read_are_not_accepted(client, version):
    offer = offered()
    sign_in(client, offer.application.student)
    text(client.post(url("accept", offer), {"terms_version": version}))
    offer.refresh_from_db()
    assert offer.state == "made"


def test_changed_terms_are_shown_and_can_then_be_accepted(client):
    offer = offered()
    host = people(offer.application)[HOST]
    offer_machine.fire("amend", offer, by=host, comment="We moved.", place="2 Example Street")
    sign_in(client, offer.application.student)
    page = text(client.post(url("accept", offer), {"terms_version": 1}))
    assert "The host has changed this offer. Read the new terms first." in page
    assert "2 Example Street" in page
    assert '<input type="hidden" name="terms_version" value="2"' in page


def test_zone_is_acknowledged_on_the_accept_page(client):
    """ST-07."""
    advert = AdvertFactory(cycle=CycleFactory(phase="released"), mode="remote", place="")
    offer = offered(advert=advert, zone="America/New_York")
    sign_in(client, offer.application.student)
    page = text(client.post(url("accept", offer), {"terms_version": 1}))
    assert "Confirm that you have seen the time zone of the host." in page
    assert "I have seen that the hours are New York time" in page
    sent = {"terms_version": 1, "zone_acknowledged": "on"}
    assert client.post(url("accept", offer), sent).status_code == 302
    offer.refresh_from_db()
    assert (offer.state, offer.zone_acknowledged) == ("accepted", True)


@pytest.mark.parametrize(("after", "state"), [(-1, "accepted"), (0, "made"), (1, "made")])
def test_accepting_after_respond_by_is_refused_with_no_job_run(client, after, state):
    """ST-12."""
    offer = offered()
    sign_in(client, offer.application.student)
    with clock.standing_at(one_second(offer.respond_by, after)):
        response = client.post(url("accept", offer), {"terms_version": 1}, follow=True)
    offer.refresh_from_db()
    assert offer.state == state
    said = "The time to answer this offer ended on" in response.content.decode()
    assert said == (state == "made")


def test_overdue_offer_has_no_buttons(client):
    offer = offered()
    sign_in(client, offer.application.student)
    with clock.standing_at(offer.respond_by):
        page = text(client.get(url("offer", offer)))
    assert "This offer has lapsed" in page
    assert url("accept", offer) not in page


def test_declining_asks_first(client):
    offer = offered()
    sign_in(client, offer.application.student)
    assert "Decline this offer?" in text(client.get(url("decline", offer)))
    offer.refresh_from_db()
    assert offer.state == "made"
    client.post(url("decline", offer))
    offer.refresh_from_db()
    offer.application.refresh_from_db()
    assert (offer.state, offer.application.state) == ("declined", "declined")


@pytest.mark.parametrize("name", ["offer", "accept", "decline"])
def test_other_peoples_offers_are_not_found(client, name):
    mine, theirs = offered(), offered()
    sign_in(client, mine.application.student)
    assert client.get(url(name, theirs)).status_code == 404
    if name != "offer":
        assert client.post(url(name, theirs), {"terms_version": 1}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.state == "made"


@pytest.mark.parametrize("others", [1, 3, 50])
def test_accept_page_asks_a_fixed_number_of_questions(client, django_assert_num_queries, others):
    offer = offered()
    student = offer.application.student
    for _ in range(others):
        advert = AdvertFactory(cycle=offer.application.advert.cycle)
        ApplicationFactory(student=student, advert=advert, files=False)
    sign_in(client, student)
    with django_assert_num_queries(6):
        client.get(url("accept", offer))
