"""The programme's dates for anybody: as a page, as JSON, and as calendars to subscribe to."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import conditional_page, require_safe

from microinternships import clock
from placements import calendar, timetable
from placements.models import Cycle


def dates(request: HttpRequest) -> HttpResponse:
    """The timetable of every cycle that is not archived, the next to come first; over ones last."""
    now = clock.now()
    cycles = sorted(_timetabled(now), key=lambda cycle: cycle.claims_close_at <= now)
    rows = [(cycle, timetable.phase(cycle, now), timetable.key_dates(cycle)) for cycle in cycles]
    return render(request, "placements/public/dates.html", {"cycles": rows})


@require_safe
@conditional_page
def dates_json(request: HttpRequest) -> JsonResponse:
    """The same for programs, on any website: docs/timetable.md says what each name means."""
    now = clock.now()
    answer = JsonResponse({"cycles": [timetable.as_data(one, now) for one in _timetabled(now)]})
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def all_dates_calendar(request: HttpRequest) -> HttpResponse:
    """Every cycle in one calendar, to subscribe to: a cycle that is new or moved is in the next."""
    now = clock.now()
    return calendar.response(calendar.of_cycles(_timetabled(now), now), "micro-internships dates")


def dates_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    now = clock.now()
    cycle = get_object_or_404(_timetabled(now), pk=pk)
    return calendar.response(calendar.of_cycle(cycle, now), f"{cycle.name} dates")


def _timetabled(now: datetime) -> QuerySet[Cycle]:
    known = Q(archive_at__gt=now) & Q(rounds__number=1)
    cycles = Cycle.objects.filter(known).order_by("reserve_ends_at")
    return cycles.prefetch_related("rounds", "weeks")
