from collections.abc import Iterable

from django import forms

from alerts import preferences
from alerts.models import Topic
from microinternships.engine import HOST, OFFICE, STUDENT


class PreferencesForm(forms.Form):
    """The optional kinds of each audience that somebody belongs to; ticked is sent."""

    LEGENDS = {STUDENT: "As a student", HOST: "As a host", OFFICE: "For the Internship Office"}

    def __init__(self, *args, audiences: Iterable[str], off: set[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.shown = [kind for one in audiences for kind in preferences.offered_to(one)]
        for audience in audiences:
            kinds = preferences.offered_to(audience)
            self.fields[audience] = forms.MultipleChoiceField(
                label=self.LEGENDS[audience],
                choices=[(kind.name, kind.label) for kind in kinds],
                initial=[kind.name for kind in kinds if kind.name not in off],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    @property
    def wanted(self) -> set[str]:
        return {name for chosen in self.cleaned_data.values() for name in chosen}


class TopicsForm(forms.Form):
    topics = forms.MultipleChoiceField(
        label="Write to me about",
        choices=Topic.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=Topic.values,
        error_messages={"required": "Choose at least one, or unsubscribe."},
    )


class SubscribeForm(TopicsForm):
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Enter your e-mail address.",
            "invalid": "Enter an e-mail address, like name@example.org.",
        },
    )
    field_order = ("email", "topics")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["topics"].error_messages["required"] = "Choose at least one."
