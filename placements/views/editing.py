"""The guided form of an advert. It saves as somebody types, and whole without scripts."""

import secrets

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from microinternships import clock, refusals
from microinternships.engine import Refusal, Refused
from microinternships.models import Transition
from microinternships.overtaken import CODE
from placements import rules
from placements.advert_fields import PARTS, Part
from placements.forms import overtaken
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
    form = _bound(overtaken.resolved(request.POST, advert), advert)
    against = _keep(request, advert, form, "edition" if typing else "seen")
    if is_overtaken := any(one.code == CODE for one in against):
        form = _bound(request.POST, hosted(request, pk))
    refusals.add_to_form(form, Refused(against))
    if form.errors:
        advert = hosted(request, pk)  # as it is stored: without what is wrong
    context = {"form": form, "kept": not against, "overtaken": is_overtaken}
    if is_overtaken:  # and it stays so until a button is pressed, however much is typed
        context["differences"] = overtaken.differences(form, advert)
        context["edition"] = request.POST.get("edition", "")
    if typing:
        return render(request, SAVED, {**_left(request, advert), "advert": advert, **context})
    if form.errors:
        return render(request, PAGE, {**_editing(request, advert, form), **context})
    return _after_saving(request, form, advert)


def _bound(sent: QueryDict, advert: Advert) -> AdvertForm:
    form = AdvertForm(sent, instance=advert, asked=asked_of(advert))
    form.is_valid()
    return form


def _keep(request: HttpRequest, advert: Advert, form: AdvertForm, read: str) -> list[Refusal]:
    """Store what is right of what was typed, and answer with what stands against it.

    ``read`` names what says which edition somebody read: when they opened the form, or in what
    differs from it. That counts only once they press a button.
    """
    sent = request.POST
    edition = sent.get(read, sent.get("edition", ""))
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
        return list(refused.refusals)
    return []


def _editing(request: HttpRequest, advert: Advert, form: AdvertForm) -> dict:
    return {
        **_left(request, advert),
        "advert": advert,
        "form": form,
        "asked": asked_of_all(advert, list(Transition.objects.of(advert))),
        "edition": advert.edition,
        "tab": request.POST.get("tab", "")[:22] or secrets.token_urlsafe(16),
    }


MODE_FIRST = "Choose the mode first: it decides what you reimburse."


def _left(request: HttpRequest, advert: Advert) -> dict:
    """What stands between the draft and the Office: by part of the form, and besides."""
    refusals = advert_machine.refusals("submit", advert, by=request.user)
    by_part = [
        (part, [one.message for one in refusals if one.field in part.names]) for part in PARTS
    ]
    if not advert.mode:  # the mode decides whether anything is reimbursed
        by_part = [(part, [MODE_FIRST] if part.key == "costs" else left) for part, left in by_part]
    somewhere = {name for part in PARTS for name in part.names}
    return {
        "at": clock.now(),
        "gaps": sum(bool(left) for _, left in by_part),
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
        return render(request, PAGE, {**_editing(request, advert, form), "kept": True})
    messages.success(request, f"“{advert}” has gone to the Internship Office.")
    return redirect("placements:advert_host", advert.pk)
