"""An advert's terms change: applicants whose yes no longer covers them are asked again."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from alerts.models import Alert
from applications.models import Application
from applications.workflow import application_machine, offer_machine
from microinternships import clock
from microinternships.engine import HOST, Refused
from microinternships.models import Transition
from microinternships.phrases import day_words
from placements import moving, planning
from placements.models import Cycle
from placements.workflow import advert_machine
from tests.applications.students import bytes_of, one_second, sign_in
from tests.applications.test_held import WAYS, all_pages, decide, url
from tests.applications.test_workflow import five_days, people
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    CycleFactory,
    OfferFactory,
    OfficeFactory,
    PlacementFactory,
)

pytestmark = pytest.mark.django_db

TIME = re.compile(rb"<time.*?</time>")  # the history keeps the real clock, whatever is rehearsed


@pytest.fixture
def advert():
    return AdvertFactory(cycle=CycleFactory(rounds_and_weeks__held=True), places=2)


@pytest.fixture
def sent(advert):
    draft = ApplicationFactory(advert=advert, state="draft")
    return application_machine.fire("submit", draft, by=draft.student.user)


def change(advert, **changes) -> None:
    comment = "The host asked for it."
    advert_machine.fire("amend_terms", advert, by=OfficeFactory(), comment=comment, changes=changes)


def move_week(cycle, label: str, *, weeks=1) -> None:
    """The Office puts a week of ``cycle`` so many weeks later."""
    cycle = Cycle.objects.get(pk=cycle.pk)
    later = cycle.weeks.get(label=label).starts_on + timedelta(weeks=weeks)
    values = {**planning.flat(cycle), f"week_{label.lower()}": later}
    moving.change(cycle, values, by=OfficeFactory(), reason="Term moved.")


def asked(application) -> bool:
    return Application.objects.get(pk=application.pk).asked_again_at is not None


# Who is asked


def only_the_first(advert) -> dict:
    return {"weeks": advert.cycle.ordered_weeks[:1]}


@pytest.mark.parametrize(
    ("changes", "again"),
    [
        ({"mode": "remote"}, True),
        ({"mode": "hybrid", "day_modes": ["in_person"] * 4 + ["remote"]}, True),
        ({"zone": "America/New_York", "country": "US"}, True),
        ({"zone": "Europe/Guernsey"}, False),
        ({"place": "Leeds"}, False),
        ({"places": 3}, False),
        ({"day_ends": "17:15"}, False),
    ],
)
def test_only_what_the_student_confirmed_is_asked_again(advert, sent, changes, again):
    if "day_ends" in changes:
        changes = {"day_ends": advert.day_ends.replace(minute=15)}
    change(advert, **changes)
    assert asked(sent) == again


def test_a_week_taken_away_is_asked_of_those_who_are_free_in_no_other(advert, sent):
    week_a, week_b = advert.cycle.ordered_weeks
    only_b = ApplicationFactory(advert=advert)
    only_b.weeks.set([week_b])
    change(advert, weeks=[week_a])
    assert [asked(sent), asked(only_b)] == [False, True]


def test_a_week_added_asks_nobody(sent, advert):
    week_a, week_b = advert.cycle.ordered_weeks
    advert.weeks.set([week_a])
    change(advert, weeks=[week_a, week_b])
    assert not asked(sent)


def test_a_week_that_moves_is_asked_of_those_who_are_free_in_it_as_it_was(advert, sent):
    """Also where two adverts name it, and nobody where it is not offered or has passed."""
    week_a, week_b = advert.cycle.ordered_weeks
    only_a, other = ApplicationFactory(advert=advert), AdvertFactory(cycle=advert.cycle)
    only_a.weeks.set([week_a])
    too, elsewhere = ApplicationFactory(advert=other), ApplicationFactory()
    too.weeks.set([week_b])
    both = [sent, only_a, too, elsewhere]
    with clock.standing_at(clock.noon(week_b.starts_on + timedelta(weeks=1))):
        move_week(advert.cycle, "B")
    assert [asked(one) for one in both] == [False] * 4
    move_week(advert.cycle, "B")
    assert [asked(one) for one in both] == [True, False, True, False]
    assert list(Transition.objects.of(sent).values_list("event", "role")) == [
        ("submit", "student"),
        ("ask_again", "effect"),
    ]


@pytest.mark.parametrize("state", ["placed", "declined", "withdrawn", "cancelled"])
def test_whoever_is_out_of_it_is_not_asked(advert, state):
    application = ApplicationFactory(advert=advert, state=state)
    change(advert, mode="remote")
    move_week(advert.cycle, "B")
    assert not asked(application)


@pytest.mark.parametrize(("seconds", "again"), [(-1, True), (0, False), (1, False)])
def test_whoever_knows_of_an_offer_has_its_terms_and_is_not_asked(advert, sent, seconds, again):
    decide(sent, "offer", people(sent)[HOST])
    with clock.standing_at(one_second(sent.round.release_at, seconds)):
        change(advert, mode="hybrid", day_modes=["in_person"] * 4 + ["remote"])
    assert asked(sent) == again


def test_a_draft_is_asked_when_it_is_sent(advert):
    draft = ApplicationFactory(advert=advert, state="draft", zone_acknowledged=True)
    change(advert, mode="remote", zone="America/New_York", country="US")
    with pytest.raises(Refused) as refused:
        application_machine.fire("submit", draft, by=draft.student.user)
    assert refused.value.codes == {"committed", "zone"}
    assert not asked(draft)


def test_a_draft_that_names_a_moved_week_is_asked_when_it_is_sent(advert):
    draft = ApplicationFactory(advert=advert, state="draft")
    move_week(advert.cycle, "B")
    with pytest.raises(Refused) as refused:
        application_machine.fire("submit", draft, by=draft.student.user)
    assert (refused.value.codes, asked(draft)) == ({"committed"}, False)


def test_taken_back_before_it_was_confirmed_the_draft_asks(advert, sent):
    change(advert, mode="remote")
    draft = application_machine.fire("take_back", sent, by=sent.student.user)
    assert (draft.asked_again_at, draft.committed) == (None, False)


def test_whoever_has_not_confirmed_is_told_of_the_next_change_too(advert, sent):
    change(advert, mode="remote")
    change(advert, places=4)
    kinds = Alert.objects.filter(recipient=sent.student.user_id).order_by("pk")
    told = list(kinds.values_list("kind", flat=True))
    assert told == ["application_received", "confirm_new_terms", "confirm_new_terms"]


# The page


def test_the_page_keeps_what_is_confirmed(client, advert, sent):
    week_a, week_b = advert.cycle.ordered_weeks
    sign_in(client, sent.student)
    change(advert, weeks=[week_b], mode="remote", zone="America/New_York", country="US")
    address = url("again", sent)
    assert address in bytes_of(client.get(reverse("home"))).decode()
    page = bytes_of(client.get(address)).decode()
    assert "Time zone: Oxford, now New York" in page
    assert week_a.label not in [
        label for label in "AB" if f"free every day of week {label}" in page
    ]
    answer = {"weeks": [week_b.pk], "committed": "on", "zone_acknowledged": "on"}
    assert client.post(address, answer).url == url("application", sent)
    sent.refresh_from_db()
    assert (list(sent.weeks.all()), sent.zone_acknowledged, asked(sent)) == ([week_b], True, False)
    assert client.get(address).url == url("application", sent)


def test_the_page_says_from_when_to_when_a_week_moved(client, advert, sent):
    old = advert.cycle.ordered_weeks[1].starts_on
    move_week(advert.cycle, "B")
    sign_in(client, sent.student)
    said = f"First day of week B: {day_words(old)}, now {day_words(old + timedelta(weeks=1))}"
    page = bytes_of(client.get(url("again", sent))).decode()
    assert (said in page, "Term moved." in page) == (True, False)


def test_only_changes_since_the_last_yes_are_named(client, advert):
    change(advert, place="Leeds")
    draft = ApplicationFactory(advert=advert, state="draft")
    sent = application_machine.fire("submit", draft, by=draft.student.user)
    change(advert, zone="America/New_York", country="US")
    sign_in(client, sent.student)
    page = bytes_of(client.get(url("again", sent))).decode()
    assert "now New York" in page
    assert "now Leeds" not in page


def test_what_is_left_out_is_said_beside_it_and_nothing_is_kept(client, advert, sent):
    sign_in(client, sent.student)
    change(advert, mode="remote", zone="America/New_York", country="US")
    response = client.post(url("again", sent), {})
    assert response.context["form"].errors == {
        "weeks": ["Choose at least one week in which you are free every day."],
        "committed": ["Confirm that you are available and can fully commit."],
        "zone_acknowledged": ["Confirm that you have seen the time zone of the host."],
    }
    assert asked(sent)


def test_another_students_page_is_not_there(client, advert, sent):
    change(advert, mode="remote")
    sign_in(client, ApplicationFactory().student)
    assert client.get(url("again", sent)).status_code == 404


def test_a_week_that_is_not_offered_cannot_be_confirmed(advert, sent):
    week_a, week_b = advert.cycle.ordered_weeks
    change(advert, weeks=[week_b], mode="remote")
    with pytest.raises(Refused) as refused:
        application_machine.fire(
            "confirm_again", sent, by=sent.student.user, weeks=[week_a], committed=True
        )
    assert refused.value.codes == {"weeks"}


# Held outcomes


@pytest.mark.parametrize(
    ("way", "what"),
    [*((way, "terms") for way in WAYS if WAYS[way]), ("offered", "week"), ("said why", "week")],
)
def test_being_asked_tells_nothing_of_what_was_decided(client, advert, sent, way, what):
    host = people(sent)[HOST]
    sign_in(client, sent.student)

    def seen() -> list:
        if what == "week":
            move_week(advert.cycle, "B")
        else:
            change(advert, day_modes=["in_person"] * 4 + ["remote"], mode="hybrid")
        pages = [*all_pages(client, sent), bytes_of(client.get(url("again", sent)))]
        pages = [TIME.sub(b"", page) if isinstance(page, bytes) else page for page in pages]
        answer = {"weeks": [week.pk for week in advert.weeks.all()], "committed": "on"}
        done = client.post(url("again", sent), answer, follow=True)
        return [*pages, done.redirect_chain, TIME.sub(b"", bytes_of(done))]

    with_nothing_decided = rehearse(seen)
    for event in WAYS[way]:
        decide(sent, event, host)
    assert rehearse(seen) == with_nothing_decided


def rehearse(work):
    """What ``work`` finds, of which nothing is kept."""
    with clock.standing_at(clock.now()), transaction.atomic():
        found = work()
        transaction.set_rollback(True)
    return found


# The host


def test_a_host_sees_who_has_not_confirmed(client, advert, sent):
    change(advert, mode="remote")
    client.force_login(people(sent)[HOST])
    listed = client.get(reverse("applications:applicants", args=[advert.pk])).text
    assert "Free in week A and week B, not yet confirmed" in listed
    for name in ("applicant", "make_offer"):
        assert "Not yet confirmed" in client.get(url(name, sent)).text


def test_no_offer_for_a_week_in_which_the_student_is_not_free(advert, sent):
    host = people(sent)[HOST]
    week_a, week_b = advert.cycle.ordered_weeks
    sent.weeks.set([week_b])
    with pytest.raises(Refused) as refused:
        application_machine.fire("offer", sent, by=host, week=week_a, days=five_days(week_a))
    assert [one.message for one in refused.value.refusals] == [
        "The student has not said that they are free in week A."
    ]
    made = application_machine.fire("offer", sent, by=host, week=week_b, days=five_days(week_b))
    offer = made.offers.get()
    with pytest.raises(Refused) as refused:
        offer_machine.fire(
            "amend", offer, by=host, comment="Earlier.", week=week_a, days=five_days(week_a)
        )
    assert refused.value.codes == {"not_free"}


@pytest.mark.parametrize("promised", ["offer", "placement"])
def test_a_week_in_which_somebody_is_expected_cannot_be_taken_away(advert, promised):
    week_a, week_b = advert.cycle.ordered_weeks
    if promised == "offer":
        OfferFactory(application__advert=advert, week=week_a)
    else:
        PlacementFactory(advert=advert, week=week_a)
    with pytest.raises(Refused) as refused:
        change(advert, weeks=[week_b])
    assert refused.value.codes == {{"offer": "promised", "placement": "placed"}[promised]}
