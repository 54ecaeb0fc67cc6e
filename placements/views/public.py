"""What anybody may read: the adverts, and one advert."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from microinternships import clock, shared
from placements import (
    browsing,
    calendar,
    cards,
    competition,
    hours,
    promises,
    results,
    sections,
    similar,
    standing,
    structured,
    timetable,
)
from placements.models import AccessFact, Advert, Mode
from placements.ordering import appeared_at


@shared.page
def browse(request: HttpRequest) -> HttpResponse:
    """Open adverts, by the filters in the address. The page is whole with and without scripts."""
    found = results.results(request)
    shown = results.for_reader(found.cards, request.user, clock.now())
    context = {"cards": shown, "found": found.to(shown)}
    return render(request, "placements/public/browse.html", context)


@shared.page
def advert(request: HttpRequest, pk: int) -> HttpResponse:
    """One advert. Its organisation and the Office may read it in any state, as a preview."""
    now = clock.now()
    shown = get_object_or_404(to_read(request.user, now), pk=pk)
    context = about(shown, request.user, now)
    if context["preview"]:
        context["card"] = browsing.make_cards([shown], now, saving=False)[0].html
    return render(request, "placements/public/advert.html", context)


def to_read(user, now) -> QuerySet[Advert]:
    """The adverts whose page ``user`` may read, with all that :func:`about` tells of one."""
    readable = Advert.objects.visible_to(user, now).ready_to_show()
    return competition.with_competition(readable, now).annotate(appeared=appeared_at())


def about(shown: Advert, user, now) -> dict:
    """What the page of one advert says to ``user``; it comes from :func:`to_read`."""
    published, closes = shown.published(now), shown.closes_at(now)
    is_open = shown.open(now)
    return {
        "advert": shown,
        "preview": None if published else standing.of_advert(shown, now),
        "open": is_open,
        "closes": closes,
        "band": competition.Band(shown.competition) if is_open else None,
        "canonical": structured.address(shown),
        "structured": structured.as_json(
            structured.posting(shown, appeared=shown.appeared, closes=closes)
        )
        if is_open
        else "",
        "similar": similar.similar(shown, now) if published else [],
        "full": published and shown.full_in(shown.cycle.latest_round(now)),
        "where": browsing.where(shown),
        "offered": browsing.weeks(shown),
        "each_day": hours.named(shown),
        "hours": hours.table(shown) if shown.remote_across_zones else [],
        "mode_of_each_day": _modes(shown),
        "skills": browsing.skills(shown),
        "access_facts": [AccessFact(fact).label for fact in shown.access_facts],
        "voluntary": promises.VOLUNTARY_SENTENCE,
        "reimbursed": promises.in_full(shown),
        "key_dates": timetable.of_advert(shown, for_students=True),
        "sections": sections.of(user, shown, now),
        "remark": cards.remarks(user, [shown], now).get(shown.pk, cards.NOTHING),
    }


def advert_deadline(request: HttpRequest, pk: int) -> HttpResponse:
    """The close of applications as a calendar file, while there is one to come."""
    now = clock.now()
    shown = get_object_or_404(Advert.objects.open(now).ready_to_show(), pk=pk)
    closes = shown.closes_at(now)
    return calendar.response(calendar.of_deadline(shown, closes), f"{shown.title} closes")


def _modes(shown: Advert) -> list[str]:
    """The mode of each day of a hybrid placement, as in "Day 1: in person"."""
    if shown.mode != Mode.HYBRID:
        return []
    labels = {"in_person": "in person", "remote": "remote"}
    modes = (labels.get(mode, "not set") for mode in shown.mode_of_each_day)
    return [f"Day {number}: {mode}" for number, mode in enumerate(modes, start=1)]
