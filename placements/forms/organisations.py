"""What hosts type about their organisation. A draft may be saved with gaps; submitting checks."""

from collections.abc import Sequence

from crispy_forms.layout import Submit
from django import forms
from django.urls import reverse
from django.utils.html import format_html

from pages.models import Page
from placements.forms.layout import DraftForm, helper, save_or_submit, section
from placements.likeness import Likeness
from placements.models import Organisation, Sector
from placements.workflow.organisations import ALWAYS

HOW_IT_DIFFERS = "Say how it differs, or ask to join it."


def _sectors() -> list[tuple[str, str]]:
    return [("", "Choose a sector"), *Sector.choices]


class OrganisationForm(DraftForm):
    """``asked`` are the terms to accept with it; None once they are accepted."""

    needed_at_submit = ("supervision_declared", "insurance_declared", "terms")

    terms = forms.BooleanField(required=False)
    terms_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Organisation
        fields = (
            "name",
            "kind",
            "sector",
            "country",
            "website",
            "about",
            "not_the_same",
            "supervision_declared",
            "insurance_declared",
        )
        error_messages = {
            "name": {"required": "Give the organisation's name."},
            "kind": {"required": "Choose what kind of organisation it is."},
            "sector": {"required": "Choose the sector it works in most."},
            "website": {
                "required": "Give the address of its website.",
                "invalid": "Give a web address, as in https://www.example.org",
            },
        }
        labels = {
            "name": "Organisation's name",
            "kind": "What kind of organisation it is",
            "not_the_same": "If it is another organisation, how does it differ?",
        }
        help_texts = {
            "website": "As in https://www.example.org",
            "about": "Two or three sentences for students.",
            "not_the_same": "The Internship Office reads this when it verifies your organisation.",
        }
        widgets = {
            "kind": forms.RadioSelect,
            "about": forms.Textarea(attrs={"rows": 4}),
            "not_the_same": forms.Textarea(attrs={"rows": 2}),
            "website": forms.URLInput(attrs={"autocomplete": "url"}),
            "name": forms.TextInput(attrs={"autocomplete": "organization"}),
        }

    def __init__(self, *args, asked: Page | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Organisation.Kind.choices
        self.fields["sector"].choices = _sectors()
        self.fields["sector"].required = True
        self.fields["website"].assume_scheme = "https"
        self._ask_for_terms(asked)
        said = self.instance.not_the_same or self.data.get("not_the_same")
        self._lay_out(*(("not_the_same",) if said else ()))

    def _ask_for_terms(self, asked: Page | None) -> None:
        if asked is None:
            del self.fields["terms"], self.fields["terms_version"]
            self.needed_at_submit = ("supervision_declared", "insurance_declared")
            return
        self.fields["terms_version"].initial = asked.version
        self.fields["terms"].label = format_html(
            'We accept the <a href="{}">terms for hosts</a> (version {})',
            reverse("pages:host-terms"),
            asked.version,
        )

    def _lay_out(self, *before: str) -> None:
        terms = ("terms", "terms_version") if "terms" in self.fields else ()
        what = ("name", "kind", "sector", "country", "website", "about")
        self.helper = helper(
            *before,
            section("The organisation", *what),
            section("What you confirm", "supervision_declared", "insurance_declared", *terms),
            buttons=save_or_submit(),
        )

    def points_out(self, found: Sequence[Likeness]) -> bool:
        """Ask how it differs from ``found``, unless that has been said: then False."""
        if not found:
            return False
        self.fields["not_the_same"].required = True  # so it no longer reads as optional
        self._lay_out("not_the_same")
        if self.cleaned_data["not_the_same"].strip():
            return False
        self.add_error("not_the_same", HOW_IT_DIFFERS)
        return True

    @property
    def accepts_version(self) -> int | None:
        """Which version of the terms was accepted with this form, if any."""
        accepts = self.cleaned_data.get("terms")
        return self.cleaned_data.get("terms_version") if accepts else None


class DetailsForm(forms.ModelForm):
    """What a host changes at any time; the rest is what the Office has verified."""

    use_required_attribute = False

    class Meta:
        model = Organisation
        fields = ALWAYS
        labels = OrganisationForm.Meta.labels
        help_texts = {"about": OrganisationForm.Meta.help_texts["about"]}
        error_messages = {"sector": OrganisationForm.Meta.error_messages["sector"]}
        widgets = {"about": OrganisationForm.Meta.widgets["about"]}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sector"].choices = _sectors()
        self.fields["sector"].required = True
        button = Submit("save", "Save details", css_id="do-save")
        self.helper = helper(*self.Meta.fields, buttons=(button,))
