"""The published cycles, loaded; and the traps their dates hold."""

import csv
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from microinternships import clock
from placements.management.commands.load_cycles import PUBLISHED
from placements.models import Advert, CandidateWeek, Cycle, Round

pytestmark = pytest.mark.django_db


def load(*arguments) -> list[str]:
    out = StringIO()
    call_command("load_cycles", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_every_row_becomes_a_cycle_with_its_published_dates():
    load()
    with PUBLISHED.open(newline="") as rows:
        published = list(csv.DictReader(rows))
    assert len(published) == Cycle.objects.count() == 9
    for row in published:
        cycle = Cycle.objects.get(academic_year=row["academic_year"], season=row["season"].lower())
        assert [week.starts_on.isoformat() for week in cycle.ordered_weeks] == [
            row["week_a_start"],
            row["week_b_start"],
        ]
        if row["source"] == "published":
            opens, closes = cycle.first_round.opens_at, cycle.first_round.closes_at
            assert opens == clock.noon(date.fromisoformat(row["adverts_appear"]))
            assert closes == clock.noon(date.fromisoformat(row["applications_close"]))


def test_missing_milestones_follow_the_pattern():
    load()
    cycle = Cycle.objects.get(name="Summer 2023/24")
    assert cycle.first_round.opens_at == clock.noon(date(2024, 4, 17))
    assert cycle.first_round.closes_at == clock.noon(date(2024, 5, 6))


def test_it_says_what_it_did_and_points_at_bank_holidays():
    said = load()
    assert (
        "Summer 2022/23: loaded; applications close Monday 8 May 2023, 12:00 noon (Oxford time) "
        "(as published)."
    ) in said
    assert (
        "Summer 2023/24: loaded; applications close Monday 6 May 2024, 12:00 noon (Oxford time) "
        "(proposed)."
    ) in said
    holidays = [line.split(" is a bank holiday")[0] for line in said if line.startswith("  ")]
    assert "  Applications close: Monday 8 May 2023" in holidays
    assert "  Applications close: Monday 6 May 2024" in holidays


def test_loading_again_changes_nothing_not_even_what_the_office_moved():
    load()
    moved = Round.objects.get(cycle__name="Winter 2023/24")
    moved.closes_at += timedelta(days=1)
    moved.save()
    before = list(Cycle.objects.values()), list(Round.objects.values())
    said = load()
    assert (list(Cycle.objects.values()), list(Round.objects.values())) == before
    assert set(said) == {f"{cycle}: already there, left as it is." for cycle in Cycle.objects.all()}
    assert CandidateWeek.objects.count() == 18


def test_a_dry_run_says_the_same_and_stores_nothing():
    dry = load("--dry-run")
    assert Cycle.objects.count() == 0
    assert dry == [*load(), "Nothing was stored."]


HEADER = (
    "academic_year,season,adverts_appear,applications_close,"
    "week_a_start,week_a_end,week_b_start,week_b_end,source\n"
)
GOOD = "2027/28,Winter,,,2027-12-06,2027-12-10,2027-12-13,2027-12-17,seed\n"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            "2027/28,Spring,,,2028-03-06,2028-03-09,2028-03-13,2028-03-17,seed\n",
            "rows.csv, line 3: week A has to run from Monday to Friday.",
        ),
        (
            "2027/28,Spring,,,2028-03-07,2028-03-11,2028-03-14,2028-03-18,seed\n",
            "rows.csv, line 3: Tuesday 7 March 2028: a candidate week starts on a Monday.",
        ),
        (
            "2027/28,Spring,2028-02-01,2028-01-31,2028-03-06,2028-03-10,2028-03-13,2028-03-17,x\n",
            "rows.csv, line 3: Applications have to close after they open.",
        ),
    ],
)
def test_one_wrong_row_and_nothing_is_stored(tmp_path, row, sentence):
    file = tmp_path / "rows.csv"
    file.write_text(HEADER + GOOD + row)
    with pytest.raises(CommandError) as wrong:
        load(str(file))
    assert str(wrong.value) == sentence
    assert Cycle.objects.count() == 0


def test_new_york_is_four_hours_behind_in_the_spring_weeks():
    """The United States change their clocks before the United Kingdom does."""
    load()
    behind = {}
    for cycle in Cycle.objects.filter(academic_year="2023/24"):
        advert = Advert(cycle=cycle, zone="America/New_York", day_starts="09:00", day_ends="17:30")
        advert.clean_fields(exclude=[f.name for f in Advert._meta.fields if "day_" not in f.name])
        for week in cycle.ordered_weeks:
            starts, _ = advert.hours_on(week.starts_on)
            away = starts.astimezone(clock.OXFORD).utcoffset() - starts.utcoffset()
            behind[week.starts_on.isoformat()] = away / timedelta(hours=1)
    assert behind == {
        "2023-12-04": 5,
        "2023-12-11": 5,
        "2024-03-11": 4,
        "2024-03-18": 4,
        "2024-06-17": 5,
        "2024-06-24": 5,
    }


def test_the_winter_window_crosses_the_end_of_summer_time():
    """Opens at noon British Summer Time; hosts choose by noon Greenwich time."""
    load()
    one = Round.objects.get(cycle__name="Winter 2022/23")
    assert one.opens_at.astimezone(clock.OXFORD).utcoffset() == timedelta(hours=1)
    assert one.choose_by.astimezone(clock.OXFORD).utcoffset() == timedelta(0)
