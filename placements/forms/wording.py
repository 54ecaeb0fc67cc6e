"""What a host changes of an advert that students read already."""

from django import forms

from microinternships import overtaken
from microinternships.templatetags.words import sentence_list
from placements.advert_fields import TYPED
from placements.forms.adverts import AdvertForm
from placements.forms.remarks import Remarked
from placements.models import AccessFact, Advert, Skill
from placements.wages import flags
from placements.workflow.changes import WORDING

MEANT = "Say it in other words, or confirm that it is meant as it stands."


class WordingForm(Remarked, forms.ModelForm):
    """The wording students read; nothing of what they applied for.

    Nobody reviews it before students do, so new words of wages and fees have to be meant.
    """

    use_required_attribute = False

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

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        overtaken.remember_initial(self)
        self.new_words = self._new_words() if self.is_bound else []
        if self.new_words:
            self.fields["meant"] = forms.BooleanField(
                label="It is meant as it stands: nobody is paid, and nobody pays to take part",
                error_messages={"required": MEANT},
            )

    @property
    def opened_as(self) -> list[str]:
        """Hidden, what each field said when the form was opened."""
        return [field.as_hidden(only_initial=True) for field in self]

    def _new_words(self) -> list[str]:
        """The words of wages and fees that students do not read in the advert yet."""
        names = [name for name in WORDING if name in TYPED]
        known = {one.words for name in names for one in flags(getattr(self.instance, name))}
        typed = [one.words for name in names for one in flags(self[name].value() or "")]
        return [words for words in dict.fromkeys(typed) if words not in known]

    def for_event(self) -> dict:
        """What the machine takes; what is meant as it stands is written into the history."""
        meant = sentence_list(f"“{words}”" for words in self.new_words)
        return {
            "changes": {name: self.cleaned_data[name] for name in WORDING},
            "comment": f"Meant as it stands: {meant}" if meant else "",
        }
