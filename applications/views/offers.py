"""A student's offer: its terms, accepting it, declining it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from applications.forms.students import AcceptForm
from applications.models import Application, Offer
from applications.places import placements_held
from applications.views.applying import PAGES
from applications.workflow import offer_machine
from microinternships import clock
from microinternships.engine import Refused
from microinternships.models import Transition
from microinternships.refusals import add_to_form, flash
from microinternships.templatetags.words import dates_between
from placements import promises
from placements.models import DayMode


def known_offer(request: HttpRequest, pk: int) -> Offer:
    """One of the student's own offers, once it may be known; 404 otherwise."""
    offers = Offer.objects.of(request.user, clock.now()).select_related(
        "week",
        "application__round",
        "application__student",
        "application__advert__organisation",
        "application__advert__cycle",
    )
    return get_object_or_404(offers, pk=pk)


def _context(request: HttpRequest, offer: Offer) -> dict:
    application = offer.application
    advert = application.advert
    now = clock.now()
    modes = [mode for _, mode in offer.dated_days]
    return {
        "offer": offer,
        "application": application,
        "advert": advert,
        "first_day": offer.dated_days[0][0],
        "days": [(day, DayMode(mode).label) for day, mode in offer.dated_days],
        "dates": dates_between(offer.dated_days[0][0], offer.dated_days[-1][0]),
        "in_person": DayMode.IN_PERSON in modes,
        "reimbursed": promises.on_days(advert, offer.dated_days),
        "open": offer.state == Offer.State.MADE and not offer.overdue(now),
        "overdue": offer.overdue(now),
        "changes": _changes(offer),
    }


def _changes(offer: Offer) -> list[Transition]:
    """What the host changed since the student could read the offer, the latest first."""
    rows = Transition.objects.of(offer).filter(event="amend", note__isnull=False)
    if release := offer.application.round.release_at:
        rows = rows.filter(at__gte=release)
    return list(rows.order_by("-pk")) if offer.terms_version > 1 else []


@login_required
@require_safe
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """The terms, and until when to answer."""
    subject = known_offer(request, pk)
    context = _context(request, subject)
    refusals = []
    if context["open"]:
        refusals = offer_machine.refusals("accept", subject, by=request.user)
    return render(request, f"{PAGES}/offer.html", context | {"refusals": refusals})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what accepting ends, then accept."""
    subject = known_offer(request, pk)
    if subject.state != Offer.State.MADE:
        return redirect("applications:offer", pk)
    form = AcceptForm(request.POST or None, offer=subject)
    if request.method == "POST" and form.is_valid():
        try:
            accepted = offer_machine.fire("accept", subject, by=request.user, **form.cleaned_data)
        except Refused as refused:
            if refused.codes & {"state", "deadline"}:
                flash(request, refused)
                return redirect("applications:offer", pk)
            add_to_form(form, refused)
            if "terms" in refused.codes:
                form = _with_new_terms(form, subject)
        else:
            messages.success(request, "You have accepted. Your placement is confirmed.")
            return redirect("placements:placement", accepted.placement_id)
    context = _context(request, subject) | {"form": form, "others": ending(subject)}
    return render(request, f"{PAGES}/accept.html", context)


def _with_new_terms(form: AcceptForm, offer: Offer) -> AcceptForm:
    """The same form with its errors, carrying the version of the terms now shown."""
    offer.refresh_from_db()
    form.data = form.data.copy()
    form.data["terms_version"] = offer.terms_version
    return form


def ending(offer: Offer) -> list[Application]:
    """The student's other open applications of the cycle that accepting ``offer`` would end."""
    application = offer.application
    cycle = application.advert.cycle
    if placements_held(application.student, cycle) + 1 < cycle.max_placements:
        return []
    others = Application.objects.live(clock.now()).filter(
        student=application.student, advert__cycle=cycle
    )
    return list(others.exclude(pk=application.pk).select_related("advert__organisation"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    subject = known_offer(request, pk)
    if request.method == "POST":
        try:
            offer_machine.fire("decline", subject, by=request.user)
        except Refused as refused:
            flash(request, refused)
            return redirect("applications:offer", pk)
        messages.success(request, "You have declined the offer. The host has been told.")
        return redirect("applications:application", subject.application_id)
    context = {
        "application": subject.application,
        "advert": subject.application.advert,
        "title": "Decline this offer?",
        "text": "The place goes to somebody else. You cannot change your mind afterwards.",
        "button": "Decline offer",
        "danger": True,
        "refusals": offer_machine.refusals("decline", subject, by=request.user),
        "back": "offer",
        "offer": subject,
    }
    return render(request, f"{PAGES}/confirm.html", context)
