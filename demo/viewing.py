"""The site as on another day: a moment kept in the session, at which every request then stands."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse

from microinternships import clock, phrases
from placements.models import Cycle

KEY = "demo_viewed_at"
A_MINUTE = timedelta(minutes=1)

OF_CYCLE = (
    ("adverts_due_at", "Adverts are due"),
    ("reserve_ends_at", "The reserve list ends"),
    ("claims_close_at", "Claims close"),
    ("archive_at", "Hosts lose sight of applicants"),
)
OF_ROUND = (
    ("opens_at", "Applications open"),
    ("closes_at", "Applications close"),
    ("choose_by", "Hosts have chosen"),
    ("release_at", "Outcomes are released"),
    ("answer_by", "Offers are answered"),
)


class ViewingMiddleware:
    """Answers a request as on the day that its session chose."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        moment = viewed_at(request)
        if moment is None:
            return self.get_response(request)
        with clock.standing_at(moment):
            return self.get_response(request)


def viewed_at(request: HttpRequest) -> datetime | None:
    """The moment this session looks at; None for now."""
    kept = request.session.get(KEY)
    return datetime.fromisoformat(kept) if kept else None


def view_at(request: HttpRequest, moment: datetime | None) -> None:
    """Let this session look at ``moment``, or at now again."""
    if moment is None:
        request.session.pop(KEY, None)
    else:
        request.session[KEY] = moment.isoformat()


def environment(request: HttpRequest) -> list[str]:
    """The label that the Office's admin carries beside its title."""
    moment = viewed_at(request)
    if moment is None:
        return ["A demonstration", "info"]
    return [f"A demonstration, as on {phrases.when(moment)}", "warning"]


@dataclass(frozen=True, slots=True)
class Milestone:
    at: datetime
    words: str


def milestones(cycle: Cycle) -> list[Milestone]:
    """A cycle's dates in order, each with what happens then."""
    found = [Milestone(getattr(cycle, field), words) for field, words in OF_CYCLE]
    for one in cycle.ordered_rounds:
        found += [Milestone(at, words) for field, words in OF_ROUND if (at := getattr(one, field))]
    for week in cycle.ordered_weeks:
        found.append(Milestone(clock.noon(week.starts_on), f"Week {week.label} has begun"))
    return sorted(found, key=lambda milestone: milestone.at)


class DayForm(forms.Form):
    """A day and an hour in Oxford."""

    day = forms.DateField(
        label="Day",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Choose a day.", "invalid": "Choose a day of the calendar."},
    )
    hour = forms.TimeField(
        label="Time in Oxford",
        initial="14:00",
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={"required": "Choose a time.", "invalid": "Enter a time like 14:00."},
    )

    def moment(self) -> datetime:
        day, hour = self.cleaned_data["day"], self.cleaned_data["hour"]
        return datetime.combine(day, hour, clock.OXFORD)


class MilestoneForm(forms.Form):
    """Just after one of the cycles' milestones."""

    milestone = forms.ChoiceField(
        label="Just after",
        error_messages={"invalid_choice": "Choose one of the milestones in the list."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        cycles = Cycle.objects.prefetch_related("rounds", "weeks").order_by("name")
        self.fields["milestone"].choices = [
            (cycle.name, [(one.at.isoformat(), _words(one)) for one in milestones(cycle)])
            for cycle in cycles
        ]

    def moment(self) -> datetime:
        at = datetime.fromisoformat(self.cleaned_data["milestone"])
        return at + A_MINUTE


def _words(milestone: Milestone) -> str:
    return f"{milestone.words}: {phrases.when(milestone.at)}"
