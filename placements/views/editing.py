"""The guided form of an advert. It saves as somebody types, and whole without scripts."""

import secrets

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from microinternships import clock, refusals
from microinternships.engine import Refused
from microinternships.models import Transition
from placements import rules
from placements.advert_fields import PARTS, Part
from placements.forms.adverts import AdvertForm
from placements.models import Advert
from placements.workflow import advert_machine, save_draft
from placements.workflow.adverts import EDITABLE
from placements.workflow.review import asked_of

PAGE, SAVED = "placements/hosts/advert_edit.html", "placements/hosts/_saved.html"


def hosted(request: HttpRequest, pk: int) -> Advert:
    return get_object_or_404(Advert.objects.hosted_by(request.user).ready_to_show(), pk=pk)


def may_edit(user, advert: Advert) -> bool:
    return advert.state in EDITABLE and rules.is_recruiter(user, advert)


def asked_of_all(advert: Advert, history: list[Transition]) -> str:
    """What the Office asked for the whole advert, while it still waits for the host."""
    if advert.state != Advert.State.CHANGES_REQUESTED:
        return ""
    asked = [row for row in history if row.event == "request_changes"]
    return asked[-1].note.text if asked and hasattr(asked[-1], "note") else ""


@login_required
@never_cache
def advert_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft is saved whatever it lacks, but for what is wrong; submitting says what it lacks."""
    advert = hosted(request, pk)
    typing = "autosave" in request.POST
    if not may_edit(request.user, advert) and not typing:
        messages.info(request, "This advert cannot be changed by you now.")
        return redirect("placements:advert_host", advert.pk)
    if request.method != "POST":
        form = AdvertForm(instance=advert, asked=asked_of(advert))
        return render(request, PAGE, _editing(request, advert, form))
    form = AdvertForm(request.POST, instance=advert, asked=asked_of(advert))
    form.is_valid()
    kept = _keep(request, advert, form)
    if form.errors:
        advert = hosted(request, pk)  # as it is stored: without what is wrong
    if typing:
        return render(request, SAVED, {**_left(request, advert), "form": form, "kept": kept})
    if form.errors:
        saved = {"saved": kept, "form": form}
        return render(request, PAGE, {**_editing(request, advert, form), **saved})
    return _after_saving(request, form, advert)


def _keep(request: HttpRequest, advert: Advert, form: AdvertForm) -> bool:
    """Store what is right of what was typed; why it was not stored stands above the form."""
    sent = request.POST
    edition = sent.get("edition", "")
    try:
        save_draft(
            advert,
            by=request.user,
            fields=form.stored_fields,
            weeks=form.stored_weeks,
            edition=int(edition) if edition.isascii() and edition.isdigit() else -1,
            tab=sent.get("tab", "")[:22],
        )
    except Refused as refused:
        refusals.add_to_form(form, refused)
        return False
    return True


def _editing(request: HttpRequest, advert: Advert, form: AdvertForm) -> dict:
    edition = Advert.objects.values_list("edition", flat=True).get(pk=advert.pk)
    return {
        **_left(request, advert),
        "advert": advert,
        "form": form,
        "asked": asked_of_all(advert, list(Transition.objects.of(advert))),
        "edition": edition,
        "tab": request.POST.get("tab", "")[:22] or secrets.token_urlsafe(16),
    }


def _left(request: HttpRequest, advert: Advert) -> dict:
    """What stands between the draft and the Office: by part of the form, and besides."""
    refusals = advert_machine.refusals("submit", advert, by=request.user)
    by_part = [
        (part, [one.message for one in refusals if one.field in part.names]) for part in PARTS
    ]
    somewhere = {name for part in PARTS for name in part.names}
    return {
        "at": clock.now(),
        "parts_left": [_part_left(part, left) for part, left in by_part],
        "besides": [one.message for one in refusals if one.field not in somewhere],
    }


def _part_left(part: Part, left: list[str]) -> dict:
    return {
        "label": part.title,
        "url": f"#{part.key}",
        "note": " ".join(left),
        "state": f"{len(left)} to do" if left else "Complete",
        "kind": "warn" if left else "good",
    }


def _after_saving(request, form: AdvertForm, advert: Advert) -> HttpResponse:
    """Go on with what was saved: submit it if that was asked, or say what still stands against."""
    if "preview" in request.POST:
        return redirect("placements:advert", advert.pk)
    if not form.wants_submit:
        messages.success(request, "Your draft is saved. The Office has not seen it yet.")
        return redirect("placements:advert_edit", advert.pk)
    try:
        advert_machine.fire("submit", advert, by=request.user)
    except Refused as refused:
        refusals.add_to_form(form, refused)
        return render(request, PAGE, {**_editing(request, advert, form), "saved": True})
    messages.success(request, f"“{advert}” has gone to the Internship Office.")
    return redirect("placements:advert_host", advert.pk)
