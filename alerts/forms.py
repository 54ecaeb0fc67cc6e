from django import forms

from alerts.models import Topic


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
