"""A placement, for its student and its hosts: when, where, whom to meet, and how it ended."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from microinternships import clock, phrases, refusals
from microinternships.engine import Refused
from placements import calendar, feedback, hours, joining, policy, promises, rules
from placements.attendance import AttendanceForm, ReasonForm
from placements.joining import JoiningForm
from placements.models import Placement, PlacementDay
from placements.workflow import placement_machine

ENDINGS = {
    "cancel": ("Cancel the placement", "Cancel the placement"),
    "no_show": ("The student did not attend", "Record as not attended"),
}
KINDS = {
    Placement.State.CONFIRMED: "active",
    Placement.State.COMPLETED: "good",
    Placement.State.CANCELLED: "bad",
    Placement.State.NO_SHOW: "bad",
}


@login_required
def placement(request: HttpRequest, pk: int) -> HttpResponse:
    """The page both sides read. A host confirms attendance here once the last day is over."""
    shown = _visible(request, pk)
    possible = _possible(shown, request.user)
    form = None
    if "confirm_attendance" in possible:
        form = AttendanceForm(request.POST or None, placement=shown)
    if request.method == "POST" and form and form.is_valid():
        try:
            placement_machine.fire(
                "confirm_attendance", shown, by=request.user, attended=form.attended
            )
        except Refused as refused:
            refusals.add_to_form(form, refused)
        else:
            messages.success(request, "Attendance is confirmed. Thank you.")
            return redirect("placements:placement", shown.pk)
    context = _context(request, shown, form, possible)
    return render(request, "placements/placement/placement.html", context)


def _possible(shown: Placement, user) -> set[str]:
    """The events this person may press now."""
    return {event.name for event, against in placement_machine.open_to(shown, user) if not against}


def _context(request: HttpRequest, shown: Placement, form, possible: set[str]) -> dict:
    now = clock.now()
    mine = rules.is_placed(request.user, shown)
    return {
        "placement": shown,
        "mine": mine,
        "word": _word(shown, now),
        "kind": KINDS[shown.state],
        "next": _next(shown, now, mine=mine),
        "days": [(day, *_hours(shown, day)) for day in shown.ordered_days],
        "across": shown.remote_across_zones,
        "differs": any(shown.zone_differs_on(day.date) for day in shown.ordered_days),
        "voluntary": promises.VOLUNTARY_SENTENCE,
        "reimbursed": promises.on_days(shown.advert, shown.dated_days),
        "may_tell": feedback.refusal(shown, by=request.user, now=now) is None,
        "claimable": mine and shown.active and shown.in_person,
        "attendance": form,
        "may_change": joining.refusal_to_change(shown, by=request.user, now=now) is None,
        "endings": [(name, ENDINGS[name][0]) for name in ENDINGS if name in possible],
    }


def _hours(shown: Placement, day: PlacementDay) -> tuple[str, str]:
    """The host's hours, and Oxford's for a day worked from there."""
    host, oxford = hours.on(shown, day.date)
    return host, oxford if shown.across_zones_on(day.date, day.mode) else ""


def _word(shown: Placement, now) -> str:
    if shown.upcoming(now):
        return "Coming"
    if shown.under_way(now):
        return "Under way"
    return "Over" if shown.attendance_due(now) else shown.get_state_display()


def _next(shown: Placement, now, *, mine: bool) -> str:
    """What comes next, and when, as the reader would ask it."""
    if shown.upcoming(now):
        return f"It starts on {hours.of_first_day(shown)}."
    if shown.under_way(now):
        return f"Its last day is {hours.of_last_day(shown)}."
    if shown.attendance_due(now):
        counts = phrases.when(policy.attendance_counts_at(shown.last_day))
        who = "Your host confirms" if mine else "Confirm"
        return f"{who} which days were attended, by {counts}. After that every day counts."
    return ""


@login_required
def joining_instructions(request: HttpRequest, pk: int) -> HttpResponse:
    shown = _visible(request, pk)
    if not rules.is_recruiter(request.user, shown):
        raise Http404
    form = JoiningForm(request.POST or None, instance=shown)
    if request.method == "POST" and form.is_valid():
        try:
            joining.save(shown, by=request.user, fields=form.Meta.fields)
        except Refused as refused:
            refusals.add_to_form(form, refused)
        else:
            messages.success(request, "Saved. The student reads it on the placement's page.")
            return redirect("placements:placement", shown.pk)
    context = {"form": form, "placement": shown}
    return render(request, "placements/placement/joining.html", context)


@login_required
def end(request: HttpRequest, pk: int, event: str) -> HttpResponse:
    """Cancel a placement, or record that nobody came; both ask why."""
    shown = _visible(request, pk)
    against = placement_machine.refusals(event, shown, by=request.user)
    if any(refusal.code == "not_yours" for refusal in against):
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            placement_machine.fire(
                event, shown, by=request.user, comment=form.cleaned_data["comment"]
            )
        except Refused as refused:
            refusals.add_to_form(form, refused)
        else:
            messages.success(request, "Recorded. The Internship Office has been told why.")
            return redirect("placements:placement", shown.pk)
    title, button = ENDINGS[event]
    context = {"form": form, "placement": shown, "title": title, "button": button}
    context["against"] = against
    return render(request, "placements/placement/end.html", context)


@login_required
def placement_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    shown = _visible(request, pk)
    return calendar.response(calendar.of_placement(shown), f"micro-internship {shown.first_day}")


def _visible(request: HttpRequest, pk: int) -> Placement:
    visible = Placement.objects.visible_to(request.user).ready_to_show()
    return get_object_or_404(visible, pk=pk)
