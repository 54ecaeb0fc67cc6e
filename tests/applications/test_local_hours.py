"""Hours abroad: local hours alone for days in person, Oxford's beside them for days worked from
there. Every page and letter tells them by the same rule (decision 12)."""

import re

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from applications.alerts import terms
from applications.forms.hosts import OfferForm
from applications.forms.students import AcceptForm
from applications.workflow import application_machine, offer_machine
from microinternships import clock
from placements import feedback, hours
from placements.workflow import placement_machine
from tests.applications.students import answers, draft, offered, sign_in
from tests.applications.test_workflow import codes
from tests.factories import AdvertFactory, CycleFactory, HostFactory, PlacementFactory

pytestmark = pytest.mark.django_db

IN_PERSON = {"mode": "in_person", "place": "New York"}
REMOTE = {"mode": "remote", "place": ""}
HYBRID = {"mode": "hybrid", "days": 2, "day_modes": ["in_person", "remote"], "place": "New York"}
BOTH_CLOCKS = pytest.mark.parametrize(
    ("mode", "both"), [(IN_PERSON, False), (HYBRID, True), (REMOTE, True)]
)


def abroad(phase: str = "open", **mode):
    cycle = CycleFactory(phase=phase)
    return AdvertFactory(cycle=cycle, zone="America/New_York", country="US", **mode)


def row(response, label: str = "Hours") -> str:
    """What stands beside ``label`` in a summary list, as it is read."""
    (found,) = re.findall(
        rf"<dt>{label}</dt><dd>(.*?)(?:<span class=\"summary|</dd>)", response.text
    )
    return " ".join(strip_tags(found).split())


def told(worked, day, both: bool) -> str:
    """The hours as a row says them."""
    host, oxford = hours.on(worked, day)
    assert oxford != host == "9:00 to 17:30"
    return f"{host} New York time" + (f" {oxford} in Oxford" if both else "")


# Applying


@BOTH_CLOCKS
def test_the_page_before_an_application_tells_the_hours(client, mode, both):
    advert = abroad(**mode)
    sign_in(client, draft().student)
    shown = client.get(reverse("applications:apply", args=[advert.pk]))
    assert row(shown) == told(advert, advert.offered_weeks[0].starts_on, both)


@BOTH_CLOCKS
def test_an_applicant_acknowledges_hours_they_work_from_afar(client, mode, both):
    application = draft(advert=abroad(**mode))
    sign_in(client, application.student)
    shown = client.get(reverse("applications:edit", args=[application.pk])).text
    assert ("I have seen that the hours are New York time" in shown) == both
    client.post(reverse("applications:edit", args=[application.pk]), answers(application.advert))
    check = client.get(reverse("applications:check", args=[application.pk])).text
    assert ("<dt>Time zone</dt>" in check) == both
    application.refresh_from_db()
    against = application_machine.refusals("submit", application, by=application.student.user)
    assert [refusal.code for refusal in against] == ["zone"] * both


# An offer


def offer_of(mode):
    advert = abroad("released", **mode)
    return offered(advert=advert, zone=advert.zone)


@BOTH_CLOCKS
def test_an_offer_tells_the_hours(client, mode, both):
    offer = offer_of(mode)
    sign_in(client, offer.application.student)
    expected = told(offer, offer.dated_days[0][0], both)
    for page in ("offer", "accept"):
        assert row(client.get(reverse(f"applications:{page}", args=[offer.pk]))) == expected


@BOTH_CLOCKS
def test_only_hours_worked_from_afar_are_acknowledged_when_accepting(mode, both):
    offer = offer_of(mode)
    assert ("zone_acknowledged" in AcceptForm(offer=offer).fields) == both
    by = offer.application.student.user
    refused = codes(offer_machine, "accept", offer, clock.now(), by=by, terms_version=1)
    assert refused == ({"zone"} if both else set())


@BOTH_CLOCKS
def test_the_host_reads_an_offers_hours_as_the_student_does(client, mode, both):
    offer = offer_of(mode)
    host = HostFactory(organisation=offer.application.advert.organisation)
    client.force_login(host.user)
    shown = client.get(reverse("applications:applicant", args=[offer.application_id]))
    assert row(shown) == told(offer, offer.dated_days[0][0], both)


@BOTH_CLOCKS
def test_an_offer_being_written_previews_the_hours(mode, both):
    advert = abroad("choosing", **mode)
    form = OfferForm(advert=advert, weeks=advert.offered_weeks, initial=hours_of(advert))
    assert form.preview["terms"].remote_across_zones == both
    assert form.preview["day"] == advert.offered_weeks[0].starts_on


def hours_of(advert) -> dict:
    return {name: getattr(advert, name) for name in OfferForm.HOURS}


# Letters and the placement


def test_a_letter_tells_each_day_by_how_it_is_worked():
    offer = offer_of(HYBRID)
    (first, _), (second, _) = offer.dated_days
    _, oxford = hours.on(offer, second)
    assert terms.said(offer)["days"] == [
        f"{first:%A %-d %B %Y}, 9:00 to 17:30 in New York, in person",
        f"{second:%A %-d %B %Y}, 9:00 to 17:30 in New York ({oxford} in Oxford), remote",
    ]


def test_a_placement_here_needs_no_zone():
    placement = PlacementFactory(days=["in_person", "remote"])
    first, second = (day for day, _ in placement.dated_days)
    assert [hours.of_day(placement, day, mode) for day, mode in placement.dated_days] == [
        f"{first:%A %-d %B %Y}, 9:00 to 17:30",
        f"{second:%A %-d %B %Y}, 9:00 to 17:30",
    ]


def test_whoever_comes_too_early_reads_the_hours_on_the_hosts_clock():
    placement = PlacementFactory(zone="America/New_York", days=["in_person", "in_person"])
    host = HostFactory(organisation=placement.advert.organisation).user
    first, last = (
        f"{day:%A %-d %B %Y}, 9:00 to 17:30 in New York" for day, _ in placement.dated_days
    )
    asked = {
        "no_show": f"The placement starts on {first}. Until then you can cancel it.",
        "confirm_attendance": f"The last day is {last}.",
    }
    for event, sentence in asked.items():
        (refusal,) = placement_machine.refusals(event, placement, by=host)
        assert refusal.message == sentence
    told = feedback.refusal(placement, by=placement.student.user, now=clock.now())
    assert told.message == f"Tell us once it is over. Its last day is {last}."
