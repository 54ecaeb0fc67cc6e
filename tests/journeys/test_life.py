"""The whole life of the programme, as three people live it in their browsers."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from playwright.sync_api import Page, expect

from alerts import ledger, sender, timing
from alerts.models import Alert, AlertState
from applications.models import Offer
from expenses.models import Receipt
from microinternships import clock, invariants
from placements.models import Advert, Cycle, Placement
from tests.factories import (
    AdvertFactory,
    CycleFactory,
    HostFactory,
    OfficeFactory,
    OrganisationFactory,
    StudentFactory,
    UserFactory,
)
from tests.journeys import hosts, money, students

pytestmark = pytest.mark.django_db(transaction=True)

OTHER = "Reading to a camera"
ONCE = ("draft_not_submitted", "application_received", "answer_your_offer")


@dataclass
class Life:
    """The cycle in which it happens, and the browsers of the three who live it."""

    cycle: Cycle
    host: Page
    office: Page
    student: Page
    name: str


@pytest.fixture
def life(person, time) -> Life:
    cycle = CycleFactory(phase="collecting")
    AdvertFactory(cycle=cycle, title=OTHER, mode="remote", place="", sector="media")
    member = HostFactory(organisation=OrganisationFactory(name="Example Surveyors"))
    sam = StudentFactory(name="Sam Example")
    return Life(cycle, person(member.user), person(OfficeFactory()), person(sam.user), sam.name)


def alerts_go_out() -> None:
    """What beat and the worker do every few minutes, and so more than once."""
    for _ in range(2):
        ledger.plan(clock.now())
        sender.send_due(clock.now())


def test_the_life_of_a_placement(life, time, person):
    first_round = life.cycle.first_round
    hosts.write_advert(life.host, hosts.TITLE)
    hosts.submit_advert(life.host)
    hosts.approve_advert(life.office, hosts.TITLE)
    advert = Advert.objects.get(title=hosts.TITLE)
    address = f"/adverts/{advert.pk}/"

    life.student.goto("/adverts/")
    expect(life.student.get_by_text("No cycle is taking applications now.")).to_be_visible()
    time.move_to(first_round.opens_at + timedelta(hours=1))
    students.browse_to(life.student, hosts.TITLE, OTHER)
    students.start_application(life.student, address)
    # A reminder of a draft keeps the quiet hours, so the day is a working one.
    time.move_to(timing.put_off(first_round.closes_at - timedelta(days=5)))
    alerts_go_out()
    students.mend_application(life.student, address)
    reference = students.send_application(life.student)
    alerts_go_out()
    [received] = [one for one in mail.outbox if one.subject.startswith("We have your application")]
    assert reference in received.body

    time.move_past(first_round.closes_at)
    hosts.choose(life.host, hosts.TITLE, life.name)
    hosts.make_offer(life.host, hosts.TITLE, life.name)
    time.move_to(Offer.objects.get().respond_by - timedelta(days=1))
    alerts_go_out()
    placement_url = students.accept_offer(life.student)
    calendar = students.read_placement(life.student, placement_url)
    assert calendar.count("BEGIN:VEVENT") == 3

    placement = Placement.objects.get()
    time.move_to(clock.noon(placement.last_day + timedelta(days=1)))
    hosts.confirm_attendance(life.host, placement_url)
    money.write_claim(life.student, placement_url)
    claim = money.send_claim(life.student)
    assert sorted(Receipt.objects.values_list("content_type", flat=True)) == [
        "application/pdf",
        "image/jpeg",
        "image/jpeg",
    ]
    alerts_go_out()
    money.decide_claim(life.host, life.name)
    money.pay_claim(life.host)
    alerts_go_out()
    money.confirm_payment(life.student, claim)

    alerts_go_out()
    assert invariants.broken() == []
    assert times_sent(*ONCE) == dict.fromkeys(ONCE, 1)
    assert not Alert.objects.filter(state=AlertState.FAILED).exists()
    assert len(mail.outbox) == Alert.objects.filter(state=AlertState.SENT).count()


def times_sent(*kinds: str) -> dict[str, int]:
    """How often each kind of alert went out."""
    sent = Alert.objects.filter(state=AlertState.SENT, kind__in=kinds)
    return dict(Counter(sent.values_list("kind", flat=True)))


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"award": "MBA", "level": "taught"}, "MBA students are not part of this programme"),
        ({"visiting": True, "matriculated_on": None}, "visiting students are not part"),
        (None, "the university's register has no student with the address"),
    ],
    ids=["MBA", "visiting", "not in the register"],
)
def test_who_cannot_apply_is_told_why(person, facts, sentence):
    advert = AdvertFactory()
    user = UserFactory() if facts is None else StudentFactory(**facts).user
    page = person(user)
    students.is_told_why_not(page, f"/adverts/{advert.pk}/", sentence)
    signpost = page.get_by_role("main").get_by_role("link", name="Saïd Business School")
    if facts and facts.get("award") == "MBA":
        expect(signpost).to_have_attribute("href", settings.BUSINESS_SCHOOL_CAREERS_URL)
    else:
        expect(signpost).to_have_count(0)
