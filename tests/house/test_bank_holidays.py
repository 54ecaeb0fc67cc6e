"""Bank holidays that are proclaimed after a release: how they are added, and who is reminded."""

import re
import subprocess
import sys
from datetime import date, datetime, timedelta

import pytest
from django.conf import settings as real_settings
from django.core import checks
from django.urls import reverse
from environ import Env

from microinternships import clock, workingdays
from microinternships.checks import bank_holidays_are_days, bank_holidays_were_looked_for
from microinternships.workingdays import add_working_days, bank_holiday, is_working_day
from tests.factories import CycleFactory, OfficeFactory

JUBILEE, SPRING = date(2028, 6, 5), date(2028, 5, 29)
A_SECOND = timedelta(seconds=1)


@pytest.fixture
def proclaimed(settings):
    settings.BANK_HOLIDAYS = {JUBILEE.isoformat(): "Jubilee", SPRING.isoformat(): ""}


def test_a_proclaimed_day_is_no_working_day(proclaimed):
    assert (bank_holiday(JUBILEE), is_working_day(JUBILEE)) == ("Jubilee", False)
    assert add_working_days(date(2028, 6, 2), 1) == date(2028, 6, 6)


def test_a_day_that_was_moved_away_is_a_working_day(proclaimed):
    assert (bank_holiday(SPRING), is_working_day(SPRING)) == ("", True)


def test_without_a_proclamation_the_computed_days_hold():
    assert (bank_holiday(JUBILEE), is_working_day(JUBILEE)) == ("", True)
    assert (bank_holiday(SPRING), is_working_day(SPRING)) == ("Spring Bank Holiday", False)


def test_the_environment_names_them():
    """As .env.example and the guide write it."""
    example = (real_settings.BASE_DIR / ".env.example").read_text()
    (written,) = re.findall(r"^#BANK_HOLIDAYS=(.*)", example, re.MULTILINE)
    named = Env.parse_value(written, dict)
    assert named == {JUBILEE.isoformat(): "Jubilee", SPRING.isoformat(): ""}


@pytest.mark.parametrize("day", ["2028-06-31", "5 June 2028", "20280605", ""])
def test_what_is_no_day_is_refused(settings, day):
    settings.BANK_HOLIDAYS = {day: "Jubilee"}
    (found,) = bank_holidays_are_days(None)
    assert (found.level, found.id) == (checks.ERROR, "microinternships.E001")
    assert f"“{day}”" in found.msg


def test_days_are_not_refused(proclaimed):
    assert bank_holidays_are_days(None) == []


A_SERVER_BEGINS = """
import runpy, sys
from datetime import date
runpy.run_path("gunicorn.conf.py")["on_starting"](None)
from microinternships import workingdays
print(workingdays.bank_holiday(date.today().replace(month=12, day=25)), "holidays" in sys.modules)
"""


def test_a_server_knows_them_without_loading_the_package():
    done = subprocess.run(
        [sys.executable, "-c", A_SERVER_BEGINS],
        cwd=real_settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "Christmas Day False\n"


def test_they_were_looked_for_when_the_locked_package_was_released():
    """Whoever locks another release writes its day into the settings."""
    lock = (real_settings.BASE_DIR / "uv.lock").read_text()
    (block,) = re.findall(r'name = "holidays"\nversion.*?\n\n', lock, re.DOTALL)
    (released,) = set(re.findall(r'upload-time = "(.{10})', block))
    assert date.fromisoformat(released) == real_settings.BANK_HOLIDAYS_CHECKED_ON


def midnight() -> datetime:
    day = workingdays.look_again_on()
    return datetime(day.year, day.month, day.day, tzinfo=clock.OXFORD)


def test_a_year_later_the_office_and_check_ask_to_look_again(client, db, settings):
    settings.BANK_HOLIDAYS_CHECKED_ON = date(2026, 11, 17)
    assert midnight() == datetime(2027, 11, 17, tzinfo=clock.OXFORD)
    client.force_login(OfficeFactory())
    said = []
    for moment in (midnight() - A_SECOND, midnight(), midnight() + A_SECOND):
        with clock.standing_at(moment):
            page = client.get(reverse("admin:index")).content.decode()
            asked = "Bank holidays were last looked for on Tuesday 17 November 2026." in page
            said.append((asked, [one.id for one in bank_holidays_were_looked_for(None)]))
    due = (True, ["microinternships.I001"])
    assert said == [(False, []), due, due]


def test_it_breaks_no_build():
    with clock.standing_at(midnight()):
        (found,) = bank_holidays_were_looked_for(None)
    assert found.level < checks.WARNING


@pytest.mark.django_db
def test_the_offices_first_page_names_each_cycles_phase(client):
    cycle = CycleFactory(phase="open")
    client.force_login(OfficeFactory())
    page = client.get(reverse("admin:index"))
    (row,) = page.context["timetable"]
    assert row["cycle"] == cycle
    assert row["phase"].startswith("Applications are open until ")
    assert row["phase"] in page.content.decode()
    assert (row["words"], row["at"]) == ("applications close", cycle.first_round.closes_at)
