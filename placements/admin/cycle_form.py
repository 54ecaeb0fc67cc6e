"""The form of a cycle: every date on one timeline, its rules, and how outcomes are told."""

from collections.abc import Iterator
from datetime import datetime

from django import forms
from django.core.validators import MinValueValidator

from microinternships.office import INPUT
from placements import dates, planning
from placements.models import Cycle

TOGETHER, AS_MADE = "together", "as-made"
MOMENT = {"class": INPUT, "step": "60"}


class StartForm(forms.Form):
    """From what a new cycle is proposed."""

    season = forms.ChoiceField(choices=Cycle.Season.choices)
    like = forms.ModelChoiceField(
        Cycle.objects.order_by("-adverts_due_at"),
        required=False,
        empty_label="No other cycle",
        label="Rules as in",
        help_text="Placements, applications, how outcomes are told, what is reimbursed.",
    )
    week_a = forms.DateField(
        label="Week A starts on Monday",
        widget=forms.DateInput(attrs={"type": "date", "class": INPUT}, format="%Y-%m-%d"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("season", "like"):
            self.fields[name].widget.attrs["class"] = INPUT

    def clean_week_a(self):
        monday = self.cleaned_data["week_a"]
        if monday.isoweekday() != 1:
            raise forms.ValidationError("A candidate week starts on a Monday.")
        return monday


class CycleForm(forms.ModelForm):
    """Flat values (:mod:`placements.planning`) in, flat values out; it stores nothing itself."""

    outcomes = forms.ChoiceField(
        choices=[
            (TOGETHER, "Together: held until the time above, then told to everybody at once"),
            (AS_MADE, "As they are made: each student hears when the host decides"),
        ],
        widget=forms.RadioSelect,
        label="How outcomes are told",
    )
    second_round = forms.BooleanField(
        required=False, label="There is a second round, for places that are left"
    )

    class Meta:
        model = Cycle
        fields = planning.SETTINGS
        error_messages = {
            "name": {"required": "Give the cycle a name, as in “Winter 2026/27”."},
            "academic_year": {"required": "Give the academic year, as in 2026/27."},
            "max_placements": {"required": "Say how many placements a student may hold."},
        }

    def __init__(self, data=None, *, values: dict, instance: Cycle | None = None):
        together = values.get(dates.field_of(1, "release_at")) is not None
        more = {
            "outcomes": TOGETHER if together else AS_MADE,
            "second_round": 2 in planning.rounds_in(values),
        }
        if values and not more["second_round"]:
            values = planning.second_round(values) | values
        super().__init__(data, initial=values | more, instance=instance or Cycle())
        for name in ("name", "academic_year", "season", "max_placements", "expense_rules"):
            self.fields[name].widget.attrs["class"] = INPUT
        for name, field in self._dates():
            self.fields[name] = field
        for number in planning.ROUNDS:
            self._add_rules(number)

    def _dates(self) -> Iterator[tuple[str, forms.Field]]:
        for name, label in self.labels:
            week = name in ("week_a", "week_b")
            optional = name.startswith(dates.field_of(2, "")) or name.endswith("release_at")
            yield name, (_monday if week else _moment)(label, required=not optional)

    @property
    def labels(self) -> list[tuple[str, str]]:
        """Every date in the order in which it comes, both rounds' included."""
        return planning.labels({dates.field_of(n, "opens_at"): True for n in planning.ROUNDS})

    def _add_rules(self, number: int) -> None:
        for name, label in planning.ROUND_RULES.items():
            self.fields[dates.field_of(number, name)] = forms.IntegerField(
                label=f"{label}, round {number}",
                required=number == 1,
                validators=[MinValueValidator(1)],
                error_messages={"required": f"{label}: say how many."},
                widget=forms.NumberInput(attrs={"class": INPUT, "inputmode": "numeric"}),
            )

    def clean(self) -> dict:
        values = super().clean()
        nothing = values.get("expense_rules") == Cycle.ExpenseRules.REMOTE
        if nothing and not values.get("remote_only"):
            self.add_error("expense_rules", "Choose this only where every placement is remote.")
        return values

    def _post_clean(self) -> None:
        """The order of dates is judged here, beside each field; the name's uniqueness as usual."""
        super()._post_clean()
        values = self.values
        for number in planning.ROUNDS[: 2 if self.cleaned_data.get("second_round") else 1]:
            self._ask_for_what_a_round_needs(number)
        for problem in planning.wrong_pairs(values):
            self.add_error(problem.field, problem.sentence)

    def _ask_for_what_a_round_needs(self, number: int) -> None:
        together = number == 1 and self.cleaned_data.get("outcomes") == TOGETHER
        for name in (*planning.ROUND_DATES, *planning.ROUND_RULES):
            field = dates.field_of(number, name)
            needed = name != "release_at" or together
            if needed and not self.errors.get(field) and not self.cleaned_data.get(field):
                label = self.fields[field].label
                self.add_error(field, f"{label}: give this, or change the choice below.")

    @property
    def values(self) -> dict:
        """What was typed, flat; a second round and release times only where they were chosen."""
        typed = {name: self._exact(name, value) for name, value in self.cleaned_data.items()}
        if typed.pop("outcomes", None) == AS_MADE:
            typed |= {dates.field_of(n, "release_at"): None for n in planning.ROUNDS}
        if not typed.pop("second_round", False):
            typed = {
                name: value
                for name, value in typed.items()
                if not name.startswith(dates.field_of(2, ""))
            }
        return typed

    def _exact(self, name: str, value):
        """The stored time where the form, which knows no seconds, still shows it."""
        stored = self.initial.get(name)
        if isinstance(stored, datetime) and value == stored.replace(second=0, microsecond=0):
            return stored
        return value


def _moment(label: str, *, required: bool) -> forms.DateTimeField:
    widget = forms.DateTimeInput(
        attrs={**MOMENT, "type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
    )
    return forms.DateTimeField(
        label=label,
        widget=widget,
        required=required,
        error_messages={"required": f"{label}: give a day and a time."},
    )


def _monday(label: str, *, required: bool) -> forms.DateField:
    return forms.DateField(
        label=f"{label}, from Monday",
        widget=forms.DateInput(attrs={"type": "date", "class": INPUT}, format="%Y-%m-%d"),
        required=required,
        error_messages={"required": f"{label}: give its Monday."},
    )
