"""What the Office writes while it reviews an advert: a comment on each field, and one on all."""

from django import forms

from placements.advert_fields import LABELS, NAMES


class ReviewForm(forms.Form):
    use_required_attribute = False

    comment = forms.CharField(
        label="On the whole advert",
        required=False,
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The host reads this above the form and in a letter.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in NAMES:
            self.fields[f"on_{name}"] = forms.CharField(
                label=f"Your comment on “{LABELS[name]}”",
                required=False,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @property
    def asked(self) -> dict[str, str]:
        """The comments by field, as the machine takes them."""
        return {name: self.cleaned_data[f"on_{name}"] for name in NAMES}

    def on(self, name: str) -> forms.BoundField:
        return self[f"on_{name}"]
