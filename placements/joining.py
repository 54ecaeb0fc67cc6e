"""What a host may still tell a placed student before the first day: whom to meet and where."""

from collections.abc import Collection

from django import forms
from django.db import transaction

from microinternships import clock
from microinternships.engine import Refusal, Refused
from placements import hours, rules
from placements.models import Placement


class JoiningForm(forms.ModelForm):
    class Meta:
        model = Placement
        fields = ("contact_name", "contact_email", "place", "joining_instructions")
        labels = {
            "contact_name": "Whom to meet",
            "contact_email": "Their e-mail",
            "place": "Where",
            "joining_instructions": "Joining instructions",
        }
        help_texts = {
            "place": "The address of the days in person.",
            "joining_instructions": "How to get in, what to bring, the link for days online.",
        }
        widgets = {
            "contact_name": forms.TextInput(attrs={"autocomplete": "off"}),
            "joining_instructions": forms.Textarea(attrs={"rows": 6}),
        }
        error_messages = {
            "contact_name": {"required": "Name the person the student meets."},
            "contact_email": {
                "required": "Give an e-mail address of the person to meet.",
                "invalid": "Give an e-mail address, as in name@example.org.",
            },
        }

    def clean_place(self) -> str:
        place = self.cleaned_data["place"]
        if self.instance.in_person and not place.strip():
            raise forms.ValidationError("Say where the student comes to on the days in person.")
        return place


def refusal_to_change(placement: Placement, *, by, now) -> Refusal | None:
    """Why ``by`` may not change the joining instructions now, or None."""
    if not rules.is_recruiter(by, placement):
        return Refusal("not_yours", "This is not yours to do.")
    if placement.state != Placement.State.CONFIRMED:
        reads = placement.get_state_display().lower()
        return Refusal("state", f"This can no longer be changed: the placement is “{reads}”.")
    if placement.starts_at <= now:
        started = hours.of_first_day(placement)
        return Refusal("started", f"This can no longer be changed: it started on {started}.")
    return None


@transaction.atomic
def save(placement: Placement, *, by, fields: Collection[str]) -> None:
    """Store ``fields`` of the joining instructions, and never the state.

    Raises Refused to everybody but the host, and once the placement has started.
    """
    held = Placement.objects.select_for_update(no_key=True, of=("self",)).get(pk=placement.pk)
    if refusal := refusal_to_change(held, by=by, now=clock.now()):
        raise Refused([refusal])
    placement.save(update_fields=list(fields))
