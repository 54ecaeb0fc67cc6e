"""The forms with which a placement ends: who came on which day, or why nobody did."""

from datetime import date

from django import forms

from placements.models import Placement

CAME, ABSENT = "yes", "no"


class AttendanceForm(forms.Form):
    """One answer a day; present is proposed, because nearly everybody comes every day."""

    def __init__(self, *args, placement: Placement, **kwargs):
        super().__init__(*args, **kwargs)
        self.names: dict[str, date] = {}
        for number, day in enumerate(placement.ordered_days, start=1):
            name = f"day_{number}"
            self.names[name] = day.date
            self.fields[name] = forms.ChoiceField(
                label=f"{day.date:%A %-d %B %Y}, {day.get_mode_display().lower()}",
                choices=[(CAME, "Attended"), (ABSENT, "Did not attend")],
                widget=forms.RadioSelect,
                initial=CAME,
            )

    @property
    def refusal_fields(self) -> dict[str, str]:
        return {"attended": next(iter(self.names))}

    @property
    def attended(self) -> dict[date, bool]:
        return {day: self.cleaned_data[name] == CAME for name, day in self.names.items()}


class ReasonForm(forms.Form):
    comment = forms.CharField(
        label="What happened",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1500,
        help_text="In a sentence or two. The Internship Office reads it.",
    )
