"""How an advert begins: from nothing, or as a copy of an earlier one."""

from crispy_forms.layout import Submit
from django import forms

from microinternships import phrases
from microinternships.refusals import OneOf
from placements.forms.layout import helper
from placements.models import Advert, Cycle, Organisation

GIVE_A_TITLE = "Give the advert a title."
ONLY_A_TITLE = "What the project is, as in “Cataloguing a hidden collection of maps”."


class StartAdvertForm(forms.Form):
    """The first page of a new advert: for whom, in which cycle, under what title."""

    use_required_attribute = False

    organisation = OneOf(Organisation.objects.none(), empty_label=None)
    cycle = OneOf(
        Cycle.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose a cycle."},
    )
    copied = OneOf(
        Advert.objects.none(),
        required=False,
        label="Start from an earlier advert",
        empty_label="No: begin with an empty form",
        help_text="The new draft says what it said; you can change everything.",
    )
    title = forms.CharField(
        max_length=120,
        required=False,
        help_text=(
            "What the project is, as in “Cataloguing a hidden collection of maps”. "
            "Leave it empty to keep the earlier advert’s."
        ),
    )

    def __init__(self, *args, organisations, cycles, adverts, **kwargs):
        super().__init__(*args, **kwargs)
        if adverts:
            self.fields["copied"].queryset = adverts
            self.fields["copied"].label_from_instance = lambda one: f"{one}, {one.cycle}"
        else:
            del self.fields["copied"]
            self.fields["title"].required = True
            self.fields["title"].help_text = ONLY_A_TITLE
        self.fields["title"].error_messages["required"] = GIVE_A_TITLE
        self.fields["organisation"].queryset = organisations
        self.fields["cycle"].queryset = cycles
        self.fields["cycle"].label_from_instance = _cycle_with_its_deadline
        self._fix_what_has_one_choice("organisation", organisations)
        self._fix_what_has_one_choice("cycle", cycles)
        button = Submit("start", "Start the advert", css_id="do-start")
        names = ("organisation", "cycle", "copied", "title")
        self.helper = helper(*(name for name in names if name in self.fields), buttons=(button,))

    def clean_title(self) -> str:
        """An advert that is copied brings its title."""
        title, copied = self.cleaned_data["title"], self.cleaned_data.get("copied")
        if not title and not copied:
            raise forms.ValidationError(GIVE_A_TITLE)
        return title

    def _fix_what_has_one_choice(self, name: str, choices) -> None:
        found = list(choices)
        if len(found) == 1:
            self.fields[name].initial = found[0]
        if len(found) == 1 and name == "organisation":
            self.fields[name].widget = forms.HiddenInput()


class CopyForm(forms.Form):
    """Which cycle an advert is copied to."""

    cycle = OneOf(Cycle.objects.none(), empty_label=None, label="Copy it to another cycle")

    def __init__(self, *args, cycles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cycle"].queryset = cycles


def _cycle_with_its_deadline(cycle: Cycle) -> str:
    due, let_in = cycle.adverts_due_at, cycle.let_in_until
    if let_in and let_in > due:
        return f"{cycle}: the Internship Office lets you in until {phrases.when(let_in)}"
    return f"{cycle}: adverts due {phrases.when(due)}"
