"""What is sent right by browsers that run no scripts arrives, and they are told so."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from alerts import sender
from alerts.models import Subscription
from applications.models import Offer
from enquiries.models import Question
from expenses.models import Claim
from microinternships import clock, invariants
from placements.models import Advert, Placement
from tests.expenses.scenes import past_placement
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    CycleFactory,
    HostFactory,
    StudentFactory,
    UserFactory,
)
from tests.journeys import hosts, money, students
from tests.journeys.hosts import button, link, main

pytestmark = pytest.mark.django_db(transaction=True)

THREE_DAYS = {"days": 3, "mode": "hybrid", "day_modes": ["in_person", "in_person", "remote"]}
CONFIRM = re.compile(r"/internship-alerts/\S+/confirm/")


@pytest.fixture
def plainly(person):
    """Sign somebody in, in a browser that runs no scripts."""
    return lambda user: person(user, java_script_enabled=False)


def test_an_organisation_is_registered_and_its_first_advert_submitted(plainly):
    CycleFactory(phase="collecting")
    page = plainly(UserFactory())
    hosts.register_organisation(page, "Example Surveyors")
    hosts.write_advert(page, hosts.TITLE)
    hosts.submit_advert(page)
    advert = Advert.objects.get()
    assert (advert.title, advert.state) == (hosts.TITLE, Advert.State.SUBMITTED)
    organisation = advert.organisation
    assert (organisation.name, organisation.state) == ("Example Surveyors", "submitted")
    assert organisation.terms_accepted.count() == 1


def test_an_offer_is_checked_made_and_accepted(plainly):
    cycle = CycleFactory(phase="choosing")
    advert = AdvertFactory(
        cycle=cycle,
        title=hosts.TITLE,
        weeks=cycle.ordered_weeks[:1],
        **THREE_DAYS,
    )
    student = StudentFactory(name="Sam Example")
    ApplicationFactory(advert=advert, student=student, state="shortlisted")
    host = HostFactory(organisation=advert.organisation).user
    hosts.make_offer(plainly(host), hosts.TITLE, student.name)
    address = students.accept_offer(plainly(student.user))
    placement = Placement.objects.get()
    assert (placement.student, placement.state) == (student, Placement.State.CONFIRMED)
    assert address.endswith(f"/placements/{placement.pk}/")
    assert Offer.objects.get().state == Offer.State.ACCEPTED
    assert invariants.broken() == []


def test_a_claim_is_sent_with_its_receipts(plainly):
    placement = past_placement(**{f"advert__{name}": fact for name, fact in THREE_DAYS.items()})
    page = plainly(placement.student.user)
    money.write_claim(page, f"/placements/{placement.pk}/")
    reference = money.send_claim(page)
    claim = Claim.objects.get()
    assert (claim.reference, claim.state) == (reference, Claim.State.SUBMITTED)
    assert [str(item.claimed) for item in claim.items.order_by("claimed")] == [
        "£7.95",
        "£8.40",
        "£24.50",
    ]
    assert invariants.broken() == []


def test_a_question_is_asked_and_answered(plainly):
    advert = AdvertFactory(cycle=CycleFactory(phase="open"))
    student = plainly(StudentFactory().user)
    student.goto(f"/adverts/{advert.pk}/")
    link(student, "Ask the host a question").click()
    student.get_by_label("Your question").fill("Are there stairs?")
    button(student, "Ask the host").click()
    expect(student.get_by_text("Your question has gone to the host.")).to_be_visible()
    host = plainly(HostFactory(organisation=advert.organisation).user)
    host.goto(f"/host/adverts/{advert.pk}/questions/")
    link(host, "Answer").click()
    host.get_by_label("Your answer").fill("Three steps and a rail.")
    button(host, "Publish the answer").click()
    expect(host.get_by_text("Your answer stands on the advert.")).to_be_visible()
    student.reload()
    questions = student.get_by_role("region", name="Questions and answers")
    expect(questions).to_contain_text("Three steps and a rail.")
    assert Question.objects.get().state == Question.State.ANSWERED


def test_an_address_joins_the_mailing_list(visitor):
    page = visitor(java_script_enabled=False)
    page.goto("/internship-alerts/")
    main(page).get_by_label("E-mail address").fill("new@example.org")
    button(page, "Get Internship Alerts").click()
    expect(page.get_by_role("heading", name="Check your e-mail")).to_be_visible()
    sender.send_due(clock.now())
    page.goto(CONFIRM.search(mail.outbox[-1].body)[0])
    expect(main(page)).to_contain_text("new@example.org")
    button(page, "Confirm and subscribe").click()
    expect(page.get_by_role("heading", name="Your Internship Alerts")).to_be_visible()
    subscription = Subscription.objects.get()
    assert (subscription.email, subscription.on_list) == ("new@example.org", True)
