"""A student tells the Internship Office how the placement went."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from microinternships import clock, refusals
from microinternships.engine import Refused
from placements.feedback import FeedbackForm, give, refusal
from placements.models import Feedback, Placement
from placements.models.feedback import ASPECTS


@login_required
def feedback(request: HttpRequest, pk: int) -> HttpResponse:
    mine = Placement.objects.filter(student__user=request.user).ready_to_show()
    placement = get_object_or_404(mine, pk=pk)
    form = FeedbackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            give(placement, by=request.user, **form.cleaned_data)
        except Refused as refused:
            refusals.flash(request, refused)
        else:
            messages.success(request, "Thank you. The Internship Office reads what you wrote.")
        return redirect("placements:placement", pk)
    context = {
        "placement": placement,
        "form": form,
        "against": refusal(placement, by=request.user, now=clock.now()),
        "given": _given(placement),
    }
    return render(request, "placements/placement/feedback.html", context)


def _given(placement: Placement) -> list[tuple[str, str]]:
    """What was said already, as a summary shows it."""
    said = Feedback.objects.filter(placement=placement).first()
    if said is None:
        return []
    labels = FeedbackForm.Meta.labels
    grades = [(labels[name], getattr(said, f"get_{name}_display")()) for name in ASPECTS]
    words = [(labels[name], getattr(said, name) or "Nothing") for name in ("good", "better")]
    return [*grades, *words, (labels["may_quote"], "Yes" if said.may_quote else "No")]
