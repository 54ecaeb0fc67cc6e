"""What admins of an organisation type about its people, and what newcomers ask."""

from django import forms

from placements.models import JoinRequest, Role


def _choices() -> list[tuple[str, str]]:
    return [(role, f"{role.label}: {role.looks_after}") for role in Role]


class RolesForm(forms.Form):
    """What somebody looks after."""

    use_required_attribute = False

    roles = forms.MultipleChoiceField(
        choices=_choices,
        widget=forms.CheckboxSelectMultiple,
        label="What they look after",
        error_messages={"required": "Choose at least one role."},
    )


class InviteForm(RolesForm):
    email = forms.EmailField(
        label="Their e-mail address",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Give your colleague's e-mail address.",
            "invalid": "Give an e-mail address, as in name@example.org.",
        },
    )
    field_order = ("email", "roles")


class JoinForm(forms.ModelForm):
    class Meta:
        model = JoinRequest
        fields = ("message",)
        labels = {"message": "What you would like to say"}
        help_texts = {"message": "Who you are, so that they know you."}
        widgets = {"message": forms.Textarea(attrs={"rows": 3})}
