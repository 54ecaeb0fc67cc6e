"""What hosts change, or ask to have changed, in an advert that students can read."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from microinternships import clock, phrases, refusals
from microinternships.engine import Refused
from placements.forms.adverts import AdvertForm
from placements.models import AccessFact, Advert, ChangeRequest, Skill
from placements.workflow import advert_machine
from placements.workflow.changes import WORDING


class WordingForm(forms.ModelForm):
    """The wording students read; nothing of what they applied for."""

    skills = forms.MultipleChoiceField(
        choices=Skill.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label="Skills it builds",
    )

    access_facts = forms.MultipleChoiceField(
        choices=AccessFact.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=AdvertForm.Meta.labels["access_facts"],
    )

    class Meta:
        model = Advert
        fields = WORDING
        labels = {name: AdvertForm.Meta.labels.get(name) for name in WORDING}
        help_texts = {name: AdvertForm.Meta.help_texts.get(name) for name in WORDING}
        widgets = {
            name: widget for name, widget in AdvertForm.Meta.widgets.items() if name in WORDING
        }


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
    if _fired(request, form, "amend", advert, lambda given: {"changes": given}):
        messages.success(request, "Changed. Students read it now.")
        return redirect("placements:advert_host", pk)
    context = {"title": "Change the wording", "text": text, "button": "Change the wording"}
    return _page(request, advert, form, context)


@login_required
def ask_for_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Whatever a student may have applied for is changed by the Office."""
    advert = _changeable(request, pk, "ask_for_change")
    choose_by = advert.cycle.latest_round(clock.now()).choose_by
    form = AskForm(request.POST or None, choose_by=choose_by)
    text = (
        "The Internship Office changes the title, sector, places, weeks, days, hours, mode, place, "
        "your question, what you reimburse, and when applications close. Students who applied are "
        "then told."
    )
    if _fired(request, form, "ask_for_change", advert, dict):
        messages.success(request, "The Internship Office has been asked.")
        return redirect("placements:advert_host", pk)
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
        context = {"advert": advert, **CHECKS[event]}
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


def _fired(request: HttpRequest, form, event: str, advert: Advert, to_send) -> bool:
    """Whether the form was sent and the event happened; refusals stand on the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        advert_machine.fire(event, advert, by=request.user, **to_send(form.cleaned_data))
    except Refused as refused:
        refusals.add_to_form(form, refused)
        return False
    return True


def _page(request: HttpRequest, advert: Advert, form, context: dict) -> HttpResponse:
    whole = {**context, "advert": advert, "form": form}
    return render(request, "placements/hosts/advert_change.html", whole)
