"""Telling the Internship Office how a placement went: once, by its student, when it is over."""

from datetime import datetime

from django import forms
from django.db import transaction

from microinternships import clock, phrases
from microinternships.engine import Refusal, Refused
from placements import hours, rules
from placements.models import Feedback, Placement
from placements.models.feedback import ASPECTS


def refusal(placement: Placement, *, by, now: datetime) -> Refusal | None:
    """Why ``by`` cannot tell at ``now`` how it went; None when they can."""
    archived_at = placement.advert.cycle.archive_at
    if not rules.is_placed(by, placement):
        return Refusal("not_yours", "This is not yours to do.")
    if not placement.active:
        return Refusal("not_active", "This placement did not take place.")
    if now < placement.ends_at:
        last = hours.of_last_day(placement)
        return Refusal("not_over", f"Tell us once it is over. Its last day is {last}.")
    if now >= archived_at:
        return Refusal("archived", f"This cycle was archived on {phrases.when(archived_at)}.")
    if Feedback.objects.filter(placement=placement).exists():
        return Refusal("given", "You have told us already. Thank you.")
    return None


def give(placement: Placement, *, by, **answers) -> Feedback:
    """Keep what the student says. Raises Refused with the reason of :func:`refusal`."""
    now = clock.now()
    with transaction.atomic():
        fresh = Placement.objects.select_for_update(no_key=True).get(pk=placement.pk)
        if against := refusal(fresh, by=by, now=now):
            raise Refused([against])
        return Feedback.objects.create(placement=fresh, given_at=now, **answers)


class FeedbackForm(forms.ModelForm):
    class Meta:
        model = Feedback
        fields = (*ASPECTS, "good", "better", "may_quote")
        labels = {
            "welcome": "How were you received?",
            "supervision": "How were you supervised?",
            "learning": "How did it help you to learn?",
            "as_advertised": "How did it match the advert?",
            "good": "What was good?",
            "better": "What could be better?",
            "may_quote": "You may quote what I wrote, without my name",
        }
        widgets = dict.fromkeys(ASPECTS, forms.RadioSelect) | {
            "good": forms.Textarea(attrs={"rows": 4}),
            "better": forms.Textarea(attrs={"rows": 4}),
        }
        error_messages = {
            aspect: {"required": "Choose one of the four answers."} for aspect in ASPECTS
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for aspect in ASPECTS:
            self.fields[aspect].choices = Feedback.Grade.choices
