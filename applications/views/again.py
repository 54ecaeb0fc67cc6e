"""A student confirms once more that they can come, because the advert's terms have changed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from applications.forms.students import AgainForm
from applications.views.applying import PAGES, mine
from applications.workflow import application_machine
from microinternships.engine import Refused
from microinternships.models import Transition
from microinternships.refusals import add_to_form
from placements.alerts import past


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest, pk: int) -> HttpResponse:
    application = get_object_or_404(mine(request.user), pk=pk)
    refusals = application_machine.refusals("confirm_again", application, by=request.user)
    if refusals:
        return redirect("applications:application", pk)
    given = request.POST if request.method == "POST" else None
    form = AgainForm(given, application=application)
    if request.method == "POST" and form.is_valid():
        try:
            application_machine.fire(
                "confirm_again", application, by=request.user, **form.cleaned_data
            )
        except Refused as refused:
            add_to_form(form, refused)
        else:
            messages.success(request, "Thank you. The host sees that you can come.")
            return redirect("applications:application", pk)
    context = {
        "application": application,
        "advert": application.advert,
        "form": form,
        "changes": _what_changed(application),
    }
    return render(request, f"{PAGES}/again.html", context)


def _what_changed(application) -> list[str]:
    """The Office’s words on each change of terms since the student last said yes, latest first."""
    rows = Transition.objects.of(application.advert).filter(event__in=past.NEW_TERMS)
    own = Transition.objects.of(application).filter(event__in=("submit", "confirm_again"))
    said_yes = own.last()
    new = [row for row in rows if not said_yes or row.at > said_yes.at]
    return [past.what_was_said(row) for row in reversed(new)]
