"""Telling the Internship Office in confidence, and reading what came of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from enquiries.forms import ConcernForm
from enquiries.models import Concern
from enquiries.workflow import report
from microinternships import clock, refusals
from microinternships.engine import Refused
from placements.models import Advert, Placement


@login_required
def about_advert(request: HttpRequest, pk: int) -> HttpResponse:
    """Anybody who is signed in and may read the advert."""
    readable = Advert.objects.visible_to(request.user, clock.now())
    return _report(request, get_object_or_404(readable.select_related("organisation"), pk=pk))


@login_required
def about_placement(request: HttpRequest, pk: int) -> HttpResponse:
    """The placement's student and its hosts."""
    readable = Placement.objects.visible_to(request.user).ready_to_show()
    return _report(request, get_object_or_404(readable, pk=pk))


def _report(request: HttpRequest, about: Advert | Placement) -> HttpResponse:
    form = ConcernForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            concern = report(about, by=request.user, **form.cleaned_data)
        except Refused as refused:
            refusals.add_to_form(form, refused)
        else:
            messages.success(request, "The Internship Office has your concern.")
            return redirect("enquiries:concern", concern.pk)
    kind = about._meta.model_name
    context = {
        "form": form,
        "kind": kind,
        "advert": about.advert if isinstance(about, Placement) else about,
        "back": reverse(f"placements:{kind}", args=[about.pk]),
    }
    return render(request, "enquiries/report.html", context)


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    concerns = Concern.objects.reported_by(request.user).ready_to_show()
    return render(request, "enquiries/concerns.html", {"concerns": concerns})


@login_required
def concern(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own concern: what was said, how it stands, what the Office answered."""
    own = Concern.objects.reported_by(request.user).ready_to_show()
    shown = get_object_or_404(own, pk=pk)
    return render(request, "enquiries/concern.html", {"concern": shown})
