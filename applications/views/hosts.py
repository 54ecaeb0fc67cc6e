"""What hosts see and do: who applied, one applicant at a time, decisions and offers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from applications import places
from applications.desk import Applicant, Applicants, Choices
from applications.forms.hosts import NotSelectForm, OfferForm, RescindForm, starting_terms
from applications.models import Application, Reason
from applications.preview import letter_of
from applications.promotion import last_given_back, offer_again
from applications.workflow import application_machine, offer_machine
from microinternships import clock, shared
from microinternships.engine import Refused
from microinternships.phrases import when
from microinternships.refusals import add_to_form, flash
from placements.models import Advert

SAID = {
    "not_select": "{} is not selected.",
    "give_feedback": "Your feedback for {} is kept.",
}
PRESSED = {
    "shortlist": "{} is on your shortlist.",
    "put_back": "{} is off your shortlist.",
    "reserve": "{} is on your reserve list.",
    "reconsider": "{} is back among those to decide.",
    "move_up": "{} is one place higher on your reserve list.",
    "move_down": "{} is one place lower on your reserve list.",
}


def _adverts(user):
    recruiting = user.host_memberships.recruiting()
    return Advert.objects.filter(organisation__members__in=recruiting).ready_to_show()


def _applicants(request: HttpRequest, advert: Advert) -> Applicants:
    rows = Application.objects.for_host(request.user, clock.now()).filter(advert=advert)
    whole = rows.select_related("student__user", "round__cycle").prefetch_related("weeks", "offers")
    return Applicants.of(advert, whole)


def at_desk(request: HttpRequest, pk: int) -> tuple[Applicants, Applicant]:
    """The applicant ``pk`` among all of their advert; a 404 for whoever may not read it."""
    prefetch_related_objects([request.user], "host_memberships")
    readable = Application.objects.for_host(request.user, clock.now())
    whole = readable.select_related("advert__organisation", "advert__cycle")
    advert = get_object_or_404(whole.prefetch_related("advert__weeks"), pk=pk).advert
    everybody = _applicants(request, advert)
    return everybody, everybody.find(pk)


@shared.page
@login_required
def applicants(request: HttpRequest, pk: int) -> HttpResponse:
    advert = get_object_or_404(_adverts(request.user), pk=pk)
    now = clock.now()
    if advert.cycle.archived(now):
        return render(request, "applications/hosts/archived.html", {"advert": advert})
    everybody = _applicants(request, advert)
    context = {
        "advert": advert,
        "applicants": everybody,
        "round": advert.cycle.latest_round(now),
        **_free_place(everybody),
        "may_reorder": now < advert.cycle.reserve_ends_at,
        "now": now,
    }
    return render(request, "applications/hosts/applicants.html", context)


@login_required
def applicant(request: HttpRequest, pk: int) -> HttpResponse:
    everybody, chosen = at_desk(request, pk)
    if request.method == "GET" and chosen.application.opened_at is None:
        unread = Application.objects.filter(pk=pk, opened_at=None)
        unread.update(opened_at=clock.now())
    return _desk(request, everybody, chosen)


def _desk(request: HttpRequest, everybody: Applicants, chosen: Applicant, **forms) -> HttpResponse:
    application = chosen.application
    before, after = everybody.beside(chosen)
    choices = Choices.of(application, request.user)
    form = forms.get("form") or NotSelectForm(initial={"reason": application.reason})
    context = {
        "advert": everybody.advert,
        "applicants": everybody,
        "applicant": chosen,
        "application": application,
        "before": before,
        "after": after,
        "choices": choices,
        "form": form,
        "saying": forms.get("saying") or _saying(choices),
        "rescind_form": forms.get("rescind_form") or RescindForm(),
        "outcome": _outcome(form),
        **_free_place(everybody),
    }
    return render(request, "applications/hosts/applicant.html", context)


def _free_place(everybody: Applicants) -> dict:
    """Whom to offer a free place to, and the ended offer that could be made to them as it was."""
    reserve = everybody.next_reserve(clock.now())
    given_back = last_given_back(reserve.application) if reserve else None
    return {"next_reserve": reserve, "given_back": given_back}


def _saying(choices: Choices) -> str:
    """Which event the form with a reason is for; none when neither may happen now."""
    return next((name for name in SAID if (one := choices.get(name)) and one.allowed), "")


def _outcome(form: NotSelectForm) -> dict:
    """What the student would read of what is typed so far."""
    reason = form["reason"].value()
    said = Reason(reason).label if reason in Reason.values else ""
    return {"reason": said, "feedback": (form["feedback"].value() or "").strip()}


@login_required
@require_POST
def outcome_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The sentences a student would read, while the host is still choosing them."""
    readable = Application.objects.for_host(request.user, clock.now())
    application = get_object_or_404(readable.select_related("advert"), pk=pk)
    outcome = _outcome(NotSelectForm(request.POST))
    context = {"outcome": outcome, "advert": application.advert}
    return render(request, "applications/hosts/_preview.html", context)


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """One press of the decision bar, or the form that says why somebody is not selected."""
    everybody, chosen = at_desk(request, pk)
    action = request.POST.get("action")
    if action in SAID:
        return _say(request, everybody, chosen, action)
    if action in PRESSED:
        try:
            application_machine.fire(action, chosen.application, by=request.user)
        except Refused as refused:
            flash(request, refused)
        else:
            messages.success(request, PRESSED[action].format(chosen.name))
    if action in ("move_up", "move_down"):
        return redirect("applications:applicants", everybody.advert.pk)
    return redirect("applications:applicant", pk)


def _say(request, everybody: Applicants, chosen: Applicant, action: str) -> HttpResponse:
    form = NotSelectForm(request.POST)
    if form.is_valid() and not _changes(request):
        try:
            if action == "not_select" and not _confirms(request):
                return _check(request, chosen, action, form, form.cleaned_data)
            application_machine.fire(
                action, chosen.application, by=request.user, **form.cleaned_data
            )
        except Refused as refused:
            add_to_form(form, refused)
        else:
            told = _when_told(chosen.application)
            messages.success(request, f"{SAID[action].format(chosen.name)} {told}")
            return redirect("applications:applicant", chosen.application.pk)
    return _desk(request, everybody, chosen, form=form, saying=action)


def _when_told(application: Application) -> str:
    if application.round.released(clock.now()):
        return "The student is told now."
    return f"The student is told on {when(application.round.release_at)}."


@login_required
@require_POST
def rescind(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw the open offer, with the reason."""
    everybody, chosen = at_desk(request, pk)
    form, offer = RescindForm(request.POST), chosen.application.open_offer
    if offer is None:
        messages.error(request, "There is no open offer to withdraw any more.")
        return redirect("applications:applicant", pk)
    if form.is_valid():
        try:
            offer_machine.fire("rescind", offer, by=request.user, **form.cleaned_data)
        except Refused as refused:
            add_to_form(form, refused)
        else:
            messages.success(request, f"Your offer to {chosen.name} is withdrawn.")
            return redirect("applications:applicant", pk)
    return _desk(request, everybody, chosen, rescind_form=form)


@login_required
@require_POST
def offer_to_reserve(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a place that came back to the next reserve, on the terms it was offered on before."""
    everybody, chosen = at_desk(request, pk)
    freed = last_given_back(chosen.application)
    if freed is None:
        return redirect("applications:make_offer", pk)
    try:
        offer_again(freed, chosen.application, by=request.user)
    except Refused as refused:
        flash(request, refused)
    else:
        messages.success(request, _offered(chosen))
    return redirect("applications:applicants", everybody.advert.pk)


@login_required
def make_offer(request: HttpRequest, pk: int) -> HttpResponse:
    everybody, chosen = at_desk(request, pk)
    application, advert = chosen.application, everybody.advert
    form = OfferForm(
        request.POST or None,
        advert=advert,
        weeks=chosen.free_weeks,
        initial=starting_terms(application, request.user),
    )
    if request.htmx:
        form.is_valid()
        return render(request, "applications/hosts/_terms.html", {"form": form, "advert": advert})
    if request.method == "POST" and form.is_valid() and not _changes(request):
        try:
            return _offer(request, chosen, form)
        except Refused as refused:
            add_to_form(form, refused)
    context = {
        "advert": advert,
        "applicant": chosen,
        "application": application,
        "form": form,
        "choice": Choices.of(application, request.user).get("offer"),
        "busy_weeks": [week for week in advert.offered_weeks if week not in chosen.free_weeks],
        "respond_by": places.respond_by(application.round, clock.now()),
        "release_at": _release(application),
    }
    return render(request, "applications/hosts/make_offer.html", context)


def _offer(request: HttpRequest, chosen: Applicant, form: OfferForm) -> HttpResponse:
    """Make the offer once it was confirmed; before that, show what the student would read."""
    if _confirms(request):
        application_machine.fire("offer", chosen.application, by=request.user, **form.terms)
        messages.success(request, _offered(chosen))
        return redirect("applications:applicant", chosen.application.pk)
    return _check(request, chosen, "offer", form, form.terms)


def _confirms(request: HttpRequest) -> bool:
    return request.POST.get("step") == "confirm"


def _changes(request: HttpRequest) -> bool:
    return request.POST.get("step") == "change"


def _check(request, chosen: Applicant, event: str, form, data: dict) -> HttpResponse:
    """The page before a decision. Raises Refused with whatever stands in its way."""
    application = chosen.application
    letter = letter_of(event, application, by=request.user, called=chosen.called, **data)
    context = {
        "advert": application.advert,
        "applicant": chosen,
        "application": application,
        "form": form,
        "letter": letter,
        "release_at": _release(application),
    }
    return render(request, f"applications/hosts/check_{event}.html", context)


def _release(application: Application):
    """When the student hears of an offer made now; None when at once."""
    in_round = application.round
    return None if in_round.released(clock.now()) else in_round.release_at


def _offered(chosen: Applicant) -> str:
    release = _release(chosen.application)
    told = f"on {when(release)}" if release else "now"
    return f"A place is offered to {chosen.name}, who is told {told}."
