"""The page on which the Office reads an advert that waits for it, and asks for changes.

It has the look of the site, because what it decides about is what students would see.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from microinternships import clock, overtaken, refusals
from microinternships.engine import OFFICE, Refused
from microinternships.models import Transition
from placements import advert_fields, reviewing, standing, terms
from placements.alerts import past
from placements.forms.reviewing import ReviewForm
from placements.models import Advert, Organisation
from placements.views.public import about, to_read
from placements.workflow import advert_machine

State = Advert.State


def review(request: HttpRequest, object_id: str, *, may_change: bool) -> HttpResponse:
    now = clock.now()
    read = Transition.objects.last_of(Advert(pk=object_id))  # what happens from here on is unread
    advert = to_read(request.user, now).filter(pk=object_id).first()
    if advert is None:
        raise Http404
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid() and _asked(request, advert, form):
        messages.success(request, f"The host of “{advert}” is asked for changes.")
        return redirect(f"{reverse('admin:placements_advert_changelist')}?state__exact=submitted")
    context = {"read": read, **_reviewed(advert, form, now)}
    context["buttons"] = _buttons(advert, request, read) if may_change else []
    preview = about(advert, request.user, now)
    return render(request, "placements/office/review.html", {**preview, **context})


def _asked(request: HttpRequest, advert: Advert, form: ReviewForm) -> bool:
    try:
        advert_machine.fire(
            "request_changes",
            advert,
            by=request.user,
            comment=form.cleaned_data["comment"],
            comments=form.asked,
            read=overtaken.read_until(request),
        )
    except Refused as refused:
        refusals.add_to_form(form, refused)
        return False
    return True


def _reviewed(advert: Advert, form: ReviewForm, now) -> dict:
    made = reviewing.submissions(advert)
    asked = past.what_was_said(past.last(advert, "request_changes"))
    return {
        "form": form,
        "waiting": advert.state == State.SUBMITTED,
        "standing": standing.of_advert(advert, now),
        "parts": reviewing.parts(advert, form),
        "flags": [
            (advert_fields.LABELS[name], name, said) for name, said in advert_fields.advice(advert)
        ],
        "submissions": made,
        "changes": reviewing.changes(made),
        "asked_of_all": asked if len(made) > 1 else "",
        "organisation_kind": "good"
        if advert.organisation.state == Organisation.State.VERIFIED
        else "warn",
        "about_organisation": _about(advert.organisation),
    }


def _about(organisation: Organisation) -> list[tuple[str, str]]:
    """How the organisation stands, as pairs for a summary list."""
    states = list(organisation.adverts.values_list("state", flat=True))
    declared = {
        "supervision": organisation.supervision_declared,
        "insurance": organisation.insurance_declared,
        "the present terms": terms.accepted_by(organisation),
    }
    missing = [what for what, done in declared.items() if not done]
    return [
        ("Kind", organisation.get_kind_display()),
        ("Country", organisation.country.name),
        ("Website", organisation.website),
        ("Declared and accepted", f"Not {', '.join(missing)}" if missing else "Everything asked"),
        ("Adverts approved", f"{states.count(State.APPROVED)} of {len(states)}"),
        ("Adverts declined", str(states.count(State.DECLINED))),
    ]


def _buttons(advert: Advert, request: HttpRequest, read: int) -> list[dict]:
    """Each leads on with what was there to be read here."""
    name, query = "admin:placements_advert_do", {"read": read}
    return [
        {
            "event": event,
            "against": against,
            "url": reverse(name, args=[advert.pk, event.name], query=query),
        }
        for event, against in advert_machine.open_to(advert, request.user)
        if OFFICE in event.who and event.name != "request_changes"
    ]
