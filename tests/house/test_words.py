"""Dates, times, money and counts read the same wherever they stand."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.template import Context, Template
from django.utils.html import strip_tags
from djmoney.money import Money

from applications.models import Offer
from microinternships import clock
from microinternships.templatetags import words

NOON = clock.noon(date(2026, 11, 23))


def render(source: str, **context) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("when", "zone", "said"),
    [
        (NOON, "", "Monday 23 November 2026, 12:00 noon"),
        (NOON, "Europe/London", "Monday 23 November 2026, 12:00 noon"),
        (NOON, "America/New_York", "Monday 23 November 2026, 7:00 (New York time)"),
        (NOON, "Pacific/Auckland", "Tuesday 24 November 2026, 1:00 (Auckland time)"),
        (clock.noon(date(2026, 7, 1)), "", "Wednesday 1 July 2026, 12:00 noon"),
        (
            datetime(2026, 7, 1, 11, 0, tzinfo=ZoneInfo("UTC")),
            "",
            "Wednesday 1 July 2026, 12:00 noon",
        ),
        (datetime(2026, 7, 1, 23, 0, tzinfo=ZoneInfo("UTC")), "", "Thursday 2 July 2026, 00:00"),
        (NOON + timedelta(minutes=5), "", "Monday 23 November 2026, 12:05"),
        (None, "", ""),
    ],
)
def test_a_moment_names_weekday_time_and_any_other_zone(when, zone, said):
    assert words.moment(when, zone) == said


def test_the_page_shows_the_zone_asked_for_and_not_django_s_current_one():
    assert render("{{ when|moment }}", when=NOON.astimezone(ZoneInfo("Asia/Tokyo"))) == (
        "Monday 23 November 2026, 12:00 noon"
    )
    assert render("{% moment when %}", when=NOON) == (
        '<time datetime="2026-11-23T12:00:00+00:00">Monday 23 November 2026, 12:00 noon</time>'
    )


@pytest.mark.parametrize(
    ("when", "long", "short"),
    [
        (date(2026, 11, 3), "Tuesday 3 November 2026", "Tue 3 Nov"),
        (
            datetime(2026, 7, 1, 23, 30, tzinfo=ZoneInfo("UTC")),
            "Thursday 2 July 2026",
            "Thu 2 Jul",
        ),
        (None, "", ""),
    ],
)
def test_a_day_is_oxfords_day(when, long, short):
    assert (words.day(when), words.day_short(when)) == (long, short)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (NOON - timedelta(days=10), "10 days remaining"),
        (NOON - timedelta(days=2), "2 days remaining"),
        (NOON - timedelta(days=1, hours=11), "Deadline is tomorrow"),
        (NOON - timedelta(hours=12, seconds=1), "Deadline is tomorrow"),
        (NOON - timedelta(hours=12), "Deadline is today"),
        (NOON - timedelta(seconds=1), "Deadline is today"),
        (NOON, "Deadline has passed"),
        (NOON + timedelta(seconds=1), "Deadline has passed"),
    ],
)
def test_the_countdown_goes_by_oxfords_calendar(now, said):
    with clock.standing_at(now):
        assert words.countdown(NOON) == said


def test_the_countdown_over_the_end_of_summer_time_counts_days_and_not_hours():
    closes = clock.noon(date(2026, 10, 26))
    with clock.standing_at(datetime(2026, 10, 24, 12, 30, tzinfo=clock.OXFORD)):
        assert words.countdown(closes) == "2 days remaining"


def test_a_bare_date_counts_until_its_end():
    with clock.standing_at(datetime(2026, 11, 23, 23, 59, tzinfo=clock.OXFORD)):
        assert words.countdown(date(2026, 11, 23)) == "Deadline is today"
        assert words.countdown(date(2026, 11, 22)) == "Deadline has passed"


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (
            timedelta(days=6),
            'Closes <time datetime="2026-11-23T12:00:00+00:00">Monday 23 November 2026, 12:00 noon'
            '</time>, <strong class="deadline-left">6 days remaining</strong></span>',
        ),
        (
            timedelta(hours=1),
            'Closes <time datetime="2026-11-23T12:00:00+00:00">Monday 23 November 2026, 12:00 noon'
            '</time>. <strong class="deadline-left">Deadline is today</strong></span>',
        ),
        (
            timedelta(0),
            'Closed <time datetime="2026-11-23T12:00:00+00:00">Monday 23 November 2026, 12:00 noon'
            "</time></span>",
        ),
    ],
)
def test_the_deadline_says_when_and_how_long_is_left(before, said):
    with clock.standing_at(NOON - before):
        _, _, text = render("{% deadline when %}", when=NOON).partition(">")
    assert text == said


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 12, 7), date(2026, 12, 11), "Monday 7 to Friday 11 December 2026"),
        (date(2026, 11, 30), date(2026, 12, 4), "Monday 30 November to Friday 4 December 2026"),
        (
            date(2026, 12, 28),
            date(2027, 1, 1),
            "Monday 28 December 2026 to Friday 1 January 2027",
        ),
        (date(2026, 12, 7), date(2026, 12, 7), "Monday 7 December 2026"),
    ],
)
def test_a_range_says_what_is_shared_once(first, last, said):
    assert words.dates_between(first, last) == said


@pytest.mark.parametrize(
    ("zone", "on", "host", "oxford"),
    [
        ("Europe/London", date(2026, 12, 7), "9:00 to 17:30", ""),
        ("Europe/Lisbon", date(2026, 12, 7), "9:00 to 17:30", "9:00 to 17:30"),
        ("America/New_York", date(2026, 12, 7), "9:00 to 17:30", "14:00 to 22:30"),
        ("America/New_York", date(2027, 3, 15), "9:00 to 17:30", "13:00 to 21:30"),
        (
            "America/Los_Angeles",
            date(2026, 12, 7),
            "9:00 to 17:30",
            "17:00 to 1:30 the next day",
        ),
        (
            "Pacific/Auckland",
            date(2026, 12, 7),
            "9:00 to 17:30",
            "20:00 the day before to 4:30",
        ),
    ],
)
def test_hours_stand_in_both_zones_with_the_shift_of_that_date(zone, on, host, oxford):
    told = words.hours_in_both_zones(time(9), time(17, 30), zone, on)
    assert told == (host, oxford)


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("remote", "9:00 to 17:30 New York time 14:00 to 22:30 in Oxford"),
        ("in_person", "9:00 to 17:30 New York time"),
    ],
)
def test_hours_of_days_spent_there_are_local_hours(mode, said):
    hours = {"day_starts": time(9), "day_ends": time(17, 30), "zone": "America/New_York"}
    terms = Offer(days=[["2026-12-07", mode]], **hours)
    asked = "{% both_zones terms on=on %}"
    shown = Template(asked).render(Context({"terms": terms, "on": date(2026, 12, 7)}))
    assert " ".join(strip_tags(shown).split()) == said


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (Decimal("12.5"), "£12.50"),
        (Decimal("0"), "£0.00"),
        (Decimal("1234.5"), "£1,234.50"),
        (Decimal("-5"), "−£5.00"),
        (12, "£12.00"),
        (Money("7.4", "EUR"), "€7.40"),
        (Money("7.4", "CHF"), "CHF 7.40"),
        (None, ""),
    ],
)
def test_money_has_its_sign_and_two_places(amount, said):
    assert words.money(amount) == said


@pytest.mark.parametrize(
    ("count", "nouns", "said"),
    [
        (0, "day", "0 days"),
        (1, "day", "1 day"),
        (2, "reply,replies", "2 replies"),
        (1, "reply,replies", "1 reply"),
        (1200, "application", "1,200 applications"),
        (None, "day", "0 days"),
    ],
)
def test_a_count_agrees_with_its_noun(count, nouns, said):
    assert words.words(count, nouns) == said


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(hours=37, minutes=30), "37.5 hours"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=7, minutes=20), "7.33 hours"),
        (None, ""),
    ],
)
def test_working_time_is_said_in_hours(span, said):
    assert words.hours(span) == said


def test_items_are_listed_as_in_a_sentence():
    lists = [], ["A"], ["A", "B"], ["A", "B", "C"]
    assert [words.sentence_list(one) for one in lists] == ["", "A", "A and B", "A, B and C"]


def test_the_first_key_date_to_come_is_next_and_earlier_ones_are_past():
    dates = [
        {"label": "Open", "when": NOON - timedelta(days=19)},
        {"label": "Close", "when": NOON},
        {"label": "Week A", "when": date(2026, 12, 7), "until": date(2026, 12, 11)},
    ]

    def states(now):
        with clock.standing_at(now):
            return [row["state"] for row in words.key_dates(dates)["rows"]]

    assert states(NOON - timedelta(seconds=1)) == ["past", "next", "coming"]
    assert states(NOON) == ["past", "past", "next"]
    assert states(clock.noon(date(2026, 12, 11))) == ["past", "past", "next"]
    assert states(clock.noon(date(2026, 12, 12))) == ["past", "past", "past"]


class Sample(forms.Form):
    amount = forms.DecimalField(error_messages={"required": "Enter an amount, like 12.50."})
    week = forms.ChoiceField(
        label="Which week?", choices=[("A", "Week A"), ("B", "Week B")], widget=forms.RadioSelect
    )

    def clean(self):
        raise forms.ValidationError("These <dates> clash.")


def test_the_error_summary_links_each_error_to_its_field():
    assert str(words.error_links(Sample({}))) == (
        "<li>These &lt;dates&gt; clash.</li>"
        '<li><a href="#id_amount">Enter an amount, like 12.50.</a></li>'
        '<li><a href="#id_week_0">Which week: this is required.</a></li>'
    )


def test_a_wrong_field_is_marked_and_described_by_its_error():
    form = Sample({"week": "A"})
    html = render('{% include "components/field.html" with field=form.amount %}', form=form)
    assert '<div class="field-error" id="id_amount_error">' in html
    assert 'aria-describedby="id_amount_error"' in html
    assert 'class="form-control is-invalid"' in html
