"""Finds at start-up what would otherwise be a wrong deadline later."""

from datetime import date

from django.conf import settings
from django.core import checks

from microinternships import clock, phrases, workingdays


@checks.register
def bank_holidays_are_days(app_configs, **kwargs) -> list[checks.CheckMessage]:
    return [
        checks.Error(
            f"BANK_HOLIDAYS names “{day}”, which is no day.",
            hint="Write it as in 2028-06-05=Jubilee of somebody,2028-05-29=",
            id="microinternships.E001",
        )
        for day in settings.BANK_HOLIDAYS
        if not _is_day(day)
    ]


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


@checks.register
def bank_holidays_were_looked_for(app_configs, **kwargs) -> list[checks.CheckMessage]:
    """Information and no warning: a build must not break because time has passed."""
    if clock.today() < workingdays.look_again_on():
        return []
    checked = phrases.day_words(settings.BANK_HOLIDAYS_CHECKED_ON)
    return [
        checks.Info(
            f"Bank holidays that were proclaimed were last looked for on {checked}.",
            hint="See docs/operations.md, Bank holidays.",
            id="microinternships.I001",
        )
    ]
