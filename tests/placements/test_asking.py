"""A host asks the Office to extend or close an advert, and the Office answers in one press."""

from datetime import timedelta

import pytest
from django.urls import reverse

from microinternships import clock, phrases
from microinternships.engine import Refused
from microinternships.queues import QUEUES
from placements.models import Advert, ChangeRequest
from placements.workflow import advert_machine
from tests.factories import AdvertFactory, CycleFactory, HostFactory, OfficeFactory

pytestmark = pytest.mark.django_db
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def advert():
    return AdvertFactory(cycle=CycleFactory(phase="open"))


@pytest.fixture
def host(advert):
    return HostFactory(organisation=advert.organisation).user


@pytest.fixture
def office(db):
    return OfficeFactory(role="manager")


def ask(advert, host, **given) -> set[str]:
    try:
        advert_machine.fire("ask_for_change", advert, by=host, comment="Few applied.", **given)
    except Refused as refused:
        return refused.codes
    return set()


def test_only_what_the_office_could_do_is_asked_for(advert, host):
    first = advert.cycle.first_round
    for wrong in (None, first.closes_at, first.choose_by):
        assert ask(advert, host, wish="longer", closes_at=wrong) == {"closes_at"}
    assert ask(advert, host) == ask(advert, host, wish="more money") == {"wish"}
    assert ask(advert, host, wish="longer", closes_at=first.choose_by - SECOND) == set()
    answers = []
    for away in (-SECOND, 0 * SECOND, SECOND):
        with clock.standing_at(first.closes_at + away):
            answers.append(ask(advert, host, wish="close"))
    assert answers == [set(), {"not_open"}, {"not_open"}]


def test_asked_again_it_is_the_latest(advert, host):
    later = advert.cycle.first_round.closes_at + DAY
    ask(advert, host, wish="longer", closes_at=later)
    assert ChangeRequest.objects.get().closes_at == later
    ask(advert, host, wish="close", closes_at=later)
    asked = ChangeRequest.objects.get()
    assert (asked.wish, asked.closes_at, asked.reason) == ("close", None, "Few applied.")


@pytest.mark.parametrize(
    ("event", "open_still"),
    [
        ("extend", False),
        ("close_early", False),
        ("amend_terms", False),
        ("decline_change", False),
        ("amend", True),
    ],
)
def test_the_request_is_over_once_the_office_has_answered(advert, host, office, event, open_still):
    ask(advert, host, wish="other")
    data = {
        "extend": {"closes_at": advert.cycle.first_round.closes_at + DAY},
        "amend_terms": {"changes": {"places": 2}},
        "amend": {"changes": {"access": "A ramp"}},
    }
    advert_machine.fire(event, advert, by=office, comment="Agreed.", **data.get(event, {}))
    assert ChangeRequest.objects.exists() == open_still


def test_nothing_is_declined_or_taken_back_that_was_not_asked(advert, host, office):
    for event, by in (("decline_change", office), ("take_back_change", host)):
        (refusal,) = advert_machine.refusals(event, advert, by=by)
        assert refusal.code == "nothing_asked"


def in_the_offices_queue() -> int:
    found = {queue.title: queue for queue in QUEUES}["Changes that hosts ask for"]
    return found.rows(clock.now()).count()


@pytest.mark.parametrize("wish", ["longer", "close", "other"])
def test_a_host_takes_back_what_they_asked_for_after_a_look_at_it(client, advert, host, wish):
    later = advert.cycle.first_round.closes_at + DAY
    ask(advert, host, wish=wish, closes_at=later)
    assert in_the_offices_queue() == 1
    client.force_login(host, backend=BACKEND)
    back = reverse("placements:advert_take_back", args=[advert.pk])
    assert back in client.get(reverse("placements:advert_host", args=[advert.pk])).text
    page = client.get(back).text
    assert str(ChangeRequest.objects.get()) in page
    assert "Few applied." in page
    assert (ChangeRequest.objects.count(), page.count(f'href="{back}"')) == (1, 0)
    shown = client.post(back, follow=True).text
    assert "Taken back. The Internship Office no longer sees it." in shown
    assert "You took back what you asked the Internship Office for." in shown
    assert back not in shown
    assert (ChangeRequest.objects.count(), in_the_offices_queue()) == (0, 0)


def test_asking_again_says_what_it_takes_the_place_of(client, advert, host):
    client.force_login(host, backend=BACKEND)
    page = reverse("placements:advert_ask", args=[advert.pk])
    assert "This takes the place of" not in client.get(page).text
    ask(advert, host, wish="close")
    instead = "This takes the place of what you ask for now: Close to applications now."
    assert instead in client.get(page).text


def test_withdrawing_says_what_ends_before_anything_does(client, advert, host):
    ask(advert, host, wish="close")
    client.force_login(host, backend=BACKEND)
    page = client.get(reverse("placements:advert_withdraw", args=[advert.pk])).text
    assert "<h1>Withdraw this advert?</h1>" in page
    assert "Any applications for it end, and those students are told." in page
    assert "Few applied." not in page
    assert Advert.objects.get().state == "approved"


def test_what_the_office_has_answered_is_not_taken_back(client, advert, host, office):
    ask(advert, host, wish="close")
    advert_machine.fire("close_early", advert, by=office, comment="Agreed.")
    client.force_login(host, backend=BACKEND)
    back = reverse("placements:advert_take_back", args=[advert.pk])
    for answer in (client.get(back, follow=True), client.post(back, follow=True)):
        assert "The Office is asked for nothing now" in answer.text
        assert answer.redirect_chain == [(reverse("placements:advert_host", args=[advert.pk]), 302)]


def test_the_form_names_the_day_before_which_it_can_close(client, advert, host):
    client.force_login(host, backend=BACKEND)
    page = client.get(reverse("placements:advert_ask", args=[advert.pk])).text
    assert f"before you choose by {phrases.when(advert.cycle.first_round.choose_by)}." in page


def test_the_host_asks_on_a_page_and_reads_that_it_waits(client, advert, host):
    client.force_login(host, backend=BACKEND)
    url = reverse("placements:advert_ask", args=[advert.pk])
    sent = {"wish": "longer", "closes_at": "", "comment": "Few applied."}
    answer = client.post(url, sent)
    assert list(answer.context["form"].errors) == ["closes_at"]
    assert "Few applied." in answer.content.decode()
    later = (advert.cycle.first_round.closes_at + DAY).astimezone(clock.OXFORD)
    answer = client.post(url, {**sent, "closes_at": f"{later:%Y-%m-%dT%H:%M}"})
    page = client.get(answer.url).content.decode()
    assert "You have asked the Internship Office: Take applications for longer, until" in page


@pytest.mark.parametrize(("wish", "event"), [("longer", "extend"), ("close", "close_early")])
def test_the_office_sees_it_and_carries_it_out_in_one_press(
    client, advert, host, office, wish, event
):
    later = advert.cycle.first_round.closes_at.replace(microsecond=0) + DAY
    ask(advert, host, wish=wish, closes_at=later)
    AdvertFactory(cycle=advert.cycle)
    client.force_login(office, backend=BACKEND)
    queues = {one["title"]: one for one in client.get(reverse("admin:index")).context["queues"]}
    waiting = queues["Changes that hosts ask for"]
    assert waiting["count"] == 1
    listed = client.get(waiting["url"]).context["cl"].result_list
    assert [one.pk for one in listed] == [advert.pk]
    page = client.get(reverse("admin:placements_advert_change", args=[advert.pk]))
    assert "The host asks, since" in page.content.decode()
    url = reverse("admin:placements_advert_do", args=[advert.pk, event])
    form = client.get(url).context["form"]
    assert form["comment"].value() == "You asked: Few applied."
    sent = {"comment": form["comment"].value()}
    if wish == "longer":
        shown = form["closes_at"].value().astimezone(clock.OXFORD)
        sent |= {"closes_at_0": f"{shown:%Y-%m-%d}", "closes_at_1": f"{shown:%H:%M:%S}"}
    assert client.post(url, sent).status_code == 302
    stored = Advert.objects.get(pk=advert.pk)
    assert stored.own_closing_at == (later if wish == "longer" else stored.own_closing_at)
    assert stored.open(clock.now()) == (wish == "longer")
    assert not ChangeRequest.objects.exists()
    other = "close_early" if wish == "longer" else "extend"
    url = reverse("admin:placements_advert_do", args=[advert.pk, other])
    assert "form" not in client.get(url).context or not client.get(url).context["form"].initial
