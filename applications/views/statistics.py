"""Counting a reader, and what hosts learn from the counts."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from applications import interest, statistics
from microinternships import clock
from placements.models import Advert


@csrf_exempt  # an advert's page is the same for everybody, so it carries no token
@require_POST
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """An advert's page says that it was read. Only a page of ours can: others may not set the
    header that htmx sets."""
    advert = get_object_or_404(Advert.objects.published(clock.now()), pk=pk)
    if request.htmx and not interest.note(request, advert):
        return HttpResponse(status=429)
    return HttpResponse(status=204)


@login_required
def advert_statistics(request: HttpRequest, pk: int) -> HttpResponse:
    own = Advert.objects.hosted_by(request.user).select_related("cycle")
    advert = get_object_or_404(own.prefetch_related("cycle__rounds"), pk=pk)
    context = {
        "advert": advert,
        "launched": advert.cycle.launched(clock.now()),
        "statistics": statistics.of(advert),
        "fewest": statistics.FEWEST_TO_COMPARE,
    }
    return render(request, "applications/hosts/statistics.html", context)
