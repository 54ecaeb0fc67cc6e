"""A host changes the terms of an open offer; the student reads what changed before accepting."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from applications.forms.hosts import AmendForm
from applications.views.hosts import at_desk
from applications.workflow import offer_machine
from microinternships.engine import Refused
from microinternships.refusals import add_to_form


@login_required
def change_offer(request: HttpRequest, pk: int) -> HttpResponse:
    everybody, chosen = at_desk(request, pk)
    offer = chosen.application.open_offer
    if offer is None:
        messages.error(request, "There is no open offer to change any more.")
        return redirect("applications:applicant", pk)
    weeks = [week for week in everybody.advert.offered_weeks if week == offer.week]
    weeks += [week for week in chosen.free_weeks if week not in weeks]
    form = AmendForm(request.POST or None, advert=everybody.advert, weeks=weeks, offer=offer)
    if request.method == "POST" and form.is_valid():
        comment = form.cleaned_data["comment"]
        try:
            offer_machine.fire("amend", offer, by=request.user, comment=comment, **form.terms)
        except Refused as refused:
            add_to_form(form, refused)
        else:
            messages.success(
                request, f"Changed. {chosen.name} reads the new terms before accepting."
            )
            return redirect("applications:applicant", pk)
    context = {
        "advert": everybody.advert,
        "applicant": chosen,
        "application": chosen.application,
        "form": form,
        "refusals": offer_machine.refusals("amend", offer, by=request.user),
    }
    return render(request, "applications/hosts/change_offer.html", context)
