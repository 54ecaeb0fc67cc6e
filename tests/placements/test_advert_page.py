"""One advert: who may read it in which state, and what it says before anyone is disappointed."""

import re
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.urls import reverse

from microinternships import clock
from placements import hours, promises
from placements.models import Advert, Cycle, Mode
from tests.factories import (
    AdvertFactory,
    CycleFactory,
    HostFactory,
    OfficeFactory,
    StudentFactory,
)

pytestmark = pytest.mark.django_db
State = Advert.State


def page(client, advert, user=None):
    if user:
        client.force_login(user)
    return client.get(reverse("placements:advert", args=[advert.pk]))


def readers(advert):
    HostFactory()
    return {
        "nobody": None,
        "student": StudentFactory().user,
        "host": HostFactory(organisation=advert.organisation).user,
        "other host": HostFactory().user,
        "office": OfficeFactory(role="caseworker"),
        "viewer": OfficeFactory(role="viewer"),
    }


INSIDE = {"host", "office", "viewer"}
EVERYBODY = INSIDE | {"nobody", "student", "other host"}


@pytest.mark.parametrize(
    ("state", "phase", "expected", "preview"),
    [
        *((state, "open", INSIDE, True) for state in State.values if state != State.APPROVED),
        (State.APPROVED, "collecting", INSIDE, True),
        (State.APPROVED, "open", EVERYBODY, False),
        (State.APPROVED, "choosing", EVERYBODY, False),
        (State.APPROVED, "claiming", EVERYBODY, False),
        (State.APPROVED, "archived", INSIDE, True),
    ],
)
def test_who_may_read_it(client, state, phase, expected, preview):
    advert = AdvertFactory(state=state, cycle=CycleFactory(phase=phase), title="Secret work")
    for name, user in readers(advert).items():
        client.logout()
        response = page(client, advert, user)
        text = response.content.decode()
        assert response.status_code == (200 if name in expected else 404), name
        assert ("Secret work" in text) == (name in expected), name
        assert ("Preview: " in text) == (name in expected and preview), name
        assert f"/adverts/{advert.pk}/apply/" not in text or (phase == "open" and not preview)


def test_the_list_of_readers_and_the_rule_agree():
    adverts = [
        AdvertFactory(state=state, cycle=CycleFactory(phase=phase))
        for state in State.values
        for phase in ("collecting", "open", "archived")
    ]
    now = clock.now()
    stranger = StudentFactory().user
    seen = set(Advert.objects.visible_to(stranger, now))
    assert seen == {advert for advert in adverts if advert.published(now)}


def test_an_open_advert_can_be_applied_for_and_a_closed_one_says_so(client):
    cycle = CycleFactory()
    advert = AdvertFactory(cycle=cycle)
    apply = f"/adverts/{advert.pk}/apply/"
    closes = cycle.first_round.closes_at
    with clock.standing_at(closes - timedelta(seconds=1)):
        text = page(client, advert).content.decode()
        assert apply in text
        assert "Applications close " in text
    with clock.standing_at(closes):
        text = page(client, advert).content.decode()
        assert apply not in text
        assert "Applications closed " in text


def test_a_preview_says_what_students_will_read_and_shows_its_card(client):
    """Word for word what stands on the two pages once the advert is open."""
    cycle = CycleFactory(phase="collecting")
    advert = AdvertFactory(state=State.DRAFT, cycle=cycle, title="Maps to come")
    host = HostFactory(organisation=advert.organisation).user
    with clock.standing_at(cycle.opens_at - timedelta(seconds=1)):
        preview = page(client, advert, host).text
    Advert.objects.update(state=State.APPROVED)
    client.logout()
    with clock.standing_at(cycle.opens_at):
        listed = client.get(reverse("placements:browse")).text
        read = page(client, advert).text
    card = re.search('<article class="advert-card">.*?</article>', listed, re.DOTALL).group()
    assert card in preview
    body = re.search('<p class="advert-card-by">.*?<h2 id="facts">', read, re.DOTALL).group()
    assert body in preview


def test_a_draft_with_gaps_can_be_previewed(client):
    advert = AdvertFactory(
        state=State.DRAFT,
        summary="",
        description="",
        tasks="",
        supervision="",
        sector="",
        mode="",
        place="",
        weeks=[],
    )
    host = HostFactory(organisation=advert.organisation).user
    text = page(client, advert, host).content.decode()
    assert "Preview: Draft" in text
    assert "Not given" in text


def test_what_was_typed_is_shown_as_text_with_its_lines(client):
    advert = AdvertFactory(title="<b>Bold</b>", description="One\n<script>two</script>")
    text = page(client, advert).content.decode()
    assert "<b>Bold" not in text
    assert '<p class="prose-text">One\n&lt;script&gt;two&lt;/script&gt;</p>' in text


DUTY = "local travel (inclusive of bus travel between Oxford and London)"


@pytest.mark.parametrize(
    ("fields", "brief", "said"),
    [
        (
            {},
            "Local travel and lunch reimbursed",
            [
                f"The host reimburses {DUTY} and lunch on submission of receipts, for days you "
                "attend in person or on which travel was required as part of the placement.",
                "Flights, accommodation and other travel between cities are not covered.",
            ],
        ),
        (
            {"mode": Mode.REMOTE},
            "No expenses covered",
            ["This placement is fully remote, so the host will not cover any expenses."],
        ),
        (
            {
                "mode": Mode.HYBRID,
                "days": 2,
                "day_modes": ["in_person", "remote"],
                "lunch_in_kind": True,
                "how_we_pay": "bank transfer",
            },
            "Lunch given, local travel reimbursed",
            [
                f"The host reimburses {DUTY} on submission of receipts, for days you attend in "
                "person or on which travel was required as part of the placement.",
                "The host gives you lunch, so lunch is not claimed.",
                "Nothing is reimbursed for days you work from home.",
                "Flights, accommodation and other travel between cities are not covered.",
                "How the host reimburses: bank transfer",
            ],
        ),
        (
            {"lunch_in_kind": True, "travel_in_kind": True},
            "Lunch given, travel arranged",
            [
                "The host gives you lunch, so lunch is not claimed.",
                "The host arranges your travel, so travel is not claimed.",
            ],
        ),
    ],
)
def test_what_is_reimbursed(client, fields, brief, said):
    advert = AdvertFactory(**fields)
    assert promises.in_brief(advert) == brief
    assert promises.in_full(advert) == said
    text = page(client, advert).content.decode()
    assert "This placement is voluntary and unpaid." in text
    assert all(sentence in text for sentence in said)
    assert ("will not cover any expenses" in text) == (fields.get("mode") == Mode.REMOTE)


def test_in_a_remote_only_cycle_nothing_is_reimbursed():
    rules = {"expense_rules": Cycle.ExpenseRules.REMOTE, "remote_only": True}
    cycle = CycleFactory(name="Summer 2021", **rules)
    advert = AdvertFactory(cycle=cycle)
    assert promises.in_full(advert) == [
        "In Summer 2021 every placement is remote, so the host will not cover any expenses."
    ]


@pytest.fixture
def spring():
    """Weeks on both sides of the United Kingdom's clock change of 28 March 2027."""
    with time_machine.travel(datetime(2027, 2, 1, 12, tzinfo=clock.OXFORD), tick=False):
        yield CycleFactory(week_a=clock.noon(date(2027, 3, 22)))


def told(advert):
    stored = Advert.objects.get(pk=advert.pk)
    return [(row.dates, row.host, row.oxford) for row in hours.table(stored)]


def test_in_the_spring_weeks_new_york_is_four_hours_behind(spring):
    advert = AdvertFactory(cycle=spring, zone="America/New_York", mode=Mode.REMOTE)
    assert told(advert) == [
        ("Week A: Monday 22 to Friday 26 March 2027", "9:00 to 17:30", "13:00 to 21:30"),
        ("Week B: Monday 29 March to Friday 2 April 2027", "9:00 to 17:30", "14:00 to 22:30"),
    ]


@pytest.mark.parametrize(
    ("zone", "starts", "ends", "oxford"),
    [
        ("Australia/Sydney", time(9), time(17), "22:00 the day before to 6:00"),
        ("America/Los_Angeles", time(9), time(17, 30), "16:00 to 0:30 the next day"),
        ("Asia/Kolkata", time(9), time(17), "3:30 to 11:30"),
        ("Europe/Lisbon", time(9), time(17), "9:00 to 17:00"),
    ],
)
def test_hours_in_oxford_name_the_day_when_it_is_another(spring, zone, starts, ends, oxford):
    weeks = [spring.ordered_weeks[0]]
    advert = AdvertFactory(cycle=spring, zone=zone, day_starts=starts, day_ends=ends, weeks=weeks)
    assert [row.oxford for row in hours.table(advert)] == [oxford]


def test_a_week_in_which_the_clocks_change_is_split():
    """Cairo puts its clocks forward on a Friday: 30 April 2027."""
    with time_machine.travel(datetime(2027, 3, 10, 12, tzinfo=clock.OXFORD), tick=False):
        cycle = CycleFactory(week_a=clock.noon(date(2027, 4, 26)))
        weeks = [cycle.ordered_weeks[0]]
        advert = AdvertFactory(cycle=cycle, zone="Africa/Cairo", weeks=weeks)
        assert told(advert) == [
            ("Week A: Monday 26 to Thursday 29 April 2027", "9:00 to 17:30", "8:00 to 16:30"),
            ("Week A: Friday 30 April 2027", "9:00 to 17:30", "7:00 to 15:30"),
        ]


NEW_YORK = "9:00 to 17:30 New York time"


@pytest.mark.parametrize(
    ("zone", "mode", "days", "brief", "both"),
    [
        ("Europe/Lisbon", Mode.REMOTE, [], "9:00 to 17:30", False),
        ("America/New_York", Mode.IN_PERSON, [], NEW_YORK, False),
        (
            "America/New_York",
            Mode.REMOTE,
            [],
            f"{NEW_YORK} (13:00 to 21:30 or 14:00 to 22:30 in Oxford)",
            True,
        ),
        (
            "America/New_York",
            Mode.HYBRID,
            ["in_person", "remote"],
            f"{NEW_YORK} (13:00 to 21:30 or 14:00 to 22:30 in Oxford)",
            True,
        ),
    ],
)
def test_oxfords_hours_stand_beside_the_hosts_for_remote_days_on_other_clocks(
    client, spring, zone, mode, days, brief, both
):
    advert = AdvertFactory(cycle=spring, zone=zone, mode=mode, days=2, day_modes=days)
    shown = page(client, advert)
    assert hours.in_brief(shown.context["advert"]) == brief
    assert shown.context["each_day"] == brief.partition(" (")[0]
    assert ("In Oxford" in shown.content.decode()) is both


def test_key_dates_of_the_round_and_the_weeks(client):
    cycle = CycleFactory(rounds_and_weeks__held=True)
    rows = page(client, AdvertFactory(cycle=cycle)).context["key_dates"]
    first = cycle.first_round
    a, b = cycle.ordered_weeks
    assert [(row["label"], row["when"]) for row in rows] == [
        ("Adverts appear, applications open", first.opens_at),
        ("Applications close", first.closes_at),
        ("Everybody hears", first.release_at),
        ("Offers answered by", first.answer_by),
        ("Reserve list ends", cycle.reserve_ends_at),
        ("Week A", a.starts_on),
        ("Week B", b.starts_on),
        ("Claims for travel and lunch close", cycle.claims_close_at),
    ]


def test_key_dates_are_the_adverts_own_where_it_has_its_own(client):
    cycle = CycleFactory()
    closes = cycle.first_round.closes_at + timedelta(days=1)
    permitted = cycle.adverts_due_at + timedelta(days=2)
    own = {"own_closing_at": closes, "submit_late_until": permitted}
    advert = AdvertFactory(cycle=cycle, weeks=cycle.ordered_weeks[1:], **own)
    rows = page(client, advert).context["key_dates"]
    told = {row["label"]: row["when"] for row in rows}
    assert (told["Applications close"], "Week A" in told, "Week B" in told) == (closes, False, True)
    client.force_login(HostFactory(organisation=advert.organisation).user)
    rows = client.get(reverse("placements:advert_host", args=[advert.pk])).context["dates"]
    told = {row["label"]: row["when"] for row in rows}
    assert (told["Hosts' adverts due"], told["Applications close"]) == (permitted, closes)
    assert told["Hosts choose by"] == cycle.first_round.choose_by


def test_a_remote_advert_has_no_date_for_claims(client):
    rows = page(client, AdvertFactory(mode=Mode.REMOTE)).context["key_dates"]
    assert "Week B" in [row["label"] for row in rows]
    assert "Claims for travel and lunch close" not in [row["label"] for row in rows]


@pytest.mark.parametrize("others", [0, 2, 49])
def test_the_page_costs_the_same_however_many_adverts(client, others, django_assert_num_queries):
    advert = AdvertFactory()
    AdvertFactory.create_batch(others, cycle=advert.cycle, organisation=advert.organisation)
    with django_assert_num_queries(6 + 2):  # which say for how long the page is true for everybody
        page(client, advert)
