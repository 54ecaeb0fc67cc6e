"""Concerns: told to the Office in confidence from the host, answered to whoever told (ST-57)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from alerts.models import Alert, Message
from enquiries.models import Concern
from enquiries.policy import CONCERNS_A_DAY
from enquiries.workflow import concern_machine, report
from microinternships import clock, queues
from microinternships.engine import Refused
from tests.alert_letters import Post, told
from tests.factories import (
    AdvertFactory,
    ConcernFactory,
    HostFactory,
    OfficeFactory,
    PlacementFactory,
    StudentFactory,
    UserFactory,
)
from tests.grids import Scene, assert_cell, cells
from tests.placements.people import around

pytestmark = pytest.mark.django_db
State = Concern.State
SAID = "They asked me for money."
CLOSING = {"outcome": "acted", "answer": "They will not ask again.", "comment": "Telephoned."}


@pytest.fixture
def advert():
    return AdvertFactory()


@pytest.fixture
def placement():
    return PlacementFactory()


@pytest.fixture
def officer():
    return OfficeFactory(role="caseworker")


def refused(act, *args, **kwargs) -> set[str]:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value.codes


def address(about) -> str:
    name = about._meta.model_name
    return reverse(f"enquiries:concern_about_{name}", args=[about.pk])


# Reporting


def test_whoever_is_signed_in_reports_an_advert_and_reads_how_it_stands(client, advert, officer):
    client.force_login(user := UserFactory())
    response = client.post(address(advert), {"text": f" {SAID} "}, follow=True)
    concern = Concern.objects.get()
    assert response.redirect_chain == [(reverse("enquiries:concern", args=[concern.pk]), 302)]
    assert "The Internship Office has your concern." in response.content.decode()
    assert (concern.reporter, concern.about_advert, concern.text) == (user, advert, SAID)
    assert SAID in response.content.decode()
    assert list(Alert.objects.values_list("kind", "recipient")) == [
        ("concern_reported", officer.pk)
    ]


def test_both_sides_of_a_placement_report_it_and_nobody_else(client, placement):
    people = {
        "student": (placement.student.user, 200),
        "host": (HostFactory(organisation=placement.advert.organisation).user, 200),
        "another student": (StudentFactory().user, 404),
        "another host": (HostFactory().user, 404),
        "office": (OfficeFactory(), 404),
    }
    answers = {}
    for name, (user, _) in people.items():
        client.force_login(user)
        answers[name] = client.get(address(placement)).status_code
    assert answers == {name: answer for name, (_, answer) in people.items()}


def test_every_advert_and_every_placement_has_the_link(client, advert, placement):
    assert (
        address(advert)
        in client.get(reverse("placements:advert", args=[advert.pk])).content.decode()
    )
    client.force_login(placement.student.user)
    page = client.get(reverse("placements:placement", args=[placement.pk])).content.decode()
    assert address(placement) in page


def test_nothing_is_no_concern_and_what_was_typed_stays(client, advert):
    client.force_login(UserFactory())
    response = client.post(address(advert), {"text": ""})
    assert "Say what happened." in response.content.decode()
    long = "word " * 601
    response = client.post(address(advert), {"text": long})
    assert response.context["form"]["text"].value() == long
    assert refused(report, advert, by=UserFactory(), text="?!") == {"empty"}
    assert Concern.objects.count() == 0


def test_a_button_pressed_twice_reports_once(advert, placement):
    user = placement.student.user
    report(advert, by=user, text=SAID)
    assert refused(report, advert, by=user, text=SAID.upper()) == {"duplicate"}
    report(placement, by=user, text=SAID)
    report(advert, by=UserFactory(), text=SAID)
    assert Concern.objects.count() == 3


@pytest.mark.parametrize(("seconds", "may"), [(-1, False), (0, True), (1, True)])
def test_so_many_a_day(advert, seconds, may):
    user, now = UserFactory(), clock.now()
    with clock.standing_at(now):
        for number in range(CONCERNS_A_DAY):
            report(advert, by=user, text=f"{SAID} {number}")
    with clock.standing_at(now + timedelta(days=1, seconds=seconds)):
        if may:
            report(advert, by=user, text=SAID)
        else:
            assert refused(report, advert, by=user, text=SAID) == {"too_many"}


def test_the_database_asks_for_one_thing_and_for_an_answer(advert, placement):
    for wrong, name in (
        ({"advert": advert, "placement": placement}, "concern_is_about_one_thing"),
        ({"advert": None}, "concern_is_about_one_thing"),
        ({"text": ""}, "concern_says_something"),
        ({"state": "closed", "outcome": ""}, "closed_concern_is_answered"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            ConcernFactory(**wrong)


# Looking into it


@pytest.mark.parametrize(("state", "event"), cells(concern_machine))
def test_who_may_do_what_from_where(state, event):
    advert = AdvertFactory()
    concern = ConcernFactory(state=state, advert=advert)
    data = {"outcome": "nothing", "answer": "We found no fault."}
    assert_cell(concern_machine, event, Scene(concern, around(advert.organisation), data))


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"outcome": ""}, {"outcome"}),
        ({"outcome": "forgotten"}, {"outcome"}),
        ({"answer": " "}, {"empty"}),
        ({"comment": ""}, {"comment"}),
    ],
)
def test_it_is_closed_with_an_outcome_an_answer_and_a_note(officer, change, codes):
    concern = ConcernFactory()
    assert refused(concern_machine.fire, "close", concern, by=officer, **{**CLOSING, **change}) == (
        codes
    )


def test_the_office_answers_in_its_admin_and_the_reporter_reads_it(client, officer):
    concern = ConcernFactory()
    client.force_login(officer)
    url = reverse("admin:enquiries_concern_do", args=[concern.pk, "close"])
    assert client.get(url).status_code == 200
    assert client.post(url, CLOSING).status_code == 302
    client.force_login(concern.reporter)
    page = client.get(reverse("enquiries:concern", args=[concern.pk])).content.decode()
    assert CLOSING["answer"] in page
    assert "The Internship Office acted on it." in page
    assert CLOSING["comment"] not in page


def test_an_answer_that_is_taken_up_again_is_no_answer(client, officer):
    concern = ConcernFactory(state="closed")
    concern = concern_machine.fire("reopen", concern, by=officer, comment="More was told.")
    client.force_login(concern.reporter)
    page = client.get(reverse("enquiries:concern", args=[concern.pk])).content.decode()
    assert concern.answer not in page
    assert "Being looked at" in page


def test_a_viewer_reads_and_presses_nothing(client):
    client.force_login(OfficeFactory(role="viewer"))
    concern = ConcernFactory()
    page = client.get(reverse("admin:enquiries_concern_change", args=[concern.pk]))
    assert concern.text in page.content.decode()
    assert page.context["buttons"] == []


# Confidence


def test_only_the_reporter_finds_their_concern(client):
    concern = ConcernFactory()
    others = (UserFactory(), HostFactory(organisation=concern.organisation).user, OfficeFactory())
    for user, answer in ((concern.reporter, 200), *((one, 404) for one in others)):
        client.force_login(user)
        assert client.get(reverse("enquiries:concern", args=[concern.pk])).status_code == answer
        listed = client.get(reverse("enquiries:concerns")).content.decode()
        assert (concern.about_advert.title in listed) == (answer == 200)


@pytest.fixture
def of_both(officer):
    """Somebody of the Office who also acts for the host, and a concern about that host."""
    concern = ConcernFactory()
    HostFactory(organisation=concern.organisation, user=officer)
    return officer, concern


def test_an_officer_who_acts_for_the_host_learns_nothing(client, of_both):
    officer, concern = of_both
    colleague = OfficeFactory()
    report(concern.advert, by=UserFactory(), text=SAID)
    told_to = Alert.objects.filter(kind="concern_reported").values_list("recipient", flat=True)
    assert list(told_to) == [colleague.pk]
    for user, count in ((officer, 0), (colleague, 2)):
        client.force_login(user)
        listed = client.get(reverse("admin:enquiries_concern_changelist"))
        assert listed.context["cl"].result_count == count
        waiting = {one["title"]: one["count"] for one in client.get("/office/").context["queues"]}
        assert waiting["Concerns to look into"] == count
    client.force_login(officer)
    change = client.get(reverse("admin:enquiries_concern_change", args=[concern.pk]))
    assert change.status_code == 302
    assert refused(concern_machine.fire, "look_into", concern, by=officer) == {"own"}


def test_a_concern_about_a_placement_is_hidden_from_its_officer_too(officer, placement):
    concern = ConcernFactory(placement=placement)
    other = ConcernFactory()
    HostFactory(organisation=placement.advert.organisation, user=officer)
    assert list(Concern.objects.for_office(officer)) == [other]
    assert set(Concern.objects.for_office(OfficeFactory())) == {concern, other}
    assert list(Concern.objects.for_office(UserFactory())) == []


@pytest.mark.usefixtures("reading")
def test_the_letters_name_nothing_of_it(advert, officer):
    host = HostFactory(organisation=advert.organisation).user
    student = StudentFactory(name="Zq Reporter").user
    post = Post()
    concern = report(advert, by=student, text=SAID)
    post()
    for event, data in (("look_into", {}), ("close", CLOSING), ("reopen", {"comment": "Again."})):
        concern = concern_machine.fire(event, concern, by=officer, **data)
        post()
    assert post.told == [
        ("concern_reported", officer.pk),
        ("concern_answered", student.pk),
        ("concern_reopened", student.pk),
    ]
    assert not Message.objects.filter(recipient=host).exists()
    everything = "".join(
        f"{message.subject_line} {message.body_text}" for message in Message.objects.all()
    )
    for secret in (advert.title, advert.organisation.name, SAID, "Zq", *CLOSING.values()):
        assert secret not in everything


def test_each_event_tells_what_it_should():
    assert told(concern_machine) == {
        "look_into": (),
        "close": ("concern_answered",),
        "reopen": ("concern_reopened",),
    }


# Lists


def test_the_queue_counts_what_waits_since_it_was_reported(client, officer):
    old = clock.now() - timedelta(days=3)
    ConcernFactory(reported_at=old, state=State.LOOKED_AT)
    ConcernFactory()
    ConcernFactory(state=State.CLOSED, reported_at=old - timedelta(days=9))
    (queue,) = [one for one in queues.QUEUES if one.title == "Concerns to look into"]
    found = queue.now(clock.now(), officer)
    assert (found["count"], found["oldest"]) == (2, old)
    client.force_login(officer)
    assert client.get(found["url"]).context["cl"].result_count == 2


def test_ones_concerns_take_one_number_of_queries(client, django_assert_max_num_queries):
    client.force_login(user := UserFactory())
    counts = []
    for more in (1, 2, 47):
        ConcernFactory.create_batch(more, reporter=user)
        with django_assert_max_num_queries(15) as asked:
            assert client.get(reverse("enquiries:concerns")).status_code == 200
        counts.append(len(asked))
    assert len(set(counts)) == 1
