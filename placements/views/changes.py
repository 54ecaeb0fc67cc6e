"""What hosts change, or ask to have changed, in an advert that students can read."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from microinternships import clock, overtaken, phrases, refusals
from microinternships.engine import Refusal, Refused
from microinternships.models import Transition
from placements.forms.wording import WordingForm
from placements.models import Advert, ChangeRequest
from placements.workflow import advert_machine


class AskForm(forms.Form):
    use_required_attribute = False

    wish = forms.ChoiceField(
        choices=ChangeRequest.Wish.choices,
        widget=forms.RadioSelect,
        label="What you ask for",
        error_messages={"required": "Choose what you ask for."},
    )
    closes_at = forms.DateTimeField(
        required=False,
        label="Until when, if for longer",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    comment = forms.CharField(
        label="What should change, and why",
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="As in “Few have applied so far” or “Four days: we are closed on Friday”.",
        error_messages={"required": "Say what should change, and why."},
    )

    def __init__(self, *args, choose_by: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        sentence = f"A day and time in Oxford, before you choose by {phrases.when(choose_by)}."
        self.fields["closes_at"].help_text = sentence


@login_required
def change_wording(request: HttpRequest, pk: int) -> HttpResponse:
    """A host's own changes: they show at once."""
    advert = _changeable(request, pk, "amend")
    form = WordingForm(request.POST or None, instance=Advert.objects.get(pk=pk))
    text = "Students read it at once. Applicants are not written to."
    against: list[Refusal] = []
    if form.is_bound and form.is_valid():
        given = {**form.for_event(), "read": overtaken.read_until(request)}
        if not (against := _against("amend", advert, by=request.user, **given)):
            messages.success(request, "Changed. Students read it now.")
            return redirect("placements:advert_host", pk)
    if any(one.code == overtaken.CODE for one in against):
        form = _followed(form)
    refusals.add_to_form(form, Refused(against))
    context = {"title": "Change the wording", "text": text, "button": "Change the wording"}
    return _page(request, advert, form, {**context, "read": Transition.objects.last_of(advert)})


def _followed(form: WordingForm) -> WordingForm:
    """The form once more: what was left alone in it is what a colleague made of it since."""
    stored = Advert.objects.get(pk=form.instance.pk)
    again = WordingForm(overtaken.follow(form, WordingForm(instance=stored)), instance=stored)
    again.is_valid()
    return again


@login_required
def ask_for_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Whatever a student may have applied for is changed by the Office."""
    advert = _changeable(request, pk, "ask_for_change")
    choose_by = advert.cycle.latest_round(clock.now()).choose_by
    form = AskForm(request.POST or None, choose_by=choose_by)
    text = (
        "The Internship Office changes the title, sector, places, weeks, days, hours, mode, place, "
        "your question, what you reimburse, and when applications close, and takes away access "
        "that students may count on. Students who applied are then told."
    )
    if form.is_bound and form.is_valid():
        against = _against("ask_for_change", advert, by=request.user, **form.cleaned_data)
        if not against:
            messages.success(request, "The Internship Office has been asked.")
            return redirect("placements:advert_host", pk)
        refusals.add_to_form(form, Refused(against))
    if hasattr(advert, "change_request"):
        text += f" This takes the place of what you ask for now: {advert.change_request}."
    context = {"title": "Ask for a change", "text": text, "button": "Ask the Internship Office"}
    return _page(request, advert, form, context)


# What a host presses only after a look at what it does: the words of its page, and what follows.
CHECKS = {
    "take_back_change": {
        "title": "Take back what you asked for?",
        "text": "The Office then no longer sees it, and your advert stays as it is. "
        "You can ask again.",
        "button": "Take it back",
        "done": "Taken back. The Internship Office no longer sees it.",
    },
    "withdraw": {
        "title": "Withdraw this advert?",
        "text": "A withdrawn advert cannot be brought back. Any applications for it end, and those "
        "students are told.",
        "button": "Withdraw the advert",
        "danger": True,
        "done": "Your advert is withdrawn.",
    },
}


@login_required
def check(request: HttpRequest, pk: int, event: str) -> HttpResponse:
    """Say what ``event`` does to the advert and do it when that is pressed."""
    advert = _changeable(request, pk, event)
    against = advert_machine.refusals(event, advert, by=request.user)
    if against:
        refusals.flash(request, Refused(against))
        return redirect("placements:advert_host", pk)
    if request.method != "POST":
        context = {"advert": advert, "event": event, **CHECKS[event]}
        return render(request, "placements/hosts/advert_check.html", context)
    try:
        advert_machine.fire(event, advert, by=request.user)
    except Refused as refused:
        refusals.flash(request, refused)
    else:
        messages.success(request, CHECKS[event]["done"])
    return redirect("placements:advert_host", pk)


def _changeable(request: HttpRequest, pk: int, event: str) -> Advert:
    advert = get_object_or_404(Advert.objects.hosted_by(request.user).ready_to_show(), pk=pk)
    against = advert_machine.refusals(event, advert, by=request.user)
    if any(refusal.code == "not_yours" for refusal in against):
        raise Http404
    return advert


def _against(event: str, advert: Advert, **given) -> list[Refusal]:
    """What stood against ``event``; nothing once it has happened."""
    try:
        advert_machine.fire(event, advert, **given)
    except Refused as refused:
        return list(refused.refusals)
    return []


def _page(request: HttpRequest, advert: Advert, form, context: dict) -> HttpResponse:
    whole = {**context, "advert": advert, "form": form}
    return render(request, "placements/hosts/advert_change.html", whole)
