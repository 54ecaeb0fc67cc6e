"""Writing an advert: how it begins, the guided form, one advert, and what strangers get."""

import pytest
from django.test import Client
from django.urls import reverse

from microinternships import clock
from microinternships.models import Transition
from placements.models import Advert, HostMember, Organisation
from placements.workflow import advert_machine
from tests.factories import (
    AdvertFactory,
    CycleFactory,
    HostFactory,
    OfficeFactory,
    OrganisationFactory,
    StudentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

ANSWERS = {
    "title": "Cataloguing a hidden collection of maps",
    "summary": "Put a map room in order",
    "description": "Nobody has listed these maps.",
    "self_contained": "on",
    "tasks": "List maps beside a curator.",
    "shadowing": "A day with the conservator",
    "outcomes": "",
    "supervision": "The curator, daily",
    "sector": "arts",
    "skills": ["teamwork", "planning"],
    "requirements": "",
    "question": "",
    "places": "2",
    "days": "3",
    "day_starts": "09:00",
    "day_ends": "17:30",
    "unpaid_break": "60",
    "zone": "Europe/London",
    "flexible_hours": "",
    "mode": "hybrid",
    "day_mode_1": "in_person",
    "day_mode_2": "remote",
    "day_mode_3": "in_person",
    "day_mode_4": "",
    "day_mode_5": "",
    "place": "Oxford",
    "country": "GB",
    "access": "",
    "equipment": "",
    "expenses_accepted": "on",
    "how_we_pay": "Bank transfer",
}
SUBMIT = {"do": "Save and submit to the Office"}


def answers(advert: Advert, **changed) -> dict:
    weeks = [week.pk for week in advert.cycle.weeks.all()]
    edition = Advert.objects.values_list("edition", flat=True).get(pk=advert.pk)
    sent = {**ANSWERS, "weeks": weeks, "edition": edition, "tab": "mine", **changed}
    return {name: value for name, value in sent.items() if value is not None}


def edit(client: Client, advert: Advert, **changed):
    return client.post(
        reverse("placements:advert_edit", args=[advert.pk]), answers(advert, **changed)
    )


def the_errors(response) -> dict:
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}


# Starting an advert


def test_a_new_advert_asks_for_a_cycle_and_a_title_only(client):
    organisation = HostFactory(user=(user := UserFactory())).organisation
    cycle, closed = CycleFactory(phase="collecting"), CycleFactory(phase="open")
    client.force_login(user)
    address = reverse("placements:advert_new")
    page = client.get(address).content.decode()
    assert cycle.name in page
    assert closed.name not in page
    sent = {"organisation": organisation.pk, "cycle": cycle.pk, "title": "Letters"}
    response = client.post(address, sent)
    draft = Advert.objects.get()
    assert response.url == reverse("placements:advert_edit", args=[draft.pk])
    assert (draft.title, draft.state, draft.cycle, draft.organisation) == (
        "Letters",
        "draft",
        cycle,
        organisation,
    )
    wrong = client.post(
        address, {**sent, "cycle": closed.pk, "organisation": OrganisationFactory().pk}
    )
    assert sorted(the_errors(wrong)) == ["cycle", "organisation"]
    assert Advert.objects.count() == 1


@pytest.mark.parametrize(
    ("flags", "may"),
    [
        ({"is_admin": False, "is_recruiter": True}, True),
        ({"is_admin": True, "is_recruiter": False}, True),
        ({"is_admin": False, "is_recruiter": False}, False),
    ],
)
def test_approvers_write_no_adverts(client, advert, flags, may):
    member = HostFactory(organisation=advert.organisation, **flags)
    client.force_login(member.user)
    sent = {"organisation": advert.organisation.pk, "cycle": advert.cycle.pk, "title": "Mine"}
    address = reverse("placements:advert_new")
    assert (address in client.get(reverse("placements:desk")).text) is may
    page = client.get(address).text
    assert "Register your organisation first" not in page
    assert ("You cannot write adverts now" in page) is not may
    client.post(address, sent)
    edit(client, advert, title="Changed")
    expected = {"Changed", "Mine"} if may else {advert.title}
    assert set(Advert.objects.values_list("title", flat=True)) == expected


# The guided form


def test_everything_typed_is_stored(client, advert, host):
    response = edit(client, advert)
    assert response.url == reverse("placements:advert_edit", args=[advert.pk])
    stored = Advert.objects.get()
    assert (stored.state, stored.day_modes) == ("draft", ["in_person", "remote", "in_person"])
    assert (stored.skills, stored.places, stored.days) == (["teamwork", "planning"], 2, 3)
    texts = ("title", "summary", "description", "tasks", "shadowing", "supervision", "place")
    assert {name: getattr(stored, name) for name in texts} == {n: ANSWERS[n] for n in texts}
    assert stored.expenses_accepted
    assert not stored.name_blind
    assert not stored.promotes_reserves


def test_a_host_may_have_freed_places_passed_on(client, advert, host):
    edit(client, advert, promotes_reserves="on")
    assert Advert.objects.get().promotes_reserves
    assert (
        "next reserve"
        not in client.get(reverse("placements:advert", args=[advert.pk])).content.decode()
    )


def test_a_draft_may_lack_all_but_its_title(client, advert, host):
    gaps = dict.fromkeys(("summary", "description", "tasks", "supervision", "sector", "place"), "")
    absent = dict.fromkeys(("mode", "weeks", "skills", "expenses_accepted"))
    response = edit(client, advert, **gaps, **absent)
    assert response.status_code == 302
    stored = Advert.objects.get()
    assert (stored.state, stored.mode, stored.weeks.count()) == ("draft", "", 0)
    assert the_errors(edit(client, advert, title="")) == {"title": ["Give the advert a title."]}


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"days": "1"}, "days", "A micro-internship lasts 2 to 5 days."),
        ({"days": "6"}, "days", "A micro-internship lasts 2 to 5 days."),
        (
            {"days": "4", "day_starts": "08:30", "day_ends": "19:00"},
            "day_ends",
            "8:30 to 19:00 with a 60-minute break for 4 days is 38 hours; "
            "the most allowed is 37.5. Shorten the day.",
        ),
        ({"day_ends": "08:00"}, "day_ends", "The day has to end after it starts."),
        (
            {"unpaid_break": "510"},
            "unpaid_break",
            "The break has to be shorter than the day.",
        ),
        ({"places": "0"}, "places", "Offer at least one place."),
    ],
)
@pytest.mark.parametrize("button", [{}, SUBMIT])
def test_a_wrong_value_is_refused_beside_its_field_and_the_rest_is_kept(
    client, advert, host, changed, field, sentence, button
):
    before = Advert.objects.get()
    response = edit(client, advert, **changed, **button)
    assert the_errors(response) == {field: [sentence]}
    form = response.context["form"]
    assert {name: form[name].value() for name in changed} == changed
    stored = Advert.objects.get()
    assert (stored.description, stored.title) == (ANSWERS["description"], ANSWERS["title"])
    assert {name: getattr(stored, name) for name in changed} == {
        name: getattr(before, name) for name in changed
    }


@pytest.mark.parametrize(
    ("times", "field"),
    [
        ({"day_ends": "08:00"}, "day_ends"),
        ({"unpaid_break": "510"}, "unpaid_break"),
        ({"day_ends": "23:59"}, None),  # how much that is depends on the days
    ],
)
def test_whatever_else_is_wrong_each_mistake_stands_beside_its_field(
    client, advert, host, times, field
):
    response = edit(client, advert, title="", days="9", places="0", **times)
    assert set(the_errors(response)) == {"title", "days", "places", field} - {None}
    page = response.text
    assert page.index("There is a problem") < page.index("How complete it is")


def test_submitting_a_gappy_draft_keeps_it_and_names_each_gap(client, advert, host):
    response = edit(
        client, advert, tasks="", place="", expenses_accepted=None, day_mode_2="", **SUBMIT
    )
    assert the_errors(response) == {
        "tasks": ["Say what the student will observe and do."],
        "day_mode_1": ["Say for each of the 3 days whether it is in person or remote."],
        "place": ["Name the town or city of the days in person."],
        "expenses_accepted": [
            "Accept that you reimburse local travel and lunch against receipts: "
            "the programme asks this for every day in person."
        ],
    }
    stored = Advert.objects.get()
    assert (stored.state, stored.title) == ("draft", ANSWERS["title"])
    assert stored.day_modes == ["in_person", "", "in_person"]
    page = client.get(reverse("placements:advert_edit", args=[advert.pk])).context["form"]
    assert [page[f"day_mode_{n}"].value() for n in (1, 2, 3, 4)] == [
        "in_person",
        "",
        "in_person",
        "",
    ]


def test_a_complete_advert_goes_to_the_office(client, advert, host):
    response = edit(client, advert, **SUBMIT)
    assert response.url == reverse("placements:advert_host", args=[advert.pk])
    stored = Advert.objects.get()
    assert (stored.state, stored.submitted_by) == ("submitted", host)


def test_a_remote_advert_needs_neither_place_nor_duty(client, advert, host):
    edit(client, advert, mode="remote", place="", expenses_accepted=None, **SUBMIT)
    stored = Advert.objects.get()
    assert (stored.state, stored.day_modes, stored.reimburses) == ("submitted", [], False)


def test_weeks_of_another_cycle_are_not_offered(client, advert, host):
    foreign = CycleFactory(phase="collecting").ordered_weeks[0]
    response = edit(client, advert, weeks=[foreign.pk])
    assert list(the_errors(response)) == ["weeks"]


def test_the_form_after_the_deadline_says_so_above_the_form(client, advert, host):
    with clock.standing_at(advert.cycle.adverts_due_at):
        response = edit(client, advert, **SUBMIT)
    assert [error.split(" were due")[0] for error in the_errors(response)["__all__"]] == [
        f"Adverts for {advert.cycle}"
    ]


@pytest.mark.parametrize("state", ["submitted", "approved", "declined", "suspended", "withdrawn"])
def test_an_advert_that_is_not_the_hosts_to_change_is_not_changed(client, advert, host, state):
    Advert.objects.update(state=state)
    response = edit(client, advert)
    assert response.url == reverse("placements:advert_host", args=[advert.pk])
    assert list(Advert.objects.values_list("state", "title")) == [(state, advert.title)]


# One advert


def test_what_the_office_asked_stands_on_both_pages_until_it_is_answered(client, advert, host):
    Advert.objects.update(state="submitted")
    words = "Say who supervises on Friday."
    advert_machine.fire("request_changes", advert, by=OfficeFactory(), comment=words)
    pages = [reverse(f"placements:advert_{page}", args=[advert.pk]) for page in ("host", "edit")]
    assert [client.get(page).context["asked"] for page in pages] == [words, words]
    edit(client, advert, **SUBMIT)
    response = client.get(pages[0])
    assert response.context["asked"] == ""
    assert [sentence for _, sentence in response.context["timeline"]] == [
        f"The Internship Office asked for changes. “{words}”",
        "Submitted to the Internship Office.",
    ]


def test_a_button_that_is_not_open_says_why(client, advert, host):
    Advert.objects.update(tasks="")
    page = client.get(reverse("placements:advert_host", args=[advert.pk])).content.decode()
    assert "Say what the student will observe and do." in page
    assert reverse("placements:advert_submit", args=[advert.pk]) not in page
    assert reverse("placements:advert_withdraw", args=[advert.pk]) in page


@pytest.mark.parametrize(
    ("button", "state", "look"), [("submit", "submitted", 405), ("withdraw", "withdrawn", 200)]
)
def test_the_buttons_of_an_advert(client, advert, host, button, state, look):
    address = reverse(f"placements:advert_{button}", args=[advert.pk])
    assert client.get(address).status_code == look
    assert Advert.objects.get().state == "draft"
    assert client.post(address).url == reverse("placements:advert_host", args=[advert.pk])
    assert Advert.objects.get().state == state
    assert client.post(address, follow=True).status_code == 200
    assert Transition.objects.of(advert).count() == 1


def test_a_copy_is_a_draft_in_the_other_cycle(client, advert, host):
    other = CycleFactory(phase="collecting")
    address = reverse("placements:advert_copy", args=[advert.pk])
    response = client.post(address, {"cycle": other.pk})
    copy = Advert.objects.exclude(pk=advert.pk).get()
    assert response.url == reverse("placements:advert_edit", args=[copy.pk])
    assert (copy.cycle, copy.title, copy.state) == (other, advert.title, "draft")
    late = CycleFactory(phase="open")
    back = reverse("placements:advert_host", args=[advert.pk])
    for cycle in (late.pk, advert.cycle.pk, 0, "x", ""):
        assert client.post(address, {"cycle": cycle}).url == back
    assert Advert.objects.count() == 2


@pytest.mark.parametrize(
    ("state", "phase", "word"),
    [
        ("draft", "collecting", "Draft"),
        ("submitted", "collecting", "With the Office"),
        ("changes_requested", "collecting", "Changes requested"),
        ("approved", "collecting", "Approved"),
        ("approved", "open", "Open"),
        ("approved", "choosing", "Closed"),
        ("approved", "archived", "Archived"),
        ("declined", "open", "Declined"),
        ("suspended", "open", "Suspended"),
        ("withdrawn", "open", "Withdrawn"),
    ],
)
def test_how_an_advert_stands(client, state, phase, word):
    advert = AdvertFactory(state=state, cycle__phase=phase)
    client.force_login(HostFactory(organisation=advert.organisation).user)
    response = client.get(reverse("placements:advert_host", args=[advert.pk]))
    assert response.context["standing"].word == word


# Strangers

PAGES = ("advert_host", "advert_edit", "organisation_edit")
BUTTONS = ("advert_submit", "advert_withdraw", "advert_copy")


@pytest.mark.parametrize("name", [*PAGES, *BUTTONS])
def test_other_peoples_adverts_are_not_found(client, advert, name):
    Organisation.objects.update(state="draft")
    subject = advert.organisation if name == "organisation_edit" else advert
    address = reverse(f"placements:{name}", args=[subject.pk])
    strangers = [HostFactory().user, StudentFactory().user, OfficeFactory(), UserFactory()]
    for user in strangers:
        client.force_login(user)
        assert client.post(address, {"cycle": advert.cycle.pk}).status_code == 404
    client.logout()
    assert client.post(address).url == f"{reverse('account_login')}?next={address}"
    assert list(Advert.objects.values_list("state", flat=True)) == ["draft"]
    assert not HostMember.objects.filter(organisation=advert.organisation).exists()
