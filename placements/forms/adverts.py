"""What hosts type about adverts. A draft may be saved with gaps; submitting checks."""

from crispy_forms.layout import HTML, Div, Field, Fieldset, Submit
from django import forms
from django.db.models import QuerySet

from microinternships.refusals import SomeOf
from placements import policy
from placements.advert_fields import LABELS, NAMES, PARTS, Part
from placements.forms.layout import DraftForm, helper, save_or_submit, section
from placements.forms.remarks import Remarked
from placements.models import MAX_DAYS, AccessFact, Advert, CandidateWeek, DayMode, Mode, Skill

DAY_MODES = tuple(f"day_mode_{n}" for n in range(1, MAX_DAYS + 1))
TIMES = ("day_starts", "day_ends", "unpaid_break")
PREVIEW = Submit(
    "preview", "Save and preview", css_class="btn-outline-primary", css_id="do-preview"
)
TIME = "Give a time, as in 9:00."
NOT_ASKED = "<p>Nothing is reimbursed for a remote placement, so nothing is asked here.</p>"
AT_A_PLACE = (Mode.IN_PERSON, Mode.HYBRID)
DUTY = (
    "We will reimburse local travel (inclusive of bus travel between Oxford and London) and lunch "
    "on submission of receipts, for every day in person or on which we ask the student to travel"
)


def zones_by_continent() -> list[tuple[str, list[tuple[str, str]]]]:
    """The world's zones by continent, Oxford's first."""
    areas: dict[str, list[tuple[str, str]]] = {}
    for zone in sorted(policy.zones() - {"Europe/London"}):
        area, _, city = zone.partition("/")
        if city and area not in ("Etc", "SystemV", "posix", "right", "US", "Canada", "Brazil"):
            areas.setdefault(area, []).append((zone, city.replace("_", " ").replace("/", ", ")))
    return [("Oxford", [("Europe/London", "London")]), *areas.items()]


def day_modes(values: dict) -> list[str]:
    """The mode of each day of a hybrid advert, "" where none is set; no list for any other."""
    if values.get("mode") != Mode.HYBRID:
        return []
    return [values.get(name, "") for name in DAY_MODES[: values.get("days") or MAX_DAYS]]


class AdvertForm(Remarked, DraftForm):
    """``asked`` are the Office's comments, by field."""

    needed_at_submit = (*(name for name, _ in policy.TO_FILL_IN), "weeks", "place", *DAY_MODES)
    refusal_fields = {"day_modes": DAY_MODES[0]}

    mode = forms.ChoiceField(choices=Mode.choices, widget=forms.RadioSelect)
    skills = forms.MultipleChoiceField(
        choices=Skill.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=LABELS["skills"],
    )
    access_facts = forms.MultipleChoiceField(
        choices=AccessFact.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=LABELS["access_facts"],
    )
    zone = forms.ChoiceField(choices=zones_by_continent, label=LABELS["zone"])

    class Meta:
        model = Advert
        fields = tuple(name for name in NAMES if name != "day_modes")
        labels = LABELS | {"expenses_accepted": DUTY}
        help_texts = {
            "summary": "Students read this on the card, before they open the advert.",
            "description": "Placements are voluntary and unpaid: please use no words of wages.",
            "shadowing": "Whom the student may accompany, and when.",
            "question": "Answered beside the statement. Leave it empty to ask nothing.",
            "promotes_reserves": (
                "When an offer is declined or ends unanswered, the next person on your reserve "
                "list who is free that week gets the same offer. Otherwise we ask you first."
            ),
            "days": "2 to 5 days.",
            "weeks": "A placement lies inside one of them; tick both if either suits you.",
            "flexible_hours": "As in “start between 8:30 and 10:00”.",
            "place": "Leave it empty when every day is remote.",
            "access": "Anything else about the building, the room or the day.",
            "equipment": "What you lend, or ask the student to bring.",
            "expenses_accepted": "Not asked for a remote placement: nothing is reimbursed there.",
            "how_we_pay": "As in “bank transfer within a week”.",
        }
        error_messages = {
            "title": {"required": "Give the advert a title."},
            "days": {"required": "Say how many days it lasts, from 2 to 5."},
            "places": {
                "required": "Say how many places you offer.",
                "min_value": "Offer at least one place.",
                "max_value": "Offer at most 30 places.",
            },
            "day_starts": {"required": TIME, "invalid": TIME},
            "day_ends": {"required": TIME, "invalid": TIME},
            "unpaid_break": {"required": "Give the break in minutes; 0 for none."},
        }
        field_classes = {"weeks": SomeOf}
        widgets = {
            "description": forms.Textarea(attrs={"rows": 8}),
            "tasks": forms.Textarea(attrs={"rows": 6}),
            "shadowing": forms.Textarea(attrs={"rows": 3}),
            "outcomes": forms.Textarea(attrs={"rows": 4}),
            "supervision": forms.Textarea(attrs={"rows": 3}),
            "requirements": forms.Textarea(attrs={"rows": 4}),
            "access": forms.Textarea(attrs={"rows": 3}),
            "weeks": forms.CheckboxSelectMultiple,
            "days": forms.NumberInput(attrs={"inputmode": "numeric"}),
            "places": forms.NumberInput(attrs={"inputmode": "numeric"}),
            "unpaid_break": forms.NumberInput(attrs={"inputmode": "numeric"}),
            "day_starts": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "day_ends": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def __init__(self, *args, asked: dict[str, str] | None = None, **kwargs):
        super().__init__(*args, asked=asked, **kwargs)
        cycle = self.instance.cycle
        self.fields["weeks"].queryset = cycle.weeks.all()
        self.fields["sector"].choices = [("", "Choose a sector"), *Advert.sector.field.choices]
        if cycle.remote_only:
            self.fields["mode"].choices = [(Mode.REMOTE, Mode.REMOTE.label)]
        for position, name in enumerate(DAY_MODES):
            self.fields[name] = self._mode_of_day(position)
        self._require(True)
        hours_now = _hours_now(self.instance)
        parts = (_layout(part, hours_now, self["mode"].value() or "") for part in PARTS)
        above = ("_how_complete", "_autosave")
        first = (HTML(f'{{% include "placements/hosts/{name}.html" %}}') for name in above)
        self.helper = helper(*first, *parts, buttons=(*save_or_submit(), PREVIEW))
        self.helper.attrs["data-advert-form"] = ""

    def _mode_of_day(self, position: int) -> forms.ChoiceField:
        known = self.instance.day_modes
        return forms.ChoiceField(
            label=f"Day {position + 1}",
            choices=[("", "Not set"), *DayMode.choices],
            initial=known[position] if position < len(known) else "",
            required=False,
        )

    def clean(self) -> dict:
        """What is there has to make sense, in a draft as well; what is missing may wait."""
        values = super().clean()
        days, times = values.get("days"), [values.get(name) for name in TIMES]
        wrong = policy.length(days) if days is not None else None
        self._refuse_unless_none(wrong)
        if None not in times:  # a day has to make sense, however many there are
            starts, ends, rest = times
            many = 1 if wrong or days is None else days
            self._refuse_unless_none(policy.working_hours(starts, ends, rest, many))
        self._refuse_unless_none(policy.cycle_allows(values.get("mode", ""), self.instance.cycle))
        self.instance.day_modes = day_modes(values)
        return values

    def _refuse_unless_none(self, refusal) -> None:
        if refusal:
            self.add_error(refusal.field, forms.ValidationError(refusal.message, refusal.code))

    @property
    def stored_fields(self) -> list[str]:
        """The columns this form writes, but for what is wrong; never the state."""
        wrong = self._wrong
        return [name for name in NAMES if name != "weeks" and name not in wrong]

    @property
    def stored_weeks(self) -> QuerySet[CandidateWeek] | None:
        return self.cleaned_data.get("weeks")

    @property
    def not_stored(self) -> list[str]:
        """The labels of what is wrong, in the order of the form."""
        return [field.label for field in self if field.name in self.errors]

    @property
    def _wrong(self) -> set[str]:
        """Names in error. Hours and days are right or wrong together, and so are the modes."""
        wrong = set(self.errors)
        for together in ({*TIMES, "days"}, {"mode", "days", *DAY_MODES, "day_modes"}):
            wrong |= together if wrong & together else set()
        return wrong


def _hours_now(advert: Advert) -> HTML:
    told = policy.describe_hours(
        advert.day_starts, advert.day_ends, advert.unpaid_break, advert.days
    )
    return HTML(f"""<p class="form-text" data-hours>As saved: {told}. The most allowed is 37.5.</p>
        <p class="visually-hidden" role="status" data-hours-spoken></p>""")


def _asked_in(modes: tuple[str, ...], mode: str, *rows) -> Div:
    """``rows``, hidden where ``mode`` is known and none of ``modes``; the script does the same."""
    hidden = {"hidden": True} if mode and mode not in modes else {}
    return Div(*rows, data_modes=" ".join(modes), **hidden)


def _layout(part: Part, hours_now: HTML, mode: str) -> Div:
    """A part of the form; the times of a day stand in one row, and so do the modes of the days."""
    rows: list = []
    for name in part.names:
        if name == "day_starts":
            rows += [Div(*TIMES, css_class="hours-fields"), hours_now]
        elif name == "day_modes":
            legend = "If it is hybrid, the mode of each day"
            days = Div(*(Field(one) for one in DAY_MODES), css_class="hours-fields")
            rows.append(_asked_in((Mode.HYBRID,), mode, Fieldset(legend, days)))
        elif name in ("place", "access_facts"):
            rows.append(_asked_in(AT_A_PLACE, mode, name))
        elif name not in TIMES:
            rows.append(name)
    if part.key == "costs":
        not_asked = _asked_in((Mode.REMOTE,), mode or Mode.IN_PERSON, HTML(NOT_ASKED))
        rows = [_asked_in(AT_A_PLACE, mode, *rows), not_asked]
    return section(part.title, *rows, key=part.key)
