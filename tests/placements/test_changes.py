"""Changing an approved advert, keeping it open for longer, letting it in late."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from microinternships import clock
from microinternships.engine import Refused
from microinternships.models import Transition
from placements import advert_fields
from placements.models import Advert
from placements.workflow import advert_machine, placement_machine
from placements.workflow.changes import TERMS, WORDING
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    CycleFactory,
    HostFactory,
    OfferFactory,
    OfficeFactory,
    PlacementFactory,
)
from tests.office.sent import as_sent

pytestmark = pytest.mark.django_db
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def advert():
    return AdvertFactory(title="Old maps", places=2)


@pytest.fixture
def host(advert):
    return HostFactory(organisation=advert.organisation).user


@pytest.fixture
def office(db):
    return OfficeFactory(role="caseworker")


def codes(event, advert, **given) -> set[str]:
    try:
        advert_machine.fire(event, advert, **given)
    except Refused as refused:
        return refused.codes
    return set()


def test_a_host_changes_the_wording_at_once_and_nothing_else(advert, host):
    advert_machine.fire("amend", advert, by=host, changes={"tasks": "Draw", "skills": ["teamwork"]})
    stored = Advert.objects.get()
    assert (stored.tasks, stored.skills, stored.state) == ("Draw", ["teamwork"], "approved")
    for changes in ({"mode": "remote"}, {"access": "A ramp", "places": 9}, {"state": "draft"}):
        assert codes("amend", advert, by=host, changes=changes) == {"not_yours"}
    assert codes("amend", advert, by=host, changes={"tasks": "Draw"}) == {"unchanged"}
    assert codes("amend", advert, by=host, changes={"tasks": " "}) == {"missing"}
    assert Advert.objects.filter(tasks="Draw", mode="in_person", places=2).exists()


def test_every_field_is_either_wording_or_a_term_but_for_access_which_is_both():
    assert sorted((*WORDING, *TERMS)) == sorted((*advert_fields.NAMES, "access_facts"))


def test_access_is_added_by_its_host_and_taken_away_by_the_office(advert, host, office):
    Advert.objects.update(access_facts=["step-free", "hearing-loop"])
    added = {"access_facts": ["step-free", "quiet-space", "hearing-loop"]}
    assert codes("amend", advert, by=host, changes=added) == set()
    taken = {"access_facts": ["quiet-space", "hearing-loop"]}
    for by, how in (
        (host, "Ask the Internship Office for the change: it tells them."),
        (office, "Change the terms to take it away, so that they are told."),
    ):
        with pytest.raises(Refused) as refused:
            advert_machine.fire("amend", advert, by=by, comment="Broken.", changes=taken)
        assert [(one.field, one.message) for one in refused.value.refusals] == [
            ("access_facts", f"Students may count on this: Step-free access. {how}")
        ]
    advert_machine.fire("amend_terms", advert, by=office, comment="Broken.", changes=taken)
    said = Transition.objects.of(advert).last().note.text
    assert said == (
        "Broken.\nWhat a student may count on: Step-free access, A quiet space and "
        "A hearing loop, now A quiet space and A hearing loop"
    )


def test_a_title_is_put_right_by_the_office_and_the_history_says_what_it_was(advert, office):
    changed = {"title": "Old charts", "sector": "media", "name_blind": True}
    advert_machine.fire("amend_terms", advert, by=office, comment="A slip.", changes=changed)
    assert Transition.objects.get().note.text.splitlines() == [
        "A slip.",
        "Title: Old maps, now Old charts",
        "Sector: Arts, culture and heritage, now Media and publishing",
        "Hide names until shortlisted: No, now Yes",
    ]
    assert str(Advert.objects.get()) == "Old charts"


def test_the_office_says_why_it_changes_the_wording(advert, office):
    assert codes("amend", advert, by=office, changes={"tasks": "Draw"}) == {"comment"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"days": 6}, "days"),
        ({"day_starts": clock.noon(clock.today()).time().replace(hour=6)}, "hours"),
        ({"weeks": []}, "weeks"),
        ({"place": ""}, "place"),
        ({"expenses_accepted": False}, "expenses"),
        ({"zone": "Europe/Nowhere"}, "zone"),
        ({"zone": "America/New_York"}, "local_hours"),
        ({"country": "US"}, "local_hours"),
    ],
)
def test_what_results_is_an_advert_the_programme_allows(advert, office, changes, code):
    found = codes("amend_terms", advert, by=office, comment="Asked.", changes=changes)
    assert code in found
    before = Advert.objects.values().get(pk=advert.pk)
    assert before == Advert.objects.values().get(pk=advert.pk)
    assert Transition.objects.count() == 0


TO_NEW_YORK = {"zone": "America/New_York", "country": "US"}


@pytest.mark.parametrize(
    ("stored", "changes", "expected"),
    [
        ({}, TO_NEW_YORK, set()),
        ({}, {"zone": "America/New_York", "mode": "remote"}, set()),
        ({"mode": "remote", "zone": "America/New_York"}, {"mode": "in_person"}, {"local_hours"}),
        ({"zone": "America/New_York"}, {"places": 3, "zone": "America/New_York"}, set()),
        ({"zone": "America/New_York"}, {"zone": "Asia/Tokyo"}, {"local_hours"}),
    ],
)
def test_days_in_person_keep_local_hours(advert, office, stored, changes, expected):
    Advert.objects.filter(pk=advert.pk).update(**stored)
    assert codes("amend_terms", advert, by=office, comment="Asked.", changes=changes) == expected


def test_local_hours_are_those_of_the_weeks_that_would_be_offered(office):
    """Reykjavik shows what London shows until British clocks change on 28 March 2027."""
    cycle = CycleFactory(week_a=datetime(2027, 3, 22, 12, tzinfo=clock.OXFORD))
    before, after = cycle.ordered_weeks
    advert = AdvertFactory(cycle=cycle, zone="Atlantic/Reykjavik", weeks=[before])
    given = {"by": office, "comment": "Asked."}
    refused = codes("amend_terms", advert, **given, changes={"weeks": [before, after]})
    assert refused == {"local_hours"}
    advert.weeks.set([before, after])
    assert codes("amend_terms", advert, **given, changes={"weeks": [before]}) == set()


def test_the_history_says_what_was_and_what_is(advert, office):
    week = advert.cycle.ordered_weeks[1]
    changes = {"mode": "remote", "weeks": [week], "lunch_in_kind": True, "days": 5}
    advert_machine.fire("amend_terms", advert, by=office, comment="Asked.", changes=changes)
    lines = Transition.objects.get().note.text.splitlines()
    assert lines[0] == "Asked."
    assert set(lines[1:]) == {
        "Mode: In person, now Remote",
        f"Weeks: {' and '.join(map(str, advert.cycle.ordered_weeks))}, now {week}",
        "We give lunch: No, now Yes",
    }
    assert list(advert.weeks.all()) == [week]


def test_what_is_chosen_from_a_list_is_told_by_its_name(advert, office):
    """As it comes from the Office's form, where a country is a code like any other choice."""
    changes = {
        "country": "FR",
        "zone": "Europe/Paris",
        "mode": "hybrid",
        "days": 2,
        "day_modes": ["in_person", "remote"],
    }
    advert_machine.fire("amend_terms", advert, by=office, comment="Asked.", changes=changes)
    assert set(Transition.objects.get().note.text.splitlines()[1:]) == {
        "Country: United Kingdom, now France",
        "Time zone: Oxford, now Paris",
        "Mode: In person, now Hybrid",
        "Length in days: 5, now 2",
        "Day modes: none, now day 1 in person and day 2 remote",
    }
    told = advert_fields.told(Advert.objects.get())
    assert (told["country"], told["zone"]) == ("France", "Paris")


def test_what_students_answered_and_how_they_applied_stays(advert, office):
    Advert.objects.update(question="Which maps?", name_blind=True)
    fire = {"by": office, "comment": "Asked."}
    ApplicationFactory(advert=advert, state="draft")
    for changes in ({"question": "Which map?"}, {"name_blind": False}):
        assert codes("amend_terms", advert, **fire, changes=changes) == set()
    Advert.objects.update(question="Which maps?", name_blind=True)
    ApplicationFactory(advert=advert)
    for changes, code in (({"question": ""}, "answered"), ({"name_blind": False}, "hidden")):
        assert codes("amend_terms", advert, **fire, changes=changes) == {code}
    Advert.objects.update(name_blind=False)
    kept = {"question": "Which maps?", "name_blind": True, "sector": "law"}
    assert codes("amend_terms", advert, **fire, changes=kept) == set()


def test_what_students_were_promised_is_kept(advert, office):
    OfferFactory(application=ApplicationFactory(advert=advert, state="offered"))
    fire = {"by": office, "comment": "Asked."}
    assert codes("amend_terms", advert, **fire, changes={"mode": "remote"}) == {"promised"}
    assert codes("amend_terms", advert, **fire, changes={"places": 1}) == set()
    PlacementFactory(advert=advert)
    refused = codes("amend_terms", advert, **fire, changes={"mode": "remote"})
    assert refused == {"promised", "placed", "taken"}
    assert codes("amend_terms", advert, **fire, changes={"places": 1, "days": 4}) == {"taken"}


@pytest.mark.parametrize("name", ["lunch_in_kind", "travel_in_kind"])
@pytest.mark.parametrize("promised", ["offer", "placement"])
def test_what_a_student_accepted_stays_reimbursed(client, advert, office, name, promised):
    fire = {"by": office, "comment": "Asked."}
    given, reimbursed = {name: True, "days": 4}, {name: False, "days": 5}
    if promised == "offer":
        offer = OfferFactory(application=ApplicationFactory(advert=advert, state="offered"))
        sentence = f"An open offer says that {name.split('_')[0]} is reimbursed. Wait for the"
    else:
        placement = PlacementFactory(advert=advert)
        sentence = f"A student accepted a placement for which {name.split('_')[0]} is reimbursed,"
    client.force_login(OfficeFactory(role="manager"), backend=BACKEND)
    url = reverse("admin:placements_advert_do", args=[advert.pk, "amend_terms"])
    page = client.post(url, as_sent(client.get(url), comment="Asked.", **{name: "on"}))
    ((field, (told,)),) = page.context["form"].errors.items()
    assert (field, told[: len(sentence)]) == (name, sentence)
    Advert.objects.update(**{name: True})
    assert codes("amend_terms", advert, **fire, changes=reimbursed) == set()
    if promised == "offer":
        offer.state = "lapsed"
        offer.save()
    else:
        placement_machine.fire("cancel", placement, **fire)
    assert codes("amend_terms", advert, **fire, changes=given) == set()


def test_a_permit_lets_in_one_advert_until_its_time(host, advert):
    late = AdvertFactory(organisation=advert.organisation, cycle=advert.cycle, state="draft")
    other = AdvertFactory(organisation=advert.organisation, cycle=advert.cycle, state="draft")
    until = clock.now() + DAY
    advert_machine.fire("permit", late, by=OfficeFactory(), comment="You were ill.", until=until)
    late.refresh_from_db()
    answers = []
    for away in (-SECOND, 0 * SECOND, SECOND):
        with clock.standing_at(until + away):
            answers.append(advert_machine.may("submit", late, by=host))
    assert answers == [True, False, False]
    assert not advert_machine.may("submit", other, by=host)


def test_a_permit_holds_when_changes_were_requested_after_the_deadline(host, advert, office):
    late = AdvertFactory(
        organisation=advert.organisation, cycle=advert.cycle, state="changes_requested"
    )
    assert codes("submit", late, by=host) == {"too_late"}
    advert_machine.fire("permit", late, by=office, comment="Asked.", until=clock.now() + DAY)
    assert codes("submit", late, by=host) == set()


def test_it_is_kept_open_until_before_hosts_choose(advert, office):
    first = advert.cycle.first_round
    fire = {"by": office, "comment": "A slow start."}
    for wrong in (None, first.closes_at, first.choose_by):
        assert codes("extend", advert, **fire, closes_at=wrong) == {"closes_at"}
    later = first.choose_by - SECOND
    extended = advert_machine.fire("extend", advert, **fire, closes_at=later)
    assert (extended.closes_at(later), extended.open(later - SECOND)) == (later, True)
    draft = ApplicationFactory(advert=extended, state="draft")
    assert draft.closes_at == later


def test_an_advert_closed_early_is_opened_again_by_a_later_time(advert, office):
    fire = {"by": office, "comment": "Asked."}
    closed = advert_machine.fire("close_early", advert, **fire)
    assert not closed.open(clock.now())
    again = advert_machine.fire("extend", closed, **fire, closes_at=clock.now() + DAY)
    assert again.open(clock.now())


def test_the_hosts_pages(client, advert, host, office):
    client.force_login(host, backend=BACKEND)
    page = client.get(reverse("placements:advert_host", args=[advert.pk])).content.decode()
    change, ask = (
        reverse(f"placements:advert_{one}", args=[advert.pk]) for one in ("change", "ask")
    )
    assert change in page
    assert ask in page
    form = client.get(change).context["form"]
    sent = {name: value for name in form.fields if (value := form[name].value())}
    assert "Nothing is changed yet." in client.post(change, sent).content.decode()
    answer = client.post(change, {**sent, "access": "A ramp", "mode": "remote"})
    assert answer.url == reverse("placements:advert_host", args=[advert.pk])
    assert "Say what should change" in client.post(ask, {"comment": ""}).content.decode()
    said = {"comment": "Four days, please.", "wish": "other"}
    assert client.post(ask, said).status_code == 302
    stored = Advert.objects.get()
    assert (stored.access, stored.mode) == ("A ramp", "in_person")
    client.force_login(HostFactory().user, backend=BACKEND)
    assert [client.get(url).status_code for url in (change, ask)] == [404, 404]


def wording_page(advert) -> str:
    return reverse("placements:advert_change", args=[advert.pk])


def test_new_words_of_wages_have_to_be_meant_before_students_read_them(client, advert, host):
    Advert.objects.update(tasks="Read about wages.")
    client.force_login(host, backend=BACKEND)
    opened = client.get(wording_page(advert))
    assert "reads like pay" in opened.text
    kept = as_sent(opened, access="A ramp")
    assert client.post(wording_page(advert), kept).status_code == 302
    sent = as_sent(client.get(wording_page(advert)), description="A salary, and wages.")
    told = client.post(wording_page(advert), sent)
    assert told.context["form"].errors == {
        "meant": ["Say it in other words, or confirm that it is meant as it stands."]
    }
    assert "“salary” reads like pay" in told.text
    assert Advert.objects.get().description == advert.description
    assert client.post(wording_page(advert), as_sent(told, meant="on")).status_code == 302
    assert Advert.objects.get().description == "A salary, and wages."
    notes = [getattr(row, "note", None) for row in Transition.objects.all()]
    assert [note and note.text for note in notes] == [None, "Meant as it stands: “salary”"]


def test_a_host_does_not_put_back_what_a_colleague_has_changed_since(client, advert, host):
    client.force_login(host, backend=BACKEND)
    sent = as_sent(client.get(wording_page(advert)), tasks="Mine", access="A ramp")
    colleague = HostFactory(organisation=advert.organisation).user
    theirs = {"summary": "Theirs", "tasks": "Theirs", "skills": ["teamwork"]}
    advert_machine.fire("amend", advert, by=colleague, changes=theirs)
    told = client.post(wording_page(advert), sent)
    assert "Since you opened this page: “Change the wording”." in told.text
    stored = Advert.objects.get()
    assert (stored.summary, stored.tasks, stored.access) == ("Theirs", "Theirs", "")
    assert client.post(wording_page(advert), as_sent(told)).status_code == 302
    stored = Advert.objects.get()
    assert (stored.summary, stored.tasks, stored.access) == ("Theirs", "Mine", "A ramp")
    assert stored.skills == ["teamwork"]


def test_the_office_changes_terms_in_the_admin(client, advert, office):
    client.force_login(OfficeFactory(role="manager"), backend=BACKEND)
    url = reverse("admin:placements_advert_do", args=[advert.pk, "amend_terms"])
    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in sent.items() if value not in (None, False)}
    sent["weeks"] = [week.pk for week in advert.weeks.all()]
    answer = client.post(url, {**sent, "places": 3, "comment": "Asked."})
    assert answer.status_code == 302, answer.context["form"].errors
    assert Advert.objects.get().places == 3
    assert Transition.objects.get().note.text == "Asked.\nPlaces: 2, now 3"


@pytest.mark.parametrize(("event", "name"), [("extend", "closes_at"), ("permit", "until")])
def test_the_office_gives_time_in_the_admin(client, event, name):
    state = "approved" if event == "extend" else "draft"
    advert = AdvertFactory(cycle=CycleFactory(), state=state)
    client.force_login(OfficeFactory(role="manager"), backend=BACKEND)
    at = advert.cycle.first_round.closes_at.astimezone(clock.OXFORD) + DAY
    sent = {f"{name}_0": f"{at:%Y-%m-%d}", f"{name}_1": f"{at:%H:%M:%S}", "comment": "Asked."}
    url = reverse("admin:placements_advert_do", args=[advert.pk, event])
    assert client.post(url, sent).status_code == 302
    stored = Advert.objects.get()
    assert (stored.own_closing_at or stored.submit_late_until) == at
