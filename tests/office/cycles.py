"""What the tests of a cycle's pages share: what a browser sends, and what stands against it."""

from datetime import date, datetime

from django.urls import reverse

from microinternships import clock
from placements import moving, planning


def page_of(cycle) -> str:
    return reverse("admin:placements_cycle_change", args=[cycle.pk])


def typed(form, **changed) -> dict:
    """What a browser sends of ``form`` as it is shown, but for what is ``changed``."""
    sent = {}
    for field in form:
        value = changed.get(field.name, field.value())
        if isinstance(value, datetime):
            value = value.astimezone(clock.OXFORD).strftime("%Y-%m-%dT%H:%M")
        if isinstance(value, date):
            value = value.isoformat()
        if value not in (None, False, ""):
            sent[field.name] = "on" if value is True else value
    return sent


def form_of(client, cycle):
    return client.get(page_of(cycle)).context["form"]


def moved(cycle, **values):
    return {**planning.flat(cycle), **values}


def codes(cycle, **values) -> set[str]:
    changed = planning.differences(cycle, moved(cycle, **values))
    return {one.code for one in moving.refusals(cycle, changed)}
