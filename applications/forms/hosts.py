"""What hosts type: a decision, and an offer's terms."""

from datetime import date

from django import forms

from applications.models import Application, Offer, Reason
from microinternships.templatetags.words import dates_between
from placements import policy
from placements.forms.adverts import zones_by_continent
from placements.models import Advert, CandidateWeek, DayMode, Mode

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


class NotSelectForm(forms.Form):
    """Both are told to the student, word for word."""

    reason = forms.ChoiceField(
        choices=Reason.choices,
        widget=forms.RadioSelect,
        label="The reason the student will read",
        error_messages={"required": "Choose the reason the student will read."},
    )
    feedback = forms.CharField(
        required=False,
        max_length=Application._meta.get_field("feedback").max_length,
        label="Feedback",
        help_text="What was good, and what would make the next application stronger. "
        "The student reads exactly what you type.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class RescindForm(forms.Form):
    comment = forms.CharField(
        max_length=1500,
        label="Why you withdraw the offer",
        help_text="The Internship Office reads this; the student is told that the offer has ended.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why, in a sentence or two."},
    )


def starting_terms(application: Application, by) -> dict:
    """What the form holds before anybody types: the advert's terms, the last offer's details."""
    advert = application.advert
    terms = {name: getattr(advert, name) for name in OfferForm.HOURS}
    last = Offer.objects.filter(application__advert=advert).order_by("-pk").first()
    if last is None:
        return terms | {
            "place": advert.place,
            "contact_name": by.name,
            "contact_email": by.email,
        }
    return terms | {name: getattr(last, name) for name in OfferForm.DETAILS}


class OfferForm(forms.ModelForm):
    """An offer's terms. ``cleaned_data["days"]`` is a list of (date, DayMode)."""

    HOURS = ("day_starts", "day_ends", "unpaid_break", "zone")
    DETAILS = ("place", "contact_name", "contact_email", "joining_instructions")
    refusal_fields = {"days": "weekdays"}

    week = forms.TypedChoiceField(
        widget=forms.RadioSelect,
        label="Week",
        error_messages={"required": "Choose a week."},
    )
    weekdays = forms.TypedMultipleChoiceField(
        choices=list(enumerate(WEEKDAYS)),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        label="Days",
        error_messages={"required": "Choose the days of the placement."},
    )
    zone = forms.ChoiceField(choices=zones_by_continent, label="Time zone of these hours")

    class Meta:
        model = Offer
        fields = (
            "day_starts",
            "day_ends",
            "unpaid_break",
            "zone",
            "place",
            "contact_name",
            "contact_email",
            "joining_instructions",
            "message",
        )
        labels = {
            "place": "Where the student goes",
            "unpaid_break": "Break, minutes",
            "contact_name": "Whom to meet",
            "message": "A note to the student",
        }
        help_texts = {
            "place": "The full address of the days in person.",
            "joining_instructions": "How to get in, what to bring, whom to ring. "
            "For remote days, how to connect.",
            "message": "A line of welcome; the student reads it with the offer.",
        }
        widgets = {
            "day_starts": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "day_ends": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "joining_instructions": forms.Textarea(attrs={"rows": 4}),
            "message": forms.Textarea(attrs={"rows": 3}),
        }
        error_messages = {
            "place": {"required": "Say where the student goes on the days in person."},
            "contact_name": {"required": "Name the person the student meets."},
            "contact_email": {
                "required": "Give an e-mail address of the person to meet.",
                "invalid": "Give an e-mail address, as in name@example.org.",
            },
        }

    def __init__(self, *args, advert: Advert, weeks: list[CandidateWeek], **kwargs):
        super().__init__(*args, **kwargs)
        self.advert = advert
        self._offer_weeks(weeks)
        if advert.days == len(WEEKDAYS):
            del self.fields["weekdays"]
        else:
            self.fields["weekdays"].help_text = f"The advert says {advert.days} days."
        if advert.mode == Mode.HYBRID:
            self._ask_each_days_mode()
        place = self.fields["place"]
        place.required = advert.reimburses
        if not advert.reimburses:
            place.label = "Where the student connects"
            place.help_text = "If there is something to say beside the instructions."

    def _offer_weeks(self, weeks: list[CandidateWeek]) -> None:
        self.weeks = {str(week.pk): week for week in weeks}
        field = self.fields["week"]
        field.choices = [(key, _week_words(week)) for key, week in self.weeks.items()]
        field.coerce = self.weeks.get
        if len(weeks) == 1:
            self.initial.setdefault("week", *self.weeks)

    def _ask_each_days_mode(self) -> None:
        advertised = self.advert.mode_of_each_day or [DayMode.IN_PERSON]
        for number, weekday in enumerate(WEEKDAYS):
            self.fields[f"mode_{number}"] = forms.ChoiceField(
                choices=DayMode.choices,
                label=weekday,
                required=False,
                initial=advertised[min(number, len(advertised) - 1)],
            )

    @property
    def mode_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("mode_")]

    def clean(self) -> dict:
        data = super().clean()
        numbers = data.get("weekdays", []) if "weekdays" in self.fields else range(len(WEEKDAYS))
        if "weekdays" in data and len(numbers) != self.advert.days:
            self.add_error("weekdays", f"Choose {self.advert.days} days, as the advert says.")
        if week := data.get("week"):
            data["days"] = [(week.dates[number], self._mode(data, number)) for number in numbers]
        return data

    def _mode(self, data: dict, number: int) -> str:
        if self.advert.mode != Mode.HYBRID:
            return self.advert.mode
        return data.get(f"mode_{number}") or self.fields[f"mode_{number}"].initial

    @property
    def terms(self) -> dict:
        """What the workflow takes: the week, the dated days, and every term typed."""
        names = ("week", "days", *self.Meta.fields)
        return {name: self.cleaned_data[name] for name in names}

    @property
    def preview(self) -> dict | None:
        """The hours typed so far, as the student would read them; None while they say nothing."""
        typed = {**self.initial, **getattr(self, "cleaned_data", {})}
        starts, ends, rest, zone = (typed.get(name) for name in self.HOURS)
        days = self._days(typed)
        if self.errors.keys() & set(self.HOURS) or None in (starts, ends, rest, zone) or not days:
            return None
        refusal = policy.working_hours(starts, ends, rest, self.advert.days)
        words = policy.describe_hours(starts, ends, rest, self.advert.days)
        dated = [(day.isoformat(), mode) for day, mode in days]
        terms = Offer(day_starts=starts, day_ends=ends, zone=zone, days=dated)
        return {"terms": terms, "day": days[0][0], "refusal": refusal, "words": words}

    def _days(self, typed: dict) -> list[tuple[date, str]]:
        """The days chosen, else the advert's number of them from the first week there is."""
        week = next(iter(self.weeks.values()), None)
        advertised = zip(week.dates, self.advert.mode_of_each_day, strict=False) if week else ()
        return sorted(typed.get("days") or advertised)


def _week_words(week: CandidateWeek) -> str:
    return f"Week {week.label}: {dates_between(week.starts_on, week.ends_on)}"


class AmendForm(OfferForm):
    """An open offer's terms as they are, and why they change."""

    comment = forms.CharField(
        max_length=1500,
        label="Why the offer changes",
        help_text="The student reads it beside what changed.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why, in a sentence or two."},
    )

    def __init__(self, *args, offer: Offer, **kwargs):
        modes = {day.weekday(): mode for day, mode in offer.dated_days}
        present = {name: getattr(offer, name) for name in self.Meta.fields}
        present |= {"week": str(offer.week_id), "weekdays": list(modes)}
        super().__init__(*args, initial=present, **kwargs)
        for number, mode in modes.items():
            if field := self.fields.get(f"mode_{number}"):
                field.initial = mode
