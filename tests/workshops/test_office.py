"""Workshops in the Office's admin (OF-02)."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse

from microinternships import clock
from microinternships.models import Transition
from microinternships.spreadsheets import as_words
from tests.factories import OfficeFactory, StudentFactory
from tests.workshops.factories import BookingFactory, WorkshopFactory
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
ADD = reverse("admin:workshops_workshop_add")
LIST = reverse("admin:workshops_workshop_changelist")


@pytest.fixture(autouse=True)
def officer(client):
    user = OfficeFactory(role="caseworker")
    client.force_login(user)
    return user


def at(workshop, name: str, *more) -> str:
    return reverse(f"admin:workshops_workshop_{name}", args=[workshop.pk, *more])


def sent(client, address: str, **changed) -> dict:
    """What a browser sends of the form at ``address`` when only ``changed`` is typed."""
    context = client.get(address).context
    form = context["adminform"].form if "adminform" in context else context["form"]
    given = {}
    for field in form:
        value = field.value()
        if name_of_split(field):
            moment = value.astimezone(clock.OXFORD) if value else None
            given[f"{field.name}_0"] = f"{moment:%Y-%m-%d}" if moment else ""
            given[f"{field.name}_1"] = f"{moment:%H:%M}" if moment else ""
        else:
            given[field.html_name] = "" if value is None else value
    return given | changed


def name_of_split(field) -> bool:
    return field.name in ("starts_at", "ends_at")


def on(moment, name: str) -> dict:
    there = moment.astimezone(clock.OXFORD)
    return {f"{name}_0": f"{there:%Y-%m-%d}", f"{name}_1": f"{there:%H:%M}"}


def new(starts, ends, **changed) -> dict:
    return {
        "title": "Making a CV",
        "summary": "One page that says enough",
        "description": "Bring a draft.",
        "mode": "in_person",
        "place": "Hall 2",
        "joining_link": "",
        "places": "12",
        **on(starts, "starts_at"),
        **on(ends, "ends_at"),
        **changed,
    }


def test_a_workshop_is_planned_announced_and_read(client):
    starts = clock.noon(clock.today() + timedelta(days=9))
    client.post(ADD, new(starts, starts + timedelta(hours=1)))
    draft = Workshop.objects.get()
    assert (draft.state, draft.starts_at, draft.places) == ("draft", starts, 12)
    client.post(at(draft, "change"), sent(client, at(draft, "change"), place="Hall 3"))
    draft.refresh_from_db()
    assert draft.place == "Hall 3"
    client.post(at(draft, "do", "announce"))
    draft.refresh_from_db()
    assert draft.state == "announced"


def test_what_was_announced_meanwhile_is_not_changed_by_an_open_form(client):
    draft = WorkshopFactory(state="draft")
    typed = sent(client, at(draft, "change"), place="Hall 3")
    Workshop.objects.update(state="announced")
    answer = client.post(at(draft, "change"), typed, follow=True)
    assert [str(one)[:47] for one in answer.context["messages"]] == [
        "This is no draft any more, so nothing was saved"
    ]
    draft.refresh_from_db()
    assert draft.place == "1 Example Street, Oxford"


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"places": "0"}, "places", "Give at least 1 place."),
        (
            {"joining_link": "http://meet.example.org/"},
            "joining_link",
            "Give a link that begins with https://.",
        ),
        ({"ends_at_0": "2026-01-05"}, "ends_at", "It has to end after it starts."),
    ],
)
def test_what_cannot_stand_is_said_beside_its_field_and_nothing_typed_is_lost(
    client, typed, field, told
):
    starts = clock.noon(clock.today() + timedelta(days=9))
    answer = client.post(ADD, new(starts, starts + timedelta(hours=1), **typed))
    form = answer.context["adminform"].form
    assert form.errors == {field: [told]}
    assert form["description"].value() == "Bring a draft."
    assert not Workshop.objects.exists()


def test_what_is_announced_is_read_only_but_for_its_buttons(client):
    workshop = WorkshopFactory()
    page = client.get(at(workshop, "change"))
    assert page.context["adminform"].form.fields == {}
    assert [one["event"].name for one in page.context["buttons"]] == ["move", "revise", "cancel"]


def test_a_new_time_is_stored_with_the_old_one_in_the_history(client, officer):
    workshop = BookingFactory().workshop
    address = at(workshop, "do", "move")
    shown = client.get(address).content.decode()
    assert "1 student has a place, and 0 wait" in shown
    later = workshop.starts_at + timedelta(days=1)
    new = on(later, "starts_at") | on(later + timedelta(hours=1), "ends_at")
    was = workshop.when
    answer = client.post(address, sent(client, address, comment="The hall is taken.", **new))
    assert answer.url == at(workshop, "change")
    workshop.refresh_from_db()
    assert workshop.starts_at == later
    row = Transition.objects.of(workshop).get()
    assert (row.event, row.by) == ("move", officer)
    assert row.note.text == f"The hall is taken.\nTime: {was}, now {workshop.when}"


def test_too_few_places_are_refused_beside_the_field(client):
    workshop = WorkshopFactory(places=5)
    BookingFactory.create_batch(3, workshop=workshop)
    address = at(workshop, "do", "revise")
    answer = client.post(address, sent(client, address, places="2", title="Shorter"))
    sentence = "3 students have a place, so that there cannot be only 2. Take somebody off first."
    assert answer.context["form"].errors == {"places": [sentence]}
    assert answer.context["form"]["title"].value() == "Shorter"
    workshop.refresh_from_db()
    assert workshop.places == 5


def test_nothing_is_cancelled_without_a_reason(client):
    workshop = WorkshopFactory()
    shown = client.get(at(workshop, "do", "cancel")).content.decode()
    assert "The people concerned are told at once." in shown
    assert client.post(at(workshop, "do", "cancel"), {"comment": ""}).context["form"].errors == {
        "comment": ["Say why."]
    }
    client.post(at(workshop, "do", "cancel"), {"comment": "Flooded."})
    workshop.refresh_from_db()
    assert workshop.state == "cancelled"


def test_a_copy_is_a_new_draft_without_a_time(client):
    workshop = WorkshopFactory(title="Making a CV", places=14)
    answer = client.get(at(workshop, "copy"), follow=True)
    initial = answer.context["adminform"].form.initial
    assert (initial["title"], initial["places"], "starts_at" in initial) == (
        "Making a CV",
        14,
        False,
    )
    assert client.get(f"{ADD}?like=99999999").context["adminform"].form.initial == {}
    assert client.get(f"{ADD}?like=x").context["adminform"].form.initial == {}


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({}, ["Comes", "Gone", "Old"]),
        ({"when": "coming"}, ["Comes", "Gone"]),
        ({"when": "over"}, ["Old"]),
        ({"state__exact": "cancelled"}, ["Gone"]),
    ],
)
def test_the_list_tells_what_comes_from_what_is_over(client, asked, titles):
    now = clock.now()
    WorkshopFactory(title="Comes", starts_at=now + timedelta(days=2))
    WorkshopFactory(title="Gone", starts_at=now + timedelta(days=1), state="cancelled")
    WorkshopFactory(title="Old", starts_at=now - timedelta(hours=1), ends_at=now)
    found = client.get(LIST, asked).context["cl"].result_list
    assert [one.title for one in found] == titles


def test_the_list_counts_who_comes_and_who_waits(client):
    workshop = WorkshopFactory(places=2)
    BookingFactory.create_batch(2, workshop=workshop)
    for state in ("waiting", "cancelled", "cancelled"):
        BookingFactory(workshop=workshop, state=state)
    (row,) = client.get(LIST).context["cl"].result_list
    assert (row.booked, row.waiting) == (2, 1)


def test_who_comes_is_a_list_with_a_button_for_each(client):
    booking, other = BookingFactory(), BookingFactory()
    answer = client.get(at(booking.workshop, "who_comes"), follow=True)
    assert list(answer.context["cl"].result_list) == [booking]
    address = reverse("admin:workshops_booking_do", args=[booking.pk, "take_off"])
    opened = client.get(reverse("admin:workshops_booking_change", args=[booking.pk]))
    assert address in opened.content.decode()
    client.post(address, {"comment": "Asked by telephone."})
    assert [type(one).objects.get(pk=one.pk).state for one in (booking, other)] == [
        "cancelled",
        "booked",
    ]


def test_the_file_of_who_comes_holds_words_and_no_formulas(client):
    workshop = WorkshopFactory(title="Making a CV")
    wicked = '=HYPERLINK("https://evil.example","Sam")'
    waiting = StudentFactory(name="Wanda Waits", user__known_as="@SUM(1)")
    BookingFactory(workshop=workshop, student=waiting, state="waiting")
    booked = StudentFactory(name=wicked, college="-1+1", user=None)
    BookingFactory(workshop=workshop, student=booked)
    BookingFactory(workshop=workshop, state="cancelled")
    answer = client.get(at(workshop, "download"))
    assert answer["Content-Disposition"] == 'attachment; filename="who-comes-making-a-cv.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[:5] for row in rows] == [
        ["Name", "Asks to be addressed", "College", "E-mail", "Place"],
        [f"'{wicked}", "", "'-1+1", booked.email, "Has a place"],
        ["Wanda Waits", "known as @SUM(1)", "Example College", waiting.email, "Waits for a place"],
    ]


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_begins_like_a_formula_is_words(begins):
    assert as_words(f"{begins}1") == f"'{begins}1"
    assert as_words(f"1{begins}") == f"1{begins}"


def test_a_viewer_reads_and_presses_nothing(client):
    client.force_login(OfficeFactory(role="viewer"))
    workshop = WorkshopFactory()
    assert client.get(at(workshop, "change")).context["buttons"] == []
    assert client.post(at(workshop, "do", "cancel"), {"comment": "x"}).status_code == 403
    assert client.get(ADD).status_code == 403
    assert client.get(at(workshop, "copy")).status_code == 403
