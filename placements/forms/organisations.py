"""What hosts type about their organisation. A draft may be saved with gaps; submitting checks."""

from django import forms

from placements.forms.layout import DraftForm, helper, save_or_submit, section
from placements.models import Organisation


class OrganisationForm(DraftForm):
    needed_at_submit = ("supervision_declared", "insurance_declared")

    class Meta:
        model = Organisation
        fields = (
            "name",
            "kind",
            "country",
            "website",
            "about",
            "supervision_declared",
            "insurance_declared",
        )
        error_messages = {
            "name": {"required": "Give the organisation's name."},
            "kind": {"required": "Choose what kind of organisation it is."},
            "website": {
                "required": "Give the address of its website.",
                "invalid": "Give a web address, as in https://www.example.org",
            },
        }
        labels = {"name": "Organisation's name", "kind": "What kind of organisation it is"}
        help_texts = {
            "website": "As in https://www.example.org",
            "about": "Two or three sentences for students.",
        }
        widgets = {
            "kind": forms.RadioSelect,
            "about": forms.Textarea(attrs={"rows": 4}),
            "website": forms.URLInput(attrs={"autocomplete": "url"}),
            "name": forms.TextInput(attrs={"autocomplete": "organization"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Organisation.Kind.choices
        self.fields["website"].assume_scheme = "https"
        self.helper = helper(
            section("The organisation", "name", "kind", "country", "website", "about"),
            section("What you confirm", "supervision_declared", "insurance_declared"),
            buttons=save_or_submit(),
        )
